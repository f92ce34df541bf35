"""The contact sheet of one ad in every language looks as it did: golden pictures with a measured tolerance."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.conftest import REPOSITORY

GOLDEN = Path(__file__).parent / "data"
CELL = 96
COLUMNS = 12
TOLERANCE = 1.0
"""Mean difference of a cell, of 255; 0 on the machine that wrote the golden sheets, as both sides are encoded alike."""


def sheet(folder: Path, ratio: str) -> Image.Image:
    """Return all markets of a ratio side by side, in the order of their locales, CELL px high."""
    paths = sorted(folder.glob(f"*/{ratio}/iced-tea.jpg"))
    cells = []
    for path in paths:
        with Image.open(path) as picture:
            width = round(picture.width * CELL / picture.height)
            cells.append(picture.convert("RGB").resize((width, CELL), Image.Resampling.LANCZOS))
    width = cells[0].width
    whole = Image.new("RGB", (COLUMNS * width, -(-len(cells) // COLUMNS) * CELL), "white")
    for index, cell in enumerate(cells):
        whole.paste(cell, (index % COLUMNS * width, index // COLUMNS * CELL))
    return whole


def pixels(path: Path) -> NDArray[np.int16]:
    """Return a picture's pixels, ready to be subtracted."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), np.int16)


@pytest.mark.slow
def test_every_language_looks_as_it_did(tmp_path: Path) -> None:
    """No cell of any ratio's sheet differs visibly from the golden one; GOLDEN=write accepts what is drawn now."""
    tool = REPOSITORY / "tools" / "world.py"
    subprocess.run([sys.executable, str(tool), str(tmp_path)], check=True, capture_output=True)
    for ratio in ("1x1", "16x9", "9x16"):
        drawn, golden = tmp_path / f"{ratio}.jpg", GOLDEN / f"world-{ratio}.jpg"
        sheet(tmp_path / "world", ratio).save(drawn, quality=82)
        if os.environ.get("GOLDEN") == "write":
            golden.write_bytes(drawn.read_bytes())
        found, wanted = pixels(drawn), pixels(golden)
        assert found.shape == wanted.shape
        height, width = found.shape[:2]
        apart = np.abs(found - wanted).mean(axis=2)
        cells = apart.reshape(height // CELL, CELL, COLUMNS, width // COLUMNS).mean(axis=(1, 3))
        assert float(cells.max()) < TOLERANCE, (ratio, np.unravel_index(cells.argmax(), cells.shape))
