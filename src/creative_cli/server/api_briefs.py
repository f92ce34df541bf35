"""Briefs over HTTP: send one with its files, read it back, and see what a run of it would make and cost."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from creative_cli import api
from creative_cli.brief.loader import JSON_SUFFIX, MAX_BRIEF_BYTES
from creative_cli.engine.previews import ImagePreview, RunPreview
from creative_cli.errors import BriefError, Problem
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding
from creative_cli.models import Status
from creative_cli.server.problems import RefusedRequestError
from creative_cli.server.record_json import answer_record, describe_answers, describe_file
from creative_cli.server.serving_state import API_PATH, PAGE_SIZE, PageLimit, PageOffset, WorkspaceOfServer
from creative_cli.services.provider_registry import AUTO_PROVIDERS
from creative_cli.services.stored_briefs import (
    MAX_BRIEF_FILES,
    CheckedBrief,
    StoredBrief,
    find_stored_brief,
    list_stored_briefs,
    store_brief,
    stored_brief_path,
)
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import read_bytes

briefs_router = APIRouter(prefix=f"{API_PATH}/briefs", tags=["briefs"], default_response_class=Response)

_YAML_TYPES: Final = frozenset({"application/yaml", "application/x-yaml", "text/yaml", "text/plain"})
_EXAMPLE_ID: Final = "8c1f03a2b94d5e6f7081"
_EXAMPLE_TEXT: Final = """\
schema: 1
campaign: tiny
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
products: [{id: umbrella, name: Nimbus One}]
markets: [GB]
"""
_EXAMPLE: Final = StoredBrief(_EXAMPLE_ID, "tiny", "brief.yaml", ("images/umbrella.png",))
_EXAMPLE_FINDING: Final = LocatedFinding(
    "headline_length",
    "long",
    Status.WARN,
    "The headline has 61 characters; 40 are read at a glance.",
    FindingSubject("tiny", "en-GB", "umbrella"),
    Problem("brief.yaml", 4, 11, ""),
)
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/yaml": {"schema": {"type": "string"}, "example": _EXAMPLE_TEXT},
            "application/json": {
                "schema": {"type": "object"},
                "example": {
                    "schema": 1,
                    "campaign": "tiny",
                    "brand": {"name": "Nimbus", "colors": {"primary": "#20304a"}},
                    "message": {"headline": "Rain is optional"},
                    "products": [{"id": "umbrella", "name": "Nimbus One"}],
                    "markets": ["GB"],
                },
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["brief"],
                    "properties": {
                        "brief": {"type": "string", "format": "binary", "description": "The brief, YAML or JSON."},
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "Pictures, logos, feeds and fonts, by the file names that the brief uses.",
                        },
                    },
                }
            },
        },
    }
}


@dataclass(frozen=True, slots=True)
class BriefList:
    """Some of the briefs that the server has, the latest first; `total` is how many there are."""

    total: int
    briefs: tuple[StoredBrief, ...]


@dataclass(frozen=True, slots=True)
class RunEstimate:
    """What a run of a brief would make, and what it would cost at most, USD."""

    preview: RunPreview
    cost_usd: float


def require_stored_brief(brief_id: str, where: Workspace) -> StoredBrief:
    """Return a brief; raise RefusedRequestError if there is none of that id."""
    found = find_stored_brief(brief_id, where.state)
    if found is None:
        raise RefusedRequestError(
            HTTPStatus.NOT_FOUND, f"There is no brief {brief_id!r:.60}.", "Send it: POST /api/v1/briefs."
        )
    return found


@briefs_router.post(
    "",
    operation_id="storeBrief",
    responses=describe_answers(CheckedBrief, CheckedBrief(_EXAMPLE, (_EXAMPLE_FINDING,)), HTTPStatus.CREATED),
    status_code=HTTPStatus.CREATED,
    response_model=None,
    openapi_extra=_BODY,
)
async def send_brief(request: Request, where: WorkspaceOfServer) -> Response:
    """Check and keep a brief, alone or with its files; the same bytes are the same brief.

    A brief with problems is answered by 422 with the line and column of each, and not kept.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        data, as_json, files = await _read_form(request)
    elif kind in _YAML_TYPES or kind == "application/json":
        data, as_json, files = await request.body(), kind == "application/json", {}
    else:
        raise RefusedRequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"A brief cannot be sent as {kind!r:.60}.",
            "Send application/yaml, application/json, or multipart/form-data with the fields brief and files.",
        )
    if len(data) > MAX_BRIEF_BYTES:
        raise RefusedRequestError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The brief has {len(data):,} bytes; the limit is {MAX_BRIEF_BYTES:,}.",
            "Put products into a feed, and pictures into files.",
        )
    checked = await run_in_threadpool(store_brief, data, where, as_json=as_json, files=files)
    location = {"Location": f"{briefs_router.prefix}/{checked.brief.id}"}
    return answer_record(checked, HTTPStatus.CREATED, location)


