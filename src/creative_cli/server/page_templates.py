"""Renders the pages from their templates."""

from http import HTTPStatus

from fastapi.responses import HTMLResponse

from creative_cli.html_templates import load_html_template


def render_page(name: str, here: str, status: HTTPStatus = HTTPStatus.OK, **content: object) -> HTMLResponse:
    """Return the page of the template *name*; *here* is the address that the menu marks."""
    template = load_html_template("creative_cli.server", f"{name}.html.j2")
    # A lone surrogate, which stands for an unreadable byte, has no UTF-8 form.
    page = template.render(here=here, **content).encode("utf-8", "replace")
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})
