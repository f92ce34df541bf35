"""Foreign files are drawn in a process of its own, under limits."""

import os
import sys
from pathlib import Path

import pytest

from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.imaging.foreign_worker import end_workers
from creative_cli.layout.svg_raster import rasterize_svg, svg_to_png

pytestmark = pytest.mark.run  # starts processes that draw and decode

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80">'
DOT = f'{HEAD}<circle cx="40" cy="40" r="30" fill="#e4572e"/></svg>'.encode()
NOISE = (
    '<filter id="f"><feTurbulence baseFrequency=".01" numOctaves="2000000000"/></filter>'
    '<rect width="200" height="80" filter="url(#f)"/>'
)
CLIPS = (
    "".join(
        f'<clipPath id="c{at}" clip-path="url(#c{at + 1})"><path d="M0 0h200v80z"/></clipPath>' for at in range(20_000)
    )
    + '<rect width="200" height="80" clip-path="url(#c0)"/>'
)
ROOM = Box(0, 0, 240, 80)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")


def workers() -> dict[int, dict[str, str]]:
    """Return the environment of each worker process of this one, by its number."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1]) if folder.name.isdigit() else 0
            if parent == os.getpid() and b"worker_process" in (folder / "cmdline").read_bytes():
                pairs = (pair.partition("=") for pair in (folder / "environ").read_text().split("\0") if pair)
                found[int(folder.name)] = {name: value for name, _, value in pairs}
        except (OSError, ValueError):  # gone meanwhile
            continue
    return found


def test_a_drawing_that_takes_too_long_names_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says how long was allowed and which setting allows more; the next file is drawn."""
    monkeypatch.setenv("CREATIVE_DECODE_SECONDS", "1.5")

    with pytest.raises(PictureError, match=r"more than 1\.5 s") as refused:
        rasterize_svg(f"{HEAD}{NOISE}</svg>".encode(), ROOM)

    assert "CREATIVE_DECODE_SECONDS" in refused.value.hint
    assert rasterize_svg(DOT, ROOM).any()


def test_a_drawing_that_ends_its_worker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clips inside clips take all time or overflow the stack, whichever comes first; the next file is drawn."""
    monkeypatch.setenv("CREATIVE_DECODE_SECONDS", "1.5")

    with pytest.raises(PictureError, match="more than") as refused:
        rasterize_svg(f"{HEAD}{CLIPS}</svg>".encode(), ROOM)

    assert "CREATIVE_DECODE_" in refused.value.hint
    assert rasterize_svg(DOT, ROOM).any()


@linux
def test_a_drawing_that_needs_too_much_memory_names_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of 900 megapixels does not fit half a gigabyte."""
    monkeypatch.setenv("CREATIVE_DECODE_MEGABYTES", "512")

    with pytest.raises(PictureError, match="more than 512 MB") as refused:
        svg_to_png(DOT, 30_000, 30_000)

    assert "CREATIVE_DECODE_MEGABYTES" in refused.value.hint
    assert rasterize_svg(DOT, ROOM).any()


@linux
def test_a_worker_stays_and_knows_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files are drawn by one process, whose environment has nothing of the user's."""
    end_workers()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    rasterize_svg(DOT, ROOM)
    before = workers()
    rasterize_svg(DOT, ROOM)

    assert list(workers()) == list(before)
    (environment,) = before.values()
    assert not [name for name in environment if "KEY" in name or "PROXY" in name.upper()]


@linux
def test_a_worker_that_died_is_replaced() -> None:
    """A run goes on when its idle worker is ended from outside."""
    rasterize_svg(DOT, ROOM)
    (number,) = workers()
    os.kill(number, 9)

    assert rasterize_svg(DOT, ROOM).any()
