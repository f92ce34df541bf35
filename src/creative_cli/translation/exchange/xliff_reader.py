"""Reads XLIFF 2.0, 2.1, 2.2, and 1.2, which many tools still write, after checking it by its schema and constraints."""

import re
from collections.abc import Iterator
from itertools import islice

from creative_cli.translation.exchange.sheet import ExchangeFileError, ReturnedLine, refuse_file
from creative_cli.translation.exchange.xliff1_reader import read_xliff1
from creative_cli.translation.exchange.xliff2_reader import read_xliff2
from creative_cli.translation.exchange.xliff_constraints import find_constraint_problems
from creative_cli.translation.exchange.xliff_parts import XLIFF1_NAMESPACE, XLIFF2_NAMESPACE
from creative_cli.translation.exchange.xliff_schema import find_schema_problems
from creative_cli.translation.exchange.xml_tree import XmlElement

_VERSIONS = {"1.1": XLIFF1_NAMESPACE, "1.2": XLIFF1_NAMESPACE} | dict.fromkeys(("2.0", "2.1", "2.2"), XLIFF2_NAMESPACE)
_ANY_VERSION = re.compile(r"(?:|urn:oasis:names:tc:xliff:document:[12]\.[0-9])")

# A unit has about seven, a campaign of five hundred lines four thousand. In a far larger file, problems at every unit
# would take minutes to find.
MAX_XLIFF_ELEMENTS = 100_000


def read_xliff(root: XmlElement) -> Iterator[ReturnedLine]:
    """Yield every unit of an XLIFF file; raise ExchangeFileError for an unknown version and for an invalid file."""
    check_xliff(root)
    return read_xliff2(root) if root.attributes["version"].startswith("2.") else read_xliff1(root)


def check_xliff(root: XmlElement) -> None:
    """Raise ExchangeFileError unless a file is valid XLIFF, with everything that is not.

    The rules of 2.2, whose core has not changed, are those of 2.1.
    """
    version = root.attributes.get("version", "")
    space = _VERSIONS.get(version)
    if space is None or not _ANY_VERSION.fullmatch(root.space):
        said = f"XLIFF {version or 'without a version'}" if space is None else f"The namespace {root.space[:60]!r}"
        raise ExchangeFileError(root.line, root.column, f"{said} is not one of 1.2, 2.0, 2.1, 2.2.")
    if sum(1 for _ in islice(root.walk(), MAX_XLIFF_ELEMENTS + 1)) > MAX_XLIFF_ELEMENTS:
        message = f"The file has more than {MAX_XLIFF_ELEMENTS} elements: is it the right file?"
        raise ExchangeFileError(root.line, root.column, message)
    refuse_file(tuple(find_schema_problems(root, space)))
    if space == XLIFF2_NAMESPACE:
        refuse_file(tuple(find_constraint_problems(root)))
