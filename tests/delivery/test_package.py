"""`creative package`: each package is opened as its target would."""

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.command import creative

BRIEF: dict[str, Any] = {
    "schema": 1,
    "campaign": "sale",
    "brand": {"name": "Solara", "colors": {"primary": "#0F5C63"}},
    "message": {"headline": "Cold tea, warm nights", "body": "Brewed slowly.", "cta": "Taste it"},
    "products": [
        {"id": "tea", "name": "Iced Tea", "landing_page": "https://solara.example/tea?ref=1#top"},
        {"id": "soda", "name": "Peach Soda"},
    ],
    "offering": "service",
    "markets": ["US", {"country": "JP", "landing_page": "https://solara.example/jp/{product}?a={{ad.id}}"}],
    "copy": {"ja": {"headline": "氷に注ぐ、夏", "body": "本物の桃を。", "cta": "試す"}},
    "ratios": ["1:1", "300x250"],
    "channels": ["tiktok.infeed.vertical"],
    "offer": {"price": 3, "currency": "USD"},
    "flight": {"start": "2026-06-01", "end": "2026-08-31"},
    "delivery": {
        "landing_page": "https://solara.example/{locale}/{product}",
        "utm": {"id": "77", "campaign": "summer"},
        "call_to_action": "SHOP_NOW",
    },
}


@pytest.fixture(scope="module")
def ads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder with the ads of the brief: 2 products, 2 markets, 3 formats."""
    folder = tmp_path_factory.mktemp("package")
    (folder / "brief.json").write_text(json.dumps(BRIEF))
    made = creative("run", str(folder / "brief.json"), "-o", str(folder / "ads"), "--provider", "studio", "-q")
    assert made.returncode == 0, made.stderr
    return folder / "ads"


def package(ads: Path, to: Path, target: str, *options: str) -> tuple[int, dict[str, Any], str]:
    """Write a package; return the exit code, the document and stderr."""
    done = creative("package", "sale", "--for", target, "-o", str(ads), "--to", str(to), "--json", *options)
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def read_sheet(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    """Read a sheet by its headers."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def manifest(ads: Path) -> dict[str, dict[str, Any]]:
    """Return the ads of the manifest by path."""
    return {one["path"]: one for one in json.loads((ads / "sale" / "manifest.json").read_bytes())["assets"]}


def test_the_manifest_has_alt_text_and_landing_page(ads: Path) -> None:
    """Alt text is in the language of the ad; the product's page comes before the market's, then the campaign's."""
    listed = manifest(ads)
    assert listed["en-US/1x1/tea.jpg"]["alt_text"] == (
        "Solara. Iced Tea. Cold tea, warm nights. Brewed slowly. $3. Taste it."
    )
    assert listed["ja-JP/1x1/soda.jpg"]["alt_text"].startswith("Solara。Peach Soda。氷に注ぐ、夏。本物の桃を。")
    assert listed["ja-JP/1x1/tea.jpg"]["landing_page"] == "https://solara.example/tea?ref=1#top"
    assert listed["ja-JP/1x1/soda.jpg"]["landing_page"] == "https://solara.example/jp/soda?a={{ad.id}}"
    assert listed["en-US/1x1/soda.jpg"]["landing_page"] == "https://solara.example/en-US/soda"


def test_a_generic_package_has_every_ad_in_a_row(ads: Path, tmp_path: Path) -> None:
    """Each row names a file of the zip with its true hash and size, and an address that is tagged once."""
    code, document, _ = package(ads, tmp_path, "generic")
    assert code == 0
    with zipfile.ZipFile(document["archive"]) as archive:
        assert archive.testzip() is None
        rows = read_sheet(archive.read("ads.csv"))
        assert {row["file"] for row in rows} == set(archive.namelist()) - {"ads.csv", "report.csv"}
        assert len(rows) == len(manifest(ads))
        for row in rows:
            data = archive.read(row["file"])
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["sha256"], int(row["bytes"]))
            stem = Path(row["file"]).stem
            assert re.fullmatch("[a-z0-9_-]{1,50}", stem)
            assert row["tagged url"].count("utm_content=") == 1
            assert f"utm_content={stem}" in row["tagged url"]
            assert "utm_campaign=summer" in row["tagged url"]
            assert len(row["alt text"]) <= 120  # retail media
            assert (row["valid from"], row["valid to"], row["ai generated"]) == ("2026-06-01", "2026-08-31", "no")
    tea = next(row for row in rows if row["product"] == "tea")
    assert tea["tagged url"].startswith("https://solara.example/tea?ref=1&utm_source=creative")
    assert tea["tagged url"].endswith("#top")


