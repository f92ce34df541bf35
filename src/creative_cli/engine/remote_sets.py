"""Sets of ads that other processes make: they fill the cache, from which the run takes its ads.

A worker runs the same stages (`set_worker.py`), on this machine in the cache of the run, on another one in an empty
cache, and returns all that they kept there. The run then takes the ads from its cache, as if an earlier run had made
them: every result is under a key of what determines it, so that its bytes are the same wherever it was made. Only the
run itself buys pictures and copy, writes ads and keeps the run log: limits and budgets are those of a run in one
process. A worker that dies loses nothing but its time.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Protocol

from creative_cli.brief.schema import Product
from creative_cli.code_digest import code_digest
from creative_cli.engine.ad_stages import restore_ad
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import SetJob
from creative_cli.engine.plan import Placement, RunPlan
from creative_cli.errors import ClusterError
from creative_cli.events import StageTimed
from creative_cli.imaging.photo import PhotoFindings, recall_findings
from creative_cli.models import Asset
from creative_cli.stages import check, compose, copyfitting, store
from creative_cli.storage.cache import key_of

CODE_OF_ADS = "creative_cli.engine.set_worker"
"""The module below which everything lies that draws, checks and describes an ad."""


MIN_PART_ADS = 8
"""So many ads are worth a canvas of their own."""


@dataclass(frozen=True, slots=True)
class SetOrder:
    """A set of ads to make; the plan and the pictures travel apart, as many sets share them.

    `code` is the digest of the code that the run has: a worker with other code refuses the order. `found` is what was
    found in its photo so far.
    """

    product: Product
    stored: store.StoredImage
    placement: Placement
    layout: str
    editable: bool
    code: str
    found: PhotoFindings


@dataclass(frozen=True, slots=True)
class MadeSet:
    """What a worker made: the `ads`, each with whether an earlier run had made it; how long its stages took.

    `found` is what was found in their photo.

    One with a cache of its own returns what it kept there: `actions` by key, the bytes of `objects`. `other_code` is
    the digest of the worker's code if it is not that of the order: nothing was made then.
    """

    ads: tuple[tuple[Asset, bool], ...] = ()
    found: PhotoFindings = field(default_factory=dict)
    timings: tuple[StageTimed, ...] = ()
    actions: dict[str, bytes] = field(default_factory=dict)
    objects: tuple[bytes, ...] = ()
    other_code: str = ""


class SetWorkers(Protocol):
    """Other processes that make sets of ads, on this machine or on others."""

    @property
    def slots(self) -> int:
        """How many sets are made at a time."""
        ...

    @property
    def parts(self) -> int:
        """In how many orders a set is split: more than one if there are fewer sets than keep all workers busy."""
        ...

    @property
    def share_cache(self) -> bool:
        """Whether they read and fill the cache of the run themselves."""
        ...

    async def make_set(self, order: SetOrder, plan: RunPlan, pictures: Mapping[str, bytes]) -> MadeSet:
        """Have a worker make a set of *plan* that shows *pictures*, by SHA-256. Raises ClusterError.

        Workers that share the cache take the pictures from there.
        """
        ...


async def fetch_set(job: SetJob, context: RunContext) -> SetJob:
    """Have workers make the ads of a set, take them from the cache, and return the set of those that are left.

    That are all without workers. An ad that fails there is among them: it fails here again, with its reason. Raises
    ClusterError.
    """
    if context.workers is None:
        return job
    code = code_digest(CODE_OF_ADS)
    key = _build_order_key(job, context, code)
    if context.cache.get(key, bool) is not None:
        return job  # kept by an earlier run; what was deleted of it since is made here
    stored = job.stored
    names = (stored.picture, stored.packshot, *stored.members)
    needed = () if context.workers.share_cache else (sha for sha in names if sha is not None)
    pictures = {sha: context.cache.object_bytes(sha) for sha in needed}
    if None in pictures.values():
        return job  # says so when it loads them
    found = recall_findings((stored.picture,))
    orders = [
        SetOrder(job.product, stored, place, job.layout, context.editable, code, found)
        for place in _split_placement(job.placement, context.workers.parts)
    ]

    done: set[str] = set()

    async def fetch(order: SetOrder, workers: SetWorkers) -> None:
        made = await workers.make_set(order, job.plan, {sha: data or b"" for sha, data in pictures.items()})
        _keep_made_set(made, code, context)
        done.update(ad.locale for ad, known in made.ads if restore_ad(ad, context, unchanged=known))

    await fetch(orders[0], context.workers)  # the others find its framing in the cache
    await asyncio.gather(*(fetch(order, context.workers) for order in orders[1:]))
    context.cache.put(key, True)  # noqa: FBT003  # a marker
    left = tuple(words for words in job.placement.adaptations if words.locale.tag not in done)
    return replace(job, placement=replace(job.placement, adaptations=left))


def _split_placement(place: Placement, parts: int) -> list[Placement]:
    """Return *place* in so many parts, each with its share of the ads; all agree on sizes with everyone."""
    # Those of one direction share a canvas.
    ads = sorted(place.adaptations, key=lambda words: words.locale.direction)
    size = max(MIN_PART_ADS, ceil(len(ads) / parts))
    return [replace(place, adaptations=tuple(ads[at : at + size])) for at in range(0, len(ads), size)]


def _keep_made_set(made: MadeSet, code: str, context: RunContext) -> None:
    """Keep what a worker made in the cache of the run. Raises ClusterError if it has other code."""
    if made.other_code:
        raise ClusterError(
            f"A worker has other code than this command (digest {made.other_code[:12]}, here {code[:12]}).",
            "Install the same version of creative on every worker and restart it.",
        )
    for data in made.objects:
        context.cache.put_object(data)
    for name, record in made.actions.items():
        context.cache.put_encoded(name, record)
    for timing in made.timings:
        context.emit(timing)


def _build_order_key(job: SetJob, context: RunContext, code: str) -> str:
    look = job.plan.look
    return key_of(
        "set made by a worker",
        code=code,
        checks=check.check_digests(job.plan.last_day),
        brief=job.plan.brief.sha256,
        product=job.product.model_dump_json(),
        picture=job.stored.key,
        placement=job.placement,
        layout=job.layout,
        look=compose.look_identity(look),
        keep=look.keep,
        template=compose.template_digest(look.design),
        fonts=copyfitting.type_fonts_digest(look.fonts),
        editable=context.editable,
        variant=job.plan.variant,
    )
