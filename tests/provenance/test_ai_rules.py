"""The table of rules, and the command that prints it."""

import json
from datetime import date

import pytest

from creative_cli.errors import UsageError
from creative_cli.provenance.ai_rules import (
    RuleWeight,
    Situation,
    find_ai_rules,
    find_situation,
    load_ai_rules,
    require_ai_markets,
)
from creative_cli.provenance.picture_origin import PictureMarks, PictureOrigin
from creative_cli.provenance.source_types import SourceType
from tests.command import creative
from tests.parameters import walk_rows


def test_every_rule_has_its_source_and_confidence() -> None:
    """No rule without a source, a known confidence and a market or platform; ids are unique."""
    rules = load_ai_rules()

    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.sources and rule.confidence in set("OHTLM") for rule in rules)
    assert all(bool(rule.markets) != bool(rule.platform) for rule in rules)


def test_low_confidence_is_for_review() -> None:
    """One source, memory, drafts and unsettled laws never require."""
    for rule in load_ai_rules():
        if rule.confidence in {"L", "M"} or rule.status in {"draft", "unclear"}:
            assert rule.weight is RuleWeight.REVIEW, rule.id


def test_contradicted_facts_are_no_rule() -> None:
    """Whether Google and Meta ask for a label on all ads is contradicted: neither has such a rule."""
    asked = {rule.platform for rule in load_ai_rules() if rule.duty in {"visible", "declare"}}

    assert not asked & {"google", "meta"}


@walk_rows(
    ("market", "situation", "expected"),
    [
        ("DE", Situation.GENERATED, {"EU-AIA-50-2", "EU-AIA-50-4"}),
        ("SE", Situation.EDITED, {"EU-AIA-50-2", "EU-AIA-50-4"}),
        ("FR", Situation.EDITED, {"EU-AIA-50-2", "EU-AIA-50-4", "FR-RETOUCHED"}),
        ("CN", Situation.EDITED, {"CN-LABEL", "CN-METADATA", "CN-PROMPTS"}),
        ("KR", Situation.GENERATED, {"KR-VIRTUAL-PERSON", "KR-AI-BASIC"}),
        ("US", Situation.GENERATED, {"US-NY-PERFORMER", "US-CA-SB942", "US-CA-SB1050"}),
        ("US-NY", Situation.GENERATED, {"US-NY-PERFORMER"}),
        ("JP", Situation.GENERATED, set()),
        ("CH", Situation.GENERATED, set()),
    ],
)
def test_rules_by_market_and_situation(market: str, situation: Situation, expected: set[str]) -> None:
    """The rules of a market, of the EU for its members, and of the states of the US."""
    found = {rule.id for rule in find_ai_rules(market, situation)} - {"IAB-FRAMEWORK"}

    assert found == expected


@walk_rows("market", ["DE", "KR", "CN", "IN", "VN", "US", "GB", "FR"])
@walk_rows("situation", [Situation.NO_AI, Situation.PERSON_PHOTO])
def test_pictures_without_a_model_need_nothing(market: str, situation: Situation) -> None:
    """A photo of a person and an ad without AI have no such rule."""
    assert find_ai_rules(market, situation, "meta") == ()


def test_rules_have_their_day() -> None:
    """A flight that ends before a rule begins is not under it."""
    before = {rule.id for rule in find_ai_rules("DE", Situation.GENERATED, on=date(2026, 8, 1))}

    assert before == {"IAB-FRAMEWORK"}


@walk_rows(
    ("origin", "situation"),
    [
        (PictureOrigin(task="picture"), Situation.GENERATED),
        (PictureOrigin(task="scene"), Situation.GENERATED),
        (PictureOrigin(task="outpaint"), Situation.EDITED),
        (PictureOrigin(marks=PictureMarks(sources=(SourceType.TRAINED,))), Situation.GENERATED),
        (PictureOrigin(marks=PictureMarks(sources=(SourceType.COMPOSITE_WITH_TRAINED,))), Situation.EDITED),
        (PictureOrigin(marks=PictureMarks(systems=("a model",))), Situation.EDITED),
        (PictureOrigin(person=True), Situation.PERSON_PHOTO),
        (PictureOrigin(), Situation.NO_AI),
    ],
)
def test_the_situation_is_what_really_happened(origin: PictureOrigin, situation: Situation) -> None:
    """What a service did comes first, then what the files say, then who is shown."""
    assert find_situation(origin) is situation


def test_the_command_prints_ten_markets_in_four_situations() -> None:
    """Every row has its sources and its confidence."""
    document = json.loads(creative("labels", "--json").stdout)
    shown = creative("labels", "--markets", "KR,US-NY", "--situation", "generated", "--channel", "meta.stories")

    assert len(document["duties"]) == 40
    assert all(step["sources"] and step["confidence"] for row in document["duties"] for step in row["steps"])
    assert {row["situation"] for row in document["duties"]} == set(Situation)
    for text in ("가상인물", "confidence H", "US-NY-PERFORMER", "META-AI-INFO", "if a person is shown"):
        assert text in shown.stdout
    assert "not legal advice" in shown.stderr


def test_a_rule_is_shown_once_in_a_market() -> None:
    """Under the kinds of pictures it holds for; kinds without a rule share a line. JSON lists every kind by itself."""
    shown = creative("labels", "--markets", "KR,DE").stdout
    rows = json.loads(creative("labels", "--markets", "KR,DE", "--json").stdout)["duties"]
    korea, germany = shown.split("\nDE  ")

    for market, code in ((korea, "KR"), (germany, "DE")):
        rules = {step["id"] for row in rows if row["market"] == code for step in row["steps"]}
        assert {rule: market.count(f" {rule}") for rule in rules} == dict.fromkeys(rules, 1)
        assert "\n  photo with a person, no AI: no rule on record" in market
    assert korea.index("\n  generated scene:\n") < korea.index("KR-VIRTUAL-PERSON")
    assert korea.index("\n  generated scene, edited photo:\n") < korea.index("KR-AI-BASIC")


@pytest.mark.parametrize(
    "arguments",
    [("--markets", "Atlantis"), ("--situation", "drawn"), ("--channel", "nowhere")],
)
def test_unknown_names_are_refused(arguments: tuple[str, str]) -> None:
    """Each with the names there are."""
    assert creative("labels", *arguments).returncode == 2
    assert "Did you mean 'generated'?" in creative("labels", "--situation", "generatd").stderr
    with pytest.raises(UsageError):
        require_ai_markets("Atlantis")


@walk_rows(
    ("name", "first", "count"),
    [("de-DE", "DE", 1), ("CH-de", "CH", 1), ("Germany", "DE", 1), ("us-ny", "US-NY", 1), ("Nordics", "DK", 5)],
)
def test_markets_are_written_as_in_a_brief(name: str, first: str, count: int) -> None:
    """A locale means its country, a group all of its countries; a state stands for itself."""
    found = require_ai_markets(name)
    assert (found[0], len(found)) == (first, count)


def test_a_state_without_rules_is_no_country() -> None:
    """Texas is refused with the states that have rules, not taken for all of the United States."""
    done = creative("labels", "--markets", "US-TX")
    assert (done.returncode, "There is no market 'US-TX'." in done.stderr) == (2, True)
