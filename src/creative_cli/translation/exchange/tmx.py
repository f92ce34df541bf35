"""Reads and writes TMX 1.4b, the exchange format of translation memories, with our statuses as properties.

Translation memory tools may drop ids. Units without one are found by their source text.
"""

import re
from collections.abc import Iterator, Sequence

from creative_cli.brief.source_positions import SourcePosition
from creative_cli.locale.locales import find_language
from creative_cli.translation.exchange.inline_text import drop_marks, mark_code
from creative_cli.translation.exchange.sheet import ReturnedLine, SheetLine, TranslationSheet
from creative_cli.translation.exchange.stated_status import (
    StatedStatus,
    is_machine_made,
    lowest_status,
    read_stage,
)
from creative_cli.translation.exchange.xml_tree import CODE_ELEMENTS, XmlElement, escape_text, quote_attribute
from creative_cli.translation.request import PLACEHOLDER_PATTERN

STATUS_PROPERTY = "x-creative-status"
ROLE_PROPERTY = "x-creative-role"

# Properties of other tools: ConfirmationLevel of Trados, Status of memoQ.
_STAGE_PROPERTY = re.compile(r"confirmation-?level|status", re.IGNORECASE)
_ORIGIN_PROPERTY = re.compile(r"origin|\bmt\b", re.IGNORECASE)
# OmegaT writes a code as a tag in the text: <x0/>, <g1>, </g1>.
_OMEGAT_TAG = re.compile(r"</?[a-z]+[0-9]+/?>")


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
    source = _find_source(variants, source_language)
    refusal = ""
    if source is None and variants:
        source = variants[0][1]
        refusal = f"the file is a translation from {source_language[:35]!r}, but this unit has no text in it"
    for tag, one in variants:
        if one is source:
            continue
        stage = lowest_status(_stated(unit, one))
        target = _segment_text(one)
        rejected = "the file says that this translation is rejected" if stage is StatedStatus.REJECTED else ""
        segment = one.first("seg")
        yield ReturnedLine(
            id=unit.attributes.get("tuid", ""),
            locale=tag or None,
            source=None if source is None else _segment_text(source),
            source_language=None if source is None else _variant_language(source) or None,
            target=target,
            status=stage.copy_status,
            line=one.line,
            column=one.column,
            places={} if segment is None else {"target": SourcePosition(segment.line, segment.column)},
            refusal=refusal or rejected,
        )


def _find_source(variants: Sequence[tuple[str, XmlElement]], source_language: str) -> XmlElement | None:
    """Return the variant in the language that the file says it translates, or the first if it says none."""
    if source_language.lower() in {"", "*all*"}:
        return variants[0][1] if variants else None
    wanted = find_language(source_language)
    read = [(find_language(tag), one) for tag, one in variants]
    exact = (one for tag, one in read if tag == wanted)
    near = (one for tag, one in read if tag is not None and wanted is not None and tag.language == wanted.language)
    return next(exact, None) or next(near, None)


def _variant_language(variant: XmlElement) -> str:
    return variant.attributes.get("xml:lang") or variant.attributes.get("lang", "")


def _segment_text(variant: XmlElement) -> str:
    segment = variant.first("seg")
    return "" if segment is None else "".join(_text_parts(segment))


def _text_parts(element: XmlElement) -> Iterator[str]:
    """Yield the text of a segment: placeholders as they are, codes with a number as marks, other codes not at all."""
    for child in element.joined_content():
        if isinstance(child, str):
            yield _mark_tags(child)
        elif child.name not in CODE_ELEMENTS:
            yield from _text_parts(child)
        elif PLACEHOLDER_PATTERN.fullmatch(child.text.strip()):
            yield child.text.strip()
        elif child.name == "ph" and (number := child.attributes.get("x")):
            yield mark_code(number)


def _mark_tags(text: str) -> str:
    """Return *text* with OmegaT's tags, which stand for codes of the file it translated, as marks of codes."""
    pieces: list[str] = []
    end = 0
    for match in _OMEGAT_TAG.finditer(text):
        pieces += [drop_marks(text[end : match.start()]), mark_code(match[0])]
        end = match.end()
    return "".join((*pieces, drop_marks(text[end:])))


def _stated(unit: XmlElement, variant: XmlElement) -> Iterator[StatedStatus]:
    """Yield what properties of the unit and of the variant say of its stage, and whether a machine made it."""
    for element in (unit, variant):
        for one in element.all("prop"):
            name = one.attributes.get("type", "")
            if name == STATUS_PROPERTY or _STAGE_PROPERTY.search(name):
                yield read_stage(one.text.strip())
            elif _ORIGIN_PROPERTY.search(name) and is_machine_made(one.text):
                yield StatedStatus.DRAFT
        if any(is_machine_made(element.attributes.get(name, "")) for name in ("creationid", "changeid")):
            yield StatedStatus.DRAFT
