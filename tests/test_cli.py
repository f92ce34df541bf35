"""The command line as people and CI use it: real processes, exit codes, stdout for results, stderr for talk."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.command import MINIMAL, creative, start_creative
from tests.conftest import REPOSITORY

HEAVY = ("openai", "huggingface_hub", "chromadb", "duckdb", "typst", "PIL", "numpy", "pydantic", "rich", "babel")

SIX_MISTAKES = """\
schema: 1
campaign: Summer Drinks
brand:
  name: Solara
  colours: {primary: "#0F5C63"}
message:
  headline: Summer, poured over ice
  body: Cold-brewed tea.
products:
  - id: iced-tea
    name: Solara Iced Tea
    image: ../tea.png
markets:
  - Germny
  - JP
ratios: ["1:1", "3-7"]
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the shortest brief that works."""
    path = tmp_path / "tiny.yaml"
    path.write_text(MINIMAL, "utf-8")
    return path


def test_help_loads_nothing_heavy() -> None:
    """The help page imports no SDK, no picture library and no schema."""
    script = (
        "import sys\nsys.argv = ['creative', '--help']\n"
        "from creative_cli.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert result.stdout.splitlines()[-1] == "LOADED []"


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "validate",
        "search",
        "report",
        "sql",
        "copy export",
        "review import",
        "markets",
        "channels",
        "doctor",
        "schema",
        "init",
        "watch",
    ],
)
def test_every_command_has_help(command: str) -> None:
    """Each command explains itself, with an example where it takes arguments."""
    result = creative(*command.split(), "--help")

    assert result.returncode == 0
    assert f"creative {command}" in result.stdout


def test_a_minimal_brief_makes_three_finished_ads(tiny: Path) -> None:
    """Six lines of brief, no logo, no picture, no key: three ads that lack only the product, which they say."""
    result = creative("run", str(tiny), "--json")
    document = json.loads(result.stdout)

    assert result.returncode == 0, result.stderr
    (run,) = document["runs"]
    assert sorted(asset["path"] for asset in run["assets"]) == [
        "en-GB/16x9/umbrella.jpg",
        "en-GB/1x1/umbrella.jpg",
        "en-GB/9x16/umbrella.jpg",
    ]
    found = [one for asset in run["assets"] for one in asset["findings"] if one["status"] not in {"PASS", "SKIP"}]
    assert [(one["check"], one["status"]) for one in found] == 3 * [("product_shown", "WARN")]
    assert (Path("outputs/tiny") / "en-GB/1x1/umbrella.jpg").stat().st_size > 20_000


def test_six_mistakes_are_told_at_once_with_their_lines_and_leave_nothing(tmp_path: Path) -> None:
    """Each problem has its line and column; the exit code is 2 and no file is made."""
    (tmp_path / "bad.yaml").write_text(SIX_MISTAKES, "utf-8")
    result = creative("run", "bad.yaml")
    lines = [line for line in result.stderr.splitlines() if line.startswith("bad.yaml:")]

    assert result.returncode == 2
    assert [int(line.split(":")[1]) for line in lines] == [2, 5, 12, 14, 15, 16]
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_a_brief_names_markets_and_languages_as_their_people_do(tiny: Path) -> None:
    """Own names resolve; a part of a country is answered with the country."""
    french, japanese = (
        "{country: Schweiz, language: français, copy: {headline: Pluie}}",
        "{country: 日本, copy: {headline: 雨}}",
    )
    tiny.write_text(MINIMAL.replace("[GB]", f"[{french}, {japanese}]"), "utf-8")
    good = creative("validate", str(tiny), "--json")
    tiny.write_text(MINIMAL.replace("[GB]", "[England]"), "utf-8")
    part = creative("validate", str(tiny))

    assert json.loads(good.stdout)["briefs"][0]["locales"] == ["fr-CH", "ja-JP"], good.stderr
    assert part.returncode == 2
    assert "GB (United Kingdom)" in part.stderr


def test_a_brief_is_read_from_stdin_and_errors_name_it(tiny: Path) -> None:
    """`-` is a brief like any other."""
    good = creative("validate", "-", stdin=tiny.read_text("utf-8"))
    bad = creative("validate", "-", stdin="schema: 1\n")

    assert good.returncode == 0
    assert "3 ads" in good.stdout
    assert bad.returncode == 2
    assert "stdin:1:1:" in bad.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--provider", "stduio"), "'studio'"),
        (("--market", "DE"), "GB"),
        (("--ratio", "4:5"), "1:1"),
        (("--product", "umbrela"), "'umbrella'"),
    ],
)
def test_an_option_that_matches_nothing_says_what_there_is(tiny: Path, arguments: tuple[str, ...], says: str) -> None:
    """A wrong name is answered with the right ones, exit 2, and nothing is made."""
    result = creative("run", str(tiny), *arguments)

    assert result.returncode == 2
    assert says in result.stderr
    assert not Path("outputs").exists()


def test_a_prohibited_claim_stops_before_any_picture(tiny: Path) -> None:
    """The finding names the rule; `--fail-on never` goes on and keeps it in the manifest."""
    tiny.write_text(MINIMAL.replace("Rain is optional", "Shit weather and great coats"), "utf-8")
    stopped = creative("run", str(tiny))
    went_on = creative("run", str(tiny), "--fail-on", "never", "--ratio", "1:1", "--json")
    (asset,) = json.loads(went_on.stdout)["runs"][0]["assets"]

    assert stopped.returncode == 1
    assert "profanity/swearing" in stopped.stderr
    assert went_on.returncode == 0
    assert asset["status"] == "FAIL"


def test_fail_on_warn_turns_a_warning_into_exit_1(tiny: Path) -> None:
    """A superlative warns: exit 0 by default, 1 with `--fail-on warn`."""
    tiny.write_text(MINIMAL.replace("Rain is optional", "The best coat"), "utf-8")

    assert creative("run", str(tiny), "--ratio", "1:1").returncode == 0
    assert creative("run", str(tiny), "--ratio", "1:1", "--fail-on", "warn").returncode == 1


def test_a_dry_run_makes_nothing(tiny: Path) -> None:
    """The plan is told and no folder appears."""
    result = creative("run", str(tiny), "--dry-run")

    assert result.returncode == 0
    assert "3 ads would be made" in result.stdout
    assert not Path("outputs").exists()


def test_quiet_prints_nothing_and_results_go_to_stdout_only(tiny: Path) -> None:
    """`--quiet` is silent; otherwise the table is on stdout and progress on stderr."""
    quiet = creative("run", str(tiny), "--quiet")
    told = creative("run", str(tiny))

    assert (quiet.stdout, quiet.stderr) == ("", "")
    assert "en-GB" in told.stdout
    assert "3 of 3" in told.stderr
    assert "3 of 3" not in told.stdout


def test_quiet_still_says_what_failed(tiny: Path) -> None:
    """An exit code of 1 comes with its reason, on stderr."""
    long = tiny.read_text("utf-8").replace("headline: Rain is optional", f"headline: {'Rainproofed ' * 12}")
    tiny.write_text(long + "ratios: [120x240]\n", "utf-8")
    quiet = creative("run", str(tiny), "--quiet")

    assert (quiet.returncode, quiet.stdout) == (1, "")
    assert "tiny: FAIL " in quiet.stderr


def test_init_writes_a_campaign_that_runs(tmp_path: Path) -> None:
    """A stranger's first two commands work, and the second init does not overwrite the first."""
    first = creative("init", "mine")
    again = creative("init", "mine")
    result = creative("run", "mine/brief.yaml", "--ratio", "1:1", "--quiet")

    assert first.returncode == 0
    assert again.returncode == 2
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "outputs/my-first-campaign/ja-JP/1x1/iced-tea.jpg").exists()


