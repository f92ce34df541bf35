"""What a run needs."""

import os
from dataclasses import dataclass
from functools import partial

from creative_cli.brief.suggest import did_you_mean
from creative_cli.checks.check import worst
from creative_cli.errors import FindingsError, UsageError
from creative_cli.order import HeroPreview, Order, Preview, RunResult
from creative_cli.pipeline import Watch, Workshop
from creative_cli.pipeline import run as run_line
from creative_cli.records import Asset, Status
from creative_cli.stages.check import check_copy
from creative_cli.storage.cache import Cache
from creative_cli.storage.journal import Journal
from creative_cli.storage.outputs import OutputFolder
from creative_cli.wiring.finding import memory
from creative_cli.wiring.house import House

AUTO = "auto"
PROVIDERS = ("studio",)
"""Who can make pictures, in the order they are asked."""
STILL_LIFE = "none: a still life in the brand's colours"


@dataclass(frozen=True, slots=True)
class Work:
    """How a run works: pictures at once (None: as many as cores), what makes it exit 1, and PDFs beside the ads."""

    jobs: int | None
    fail_from: Status | None
    editable: bool = False


def provider(name: str) -> str:
    """Return the provider that *name* stands for; raise UsageError for one we do not have."""
    if name == AUTO:
        return PROVIDERS[0]
    if name in PROVIDERS:
        return name
    guess = did_you_mean(name, (AUTO, *PROVIDERS))
    raise UsageError(f"There is no provider {name!r}.{guess}", f"Providers: {AUTO}, {', '.join(PROVIDERS)}.")


def refuse_findings(order: Order, fail_from: Status | None) -> None:
    """Check the words before any picture is made; raise FindingsError when one is at *fail_from* or above."""
    if fail_from is None:
        return
    lines = []
    for words in order.adaptations:
        findings = check_copy(words, order.last_day)
        if worst(findings) >= fail_from:
            lines += [f"{f.status.name} {f.check}/{f.code}: {f.message}" for f in findings if f.status >= fail_from]
    if lines:
        raise FindingsError("\n".join(lines), "No picture was made. Change the copy, or go on with --fail-on never.")


def run(order: Order, where: House, maker: str, work: Work, watch: Watch) -> RunResult:
    """Make what *order* asks for in *where*."""
    where.state.create()
    cache = Cache(where.state)
    workshop = Workshop(
        provider=maker,
        cache=cache,
        folder=OutputFolder(where.output, order.campaign, where.state),
        journal=partial(Journal.open, where.state),
        jobs=work.jobs or os.cpu_count() or 1,
        fail_from=work.fail_from,
        editable=work.editable,
        remember=partial(_remember, where),
    )
    return run_line(order, workshop, watch)


def _remember(where: House, order: Order, assets: tuple[Asset, ...], run_id: str, emit: Watch) -> None:
    memory(where, None).remember(order, assets, run_id, emit)


def preview(order: Order, where: House, maker: str) -> Preview:
    """Say what a run would make, and make nothing."""
    heroes = tuple(
        HeroPreview(product.id, (product.image or STILL_LIFE).split("?", maxsplit=1)[0], maker, 0.0)
        for product in order.products
    )
    return Preview(
        campaign=order.campaign,
        folder=str(where.output / order.campaign),
        assets=order.count,
        heroes=heroes,
        formats=tuple(dict.fromkeys(place.format.name for place in order.placements)),
        locales=tuple(words.locale.tag for words in order.adaptations),
    )
