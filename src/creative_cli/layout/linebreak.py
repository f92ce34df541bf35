"""Where a text may be parted into lines, and what each place costs.

ICU says what is legal (UAX #14, kinsoku, dictionaries for Thai, Lao, Khmer and Burmese); budoux says where Japanese
and Chinese phrases end; `joins` says what a typesetter would not part. docs/decisions/0003-line-breaking.md has the
evidence. Longer than most files: costs only mean something beside each other.
"""

import re
from dataclasses import dataclass
from functools import cache

import budoux
from icu4py.breakers import LineBreaker

from creative_cli.layout import break_rules
from creative_cli.layout.break_rules import LAST_RESORT_COST, PAUSE_COST
from creative_cli.layout.hyphens import hyphenation_points
from creative_cli.locale.locales import Direction, Locale

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE_SIGN = "\u2069"
_DROP_ISOLATES = {ord(FIRST_STRONG_ISOLATE): None, ord(POP_ISOLATE_SIGN): None}
SOFT_HYPHEN = "\u00ad"

HYPHEN_COST = LAST_RESORT_COST + 0.5
"""A break inside a word, with a hyphen."""

PHRASE_COST = LAST_RESORT_COST + 1
"""A break inside a Japanese phrase, where ICU still sees a word end."""

GLUE_COST = LAST_RESORT_COST + 2
"""A break inside a brand name, a price or a number with its unit."""

CHARACTER_COST = LAST_RESORT_COST + 4
"""A break between two characters of a Japanese or Chinese phrase that kinsoku allows."""

FORBIDDEN_BREAK_COST = float("inf")
"""No break, whatever happens."""

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
_LATIN_MEASURE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{2,5} )?\d+(?:[.,]\d+)*\+?[  \u202f]?[A-Za-z]{1,4}(?![A-Za-z0-9])"
)
_DICTIONARY_SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_LETTER = "[0-9A-Za-zÀ-ɏͰ-ԯ]"
"""Of scripts with spaces, whose words are not joined to names: those of Arabic or Japanese are."""

