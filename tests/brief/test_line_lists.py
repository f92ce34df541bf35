"""Lines of copy as lists: the first whose words in braces can all be filled is printed, at every level of copy."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.line_lists import LineList
from creative_cli.brief.loader import load_brief
from creative_cli.engine.planner import Slice, build_plans
from creative_cli.engine.product_words import write_product_words
from creative_cli.errors import BriefError
from tests.command import creative

FEED = "id,name,price,was,material\na,Runner,89.90,129.00,mesh\nb,Walker,59.90,,suede\nc,Plain,19.90,,\n"
HEADLINE = ["{product}: now {price}, was {was}", "{product} for {price}"]
BODY = ["Was {was}: you save {percent}.", "Made of {material}.", ""]
BRIEF: dict[str, Any] = {
    "schema": 1,
    "campaign": "lists",
    "brand": {"name": "Fjell", "colors": {"primary": "#20304a"}},
    "message": {"headline": HEADLINE, "body": BODY, "cta": "Shop"},
    "products": {"file": "feed.csv", "texts": ["material"]},
    "markets": ["IE"],
    "ratios": ["300x250"],
}


def write(folder: Path, brief: dict[str, Any], feed: str = FEED) -> Path:
    """Write a brief and its feed."""
    (folder / "feed.csv").write_text(feed, "utf-8")
    path = folder / "brief.yaml"
    path.write_text(yaml.safe_dump(brief, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def print_lines(path: Path) -> dict[str, list[dict[str, str]]]:
    """Return the lines that each product prints, by market."""
    (plan,) = build_plans((str(path),), Slice(), translator=False)
    return {
        words.locale.tag: [
            {role.value: text for role, text in write_product_words(plan.brief, words, product).copy.lines()}
            for product in plan.products
        ]
        for words in plan.adaptations
    }


def problems(path: Path) -> str:
    """Return what is wrong with a brief, without the folder's name."""
    with pytest.raises(BriefError) as caught:
        load_brief(path)

    return "\n".join(map(str, caught.value.problems)).replace(f"{path.parent}/", "")


def test_each_product_has_the_first_line_it_can_fill(tmp_path: Path) -> None:
    """A list that ends in an empty line leaves the line out; no braces and no holes are printed."""
    first, second, third = print_lines(write(tmp_path, BRIEF))["en-IE"]

    assert first["headline"] == "Runner: now €89.90, was €129.00"
    assert first["body"] == "Was €129.00: you save 30%."
    assert (second["headline"], second["body"]) == ("Walker for €59.90", "Made of suede.")
    assert third == {"headline": "Plain for €19.90", "cta": "Shop"}


def test_lists_work_at_every_level_of_copy(tmp_path: Path) -> None:
    """The level is chosen first, and then a line of its list: of language, market, product, and product in a market."""
    lines = {"headline": ["{product} {was}", "{product} de"], "body": [*BODY[:1], ""], "cta": "Los"}
    there = {"product": "p", "copy": {"headline": ["{was}!", "{product} AT"], "short": {"headline": ["{was}", "kurz"]}}}
    own = {"de": {"headline": ["{percent} und {was}", "x{was}"]}}
    brief = {
        **BRIEF,
        "message": {"headline": HEADLINE, "body": [*BODY[:1], ""], "cta": "Shop"},
        "copy": {"de": lines},
        "products": [
            {"id": "p", "name": "P", "offer": {"price": 5}},
            {"id": "q", "name": "Q", "offer": {"price": 5, "was": 5.01}, "copy": own},
        ],
        "markets": [
            "DE",
            {"country": "AT", "products": [there]},
            {"country": "CH", "copy": {**lines, "cta": ["Jetzt"]}},
        ],
    }
    found = print_lines(write(tmp_path, brief))

    assert [one["headline"] for one in found["de-DE"]] == ["P de", "x5,01\xa0€"]
    assert [one["headline"] for one in found["de-AT"]] == ["P AT", "x€\xa05,01"]
    assert found["de-AT"][0]["short_headline"] == "kurz"
    assert found["de-CH"][0]["cta"] == "Jetzt"
    assert "body" not in found["de-DE"][0]


