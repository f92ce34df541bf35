"""`validate` and `--dry-run` report all that needs no picture, of every brief, at the line of its cause."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import MINIMAL, creative
from tests.loopback import Loopback, openai_image, picture

BRIEF = """\
schema: 1
campaign: NAME
brand: {name: Solara, colors: {primary: "#0F5C63"}}
message:
  headline: The best tea in town
  body: Save 50% until August 31.
products: [{id: tea, name: Solara Tea}]
channels: [gdn.320x50]
markets:
  - US
  - country: DE
    copy:
      headline: Klimaneutraler Genuss
      body: 15 % sparen bis 31. August.
      cta: Jetzt probieren und viel mehr davon kaufen als je zuvor
"""
FOUND = [
    ("a.yaml", 5, "WARN", "prohibited_words", "GLOBAL-SUPERLATIVE"),
    ("a.yaml", 13, "FAIL", "prohibited_words", "EU-ECGT-OFFSET"),
    ("a.yaml", 14, "FAIL", "same_numbers", "changed"),
    ("a.yaml", 15, "FAIL", "text_overflow", "overflow"),
]
WAIVERS = """\
waivers:
  - {check: prohibited_words, reason: Cleared by legal, owner: Ana, expires: 2199-01-01, markets: [EU]}
  - {check: same_numbers/changed, reason: Old offer, owner: Bo, expires: 2020-01-01}
  - {check: text_overflow, reason: Being redrawn, owner: Cy, expires: 2199-01-01, markets: [AT]}
"""


def write_brief(name: str, text: str = BRIEF) -> str:
    """Write the brief with a campaign of that name; return its file."""
    Path(f"{name}.yaml").write_text(text.replace("NAME", f"campaign-{name}"), "utf-8")
    return f"{name}.yaml"


def validated(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Return exit code and document of `validate --json`."""
    done = creative("validate", *arguments, "--json")
    return done.returncode, json.loads(done.stdout)


def places(document: dict[str, Any]) -> list[tuple[object, ...]]:
    """Return place, status, check and code of each finding."""
    return [tuple(one[key] for key in ("file", "line", "status", "check", "code")) for one in document["findings"]]


def test_validate_reports_each_finding_at_the_line_of_its_cause() -> None:
    """Copy that a run would refuse, and copy that fits nowhere; the exit code follows --fail-on."""
    code, document = validated(write_brief("a"))

    assert places(document) == FOUND
    assert code == 1
    assert validated("a.yaml", "--fail-on", "error")[0] == validated("a.yaml", "--fail-on", "never")[0] == 0


def test_findings_of_every_brief_are_reported_beside_the_problems_of_another() -> None:
    """A brief that cannot be read does not hide what is wrong in the others."""
    broken = write_brief("c", BRIEF.replace("channels:", "chanels:"))
    code, document = validated(broken, write_brief("a"), write_brief("b"))

    assert code == 2
    assert [one["line"] for one in document["error"]["problems"]] == [8]
    assert places(document) == [*FOUND, *(("b.yaml", *rest) for _, *rest in FOUND)]


def test_a_dry_run_reports_the_same_and_names_what_stops_the_run() -> None:
    """Those of all briefs, warnings included."""
    done = creative("run", write_brief("a"), write_brief("b"), "--dry-run", "--json")
    document = json.loads(done.stdout)

    assert done.returncode == 1
    assert places(document) == [*FOUND, *(("b.yaml", *rest) for _, *rest in FOUND)]
    assert document["error"]["sentence"].count("FAIL") == 6
    assert "a.yaml:13:" in done.stderr


