"""Holds the OASIS schemas of XLIFF 1.2 and 2.x against a file that is already read.

The schemas are in `data/xliff`, with their source. lxml gets the tree that defusedxml has built, and so never parses
what came from outside; the schemas import one another from that folder alone.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from creative_cli.resources import find_bundled_folder
from creative_cli.translation.exchange.sheet import FileProblem
from creative_cli.translation.exchange.xliff_parts import PART_NAMES, XLIFF1_NAMESPACE, XLIFF2_NAMESPACE
from creative_cli.translation.exchange.xml_tree import XML_NAMESPACE, XmlElement, drop_unprintable

if TYPE_CHECKING:
    from lxml import etree

_SCHEMA_FILES = {XLIFF1_NAMESPACE: "xliff-core-1.2-strict.xsd", XLIFF2_NAMESPACE: "xliff-core-2.0.xsd"}
# A file with more is no longer read to its end.
MAX_SCHEMA_PROBLEMS = 20
# One fault may give several errors.
_MOST_ERRORS = 200

# What a file says of itself, but not of its lines. Tools leave it out or write words of their own.
_XLIFF1_FILE_FACTS = {"original": "", "datatype": "plaintext", "source-language": "und"}
# Deprecated since 1.1, and allowed by the transitional schema of 1.2.
_DEPRECATED_XLIFF1 = frozenset({"prop-group", "ts"})


@cache
def _load_schema(space: str) -> "etree.XMLSchema":
    from lxml import etree

    folder = find_bundled_folder("data/xliff", "xml.xsd")
    schema = etree.parse(folder / _SCHEMA_FILES[space], etree.XMLParser(no_network=True, resolve_entities=False))
    # What it imports from an address is beside it.
    for element in schema.iter("{http://www.w3.org/2001/XMLSchema}import"):
        element.set("schemaLocation", str(folder / element.get("schemaLocation").rpartition("/")[2]))
    return etree.XMLSchema(schema)


def find_schema_problems(root: XmlElement, space: str) -> Iterator[FileProblem]:
    """Yield what the schema of *space* forbids in a file, one problem for each element.

    The schema of 1.2 is the strict one, without what the transitional one allows beside it: elements and attributes of
    other namespaces, and deprecated ones. A unit may lack its source, and a file the facts about itself.
    """
    try:
        build = _TreeBuilder(space, root)
    except ValueError as error:
        # Expat reads namespaces that are no addresses.
        yield FileProblem(root.line, root.column, f"A name in the file is not valid: {error}.")
        return
    schema = _load_schema(space)
    if schema.validate(build.tree):
        return
    originals = dict(zip(build.tree.iter(), build.originals, strict=True))
    told: set[int] = set()
    for entry in islice(schema.error_log, _MOST_ERRORS):
        found = build.tree.xpath(entry.path, namespaces=build.prefixes)
        element = originals.get(found[0], root) if found else root
        if id(element) not in told and len(told) < MAX_SCHEMA_PROBLEMS:
            told.add(id(element))
            yield FileProblem(element.line, element.column, _describe_error(entry.message))


def _describe_error(message: str) -> str:
    """Return libxml2's message without namespaces and names of facets, as one sentence about the file."""
    plain = re.sub(r"\{(?:urn:oasis|http://www.w3.org/XML)[^}]*\}", "", message)
    plain = re.sub(r"\[facet '\w+'\] ", "", plain)
    plain = plain.replace("##other", "of a module").replace("\n", " ").strip()
    return "The schema of XLIFF does not allow this: " + plain[:1].lower() + plain[1:]


class _TreeBuilder:
    """Builds lxml's tree of a file; `originals` are our elements in document order, `prefixes` of foreign names."""

    def __init__(self, space: str, root: XmlElement) -> None:
        from lxml import etree

        self._etree = etree
        self._space = space
        self.originals: list[XmlElement] = []
        spaces = sorted({element.space for element in root.walk()} - {"", root.space})
        names = [f"n{number}" for number, _ in enumerate(spaces, start=1)]
        self.prefixes = dict(zip(names, spaces, strict=True))
        declared = dict(zip((None, *names), (space, *spaces), strict=True))
        self.tree = etree.Element(f"{{{space}}}{root.local_name}", nsmap=declared)
        self._fill(self.tree, root)

    def _fill(self, made: "etree._Element", element: XmlElement) -> None:
        """Fill *made* with the attributes and the content of *element*."""
        self.originals.append(element)
        relaxed = self._space == XLIFF1_NAMESPACE
        attributes = _relax_attributes(element) if relaxed else _core_attributes(element)
        for name, value in attributes.items():
            made.set(f"{{{XML_NAMESPACE}}}{name[4:]}" if name.startswith("xml:") else name, drop_unprintable(value))
        if relaxed and element.name == "trans-unit" and element.first("source") is None:
            self.originals.append(element)
            self._etree.SubElement(made, f"{{{self._space}}}source")
        for child in element.joined_content():
            if isinstance(child, str):
                _append_text(made, drop_unprintable(child))
            elif not relaxed or _is_core_name(child.name):
                name = child.name if child.name.startswith("{") else f"{{{self._space}}}{child.name}"
                self._fill(self._etree.SubElement(made, name), child)
        if relaxed and element.name == "trans-unit" and element.first("seg-source") is None:
            # Segments of a target whose source is not segmented: the schema has no use for their ids.
            for mark in made.iterfind(f"{{{self._space}}}target/{{{self._space}}}mrk"):
                mark.attrib.pop("mid", None)


def _core_attributes(element: XmlElement) -> dict[str, str]:
    attributes = dict(element.attributes)
    if element.name in PART_NAMES:
        # translate-toolkit says here that spaces count; the schema wants it on source and target.
        attributes.pop("xml:space", None)
    return attributes


def _relax_attributes(element: XmlElement) -> dict[str, str]:
    """Return the attributes of an element of 1.2 that the strict schema knows and that matter to its lines."""
    attributes = {name: value for name, value in element.attributes.items() if _is_core_name(name)}
    if element.name == "file":
        attributes |= _XLIFF1_FILE_FACTS
        attributes.pop("target-language", None)
    if element.name in {"source", "target", "alt-trans", "xliff"}:
        # What is no language is found where the language is read.
        attributes.pop("xml:lang", None)
    return attributes


def _is_core_name(name: str) -> bool:
    return not name.startswith("{") and name not in _DEPRECATED_XLIFF1


def _append_text(made: "etree._Element", text: str) -> None:
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text
