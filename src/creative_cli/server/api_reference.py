"""What a brief may name, and what all runs together know: channels, markets, templates, search and reports."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Response, UploadFile

from creative_cli import api
from creative_cli.brief.field_types import BUILTIN_TEMPLATES, PLUGIN_TEMPLATES
from creative_cli.brief.market_facts import LanguageFacts, MarketFacts
from creative_cli.channels import Channel, find_channels, load_channels
from creative_cli.errors import PictureError
from creative_cli.locale.locales import Direction
from creative_cli.retrieval.filters import NO_FILTERS
from creative_cli.retrieval.results import FoundCampaign, FoundProduct, LookalikeAnswer, SearchAnswer
from creative_cli.runlog.report.summary import By, Report
from creative_cli.runlog.rows import Figures, Tally
from creative_cli.scratch_folders import open_scratch_folder
from creative_cli.server.record_json import answer_json, answer_record, describe_answers
from creative_cli.server.serving_state import API_PATH, ReadsOfServer, WorkspaceOfServer
from creative_cli.services.doctor import Diagnosis
from creative_cli.services.markets import list_markets
from creative_cli.services.searches import parse_filters
from creative_cli.services.workspace import Workspace
from creative_cli.storage.codec import encode_json_line

reference_router = APIRouter(prefix=API_PATH, default_response_class=Response)


@dataclass(frozen=True, slots=True)
class ChannelList:
    """Channels in the order of their table."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class MarketList:
    """Markets by code."""

    markets: tuple[MarketFacts, ...]


@dataclass(frozen=True, slots=True)
class TemplateList:
    """The templates that a brief may name: the bundled ones, the default first, and those of plug-ins."""

    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DiagnosisList:
    """What works on the server, part by part."""

    parts: tuple[Diagnosis, ...]


Words = Annotated[str, Query(max_length=500)]
_MARKET: Final = MarketFacts(
    "JP",
    "Japan",
    "JPY",
    (LanguageFacts("ja-JP", "Japanese", Direction.LTR, "Jpan", ("Noto Sans JP",), "￥1,980", "25%"),),
)


@reference_router.get(
    "/channels",
    operation_id="listChannels",
    tags=["reference"],
    responses=describe_answers(ChannelList, ChannelList((next(iter(load_channels().values())),))),
    response_model=None,
)
def list_channels(words: Words = "") -> Response:
    """List the channels that match all words: a platform, a size, a ratio; all of them without."""
    return answer_record(ChannelList(find_channels(words)))


@reference_router.get(
    "/markets",
    operation_id="listMarkets",
    tags=["reference"],
    responses=describe_answers(MarketList, MarketList((_MARKET,))),
    response_model=None,
)
def get_markets(fragment: Words = "") -> Response:
    """List the markets whose name, code, locale or language has the fragment; all of them without."""
    return answer_record(MarketList(list_markets(fragment)))


@reference_router.get(
    "/templates",
    operation_id="listTemplates",
    tags=["reference"],
    responses=describe_answers(TemplateList, TemplateList(BUILTIN_TEMPLATES)),
    response_model=None,
)
def list_templates() -> Response:
    """List the templates that a brief may name."""
    return answer_record(TemplateList((*BUILTIN_TEMPLATES, *PLUGIN_TEMPLATES.names())))


@reference_router.get(
    "/search",
    operation_id="searchAds",
    tags=["search"],
    responses=describe_answers(SearchAnswer, SearchAnswer("cold tea", NO_FILTERS, ())),
    response_model=None,
)
def search_ads(  # noqa: PLR0913, PLR0917  # what can be asked for stands by its name
    where: WorkspaceOfServer,
    q: Annotated[str, Query(min_length=1, max_length=2000, description="What the ad is about, in any language.")],
    market: Annotated[list[str], Query()] = [],  # noqa: B006  # FastAPI copies it
    campaign: Annotated[list[str], Query()] = [],  # noqa: B006
    product: Annotated[list[str], Query()] = [],  # noqa: B006
    ratio: Annotated[list[str], Query()] = [],  # noqa: B006
    status: Annotated[list[str], Query(description="pass, skip, warn, fail or error.")] = [],  # noqa: B006
    since: Annotated[str | None, Query(description="A day, or an age such as 30d.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
) -> Response:
    """Find past ads by what they say or show, in any language. The path of a picture is its address on this server."""
    filters = parse_filters(
        markets=market, campaigns=campaign, products=product, ratios=ratio, statuses=status, since=since
    )
    found = api.search(q, filters, limit=limit, output=where.output, state=where.state.root)
    return answer_record(replace(found, campaigns=tuple(_address_found(one, where) for one in found.campaigns)))


def _address_found(found: FoundCampaign, where: Workspace) -> FoundCampaign:
    def address(product: FoundProduct) -> FoundProduct:
        pictures = (
            replace(one, path=_address_file(one.path, found.campaign, where.output)) for one in product.pictures
        )
        return replace(product, pictures=tuple(pictures))

    return replace(found, documents=tuple(map(address, found.documents)))


def _address_file(path: str, campaign: str, output: Path) -> str:
    """Return the address of an ad's file: where it lies on this machine is not for others."""
    inside = Path(os.path.relpath(path, output)).as_posix().partition(f"{campaign}/")[2]
    return f"{API_PATH}/campaigns/{quote(campaign)}/files/{quote(inside)}"


@reference_router.post(
    "/search/picture",
    operation_id="searchByPicture",
    tags=["search"],
    responses=describe_answers(LookalikeAnswer, LookalikeAnswer("downloaded.jpg", NO_FILTERS, ())),
    response_model=None,
)
def search_by_upload(
    where: WorkspaceOfServer,
    picture: Annotated[UploadFile, File(description="A picture that shows an ad, whole or in part.")],
    limit: Annotated[int, Query(ge=1, le=100)] = 5,
) -> Response:
    """Find the ads that a picture shows, whole or in part, by their addresses. The picture is not kept."""
    name = picture.filename or "The picture"
    with open_scratch_folder() as folder:
        path = folder / "picture"
        with path.open("wb") as file:
            while part := picture.file.read(1 << 20):
                file.write(part)
        try:
            found = api.search(path, limit=limit, output=where.output, state=where.state.root)
        except PictureError as error:
            raise PictureError(error.sentence.replace(str(path), name), error.hint) from error
    pictures = (replace(one, path=_address_file(one.path, one.campaign, where.output)) for one in found.pictures)
    return answer_record(replace(found, picture=name, pictures=tuple(pictures)))


@reference_router.get(
    "/report",
    operation_id="reportRuns",
    tags=["runs"],
    responses=describe_answers(Report, Report(Figures(2, 12, 12, 0, Tally(passed=24), 0.0, 0.0, 9.5), 0, (), (), None)),
    response_model=None,
)
def get_report(
    where: WorkspaceOfServer,
    reads: ReadsOfServer,
    campaign: Annotated[str | None, Query(max_length=200)] = None,
    since: Annotated[str | None, Query(max_length=40, description="A day, or an age such as 30d.")] = None,
    until: Annotated[
        str | None, Query(max_length=40, description="A day, itself included, a time, or an age such as 30d.")
    ] = None,
    by: Annotated[By | None, Query(description="Group by this.")] = None,
) -> Response:
    """Return what all runs made, cost, took and found."""
    folders = {"output": where.output, "state": where.state.root}

    def read_report() -> bytes:
        return encode_json_line(api.report(campaign=campaign, since=since, until=until, by=by, **folders))

    return answer_json(reads.read(("report", campaign, since, until, by), read_report))
