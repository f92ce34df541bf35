"""Help pages and mistakes of the command line, as somebody reads them who has never seen the tool."""

import json
import re

import pytest
from typer.testing import CliRunner

from command_walk import list_commands
from creative_cli.cli.app import app
from creative_cli.errors import UsageError
from tests.command import creative


def read_help(name: str, width: int) -> str:
    """Return the help of a command at a width of the terminal."""
    done = CliRunner().invoke(app, [*name.split(), "--help"], prog_name="creative", terminal_width=width)
    assert done.exit_code == 0, name
    return done.output


@pytest.mark.parametrize("width", [60, 100])
def test_every_help_page_is_in_plain_words(width: int) -> None:
    """Values have names in capitals or are listed; no types of Python, no formulas, no brackets in brackets."""
    for name, _ in list_commands():
        text = read_help(name, width)
        usage, _, lists = text.partition("\n")
        above, _, below = lists.partition("\nOptions:\n")
        named = re.findall(r"(?m)^  (\S.*?)(?:  |$)", above.partition("\nArguments:\n")[2])
        options = re.findall(r"(?m)^  (-.*?)(?:  |$)", below)
        values = [re.sub(r"--?[\w-]+,?| / ", "", option).strip() for option in options]

        assert re.fullmatch(r"Usage: creative [a-z ]+( \[?[A-Z]+\]?(\.\.\.)?)+", usage), usage
        assert [one for one in (*named, *values) if one != one.upper() and "|" not in one] == [], name
        assert not re.search("[<>]|range", text.replace("schema > ", "").replace("schema --kind brand > ", "")), name


@pytest.mark.parametrize("width", [60, 100])
def test_every_example_stands_on_one_line(width: int) -> None:
    """What a reader copies is a whole command, each on a line of its own, and no other line is too long."""
    for name, command in list_commands():
        text = read_help(name, width)
        examples = [line.strip() for line in (command.help or "").splitlines() if line.strip().startswith("creative ")]

        assert examples, name
        assert [one for one in examples if f"\n  {one}\n" not in text] == [], name
        rest = [line for line in text.splitlines() if line.strip() not in examples]
        assert [line for line in rest if len(line) > width] == [], name


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("report", "a", "b"), "Unexpected argument: b."),
        (("channels", "--jsn"), "No such option: --jsn. Did you mean --json?"),
        (("run", "brief.yaml", "--market"), "Option '--market' requires an argument."),
        (("run", "brief.yaml", "--max-usd", "five"), "Invalid value for '--max-usd': it should be a number."),
        (("search", "tea", "--limit", "0"), "Invalid value for '--limit': it should be at least 1."),
        (("run",), "Missing argument 'BRIEF'."),
    ],
)
def test_a_slip_is_a_sentence_with_the_next_step(words: tuple[str, ...], says: str) -> None:
    """As text and as JSON; it exits with 2."""
    done, document = creative(*words), creative(*words, "--json")

    assert (done.returncode, document.returncode) == (2, 2)
    assert done.stderr.endswith(f" --help' for help.\n\nError: {says}\n")
    if words[-1] != "--market":  # there --json is taken for its value
        assert json.loads(document.stdout)["error"]["sentence"] == says


@pytest.mark.parametrize(("text", "says"), [("", " name is empty."), ("a" * 300, "…: it is too long.")])
def test_what_can_be_no_name_is_refused_at_every_door(text: str, says: str) -> None:
    """A variable of the shell that is not set is not the working folder, and a text in place of a name is no bug."""
    files = {"DIR", "FILE", "PATH", "PICTURE", "FEED", "BRIEF", "AD", "KIT"}
    tried = 0
    for name, command in list_commands():
        named = [one.name for one in command.params if one.param_type_name == "argument" and one.required]
        for one in command.params:
            if one.metavar not in files:
                continue
            options = [one.opts[0], text] if one.param_type_name == "option" else []
            arguments = [text if argument == one.name else "x" for argument in named] if named or options else [text]
            done = CliRunner().invoke(app, [*name.split(), *options, *arguments], prog_name="creative")
            assert isinstance(done.exception, UsageError), (name, one.name)
            assert done.exception.sentence.endswith(says), (name, one.name)
            tried += 1
    assert tried > 50


@pytest.mark.parametrize("words", [(), ("copy",), ("review",), ("brand",)])
def test_a_missing_command_shows_the_help(words: tuple[str, ...]) -> None:
    """The same page as --help, line by line, and 2 as its exit code."""
    bare, asked = creative(*words), creative(*words, "--help")

    assert (bare.returncode, bare.stdout) == (2, "")
    assert bare.stderr.strip() == asked.stdout.strip()
    assert "Commands:\n" in bare.stderr
