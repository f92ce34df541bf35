"""Reads what an XMP packet says of a picture. Packets are foreign: no entities, no DTD, limits of size and depth."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from creative_cli.provenance.picture_origin import PictureMarks
from creative_cli.provenance.source_types import SourceType, find_source_type
from creative_cli.provenance.xmp_names import NAMESPACES, RDF

MAX_PACKET_BYTES = 4_000_000
MAX_PACKET_ELEMENTS = 20_000
MAX_FOUND = 20  # values of one property
MAX_VALUE = 2_000  # characters of a value that is carried on

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16
_VALUE = f"{{{RDF}}}value"
_ITEMS = frozenset(f"{{{RDF}}}{name}" for name in ("Alt", "Bag", "Seq", "li", "Description", "value"))
_DEPTH = 8  # of the containers in a property

# Lines by which generators of pictures sign where they write no digital source type.
_CREDIT_OF_MODEL = re.compile(
    r"\bmade with (?:google )?ai\b|\bai[- ]generated\b|\bgenerated (?:by|with) ai\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class XmpFacts:
    """The properties of a packet that concern where a picture comes from; each has all its values.

    `aigc` are the fields of the mark that China asks for, by name.
    """

    source_types: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    alt_texts: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    license_urls: tuple[str, ...] = ()
    aigc: tuple[tuple[str, str], ...] = ()

    def to_marks(self) -> PictureMarks:
        """Return what the packet says of the picture it is in."""
        sources = [found for one in self.source_types if (found := find_source_type(one)) is not None]
        # Label 3 says that a picture is only suspected to be a model's (GB 45438-2025, annex E).
        if dict(self.aigc).get("Label") in {"1", "2"} or any(map(_CREDIT_OF_MODEL.search, self.credits)):
            sources.append(SourceType.TRAINED)
        named = tuple(" ".join(pair) for pair in zip(self.systems, self.versions, strict=False)) or self.systems
        return PictureMarks(
            sources=tuple(dict.fromkeys(sources)),
            systems=named,
            credit=next(iter(self.credits), ""),
            rights=next(iter(self.rights), ""),
            license_url=next(iter(self.license_urls), ""),
        )


def read_xmp_packet(packet: bytes) -> XmpFacts:
    """Return what a packet says. Raises ValueError if it is too large, malformed, or declares entities or a DTD."""
    if len(packet) > MAX_PACKET_BYTES:
        raise ValueError(f"The XMP packet has more than {MAX_PACKET_BYTES // 1_000_000} MB.")
    try:
        # Programs pad a packet with spaces, and some end it with zeros.
        wide = packet.startswith(_WIDE_MARKS)
        padded = packet.decode("utf-16") if wide else packet.strip(b" \t\r\n\0")
        root = fromstring(padded.strip(" \t\r\n\0") if isinstance(padded, str) else padded, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ValueError("The XMP packet is malformed, or declares entities.") from error
    found: dict[str, list[str]] = {}
    for count, element in enumerate(root.iter()):
        if count >= MAX_PACKET_ELEMENTS:
            raise ValueError(f"The XMP packet has more than {MAX_PACKET_ELEMENTS:,} elements.")
        for name, value in element.attrib.items():
            _note(found, name, value)
        for value in _list_values(element):
            _note(found, element.tag, value)
    return _collect_facts(found)


def _note(found: dict[str, list[str]], name: str, value: str) -> None:
    text, values = value.strip(), found.setdefault(name, [])
    if text and text not in values and len(values) < MAX_FOUND:
        values.append(text)


def _list_values(element: Element, depth: int = 0) -> Iterator[str]:
    """Yield the text of a property, or the texts of its list, or the address that it refers to."""
    yield element.get(f"{{{RDF}}}resource", "")
    if len(element) == 0:
        yield element.text or ""
    elif depth < _DEPTH:
        for child in element:
            if child.tag in _ITEMS:
                yield child.get(_VALUE, "")
                yield from _list_values(child, depth + 1)


def _collect_facts(found: dict[str, list[str]]) -> XmpFacts:
    def values(prefix: str, name: str) -> tuple[str, ...]:
        return tuple(text[:MAX_VALUE] for text in found.get(f"{{{NAMESPACES[prefix]}}}{name}", ()))

    return XmpFacts(
        source_types=values("Iptc4xmpExt", "DigitalSourceType") + values("Iptc4xmpExt", "DigitalSourcefileType"),
        tools=values("xmp", "CreatorTool"),
        systems=values("Iptc4xmpExt", "AISystemUsed"),
        versions=values("Iptc4xmpExt", "AISystemVersionUsed"),
        prompts=values("Iptc4xmpExt", "AIPromptInformation"),
        alt_texts=values("Iptc4xmpCore", "AltTextAccessibility"),
        credits=values("photoshop", "Credit"),
        rights=values("dc", "rights"),
        license_urls=values("xmpRights", "WebStatement"),
        aigc=tuple(pair for text in values("TC260", "AIGC") for pair in read_aigc_fields(text)),
    )


def read_aigc_fields(text: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of China's mark, which is a JSON object of texts; () for anything else."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    inner = fields.get("AIGC", fields) if isinstance(fields, dict) else {}
    return tuple((str(name), str(value)) for name, value in inner.items()) if isinstance(inner, dict) else ()