def test_schema_prints_the_json_schema() -> None:
    """What `creative schema` prints is the schema that ships beside the briefs."""
    result = creative("schema")

    assert result.stdout == (REPOSITORY / "briefs" / "brief.schema.json").read_text("utf-8")


def test_search_and_report_answer_after_a_run(tiny: Path) -> None:
    """What was made is found by meaning and stands in the report; the state folder may be elsewhere."""
    creative("run", str(tiny), "--ratio", "1:1", "--state", "memory")
    found = creative("search", "something against wet weather", "--state", "memory", "--json")
    assert found.returncode == 0, found.stderr
    report = creative("report", "--state", "memory", "--json")

    assert json.loads(found.stdout)["campaigns"][0]["campaign"] == "tiny"
    assert json.loads(report.stdout)["report"]["totals"]["made"] == 1
    assert not Path("outputs/.creative").exists()


def test_searching_nothing_or_nowhere_is_a_sentence() -> None:
    """No index and no words are told with the next step."""
    nowhere = creative("search", "tea")
    nothing = creative("search")

    assert nowhere.returncode == 3
    assert "no search index" in nowhere.stderr
    assert nothing.returncode == 2


def test_doctor_is_content_on_a_fresh_folder() -> None:
    """Every part works here and says so."""
    result = creative("doctor", "--json")

    assert result.returncode == 0, result.stdout
    assert all(check["ok"] for check in json.loads(result.stdout)["checks"])


