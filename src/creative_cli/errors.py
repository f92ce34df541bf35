"""Every error this package raises on purpose.

    CreativeError                 message, hint, exit code
    ├── UsageError            2   the command line asks for something impossible
    ├── BriefError            2   the brief has problems, each with its position
    ├── PictureError          2   a picture the brief names cannot be used
    ├── PluginError           2   an installed plug-in cannot be used
    ├── FindingsError         1   a finding on the copy stops the run before any picture is generated
    ├── WordsError            2   copy is missing for a market and no translator is configured
    ├── ProviderError         3   an image or copy service failed
    │   ├── ContentRefusedError   the service refuses the prompt; no other service is tried
    │   └── OverBudgetError       the next call could exceed the budget
    ├── ClusterError          3   a cluster cannot be reached, or none of its workers can make a set of ads
    ├── StorageError          3   a folder, the run log or the index cannot be read or written
    ├── InterruptedRunError 130   Ctrl-C; finished work is kept
    └── TypesetError          4   Typst rejected one of our templates: a bug

Any other exception that reaches the command line is a bug and keeps its traceback (exit code 4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """Exit codes of the process, as listed in `creative --help`."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    BUG = 4
    INTERRUPTED = 130


class SentenceList(str):  # noqa: SLOT000  # mypy sees no attribute in the slots of a str
    """Several sentences as one text, each on a line of its own.

    A line break in any other sentence comes from outside, as from the name of a file, and is shown as an escape.
    """

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> Self:
        """Join *parts*, which stay apart in `parts`."""
        kept = tuple(parts)
        text = super().__new__(cls, "\n".join(kept))
        text.parts = kept
        return text

    def __getnewargs__(self) -> tuple[tuple[str, ...]]:  # type: ignore[override]  # other arguments
        """Pickle and copy the parts."""
        return (self.parts,)


class CreativeError(Exception):
    """A failure with a message for people and a hint for the next step."""

    exit_code = ExitCode.BUG

    def __init__(self, sentence: str, hint: str = "") -> None:
        """Store *sentence* (what happened, and where) and *hint* (how to fix it)."""
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        """Pickle both parts, for errors raised in worker processes."""
        return type(self), (self.sentence, self.hint)


class UsageError(CreativeError):
    """The command line asks for something impossible."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file, at a 1-based line and column."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Format as editors and CI expect: `file:line:column: message`."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class BriefError(CreativeError):
    """A brief has one or more problems; they are reported together."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: tuple[Problem, ...], hint: str = "Nothing was made.") -> None:
        """Store *problems*, sorted by position, and *hint*."""
        self.problems = tuple(sorted(problems))
        super().__init__(SentenceList(str(problem) for problem in self.problems), hint)

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...], str]]:  # type: ignore[override]  # other arguments
        """Pickle the problems and the hint."""
        return type(self), (self.problems, self.hint)


class PictureError(CreativeError):
    """A picture the brief names cannot be used."""

    exit_code = ExitCode.USAGE


class PluginError(CreativeError):
    """An installed plug-in cannot be loaded, is of the wrong kind, or has a name that is taken."""

    exit_code = ExitCode.USAGE


class FindingsError(CreativeError):
    """A finding on the copy stops the run before any picture is generated."""

    exit_code = ExitCode.FINDINGS


class ProviderError(CreativeError):
    """An image or copy service failed."""

    exit_code = ExitCode.INCOMPLETE


class ContentRefusedError(ProviderError):
    """A service refuses the content of a prompt; no other service is tried."""


class OverBudgetError(ProviderError):
    """The next paid call could exceed the budget."""


class WordsError(CreativeError):
    """Copy is missing for a market and no translator is configured."""

    exit_code = ExitCode.USAGE


class ClusterError(CreativeError):
    """A cluster cannot be reached, or a worker that makes a set of ads, there or on this machine, was lost."""

    exit_code = ExitCode.INCOMPLETE


class StorageError(CreativeError):
    """A folder, the run log or the search index cannot be read or written."""

    exit_code = ExitCode.INCOMPLETE


class InterruptedRunError(CreativeError):
    """Ctrl-C stopped the run; finished work is kept."""

    exit_code = ExitCode.INTERRUPTED


class TypesetError(CreativeError):
    """Typst rejected one of our templates; the message includes its own."""

    exit_code = ExitCode.BUG
