"""Reads the units of XLIFF 1.2, also as SDL, memoQ, Phrase and Wordfast write it."""

from collections.abc import Iterator, Mapping

from creative_cli.brief.source_positions import SourcePosition
from creative_cli.locale.locales import find_language
from creative_cli.translation.exchange.inline_text import InlineReader, TextRun
from creative_cli.translation.exchange.returned_unit import ReadUnit
from creative_cli.translation.exchange.segment_joining import JoinedSegment
from creative_cli.translation.exchange.sheet import ReturnedLine
from creative_cli.translation.exchange.stated_status import (
    StatedStatus,
    qualify_state,
    read_segment_definition,
    read_stage,
    read_tool_statements,
)
from creative_cli.translation.exchange.xliff_parts import units_inside
from creative_cli.translation.exchange.xml_tree import XmlElement


def read_xliff1(root: XmlElement) -> Iterator[ReturnedLine]:
    """Yield every unit of a valid file."""
    for file in root.all("file"):
        for body in file.all("body"):
            for unit in units_inside(body, "trans-unit"):
                yield _read_unit(unit, file)


def _read_unit(unit: XmlElement, file: XmlElement) -> ReturnedLine:
    source, target = unit.first("source"), unit.first("target")
    segmented = unit.first("seg-source")
    reader = InlineReader({})
    for element in (source, segmented):
        if element is not None:
            reader.learn_codes(element)
    read = ReadUnit(unit, reader)
    whole = "" if source is None else reader.text_of(source)
    told = () if segmented is None else tuple(reader.runs_of(segmented))
    # Revisions of the source were not made by a translator.
    reader.revised = False
    made = () if target is None else tuple(reader.runs_of(target))
    read.segments += _pair_segments(whole, told, made)
    read.note_place("source", source)
    read.note_place("target", target)
    same = "".join(run.text for run in made).split() == whole.split()
    read.stated += _stated(unit, target, same=same)
    locale, refusal = _agreed_language(file, "target-language", target)
    language, other = _agreed_language(file, "source-language", source)
    return read.finish(
        source=None if source is None else whole,
        locale=locale,
        source_language=language,
        # Which of the two is ours depends on the tool: some have put their own id in its place.
        ids=(unit.attributes.get("id", ""), unit.attributes.get("resname", "")),
        root=SourcePosition(file.line, file.column),
        refusal=refusal or other,
    )


def _agreed_language(file: XmlElement, name: str, element: XmlElement | None) -> tuple[str | None, str]:
    """Return the language by the file or by the element itself, and why the line is refused if they differ."""
    said = file.attributes.get(name) or None
    own = None if element is None else element.attributes.get("xml:lang")
    if said is None or own is None:
        return said or own, ""
    one, two = find_language(said), find_language(own)
    if one is None or two is None or one == two:
        return said, ""
    regions = {one.region, two.region} - {None}
    scripts = {one.script, two.script} - {None}
    if one.language == two.language and len(regions) < len("ab") and len(scripts) < len("ab"):
        return (said if one.region or one.script else own), ""
    return said, f"the file is for {said[:35]!r} by {name}, but this line for {own[:35]!r} by xml:lang"


def _pair_segments(whole: str, told: tuple[TextRun, ...], made: tuple[TextRun, ...]) -> list[JoinedSegment]:
    """Return the segments of a unit, those of the target beside those of the source, in the target's order.

    A target without segments is one of its own, whatever its source has.
    """
    sources, gaps = _collect(told)
    targets, spaces = _collect(made)
    if not targets:
        return [JoinedSegment(whole, "".join(run.text for run in made))]
    if not sources:
        # The source is not segmented: whether a segment is empty by mistake cannot be seen from it.
        sources = dict.fromkeys(targets, whole) if len(targets) == 1 else {id_: id_ for id_ in targets}
    found: list[JoinedSegment] = []
    for number, (id_, text) in enumerate(targets.items()):
        found += [JoinedSegment(gaps.get(number, ""), spaces.get(number, ""))]
        found += [JoinedSegment(sources.get(id_, id_), text)]
    found += [JoinedSegment(text, None) for id_, text in sources.items() if id_ not in targets]
    return [*found, JoinedSegment("", spaces.get(len(targets), ""))]


def _collect(runs: tuple[TextRun, ...]) -> tuple[dict[str, str], dict[int, str]]:
    """Return the text of each segment by its id, and what stands before the segment with a number, from 0."""
    segments: dict[str, str] = {}
    gaps: dict[int, str] = {}
    for run in runs:
        if run.segment is None:
            gaps[len(segments)] = gaps.get(len(segments), "") + run.text
        else:
            segments[run.segment] = segments.get(run.segment, "") + run.text
    return segments, gaps


def _stated(unit: XmlElement, target: XmlElement | None, *, same: bool) -> Iterator[StatedStatus]:
    """Yield all that a file says of the unit's stage: approval, state, its qualifier, and what its tool adds.

    *same* if the target is still the source.
    """
    attributes: Mapping[str, str] = {} if target is None else target.attributes
    approved = unit.attributes.get("approved")
    if approved is not None:
        yield StatedStatus.APPROVED if approved == "yes" else StatedStatus.DRAFT
    if "state" in attributes:
        stage = read_stage(attributes["state"])
        # A tool may fill in a target and leave the state as it was; a target that is the source is no translation.
        yield StatedStatus.DRAFT if stage is StatedStatus.UNTRANSLATED and not same else stage
    yield from qualify_state(attributes.get("state-qualifier", ""))
    for element in (unit, target):
        if element is not None:
            yield from read_tool_statements(element)
    for definitions in unit.children:
        if definitions.name.startswith("{") and definitions.local_name == "seg-defs":
            for segment in definitions.children:
                yield from _defined(segment)


def _defined(segment: XmlElement) -> Iterator[StatedStatus]:
    for stage in read_segment_definition(segment):
        # SDL's segments without a level are not confirmed; whether they have words is seen in the target.
        yield StatedStatus.DRAFT if stage is StatedStatus.UNTRANSLATED else stage
