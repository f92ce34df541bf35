"""What files say of themselves: each place and form of a mark, hostile packets, and the round trip through ours."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from creative_cli.imaging.mark_reading import find_picture_marks, read_own_packet
from creative_cli.imaging.picture_marks import read_picture_marks
from creative_cli.provenance.source_types import SourceType, find_source_type, merge_source_types
from creative_cli.provenance.xmp_packet import FileNotes, write_xmp_packet
from creative_cli.provenance.xmp_reading import read_xmp_packet
from tests.parameters import walk_rows

EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TRAINED_URI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def packet_of(body: str, attributes: str = "") -> bytes:
    """Return a packet with those properties."""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="{EXT}" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">'
        f'<rdf:Description rdf:about="" {attributes}>{body}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def saved(form: str, **options: Any) -> bytes:
    """Return a small picture in that format."""
    buffer = io.BytesIO()
    Image.new("RGB", (400, 400), (200, 80, 10)).save(buffer, form, **options)
    return buffer.getvalue()


def png_with(packet: bytes, *, packed: bool = False) -> bytes:
    """Return a PNG with a packet in its text, compressed or plain."""
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", packet.decode(), zip=packed)
    return saved("PNG", pnginfo=texts)


def behind_pixels(packet: bytes) -> bytes:
    """Return a PNG whose packet stands behind its pixels."""
    plain = saved("PNG")
    body = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return plain[:-12] + chunk + plain[-12:]


MARKED = packet_of(f"<e:DigitalSourceType>{TRAINED_URI}</e:DigitalSourceType>")


@walk_rows(
    "data",
    [
        saved("JPEG", xmp=MARKED),
        saved("WEBP", xmp=MARKED),
        saved("AVIF", xmp=MARKED),
        saved("TIFF", tiffinfo={700: MARKED}),
        png_with(MARKED),
        png_with(MARKED, packed=True),
        behind_pixels(MARKED),
        saved("GIF") + MARKED,
        b'<svg xmlns="http://www.w3.org/2000/svg"><metadata>' + MARKED + b"</metadata></svg>",
    ],
)
def test_a_mark_is_found_in_every_format(data: bytes) -> None:
    """Each format stores its packet elsewhere; a worker reads it."""
    assert read_picture_marks(data, "a.picture").sources == (SourceType.TRAINED,)


@walk_rows(
    ("packet", "source"),
    [
        (packet_of("", f'e:DigitalSourceType="{TRAINED_URI}"'), SourceType.TRAINED),
        (packet_of(f'<e:DigitalSourceType rdf:resource="{TRAINED_URI}"/>'), SourceType.TRAINED),
        (
            packet_of(f"<e:DigitalSourceType><rdf:Bag><rdf:li>{TRAINED_URI}</rdf:li></rdf:Bag></e:DigitalSourceType>"),
            SourceType.TRAINED,
        ),
        (
            packet_of(f"<e:DigitalSourceType>{TRAINED_URI.replace('http:', 'https:')}/</e:DigitalSourceType>"),
            SourceType.TRAINED,
        ),
        (packet_of("<e:DigitalSourceType>trainedAlgorithmicMedia</e:DigitalSourceType>"), SourceType.TRAINED),
        (
            packet_of("<e:DigitalSourceType>digsrctype:compositeSynthetic</e:DigitalSourceType>"),
            SourceType.COMPOSITE_SYNTHETIC,
        ),
        (
            packet_of(
                "<e:DigitalSourceType>\n http://cv.iptc.org/newscodes/digitalsourcetype/digitalArt \n"
                "</e:DigitalSourceType>"
            ),
            SourceType.DIGITAL_CREATION,
        ),
        (packet_of('<TC260:AIGC>{"Label":"1","ContentProducer":"x"}</TC260:AIGC>'), SourceType.TRAINED),
        (packet_of("", 'TC260:AIGC=\'{"Label":"2"}\''), SourceType.TRAINED),
        (packet_of("<photoshop:Credit>Made with Google AI</photoshop:Credit>"), SourceType.TRAINED),
        (MARKED.decode().encode("utf-16"), SourceType.TRAINED),
    ],
)
def test_a_mark_is_read_in_every_form(packet: bytes, source: SourceType) -> None:
    """Attribute, element, reference or list; a URI with http or https, a prefix, or the term alone; retired terms."""
    assert read_xmp_packet(packet).to_marks().sources == (source,)


def test_generators_that_sign_in_texts_are_found() -> None:
    """PNG texts and comments of cameras in which tools of models write their settings."""
    texts = PngInfo()
    texts.add_text("parameters", "a bottle\nSteps: 20, Sampler: Euler a, CFG scale: 7")
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b'ASCII\0\0\0{"AIGC":{"Label":"1","ContentProducer":"x"}}'

    assert read_picture_marks(saved("PNG", pnginfo=texts), "a.png").sources == (SourceType.TRAINED,)
    assert read_picture_marks(saved("JPEG", exif=exif), "a.jpg").sources == (SourceType.TRAINED,)


def test_a_plain_photo_says_nothing() -> None:
    """No mark is made up, also where a text only speaks of AI."""
    texts = PngInfo()
    texts.add_text("Description", "A study of AI in photography")

    marks = read_picture_marks(saved("PNG", pnginfo=texts), "a.png")

    assert (marks.sources, marks.systems, marks.damaged) == ((), (), False)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE_ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@walk_rows(
    "packet",
    [
        BOMB + packet_of("<e:DigitalSourceType>&b;</e:DigitalSourceType>"),
        FILE_ENTITY + packet_of("<e:DigitalSourceType>&a;</e:DigitalSourceType>"),
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + packet_of(""),
        packet_of("<a>" * 3000 + "</a>" * 3000)[:-200],
        packet_of("<a/>" * 30_000),
        b"<x:xmpmeta" + b" " * 5_000_000 + b"/>",
        b"\xff\xfe<\0x\0",
        b"<?xml version='1.0' encoding='no-such'?><a/>",
        packet_of("")[:120],
    ],
)
def test_hostile_packets_are_refused(packet: bytes) -> None:
    """No entity is expanded and no file or address is opened; size and depth have limits."""
    with pytest.raises(ValueError, match=r"XMP packet"):
        read_xmp_packet(packet)


def test_a_damaged_packet_is_reported() -> None:
    """A picture whose packet is cut is readable, and its marks say that something was lost."""
    marks = read_picture_marks(saved("JPEG", xmp=MARKED[:200]), "a.jpg")

    assert marks.damaged


def test_many_openings_take_no_time() -> None:
    """Packets that begin a million times and never end are searched once."""
    fields, _ = find_picture_marks(b"\xff\xd8" + b"<x:xmpmeta " * 1_000_000)

    assert fields["sources"] == []


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=30, deadline=None)
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(SourceType), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_what_is_written_is_read(alt_text: str, prompt: str, system: str, source: SourceType, form: str) -> None:
    """Any text in any format comes back as it was, but for characters that XML cannot hold and outer space."""
    notes = FileNotes(source, "creative", alt_text=alt_text, language="de-DE", prompt=prompt, system=system)
    packet = write_xmp_packet(notes)
    data = png_with(packet) if form == "PNG" else saved(form, xmp=packet)

    said = read_own_packet(data)

    assert said is not None
    assert (said.source_types, packet) == ((source.uri,), write_xmp_packet(notes))
    for texts, text in ((said.alt_texts, alt_text), (said.prompts, prompt), (said.systems, system)):
        kept = text if text.isprintable() else "".join(texts)
        assert "".join(texts) == kept.strip()


def test_long_prompts_fit_into_a_jpeg() -> None:
    """A segment holds 65,502 bytes: even four-byte letters of the longest prompt do."""
    notes = FileNotes(SourceType.TRAINED, "creative", prompt="🍑" * 40_000, alt_text="🍑" * 9_000, system="🍑" * 9_000)

    assert read_own_packet(saved("JPEG", xmp=write_xmp_packet(notes))) is not None


@walk_rows(
    ("parts", "generated", "drawn_over", "expected"),
    [
        ((), False, True, SourceType.COMPOSITE),
        ((SourceType.DIGITAL_CAPTURE,), False, True, SourceType.COMPOSITE),
        ((SourceType.TRAINED,), False, True, SourceType.COMPOSITE_WITH_TRAINED),
        ((SourceType.COMPOSITE_WITH_TRAINED,), False, True, SourceType.COMPOSITE_WITH_TRAINED),
        ((SourceType.TRAINED, SourceType.DIGITAL_CAPTURE), False, False, SourceType.COMPOSITE_WITH_TRAINED),
        ((SourceType.COMPOSITE_SYNTHETIC, SourceType.TRAINED), False, True, SourceType.COMPOSITE_WITH_TRAINED),
        ((SourceType.COMPOSITE_SYNTHETIC,), False, True, SourceType.COMPOSITE_SYNTHETIC),
        ((), True, True, SourceType.COMPOSITE_WITH_TRAINED),
        ((), True, False, SourceType.TRAINED),
    ],
)
def test_the_source_type_of_an_ad(
    parts: tuple[SourceType, ...], *, generated: bool, drawn_over: bool, expected: SourceType
) -> None:
    """Precedence: trained media whole, then any trained part, then any synthetic part, then a composite."""
    assert merge_source_types(parts, generated=generated, drawn_over=drawn_over) is expected


@pytest.mark.parametrize("term", ["", "http://example.com/other", "digital source", "x" * 300])
def test_other_terms_are_none(term: str) -> None:
    """What is no term of the IPTC is no source type."""
    assert find_source_type(term) is None
