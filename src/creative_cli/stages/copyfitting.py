"""Find the font sizes at which each market's copy fits, and the copy that fits at none.

A canvas plan says where text goes, so no picture is needed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from math import ceil, floor

from creative_cli.channels import Channel, load_channels
from creative_cli.checks.headline_share import CLOSE_ENOUGH
from creative_cli.checks.hyphenated_display import find_divided_words
from creative_cli.checks.legal_size import least_legal_size
from creative_cli.checks.lonely_word import find_lonely_lines
from creative_cli.checks.text_overflow import is_beside_photo, is_out_of_place
from creative_cli.layout import fit
from creative_cli.layout.capacity import text_capacity
from creative_cli.layout.device_choice import copy_beside_figure
from creative_cli.layout.fit import FontSizes
from creative_cli.layout.fonts import digest_fonts
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.measure import MeasuredText
from creative_cli.layout.paragraph import count_avoided_breaks
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.slots import SIZE_STEP_PX, zone_slots
from creative_cli.layout.template import CanvasPlan, RoleStyle
from creative_cli.locale.locales import Direction
from creative_cli.models import AdCopy, BrandFont, Finding, LocalizedCopy, Role, Status
from creative_cli.small_sizes import advise_short_line, find_printed_line, list_kept_roles, prints_short_lines

# What a banner leaves out, in this order, before its text gets too small to read.
DROP_ORDER = (Role.KICKER, Role.BODY, Role.DISCLAIMER, Role.CTA)
# What a skeleton leaves out, in this order; the button stays.
LAYOUT_DROP_ORDER, BANNER_DROP_ORDER = (Role.KICKER, Role.BODY), (Role.KICKER, Role.BODY, Role.DISCLAIMER)
# How much smaller than agreed a headline may be for lines that read well, and how short a line of one word may be, of
# the longest.
BREAK_SHARES = (1.0, 0.94, 0.88, 0.82, 0.76)
SHORT_LAST_LINE, SHORT_LINE = 0.45, 0.40
# How much larger than the body a headline is at least that is set below its floor.
LEAST_LEAD = 1.25
# Least distance of a body that is brought back from the headline over it, of the headline's size.
BODY_AIR = 0.4
# What helps a line that has no room at all.
_SHORTEN_ALL = "shorten it, its long words and the lines around it"
# Shares of the largest sizes that are tried if a channel limits the area of text.
SIZE_SHARES = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)


def type_fonts_digest(brand: tuple[BrandFont, ...] = ()) -> str:
    """Return the digest of all fonts, ours and the brand's."""
    own = (f"{font.script} {font.weight} {font.sha256}" for font in brand)
    return " + ".join((digest_fonts(), *own))


def agree_market_sizes(
    plans: Mapping[Direction, CanvasPlan],
    everyone: tuple[LocalizedCopy, ...],
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...] = (),
) -> tuple[FontSizes, ...]:
    """Return the font sizes of each market in *everyone*, equal where that costs no market much.

    A kicker that was left out comes back where the agreed sizes leave room for it.
    """
    alone = [fit_copy(words, plans[words.locale.direction], keep, brand) for words in everyone]
    # What the law of one market asks of its small print binds no other.
    agreed = [
        own if words.rules.letters else shared
        for words, own, shared in zip(everyone, alone, fit.unify_sizes(alone), strict=True)
    ]
    common = min((dict(sizes.pairs).get(Role.KICKER, float("inf")) for sizes in agreed), default=float("inf"))
    most = min((dict(sizes.pairs).get(Role.BODY, float("inf")) for sizes in agreed), default=float("inf"))
    settled = []
    for words, sizes in zip(everyone, agreed, strict=True):
        plan = plans[words.locale.direction]
        own = keep_long_words(words, plan, keep, brand, _settle_breaks(words, plan, keep, brand, sizes))
        own = own if own.below_floor else bring_back_body(words, plan, keep, brand, own, most)
        settled.append(own if own.below_floor or own.lifted else _with_kicker(words, plan, keep, brand, own, common))
    return tuple(settled)


