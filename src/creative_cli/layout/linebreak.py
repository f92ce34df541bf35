"""Finds the line breaks of a text and the cost of each.

ICU finds the legal breaks (UAX #14, kinsoku, dictionaries for Thai, Lao, Khmer and Burmese), budoux the ends of
Japanese and Chinese phrases, and `break_rules` the costs. docs/decisions/0003-line-breaking.md has the evidence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise

import budoux
from icu4py.breakers import LineBreaker

from creative_cli.layout import break_rules
from creative_cli.layout.break_rules import AFTER_SENTENCE_COST, LAST_RESORT_COST, PAUSE_COST
from creative_cli.layout.emphasis_runs import NO_EMPHASIS, EmphasisSpan, break_place, locate_signs
from creative_cli.layout.hyphens import hyphenation_points
from creative_cli.locale.direction_runs import find_direction_runs, find_names, mark_runs
from creative_cli.locale.locales import Locale

SOFT_HYPHEN = "\u00ad"

# Inside a word, with a hyphen.
HYPHEN_COST = LAST_RESORT_COST + 0.5
# Inside a Japanese phrase, at the end of a word for ICU.
PHRASE_COST = LAST_RESORT_COST + 1
# Inside a brand name, a price or a number with its unit.
GLUE_COST = LAST_RESORT_COST + 2
# Between two characters of a Japanese or Chinese phrase, where kinsoku allows it.
CHARACTER_COST = LAST_RESORT_COST + 4
FORBIDDEN_BREAK_COST = float("inf")

# At the edge of emphasized words a break is better than others of its kind; between them it happens only if they do not
# fit on a line, but for the end of a sentence. The size of the text does not depend on either.
EMPHASIS_EDGE_COST = -0.35
EMPHASIS_INSIDE_COST = 3.0

_PHRASE_SPACE_BONUS = 0.35
_AFTER_HYPHEN_COST = 0.5
_AFTER_SLASH_COST = 0.6
_NUMBER_PREFIXES = frozenset("第約约全仅僅￥¥-–")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万萬億兆")
_PLAIN_COST = 0.2
_SHORT_PREFIX = 3
_LINE_ENDS = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t]+")
_ADDRESS = re.compile(r"^(https?://|www\.)|@|^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/|$)", re.IGNORECASE)
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_DICTIONARY_SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_WORD = re.compile(r"[^\W\d_]+")
_GAP_CHARACTERS = " \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u205f\u3000"
RTL_CHARACTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True, slots=True)
class TextToken:
    """An unbreakable piece of text and the break after it.

    `gap` is the space before the next token, which vanishes at a line's end. `cost` is that of the break (see
    `break_rules`), `mark` is drawn at the line's end if it is used, and `forced` is a line break of the author.
    `extra` is what emphasis adds to the cost when lines are chosen, but not when sizes are.
    """

    text: str
    gap: str
    cost: float
    mark: str = ""
    forced: bool = False
    extra: float = 0.0


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text with its tokens in reading order; `emphasis` is the place of its emphasized words, `keep` its names."""

    text: str
    locale: Locale
    tokens: tuple[TextToken, ...]
    emphasis: EmphasisSpan = NO_EMPHASIS
    keep: tuple[str, ...] = ()


def prepare_text(
    text: str,
    locale: Locale,
    keep: tuple[str, ...] = (),
    *,
    hyphenate: bool = False,
    emphasis: EmphasisSpan = NO_EMPHASIS,
) -> PreparedText:
    """Split *text* into tokens at its possible line breaks.

    Names in *keep* stay whole, and every run against the locale's direction is isolated. Runs of blanks become one
    space, and blanks at line ends vanish. With *hyphenate*, long words get hyphenation points as a last resort. Breaks
    at the edge of the *emphasis* are preferred, and those inside it avoided.
    """
    tokens: list[TextToken] = []
    paragraphs = [_BLANKS.sub(" ", line).strip(" ") for line in _LINE_ENDS.split(text)]
    for paragraph in (line for line in paragraphs if line):
        pieces = _paragraph_tokens(paragraph, locale, keep, hyphenate=hyphenate)
        if tokens:
            tokens[-1] = TextToken(tokens[-1].text, "", PAUSE_COST, forced=True)
        tokens += pieces
    return PreparedText(text, locale, tuple(_weigh_emphasis(tokens, text, emphasis)), emphasis, keep)


