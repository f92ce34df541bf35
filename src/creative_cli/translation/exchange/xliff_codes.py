"""The constraints of XLIFF 2.1 on inline elements: pairs, copies, original data, and what may be moved or deleted."""

from collections.abc import Iterable, Iterator, Mapping

from creative_cli.translation.exchange.sheet import FileProblem
from creative_cli.translation.exchange.xliff_parts import InlineElement, UnitSide, describe_problem
from creative_cli.translation.exchange.xml_tree import XmlElement

# What the start and the end of a pair must say alike.
_PAIRED_HINTS = ("canCopy", "canDelete", "canOverlap", "canReorder")
_FIXED = frozenset({"no", "firstNo"})
# The types that XLIFF's own sub-types belong to.
_OWN_SUBTYPES = {"xlf:lb": "fmt", "xlf:pb": "fmt", "xlf:b": "fmt", "xlf:i": "fmt", "xlf:u": "fmt", "xlf:var": "ui"}
# Attributes that only make sense together.
_PAIRED_ATTRIBUTES = (
    ("dataRefStart", "dataRefEnd"),
    ("subFlowsStart", "subFlowsEnd"),
    ("equivStart", "equivEnd"),
)
# The characters of Unicode that XML can have; `cp` is for all others.
_XML_CHARACTERS = ((0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
# Of the C1 controls XML allows all, but the specification lists them as characters for `cp`.
_C1_CONTROLS = ((0x7F, 0x84), (0x86, 0x9F))
_LAST_CODE_POINT = 0x10FFFF


def find_code_problems(
    unit: XmlElement, sides: tuple[UnitSide, UnitSide], unit_ids: frozenset[str]
) -> Iterator[FileProblem]:
    """Yield where the inline elements of a unit break a constraint; *unit_ids* are those of the file."""
    data = {one.attributes.get("id", "") for part in unit.all("originalData") for one in part.all("data")}
    for side in sides:
        for one in side.elements:
            yield from _check_element(one)
            yield from _check_data(one, data, unit_ids)
        yield from _check_pairs(side)
        yield from _check_annotations(side)
        yield from _check_fixed_order(side)
        yield from _check_copies(side, (*sides[0].codes, *sides[1].codes))
    yield from _check_kept(*sides)


def _check_element(one: InlineElement) -> Iterator[FileProblem]:
    element, name = one.element, one.element.name
    if name == "cp" and not _needs_cp(one.says("hex")):
        yield describe_problem(element, f"cp is for characters that XML cannot have, not for {one.says('hex')[:12]!r}.")
    below, kind = one.says("subType"), one.says("type")
    if below and not kind:
        yield describe_problem(element, f"{name} has a subType but no type.")
    elif below.startswith("xlf:") and _OWN_SUBTYPES.get(below) != kind:
        yield describe_problem(element, f"{name} has the subType {below[:20]!r}, which is not of its type {kind!r}.")
    for first, last in _PAIRED_ATTRIBUTES:
        if name == "pc" and bool(one.says(first)) != bool(one.says(last)):
            yield describe_problem(element, f"pc must have {first} and {last} together.")
    if one.says("canReorder") in _FIXED and not one.says("canCopy") == one.says("canDelete") == "no":
        yield describe_problem(
            element, f'{name} may not be moved: canCopy and canDelete must be "no" as well as canReorder.'
        )


def _needs_cp(digits: str) -> bool:
    try:
        point = int(digits, 16)
    except ValueError:
        return False
    listed = any(first <= point <= last for first, last in _C1_CONTROLS)
    plain = any(first <= point <= last for first, last in _XML_CHARACTERS)
    return point <= _LAST_CODE_POINT and (listed or not plain)


def _check_data(one: InlineElement, data: set[str], unit_ids: frozenset[str]) -> Iterator[FileProblem]:
    element = one.element
    for name in ("dataRef", "dataRefStart", "dataRefEnd"):
        if one.says(name) and one.says(name) not in data:
            yield describe_problem(element, f"{name} is {one.says(name)[:40]!r}, but its unit has no such data.")
    for name in ("subFlows", "subFlowsStart", "subFlowsEnd"):
        for id_ in one.says(name).split():
            if id_ not in unit_ids:
                yield describe_problem(element, f"{name} names {id_[:40]!r}, but the file has no such unit.")
    if one.says("copyOf") and any(one.says(name) for name in ("dataRef", "dataRefStart", "dataRefEnd")):
        yield describe_problem(element, "A code with original data is no copy: copyOf and dataRef exclude each other.")


def _check_copies(side: UnitSide, codes: Iterable[InlineElement]) -> Iterator[FileProblem]:
    bases: dict[str, list[InlineElement]] = {}
    for code in codes:
        bases.setdefault(code.says("id"), []).append(code)
    for one in side.codes:
        wanted = one.says("copyOf")
        if not wanted:
            continue
        found = bases.get(wanted, [])
        if not found:
            yield describe_problem(one.element, f"copyOf is {wanted[:40]!r}, but the unit has no such code.")
        elif any(base.says("canCopy") == "no" for base in found):
            yield describe_problem(one.element, f"copyOf is {wanted[:40]!r}, but that code may not be copied.")
        elif any(base.says("dataRef") or base.says("dataRefStart") for base in found):
            message = f"copyOf is {wanted[:40]!r}, but that code has original data: refer to the data instead."
            yield describe_problem(one.element, message)


def _check_pairs(side: UnitSide) -> Iterator[FileProblem]:
    """Check that every start code has its end code after it in the unit, unless both say that they are isolated."""
    started: dict[str, InlineElement] = {}
    ended: set[str] = set()
    for one in side.codes:
        if one.element.name == "sc":
            started[one.says("id")] = one
        elif one.element.name == "ec":
            start = started.get(one.says("startRef"))
            yield from _check_end(one, start)
            if start is not None and one.says("startRef") in ended:
                yield describe_problem(one.element, "Another end code has the same startRef.")
            ended.add(one.says("startRef"))
    for id_, start in started.items():
        isolated = start.says("isolated", "no") == "yes"
        if isolated == (id_ in ended):
            reason = "is isolated, but has an end code" if isolated else "has no end code after it"
            yield describe_problem(start.element, f"The start code {id_[:40]!r} {reason} in its unit.")


def _check_end(end: InlineElement, start: InlineElement | None) -> Iterator[FileProblem]:
    element = end.element
    if end.says("isolated", "no") == "yes":
        if end.says("startRef") or not end.says("id"):
            yield describe_problem(element, "An isolated end code must have an id and no startRef.")
        return
    if end.says("id") or not end.says("startRef"):
        yield describe_problem(element, "An end code that is not isolated must have a startRef and no id.")
    elif start is None:
        yield describe_problem(
            element, f"The end code's startRef is {end.says('startRef')[:40]!r}: no such start code stands before it."
        )
    else:
        if end.says("dir"):
            yield describe_problem(element, "Only an isolated end code may have a dir.")
        yield from _check_hints(start, end)


def _check_hints(start: InlineElement, end: InlineElement) -> Iterator[FileProblem]:
    for name in _PAIRED_HINTS:
        first, last = start.says(name, "yes"), end.says(name, "yes")
        if last != ("no" if first == "firstNo" else first):
            yield describe_problem(end.element, f"{name} is {last} here, but {first} at the start code of the pair.")


def _check_annotations(side: UnitSide) -> Iterator[FileProblem]:
    open_: dict[str, InlineElement] = {}
    closed: set[str] = set()
    for one in side.elements:
        if one.element.name == "sm":
            open_[one.says("id")] = one
        elif one.element.name == "em":
            closed.add(one.says("startRef"))
            if one.says("startRef") not in open_:
                message = f"em has the startRef {one.says('startRef')[:40]!r}: no such sm stands before it."
                yield describe_problem(one.element, message)
    for id_, one in open_.items():
        if id_ not in closed:
            yield describe_problem(one.element, f"The annotation {id_[:40]!r} is not closed in its unit.")


def _check_fixed_order(side: UnitSide) -> Iterator[FileProblem]:
    """Check that a code that may not be moved follows another one of its sequence."""
    before: InlineElement | None = None
    for one in side.codes:
        if one.says("canReorder") == "no" and (before is None or before.says("canReorder") not in _FIXED):
            yield describe_problem(
                one.element, 'canReorder is "no", but no code with "firstNo" or "no" stands directly before it.'
            )
        before = one


def _check_kept(source: UnitSide, target: UnitSide) -> Iterator[FileProblem]:
    """Check that the translation has the codes it may not delete, in the order it may not change."""
    names = {_code_key(one): one for one in target.codes}
    before = _neighbors(source)
    after = _neighbors(target)
    for one in source.codes:
        key = _code_key(one)
        there = one.part.first("target")
        if there is None or one.part.name != "segment":
            continue
        if one.says("canDelete") == "no" and key not in names:
            yield describe_problem(there, f"The translation lacks the code {key[1][:40]!r}, which may not be deleted.")
        elif one.says("canReorder") == "no" and key in after and after[key] != before[key]:
            yield describe_problem(
                names[key].element, f"The code {key[1][:40]!r} stands after another code than in the source, or in one."
            )


def _neighbors(side: UnitSide) -> Mapping[tuple[str, str], tuple[object, object]]:
    """Return for each code the code before it and the one it stands in."""
    found: dict[tuple[str, str], tuple[object, object]] = {}
    before: tuple[str, str] | None = None
    for one in side.codes:
        key = _code_key(one)
        found[key] = (before, None if one.inside is None else one.inside.attributes.get("id"))
        before = key
    return found


def _code_key(one: InlineElement) -> tuple[str, str]:
    return ("ec" if one.element.name == "ec" else "code", one.says("startRef") or one.says("id"))