def test_a_meta_package_is_read_as_meta_does(ads: Path, tmp_path: Path) -> None:
    """Tab-separated, new ads paused, tags in their own column, macros as they are written, sizes of Meta only."""
    code, document, _ = package(ads, tmp_path, "meta")
    assert code == 0
    with zipfile.ZipFile(document["archive"]) as archive:
        rows = read_sheet(archive.read("ads.csv"), "\t")
        assert [row["Image File Name"] for row in rows] == sorted(row["Image File Name"] for row in rows)
        assert {row["Image File Name"] for row in rows} <= set(archive.namelist())
    assert len(rows) == 4  # 1:1, two markets, two products
    assert {row["Ad Status"] for row in rows} == {"PAUSED"}
    assert {row["Call to Action"] for row in rows} == {"SHOP_NOW"}
    assert {row["Ad Set Time Start"] for row in rows} == {"06/01/2026 12:00:00 am"}
    soda = next(row for row in rows if row["Countries"] == "JP" and "soda" in row["Ad Name"])
    assert soda["Link"] == "https://solara.example/jp/soda?a={{ad.id}}"
    assert "utm_source=meta&utm_medium=paid_social" in soda["URL Tags"]
    codes = {one["code"] for one in document["left_out"]}
    assert codes == {"channel"}
    assert any("made for tiktok.infeed.vertical" in one["reason"] for one in document["left_out"])


def test_tags_that_the_page_has_are_not_in_their_own_column_either(tmp_path: Path) -> None:
    """Meta adds the column to the link: a parameter in both would be set twice."""
    page = {"landing_page": "https://solara.example/?utm_source=shop&utm_id=5#top", "utm": {"id": "77"}}
    brief = {**BRIEF, "products": BRIEF["products"][1:], "markets": ["US"], "delivery": page}
    (tmp_path / "brief.json").write_text(json.dumps({**brief, "copy": {}}))
    made = creative("run", str(tmp_path / "brief.json"), "-o", str(tmp_path / "ads"), "--ratio", "1:1", "-q")
    assert made.returncode == 0, made.stderr
    code, document, _ = package(tmp_path / "ads", tmp_path / "packages", "meta")
    assert code == 0
    with zipfile.ZipFile(document["archive"]) as archive:
        (row,) = read_sheet(archive.read("ads.csv"), "\t")

    assert row["Link"] == "https://solara.example/?utm_source=shop&utm_id=5#top"
    assert row["URL Tags"] == f"utm_medium=paid_social&utm_campaign=sale&utm_content={row['Ad Name']}"


def test_a_cm360_zip_has_creatives_only(ads: Path, tmp_path: Path) -> None:
    """One folder for each creative, lowercase extensions; the sheet and the report lie beside the zip."""
    code, document, _ = package(ads, tmp_path, "cm360")
    assert code == 0
    with zipfile.ZipFile(document["archive"]) as archive:
        for name in archive.namelist():
            folder, file = name.split("/")
            assert file == f"{folder}.jpg"
    rows = read_sheet(Path(document["sheets"][0]).read_bytes())
    assert {row["landing page"].partition("?")[0] for row in rows} == {
        "https://solara.example/tea",
        "https://solara.example/jp/soda",
        "https://solara.example/en-US/soda",
    }
    report = read_sheet(Path(document["sheets"][1]).read_bytes())
    assert len(report) == len(manifest(ads))
    assert all(row["reason"] for row in report if row["in the package"] == "no")


