"""Is there room for the label of a picture that a model made? At the foot of a set, or in no way."""

from collections.abc import Mapping
from dataclasses import replace

from creative_cli.engine.ad_facts import list_file_facts
from creative_cli.engine.images import SetJob
from creative_cli.formats import format_class
from creative_cli.layout.fit import FontSizes
from creative_cli.locale.locales import Direction
from creative_cli.small_sizes import SMALL_CLASSES
from creative_cli.stages.ai_label_drawing import has_label_room, label_foot_height
from creative_cli.stages.compose import Framing
from creative_cli.stages.localize import list_text_boxes

FOOT_AIR = 0.5  # over the label, of its height


def keep_label_foot(job: SetJob, framings: Mapping[Direction, Framing], sizes: Mapping[str, FontSizes]) -> SetJob:
    """Return the set with a band at its foot for the label, if a market's label has no place beside its type.

    Banners are too low for a band: `find_unlabelled` finds those.
    """
    place, look = job.placement, job.plan.look
    form = place.format
    lacking = () if form.label_foot or format_class(form) in SMALL_CLASSES else _list_lacking(job, framings, sizes)
    if not lacking:
        return job
    origin = replace(job.stored.hero.origin, person=True)
    told = ((words, list_file_facts(job.plan, job.product, words, form)) for words in place.everyone)
    high = max(label_foot_height(words, form, look, origin, facts) for words, facts in told)
    return replace(job, placement=replace(place, format=form.with_label_foot((1 + FOOT_AIR) * high)))


def find_unlabelled(
    job: SetJob, framings: Mapping[Direction, Framing], sizes: Mapping[str, FontSizes]
) -> dict[str, str]:
    """Return the markets of a set, by locale tag, whose label a banner has no room for, with the reason."""
    name = job.placement.format.name
    if format_class(job.placement.format) not in SMALL_CLASSES:
        return {}
    return {
        tag: f"{name} has no room for the label “{label}”, which a picture of a model needs here. "
        f"Leave {name} out of the brief, or shorten the texts."
        for tag, label in _list_lacking(job, framings, sizes)
    }


def _list_lacking(
    job: SetJob, framings: Mapping[Direction, Framing], sizes: Mapping[str, FontSizes]
) -> tuple[tuple[str, str], ...]:
    """Return the markets by locale tag, with the label that has no place; who is shown is not known yet."""
    origin, look = replace(job.stored.hero.origin, person=True), job.plan.look
    if not origin.from_model:
        return ()
    found = []
    for words in job.placement.everyone:
        facts, plan = (
            list_file_facts(job.plan, job.product, words, job.placement.format),
            framings[words.locale.direction].plan,
        )
        taken = list_text_boxes(words, sizes[words.locale.tag], plan, look)
        if not has_label_room(words, plan, look, origin, facts, taken):
            found.append((words.locale.tag, facts.person_label))
    return tuple(found)
