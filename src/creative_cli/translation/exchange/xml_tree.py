"""Parses untrusted XML into a small tree with positions; entities, and with them every known XML bomb, are rejected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from typing import NoReturn
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from creative_cli.translation.exchange.sheet import ExchangeFileError

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"

# Exchange files have about a dozen levels.
MAX_ELEMENT_DEPTH = 64
# Twice as many as a file of 20 MB has that is full of inline codes.
MAX_ELEMENTS = 300_000
MAX_ATTRIBUTES = 100
TOO_MANY_ELEMENTS = f"The file has more than {MAX_ELEMENTS:,} elements: divide it."
# Elements with another format's markup instead of text, in TMX as in XLIFF 1.2.
CODE_ELEMENTS = frozenset({"bpt", "ept", "it", "ph", "ut"})

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class XmlElement:
    """An element with its local name, its attributes by local name (or `xml:lang`), its content and its position.

    A name outside the root's namespace has its namespace in braces: `source` is never that of a module. `space` is the
    namespace, empty without one.
    """

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    content: list["XmlElement | str"] = field(default_factory=list)
    space: str = ""

    @property
    def local_name(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition("}")[2]

    @property
    def children(self) -> Iterator["XmlElement"]:
        """The elements directly inside."""
        return (child for child in self.content if isinstance(child, XmlElement))

    def joined_content(self) -> Iterator["XmlElement | str"]:
        """Yield the content with each stretch of text in one piece: parsers divide it at entities and lines."""
        for is_text, parts in groupby(self.content, key=lambda part: isinstance(part, str)):
            if is_text:
                yield "".join(part for part in parts if isinstance(part, str))
            else:
                yield from parts

    def walk(self) -> Iterator["XmlElement"]:
        """Yield the element and every element inside, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, name: str) -> Iterator["XmlElement"]:
        """Yield the children called *name*."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "XmlElement | None":
        """Return the first child called *name*."""
        return next(self.all(name), None)

    @property
    def text(self) -> str:
        """All text inside, also of nested elements."""
        return "".join(child if isinstance(child, str) else child.text for child in self.content)


class _TreeBuilder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: XmlElement | None = None
        self._open: list[XmlElement] = []
        self._home: str | None = None
        self._count = 0

    def startElementNS(  # noqa: N802  # SAX defines the name
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        del qname
        space, local = name
        if self.root is None:
            self._home = space
        line, column = self._place()
        if len(self._open) >= MAX_ELEMENT_DEPTH:
            message = f"Elements are nested {MAX_ELEMENT_DEPTH} deep, which no translation file needs."
            raise ExchangeFileError(line, column, message)
        if len(attrs) > MAX_ATTRIBUTES:
            raise ExchangeFileError(line, column, f"The element {local[:40]!r} has {len(attrs):,} attributes.")
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise ExchangeFileError(line, column, TOO_MANY_ELEMENTS)
        shown = local if space == self._home else f"{{{space}}}{local}"
        attributes = {_attribute_key(where, key): str(value) for (where, key), value in attrs.items()}
        element = XmlElement(shown, attributes, line, column, space=space or "")
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802  # SAX, too
        del name, qname
        self._open.pop()

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].content.append(content)

    def _place(self) -> tuple[int, int]:
        locator = self._locator  # type: ignore[attr-defined]  # SAX sets it before the first event
        return locator.getLineNumber() or 1, (locator.getColumnNumber() or 0) + 1


class _PlainParser(DefusedExpatParser):
    """Refuses defaults of attributes too: a few of them make megabytes of every element."""

    def reset(self) -> None:
        """Make the parser of expat, whose handler for ATTLIST SAX does not know."""
        super().reset()
        self._parser.AttlistDeclHandler = _refuse_defaults  # type: ignore[attr-defined]  # the stubs lack it


def _refuse_defaults(*_: object) -> NoReturn:
    message = "The file declares defaults of attributes (ATTLIST), which translation files must not use."
    raise ExchangeFileError(1, 1, message)


def _attribute_key(space: str | None, key: str) -> str:
    if space == XML_NAMESPACE:
        return f"xml:{key}"
    return key if space is None else f"{{{space}}}{key}"


def _explain_fault(error: SAXParseException, data: bytes) -> str:
    """Return what is wrong and the next step; the parser's words where they say it."""
    said = error.getMessage()
    if said in {"unclosed token", "no element found", "unclosed CDATA section"}:
        return "it ends too early. Export or download it again."
    if said != "not well-formed (invalid token)":
        return f"{said}."
    head = data[:200].lower()
    if b"\0" not in head and (b"encoding=" not in head or b"utf-8" in head):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return "its letters are not in UTF-8, as XML has them. Save it as UTF-8."
    return "a sign is not allowed here. In text, & is written &amp; and < is written &lt;."


def parse_xml(data: bytes) -> XmlElement:
    """Return the root of an XML file; raise ExchangeFileError if it is not well-formed or declares entities.

    A document type is allowed, as TMX has one, but the file it names is never opened.
    """
    if data.count(b"<") > 3 * MAX_ELEMENTS:  # tags at both ends, and a comment: reading so many takes long
        raise ExchangeFileError(1, 1, TOO_MANY_ELEMENTS)
    builder = _TreeBuilder()
    # forbid_external would reject TMX's document type. External entities are not loaded, as the feature is off.
    parser = _PlainParser(forbid_dtd=False, forbid_entities=True, forbid_external=False)
    parser.setFeature(feature_namespaces, 1)
    parser.setFeature(feature_external_ges, 0)
    parser.setContentHandler(builder)
    try:
        parser.parse(BytesIO(data))
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        raise ExchangeFileError(line, column, f"This is not well-formed XML: {_explain_fault(error, data)}") from error
    except DefusedXmlException as error:
        message = "The file declares XML entities, which translation files must not use."
        raise ExchangeFileError(1, 1, message) from error
    except (ValueError, LookupError) as error:
        raise ExchangeFileError(1, 1, f"The file's encoding is not readable: {error}. Save it as UTF-8.") from error
    if builder.root is None:
        raise ExchangeFileError(1, 1, "The file is empty.")
    return builder.root


def drop_unprintable(text: str) -> str:
    """Return *text* without the characters that XML forbids."""
    return _UNPRINTABLE.sub("", text)


def quote_attribute(value: str) -> str:
    """Return *value* as a quoted attribute, without characters that XML forbids."""
    return quoteattr(drop_unprintable(value))


def escape_text(text: str) -> str:
    """Return *text* as content, without characters that XML forbids."""
    return escape(drop_unprintable(text))
