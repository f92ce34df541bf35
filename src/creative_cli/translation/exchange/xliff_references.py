"""Fragment identification of XLIFF 2.1 (section 3): what a `ref` may look like, and what it must point at."""

import re
from collections.abc import Iterator

from creative_cli.translation.exchange.sheet import FileProblem
from creative_cli.translation.exchange.xliff_parts import UnitSide, describe_problem
from creative_cli.translation.exchange.xml_tree import XmlElement

# The places of the core's selectors, outermost first; the last of a reference may be one of the others.
_CONTAINERS = "fgu"
_LEAVES = frozenset({"n", "d", "t"})
# Prefixes of modules, and those registered for extensions.
_MODULE_PREFIXES = frozenset({"ctr", "fs", "gls", "its", "itsm", "mda", "mtc", "res", "slr", "tbx", "val"})
_SELECTOR = re.compile(r"(?:([\w.:-]+)=)?([\w.:-]+)")


def read_reference(ref: str) -> tuple[tuple[str, str], ...] | None:
    """Return the selectors (prefix, id) of a reference inside the document, or None if its form is not allowed.

    An inline element of the source or a segment has no prefix. The selectors must go from the file inwards, each kind
    once, and end in one leaf at most.
    """
    found: list[tuple[str, str]] = []
    rank = -1
    for part in ref.removeprefix("#").removeprefix("/").split("/"):
        match = _SELECTOR.fullmatch(part)
        if match is None:
            return None
        prefix, id_ = match[1] or "", match[2]
        known = prefix in _LEAVES or prefix in _MODULE_PREFIXES or not prefix
        place = _CONTAINERS.find(prefix) if len(prefix) == 1 and prefix in _CONTAINERS else len(_CONTAINERS)
        if place <= rank or (place == len(_CONTAINERS) and not known):
            return None
        rank = place
        found.append((prefix, id_))
    if ref.startswith("#/") and found[0][0] != "f":
        return None
    return tuple(found)


def find_reference_problems(
    file: XmlElement, unit: XmlElement, sides: tuple[UnitSide, UnitSide]
) -> Iterator[FileProblem]:
    """Yield where an annotation's reference is malformed, or where a comment does not point at a note of its unit."""
    notes = {one.attributes.get("id", "") for part in unit.all("notes") for one in part.all("note")}
    for side in sides:
        for one in side.elements:
            if one.element.name not in {"mrk", "sm"}:
                continue
            ref, value, kind = one.says("ref"), one.says("value"), one.says("type")
            selectors = read_reference(ref) if ref.startswith("#") else None
            if ref.startswith("#") and selectors is None:
                yield describe_problem(one.element, f"ref is {ref[:60]!r}, which is no reference of XLIFF.")
            elif kind == "comment" and bool(ref) == bool(value):
                yield describe_problem(one.element, "A comment must have either a value or a ref.")
            elif kind == "comment" and ref and not _points_at_note(selectors or (), file, unit, notes):
                yield describe_problem(one.element, f"ref is {ref[:60]!r}, but a comment points at a note of its unit.")
            elif kind == "mtc:match" and ref:
                yield describe_problem(one.element, "An annotation of a match has no ref: the match refers to it.")


def _points_at_note(
    selectors: tuple[tuple[str, str], ...], file: XmlElement, unit: XmlElement, notes: set[str]
) -> bool:
    *outer, (prefix, id_) = selectors or (("", ""),)
    where = dict(outer)
    if prefix != "n" or id_ not in notes:
        return False
    # A reference that names the file or a group, but no unit, means a note of that file or group.
    named = not where or where.get("u") == unit.attributes.get("id")
    return named and where.get("f", file.attributes.get("id")) == file.attributes.get("id")


def points_into_unit(ref: str, text_ids: frozenset[str]) -> bool:
    """Return whether *ref* points at a segment or an inline element of a unit, whose ids are *text_ids*."""
    selectors = read_reference(ref) if ref.startswith("#") else None
    return selectors is not None and selectors[-1][0] in {"", "t"} and selectors[-1][1] in text_ids
