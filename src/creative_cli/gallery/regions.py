"""The regions of the world a campaign's countries lie in, from `data/regions.toml`: what its page is filtered by."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from creative_cli.locale.locales import territory_name


@dataclass(frozen=True, slots=True)
class Region:
    """A region (Europe) or sub-region (Northern Europe) by its code of UN M.49, and the countries shown of it.

    `within` is the region a sub-region is part of, empty for a region itself. A region has all its sub-regions'
    countries.
    """

    code: str
    name: str
    within: str
    countries: tuple[str, ...]


def find_regions(countries: Collection[str]) -> tuple[Region, ...]:
    """Return the regions that *countries* (alpha-2) lie in, by name, each followed by its sub-regions.

    A code that is no country lies nowhere.
    """
    parts: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, (within, territories) in _load_subregions().items():
        here = tuple(sorted(territories & set(countries)))
        if here:
            parts.setdefault(within, {})[code] = here
    found: list[Region] = []
    for within in sorted(parts, key=territory_name):
        everyone = tuple(sorted(country for here in parts[within].values() for country in here))
        found.append(Region(within, territory_name(within), "", everyone))
        below = sorted(parts[within].items(), key=lambda part: territory_name(part[0]))
        found += [Region(code, territory_name(code), within, here) for code, here in below]
    return tuple(found)


@cache
def _load_subregions() -> dict[str, tuple[str, frozenset[str]]]:
    """Return region and territories of every sub-region."""
    read = tomllib.loads((files("creative_cli") / "data" / "regions.toml").read_text("utf-8"))
    return {part["code"]: (part["within"], frozenset(part["territories"])) for part in read["region"]}
