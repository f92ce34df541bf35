"""Whole runs of briefs with variants: what differs, what is shared, and where the name of a variant stands."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.command import creative
from tests.conftest import REPOSITORY
from tests.loopback import Answer, Loopback, Seen, openai_image, picture
from tests.translation.samples import answered, content

pytestmark = pytest.mark.usefixtures("begun_index")

SHARED = ("hero", "direction", "width", "height", "ratio", "product", "locale")
"""What the ads of variants have alike unless one of them says otherwise."""


def brief(variants: Any, **changes: Any) -> dict[str, Any]:
    """Return a brief for an English and a German market with these variants."""
    return {
        "schema": 1,
        "campaign": "tea-test",
        "brand": {"name": "Solara", "colors": {"primary": "#0F5C63"}},
        "offering": "service",
        "message": {"headline": "Fresh all day", "cta": "Shop now"},
        "products": [{"id": "tea", "name": "Iced tea"}],
        "markets": ["US", {"country": "DE", "copy": {"headline": "Frisch", "cta": "Los"}}],
        "ratios": ["300x250"],
        "variants": variants,
        **changes,
    }


def write(content: dict[str, Any]) -> None:
    """Write the brief of the test."""
    Path("brief.json").write_text(json.dumps(content), "utf-8")


def run(*arguments: str, exit_code: int = 0) -> dict[str, Any]:
    """Run the brief and return what `--json` says."""
    result = creative("run", "brief.json", "--provider", "studio", "--json", *arguments)
    assert result.returncode == exit_code, result.stdout + result.stderr
    return dict(json.loads(result.stdout)["runs"][0])


def manifest() -> dict[str, dict[str, Any]]:
    """Return the ads of the manifest by path."""
    found = json.loads(Path("outputs/tea-test/manifest.json").read_text("utf-8"))
    return {asset["path"]: asset for asset in found["assets"]}


AB = {"A": {}, "B": {"headline": "Cool in seconds", "copy": {"de": {"headline": "Kühl in Sekunden"}}}}


@pytest.mark.slow
def test_a_headline_variant_differs_in_its_headline_alone_and_is_named_everywhere() -> None:
    """Path, manifest, run log, report, search and package say which variant an ad is."""
    write(brief(AB))
    run()
    ads = manifest()

    assert sorted(ads) == [f"{locale}/300x250/tea.{name}.jpg" for locale in ("de-DE", "en-US") for name in "AB"]
    for locale, pair in (("de-DE", ("Frisch", "Kühl in Sekunden")), ("en-US", ("Fresh all day", "Cool in seconds"))):
        first, second = (ads[f"{locale}/300x250/tea.{name}.jpg"] for name in "AB")
        assert "differs_in" not in first
        assert second["differs_in"] == [{"field": "headline", "control": pair[0], "variant": pair[1]}]
        assert {key: first[key] for key in SHARED} == {key: second[key] for key in SHARED}
        assert {**first["copy"], "headline": pair[1]} == second["copy"]
        assert first["sha256"] != second["sha256"]
        assert pair[1] in second["alt_text"]

    by = json.loads(creative("report", "--by", "variant", "--json").stdout)["report"]
    assert [(group["key"], group["made"]) for group in by["groups"]] == [("A", 2), ("B", 2)]
    rows = json.loads(creative("sql", "--json", "SELECT DISTINCT variant FROM copies ORDER BY 1").stdout)
    assert rows["rows"] == [["A"], ["B"]]
    found = json.loads(creative("search", "cool in seconds", "--variant", "B", "--json").stdout)
    assert {one["variant"] for one in found["campaigns"][0]["documents"]} == {"B"}
    assert "No ad is variant Z." in creative("search", "cool", "--variant", "Z").stdout
    assert creative("package", "tea-test", "--for", "generic").returncode == 0
    with zipfile.ZipFile("outputs/tea-test/packages/tea-test_generic.zip") as package:
        sheet = csv.DictReader(io.StringIO(package.read("ads.csv").decode("utf-8-sig")))
        assert [(row["variant"], row["file"]) for row in sheet] == [
            (name, f"300x250/tea-test_{locale}_tea_300x250_{name.lower()}.jpg")
            for locale in ("de-de", "en-us")
            for name in "AB"
        ]
    page = Path("outputs/tea-test/index.html").read_text("utf-8")
    assert '"variant":"B","differs_in":[{"field":"headline"' in page


@pytest.mark.slow
def test_a_part_of_the_variants_leaves_the_others_as_they_are_and_looks_like_the_whole() -> None:
    """`--variant` makes some; then the rest joins them, and all are as one run makes them."""
    write(brief(AB))
    first = run("--variant", "b")
    half = set(manifest())
    second = run()
    run("--output", "whole")

    assert half == {"de-DE/300x250/tea.B.jpg", "en-US/300x250/tea.B.jpg"}
    assert (first["made"], second["made"], second["unchanged"]) == (2, 2, 2)
    assert {path: ad["sha256"] for path, ad in manifest().items()} == {
        str(path.relative_to("whole/tea-test")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path("whole").rglob("*.jpg")
    }
    refused = creative("run", "brief.json", "--variant", "X")
    assert (refused.returncode, "The brief has no variant 'X'." in refused.stderr) == (2, True)


@pytest.mark.slow
def test_ads_of_a_variant_that_is_gone_are_removed() -> None:
    """A brief without its variants has its ads where they always were, and nothing else."""
    write(brief(AB))
    run()
    write({key: value for key, value in brief(AB).items() if key != "variants"})
    result = run()

    assert sorted(manifest()) == ["de-DE/300x250/tea.jpg", "en-US/300x250/tea.jpg"]
    assert len(result["removed"]) == 4
    assert sorted(path.name for path in Path("outputs/tea-test").rglob("*.jpg")) == ["tea.jpg", "tea.jpg"]


def test_two_variants_that_say_the_same_are_refused_before_and_found_after() -> None:
    """A test of equal ads says nothing: validate and run name both; made all the same, the later one is a FAIL."""
    write(brief({"A": {}, "B": {"copy": {"de": {"headline": "Kühl in Sekunden"}}}}))
    checked = creative("validate", "brief.json")
    refused = creative("run", "brief.json", "--provider", "studio")
    made = run("--fail-on", "never")

    assert (checked.returncode, refused.returncode) == (2, 1)
    for text in (checked.stderr, refused.stderr):
        assert "Variants A and B are the same for tea en-US" in " ".join(text.split())
    found = {
        asset["path"]: [one["message"] for one in asset["findings"] if one["check"] == "variants"]
        for asset in made["assets"]
    }
    assert [path for path, messages in found.items() if messages] == ["en-US/300x250/tea.B.jpg"]
    assert "The ad of variant B is the same as that of variant A" in found["en-US/300x250/tea.B.jpg"][0]
    states = json.loads(creative("sql", "--json", "SELECT path FROM assets WHERE status = 'FAIL'").stdout)
    assert states["rows"] == [["en-US/300x250/tea.B.jpg"]]
    # The finding goes when what caused it goes, though the other ad is not made again.
    write(brief(AB))
    run("--variant", "B", "--market", "US")
    assert {one["check"] for one in manifest()["en-US/300x250/tea.B.jpg"]["findings"]}.isdisjoint({"variants"})


def test_a_variant_is_made_where_it_is_tested() -> None:
    """`only:` limits a variant to markets, products and formats; the counts of a dry run know it."""
    limited = {"A": {}, "B": {"headline": "Cool in seconds", "only": {"markets": ["US"], "formats": ["728x90"]}}}
    write(brief(limited, ratios=["300x250", "728x90"]))
    plan = json.loads(creative("run", "brief.json", "--dry-run", "--json", "--provider", "studio").stdout)["plans"][0]
    valid = creative("validate", "brief.json").stdout

    assert (plan["assets"], plan["variants"]) == (5, ["A", "B"])
    assert "× 2 variants = 5 ads" in valid
    assert "B: headline; only US, 728x90" in valid
    nothing = creative("run", "brief.json", "--variant", "B", "--market", "DE")
    assert (nothing.returncode, "No variant has an ad there: B." in nothing.stderr) == (2, True)


def test_explain_names_the_line_of_the_variant() -> None:
    """Each variant has its own lines, with those that they were chosen before."""
    write(brief(AB))
    told = creative("validate", "brief.json", "--variant", "B", "--explain", "DE", "tea", "300x250").stdout

    assert "tea 300x250 de-DE B" in told
    assert "variants.B.copy.de.headline" in told
    assert "not brief.json:1: variants.B.headline: Cool in seconds" in told
    assert "tea 300x250 de-DE A" not in told


def test_the_example_of_the_docs_is_made() -> None:
    """The brief on the page is one that runs, and its second ad is the one that the page describes."""
    page = (REPOSITORY / "docs" / "variants.md").read_text("utf-8")
    Path("brief.yaml").write_text(page.split("```yaml\n")[1].split("```")[0], "utf-8")
    result = creative("run", "brief.yaml", "--provider", "studio", "--json", "--market", "DE")

    assert result.returncode == 0, result.stderr
    (first, second) = json.loads(result.stdout)["runs"][0]["assets"]
    assert (first["path"], second["path"]) == ("de-DE/300x250/tea.A.jpg", "de-DE/300x250/tea.B.jpg")
    assert f'"differs_in": {json.dumps(second["differs_in"], ensure_ascii=False)}' in page


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """Return a service that translates and paints."""
    server = Loopback()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    return server


GERMAN = {"headline": {"Fresh all day": "Frisch den ganzen Tag", "Cool in seconds": "Kühl in Sekunden"}, "cta": "Los"}


def translated(seen: Seen) -> Answer:
    """Answer with the German of each line that is asked for."""
    asked = content(seen)["lines"]
    known = GERMAN["headline"]
    assert isinstance(known, dict)
    return answered(seen, {role: known.get(line["source"], "Los") for role, line in asked.items()})


def test_only_the_own_line_of_a_variant_is_translated(office: Loopback) -> None:
    """What variants share is asked for once, and a market's approved lines are not asked for at all."""
    office.answer = translated
    headline = {"A": {}, "B": {"headline": "Cool in seconds"}}
    write(brief(headline, markets=["DE"]))
    with office:
        run()
        asked = [sorted(content(seen)["lines"]) for seen in office.requests]
        write(brief(headline, campaign="tea-test", markets=[{"country": "AT", "copy": {"headline": "H", "cta": "C"}}]))
        run()
        added = [content(seen) for seen in office.requests[len(asked) :]]

    assert asked == [["cta", "headline"], ["headline"]]
    assert [(sorted(one["lines"]), one["settled"]) for one in added] == [(["headline"], {"cta": "C"})]
    ads = manifest()
    assert ads["de-AT/300x250/tea.B.jpg"]["copy"]["cta"] == "C"
    assert ads["de-AT/300x250/tea.B.jpg"]["copy"]["headline"] == "Kühl in Sekunden"


