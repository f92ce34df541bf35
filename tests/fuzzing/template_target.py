"""The data of a user's template, TOML: refused in words, or arranged inside every canvas."""

from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from math import isfinite
from pathlib import Path

from creative_cli.brief.field_types import BUILTIN_TEMPLATES
from creative_cli.errors import TypesetError
from creative_cli.formats import Box, Format, parse_format
from creative_cli.layout.template import CanvasPlan, read_design
from creative_cli.locale.locales import Direction
from creative_cli.models import TemplateRef
from tests.fuzzing.laws import require, require_plain
from tests.fuzzing.target import Target

_FORMS = tuple(map(parse_format, ("1:1", "9:16", "16:9", "4:5")))
_SUBJECTS = (0.0, 0.4, 1.0, 3.0)
_NEAR = 0.01  # px


def read_template_file(data: bytes) -> None:
    """Read the data of a template and arrange every canvas; what it places lies where `arrange` says it does."""
    design = TemplateRef("own.typ", Path("templates"), (("own.typ", b""), ("own.toml", data)))
    try:
        template = read_design(design)
    except ValueError as error:
        said = str(error)
        require(said.strip(), "a refusal says something")
        require(len(said) < 1000, "a refusal is short", len(said))
        if not isinstance(error, UnicodeDecodeError):
            require_plain(said)
        return
    for form, direction in product(_FORMS, Direction):
        for subject in _SUBJECTS:
            try:
                plan = template.arrange(form, direction, subject)
            except TypesetError:
                continue
            require_inside(plan, form)
        for plan in template.candidates(form, direction):
            require_inside(plan, form)


def require_inside(plan: CanvasPlan, form: Format) -> None:
    """Require that nothing of a plan lies outside its canvas, and that every figure is one."""
    canvas = Box(-_NEAR, -_NEAR, form.width + 2 * _NEAR, form.height + 2 * _NEAR)
    for box in (plan.logo, *(zone.box for zone in plan.zones)):
        sides = (box.x, box.y, box.width, box.height)
        require(all(map(isfinite, sides)), "a box is finite", box)
        require(box.width >= -_NEAR and box.height >= -_NEAR, "a box has a size", box, form.name)
        require(canvas.holds(box, _NEAR), "a box lies on the canvas", box, form.name)
    require(isfinite(plan.floor), "a floor is finite", plan.floor)


def _list_seeds() -> Iterator[tuple[str, bytes]]:
    yield (
        "toml",
        b"""name = "own"
margin = 0.05
[roles.headline]
min = 0.02
[[arrangement]]
name = "square"
canvas = [0.0, 9.0]
subject = [0.0, 9.0]
product = [0.1, 0.3, 0.9, 0.9]
floor = 0.85
zones = [{ roles = ["headline", "cta"], x = 0.1, y = 0.1, width = 0.5, height = 0.2, anchor = "top" }]
logo = { x = 0.7, y = 0.0, width = 0.3, height = 0.1 }
""",
    )
    yield "toml", b"margin = 0.04\n"
    for name in sorted(BUILTIN_TEMPLATES)[:3]:
        yield "toml", (files("creative_cli.layout") / "templates" / f"{name}.toml").read_bytes()


TEMPLATES = Target("template", {"toml": read_template_file}, _list_seeds)
