"""The sizes at which every market's words fit the places for type, and what fits at none.

No picture is needed for it: a plan says where type goes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from creative_cli.channels import Channel, load_channels
from creative_cli.layout import fit
from creative_cli.layout.capacity import text_capacity
from creative_cli.layout.fit import FontSizes
from creative_cli.layout.fonts import digest_fonts
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import AdCopy, BrandFont, Finding, LocalizedCopy, Role, Status

DROP_ORDER = (Role.BODY, Role.DISCLAIMER, Role.CTA)
"""What a banner leaves out, in this order, before its type gets too small to be read."""
SIZE_SHARES = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)
"""Shares of the largest sizes tried where a channel limits the area of type."""


@dataclass(frozen=True, slots=True)
class MarketSizes:
    """The font size of each role in one market, px."""

    locale: str
    pairs: tuple[tuple[Role, float], ...]


@dataclass(frozen=True, slots=True)
class AgreedSizes:
    """The sizes of every market of a product in one ratio."""

    markets: tuple[MarketSizes, ...]

    def of(self, words: LocalizedCopy) -> MarketSizes:
        """Return one market's sizes."""
        return next(sizes for sizes in self.markets if sizes.locale == words.locale.tag)


def type_fonts_digest(brand: tuple[BrandFont, ...] = ()) -> str:
    """Return the digest of the fonts type is set with, ours and the brand's."""
    own = (f"{font.script} {font.weight} {font.sha256}" for font in brand)
    return " + ".join((digest_fonts(), *own))


def agree_market_sizes(
    plans: Mapping[Direction, CanvasPlan],
    everyone: tuple[LocalizedCopy, ...],
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...] = (),
) -> AgreedSizes:
    """Fit every market's words to its direction's plan and agree on one size per role where that costs nobody much."""
    fits = [_fit_copy(words, plans[words.locale.direction], keep, brand) for words in everyone]
    pairs = zip(everyone, fit.unify_sizes(fits), strict=True)
    return AgreedSizes(tuple(MarketSizes(words.locale.tag, sizes.pairs) for words, sizes in pairs))


def _fit_copy(words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...]) -> FontSizes:
    """Return the largest sizes at which the words fit; a banner leaves out what it has no room for.

    It gives up the body first, then the disclaimer unless the brief says it must be there, then the button, before
    anything would get too small to be read. A channel that limits the area of type gets all of it smaller.
    """
    form = plan.format
    copy, _ = drop_missing_glyphs(words, plan, brand)
    known = load_channels().get(form.name)
    given_up = [role for role in DROP_ORDER if role not in words.required and getattr(copy, role) is not None]
    sizes = fit.FontSizes(())
    for count in range(len(given_up) + 1):
        kept = drop_roles(copy, given_up[:count])
        texts = fit.measure_copy(kept, words.locale, keep, plan, brand)
        for share in SIZE_SHARES if known is not None and known.text_area_max is not None else SIZE_SHARES[:1]:
            styles = tuple(replace(style, largest=max(style.smallest, share * style.largest)) for style in plan.styles)
            sizes = fit.fit_sizes(plan.zones, texts, styles, form.short_side)
            blocks = place_blocks(plan.zones, texts, styles, form.short_side, sizes)
            crowded = form.is_banner and any(block.overflow for block in blocks)
            if not crowded and (known is None or _channel_allows(known, kept, blocks, plan)):
                return sizes
    return sizes


