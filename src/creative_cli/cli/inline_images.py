"""Small pictures between the lines, in terminals that draw them.

Kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol) and iTerm2's inline images
(iterm2.com/documentation-images.html) are told by the environment alone: asking the terminal would mean reading from
the keyboard.
"""

import base64
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from creative_cli.errors import PictureError
from creative_cli.models import Pixels
from creative_cli.search.thumbnail import make_thumbnail

THUMBNAIL_SIDE = 160
"""Longer side of a thumbnail, px."""

THUMBNAIL_ROWS = 6
"""Lines of the terminal it takes."""

KITTY_CHUNK = 4096
"""Characters of one escape sequence: Kitty takes no more."""


class ImageProtocol(Enum):
    """How a terminal is told to draw a picture."""

    KITTY = "kitty"
    ITERM2 = "iterm2"


def detect_protocol(environment: Mapping[str, str]) -> ImageProtocol | None:
    """Return what the terminal of *environment* understands; None inside tmux and screen, which swallow it."""
    if "TMUX" in environment or environment.get("TERM", "").startswith(("screen", "tmux")):
        return None
    program = environment.get("TERM_PROGRAM", "")
    if "KITTY_WINDOW_ID" in environment or environment.get("TERM") == "xterm-kitty" or program == "ghostty":
        return ImageProtocol.KITTY
    if program in {"iTerm.app", "WezTerm"} or environment.get("LC_TERMINAL") == "iTerm2":
        return ImageProtocol.ITERM2
    return None


@dataclass(frozen=True, slots=True)
class InlineImages:
    """Draws picture files as thumbnails, or nothing where nobody would see them."""

    see: Callable[[Path], Pixels]
    how: ImageProtocol | None

    @classmethod
    def of_terminal(cls, see: Callable[[Path], Pixels], *, wanted: bool | None) -> "InlineImages":
        """Draw where stdout is a terminal that can, unless *wanted* says no; never into a pipe or a file."""
        how = detect_protocol(os.environ) if wanted is not False and sys.stdout.isatty() else None
        return cls(see, how)

    def drawn(self, picture: str) -> str:
        """Return what makes the terminal draw *picture*; empty where it cannot, or the file is gone or damaged."""
        if self.how is None:
            return ""
        try:
            data = make_thumbnail(self.see(Path(picture)), THUMBNAIL_SIDE)
        except (OSError, PictureError):
            return ""  # the path stands beside it, and opening that says what is wrong
        return encode_for_kitty(data) if self.how is ImageProtocol.KITTY else encode_for_iterm2(data)


def encode_for_kitty(png: bytes) -> str:
    """Return the escape sequences that draw *png* in Kitty, in parts: a=T draws at once, q=2 answers nothing."""
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
