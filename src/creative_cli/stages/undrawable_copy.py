"""Finds characters of a market's copy that cannot be drawn, before any picture is made."""

from typing import NamedTuple
from unicodedata import name

from creative_cli.brief.source_positions import KeyPath
from creative_cli.layout.font_use import describe_font_use, list_printed_texts
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.scripts import choose_typeface
from creative_cli.models import BrandStyle, LocalizedCopy, Role


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
    for font in describe_font_use(words, words.copy, look):
        if font.empty:
            signs = " ".join(font.empty)
            sentence = (
                f"{font.file} has glyphs without ink, or the wrong ones, for {signs}: the file is damaged. "
                "Export it again, or name another."
            )
            found.append(UndrawableText("brand_font/empty_glyph", sentence, font=("brand", "fonts", font.key)))
    return tuple(dict.fromkeys(found))


def _explain(cluster: str) -> str:
    names = ", ".join(f"U+{ord(sign):04X} {name(sign, 'unnamed')}" for sign in cluster)
    return f"No font has {cluster} ({names}): change the text, or name a font with it under brand.fonts."
