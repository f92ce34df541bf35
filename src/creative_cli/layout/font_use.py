"""Says how an ad uses the fonts of the brand: which texts they cannot set, and for want of which letters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from creative_cli.brief.brand_keys import FONT_SCRIPTS
from creative_cli.layout.brand_choice import (
    find_brand_gaps,
    find_empty_glyphs,
    find_latin_gaps,
    find_lent_signs,
    nearest_fonts,
)
from creative_cli.layout.brand_fonts import read_face_facts
from creative_cli.layout.display_caps import CAPITAL_SHARP_S
from creative_cli.layout.fit import set_case
from creative_cli.layout.scripts import (
    BRAND_SCRIPT_FALLBACKS,
    LATIN_RELATIVES,
    VOICE_ROLES,
    choose_brand_family,
    script_key,
)
from creative_cli.layout.template import RoleStyle
from creative_cli.models import AdCopy, BrandFont, BrandStyle, LocalizedCopy, Role
from creative_cli.shown import ShownFont

_KEYS = {script: key for key, script in FONT_SCRIPTS.items()}
_WEIGHTS = {Role.HEADLINE: 700, Role.CTA: 700, Role.LOGO: 700, Role.PRICE: 700, Role.KICKER: 700}


def describe_font_use(
    words: LocalizedCopy, shown: AdCopy, look: BrandStyle, styles: Sequence[RoleStyle] = ()
) -> tuple[ShownFont, ...]:
    """Return the fonts of the brand that a market's ad uses, or would if they had its letters.

    *shown* is its copy, in the case that *styles* give it.
    """
    if not look.fonts:
        return ()
    shown = _show_case(words, shown, look, styles)
    script = script_key(words.locale)
    own = BRAND_SCRIPT_FALLBACKS.get(script, (script,))
    uses: dict[BrandFont, list[_FontUse]] = {}
    voice = " ".join(text for role, text in shown.lines() if role in VOICE_ROLES)
    for role, text in list_printed_texts(words, shown, look):
        weight = _WEIGHTS.get(role, 400)
        font = next(nearest_fonts(look.fonts, own, weight), None)
        if font is not None:
            spoken = voice if role in VOICE_ROLES else text
            whole = choose_brand_family(look.fonts, script, weight, spoken) is not None
            letters = () if whole else find_brand_gaps(font, spoken, script)
            lent = find_lent_signs(font, text) if whole else ()
            uses.setdefault(font, []).append(_FontUse(role, letters, find_empty_glyphs(font, text), lent))
        latin = next(nearest_fonts(look.fonts, ("Latn",), weight), None)
        if script not in LATIN_RELATIVES and latin is not None:
            gaps = find_latin_gaps(latin, text)
            empty = find_empty_glyphs(latin, "".join(gaps))
            uses.setdefault(latin, []).append(_FontUse(role, gaps, empty, ()))
    return tuple(_describe_font(font, of_font) for font, of_font in uses.items())


def _show_case(words: LocalizedCopy, shown: AdCopy, look: BrandStyle, styles: Sequence[RoleStyle]) -> AdCopy:
    """Return the copy in the case of its styles; SS stands for ẞ, as either is drawn."""
    cased = {style.role: style for style in styles}
    return replace(
        shown,
        **{
            role.value: set_case(text, words.locale, cased[role], look.keep).replace(CAPITAL_SHARP_S, "SS")
            for role, text in shown.lines()
            if role in cased
        },
    )


class _FontUse(NamedTuple):
    """What a font lacks of one text: letters for which it cannot set it, those it has without ink, and lent symbols."""

    role: Role
    letters: tuple[str, ...]
    empty: tuple[str, ...]
    lent: tuple[str, ...]


def _describe_font(font: BrandFont, uses: list[_FontUse]) -> ShownFont:
    facts = read_face_facts(font)

    def join(signs: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(signs)))

    empty = join(use.empty for use in uses)
    return ShownFont(
        file=Path(font.path).name,
        key=_KEYS[font.script],
        face=facts.full_name,
        letters=tuple(one for one in join(use.letters for use in uses) if one not in empty),
        roles=tuple(dict.fromkeys(use.role for use in uses if use.letters)),
        empty=empty,
        lent=join(use.lent for use in uses),
        restricted=facts.restricted,
    )


def list_printed_texts(words: LocalizedCopy, shown: AdCopy, look: BrandStyle) -> Iterator[tuple[Role, str]]:
    """Yield what an ad prints, by role; texts of one role together."""
    if look.logo is None:
        yield Role.LOGO, look.name
    yield from shown.lines()
    offers = [words.offer, *(label.offer for label in words.labels)]
    prices = [text for offer in offers if offer is not None for text in offer.printed_texts()]
    if named := [*prices, *(label.name for label in words.labels)]:
        yield Role.PRICE, " ".join(named)
    if words.badge is not None:
        yield Role.BADGE, " ".join((words.badge.claim, *words.badge.proof))
