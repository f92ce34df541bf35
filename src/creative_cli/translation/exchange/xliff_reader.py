"""XLIFF as it comes back: 2.0, 2.1, 2.2, and 1.2, which many tools still write."""

from collections.abc import Iterator, Mapping

from creative_cli.translation.exchange.sheet import Returned, Unreadable
from creative_cli.translation.exchange.xml_tree import Element
from creative_cli.translation.segment import CopyStatus

STATES_2: Mapping[str, CopyStatus] = {
    "initial": CopyStatus.DRAFT,
    "translated": CopyStatus.DRAFT,
    "reviewed": CopyStatus.REVIEWED,
    "final": CopyStatus.APPROVED,
}

STATES_1: Mapping[str, CopyStatus] = {"signed-off": CopyStatus.REVIEWED, "final": CopyStatus.APPROVED}
"""States of 1.2 that are more than a draft."""


def read(root: Element) -> Iterator[Returned]:
    """Yield every unit of an XLIFF file that has a target; raise Unreadable for versions nobody knows."""
    version = root.attributes.get("version", "")
    if version.startswith("2."):
        for file in root.all("file"):
            for unit in _inside(file, "unit"):
                yield _unit_2(unit, root.attributes.get("srcLang"), root.attributes.get("trgLang"))
    elif version in {"1.1", "1.2"}:
        for file in root.all("file"):
            for body in file.all("body"):
                for unit in _inside(body, "trans-unit"):
                    yield _unit_1(unit, file.attributes)
    else:
        raise Unreadable(
            root.line, root.column, f"XLIFF {version or 'without a version'} is not one of 1.2, 2.0, 2.1, 2.2."
        )


def _inside(element: Element, name: str) -> Iterator[Element]:
    """Yield the units of a file or group, in order; the tree is bounded, so this is too."""
    for child in element.content:
        if isinstance(child, Element):
            if child.name == name:
                yield child
            elif child.name == "group":
                yield from _inside(child, name)


def _unit_2(unit: Element, source_language: str | None, locale: str | None) -> Returned:
    data = {one.attributes.get("id", ""): one.text for part in unit.all("originalData") for one in part.all("data")}
    codes = _codes(unit, data)
    source: list[str] = []
    target: list[str] = []
    states: list[CopyStatus] = []
    whole = True
    for part in (child for child in unit.content if isinstance(child, Element)):
        if part.name not in {"segment", "ignorable"}:
            continue
        old, new = part.first("source"), part.first("target")
        said = "" if old is None else _text(old, data, codes)
        source.append(said)
        target.append(said if new is None else _text(new, data, codes))
        if part.name == "segment":
            whole = whole and new is not None
            states.append(STATES_2.get(part.attributes.get("state", "initial"), CopyStatus.DRAFT))
    return Returned(
        id=unit.attributes.get("id", ""),
        locale=locale,
        source="".join(source),
        source_language=source_language,
        target="".join(target) if whole else "",
        status=min(states, default=None),
        line=unit.line,
        column=unit.column,
    )


def _unit_1(unit: Element, file: Mapping[str, str]) -> Returned:
    source, target = unit.first("source"), unit.first("target")
    state = "" if target is None else target.attributes.get("state", "")
    approved = unit.attributes.get("approved") == "yes"
    return Returned(
        id=unit.attributes.get("resname") or unit.attributes.get("id", ""),
        locale=file.get("target-language"),
        source=None if source is None else _text(source, {}, _codes(unit, {})),
        source_language=file.get("source-language"),
        target="" if target is None else _text(target, {}, _codes(unit, {})),
        status=CopyStatus.APPROVED if approved else STATES_1.get(state, CopyStatus.DRAFT),
        line=unit.line,
        column=unit.column,
    )


def _codes(unit: Element, data: Mapping[str, str]) -> Mapping[str, str]:
    """Return what each inline code of the unit's sources stands for, by its id: targets may only name it."""
    found: dict[str, str] = {}

    def walk(element: Element) -> None:
        for child in element.content:
            if isinstance(child, Element):
                if child.name in {"ph", "x"}:
                    found.setdefault(child.attributes.get("id", ""), _code(child, data, {}))
                walk(child)

    for part in (unit, *unit.all("segment"), *unit.all("ignorable")):
        for source in part.all("source"):
            walk(source)
    return found


def _code(element: Element, data: Mapping[str, str], codes: Mapping[str, str]) -> str:
    """Return what a placeholder element stands for: its data, its equivalent, its content, or its twin's."""
    attributes = element.attributes
    known = data.get(attributes.get("dataRef", "")) or attributes.get("equiv") or attributes.get("equiv-text")
    return known or element.text or codes.get(attributes.get("id", ""), "")


def _text(element: Element, data: Mapping[str, str], codes: Mapping[str, str]) -> str:
    """Return the text of a source or target, inline elements as what they stand for."""
    pieces: list[str] = []
    for child in element.content:
        if isinstance(child, str):
            pieces.append(child)
        elif child.name in {"ph", "x"}:
            pieces.append(_code(child, data, codes))
        elif child.name == "cp":
            pieces.append(_sign(child))
        elif child.name in {"pc", "g", "mrk"}:
            pieces.append(_text(child, data, codes))
        # bpt, ept and it hold another format's markup; sc, ec, sm, em and comments of modules mark places.
    return "".join(pieces)


def _sign(element: Element) -> str:
    try:
        return chr(int(element.attributes.get("hex", ""), 16))
    except (ValueError, OverflowError) as error:
        raise Unreadable(element.line, element.column, "A cp element names no character.") from error
