"""`creative brand check` says what is wrong with a kit, and writes a sheet of the brand."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from creative_cli.brand.kit_check import judge_kit
from creative_cli.brand.kit_look import read_kit_look
from creative_cli.brief.loader import parse_brand_kit
from creative_cli.models import Status
from tests.command import creative

KITS = Path(__file__).parent.parent / "data" / "kits"
SOLARA = Path(__file__).parent.parent.parent / "briefs" / "solara"


def judged(kit: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the JSON document for a kit; the sheet is `sheet.html` in the test's folder."""
    result = creative("brand", "check", str(kit), "--sheet", "sheet.html", "--format", "json", *options)
    document: dict[str, Any] = json.loads(result.stdout)
    return result.returncode, document


def codes(document: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Return check, code and status of each finding that is no PASS."""
    found = {(one["check"], one["code"], one["status"]) for one in document["findings"]}
    return {one for one in found if one[2] not in {"PASS", 0}}


def changed(folder: Path, old: str, new: str) -> Path:
    """Return a copy of the good kit with one thing changed."""
    kit = folder / "kit"
    shutil.copytree(SOLARA, kit)
    text = (kit / "brand.yaml").read_text("utf-8")
    assert old in text
    (kit / "brand.yaml").write_text(text.replace(old, new), "utf-8")
    return kit


class Sheet(HTMLParser):
    """What a sheet loads and says."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep what is loaded."""
        self.tags.add(tag)
        self.addresses += [value for name, value in attributes if name in {"src", "href"} and value]

    def handle_data(self, data: str) -> None:
        """Keep what is said."""
        self.words.append(data)


def test_a_good_kit_is_in_order() -> None:
    """The shipped kit has nothing to correct; its font lacks letters of a few languages."""
    code, document = judged(SOLARA)

    assert code == 0
    assert {one for one in codes(document) if one[0] != "fonts"} == set()
    (latin,) = (one for one in document["fonts"] if one["own"])
    assert {"vi", "az"} <= {gap["tag"] for gap in latin["gaps"]}
    assert not {"de", "fr", "en", "pl", "tr", "es"} & {gap["tag"] for gap in latin["gaps"]}


def test_a_minimal_kit_is_in_order() -> None:
    """A name and a colour are a kit: what it leaves out is skipped, or derived with enough contrast."""
    code, document = judged(KITS / "minimal" / "brand.yaml")

    assert code == 0
    assert {one["status"] for one in document["findings"]} <= {"PASS", "SKIP", 0, 1}
    assert all(pair["ratio"] >= pair["needed"] for pair in document["colors"])


@pytest.mark.slow
def test_a_bad_kit_fails_with_every_mistake() -> None:
    """Each kind of mistake is found at its line, and the sheet is written all the same."""
    result = creative("brand", "check", str(KITS / "bad"), "--sheet", "sheet.html")

    assert result.returncode == 1
    for words in (
        "logo-mono.svg', but there is no such file",
        "Missing.ttf', but there is no such file",
        "The ink #FFFFFF on the primary #F4E04D has 1.3:1, but needs 4.5:1.",
        "The accent is too weak for emphasis",
        "The dark variant is not seen on grounds it is made for",
        "The logo is not seen whole on white",
        "brand.tone has “cheap”, which the kit itself forbids",
        "text.de has “billig”",
        "The swatch slate is the colour of no role",
        "“Best Pale” is among the kept names twice",
        "brand.yaml:12:16",
    ):
        assert words in result.stdout
    assert Path("sheet.html").exists()


@pytest.mark.run  # seconds
@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('ink: "#FFFFFF"', 'ink: "#4A8F95"', ("colors", "contrast")),
        ("accent: sun", "accent: lagoon", ("colors", "contrast")),
        ("dark: logo-light.svg", "dark: logo.svg", ("logo", "unseen")),
        ("  dark: logo-light.svg\n  mono: logo-mono.svg\n", "", ("logo", "no_variant")),
        ("mark: mark.svg", "mark: brand.yaml", ("files", "problem")),
        ("mark: mark.svg", "mark: nothing.svg", ("files", "problem")),
        ("  latin:", "  arabic:", ("fonts", "no_language")),
        ("  latin: {", "  cyrillic: fonts/Sans-Regular.ttf\n  latin: {", ("fonts", "no_language")),
        ("keep: [Solara]", "keep: [Cheap Solara]", ("texts", "forbidden")),
        ("playful", "unbeatable", ("texts", "forbidden")),
        ("de: Bitte recyceln.", "de: Unschlagbar günstig.", ("texts", "forbidden")),
        ("{lagoon:", '{night: "#111111", lagoon:', ("keys", "unused")),
        ("keep: [Solara]", "keep: [Solara, Solara]", ("keys", "unused")),
        ("mono: logo-mono.svg", "mono: logo.svg", ("keys", "unused")),
    ],
)
def test_one_mistake_is_one_kind_of_finding(tmp_path: Path, old: str, new: str, found: tuple[str, str]) -> None:
    """A good kit in which one thing is broken is reported with the code of that."""
    kit = changed(tmp_path, old, new)
    text = (kit / "brand.yaml").read_text("utf-8")
    # Fonts and logos take longest to judge.
    if found[0] != "fonts":
        text = re.sub("fonts:\n.*\n", "", text)
    if "logo" not in old and "mark" not in old:
        text = re.sub("logo:\n(  .*\n)+", "", text)
    (kit / "brand.yaml").write_text(text, "utf-8")
    loaded = parse_brand_kit(kit)
    report = judge_kit(loaded, read_kit_look(loaded))

    assert found in {(one.check, one.code) for one in report.findings if one.status is not Status.PASS}


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("warn", 1), ("fail", 0), ("never", 0)],
)
def test_the_exit_code_follows_fail_on(tmp_path: Path, fail_on: str, code: int) -> None:
    """A kit with a warning passes unless warnings are to fail."""
    kit = tmp_path / "brand.yaml"
    kit.write_text((KITS / "minimal" / "brand.yaml").read_text("utf-8") + 'swatches: {night: "#111111"}\n')

    assert judged(kit, "--fail-on", fail_on)[0] == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: Solara\n", "brand.colors is missing"),
        ("name: Solara\ncolors: {primary: teal}\n", "brand.yaml:2:19: brand.colors.primary is 'teal'"),
        ("- a\n", "A brief is a mapping of keys"),
        ("name: [a\n", "The list that opens here is not closed"),
        ("name: S\nclours: {primary: '#000000'}\n", "Did you mean 'colors'?"),
        (None, "there is none here"),
    ],
)
def test_what_is_no_kit_is_refused(tmp_path: Path, text: str | None, says: str) -> None:
    """It is the exit code of a brief that cannot be read, and nothing is written."""
    if text is not None:
        (tmp_path / "brand.yaml").write_text(text)
    result = creative("brand", "check", str(tmp_path), "--sheet", "sheet.html")

    assert result.returncode == 2
    assert says in result.stderr
    assert not Path("sheet.html").exists()


