"""Audience segments (`data/audiences.toml`): who an ad addresses, and the tone for each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from creative_cli.brief.by_language import find_most_specific
from creative_cli.locale.locales import Locale
from creative_cli.resources import read_data_table

DEFAULT_REGISTER = "*"  # the key for all other languages


@dataclass(frozen=True, slots=True)
class AudienceSegment:
    """A group of people; `age` in years, inclusive; `registers` are tones by language or locale."""

    description: str
    age: tuple[int, int]
    interests: tuple[str, ...]
    registers: Mapping[str, str]

    def register(self, locale: Locale) -> str:
        """Return the tone for a locale."""
        return find_most_specific(self.registers, locale) or self.registers[DEFAULT_REGISTER]


@cache
def load_audience_segments() -> Mapping[str, AudienceSegment]:
    """Return the bundled segments by name, in file order; cached for the process."""
    tables = read_data_table("audiences.toml")["segments"]
    return MappingProxyType(
        {
            name: AudienceSegment(
                table["description"],
                (table["age"][0], table["age"][1]),
                tuple(table["interests"]),
                MappingProxyType(dict(table["register"])),
            )
            for name, table in tables.items()
        }
    )


def find_audience_segment(audience: str | None) -> AudienceSegment | None:
    """Return the segment that a brief's `audience:` names; None if it is free text or missing."""
    return None if audience is None else load_audience_segments().get(audience)


def describe_audience(audience: str | None) -> str | None:
    """Return the audience in words, with a segment's name spelled out; None if missing."""
    segment = find_audience_segment(audience)
    if segment is None:
        return audience
    youngest, oldest = segment.age
    return f"{segment.description}, {youngest}-{oldest}, who care about {', '.join(segment.interests)}"
