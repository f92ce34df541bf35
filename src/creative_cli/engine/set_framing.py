"""Where everything goes in a set of ads, in which sizes, and under which key: what the ads of one format share."""

from collections.abc import Mapping
from functools import partial

from creative_cli.channels import load_channels
from creative_cli.code_digest import code_digest
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import SetJob
from creative_cli.engine.label_room import keep_label_foot
from creative_cli.engine.plan_copy import ignore_copy_origin
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.events import StageName
from creative_cli.layout.fit import FontSizes
from creative_cli.locale.locales import Direction
from creative_cli.stages import compose, copyfitting, localize, store
from creative_cli.storage.cache import key_of


async def settle_set(
    subject: WorkSubject, job: SetJob, context: RunContext
) -> tuple[SetJob, dict[Direction, compose.Framing], dict[str, FontSizes]]:
    """Return the set with its framings and font sizes: with room at its foot for a label that has none elsewhere."""
    framings = await frame_set(job, context)
    sizes = await agree_set_sizes(subject, framings, job, context)
    settled = keep_label_foot(job, framings, sizes)
    if settled is not job:
        framings = await frame_set(settled, context)
        sizes = await agree_set_sizes(subject, framings, settled, context)
    return settled, framings, sizes


async def frame_set(job: SetJob, context: RunContext) -> dict[Direction, compose.Framing]:
    """Return where everything goes in each direction; cached where a picture is analyzed or type is fitted for it."""
    look, stored, place = job.plan.look, job.stored, job.placement
    everyone = tuple(map(ignore_copy_origin, place.everyone))
    whole = stored.picture is not None
    if not whole and not compose.is_framed_by_content(stored.hero, place.format, everyone, look, job.layout):
        return compose.choose_framings(stored.hero, place.format, everyone, look, job.layout)
    key = key_of(
        "frame",
        **_drawn_from(job),
        template=compose.template_digest(look.design),
        copy=everyone,
        keep=look.keep,
        look=compose.look_identity(look),
        layout=job.layout,
        fonts=copyfitting.type_fonts_digest(look.fonts),
    )
    known = context.cache.get(key, tuple[tuple[Direction, compose.Framing], ...])
    if known is None:
        hero = stored.load(context.cache)
        choosing = partial(compose.choose_framings, hero, place.format, everyone, look, job.layout)
        subject = WorkSubject(hero.product, place.format.name, note="framing")
        known = tuple((await context.work(StageName.COMPOSE, subject, choosing)).items())
        context.cache.put(key, known)
    return dict(known)


async def agree_set_sizes(
    subject: WorkSubject, framings: Mapping[Direction, compose.Framing], job: SetJob, context: RunContext
) -> dict[str, FontSizes]:
    """Return the font sizes that all markets of the brief agree on, by locale tag."""
    keep, brand, place = job.plan.look.keep, job.plan.look.fonts, job.placement
    plans = {direction: framing.plan for direction, framing in framings.items()}
    facts = (
        *plans.values(),
        tuple(map(ignore_copy_origin, place.everyone)),
        keep,
        copyfitting.type_fonts_digest(brand),
    )
    code = code_digest(copyfitting.__name__)
    key = key_of("sizes", code=code, channel=load_channels().get(place.format.name), facts=facts)
    sizes = context.cache.get(key, tuple[FontSizes, ...])
    if sizes is None:
        agreeing = partial(copyfitting.agree_market_sizes, plans, place.everyone, keep, brand)
        sizes = await context.work(StageName.LOCALIZE, subject, agreeing)
        context.cache.put(key, sizes)
    return {words.locale.tag: own for words, own in zip(place.everyone, sizes, strict=True)}


def _drawn_from(job: SetJob) -> dict[str, object]:
    form = job.placement.format
    code = code_digest(compose.__name__)
    return {"code": code, "picture": job.stored.key, "format": form, "channel": load_channels().get(form.name)}


def build_set_key(job: SetJob, framing: compose.Framing, context: RunContext) -> str:
    """Return the key of what the ads of a set share in one direction: all but their own words."""
    look = job.plan.look
    return key_of(
        "set",
        **_drawn_from(job),
        type=code_digest(localize.__name__),
        record=code_digest(store.__name__),
        framing=framing,
        look=compose.look_identity(look),
        template=compose.template_digest(look.design),
        fonts=copyfitting.type_fonts_digest(look.fonts),
        editable=context.editable,
    )
