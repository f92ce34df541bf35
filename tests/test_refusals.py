"""What stops a command: told at its place before anything is made or bought, to people and to scripts."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from creative_cli.runlog.journal import Journal
from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, creative
from tests.loopback import Loopback, openai_image, picture
from tests.runlog.test_money import ended, started

THREE = """\
schema: 1
campaign: three
brand:
  name: Nimbus
  colors: {primary: "#20304a"}
  logo: logo.svg
message: {headline: Rain is optional}
products:
  - {id: small, name: Small, image: small.png}
  - {id: fine, name: Fine, image: fine.png}
  - id: torn
    name: Torn
    image: torn.png
markets: [GB]
ratios: ["1:1"]
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30"/></svg>'


@pytest.fixture
def three() -> str:
    """Return a brief with one picture that can be used and two that cannot, and a logo that can."""
    Image.effect_noise((900, 900), 60).convert("RGB").save("fine.png")
    Image.new("RGB", (40, 40)).save("small.png")
    Path("torn.png").write_bytes(Path("fine.png").read_bytes()[:2000])
    Path("logo.svg").write_text(LOGO, "utf-8")
    Path("three.yaml").write_text(THREE, "utf-8")
    return "three.yaml"


@pytest.mark.parametrize("arguments", [("validate",), ("run",), ("run", "--dry-run")])
def test_every_picture_that_cannot_be_used_is_told_at_its_line(three: str, arguments: tuple[str, ...]) -> None:
    """A picture too small and a torn one are told together, by whatever looks at the brief, with exit 2 and no ad."""
    result = creative(*arguments, three)
    told = [line for line in result.stderr.splitlines() if line.startswith("three.yaml:")]

    assert result.returncode == 2
    assert [line.split(" ")[0] for line in told] == ["three.yaml:9:37:", "three.yaml:13:12:"]
    assert "products[small].image: small.png has only 40 × 40 px" in told[0]
    assert "products[torn].image: torn.png is damaged" in told[1]
    assert not Path("outputs/three").exists()


def test_a_brief_that_cannot_be_run_does_not_hide_the_one_before_it(three: str) -> None:
    """Of two briefs the first is finished and told, for people and in JSON, beside what stopped the second."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    told = creative("run", "tiny.yaml", three)
    document = json.loads(creative("run", "tiny.yaml", three, "--json").stdout)

    assert told.returncode == 2
    assert "tiny: 3 ads" in told.stdout
    assert "products[torn].image" in told.stderr
    assert [(run["campaign"], run["unchanged"]) for run in document["runs"]] == [("tiny", 3)]
    assert [problem["line"] for problem in document["error"]["problems"]] == [9, 13]


def test_validate_tells_what_is_wrong_in_all_briefs(three: str) -> None:
    """Pictures of one brief and missing words of another are told in one go."""
    Path("tiny.yaml").write_text(MINIMAL.replace("[GB]", "[DE]"), "utf-8")
    result = creative("validate", three, "tiny.yaml")

    assert result.returncode == 2
    assert [line.split(":")[:2] for line in result.stderr.splitlines()[:-1]] == [
        ["three.yaml", "9"],
        ["three.yaml", "13"],
        ["tiny.yaml", "6"],
    ]


@pytest.mark.parametrize("logo", ["<svg", "no picture at all"])
def test_a_logo_that_cannot_be_drawn_stops_the_run_before_a_picture_is_bought(
    logo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The logo is tried first: nobody is asked to paint, and the line of the brief is told."""
    Path("logo.svg").write_text(logo, "utf-8")
    brief = MINIMAL.replace("brand: {name: Nimbus,", "brand: {name: Nimbus, logo: logo.svg,")
    Path("tiny.yaml").write_text(brief.replace("name: Nimbus One", "name: One, description: an umbrella"), "utf-8")
    server = Loopback()
    server.answer = lambda _: openai_image(picture(1024, 1024))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    with server:
        result = creative("run", "tiny.yaml")

    assert result.returncode == 2
    assert result.stderr.startswith("tiny.yaml:3:29: brand.logo: ")
    assert len(server.requests) == 0


