"""Hostile pictures, as the picture of a product."""

import io
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PIL import Image

from tests.hostile.hostile_input import FINDINGS, HARMLESS, LIMIT, REFUSED, VALIDATE, HostileInput, write_brief
from tests.hostile.packed_bombs import MEGABYTE, pack_repeated
from tests.hostile.raw_pictures import PNG_START, png_chunk, png_file, size_tags, tiff_file

HUNDRED = (10_000, 10_000)
EITHER = (HARMLESS, FINDINGS, REFUSED)


def _write_picture(folder: Path, make: Callable[[], bytes], suffix: str) -> None:
    (folder / f"bottle{suffix}").write_bytes(make())
    write_brief(folder, product=f", image: bottle{suffix}")


def _picture(
    name: str, make: Callable[[], bytes], *says: str, suffix: str = ".png", codes: tuple[int, ...] = (REFUSED,)
) -> HostileInput:
    named = ("brief.yaml", f"bottle{suffix}") if codes == (REFUSED,) else ()
    build = partial(_write_picture, make=make, suffix=suffix)
    return HostileInput("picture", name, VALIDATE, build, codes, (*named, *says))


def _encoded(kind: str, mode: str, size: tuple[int, int], **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, options.pop("color", 0)).save(out, kind, **options)  # type: ignore[arg-type]  # any colour
    return out.getvalue()


