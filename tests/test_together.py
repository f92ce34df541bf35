"""Several products in one ad, from the brief to the folder, the review page and search."""

import io
import json
from html import escape
from pathlib import Path

import pytest
from PIL import Image

from tests.command import creative
from tests.stages.test_group_drawing import packshot

BRIEF = """\
schema: 1
campaign: range
brand: {name: Solara, colors: {primary: "#0F5C63", accent: "#FFD166"}}
message: {headline: "Three ways", cta: Taste them}
products:
  - {id: tea, name: Iced Tea, image: tea.png, height_cm: 24, offer: {price: 2.40}}
  - {id: lime, name: Lime Soda, image: lime.png, height_cm: 16, offer: {price: 1.20, was: 1.60, percent: 25}}
  - {id: plum, name: Plum Soda, image: plum.png, height_cm: 16, offer: {price: 1.35}}
together:
  - {id: trio, name: Summer trio, products: [Iced Tea, Lime Soda, Plum Soda], hero: Iced Tea, show: hero}
  - {id: prices, name: Summer prices, products: [tea, lime, plum]}
markets:
  - GB
  - country: DE
    copy: {headline: Drei Sorten, cta: Jetzt probieren}
    products:
      - {product: tea, name: Eistee, offer: {price: 2.80}}
      - {product: lime, offer: {price: 1.50, was: 2.00, percent: 25}}
ratios: ["300x250"]
"""


@pytest.fixture
def brief() -> Path:
    """Write the brief and its packshots into the test's folder."""
    for index, name in enumerate(("tea", "lime", "plum")):
        shot = Image.open(io.BytesIO(packshot(index)))
        wide = Image.new("RGBA", (shot.width + 80, shot.height + 80))
        wide.paste(shot, (40, 40))
        wide.save(f"{name}.png")
    Path("range.yaml").write_text(BRIEF)
    return Path("range.yaml")


def test_a_set_is_one_more_thing_that_a_campaign_has_ads_for(brief: Path) -> None:
    """It has its own files, entries, names and prices; search and the review page name all of its products."""
    run = creative("run", str(brief), "--json", "--fail-on", "never")
    assert run.returncode == 0, run.stderr
    folder = Path("outputs/range")
    assets = {one["path"]: one for one in json.loads((folder / "manifest.json").read_text())["assets"]}

    assert len(assets) == 10
    assert all("products" not in one for path, one in assets.items() if "/300x250/t" in path and "trio" not in path)
    trio = assets["de-DE/300x250/trio.jpg"]
    assert [one["name"] for one in trio["products"]] == ["Lime Soda", "Eistee", "Plum Soda"]
    assert trio["product"] == "trio"
    tea, lime = (next(one for one in trio["products"] if one["product"] == name) for name in ("tea", "lime"))
    assert tea["height"] / lime["height"] == pytest.approx(1.5, abs=0.03)
    prices = {one["product"]: one["price"] for one in assets["en-GB/300x250/prices.jpg"]["products"]}
    assert prices == {"tea": "£2.40", "lime": "£1.20", "plum": "£1.35"}
    page = (folder / "index.html").read_text()
    assert all(name in trio["alt_text"] for name in ("Lime Soda", "Eistee", "Plum Soda"))
    assert f'alt="{escape(trio["alt_text"])}"' in page
    found = creative("search", "Eistee", "--json").stdout
    assert '"trio"' in found


@pytest.mark.slow
def test_what_was_made_is_kept(brief: Path) -> None:
    """A second run makes nothing; another height makes the sets alone."""
    creative("run", str(brief), "--json", "--fail-on", "never")
    again = json.loads(creative("run", str(brief), "--json", "--fail-on", "never").stdout)["runs"][0]
    brief.write_text(BRIEF.replace("height_cm: 24", "height_cm: 20"))
    other = json.loads(creative("run", str(brief), "--json", "--fail-on", "never").stdout)["runs"][0]

    assert (again["made"], again["unchanged"]) == (0, 10)
    assert (other["made"], other["unchanged"]) == (4, 6)


def test_one_set_can_be_made_alone(brief: Path) -> None:
    """By its id, as a product."""
    run = json.loads(creative("run", str(brief), "--product", "trio", "--json", "--fail-on", "never").stdout)

    assert run["runs"][0]["made"] == 2
    assert "3 products" in creative("run", str(brief), "--dry-run").stdout


def test_a_photo_cannot_stand_beside_others(brief: Path) -> None:
    """The brief's place is named before anything is made."""
    Image.effect_noise((400, 300), 90).convert("RGB").save("lime.png")
    said = creative("validate", str(brief))

    assert said.returncode != 0
    assert "lime.png is a photo" in said.stderr + said.stdout
    assert "together[trio].products" in said.stderr + said.stdout
