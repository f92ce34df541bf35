"""The one place where HTML templates are loaded: every text in them is escaped, and an unknown name is an error."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def load_html_template(package: str, name: str) -> "Template":
    """Return the template *name* in the folder `templates` of *package*."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # 60 ms, only for a page

    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