def find_misfits(
    words: LocalizedCopy,
    places: Iterable[tuple[CanvasPlan, ...]],
    keep: tuple[str, ...],
    brand: tuple[BrandFont, ...] = (),
) -> tuple[Finding, ...]:
    """Tell which lines no size sets legibly and which characters no font draws, to whoever writes the words.

    *places* has the plans of every format of every product. Where a format may get one of several, only the picture
    tells which, so that a line is too long there when it is in all of them: the roomiest counts. No picture is
    needed; what passes here passes `text_overflow` and `missing_glyph`, what a banner can leave out included.
    """
    too_long: dict[Role, dict[str, int]] = {}
    missing: dict[tuple[str, Role], None] = {}
    for plans in places:
        undrawn = drop_missing_glyphs(words, plans[0], brand)[1]
        missing |= {(one, role): None for one in undrawn for role, text in words.copy.lines() if one in text}
        kept = min((_fitting_lengths(words, plan, keep, brand) for plan in plans), key=len)
        for role, count in kept.items():
            names = too_long.setdefault(role, {})
            name = plans[0].format.name
            names[name] = min(count, names.get(name, count))
    return (
        *(_misfit_finding(role, names, words.copy) for role, names in too_long.items()),
        *(
            Finding("missing_glyph", "no_glyph", Status.FAIL, f"No font has {one}: leave it out.", role)
            for one, role in missing
        ),
    )


def _fitting_lengths(
    words: LocalizedCopy, plan: CanvasPlan, keep: tuple[str, ...], brand: tuple[BrandFont, ...]
) -> dict[Role, int]:
    """Return how many characters fit of each role that has too many; {} where all fit or are left out."""
    copy, _ = drop_missing_glyphs(words, plan, brand)
    texts = fit.measure_copy(copy, words.locale, keep, plan, brand)
    kept = text_capacity(plan, texts)
    if not kept:
        return {}
    # Bounds are a little strict, and a banner leaves roles out: setting the type decides, which takes longer.
    sizes = _fit_copy(words, plan, keep, brand)
    copy = drop_roles(copy, [role for role, _ in copy.lines() if role not in dict(sizes.pairs)])
    texts = fit.measure_copy(copy, words.locale, keep, plan, brand)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    over = {block.role: 0 for block in blocks if block.overflow}
    return (text_capacity(plan, texts) or over) if over else {}


def _misfit_finding(role: Role, kept: Mapping[str, int], copy: AdCopy) -> Finding:
    """Say what to do about a line that is too long where *kept* tells how many characters fit.

    0 says nothing of the line itself: there the lines around it, which are told of too, take its room.
    """
    places, has = ", ".join(kept), len(getattr(copy, role) or "")
    fits = min((count for count in kept.values() if count), default=0)
    says = f"The {role} has {has} characters and does not fit {places} at any legible size"
    advice = f"about {fits} fit: say it shorter." if fits else "shorten it, its long words and the lines around it."
    return Finding("text_overflow", "overflow", Status.FAIL, f"{says}; {advice}", role)


def _channel_allows(channel: Channel, copy: AdCopy, blocks: tuple[PlacedBlock, ...], plan: CanvasPlan) -> bool:
    """Tell whether a channel that limits type in the picture takes this much of it."""
    words = sum(len(line.split()) for _, line in copy.lines())
    area = sum(block.ink.area for block in blocks) + plan.logo.area
    too_wide = channel.text_area_max is not None and area > channel.text_area_max * plan.format.bounds.area
    return not too_wide and (channel.max_words is None or words <= channel.max_words)


def drop_roles(copy: AdCopy, roles: Iterable[Role]) -> AdCopy:
    """Return the words without those of *roles*."""
    for role in roles:
        copy = replace(copy, **{role.value: None})  # type: ignore[arg-type]  # never the headline, which must be text
    return copy


def drop_missing_glyphs(
    words: LocalizedCopy, plan: CanvasPlan, brand: tuple[BrandFont, ...]
) -> tuple[AdCopy, tuple[str, ...]]:
    """Return the words without what our fonts cannot draw, and what that is: empty boxes are never printed."""
    weights = {style.role: style.weight for style in plan.styles}
    copy, missing = words.copy, dict[str, None]()
    for role, line in words.copy.lines():
        face = choose_typeface(words.locale, role, weights[role], brand)
        for cluster in find_missing_glyphs(line, face.families, face.weight, brand):
            missing[cluster] = None
            line = line.replace(cluster, "")  # noqa: PLW2901  # each cluster is taken out of what is left
        copy = replace(copy, **{role.value: line})
    return copy, tuple(missing)