def test_what_is_left_out_comes_with_its_next_step(ads: Path, tmp_path: Path) -> None:
    """A shape has the name of its channel, ads without a verdict how to get one, a misspelt campaign the right one."""
    _, document, _ = package(ads, tmp_path, "google-ads")
    waiting = package(ads, tmp_path, "meta", "--approved-only")
    misspelt = creative("package", "sal", "-o", str(ads), "--to", str(tmp_path))
    shown = creative("package", "sale", "-o", str(ads), "--to", str(tmp_path), "--for", "meta")

    reasons = {one["reason"] for one in document["left_out"]}
    assert "1:1 (1080x1080) is no size of Google Ads: add google.rda.square to channels: of the brief" in reasons
    assert waiting[0] == 2
    assert "No ad of sale for Meta Ads Manager is approved: 4 ads without a verdict." in waiting[2]
    assert "creative review import" in waiting[2]
    assert "Did you mean sale?" in misspelt.stderr
    assert "The button in the sheet is" not in shown.stdout + shown.stderr


def test_targets_of_the_brief_or_several_on_the_command_line(ads: Path, tmp_path: Path) -> None:
    """Without --for the brief or its kit decides; a target that takes no ad does not stop the others."""
    found = json.loads((ads / "sale" / "manifest.json").read_text())
    found["delivery"]["targets"] = ["meta", "generic"]
    copied = tmp_path / "ads"
    shutil.copytree(ads, copied)
    (copied / "sale" / "manifest.json").write_text(json.dumps(found))

    plain = creative("package", "sale", "-o", str(copied), "--to", str(tmp_path), "--json")
    asked = creative("package", "sale", "-o", str(copied), "--to", str(tmp_path / "b"), "--for", "cm360")
    mixed = creative(
        *("package", "sale", "-o", str(copied), "--to", str(tmp_path / "c"), "--for", "linkedin", "--for", "meta")
    )

    assert [one["target"] for one in json.loads(plain.stdout)["packages"]] == ["meta", "generic"]
    assert sorted(one.name for one in (tmp_path / "b").glob("*.zip")) == ["sale_cm360.zip"], asked.stderr
    assert mixed.returncode == (0 if (tmp_path / "c" / "sale_linkedin.zip").is_file() else 3)
    assert (tmp_path / "c" / "sale_meta.zip").is_file()


def test_the_same_ads_make_the_same_bytes(ads: Path, tmp_path: Path) -> None:
    """No clock and no compression goes into a zip."""
    first, second = (Path(package(ads, tmp_path / name, "generic")[1]["archive"]).read_bytes() for name in "ab")
    assert first == second


def test_a_target_that_takes_no_ad_writes_nothing(ads: Path, tmp_path: Path) -> None:
    """The sentence says why, and which channels it takes."""
    code, _, errors = package(ads, tmp_path, "linkedin")
    assert code == 2  # usage
    assert "LinkedIn Campaign Manager takes none of the ads of sale" in errors
    assert "linkedin." in errors
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--name", "{product}"), "The pattern {product} names two ads"),
        (("--name", "{prodct}"), "has {prodct}, which is no placeholder here. Did you mean 'product'?"),
        (("--name", "a/b{locale}"), "may have letters of English, digits, _ and -"),
        (("--for", "facebok"), "There is no target 'facebok'."),
    ],
)
def test_a_slip_on_the_command_line_is_a_sentence(
    ads: Path, tmp_path: Path, options: tuple[str, str], sentence: str
) -> None:
    """It exits with 2, and nothing is written."""
    code, _, errors = package(ads, tmp_path, "generic", *options)
    assert code == 2  # usage
    assert sentence in errors
    assert not list(tmp_path.iterdir())


def review(ads: Path, folder: Path, verdicts: dict[str, str], reviewer: str = "Ana") -> None:
    """Import the verdicts of a reviewer on ads by path."""
    listed = manifest(ads)
    reviews = [
        {"path": path, "sha256": listed[path]["sha256"], "verdict": verdict, "comment": "", "at": ""}
        for path, verdict in verdicts.items()
    ]
    content = {"schema": 1, "kind": "creative-review", "campaign": "sale", "exported_at": "", "reviews": reviews}
    (folder / "review.json").write_text(json.dumps(content))
    done = creative("review", "import", str(folder / "review.json"), "-o", str(ads), "--reviewer", reviewer)
    assert done.returncode == 0, done.stderr