@pytest.mark.parametrize("form", ["xliff", "xliff12", "tmx", "csv", "json"])
def test_translators_get_the_lines_of_all_variants_once(form: str) -> None:
    """The exported file has each line once under its own id, names the variants of a line, and comes back whole."""
    write(brief({"A": {}, "B": {"headline": "Cool in seconds"}}, markets=["DE"]))
    out = creative("copy", "export", "brief.json", "--format", form, "--to", "out", "--json")
    assert out.returncode == 0, out.stderr
    (file,) = (path for path in Path("out").rglob("*") if path.is_file()) if Path("out").is_dir() else (Path("out"),)
    text = file.read_text("utf-8-sig")

    ids = re.findall(r"\bc[0-9a-f]{24}\b", text)
    assert json.loads(out.stdout)["lines"] == 3
    assert len(set(ids)) == 3
    assert [line in text for line in ("Fresh all day", "Cool in seconds", "Shop now")] == [True] * 3
    waiting = json.loads(creative("copy", "status", "brief.json", "--json").stdout)
    assert [(one["variant"], one["stage"]) for one in waiting["locales"]] == [("A", "missing"), ("B", "missing")]


def test_what_translators_bring_back_is_approved_for_each_variant() -> None:
    """The line of one variant may wait while the other is approved, and no ad is made of what is not."""
    write(brief({"A": {}, "B": {"headline": "Cool in seconds"}}, markets=["DE"]))
    creative("copy", "export", "brief.json", "--format", "json", "--to", "out.json")
    sheet = json.loads(Path("out.json").read_text("utf-8"))
    words = {
        "Fresh all day": "Frisch den ganzen Tag",
        "Cool in seconds": "Kühl in Sekunden",
        "Shop now": "Jetzt kaufen",
    }

    def bring_back(*sources: str) -> None:
        for line in sheet["lines"]:
            line["target"] = words[line["source"]] if line["source"] in sources else ""
        Path("back.json").write_text(json.dumps(sheet), "utf-8")
        back = creative("copy", "import", "back.json", "--status", "approved")
        assert back.returncode == 0, back.stdout + back.stderr

    bring_back("Fresh all day", "Shop now")
    states = json.loads(creative("copy", "status", "brief.json", "--json").stdout)["locales"]
    assert [(one["variant"], one["stage"]) for one in states] == [("A", "approved"), ("B", "missing")]
    refused = creative("run", "brief.json", "--provider", "studio")
    assert (refused.returncode, "There is no copy for de-DE" in refused.stderr) == (2, True)
    assert creative("run", "brief.json", "--dry-run", "--require-approved", "--variant", "A").returncode == 0
    bring_back("Cool in seconds")
    states = json.loads(creative("copy", "status", "brief.json", "--json").stdout)["locales"]
    assert [(one["variant"], one["stage"]) for one in states] == [("A", "approved"), ("B", "approved")]


