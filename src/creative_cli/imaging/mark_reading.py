"""Reads what picture files say of where they come from: XMP, Content Credentials, and notes of generators.

Foreign files are read in a worker process (`foreign_worker`), without decoding their pixels.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from PIL import Image

from creative_cli.imaging.picture_decoding import READABLE_FORMATS
from creative_cli.provenance.picture_origin import PictureMarks, join_marks
from creative_cli.provenance.source_types import SourceType, find_source_type
from creative_cli.provenance.xmp_reading import MAX_PACKET_BYTES, XmpFacts, read_aigc_fields, read_xmp_packet

MAX_PACKETS = 8  # a file has one; previews inside it may have their own
MAX_NOTE = 100_000  # characters of a note of a generator that are looked at

_PACKET_NAME = b"xmpmeta"
_STATED_IN_MANIFEST = re.compile(rb"digitalsourcetype/([A-Za-z]{4,60})")
# The superbox of Content Credentials (C2PA 2.4, §11.1: JUMBF, ISO 19566-5).
_MANIFEST_MARKS = (b"jumb", b"c2pa")
_EXIF_IFD, _USER_COMMENT, _SOFTWARE = 0x8769, 0x9286, 0x0131
_GENERATOR_NOTE = re.compile(
    r"\bSteps: \d+, Sampler: |\"class_type\": ?\"KSampler|\bStable Diffusion\b|\bNovelAI\b|\bMidjourney\b|\bInvokeAI\b"
)
_NOTES_OF_GENERATORS = ("parameters", "prompt", "workflow", "Software", "Description", "Comment", "comment", "Dream")


def find_picture_marks(data: bytes, **_options: Any) -> tuple[dict[str, object], bytes]:
    """Return the fields of `PictureMarks` of a file; the task of a worker.

    `stated` are the source types in its XMP alone.
    """
    found: list[PictureMarks] = []
    stated: dict[SourceType, None] = {}
    packets = list(_scan_packets(data))
    with suppress(Exception), Image.open(io.BytesIO(data), formats=READABLE_FORMATS) as picture:  # decoding reports it
        packets = [*_stored_packets(picture), *packets]
        found += _read_generator_notes(picture)
    for packet in dict.fromkeys(packets[:MAX_PACKETS]):
        try:
            facts = read_xmp_packet(packet)
            found.append(facts.to_marks())
            stated |= dict.fromkeys(kind for one in facts.source_types if (kind := find_source_type(one)) is not None)
        except ValueError:
            found.append(PictureMarks(damaged=True))
    found.append(_read_manifest(data))
    marks = join_marks(found)
    fields: dict[str, object] = {
        "sources": [str(one) for one in marks.sources],
        "systems": list(marks.systems),
        "credit": marks.credit,
        "rights": marks.rights,
        "license_url": marks.license_url,
        "credentials": marks.credentials,
        "damaged": marks.damaged,
        "stated": [str(one) for one in stated],
    }
    return fields, b""


def read_own_packet(data: bytes) -> XmpFacts | None:
    """Return what a file of ours says in its XMP; None if it has no packet. Raises ValueError if it is malformed."""
    with Image.open(io.BytesIO(data)) as picture:
        packet = next(_stored_packets(picture), None)
    return None if packet is None else read_xmp_packet(packet)


def _stored_packets(picture: Image.Image) -> Iterator[bytes]:
    """Yield the packet where the format of the file stores it."""
    tags = getattr(picture, "tag_v2", {})
    for stored in (picture.info.get("xmp"), picture.info.get("XML:com.adobe.xmp"), tags.get(700)):
        packet = stored.encode() if isinstance(stored, str) else stored
        if isinstance(packet, bytes) and packet.strip():
            yield packet


def _scan_packets(data: bytes) -> Iterator[bytes]:
    """Yield packets wherever they are in a file: behind the pixels, and in formats that have no place for them."""
    end = 0
    for _ in range(MAX_PACKETS):
        inside = data.find(_PACKET_NAME, end)
        start = data.rfind(b"<", max(0, inside - 40), inside) if inside >= 0 else -1
        close = data.find(_PACKET_NAME, inside + len(_PACKET_NAME)) if inside >= 0 else -1
        last = data.find(b">", close, close + 100) if close >= 0 else -1
        if last < 0:
            return
        end = last + 1
        if start >= 0 and end - start <= MAX_PACKET_BYTES:
            yield data[start:end]


def _read_generator_notes(picture: Image.Image) -> Iterator[PictureMarks]:
    exif = picture.getexif()
    comment = exif.get_ifd(_EXIF_IFD).get(_USER_COMMENT, "")
    if isinstance(comment, bytes):
        comment = comment[8:].decode("utf-16-be" if comment.startswith(b"UNICODE") else "utf-8", "replace")
    texts = [str(picture.info.get(name, "")) for name in _NOTES_OF_GENERATORS]
    texts += [str(comment), str(exif.get(_SOFTWARE, ""))]
    if any(_GENERATOR_NOTE.search(text[:MAX_NOTE]) for text in texts):
        yield PictureMarks(sources=(SourceType.TRAINED,))
    for text in (str(picture.info.get("AIGC", "")), str(comment)):
        start = text.find("{")
        if start >= 0:
            yield XmpFacts(aigc=read_aigc_fields(text[start:MAX_NOTE].strip("\0 "))).to_marks()


def _read_manifest(data: bytes) -> PictureMarks:
    """Return the source types that Content Credentials state, those of their ingredients included.

    Nothing is validated here: a mark that says that a model made the picture is carried on also where its signature is
    broken.
    """
    manifest = _join_jpeg_boxes(data) if data.startswith(b"\xff\xd8") else data
    if not all(mark in manifest for mark in _MANIFEST_MARKS):
        return PictureMarks()
    stated = dict.fromkeys(_STATED_IN_MANIFEST.findall(manifest))
    sources = [found for one in stated if (found := find_source_type(one.decode("ascii"))) is not None]
    return PictureMarks(sources=tuple(sources), credentials=True)


def _join_jpeg_boxes(data: bytes) -> bytes:
    """Return the boxes in the APP11 segments of a JPEG, which are cut into parts of at most 64 KB."""
    joined, at = bytearray(), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in {0xDA, 0xD9}:
        if data[at + 1] == 0xFF:  # fill bytes may stand before a marker
            at += 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == 0xEB and data[at + 4 : at + 6] == b"JP":
            part = data[at + 4 : at + 2 + length]
            first = int.from_bytes(part[4:8], "big") == 1
            joined += part[8 if first else 16 :]  # each further part begins with the header of its box
        at += 2 + max(length, 2)
    return bytes(joined)
