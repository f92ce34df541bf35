"""A user's own template, from the brief to the ads and to what is said of a broken one."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from creative_cli.layout.template_files import read_template_files
from tests.command import creative
from tests.conftest import REPOSITORY

BRIEF = """\
schema: 1
campaign: own
template: {template}
brand: {{name: Nimbus, colors: {{primary: "#20304a"}}}}
message: {{headline: Rain is optional}}
products: [{{id: umbrella, name: Nimbus One}}]
markets: [GB]
ratios: ["300x250"]
"""
CORNER = "#let under(ad) = place(rect(width: ad.margin / 2, height: ad.margin / 2, fill: rgb(255, 0, 0)))\n"


def ran(template: str, command: str = "validate", **files: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a brief with *template*; *files* are the contents of `<name>.typ`, with `_toml` of its data."""
    Path("brief.yaml").write_text(BRIEF.format(template=template), "utf-8")
    for name, text in files.items():
        path = Path(name.removesuffix("_toml") + (".toml" if name.endswith("_toml") else ".typ"))
        path.write_text(text, "utf-8")
    return creative(command, "brief.yaml")


def test_the_page_about_templates_can_be_followed() -> None:
    """The files of docs/templates.md, written down as they stand, make ads that lack only a picture of the product."""
    page = (REPOSITORY / "docs" / "templates.md").read_text("utf-8")
    blocks = re.findall(r"```\w+\n(?://|#) file: (\S+)\n(.*?)```", page, re.DOTALL)
    for name, text in blocks:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
    result = creative("run", "brief.yaml", "--json")

    assert [name for name, _ in blocks] == ["layouts/card.typ", "layouts/card.toml", "brief.yaml"]
    assert result.returncode == 0, result.stderr
    (run,) = json.loads(result.stdout)["runs"]
    assert len(run["assets"]) == 4
    found = [one for asset in run["assets"] for one in asset["findings"] if one["status"] not in {"PASS", "SKIP"}]
    assert {one["check"] for one in found} == {"product_shown"}
    manifest = json.loads(Path("outputs/card/manifest.json").read_text("utf-8"))
    assert manifest["template"].startswith("layouts/card.typ ")


@pytest.mark.slow
def test_what_it_draws_is_in_the_ad_and_a_change_makes_the_ad_anew() -> None:
    """The template's own corner is in the file; another colour, even in an imported file, and the ad is made again."""
    shared = '#import "parts.typ": colour\n' + CORNER.replace("rgb(255, 0, 0)", "colour")
    ad = Path("outputs/own/en-GB/300x250/umbrella.jpg")
    seen = []
    for colour in ("rgb(255, 0, 0)", "rgb(0, 255, 0)"):
        assert ran("mine.typ", "run", mine=shared, parts=f"#let colour = {colour}\n").returncode == 0
        with Image.open(ad) as picture:
            pixel = np.asarray(picture.convert("RGB"))[3, 3]
        seen.append(tuple(int(channel > 127) for channel in pixel))

    assert seen == [(1, 0, 0), (0, 1, 0)]


@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        ({"mine": "#let under(ad) = {\n  rect(width: ad.nothing)\n}\n"}, "mine.typ:2:", "does not contain key"),
        ({"mine": "#let under(ad) = {\n"}, "mine.typ:1:", "unclosed"),
        ({"mine": "#let over(ad) = none\n"}, "mine.typ:1:1", "under"),
        ({"mine": '#let under(ad) = read("/../../../etc/hosts")\n'}, "mine.typ:1:", "outside"),
        ({"mine": '#import "@preview/cetz:0.3.0": a\n#let under(ad) = none\n'}, "mine.typ:1:1", "not downloaded"),
        ({"mine": CORNER, "mine_toml": "margin = \n"}, "mine.toml:1:10", "Invalid value"),
        ({"mine": CORNER, "mine_toml": "colour = 1\n"}, "mine.toml:1:1", "colour"),
        (
            {"mine": CORNER, "mine_toml": '[[arrangement]]\nname = "x"\n'},
            "mine.toml:1:1",
            "Arrangement x, canvas: it is missing",
        ),
    ],
)
def test_a_broken_template_is_told_with_its_line_and_nothing_is_made(
    files: dict[str, str], place: str, words: str
) -> None:
    """Typst's own words, or the data's mistake, with file and line; exit 2; no folder of outputs."""
    result = ran("mine.typ", "run", **files)

    assert result.returncode == 2
    assert place in result.stderr
    assert words in result.stderr.replace("\n", " ")
    assert not Path("outputs").exists()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("spilt", "Did you mean 'split'?"),
        ("../mine.typ", "leads out of the brief's folder"),
        ("mine.typ", "there is no such file"),
    ],
)
def test_a_template_that_cannot_be_named_is_told_at_its_line(template: str, words: str) -> None:
    """A slip, a path out of the folder and a missing file are problems of the brief's third line."""
    Path("../mine.typ").write_text(CORNER, "utf-8")
    result = ran(template)

    assert result.returncode == 2
    assert "brief.yaml:3:" in result.stderr
    assert words in result.stderr.replace("\n", " ")


