"""Writes what a file says of itself: an XMP packet (ISO 16684-1), the same bytes for the same facts.

Properties: IPTC Photo Metadata Standard 2025.1 (Iptc4xmpCore, Iptc4xmpExt), and AIGC of GB 45438-2025 (TC260).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from creative_cli.provenance.source_types import SourceType
from creative_cli.provenance.xmp_names import NAMESPACES, RDF

# A JPEG segment holds 65,502 bytes of a packet; what is cut is in the records of the run.
MAX_PROMPT, MAX_LINE = 12_000, 2_000
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0, §2.2


@dataclass(frozen=True, slots=True)
class FileNotes:
    """What the file of an ad says of itself.

    `language` is that of `alt_text`. `system` and `version` name the model that made some of the picture, `prompt` what
    it was sent and `writer` who wrote that. `aigc` are the fields of the mark that China asks for, by name.
    """

    source: SourceType
    tool: str
    alt_text: str = ""
    language: str = ""
    system: str = ""
    version: str = ""
    prompt: str = ""
    writer: str = ""
    credit: str = ""
    rights: str = ""
    license_url: str = ""
    aigc: tuple[tuple[str, str], ...] = ()


def write_xmp_packet(notes: FileNotes) -> bytes:
    """Return the packet, UTF-8; long texts are cut so that it fits into one segment of a JPEG."""
    used = sorted({name.partition(":")[0] for name, _ in _list_properties(notes)})
    spaces = "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in used)
    body = "".join(f"<{name}>{content}</{name}>" for name, content in _list_properties(notes))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about=""{spaces}>{body}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _list_properties(notes: FileNotes) -> Iterator[tuple[str, str]]:
    """Yield the name and the content, as XML, of each property."""
    yield "xmp:CreatorTool", _write_text(notes.tool)
    yield "Iptc4xmpExt:DigitalSourceType", _write_text(notes.source.uri)
    if notes.alt_text:
        yield "Iptc4xmpCore:AltTextAccessibility", _write_alternatives(notes.alt_text, notes.language)
    for name, text, most in (
        ("Iptc4xmpExt:AISystemUsed", notes.system, MAX_LINE),
        ("Iptc4xmpExt:AISystemVersionUsed", notes.version, MAX_LINE),
        ("Iptc4xmpExt:AIPromptInformation", notes.prompt, MAX_PROMPT),
        ("Iptc4xmpExt:AIPromptWriterName", notes.writer, MAX_LINE),
        ("photoshop:Credit", notes.credit, MAX_LINE),
        ("xmpRights:WebStatement", notes.license_url, MAX_LINE),
    ):
        if text:
            yield name, _write_text(text, most)
    if notes.rights:
        yield "dc:rights", _write_alternatives(notes.rights, "")
    if notes.aigc:
        yield "TC260:AIGC", _write_text(json.dumps(dict(notes.aigc), ensure_ascii=False, separators=(",", ":")))


def _write_alternatives(text: str, language: str) -> str:
    """Return a text for all languages, and under its own *language*."""
    tags = dict.fromkeys(tag for tag in ("x-default", language) if tag)
    written = _write_text(text)
    return f"<rdf:Alt>{''.join(f'<rdf:li xml:lang={quoteattr(tag)}>{written}</rdf:li>' for tag in tags)}</rdf:Alt>"


def _write_text(text: str, most: int = MAX_LINE) -> str:
    clean = _UNWRITABLE.sub("", text)
    return escape(clean if len(clean) <= most else f"{clean[: most - 1]}…")
