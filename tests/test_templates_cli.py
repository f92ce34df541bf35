"""A user's own template, from the brief to the ads and to what is said of a broken one."""

import json
import re
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from creative_cli.layout import sandbox
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
        ({"mine": CORNER, "mine_toml": '[[arrangement]]\nname = "x"\n'}, "mine.toml:1:1", "x has no key 'zones'"),
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


def test_a_template_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops inside loops are ended by the time limit, which is the same for every template."""
    from creative_cli.engine import planner  # noqa: PLC0415  # as the command line does
    from creative_cli.errors import BriefError  # noqa: PLC0415  # same

    monkeypatch.setattr(sandbox, "TRIAL_SECONDS", 1.5)
    loops = "#let under(ad) = for a in range(9000) { for b in range(9000) { for c in range(900) { let d = c } } }\n"
    Path("brief.yaml").write_text(BRIEF.format(template="mine.typ"), "utf-8")
    Path("mine.typ").write_text(loops, "utf-8")
    started = time.monotonic()

    with pytest.raises(BriefError, match="loop that never ends"):
        planner.build_plans(["brief.yaml"], planner.Slice(), translator=False)
    assert time.monotonic() - started < 10
