"""Finds the line breaks of a text and the cost of each.

ICU finds the legal breaks (UAX #14, kinsoku, dictionaries for Thai, Lao, Khmer and Burmese), `phrases` the phrases of
Japanese and Chinese, and `break_rules` the costs. docs/decisions/0003-line-breaking.md has the evidence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from creative_cli.layout import break_rules
from creative_cli.layout.break_rules import AFTER_SENTENCE_COST, LAST_RESORT_COST, PAUSE_COST
from creative_cli.layout.emphasis_runs import NO_EMPHASIS, EmphasisSpan, break_place, locate_signs
from creative_cli.layout.hyphens import SOFT_HYPHEN_COST, division_costs
from creative_cli.layout.phrases import find_phrase_ends, icu_line_ends, ideographic_cost, vietnamese_joins
from creative_cli.layout.unbroken import bars_hyphens, unbroken_spans
from creative_cli.locale.direction_runs import find_direction_runs, find_names, mark_runs
from creative_cli.locale.locales import Locale

SOFT_HYPHEN = "\u00ad"

# Inside a brand name, a price or a number with its unit.
GLUE_COST = LAST_RESORT_COST + 2
FORBIDDEN_BREAK_COST = float("inf")

# At the edge of emphasized words a break is better than others of its kind; between them it happens only if they do not
# fit on a line, but for the end of a sentence. The size of the text does not depend on either.
EMPHASIS_EDGE_COST = -0.35
EMPHASIS_INSIDE_COST = 3.0

_PHRASE_SPACE_BONUS = 0.35
_AFTER_HYPHEN_COST = 0.5
_AFTER_SLASH_COST = 0.6
# Between the syllables of a Vietnamese word.
_WITHIN_WORD_COST = 2.0
_NUMBER_PREFIXES = frozenset("第約约全仅僅￥¥-–")
_PLAIN_COST = 0.2
_SHORT_PREFIX = 3
# Of a word with a hyphen or a slash: an end of one or two letters (Check-in), and as little before the slash.
_SHORT_END = re.compile("[0-9A-Za-zÀ-ɏͰ-ԯ]{1,2}(?=$|[.,;:!?…)»”’])")
_SHORT_SIDE = re.compile(r"(?<![^\W_])[^\W_]{1,2}/$")
_DASHES = frozenset("–—―")
_LINE_ENDS = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t]+")
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_DICTIONARY_SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_WORD = re.compile(r"[^\W\d_]+")
_SOFT_HYPHENED = re.compile(rf"[^\s{SOFT_HYPHEN}]*{SOFT_HYPHEN}\S*")
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
    added = _hyphen_costs(text, locale.language, kept) if hyphenate else {}
    places = added | places
    marked = mark_runs(text, runs)
    tokens: list[TextToken] = []
    start = 0
    for end, cost in sorted(places.items()):
        body = text[start:end].rstrip(_GAP_CHARACTERS)
        stop = start + len(body)
        soft = end < len(text) and body.endswith(SOFT_HYPHEN)
        divided = soft or added.get(end) == cost
        drawn = "".join(marked[start:stop]).replace(SOFT_HYPHEN, "")
        tokens.append(TextToken(drawn, text[stop:end], SOFT_HYPHEN_COST if soft else cost, "-" if divided else ""))
        start = end
    return tokens


def _break_costs(text: str, locale: Locale, kept: Sequence[tuple[int, int]]) -> dict[int, float]:
    glued = {place for start, end in kept for place in range(start + 1, end)}
    phrases = find_phrase_ends(text, locale)
    spaced = break_rules.has_spaced_phrases(text, locale.language)
    joins = vietnamese_joins(text) if locale.language == "vi" else frozenset[int]()
    places: dict[int, float] = {}
    legal = frozenset(icu_line_ends(text, f"{locale.language}@lb=strict"))
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
            cost = _cost_at_space(text[:end], text[end:], locale.language)
            places[end] = max(cost, _WITHIN_WORD_COST) if end in joins else cost
        elif _DICTIONARY_SCRIPTS.match(before[-1]) and _DICTIONARY_SCRIPTS.match(after):
            places[end] = break_rules.unspaced_cost(before, after, locale.language, spaced=spaced)
        elif (_CJK.match(before[-1]) or _CJK.match(after)) and not _leads_number(before, after):
            places[end] = ideographic_cost(text[phrase:end], after, locale.language, end, phrases)
        else:
            places[end] = _cost_inside_word(text[:end], text[end:])
        phrase = end if end in phrases.phrases else phrase
    _keep_unbroken(text, places)
    return places


def _keep_unbroken(text: str, places: dict[int, float]) -> None:
    """Let addresses, tags and codes break only where they may, if nothing else fits."""
    for span in unbroken_spans(text):
        for place in [place for place in places if span.start < place < span.stop]:
            places[place] = max(places[place], span.cost)
        places |= dict(span.breaks)


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
    if _leads_number(before, after) or after[0] in _DASHES:
        return GLUE_COST
    if before[-1] in "-‐":
        return GLUE_COST if len(before) <= _SHORT_PREFIX or _SHORT_END.match(after) else _AFTER_HYPHEN_COST
    if before[-1] == "/":
        # Units and pairs stay whole: km/h, A/B.
        return GLUE_COST if _SHORT_SIDE.search(before) or _SHORT_END.match(after) else _AFTER_SLASH_COST
    return _PLAIN_COST


def _hyphen_costs(text: str, language: str, kept: Sequence[tuple[int, int]]) -> dict[int, float]:
    """Return where words of *text* may be hyphenated, and the cost of each place."""
    whole = [*kept, *((span.start, span.stop) for span in unbroken_spans(text))]
    # Where the author says how a word is divided, it is divided nowhere else.
    whole += [match.span() for match in _SOFT_HYPHENED.finditer(text)]
    costs: dict[int, float] = {}
    for word in _WORD.finditer(text):
        if any(word.start() < end and start < word.end() for start, end in whole) or bars_hyphens(word.group(), text):
            continue
        for point, cost in division_costs(word.group(), language).items():
            costs[word.start() + point] = cost
    return costs
