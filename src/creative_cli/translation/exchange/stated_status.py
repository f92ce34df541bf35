"""What files say of a translation's stage, in words of people and tools; of several statements the lowest counts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cache

from creative_cli.resources import read_data_table
from creative_cli.translation.exchange.xml_tree import XmlElement
from creative_cli.translation.segment import CopyStatus


class StatedStatus(IntEnum):
    """A stage as a file states it, from the lowest; those of translated lines have the value of their CopyStatus."""

    REJECTED = -1
    UNTRANSLATED = 0
    DRAFT = CopyStatus.DRAFT
    REVIEWED = CopyStatus.REVIEWED
    APPROVED = CopyStatus.APPROVED

    @property
    def copy_status(self) -> CopyStatus:
        """The status of a line that has a translation and is not rejected."""
        return CopyStatus(max(self, StatedStatus.DRAFT))


# Attributes of tools that hold a stage, by local name: memoQ's status, SDL's conf.
_STAGE_ATTRIBUTES = frozenset({"status", "conf", "state", "editstatus"})
# Attributes of tools that hold where a translation came from: SDL's origin, Phrase's trans-origin.
_ORIGIN_ATTRIBUTES = frozenset({"origin", "trans-origin", "edittype", "translation-origin"})
_MACHINE_WORDS = frozenset({"mt", "nmt", "amt", "machine", "deepl", "google", "neural"})
_FULL_MATCH_PERCENT = 100


@cache
def _stage_words() -> Mapping[str, StatedStatus]:
    words: Mapping[str, list[str]] = read_data_table("copy-status-words.toml")["words"]
    return {word: StatedStatus[name.upper()] for name, group in words.items() for word in group}


def find_stage(text: str) -> StatedStatus | None:
    """Return the stage that a word or a tool's value names, or None for an unknown one."""
    return _stage_words().get(" ".join(_split_words(text)).removeprefix("x "))


def read_stage(text: str) -> StatedStatus:
    """Return the stage that a value names; an unknown one is a draft."""
    found = find_stage(text)
    return StatedStatus.DRAFT if found is None else found


def _split_words(text: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFC", text))
    return [word for word in re.split(r"[\s_./:!-]+", parted.casefold()) if word]


def is_machine_made(text: str) -> bool:
    """Return whether a value says that a machine has translated: `mt-suggestion`, `x-nmt`, `MT!`."""
    return not _MACHINE_WORDS.isdisjoint(_split_words(text))


def lowest_status(stated: Iterable[StatedStatus]) -> StatedStatus:
    """Return the lowest of several statements; a translation without any is a draft."""
    return min(stated, default=StatedStatus.DRAFT)


def qualify_state(qualifier: str) -> Iterator[StatedStatus]:
    """Yield what XLIFF 1.2's state-qualifier says: suggestions of machines and memories are drafts.

    A full match is no statement of its own.
    """
    if "rejected" in _split_words(qualifier):
        yield StatedStatus.REJECTED
    elif is_machine_made(qualifier) or qualifier in {"fuzzy-match", "tm-suggestion"}:
        yield StatedStatus.DRAFT


def read_tool_statements(element: XmlElement) -> Iterator[StatedStatus]:
    """Yield what attributes of tools, which are in namespaces of their own, say on *element*."""
    for key, value in element.attributes.items():
        if key.startswith("{"):
            yield from _read_attribute(key.rpartition("}")[2], value)


def read_segment_definition(element: XmlElement) -> Iterator[StatedStatus]:
    """Yield what SDL's definition of a segment says: its confirmation level, its origin and the match it is from."""
    for name, value in element.attributes.items():
        yield from _read_attribute(name, value)


def _read_attribute(name: str, value: str) -> Iterator[StatedStatus]:
    name = name.lower()
    if name in _STAGE_ATTRIBUTES and value.strip():
        yield read_stage(value)
    elif (
        (name == "confirmed" and value.strip().lower() in {"0", "false", "no"})
        or (name in _ORIGIN_ATTRIBUTES and is_machine_made(value))
        or name == "mtconfidence"
        or (name == "percent" and value.isdecimal() and int(value) < _FULL_MATCH_PERCENT)
    ):
        yield StatedStatus.DRAFT