def _settle_breaks(
    words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...], sizes: FontSizes
) -> FontSizes:
    """Return *sizes* with a headline small enough for lines that read well, if a little smaller is enough."""
    known = dict(sizes.pairs)
    if Role.HEADLINE not in known:
        return sizes  # a format for the logo alone
    copy, texts = _measure_sized(words, plan, keep, brand, sizes)
    style = next(style for style in plan.styles if style.role is Role.HEADLINE)
    scale = min(1.0, texts[Role.HEADLINE].typeface.scale) * plan.format.short_side
    least = ceil(style.smallest * scale / SIZE_STEP_PX) * SIZE_STEP_PX
    # A headline below its target is reported as a short word alone is, and a template sets no target.
    target = CLOSE_ENOUGH * plan.headline[1] * min(1.0, texts[Role.HEADLINE].typeface.scale) if plan.layout else 0.0
    best: tuple[tuple[int, int], FontSizes] | None = None
    for share in BREAK_SHARES:
        size = max(least, floor(share * known[Role.HEADLINE] / SIZE_STEP_PX) * SIZE_STEP_PX)
        tried = sizes.with_headline(size)
        blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, tried)
        (headline,) = (block for block in blocks if block.role is Role.HEADLINE)
        # A user who wrote a template chose its sizes: only what is reported moves them.
        poor = count_poor_lines(headline) + count_avoided_breaks(texts[Role.HEADLINE], headline.words)
        poor *= bool(plan.layout)
        reported = len(find_lonely_lines(headline.words)) + (size < target)
        reported += len(list(find_divided_words(headline.words, (copy.headline,))))
        reported += len(blocks) * any(block.overflow for block in blocks)
        if best is None or (reported, poor) < best[0]:
            best = (reported, poor), tried
        if not reported + poor or size <= least:
            break
    return sizes if best is None else best[1]


def keep_long_words(
    words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...], sizes: FontSizes
) -> FontSizes:
    """Return *sizes*, or those with a headline below its floor where that keeps its longest word in its space.

    So it does for a word that is divided in fewer places, if the headline gets only a little smaller. No text is left
    out for it, and other texts get no larger.
    """
    before = dict(sizes.pairs)
    if Role.HEADLINE not in before:
        return sizes
    lower = fit.suit_plan(plan, replace(sizes, below_floor=True))
    copy, _ = drop_missing_glyphs(words, plan, brand)
    texts = fit.measure_copy(copy, words.locale, keep, lower, brand)
    (wide,) = (
        slot
        for zone in plan.zones
        for slot in zone_slots(zone, texts, plan.styles, plan.format.short_side)
        if slot.role is Role.HEADLINE
    )
    if wide.holds_words():
        return sizes
    found = dict(fit_copy(words, lower, keep, brand).pairs)
    lowered = tuple((role, min(size, before.get(role, size))) for role, size in found.items())
    tried = FontSizes(lowered, below_floor=True)
    blocks, earlier = (_place_copy(words, one, keep, brand, own) for one, own in ((lower, tried), (plan, sizes)))
    headline, size = blocks[Role.HEADLINE], tried.of(Role.HEADLINE)
    divided, often = (
        len(list(find_divided_words(one[Role.HEADLINE].words, (copy.headline,)))) for one in (blocks, earlier)
    )
    better = not headline.overflow and (
        earlier[Role.HEADLINE].overflow or (divided < often and size >= BREAK_SHARES[-1] * before[Role.HEADLINE])
    )
    as_before = before.keys() <= found.keys() and all(
        not block.overflow or (role in earlier and earlier[role].overflow) for role, block in blocks.items()
    )
    return tried if better and as_before and size >= LEAST_LEAD * found.get(Role.BODY, 0.0) else sizes


def bring_back_body(
    words: LocalizedCopy,
    plan: CanvasPlan,
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...],
    sizes: FontSizes,
    most: float,
) -> FontSizes:
    """Return *sizes*, or those with a body of at most *most* px in the room that the headline over it leaves free.

    That is for layouts in which both have zones of their own, and for copy that lacks nothing but its body and kicker.
    The headline gets a little smaller for it, but keeps its lines and its target; other texts stay as they are.
    """
    copy, _ = drop_missing_glyphs(words, plan, brand)
    known, zones = dict(sizes.pairs), {role: zone for zone in plan.zones for role in zone.roles}
    kept, asked = list_kept_roles(plan.format), {role for role, _ in copy.lines()}
    lacking = {role for role in asked - known.keys() if role in kept and role in zones and role is not Role.KICKER}
    if lacking != {Role.BODY} or Role.HEADLINE not in known or not plan.layout or plan.price is not None:
        return sizes
    head, foot = zones[Role.HEADLINE], zones[Role.BODY]
    if (head.anchor, foot.anchor) != ("top", "bottom") or not fit.stands_under(foot.box, head.box):
        return sizes
    lines = _place_copy(words, plan, keep, brand, sizes)[Role.HEADLINE].words
    for share in BREAK_SHARES:
        size = floor(share * known[Role.HEADLINE] / SIZE_STEP_PX) * SIZE_STEP_PX
        if share < 1 and size < plan.headline[1]:
            break
        found = _fit_body(words, plan, keep, brand, sizes.with_headline(size), most)
        if (
            found is not None
            and _place_copy(words, fit.suit_plan(plan, found), keep, brand, found)[Role.HEADLINE].words == lines
        ):
            return found
    return sizes


