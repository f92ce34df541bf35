"""The set of a campaign: named or chosen by its words, one for all ads, also when only a part is made."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.command import creative
from tests.studio.test_sets import jar

BRIEF = """\
schema: 1
campaign: jars
brand: {name: Solara, colors: {primary: "#0F5C63"}}
category: %s
message: {headline: Made well, cta: See more}
products:
  - {id: tall, name: Tall, image: tall.png}
  - {id: wide, name: Wide, image: wide.png}
markets: [GB]
ratios: ["300x250", "1:1"]
%s
"""


@pytest.fixture(autouse=True)
def packshots() -> None:
    """Write the packshots into the test's folder."""
    for name, size in (("tall", (120, 260)), ("wide", (260, 160))):
        shot = Image.fromarray(jar(*size))
        room = Image.new("RGBA", (shot.width + 60, shot.height + 60))
        room.paste(shot, (30, 30))
        room.save(f"{name}.png")


def sets_of(category: str, more: str = "", *options: str) -> set[str]:
    """Return the sets that the ads of a run stand in."""
    Path("jars.yaml").write_text(BRIEF % (category, more))
    run = creative("run", "jars.yaml", "--fail-on", "never", *options)
    assert run.returncode == 0, run.stderr
    assets = json.loads(Path("outputs/jars/manifest.json").read_text())["assets"]
    return {one["studio_set"] for one in assets}


def test_words_choose_and_the_brief_decides() -> None:
    """A category has its set; `set:` names another, and the cache does not mix them up."""
    assert sets_of("mattress") == {"sky"}
    assert sets_of("mattress", "set: slab") == {"slab"}
    assert sets_of("mattress") == {"sky"}


@pytest.mark.slow
def test_a_part_of_a_campaign_looks_like_the_whole() -> None:
    """One product or one size stands in the set that all of them agreed on."""
    whole = sets_of("tea")
    Path("outputs").rename("before")

    assert sets_of("tea", "", "--product", "wide", "--ratio", "300x250") == whole


def test_a_misspelt_set_is_explained() -> None:
    """The error names the key, the line and the sets."""
    Path("jars.yaml").write_text(BRIEF % ("tea", "set: kichen"))
    run = creative("run", "jars.yaml")

    assert run.returncode == 2
    assert "jars.yaml:11" in run.stderr
    assert "kitchen" in run.stderr