@pytest.mark.parametrize(
    "kit", [pytest.param(SOLARA, id="solara", marks=pytest.mark.slow), pytest.param(KITS / "bad", id="bad")]
)
def test_the_sheet_needs_nothing_but_itself(kit: Path) -> None:
    """Pictures and fonts are inside, there is no script, and the same kit gives the same bytes."""
    judged(kit)
    first = Path("sheet.html").read_bytes()
    judged(kit)
    sheet = Sheet(first.decode())

    assert all(address.startswith("data:") for address in sheet.addresses)
    assert "script" not in sheet.tags
    assert b"http:" not in first
    assert b"https:" not in first
    assert first == Path("sheet.html").read_bytes()


def test_what_a_kit_says_is_text_on_the_sheet(tmp_path: Path) -> None:
    """Names and rules cannot write markup."""
    kit = tmp_path / "brand.yaml"
    kit.write_text(
        'name: "<script>alert(1)</script>"\ncolors: {primary: "#20304a"}\ntone: "</style><img src=x>"\n'
        'forbidden_words: ["<b>"]\nkeep: ["\\"><i>"]\n'
    )
    judged(kit)
    sheet = Sheet(Path("sheet.html").read_text("utf-8"))

    assert not {"script", "i"} & sheet.tags
    assert "<script>alert(1)</script>" in "".join(sheet.words)
    assert all(address.startswith("data:") for address in sheet.addresses)
