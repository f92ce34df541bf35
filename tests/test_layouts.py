"""Which layout and style a campaign has: what the brief says, then the brand, then the name of the template."""

import json
from pathlib import Path

import pytest

from creative_cli.engine import planner
from creative_cli.engine.plan import RunPlan
from creative_cli.formats import parse_format
from creative_cli.models import HeroImage, HeroKind
from creative_cli.stages import compose
from tests.command import creative
from tests.stages.test_photos import photo

BRIEF = """\
schema: 1
campaign: {name}
{top}
brand: {{name: Solara, colors: {{primary: "#0F5C63", accent: "#FFD166"}}{brand}}}
message: {{headline: "Summer, poured over ice", cta: Taste it today}}
products: [{{id: tea, name: Peach Tea, image: tea.jpg}}]
markets: [GB]
ratios: ["540x540"]
"""
SPLIT = "template: split"
PACKSHOT = HeroImage("tea", HeroKind.PACKSHOT, "brief", "", 0, 0.0, aspect=0.5)


def plan_of(top: str = "", brand: str = "") -> RunPlan:
    """Return the plan of a brief with lines at its *top* and keys of its *brand*."""
    Path("tea.jpg").write_bytes(photo("right"))
    text = BRIEF.format(name="tea", top=top, brand=brand)
    return planner.build_plans([text.encode()], planner.Slice(), translator=False)[0]


@pytest.mark.parametrize(
    ("top", "brand", "style"),
    [
        ("", "", "retail"),
        ("template: poster", "", "retail"),
        ("template: split", "", "bold"),
        ("template: band", "", "retail"),
        ("template: minimal", "", "editorial"),
        (SPLIT, ", style: tech", "tech"),
        ("style: soft", ", style: tech", "soft"),
        (f"{SPLIT}\nstyle: soft", ", style: tech", "soft"),
    ],
)
def test_the_style_of_the_brief_beats_the_brands_and_the_templates(top: str, brand: str, style: str) -> None:
    """The nearest word wins; the template's own comes last."""
    assert plan_of(top, brand).look.style == style


@pytest.mark.parametrize(
    ("top", "brand", "layout"),
    [
        ("layout: framed", "", "framed"),
        ("", ", layout: split", "split"),
        ("layout: framed", ", layout: card", "framed"),
        (f"{SPLIT}\nlayout: framed", "", "framed"),
        (SPLIT, "", None),
    ],
)
def test_the_layout_of_the_brief_beats_the_brands(top: str, brand: str, layout: str | None) -> None:
    """A template names a layout for photos only, so that a packshot keeps the arrangement of the template."""
    look = plan_of(top, brand).look

    assert look.layout == layout
    assert compose.choose_skeleton(PACKSHOT, parse_format("1:1"), look, "full-bleed", offer=False) == layout


def test_photos_have_the_layout_of_the_nearest_word() -> None:
    """One run of four campaigns: the template alone, under a brand's layout, under the brief's, and none of them."""
    briefs = {
        "template": (SPLIT, ""),
        "brand": (SPLIT, ", layout: framed, style: tech"),
        "brief": (f"{SPLIT}\nlayout: split\nstyle: soft", ", layout: framed, style: tech"),
        "none": ("", ""),
    }
    Path("tea.jpg").write_bytes(photo("right"))
    for name, (top, brand) in briefs.items():
        Path(f"{name}.yaml").write_text(BRIEF.format(name=name, top=top, brand=brand), "utf-8")
    result = creative("run", *(f"{name}.yaml" for name in briefs), "--json")

    found = {
        name: finding["message"]
        for name, run in zip(briefs, json.loads(result.stdout)["runs"], strict=True)
        for asset in run["assets"]
        for finding in asset["findings"]
        if finding["check"] == "family"
    }
    assert found["template"].startswith("layout split, style bold,")
    assert found["brand"].startswith("layout framed, style tech,")
    assert found["brief"].startswith("layout split, style soft,")
    assert "style retail" in found["none"]