def _fit_body(
    words: LocalizedCopy,
    plan: CanvasPlan,
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...],
    sizes: FontSizes,
    most: float,
) -> FontSizes | None:
    """Return *sizes* with a body under the headline and all other texts as they are, or None if it does not fit."""
    zones = {role: zone for zone in plan.zones for role in zone.roles}
    before = _place_copy(words, plan, keep, brand, sizes)
    air = BODY_AIR * sizes.of(Role.HEADLINE)
    lifted = max(0, floor(zones[Role.BODY].box.y - before[Role.HEADLINE].ink.bottom - air))
    roomy = fit.suit_plan(plan, replace(sizes, lifted=lifted))
    (style,) = (style for style in plan.styles if style.role is Role.BODY)
    copy, _ = drop_missing_glyphs(words, plan, brand)
    scale = fit.measure_copy(copy, words.locale, keep, plan, brand)[Role.BODY].typeface.scale
    least = ceil(style.smallest * min(1.0, scale) * plan.format.short_side / SIZE_STEP_PX) * SIZE_STEP_PX
    found = dict(fit_copy(words, roomy, keep, brand).pairs).get(Role.BODY, least)
    # Lines that are measured one by one may fit where the most that so many lines can take does not.
    for size in dict.fromkeys((max(least, min(most, found)), least)):
        tried = FontSizes((*sizes.pairs, (Role.BODY, size)), lifted=lifted)
        blocks = _place_copy(words, roomy, keep, brand, tried)
        if not any(block.overflow for block in blocks.values()):
            return tried
    return None


def _place_copy(
    words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...], sizes: FontSizes
) -> dict[Role, PlacedBlock]:
    """Return the copy that has a size, placed, by role."""
    _, texts = _measure_sized(words, plan, keep, brand, sizes)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    return {block.role: block for block in blocks}


def _measure_sized(
    words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...], sizes: FontSizes
) -> tuple[AdCopy, dict[Role, MeasuredText]]:
    """Return the copy that has a size, and its measures."""
    copy, _ = drop_missing_glyphs(words, plan, brand)
    copy = drop_roles(copy, {role for role, _ in copy.lines()} - dict(sizes.pairs).keys())
    return copy, fit.measure_copy(copy, words.locale, keep, plan, brand)


def count_poor_lines(block: PlacedBlock) -> int:
    """Return how many lines of a headline leave a short word alone, at its end or between longer lines."""
    if len(block.lines) == 1:
        return 0
    widths = [line.ink.width for line in block.lines]
    last = len(widths) - 1
    return sum(
        width < (SHORT_LAST_LINE if number == last else SHORT_LINE) * max(widths) and " " not in block.words[number]
        for number, width in enumerate(widths)
    )


def _with_kicker(
    words: LocalizedCopy,
    plan: CanvasPlan,
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...],
    sizes: FontSizes,
    common: float,
) -> FontSizes:
    """Return *sizes* with the kicker in its *common* size, or the largest it may have, if all text still fits."""
    gone = {role for role, _ in shown_copy(words, plan).lines()} - dict(sizes.pairs).keys()
    if (
        Role.KICKER not in gone
        or Role.KICKER not in list_kept_roles(plan.format)
        or not plan.layout
        or all(Role.KICKER not in zone.roles for zone in plan.zones)
    ):
        return sizes
    copy, _ = drop_missing_glyphs(words, plan, brand)
    texts = fit.measure_copy(drop_roles(copy, gone - {Role.KICKER}), words.locale, keep, plan, brand)
    slots = (slot for zone in plan.zones for slot in zone_slots(zone, texts, plan.styles, plan.format.short_side))
    kicker = next((slot for slot in slots if slot.role is Role.KICKER), None)
    if kicker is None:
        return sizes
    for size in dict.fromkeys((min(common, kicker.largest), kicker.smallest)):
        tried = FontSizes((*sizes.pairs, (Role.KICKER, max(size, kicker.smallest))))
        blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, tried)
        if not any(block.overflow for block in blocks):
            return tried
    return sizes


