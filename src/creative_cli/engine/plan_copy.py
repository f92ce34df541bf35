"""Give a plan the copy that its brief lacks, variant by variant; the ads of a locale without copy fail."""

from collections.abc import Sequence
from dataclasses import replace

from creative_cli.engine.ad_failures import record_failed_ad
from creative_cli.engine.context import RunContext
from creative_cli.engine.copy import find_copy
from creative_cli.engine.plan import RunPlan, iter_ads
from creative_cli.errors import CreativeError
from creative_cli.events import CopyChosen
from creative_cli.models import CopySource, HeroImage, LocalizedCopy


async def add_copy(plan: RunPlan, heroes: Sequence[tuple[HeroImage, ...]], context: RunContext) -> tuple[RunPlan, ...]:
    """Return the parts of the plan with the copy found for them, and record them as the plan of the run.

    One after the other: what a variant shares with an earlier one is translated with that.
    """
    parts = [await _add_part_copy(part, shown, context) for part, shown in zip(plan.parts, heroes, strict=True)]
    context.outcome.plan = replace(plan, variants=tuple(parts)) if plan.variants else parts[0]
    for part in parts:
        for words in part.adaptations:
            country = words.locale.territory
            context.emit(CopyChosen(words.locale.tag, country, words.source, words.copy, words.variant))
    return tuple(parts)


async def _add_part_copy(plan: RunPlan, heroes: tuple[HeroImage, ...], context: RunContext) -> RunPlan:
    """Return the plan with the copy found for it; the ads of a locale without copy fail."""
    if plan.unworded:
        answers = await find_copy(plan, heroes, context)
        for product, form, words in iter_ads(plan.products, plan.placements):
            answer = answers.get(words.locale.tag)
            if isinstance(answer, CreativeError):
                record_failed_ad(product.id, form, words, answer, context)
        plan = plan.with_copy({tag: answer for tag, answer in answers.items() if isinstance(answer, LocalizedCopy)})
    return plan


def ignore_copy_origin(words: LocalizedCopy) -> LocalizedCopy:
    """Return the copy for keys: whether it was translated now or comes from the memory changes nothing in the ad.

    Nor does the name of its variant.
    """
    words = replace(words, variant="") if words.variant else words
    translated = words.source in {CopySource.TRANSLATED, CopySource.MEMORY}
    return replace(words, source=CopySource.TRANSLATED) if translated else words
