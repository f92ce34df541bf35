"""Sets pictures in rows on one sheet, each row under its name."""

import io
from collections.abc import Sequence

from PIL import Image

from creative_cli.formats import Box
from creative_cli.layout.wordmark import draw_wordmark

PICTURE_HEIGHT = 420  # px
GAP = 24  # px
LABEL_HEIGHT = 34  # px
GROUND = (238, 238, 238)
INK = (34, 34, 34)


def draw_picture_sheet(rows: Sequence[tuple[str, Sequence[bytes]]]) -> bytes:
    """Return a PNG of the pictures (files of our own), one row for each name, all PICTURE_HEIGHT px high."""
    drawn = [(name, [_read_picture(picture) for picture in pictures]) for name, pictures in rows]
    width = max(sum(each.width + GAP for each in pictures) for _, pictures in drawn) + GAP
    row_height = LABEL_HEIGHT + PICTURE_HEIGHT + GAP
    sheet = Image.new("RGB", (width, GAP + len(drawn) * row_height), GROUND)
    for number, (name, pictures) in enumerate(drawn):
        x, y = GAP, GAP + number * row_height
        label = Image.fromarray(draw_wordmark(name, INK, Box(0, 0, width - 2 * GAP, LABEL_HEIGHT - 10)))
        sheet.paste(label, (x, y), label)
        for picture in pictures:
            sheet.paste(picture, (x, y + LABEL_HEIGHT))
            x += picture.width + GAP
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def _read_picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as opened:
        size = (round(opened.width * PICTURE_HEIGHT / opened.height), PICTURE_HEIGHT)
        return opened.convert("RGB").resize(size, Image.Resampling.LANCZOS)
