"""required_text: find banners without room for a text which the law requires: they are not made."""

from collections.abc import Mapping, Sequence

from creative_cli.checks.drawn_ink import FONT_ROUNDING_PX
from creative_cli.checks.legal_size import least_legal_size
from creative_cli.formats import format_class
from creative_cli.layout import fit
from creative_cli.layout.fit import FontSizes
from creative_cli.layout.place import place_blocks
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, LocalizedCopy, Role
from creative_cli.small_sizes import SMALL_CLASSES, list_kept_roles
from creative_cli.stages.copyfitting import drop_missing_glyphs, drop_roles, fit_copy


def find_unshown_texts(
    plans: Mapping[Direction, CanvasPlan],
    everyone: Sequence[LocalizedCopy],
    sizes: Mapping[str, FontSizes],
    look: BrandStyle,
) -> dict[str, tuple[Role, str]]:
    """Return the markets, by locale tag, whose required text a banner cannot show: its role, and why in a sentence.

    *sizes* are those that the markets agreed on. Larger sizes have room for any such text, or their checks fail.
    """
    found = {}
    for words in everyone:
        plan = plans[words.locale.direction]
        if not words.required or not plan.zones or format_class(plan.format) not in SMALL_CLASSES:
            continue
        why = _explain_unshown(words, plan, sizes[words.locale.tag], look)
        if why is not None:
            found[words.locale.tag] = why
    return found


def _explain_unshown(
    words: LocalizedCopy, plan: CanvasPlan, sizes: FontSizes, look: BrandStyle
) -> tuple[Role, str] | None:
    form = plan.format
    advice = f"Leave {form.name} out of the brief, or shorten the text."
    for role in words.required:
        text = getattr(words.copy, role.value)
        if text is None:
            continue
        size = dict(sizes.pairs).get(role)
        if size is None:
            why = f"{form.name} has no room for the {role}, which the law requires ({len(text)} characters). {advice}"
            return role, why
        least = least_legal_size(form, words.rules.letters) if role is Role.DISCLAIMER else 0.0
        if size < least - FONT_ROUNDING_PX:
            why = f"The {role}, which the law requires, is {size:.1f} px in {form.name}, not {least:.0f}. {advice}"
            return role, why
    if not _overflows(words, plan, sizes, look):
        return None
    # Where the rest alone is too long, too, the copy is at fault, unless the size never has room for such a text.
    never = words.required[0] not in list_kept_roles(form)
    if never or not _overflows(_without_required(words), plan, None, look):
        why = f"The {words.required[0]}, which the law requires, leaves {form.name} no room for the rest. {advice}"
        return words.required[0], why
    return None


def _without_required(words: LocalizedCopy) -> LocalizedCopy:
    """Return the copy as if no text of it were required."""
    return LocalizedCopy(
        words.locale,
        drop_roles(words.copy, words.required),
        words.source,
        offer=words.offer,
        facts=words.facts,
    )


def _overflows(words: LocalizedCopy, plan: CanvasPlan, sizes: FontSizes | None, look: BrandStyle) -> bool:
    """Return whether a text does not fit in its agreed size, or without one in any."""
    sizes = fit_copy(words, plan, look.keep, look.fonts) if sizes is None else sizes
    plan = fit.suit_plan(plan, sizes)
    copy, _ = drop_missing_glyphs(words, plan, look.fonts)
    shown = dict(sizes.pairs)
    copy = drop_roles(copy, [role for role, _ in copy.lines() if role not in shown])
    texts = fit.measure_copy(copy, words.locale, look.keep, plan, look.fonts)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    return any(block.overflow for block in blocks)
