"""What a careful typesetter does not part at the end of a line.

A grade tells how a break reads: below 0 it is welcome (after a comma), 0 is plain, `PITY` and more is avoided (after
an article), and from `LAST_RESORT` on it is shut unless the text fits in no other way. The
words are in `break-rules.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

AVOIDED_BREAK_COST = 0.55
"""What a break costs that a careful typesetter avoids: after an article, before a particle."""

LAST_RESORT_COST = 10.0
"""Breaks that cost this much or more are shut unless nothing else fits."""

PAUSE_COST = -0.3
"""Breaks that cost this or less are where a reader pauses anyway."""

_AFTER_ABBREVIATION = 0.85
_AFTER_SENTENCE = -0.65
_AFTER_CLAUSE = -0.55
_BEFORE_PHRASE = -0.08
_BETWEEN_WORDS_UNSPACED = 0.35

ONE_LETTER_WORD_LANGUAGES = frozenset({"be", "bg", "bs", "cs", "hr", "mk", "pl", "ru", "sk", "sl", "sr", "uk"})
"""Languages where a preposition or conjunction of one letter never ends a line (ČSN 01 6910, PN-83/P-55366)."""

ORDINAL_STOP_LANGUAGES = frozenset(
    {"bs", "cs", "da", "de", "et", "eu", "fi", "fo", "gsw", "hr", "hu", "is", "lb", "lv", "nb", "nn", "pl", "sk", "sl"}
    | {"sr", "tr"}
)
"""Languages that write a stop after an ordinal: in `31. elokuuta` it ends no sentence."""

_NOUNS_IN_CAPITALS = frozenset({"de", "gsw", "lb"})

_SENTENCE_END = frozenset(".!?…。！？｡।॥؟۔።։៕၊။")
_CLAUSE_END = frozenset(",;:՝—–、，；：،؛፣፤៖")
_CLOSERS = "\"'”’»›)]}」』）】》〉］｝"
_OPENERS = "\"'“‘„‚«‹([{「『（【《〈［｛¿¡"
_STOPS = ".,!?;:…*؟،।"
_DASHES = frozenset("–—-−―")
_AND = frozenset({"&", "+"})
_TIMES = frozenset({"x", "×"})
_CURRENCY = frozenset("$€£¥￥₩₹₺₽₴₱₪₦₸₼₾฿៛֏৳₫₡₲₵﷼")
_CHINESE_BACKWARD = frozenset("的了着著過过得地吗嗎呢吧啊呀们們上下里裡中内內起")
_CHINESE_FORWARD = frozenset("在把被从從和与與以不很最更每再就只都也第一")
_ORDINAL = re.compile(r"\d{1,4}\.")
_ENDS_IN_NUMBER = re.compile(r"[\d½¼¾⅓⅔][+×]?$")
_STARTS_WITH_NUMBER = re.compile(r"[+\-–−~]?[$€£¥￥₩₹₺₽₴₱₪₦₸₼₾฿₫]?\d")
_THREE_DIGITS = re.compile(r"\d{3}\b")
_MARKS_ONLY = re.compile(r"[?!:;%‰»›”’…)\]}°™®©ๆฯໆៗ၊။。、，．！？；：]+")
_OPENERS_ONLY = re.compile(r"[«‹“„‘¿¡(\[{#№]+")


@dataclass(frozen=True, slots=True)
class LeaningWords:
    """The words of one language that lean on a neighbour, casefolded."""

    forward: frozenset[str]
    backward: frozenset[str]


@dataclass(frozen=True, slots=True)
class _NumberWords:
    after_number: frozenset[str]
    before_number: frozenset[str]
    abbreviations: frozenset[str]


@cache
def _rules_table() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("creative_cli.layout") / "break-rules.toml").read_text("utf-8"))


@cache
def _number_words() -> _NumberWords:
    numbers = _rules_table()["numbers"]
    return _NumberWords(
        frozenset(numbers["after"].split()),
        frozenset(numbers["before"].split()),
        frozenset(_rules_table()["abbreviations"]["any"].split()),
    )


@cache
def leaning_words(language: str, *, unspaced: bool = False) -> LeaningWords:
    """Return the words of *language* that lean on the next word and on the one before."""
    forward, backward = ("unspaced_forward", "unspaced_backward") if unspaced else ("forward", "backward")
    return LeaningWords(
        frozenset(_rules_table()[forward].get(language, "").split()),
        frozenset(_rules_table()[backward].get(language, "").split()),
    )


def space_cost(before: str, after: str, language: str) -> float:
    """Grade a break at the space between two words of *language*."""
    if _is_inseparable(before, after, language):
        return LAST_RESORT_COST
    word, following = before.lstrip(_OPENERS).casefold(), after.rstrip(_CLOSERS + _STOPS).casefold()
    if word.endswith(".") and word[:-1] in _number_words().abbreviations:
        return _AFTER_ABBREVIATION
    pause = _pause_cost(before)
    if pause:
        return pause
    lean = leaning_words(language)
    if word in lean.forward or following in lean.backward or {before, after} & _AND:
        return AVOIDED_BREAK_COST
    if _ENDS_IN_NUMBER.search(before) or _STARTS_WITH_NUMBER.match(after):
        return AVOIDED_BREAK_COST
    return _BEFORE_PHRASE if following in lean.forward else 0.0


def _is_inseparable(before: str, after: str, language: str) -> bool:
    word, following = before.lstrip(_OPENERS).casefold(), after.rstrip(_CLOSERS + _STOPS).casefold()
    if _MARKS_ONLY.fullmatch(after) or _OPENERS_ONLY.fullmatch(before) or after in _DASHES:
        return True
    if language in ORDINAL_STOP_LANGUAGES and _ORDINAL.fullmatch(word) and _continues_sentence(after, language):
        return True
    if language in ONE_LETTER_WORD_LANGUAGES and len(word) == 1 and word.isalpha():
        return True
    if _ENDS_IN_NUMBER.search(before):
        unit = following in _number_words().after_number or following.rstrip(".") in _number_words().after_number
        return unit or after[0] in _CURRENCY or _THREE_DIGITS.match(after) is not None
    leads = word in _number_words().before_number or before[-1] in _CURRENCY or word in _TIMES
    return leads and _STARTS_WITH_NUMBER.match(after) is not None


def _continues_sentence(after: str, language: str) -> bool:
    """Tell whether a word does not begin a sentence; a noun of German may, and is taken for a month."""
    first = after.lstrip(_OPENERS)[:1]
    return first.islower() or first.isdigit() or (language in _NOUNS_IN_CAPITALS and first.isalpha())


def _pause_cost(before: str) -> float:
    last = before.rstrip(_CLOSERS)[-1:]
    if last in _SENTENCE_END:
        return _AFTER_SENTENCE
    return _AFTER_CLAUSE if last in _CLAUSE_END else 0.0


def unspaced_cost(before: str, after: str, language: str) -> float:
    """Grade a break between two words of a language that writes them without spaces (Thai, Lao, Khmer, Burmese).

    Dictionaries know words but not phrases: a phrase surely begins where a preposition does, and ends after a particle.
    """
    lean = leaning_words(language, unspaced=True)
    if before in lean.forward or after in lean.backward:
        return AVOIDED_BREAK_COST
    return 0.0 if after in lean.forward or before in lean.backward else _BETWEEN_WORDS_UNSPACED


def chinese_cost(before: str, after: str) -> float:
    """Grade a break between two Chinese phrases: particles do not start a line, prepositions do not end one."""
    pause = _pause_cost(before)
    if pause:
        return pause
    return AVOIDED_BREAK_COST if before in _CHINESE_FORWARD or after[0] in _CHINESE_BACKWARD else 0.0


def japanese_cost(before: str) -> float:
    """Grade a break between two Japanese phrases."""
    return _pause_cost(before)
