"""World regions of a campaign's countries, from `data/regions.toml`; the page can filter by them."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from creative_cli.locale.locales import territory_name
from creative_cli.resources import read_data_table


@dataclass(frozen=True, slots=True)
class Region:
    """A region (Europe) or sub-region (Northern Europe) with its UN M.49 code and the campaign's countries in it.

    `within` is the region of a sub-region, empty for a region. A region includes the countries of its sub-regions.
    """

    code: str
    name: str
    within: str
    countries: tuple[str, ...]


def find_regions(countries: Collection[str]) -> tuple[Region, ...]:
    """Return the regions of *countries* (alpha-2) by name, each followed by its sub-regions; skip unknown codes."""
    parts: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, (within, territories) in _load_subregions().items():
        here = tuple(sorted(territories & set(countries)))
        if here:
            parts.setdefault(within, {})[code] = here
    found: list[Region] = []
    for within in sorted(parts, key=territory_name):
        together = tuple(sorted(country for here in parts[within].values() for country in here))
        found.append(Region(within, territory_name(within), "", together))
        below = sorted(parts[within].items(), key=lambda part: territory_name(part[0]))
        found += [Region(code, territory_name(code), within, here) for code, here in below]
    return tuple(found)


@cache
def _load_subregions() -> dict[str, tuple[str, frozenset[str]]]:
    """Return the region and the territories of each sub-region."""
    parts = read_data_table("regions.toml")["region"]
    return {part["code"]: (part["within"], frozenset(part["territories"])) for part in parts}
