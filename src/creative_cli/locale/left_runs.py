"""Finds runs from left to right in right-to-left text: words and numbers, their signs, and what joins them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from creative_cli.locale.bidi import find_bidi_class


class LeftRun(NamedTuple):
    """A run with its signs, from its first place to the one after its last; `letters` says that it has some."""

    start: int
    stop: int
    letters: bool


BLANK_SIGNS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f]+")
OPENING_BRACKETS, CLOSING_BRACKETS = "([{", ")]}"
_ARABIC_STOPS = "،؛؟۔"
ARABIC_PERCENT = "\u066a"
# Signs of right-to-left text: a unit price (100 ml = 9.00 ₪) is no Latin sentence.
NATIVE_SIGNS = frozenset(_ARABIC_STOPS + ARABIC_PERCENT + "₪")

# Signs before a run: always its own, or unless they join it to a word, as the hyphen of the Hebrew ב-50 does.
_OWN_BEFORE = re.compile(r"[#@$\u00a2-\u00a5\u20a0-\u20cf]+$")
_FREE_BEFORE = re.compile(rf"[#@$\u00a2-\u00a5\u20a0-\u20cf+\-\u2212\u2013±~≈≤≥<>%{ARABIC_PERCENT}‰№§°.*/\\_'’★☆]+$")
_BEFORE_DIGITS_ONLY = "-\u2212\u2013*'’<>"
_OWN_AFTER = re.compile(r"(?:[%‰™®©℠#°′″★☆_$\u00a2-\u00a5\u20a0-\u20cf]|\+\+|\+(?!\w))+")
_CURRENCY_BEFORE = re.compile(r"(?<![^\s(])[$\u00a2-\u00a5\u20a0-\u20cf][ \u00a0\u202f]$")
# USSD codes, as *123#, and star numbers, as *6000.
_SERVICE_CODE = re.compile(r"\*(?:[\d*]+#|\d{3,6}(?![\w%\u066a]|[.,:/]\d))")
_INITIALS = re.compile(r"(?<!\w)(?:[A-Za-z]\.)+[A-Za-z]$")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])(?:No|Nr|Vol|Ver|v|St|Dr|Mr|Mrs|Ms|Pt|Ch|Fig|Art|Ed)$")
_COMPANY = re.compile(r"(?<![A-Za-z])(?:Inc|Ltd|Co|Corp|Bros|Jr|Sr|Est)$")
_STOPS_AFTER = re.compile(r"[.!?…]+")
_QUOTES_BEFORE, _QUOTES_AFTER = frozenset("\"'“‘«‹„”(["), frozenset("\"'”’»›“)]")
_INCHES = '"'
# A quotation mark that opens or closes: not that inside of a Hebrew abbreviation.
_OPEN_QUOTE = re.compile(r'(?<!\w)"|"(?!\w)')

# Between two parts of one run, with or without blanks: signs of sums and of ranges.
_SUM = re.compile(r"[&+×*/÷]")
_RANGE = re.compile(r"[-\u2010-\u2015\u2212~:]")


def find_left_runs(text: str, signs: str) -> Iterator[LeftRun]:
    """Yield the whole runs of a paragraph that plain bidi could part, or whose signs it could move.

    *signs* has a letter for each character: L, R, D for a digit, N for neutral, S for a blank, X for what ends a run.
    """
    yield from (run for run in _join_cores(text, signs, list(_find_cores(text, signs))) if _needs_isolate(text, run))


def _find_cores(text: str, signs: str) -> Iterator[LeftRun]:
    """Yield words without right-to-left letters, with their own signs."""
    for chunk in re.finditer("[LDN]+", signs):
        first = re.search("[LD]", chunk[0])
        if first is None:
            continue
        start = chunk.start() + first.start()
        stop = chunk.start() + len(chunk[0].rstrip("N"))
        start = _take_signs_before(text, signs, chunk.start(), start)
        stop = _take_signs_after(text, signs, start, stop, chunk.end())
        yield LeftRun(start, stop, "L" in signs[start:stop])


def _take_signs_before(text: str, signs: str, chunk: int, start: int) -> int:
    """Return where a word begins with the signs that belong to it; *chunk* is where signs may begin."""
    joined = chunk > 0 and signs[chunk - 1] in "RX"
    found = (_OWN_BEFORE if joined else _FREE_BEFORE).search(text, chunk, start)
    if found is None:
        # A currency before its amount stands on its left, also with a space.
        apart = _CURRENCY_BEFORE.search(text, 0, start) if signs[start] == "D" and chunk == start else None
        return start if apart is None or "X" in signs[apart.start() : start] else apart.start()
    taken = found.start()
    while taken < start:
        own = text[taken:start]
        digits = signs[start] == "D"
        if own[0] == "*":
            held = _SERVICE_CODE.match(text, taken) is not None
        elif own[0] in _BEFORE_DIGITS_ONLY:
            held = digits and (own[0] not in "'’" or len(own) == 1)
        else:
            held = own[0] != ARABIC_PERCENT or digits
        if held:
            break
        taken += 1
    return taken


def _take_signs_after(text: str, signs: str, start: int, stop: int, chunk: int) -> int:
    """Return where a word ends with the signs that belong to it; *chunk* is where signs end."""
    joined = chunk < len(signs) and signs[chunk] in "RX"
    found = _OWN_AFTER.match(text, stop, chunk)
    if found is not None:
        own = found[0]
        # A plus or a low line between a name and a word joins both: iPhone+شاحن.
        stop += len(own[:-1] if joined and own[-1] in "+_" and not own.endswith("++") else own)
    elif stop < chunk and (
        (text[stop] == _INCHES and text[stop - 1].isdigit() and len(_OPEN_QUOTE.findall(text[:stop])) % 2 == 0)
        or (text[stop] == "." and _INITIALS.search(text, start, stop))
    ):
        stop += 1
    return stop


def _join_cores(text: str, signs: str, cores: list[LeftRun]) -> Iterator[LeftRun]:
    """Yield runs of words, with the brackets that open and close inside them."""
    current: LeftRun | None = None
    for core in cores:
        if current is None:
            current = core
        elif _are_joined(text, signs, current, core):
            current = LeftRun(current.start, core.stop, current.letters or core.letters)
        else:
            yield _close_brackets(text, signs, current)
            current = core
    if current is not None:
        yield _close_brackets(text, signs, current)


def _are_joined(text: str, signs: str, left: LeftRun, right: LeftRun) -> bool:
    between = text[left.stop : right.start]
    apart = {"R", "X"} & set(signs[left.stop : right.start]) or set(_ARABIC_STOPS + ARABIC_PERCENT) & set(between)
    bare = BLANK_SIGNS.sub("", between)
    if apart or not bare:
        return not apart
    if set(OPENING_BRACKETS + CLOSING_BRACKETS) & set(bare):
        return _are_bracketed(text, signs, left, right, bare)
    if left.letters is right.letters and (left.letters or bare == "="):
        return True
    if len(bare) == 1 and _SUM.match(bare):
        return True
    if left.letters:
        return bare == "." and _ABBREVIATION.search(text, left.start, left.stop) is not None
    # A colon that follows a number directly is no ratio.
    spaced = between[0] != bare and between[-1] != bare
    return len(bare) == 1 and _RANGE.match(bare) is not None and not right.letters and (spaced or bare != ":")


def _are_bracketed(text: str, signs: str, left: LeftRun, right: LeftRun, bare: str) -> bool:
    """Return whether brackets between two words open and close inside one run: (04) 555, Cup (Pro), Cup (Pro) Max."""
    if len(bare) > 1 or (not left.letters and bare in OPENING_BRACKETS and not _is_number(text, right)):
        return False
    if bare in OPENING_BRACKETS:
        end = text.find(CLOSING_BRACKETS[OPENING_BRACKETS.index(bare)], right.start)
        return end >= 0 and not {"R", "X"} & set(signs[right.start : end])
    opening = OPENING_BRACKETS[CLOSING_BRACKETS.index(bare)]
    inside = text[left.start : left.stop]
    return inside.count(opening) > inside.count(bare) or (
        text[left.start - 1 : left.start] == opening and _is_number(text, left) and _is_number(text, right)
    )


def _is_number(text: str, core: LeftRun) -> bool:
    return not core.letters and any(sign.isdigit() for sign in text[core.start : core.stop])


def _close_brackets(text: str, signs: str, core: LeftRun) -> LeftRun:
    """Return a run with the brackets at its edges that pair with one inside it."""
    start, stop, letters = core
    for opening, closing in zip(OPENING_BRACKETS, CLOSING_BRACKETS, strict=True):
        inside = text[start:stop]
        more = inside.count(opening) - inside.count(closing)
        if more == 1 and text[stop : stop + 1] == closing:
            stop = _take_signs_after(text, signs, start, stop + 1, stop + 1)
        elif more == -1 and start and text[start - 1] == opening:
            start -= 1
            if start and text[start - 1] == "+":  # +(971) 4
                start -= 1
    stops = _STOPS_AFTER.match(text, stop)
    if letters and stops is not None and (_is_quoted(text, start, stops.end()) or _is_shortened(text, start, stop)):
        stop = stops.end() if _is_quoted(text, start, stops.end()) else stop + 1
    return LeftRun(start, stop, letters)


def _is_quoted(text: str, start: int, stop: int) -> bool:
    """Return whether a text stands between quotation marks or brackets, and has its stops inside."""
    return text[max(0, start - 1) : start] in _QUOTES_BEFORE and text[stop : stop + 1] in _QUOTES_AFTER


def _is_shortened(text: str, start: int, stop: int) -> bool:
    """Return whether a run ends with an abbreviation of companies, and the sentence goes on after its stop."""
    return _COMPANY.search(text, start, stop) is not None and text[stop] == "." and bool(text[stop + 1 :].strip())


def _needs_isolate(text: str, core: LeftRun) -> bool:
    """Return whether plain bidi could part a run or move a sign beside it; digits alone stand where they should."""
    inside = text[core.start : core.stop]
    beside = text[core.start - 1 : core.start] + text[core.stop : core.stop + 1]
    return core.letters or not inside.isdecimal() or any(find_bidi_class(sign) in {"ET", "ES"} for sign in beside)
