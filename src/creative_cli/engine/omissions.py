"""Record the ads that are left out, since their size cannot show a text or a label which the law requires."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from creative_cli.engine.context import RunContext
from creative_cli.engine.images import SetJob
from creative_cli.engine.label_room import find_unlabelled
from creative_cli.events import AssetLeftOut
from creative_cli.layout.fit import FontSizes
from creative_cli.locale.locales import Direction
from creative_cli.models import LocalizedCopy
from creative_cli.small_sizes import LABEL_ROLE, LeftOutAd
from creative_cli.stages import store
from creative_cli.stages.compose import Framing
from creative_cli.stages.required_text import find_unshown_texts


class Omission(NamedTuple):
    """Why an ad is left out: the role that has no room, `LABEL_ROLE` or that of a text, and a sentence."""

    role: str
    sentence: str


def find_omissions(
    job: SetJob, framings: Mapping[Direction, Framing], sizes: Mapping[str, FontSizes]
) -> dict[str, Omission]:
    """Return the markets of a set, by locale tag, whose ads cannot show a required text or label, and why."""
    plans = {direction: framing.plan for direction, framing in framings.items()}
    unlabelled = find_unlabelled(job, framings, sizes)
    unshown = find_unshown_texts(plans, job.placement.everyone, sizes, job.plan.look)
    return {tag: Omission(LABEL_ROLE, why) for tag, why in unlabelled.items()} | {
        tag: Omission(role.value, why) for tag, (role, why) in unshown.items()
    }


def leave_out_ads(job: SetJob, reasons: Mapping[str, Omission], context: RunContext) -> SetJob:
    """Record the ads of the markets in *reasons*, by locale tag, and return the set without these markets."""
    place = job.placement
    for words in place.adaptations:
        if words.locale.tag in reasons:
            ad = _describe_left_out(job, words, reasons[words.locale.tag], context)
            context.outcome.left_out.append(ad)
            context.emit(AssetLeftOut(ad.product, ad.country, ad.locale, ad.ratio, ad.role, ad.message, ad.variant))
    kept = {words.locale.tag: words for words in place.everyone if words.locale.tag not in reasons}
    return replace(job, placement=place.with_copy(kept))


def _describe_left_out(job: SetJob, words: LocalizedCopy, why: Omission, context: RunContext) -> LeftOutAd:
    form, locale = job.placement.format, words.locale
    path = store.asset_path(context.folder, job.product.id, form, words, form.encodings[0])
    return LeftOutAd(
        path, job.product.id, locale.territory, locale.tag, form.name, why.role, why.sentence, words.variant
    )
