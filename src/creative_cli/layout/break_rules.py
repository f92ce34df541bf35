"""Costs of line breaks: what a careful typesetter keeps together.

Below 0 a break is welcome (after a comma), 0 is neutral, from `AVOIDED_BREAK_COST` on it is avoided (after an article),
and from `LAST_RESORT_COST` on it happens only if the text fits in no other way. The words are in `break-rules.toml`.
"""

import re
from functools import cache

from creative_cli.resources import read_data_table

# After an article, before a particle.
AVOIDED_BREAK_COST = 0.55
# Breaks of this cost or more happen only if nothing else fits.
LAST_RESORT_COST = 10.0
# At breaks of this cost or less, a reader pauses anyway.
PAUSE_COST = -0.3

_AFTER_ABBREVIATION = 0.85
AFTER_SENTENCE_COST = -0.65
_AFTER_CLAUSE = -0.55
_BEFORE_PHRASE = -0.08
_BETWEEN_WORDS_UNSPACED = 0.35
# More for a break within a phrase of a language that has spaces between phrases.
_WITHIN_SPACED_PHRASE = 0.2

# A preposition or conjunction of one letter never ends a line (ČSN 01 6910, PN-83/P-55366).
ONE_LETTER_WORD_LANGUAGES = frozenset({"be", "bg", "bs", "cs", "hr", "mk", "pl", "ru", "sk", "sl", "sr", "uk"})
# Languages that write a full stop after an ordinal: in `31. elokuuta` it ends no sentence.
ORDINAL_STOP_LANGUAGES = frozenset(
    {"bs", "cs", "da", "de", "et", "eu", "fi", "fo", "gsw", "hr", "hu", "is", "lb", "lv", "nb", "nn", "pl", "sk", "sl"}
    | {"sr", "tr"}
)
# Languages without spaces between words that write them between phrases.
_SPACED_PHRASE_LANGUAGES = frozenset({"my"})
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
_CHINESE_FORWARD = frozenset("含在把被从從和与與以不很最更每再就只都也第一")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)*(?:[^\W\d_a-zß-ÿ])\.")
_ORDINAL = re.compile(r"\d{1,4}\.")
_ENDS_IN_NUMBER = re.compile(r"[\d½¼¾⅓⅔][+×]?$")
_STARTS_WITH_NUMBER = re.compile(r"[+\-–−~]?[$€£¥￥₩₹₺₽₴₱₪₦₸₼₾฿₫]?\d")
_THREE_DIGITS = re.compile(r"\d{3}\b")
# After a comma or a full stop a space says nothing of phrases.
_PHRASE_SPACE = re.compile(r"[^\s၊။.,!?:;…] +(?=[\u1000-\u109f])")
_MARKS_ONLY = re.compile(r"[?!:;%‰»›”’…)\]}°™®©ๆฯໆៗ၊။。、，．！？；：]+")
_OPENERS_ONLY = re.compile(r"[«‹“„‘¿¡(\[{#№]+")


@cache
def _rules_table() -> dict[str, dict[str, str]]:
    return read_data_table("break-rules.toml", "layout")


@cache
def _rule_words(table: str, key: str) -> frozenset[str]:
    # The tables `forward` and `backward` list words by language that belong to the next or the previous word.
    return frozenset(_rules_table()[table].get(key, "").split())


def space_cost(before: str, after: str, language: str) -> float:
    """Return the cost of a break at the space between two words of *language*."""
    if _is_inseparable(before, after, language):
        return LAST_RESORT_COST
    word, following = before.lstrip(_OPENERS).casefold(), after.rstrip(_CLOSERS + _STOPS).casefold()
    # J. Meyer, but also Vitamin C. New here: an initial looks like the end of a sentence.
    initial = _INITIAL.fullmatch(before.lstrip(_OPENERS)) and after.lstrip(_OPENERS)[:1].isupper()
    if initial or (word.endswith(".") and word[:-1] in _rule_words("abbreviations", "any")):
        return _AFTER_ABBREVIATION
    pause = _pause_cost(before)
    if pause:
        return pause
    forward, backward = _rule_words("forward", language), _rule_words("backward", language)
    if word in forward or following in backward or {before, after} & _AND:
        return AVOIDED_BREAK_COST
    if _ENDS_IN_NUMBER.search(before) or _STARTS_WITH_NUMBER.match(after):
        return AVOIDED_BREAK_COST
    return _BEFORE_PHRASE if following in forward else 0.0


