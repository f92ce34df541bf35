"""A unit of an XLIFF file while it is read, and the line it becomes."""

from dataclasses import dataclass, field

from creative_cli.brief.source_positions import SourcePosition
from creative_cli.translation.exchange.inline_text import InlineReader
from creative_cli.translation.exchange.segment_joining import JoinedSegment, find_untranslated, join_segments
from creative_cli.translation.exchange.sheet import ReturnedLine
from creative_cli.translation.exchange.stated_status import StatedStatus, lowest_status
from creative_cli.translation.exchange.xml_tree import XmlElement

REVISED_REMARK = "tracked changes are taken as accepted, which makes it a draft"


@dataclass(slots=True)
class ReadUnit:
    """A unit with its segments and all that the file says of its stage, in the order of the file."""

    unit: XmlElement
    reader: InlineReader
    segments: list[JoinedSegment] = field(default_factory=list)
    stated: list[StatedStatus] = field(default_factory=list)
    places: dict[str, SourcePosition] = field(default_factory=dict)

    def note_place(self, cell: str, element: XmlElement | None) -> None:
        """Remember where a cell begins: its first element."""
        if element is not None:
            self.places.setdefault(cell, SourcePosition(element.line, element.column))

    def finish(
        self,
        *,
        source: str | None,
        locale: str | None,
        source_language: str | None,
        ids: tuple[str, str],
        root: SourcePosition,
        refusal: str = "",
    ) -> ReturnedLine:
        """Return the line. *root* is where the file says its languages, *refusal* a reason of the caller."""
        status = lowest_status(self.stated)
        target = join_segments(self.segments)
        refusal = refusal or self._find_refusal(status, source or "", target)
        if self.reader.revised:
            status = min(status, StatedStatus.DRAFT)
        return ReturnedLine(
            id=ids[0],
            other_id=ids[1],
            locale=locale,
            source=source,
            source_language=source_language,
            target=target,
            status=status.copy_status,
            line=self.unit.line,
            column=self.unit.column,
            places={"locale": root, **self.places},
            refusal=refusal or self.reader.refusal,
            remark=REVISED_REMARK if self.reader.revised else "",
            untranslated=status is StatedStatus.UNTRANSLATED,
        )

    def _find_refusal(self, status: StatedStatus, source: str, target: str) -> str:
        """Return why the unit cannot be used although it has a translation, or nothing."""
        if not target.strip():
            return ""
        missing = find_untranslated(self.segments)
        if missing:
            numbers = ", ".join(map(str, missing))
            those = f"segment {numbers} of" if len(missing) == 1 else f"segments {numbers} of"
            real = sum(not one.is_space for one in self.segments)
            return f"only partly translated: the file has no translation of {those} {real}"
        if status is StatedStatus.UNTRANSLATED and target.split() != source.split():
            return "only partly translated: by its state, a segment is not translated yet"
        return "the file says that this translation is rejected" if status is StatedStatus.REJECTED else ""
