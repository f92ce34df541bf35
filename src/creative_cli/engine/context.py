"""Where and with what a run works."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from creative_cli.engine.plan import Order
from creative_cli.errors import CreativeError
from creative_cli.events import Event
from creative_cli.models import Adaptation, Asset, Hero, Status
from creative_cli.providers.fallback import Chain
from creative_cli.runlog.journal import Journal
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder

Watch = Callable[[Event], None]
"""Told every event of a run as it happens."""


Words = Callable[[Order, tuple[Hero, ...]], Awaitable[Mapping[str, Adaptation | CreativeError]]]
"""Finds the words an order lacks, by locale tag; a locale whose words cannot be had gets the reason.

It is told what the brief brings for pictures, without bytes: the places for type follow from that.
"""


@dataclass(frozen=True, slots=True)
class Makers:
    """Who makes what a run lacks: the providers of pictures, whether the studio may paint, the copy desk."""

    label: str
    chain: Chain | None
    studio: bool
    words: Words


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where and with what a run works: the makers, the memory, the folder of the campaign, the threads."""

    makers: Callable[[Watch], Makers]
    """Calls up the makers for one run; told where the events of their calls go."""
    cache: Cache
    folder: OutputFolder
    journal: Callable[[str], Journal]
    jobs: int
    fail_from: Status | None
    """The least status that makes the run exit 1; None: none does."""
    editable: bool
    """Whether every ad gets a PDF for designers beside it."""
    ahead: Callable[[Order, Watch], Iterator[str]]
    """Does what the ads will need and no picture is needed for, a piece at a step, while calls for pictures are out."""
    remember: Callable[[Order, tuple[Asset, ...], str, Watch], None]
    """Makes the ads findable; told the order, its ads, the run's id and where events go."""
    publish: Callable[[Order, bool], None]
    """Writes the page people review; told whether the manifest has changed."""
