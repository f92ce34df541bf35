"""The text of XLIFF content: codes as what they stand for, deleted revisions dropped, segments apart.

A code whose text the file does not have becomes a mark, which the import resolves by the source text of our line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from creative_cli.translation.exchange.sheet import ExchangeFileError
from creative_cli.translation.exchange.xml_tree import XmlElement
from creative_cli.translation.request import PLACEHOLDER_PATTERN

# Noncharacters of Unicode, which are for use inside a program: a mark is an id and what the file has for the code.
_MARK_START, _MARK_MIDDLE, _MARK_END = "\ufdd0", "\ufdd1", "\ufdd2"
CODE_MARK = re.compile(f"{_MARK_START}([^{_MARK_END}]*){_MARK_MIDDLE}([^{_MARK_END}]*){_MARK_END}")
_NO_MARKS = str.maketrans("", "", _MARK_START + _MARK_MIDDLE + _MARK_END)

# Revisions by the last word of a type or an element's name: x-sdl-deleted, mq:del, w:ins.
_DELETED = re.compile(r"(?:.*[-_:.])?(?:del|delete|deleted|deletion|deltext|removed|movefrom)", re.IGNORECASE)
_ADDED = re.compile(r"(?:.*[-_:.])?(?:ins|insert|inserted|insertion|add|added|addition|moveto)", re.IGNORECASE)

# Phrase writes codes as numbers in the text: {1}.
_NUMBERED_CODE = re.compile(r"\{[1-9][0-9]?\}")

_STANDALONE_CODES = frozenset({"ph", "x"})
_TEXT_ELEMENTS = frozenset({"pc", "g", "mrk"})


def mark_code(id_: str, fallback: str = "") -> str:
    """Return the mark of a code with *id_*; *fallback* is what the file has for it."""
    return f"{_MARK_START}{drop_marks(id_)}{_MARK_MIDDLE}{drop_marks(fallback)}{_MARK_END}"


def drop_marks(text: str) -> str:
    """Return *text* from outside without the characters that marks are made of."""
    return text.translate(_NO_MARKS)


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of content: a segment by its id, or what stands outside of segments if `segment` is None."""

    text: str
    segment: str | None = None


@dataclass(slots=True)
class InlineReader:
    """Reads the content of one unit. `data` is its original data, `codes` the texts of its source's codes, by id.

    `revised` tells whether a revision was seen, `refusal` why the text cannot be read.
    """

    data: Mapping[str, str]
    codes: dict[str, str] = field(default_factory=dict)
    revised: bool = False
    refusal: str = ""

    def learn_codes(self, source: XmlElement) -> None:
        """Remember the codes of a source, as a target may only refer to them."""
        for element in source.walk():
            if element.name in _STANDALONE_CODES:
                self.codes.setdefault(element.attributes.get("id", ""), self._known_text(element))

    def text_of(self, element: XmlElement) -> str:
        """Return the whole text of *element*."""
        return "".join(run.text for run in self.runs_of(element))

    def runs_of(self, element: XmlElement, segment: str | None = None) -> Iterator[TextRun]:
        """Yield the text of *element* in order, with the segments (`mrk` of type `seg`) it belongs to."""
        for child in element.joined_content():
            if isinstance(child, str):
                yield TextRun(_NUMBERED_CODE.sub(_mark_numbered, drop_marks(child)), segment)
            elif child.name in _STANDALONE_CODES:
                yield TextRun(self._code_text(child), segment)
            elif child.name == "cp":
                yield TextRun(_code_point(child), segment)
            elif child.name in _TEXT_ELEMENTS or child.name.startswith("{"):
                yield from self._marked_runs(child, segment)
            elif child.name == "sm" and _revision_kind(child):
                self.refusal = (
                    "its tracked changes are not nested in one another: accept them in the tool, export again"
                )
        # bpt, ept and it have another format's markup; bx, ex, sc, ec, sm and em mark positions.

    def _marked_runs(self, element: XmlElement, segment: str | None) -> Iterator[TextRun]:
        kind = _revision_kind(element)
        self.revised = self.revised or kind != ""
        if kind == "deleted":
            return
        if element.name.startswith("{") and not kind:
            if element.text.strip():
                name = element.local_name[:40]
                self.refusal = f"it has text in an element <{name}> of another format: remove it in the tool"
            return
        if element.name == "mrk" and element.attributes.get("mtype") == "seg":
            segment = element.attributes.get("mid", f"{element.line}:{element.column}")
            yield TextRun("", segment)
        yield from self.runs_of(element, segment)

    def _known_text(self, element: XmlElement) -> str:
        """Return what a file has for a code: its data, its equivalent or its content."""
        attributes = element.attributes
        known = self.data.get(attributes.get("dataRef", "")) or attributes.get("equiv") or attributes.get("equiv-text")
        return drop_marks(known or element.text)

    def _code_text(self, element: XmlElement) -> str:
        id_ = element.attributes.get("id", "")
        base = element.attributes.get("copyOf", id_)
        text = self._known_text(element) or self.codes.get(id_) or self.codes.get(base, "")
        return text if PLACEHOLDER_PATTERN.fullmatch(text) else mark_code(base, text)


def _revision_kind(element: XmlElement) -> str:
    """Return `deleted` or `added` for a tracked change, else nothing."""
    if element.name.startswith("{"):
        said = element.local_name
    else:
        said = element.attributes.get("mtype") or element.attributes.get("type", "")
    if _DELETED.fullmatch(said):
        return "deleted"
    return "added" if _ADDED.fullmatch(said) else ""


def _mark_numbered(match: re.Match[str]) -> str:
    return mark_code(match[0], match[0])


def _code_point(element: XmlElement) -> str:
    try:
        return chr(int(element.attributes.get("hex", ""), 16))
    except (ValueError, OverflowError) as error:
        raise ExchangeFileError(element.line, element.column, "A cp element has no valid character.") from error


def restore_codes(texts: tuple[str, ...], source: str, ours: str) -> tuple[str, ...]:
    """Return *texts* with their marks replaced, by matching *source*, which has marks, with *ours*, our own text.

    A code stands for a placeholder, a line break or nothing. A mark that *source* does not have becomes what the file
    has for it; raises ValueError if it has nothing. If the sources differ, every code becomes that.
    """
    if not any(CODE_MARK.search(text) for text in texts):
        return texts
    order = [match[1] for match in CODE_MARK.finditer(source)]
    found = re.fullmatch(source_pattern(source), ours.strip())
    known = {} if found is None else dict(zip(order, found.groups(), strict=True))

    def replace(match: re.Match[str]) -> str:
        if match[1] in known:
            return known[match[1]] or ""
        if not match[2] and (found is not None or match[1] not in order):
            raise ValueError(f"the code with the id {match[1][:40]!r} has no text, and the source has no such code")
        return match[2]

    return tuple(CODE_MARK.sub(replace, text) for text in texts)


def source_pattern(source: str) -> str:
    """Return a pattern of our text for a source: any white space for white space, a group for each mark."""
    pieces: list[str] = []
    end = 0
    source = source.strip()
    for match in CODE_MARK.finditer(source):
        pieces.append(_literal_pattern(source[end : match.start()]))
        own = f"|{re.escape(match[2])}" if match[2] else ""
        pieces.append(f"({PLACEHOLDER_PATTERN.pattern}|\n{own}|)")
        end = match.end()
    pieces.append(_literal_pattern(source[end:]))
    return "".join(pieces)


def _literal_pattern(text: str) -> str:
    return r"[ \t\r\n]+".join(re.escape(piece) for piece in re.split(r"[ \t\r\n]+", text))
