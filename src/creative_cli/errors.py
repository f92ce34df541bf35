"""Every error the product raises on purpose.

    CreativeError                 a sentence, a next step, an exit code
    ├── UsageError            2   the command line asks for something impossible
    ├── BriefError            2   the brief has problems, each with its place
    ├── PictureError          2   a picture the brief names cannot be used
    ├── PluginError           2   an installed plug-in cannot be used
    ├── FindingsError         1   a finding stops the run before pictures are made
    ├── WordsError            2   words of a market are missing and nobody can write them
    ├── ProviderError         3   a picture or copy service could not deliver
    │   ├── ContentRefusedError   it refuses the prompt: no other service is asked
    │   └── OverBudgetError       the next call would pass what may be spent
    ├── StorageError          3   a folder, the run log or the index cannot be read or written
    ├── InterruptedRunError 130   Ctrl-C; what is finished is kept
    └── TypesetError          4   Typst refused our own template: our bug

Anything else that reaches the command line is a bug of ours and keeps its traceback (exit 4).
"""

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells the shell; the table is part of `creative --help`."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    BUG = 4
    INTERRUPTED = 130


class CreativeError(Exception):
    """A failure with a sentence for people and the next step to take."""

    exit_code = ExitCode.BUG

    def __init__(self, sentence: str, hint: str = "") -> None:
        """Keep *sentence* (what happened, where) and *hint* (how to mend it)."""
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        """Pickle by sentence and hint, so that errors cross process borders whole."""
        return type(self), (self.sentence, self.hint)


class UsageError(CreativeError):
    """The command line asks for something that cannot be done."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file, at a 1-based line and column."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Read as editors and CI annotate it: `file:line:column: message`."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class BriefError(CreativeError):
    """A brief has one problem or more; all of them are told at once."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: tuple[Problem, ...], hint: str = "Nothing was made.") -> None:
        """Keep *problems*, sorted by place, and *hint*: what became of the work, and the next step."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems), hint)

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...], str]]:  # type: ignore[override]  # other arguments
        """Pickle by problems and hint."""
        return type(self), (self.problems, self.hint)


class PictureError(CreativeError):
    """A picture named by the brief cannot be used as it is."""

    exit_code = ExitCode.USAGE


class PluginError(CreativeError):
    """An installed plug-in cannot be loaded, is of the wrong kind, or has a name that is taken."""

    exit_code = ExitCode.USAGE


class FindingsError(CreativeError):
    """A finding on the copy stops the run before any picture is made."""

    exit_code = ExitCode.FINDINGS


class ProviderError(CreativeError):
    """A picture or copy service could not deliver."""

    exit_code = ExitCode.INCOMPLETE


class ContentRefusedError(ProviderError):
    """A service refuses to paint or write what the brief asks; a refusal is never shopped around."""


class OverBudgetError(ProviderError):
    """The next paid call could pass the most that may be spent."""


class WordsError(CreativeError):
    """Words of a market are missing and nobody is there to write them."""

    exit_code = ExitCode.USAGE


class StorageError(CreativeError):
    """A folder, the run log or the search index cannot be read or written."""

    exit_code = ExitCode.INCOMPLETE


class InterruptedRunError(CreativeError):
    """The run was stopped by Ctrl-C; what is finished is kept."""

    exit_code = ExitCode.INTERRUPTED


class TypesetError(CreativeError):
    """Typst refused a template of ours; its own message is kept."""

    exit_code = ExitCode.BUG