def test_lists_work_in_json_parts_and_the_brief_itself(tmp_path: Path) -> None:
    """A list in a part is replaced as a whole; its places are in the part."""
    (tmp_path / "part.json").write_text(json.dumps({"message": {**BRIEF["message"], "body": ["{wass}", "Plain."]}}))
    path = write(tmp_path, {**BRIEF, "include": "part.json", "message": {"headline": ["{was}", "Only {product}"]}})

    assert "part.json:1:" in problems(path)
    assert "message.body has {wass}" in problems(path)
    (tmp_path / "part.json").write_text(json.dumps({"message": {"headline": "No", "body": ["{was}", "Plain."]}}))
    assert [one["body"] for one in print_lines(path)["en-IE"]] == ["€129.00", "Plain.", "Plain."]


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ({"headline": ["{was}", "{percent}"]}, "feed.csv:3:4: products[b] has no was or percent, which all lines of"),
        (
            {"headline": "{was}"},
            "feed.csv:3:4: products[b] has no was, but message.headline prints {was} in en-IE:",
        ),
        ({"headline": ["{was}", "x {wos}"]}, "message.headline[#2] has {wos}, which is not a figure"),
        ({"headline": ["{was}", ""]}, "message.headline ends in an empty line, but an ad cannot go without it"),
        ({"headline": "A", "disclaimer": ["{was}", ""]}, "message.disclaimer ends in an empty line"),
        ({"headline": []}, "message.headline has 0 lines in its list"),
        ({"headline": ["{was}"] * 11}, "message.headline has 11 lines in its list"),
        ({"headline": ["A", "{was}"]}, "brief.yaml:9:5: message.headline has lines after the one without braces"),
        ({"headline": ["{was}", "A" * 161]}, "message.headline[#2] is too long for an ad: at most 160 characters"),
        ({"headline": ["{was}", 7, "A"]}, "message.headline[#2]"),
        ({"headline": ["{was}", ["A"]]}, "message.headline[#2]"),
        ({"headline": [{"a": "b"}]}, "message.headline"),
        ({"headline": "A", "further_lines": {"body": ["x"]}}, "message has no key 'further_lines': write a line as a"),
        ({"headline": ["{was}", "Приве́т всем"]}, "is written in Cyrillic letters"),
        ({"headline": ["{was}", "A\ufffdB"]}, "message.headline[#2]"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_at_its_place(tmp_path: Path, message: dict[str, Any], says: str) -> None:
    """Each line of a list is held to the rules of its role; a row is refused if no line can be filled."""
    found = problems(write(tmp_path, {**BRIEF, "message": message}))

    assert says in found
    assert "further_lines" not in found or "no key" in found


def test_rows_that_no_line_fits_can_be_skipped(tmp_path: Path) -> None:
    """`--skip-bad-rows` lists them and exits with 3."""
    path = write(tmp_path, {**BRIEF, "message": {"headline": ["{was}", "{material}"]}})
    done = creative("validate", str(path), "--skip-bad-rows")

    assert done.returncode == 3
    assert "feed.csv:4:4: products[c] has no was or material" in done.stderr
    assert "2 products" in done.stdout


def test_an_offer_of_the_brief_needs_a_line_for_every_market(tmp_path: Path) -> None:
    """Without offers of products the markets decide."""
    brief = {
        **BRIEF,
        "products": [{"id": "p", "name": "P"}],
        "message": {"headline": ["{was}", "{percent}"]},
        "markets": [{"country": "IE", "offer": {"price": 3, "was": 5}}, {"country": "GB", "offer": {"price": 3}}],
    }

    assert "has no line that can be filled for GB: there is no was or percent" in problems(write(tmp_path, brief))
    brief["message"]["headline"].append("{price}")
    lines = print_lines(write(tmp_path, brief))
    assert (lines["en-IE"][0]["headline"], lines["en-GB"][0]["headline"]) == ("€5", "£3")


def test_translations_have_the_first_line_only(tmp_path: Path) -> None:
    """Where a market's copy is translated, a row that the first line does not fit is refused."""
    path = write(tmp_path, {**BRIEF, "markets": ["IE", "FR"], "message": {"headline": HEADLINE}})
    with pytest.raises(BriefError) as caught:
        load_brief(path, translator=True)

    sentences = "\n".join(one.message for one in caught.value.problems)
    assert "the lines after the first are not translated, so write copy: for that language" in sentences


def test_explain_says_which_line_and_why(tmp_path: Path) -> None:
    """`--explain` names the lines that were passed with the words that are missing, and lines that are left out."""
    path = write(tmp_path, BRIEF)
    done = creative("validate", str(path), "--explain", "IE", "b", "300x250")
    none = creative("validate", str(path), "--explain", "IE", "c", "300x250")

    assert "  headline: Walker for €59.90\n" in done.stdout
    assert "message.headline[#2]" in done.stdout
    assert "{product}: now {price}, was {was}: needs {was}, which b does not have in en-IE" in done.stdout
    assert "  body: (no line)\n" in none.stdout
    assert "needs {was} and {percent}" in none.stdout


@given(
    st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=3), min_size=1, max_size=5),
    st.sets(st.sampled_from(["a", "b", "c"])),
)
def test_law_of_choice(lines: list[list[str]], words: set[str]) -> None:
    """The chosen line can be filled, no line before it can, and more words never choose a later one."""
    one = LineList(tuple(" ".join(f"{{{word}}}" for word in line) for line in lines))
    chosen = one.choose(words)
    fits = [set(line) <= words for line in lines]

    assert chosen == (fits.index(True) if any(fits) else None)
    wider = one.choose({"a", "b", "c"})
    assert wider == 0
