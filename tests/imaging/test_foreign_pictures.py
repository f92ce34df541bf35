"""Pictures are decoded in a process of its own: hostile ones end there, and leave nothing behind."""

import io
import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.imaging.foreign_worker import end_workers
from creative_cli.imaging.jpeg_scans import count_jpeg_scans
from creative_cli.imaging.response_check import check_response_image
from creative_cli.imaging.source import open_picture, read_banner, read_pixels
from creative_cli.services.searches import decode_for_viewing
from tests.command import MINIMAL, creative
from tests.imaging.samples import encoded, gradient
from tests.imaging.test_foreign_worker import linux, workers

pytestmark = pytest.mark.run  # starts processes that draw and decode

SCAN = b"\xff\xda"


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def large_png(width: int, height: int, depth: int, colour: int, *more: bytes) -> bytes:
    """Return a PNG of one row again and again: a few kilobytes for any size."""
    row = bytes(1 + width * depth // 8 * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour])
    rows = zlib.compressobj(1)
    packed = b"".join(rows.compress(row) for _ in range(min(height, 10_000))) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def with_scans(count: int, side: int = 400) -> bytes:
    """Return a progressive JPEG with *count* scans, most of them the last one again."""
    usual = encoded(gradient().resize((side, side)), "JPEG", progressive=True)
    last = usual[usual.rindex(SCAN) : -2]
    return usual[:-2] + last * (count - count_jpeg_scans(usual)) + usual[-2:]


def tiff(width: int, height: int, strips: int) -> bytes:
    """Return a grey TIFF whose strips all have the same bytes."""
    start = 8 + 2 + 9 * 12 + 4
    tags = ((256, 1, width), (257, 1, height), (258, 1, 8), (259, 1, 1), (262, 1, 1), (273, strips, start),
            (277, 1, 1), (278, 1, height // strips), (279, strips, start + 4 * strips))  # fmt: skip
    table = b"".join(struct.pack("<HHII", tag, 4, count, value) for tag, count, value in tags)
    places = struct.pack("<I", 8) * strips + struct.pack("<I", width * (height // strips)) * strips
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + table + bytes(4) + places


def with_pages(count: int) -> bytes:
    """Return a TIFF of *count* pages, which it takes long to count."""
    tags = ((256, 400), (257, 400), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 400), (279, 160_000))
    page = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    first, length = 8 + 160_000, len(page) + 4
    places = (first + length * (number + 1) if number < count - 1 else 0 for number in range(count))
    return (
        b"II*\0" + struct.pack("<I", first) + bytes(160_000) + b"".join(page + struct.pack("<I", at) for at in places)
    )


def test_the_pixels_are_those_that_pillow_decodes() -> None:
    """Nothing is lost on the way between the processes; the array cannot be written to."""
    stored = encoded(gradient().resize((1203, 907)), "PNG")
    pixels = read_pixels(stored, "picture.png")

    assert np.array_equal(pixels, np.asarray(gradient().resize((1203, 907))))
    assert not pixels.flags.writeable
    assert open_picture(stored, "picture.png").tobytes() == pixels.tobytes()


def test_a_profile_is_converted_in_the_worker_as_here() -> None:
    """The colours of a profile with red and green exchanged are exchanged."""
    profile = bytearray(profile_of("sRGB"))
    table = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * profile[131], 12)}
    red, green = table[b"rXYZ"], table[b"gXYZ"]
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = (
        profile[green + 4 : green + 12],
        profile[red + 4 : red + 12],
    )
    pixels = read_pixels(encoded(gradient(), "PNG", icc_profile=bytes(profile)), "odd.png")

    assert np.abs(pixels[..., :2].astype(int) - np.asarray(gradient())[..., 1::-1]).mean() < 3


def profile_of(name: str) -> bytes:
    """Return a profile that LittleCMS makes."""
    from PIL import ImageCms  # noqa: PLC0415  # only here

    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "is_read"), [(10, True), (100, True), (101, False), (4000, False)])
def test_scans_of_a_jpeg_have_a_limit(count: int, is_read: bool) -> None:  # noqa: FBT001
    """Thousands of scans are refused before they are decoded, with the file, the limit and its setting."""
    data = with_scans(count)

    assert count_jpeg_scans(data) == count
    if is_read:
        assert read_pixels(data, "photo.jpg").shape == (400, 400, 3)
        return
    with pytest.raises(PictureError, match=r"photo\.jpg .* more than 100 scans") as refused:
        read_pixels(data, "photo.jpg")
    assert "CREATIVE_DECODE_SCANS" in refused.value.hint


