"""TMX 1.4b: the memory's own exchange format, with our ids and statuses as properties.

Tools that keep translation memories drop what they do not know, ids among it; such units are found again by their
words.
"""

from collections.abc import Iterator

from creative_cli.translation.exchange.sheet import Returned, Sheet, SheetLine
from creative_cli.translation.exchange.xml_tree import Element, attribute, escaped, plain_text
from creative_cli.translation.segment import CopyStatus

STATUS = "x-creative-status"
ROLE = "x-creative-role"


def write(sheet: Sheet, version: str) -> bytes:
    """Return the TMX file of a sheet, all locales in it; *version* is ours."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<tmx version="1.4">',
        _header(sheet.source_language, version),
        "  <body>",
        *(part for line in sheet.lines for part in _unit(line, sheet.source_language)),
        "  </body>",
        "</tmx>",
        "",
    ]
    return "\n".join(lines).encode()


def _header(source_language: str, version: str) -> str:
    tool = f'creationtool="creative" creationtoolversion={attribute(version)} o-tmf="creative"'
    return (
        f'  <header {tool} segtype="block" adminlang="en" srclang={attribute(source_language)} datatype="plaintext"/>'
    )


def _unit(line: SheetLine, source_language: str) -> Iterator[str]:
    yield f"    <tu tuid={attribute(line.id)}>"
    for about, says in line.notes:
        yield f"      <note>{escaped(about)}: {escaped(says)}</note>"
    yield f'      <prop type="{ROLE}">{line.role.value}</prop>'
    if line.status is not None:
        yield f'      <prop type="{STATUS}">{line.status.name.lower()}</prop>'
    yield f"      <tuv xml:lang={attribute(source_language)}><seg>{escaped(line.source)}</seg></tuv>"
    # A variant without words is what tools fill in; leaving it out would hide the line from them.
    yield f"      <tuv xml:lang={attribute(line.locale)}><seg>{escaped(line.target or '')}</seg></tuv>"
    yield "    </tu>"


def read(root: Element) -> Iterator[Returned]:
    """Yield every translation of a TMX file: each variant of a unit that is not its source."""
    header = root.first("header")
    usual = "" if header is None else header.attributes.get("srclang", "")
    for body in root.all("body"):
        for unit in body.all("tu"):
            yield from _variants(unit, unit.attributes.get("srclang", usual))


def _variants(unit: Element, source_language: str) -> Iterator[Returned]:
    variants = [(_language(one), one) for one in unit.all("tuv")]
    sources = [one for tag, one in variants if _same(tag, source_language)]
    source = sources[0] if sources else (variants[0][1] if variants else None)
    for tag, one in variants:
        if one is source:
            continue
        yield Returned(
            id=unit.attributes.get("tuid", ""),
            locale=tag or None,
            source=None if source is None else _segment(source),
            source_language=None if source is None else _language(source) or None,
            target=_segment(one),
            status=_status(unit),
            line=one.line,
            column=one.column,
        )


def _language(variant: Element) -> str:
    return variant.attributes.get("xml:lang") or variant.attributes.get("lang", "")


def _same(tag: str, other: str) -> bool:
    return tag.casefold().replace("_", "-") == other.casefold().replace("_", "-")


def _segment(variant: Element) -> str:
    segment = variant.first("seg")
    return "" if segment is None else plain_text(segment)


def _status(unit: Element) -> CopyStatus | None:
    for one in unit.all("prop"):
        if one.attributes.get("type") == STATUS:
            return CopyStatus.__members__.get(one.text.strip().upper())
    return None
