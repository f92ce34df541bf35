"""Draw contact sheets of the studio sets, and print what each costs.

python tools/studio_sets.py FOLDER [PACKSHOT.png ...]
"""

import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from set_packshots import TEST_PACKSHOTS

from creative_cli.color.color_math import Palette, hex_to_rgb
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio.sets.dressed_set import SET_NAMES, DressedSet, SetOrder, dress_set

ASSETS = Path(__file__).parents[1] / "briefs" / "assets"
FONT = Path(__file__).parents[1] / "fonts" / "NotoSans-Regular.ttf"
SIZES = {"1:1": (1080, 1080), "4:5": (1080, 1350), "9:16": (1080, 1920), "16:9": (1920, 1080), "300x250": (300, 250)}
BANNERS = {"160x600": (160, 600), "970x250": (970, 250), "300x250": (300, 250), "4:1": (1200, 300), "1.91:1": (1200, 628)}
CELL, GAP, LABEL = 300, 10, 22


def read_palette(*colours: str) -> Palette:
    """Return a palette of four hex colours."""
    primary, secondary, accent, ink = map(hex_to_rgb, colours)
    return Palette(primary, secondary, accent, ink)


PALETTES = {
    "solara": read_palette("#0F5C63", "#1F9A8F", "#FFD166", "#FFFFFF"),
    "halune": read_palette("#4A2238", "#A8606E", "#F0C8A0", "#2B1320"),
    "cobalt": read_palette("#1D3FBB", "#6FA8FF", "#FF7A3D", "#FFFFFF"),
    "black": read_palette("#0B0B0D", "#2A2A30", "#E63946", "#FFFFFF"),
    "yellow": read_palette("#FFE34D", "#FFC400", "#E4572E", "#1A1A1A"),
    "white": read_palette("#FFFFFF", "#DDE3EA", "#2F6BFF", "#111418"),
}
