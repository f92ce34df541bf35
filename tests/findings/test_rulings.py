"""A waiver and a change by a profile are in every report of a campaign, and so is a waiver that expired."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.command import MINIMAL, creative

WAIVERS = """\
waivers:
  - {check: product_shown, reason: Sold later, owner: Ana, expires: 2199-01-01}
  - {check: lonely_word, reason: Old proof, owner: Bo, expires: 2020-01-01}
"""
PROFILE = """\
extends: default
changes:
  - {check: ai_label, severity: warn, reason: Shown on a page of its own.}
  - {check: text_area, severity: fail, reason: The shop wants air.}
"""
REASON = "Waived until 2199-01-01 by Ana: Sold later"
AD = "outputs/tiny/en-GB/1x1/umbrella.jpg"


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a campaign whose one finding is waived in its brief."""
    folder = tmp_path_factory.mktemp("ruled")
    (folder / "tiny.yaml").write_text(f"{MINIMAL}ratios: ['1:1']\n{WAIVERS}", "utf-8")
    made = creative(
        *("run", str(folder / "tiny.yaml"), "--quiet", "--fail-on", "warn", "--output", str(folder / "outputs"))
    )
    assert made.returncode == 0, made.stderr
    return folder


def test_the_manifest_keeps_what_the_checks_say_and_what_judged_it(campaign: Path) -> None:
    """Findings are those of the checks, so that a waiver may end; waivers have reason, owner, day and place."""
    manifest = json.loads((campaign / "outputs/tiny/manifest.json").read_text("utf-8"))
    first = manifest["judged_by"]["waivers"][0]
    found = {one["check"]: one["status"] for one in manifest["assets"][0]["findings"]}

    assert (first["check"], first["reason"], first["owner"]) == ("product_shown", "Sold later", "Ana")
    assert (first["expires"], first["place"]["line"]) == ("2199-01-01", 9)
    assert found["product_shown"] == "WARN"


def test_the_review_page_shows_a_waived_finding_with_its_reason(campaign: Path) -> None:
    """It is folded away as waived, and the ad counts as passed."""
    page = (campaign / "outputs/tiny/index.html").read_text("utf-8")

    assert REASON in page
    assert '"status":"waived"' in page
    assert 'data-status="pass"' in page


def test_evidence_names_the_waiver(campaign: Path) -> None:
    """As text and as JSON, with what the check gave."""
    output = ("--state", str(campaign / "outputs/.creative"))
    shown = creative("evidence", str(campaign / AD), *output)
    document = creative("evidence", str(campaign / AD), "--json", *output)
    (ruling,) = json.loads(document.stdout)["evidence"]["rulings"]

    assert f"WAIVED product_shown/no_product, WARN by the check: {REASON}" in shown.stdout
    assert (ruling["given"], ruling["status"], ruling["waived"]) == ("WARN", "SKIP", True)


def test_a_package_names_the_waiver_of_each_ad(campaign: Path) -> None:
    """In `report.csv`, where the ad counts as passed."""
    packed = creative("package", "tiny", "--output", str(campaign / "outputs"))
    assert packed.returncode == 0, packed.stderr
    with zipfile.ZipFile(campaign / "outputs/tiny/packages/tiny_generic.zip") as archive:
        (row,) = csv.DictReader(io.StringIO(archive.read("report.csv").decode("utf-8-sig")))

    assert row["waivers"] == f"product_shown/no_product: {REASON}"
    assert row["checks"] == "pass"


def test_the_run_log_knows_what_was_waived(campaign: Path) -> None:
    """`creative report` of a run and `creative sql` name reason, owner and day."""
    output = ("--output", str(campaign / "outputs"))
    asked = creative("sql", "SELECT check_id, given, status, waived, note FROM rulings", "--json", *output)
    (run,) = json.loads(creative("sql", "SELECT run_id FROM run_starts", "--json", *output).stdout)["rows"]
    report = creative("report", run["run_id"] if isinstance(run, dict) else run[0], "--json", *output)

    assert REASON in asked.stdout
    assert "product_shown" in asked.stdout
    assert REASON in report.stdout


@pytest.mark.usefixtures("begun_index")
@pytest.mark.parametrize("kind", ["junit", "sarif", "gitlab", "json", "md", "github"])
def test_every_report_says_waived_changed_and_expired(kind: str) -> None:
    """The three of them are in each format, also of a profile of one's own and of a file of waivers."""
    text = MINIMAL.replace("Rain is optional", "The best umbrella in town").replace("markets: [GB]", "markets: [US]")
    Path("tiny.yaml").write_text(text, "utf-8")
    superlative = "prohibited_words/GLOBAL-SUPERLATIVE"
    Path("w.yaml").write_text(
        "waivers:\n"
        f"  - {{check: {superlative}, reason: Old proof, owner: Bo, expires: 2020-01-01}}\n"
        f"  - {{check: {superlative}, reason: New proof, owner: Ana, expires: 2199-01-01, markets: [GB]}}\n",
        "utf-8",
    )
    Path("p.yaml").write_text(
        f"extends: default\nchanges:\n  - {{check: {superlative}, severity: fail, reason: Our lawyer asks.}}\n", "utf-8"
    )
    target = kind if kind == "github" else f"{kind}=found"
    done = creative("validate", "tiny.yaml", "--waivers", "w.yaml", "--profile", "p.yaml", "--report", target)
    said = (done.stdout if kind == "github" else Path("found").read_text("utf-8")).replace("\\", "")

    assert done.returncode == 1
    assert "2020-01-01" in said
    assert "Our lawyer asks" in said
    assert ('"owner": "Bo"' if kind == "json" else "The waiver by Bo") in said


@pytest.mark.parametrize(
    ("option", "text", "sentence"),
    [
        ("--waivers", "", "r.yaml:1:1: The file is empty: write waivers: and what is under it."),
        ("--waivers", "- {check: upscale}\n", "r.yaml:1:1: The file has no keys: write waivers: and what is under it."),
        ("--profile", "strict\n", "r.yaml:1:1: The file has no keys: write changes: and what is under it."),
        ("--waivers", "waivers: []\nwaivers: []\n", "r.yaml:2:1: waivers is written twice: keep one."),
        (
            "--waivers",
            "waivers: [{check: upscale, reason: a, owner: b, expires: 2199-01-01, markets: [ZZ]}]\n",
            "'ZZ' is no country or group. Write a country by its code (DE)",
        ),
    ],
)
def test_a_file_of_rules_that_has_none_says_what_to_write(option: str, text: str, sentence: str) -> None:
    """Waivers without their key at the top are the usual slip: the sentence names the key."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    Path("r.yaml").write_text(text, "utf-8")
    done = creative("validate", "tiny.yaml", option, "r.yaml")

    assert done.returncode == 2
    assert sentence in done.stderr


@pytest.mark.parametrize(("market", "code"), [("FR", 2), ("GB", 0), ("en-GB", 0), ("Europe", 0)])
def test_a_waiver_of_a_brief_is_for_a_market_of_it(market: str, code: int) -> None:
    """One for a market that the brief does not have would hold for nothing, and nothing would say so."""
    entry = f"{{check: upscale, reason: a, owner: b, expires: 2199-01-01, markets: [{market}]}}"
    Path("tiny.yaml").write_text(f"{MINIMAL}waivers:\n  - {entry}\n", "utf-8")
    done = creative("validate", "tiny.yaml")

    assert done.returncode == code
    assert ("The brief has no market 'FR', so nothing is waived. It has: en-GB." in done.stderr) == (code != 0)
