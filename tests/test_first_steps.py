"""What somebody meets who is new here: settings that are wrong, services that refuse, words that are not there yet."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.command import creative
from tests.loopback import Loopback, failing
from tests.test_provider_runs import brief

WAITING = """\
schema: 1
campaign: waiting
brand: {name: Solara, colors: {primary: "#0F5C63"}}
message: {headline: Poured over ice}
products: [{id: tea, name: Tea, description: a bottle}]
markets: [US, DE, JP]
ratios: ["1:1"]
"""
"""A brief of which two markets wait for their words."""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"CREATIVE_MAX_USD=abc", "CREATIVE_MAX_USD is not a number."),
        (b"\xef\xbb\xbfCREATIVE_CONCURRENCY=0", "CREATIVE_CONCURRENCY must be 1 or more."),
        (b"CREATIVE_MAXUSD=5", "There is no setting CREATIVE_MAXUSD. Did you mean CREATIVE_MAX_USD?"),
        (b"CREATIVE_PROVIDERS=opnai", "There is no provider 'opnai' (CREATIVE_PROVIDERS). Did you mean 'openai'?"),
        (b"CREATIVE_PROVIDERS=auto,studio", "auto cannot be combined with other providers (CREATIVE_PROVIDERS)."),
        (b"CREATIVE_PROVIDERS=openai", "openai has no key (CREATIVE_PROVIDERS)."),
        (b'A=1\nOPENAI_API_KEY="sk-abc', ".env:2: OPENAI_API_KEY cannot be read."),
        (b"OPENAI_API_KEY='sk-a b'", "OPENAI_API_KEY contains a character that no key has; paste it again."),
        ("HF_TOKEN=hé".encode(), "HF_TOKEN contains a character that no key has; paste it again."),
        (b"OPENAI_BASE_URL=not-one", "OPENAI_BASE_URL is not a URL that begins with http:// or https://."),
        (b"CREATIVE_HUGGINGFACE_MODEL=ftp://x", "is not a URL that begins with http:// or https://."),
        (b"\xff\xfe\x00", ".env of this folder is not UTF-8."),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_by_its_name(line: bytes, said: str) -> None:
    """One sentence says which setting it is and what is wrong with it; nothing is made and the code is 2."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    Path(".env").write_bytes(line)
    result = creative("run", "brief.yaml", "--dry-run")

    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr.splitlines()[0]
    assert "sk-a" not in result.stderr


def test_what_other_tools_keep_in_env_and_empty_keys_change_nothing() -> None:
    """Empty keys count as missing; lines of other tools are ignored without a message."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    Path(".env").write_text("OPENAI_API_KEY=\nHF_TOKEN=''\nthis is no line !\nCHROMA_SERVER=[\nCREATIVE_OWN_THING=1\n")
    result = creative("run", "brief.yaml", "--dry-run", "--json")
    (plan,) = json.loads(result.stdout)["plans"]

    assert (result.returncode, result.stderr) == (0, "")
    assert [hero["provider"] for hero in plan["heroes"]] == ["studio"]


@pytest.mark.slow
def test_a_reason_and_its_next_step_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused key fails every ad: the run tells it once a product, the next step once, the doctor until when."""
    text = brief(2).replace("[GB]", "[GB, US]")
    Path("brief.yaml").write_text(text, "utf-8")
    server = Loopback()
    server.answer = lambda _: failing(401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}})
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    with server:
        result = creative("run", "brief.yaml")
        report = creative("report", "last")
    doctor = creative("doctor")
    creative("doctor", "--reset-providers")
    again = creative("doctor")

    assert result.returncode == 3
    assert result.stderr.count("failed    ") == 2
    assert result.stdout.count("(+1 more ad): ") == 2
    assert result.stdout.count("creative doctor --online") == 1
    assert "manifest.json" not in result.stdout
    assert report.stdout.count("No provider could generate p00") == 1
    assert doctor.returncode == 1
    assert f"--  providers: {server.url.removeprefix('http://')} is paused until 20" in doctor.stdout
    assert "creative doctor --reset-providers" in doctor.stdout
    assert (again.returncode, "providers" in again.stdout) == (0, False)


def test_a_dry_run_ends_as_the_run_would() -> None:
    """Missing copy is reported after the plan, with the exit code of a run and without an estimate."""
    Path("brief.yaml").write_text(WAITING, "utf-8")
    dry, real = (creative("run", "brief.yaml", *more) for more in (("--dry-run",), ()))

    assert (dry.returncode, real.returncode) == (2, 2)
    assert dry.stderr == real.stderr
    assert "3 ads would be made" in dry.stdout
    assert "to translate" not in dry.stdout


def test_a_dry_run_reckons_what_the_words_may_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a translator, the locales it would be asked for and the most they may cost are part of the plan."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    Path("brief.yaml").write_text(WAITING, "utf-8")
    result = creative("run", "brief.yaml", "--dry-run", "--provider", "studio", "--json")
    (plan,) = json.loads(result.stdout)["plans"]

    assert (result.returncode, plan["translated"]) == (0, ["de-DE", "ja-JP"])
    assert 0 < plan["copy_usd"] < 1