def many_scans(count: int, side: int) -> bytes:
    """Return a progressive JPEG that repeats its last scan."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((side, side)).save(out, "JPEG", progressive=True, quality=60)
    data = out.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


def _says_large(data: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose header says another size."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def _exif(loop: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), "red").save(out, "JPEG", exif=b"Exif\0\0" + loop)
    return out.getvalue()


def _animation(frames: int) -> bytes:
    """Return a GIF of many frames."""
    still = _encoded("GIF", "P", (400, 400))
    start = still.index(b",", 13 + 3 * (2 << (still[10] & 7)))
    return still[:start] + still[start:-1] * frames + b";"


def _animated_png() -> bytes:
    control = png_chunk(b"acTL", struct.pack(">LL", 2**31 - 1, 0))
    frame = png_chunk(b"fcTL", struct.pack(">LLLLLHHBB", 0, 400, 400, 0, 0, 1, 1, 0, 0))
    return png_file(400, 400, before=[control, frame])


def _photoshop() -> bytes:
    return b"8BPS" + struct.pack(">H6xHLLHH", 1, 3, *HUNDRED, 8, 3) + bytes(99)


def _sparse(folder: Path) -> None:
    """Write a file that says it is 5 GB, and takes a few KB of the disk."""
    write_brief(folder, product=", image: bottle.png")
    with (folder / "bottle.png").open("wb") as file:
        file.write(PNG_START)
        file.truncate(5_000_000_000)


def _pipe(folder: Path) -> None:
    write_brief(folder, product=", image: bottle.png")
    os.mkfifo(folder / "bottle.png")


def _link_out(folder: Path) -> None:
    write_brief(folder, product=", image: bottle.png")
    (folder / "bottle.png").symlink_to("/dev/zero")


def list_picture_inputs() -> Iterator[HostileInput]:
    """Yield every picture."""
    packed = pack_repeated(bytes(MEGABYTE), 300)
    jpeg = partial(_encoded, "JPEG", "RGB")
    yield _picture("JPEG of 3,000 scans", lambda: many_scans(3000, 3000), LIMIT, suffix=".jpg")
    yield _picture("PNG of 100 MP, RGBA", lambda: png_file(*HUNDRED, colour=6), codes=EITHER)
    yield _picture("PNG of 100 MP, 16 bits", lambda: png_file(*HUNDRED, depth=16, colour=0), codes=EITHER)
    yield _picture("PNG of 100 MP, RGBA of 16 bits", lambda: png_file(*HUNDRED, depth=16, colour=6), codes=EITHER)
    yield _picture(
        "WebP of 100 MP",
        lambda: _encoded("WEBP", "RGBA", HUNDRED, lossless=True, quality=0, method=0),
        suffix=".webp",
        codes=EITHER,
    )
    yield _picture("AVIF of 100 MP", lambda: _encoded("AVIF", "RGB", HUNDRED, speed=10), suffix=".avif", codes=EITHER)
    yield _picture(
        "TIFF of 100 MP",
        lambda: _encoded("TIFF", "RGBA", HUNDRED, compression="tiff_adobe_deflate"),
        suffix=".tif",
        codes=EITHER,
    )
    yield _picture("GIF of 100 MP", lambda: _encoded("GIF", "P", HUNDRED), suffix=".gif", codes=EITHER)
    yield _picture(
        "BMP that says 100 MP",
        lambda: b"BM" + struct.pack("<LHHLLllHHLLllLL", 99, 0, 0, 54, 40, *HUNDRED, 1, 32, 0, 0, 0, 0, 0, 0),
        suffix=".bmp",
    )
    yield _picture("PSD of 100 MP", _photoshop, "Photoshop")
    yield _picture("PNG of 30,000²", lambda: png_file(30_000, 30_000, depth=1, colour=0), "megapixels")
    yield _picture(
        "PNG of 2e9²",
        lambda: PNG_START + png_chunk(b"IHDR", struct.pack(">LLBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)),
    )
    yield _picture("PNG of 12,000 × 1", lambda: png_file(12_000, 1), "300")
    yield _picture("PNG with fewer rows than it says", lambda: png_file(5000, 5000, rows=10), codes=EITHER)
    yield _picture("PNG with more rows than it says", lambda: png_file(400, 400, rows=200_000), codes=EITHER)
    yield _picture(
        "PNG with a zTXt bomb",
        lambda: png_file(400, 400, before=[png_chunk(b"zTXt", b"a\0\0" + packed)] * 9),
        codes=EITHER,
    )
    yield _picture(
        "PNG with an iTXt bomb",
        lambda: png_file(400, 400, before=[png_chunk(b"iTXt", b"a\0\1\0\0\0" + packed)] * 9),
        codes=EITHER,
    )
    yield _picture(
        "PNG with an iCCP bomb",
        lambda: png_file(400, 400, before=[png_chunk(b"iCCP", b"a\0\0" + packed)]),
        codes=EITHER,
    )
    yield _picture(
        "PNG of a million chunks",
        lambda: png_file(400, 400, before=[png_chunk(b"tEXt", b"a\0b")] * 1_000_000),
        codes=EITHER,
    )
    yield _picture("PNG of two billion frames", _animated_png, codes=EITHER)
    yield _picture("JPEG that says 65,500²", lambda: _says_large(jpeg((400, 400)), 65_500, 65_500), suffix=".jpg")
    yield _picture(
        "JPEG that says 9,900²", lambda: _says_large(jpeg((400, 400)), 9900, 9900), suffix=".jpg", codes=EITHER
    )
    yield _picture(
        "JPEG of 8 MB of FF", lambda: jpeg((400, 400))[:-2] + b"\xff" * 8_000_000, suffix=".jpg", codes=EITHER
    )
    yield _picture(
        "EXIF that follows itself",
        lambda: _exif(b"II*\0\x08\0\0\0" + struct.pack("<HHHLLL", 1, 0x8769, 4, 1, 8, 8)),
        suffix=".jpg",
        codes=EITHER,
    )
    yield _picture(
        "EXIF of 4 billion values",
        lambda: _exif(b"II*\0\x08\0\0\0" + struct.pack("<HHHLLL", 1, 0x0112, 3, 0xFFFFFFFF, 8, 0)),
        suffix=".jpg",
        codes=EITHER,
    )
    yield _picture(
        "TIFF of 60,000 tags",
        lambda: tiff_file([*size_tags(400, 400), *[(60_000, 4, 1, 1)] * 60_000]),
        suffix=".tif",
        codes=EITHER,
    )
    yield _picture(
        "TIFF whose pages follow each other",
        lambda: tiff_file(size_tags(400, 400, length=160_000), following=8, data=bytes(160_000)),
        suffix=".tif",
        codes=EITHER,
    )
    yield _picture(
        "TIFF tag of 4 GB", lambda: tiff_file([*size_tags(400, 400), (700, 1, 0xFFFFFFFF, 8)]), suffix=".tif"
    )
    yield _picture(
        "TIFF of one strip a row, 4 billion",
        lambda: tiff_file([(256, 4, 1, 400), (257, 4, 1, 400), (273, 4, 0xFFFFFFFF, 8), (278, 4, 1, 1)]),
        suffix=".tif",
    )
    yield _picture("GIF of 20,000 frames", lambda: _animation(20_000), "animation", suffix=".gif")
    yield _picture("half a JPEG", lambda: jpeg((2000, 2000), color="red")[:9000], "damaged", suffix=".jpg")
    yield _picture("a web page", lambda: b"<!doctype html><script>alert(1)</script>", "web page")
    yield _picture("a ZIP", lambda: b"PK\x03\x04" + bytes(99), "ZIP")
    yield _picture("GIF by the name of JPEG", lambda: _encoded("GIF", "P", (400, 400)), suffix=".jpg", codes=EITHER)
    yield _picture("PostScript", lambda: b"%!PS-Adobe-3.0 EPSF\n/run { run } def run", "PostScript")
    yield _picture(
        "a profile of nothing",
        lambda: png_file(400, 400, before=[png_chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\xff" * 200))]),
        codes=EITHER,
    )
    yield HostileInput("picture", "a file of 5 GB", VALIDATE, _sparse, (REFUSED,), ("brief.yaml", "bottle.png", "MB"))
    yield HostileInput("picture", "a named pipe", VALIDATE, _pipe, (REFUSED,), ("brief.yaml", "bottle.png"))
    yield HostileInput("picture", "a link to /dev/zero", VALIDATE, _link_out, (REFUSED,), ("brief.yaml", "bottle.png"))