def _weigh_emphasis(tokens: list[TextToken], text: str, emphasis: EmphasisSpan) -> list[TextToken]:
    start, stop = emphasis
    outside = text[:start] + text[stop:]
    if start == stop or not any(sign.isalnum() for sign in outside):
        return tokens  # without other words, there is no edge
    places = (*locate_signs((token.text for token in tokens), text), [])
    weighed = []
    for token, (before, after) in zip(tokens, pairwise(places), strict=True):
        place = break_place(before, after, text, emphasis)
        inside = place == "inside" and token.cost > AFTER_SENTENCE_COST
        extra = EMPHASIS_EDGE_COST if place == "edge" else EMPHASIS_INSIDE_COST if inside else 0.0
        weighed.append(replace(token, extra=extra))
    return weighed


def _paragraph_tokens(text: str, locale: Locale, keep: tuple[str, ...], *, hyphenate: bool) -> list[TextToken]:
    kept = find_names(text, keep)
    runs = find_direction_runs(text, locale.direction, kept)
    # Numbers in groups (phones, ranges) stay whole like names.
    figures = [(start, stop) for start, stop, _ in runs if not any(map(str.isalpha, text[start:stop]))]
    places = _break_costs(text, locale, [*kept, *figures])
    if hyphenate:
        _add_hyphens(text, locale.language, kept, places)
    marked = mark_runs(text, runs)
    tokens: list[TextToken] = []
    start = 0
    for end, cost in sorted(places.items()):
        body = text[start:end].rstrip(_GAP_CHARACTERS)
        stop = start + len(body)
        divided = end < len(text) and (body.endswith(SOFT_HYPHEN) or cost == HYPHEN_COST)
        drawn = "".join(marked[start:stop]).replace(SOFT_HYPHEN, "")
        tokens.append(TextToken(drawn, text[stop:end], HYPHEN_COST if divided else cost, "-" if divided else ""))
        start = end
    return tokens


def _break_costs(text: str, locale: Locale, kept: Sequence[tuple[int, int]]) -> dict[int, float]:
    glued = {place for start, end in kept for place in range(start + 1, end)}
    phrases, words = _phrase_ends(text, locale)
    places: dict[int, float] = {}
    legal = frozenset(_icu_breaks(text, f"{locale.language}@lb=strict"))
    # Tokens end at every space, also where ICU forbids a break (before a French `!`).
    ends = sorted(legal | {match.end() for match in re.finditer(" (?! )", text)})
    phrase = 0
    for start, end, following in zip((0, *ends), ends, (*ends[1:], len(text)), strict=False):
        if not text[:end].strip(_GAP_CHARACTERS) or (end < len(text) and not text[end:].strip()):
            continue  # blanks neither begin a line nor are one
        before, after = text[start:end].rstrip(_GAP_CHARACTERS), text[end:following].rstrip(_GAP_CHARACTERS)
        if end == len(text):
            places[end] = 0.0
        elif end not in legal:
            places[end] = FORBIDDEN_BREAK_COST
        elif end in glued:
            places[end] = GLUE_COST
        elif end - start > len(before):
            places[end] = _cost_at_space(text[:end], text[end:], locale.language)
        elif _DICTIONARY_SCRIPTS.match(before[-1]) and _DICTIONARY_SCRIPTS.match(after):
            places[end] = break_rules.unspaced_cost(before, after, locale.language)
        elif (_CJK.match(before[-1]) or _CJK.match(after)) and not _leads_number(before, after):
            places[end] = _ideographic_cost(
                text[phrase:end], after, locale.language, phrase_end=end in phrases, word_end=end in words
            )
        else:
            places[end] = _cost_inside_word(text[:end], text[end:])
        phrase = end if end in phrases else phrase
    return places


