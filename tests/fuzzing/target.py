"""A target: doors by name, seeds, and how its inputs are changed. An input's first line names its door."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TypeAlias

from tests.fuzzing.mutations import WORDS, mutate_json, mutate_text

JSON_SHARE = 0.6
"""Of the changes of JSON, those that change its tree; the others change its text."""
OTHER_DOOR_SHARE = 0.05

Door: TypeAlias = Callable[[bytes], None]
"""Takes the bytes after the first line; raises anything if a law is broken."""


@dataclass(frozen=True)
class Target:
    """Parsers of one kind: the `doors` that take foreign text, and legal seeds for each."""

    name: str
    doors: Mapping[str, Door]
    list_seeds: Callable[[], Iterable[tuple[str, bytes]]]

    @cached_property
    def seeds(self) -> tuple[bytes, ...]:
        """The seeds as inputs."""
        return tuple(join_input(door, data) for door, data in self.list_seeds())

    @cached_property
    def _texts(self) -> Mapping[str, tuple[str, ...]]:
        texts: dict[str, tuple[str, ...]] = {}
        for door, data in self.list_seeds():
            texts[door] = (*texts.get(door, ()), data.decode("utf-8", "surrogateescape"))
        return texts

    def run_input(self, data: bytes) -> None:
        """Take an input to its door; raise whatever the parser does, or LawBrokenError."""
        door, rest = self.split_input(data)
        self.doors[door](rest)

    def split_input(self, data: bytes) -> tuple[str, bytes]:
        """Return the door of an input and what it gets; any input has one."""
        first, _, rest = data.partition(b"\n")
        name = first.decode("ascii", "replace")
        if name in self.doors:
            return name, rest
        return sorted(self.doors)[zlib.crc32(first) % len(self.doors)], data

    def change_input(self, data: bytes, seed: int) -> bytes:
        """Return an input like *data* with a few changes, the same for the same *seed*."""
        chance = Random(seed)  # noqa: S311  # no secret: it makes up inputs
        door, rest = self.split_input(data)
        if chance.random() < OTHER_DOOR_SHARE:
            door = chance.choice(sorted(self.doors))
        text, words = rest.decode("utf-8", "surrogateescape"), WORDS[self.name]
        changed = mutate_json(text, chance, words) if chance.random() < JSON_SHARE else None
        if changed is None:
            changed = mutate_text(text, chance, words, self._texts.get(door, ()))
        return join_input(door, encode_text(changed))


def join_input(door: str, data: bytes) -> bytes:
    """Return the input that takes *data* to a door."""
    return door.encode() + b"\n" + data


def encode_text(text: str) -> bytes:
    """Return *text* as UTF-8, with the bytes that were none in it as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
