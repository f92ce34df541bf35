"""What a brief may say of products that are shown together."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from creative_cli.brief.group_facts import GroupKind
from creative_cli.brief.loader import LoadedBrief, parse_brief
from creative_cli.brief.together import (
    choose_group_kind,
    describe_product_labels,
    find_hero,
    list_advertised,
    list_members,
)
from tests.brief.conftest import GOOD, problems, sentence
from tests.parameters import walk_rows

TRIO: dict[str, Any] = {"id": "trio", "name": "Summer trio", "products": ["Solara Iced Tea", "peach-soda"]}


def with_together(*sets: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the good brief with packshots and sets of products."""
    data = copy.deepcopy(GOOD)
    data["products"] = [
        {"id": name, "name": title, "image": "assets/iced-tea.png"}
        for name, title in (
            ("iced-tea", "Solara Iced Tea"),
            ("peach-soda", "Solara Peach Soda"),
            ("lime", "Lime"),
            ("plum", "Plum"),
            ("berry", "Berry"),
        )
    ]
    return data | {"together": list(sets)} | changes


def loaded(data: dict[str, Any]) -> LoadedBrief:
    """Return a brief without problems."""
    return parse_brief(json.dumps(data).encode(), name="brief.json", folder=Path(), translator=True)


def test_products_are_named_by_id_or_name() -> None:
    """A set is one more thing that a campaign has ads for; its description names its products."""
    brief = loaded(with_together(TRIO)).brief

    assert [one.id for one in list_members(brief.together[0], brief)] == ["iced-tea", "peach-soda"]
    assert list_advertised(brief)[-1].description == "Solara Iced Tea, Solara Peach Soda"
    assert find_hero(brief.together[0], brief) == "iced-tea"


@walk_rows(
    ("keys", "said"),
    [
        ({"products": ["Solara Iced Te", "lime"]}, "Did you mean 'Solara Iced Tea'?"),
        ({"products": ["lime", "Lime"]}, "again: keep one."),
        ({"products": ["iced-tea", "peach-soda", "lime", "plum", "berry"]}, "shows 4 at most"),
        ({"hero": "plum"}, "which these ads do not show"),
        ({"hero": "plumm"}, "Did you mean 'Plum'?"),
        ({"id": "lime"}, "is that of a product"),
        ({"show": "prices"}, "has none in US, DE: add offer:."),
        ({"show": "pyramid"}, "must be"),
        ({"herro": "lime"}, "Did you mean 'hero'?"),
    ],
)
def test_mistakes_are_sentences(keys: dict[str, Any], said: str) -> None:
    """Each says what is wrong and what to do, at its line."""
    found = problems(with_together(TRIO | keys))

    assert any(said in one.message for one in found), found
    assert all(one.line > 1 for one in found)


def test_more_than_four_are_allowed_if_the_brief_says_so() -> None:
    """The first four are shown."""
    five = ["iced-tea", "peach-soda", "lime", "plum", "berry"]
    brief = loaded(with_together(TRIO | {"products": five, "and_more": True})).brief

    assert [one.id for one in list_members(brief.together[0], brief)] == five[:4]


def test_a_product_beside_others_needs_a_packshot() -> None:
    """Neither nothing nor a photo will do."""
    bare, photo = (with_together(TRIO) for _ in range(2))
    del bare["products"][0]["image"]
    photo["products"][1]["image_kind"] = "photo"

    assert "needs a packshot with a transparent background" in sentence(bare)
    assert "whose image is a photo" in sentence(photo)


@pytest.mark.parametrize("height", [0, -3, 5000, "24 cm", True])
def test_heights_are_in_centimetres(height: object) -> None:
    """Words and houses are not heights of products."""
    data = with_together(TRIO)
    data["products"][0]["height_cm"] = height

    assert "is not a height in cm" in sentence(data)


def test_two_sets_have_two_ids() -> None:
    """Their files would overwrite each other."""
    assert "another set of products" in sentence(with_together(TRIO, TRIO))


def test_prices_that_contradict_each_other_are_problems() -> None:
    """As in the offer of a brief."""
    low, wrong = (with_together(TRIO) for _ in range(2))
    low["products"][0]["offer"] = {"price": 2, "was": 1}
    wrong["products"][0]["offer"] = {"price": 3, "was": 4, "percent": 40}

    assert "which is not more than its price 2" in sentence(low)
    assert "says 40 % off, but 3 instead of 4 is 25 %" in sentence(wrong)


def test_the_kind_follows_from_the_brief() -> None:
    """Prices of all in every market make a grid, a hero a group, nothing a line-up; `show` decides otherwise."""
    plain = with_together(TRIO, TRIO | {"id": "led", "hero": "peach-soda"}, TRIO | {"id": "told", "show": "hero"})
    priced = copy.deepcopy(plain)
    for product in priced["products"]:
        product["offer"] = {"price": 2}

    assert [choose_group_kind(one, loaded(plain).brief) for one in loaded(plain).brief.together] == [
        GroupKind.LINE_UP,
        GroupKind.HERO,
        GroupKind.HERO,
    ]
    assert [choose_group_kind(one, loaded(priced).brief) for one in loaded(priced).brief.together] == [
        GroupKind.PRICES,
        GroupKind.PRICES,
        GroupKind.HERO,
    ]


def test_a_market_has_its_own_names_and_prices() -> None:
    """What it does not say comes from the product, in the market's currency."""
    data = with_together(TRIO)
    data["products"][0]["offer"] = {"price": 2.4}
    data["markets"][1]["products"] = [{"product": "Solara Iced Tea", "name": "Eistee", "offer": {"price": 2.8}}]
    brief = loaded(data)
    us, de = (
        describe_product_labels(brief.brief, market, settled.locale)[0]
        for market, settled in zip(brief.brief.markets, brief.markets, strict=True)
    )

    assert (us.name, us.offer and us.offer.price) == ("Solara Iced Tea", "$2.40")
    assert de.name == "Eistee"
    assert de.offer is not None
    assert (de.offer.price or "").startswith("2,80")


def test_an_unknown_product_of_a_market_is_a_problem() -> None:
    """With the word that was meant."""
    data = with_together(TRIO)
    data["markets"][1]["products"] = [{"product": "Limee", "name": "Limette"}]

    assert "Did you mean 'Lime'?" in sentence(data)