def _is_inseparable(before: str, after: str, language: str) -> bool:
    word, following = before.lstrip(_OPENERS).casefold(), after.rstrip(_CLOSERS + _STOPS).casefold()
    if _MARKS_ONLY.fullmatch(after) or _OPENERS_ONLY.fullmatch(before) or after in _DASHES:
        return True
    if language in ORDINAL_STOP_LANGUAGES and _ORDINAL.fullmatch(word) and _continues_sentence(after, language):
        return True
    if language in ONE_LETTER_WORD_LANGUAGES and len(word) == 1 and word.isalpha():
        return True
    if after.lstrip(_OPENERS)[:1].isupper() and word in _rule_words("abbreviations", "titles"):
        return True
    if _ENDS_IN_NUMBER.search(before):
        unit = not {following, following.rstrip(".")}.isdisjoint(_rule_words("numbers", "after"))
        return unit or after[0] in _CURRENCY or following in _TIMES or _THREE_DIGITS.match(after) is not None
    leads = word in _rule_words("numbers", "before") or before[-1] in _CURRENCY or word in _TIMES
    return leads and _STARTS_WITH_NUMBER.match(after) is not None


def _continues_sentence(after: str, language: str) -> bool:
    # In German, a capital does not tell: the word may be a month.
    first = after.lstrip(_OPENERS)[:1]
    return first.islower() or first.isdigit() or (language in _NOUNS_IN_CAPITALS and first.isalpha())


def _pause_cost(before: str) -> float:
    last = before.rstrip(_CLOSERS)[-1:]
    if last in _SENTENCE_END:
        return AFTER_SENTENCE_COST
    return _AFTER_CLAUSE if last in _CLAUSE_END else 0.0


def has_spaced_phrases(text: str, language: str) -> bool:
    """Tell whether a text without spaces between words has them between its phrases, as Burmese has."""
    return language in _SPACED_PHRASE_LANGUAGES and _PHRASE_SPACE.search(text) is not None


def unspaced_cost(before: str, after: str, language: str, *, spaced: bool = False) -> float:
    """Return the cost of a break between two words in a language without spaces (Thai, Lao, Khmer, Burmese).

    Where the text has *spaced* phrases, a break within one is avoided.
    """
    cost = _word_end_cost(before, after, language)
    return max(AVOIDED_BREAK_COST, cost + _WITHIN_SPACED_PHRASE) if spaced else cost


def _word_end_cost(before: str, after: str, language: str) -> float:
    # Dictionaries have words but not phrases. A phrase surely begins with a preposition and ends after a particle.
    forward, backward = _rule_words("unspaced_forward", language), _rule_words("unspaced_backward", language)
    if before in forward or after in backward:
        return AVOIDED_BREAK_COST
    return 0.0 if after in forward or before in backward else _BETWEEN_WORDS_UNSPACED


def chinese_cost(before: str, after: str) -> float:
    """Return the cost of a break between two Chinese phrases."""
    # Particles should not start a line, prepositions should not end one.
    pause = _pause_cost(before)
    if pause:
        return pause
    return AVOIDED_BREAK_COST if before in _CHINESE_FORWARD or after[0] in _CHINESE_BACKWARD else 0.0


def has_chinese_particle(before: str, after: str) -> bool:
    """Tell whether one of two Chinese characters is a particle or a preposition, a word of its own."""
    return before in _CHINESE_FORWARD or after in _CHINESE_FORWARD | _CHINESE_BACKWARD


def japanese_cost(before: str) -> float:
    """Return the cost of a break between two Japanese phrases."""
    # What only leads to the next word (あの, "that") does not end a line.
    pause = _pause_cost(before)
    return AVOIDED_BREAK_COST if not pause and before in _rule_words("unspaced_forward", "ja") else pause