LOOP = "for a in range(9000) { for b in range(9000) { for c in range(900) { let d = c } } }"


@pytest.mark.parametrize("condition", ["true", 'ad.direction == "rtl" and ad.width > 700pt'])
def test_a_template_that_never_ends_is_stopped(condition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every direction and format is tried; the message names the setting with the limit."""
    monkeypatch.setenv("CREATIVE_DECODE_SECONDS", "1.5")
    brief = BRIEF.replace("markets: [GB]", "markets: [GB, AE]").replace('["300x250"]', '["300x250", "728x90"]')
    Path("brief.yaml").write_text(brief.format(template="mine.typ"), "utf-8")
    Path("mine.typ").write_text(f"#let under(ad) = if {condition} {{ {LOOP} }}\n", "utf-8")
    started = time.monotonic()
    result = creative("run", "brief.yaml", "--pseudo", "rtl")

    assert result.returncode == 2
    assert "mine.typ:1:1" in result.stderr
    assert "CREATIVE_DECODE_SECONDS" in result.stderr.replace("\n", " ")
    assert time.monotonic() - started < 15
    assert not Path("outputs").exists()


@pytest.mark.slow
def test_a_template_that_takes_all_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A string that doubles at every step ends the worker, not the machine."""
    monkeypatch.setenv("CREATIVE_DECODE_MEGABYTES", "1024")
    result = ran(
        "mine.typ", "run", mine='#let under(ad) = { let s = "x" * 1000000; for i in range(30) { s = s + s } }\n'
    )

    assert result.returncode == 2
    assert "CREATIVE_DECODE_MEGABYTES" in result.stderr.replace("\n", " ")


HIDDEN = "words-of-another-file"


THIEVES = (
    '#let under(ad) = text(read("stolen.txt"))',
    '#let under(ad) = text(read("/stolen.txt"))',
    '#let under(ad) = text(read("deep/stolen.txt"))',
    '#let under(ad) = text(read(".env"))',
    '#let under(ad) = text(read("deep/../.env"))',
    '#let under(ad) = text(read(".git/config"))',
    '#let under(ad) = text(read("." + "env"))',
    '#let under(ad) = text(read("plain" + ".txt"))',
    '#let under(ad) = text(read("../outside.txt"))',
    '#import "stolen.typ": *\n#let under(ad) = text(secret)',
    '#let under(ad) = image("stolen.svg")',
    '#let under(ad) = text(json("stolen.json").secret)',
    '#let under(ad) = text(read("pipe"))',
    '#let under(ad) = text(read("hard.txt"))',
    '#let under(ad) = text(read("/break-rules.toml"))',
)


def test_a_template_reads_only_files_that_it_names_in_its_own_folder() -> None:
    """No link to a file or a folder, no dot-file, no pipe, no name put together while drawing: nothing is printed."""
    Path("own").mkdir()
    outside = Path("outside.txt")
    outside.write_text(f'#let secret = "{HIDDEN}"', "utf-8")
    home = Path("own").resolve()
    (home / "plain.txt").write_text(HIDDEN, "utf-8")
    (home / ".env").write_text(HIDDEN, "utf-8")
    (home / ".git").mkdir()
    (home / ".git" / "config").write_text(HIDDEN, "utf-8")
    for name in ("stolen.txt", "stolen.typ", "stolen.svg", "stolen.json"):
        (home / name).symlink_to(outside.resolve())
    (home / "deep").symlink_to(Path.cwd())
    Path("stolen.txt").write_text(HIDDEN, "utf-8")
    os.mkfifo(home / "pipe")
    (home / "hard.txt").hardlink_to(outside)
    for number, text in enumerate(THIEVES):
        (home / f"thief{number}.typ").write_text(text + "\n", "utf-8")
        brief = BRIEF.replace("campaign: own", f"campaign: own{number}")
        Path(f"brief{number}.yaml").write_text(brief.format(template=f"own/thief{number}.typ"), "utf-8")
    result = creative("run", *(f"brief{number}.yaml" for number in range(len(THIEVES))))

    assert result.returncode == 2
    named = set(re.findall(r"own/(thief\d+)\.typ:\d+:\d+: ", result.stderr))
    assert named == {f"thief{number}" for number in range(len(THIEVES))}
    assert HIDDEN not in result.stdout + result.stderr
    assert not Path("outputs").exists()


def test_a_template_that_is_a_link_is_refused() -> None:
    """A link may lead to a file that the author of the brief never had."""
    Path("real.typ").write_text(CORNER, "utf-8")
    Path("mine.typ").symlink_to("real.typ")
    result = ran("mine.typ")

    assert result.returncode == 2
    assert "brief.yaml:3:" in result.stderr
    assert "copy the file itself into the folder" in result.stderr.replace("\n", " ")


@pytest.mark.parametrize("place", ["own", "own/inner"])
def test_a_folder_that_becomes_a_link_meanwhile_is_not_followed(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of the path and the opening of the file are two steps: what changes between them is not read."""
    Path("secret").mkdir()
    Path("secret/note.txt").write_text(HIDDEN, "utf-8")
    Path("own/inner").mkdir(parents=True)
    Path("own/mine.typ").write_text('#let under(ad) = text(read("inner/note.txt"))', "utf-8")
    Path("own/inner/note.txt").write_text("plain", "utf-8")
    resolve = Path.resolve
    swapped: list[Path] = []

    def swap_after(path: Path, strict: bool = False) -> Path:  # noqa: FBT001, FBT002  # as Path has it
        found = resolve(path, strict)
        if path.name == "note.txt" and not swapped and place == "own/inner":
            swapped.append(path)
            shutil.rmtree("own/inner")
            Path("own/inner").symlink_to(resolve(Path("secret")))
        return found

    monkeypatch.setattr(Path, "resolve", swap_after)
    read = dict(read_template_files("own/mine.typ", Path()).files)

    assert HIDDEN.encode() not in read.values()
    assert ("inner/note.txt" in read) == (place == "own")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("margin = " + "[" * 5000 + "]" * 5000, "nested far deeper"),
        ("a" + ".a" * 5000 + " = 1", "A key has more than 8 parts"),
        ("margin = " + "9" * 5000, "card.toml:1:1: "),
        ("margin = nan", "finite number"),
    ],
    ids=["deep lists", "deep keys", "a huge number", "nan"],
)
def test_strange_data_is_a_sentence(data: str, words: str) -> None:
    """Whatever the file holds, the exit code is that of a brief with a mistake."""
    Path("card.typ").write_text(CORNER, "utf-8")
    Path("card.toml").write_text(data, "utf-8")
    result = ran("card.typ")

    assert result.returncode == 2
    assert words in result.stderr


def test_a_template_that_is_no_text_is_named() -> None:
    """A byte that is not UTF-8 has its line."""
    Path("mine.typ").write_bytes(b"// fine\n#let under(ad) = \xff")
    result = ran("mine.typ")

    assert result.returncode == 2
    assert "mine.typ, line 2, is not UTF-8 (byte FF)" in result.stderr


def test_the_files_of_a_template_have_a_limit() -> None:
    """A file of gigabytes is refused before it is read."""
    with Path("huge.txt").open("wb") as file:
        file.truncate(1 << 34)
    result = ran("mine.typ", mine='#let under(ad) = text(read("huge.txt"))')

    assert result.returncode == 2
    assert "larger than 32 MB" in result.stderr.replace("\n", " ")


WRITER = """\
#let under(ad) = {
  let say(y, ..rest) = place(dx: ad.margin, dy: y * ad.height, text(..rest))
  say(0.42, size: 14pt, fill: white)[Carbon neutral *since 2020*]
  say(0.52, size: 14pt, fill: white)[Lorem ipsum dolor]
  say(0.62, size: 14pt, fill: ad.palette.primary)[Since 1905]
  say(0.70, size: 3pt, fill: white)[Terms apply]
  say(0.76, size: 14pt, fill: white)[Made by 😀]
  place(dx: ad.margin, dy: 0.86 * ad.height, hide(text(size: 14pt)[Guaranteed cure]))
}
"""


def test_what_a_template_writes_is_checked_before_a_picture_is_made() -> None:
    """Validating and a dry run say what it writes, and find claims, placeholders and letters that no font has."""
    result = ran("mine.typ", mine=WRITER)
    dry = creative("run", "brief.yaml", "--dry-run", "--json")

    said = " ".join(result.stdout.split())
    assert "the template writes “Carbon neutral since 2020”, “Lorem ipsum dolor”" in said
    assert "brief.yaml:3:11: FAIL template_text/unfinished" in said
    assert "template_text/GREEN-CLAIM" in said
    assert "template_text/no_glyph" in said
    (plan,) = json.loads(dry.stdout)["plans"]
    assert plan["template_texts"][0] == "Carbon neutral since 2020"
    assert "template_text" in {one["check"] for one in json.loads(dry.stdout)["findings"]}


def test_what_a_template_writes_is_checked_as_it_is_seen() -> None:
    """Letters in the colour of their ground and letters of 3 px are found; a hidden text is no text of the ad."""
    ran("mine.typ", mine=WRITER)
    made = creative("run", "brief.yaml", "--fail-on", "never")
    assert made.returncode == 0, made.stderr
    manifest = json.loads(Path("outputs/own/manifest.json").read_text("utf-8"))
    found = [one for one in manifest["assets"][0]["findings"] if one["check"] == "template_text"]
    by_code = {one["code"]: one["message"] for one in found}

    assert "Since 1905" in by_code["low_contrast"]
    assert "Terms apply" in by_code["too_small"]
    assert {"no_glyph", "unfinished", "GREEN-CLAIM"} <= by_code.keys()
    assert not any("cure" in one["message"] for one in found)
