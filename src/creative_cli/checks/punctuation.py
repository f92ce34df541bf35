"""Does the punctuation follow the rules of the language?

Every rule is only a warning: punctuation is a matter of style, and approved copy may deviate on purpose.
"""

import re
from collections.abc import Callable, Iterator

from creative_cli.checks.copy_text import (
    STAND_IN_SOURCES,
    CheckedCopy,
    LinePair,
    pair_lines,
    skip_unwritten,
    strip_invisible,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import Role, Status

# Languages that end a sentence without a mark, or with a space.
NO_STOP_LANGUAGES = frozenset({"th", "lo", "km", "my", "bo", "dz"})
# Headlines and buttons may end with or without a full stop, as the market likes.
SENTENCE_ROLES = frozenset({Role.BODY, Role.DISCLAIMER})

_END_MARKS = (
    ("question", "?？؟⸮՞፧"),
    ("exclamation", "!！՜"),
    ("ellipsis", "…"),
    ("colon", ":：፡"),
    ("stop", ".。．｡।॥။។۔܂።༎՝։"),
)
_ARMENIAN_STRESS_MARKS = (("question", "՞"), ("exclamation", "՜"))
_QUESTION_EXCLAMATION = re.compile("[?？؟][!！]+$|[!！]+[?？؟]$")
_CLOSING_SIGNS = "\"'”’»«)）」』】〉》“›‹\u00a0\u202f "
_STRAIGHT_QUOTE = re.compile(r'(?<!\d)"')  # after a digit it means inches
_HAN = "\u3040-\u30ff\u3400-\u9fff"
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff"
_FRENCH_SIGN = re.compile(r"(?<=[^\s?!;:])[?!;:](?!\d|//)| [?!;:»]|« |«(?=[^\s])|(?<=[^\s])»")
_CANADIAN_SIGN = re.compile(r"(?<=[^\s:]):(?!\d|//)| [:»]|« |«(?=[^\s])|(?<=[^\s])»")


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """Punctuation, quotes and spaces follow the rules of the language."""
    locale, original = checked.locale, checked.adaptation.original
    if checked.adaptation.source in STAND_IN_SOURCES:
        yield skip_unwritten(locale)
        return
    problems = [
        (role, problem)
        for role, text in checked.written.lines()
        for problem in _check_typography(strip_invisible(text), locale)
    ]
    lines = pair_lines(checked, original, recreated=False) if original is not None else ()
    problems += [(line.role, problem) for line in lines for problem in _compare_ends(line, locale)]
    for role, (code, message) in problems:
        yield Outcome(Status.WARN, code, f"The {role} of {locale.tag} {message}", role)
    if not problems:
        yield pass_outcome("punctuation follows the language's rules")


def _compare_ends(line: LinePair, locale: Locale) -> Iterator[tuple[str, str]]:
    expected, found = _end_mark(line.source), _end_mark(line.text, locale.language)
    if line.role not in SENTENCE_ROLES or locale.language in NO_STOP_LANGUAGES:
        expected, found = (None if end == "stop" else end for end in (expected, found))
    if locale.language == "hy" and expected == "exclamation" and "՛" in line.text:
        return  # Armenian marks a command this way, with or without an exclamation mark
    if expected != found:
        ends = f"ends with {_name_end(found)}, the source with {_name_end(expected)}"
        yield "end_mark", f"{ends}: end it the same way, unless this is intended."


def _name_end(end: str | None) -> str:
    return {None: "no mark", "exclamation": "an exclamation mark", "ellipsis": "an ellipsis"}.get(end, f"a {end}")


def _end_mark(text: str, language: str = "") -> str | None:
    bare = strip_invisible(text).rstrip(_CLOSING_SIGNS)
    if bare.endswith("..."):
        return "ellipsis"
    if language == "el" and bare.endswith((";", "\u037e")):
        return "question"
    if language == "hy":
        # Armenian puts the mark on the stressed word and ends the sentence with a full stop in any case.
        last = re.split("[։:]\\s", bare.rstrip("։:"))[-1]
        inside = next((name for name, signs in _ARMENIAN_STRESS_MARKS if any(sign in last for sign in signs)), None)
        if inside is not None:
            return inside
    if _QUESTION_EXCLAMATION.search(bare):
        return "question"  # ?! and !? mean the same
    return next((name for name, signs in _END_MARKS if bare and bare[-1] in signs), None)


def _check_typography(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    if re.search("[ \u00a0\u202f]{2,}", text):
        yield "double_space", "has two spaces in a row: use one."
    if re.search("[!！]{2,}|[?？؟]{2,}|[!?！？؟]{3,}", text):
        yield "repeated_mark", "repeats a mark (!! or ??), which platforms reject: use one."
    rule = _LANGUAGE_RULES.get(locale.language)
    if rule is not None:
        yield from rule(text, locale)
    if locale.script == "Arab":
        yield from _check_arabic(text, locale)


def _check_french(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    territory = locale.tag.rpartition("-")[2]
    if territory != "CH" and (_CANADIAN_SIGN if territory == "CA" else _FRENCH_SIGN).search(text):
        signs = "« » and :" if territory == "CA" else "« » ? ! ; and :"
        yield "french_space", f"lacks a no-break space (U+202F or U+00A0): French needs one at {signs}."
    if _STRAIGHT_QUOTE.search(text) or "“" in text:
        yield "quotes", "has the quotes of another language: French uses « and »."


def _check_spanish(text: str, _locale: Locale) -> Iterator[tuple[str, str]]:
    for opening, closing in ("¿?", "¡!"):
        if text.count(opening) != text.count(closing):
            yield "unpaired_mark", f"has an unpaired {opening} or {closing}: Spanish uses both together."


def _check_german(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    wrong = _STRAIGHT_QUOTE.search(text) is not None or "”" in text or (text.count("“") > text.count("„"))
    if wrong and locale.tag.endswith(("-CH", "-LI")):
        yield "quotes", "has the quotes of another language: Swiss German uses « and »."
    elif wrong:
        yield "quotes", "has the quotes of another language: German uses „ and “, or » and «."


def _check_greek(text: str, _locale: Locale) -> Iterator[tuple[str, str]]:
    if "?" in text:
        yield "greek_question", "has a Latin question mark: Greek uses a semicolon (;)."


def _check_arabic(text: str, _locale: Locale) -> Iterator[tuple[str, str]]:
    for latin, own in (",", "،"), (";", "؛"), ("?", "؟"):
        if re.search(rf"[{_ARABIC}][\"»]?\s?{re.escape(latin)}", text):
            yield "arabic_mark", f"has {latin} after Arabic letters: write {own}."
    if "\u0640" in text:
        yield "kashida", "is stretched with kashidas (U+0640): remove them."


def _check_east_asian(text: str, locale: Locale) -> Iterator[tuple[str, str]]:
    if re.search("[\uff65-\uff9f]", text):
        yield "half_width", "has half-width katakana: use full-width katakana."
    if re.search("[0-9A-Za-z]", text) and re.search("[０-９Ａ-Ｚａ-ｚ]", text):
        yield "mixed_width", "mixes full-width and half-width letters or digits: choose one width."
    if ("!" in text and "！" in text) or ("?" in text and "？" in text):
        yield "mixed_width", "mixes full-width and half-width marks: choose one width."
    if re.search(f"[{_HAN}] ?[,;](?!\\d)", text) or re.search(f"[{_HAN}]\\.(?:$|[{_HAN}\\s])", text):
        own = "、 and 。" if locale.language == "ja" else "， and 。"
        yield "latin_mark", f"has a Latin comma, semicolon or full stop after East Asian letters: write {own}."


_LANGUAGE_RULES: dict[str, Callable[[str, Locale], Iterator[tuple[str, str]]]] = {
    "fr": _check_french,
    "es": _check_spanish,
    "de": _check_german,
    "el": _check_greek,
    "ja": _check_east_asian,
    "zh": _check_east_asian,
}

CHECK = Check(
    id="punctuation",
    rationale="Wrong quotes or missing spaces tell every reader that the ad was made elsewhere.",
    inspect=inspect,
)
