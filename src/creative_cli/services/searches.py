"""What searching needs."""

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import numpy as np
from pydantic import HttpUrl

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.engine.plan import RunPlan
from creative_cli.errors import PictureError, UsageError
from creative_cli.events import Event
from creative_cli.http.client import Call
from creative_cli.http.deadline import Deadline
from creative_cli.http.openai_client import Account, TextVectors
from creative_cli.imaging import u2net
from creative_cli.imaging.encode import decode_image
from creative_cli.imaging.source import MIN_SOURCE_SIDE_PX, open_picture
from creative_cli.locale.locales import find_language, require_territory
from creative_cli.models import Pixels, Status
from creative_cli.search.chroma import ChromaAddress
from creative_cli.search.embedders import choose_embedder
from creative_cli.search.embedding import Embedder
from creative_cli.search.filters import SearchFilters
from creative_cli.search.library import ReindexResult, SearchLibrary
from creative_cli.search.openai_embedder import DEFAULT_EMBEDDING_MODEL, OpenAIEmbedder
from creative_cli.search.results import LookalikeAnswer, SearchAnswer
from creative_cli.services import clients
from creative_cli.services.reviews import warm_up_gallery
from creative_cli.services.time_arguments import parse_moment
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.storage.state import OnWait

MIN_DECODED_SIDE = 512
"""Px a side that a JPEG is decoded at least to where it is only looked at: `likeness` takes means over 128."""

OPENAI_EMBEDDER = "openai"
"""The embedder whose vectors cost money, with or without a model after it."""

EMBEDDING_TIMEOUT_S = 60.0
"""Total time for one call for vectors, over all attempts, s."""

_RATIO = re.compile(r"(\d+)[x/](\d+)")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What answers are narrowed to, as people write it; empty asks for nothing."""

    markets: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: str | None = None


def open_search_library(
    where: Workspace, on_wait: OnWait | None, emit: Callable[[Event], None] | None = None
) -> SearchLibrary:
    """Return what finds past ads, with the embedder the settings name.

    *emit* journals calls to a service that makes vectors; without it they are counted nowhere, as for a question.
    """
    settings = where.settings
    server = None if settings.chroma_url is None else _chroma_address(settings.chroma_url)
    return SearchLibrary(
        where.output, where.state, _build_embedder(where, settings, on_wait, emit), decode_for_viewing, on_wait, server
    )


def prefetch_index_work(where: Workspace, remembering: SearchLibrary, order: RunPlan) -> Iterator[str]:
    """Load, a piece at a step, what finished ads will need, and embed their words unless a service would charge it.

    Raises StorageError.
    """
    u2net.load_network()
    yield "libraries"
    if not where.settings.embedder.startswith(OPENAI_EMBEDDER):
        yield from remembering.prefetch(order)
    warm_up_gallery(order)
    yield "page"


def search_by_text(where: Workspace, text: str, wanted: SearchRequest, limit: int, on_wait: OnWait) -> SearchAnswer:
    """Look for past ads that *text* describes, among those that are *wanted*."""
    return open_search_library(where, on_wait).find(text, _resolve_filters(wanted), limit)


def search_by_picture(
    where: Workspace, picture: Path, wanted: SearchRequest, limit: int, on_wait: OnWait
) -> LookalikeAnswer:
    """Look for past ads that are *picture* or look like it, among those that are *wanted*."""
    return open_search_library(where, on_wait).like(picture, _resolve_filters(wanted), limit)


def rebuild_search_index(where: Workspace, say: Callable[[str], None]) -> ReindexResult:
    """Make the index anew from the run log."""
    return open_search_library(where, say).reindex(say)


def decode_for_viewing(picture: Path) -> Pixels:
    """Decode a picture of ours, or from outside; raise PictureError, or OSError where there is none."""
    data = picture.read_bytes()
    try:
        return np.asarray(open_picture(data, str(picture), MIN_DECODED_SIDE).convert("RGB"))
    except PictureError as refused:
        # Banners are lower than what is taken for a brief's pictures. The header was judged by then: it is a JPEG or
        # PNG of a sane size, or it is refused again.
        try:
            pixels = decode_image(data)
        except PictureError:
            raise refused from None
        if min(pixels.shape[:2]) >= MIN_SOURCE_SIDE_PX:
            raise
        return pixels


def _resolve_filters(wanted: SearchRequest) -> SearchFilters:
    names = tuple(Status.__members__)
    statuses = tuple(status.upper() for status in wanted.statuses)
    for status in statuses:
        if status not in names:
            guess = suggest_similar_word(status, names)
            raise UsageError(f"There is no status {status!r}.{guess}", f"Statuses: {', '.join(names)}.")
    return SearchFilters(
        campaigns=wanted.campaigns,
        products=wanted.products,
        countries=tuple(require_territory(market) for market in wanted.markets if "-" not in market),
        locales=tuple(_normalize_locale_tag(market) for market in wanted.markets if "-" in market),
        ratios=tuple(_RATIO.sub(r"\1:\2", ratio) for ratio in wanted.ratios),
        statuses=tuple(Status[status] for status in statuses),
        since="" if wanted.since is None else f"{parse_moment(wanted.since).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )


def _normalize_locale_tag(market: str) -> str:
    """Write a locale as it is on record, whatever its case: en-us is en-US; what is no locale stays as it is."""
    tag = find_language(market)
    return market if tag is None else "-".join(part for part in (tag.language, tag.script, tag.region) if part)


def _chroma_address(url: HttpUrl) -> ChromaAddress:
    if (url.path or "/") != "/" or url.username or url.password or url.query:
        raise UsageError(
            "CREATIVE_CHROMA_URL takes a scheme, a host and a port only.", "For example http://127.0.0.1:8000"
        )
    return ChromaAddress(url.host or "localhost", url.port or 8000, url.scheme == "https")


def _build_embedder(
    where: Workspace, settings: Settings, on_wait: OnWait | None, emit: Callable[[Event], None] | None
) -> Embedder:
    def openai(model: str) -> Embedder:
        if settings.openai_api_key is None:
            raise UsageError("The embedder openai needs a key.", "Set OPENAI_API_KEY, or use CREATIVE_EMBEDDER=auto.")
        account = Account(settings.openai_api_key, settings.openai_base_url, EMBEDDING_TIMEOUT_S)

        def ask(call: Call[TextVectors]) -> TextVectors:
            return asyncio.run(_call_embedder(call, where, settings, on_wait or _discard, emit or _discard))

        return OpenAIEmbedder(model or DEFAULT_EMBEDDING_MODEL, account, ask)

    return choose_embedder(settings.embedder, {OPENAI_EMBEDDER: openai})


async def _call_embedder(
    call: Call[TextVectors],
    where: Workspace,
    settings: Settings,
    say: Callable[[str], None],
    emit: Callable[[Event], None],
) -> TextVectors:
    """Make one call by the policy of all calls: the same breakers, limits and monthly budget."""
    return await clients.build_caller(where, settings, None, say, emit).call(call, Deadline(EMBEDDING_TIMEOUT_S))


def _discard(_: object) -> None:
    """Hear what nobody is to be told."""
