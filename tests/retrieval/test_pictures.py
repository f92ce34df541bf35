"""Small pictures between the lines: only where a terminal draws them, and never in a pipe."""

import base64
import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from creative_cli.cli.inline_images import (
    KITTY_CHUNK,
    ImageProtocol,
    InlineImages,
    detect_protocol,
    encode_for_iterm2,
    encode_for_kitty,
)
from creative_cli.cli.sixel import encode_as_sixel
from creative_cli.errors import PictureError
from creative_cli.models import Pixels
from creative_cli.retrieval.thumbnail import encode_plain_png, make_thumbnail
from tests.parameters import walk_rows

DRAW = """
import sys
import numpy as np
from creative_cli.cli.inline_images import InlineImages
print(repr(InlineImages.of_terminal(lambda _: np.zeros((40, 40, 3), np.uint8), wanted=None).drawn("any.jpg")))
"""


@walk_rows(
    ("environment", "expected"),
    [
        ({"KITTY_WINDOW_ID": "1", "TERM": "xterm-kitty"}, ImageProtocol.KITTY),
        ({"TERM_PROGRAM": "ghostty"}, ImageProtocol.KITTY),
        ({"TERM_PROGRAM": "WezTerm"}, ImageProtocol.ITERM2),
        ({"TERM_PROGRAM": "iTerm.app"}, ImageProtocol.ITERM2),
        ({"LC_TERMINAL": "iTerm2"}, ImageProtocol.ITERM2),
        ({"TERM": "foot-extra"}, ImageProtocol.SIXEL),
        ({"WT_SESSION": "8f2c", "TERM": "xterm-256color"}, ImageProtocol.SIXEL),
        ({"TERM": "screen.mlterm"}, None),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM_PROGRAM": "iTerm.app", "TMUX": "socket,1,0"}, None),
        ({}, None),
    ],
)
def test_the_environment_tells_what_a_terminal_draws(
    environment: Mapping[str, str], expected: ImageProtocol | None
) -> None:
    """Terminals are known by what they set; multiplexers swallow pictures."""
    assert detect_protocol(environment) is expected


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 64), st.integers(0, 2**32 - 1))
def test_a_thumbnail_is_a_png_of_the_right_size(width: int, height: int, side: int, seed: int) -> None:
    """Any picture becomes a PNG that Pillow reads, no larger than asked and never enlarged."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    small = Image.open(io.BytesIO(make_thumbnail(pixels, side)))
    whole = Image.open(io.BytesIO(encode_plain_png(pixels)))

    assert max(small.size) == min(side, max(width, height))
    assert np.array_equal(np.asarray(whole), pixels)


def test_kitty_gets_the_whole_picture_in_parts_it_takes() -> None:
    """The parts join to the PNG, none is longer than Kitty takes, and only the last says so."""
    data = os.urandom(9_000)
    parts = re.findall("\x1b_G([^;]*);([^\x1b]*)\x1b\\\\", encode_for_kitty(data))

    assert base64.b64decode("".join(text for _, text in parts)) == data
    assert all(len(text) <= KITTY_CHUNK for _, text in parts)
    assert [keys.endswith("m=1") for keys, _ in parts] == [True] * (len(parts) - 1) + [False]


def test_iterm2_gets_the_whole_picture() -> None:
    """The sequence ends with the PNG."""
    assert base64.b64decode(encode_for_iterm2(b"picture").rstrip("\x07").rpartition(":")[2]) == b"picture"


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_sixels_draw_every_pixel_once(width: int, height: int, seed: int) -> None:
    """Read as a terminal does, the sequence gives the size, and each pixel in the nearest of its colours."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    head, size, body = re.fullmatch('\x1b(Pq)"1;1;([0-9;]+?)(#.*)\x1b\\\\', encode_as_sixel(pixels)).groups()  # type: ignore[union-attr]  # it matches
    colors = {number: rest for number, *rest in re.findall(r"#(\d+);2;(\d+);(\d+);(\d+)", body)}
    drawn = np.full((height + 6, width, 3), -1.0)
    for number, band in enumerate(re.sub(r"#\d+;2;\d+;\d+;\d+", "", body).split("-")):
        for line in band.split("$"):
            register, runs = re.fullmatch(r"#(\d+)(.*)", line).groups()  # type: ignore[union-attr]  # it matches
            signs = "".join(sign * int(count) for count, sign in re.findall("!([0-9]+)(.)", runs))
            for column, sign in enumerate(signs):
                for row in range(6):
                    if (ord(sign) - 63) >> row & 1:
                        assert (drawn[number * 6 + row, column] == -1).all()
                        drawn[number * 6 + row, column] = [int(level) * 2.55 for level in colors[register]]

    assert (head, size) == ("Pq", f"{width};{height}")
    assert (drawn[height:] == -1).all()
    assert np.abs(drawn[:height] - pixels).max() <= 26


def test_a_picture_that_is_gone_draws_nothing() -> None:
    """A damaged or missing file leaves the line with its path."""

    def gone(_: Path) -> Pixels:
        raise PictureError("gone")

    assert InlineImages(gone, ImageProtocol.KITTY).drawn("any.jpg") == ""


@pytest.mark.skipif(os.name != "posix", reason="a terminal is opened as POSIX does")
def test_pipes_get_no_pictures_and_terminals_do() -> None:
    """The same program in the same environment draws on a terminal, and not into a pipe."""
    environment = {**os.environ, "TERM_PROGRAM": "iTerm.app", "TERM": "xterm-256color"}
    environment.pop("TMUX", None)
    command = [sys.executable, "-c", DRAW]
    piped = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    mine, its = pty.openpty()
    process = subprocess.Popen(command, env=environment, stdout=its, stdin=subprocess.DEVNULL)
    os.close(its)
    shown = os.read(mine, 100).decode()
    assert process.wait() == 0
    os.close(mine)

    assert piped.strip() == "''"
    assert "1337;File=inline=1" in shown
