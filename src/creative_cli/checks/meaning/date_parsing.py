"""Reads months, weekdays and times of day as each locale writes them. Not a check itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from creative_cli.checks.number_parsing import UNSPACED_LANGUAGES
from creative_cli.locale.locales import Locale
from creative_cli.locale.number_format import find_decimal_mark, list_month_names
from creative_cli.locale.quantity_names import (
    has_12_hours,
    is_month_first,
    list_day_parts,
    list_weekday_names,
    spell_day_in_calendars,
)

NOON, DAY = 720, 1440
"""Minutes after midnight."""

# Shorter names of months are words too (mai, Mars, May): they count beside a number only.
_MIN_LONE_MONTH = 5
_LONE_WORDS = frozenset({"march", "mars", "maja", "junia"})
_MONTH_OF_NUMBER = re.compile(r"(?<!\d)(\d{1,2})\s?(?:月|월)(?!曜)|tháng\s(\d{1,2})(?!\d)", re.IGNORECASE)
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBER_DATE = re.compile(
    r"(?<![\d.,/])(\d{1,2})([./])[ \u00a0]?(\d{1,2})(\2?)(?:[ \u00a0]?(\d{4}|\d{2})(?![\d:]))?(?![\d%])"
)
_FRACTIONS = frozenset({"24/7", "7/7", "1/2", "1/3", "2/3", "1/4", "3/4", "50/50"})
_MAX_DAY, _MAX_MONTH, _CENTURY = 31, 12, 100
_EAST_ASIAN_DAY = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일號号]")

_BEFORE_NOON = ("a.m.", "a. m.", "am", "a.m", "π.μ.", "πμ", "π.μ", "ص", "午前", "上午", "早上", "오전", "आधी", "पूर्वाह्न")
_AFTER_NOON = ("p.m.", "p. m.", "pm", "p.m", "μ.μ.", "μμ", "μ.μ", "م", "午後", "下午", "晚上", "오후", "अपराह्न")
_TIME = re.compile(
    r"(?<![\d.,:/])(2[0-4]|[01]?\d)(?!\d)(?:(?P<mark>[:.]|\s?(?:[hH時时点點시]|giờ)\s?)([0-5]\d)(?![\d%]))?"
    r"(?P<word>\s?(?:uhr|uur|h|hod|giờ|[時时点點시])(?![^\W\d_])|\s?[時时点點시]|(?![\d.,:/]\d))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day that a text names; the year is None if it does not say it."""

    day: int
    month: int
    year: int | None


def read_days(text: str, locale: Locale) -> tuple[ReadDay, ...]:
    """Return the days of a plain text that have a day and a month."""
    if not any(map(str.isdecimal, text)):  # most texts: the months of a language take 6 ms to load
        return ()
    found = [ReadDay(int(one[3]), int(one[2]), int(one[1])) for one in _ISO_DATE.finditer(text)]
    found += [
        ReadDay(int(one[3]), int(one[2]), int(one[1]) if one[1] else None) for one in _EAST_ASIAN_DAY.finditer(text)
    ]
    found += _read_number_dates(_ISO_DATE.sub(" ", text), locale)
    names = list_month_names(locale)
    for match in _months_pattern(tuple(names), locale.language).finditer(text):
        month = names[match["name"].casefold()]
        before = re.search(
            r"(?<!\d)(\d{1,2})(?:\.|º|er|\.?-?[^\W\d_]{0,2})?\s?(?:de |d’|di |of |ta’ )?$", text[: match.start()]
        )
        after = re.match(r"\s(\d{1,2})(?!\d|[:.]\d)", text[match.end() :])
        day = before or after
        year = re.match(r"\D{0,6}(\d{4})(?!\d)", text[match.end() + (after.end() if after and not before else 0) :])
        if day is not None and int(day[1]) <= _MAX_DAY:
            found.append(ReadDay(int(day[1]), month, int(year[1]) if year else None))
    return tuple(one for one in found if 1 <= one.month <= _MAX_MONTH and 1 <= one.day <= _MAX_DAY)


def _read_number_dates(text: str, locale: Locale) -> Iterator[ReadDay]:
    for match in _NUMBER_DATE.finditer(text):
        first, second = int(match[1]), int(match[3])
        whole = match[0].strip()
        # 31.8 is a number and 1/2 a fraction; a second stop or a year makes a date of them.
        if whole in _FRACTIONS or (match[2] == "." and not match[4]) or not (first and second):
            continue
        if match[2] == "." and match[4] and not match[5] and find_decimal_mark(locale) == ".":
            continue
        month_first = match[2] == "/" and is_month_first(locale)
        day, month = (second, first) if month_first else (first, second)
        if month > _MAX_MONTH:
            day, month = month, day
        year = int(match[5]) if match[5] else None
        yield ReadDay(day, month, year + 2000 if year is not None and year < _CENTURY else year)


@cache
def _months_pattern(names: tuple[str, ...], language: str) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    if not names:  # Vietnamese numbers its months
        return re.compile("(?!)(?P<name>)(?P<end>)")
    if language in UNSPACED_LANGUAGES:
        return re.compile(f"(?P<name>{'|'.join(map(re.escape, longest))})")
    # Hebrew and Arabic join prepositions and the article to a word.
    start = r"(?<!\w)[בלמהושכובلل]{0,2}" if language in {"ar", "he"} else r"(?<!\w)"
    return re.compile(rf"{start}(?P<name>{'|'.join(map(re.escape, longest))})(?P<end>\w{{0,4}})(?!\w)", re.IGNORECASE)


