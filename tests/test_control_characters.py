"""Nothing foreign steers a terminal, turns its text around or begins a line, whichever door it comes through."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.cli.streams import escape_controls, escape_in_json, escape_line
from tests.command import MINIMAL, creative
from tests.parameters import walk_rows

pytestmark = pytest.mark.skipif(os.name != "posix", reason="names of files on Windows have no control characters")

STEERING = (
    "\x1b[31m\x1b]0;title\x07\x1b]8;;http://evil.example\x1b\\",
    "\x08\x0d\x0b\x7f\t",
    "\x9b31m\x85\x90",
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    "\u200b\u2060\ufeff\u2028\u2029",
)
NASTY = f"x{''.join(STEERING)}\nFAKE: all is well"
KEPT = {"\n"}


def assert_harmless(text: str) -> None:
    """Hold that *text* has no raw control character but the ends of its lines, and no line that came from outside."""
    raw = {sign for sign in text if unicodedata.category(sign) in {"Cc", "Zl", "Zp"}} - KEPT
    raw |= set(re.findall("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]", text))
    assert not raw, sorted(map(ascii, raw))
    assert not [line for line in text.splitlines() if line.startswith("FAKE")]


def said(*arguments: str) -> str:
    """Return all that a command writes; an error of ours is no bug."""
    result = creative(*arguments)
    assert result.returncode in {0, 1, 2, 3}, result.stderr
    return result.stdout + result.stderr


@pytest.mark.slow
@walk_rows(
    "arguments",
    [
        (NASTY,),
        (f"--{NASTY}",),
        ("run", NASTY),
        ("run", "brief.yaml", "--market", NASTY),
        ("run", "brief.yaml", "--ratio", NASTY),
        ("run", "brief.yaml", "--product", NASTY),
        ("run", "brief.yaml", "--provider", NASTY),
        ("run", "brief.yaml", "--format", NASTY),
        ("validate", NASTY, f"{NASTY}.yaml"),
        ("validate", NASTY, "--json"),
        ("search", NASTY),
        ("search", NASTY, "--json"),
        ("search", "tea", "--market", NASTY),
        ("search", "tea", "--campaign", NASTY),
        ("search", "tea", "--since", NASTY),
        ("search", "--like", NASTY),
        ("report", NASTY),
        ("report", "--campaign", NASTY),
        ("report", "--by", NASTY),
        ("report", "--output", NASTY),
        ("texts", NASTY),
        ("sql", NASTY),
        ("sql", f"SELECT '{NASTY}' AS x"),
        ("sql", f"SELECT '{NASTY}' AS x", "--json"),
        ("sql", f"SELECT '{NASTY}' AS x", "--format", "csv"),
        ("sql", f'SELECT 1 AS "{NASTY.replace(chr(0), "")}"'),
        ("copy", "export", NASTY),
        ("copy", "import", NASTY),
        ("copy", "status", NASTY),
        ("review", "import", NASTY),
        ("review", "status", NASTY),
        ("markets", NASTY),
        ("channels", NASTY),
        ("doctor", "--output", NASTY),
        ("init", f"{NASTY}/a/b"),
        ("schema", NASTY),
    ],
)
def test_arguments_are_shown_as_escapes(arguments: tuple[str, ...]) -> None:
    """Names, queries and filters, in messages, tables, JSON and CSV."""
    Path("brief.yaml").write_text(MINIMAL, "utf-8")

    assert_harmless(said(*arguments))


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("CREATIVE_STATE", ("report",)),
        ("CREATIVE_PROVIDERS", ("run", "brief.yaml")),
        ("CREATIVE_MAX_USD", ("run", "brief.yaml")),
        ("CREATIVE_EMBEDDER", ("search", "tea")),
        ("CREATIVE_CHROMA_URL", ("search", "tea")),
        ("OPENAI_BASE_URL", ("run", "brief.yaml")),
        ("OPENAI_API_KEY", ("doctor",)),
        ("CREATIVE_DECODE_SECONDS", ("validate", "brief.yaml")),
    ],
)
def test_settings_are_shown_as_escapes(key: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment holds is quoted by errors."""
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    monkeypatch.setenv(key, NASTY)

    assert_harmless(said(*command))


