"""Reads the badge of a brief and writes it as a market does; finds claims that a badge may not make.

A rating has score, scale, count, source and month, an award its name, year and source: without them a badge proves
nothing. "New" is a claim of time: at most twelve months, six in the United States.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from creative_cli.brief.badge_facts import BadgeKind, BadgeWords
from creative_cli.brief.schema import Brief, Market
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.errors import Problem
from creative_cli.locale import number_format
from creative_cli.locale.locales import Locale

STAR_SCALE = 5
NEW_MONTHS = 12
"""How long a product may be called new: CAP (UK) advice on "new", and the usage of other self-regulators."""
NEW_MONTHS_BY_COUNTRY = {"US": 6}
"""Countries with a shorter limit: FTC, advisory opinion of 1967."""

# "New" as packs and shelves say it, by language.
_NEW_WORDS = {
    "ar": "جديد", "bg": "Ново", "bn": "নতুন", "ca": "Nou", "cs": "Novinka", "da": "Nyhed", "de": "Neu", "el": "Νέο",
    "en": "New", "es": "Nuevo", "et": "Uus", "fa": "جدید", "fi": "Uutuus", "fr": "Nouveau", "he": "חדש", "hi": "नया",
    "hr": "Novo", "hu": "Új", "id": "Baru", "it": "Novità", "ja": "新登場", "ko": "신제품", "lt": "Nauja",
    "lv": "Jaunums", "ms": "Baharu", "nb": "Nyhet", "nl": "Nieuw", "no": "Nyhet", "pl": "Nowość", "pt": "Novo",
    "ro": "Nou", "ru": "Новинка", "sk": "Novinka", "sl": "Novo", "sr": "Novo", "sv": "Nyhet", "th": "ใหม่",
    "tr": "Yeni", "uk": "Новинка", "ur": "نیا", "vi": "Mới", "zh": "新品",
}  # fmt: skip


def describe_market_badge(brief: Brief, market: Market, locale: Locale) -> BadgeWords | None:
    """Return what the badge of a market says; None without one, and where a product is no longer new."""
    badge = market.badge or brief.badge
    if badge is None:
        return None
    if badge.rating is not None:
        rating, stars = badge.rating, STAR_SCALE if badge.rating.scale == STAR_SCALE else 0
        score = number_format.localize_number(rating.score, locale)
        scale = number_format.localize_number(rating.scale, locale)
        count = number_format.localize_number(Decimal(rating.count), locale)
        month = number_format.localize_month(_first_day(rating.month), locale, short=True)
        claim = score if stars else f"{score}/{scale}"
        return BadgeWords(
            BadgeKind.RATING, claim, (f"({count}) {rating.source}", month), float(rating.score / rating.scale), stars
        )
    if badge.award is not None:
        return BadgeWords(BadgeKind.AWARD, badge.award.name, (f"{badge.award.source}, {badge.award.year}",))
    if badge.new is None:
        return None
    word = badge.new.word or _NEW_WORDS.get(locale.language, "")
    old = brief.flight is None or _months_between(badge.new.since, brief.flight.end) > _limit(locale.territory)
    return None if old or not word else BadgeWords(BadgeKind.NEW, word)


def find_badge_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield badges that claim what their brief does not prove."""
    homes: list[KeyPath] = [(), *(("markets", index) for index in document.items("markets"))]
    for home in homes:
        yield from _find_score_problem(document, (*home, "badge", "rating"))
        yield from _find_new_problem(document, (*home, "badge", "new"))


def _find_score_problem(document: SourceDocument, keys: KeyPath) -> Iterator[Problem]:
    score, scale = (_read_number(document.at(*keys, name)) for name in ("score", "scale"))
    if score is not None and scale is not None and score > scale:
        name = document.label((*keys, "score"))
        yield document.problem((*keys, "score"), f"{name} is above the scale: a score of 4.8 has the scale 5.")


def _find_new_problem(document: SourceDocument, keys: KeyPath) -> Iterator[Problem]:
    since = _read_day(document.at(*keys, "since"))
    if since is None:
        return
    name, end = document.label((*keys, "since")), _read_day(document.at("flight", "end"))
    if document.at("flight") is None:
        sentence = f"{name} needs the days of the campaign, which tell how long it says so: add flight:."
        yield document.problem((*keys, "since"), sentence)
    elif end is not None and _months_between(since, end) > NEW_MONTHS:
        sentence = f"{name} is more than {NEW_MONTHS} months before the flight ends: it is no longer new then."
        yield document.problem((*keys, "since"), f"{sentence} Leave new: out, or end the flight earlier.")


def _read_number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _read_day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value is not None else None
    except ValueError:
        return None


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _limit(territory: str) -> int:
    return NEW_MONTHS_BY_COUNTRY.get(territory, NEW_MONTHS)


def _months_between(first: date, last: date) -> float:
    whole = 12 * (last.year - first.year) + last.month - first.month
    return whole + (last.day - first.day) / 31
