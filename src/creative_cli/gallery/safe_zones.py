"""The safe zones of the channels an ad can run on, as rectangles in px of its own file."""

from dataclasses import dataclass

from creative_cli.channels import format_for_market, load_channels
from creative_cli.formats import Format, FormatContent, Insets
from creative_cli.models import Asset

ZONE_SHAPE_TOLERANCE = 0.01
"""How far two aspect ratios may be apart, as a share, and still show the same picture uncropped."""


@dataclass(frozen=True, slots=True)
class ChannelSafeZone:
    """What one channel keeps free of its own controls, px of the ad's file."""

    channel: str
    x: float
    y: float
    width: float
    height: float


def find_safe_zones(asset: Asset) -> tuple[ChannelSafeZone, ...]:
    """Return the zones of every channel that has one and takes a picture of this shape; mirrored where that mirrors.

    The channel the ad was made for comes first, the others by name.
    """
    shape = asset.width / asset.height
    found = []
    for name, channel in sorted(load_channels().items(), key=lambda entry: (entry[0] != asset.ratio, entry[0])):
        form = format_for_market(channel.format, asset.country)
        alike = abs(form.width / form.height / shape - 1) <= ZONE_SHAPE_TOLERANCE
        if form.shows is FormatContent.LOGO or form.safe == Insets() or not alike:
            continue
        found.append(_scale_safe_zone(name, form, asset))
    return tuple(found)


def _scale_safe_zone(name: str, form: Format, asset: Asset) -> ChannelSafeZone:
    box = form.safe_zone(mirrored=asset.direction == "rtl")
    across, down = asset.width / form.width, asset.height / form.height
    return ChannelSafeZone(
        name,
        round(box.x * across, 1),
        round(box.y * down, 1),
        round(box.width * across, 1),
        round(box.height * down, 1),
    )