def test_a_logo_that_was_drawn_once_is_not_refused_later(three: str) -> None:
    """A good logo passes, in the first run and in the next, where it is known; changed to a bad one it is refused."""
    brief = THREE.replace("small.png", "fine.png").replace("torn.png", "fine.png")
    Path(three).write_text(brief, "utf-8")
    first = creative("run", three, "--product", "fine", "--fail-on", "never")
    second = creative("run", three, "--product", "fine", "--fail-on", "never")
    Path("logo.svg").write_text("<svg", "utf-8")
    third = creative("run", three, "--product", "fine", "--fail-on", "never")

    assert [each.returncode for each in (first, second, third)] == [0, 0, 2]
    assert third.stderr.startswith("three.yaml:6:9: brand.logo: ")


def test_fonts_that_cannot_be_read_are_told_together() -> None:
    """Every font of the brief that is none is told at its line."""
    Path("a.ttf").write_text("no font", "utf-8")
    Path("b.otf").write_text("none either", "utf-8")
    fonts = 'brand:\n  name: Nimbus\n  colors: {primary: "#20304a"}\n  fonts:\n    latin: a.ttf\n    arabic: b.otf\n'
    Path("tiny.yaml").write_text(re.sub("brand: .*\n", fonts, MINIMAL), "utf-8")
    result = creative("validate", "tiny.yaml")

    assert result.returncode == 2
    assert [line.split(" ")[:2] for line in result.stderr.splitlines()[:2]] == [
        ["tiny.yaml:7:12:", "brand.fonts.latin:"],
        ["tiny.yaml:8:13:", "brand.fonts.arabic:"],
    ]


def test_a_brief_that_is_named_twice_is_not_two_briefs() -> None:
    """What `*.yaml brief.yaml` comes to is told as it is."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")

    assert "tiny.yaml is named twice." in creative("validate", "tiny.yaml", "tiny.yaml").stderr


def test_a_folder_in_place_of_its_brief_names_the_brief() -> None:
    """Who types the folder is told the file to type."""
    Path("mine").mkdir()
    Path("mine/brief.yaml").write_text(MINIMAL, "utf-8")

    assert creative("validate", "mine").stderr.startswith(
        "mine:1:1: This is a folder: name the brief in it: mine/brief.yaml.\n"
    )


def test_what_is_no_brief_is_named_with_the_next_step() -> None:
    """Pictures, folders, other files and links in place of a brief; nothing is said in the words of a library."""
    Path("folder").mkdir()
    Path("beside.yaml").symlink_to("nowhere.yaml")
    Path("photo.jpg").write_bytes(picture(8, 8))
    Path("noise.yaml").write_bytes(b"noise\xe3\0\0")
    Path("empty.yaml").write_bytes(b"")
    said = {
        "folder": "This is a folder: name a brief.",
        "beside.yaml": "This is a link to a file that is not there: name the file itself.",
        "photo.jpg": "This is a picture: name a YAML or JSON file.",
        "noise.yaml": "This is no text: name a YAML or JSON file.",
        "empty.yaml": "The brief is empty: start from one that `creative init` writes.",
        "other.yaml": "There is no such file. Check the name; `creative init` writes a first brief.",
        "emtpy.yml": "There is no such file. Did you mean 'empty.yaml'?",
    }
    for name, sentence in said.items():
        done = creative("validate", name)
        assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"{name}:1:1: {sentence}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\xe3\0", "it is not JSON: byte 1 is not UTF-8"),
        (b"hello", "it is not JSON at line 1, column 1"),
        (b"[]", "[] is not an object"),
    ],
)
def test_what_is_no_review_is_named_with_the_next_step(content: bytes, reason: str) -> None:
    """Why it cannot be read, in words that need no knowledge of Python."""
    Path("review.json").write_bytes(content)
    done = creative("review", "import", "review.json")

    assert done.returncode == 2
    assert f": {reason}.\nExport the review from the gallery page again" in done.stderr


@pytest.mark.parametrize("names", ["", " ", ","])
def test_no_provider_is_not_any_provider(names: str) -> None:
    """A variable of the shell that is not set buys no pictures."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    done = creative("run", "tiny.yaml", "--dry-run", "--provider", names)

    assert done.returncode == 2
    assert done.stderr.startswith("Error: No provider is named.\nWrite auto, or huggingface, ")


