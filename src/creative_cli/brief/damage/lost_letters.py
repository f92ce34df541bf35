"""Finds letters that were lost or that no reader can see, and marks without a letter.

A letter that a program could not save is a question mark (`caf?`, `????`), U+FFFD or a box.
"""

import re
import unicodedata
from collections.abc import Iterator

from creative_cli.brief.damage.damage_record import Damage, DamageContext, show_part

_REPLACED = re.compile(
    "\ufffd+|\ufffc+|锟斤拷|(?:烫|屯|锟){3,}|[\u25a1\u25af\u2370]{2,}|(?<=[^\\W\\d_])[\u25a1\u25af\u2370]"
)
_ADDRESS = re.compile(r"\S*(?:://|www\.|\?\w+=|\w/\?)\S*")
_LETTER = r"[^\W\d_]"
_INSIDE = re.compile(rf"(?<={_LETTER})(?:\?+|¿)(?={_LETTER})|(?<![^\s’'])\?(?={_LETTER})|(?<={_LETTER}[’'])\?")
_LONE = re.compile(r"(?<=[^\s?!.…] )\?(?= [^\W\d_A-ZÀ-Þ])")
_ONLY_MARKS = re.compile(rf"(?<!{_LETTER})(?<!\?)\?{{2,}}(?!\?)")
_MANY_MARKS = 4
# Words of French and Italian that neither has without the last letter.
_CUT_WORD = re.compile(
    r"(?<!\w)(?:caf|frapp|souffl|clich|beaut|qualit|libert|sant|nouveaut|citt|novit|felicit|universit|attivit|comodit|"
    r"caff|perch|velocit)\?(?=[ ,][a-zà-ÿ])"
)
# These have a space before a question mark, or open the question with another sign.
_SPACED_QUESTIONS = frozenset({"fr"})
_OPENED_QUESTIONS = frozenset({"es", "ast", "gl"})
_ATTACHED = re.compile(rf"{_LETTER}\?(?= [^\W\d_A-ZÀ-Þ])")

_INVISIBLE_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"
_RUBBISH = re.compile(
    # Zero-width spaces beside letters that are separated by spaces, joiners between such letters, and runs of any.
    "(?<=[A-Za-z\u00c0-\u052f])(?:\u200b|\u200d)(?=[A-Za-z\u00c0-\u052f])|^[\u200b\u200d\u2060]+(?=[\u0020-\u052f])"
    "|(?<=[\u0020-\u052f])[\u200b\u200d\u2060]+$|[\u200b\u2060]{2,}|\u200d{2,}|\u200c{2,}|\ufeff"
    f"|[{_INVISIBLE_LETTERS}]|[\ue000-\uf8ff\U000f0000-\U0010fffd]+|[\ud800-\udfff]|[\ufdd0-\ufdef\ufffe\uffff]"
)
_SPACING_ACCENT = re.compile(r"(?<=[AEIOUaeiouCcSsZzNn])[\u00a8\u02c6\u02c7\u02d8\u02dc\u02dd](?=[^\W\d_]|\s|$)")
_TATWEEL = "\u0640"


def find_lost_letters(text: str, context: DamageContext) -> Iterator[Damage]:
    """Yield the letters of a text that were lost, cannot be seen, or have no place."""
    for match in _REPLACED.finditer(text):
        says = f"has {show_part(match[0])} in place of letters that were lost: write the letters."
        yield Damage("lost_letter", match.start(), match[0], says)
    if "?" in text or "¿" in text:
        yield from _find_question_marks(text, context)
    for match in _RUBBISH.finditer(text):
        yield Damage("invisible", match.start(), match[0], _explain_invisible(match[0]))
    for match in _SPACING_ACCENT.finditer(text):
        says = (
            f"has an accent beside its letter ({show_part(text[match.start() - 1 : match.end()])}): write one letter."
        )
        yield Damage("stray_mark", match.start(), match[0], says)
    yield from _find_stray_marks(text)
    if _TATWEEL in text and {sign for sign in text if sign.isalpha()} == {_TATWEEL}:
        yield Damage("stray_mark", text.index(_TATWEEL), _TATWEEL, "has no letter but tatweel: write the text.")


def _explain_invisible(found: str) -> str:
    code = f"U+{ord(found[0]):04X}"
    if unicodedata.category(found[0]) == "Co":
        return f"has the private character {code}, which each font draws otherwise: write a letter, or delete it."
    return f"has the invisible character {code}: delete it."


def _find_question_marks(text: str, context: DamageContext) -> Iterator[Damage]:
    addresses = [(match.start(), match.end()) for match in _ADDRESS.finditer(text)]
    attached = context.language in _SPACED_QUESTIONS or (context.language in _OPENED_QUESTIONS and "¿" not in text)
    spaced = context.language in _SPACED_QUESTIONS
    patterns = (_INSIDE, _CUT_WORD, *((_ATTACHED,) if attached else ()), *(() if spaced else (_LONE,)))
    seen: set[int] = set()
    for match in (found for pattern in patterns for found in pattern.finditer(text)):
        if any(start <= match.start() < stop for start, stop in addresses):
            continue
        start, stop = _word_around(text, match.end() - 1)
        if start not in seen:
            seen.add(start)
            yield _lost(start, text[start:stop])
    alone = list(_ONLY_MARKS.finditer(text))
    for match in alone:
        sure = len(alone) > 1 or len(match[0]) >= _MANY_MARKS or not any(map(str.isalpha, text[: match.start()]))
        if sure and match.start() not in seen:
            yield _lost(match.start(), match[0])


def _lost(start: int, word: str) -> Damage:
    return Damage("lost_letter", start, word, f"has {show_part(word)}, where a letter was lost: write the letter.")


def _word_around(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    stop = re.compile(r"\s|$").search(text, at)
    return start, len(text) if stop is None else stop.start()


def _find_stray_marks(text: str) -> Iterator[Damage]:
    """Yield marks that stand on no letter, which are drawn on a dotted circle."""
    if text.isascii():
        return
    before = ""
    for index, sign in enumerate(text):
        if sign.isalpha() or sign.isdecimal():
            before = "L"
            continue
        kind = unicodedata.category(sign)
        if kind == "Cf" or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef":
            continue
        if kind in {"Mn", "Mc"} and (not before or before[0] in "ZPC"):
            says = f"has the mark U+{ord(sign):04X} without a letter before it: write its letter, or delete it."
            yield Damage("stray_mark", index, sign, says)
            return
        before = "Zl" if sign == "\n" else kind
