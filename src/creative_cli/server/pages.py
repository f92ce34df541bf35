"""The pages for people: HTML from templates, and what only their scripts ask for. `create_app` mounts `router` at `/`.

Texts of people are escaped by the templates, and set as text by the scripts. The scripts use the API like any other
client; only what is no part of it is here, below `/pages`: edits of a brief in its text, and what a form offers.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, HTMLResponse
from pydantic import BaseModel, Field, JsonValue

from creative_cli.brief.brief_edits import MAX_BRIEF_EDITS, BriefEdit, edit_brief_text, read_brief_text
from creative_cli.brief.loader import MAX_BRIEF_BYTES
from creative_cli.brief.source_positions import KeyPath, SourceData, SourceDocument, UnreadableBriefError
from creative_cli.delivery.targets import load_delivery_targets
from creative_cli.gallery import html_page
from creative_cli.runlog.report.summary import Report
from creative_cli.runlog.report.tables import Kind, format_cell, report_sheet
from creative_cli.runlog.rows import Tally
from creative_cli.server import draft_pages
from creative_cli.server.page_choices import build_look_choices, build_page_choices
from creative_cli.server.page_templates import render_page
from creative_cli.server.problems import RefusedRequestError
from creative_cli.server.record_json import answer_record
from creative_cli.server.serving_state import WorkspaceOfServer, note_wait
from creative_cli.services.queries import query_report
from creative_cli.services.reviews import GALLERY_FILE, list_campaigns
from creative_cli.services.workspace import Workspace
from creative_cli.storage.outputs import Manifest, OutputFolder

PAGE_FILES = (".jpg", ".png", ".webp", ".pdf", ".js")
"""What lies beside a review page and belongs to it: ads, and the scripts with the data of a large campaign."""

SHOWN_ADS = 3
"""Ads of a campaign on the page of all campaigns."""

router = APIRouter(include_in_schema=False)
router.include_router(draft_pages.drafts_router)


@router.get("/")
def show_campaigns(where: WorkspaceOfServer) -> HTMLResponse:
    """List the campaigns with ads, some of them shown."""
    found = [(name, _read_head(name, where)) for name in list_campaigns(where)]
    return render_page("campaigns", "/", campaigns=[_describe_campaign(name, head, where) for name, head in found])


def _read_head(campaign: str, where: Workspace) -> Manifest | None:
    return OutputFolder(where.output, campaign, where.state).manifest_head()


def _describe_campaign(name: str, head: Manifest | None, where: Workspace) -> dict[str, object]:
    folder = OutputFolder(where.output, name, where.state)
    assets = () if head is None else next(folder.iter_manifest_parts(head), ())
    # One ad of each product or format, before a second of any.
    first = {asset.product: asset for asset in reversed(assets)} | {}
    some = [*first.values(), *assets]
    shown = list({asset.path: asset for asset in some}.values())[:SHOWN_ADS]
    return {
        "name": name,
        "ads": None if head is None or head.shards else len(head.assets),
        "markets": len({asset.locale for asset in assets}),
        "products": len({asset.product for asset in assets}),
        "shown": shown,
        "large": bool(head is not None and head.shards),
    }


@router.get("/new")
def show_form() -> HTMLResponse:
    """Show the form of a campaign, with its brief and a preview beside it."""
    choices = build_look_choices()
    names = ("segments", "languages", "styles", "layouts", "sets", "templates")
    return render_page("form", "/new", **{name: getattr(choices, name) for name in names})


@router.get("/search")
def show_search() -> HTMLResponse:
    """Show the search of finished ads, by words or by a picture."""
    return render_page("search", "/search")


@router.get("/runs/{run}")
def show_run(run: str) -> HTMLResponse:
    """Show how a run goes on."""
    return render_page("run", "/runs", run=run)


@router.get("/report")
def show_report_page(
    where: WorkspaceOfServer, campaign: str | None = None, since: str | None = None, until: str | None = None
) -> HTMLResponse:
    """Show what runs made, cost, took and found."""
    report = query_report(where, note_wait, campaign=campaign or None, since=since or None, until=until or None)
    return render_page(
        "report",
        "/report",
        sheet=None if not report.runs else _list_report(report),
        campaigns=list_campaigns(where),
        campaign=campaign or "",
        since=since or "",
        until=until or "",
    )


def _list_report(report: Report) -> dict[str, object]:
    sheet = report_sheet(report)
    grids = []
    for whole in sheet.grids:
        grid = whole.for_people()
        if not grid.rows:
            continue
        rows = [
            [
                {
                    "text": _spell_tally(cell) if isinstance(cell, Tally) else format_cell(cell, column.kind),
                    "number": column.kind is not Kind.TEXT,
                    "mark": _mark_tally(cell) if isinstance(cell, Tally) else "",
                }
                for cell, column in zip(row, grid.columns, strict=True)
            ]
            for row in grid.rows
        ]
        grids.append({"title": grid.title, "columns": grid.columns, "rows": rows})
    return {"title": sheet.title, "facts": sheet.facts, "grids": grids}


def _spell_tally(tally: Tally) -> str:
    """Return what a table of the command has as `2W 1F` in words."""
    parts = ((tally.warned, "warn"), (tally.failed, "fail"), (tally.errors, "error"))
    return ", ".join(f"{count} {name}" for count, name in parts if count) or "–"


def _mark_tally(tally: Tally) -> str:
    if not tally.trouble:
        return ""
    return "bad" if tally.failed or tally.errors else "warn"


@router.get("/campaigns/{campaign}/")
def show_campaign(campaign: str, where: WorkspaceOfServer) -> HTMLResponse:
    """Show the review page of a campaign: the page beside its ads, with verdicts that reviewers share."""
    _require_campaign(campaign, where)
    file = OutputFolder(where.output, campaign, where.state).file(GALLERY_FILE)
    page = file.read_text("utf-8") if file.is_file() else None
    if page is None:
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"{campaign} has no page yet.", "Run its brief once.")
    linked = html_page.link_page_parts(page, "/pages/gallery.css", "/pages/gallery.js")
    # Of the page's own scripts only the shards of a large campaign lie beside it, on this server like all else.
    return HTMLResponse(linked, headers={"Cache-Control": "no-store"})


def _require_campaign(campaign: str, where: Workspace) -> None:
    if campaign not in list_campaigns(where):
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"There are no ads of {campaign!r:.80} here.")


@router.get("/campaigns/{campaign}/{path:path}")
def send_campaign_file(campaign: str, path: str, where: WorkspaceOfServer) -> Response:
    """Send an ad, or a script of the page of a large campaign."""
    _require_campaign(campaign, where)
    folder = OutputFolder(where.output, campaign, where.state)
    if not path.endswith(PAGE_FILES) or not folder.has_file(path):
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"There is no file {path!r:.120} in {campaign}.")
    return FileResponse(folder.file(path), headers={"Cache-Control": "no-cache"})


@router.get("/pages/theme.css")
def send_theme() -> Response:
    """Send the colours and fields that the review page and all others have."""
    return Response(html_page.read_page_theme(), media_type="text/css")


@router.get("/pages/gallery.css")
def send_gallery_style() -> Response:
    """Send the style sheet of the review page."""
    return Response(html_page.read_served_style(), media_type="text/css")


@router.get("/pages/gallery.js")
def send_gallery_script() -> Response:
    """Send the script of the review page, which keeps verdicts on this server."""
    return Response(html_page.read_served_script(), media_type="text/javascript")


@router.get("/pages/choices.json")
def send_choices() -> Response:
    """Send what the form searches and draws."""
    return answer_record(build_page_choices(), headers={"Cache-Control": "max-age=3600"})


@router.get("/pages/targets.json")
def send_targets() -> Response:
    """Send the platforms that packages are written for."""
    targets = [{"id": one.id, "name": one.name} for one in load_delivery_targets().values()]
    return answer_record({"targets": targets})


class WrittenEdit(BaseModel):
    """An edit of a brief as the form sends it; see `BriefEdit`."""

    path: Annotated[list[str | int], Field(min_length=1, max_length=12)]
    value: JsonValue = None
    number: bool = False


class WrittenBrief(BaseModel):
    """The text of a brief and edits of it."""

    text: Annotated[str, Field(max_length=MAX_BRIEF_BYTES)]
    edits: Annotated[list[WrittenEdit], Field(max_length=MAX_BRIEF_EDITS)] = []


@router.post("/pages/brief")
def edit_brief(brief: WrittenBrief) -> Response:
    """Return the text with the edits, its data for the fields, and the place of every value by its path."""
    edits = [BriefEdit(tuple(edit.path), edit.value, edit.number) for edit in brief.edits]
    text, refused = _edit_if_possible(brief.text, edits)
    try:
        document = read_brief_text(text)
    except UnreadableBriefError as error:
        refused, document = _describe_error(error), None
    answer = {
        "text": text,
        "data": None if document is None else _write_numbers(document, document.data, ()),
        "places": {} if document is None else _list_places(document),
        "error": refused,
    }
    return answer_record(answer)


def _edit_if_possible(text: str, edits: Sequence[BriefEdit]) -> tuple[str, dict[str, object] | None]:
    try:
        return edit_brief_text(text, edits) if edits else text, None
    except UnreadableBriefError as error:
        return text, _describe_error(error)


def _describe_error(error: UnreadableBriefError) -> dict[str, object]:
    return {"line": error.place.line, "column": error.place.column, "message": error.sentence}


def _write_numbers(document: SourceDocument, data: SourceData, path: KeyPath) -> SourceData:
    """Return *data* with its numbers as they are written: fields show 2.90."""
    if isinstance(data, dict):
        return {key: _write_numbers(document, value, (*path, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [_write_numbers(document, value, (*path, place)) for place, value in enumerate(data)]
    return (
        document.sources.get(path, str(data)) if isinstance(data, int | float) and not isinstance(data, bool) else data
    )


def _list_places(document: SourceDocument) -> dict[str, tuple[int, int, int, int]]:
    found = {}
    for path in document.values:
        value, key = document.place(path), document.key_place(path)
        found["/".join(map(str, path))] = (value.line, value.column, key.line, key.column)
    return found
