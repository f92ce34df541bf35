"""The safe zones of the channels an ad can run on, as rectangles in px of its file."""

from dataclasses import dataclass
from functools import lru_cache

from creative_cli.channels import format_for_market, load_channels
from creative_cli.formats import FormatContent, Insets
from creative_cli.models import Asset

# Maximum relative difference of two aspect ratios that show the same picture uncropped.
ZONE_SHAPE_TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class ChannelSafeZone:
    """The part of an ad that a channel keeps free of its own controls, in px of the ad's file."""

    channel: str
    x: float
    y: float
    width: float
    height: float


def find_safe_zones(asset: Asset) -> tuple[ChannelSafeZone, ...]:
    """Return the safe zone of each channel that has one and shows pictures of this shape.

    The channel the ad was made for comes first, the others follow by name. Zones are mirrored where the channel does.
    """
    return _list_zones(asset.ratio, asset.width, asset.height, asset.country, asset.direction)


@lru_cache(4096)
def _list_zones(ratio: str, width: int, height: int, country: str, direction: str) -> tuple[ChannelSafeZone, ...]:
    shape = width / height
    found = []
    for name, channel in sorted(load_channels().items(), key=lambda entry: (entry[0] != ratio, entry[0])):
        form = format_for_market(channel.format, country)
        same_shape = abs(form.aspect / shape - 1) <= ZONE_SHAPE_TOLERANCE
        if form.shows is FormatContent.LOGO or form.safe == Insets() or not same_shape:
            continue
        box = form.safe_zone(mirrored=direction == "rtl")
        across, down = width / form.width, height / form.height
        sides = (box.x * across, box.y * down, box.width * across, box.height * down)
        found.append(ChannelSafeZone(name, *(round(side, 1) for side in sides)))
    return tuple(found)