def _icu_breaks(text: str, locale: str) -> list[int]:
    ends = [end for _, end in LineBreaker(text, locale).segments()]
    if len(text.encode("utf-16-le")) == 2 * len(text):
        return ends
    # ICU counts UTF-16 units; characters beyond U+FFFF take two.
    units = accumulate((len(character.encode("utf-16-le")) // 2 for character in text), initial=0)
    offsets = {unit: place for place, unit in enumerate(units)}
    return [offsets[end] for end in ends]


def _phrase_ends(text: str, locale: Locale) -> tuple[frozenset[int], frozenset[int]]:
    """Return the ends of phrases, and the ends of words by ICU (Japanese only)."""
    if locale.language not in {"ja", "zh", "yue"}:
        return frozenset(), frozenset()
    ends, start = set(), 0
    # Chunk by chunk: text after a space must not change the phrases before it.
    for chunk in re.split("([ \u3000]+)", text):
        for phrase in _phrase_parser(locale.language, locale.script).parse(chunk) if chunk else ():
            start += len(phrase)
            ends.add(start)
    words = _icu_breaks(text, "ja@lw=phrase") if locale.language == "ja" else ()
    return frozenset(ends), frozenset(words)


@cache
def _phrase_parser(language: str, script: str) -> budoux.Parser:
    if language == "ja":
        return budoux.load_default_japanese_parser()
    if script == "Hant":
        return budoux.load_default_traditional_chinese_parser()
    return budoux.load_default_simplified_chinese_parser()


def _cost_at_space(body: str, rest: str, language: str) -> float:
    space = body[len(body.rstrip(_GAP_CHARACTERS)) :]
    if not space.strip("\u200b"):
        return 0.0
    before, after = body.rsplit(maxsplit=1)[-1], rest.split(maxsplit=1)[0]
    grade = break_rules.space_cost(before, after, language)
    if grade >= LAST_RESORT_COST:
        return GLUE_COST
    # In scripts without spaces, a space has the role of a comma or a full stop.
    return grade - _PHRASE_SPACE_BONUS if _DICTIONARY_SCRIPTS.search(before) else grade


def _leads_number(before: str, after: str) -> bool:
    return before[-1].isdigit() or (before[-1] in _NUMBER_PREFIXES and after[0].isdigit())


def _cost_inside_word(body: str, rest: str) -> float:
    before, after = body.rsplit(maxsplit=1)[-1], rest.split(maxsplit=1)[0]
    if _ADDRESS.search(before + after) or _leads_number(before, after):
        return GLUE_COST
    if before[-1] in "-‐":
        return GLUE_COST if len(before) <= _SHORT_PREFIX else _AFTER_HYPHEN_COST
    return _AFTER_SLASH_COST if before[-1] == "/" else _PLAIN_COST


def _ideographic_cost(before: str, after: str, language: str, *, phrase_end: bool, word_end: bool) -> float:
    if before[-1] in _NUMERALS and after[0] in _NUMERALS:
        return GLUE_COST
    if language == "ja":
        latin_stem = before[-1].isascii() and before[-1].isalnum() and "\u3040" <= after[0] <= "\u309f"
        if phrase_end and not latin_stem:
            return break_rules.japanese_cost(before)
        return PHRASE_COST if word_end else CHARACTER_COST
    if language in {"zh", "yue"} and phrase_end:
        return break_rules.chinese_cost(before, after)
    return CHARACTER_COST


def _add_hyphens(text: str, language: str, kept: Sequence[tuple[int, int]], places: dict[int, float]) -> None:
    for word in _WORD.finditer(text):
        if any(word.start() < end and start < word.end() for start, end in kept):
            continue
        for point in hyphenation_points(word.group(), language):
            places.setdefault(word.start() + point, HYPHEN_COST)
