"""Small sizes: what they show, what they leave out and say so, and which of them are not made."""

import json
from pathlib import Path
from typing import Any

import pytest

from creative_cli.formats import parse_format
from creative_cli.models import Role
from creative_cli.small_sizes import list_kept_roles
from tests.command import creative
from tests.parameters import walk_rows

BRIEF = {
    "schema": 1,
    "campaign": "rain",
    "brand": {"name": "Nimbus", "colors": {"primary": "#14213D", "accent": "#FCA311"}},
    "message": {
        "headline": "Rain is optional",
        "body": "The umbrella that opens in one second.",
        "cta": "Learn more",
        "disclaimer": "Offer ends 31 December. Terms apply.",
    },
    "products": [{"id": "umbrella", "name": "Nimbus One"}],
    "offering": "service",
    "markets": ["US", "GB"],
    "ratios": ["300x250", "728x90", "320x50"],
}
REQUIRED = {**BRIEF["message"], "disclaimer_required": True}  # type: ignore[dict-item]


def run(folder: Path, *options: str, **changes: Any) -> tuple[int, str, dict[str, Any]]:
    """Run the brief in a folder; return exit code, output and manifest."""
    (folder / "brief.json").write_text(json.dumps({**BRIEF, **changes}))
    done = creative(
        "run", str(folder / "brief.json"), "--output", str(folder / "ads"), "--provider", "studio", *options
    )
    return done.returncode, done.stdout, json.loads(next((folder / "ads").glob("rain*/manifest.json")).read_bytes())


@walk_rows(
    ("size", "kept"),
    [
        ("1080x1080", set(Role)),
        ("300x250", {Role.HEADLINE, Role.BODY, Role.DISCLAIMER, Role.CTA}),
        ("160x600", {Role.HEADLINE, Role.BODY, Role.DISCLAIMER, Role.CTA}),
        ("728x90", {Role.HEADLINE, Role.DISCLAIMER, Role.CTA}),
        ("320x50", {Role.HEADLINE, Role.CTA}),
        ("120x60", {Role.HEADLINE}),
    ],
)
def test_a_size_keeps_what_it_has_room_for(size: str, kept: set[Role]) -> None:
    """The smaller a size, the fewer texts it shows."""
    assert list_kept_roles(parse_format(size)) == kept


def test_every_dropped_text_is_recorded_with_its_reason(tmp_path: Path) -> None:
    """The manifest has them per ad, and a command lists them per size and market."""
    code, _, manifest = run(tmp_path)
    dropped = {ad["ratio"]: [one["role"] for one in ad.get("dropped", ())] for ad in manifest["assets"]}
    listed = creative("texts", "rain", "--output", str(tmp_path / "ads"))

    assert code == 0
    assert dropped == {"300x250": [], "728x90": ["body"], "320x50": ["body", "disclaimer"]}
    assert "320x50: all markets (2)" in listed.stdout
    assert "leaves out body: 320x50 shows logo, headline, button only" in listed.stdout


@pytest.mark.parametrize("size", ["300x600", "240x400"])
def test_a_narrow_box_breaks_its_row_of_words_and_keeps_the_body(tmp_path: Path, size: str) -> None:
    """A headline as a row of words takes a second line where it is too wide, and the body stands over the button."""
    message = {"headline": "Soup is all ready", "body": "It heats in one minute.", "cta": "Order"}
    code, _, manifest = run(tmp_path, message=message, markets=["US"], ratios=[size])
    assert code == 0
    (ad,) = manifest["assets"]
    assert {"headline", "body", "cta"} <= {block["role"] for block in ad["layout"] if not block["overflow"]}


def test_a_wide_row_of_words_leaves_room_for_high_accents(tmp_path: Path) -> None:
    """Letters with marks above and below need a higher foot, and may leave no room for outlined rows."""
    message = {"headline": "Rain is optional", "body": "The umbrella that opens in one second.", "cta": "Learn more"}
    code, _, manifest = run(tmp_path, "--pseudo", "accent", message=message, markets=["US"], ratios=["1280x720"])
    assert code == 0
    (ad,) = manifest["assets"]
    assert [block["role"] for block in ad["layout"] if not block["overflow"]] == ["headline", "body", "cta"]


def test_a_size_without_room_for_the_law_is_left_out(tmp_path: Path) -> None:
    """It is not made, the reason is in the output, the manifest and on the page, and --fail-on warn sees it."""
    run(tmp_path)
    code, output, manifest = run(tmp_path, message=REQUIRED)
    strict, _, _ = run(tmp_path, "--fail-on", "warn", message=REQUIRED)
    gone = [(ad["ratio"], ad["locale"]) for ad in manifest["left_out"]]

    assert (code, strict) == (0, 1)
    assert gone == [("320x50", "en-GB"), ("320x50", "en-US")]
    assert {ad["ratio"] for ad in manifest["assets"]} == {"300x250", "728x90"}
    assert "left out: 320x50 en-US, en-GB: The disclaimer, which the law requires" in output
    assert not list((tmp_path / "ads" / "rain").glob("*/320x50/*.jpg"))
    assert "2 ads are left out" in (tmp_path / "ads" / "rain" / "index.html").read_text()
    assert "Left out" in creative("report", "last", "--output", str(tmp_path / "ads")).stdout


def test_a_waiver_accepts_ads_that_are_left_out(tmp_path: Path) -> None:
    """Its reason stands in the report, on the page and in the run log, and --fail-on warn lets the run pass."""
    check = "required_disclaimer/left_out"
    waivers = [{"check": check, "reason": "The shop shows the terms", "owner": "Ana", "expires": "2199-01-01"}]
    found, output = tmp_path / "found.json", ("--output", str(tmp_path / "ads"))
    code, _, manifest = run(
        *(tmp_path, "--fail-on", "warn", "--report", f"json={found}"),
        message=REQUIRED,
        waivers=waivers,
        ratios=["300x250", "320x50"],
    )
    given = [one for one in json.loads(found.read_text("utf-8"))["findings"] if one["code"] == "left_out"]
    page = (tmp_path / "ads" / "rain" / "index.html").read_text("utf-8")
    listed = creative("texts", "rain", *output)
    asked = creative("sql", "SELECT given, status, waived, note FROM rulings", "--json", *output)
    reason = "Waived until 2199-01-01 by Ana: The shop shows the terms"

    assert code == 0
    assert [ad["ratio"] for ad in manifest["left_out"]] == ["320x50", "320x50"]
    assert {one["locale"] for one in given} == {"en-GB", "en-US"}
    assert {(one["status"], one["waiver"]["owner"]) for one in given} == {("SKIP", "Ana")}
    assert reason in page
    assert reason in listed.stdout
    assert reason in asked.stdout


def test_a_part_of_a_campaign_keeps_the_record_of_the_rest(tmp_path: Path) -> None:
    """An ad of another market stays in the list; one that can be made again leaves it."""
    run(tmp_path, message=REQUIRED)
    _, _, part = run(tmp_path, "--market", "US", message=REQUIRED)
    _, _, whole = run(tmp_path)

    assert [ad["locale"] for ad in part["left_out"]] == ["en-GB", "en-US"]
    assert "left_out" not in whole