def test_a_report_or_state_that_can_be_no_file_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text in place of a name is too long for one; it is no bug."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    report = creative("run", "tiny.yaml", "--report", f"junit={'a' * 300}")
    monkeypatch.setenv("CREATIVE_STATE", "a" * 300)
    state = creative("report")

    assert (report.returncode, state.returncode) == (2, 3)
    assert "cannot be a file: File name too long.\nCheck the name." in report.stderr
    assert "could not be written: File name too long.\nChoose another folder" in state.stderr


@pytest.mark.parametrize("name", ["", "../x", "No Such"])
@pytest.mark.parametrize("command", ["package", "texts"])
def test_a_name_that_no_campaign_has_is_a_slip(command: str, name: str) -> None:
    """It exits with 2, as every other slip of the command line does."""
    done = creative(command, name)

    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: There are no ads of {name!r} in outputs.\n")


@pytest.mark.parametrize("arguments", [("validate",), ("run",), ("copy", "status")])
def test_problems_of_a_brief_are_json_where_json_was_asked_for(arguments: tuple[str, ...]) -> None:
    """Stdout has one document with kind, exit code and every problem's place; stderr has the lines for people."""
    Path("bad.yaml").write_text(MINIMAL.replace("headline:", "headlin:").replace("GB", "XQ"), "utf-8")
    result = creative(*arguments, "bad.yaml", "--json")
    error = json.loads(result.stdout)["error"]

    assert (result.returncode, error["exit_code"], error["kind"]) == (2, 2, "BriefError")
    assert [(each["file"], each["line"], each["column"]) for each in error["problems"]] == [
        ("bad.yaml", 4, 11),
        ("bad.yaml", 6, 11),
    ]
    assert all(each["message"] in result.stderr for each in error["problems"])


@pytest.mark.parametrize(
    "arguments", [("report", "nope"), ("search",), ("review", "import", "nope.json"), ("sql", "DROP TABLE x")]
)
def test_any_error_is_json_where_json_was_asked_for(arguments: tuple[str, ...]) -> None:
    """The sentence and the next step of every other error are in the document, too; its code is the process's."""
    result = creative(*arguments, "--json")
    error = json.loads(result.stdout)["error"]

    assert error["exit_code"] == result.returncode != 0
    assert error["sentence"] in result.stderr
    assert error["hint"] in result.stderr