def fit_copy(words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...]) -> FontSizes:
    """Return the largest sizes at which the copy fits.

    A banner leaves roles out, in DROP_ORDER, unless the brief requires them; a skeleton leaves out the kicker, then the
    body, and in a banner the small print, but never the button. It leaves out the kicker also where the headline would
    otherwise be smaller than its target. A channel that limits the area of text gets smaller sizes. Small print is as
    large as the law of the market asks.
    """
    plan, form = _enlarge_small_print(plan, words), plan.format
    copy, _ = drop_missing_glyphs(words, plan, brand)
    known = load_channels().get(form.name)
    order = DROP_ORDER if not plan.layout else BANNER_DROP_ORDER if form.is_banner else LAYOUT_DROP_ORDER
    placed = {role for zone in plan.zones for role in zone.roles}
    wanted = placed & (list_kept_roles(form) | set(words.required))
    copy = drop_roles(copy, [role for role, _ in copy.lines() if plan.zones and role not in wanted])
    droppable = [role for role in order if role not in words.required and getattr(copy, role) is not None]
    sizes = fit.FontSizes(())
    for count in range(len(droppable) + 1):
        kept = drop_roles(copy, droppable[:count])
        texts = fit.measure_copy(kept, words.locale, keep, plan, brand)
        for share in SIZE_SHARES if known is not None and known.text_area_max is not None else SIZE_SHARES[:1]:
            styles = tuple(replace(style, largest=max(style.smallest, share * style.largest)) for style in plan.styles)
            sizes = fit.fit_sizes(plan.zones, texts, styles, form.short_side)
            blocks = place_blocks(plan.zones, texts, styles, form.short_side, sizes)
            crowded = bool(form.is_banner or plan.layout) and any(block.overflow for block in blocks)
            fits = not crowded and (known is None or _channel_allows(known, kept, blocks, plan))
            if fits and (Role.KICKER not in droppable[count:] or not _presses_headline(sizes, texts, styles, plan)):
                return sizes
    return sizes


def _enlarge_small_print(plan: CanvasPlan, words: LocalizedCopy) -> CanvasPlan:
    """Return the plan with small print whose low letters are as high as the law of the market asks."""
    if not words.rules.letters:
        return plan
    least = least_legal_size(plan.format, words.rules.letters) / plan.format.short_side
    styles = (
        replace(style, smallest=max(least, style.smallest), largest=max(least, style.largest))
        if style.role is Role.DISCLAIMER
        else style
        for style in plan.styles
    )
    return replace(plan, styles=tuple(styles))


def _presses_headline(
    sizes: FontSizes, texts: Mapping[Role, MeasuredText], styles: tuple[RoleStyle, ...], plan: CanvasPlan
) -> bool:
    """Return whether the kicker keeps the headline of a skeleton from its target size."""
    target = plan.headline[1] * texts[Role.HEADLINE].typeface.scale
    if not plan.layout or sizes.of(Role.HEADLINE) >= target:
        return False
    others: dict[Role, MeasuredText] = {role: text for role, text in texts.items() if role is not Role.KICKER}
    alone = fit.fit_sizes(plan.zones, others, styles, plan.format.short_side)
    return alone.of(Role.HEADLINE) > sizes.of(Role.HEADLINE)


def find_misfits(
    words: LocalizedCopy,
    places: Iterable[tuple[CanvasPlan, ...]],
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...] = (),
    *,
    own_space: bool = False,
) -> tuple[Finding, ...]:
    """Return findings for lines that fit at no legible size and characters that no font has.

    With *own_space* a line that leaves the space its layout has for it is too long, also where it is whole and on
    nothing else: a translator can say it shorter.

    *places* has the possible plans of every format of every product. Only the picture decides among several plans, and
    a line is too long only if it is too long in all of them. Copy without findings here passes `text_overflow` and
    `missing_glyph`. A finding is about the line that is printed, which is the short one in a low banner that has it.
    """
    too_long: dict[tuple[Role, str], dict[str, int]] = {}
    missing: dict[tuple[str, Role], None] = {}
    for plans in places:
        undrawn = drop_missing_glyphs(words, plans[0], brand)[1]
        missing |= {(one, role): None for one in undrawn for role, text in words.copy.lines() if one in text}
        kept = min((_fitting_lengths(words, plan, keep, brand, own_space=own_space) for plan in plans), key=len)
        for role, count in kept.items():
            form = plans[0].format
            line, advice = find_printed_line(role, form, words.copy), advise_short_line(role, form, words.copy)
            names, name = too_long.setdefault((line, advice), {}), form.name
            names[name] = min(count, names.get(name, count))
    return (
        *(_misfit_finding(line, advice, names, words.copy) for (line, advice), names in too_long.items()),
        *(
            Finding("missing_glyph", "no_glyph", Status.FAIL, f"No font has {one}: leave it out.", role)
            for one, role in missing
        ),
    )


