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
from creative_cli.search.thumbnail import thumbnail

SIDE = 160
"""Longer side of a thumbnail, px."""

ROWS = 6
"""Lines of the terminal it takes."""

PART = 4096
"""Characters of one escape sequence: Kitty takes no more."""


class Protocol(Enum):
    """How a terminal is told to draw a picture."""

    KITTY = "kitty"
    ITERM2 = "iterm2"


def protocol(environment: Mapping[str, str]) -> Protocol | None:
    """Return what the terminal of *environment* understands; None inside tmux and screen, which swallow it."""
    if "TMUX" in environment or environment.get("TERM", "").startswith(("screen", "tmux")):
        return None
    program = environment.get("TERM_PROGRAM", "")
    if "KITTY_WINDOW_ID" in environment or environment.get("TERM") == "xterm-kitty" or program == "ghostty":
        return Protocol.KITTY
    if program in {"iTerm.app", "WezTerm"} or environment.get("LC_TERMINAL") == "iTerm2":
        return Protocol.ITERM2
    return None


@dataclass(frozen=True, slots=True)
class Inline:
    """Draws picture files as thumbnails, or nothing where nobody would see them."""

    see: Callable[[Path], Pixels]
    how: Protocol | None

    @classmethod
    def of_terminal(cls, see: Callable[[Path], Pixels], *, wanted: bool | None) -> "Inline":
        """Draw where stdout is a terminal that can, unless *wanted* says no; never into a pipe or a file."""
        how = protocol(os.environ) if wanted is not False and sys.stdout.isatty() else None
        return cls(see, how)

    def drawn(self, picture: str) -> str:
        """Return what makes the terminal draw *picture*; empty where it cannot, or the file is gone or damaged."""
        if self.how is None:
            return ""
        try:
            data = thumbnail(self.see(Path(picture)), SIDE)
        except (OSError, PictureError):
            return ""  # the path stands beside it, and opening that says what is wrong
        return kitty(data) if self.how is Protocol.KITTY else iterm2(data)


def kitty(png: bytes) -> str:
    """Return the escape sequences that draw *png* in Kitty, in parts: a=T draws at once, q=2 answers nothing."""
    text = base64.b64encode(png).decode("ascii")
    parts = [text[start : start + PART] for start in range(0, len(text), PART)]
    keys = [f"a=T,f=100,r={ROWS},q=2,", *[""] * (len(parts) - 1)]
    last = len(parts) - 1
    return "".join(
        f"\x1b_G{key}m={int(number < last)};{part}\x1b\\"
        for number, (key, part) in enumerate(zip(keys, parts, strict=True))
    )


def iterm2(png: bytes) -> str:
    """Return the escape sequence that draws *png* in iTerm2 and WezTerm."""
    text = base64.b64encode(png).decode("ascii")
    return f"\x1b]1337;File=inline=1;size={len(png)};height={ROWS};preserveAspectRatio=1:{text}\x07"