def test_scans_after_the_end_of_the_picture_do_not_count() -> None:
    """A film behind a phone's photo may have any bytes."""
    assert read_pixels(with_scans(9) + SCAN * 500, "phone.jpg").shape == (400, 400, 3)


def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A higher limit lets pass what a lower one refuses, and the side grows with the pixels."""
    stored = encoded(gradient().resize((3000, 400)), "PNG")
    monkeypatch.setenv("CREATIVE_DECODE_MEGAPIXELS", "1")
    with pytest.raises(PictureError, match=r"wide\.png is too large .* 1200 px a side and 1 megapixels") as refused:
        read_pixels(stored, "wide.png")
    monkeypatch.setenv("CREATIVE_DECODE_MEGAPIXELS", "9")
    monkeypatch.setenv("CREATIVE_DECODE_SCANS", "200")

    assert "CREATIVE_DECODE_MEGAPIXELS" in refused.value.hint
    assert read_pixels(stored, "wide.png").shape == (400, 3000, 3)
    assert read_pixels(with_scans(150), "photo.jpg").shape == (400, 400, 3)


@pytest.mark.run  # seconds
@linux
@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_memory_that_a_picture_needs_is_limited(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder that is refused memory ends with the limit and its setting; the next picture is decoded."""
    monkeypatch.setenv("CREATIVE_DECODE_MEGABYTES", "512")
    large = large_png(9000, 9000, 8, 6)
    if kind == "WEBP":
        large = encoded(Image.new("RGB", (9000, 9000), "#204060"), kind, quality=1, method=0)

    with pytest.raises(PictureError, match=r"huge\.\w+ needs more than 512 MB") as refused:
        read_pixels(large, f"huge.{kind.lower()}")

    assert "CREATIVE_DECODE_MEGABYTES" in refused.value.hint
    assert read_pixels(encoded(gradient(), kind), "next").shape == (320, 400, 3)


def test_time_that_a_picture_takes_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that takes too long is refused at once when it is tried again, and the next one is decoded."""
    monkeypatch.setenv("CREATIVE_DECODE_SECONDS", "0.8")
    slow = with_pages(200_000)
    with pytest.raises(PictureError, match=r"slow\.tif takes more than 0\.8 s") as refused:
        read_pixels(slow, "slow.tif", given=True)
    began = time.monotonic()
    with pytest.raises(PictureError, match=r"more than 0\.8 s"):
        read_pixels(slow, "slow.tif", given=True)

    assert time.monotonic() - began < 0.7
    assert "CREATIVE_DECODE_SECONDS" in refused.value.hint
    monkeypatch.delenv("CREATIVE_DECODE_SECONDS")
    assert read_pixels(encoded(gradient(), "PNG"), "next.png").any()


@cache
def hostile() -> dict[str, tuple[bytes, str]]:
    """Return pictures that are refused, and words of the sentence."""
    bomb, small_bomb = zlib.compress(bytes(200_000_000)), zlib.compress(bytes(10**6))
    return {
        "text.png": (large_png(400, 400, 8, 2, chunk(b"zTXt", b"a\0\0" + bomb)), "damaged"),
        "profile.png": (large_png(400, 400, 8, 2, chunk(b"iCCP", b"a\0\0" + bomb)), "damaged"),
        "texts.png": (large_png(400, 400, 8, 2, *[chunk(b"zTXt", b"a\0\0" + small_bomb)] * 99), "damaged"),
        "claims.png": (large_png(30_000, 30_000, 1, 0), "too large"),
        "strips.tif": (tiff(320, 90_000, 90_000), "too large"),
        "photo.jpg": (encoded(gradient(), "JPEG2000"), "not a picture this tool reads"),
        "icon.png": (encoded(gradient(), "ICO"), "not a picture this tool reads"),
        "layers.png": (b"8BPS\0\1" + bytes(999), "Photoshop"),
        "cut.jpg": (encoded(gradient(), "JPEG")[:-900], "damaged"),
        "many.gif": (encoded(gradient(), "GIF", save_all=True, append_images=[gradient().rotate(9)]), "animation"),
        "many.webp": (encoded(gradient(), "WEBP", save_all=True, append_images=[gradient().rotate(9)]), "animation"),
        "nothing.png": (b"", "empty"),
    }  # fmt: skip


HOSTILE = (
    "text.png",
    "profile.png",
    "texts.png",
    "claims.png",
    "strips.tif",
    "photo.jpg",
    "icon.png",
    "layers.png",
    "cut.jpg",
    "many.gif",
    "many.webp",
    "nothing.png",
)
"""The names of all of them."""


@pytest.mark.run  # seconds
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_end_with_a_sentence(name: str) -> None:
    """Bombs, false claims and formats that nobody asked for are refused by the file's name."""
    data, words = hostile()[name]

    with pytest.raises(PictureError, match=words) as refused:
        open_picture(data, name, given=True)

    assert name in refused.value.sentence


