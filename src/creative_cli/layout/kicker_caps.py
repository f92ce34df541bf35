"""Capitals and tracking of the kicker, the short line over a headline."""

import re
import unicodedata

from creative_cli.locale.locales import Locale

KICKER_TRACKING = 0.14
"""Between the letters of a kicker, em; only in scripts with capitals."""

CAPITAL_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek"})
# i has its dot in capitals, and ı has none.
_DOTTED = str.maketrans({"i": "İ", "ı": "I"})
_DOTTED_LANGUAGES = frozenset({"tr", "az", "crh"})


def capitalize_kicker(text: str, locale: Locale, keep: tuple[str, ...] = ()) -> str:
    """Return *text* in capitals, as its language writes them; names in *keep* and other scripts stay as they are."""
    if locale.script not in CAPITAL_SCRIPTS:
        return text
    names = "|".join(sorted(map(re.escape, filter(None, keep)), key=len, reverse=True))
    parts = re.split(rf"((?<!\w)(?:{names})(?!\w))", text) if names else [text]
    return "".join(part if number % 2 else _capitalize(part, locale) for number, part in enumerate(parts))


def _capitalize(text: str, locale: Locale) -> str:
    if locale.language in _DOTTED_LANGUAGES:
        text = text.translate(_DOTTED)
    if locale.language == "de":
        text = text.replace("ß", "ẞ")  # DIN 5008 and the spelling council allow it since 2017
    if locale.language == "el":
        # Greek capitals have no accent, but keep the dialytika.
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).replace("\u0301", ""))
    return text.upper()
