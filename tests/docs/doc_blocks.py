"""What the pages of the docs hold: fenced blocks, and the lines that a reader may type."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from command_walk import list_commands
from creative_cli.cli.app import app

SHELLS = ("sh", "bash", "console", "")
_FENCE = re.compile(r"```(\w*)")
_SPAN = re.compile(r"(?<!`)`(creative [^`]+)`(?!`)")
_UNTIL_SHELL = re.compile(r"\s(?:[|>;]|&&|\|\|)")
"""Where a command ends and the shell goes on."""


@dataclass(frozen=True, slots=True)
class DocBlock:
    """A fenced block: its page, the number of its first line, its language and its text."""

    page: Path
    line: int
    language: str
    text: str


def read_blocks(page: Path) -> list[DocBlock]:
    """Return the fenced blocks of a page, in order."""
    blocks, lines = list[DocBlock](), page.read_text("utf-8").splitlines()
    start, language = 0, ""
    for number, line in enumerate(lines, 1):
        fence = _FENCE.match(line)
        if not start and fence:
            start, language = number + 1, fence[1]
        elif start and line.startswith("```"):
            blocks.append(DocBlock(page, start, language, "\n".join(lines[start - 1 : number - 1]) + "\n"))
            start = 0
    return blocks


def join_lines(text: str) -> list[str]:
    """Return the commands of a shell block: comments left out, lines that end in a backslash joined."""
    joined = re.sub(r"\\\n\s*", "", text)
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def list_command_lines(page: Path) -> Iterator[str]:
    """Yield what a page says to type of `creative`: in blocks of the shell, indented code and between backticks."""
    for block in read_blocks(page):
        if block.language in SHELLS:
            yield from (line for line in join_lines(block.text) if line.startswith("creative "))
        elif block.language in {"yaml", "toml"}:
            yield from re.findall(r"(?:- |run: |entry: )(creative .+)", re.sub(r"\\\n\s*", "", block.text))
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    yield from (line.strip() for line in prose.splitlines() if line.startswith("    creative "))
    yield from (match[1].replace("\n", " ") for match in _SPAN.finditer(prose))


def _list_options(command: Any) -> set[str]:
    return {name for part in command.params for name in (*part.opts, *part.secondary_opts)} | {"-h", "--help"}


def list_all_options() -> set[str]:
    """Return the options of all commands."""
    return {"--version"}.union(*(_list_options(command) for _, command in list_commands()))


def explain_unknown_words(line: str) -> str:
    """Return what is wrong with a command line of ours: a command or an option that does not exist; else nothing."""
    words = shlex.split(_UNTIL_SHELL.split(line, maxsplit=1)[0], comments=True)[1:]
    command: Any = typer.main.get_command(app)
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"{line}: there is no command {words[0]!r}"
        command = command.commands[words.pop(0)]
    known = _list_options(command)
    # A letter may be repeated: -vv.
    given = {re.sub(r"^(-\w)\w*$", r"\1", word.split("=", 1)[0]) for word in words if re.match(r"--?\w", word)}
    return f"{line}: there is no option {', '.join(sorted(given - known))}" if given - known else ""