def test_a_picture_that_cannot_be_used_stops_before_anything_is_made(tiny: Path) -> None:
    """A brief's broken picture is exit 2 and leaves no ad."""
    (tiny.parent / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n, and then nothing")
    tiny.write_text(MINIMAL.replace("name: Nimbus One", "name: Nimbus One, image: broken.png"), "utf-8")
    result = creative("run", str(tiny))

    assert result.returncode == 2
    assert "broken.png" in result.stderr
    assert not list(Path("outputs").rglob("*.jpg"))


def test_a_painted_checkerboard_is_refused_by_name_with_what_to_send(tiny: Path) -> None:
    """A packshot whose transparency is only painted on is exit 2, and the sentence says which and what instead."""
    cells = (np.indices((800, 800)) // 20).sum(axis=0) % 2
    Image.fromarray(np.where(cells[..., None], 255, 204).astype(np.uint8).repeat(3, axis=2)).save("fake.png")
    tiny.write_text(MINIMAL.replace("name: Nimbus One", "name: Nimbus One, image: fake.png"), "utf-8")
    result = creative("run", str(tiny))

    assert result.returncode == 2
    assert "fake.png: The picture only looks transparent" in result.stderr
    assert "Send the original PNG" in result.stderr
    assert not list(Path("outputs").rglob("*.jpg"))


@pytest.mark.parametrize("command", ["schema", "markets", "channels"])
def test_output_that_nobody_reads_is_no_error(command: str) -> None:
    """`creative … | head` ends as without it, with 0 and the count: nothing was found and nothing failed."""
    unread, written = os.pipe()
    os.close(unread)
    done = start_creative(command, streams={1: written}).wait()
    os.close(written)

    assert done.returncode == 0
    assert re.fullmatch(rf"(\d+ {command}\n)?", done.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is played by a device of Linux")
@pytest.mark.parametrize(
    "command", [["schema"], ["markets", "DE"], ["markets", "--json"], ["report", "--format", "csv"]]
)
def test_a_result_that_cannot_be_written_is_a_sentence(command: list[str]) -> None:
    """A full disk behind `>` is told with the next step and the code of storage, not as a bug of ours."""
    with Path("/dev/full").open("wb") as full:
        result = start_creative(*command, streams={1: full.fileno()}).wait()

    assert result.returncode == 3
    assert result.stderr.startswith("Error: The result could not be written to stdout: No space left on device.\n")


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_keeps_what_is_finished_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """Interrupted after the first ad: exit 130, whole files only, and the same command makes the rest."""
    shutil.copytree(REPOSITORY / "briefs", tmp_path / "briefs")
    run = ("run", "briefs/summer-drinks.yaml", "--ratio", "1:1", "--product", "iced-tea")
    command = start_creative(*run, "--jobs", "1")
    deadline = time.monotonic() + 60
    while not list(Path("outputs").rglob("*.jpg")) and time.monotonic() < deadline:
        assert not command.ends_within(0.01)
    command.send_signal(signal.SIGINT)
    done_early = command.wait()
    finished = list(Path("outputs").rglob("*.jpg"))
    manifest = json.loads(Path("outputs/summer-drinks-2026/manifest.json").read_text("utf-8"))
    rest = creative(*run, "--json")
    (done,) = json.loads(rest.stdout)["runs"]

    assert done_early.returncode == 130
    assert "run the same command again" in done_early.stdout
    assert 0 < len(finished) < 8
    assert len(manifest["assets"]) == len(finished)
    assert rest.returncode == 0
    assert done["unchanged"] == len(finished)
    assert len(done["assets"]) == 8


@pytest.mark.parametrize(
    ("port", "says"), [("abc", "it should be a whole number."), ("99999", "it should be at most 65535.")]
)
def test_a_wrong_number_is_said_in_our_words(port: str, says: str) -> None:
    """What a value should be, and nothing of how a library parses it."""
    done = creative("serve", "--port", port)
    assert done.returncode == 2
    assert done.stderr.endswith(f"Error: Invalid value for '--port': {says}\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("report", "--format", "cvs"),
            "'--format': 'cvs' is not one of 'table', 'json', 'csv', 'md', 'html'. Did you mean 'csv'?",
        ),
        (
            ("copy", "import", "a.xlf", "--status", "aproved"),
            "'--status': 'aproved' is not one of 'draft', 'reviewed', 'approved'. Did you mean 'approved'?",
        ),
        (("labels", "--on", "1.2.2026"), "'--on': '1.2.2026' is not a day written like 2026-06-01."),
    ],
)
def test_a_wrong_word_is_said_in_our_words(words: tuple[str, ...], says: str) -> None:
    """The word, those that there are, and the one that was likely meant; nothing of the library that compares them."""
    done = creative(*words)
    assert done.returncode == 2
    assert done.stderr.endswith(f"Error: Invalid value for {says}\n")
