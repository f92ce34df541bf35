"""What holds for every input: a result, or an error of the product that people can act on."""

import re
import unicodedata
from collections.abc import Iterable

from creative_cli.errors import BriefError, CreativeError, Problem

_HIDDEN = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_END = re.compile(r"""[.!?…)"']$|: creative \w+$""")  # or with a command to copy
LONGEST_MESSAGE = 4000
"""Characters; a list of all problems of a line is far shorter."""


class LawBrokenError(AssertionError):
    """A parser returned something, or said something, that it must not."""

    def __init__(self, law: str, *facts: object) -> None:
        """Name the *law* that is broken and the facts that break it."""
        super().__init__(" ".join((law, *(ascii(fact)[:200] for fact in facts))))
        self.law = law


def require(holds: object, law: str, *facts: object) -> None:
    """Raise LawBrokenError that names the *law* unless it *holds*; *facts* are shown after it."""
    if not holds:
        raise LawBrokenError(law, *facts)


def require_sentence(text: str) -> None:
    """Require that a message is a bounded text without characters that steer a terminal, and ends as one."""
    require(text.strip(), "a message says something")
    require(len(text) <= LONGEST_MESSAGE, "a message is short enough to read", len(text), text[:200])
    require(_END.search(text.rstrip()), "a message is a sentence", text)
    require_plain(text)


def require_plain(text: str) -> None:
    """Require that a text has no control character, turns no line around and can be written as UTF-8."""
    hidden = [sign for sign in text if unicodedata.category(sign) in _HIDDEN]
    require(not hidden, "a message has no control character", *hidden[:1], text)
    require(not _TURNING.search(text), "a message turns no line around", text)


def require_problems(problems: Iterable[Problem], name: str, data: bytes) -> None:
    """Require that each problem is a sentence at a place inside the file *name* with the bytes *data*."""
    lines = count_lines(data)
    found = tuple(problems)
    require(found, "an error of a file has a problem")
    for one in found:
        require_sentence(one.message)
        require(one.file == name, "a problem names its file", one.file)
        require(1 <= one.line <= lines, "a problem lies inside the file", one.line, lines, one.message)
        require(one.column >= 1, "a column counts from 1", one.column, one.message)


def require_error(error: CreativeError, name: str, data: bytes) -> None:
    """Require that *error* can be acted on: its problems have places, and what it says are sentences."""
    if isinstance(error, BriefError):
        require_problems(error.problems, name, data)
    else:
        require_sentence(error.sentence)
    if error.hint:
        require_sentence(error.hint)


def count_lines(data: bytes) -> int:
    """Return how many lines a file has, however they end; never too few for any encoding."""
    return 1 + data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + data.count(b"\xa8") + data.count(b"\xa9")
