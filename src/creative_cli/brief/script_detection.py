"""Detects text in a script other than its language's."""

import unicodedata
from collections import Counter

SCRIPT_LETTER_NAMES = {
    "Adlm": ("ADLAM",),
    "Arab": ("ARABIC",),
    "Armn": ("ARMENIAN",),
    "Beng": ("BENGALI",),
    "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",),
    "Ethi": ("ETHIOPIC",),
    "Geor": ("GEORGIAN",),
    "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",),
    "Guru": ("GURMUKHI",),
    "Hans": ("CJK", "IDEOGRAPHIC", "BOPOMOFO"),
    "Hant": ("CJK", "IDEOGRAPHIC", "BOPOMOFO"),
    "Hebr": ("HEBREW",),
    "Jpan": ("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"),
    "Khmr": ("KHMER",),
    "Knda": ("KANNADA",),
    "Kore": ("HANGUL", "CJK"),
    "Laoo": ("LAO",),
    "Latn": ("LATIN",),
    "Mlym": ("MALAYALAM",),
    "Mong": ("MONGOLIAN",),
    "Mymr": ("MYANMAR",),
    "Nkoo": ("NKO",),
    "Orya": ("ORIYA",),
    "Sinh": ("SINHALA",),
    "Syrc": ("SYRIAC",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Tfng": ("TIFINAGH",),
    "Thaa": ("THAANA",),
    "Thai": ("THAI",),
    "Tibt": ("TIBETAN",),
}
"""First words of the Unicode names of each script's letters, by ISO 15924 code."""

# Letters that every language uses: brand names and slogans are printed in Latin from Seoul to Cairo.
SHARED_LETTER_NAMES = frozenset({"LATIN", "FULLWIDTH", "MODIFIER", "FEMININE", "MASCULINE"})


def detect_foreign_script(text: str, script: str) -> str | None:
    """Return the name of the main script of *text* if it is neither *script* nor Latin.

    Returns None if *script* is not in the table.
    """
    own = SCRIPT_LETTER_NAMES.get(script)
    names = (unicodedata.name(sign, "").partition(" ")[0] for sign in text if unicodedata.category(sign)[0] == "L")
    counts = Counter(names)
    most = max(counts, key=counts.__getitem__, default="")
    if own is None or most in SHARED_LETTER_NAMES or sum(counts[name] for name in own) >= counts[most]:
        return None
    return "Chinese" if most == "CJK" else most.title()