_WORD = re.compile(r"[^\W\d_]+")
_GAP_CHARACTERS = " \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u205f\u3000"
RTL_CHARACTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True, slots=True)
class TextToken:
    """A piece of text that is never parted, and the place after it.

    `gap` is what stands before the next token on the same line and vanishes at a line's end. `cost` grades a break
    here (see `joins`); `mark` is drawn at the line's end if the text is parted here; `forced` is a line end of the
    author's own.
    """

    text: str
    gap: str
    cost: float
    mark: str = ""
    forced: bool = False


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text ready to be measured: its tokens in reading order."""

    text: str
    locale: Locale
    tokens: tuple[TextToken, ...]


def strip_isolates(text: str) -> str:
    """Return drawn text without the isolates that `prepare` put in."""
    return text.translate(_DROP_ISOLATES)


def prepare_text(text: str, locale: Locale, keep: tuple[str, ...] = (), *, hyphenate: bool = False) -> PreparedText:
    """Find the places where *text* may be parted.

    Names in *keep* stay whole and, where directions mix, are isolated. Runs of blanks become one space, blanks at
    line ends vanish; nothing else of the text changes. With *hyphenate*, long words get hyphenation points, which cost
    so much that they serve only when nothing else fits.
    """
    tokens: list[TextToken] = []
    paragraphs = [_BLANKS.sub(" ", line).strip(" ") for line in _LINE_ENDS.split(text)]
    for paragraph in (line for line in paragraphs if line):
        pieces = _paragraph_tokens(paragraph, locale, keep, hyphenate=hyphenate)
        if tokens:
            tokens[-1] = TextToken(tokens[-1].text, "", PAUSE_COST, forced=True)
        tokens += pieces
    return PreparedText(text, locale, tuple(tokens))


def _paragraph_tokens(text: str, locale: Locale, keep: tuple[str, ...], *, hyphenate: bool) -> list[TextToken]:
    kept = _kept_spans(text, keep)
    places = _break_costs(text, locale, kept)
    if hyphenate:
        _add_hyphens(text, locale.language, kept, places)
    opens, closes = _isolate_places(text, locale, kept)
    tokens: list[TextToken] = []
    start = 0
    for end, cost in sorted(places.items()):
        body = text[start:end].rstrip(_GAP_CHARACTERS)
        stop = start + len(body)
        divided = end < len(text) and (body.endswith(SOFT_HYPHEN) or cost == HYPHEN_COST)
        drawn = "".join(
            (FIRST_STRONG_ISOLATE if place in opens else "")
            + text[place].replace(SOFT_HYPHEN, "")
            + (POP_ISOLATE_SIGN if place + 1 in closes else "")
            for place in range(start, stop)
        )
        tokens.append(TextToken(drawn, text[stop:end], HYPHEN_COST if divided else cost, "-" if divided else ""))
        start = end
    return tokens


def _break_costs(text: str, locale: Locale, kept: list[tuple[int, int]]) -> dict[int, float]:
    glued = {place for start, end in kept for place in range(start + 1, end)}
    phrases, words = _phrase_ends(text, locale)
    places: dict[int, float] = {}
    legal = frozenset(_icu_breaks(text, f"{locale.language}@lb=strict"))
    # Tokens end at every space, also where ICU forbids a break (before a French `!`), so that a word is a word.
    ends = sorted(legal | {match.end() for match in re.finditer(" (?! )", text)})
    phrase = 0
    for start, end, following in zip((0, *ends), ends, (*ends[1:], len(text)), strict=False):
        if not text[:end].strip(_GAP_CHARACTERS) or (end < len(text) and not text[end:].strip()):
            continue  # blanks begin no line and make none
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
            found = _IdeographBreak(text[phrase:end], after, phrase_end=end in phrases, word_end=end in words)
            places[end] = _ideographic_cost(found, locale.language)
        else:
            places[end] = _cost_inside_word(text[:end], text[end:])
        phrase = end if end in phrases else phrase
    return places


def _icu_breaks(text: str, locale: str) -> list[int]:
    ends = [end for _, end in LineBreaker(text, locale).segments()]
    if len(text.encode("utf-16-le")) == 2 * len(text):
        return ends
    # ICU counts UTF-16 units; characters beyond U+FFFF take two.
    offsets, unit = {}, 0
    for place, character in enumerate(text):
        offsets[unit] = place
        unit += 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004  # the last of the basic plane
    offsets[unit] = len(text)
    return [offsets[end] for end in ends]


def _phrase_ends(text: str, locale: Locale) -> tuple[frozenset[int], frozenset[int]]:
    """Return the ends of phrases, and the ends of what ICU takes for words (Japanese only)."""
    if locale.language not in {"ja", "zh", "yue"}:
        return frozenset(), frozenset()
    ends, start = set(), 0
    # Chunk by chunk, so that what follows a space cannot move the phrases before it.
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
    # Where words are written together, a space stands for a comma or a full stop.
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


@dataclass(frozen=True, slots=True)
class _IdeographBreak:
    """A place between two ideographs: the phrase so far, what follows, and who sees an end there."""

    before: str
    after: str
    phrase_end: bool
    word_end: bool


def _ideographic_cost(found: _IdeographBreak, language: str) -> float:
    before, after = found.before, found.after
    if before[-1] in _NUMERALS and after[0] in _NUMERALS:
        return GLUE_COST
    if language == "ja":
        latin_stem = before[-1].isascii() and before[-1].isalnum() and "\u3040" <= after[0] <= "\u309f"
        if found.phrase_end and not latin_stem:
            return break_rules.japanese_cost(before)
        return PHRASE_COST if found.word_end else CHARACTER_COST
    if language in {"zh", "yue"} and found.phrase_end:
        return break_rules.chinese_cost(before, after)
    return CHARACTER_COST


def _add_hyphens(text: str, language: str, kept: list[tuple[int, int]], places: dict[int, float]) -> None:
    for word in _WORD.finditer(text):
        if any(word.start() < end and start < word.end() for start, end in kept):
            continue
        for point in hyphenation_points(word.group(), language):
            places.setdefault(word.start() + point, HYPHEN_COST)


def _kept_spans(text: str, keep: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where names of *keep* stand as whole words, the longest first claim."""
    spans: list[tuple[int, int]] = []
    for name in sorted(filter(None, keep), key=len, reverse=True):
        for match in re.finditer(f"(?<!{_LETTER}){re.escape(name)}(?!{_LETTER})", text):
            if all(match.end() <= start or end <= match.start() for start, end in spans):
                spans.append(match.span())
    return spans


def _isolate_places(text: str, locale: Locale, kept: list[tuple[int, int]]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the places before which an isolate opens and after which it closes."""
    if locale.direction is Direction.RTL:
        spans = list(kept)
        spans += [
            match.span()
            for match in _LATIN_MEASURE.finditer(text)
            if all(match.end() <= start or end <= match.start() for start, end in kept)
        ]
    else:
        spans = [(start, end) for start, end in kept if RTL_CHARACTERS.search(text, start, end)]
    return frozenset(start for start, _ in spans), frozenset(end for _, end in spans)