def test_approval_decides_what_is_delivered(tmp_path: Path) -> None:
    """Rejected ads never leave; the others only as the options say; a changed file has no verdict and no check."""
    (tmp_path / "brief.json").write_text(json.dumps({**BRIEF, "channels": []}))
    ads = tmp_path / "ads"
    made = creative("run", str(tmp_path / "brief.json"), "-o", str(ads), "--provider", "studio", "-q")
    assert made.returncode == 0, made.stderr
    review(ads, tmp_path, {"en-US/1x1/tea.jpg": "approved", "en-US/1x1/soda.jpg": "rejected"})

    code, document, _ = package(ads, tmp_path / "any", "generic")
    assert (code, len(document["ads"])) == (0, 7)
    assert [(one["path"], one["reason"]) for one in document["left_out"]] == [("en-US/1x1/soda.jpg", "Ana rejected it")]
    code, document, _ = package(ads, tmp_path / "only", "generic", "--approved-only")
    assert (code, [one["path"] for one in document["ads"]]) == (0, ["en-US/1x1/tea.jpg"])
    with zipfile.ZipFile(document["archive"]) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".jpg")]) == 1
    code, _, errors = package(ads, tmp_path / "all", "generic", "--require-approved")
    assert code == 1
    assert "7 ads of sale are not approved" in errors
    assert not (tmp_path / "all").exists()

    (ads / "sale" / "en-US" / "1x1" / "tea.jpg").write_bytes(b"edited")
    (ads / "sale" / "ja-JP" / "1x1" / "tea.jpg").unlink()
    code, document, _ = package(ads, tmp_path / "later", "generic")
    assert {one["path"]: one["code"] for one in document["left_out"]} == {
        "en-US/1x1/soda.jpg": "rejected",
        "en-US/1x1/tea.jpg": "changed",
        "ja-JP/1x1/tea.jpg": "missing",
    }


def test_the_report_names_every_reviewer(ads: Path, tmp_path: Path) -> None:
    """In the order they spoke, each with the last word; one alone by name; a name that begins a formula is text."""
    copied = shutil.copytree(ads, tmp_path / "ads")
    soda, tea = "en-US/1x1/soda.jpg", "en-US/1x1/tea.jpg"
    for who, verdicts in (
        ("=Zoë, HQ", {soda: "approved"}),
        ("Ben", {soda: "approved", tea: "approved"}),
        ("Ana", {soda: "rejected"}),
    ):
        review(copied, tmp_path, verdicts, who)

    _, document, _ = package(copied, tmp_path / "out", "generic")

    with zipfile.ZipFile(document["archive"]) as archive:
        rows = {row["ad"]: row for row in read_sheet(archive.read("report.csv"))}
    assert rows[soda]["reviewer"] == "'=Zoë, HQ approved; Ben approved; Ana rejected"
    assert (rows[soda]["verdict"], rows[soda]["reason"]) == ("rejected", "Ana rejected it")
    assert (rows[tea]["verdict"], rows[tea]["reviewer"]) == ("approved", "Ben")
    shown = creative("evidence", str(copied / "sale" / soda)).stdout
    assert shown.index("=Zoë, HQ") < shown.index("approved: Ben") < shown.index("rejected: Ana")


@pytest.mark.parametrize(
    ("delivery", "sentence"),
    [
        ({"landing_page": "solara.example"}, "delivery.landing_page is 'solara.example', but a landing page is"),
        ({"landing_page": "https://a.example/{lang}"}, "has {lang}, which is no placeholder here."),
        ({"landing_page": "https://me:secret@a.example/"}, "contains a user name or password"),
        ({"landing_page": "javascript:alert(1)"}, "but a landing page is an address"),
        ({"landing_page": "https://a.example/a b"}, "contains a space"),
        ({"utm": {"source": "Meta Ads"}}, "delivery.utm.source must be lowercase letters"),
        ({"call_to_action": "Shop now"}, "such as SHOP_NOW"),
        ({"name": "{locale}/{product}"}, "delivery.name may have letters of English"),
    ],
)
def test_a_wrong_setting_is_reported_at_its_place(tmp_path: Path, delivery: dict[str, Any], sentence: str) -> None:
    """`creative validate` says what a value must be."""
    (tmp_path / "brief.json").write_text(json.dumps({**BRIEF, "delivery": delivery}))
    done = creative("validate", str(tmp_path / "brief.json"))
    assert done.returncode == 2  # usage
    assert sentence in " ".join(done.stderr.split()) or sentence in " ".join(done.stdout.split())
