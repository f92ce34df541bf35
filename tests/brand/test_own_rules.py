"""A brand's own rules through whole briefs and kits: each case once wrong and once right, with its exact finding."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.command import creative

BRIEF = """\
schema: 1
campaign: {name}
brand: {brand}
message: {{headline: "{headline}"{more}}}
products: [{{id: tea, name: Solara Tea{product}}}]
markets: [{market}]
ratios: ["1:1"]
"""
KIT = 'name: Solara\ncolors: {primary: "#0F5C63"}\n'
BRAND = '{{name: Solara, colors: {{primary: "#0F5C63"}}, {rules}}}'


class OwnRule(NamedTuple):
    """A rule of a brand, an ad that breaks it, the finding, and an ad that does not; `product` is of both."""

    rules: str
    market: str
    wrong: str
    found: str
    right: str
    in_kit: bool = False
    product: str = ""


CASES = {
    "a forbidden word": OwnRule(
        "forbidden_words: [cheap]", "GB", "A cheap tea", "prohibited_words/brand", "A good tea"
    ),
    "with any ending": OwnRule(
        "forbidden_words: ['guilt*']", "GB", "Guiltless tea", "prohibited_words/brand", "Gilded tea"
    ),
    "in one language": OwnRule(
        "forbidden_words: {de: [billig]}",
        "{country: DE, copy: {headline: HEADLINE}}",
        "Ein Tee so billig",
        "prohibited_words/brand",
        "Ein guter Tee",
    ),
    "in other capitals, in a kit": OwnRule(
        "forbidden_words: [detox]", "GB", "DETOX tea", "prohibited_words/brand", "Fresh tea", in_kit=True
    ),
    "at the end of a line": OwnRule(
        "forbidden_words: [bargain]", "US", "Your tea, a bargain", "prohibited_words/brand", "Your fine tea"
    ),
    "a required text": OwnRule(
        "required_disclaimers: [{text: Contains caffeine.}]",
        "GB",
        'Tea", disclaimer: "Served cold.',
        "required_disclaimer/missing",
        'Tea", disclaimer: "Served cold. Contains caffeine.',
    ),
    "in some markets": OwnRule(
        "required_disclaimers: [{text: Drink in moderation., markets: [EU]}]",
        "IE",
        'Tea", disclaimer: "Served cold.',
        "required_disclaimer/missing",
        'Tea", disclaimer: "Drink in moderation.',
    ),
    "for a category": OwnRule(
        "required_disclaimers: [{text: Not for children., categories: [alcohol]}]",
        "GB",
        'Tea", disclaimer: "Served cold.',
        "required_disclaimer/missing",
        'Tea", disclaimer: "Not for children.',
        product=", category: alcohol",
    ),
    "in the kit": OwnRule(
        "required_disclaimers: [{text: Terms apply.}]",
        "US",
        'Tea", disclaimer: "Served cold.',
        "required_disclaimer/missing",
        'Tea", disclaimer: "Terms apply.',
        in_kit=True,
    ),
    "without a text in the language": OwnRule(
        "required_disclaimers: [{text: {en: Terms apply., fr: Voir conditions.}}]",
        "{country: DE, copy: {headline: HEADLINE, disclaimer: Kalt serviert.}}",
        "Guter Tee",
        "required_disclaimer/no_text",
        "",
    ),
}


def write_case(name: str, case: OwnRule, headline: str) -> str:
    """Write the brief of a case, and its kit; return its file."""
    brand = BRAND.format(rules=case.rules)
    if case.in_kit:
        brand = f"{name}-kit.yaml"
        Path(brand).write_text(f"{KIT}{case.rules}\n", "utf-8")
    market = case.market.replace("HEADLINE", headline)
    product = case.product if not case.in_kit else ""
    text = BRIEF.format(name=name, brand=brand, headline=headline, more="", product="", market=market)
    Path(f"{name}.yaml").write_text(text + (f"category: {product.split(': ')[1]}\n" if product else ""), "utf-8")
    return f"{name}.yaml"


def test_each_rule_of_a_brand_finds_what_breaks_it_and_nothing_else() -> None:
    """Words and required texts, by language, market and category, in the brief and in a kit."""
    files = {}
    for number, (title, case) in enumerate(CASES.items()):
        files[write_case(f"wrong-{number}", case, case.wrong)] = (title, case.found)
        if case.right:
            files[write_case(f"right-{number}", case, case.right)] = (title, "")
    done = creative("validate", *files, "--json")
    own = {"prohibited_words/brand", "required_disclaimer/missing", "required_disclaimer/no_text"}
    found: dict[str, set[str]] = {name: set() for name in files}
    for one in json.loads(done.stdout)["findings"]:
        code = f"{one['check']}/{one['code']}"
        if one["check"] in {each.split("/")[0] for each in own} and one["status"] == "FAIL":
            found[f"{one['campaign']}.yaml"].add(code)

    for name, (title, code) in files.items():
        assert found[name] == ({code} if code else set()), title


@pytest.mark.slow
def test_a_required_text_is_laid_out_at_its_size() -> None:
    """Small print that the brief lacks is set for it, in every size, as large as small print has to be."""
    text = BRIEF.format(
        name="sized",
        brand=BRAND.format(rules="required_disclaimers: [{text: Contains caffeine.}]"),
        headline="Good tea",
        more="",
        product="",
        market="GB",
    )
    Path("sized.yaml").write_text(f"{text}channels: [gdn.300x250, gdn.728x90, meta.stories]\n", "utf-8")
    made = creative("run", "sized.yaml", "--quiet", "--fail-on", "never")
    assert made.returncode == 0, made.stderr
    assets = json.loads(Path("outputs/sized/manifest.json").read_text("utf-8"))["assets"]

    assert len(assets) == 4
    for asset in assets:
        found = {one["check"]: one["status"] for one in asset["findings"]}
        assert (found["legal_size"], found["required_disclaimer"]) == ("PASS", "PASS"), asset["ratio"]
        assert "disclaimer" in {entry["role"] for entry in asset["layout"]}