@pytest.mark.parametrize("old", ["tiny", "Nimbus One", "Rain is optional", "umbrella", "GB", "Nimbus"])
def test_texts_of_a_brief_are_shown_as_escapes(old: str) -> None:
    """Whatever key has it, in problems of the brief and in what a preview says."""
    Path("brief.yaml").write_text(MINIMAL.replace(old, json.dumps(NASTY)), "utf-8")
    Path(f"{NASTY.replace('/', '')}.yaml").write_text(MINIMAL, "utf-8")

    assert_harmless(said("validate", "brief.yaml"))
    assert_harmless(said("run", "brief.yaml", "--dry-run", "--json"))
    assert_harmless(said("run", f"{NASTY.replace('/', '')}.yaml", "--dry-run"))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the outputs of a run whose journal somebody edited: every text in it has control characters."""
    folder = tmp_path_factory.mktemp("edited")
    (folder / "brief.yaml").write_text(MINIMAL, "utf-8")
    outputs = folder / "outputs"
    made = creative("run", str(folder / "brief.yaml"), "--ratio", "1:1", "--output", str(outputs))
    assert made.returncode == 0, made.stderr
    (journal,) = (outputs / ".creative" / "journal").glob("*.jsonl")
    lines = []
    for line in journal.read_text("utf-8").splitlines():
        event = json.loads(line)
        for key in ("campaign", "brief", "tool", "product", "message", "subject", "provider", "model", "headline"):
            if isinstance(event.get(key), str):
                event[key] = f"={event[key]}{NASTY}"
        for finding in event.get("asset", {}).get("findings", ()):
            finding["message"] = NASTY
        lines.append(json.dumps(event))
    lines.append(NASTY.replace("\n", " "))
    journal.write_text("\n".join((*lines, "")), "utf-8")
    (outputs / ".creative" / "runlog.duckdb").unlink(missing_ok=True)
    return outputs


@pytest.mark.slow
@walk_rows(
    "arguments",
    [
        *(
            (("report", *run, "--format", form))
            for run in ((), ("last",))
            for form in ("table", "csv", "md", "html", "json")
        ),
        *(("report", "--by", by) for by in ("campaign", "provider")),
        ("sql", "FROM runs"),
        ("sql", "FROM findings", "--format", "csv"),
        ("sql", "FROM heroes", "--json"),
        ("search", "umbrella"),
        ("search", "umbrella", "--json"),
        ("doctor",),
        ("doctor", "--json"),
        ("doctor", "--rebuild"),
        ("review", "status"),
    ],
)
def test_an_edited_journal_is_shown_as_escapes(arguments: tuple[str, ...], edited: Path) -> None:
    """In every format of a report, in SQL, in search and in what the doctor says."""
    text = said(*arguments, "--output", str(edited))

    if arguments[-1] == "json" or "--json" in arguments:
        document = text[text.index("{") : text.rindex("}") + 1]
        assert json.loads(document)
    assert_harmless(text.replace("@\u200b", "@"))  # Markdown keeps a name from notifying somebody so
    if arguments[-1] == "csv":
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("name", ["review.json", "copy.csv", "copy.json", "copy.xlf", "copy.tmx"])
def test_imported_files_are_shown_as_escapes(name: str) -> None:
    """A file that comes by mail is quoted by the errors about it, as is its name."""
    folder = Path(NASTY.replace("/", ""))
    folder.mkdir()
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    for text in (NASTY, json.dumps({NASTY: NASTY, "kind": NASTY}), f"id,{NASTY}\n{NASTY},x\n", f"<x>{NASTY}</x>"):
        (folder / name).write_text(text, "utf-8", newline="")
        command = ("review", "import") if name == "review.json" else ("copy", "import", "--brief", "brief.yaml")
        assert_harmless(said(*command, str(folder / name)))


def test_what_others_print_is_escaped_too() -> None:
    """A warning of a library, a plug-in that prints, and a traceback all go through our streams."""
    program = (
        "import sys, warnings; from creative_cli.cli import streams, console; streams.prepare_streams();"
        "print(sys.argv[1]); warnings.warn(sys.argv[1]);"
        "console.show_bug(ValueError(sys.argv[1])); raise RuntimeError(sys.argv[1])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program, NASTY.replace("\nFAKE", "FAKE")], capture_output=True, text=True, check=False
    )

    assert "RuntimeError" in printed.stderr
    assert_harmless((printed.stdout + printed.stderr).replace("\t", ""))


@given(st.text())
def test_escapes_lose_nothing_that_is_read(text: str) -> None:
    """The escaped text has no control character, is the same text elsewhere, and is escaped once."""
    line, several = escape_line(text), escape_controls(text)

    assert_harmless(line.replace("\n", ""))
    assert "\n" not in line
    assert escape_line(line) == line
    assert several.count("\n") == text.count("\n")
    document = json.dumps({"text": text}, ensure_ascii=False)
    assert json.loads(escape_in_json(document)) == {"text": text}
    assert not re.search("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", escape_in_json(document))


@walk_rows(
    "text",
    [
        "المطر اختياري",
        "می\u200cخواهم",
        "\u200f1٬234٫50 ر.س.\u200f",
        "\u061c1,234.50",
        "👩\u200d👩\u200d👧 🏳️\u200d🌈",
        "ภาษา\u200bไทย",
        "भारत क्\u200dष",
    ],
)
def test_right_to_left_text_and_joined_letters_stay_readable(text: str) -> None:
    """Direction marks, joiners between letters and the spaces of Thai are part of what people write."""
    assert escape_line(text) == escape_controls(text) == text
