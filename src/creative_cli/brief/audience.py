"""Audience segments by name (`data/audiences.toml`): who is spoken to, and how, language by language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from creative_cli.brief.bylanguage import most_specific

if TYPE_CHECKING:
    from creative_cli.brief.schema import Brief
    from creative_cli.locale.locales import Locale

EVERYWHERE = "*"
"""The register of languages that have none of their own."""

_DATA = Path(__file__).parent.parent / "data" / "audiences.toml"


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of people by its name; `age` in years, both ends in it; `registers` by language or locale."""

    id: str
    description: str
    age: tuple[int, int]
    interests: tuple[str, ...]
    registers: Mapping[str, str]

    def register(self, locale: "Locale") -> str:
        """Return how they are spoken to in a locale."""
        return most_specific(self.registers, locale) or self.registers[EVERYWHERE]

    def sentence(self) -> str:
        """Return who they are, as a brief would say it."""
        return f"{self.description}, {self.age[0]}-{self.age[1]}, who care about {', '.join(self.interests)}"


@cache
def segments() -> Mapping[str, Segment]:
    """Read the segments that ship with the tool, once a process; by name, in their order in the file."""
    import tomllib  # noqa: PLC0415  # only a brief that names an audience needs it

    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))["segments"]
    return MappingProxyType(
        {
            name: Segment(
                name,
                table["description"],
                (table["age"][0], table["age"][1]),
                tuple(table["interests"]),
                MappingProxyType(dict(table["register"])),
            )
            for name, table in tables.items()
        }
    )


def segment_of(brief: "Brief") -> Segment | None:
    """Return the segment the brief names; None where its audience is free text or is left out."""
    return None if brief.audience is None else segments().get(brief.audience)


def audience_text(brief: "Brief") -> str | None:
    """Return who is spoken to, in words: the brief's own, or what its segment stands for; None where nobody said."""
    segment = segment_of(brief)
    return brief.audience if segment is None else segment.sentence()