def read_months(text: str, locale: Locale) -> frozenset[int]:
    """Return the months that a plain text names, or writes as numbers of dates."""
    months = {day.month for day in read_days(text, locale)}
    months |= {int(one[1] or one[2]) for one in _MONTH_OF_NUMBER.finditer(text)} & set(range(1, _MAX_MONTH + 1))
    names = list_month_names(locale)
    for match in _months_pattern(tuple(names), locale.language).finditer(text):
        name = match["name"].casefold()
        ending = match.groupdict().get("end") or ""
        if (
            len(name) >= _MIN_LONE_MONTH
            and name not in _LONE_WORDS
            and (len(name) > _MIN_LONE_MONTH or len(ending) <= 1)
        ):
            months.add(names[name])
    return frozenset(months)


def read_weekdays(text: str, locale: Locale) -> frozenset[int]:
    """Return the days of the week that a plain text names by their full names; Monday is 0."""
    names = list_weekday_names(locale)
    return frozenset(_find_names(text.casefold(), names, locale.language))


def _find_names(text: str, names: Mapping[str, int], language: str) -> Iterator[int]:
    for name in sorted(names, key=len, reverse=True):  # pazartesi before pazar
        stem = name[:-1] if len(name) > _MIN_LONE_MONTH and language not in UNSPACED_LANGUAGES else name
        joined = r"(?<!\w)[בלמהושכובلل]{0,2}" if language in {"ar", "he"} else r"(?<!\w)"
        edge = "" if language in UNSPACED_LANGUAGES else joined
        end = "" if language in UNSPACED_LANGUAGES else r"\w{0,4}(?!\w)" if len(name) > _MIN_LONE_MONTH else r"(?!\w)"
        text, count = re.subn(f"{edge}{re.escape(stem)}{end}", " ", text)
        if count:
            yield names[name]


def spell_elsewhere(days: Iterable[ReadDay], locale: Locale, year: int) -> Iterator[tuple[str, ReadDay]]:
    """Yield each day as other calendars of the language write it, the longest first; *year* is one near the flight."""
    for one in days:
        for candidate in (one.year,) if one.year else (year, year - 1, year + 1):
            try:
                day = date(candidate, one.month, one.day)
            except ValueError:
                continue
            for spelled in spell_day_in_calendars(day, locale):
                yield spelled, one


def read_times(text: str, locale: Locale) -> tuple[frozenset[int], ...]:
    """Return the times of a plain text, each as the minutes after midnight that it may mean."""
    return tuple(_read_times(text, locale))


def _read_times(text: str, locale: Locale) -> Iterator[frozenset[int]]:
    folded = text.casefold()
    for match in _TIME.finditer(folded):
        half = _find_half(folded, match, locale)
        told = bool(match[3]) or bool(match["word"].strip()) or half != ""
        hour = int(match[1])
        if not told or (match["mark"] and match["mark"].strip() == "." and not half and not _says_time(folded, match)):
            continue
        minutes = 60 * (hour % 24) + int(match[3] or 0)
        if half == "am":
            yield frozenset({minutes - NOON if NOON <= minutes < NOON + 60 else minutes})
        elif half == "pm":
            yield frozenset({minutes if minutes >= NOON else minutes + NOON})
        elif has_12_hours(locale) and 1 <= hour <= 12:  # noqa: PLR2004  # the hours of a clock's face
            yield frozenset({minutes % DAY, (minutes + NOON) % DAY})
        else:
            yield frozenset({minutes})


def drops_afternoon(source: str, source_locale: Locale, text: str, locale: Locale) -> int | None:
    """Return the hour (13 to 23) of the source that a text of a locale with 24 hours writes as 1 to 11; None if none.

    The numbers of a text without a word for the half of the day are hours as they stand: `von 9 bis 10 Uhr`.
    """
    words = [word for word, half in _half_words(locale) if half == "pm" and len(word) > 1]
    folded = text.casefold()
    if has_12_hours(locale) or any(word in folded for word in words):
        return None
    numbers = {int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)}
    theirs = {int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", source)}
    for minutes in read_times(source, source_locale):
        hour = min(minutes) // 60
        if len(minutes) == 1 and hour > 12 and hour - 12 in numbers and hour not in numbers and hour not in theirs:  # noqa: PLR2004  # the hours of a clock's face
            return hour
    return None


def _says_time(text: str, match: re.Match[str]) -> bool:
    """Tell whether 9.30 is a time: a word beside it says so, or it is one end of a range of times."""
    return bool(match["word"].strip()) or re.match(r"\s?[-–—]\s?\d{1,2}[.:]\d\d", text[match.end() :]) is not None


def _find_half(text: str, match: re.Match[str], locale: Locale) -> str:
    """Return am or pm if a word beside a time says it."""
    before, after = text[: match.start()].rstrip()[-24:], text[match.end() :].lstrip()[:24]
    for word, half in _half_words(locale):
        if after.startswith(word) and not after[len(word) : len(word) + 1].isalpha():
            return half
        if before.endswith(word) and (locale.language in {"ja", "ko", "zh", "hi", "ta", "bn", "tr"}):
            return half
    return ""


@cache
def _half_words(locale: Locale) -> tuple[tuple[str, str], ...]:
    words = dict(list_day_parts(locale))
    words |= dict.fromkeys(_BEFORE_NOON, "am") | dict.fromkeys(_AFTER_NOON, "pm")
    return tuple(sorted(words.items(), key=lambda one: -len(one[0])))
