"""What searching needs."""

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import numpy as np
from pydantic import HttpUrl

from creative_cli.brief.suggest import did_you_mean
from creative_cli.engine.plan import RunPlan
from creative_cli.errors import PictureError, UsageError
from creative_cli.events import Event
from creative_cli.http.client import Call
from creative_cli.http.deadline import Deadline
from creative_cli.http.openai_client import Account, Embedded
from creative_cli.imaging import u2net
from creative_cli.imaging.encode import decode
from creative_cli.imaging.source import SMALLEST_SIDE, open_picture
from creative_cli.locale.locales import known_language, territory
from creative_cli.models import Pixels, Status
from creative_cli.search.embedders import choose
from creative_cli.search.embedding import Embedder
from creative_cli.search.filters import Filters
from creative_cli.search.index import Address
from creative_cli.search.library import Memory, Reindexed
from creative_cli.search.openai_vectors import DEFAULT_MODEL, OpenAIVectors
from creative_cli.search.results import Answer, Lookalikes
from creative_cli.services import clients
from creative_cli.services.reviews import prepare_page
from creative_cli.services.timespec import moment
from creative_cli.services.workspace import House
from creative_cli.settings import Settings
from creative_cli.storage.state import OnWait

ENOUGH_TO_SEE = 512
"""Px a side that a JPEG is decoded at least to where it is only looked at: `likeness` takes means over 128."""

OPENAI = "openai"
"""The embedder whose vectors cost money, with or without a model after it."""

EMBEDDING_SECONDS = 60.0
"""Total time for one call for vectors, over all attempts, s."""

_RATIO = re.compile(r"(\d+)[x/](\d+)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What answers are narrowed to, as people write it; empty asks for nothing."""

    markets: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: str | None = None


def memory(where: House, on_wait: OnWait | None, emit: Callable[[Event], None] | None = None) -> Memory:
    """Return what finds past ads, with the embedder the settings name.

    *emit* journals calls to a service that makes vectors; without it they are counted nowhere, as for a question.
    """
    settings = where.settings
    server = None if settings.chroma_url is None else _address(settings.chroma_url)
    return Memory(where.output, where.state, _embedder(where, settings, on_wait, emit), see, on_wait, server)


def ahead(where: House, remembering: Memory, order: RunPlan) -> Iterator[str]:
    """Load, a piece at a step, what finished ads will need, and embed their words unless a service would charge it.

    Raises StorageError.
    """
    u2net.load()
    yield "libraries"
    if not where.settings.embedder.startswith(OPENAI):
        yield from remembering.ahead(order)
    prepare_page(order)
    yield "page"


def find(where: House, text: str, wanted: Wanted, limit: int, on_wait: OnWait) -> Answer:
    """Look for past ads that *text* describes, among those that are *wanted*."""
    return memory(where, on_wait).find(text, _filters(wanted), limit)


def like(where: House, picture: Path, wanted: Wanted, limit: int, on_wait: OnWait) -> Lookalikes:
    """Look for past ads that are *picture* or look like it, among those that are *wanted*."""
    return memory(where, on_wait).like(picture, _filters(wanted), limit)


def reindex(where: House, say: Callable[[str], None]) -> Reindexed:
    """Make the index anew from the run log."""
    return memory(where, say).reindex(say)


def see(picture: Path) -> Pixels:
    """Decode a picture of ours, or from outside; raise PictureError, or OSError where there is none."""
    data = picture.read_bytes()
    try:
        return np.asarray(open_picture(data, str(picture), ENOUGH_TO_SEE).convert("RGB"))
    except PictureError as refused:
        # Banners are lower than what is taken for a brief's pictures. The header was judged by then: it is a JPEG or
        # PNG of a sane size, or it is refused again.
        try:
            pixels = decode(data)
        except PictureError:
            raise refused from None
        if min(pixels.shape[:2]) >= SMALLEST_SIDE:
            raise
        return pixels


def _filters(wanted: Wanted) -> Filters:

    names = tuple(Status.__members__)
    statuses = tuple(status.upper() for status in wanted.statuses)
    for status in statuses:
        if status not in names:
            guess = did_you_mean(status, names)
            raise UsageError(f"There is no status {status!r}.{guess}", f"Statuses: {', '.join(names)}.")
    return Filters(
        campaigns=wanted.campaigns,
        products=wanted.products,
        countries=tuple(territory(market) for market in wanted.markets if "-" not in market),
        locales=tuple(_tagged(market) for market in wanted.markets if "-" in market),
        ratios=tuple(_RATIO.sub(r"\1:\2", ratio) for ratio in wanted.ratios),
        statuses=tuple(Status[status] for status in statuses),
        since="" if wanted.since is None else f"{moment(wanted.since).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )


def _tagged(market: str) -> str:
    """Write a locale as it is on record, whatever its case: en-us is en-US; what is no locale stays as it is."""
    tag = known_language(market)
    return market if tag is None else "-".join(part for part in (tag.language, tag.script, tag.region) if part)


def _address(url: HttpUrl) -> Address:

    if (url.path or "/") != "/" or url.username or url.password or url.query:
        raise UsageError(
            "CREATIVE_CHROMA_URL takes a scheme, a host and a port only.", "For example http://127.0.0.1:8000"
        )
    return Address(url.host or "localhost", url.port or 8000, url.scheme == "https")


def _embedder(
    where: House, settings: Settings, on_wait: OnWait | None, emit: Callable[[Event], None] | None
) -> Embedder:

    def openai(model: str) -> Embedder:

        if settings.openai_api_key is None:
            raise UsageError("The embedder openai needs a key.", "Set OPENAI_API_KEY, or use CREATIVE_EMBEDDER=auto.")
        account = Account(settings.openai_api_key, settings.openai_base_url, EMBEDDING_SECONDS)

        def ask(call: Call[Embedded]) -> Embedded:
            return asyncio.run(_asked(call, where, settings, on_wait or _unheard, emit or _unheard))

        return OpenAIVectors(model or DEFAULT_MODEL, account, ask)

    return choose(settings.embedder, {OPENAI: openai})


async def _asked(
    call: Call[Embedded],
    where: House,
    settings: Settings,
    say: Callable[[str], None],
    emit: Callable[[Event], None],
) -> Embedded:
    """Make one call by the policy of all calls: the same breakers, limits and monthly budget."""
    return await clients.caller(where, settings, None, say, emit).call(call, Deadline(EMBEDDING_SECONDS))


def _unheard(_: object) -> None:
    """Hear what nobody is to be told."""
