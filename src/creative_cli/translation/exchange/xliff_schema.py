"""Holds the OASIS schemas of XLIFF 1.2 and 2.x against a file that is already read.

The schemas are in `data/xliff`, with their source. lxml gets the tree that defusedxml has built, and so never parses
what came from outside; the schemas import one another from that folder alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
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
    pairs: list[XmlElement] = []
    tree = _build_relaxed(root, pairs) if space == XLIFF1_NAMESPACE else _build_same(root, space, pairs)
    schema = _load_schema(space)
    if schema.validate(tree):
        return
    places = {tree.getroottree().getpath(one): mine for one, mine in zip(tree.iter(), pairs, strict=True)}
    told: set[int] = set()
    for entry in schema.error_log:
        element = places.get(entry.path, root)
        if id(element) not in told and len(told) < MAX_SCHEMA_PROBLEMS:
            told.add(id(element))
            yield FileProblem(element.line, element.column, _describe_error(entry.message))


def _describe_error(message: str) -> str:
    """Return libxml2's message without namespaces and names of facets, as one sentence about the file."""
    plain = re.sub(r"\{(?:urn:oasis|http://www.w3.org/XML)[^}]*\}", "", message)
    plain = re.sub(r"\[facet '\w+'\] ", "", plain)
    plain = plain.replace("##other", "of a module").replace("\n", " ").strip()
    return "The schema of XLIFF does not allow this: " + plain[:1].lower() + plain[1:]


def _build_same(element: XmlElement, space: str, pairs: list[XmlElement]) -> "etree._Element":
    """Return the element for lxml, with all that is in it; *pairs* collects the originals in document order."""
    from lxml import etree

    pairs.append(element)
    name = element.name if element.name.startswith("{") else f"{{{space}}}{element.name}"
    attributes = dict(element.attributes)
    if element.name in PART_NAMES:
        # translate-toolkit says here that spaces count; the schema wants it on source and target.
        attributes.pop("xml:space", None)
    made = etree.Element(name, _qualify_attributes(attributes))
    for child in element.content:
        if isinstance(child, str):
            _append_text(made, child)
        else:
            made.append(_build_same(child, space, pairs))
    return made


def _build_relaxed(element: XmlElement, pairs: list[XmlElement]) -> "etree._Element":
    """Return an element of XLIFF 1.2 as the strict schema wants it, without what it need not see."""
    from lxml import etree

    pairs.append(element)
    attributes = {name: value for name, value in element.attributes.items() if _is_core_name(name)}
    if element.name == "file":
        attributes |= _XLIFF1_FILE_FACTS
        attributes.pop("target-language", None)
    if element.name in {"source", "target", "alt-trans", "xliff"}:
        # What is no language is found where the language is read.
        attributes.pop("xml:lang", None)
    made = etree.Element(f"{{{XLIFF1_NAMESPACE}}}{element.name}", _qualify_attributes(attributes))
    if element.name == "trans-unit" and element.first("source") is None:
        pairs.append(element)
        made.append(etree.Element(f"{{{XLIFF1_NAMESPACE}}}source"))
    segmented = element.name != "trans-unit" or element.first("seg-source") is not None
    for child in element.content:
        if isinstance(child, str):
            _append_text(made, child)
        elif _is_core_name(child.name):
            built = _build_relaxed(child, pairs)
            if not segmented:
                # Segments of a target whose source is not segmented: the schema has no use for their ids.
                for mark in built.iterchildren():
                    mark.attrib.pop("mid", None)
            made.append(built)
    return made


def _is_core_name(name: str) -> bool:
    return not name.startswith("{") and name not in _DEPRECATED_XLIFF1


def _qualify_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    return {
        f"{{{XML_NAMESPACE}}}{name[4:]}" if name.startswith("xml:") else name: drop_unprintable(value)
        for name, value in attributes.items()
    }


def _append_text(made: "etree._Element", text: str) -> None:
    text = drop_unprintable(text)
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text
