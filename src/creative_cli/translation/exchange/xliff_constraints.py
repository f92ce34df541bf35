"""The constraints of XLIFF 2.1 (OASIS Standard, 13 February 2018) that its schema cannot say: ids, languages, order.

Each rule is one function over an element or a unit. Codes inside segments are in `xliff_codes`, references in
`xliff_references`, modules in `xliff_module_rules`.
"""

import re
from collections.abc import Iterable, Iterator

from creative_cli.locale.locales import find_language
from creative_cli.translation.exchange.sheet import FileProblem
from creative_cli.translation.exchange.xliff_codes import find_code_problems
from creative_cli.translation.exchange.xliff_module_rules import find_module_problems
from creative_cli.translation.exchange.xliff_parts import (
    UnitSide,
    describe_problem,
    read_side,
    unit_parts,
    units_inside,
)
from creative_cli.translation.exchange.xliff_references import find_reference_problems
from creative_cli.translation.exchange.xml_tree import XmlElement

# BCP 47's shape; a tag of another shape may still be one that we resolve, such as sr@latin.
_WELL_FORMED_TAG = re.compile(r"(?:[A-Za-z]{2,8}|[xXiI](?=-))(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_DONE_STATES = frozenset({"translated", "reviewed", "final"})
# The ids of units that we have exported. Earlier exports asked to preserve space in the source alone, and so it stays
# where a tool adds the target.
_OWN_UNIT_ID = re.compile("c[0-9a-f]{24}")
_MODULES = "{urn:oasis:names:tc:xliff:"


def find_constraint_problems(root: XmlElement) -> Iterator[FileProblem]:
    """Yield where a file of XLIFF 2.x breaks a constraint; the file is valid by the schema."""
    yield from _check_root(root)
    yield from _check_unique(root.all("file"), "file", "document")
    for file in root.all("file"):
        yield from _check_skeleton(file)
        elements = [one for one in file.walk() if one.name in {"group", "unit"}]
        for name in ("group", "unit"):
            yield from _check_unique((one for one in elements if one.name == name), name, "file")
        for element in (file, *elements):
            yield from _check_notes(element)
            yield from _check_extension_ids(element)
        ids = frozenset(one.attributes.get("id", "") for one in elements if one.name == "unit")
        for unit in units_inside(file, "unit"):
            sides = (read_side(unit, "source"), read_side(unit, "target"))
            yield from _check_unit(unit, sides)
            yield from find_code_problems(unit, sides, ids)
            yield from find_reference_problems(file, unit, sides)
    yield from _check_languages(root, root, None)
    yield from _check_spaces(root, None, own=False)
    yield from find_module_problems(root)


def _check_root(root: XmlElement) -> Iterator[FileProblem]:
    target = next((one for one in _side_elements(root, "target")), None)
    if target is not None and "trgLang" not in root.attributes:
        yield describe_problem(target, "The file has translations but does not say their language: trgLang is missing.")
    for name in ("srcLang", "trgLang"):
        tag = root.attributes.get(name)
        if tag is not None and not _is_language_tag(tag):
            yield describe_problem(root, f"{name} is {tag[:35]!r}, which is no language tag.")


def _side_elements(root: XmlElement, name: str) -> Iterator[XmlElement]:
    for file in root.all("file"):
        for unit in units_inside(file, "unit"):
            for part in unit_parts(unit):
                yield from part.all(name)


def _is_language_tag(tag: str) -> bool:
    return _WELL_FORMED_TAG.fullmatch(tag) is not None or (tag.isascii() and find_language(tag) is not None)


def _check_unique(elements: Iterable[XmlElement], name: str, where: str) -> Iterator[FileProblem]:
    seen: set[str] = set()
    for element in elements:
        id_ = element.attributes.get("id")
        if id_ is not None and id_ in seen:
            yield describe_problem(element, f"The id {id_[:40]!r} is that of an earlier {name} of the same {where}.")
        elif id_ is not None:
            seen.add(id_)


def _check_skeleton(file: XmlElement) -> Iterator[FileProblem]:
    for skeleton in file.all("skeleton"):
        if bool(skeleton.content) == ("href" in skeleton.attributes):
            yield describe_problem(skeleton, "A skeleton must have either content or an href.")


def _check_notes(element: XmlElement) -> Iterator[FileProblem]:
    for notes in element.all("notes"):
        yield from _check_unique(notes.all("note"), "note", element.name)


def _check_extension_ids(element: XmlElement) -> Iterator[FileProblem]:
    """Check the ids of elements of other vendors, which must differ within their file, group or unit."""
    seen: set[str] = set()
    for child in element.children:
        if not child.name.startswith("{") or child.name.startswith(_MODULES):
            continue
        for one in child.walk():
            id_ = one.attributes.get("id", one.attributes.get("xml:id"))
            if id_ is not None and id_ in seen:
                where = f"extension of the same {element.name}"
                yield describe_problem(one, f"The id {id_[:40]!r} is that of an earlier {where}.")
            elif id_ is not None:
                seen.add(id_)


def _check_unit(unit: XmlElement, sides: tuple[UnitSide, UnitSide]) -> Iterator[FileProblem]:
    parts = unit_parts(unit)
    if not any(part.name == "segment" for part in parts):
        yield describe_problem(unit, "A unit must have a segment.")
    for data in unit.all("originalData"):
        yield from _check_unique(data.all("data"), "data", "unit")
    yield from _check_inline_ids(parts, sides)
    yield from _check_order(parts)
    for part in parts:
        yield from _check_state(part)


def _check_inline_ids(parts: tuple[XmlElement, ...], sides: tuple[UnitSide, UnitSide]) -> Iterator[FileProblem]:
    """Check that an id is that of one part or inline element, and of the same element in the translation."""
    source, target = sides
    known: dict[str, str] = {}
    for element in (*parts, *(one.element for one in source.elements)):
        id_ = element.attributes.get("id")
        if id_ is not None and id_ in known:
            yield describe_problem(element, f"The id {id_[:40]!r} is that of an earlier element of the same unit.")
        elif id_ is not None:
            known[id_] = _kind(element.name)
    seen: set[str] = set()
    for one in target.elements:
        id_ = one.says("id")
        if id_ and (id_ in seen or known.get(id_, _kind(one.element.name)) != _kind(one.element.name)):
            yield describe_problem(one.element, f"The id {id_[:40]!r} is that of another element of the same unit.")
        seen.add(id_)


def _kind(name: str) -> str:
    # A translation may write a pair as two marks: mrk as sm and em, pc as sc and ec.
    return {"sm": "mrk", "sc": "pc"}.get(name, name)


def _check_order(parts: tuple[XmlElement, ...]) -> Iterator[FileProblem]:
    """Check that the orders of targets are places of the unit, each taken once."""
    given = {
        number: int(target.attributes["order"])
        for number, part in enumerate(parts, start=1)
        if (target := part.first("target")) is not None and "order" in target.attributes
    }
    taken: dict[int, int] = {}
    for number, place in given.items():
        target = parts[number - 1].first("target") or parts[number - 1]
        if place > len(parts):
            yield describe_problem(target, f"The order is {place}, but the unit has {len(parts)} parts.")
        elif place in taken:
            yield describe_problem(target, f"The order {place} is that of an earlier target of the same unit.")
        elif place != number and place not in given:
            yield describe_problem(
                target, f"The order is {place}, but the target at that place has no order: both cannot stand there."
            )
        taken[place] = number


def _check_state(part: XmlElement) -> Iterator[FileProblem]:
    state, below = part.attributes.get("state"), part.attributes.get("subState")
    if below is not None and state is None:
        yield describe_problem(part, "A segment with a subState must have a state.")
    if below is not None and not re.fullmatch(r"[^\s:]+:\S+", below):
        yield describe_problem(part, f"The subState is {below[:40]!r}, but must be a prefix, a colon and a value.")
    if state in _DONE_STATES and part.first("target") is None:
        yield describe_problem(part, f"The state of the segment is {state}, but it has no target.")


def _check_languages(root: XmlElement, element: XmlElement, inherited: str | None) -> Iterator[FileProblem]:
    """Check that what xml:lang says of a source or target is what the file says."""
    tag = element.attributes.get("xml:lang", inherited)
    if element.name in {"source", "target"}:
        name = "srcLang" if element.name == "source" else "trgLang"
        wanted = root.attributes.get(name, "")
        if tag is not None and wanted and not _is_variety(tag, wanted):
            message = f"The {element.name} is in {tag[:35]!r} by xml:lang, but the file's {name} is {wanted[:35]!r}."
            yield describe_problem(element, message)
        return
    for child in element.children:
        if not child.name.startswith("{"):
            yield from _check_languages(root, child, tag)


def _is_variety(tag: str, of: str) -> bool:
    return tag.lower() == of.lower() or tag.lower().startswith(of.lower() + "-")


def _check_spaces(element: XmlElement, inherited: str | None, *, own: bool) -> Iterator[FileProblem]:
    """Check that a source and its target agree whether their spaces count."""
    space = element.attributes.get("xml:space", inherited)
    if element.name in {"segment", "ignorable"}:
        source, target = element.first("source"), element.first("target")
        if own or source is None or target is None:
            return
        preserve, same = (one.attributes.get("xml:space", space or "default") for one in (source, target))
        if preserve != same:
            message = f"xml:space is {preserve} in the source, but {same} in its target: both must be the same."
            yield describe_problem(target, message)
        return
    own = element.name == "unit" and _OWN_UNIT_ID.fullmatch(element.attributes.get("id", "")) is not None
    for child in element.children:
        if not child.name.startswith("{"):
            yield from _check_spaces(child, space, own=own)
