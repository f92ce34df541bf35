"""Search past ads, and build the search library with the configured embedder."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import HttpUrl

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.errors import ClusterError, PictureError, ProviderError, StorageError, UsageError
from creative_cli.events import Event
from creative_cli.http.client import Call
from creative_cli.http.deadline import Deadline
from creative_cli.http.event_loop import run_in_loop
from creative_cli.http.openai_client import Account, TextVectors
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.imaging.source import read_banner, read_pixels, without_alpha
from creative_cli.locale.locales import find_language, require_territory
from creative_cli.models import Pixels, Status
from creative_cli.retrieval.chroma import ChromaAddress
from creative_cli.retrieval.document import format_utc
from creative_cli.retrieval.embedders import LOCAL_EMBEDDERS, choose_embedder, explain_fallback
from creative_cli.retrieval.embedding import Embedder
from creative_cli.retrieval.filters import SearchFilters
from creative_cli.retrieval.library import ReindexResult, SearchLibrary
from creative_cli.retrieval.openai_embedder import DEFAULT_EMBEDDING_MODEL, OpenAIEmbedder
from creative_cli.retrieval.picture_description import Spread
from creative_cli.retrieval.results import LookalikeAnswer, SearchAnswer
from creative_cli.services.time_arguments import parse_moment
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.storage.state import OnWait

if TYPE_CHECKING:
    from creative_cli.engine.plan import RunPlan

MIN_DECODED_SIDE = 512  # px; JPEGs are decoded at reduced size, and image hashes need means over 128 px
MIN_ASKED_SIDE = 1200  # px; of a picture to search by: another may be a small part of it
OPENAI_EMBEDDER = "openai"  # the paid embedder; a model may follow the name
INDEX_ERRORS: Final = (StorageError, ProviderError, ClusterError)
"""What may prevent that finished ads are indexed; they are finished in any case."""
EMBEDDING_SETTING = "CREATIVE_EMBEDDING_SECONDS"
_RATIO = re.compile(r"(\d+)[x/](\d+)")


def open_search_library(
    where: Workspace,
    on_wait: OnWait | None,
    emit: Callable[[Event], None] | None = None,
    spread: Spread | None = None,
) -> SearchLibrary:
    """Return the search library with the configured embedder.

    *emit* receives the events of paid embedding calls; without it they are not recorded. *spread* is that of the
    library.
    """
    settings = where.settings
    server = None if settings.chroma_url is None else _chroma_address(settings.chroma_url, settings.chroma_seconds)
    embedder = _build_embedder(where, settings, on_wait, emit)
    return SearchLibrary(
        where.output,
        where.state,
        embedder,
        decode_for_viewing,
        on_wait,
        server,
        free=settings.embedder.startswith(LOCAL_EMBEDDERS),
        decode_asked=lambda picture: decode_for_viewing(picture, MIN_ASKED_SIDE),
        spread=spread,
    )


def prefetch_index_work(where: Workspace, library: SearchLibrary, plan: "RunPlan") -> Iterator[str]:
    """Load what finished ads will need, one piece per step, and embed their copy unless that costs money.

    Raises StorageError.
    """
    from creative_cli.imaging import u2net
    from creative_cli.services.reviews import warm_up_gallery

    u2net.load_network()
    yield "libraries"
    if not where.settings.embedder.startswith(OPENAI_EMBEDDER):
        yield from library.prefetch(plan)
    warm_up_gallery(plan)
    yield "page"


def search_by_text(where: Workspace, text: str, filters: SearchFilters, limit: int, on_wait: OnWait) -> SearchAnswer:
    """Return the past ads nearest to *text*, best first; *on_wait* gets a sentence if the embedder is a lesser one."""
    library = open_search_library(where, on_wait)
    found = library.find(text, filters, limit)
    limits = explain_fallback(library.embedder)
    if limits is not None:
        on_wait(limits)
    return found


def search_by_picture(
    where: Workspace, picture: Path, filters: SearchFilters, limit: int, on_wait: OnWait
) -> LookalikeAnswer:
    """Return past ads that are *picture* or look like it, nearest first."""
    return open_search_library(where, on_wait).like(picture, filters, limit)


def rebuild_search_index(where: Workspace, say: Callable[[str], None]) -> ReindexResult:
    """Rebuild the search index from the run log."""
    return open_search_library(where, say).reindex(say)


def decode_for_viewing(picture: Path, enough: int = MIN_DECODED_SIDE) -> Pixels:
    """Decode any picture, for viewing only, *enough* px of a side at least. Raises PictureError or OSError."""
    data = read_picture_file(picture, "the path of --like")
    try:
        return without_alpha(read_pixels(data, str(picture), enough))
    except PictureError as refused:
        # Banners are smaller than the least size of a brief's pictures.
        try:
            return read_banner(data, str(picture))
        except PictureError:
            raise refused from None


def parse_filters(
    *,
    markets: Sequence[str] | None,
    campaigns: Sequence[str] | None,
    products: Sequence[str] | None,
    ratios: Sequence[str] | None,
    statuses: Sequence[str] | None,
    since: str | None,
    variants: Sequence[str] | None = None,
) -> SearchFilters:
    """Return filters as people write them: `JP`, `fr-CA`, `9x16`, `pass`, `30d`. Raises UsageError."""
    names, upper = tuple(Status.__members__), tuple(status.upper() for status in statuses or ())
    for status in upper:
        if status not in names:
            guess = suggest_similar_word(status, names)
            raise UsageError(f"There is no status {status!r}.{guess}", f"Statuses: {', '.join(names)}.")
    return SearchFilters(
        campaigns=tuple(campaigns or ()),
        products=tuple(products or ()),
        countries=tuple(require_territory(market) for market in markets or () if "-" not in market),
        locales=tuple(_normalize_locale_tag(market) for market in markets or () if "-" in market),
        ratios=tuple(_RATIO.sub(r"\1:\2", ratio) for ratio in ratios or ()),
        statuses=tuple(Status[status] for status in upper),
        variants=tuple(variants or ()),
        since="" if since is None else format_utc(parse_moment(since)),
    )


def _normalize_locale_tag(market: str) -> str:
    """Return en-us as en-US; text that is no locale is returned as it is."""
    tag = find_language(market)
    return market if tag is None else "-".join(part for part in (tag.language, tag.script, tag.region) if part)


def _chroma_address(url: HttpUrl, seconds: float) -> ChromaAddress:
    if (url.path or "/") != "/" or url.username or url.password or url.query:
        raise UsageError(
            "CREATIVE_CHROMA_URL may have a scheme, a host and a port only.", "For example: http://127.0.0.1:8000"
        )
    return ChromaAddress(url.host or "localhost", url.port or 8000, url.scheme == "https", seconds)


def _build_embedder(
    where: Workspace, settings: Settings, on_wait: OnWait | None, emit: Callable[[Event], None] | None
) -> Embedder:
    def openai(model: str) -> Embedder:
        if settings.openai_api_key is None:
            raise UsageError("The openai embedder needs a key.", "Set OPENAI_API_KEY, or use CREATIVE_EMBEDDER=auto.")
        account = Account(settings.openai_api_key, settings.openai_base_url, settings.silence_seconds)

        from creative_cli.services import clients

        async def ask(call: Call[TextVectors]) -> TextVectors:
            # One caller for each call: the breakers, rate limits and monthly budget are read from disk.
            caller = clients.build_caller(where, settings, None, on_wait or _discard, emit or _discard)
            return await caller.call(call, Deadline(settings.embedding_seconds, EMBEDDING_SETTING))

        return OpenAIEmbedder(model or DEFAULT_EMBEDDING_MODEL, account, lambda call: run_in_loop(ask(call)))

    return choose_embedder(settings.embedder, {OPENAI_EMBEDDER: openai})


def _discard(_: object) -> None:
    pass
