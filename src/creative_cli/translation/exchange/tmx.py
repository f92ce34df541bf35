"""Reads and writes TMX 1.4b, the exchange format of translation memories, with our statuses as properties.

Translation memory tools may drop ids. Units without one are found by their source text.
"""

from collections.abc import Iterator

from creative_cli.translation.exchange.sheet import ReturnedLine, SheetLine, TranslationSheet, fold_tag
from creative_cli.translation.exchange.xml_tree import XmlElement, escape_text, plain_text, quote_attribute
from creative_cli.translation.segment import CopyStatus

STATUS_PROPERTY = "x-creative-status"
ROLE_PROPERTY = "x-creative-role"


def write_tmx(sheet: TranslationSheet, version: str) -> bytes:
    """Return the TMX file of a sheet with all its locales; *version* is that of this tool."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<tmx version="1.4">',
        _header_element(sheet.source_language, version),
        "  <body>",
        *(part for line in sheet.lines for part in _unit_elements(line, sheet.source_language)),
        "  </body>",
        "</tmx>",
        "",
    ]
    return "\n".join(lines).encode()


def _header_element(source_language: str, version: str) -> str:
    tool = f'creationtool="creative" creationtoolversion={quote_attribute(version)} o-tmf="creative"'
    source = quote_attribute(source_language)
    return f'  <header {tool} segtype="block" adminlang="en" srclang={source} datatype="plaintext"/>'


def _unit_elements(line: SheetLine, source_language: str) -> Iterator[str]:
    yield f"    <tu tuid={quote_attribute(line.id)}>"
    for about, says in line.notes:
        yield f"      <note>{escape_text(about)}: {escape_text(says)}</note>"
    yield f'      <prop type="{ROLE_PROPERTY}">{line.role.value}</prop>'
    if line.status is not None:
        yield f'      <prop type="{STATUS_PROPERTY}">{line.status.name.lower()}</prop>'
    yield f"      <tuv xml:lang={quote_attribute(source_language)}><seg>{escape_text(line.source)}</seg></tuv>"
    # Tools fill in an empty variant; without one, they would not show the line.
    yield f"      <tuv xml:lang={quote_attribute(line.locale)}><seg>{escape_text(line.target or '')}</seg></tuv>"
    yield "    </tu>"


def read_tmx(root: XmlElement) -> Iterator[ReturnedLine]:
    """Yield every translation of a TMX file: each variant of a unit except its source."""
    header = root.first("header")
    default = "" if header is None else header.attributes.get("srclang", "")
    for body in root.all("body"):
        for unit in body.all("tu"):
            yield from _read_variants(unit, unit.attributes.get("srclang", default))


def _read_variants(unit: XmlElement, source_language: str) -> Iterator[ReturnedLine]:
    variants = [(_variant_language(one), one) for one in unit.all("tuv")]
    sources = [one for tag, one in variants if fold_tag(tag) == fold_tag(source_language)]
    source = sources[0] if sources else (variants[0][1] if variants else None)
    for tag, one in variants:
        if one is source:
            continue
        yield ReturnedLine(
            id=unit.attributes.get("tuid", ""),
            locale=tag or None,
            source=None if source is None else _segment_text(source),
            source_language=None if source is None else _variant_language(source) or None,
            target=_segment_text(one),
            status=_unit_status(unit),
            line=one.line,
            column=one.column,
        )


def _variant_language(variant: XmlElement) -> str:
    return variant.attributes.get("xml:lang") or variant.attributes.get("lang", "")


def _segment_text(variant: XmlElement) -> str:
    segment = variant.first("seg")
    return "" if segment is None else plain_text(segment)


def _unit_status(unit: XmlElement) -> CopyStatus | None:
    for one in unit.all("prop"):
        if one.attributes.get("type") == STATUS_PROPERTY:
            return CopyStatus.__members__.get(one.text.strip().upper())
    return None
