"""What the form of a campaign offers: countries and groups, channels and ratios with their shapes, looks, audiences."""

from dataclasses import dataclass
from functools import cache
from typing import get_args

from creative_cli.brief.audience import load_audience_segments
from creative_cli.brief.field_types import BUILTIN_TEMPLATES
from creative_cli.brief.look_names import LayoutName, SetName, StyleName
from creative_cli.brief.market_groups import load_market_groups
from creative_cli.channels import load_channels, load_platforms
from creative_cli.formats import DEFAULT_RATIOS, FormatContent, Insets, parse_format
from creative_cli.locale.locales import (
    english_language_names,
    language_name,
    list_locales,
    list_own_names,
    list_territories,
    territory_name,
)

RATIO_CHOICES = (
    *("1:1", "4:5", "9:16", "16:9", "1.91:1", "2:3", "4:1"),
    *("300x250", "300x600", "728x90", "970x250", "160x600", "320x50"),
)
"""The ratios of platforms, and the banner sizes that are booked most; a brief may have others."""

MESSAGE_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "ro", "hu", "el", "tr", "uk"),
    *("ar", "he", "hi", "ja", "ko", "zh-Hans", "zh-Hant", "th", "vi", "id"),
)
"""Languages that the form offers for the message; a brief may have any."""


@dataclass(frozen=True, slots=True)
class LocaleChoice:
    """A usual locale of a country: its tag, the English name of its language, and its reading direction."""

    tag: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class CountryChoice:
    """A territory with its English name, its own names and its usual locales, most usual first."""

    code: str
    name: str
    own: tuple[str, ...]
    locales: tuple[LocaleChoice, ...]


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A group of countries, with other names of it."""

    name: str
    also: tuple[str, ...]
    territories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormatChoice:
    """A ratio or size, or a channel of a platform: px, and the safe zone as fractions (top, right, bottom, left)."""

    name: str
    width: int
    height: int
    safe: tuple[float, float, float, float] | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class PageChoices:
    """All that the form searches and draws."""

    countries: tuple[CountryChoice, ...]
    groups: tuple[GroupChoice, ...]
    ratios: tuple[FormatChoice, ...]
    channels: tuple[FormatChoice, ...]
    default_ratios: tuple[str, ...] = DEFAULT_RATIOS


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """An audience segment: `age` in years, inclusive."""

    name: str
    description: str
    age: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LookChoices:
    """What the template of the form lists: pairs of the value in a brief and its name."""

    segments: tuple[AudienceChoice, ...]
    languages: tuple[tuple[str, str], ...]
    styles: tuple[tuple[str, str], ...]
    layouts: tuple[tuple[str, str], ...]
    sets: tuple[tuple[str, str], ...]
    templates: tuple[tuple[str, str], ...]


@cache
def build_page_choices() -> PageChoices:
    """Return the choices; the first call takes a second of CPU, as CLDR is read in every language for own names."""
    return PageChoices(
        countries=tuple(sorted(map(_build_country, list_territories()), key=lambda country: country.name)),
        groups=tuple(_list_groups()),
        ratios=tuple(
            FormatChoice(name, form.width, form.height) for name in RATIO_CHOICES for form in (parse_format(name),)
        ),
        channels=tuple(_list_channels()),
    )


def _build_country(code: str) -> CountryChoice:
    usual = tuple(LocaleChoice(one.tag, language_name(one), one.direction.value) for one in list_locales(code))
    return CountryChoice(code, territory_name(code), list_own_names(code), usual)


def _list_groups() -> list[GroupChoice]:
    also: dict[str, list[str]] = {}
    groups = load_market_groups()
    for folded, group in groups.items():
        also.setdefault(group.name, []).append(folded)
    named = {group.name: group for group in groups.values()}
    return [GroupChoice(name, tuple(also[name]), group.territories) for name, group in named.items()]


def _list_channels() -> list[FormatChoice]:
    platforms = load_platforms()
    found = []
    for channel in load_channels().values():
        form = channel.format
        if form.shows is FormatContent.LOGO:
            continue
        safe = None if form.safe == Insets() else (form.safe.top, form.safe.right, form.safe.bottom, form.safe.left)
        found.append(FormatChoice(form.name, form.width, form.height, safe, platforms[channel.platform].name))
    return found


@cache
def build_look_choices() -> LookChoices:
    """Return what stands in the HTML of the form."""
    segments = load_audience_segments().items()
    return LookChoices(
        segments=tuple(AudienceChoice(name, one.description, one.age) for name, one in segments),
        languages=tuple((tag, _name_language(tag)) for tag in MESSAGE_LANGUAGES),
        styles=_name_values(get_args(StyleName)),
        layouts=_name_values(get_args(LayoutName)),
        sets=_name_values(get_args(SetName)),
        templates=_name_values(BUILTIN_TEMPLATES),
    )


def _name_values(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.replace("-", " ").capitalize()) for value in values)


def _name_language(tag: str) -> str:
    return english_language_names()[tag.replace("-", "_")]