@pytest.mark.slow
def test_an_error_that_nobody_reads_as_json_keeps_its_code() -> None:
    """A full disk or a reader that left changes neither the exit code nor the lines for people."""
    Path("bad.yaml").write_text("schema: 1\n", "utf-8")
    line = [sys.executable, "-m", "creative_cli", "validate", "bad.yaml", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full").open("wb") as full:
        kept = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    left = subprocess.run(line, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)

    assert (kept.returncode, left.returncode) == (2, 2)
    assert "could not be written to stdout" in kept.stderr
    assert all("bad.yaml:1:1: campaign is missing" in each.stderr for each in (kept, left))
    assert all("Traceback" not in each.stderr for each in (kept, left))


def test_a_refused_plan_is_one_document(three: str) -> None:
    """`--dry-run --json` has the plan, what it costs, and what would stop the run, in one document."""
    Path(three).write_text(MINIMAL.replace("Rain is optional", "Shit weather and great coats"), "utf-8")
    result = creative("run", three, "--dry-run", "--json", "--max-usd", "2")
    document = json.loads(result.stdout)

    assert result.returncode == document["error"]["exit_code"] == 1
    assert document["error"]["sentence"] in result.stderr
    assert (document["plans"][0]["cost_usd"], document["max_usd"]) == (0.0, 2.0)


def test_a_plan_says_when_the_money_will_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Painted pictures may cost more than a cent: the plan says so, and only a run that is stopped ends with 3."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    Path("tiny.yaml").write_text(MINIMAL.replace("name: Nimbus One", "name: One, description: an umbrella"), "utf-8")
    tight = creative("run", "tiny.yaml", "--dry-run", "--max-usd", "0.01")
    ample = creative("run", "tiny.yaml", "--dry-run", "--max-usd", "5")
    tiny = creative("run", "tiny.yaml", "--dry-run", "--max-usd", "0.001")
    stopped = creative("run", "tiny.yaml", "--ratio", "1:1", "--max-usd", "0.001")

    assert [one.returncode for one in (tight, ample, tiny, stopped)] == [0, 0, 0, 3]
    assert "may exceed the run's budget of $0.0010 (--max-usd)" in tiny.stdout
    assert "--max-usd allows 0.0010 USD, 0.00 are spent" in stopped.stdout
    assert "may exceed the run's budget of $0.01 (--max-usd)" in tight.stdout
    assert "may exceed" not in ample.stdout


def test_a_plan_looks_at_what_the_month_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier runs of the month spent is taken off the budget, and looking leaves no trace."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("CREATIVE_BUDGET_USD", "5")
    Path("tiny.yaml").write_text(MINIMAL.replace("name: Nimbus One", "name: One, description: an umbrella"), "utf-8")
    ample = creative("run", "tiny.yaml", "--dry-run")
    untouched = not Path("outputs").exists()
    state = StateFolder(Path("outputs/.creative"))
    state.create()
    with Journal.open(state, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-000001") as journal:
        call = started("a")
        journal.append(call)
        journal.append(ended(call, usd=4.99))
    tight = creative("run", "tiny.yaml", "--dry-run")
    month = json.loads(creative("run", "tiny.yaml", "--dry-run", "--json").stdout)["month"]

    assert "may exceed" not in ample.stdout
    assert untouched
    assert "may exceed the monthly budget: $0.01 of $5.00 is left (CREATIVE_BUDGET_USD)" in tight.stdout
    assert (month["usd"], month["spent_usd"]) == (5.0, 4.99)


@pytest.mark.parametrize("option", ["--output", "--state"])
def test_a_folder_without_a_name_is_refused(option: str) -> None:
    """An unset variable of a script does not become the folder one happens to be in; a dot does."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    empty = creative("run", "tiny.yaml", option, "")
    dot = creative("run", "tiny.yaml", option, ".", "--dry-run")

    assert empty.returncode == 2
    assert "The folder name is empty." in empty.stderr
    assert dot.returncode == 0
    assert [path.name for path in Path().iterdir()] == ["tiny.yaml"]


@pytest.mark.parametrize("command", ["", "copy", "review"])
def test_the_list_of_commands_is_whole_in_sixty_columns(command: str) -> None:
    """No summary of a command is cut off with dots, and no line is wider than the window."""
    result = subprocess.run(
        [sys.executable, "-m", "creative_cli", *command.split(), "--help"],
        env={"COLUMNS": "60", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    listed = result.stdout.split("Commands:")[1]

    assert "..." not in listed
    assert max(map(len, result.stdout.splitlines())) <= 60


def test_a_kind_of_file_is_refused_only_where_it_is_asked_for() -> None:
    """A channel that takes no WebP stops `--format webp`, but not a slice without that channel."""
    brief = f'{MINIMAL}ratios: ["1:1"]\nchannels: [meta.stories]\n'
    Path("tiny.yaml").write_text(brief, "utf-8")
    whole = creative("run", "tiny.yaml", "--format", "webp")
    part = creative("run", "tiny.yaml", "--format", "webp", "--ratio", "1:1")

    assert whole.returncode == 2
    assert "meta.stories accepts jpg, png, not webp." in whole.stderr
    assert "--ratio" in whole.stderr
    assert part.returncode == 0
    assert [path.name for path in Path("outputs").rglob("umbrella.*")] == ["umbrella.webp"]