async def _read_form(request: Request) -> tuple[bytes, bool, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    async with request.form(max_files=MAX_BRIEF_FILES + 1, max_fields=8, max_part_size=MAX_BRIEF_BYTES + 1) as form:
        sent = form.get("brief")
        if sent is None:
            raise BriefError((Problem("brief", 1, 1, "The form has no field `brief`."),), "Put the brief into it.")
        data = sent.encode() if isinstance(sent, str) else await sent.read()
        as_json = not isinstance(sent, str) and (sent.filename or "").casefold().endswith(JSON_SUFFIX)
        for one in form.getlist("files"):
            if isinstance(one, UploadFile) and one.filename:
                files[one.filename] = await one.read()
    return data, as_json, files


@briefs_router.get(
    "",
    operation_id="listBriefs",
    responses=describe_answers(BriefList, BriefList(1, (_EXAMPLE,))),
    response_model=None,
)
def list_briefs(where: WorkspaceOfServer, offset: PageOffset = 0, limit: PageLimit = PAGE_SIZE) -> Response:
    """List the briefs that the server has, the latest first."""
    return answer_record(BriefList(*list_stored_briefs(where.state, offset, limit)))


@briefs_router.get(
    "/{brief_id}", operation_id="getBrief", responses=describe_answers(StoredBrief, _EXAMPLE), response_model=None
)
def get_brief(brief_id: str, where: WorkspaceOfServer) -> Response:
    """Return what the server knows of a brief."""
    return answer_record(require_stored_brief(brief_id, where))


@briefs_router.get(
    "/{brief_id}/text",
    operation_id="getBriefText",
    responses=describe_file("application/yaml", "The brief as it was sent; JSON is YAML, too."),
    response_model=None,
)
def get_brief_text(brief_id: str, where: WorkspaceOfServer) -> Response:
    """Return the text of a brief as it was sent."""
    brief = require_stored_brief(brief_id, where)
    return Response(read_bytes(stored_brief_path(brief, where.state)) or b"", media_type="application/yaml")


@briefs_router.get(
    "/{brief_id}/estimate",
    operation_id="estimateRun",
    responses=describe_answers(
        RunEstimate,
        RunEstimate(
            RunPreview("tiny", "tiny", 3, (ImagePreview("umbrella", "studio", "studio", 0.0),), ("1:1",), ("en-GB",)),
            0.0,
        ),
    ),
    response_model=None,
)
def estimate_brief(
    brief_id: str,
    where: WorkspaceOfServer,
    provider: Annotated[str, Query(max_length=200)] = AUTO_PROVIDERS,
    market: Annotated[list[str], Query(description="Only these countries or locales.")] = [],  # noqa: B006  # FastAPI copies it
    ratio: Annotated[list[str], Query(description="Only these ratios or channels.")] = [],  # noqa: B006
    product: Annotated[list[str], Query(description="Only these product ids.")] = [],  # noqa: B006
    variant: Annotated[list[str], Query(description="Only these variants.")] = [],  # noqa: B006
) -> Response:
    """Return what a run of a brief would make and cost at most. Nothing is made, and no provider is asked."""
    brief = require_stored_brief(brief_id, where)
    preview = api.estimate(
        stored_brief_path(brief, where.state),
        provider=provider,
        markets=market,
        ratios=ratio,
        products=product,
        variants=variant,
        output=where.output,
        state=where.state.root,
    )
    return answer_record(RunEstimate(replace(preview, folder=brief.campaign), preview.cost_usd))
