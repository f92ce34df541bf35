"""What a product has of its own: lines, figures, markets and pictures; what wins, and what is wrong with it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from creative_cli.brief.loader import load_brief
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.planner import Slice, build_plans
from creative_cli.engine.product_words import list_product_pictures, narrow_placement, write_product_words
from creative_cli.errors import BriefError
from creative_cli.models import LocalizedCopy
from tests.command import creative

SALE = """\
schema: 1
campaign: shoe-sale
brand: {name: Fjell, colors: {primary: "#20304a"}}
message:
  headline: "{product}, now {price}"
  body: "Was {was}, save {percent}. By {brand}."
  cta: Shop now
products:
  - id: runner
    name: Fjell Runner
    offer: {price: 89.90, was: 129.00, currency: EUR}
    copy: {de: {body: "Statt {was}. Leicht."}, de-AT: {cta: Schau}}
  - id: trail
    name: Fjell Trail
    offer: {price: 99, was: 149, currency: EUR}
    markets: [IE, DACH]
markets:
  - IE
  - country: DE
    products: [{product: runner, name: Der Läufer, copy: {headline: "Nur {price}"}}]
  - AT
  - country: SE
    language: en
    products: [{product: runner, offer: {price: 990, was: 1490, currency: SEK}}]
copy:
  de: {headline: "{product}, jetzt {price}", body: "Statt {was}, spare {percent}.", cta: Kaufen}
ratios: ["300x250", "728x90"]
"""


@pytest.fixture
def plan(tmp_path: Path) -> RunPlan:
    """Return the plan of the sale."""
    path = tmp_path / "sale.yaml"
    path.write_text(SALE, "utf-8")
    (found,) = build_plans([str(path)], Slice(), translator=False)
    return found


def words_of(plan: RunPlan, tag: str, product: int) -> LocalizedCopy:
    """Return the copy of a market as a product prints it."""
    market = next(one for one in plan.adaptations if one.locale.tag == tag)
    return write_product_words(plan.brief, market, plan.products[product])


@pytest.mark.parametrize(
    ("tag", "product", "lines"),
    [
        ("en-IE", 0, ("Fjell Runner, now €89.90", "Was €129.00, save 30%. By Fjell.", "Shop now")),
        ("en-IE", 1, ("Fjell Trail, now €99", "Was €149, save 33%. By Fjell.", "Shop now")),
        ("de-DE", 0, ("Nur 89,90\xa0€", "Statt 129,00\xa0€. Leicht.", "Kaufen")),
        ("de-DE", 1, ("Fjell Trail, jetzt 99\xa0€", "Statt 149\xa0€, spare 33\xa0%.", "Kaufen")),
        ("de-AT", 0, ("Fjell Runner, jetzt €\xa089,90", "Statt €\xa0129,00. Leicht.", "Schau")),
        ("en-SE", 0, ("Fjell Runner, now 990\xa0kr", "Was 1\xa0490\xa0kr, save 33\xa0%. By Fjell.", "Shop now")),
    ],
)
def test_the_most_specific_line_wins(plan: RunPlan, tag: str, product: int, lines: tuple[str, ...]) -> None:
    """A line of the product comes before that of the market, one of a locale before one of its language."""
    copy = words_of(plan, tag, product).copy
    found = (copy.headline, copy.body, copy.cta)

    assert tuple(line and line.replace("\u202f", "\xa0") for line in found) == lines


def test_a_product_has_ads_in_its_markets_only(plan: RunPlan) -> None:
    """Two formats in four markets for one product, in three for the other."""
    assert plan.count == 2 * 4 + 2 * 3


def test_the_price_block_is_that_of_the_product(plan: RunPlan) -> None:
    """What the layout prints beside the copy has the product's figures too."""
    offer = words_of(plan, "de-DE", 1).offer

    assert offer is not None
    assert offer.was is not None
    assert offer.was.startswith("149")


def test_pictures_by_ratio_and_market(plan: RunPlan) -> None:
    """A picture for the ratio comes before one for the locale, that before one for the country."""
    images = {"728x90": "wide.png", "DE": "de.png", "DACH": "dach.png"}
    product = plan.products[0].model_copy(update={"image": "all.png", "images": images})
    chosen = {
        (place.format.name, words.locale.tag): shown.image
        for shown in list_product_pictures(plan, product)
        for place in plan.placements
        for words in narrow_placement(plan, place, product, shown.image).adaptations
    }

    assert chosen[("728x90", "de-DE")] == "wide.png"
    assert chosen[("300x250", "de-DE")] == "de.png"
    assert chosen[("300x250", "de-AT")] == "dach.png"
    assert chosen[("300x250", "en-IE")] == "all.png"
    assert len(chosen) == 8


