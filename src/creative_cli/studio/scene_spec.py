"""What a scene with a packshot is made for, and the finished scene."""

from dataclasses import dataclass, replace

from creative_cli.color.color_math import Palette
from creative_cli.formats import Box
from creative_cli.imaging.raster import mirror_pixels
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """Everything a scene depends on. Lengths in px.

    `room` is where the product may be, standing on `floor` (y). `quiet` are the boxes of text and logo. The `seed`
    chooses the details of a set.
    """

    width: int
    height: int
    palette: Palette
    direction: Direction
    room: Box
    floor: float
    quiet: tuple[Box, ...]
    seed: int

    def scaled(self, by: float) -> "SceneSpec":
        """Return the scene in a picture about *by* times as large."""
        return replace(
            self,
            width=max(1, round(by * self.width)),
            height=max(1, round(by * self.height)),
            room=self.room.scaled(by),
            floor=by * self.floor,
            quiet=tuple(box.scaled(by) for box in self.quiet),
        )

    def mirrored(self) -> "SceneSpec":
        """Return the mirrored scene."""
        quiet = tuple(box.mirrored(self.width) for box in self.quiet)
        return replace(self, room=self.room.mirrored(self.width), quiet=quiet)


@dataclass(frozen=True, slots=True, eq=False)
class RenderedScene:
    """A rendered scene: `pixels` uint8 (height, width, 3); `product_mask` uint8 (height, width), 255 on the product.

    `product_box` is the product's ink box in px, None without a product.
    """

    pixels: Pixels
    product_box: Box | None
    product_mask: Pixels

    def mirrored(self) -> "RenderedScene":
        """Return the mirrored scene."""
        return RenderedScene(
            pixels=mirror_pixels(self.pixels),
            product_box=self.product_box and self.product_box.mirrored(self.pixels.shape[1]),
            product_mask=mirror_pixels(self.product_mask),
        )
