"""Finds all that is wrong with the ads of a brief before any picture is made: in their copy, and in its length."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from creative_cli.brief.consistency import URL_PREFIX
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.product_copy import is_sold_in
from creative_cli.brief.schema import Product
from creative_cli.brief.together import find_together, list_members
from creative_cli.brief.variant_documents import VARIANTS_KEY
from creative_cli.channels import load_channels, measure_text_field
from creative_cli.checks import template_text, text_length
from creative_cli.engine.copy import brief_assignments
from creative_cli.engine.plan import Placement, RunPlan
from creative_cli.engine.planner import Slice, build_plans, with_numbers
from creative_cli.engine.product_words import (
    list_printed_words,
    list_product_pictures,
    plan_product,
    write_product_words,
)
from creative_cli.engine.variant_differences import list_equal_ads
from creative_cli.errors import BriefError, PictureError
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding, locate_finding
from creative_cli.layout.template_words import find_missing_letters, find_template_texts
from creative_cli.models import CopySource, Finding, HeroImage, LocalizedCopy, Status
from creative_cli.services import preflight, translations
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.finding_places import find_cause_place
from creative_cli.services.picture_shapes import read_picture_shape
from creative_cli.services.workspace import Workspace
from creative_cli.stages import compose, copyfitting, generate
from creative_cli.stages.check import check_copy
from creative_cli.storage.cache import Cache
from creative_cli.translation.service import TranslationService
from creative_cli.variant_findings import VARIANT_CHECK_ID

MOST_FITTING = 25
"""Products of a market, from the one with the longest copy on, after which all others are taken to fit."""

_NOT_PASTED = frozenset({CopySource.MISSING, CopySource.PSEUDO})
"""Copy that no text field of a channel gets: it is not there, or tests the layout."""


def find_brief_findings(
    plan: RunPlan, where: Workspace, *, generated: bool, fitted: bool = True, glyphs: bool = False
) -> tuple[LocatedFinding, ...]:
    """Return the findings of WARN or worse that need no picture, for the part of a brief that *plan* has.

    They are those of the copy checks, of the text fields of channels, with *fitted* of text that fits at no legible
    size, and with *glyphs* of characters that no font has, which are problems of a brief elsewhere. Copy that is not
    written yet is left out; a translation in the memory is not. *generated* says whether a provider may paint the
    pictures. Pictures on disk decide how much room there is; one that is fetched by the run is left to it.
    """
    found: dict[tuple[object, ...], LocatedFinding] = {}
    for part in plan.parts:
        worded = _add_translations(part, where)
        findings = chain(
            _find_in_copy(worded),
            _find_in_template(worded),
            _find_field_limits(worded),
            _find_misfits(worded, Cache(where.state), generated=generated) if fitted else (),
        )
        for subject, one in findings:
            _add_finding(found, plan.brief, one, subject, part.variant)
    if not glyphs:
        return tuple(found.values())
    unseen = (one for part in plan.parts if not part.pseudo for one in _find_undrawable(part))
    return tuple(dict.fromkeys((*found.values(), *unseen, *_find_equal_variants(plan))))


def _find_in_copy(plan: RunPlan) -> Iterator[tuple[FindingSubject, Finding]]:
    for product, words in list_printed_words(plan):
        if words.source is not CopySource.MISSING:
            subject = FindingSubject(plan.campaign, words.locale.tag, product.id)
            yield from ((subject, one) for one in check_copy(words, plan.last_day))


def list_template_texts(plan: RunPlan) -> tuple[str, ...]:
    """Return the texts that the template of a plan writes itself, on any canvas of the plan; no pixel is drawn."""
    forms = tuple(dict.fromkeys(place.format for place in plan.placements))
    directions = tuple(dict.fromkeys(words.locale.direction for words in plan.adaptations))
    return find_template_texts(plan.look.design, forms, directions, plan.look.palette)


def _find_in_template(plan: RunPlan) -> Iterator[tuple[FindingSubject, Finding]]:
    texts = list_template_texts(plan)
    missing = [one for text in texts for one in template_text.explain_missing_letters(find_missing_letters(text), text)]
    for words in plan.adaptations if texts else ():
        for one in (*template_text.find_faulty_words(texts, words), *missing):
            found = Finding(template_text.CHECK.id, one.code, one.status, one.message)
            yield FindingSubject(plan.campaign, words.locale.tag), found


def _find_undrawable(plan: RunPlan) -> Iterator[LocatedFinding]:
    for words, unseen in preflight.list_undrawable_texts(plan):
        check, _, code = unseen.check.partition("/")
        told = Finding(check, code, Status.FAIL, f"{words.locale.tag}: {unseen.sentence}", unseen.role)
        place = preflight.find_undrawable_place(plan, words, unseen, "")
        yield locate_finding(told, FindingSubject(plan.campaign, words.locale.tag), place)


def _find_equal_variants(plan: RunPlan) -> Iterator[LocatedFinding]:
    for name, sentence in list_equal_ads(plan):
        place = plan.brief.document.key_problem((VARIANTS_KEY, name), "")
        told = Finding(VARIANT_CHECK_ID, "identical", Status.FAIL, sentence)
        yield locate_finding(told, FindingSubject(plan.campaign), place)


def open_import_plan(where: Workspace, brief: Path | None) -> RunPlan | None:
    """Return the plan of the brief that imported copy belongs to; None for no brief, or one that cannot be read."""
    if brief is None:
        return None
    try:
        (plan,) = build_plans((str(brief),), Slice(), translator=True, open_feed=open_feed_addresses(where))
    except BriefError:
        return None
    return plan


def check_imported_copy(
    words: LocalizedCopy, last_day: date | None, plan: RunPlan | None, where: Workspace
) -> tuple[Finding, ...]:
    """Return the findings of imported copy: those of a run, and with a *plan* whether the copy fits its ads."""
    found = check_copy(words, last_day)
    tags = [] if plan is None else [market.locale.tag for market in plan.brief.markets]
    # A copy without its headline is a line alone: its neighbors decide what fits.
    if plan is None or words.locale.tag not in tags or not words.copy.headline:
        return found
    printed = with_numbers(plan.brief, words, tags.index(words.locale.tag))
    alone = replace(plan, adaptations=(printed,))
    misfits = (one for _, one in _find_misfits(alone, Cache(where.state), generated=False))
    return (*found, *dict.fromkeys(misfits))


def _add_finding(
    found: dict[tuple[object, ...], LocatedFinding],
    loaded: LoadedBrief,
    one: Finding,
    subject: FindingSubject,
    variant: str,
) -> None:
    """Add a finding with its place; the same one of another product or variant at the same place is not added."""
    if one.status < Status.WARN:
        return
    place = find_cause_place(loaded, one, subject, variant)
    key = (one.check, one.code, one.message, one.role, subject.locale, subject.format, place)
    found.setdefault(key, locate_finding(one, subject, place))


def _add_translations(plan: RunPlan, where: Workspace) -> RunPlan:
    """Return the plan with the copy that the translation memory has for its markets; nothing is translated."""
    wanted = {words.locale.tag for words in plan.unworded}
    requests = tuple(one for one in brief_assignments(plan.brief) if one.locale.tag in wanted) if wanted else ()
    memory = translations.open_copy_memory(where)
    known = memory.lookup(line.segment for one in requests for line in one.lines) if requests else {}
    complete = tuple(one for one in requests if all(line.segment.id in known for line in one.lines))
    if not complete:
        return plan
    where.state.create()
    copies = asyncio.run(TranslationService(memory).get_copy(complete, _accept_copy))
    tags = [market.locale.tag for market in plan.brief.markets]
    found = {
        tag: with_numbers(plan.brief, words, tags.index(tag))
        for tag, words in copies.items()
        if isinstance(words, LocalizedCopy)
    }

    def fill(group: tuple[LocalizedCopy, ...]) -> tuple[LocalizedCopy, ...]:
        return tuple(found.get(words.locale.tag, words) for words in group)

    def fill_places(places: tuple[Placement, ...]) -> tuple[Placement, ...]:
        return tuple(
            replace(place, adaptations=fill(place.adaptations), everyone=fill(place.everyone)) for place in places
        )

    return replace(
        plan,
        adaptations=fill(plan.adaptations),
        everyone=fill(plan.everyone),
        placements=fill_places(plan.placements),
        all_placements=fill_places(plan.all_placements),
    )


def _accept_copy(_words: LocalizedCopy) -> tuple[Finding, ...]:
    return ()  # nothing is translated that would have to be judged


def _find_field_limits(plan: RunPlan) -> Iterator[tuple[FindingSubject, Finding]]:
    """Yield lines that the text fields of a channel do not take or show whole."""
    channels = load_channels()
    seen: set[tuple[str, object]] = set()
    for place in plan.placements:
        channel = channels.get(place.format.name)
        if channel is None or not channel.limits:
            continue
        for product in plan.products:
            for words in place.adaptations:
                if words.source in _NOT_PASTED or not is_sold_in(product, words.locale):
                    continue
                printed = write_product_words(plan.brief, words, product)
                if (place.format.name, printed) in seen:
                    continue
                seen.add((place.format.name, printed))
                subject = FindingSubject(plan.campaign, words.locale.tag, product.id, place.format.name)
                for one in text_length.check_text_fields(channel, printed.copy):
                    yield subject, Finding(text_length.CHECK.id, one.code, one.status, one.message, one.role)


def _find_misfits(plan: RunPlan, cache: Cache, *, generated: bool) -> Iterator[tuple[FindingSubject, Finding]]:
    """Yield text that fits at no legible size, whatever the picture of its product is like.

    The longest copy of each market comes first. What is shorter than much that fits is taken to fit: thousands of rows
    of a feed need not be set in type.
    """
    shapes: dict[str, tuple[HeroImage, ...]] = {}
    for words in plan.adaptations:
        if words.source is CopySource.MISSING:
            continue
        fitting = 0
        for product, printed in _list_longest_first(plan, words):
            if product.id not in shapes:
                shapes[product.id] = tuple(_list_shapes(plan, product, cache))
            misfits = _fit_product(plan, product, printed, shapes[product.id], generated=generated)
            if misfits is None:
                return  # a logo that cannot be drawn is a problem of the brief
            subject = FindingSubject(plan.campaign, words.locale.tag, product.id)
            yield from ((subject, one) for one in misfits)
            fitting = 0 if misfits else fitting + 1
            if fitting >= MOST_FITTING:
                break


def _list_longest_first(plan: RunPlan, words: LocalizedCopy) -> list[tuple[Product, LocalizedCopy]]:
    """Return the products that have ads in a market, with their copy, the longest first."""
    sold = (product for product in plan.products if is_sold_in(product, words.locale))
    printed = [(product, write_product_words(plan.brief, words, product)) for product in sold]
    return sorted(printed, key=lambda one: -sum(measure_text_field(text) for _, text in one[1].copy.lines()))


def _fit_product(
    plan: RunPlan, product: Product, printed: LocalizedCopy, shapes: tuple[HeroImage, ...], *, generated: bool
) -> tuple[Finding, ...] | None:
    """Return what does not fit of a product's copy beside its *shapes*; None where its ads cannot be laid out."""
    try:
        own = plan_product(plan, product)
        found = [_fit_words(own, hero, printed, generated=generated) for hero in shapes]
    except PictureError:
        return None
    return tuple(dict.fromkeys(one for misfits in found for one in misfits))


def _list_shapes(plan: RunPlan, product: Product, cache: Cache) -> Iterator[HeroImage]:
    """Yield what is known of each picture of a product: its kind and its shape; nothing is fetched."""
    together = find_together(plan.brief.brief, product.id)
    members = () if together is None else list_members(together, plan.brief.brief)
    for shown in list_product_pictures(plan, product) if together is None else (product,):
        if any((one.image or "").startswith(URL_PREFIX) for one in (shown, *members)):
            continue
        try:
            yield read_picture_shape(generate.load_source(shown, plan.brief, cache), cache)
        except PictureError:
            continue  # reported with the brief's other problems


def _fit_words(plan: RunPlan, hero: HeroImage, words: LocalizedCopy, *, generated: bool) -> tuple[Finding, ...]:
    """Return what does not fit of the copy of a market."""
    tag, look = words.locale.tag, plan.look
    forms = [place.format for place in plan.placements if tag in {one.locale.tag for one in place.everyone}]
    places = tuple(
        dict.fromkeys(
            compose.list_possible_plans(hero, form, words.locale.direction, look, words, painted=generated)
            for form in forms
        )
    )
    return copyfitting.find_misfits(words, places, look.keep, look.fonts)