def problems_with(tmp_path: Path, change: dict[str, Any]) -> list[str]:
    """Return the problems of the sale with other keys of its first product."""
    brief = yaml.safe_load(SALE)
    brief["products"][0] |= change
    path = tmp_path / "sale.yaml"
    path.write_text(yaml.safe_dump(brief, allow_unicode=True), "utf-8")
    with pytest.raises(BriefError) as caught:
        load_brief(path)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"markets": ["FR"]}, "products[runner].markets is 'FR', which is no market of this brief"),
        ({"markets": ["germania"]}, "which is no market of this brief"),
        ({"images": {"9:16": "a.png"}}, "is for '9:16', which is no market, ratio or channel"),
        ({"images": {"DE": "../a.png"}}, "leads out of the brief's folder"),
        ({"images": {"DE": "none.png"}}, "there is no such file"),
        ({"copy": {"fr": {"headline": "Vite"}}}, "products[runner].copy.fr is read by no market"),
        ({"copy": {"de": {}}}, "products[runner].copy.de says nothing"),
        ({"copy": {"de": {"headlin": "Schnell"}}}, "Did you mean 'headline'?"),
        ({"copy": {"de": {"headline": "{prodct} da"}}}, "has {prodct}, which is not a figure of an offer"),
        ({"copy": {"de": {"headline": "Шлях додому"}}}, "is written in Cyrillic letters"),
        ({"copy": {"de": {"body": "Aus {material}"}}}, "has {material}, which is not a figure"),
        ({"offer": {"price": 89.90, "currency": "EUR"}}, "products[runner] has no was, but message.body prints {was}"),
        ({"offer": {"price": 129, "was": 90, "currency": "EUR"}}, "says was 90, which is not more than its price"),
        ({"offer": {"price": 90, "was": 100, "percent": 50, "currency": "EUR"}}, "says 50 % off"),
        ({"offer": {"price": 89.905, "was": 129, "currency": "EUR"}}, "but EUR has 2 decimals"),
        ({"texts": {"Material": "mesh"}}, "must be small Latin letters"),
        ({"texts": {"price": "mesh"}}, "is a word that lines have without it"),
        ({"logo": "logo.gif"}, "products[runner].logo is"),
    ],
)
def test_what_is_wrong_with_a_product(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    """Every problem is a sentence that says what to do."""
    found = problems_with(tmp_path, change)

    assert any(words in message for message in found), found


def test_a_declared_text_is_printed(tmp_path: Path) -> None:
    """A word of `texts:` may stand in braces; a product without it is reported."""
    brief = yaml.safe_load(SALE)
    brief["message"]["headline"] = "{product} in {material}"
    brief["products"][0]["texts"] = {"material": "mesh"}
    path = tmp_path / "sale.yaml"
    path.write_text(yaml.safe_dump(brief, allow_unicode=True), "utf-8")
    with pytest.raises(BriefError) as caught:
        load_brief(path)

    (problem,) = caught.value.problems
    assert "products[trail] has no material, but message.headline prints {material} in en-IE" in problem.message


def test_lines_of_a_product_that_would_need_a_translator(tmp_path: Path) -> None:
    """A line in the source language alone does not reach a market whose copy is translated."""
    brief = yaml.safe_load(SALE)
    brief["markets"].append("FR")
    brief["products"][0]["copy"]["en"] = {"headline": "The fast one"}
    path = tmp_path / "sale.yaml"
    path.write_text(yaml.safe_dump(brief, allow_unicode=True), "utf-8")
    with pytest.raises(BriefError) as caught:
        load_brief(path, translator=True)

    assert "is not translated: add it for fr-FR too" in caught.value.problems[0].message


def test_a_set_of_products_has_no_price_of_one(tmp_path: Path) -> None:
    """A line that prints the price of one product does not fit an ad that shows several."""
    brief = yaml.safe_load(SALE)
    brief["together"] = [{"id": "both", "name": "Both", "products": ["runner", "trail"]}]
    path = tmp_path / "sale.yaml"
    path.write_text(yaml.safe_dump(brief, allow_unicode=True), "utf-8")
    with pytest.raises(BriefError) as caught:
        load_brief(path)

    found = [problem.message for problem in caught.value.problems]
    assert any("shows several products, but message.headline prints {price}" in message for message in found), found


def test_explain_shows_what_won_and_what_lost(tmp_path: Path) -> None:
    """Every line has its place in the file, and so has every line that it was chosen before."""
    path = tmp_path / "sale.yaml"
    path.write_text(SALE, "utf-8")
    result = creative("validate", str(path), "--explain", "DE", "runner", "300x250")

    assert result.returncode == 0, result.stderr
    assert "headline: Nur 89,90" in result.stdout
    assert "sale.yaml:20: markets[DE].products[#1].copy.headline" in result.stdout
    assert "sale.yaml:12: products[runner].copy.de.body" in result.stdout
    assert "not " in result.stdout
    assert "copy.de.body: Statt {was}, spare {percent}." in result.stdout


def test_explain_knows_no_ad(tmp_path: Path) -> None:
    """A product that is not sold there has no ad to explain."""
    path = tmp_path / "sale.yaml"
    path.write_text(SALE, "utf-8")
    result = creative("validate", str(path), "--explain", "en-SE", "trail", "300x250")

    assert result.returncode == 2
    assert "trail has no ad in en-SE" in result.stderr
