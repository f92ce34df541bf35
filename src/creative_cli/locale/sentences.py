"""How a language ends a sentence."""

# CLDR and the style guides of each script; Thai, Lao, Tibetan and Burmese ads end a sentence with a space.
_FULL_STOPS = {
    "Jpan": "。",
    "Hans": "。",
    "Hant": "。",
    "Hani": "。",
    "Deva": "।",
    "Beng": "।",
    "Guru": "।",
    "Orya": "।",
    "Ethi": "።",
    "Armn": "։",
    "Khmr": "។",
    "Mymr": "။",
    "Thai": "",
    "Laoo": "",
    "Tibt": "",
}
_STOPS_BY_LANGUAGE = {"ur": "۔", "mr": ".", "gu": ".", "ne": "।"}

_END_MARKS = frozenset(".!?…。！？．｡।॥؟۔።։។၊။։:：")
_CLOSING_SIGNS = "\"'”’»«)）」』】〉》“›‹\u00a0\u202f\u200e\u200f "


def close_sentence(text: str, language: str, script: str) -> str:
    """Return *text* with the full stop of its language (ISO 639) and script (ISO 15924), unless it ends with a mark."""
    bare = text.rstrip(_CLOSING_SIGNS)
    if not bare or bare[-1] in _END_MARKS or (language == "el" and bare[-1] == ";"):
        return text.strip()
    return f"{text.strip()}{_STOPS_BY_LANGUAGE.get(language, _FULL_STOPS.get(script, '.'))}"
