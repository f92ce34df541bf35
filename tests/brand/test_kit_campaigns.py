"""A campaign keeps the rules of its brand kit: words, small print, glossary, tone and defaults."""

from pathlib import Path

import pytest

from creative_cli.engine.copy import brief_assignments
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.planner import Slice, build_plans
from creative_cli.models import LocalizedCopy, Role
from creative_cli.stages.check import check_copy
from tests.command import creative

KIT = """\
name: Solara
colors: {primary: "#0F5C63"}
tone: warm
keep: [Solara]
glossary: [{term: iced tea, translations: {de: Eistee}}]
forbidden_words: {"*": [unbeatable*], de: [billig*], en: [cheap*]}
required_disclaimers:
  - {text: {en: Please recycle., de: Bitte recyceln.}, markets: [EU, GB]}
  - {text: {"*": © Solara}, categories: [soft-drink]}
"""
BRIEF = """\
schema: 1
campaign: tiny
brand: ../solara
message: {headline: Iced tea weather}
products: [{id: tea, name: Solara Tea}]
markets: [US, GB, {country: DE, copy: {headline: Eisteewetter}}]
ratios: ["1:1"]
"""


def planned(folder: Path, brief: str = BRIEF) -> RunPlan:
    """Return the plan of a brief beside the kit."""
    (folder / "summer").mkdir(exist_ok=True)
    (folder / "solara").mkdir(exist_ok=True)
    (folder / "solara" / "brand.yaml").write_text(KIT)
    (folder / "summer" / "brief.yaml").write_text(brief)
    (plan,) = build_plans([str(folder / "summer" / "brief.yaml")], Slice(), translator=True)
    return plan


def copy_of(plan: RunPlan) -> dict[str, LocalizedCopy]:
    """Return the copy of each market by its country."""
    return {words.locale.territory: words for words in plan.adaptations}


def failures(plan: RunPlan) -> set[tuple[str, str, str]]:
    """Return country, check and code of each FAIL of the copy."""
    return {
        (words.locale.territory, one.check, one.code)
        for words in plan.adaptations
        for one in check_copy(words, plan.last_day)
        if one.status.name == "FAIL"
    }


def test_small_print_that_is_not_there_is_filled_in(tmp_path: Path) -> None:
    """Each market gets the text of its language, where it is required, and no banner leaves it out."""
    plan = planned(tmp_path)
    found = copy_of(plan)

    assert {code: words.copy.disclaimer for code, words in found.items()} == {
        "US": None,
        "GB": "Please recycle.",
        "DE": "Bitte recyceln.",
    }
    assert {code: Role.DISCLAIMER in words.required for code, words in found.items()} == {
        "US": False,
        "GB": True,
        "DE": True,
    }
    assert failures(plan) == set()


def test_rules_of_a_category_add_up(tmp_path: Path) -> None:
    """A brief of that category has both texts, in every language."""
    found = copy_of(planned(tmp_path, BRIEF + "category: soft-drink\n"))

    assert [words.copy.disclaimer for words in found.values()] == [
        "© Solara",
        "Please recycle. © Solara",
        "Bitte recyceln. © Solara",
    ]


def test_small_print_of_the_brief_is_left_as_it_is_and_judged(tmp_path: Path) -> None:
    """Copy that has small print without the text fails, and one that has it passes."""
    brief = BRIEF.replace("weather}", "weather, disclaimer: Serve chilled.}").replace(
        "Eisteewetter}", "Eisteewetter, disclaimer: Kühl servieren. Bitte recyceln.}"
    )
    plan = planned(tmp_path, brief)

    assert copy_of(plan)["GB"].copy.disclaimer == "Serve chilled."
    assert failures(plan) == {("GB", "required_disclaimer", "missing")}


def test_a_market_whose_language_has_no_text_fails(tmp_path: Path) -> None:
    """The kit requires something in France that it cannot say in French."""
    brief = BRIEF.replace("[US,", "[{country: FR, copy: {headline: Temps de thé}}, US,")

    assert failures(planned(tmp_path, brief)) == {("FR", "required_disclaimer", "no_text")}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Iced tea weather", "Cheaper iced tea", {("US", "brand"), ("GB", "brand")}),
        ("Eisteewetter", "Billiger Eistee", {("DE", "brand")}),
        ("Eisteewetter", "Unbeatable Eistee", {("DE", "brand")}),
        ("Eisteewetter", "Eistee ist nie cheap", set()),
    ],
)
def test_forbidden_words_hold_in_their_languages(
    tmp_path: Path, old: str, new: str, found: set[tuple[str, str]]
) -> None:
    """Words for every language hold everywhere, others where they are spoken."""
    wrong = failures(planned(tmp_path, BRIEF.replace(old, new)))

    assert {(country, code) for country, check, code in wrong if check == "prohibited_words"} == found


def test_a_brief_may_add_a_rule_and_not_drop_one(tmp_path: Path) -> None:
    """An empty list in the brief takes nothing away from the kit."""
    own = "brand: {kit: ../solara, forbidden_words: [weather], required_disclaimers: []}"
    plan = planned(tmp_path, BRIEF.replace("brand: ../solara", own).replace("Eisteewetter", "Billig"))

    assert {("US", "brand"), ("GB", "brand"), ("DE", "brand")} == {(one[0], one[2]) for one in failures(plan)}
    assert copy_of(plan)["GB"].copy.disclaimer == "Please recycle."


@pytest.mark.parametrize("words", ["{}", "{de: [teuer]}", "{en: pricey}"])
def test_words_by_language_join_those_of_the_kit(tmp_path: Path, words: str) -> None:
    """Whatever the brief writes, the words of the kit stay."""
    own = f"brand: {{kit: ../solara, forbidden_words: {words}}}"
    plan = planned(tmp_path, BRIEF.replace("brand: ../solara", own).replace("Eisteewetter", "Billig"))

    assert ("DE", "prohibited_words", "brand") in failures(plan)
    assert {"unbeatable*", "cheap*"} <= set(copy_of(plan)["GB"].rules.forbidden)


def test_translators_get_the_tone_the_glossary_and_the_names_of_the_kit(tmp_path: Path) -> None:
    """A request has them as if they were in the brief."""
    plan = planned(tmp_path, BRIEF.replace("{country: DE, copy: {headline: Eisteewetter}}", "DE"))
    (request,) = brief_assignments(plan.brief)

    assert request.voice.tone == "warm"
    assert request.keep == ("Solara",)
    assert [(term.source, term.approved) for term in request.terms] == [("iced tea", ("Eistee",))]


def test_a_forbidden_word_stops_a_run_before_any_picture(tmp_path: Path) -> None:
    """The finding names the kit, and nothing is made."""
    planned(tmp_path, BRIEF.replace("Iced tea weather", "Cheap iced tea"))
    result = creative("run", str(tmp_path / "summer" / "brief.yaml"), "--output", "out")

    assert result.returncode == 1
    assert "“cheap” in the headline is forbidden by the brand (../solara)" in result.stderr
    assert not Path("out", "tiny").exists()
