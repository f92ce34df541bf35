"""Thumbnails in terminals that can draw them.

Supports Kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol), iTerm2's inline images
(iterm2.com/documentation-images.html) and sixels (`cli/sixel.py`). Support is detected by environment variables only,
as a query to the terminal would have to read its answer from the keyboard.
"""

import base64
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from creative_cli.cli.sixel import encode_as_sixel
from creative_cli.errors import PictureError
from creative_cli.models import Pixels
from creative_cli.retrieval.thumbnail import make_thumbnail

THUMBNAIL_SIDE = 160  # px, longer side
THUMBNAIL_ROWS = 6  # lines of the terminal
SIXEL_TERMINALS = ("foot", "mlterm", "contour", "xterm-sixel")  # beginnings of TERM
KITTY_CHUNK = 4096  # characters; Kitty accepts no longer escape sequence


class ImageProtocol(Enum):
    """Protocols for drawing pictures in a terminal."""

    KITTY = "kitty"
    ITERM2 = "iterm2"
    SIXEL = "sixel"


def detect_protocol(environment: Mapping[str, str]) -> ImageProtocol | None:
    """Return the protocol of the terminal that *environment* describes; None in tmux and screen."""
    if "TMUX" in environment or environment.get("TERM", "").startswith(("screen", "tmux")):
        return None
    program = environment.get("TERM_PROGRAM", "")
    if "KITTY_WINDOW_ID" in environment or environment.get("TERM") == "xterm-kitty" or program == "ghostty":
        return ImageProtocol.KITTY
    if program in {"iTerm.app", "WezTerm"} or environment.get("LC_TERMINAL") == "iTerm2":
        return ImageProtocol.ITERM2
    if environment.get("TERM", "").startswith(SIXEL_TERMINALS) or program == "mintty" or "WT_SESSION" in environment:
        return ImageProtocol.SIXEL
    return None


@dataclass(frozen=True, slots=True)
class InlineImages:
    """Draws picture files as thumbnails, or nothing if the terminal cannot show them."""

    see: Callable[[Path], Pixels]
    how: ImageProtocol | None

    @classmethod
    def of_terminal(cls, see: Callable[[Path], Pixels], *, wanted: bool | None) -> "InlineImages":
        """Draw if stdout is a terminal that can, unless *wanted* is False; never into a pipe or a file."""
        how = detect_protocol(os.environ) if wanted is not False and sys.stdout.isatty() else None
        return cls(see, how)

    def drawn(self, picture: str) -> str:
        """Return the escape sequences that draw *picture*; empty if it cannot be drawn or read."""
        if self.how is None:
            return ""
        try:
            pixels = self.see(Path(picture))
        except (OSError, PictureError):
            return ""  # its path is on the line above: opening it shows the problem
        if self.how is ImageProtocol.SIXEL:
            every = max(1, -(-max(pixels.shape[:2]) // THUMBNAIL_SIDE))
            return encode_as_sixel(pixels[::every, ::every])
        data = make_thumbnail(pixels, THUMBNAIL_SIDE)
        return encode_for_kitty(data) if self.how is ImageProtocol.KITTY else encode_for_iterm2(data)


def encode_for_kitty(png: bytes) -> str:
    """Return the escape sequences that draw *png* in Kitty, in chunks."""
    # a=T: transmit and display; q=2: send no response.
    text = base64.b64encode(png).decode("ascii")
    parts = [text[start : start + KITTY_CHUNK] for start in range(0, len(text), KITTY_CHUNK)]
    keys = [f"a=T,f=100,r={THUMBNAIL_ROWS},q=2,", *[""] * (len(parts) - 1)]
    last = len(parts) - 1
    return "".join(
        f"\x1b_G{key}m={int(number < last)};{part}\x1b\\"
        for number, (key, part) in enumerate(zip(keys, parts, strict=True))
    )


def encode_for_iterm2(png: bytes) -> str:
    """Return the escape sequence that draws *png* in iTerm2 and WezTerm."""
    text = base64.b64encode(png).decode("ascii")
    return f"\x1b]1337;File=inline=1;size={len(png)};height={THUMBNAIL_ROWS};preserveAspectRatio=1:{text}\x07"