def test_places_hold_through_parts_kits_and_files_of_copy(tmp_path: Path) -> None:
    """The file that has the line is named, not the brief that includes it."""
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "brand.yaml").write_text(
        'name: Solara\ncolors: {primary: "#0F5C63"}\nrequired_disclaimers:\n  - text: {fr: Recyclez.}\n', "utf-8"
    )
    (tmp_path / "copy.yaml").write_text("copy:\n  de:\n    headline: Klimaneutraler Genuss\n", "utf-8")
    (tmp_path / "brief.yaml").write_text(
        "schema: 1\ncampaign: parts\ninclude: [copy.yaml]\nbrand: {kit: kit}\nmessage: {headline: Tea}\n"
        "products: [{id: tea, name: Tea}]\nmarkets: [DE]\n",
        "utf-8",
    )
    code, document = validated(str(tmp_path / "brief.yaml"))
    found = {(Path(one["file"]).name, one["line"], one["check"]) for one in document["findings"]}

    assert code == 1
    assert ("copy.yaml", 3, "prohibited_words") in found
    assert ("brand.yaml", 4, "required_disclaimer") in found


def test_a_finding_of_a_feed_stands_in_its_row() -> None:
    """The line of the table that has the words."""
    Path("tea.csv").write_text("id,name,Titel\ntea,Tea,Eistee\nmint,Mint,Klimaneutraler Genuss\n", "utf-8")
    feed = "products: {file: tea.csv, map: {copy.de.headline: Titel}}"
    text = f"{BRIEF.split('  body:', maxsplit=1)[0]}{feed}\nmarkets: [{{country: DE, copy: {{headline: Tee}}}}]\n"
    _, document = validated(write_brief("f", text))

    assert ("tea.csv", 3, "FAIL", "prohibited_words", "EU-ECGT-OFFSET") in places(document)


def test_waivers_hold_until_their_last_day_and_only_where_they_say() -> None:
    """The one for the EU holds in Germany, the one for Austria does not, and an expired one says so."""
    Path("waivers.yaml").write_text(WAIVERS, "utf-8")
    code, document = validated(write_brief("a"), "--waivers", "waivers.yaml", "--report", "md=report.md")
    status = {one["code"]: one for one in document["findings"]}

    assert code == 1
    assert status["EU-ECGT-OFFSET"]["waiver"]["owner"] == "Ana"
    assert status["EU-ECGT-OFFSET"]["status"] == "SKIP"
    assert status["GLOBAL-SUPERLATIVE"]["waiver"] is None
    assert (status["changed"]["status"], status["changed"]["expired_waiver"]["owner"]) == ("FAIL", "Bo")
    assert (status["overflow"]["status"], status["overflow"]["waiver"]) == ("FAIL", None)
    assert "expired on 2020" in Path("report.md").read_text("utf-8").replace("\\", "")
    assert "Cleared by legal" in creative("validate", "a.yaml", "--waivers", "waivers.yaml").stdout


def test_waivers_of_the_brief_count_like_those_of_a_file_and_are_read_with_it() -> None:
    """A check, a market, a product and a channel that are not there are refused, each at its place."""
    text = BRIEF + WAIVERS.replace("[AT]", "[US]")
    wrong = BRIEF + (
        "waivers:\n"
        "  - {check: same_number, reason: x, owner: Ana, expires: 2199-01-01}\n"
        "  - {check: upscale/enlargd, reason: x, owner: Ana, expires: 2199-01-01}\n"
        "  - {check: upscale, reason: x, owner: Ana, expires: 2199-01-01, products: [coffee], formats: [meta]}\n"
        "  - {check: upscale, reason: x, owner: Ana, expires: 2199-01-01, markets: [AT]}\n"
    )
    _, good = validated(write_brief("a", text))
    code, document = validated(write_brief("b", wrong))
    says = [one["message"] for one in document["error"]["problems"]]

    assert next(one for one in good["findings"] if one["code"] == "EU-ECGT-OFFSET")["waiver"]["line"] == 17
    assert code == 2
    assert [one["line"] for one in document["error"]["problems"]] == [17, 18, 19, 19, 20]
    assert "Did you mean same_numbers?" in says[0]
    assert "Did you mean upscale/enlarged?" in says[1]


