"""Audience segments by name (`data/audiences.toml`): who is spoken to, and how, language by language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from creative_cli.brief.by_language import find_most_specific
from creative_cli.locale.locales import Locale

DEFAULT_REGISTER = "*"
"""The register of languages that have none of their own."""

_DATA = Path(__file__).parent.parent / "data" / "audiences.toml"


@dataclass(frozen=True, slots=True)
class AudienceSegment:
    """A group of people by its name; `age` in years, both ends in it; `registers` by language or locale."""

    id: str
    description: str
    age: tuple[int, int]
    interests: tuple[str, ...]
    registers: Mapping[str, str]

    def register(self, locale: Locale) -> str:
        """Return how they are spoken to in a locale."""
        return find_most_specific(self.registers, locale) or self.registers[DEFAULT_REGISTER]

    def sentence(self) -> str:
        """Return who they are, as a brief would say it."""
        return f"{self.description}, {self.age[0]}-{self.age[1]}, who care about {', '.join(self.interests)}"


@cache
def load_audience_segments() -> Mapping[str, AudienceSegment]:
    """Read the segments that ship with the tool, once a process; by name, in their order in the file."""
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))["segments"]
    return MappingProxyType(
        {
            name: AudienceSegment(
                name,
                table["description"],
                (table["age"][0], table["age"][1]),
                tuple(table["interests"]),
                MappingProxyType(dict(table["register"])),
            )
            for name, table in tables.items()
        }
    )


def find_audience_segment(audience: str | None) -> AudienceSegment | None:
    """Return the segment that a brief's `audience:` names; None where it is free text or left out."""
    return None if audience is None else load_audience_segments().get(audience)


def describe_audience(audience: str | None) -> str | None:
    """Return who is spoken to, in words: the brief's own, or what the segment stands for; None when left out."""
    segment = find_audience_segment(audience)
    return audience if segment is None else segment.sentence()
