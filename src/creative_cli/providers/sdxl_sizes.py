"""The picture sizes of SDXL, on every provider."""

from collections.abc import Sequence
from math import log
from typing import Final

# The sizes SDXL was trained on, px; others show doubled heads and seams.
SDXL_SIZES: Final = (
    (1024, 1024),
    (1152, 896),
    (896, 1152),
    (1216, 832),
    (832, 1216),
    (1344, 768),
    (768, 1344),
    (1536, 640),
    (640, 1536),
)


def nearest_sdxl_size(aspect: float, sizes: Sequence[tuple[int, int]] = SDXL_SIZES) -> tuple[int, int]:
    """Return the one of *sizes* (px) whose ratio is nearest to *aspect* (width / height)."""
    return min(sizes, key=lambda size: abs(log(size[0] / size[1] / aspect)))
