"""Reads XLIFF 2.0, 2.1, 2.2, and 1.2, which many tools still write."""

from collections.abc import Iterator, Mapping

from creative_cli.translation.exchange.sheet import ExchangeFileError, ReturnedLine
from creative_cli.translation.exchange.xml_tree import XmlElement
from creative_cli.translation.segment import CopyStatus

XLIFF2_STATES: Mapping[str, CopyStatus] = {
    "initial": CopyStatus.DRAFT,
    "translated": CopyStatus.DRAFT,
    "reviewed": CopyStatus.REVIEWED,
    "final": CopyStatus.APPROVED,
}

# Other states of XLIFF 1.2 are drafts.
XLIFF1_STATES: Mapping[str, CopyStatus] = {"signed-off": CopyStatus.REVIEWED, "final": CopyStatus.APPROVED}


def read_xliff(root: XmlElement) -> Iterator[ReturnedLine]:
    """Yield every unit of an XLIFF file; raise ExchangeFileError for an unknown version."""
    version = root.attributes.get("version", "")
    if version.startswith("2."):
        for file in root.all("file"):
            for unit in _units_inside(file, "unit"):
                yield _read_xliff2_unit(unit, root.attributes.get("srcLang"), root.attributes.get("trgLang"))
    elif version in {"1.1", "1.2"}:
        for file in root.all("file"):
            for body in file.all("body"):
                for unit in _units_inside(body, "trans-unit"):
                    yield _read_xliff1_unit(unit, file.attributes)
    else:
        raise ExchangeFileError(
            root.line, root.column, f"XLIFF {version or 'without a version'} is not one of 1.2, 2.0, 2.1, 2.2."
        )


def _units_inside(element: XmlElement, name: str) -> Iterator[XmlElement]:
    for child in element.content:
        if isinstance(child, XmlElement):
            if child.name == name:
                yield child
            elif child.name == "group":
                yield from _units_inside(child, name)


def _read_xliff2_unit(unit: XmlElement, source_language: str | None, locale: str | None) -> ReturnedLine:
    data = {one.attributes.get("id", ""): one.text for part in unit.all("originalData") for one in part.all("data")}
    codes = _source_codes(unit, data)
    source: list[str] = []
    target: list[str] = []
    states: list[CopyStatus] = []
    whole = True
    for part in (child for child in unit.content if isinstance(child, XmlElement)):
        if part.name not in {"segment", "ignorable"}:
            continue
        old, new = part.first("source"), part.first("target")
        said = "" if old is None else _inline_text(old, data, codes)
        source.append(said)
        target.append(said if new is None else _inline_text(new, data, codes))
        if part.name == "segment":
            whole = whole and new is not None
            states.append(XLIFF2_STATES.get(part.attributes.get("state", "initial"), CopyStatus.DRAFT))
    return ReturnedLine(
        id=unit.attributes.get("id", ""),
        locale=locale,
        source="".join(source),
        source_language=source_language,
        target="".join(target) if whole else "",
        status=min(states, default=None),
        line=unit.line,
        column=unit.column,
    )


def _read_xliff1_unit(unit: XmlElement, file: Mapping[str, str]) -> ReturnedLine:
    source, target = unit.first("source"), unit.first("target")
    state = "" if target is None else target.attributes.get("state", "")
    approved = unit.attributes.get("approved") == "yes"
    return ReturnedLine(
        id=unit.attributes.get("resname") or unit.attributes.get("id", ""),
        locale=file.get("target-language"),
        source=None if source is None else _inline_text(source, {}, _source_codes(unit, {})),
        source_language=file.get("source-language"),
        target="" if target is None else _inline_text(target, {}, _source_codes(unit, {})),
        status=CopyStatus.APPROVED if approved else XLIFF1_STATES.get(state, CopyStatus.DRAFT),
        line=unit.line,
        column=unit.column,
    )


def _source_codes(unit: XmlElement, data: Mapping[str, str]) -> Mapping[str, str]:
    """Return the text of each inline code in the unit's sources by its id, as a target may only refer to it."""
    found: dict[str, str] = {}

    def walk(element: XmlElement) -> None:
        for child in element.content:
            if isinstance(child, XmlElement):
                if child.name in {"ph", "x"}:
                    found.setdefault(child.attributes.get("id", ""), _code_text(child, data, {}))
                walk(child)

    for part in (unit, *unit.all("segment"), *unit.all("ignorable")):
        for source in part.all("source"):
            walk(source)
    return found


def _code_text(element: XmlElement, data: Mapping[str, str], codes: Mapping[str, str]) -> str:
    """Return the text of a placeholder element: its data, its equivalent, its content, or the source's code."""
    attributes = element.attributes
    known = data.get(attributes.get("dataRef", "")) or attributes.get("equiv") or attributes.get("equiv-text")
    return known or element.text or codes.get(attributes.get("id", ""), "")


def _inline_text(element: XmlElement, data: Mapping[str, str], codes: Mapping[str, str]) -> str:
    pieces: list[str] = []
    for child in element.content:
        if isinstance(child, str):
            pieces.append(child)
        elif child.name in {"ph", "x"}:
            pieces.append(_code_text(child, data, codes))
        elif child.name == "cp":
            pieces.append(_code_point(child))
        elif child.name in {"pc", "g", "mrk"}:
            pieces.append(_inline_text(child, data, codes))
        # bpt, ept and it have another format's markup; sc, ec, sm, em and module elements mark positions.
    return "".join(pieces)


def _code_point(element: XmlElement) -> str:
    try:
        return chr(int(element.attributes.get("hex", ""), 16))
    except (ValueError, OverflowError) as error:
        raise ExchangeFileError(element.line, element.column, "A cp element has no valid character.") from error