def test_a_profile_of_ones_own_changes_severities_with_a_reason() -> None:
    """Strict fails warnings, and a file names checks or codes; every report shows the reason."""
    Path("own.yaml").write_text(
        "extends: strict\nchanges:\n"
        "  - {check: prohibited_words/EU-ECGT-OFFSET, severity: warn, reason: Lawyers look at it.}\n"
        '  - {check: text_overflow, severity: "off", reason: Redrawn by hand.}\n',
        "utf-8",
    )
    _, strict = validated(write_brief("a"), "--profile", "strict")
    _, own = validated("a.yaml", "--profile", "own.yaml")

    assert {one["status"] for one in strict["findings"]} == {"FAIL"}
    assert [one["status"] for one in own["findings"]] == ["FAIL", "WARN", "FAIL", "SKIP"]
    assert own["findings"][1]["changed"] == "Lawyers look at it."
    assert own["findings"][1]["status_of_check"] == "FAIL"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--profile", "strikt"), "Did you mean 'strict'?"),
        (("--profile", "none.yaml"), "none.yaml:1:1: The file cannot be read"),
        (("--waivers", "none.yaml"), "none.yaml:1:1: The file cannot be read"),
        (("--report", "sraif=x"), "Did you mean 'sarif'?"),
        (("--report", "junit"), "--report junit=FILE"),
        (("--report", "github=x"), "--report github alone"),
        (("--report", "md=a.md", "--report", "json=a.md"), "Two reports"),
        (("--report", "md=."), "is a folder"),
    ],
)
def test_what_is_misspelt_is_refused_with_a_suggestion(arguments: tuple[str, ...], says: str) -> None:
    """Before anything is read, and with exit code 2."""
    done = creative("validate", write_brief("a"), *arguments)

    assert done.returncode == 2
    assert says in done.stderr


def test_a_profile_with_mistakes_is_refused_with_the_place_of_each() -> None:
    """Nothing is checked by half of a profile."""
    Path("own.yaml").write_text(
        "extends: drat\nchange: []\nchanges:\n  - {check: upscal, severity: wrn, reason: ''}\n", "utf-8"
    )
    done = creative("validate", write_brief("a"), "--profile", "own.yaml")
    lines = [line for line in done.stderr.splitlines() if line.startswith("own.yaml:")]

    assert done.returncode == 2
    assert len(lines) == 5
    assert "Did you mean 'draft'?" in done.stderr
    assert "Did you mean upscale?" in done.stderr


def test_reports_are_written_also_of_a_brief_that_cannot_be_read() -> None:
    """A job that fails has its report."""
    done = creative("run", write_brief("a", BRIEF.replace("channels:", "chanels:")), "--report", "sarif=out.sarif")
    (result,) = json.loads(Path("out.sarif").read_text("utf-8"))["runs"][0]["results"]

    assert done.returncode == 2
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 8


def hand_off(more: str = "") -> str:
    """Export the copy of a brief for Germany, and translate it with a button that fits nowhere; return the brief."""
    text = f"{BRIEF.split('markets:', maxsplit=1)[0]}markets: [DE]\n".replace(
        "message:\n", "message:\n  cta: Buy now\n"
    )
    name = write_brief("a", f"{text}{more}")
    creative("copy", "export", name, "--format", "json", "--to", "copy.json")
    lines = json.loads(Path("copy.json").read_text("utf-8"))
    words = {
        "headline": "Guter Tee",
        "body": "50 % sparen bis 31. August.",
        "cta": "Jetzt gleich bestellen und mehr davon",
    }
    for one in lines["lines"]:
        one["target"] = words[one["role"]]
    Path("copy.json").write_text(json.dumps(lines, indent=1), "utf-8")
    return name


def test_copy_import_finds_what_fits_nowhere() -> None:
    """With the brief, an imported line is held to its ads as a run holds it, and reported in its file."""
    name = hand_off()
    done = creative("copy", "import", "copy.json", "--brief", name, "--json", "--report", "json=found.json")
    (one,) = json.loads(Path("found.json").read_text("utf-8"))["findings"]

    assert done.returncode == 1
    assert "does not fit gdn.320x50 at any legible size" in done.stdout
    assert (one["file"], one["check"], one["status"]) == ("copy.json", "text_overflow", "FAIL")
    assert "Jetzt gleich" in Path("copy.json").read_text("utf-8").splitlines()[one["line"] - 1]


