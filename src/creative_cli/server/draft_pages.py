"""What the form of a campaign keeps on the server: the brief that is being written, its files, and its preview."""

import base64
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from creative_cli.brief.loader import MAX_BRIEF_BYTES
from creative_cli.errors import BriefError, CreativeError
from creative_cli.server.problems import RefusedRequestError
from creative_cli.server.record_json import answer_record
from creative_cli.server.serving_state import WorkspaceOfServer
from creative_cli.services.ad_previews import AdName, AdPreviews
from creative_cli.services.brief_checks import check_briefs
from creative_cli.services.brief_drafts import DRAFT_ASSETS, find_brief_draft, keep_draft_file, open_brief_draft
from creative_cli.services.judging import open_finding_judge
from creative_cli.services.stored_briefs import store_brief
from creative_cli.storage.atomic import write_bytes

drafts_router = APIRouter(prefix="/pages/drafts", include_in_schema=False)


def _find_previews(request: Request, where: WorkspaceOfServer) -> AdPreviews:
    """Return the previews of this process, which keep warm what they share."""
    state = request.app.state
    if not hasattr(state, "previews"):
        state.previews = AdPreviews(where)
    previews: AdPreviews = state.previews
    return previews


PreviewsOf = Annotated[AdPreviews, Depends(_find_previews)]


class DraftStart(BaseModel):
    """How a draft begins: empty, or with the example of `creative init`."""

    example: bool = False


class DraftText(BaseModel):
    """The text of the brief."""

    text: Annotated[str, Field(max_length=MAX_BRIEF_BYTES)]


@drafts_router.post("")
def start_draft(start: DraftStart, where: WorkspaceOfServer) -> Response:
    """Begin a draft."""
    draft = open_brief_draft(where, example=start.example)
    return answer_record({"id": draft, "text": find_brief_draft(where, draft).read_text("utf-8")})


@drafts_router.get("/{draft}")
def read_draft(draft: str, where: WorkspaceOfServer) -> Response:
    """Return the text of a draft."""
    return answer_record({"id": draft, "text": find_brief_draft(where, draft).read_text("utf-8")})


@drafts_router.put("/{draft}")
def keep_draft(draft: str, where: WorkspaceOfServer, content: DraftText) -> Response:
    """Keep the text of a draft."""
    write_bytes(find_brief_draft(where, draft), content.text.encode("utf-8", "replace"))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@drafts_router.post("/{draft}/problems")
def check_draft(draft: str, where: WorkspaceOfServer) -> Response:
    """Return every problem of the draft, with its line and column, as the API has them when it stores the brief."""
    return answer_record(
        {"problems": check_briefs([str(find_brief_draft(where, draft))], where, open_finding_judge()).problems}
    )


@drafts_router.post("/{draft}/stored")
def store_draft(draft: str, where: WorkspaceOfServer) -> Response:
    """Keep the draft as it is now as a brief of the API, with the files that it names."""
    brief = find_brief_draft(where, draft)
    data = brief.read_bytes()
    folder = brief.parent / DRAFT_ASSETS
    names = sorted(f"{DRAFT_ASSETS}/{file.name}" for file in folder.iterdir()) if folder.is_dir() else []
    files = {name: (brief.parent / name).read_bytes() for name in names if name.encode() in data}
    return answer_record(store_brief(data, where, as_json=False, files=files))


@drafts_router.put("/{draft}/assets/{name}")
def keep_asset(
    draft: str, where: WorkspaceOfServer, name: str, data: Annotated[bytes, Body(media_type="application/octet-stream")]
) -> Response:
    """Keep an uploaded file, and return how the brief names it."""
    return answer_record({"file": keep_draft_file(find_brief_draft(where, draft), name, data)})


@drafts_router.get("/{draft}/assets/{name}")
def send_asset(draft: str, where: WorkspaceOfServer, name: str) -> FileResponse:
    """Send an uploaded file, for the form to show. Scripts in an SVG do not run: the policy of answers forbids it."""
    file = find_brief_draft(where, draft).parent / DRAFT_ASSETS / name
    if "/" in name or name.startswith(".") or not file.is_file():
        raise RefusedRequestError(HTTPStatus.NOT_FOUND, f"There is no file {name!r:.80} in this draft.")
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


class PreviewChoice(BaseModel):
    """Which ad to draw; empty is the first there is. With `draft` it comes sooner, and may not be as a run makes it."""

    product: str = ""
    locale: str = ""
    format: str = ""
    variant: str = ""
    draft: bool = False


@drafts_router.post("/{draft}/preview")
def draw_preview(draft: str, where: WorkspaceOfServer, choice: PreviewChoice, previews: PreviewsOf) -> Response:
    """Draw one ad of the draft, and list the ads there are to choose from.

    While a brief is written, most of its states cannot be drawn: that is an answer like any other.
    """
    try:
        return answer_record(_draw_ad(find_brief_draft(where, draft), choice, previews))
    except BriefError as error:
        return answer_record({"refused": error.problems[0].message})
    except CreativeError as error:
        return answer_record({"refused": f"{error.sentence} {error.hint}".strip()})


def _draw_ad(brief: Path, choice: PreviewChoice, previews: AdPreviews) -> dict[str, object]:
    campaign = previews.open_campaign(str(brief), draft=choice.draft)
    ads = campaign.list_ads()
    wanted = AdName(choice.product, choice.locale, choice.format, choice.variant)
    found = next((ad for ad in ads if _is_like(ad, wanted)), ads[0] if ads else AdName())
    drawn = campaign.draw(found)
    asset = drawn.asset
    return {
        "ad": found,
        "ads": ads,
        "picture": f"data:{_media_type(asset.path)};base64,{base64.b64encode(drawn.picture).decode()}",
        "width": asset.width,
        "height": asset.height,
        "alt_text": drawn.alt_text,
        "status": asset.status.name.lower(),
        "findings": [
            {"status": one.status.name.lower(), "message": one.message, "check": one.check}
            for one in sorted(asset.findings, key=lambda one: -one.status)
        ],
        "notices": drawn.notices,
        "draft": drawn.draft,
    }


def _is_like(ad: AdName, wanted: AdName) -> bool:
    pairs = (
        (ad.product, wanted.product),
        (ad.locale, wanted.locale),
        (ad.format, wanted.format),
        (ad.variant, wanted.variant),
    )
    return all(asked in {"", there} for there, asked in pairs)


def _media_type(path: str) -> str:
    return "image/png" if path.endswith(".png") else "image/jpeg"