def _fitting_lengths(
    words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...], *, own_space: bool
) -> dict[Role, int]:
    """Return how many characters fit of each role that has too many."""
    copy, _ = drop_missing_glyphs(words, plan, brand)
    texts = fit.measure_copy(copy, words.locale, keep, plan, brand)
    kept = text_capacity(plan, texts)
    if not kept:
        return {}
    # `text_capacity` is a little strict, and a banner leaves roles out. Typesetting decides, but takes longer.
    sizes = keep_long_words(words, plan, keep, brand, fit_copy(words, plan, keep, brand))
    plan = fit.suit_plan(plan, sizes)
    copy = drop_roles(copy, [role for role, _ in copy.lines() if role not in dict(sizes.pairs)])
    texts = fit.measure_copy(copy, words.locale, keep, plan, brand)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    over = {block.role: 0 for block in blocks if block.overflow and (own_space or _is_lost(block, blocks, plan))}
    return (text_capacity(plan, texts) or over) if over else {}


def _is_lost(block: PlacedBlock, blocks: tuple[PlacedBlock, ...], plan: CanvasPlan) -> bool:
    """Tell whether `text_overflow` would fail text that left its space. How large the logo gets is not known here."""
    others = [other.plate or other.ink for other in blocks if other is not block]
    frame = None if plan.frame is None or plan.cutout is not None else plan.frame.box
    if frame is not None and is_beside_photo(frame, plan.format, plan.layout):
        others.append(frame)
    return is_out_of_place(block.ink, block.plate or block.ink, plan.content, plan.format.bounds, others)


def _misfit_finding(line: Role, advice: str, kept: Mapping[str, int], copy: AdCopy) -> Finding:
    places, has = ", ".join(kept), len(getattr(copy, line) or "")
    # A count of 0 means that the lines around it take all the room: they have findings of their own.
    fits = min((count for count in kept.values() if count), default=0)
    name = line.replace("_", " ")
    says = f"The {name} has {has} characters and does not fit {places} at any legible size"
    step = f"about {fits} fit: {advice or 'say it shorter'}" if fits else advice or _SHORTEN_ALL
    return Finding("text_overflow", "overflow", Status.FAIL, f"{says}; {step}.", line)


def _channel_allows(channel: Channel, copy: AdCopy, blocks: tuple[PlacedBlock, ...], plan: CanvasPlan) -> bool:
    words = sum(len(line.split()) for _, line in copy.lines())
    area = sum(block.ink.area for block in blocks) + plan.logo.area
    too_wide = channel.text_area_max is not None and area > channel.text_area_max * plan.format.bounds.area
    return not too_wide and (channel.max_words is None or words <= channel.max_words)


def drop_roles(copy: AdCopy, roles: Iterable[Role]) -> AdCopy:
    """Return the copy without *roles*."""
    for role in roles:
        copy = replace(copy, **{role.value: None})  # type: ignore[arg-type]  # never the headline, which must be text
    return copy


def shown_copy(words: LocalizedCopy, plan: CanvasPlan) -> AdCopy:
    """Return the copy that is set as text: low banners have the short lines, and a device its own part of the copy."""
    copy = words.copy.shown(short=prints_short_lines(plan.format))
    return copy_beside_figure(replace(words, copy=copy), None if plan.device is None else plan.device.kind)


@lru_cache(maxsize=512)  # three of four calls ask again
def drop_missing_glyphs(
    words: LocalizedCopy, plan: CanvasPlan, brand: tuple[BrandFont, ...]
) -> tuple[AdCopy, tuple[str, ...]]:
    """Return the copy without characters that no font has, and those characters: empty boxes are never printed."""
    styles = {style.role: style for style in plan.styles}
    copy = shown_copy(words, plan)
    marked, missing = copy.marked, dict[str, None]()
    for role, line in copy.lines():
        face = choose_typeface(words.locale, role, styles[role].weight, brand, styles[role].face, line)
        drawn = line
        for cluster in find_missing_glyphs(line, face.families, face.weight, brand):
            missing[cluster] = None
            drawn = drawn.replace(cluster, "")
            marked = marked and marked.replace(cluster, "")
        copy = replace(copy, **{role.value: drawn})
    return replace(copy, marked=marked), tuple(missing)
