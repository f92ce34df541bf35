"""Finds characters of a market's copy that cannot be drawn, before any picture is made."""

from dataclasses import replace
from typing import NamedTuple
from unicodedata import name

from creative_cli.brief.source_positions import KeyPath
from creative_cli.layout.display_caps import apply_display_caps
from creative_cli.layout.font_use import describe_font_use, list_printed_texts
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.models import AdCopy, BrandStyle, LocalizedCopy, Role

_RAISED_ROLES = (Role.HEADLINE, Role.CTA, Role.SHORT_HEADLINE, Role.SHORT_CTA)


class UndrawableText(NamedTuple):
    """What cannot be drawn, as a sentence with the next step: a character of a text, or a damaged font.

    `role` is that of the text, None for a font; `font` is its place in the brief.
    """

    check: str
    sentence: str
    role: Role | None = None
    font: KeyPath = ()


def find_undrawable_texts(words: LocalizedCopy, look: BrandStyle) -> tuple[UndrawableText, ...]:
    """Return the characters of a market's texts and of the brand's name that no font draws, each once for a role.

    A font of the brand that claims to have a letter but does not draw it is reported too.
    """
    found = []
    for role, text in list_printed_texts(words, words.copy, look):
        face = choose_typeface(words.locale, role, 400, look.fonts, text=text)
        missing = find_missing_glyphs(text, face.families, face.weight, look.fonts)
        found += [UndrawableText("missing_glyph/no_glyph", _explain(cluster), role) for cluster in missing]
    empty: dict[tuple[str, str], dict[str, None]] = {}
    for copy in (words.copy, _raise_copy(words, look)):
        for font in describe_font_use(words, copy, look):
            empty.setdefault((font.file, font.key), {}).update(dict.fromkeys(font.empty))
    for (file, key), signs in empty.items():
        sentence = (
            f"{file} has glyphs without ink, or the wrong ones, for {' '.join(signs)}: the file is damaged. "
            "Export it again, or name another."
        )
        if signs:
            found.append(UndrawableText("brand_font/empty_glyph", sentence, font=("brand", "fonts", key)))
    return tuple(dict.fromkeys(found))


def _raise_copy(words: LocalizedCopy, look: BrandStyle) -> AdCopy:
    """Return the copy with the texts in capitals that an ad shows so: the kicker, and those of some style packs."""
    roles = {Role.KICKER, *(_RAISED_ROLES if load_style_pack(look.style).caps else ())}
    lines = ((role, text) for role, text in words.copy.lines() if role in roles)
    return replace(
        words.copy, **{role.value: apply_display_caps(text, words.locale, look.keep) for role, text in lines}
    )


def _explain(cluster: str) -> str:
    names = ", ".join(f"U+{ord(sign):04X} {name(sign, 'unnamed')}" for sign in cluster)
    return f"No font has {cluster} ({names}): change the text, or name a font with it under brand.fonts."
