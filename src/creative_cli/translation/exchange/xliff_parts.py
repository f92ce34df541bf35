"""The parts of an XLIFF 2 file that its constraints speak of: units, their two sides, and the codes of a side."""

from collections.abc import Iterator
from dataclasses import dataclass

from creative_cli.translation.exchange.sheet import FileProblem
from creative_cli.translation.exchange.xml_tree import XmlElement

XLIFF1_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
XLIFF2_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"

CODE_NAMES = frozenset({"ph", "pc", "sc", "ec"})
PART_NAMES = frozenset({"segment", "ignorable"})


@dataclass(frozen=True, slots=True)
class InlineElement:
    """An inline element with the code it stands in (`pc`), if any, and the segment it belongs to."""

    element: XmlElement
    inside: XmlElement | None
    part: XmlElement

    def says(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.element.attributes.get(name, default)


@dataclass(frozen=True, slots=True)
class UnitSide:
    """All inline elements of one side of a unit, `source` or `target`, in document order."""

    name: str
    elements: tuple[InlineElement, ...]

    @property
    def codes(self) -> tuple[InlineElement, ...]:
        """The inline elements that are codes, not annotations or characters."""
        return tuple(one for one in self.elements if one.element.name in CODE_NAMES)


def describe_problem(element: XmlElement, sentence: str) -> FileProblem:
    """Return a problem at the place of *element*."""
    return FileProblem(element.line, element.column, sentence)


def unit_parts(unit: XmlElement) -> tuple[XmlElement, ...]:
    """Return the segments and ignorables of a unit, in order."""
    return tuple(child for child in unit.children if child.name in PART_NAMES)


def read_side(unit: XmlElement, name: str) -> UnitSide:
    """Return one side of a unit: `source` or `target`."""
    found: list[InlineElement] = []
    for part in unit_parts(unit):
        side = part.first(name)
        if side is not None:
            found += _inline_elements(side, None, part)
    return UnitSide(name, tuple(found))


def _inline_elements(element: XmlElement, inside: XmlElement | None, part: XmlElement) -> Iterator[InlineElement]:
    for child in element.children:
        yield InlineElement(child, inside, part)
        yield from _inline_elements(child, child if child.name == "pc" else inside, part)


def units_inside(element: XmlElement, name: str) -> Iterator[XmlElement]:
    """Yield the units (`unit`, or `trans-unit` in 1.2) of an element and of its groups."""
    for child in element.children:
        if child.name == name:
            yield child
        elif child.name == "group":
            yield from units_inside(child, name)