@pytest.mark.parametrize(
    ("more", "options", "status", "code"),
    [
        ("", ("--profile", "draft"), "WARN", 0),
        ("", ("--profile", "draft", "--fail-on", "warn"), "WARN", 1),
        ("", ("--fail-on", "never"), "FAIL", 0),
        ("", ("--waivers", "w.yaml"), "SKIP", 0),
        (
            "waivers: [{check: text_overflow, reason: Being redrawn, owner: Cy, expires: 2199-01-01}]\n",
            (),
            "SKIP",
            0,
        ),
    ],
)
def test_copy_import_counts_findings_as_validate_and_run_do(
    more: str, options: tuple[str, ...], status: str, code: int
) -> None:
    """Profile, waivers of a file and of the brief, and --fail-on mean the same; a waived finding is in the report."""
    name = hand_off(more)
    waiver = "{check: text_overflow, reason: Being redrawn, owner: Cy, expires: 2199-01-01}"
    Path("w.yaml").write_text(f"waivers: [{waiver}]\n", "utf-8")
    done = creative("copy", "import", "copy.json", "--brief", name, "--report", "json=found.json", *options)
    (one,) = json.loads(Path("found.json").read_text("utf-8"))["findings"]

    assert (one["status"], one["status_of_check"], done.returncode) == (status, "FAIL", code)
    assert (one["waiver"] is not None) == (status == "SKIP")
    assert ("WAIVED text_overflow/overflow" in done.stdout) == (status == "SKIP")


def test_what_fits_nowhere_stops_a_run_before_a_picture_is_bought(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked of the service; --fail-on never would go on."""
    text = BRIEF.replace("Klimaneutraler Genuss", "Guter Tee").replace("15 %", "50 %").replace("The best", "Good")
    server = Loopback()
    server.answer = lambda _: openai_image(picture(1024, 1024))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    with server:
        done = creative("run", write_brief("a", text.replace("name: Solara Tea", "name: Tea, description: a glass")))

    assert done.returncode == 1
    assert "a.yaml:15:12: FAIL text_overflow/overflow" in done.stderr
    assert server.requests == []


@pytest.mark.usefixtures("begun_index")
def test_a_run_counts_what_is_left_after_waivers_and_reports_each_ad() -> None:
    """An ad whose only finding is waived passes, and its file is named in the report."""
    waiver = "{check: product_shown, reason: Sold later, owner: Ana, expires: 2199-01-01}"
    text = f"{MINIMAL}ratios: ['1:1']\nwaivers: [{waiver}]\n"
    Path("tiny.yaml").write_text(text, "utf-8")
    done = creative("run", "tiny.yaml", "--fail-on", "warn", "--report", "json=out.json", "--report", "sarif=out.sarif")
    (one,) = json.loads(Path("out.json").read_text("utf-8"))["findings"]
    (result,) = json.loads(Path("out.sarif").read_text("utf-8"))["runs"][0]["results"]

    assert done.returncode == 0, done.stderr
    assert (one["status"], one["status_of_check"], one["waiver"]["owner"], one["line"]) == ("SKIP", "WARN", "Ana", 5)
    assert Path(one["path"]).is_file()
    assert result["suppressions"]
    assert "WAIVED product_shown/no_product" in done.stdout


@pytest.mark.parametrize("fail_on", ["fail", "never"])
def test_a_run_that_a_picture_stops_writes_its_report(fail_on: str) -> None:
    """Pictures are opened when the run begins: what is wrong with one stands in the report, at its line."""
    Path("tiny.yaml").write_text(MINIMAL.replace("name: Nimbus One", "name: Nimbus One, image: torn.png"), "utf-8")
    Path("torn.png").write_bytes(b"\x89PNG torn")
    done = creative("run", "tiny.yaml", "--fail-on", fail_on, "--report", "json=found.json")
    (problem,) = json.loads(Path("found.json").read_text("utf-8"))["findings"]

    assert done.returncode == 2
    assert (problem["code"], problem["line"]) == ("problem", 5)
    assert "torn.png is not a picture" in problem["message"]
