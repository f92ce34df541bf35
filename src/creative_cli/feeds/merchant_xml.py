"""Reads the RSS and Atom files of Google Merchant Center in a stream; entities that XML does not have are not expanded.

A feed may come from anywhere: document types are refused, so that no entity can be declared. Shops write `&eacute;` and
`&ndash;` without declaring them; the names that HTML has are read as their characters.
"""

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from typing import BinaryIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from creative_cli.feeds.feed_rows import (
    MAX_CELL_CHARACTERS,
    MAX_FEED_COLUMNS,
    FeedEntry,
    FeedRow,
    FeedTable,
    RowFault,
    UnreadableFeedError,
)

ITEM_NAMES = frozenset({"item", "entry"})
REPEATED_NAMES = frozenset({"additional_image_link", "product_detail", "product_highlight", "shipping", "gtin", "tax"})
MARKET_ATTRIBUTES = ("country", "market", "currency")
"""Attributes of an element that say for which market it holds: <price country="DE"> is the column price[DE]."""

MAX_XML_DEPTH = 16
_CHUNK_BYTES = 1 << 16
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")


def read_merchant_xml(file: BinaryIO) -> FeedTable:
    """Return the items of a Merchant Center file; attributes have their names without g:."""
    columns: dict[str, int] = {}
    return FeedTable(columns, _read_items(file, columns), "XML")


def _read_items(file: BinaryIO, columns: dict[str, int]) -> Iterator[FeedEntry]:
    handler = _ItemHandler(columns)
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_external_ges, False)  # noqa: FBT003  # the interface of SAX
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)  # a parser that is fed in parts does not do so itself
    kept, ended = b"", False
    while not ended:
        chunk = file.read(_CHUNK_BYTES)
        ended = not chunk
        data = kept + chunk
        # A name of an entity may be cut by the end of the chunk.
        cut = len(data) if ended else max(data.rfind(b"&"), 0) if b"&" in data[-40:] else len(data)
        kept, data = data[cut:], data[:cut]
        try:
            parser.feed(_ENTITY.sub(_expand_html_name, data))
            if ended:
                parser.close()
        except DefusedXmlException as error:
            sentence = "The file declares a document type or an entity, which is not read: export it without."
            raise UnreadableFeedError(sentence, _line_of(parser)) from error
        except SAXParseException as error:
            yield from handler.take_rows()
            raise UnreadableFeedError(
                _explain_syntax(error), error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
            ) from error
        except _TooDeepError as error:
            raise UnreadableFeedError("The elements are nested too deep for a feed.", _line_of(parser)) from error
        yield from handler.take_rows()
    if not handler.items:
        sentence = "The file has no <item> or <entry>: is it a feed of Google Merchant Center (RSS 2.0 or Atom)?"
        raise UnreadableFeedError(sentence)


def _expand_html_name(found: re.Match[bytes]) -> bytes:
    name = found[1].decode("ascii")
    code = None if name in _XML_NAMES else name2codepoint.get(name)
    return found[0] if code is None else b"&#%d;" % code


def _line_of(parser: DefusedExpatParser) -> int:
    return int(parser.getLineNumber() or 1)


def _explain_syntax(error: SAXParseException) -> str:
    reason = error.getMessage()
    if "undefined entity" in reason or "not well-formed" in reason:
        advice = "write & as &amp; and < as &lt;, and leave out control characters."
        return f"The file is not valid XML here ({reason}): {advice}"
    if "no element found" in reason or "unclosed token" in reason:
        return "The file ends too early: it was cut off, so fetch or export it again."
    return f"The file is not valid XML here ({reason}): export it again."


class _TooDeepError(Exception):
    """Elements nested deeper than any feed."""


class _ItemHandler(ContentHandler):
    """Collects the items; `items` counts them."""

    def __init__(self, columns: dict[str, int]) -> None:
        super().__init__()
        self.items = 0
        self._place: Locator | None = None
        self._columns = columns
        self._rows: list[FeedEntry] = []
        self._path: list[str] = []
        self._inside: int | None = None  # depth of the open item
        self._cells: dict[str, str] = {}
        self._text: list[str] = []
        self._length = 0
        self._marks: tuple[str, ...] = ()
        self._language = ""
        self._line = 1
        self._fault: RowFault | None = None

    def take_rows(self) -> list[FeedEntry]:
        """Return the items that have ended since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802  # the interface of SAX
        self._place = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # the interface of SAX
        local = name.rpartition(":")[2].strip()
        self._path.append(local)
        if len(self._path) > MAX_XML_DEPTH:
            raise _TooDeepError
        if self._inside is None and local in ITEM_NAMES:
            self._inside, self._cells, self._fault = len(self._path), {}, None
            self._line = 1 if self._place is None else int(self._place.getLineNumber() or 1)
        elif local == "link" and "href" in attrs and self._inside == len(self._path) - 1:
            self._text = [attrs["href"]]  # Atom
            return
        self._text, self._length = [], 0
        self._marks = tuple(attrs[mark].strip() for mark in MARKET_ATTRIBUTES if mark in attrs)
        self._language = next((attrs[mark].strip() for mark in ("xml:lang", "lang") if mark in attrs), "")

    def characters(self, content: str) -> None:
        self._length += len(content)
        if self._inside is not None and self._length <= MAX_CELL_CHARACTERS + 1:
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  # the interface of SAX
        depth = len(self._path)
        if self._inside is not None and depth > self._inside:
            text, name = "".join(self._text).strip(), ".".join(self._path[self._inside :])
            name += "".join(f"[{mark}]" for mark in self._marks if mark)
            if self._language and self._cells.get(name, text) != text:
                name = f"{name}[{self._language}]"  # the first has no language, so that a feed with one is as it was
            self._keep_cell(name, text)
        elif self._inside == depth:
            self.items += 1
            self._rows.append(self._fault or FeedRow(self._line, self._cells))
            self._inside = None
        self._path.pop()
        self._text, self._length, self._marks, self._language = [], 0, (), ""

    def _keep_cell(self, name: str, text: str) -> None:
        if not text and self._length <= MAX_CELL_CHARACTERS:
            return
        if name not in self._columns and len(self._columns) < MAX_FEED_COLUMNS:
            self._columns[name] = len(self._columns) + 1
        column = self._columns.get(name, 1)
        if self._length > MAX_CELL_CHARACTERS:
            sentence = f"{name} has more than {MAX_CELL_CHARACTERS:,} characters: shorten it."
            self._fault = self._fault or RowFault(self._line, column, sentence)
        elif name in self._cells and name.partition(".")[0] in REPEATED_NAMES:
            self._cells[name] = f"{self._cells[name]},{text}"
        elif name in self._cells and self._cells[name] != text:
            sentence = f"{name} is there twice in this item: keep one."
            self._fault = self._fault or RowFault(self._line, column, sentence)
        else:
            self._cells[name] = text
