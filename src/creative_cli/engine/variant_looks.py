"""What the variants of a brief share: a variant looks like the control in everything that it does not name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from creative_cli.engine.context import RunContext
from creative_cli.engine.copy import find_known_copy
from creative_cli.engine.images import PictureJob, PreparedProduct, prepare_products
from creative_cli.engine.layouts import choose_layout, share_device, share_studio_set, share_treatment
from creative_cli.engine.plan import RunPlan
from creative_cli.models import CopySource, HeroKind


@dataclass(frozen=True, slots=True)
class SettledLook:
    """A plan whose look is settled, with its pictures, and the skeleton of its photos."""

    plan: RunPlan
    prepared: Sequence[PreparedProduct]
    layout: str


async def settle_looks(
    plan: RunPlan, parts: Sequence[tuple[RunPlan, Sequence[PreparedProduct]]], context: RunContext
) -> list[SettledLook]:
    """Return the look of each part of *plan* with its copy and pictures.

    The control decides what its variants do not name: the layout, the set of packshots, and what ads without a picture
    are built on, which the copy of every variant has to suit. That holds also when the control is not made now.
    """
    if not parts:
        return []
    control, shown = await _find_control(plan, parts, context)
    led = await _settle_alone(_add_device(control, plan, shown, parts), shown, context)
    looks = []
    for part, prepared in parts:
        if part.variant == control.variant:
            looks.append(led)
            continue
        own = share_treatment(_add_device(part, plan, prepared, parts), prepared)
        same_set = own.brief.brief.studio_set == control.brief.brief.studio_set
        if same_set and _has_kind(shown, HeroKind.PACKSHOT):
            own = replace(own, look=replace(own.look, studio_set=led.plan.look.studio_set))
        else:
            own = await share_studio_set(own, prepared, context)
        looks.append(SettledLook(own, prepared, await _choose_like(led, own, prepared, context)))
    return looks


def keep_looks(
    plan: RunPlan, parts: Sequence[tuple[RunPlan, Sequence[PreparedProduct]]], earlier: Sequence[SettledLook]
) -> list[SettledLook] | None:
    """Return the look of each part with what was chosen for *earlier* readings of the brief, by what its pictures show.

    That is the skeleton of its photos and the set of its packshots: to choose them takes longer than to draw an ad.
    None where the brief now asks for another look, or for pictures of other kinds.
    """
    known = {look.plan.variant: look for look in earlier}
    looks = []
    for part, prepared in parts:
        was = known.get(part.variant)
        if was is None or _describe_wish(part, prepared) != _describe_wish(was.plan, was.prepared):
            return None
        own = share_treatment(_add_device(part, plan, prepared, parts), prepared)
        own = replace(own, look=replace(own.look, studio_set=was.plan.look.studio_set))
        looks.append(SettledLook(own, prepared, was.layout))
    return looks


def _describe_wish(part: RunPlan, prepared: Sequence[PreparedProduct]) -> tuple[object, ...]:
    """Return what a look was asked to be, and the kinds of the pictures that it is for."""
    kinds = {one.stored.hero.kind for one in prepared}
    return part.look.layout, part.look.design, part.look.style, part.brief.brief.studio_set, kinds


async def _choose_like(
    led: SettledLook, part: RunPlan, prepared: Sequence[PreparedProduct], context: RunContext
) -> str:
    """Return the control's layout, unless the part names its own or only one of them has photos."""
    named = (part.look.layout, part.look.design) != (led.plan.look.layout, led.plan.look.design)
    unlike = _has_kind(prepared, HeroKind.PHOTO) != _has_kind(led.prepared, HeroKind.PHOTO)
    return await choose_layout(part, prepared, context) if named or unlike else led.layout


async def _find_control(
    plan: RunPlan, parts: Sequence[tuple[RunPlan, Sequence[PreparedProduct]]], context: RunContext
) -> tuple[RunPlan, Sequence[PreparedProduct]]:
    """Return the control and its pictures; where its copy is not known yet, it has that of a part that is made."""
    control = plan.all_parts[0]
    for part, prepared in parts:
        if part.variant == control.variant:
            return part, prepared
    first, _ = parts[0]
    control = replace(control, products=first.products)
    made = {words.locale.tag: words for words in first.everyone}
    known = await find_known_copy(control, context)
    lacking = {words.locale.tag for words in control.everyone if words.source is CopySource.MISSING}
    words = {tag: known.get(tag, made.get(tag)) for tag in lacking}
    control = control.with_copy({tag: one for tag, one in words.items() if one is not None})
    return control, await prepare_products(control, context)


async def _settle_alone(plan: RunPlan, prepared: Sequence[PreparedProduct], context: RunContext) -> SettledLook:
    plan = await share_studio_set(share_treatment(plan, prepared), prepared, context)
    return SettledLook(plan, prepared, await choose_layout(plan, prepared, context))


def _add_device(
    part: RunPlan,
    plan: RunPlan,
    prepared: Sequence[PreparedProduct],
    parts: Sequence[tuple[RunPlan, Sequence[PreparedProduct]]],
) -> RunPlan:
    made = {one.variant: one for one, _ in parts}
    others = [made.get(one.variant, one) for one in plan.all_variants if one.variant != part.variant]
    return share_device(part, prepared, [words for one in others for words in one.everyone])


def _has_kind(prepared: Sequence[PreparedProduct], kind: HeroKind) -> bool:
    return any(one.stored.hero.kind is kind for one in prepared)


def join_picture_jobs(jobs: Iterable[PictureJob]) -> list[PictureJob]:
    """Return the jobs with one for each picture, which the variants that show it share: it is made and bought once."""
    joined: dict[tuple[object, ...], list[PictureJob]] = {}
    for job in jobs:
        shown, prepared = job.prepared.product, job.prepared
        # What a request says of a product; all else in it is the brief's.
        asked = (shown.id, shown.name, shown.description, shown.scene, prepared.image)
        joined.setdefault((*asked, prepared.source_key, prepared.stored.key, job.aspect), []).append(job)
    return [replace(first, others=tuple(others)) for first, *others in joined.values()]