def test_a_market_whose_words_are_there_does_not_wait_for_others() -> None:
    """A slice needs the words of its own markets; a country may be called by its name."""
    Path("brief.yaml").write_text(WAITING, "utf-8")
    creative("copy", "export", "brief.yaml", "--format", "json", "--market", "Germany", "-o", "out.json")
    handoff = Path("out.json").read_text("utf-8")
    assert '"target": ""' in handoff
    Path("out.json").write_text(handoff.replace('"target": ""', '"target": "Auf Eis gegossen"'), "utf-8")
    taken = creative("copy", "import", "out.json")
    made = creative("run", "brief.yaml", "--market", "Germany", "--json")
    waits = creative("run", "brief.yaml", "--market", "JP")

    assert (taken.returncode, made.returncode, waits.returncode) == (0, 0, 2), taken.stdout + made.stderr
    assert [asset["locale"] for asset in json.loads(made.stdout)["runs"][0]["assets"]] == ["de-DE"]
    assert "ja-JP" in waits.stderr
    assert "de-DE" not in waits.stderr


def test_names_are_told_as_they_were_typed() -> None:
    """A market the brief has not is repeated as it was written."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    result = creative("run", "brief.yaml", "--market", "GBR1", "--provider", "studio")

    assert result.returncode == 2
    assert result.stderr.startswith("Error: The brief has no market 'GBR1'.")


@pytest.mark.parametrize(("option", "names"), [("--market", "GB,US"), ("--ratio", "1:1, 9:16"), ("--product", "p00,a")])
def test_names_with_commas_are_to_be_options_of_their_own(option: str, names: str) -> None:
    """A list where one name belongs is refused with how it is written; nothing is made."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    result = creative("run", "brief.yaml", option, names, "--provider", "studio")

    assert result.returncode == 2
    assert f" {names!r}.\n" in result.stderr
    assert "Give each name an option of its own." in result.stderr
    assert not Path("outputs").exists()


def test_a_narrowed_report_does_not_say_that_there_are_no_runs() -> None:
    """Runs of another campaign are on record all the same."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    creative("run", "brief.yaml", "--provider", "studio", "--quiet")
    other = creative("report", "--campaign", "nobody")

    assert (other.returncode, other.stdout) == (0, "No runs match. Show all with: creative report\n")


def test_a_misspelt_campaign_is_named_with_its_neighbour() -> None:
    """No cost on record may mean that the name is wrong: the report and the list of texts say so."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    creative("run", "brief.yaml", "--provider", "studio", "--quiet")
    campaign = json.loads(creative("report", "--json").stdout)["report"]["runs"][0]["campaign"]
    wrong = f"{campaign}x"
    report, texts = creative("report", "--campaign", wrong, "--json"), creative("texts", wrong)

    assert report.returncode == 0
    assert f"No run of {wrong!r} is on record. Did you mean {campaign!r}?" in report.stderr
    assert (texts.returncode, f"Did you mean {campaign}?" in texts.stderr) == (2, True)


def test_a_day_is_whole_in_a_narrow_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 60 columns a time is broken behind its day, and no number is cut off."""
    Path("brief.yaml").write_text(brief(1).replace("campaign: ", "campaign: a-name-of-some-length-"), "utf-8")
    creative("run", "brief.yaml", "--provider", "studio", "--quiet")
    monkeypatch.setenv("COLUMNS", "60")
    lines = creative("report").stdout.splitlines()

    assert any(re.search(r" \d{4}-\d\d-\d\d ", line) for line in lines)
    assert max(map(len, lines)) <= 60


def test_many_columns_are_shown_a_line_each() -> None:
    """A row that is too wide for the terminal is read from top to bottom, and nothing is cut off."""
    columns = ", ".join(f"'value {number}' AS column_{number}" for number in range(20))
    result = creative("sql", f"SELECT {columns}")

    assert [line.rstrip().split(maxsplit=1) for line in result.stdout.splitlines()] == [
        [f"column_{number}", f"value {number}"] for number in range(20)
    ]


def test_many_columns_without_rows_are_a_list_of_names() -> None:
    """An empty answer says what it would have had, one name after the other and none cut in pieces."""
    columns = [f"column_{number}" for number in range(20)]
    result = creative("sql", f"SELECT {', '.join(f'1 AS {name}' for name in columns)} WHERE false")

    assert result.stdout == ", ".join(columns) + "\n"
    assert "0 rows" in result.stderr


def test_a_file_that_is_no_picture_is_named() -> None:
    """`--like` says which file it was, and nothing of our own insides."""
    Path("brief.yaml").write_text(brief(1), "utf-8")
    creative("run", "brief.yaml", "--provider", "studio", "--quiet")
    result = creative("search", "--like", "brief.yaml")

    assert result.returncode == 2
    assert result.stderr.startswith("Error: brief.yaml is not a picture")


def test_a_wrong_inference_provider_is_told_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a provider that looks like a key is not hidden as one."""
    monkeypatch.setenv("HF_TOKEN", "hf_canary0123456789")
    monkeypatch.setenv("CREATIVE_HUGGINGFACE_PROVIDER", "nonesuch")
    Path("brief.yaml").write_text(brief(1), "utf-8")
    result = creative("run", "brief.yaml")

    assert result.returncode == 3
    assert "'hf-inference'" in result.stdout
    assert "***" not in result.stdout


@pytest.mark.parametrize(
    "folder", ["L'été & co", *(pytest.param(name, marks=pytest.mark.slow) for name in ("my campaign", "plain"))]
)
def test_the_next_command_can_be_copied(folder: str) -> None:
    """The command that `init` names makes the ads, whatever is in the folder's name."""
    wrote = creative("init", folder).stderr
    command = shlex.split(wrote.partition("Make the ads with: ")[2])

    assert command == ["creative", "run", f"{folder}/brief.yaml"]
    assert creative(*command[1:], "--dry-run").returncode == 0
