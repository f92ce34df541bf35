"""XML of strangers as a small tree with places; entities, and with them every known bomb, are refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from creative_cli.translation.exchange.sheet import ExchangeFileError
from creative_cli.translation.request import PLACEHOLDER_PATTERN

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"

MAX_ELEMENT_DEPTH = 64
"""Elements inside each other; exchange files have a dozen."""

CODE_ELEMENTS = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Elements that hold codes and no text."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class XmlElement:
    """An element: its local name, attributes by local name (`xml:lang` as it is), what is in it, where it starts.

    Names of other namespaces have theirs in braces, so that `source` is never that of a module.
    """

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    content: list["XmlElement | str"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["XmlElement"]:
        """Yield the children called *name*."""
        return (child for child in self.content if isinstance(child, XmlElement) and child.name == name)

    def first(self, name: str) -> "XmlElement | None":
        """Return the first child called *name*."""
        return next(self.all(name), None)

    @property
    def text(self) -> str:
        """All text in it, whatever elements it stands in."""
        return "".join(child if isinstance(child, str) else child.text for child in self.content)


def plain_text(element: XmlElement) -> str:
    """Return what people read of an element with codes in it; of a code only a figure's place, such as {price}.

    What stands in `bpt`, `ept`, `it`, `ph` and `ut` is another format's own markup, in TMX as in XLIFF 1.2.
    """
    pieces = []
    for child in element.content:
        if isinstance(child, str):
            pieces.append(child)
        elif child.name not in CODE_ELEMENTS:
            pieces.append(plain_text(child))
        elif PLACEHOLDER_PATTERN.fullmatch(child.text.strip()):
            pieces.append(child.text.strip())
    return "".join(pieces)


class _TreeBuilder(ContentHandler):
    """Grows the tree from SAX events."""

    def __init__(self) -> None:
        super().__init__()
        self.root: XmlElement | None = None
        self._open: list[XmlElement] = []
        self._home: str | None = None

    def startElementNS(  # noqa: N802  # SAX calls it so
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """Open an element."""
        del qname
        space, local = name
        if self.root is None:
            self._home = space
        line, column = self._place()
        if len(self._open) >= MAX_ELEMENT_DEPTH:
            raise ExchangeFileError(
                line, column, f"Elements stand {MAX_ELEMENT_DEPTH} deep in each other; no translation file needs that."
            )
        shown = local if space == self._home else f"{{{space}}}{local}"
        attributes = {_attribute_key(where, key): str(value) for (where, key), value in attrs.items()}
        element = XmlElement(shown, attributes, line, column)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802  # SAX calls it so
        """Close it."""
        del name, qname
        self._open.pop()

    def characters(self, content: str) -> None:
        """Take text."""
        if self._open:
            self._open[-1].content.append(content)

    def _place(self) -> tuple[int, int]:
        locator = self._locator  # type: ignore[attr-defined]  # SAX sets it before the first event
        return locator.getLineNumber() or 1, (locator.getColumnNumber() or 0) + 1


def _attribute_key(space: str | None, key: str) -> str:
    if space == XML_NAMESPACE:
        return f"xml:{key}"
    return key if space is None else f"{{{space}}}{key}"


def parse_xml(data: bytes) -> XmlElement:
    """Return the root of an XML file; raise Unreadable where it is none, or declares entities.

    A document type is allowed, as TMX has one, but nothing it names is ever opened.
    """
    grower = _TreeBuilder()
    # External things are not opened because both features are off; to forbid them would forbid TMX's doctype too.
    parser = DefusedExpatParser(forbid_dtd=False, forbid_entities=True, forbid_external=False)
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003  # SAX takes it so
    parser.setFeature(feature_external_ges, False)  # noqa: FBT003  # same
    parser.setContentHandler(grower)
    _parse(parser, data, DefusedXmlException)
    if grower.root is None:
        raise ExchangeFileError(1, 1, "The file is empty.")
    return grower.root


def _parse(parser: object, data: bytes, forbidden: type[Exception]) -> None:
    try:
        parser.parse(BytesIO(data))  # type: ignore[attr-defined]  # the stubs of defusedxml leave the class untyped
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        raise ExchangeFileError(line, column, f"This is not well-formed XML: {error.getMessage()}.") from error
    except forbidden as error:
        raise ExchangeFileError(
            1, 1, "The file declares XML entities, which no translation file needs: they are not read."
        ) from error
    except (ValueError, LookupError) as error:
        raise ExchangeFileError(1, 1, f"The file's encoding cannot be read: {error}. Save it as UTF-8.") from error


def quote_attribute(value: str) -> str:
    """Return *value* as a quoted attribute, without characters XML cannot hold."""
    return quoteattr(_UNPRINTABLE.sub("", value))


def escape_text(text: str) -> str:
    """Return *text* as content, without characters XML cannot hold."""
    return escape(_UNPRINTABLE.sub("", text))
