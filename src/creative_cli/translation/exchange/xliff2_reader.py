"""Reads the units of XLIFF 2.x, whose segments are joined in the order of the translation."""

from collections.abc import Iterator
from dataclasses import replace

from creative_cli.brief.source_positions import SourcePosition
from creative_cli.translation.exchange.inline_text import InlineReader
from creative_cli.translation.exchange.returned_unit import ReadUnit
from creative_cli.translation.exchange.segment_joining import JoinedSegment
from creative_cli.translation.exchange.sheet import ReturnedLine
from creative_cli.translation.exchange.stated_status import (
    StatedStatus,
    find_stage,
    is_machine_made,
    read_stage,
    read_tool_statements,
)
from creative_cli.translation.exchange.xliff_parts import unit_parts, units_inside
from creative_cli.translation.exchange.xml_tree import XmlElement

UNCHANGED = "it is as in the source, and in the state `initial`: set the state to `translated` if it stays so"


def read_xliff2(root: XmlElement) -> Iterator[ReturnedLine]:
    """Yield every unit of a valid file."""
    for file in root.all("file"):
        for unit in units_inside(file, "unit"):
            yield _read_unit(unit, root)


def _read_unit(unit: XmlElement, root: XmlElement) -> ReturnedLine:
    data = {one.attributes.get("id", ""): one.text for part in unit.all("originalData") for one in part.all("data")}
    reader = InlineReader(data)
    parts = unit_parts(unit)
    for part in parts:
        for side in part.all("source"):
            reader.learn_codes(side)
    read = ReadUnit(unit, reader)
    for part in parts:
        source, target = part.first("source"), part.first("target")
        said = "" if source is None else reader.text_of(source)
        text = None if target is None else reader.text_of(target)
        order = None if target is None else target.attributes.get("order")
        read.segments.append(JoinedSegment(said, text, None if order is None else int(order)))
        read.note_place("source", source)
        read.note_place("target", target)
        if part.name == "segment":
            read.stated += _stated(part, said, text)
    for element in unit.walk():
        if element is unit or element.name in {"mrk", "sm"}:
            read.stated += read_tool_statements(element)
    line = read.finish(
        source="".join(one.source for one in read.segments),
        locale=root.attributes.get("trgLang"),
        source_language=root.attributes.get("srcLang"),
        ids=(unit.attributes.get("id", ""), ""),
        root=SourcePosition(root.line, root.column),
    )
    # Our export has no target where nothing is translated, so that a tool, or a person, has put this one there.
    return replace(line, remark=UNCHANGED) if line.untranslated and line.target.strip() else line


def _stated(segment: XmlElement, source: str, target: str | None) -> Iterator[StatedStatus]:
    """Yield what a segment says of itself: its state, and the sub-state of a tool, which may only lower it."""
    stage = read_stage(segment.attributes.get("state", "initial"))
    # A tool may fill in a target and leave the state as it was; a target that is the source is no translation.
    fresh = stage is StatedStatus.UNTRANSLATED and target is not None and target.strip() != source.strip()
    yield StatedStatus.DRAFT if fresh else stage
    below = segment.attributes.get("subState", "").partition(":")[2]
    found = find_stage(below)
    if found is not None:
        yield StatedStatus.DRAFT if found is StatedStatus.UNTRANSLATED else found
    elif is_machine_made(below):
        yield StatedStatus.DRAFT
