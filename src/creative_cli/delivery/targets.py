"""The platforms that `creative package` writes for, from `data/delivery-targets.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from creative_cli.brief.suggestions import find_similar_word
from creative_cli.channels import Channel, load_channels
from creative_cli.errors import UsageError
from creative_cli.resources import read_data_table


@dataclass(frozen=True, slots=True)
class DeliveryTarget:
    """A platform and what it takes; the comments of the data file explain each value.

    `columns` are headers and values of the sheet, `utm` the default UTM parameters. `conf` rates the source of the
    limits, `sheet_conf` that of the columns. `macro_sign` begins the platform's macros. Limits are characters, bytes
    (`file_max`) and rows; None for no limit.
    """

    id: str
    name: str
    platforms: tuple[str, ...]
    name_max: int
    path: str
    sheet_in_zip: bool
    people: bool
    delimiter: str
    columns: tuple[tuple[str, str], ...]
    utm: Mapping[str, str]
    url_max: int
    conf: str
    sheet_conf: str
    source: str
    as_of: str
    file_max: int | None = None
    alt_text: int | None = None
    rows_max: int | None = None
    note: str = ""
    macro_sign: str = ""

    def find_channel(self, ratio: str, width: int, height: int) -> Channel | None:
        """Return the channel of this target that an ad of a format fits: its own, else one of the same size (px)."""
        mine = [one for one in load_channels().values() if one.platform in self.platforms]
        named = next((one for one in mine if one.name == ratio), None)
        if named is not None or ratio in load_channels():
            return named  # an ad made for another platform keeps clear of that platform's controls, not of these
        return next((one for one in mine if (one.format.width, one.format.height) == (width, height)), None)

    def find_shape(self, width: int, height: int) -> Channel | None:
        """Return a channel of this target with the shape of a size (px), None if it has none."""
        mine = (one for one in load_channels().values() if one.platform in self.platforms)
        return next((one for one in mine if one.format.width * height == width * one.format.height), None)


@cache
def load_delivery_targets() -> dict[str, DeliveryTarget]:
    """Return all targets by id, in the order of the table."""
    table = read_data_table("delivery-targets.toml")
    as_of = table.pop("as_of")
    return {name: _build_target(name, entry, str(entry.pop("as_of", as_of))) for name, entry in table.items()}


def get_delivery_target(name: str) -> DeliveryTarget:
    """Return the target *name*; raise UsageError with the known ones if it does not exist."""
    known = load_delivery_targets()
    if name not in known:
        near = find_similar_word(name, known)
        meant = f"Did you mean {near}?" if near else f"Targets are {', '.join(known)}."
        raise UsageError(f"There is no target {name!r}.", meant)
    return known[name]


def _build_target(name: str, entry: dict[str, Any], as_of: str) -> DeliveryTarget:
    columns = tuple((header, value) for header, value in entry.pop("columns"))
    return DeliveryTarget(id=name, columns=columns, platforms=tuple(entry.pop("platforms")), as_of=as_of, **entry)