@linux
def test_no_door_decodes_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos, banners, answers and pictures to search by open although this process may not decode."""
    end_workers()
    photo, banner = encoded(gradient().resize((640, 480)), "PNG"), encoded(gradient().resize((640, 90)), "JPEG")
    (tmp_path / "banner.jpg").write_bytes(banner)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("decoded in the main process")

    monkeypatch.setattr(Image, "open", refuse)

    assert read_pixels(photo, "photo.png").shape == (480, 640, 3)
    assert read_banner(banner, "banner.jpg").shape == (90, 640, 3)
    assert decode_for_viewing(tmp_path / "banner.jpg").shape == (90, 640, 3)
    check_response_image(photo, 640, 480)


@linux
def test_no_descriptor_is_left_open() -> None:
    """A hundred pictures later as many files are open as before."""
    small = encoded(gradient(), "PNG")
    read_pixels(small, "first.png")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(100):
        read_pixels(small, "again.png")

    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


@linux
def test_a_picture_whose_worker_is_killed_is_tried_in_another() -> None:
    """A worker that somebody ends costs no picture."""
    small = encoded(gradient(), "PNG")
    read_pixels(small, "first.png")
    for number in workers():
        os.kill(number, signal.SIGKILL)

    assert read_pixels(small, "next.png").shape == (320, 400, 3)


ORPHANED = """
import sys
from creative_cli.imaging.source import read_pixels
print("begun", flush=True)
read_pixels(sys.stdin.buffer.read(), "slow.tif", given=True)
"""


@linux
def test_a_worker_ends_with_its_parent() -> None:
    """The kernel ends a worker amid a decoder when its parent is killed."""
    process = subprocess.Popen([sys.executable, "-c", ORPHANED], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdin.write(with_pages(200_000))
    process.stdin.close()
    (number,) = waited(process.pid)
    process.kill()
    process.wait()
    process.stdout.close()
    began = time.monotonic()
    while Path(f"/proc/{number}").exists() and state_of(number) != "Z" and time.monotonic() - began < 20:
        os.sched_yield()

    assert time.monotonic() - began < 5


def state_of(number: int) -> str:
    """Return the state of a process; Z for one that has ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def waited(parent: int) -> list[int]:
    """Return the busy worker of a process as soon as it has one: it has used the processor for half a second."""
    began = time.monotonic()
    while time.monotonic() - began < 30:
        for folder in Path("/proc").iterdir():
            try:
                fields = (
                    (folder / "stat").read_text("ascii").rpartition(")")[2].split() if folder.name.isdigit() else []
                )
            except OSError:
                continue
            if fields and int(fields[1]) == parent and int(fields[11]) > 50:
                return [int(folder.name)]
    return []


@linux
@pytest.mark.parametrize("key", ["image", "logo"])
def test_a_file_that_is_too_large_is_not_read(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five gigabytes are refused by the size of the file, whatever key of the brief names it."""
    monkeypatch.chdir(tmp_path)
    with Path("large.png").open("wb") as file:
        file.truncate(5 << 30)
    changed = {
        "image": ("Nimbus One}", "Nimbus One, image: large.png}"),
        "logo": ("brand: {", "brand: {logo: large.png, "),
    }
    Path("brief.yaml").write_text(MINIMAL.replace(*changed[key]), "utf-8")
    result = creative("validate", "brief.yaml")

    assert result.returncode != 0
    assert "large.png has 5,120 MB; the limit is 384 MB" in " ".join((result.stdout + result.stderr).split())


def test_sixteen_bits_of_a_large_picture_are_scaled_in_parts() -> None:
    """The seams between the parts are not seen."""
    deep = (np.arange(1500 * 1400, dtype=np.uint32) % 65536).astype(np.uint16).reshape(1500, 1400)
    pixels = read_pixels(encoded(Image.fromarray(deep), "PNG"), "deep.png")

    assert np.array_equal(pixels[..., 0], (deep >> 8).astype(np.uint8))


def test_samples_are_what_they_say() -> None:
    """The builder of TIFF files above writes one that opens."""
    with Image.open(io.BytesIO(tiff(320, 400, 400))) as picture:
        assert picture.size == (320, 400)
