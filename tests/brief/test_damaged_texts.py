"""Damage in a brief is a problem at its line and column, in every text that is printed."""

from typing import Any

import pytest

from tests.brief.conftest import GOOD, changed, problems, sentence
from tests.parameters import walk_rows

OFFER: dict[str, Any] = {"price": 5, "unit": "Box", "unit_price": 5, "unit_base": "1 l"}
RATING = {"score": 4.8, "scale": 5, "count": 10, "source": "Caf&eacute;", "month": "2026-05"}
GERMAN = {"headline": "Sommer", "cta": "Jetzt"}


@walk_rows(
    ("path", "value", "where"),
    [
        ("message.headline", "Caf&eacute;", "message.headline has the entity “&eacute;”: write “é”."),
        ("message", {"headline": "Tea", "cta": "Go", "kicker": "Caf&eacute;"}, "message.kicker has the entity"),
        (
            "message",
            {"headline": "Tea", "cta": "Go", "short": {"headline": "Caf&eacute;"}},
            "message.short.headline has",
        ),
        ("message.cta", "Caf&eacute;", "message.cta has the entity"),
        ("brand.name", "Caf&eacute;", "brand.name has the entity"),
        ("brand.keep", ["Caf&eacute;"], "brand.keep[Caf&eacute;] has the entity"),
        ("brand.tone", "Caf&eacute;", "brand.tone has the entity"),
        ("products.0.name", "Caf&eacute;", "products[iced-tea].name has the entity"),
        ("products.0.description", "Caf&eacute;", "products[iced-tea].description has the entity"),
        ("markets.1.copy.headline", "Caf&eacute;", "markets[DE].copy.headline has the entity"),
        ("markets.1.copy", {**GERMAN, "short": {"cta": "Caf&eacute;"}}, "markets[DE].copy.short.cta has the entity"),
        ("markets.1.folio", "Caf&eacute;", "markets[DE].folio has the entity"),
        ("folio", "Caf&eacute;", "folio has the entity"),
        (
            "items",
            [{"label": "Caf&eacute;", "value": "5"}, {"label": "b", "value": "6"}],
            "items[#1].label has the entity",
        ),
        ("glossary", [{"term": "Tea", "translations": {"de": "Caf&eacute;"}}], "glossary[Tea].translations.de has the"),
        ("badge", {"rating": RATING}, "badge.rating.source has the entity"),
        ("badge", {"award": {"name": "Caf&eacute;", "year": 2026, "source": "x"}}, "badge.award.name has the entity"),
        ("brand.watermark", "Caf&eacute;", "brand.watermark has the entity"),
    ],
)
def test_every_text_is_looked_at(path: str, value: object, where: str) -> None:
    """Copy, names, labels, badges, the glossary: each problem names its key."""
    data = changed(path, value)
    found = [problem.message for problem in problems(data) if "entity" in problem.message]

    assert len(found) == 1
    assert found[0].startswith(where)


@pytest.mark.parametrize("key", ["unit", "unit_base", "note"])
def test_the_words_of_an_offer_are_looked_at(key: str) -> None:
    """The words around a price are printed, too."""
    data = {**GOOD, "markets": ["US"], "offer": {**OFFER, key: "Caf&eacute;"}}

    assert sentence(data) == f"offer.{key} has the entity “&eacute;”: write “é”."


def test_the_place_is_that_of_the_text() -> None:
    """Line and column are those of the value."""
    (problem,) = problems(
        'schema: 1\ncampaign: t\nbrand: {name: Tea, colors: {primary: "#0F5C63"}}\n'
        "message:\n  headline: Cups &amp; tea\nproducts: [{id: tea, name: Tea}]\nmarkets: [US]\n"
    )

    assert (problem.line, problem.column) == (5, 13)


def test_double_braces_name_the_placeholder() -> None:
    """{{price}} is another tool's way to write {price}."""
    data = {**changed("message.headline", "Now {{price}}"), "markets": ["US"], "offer": {"price": 5}}

    assert sentence(data) == "message.headline has the placeholder “{{price}}”: write {price}."


def test_a_figure_that_does_not_exist_is_one_problem() -> None:
    """A name or number in single braces is reported with the offer, once."""
    assert "which is not a figure of an offer" in sentence(changed("message.headline", "Now {0}"))


def test_what_a_brand_keeps_is_meant() -> None:
    """A word in brand.keep is printed as it is written, in all texts."""
    data = changed("message.headline", "TODO is here")

    assert sentence(data).endswith("If it is meant, add it to brand.keep.")
    data["brand"] = {**data["brand"], "keep": ["TODO"]}
    assert problems(data) == []


def test_a_kept_name_in_a_wrong_encoding_is_a_problem() -> None:
    """No name excuses itself, as far as letters in a wrong encoding go."""
    assert sentence(changed("brand.keep", ["CafÃ©"])).startswith("brand.keep[CafÃ©] has “CafÃ©”")


def test_names_of_files_and_ids_are_no_copy() -> None:
    """What names something else is not looked at."""
    data = changed("products.1.id", "todo")
    data["products"][0]["image"] = "assets/iced-tea.png"

    assert problems(data) == []


def test_a_label_may_be_a_word_that_no_line_of_copy_is() -> None:
    """`Text` is a fine name of a thing, but a headline that says Headline is not written yet."""
    items = [{"label": "Text", "value": "-"}, {"label": "Slogan", "value": "5"}]

    assert problems({**GOOD, "markets": ["US"], "items": items}) == []
    assert "holds the place of a text" in sentence(changed("message.headline", "Headline"))
