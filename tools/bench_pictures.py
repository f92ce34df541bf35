"""Print what the largest usual pictures and the worst ones take, and what decoding them in a worker process costs.

Run by `make bench`. A picture is decoded in this process and in a worker in turns, to compare between machines.
Memory is that of the worker at its peak.
"""

import io
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from creative_cli.errors import PictureError
from creative_cli.imaging.foreign_worker import end_workers
from creative_cli.imaging.picture_decoding import decode_picture
from creative_cli.imaging.source import decoding_limits, read_pixels

TURNS = 5
SLOWER = 1.05
"""What a worker may take of the time that this process takes."""


def photo(width: int, height: int, kind: str, **options: object) -> bytes:
    """Return a picture with soft shapes and the noise of a camera."""
    random = np.random.default_rng(7)
    coarse = Image.fromarray(random.integers(0, 256, (height // 200, width // 200, 3), np.uint8))
    smooth = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), np.int16)
    noisy = np.clip(smooth + random.integers(-4, 5, smooth.shape, np.int16), 0, 255).astype(np.uint8)
    picture = Image.fromarray(noisy)
    if kind == "PNG":
        picture.putalpha(picture.convert("L").filter(ImageFilter.BoxBlur(9)))
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def large_png(side: int, colour: int, depth: int, channels: int) -> bytes:
    """Return a PNG of *side* squared px in a few kilobytes: one row, again and again."""
    row = b"\0" + bytes(range(256)) * (side * channels * depth // 8 // 256)
    row, rows = row + bytes(1 + side * channels * depth // 8 - len(row)), zlib.compressobj(1)
    packed = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def one_colour(kind: str, **options: object) -> bytes:
    """Return a picture of 99 megapixels with transparency."""
    file = io.BytesIO()
    Image.new("RGBA", (10_000, 9_900), (200, 40, 40, 90)).save(file, kind, **options)
    return file.getvalue()


USUAL: Mapping[str, Callable[[], bytes]] = {
    "JPEG 24 MP": lambda: photo(6000, 4000, "JPEG", quality=92),
    "JPEG 50 MP": lambda: photo(8600, 5800, "JPEG", quality=92),
    "PNG 24 MP, transparent": lambda: photo(6000, 4000, "PNG", compress_level=1),
}
WORST: Mapping[str, Callable[[], bytes]] = {
    "PNG 100 MP, RGBA": lambda: large_png(10_000, 6, 8, 4),
    "PNG 100 MP, RGBA of 16 bits": lambda: large_png(10_000, 6, 16, 4),
    "PNG 100 MP, grey of 16 bits": lambda: large_png(10_000, 0, 16, 1),
    "WebP 99 MP, transparent": lambda: one_colour("WEBP", quality=10, method=0),
    "AVIF 99 MP, transparent": lambda: one_colour("AVIF", quality=10, speed=10),
    "JPEG 50 MP, progressive": lambda: photo(8600, 5800, "JPEG", quality=92, progressive=True),
}


def decode_here(data: bytes) -> None:
    """Decode a picture in this process, by the same steps."""
    options = {"name": "picture", "enough": 4096, "mark": False, "given": True, **decoding_limits()}
    b"".join(decode_picture(data, **options)[1])


def seconds_of(work: Callable[[bytes], object], data: bytes) -> float:
    """Return how long *work* takes."""
    began = time.perf_counter()
    work(data)
    return time.perf_counter() - began


def peak_mb() -> float:
    """End the workers and return the largest resident size that one had."""
    import resource  # noqa: PLC0415  # Unix only

    end_workers()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def judge_usual(title: str, data: bytes) -> None:
    """Print what a usual picture takes in a worker and here."""
    read_pixels(data, title, given=True)
    turns = [
        (seconds_of(lambda one: read_pixels(one, title, given=True), data), seconds_of(decode_here, data))
        for _ in range(TURNS)
    ]
    ratio = sorted(there / here for there, here in turns)[TURNS // 2]
    there = min(there for there, _ in turns)
    print(f"{title:<30} {there:6.2f} s, {ratio:.2f} × decoding here ({SLOWER} allowed), peak {peak_mb():.0f} MB")


def judge_worst(title: str, data: bytes) -> None:
    """Print what becomes of one of the worst pictures that the limits allow."""
    said = "read"
    began = time.perf_counter()
    try:
        read_pixels(data, title, given=True)
    except PictureError as refused:
        said = f"refused: {refused.sentence}"
    print(f"{title:<30} {time.perf_counter() - began:6.2f} s, peak {peak_mb():.0f} MB, {said}")


def main() -> None:
    """Judge each picture: one process makes it, another judges it.

    A process counts the memory that its parent had when it began.
    """
    if sys.argv[1:]:
        title, file = sys.argv[1], Path(sys.argv[2])
        if not file.exists():
            file.write_bytes({**USUAL, **WORST}[title]())
        else:
            (judge_usual if title in USUAL else judge_worst)(title, file.read_bytes())
        return
    for title in (*USUAL, *WORST):
        with tempfile.TemporaryDirectory() as folder:
            for _ in ("made", "judged"):
                subprocess.run([sys.executable, __file__, title, f"{folder}/picture"], check=True)


if __name__ == "__main__":
    main()