@pytest.mark.slow
def test_a_picture_that_variants_share_is_bought_once(office: Loopback) -> None:
    """One call for the picture of two headlines; a scene of its own is another picture, with a call of its own."""
    office.answer = lambda _: openai_image(picture(1024, 1024))
    painted = {
        "offering": "thing",
        "products": [{"id": "tea", "name": "Iced tea", "description": "a bottle of iced tea"}],
        "markets": ["US"],
        "ratios": ["1:1"],
    }
    write(brief({"A": {}, "B": {"headline": "Cool in seconds"}}, **painted))
    with office:
        creative("run", "brief.json", "--provider", "openai", "--fail-on", "never", "--json")
        bought = len(office.requests)
        write(brief({"A": {}, "B": {"headline": "Cool in seconds"}, "C": {"scene": "a beach"}}, **painted))
        creative("run", "brief.json", "--provider", "openai", "--fail-on", "never", "--json")
        more = len(office.requests) - bought

    ads = manifest()
    heroes = [ads[f"en-US/1x1/tea.{name}.jpg"]["hero"] for name in "AB"]
    assert (bought, more) == (1, 1)
    assert heroes[0] == heroes[1]
    assert ads["en-US/1x1/tea.C.jpg"]["differs_in"] == [{"field": "scene", "control": "", "variant": "a beach"}]
