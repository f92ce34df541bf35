"""The glossary, intents, audiences and pictures per ratio of a brief."""

import json
from pathlib import Path
from typing import Any

import pytest

from creative_cli.brief.audience import describe_audience, find_audience_segment, load_audience_segments
from creative_cli.brief.glossary import list_kept_names, resolve_glossary_terms
from creative_cli.brief.loader import parse_brief
from creative_cli.brief.schema import Brief
from creative_cli.brief.term import GlossaryTerm
from creative_cli.locale import locales
from tests.brief.conftest import GOOD, changed, problems, sentence
from tests.parameters import walk_rows

GLOSSARY = [
    {"term": "Cold brew", "keep": True, "forbidden": {"de": ["Kaltbrühe"]}},
    {
        "term": "summer",
        "translations": {
            "de": "Sommer*",
            "pt": ["verão"],
            "pt-BR": ["verão", "veranico"],
            "zh": ["夏天"],
            "zh-Hant": "夏日",
        },
        "forbidden": {"de": ["Sommerzeit"]},
    },
]


def brief(**keys: Any) -> Brief:
    """Return the good brief with other keys; it has no problems."""
    return parse_brief(json.dumps(GOOD | keys).encode(), name="brief.json", folder=Path(), translator=True).brief


def terms(territory: str, language: str | None = None) -> dict[str, GlossaryTerm]:
    """Return the terms of one locale by their source."""
    locale = locales.resolve_locale(territory, language, "en")
    return {term.source: term for term in resolve_glossary_terms(brief(glossary=GLOSSARY), locale)}


def test_the_most_exact_language_wins() -> None:
    """pt-BR before pt, and traditional Chinese is not simplified."""
    assert terms("DE")["summer"] == GlossaryTerm("summer", ("Sommer*",), ("Sommerzeit",))
    assert terms("PT")["summer"].approved == ("verão",)
    assert terms("BR")["summer"].approved == ("verão", "veranico")
    assert terms("CN")["summer"].approved == ("夏天",)
    assert terms("TW")["summer"].approved == ("夏日",)


def test_a_kept_word_is_a_term_without_forms_and_a_name() -> None:
    """It stays as it is in every language; a word the glossary has no form of for a language is left out."""
    assert terms("DE")["Cold brew"] == GlossaryTerm("Cold brew", (), ("Kaltbrühe",))
    assert list(terms("JP")) == ["Cold brew"]
    assert list_kept_names(brief(glossary=GLOSSARY)) == ("Solara", "Cold brew")


@walk_rows(
    ("entry", "words"),
    [
        ({"term": "summer"}, "glossary[summer] says nothing about its term"),
        ({"keep": True}, "glossary[#1].term is missing"),
        ({"term": "summer", "keep": True, "translations": {"de": "Sommer"}}, "is kept and translated"),
        ({"term": "summer", "translations": {"germann": "Sommer"}}, "'germann', which is not a language. Did you mean"),
        ({"term": "summer", "translations": {"jp": "夏"}}, "its language is ja"),
        ({"term": "summer", "translations": ["Sommer"]}, "must be a mapping of languages to words"),
        ({"term": "summer", "translations": {"de": []}}, "is empty: write at least one"),
        ({"term": "summer", "translations": {"de": ""}}, "is empty"),
        ({"term": "summer", "translations": {"de": [1]}}, 'write it in quotes, "1"'),
        ({"term": "summer", "forbidden": {"de": "Sommerzeit"}}, "no approved ones: add translations: {de:"),
        ({"term": "summer", "keep": "maybe"}, "must be true or false"),
        ({"term": "summer", "translate": {"de": "Sommer"}}, "Did you mean 'translations'?"),
    ],
)
def test_an_entry_is_wrong(entry: dict[str, Any], words: str) -> None:
    """The sentence says what the entry needs."""
    told = problems(GOOD | {"glossary": [entry]})

    assert any(words in problem.message for problem in told), told


def test_a_term_twice_is_told() -> None:
    """Which one counts would be a guess."""
    twice = [{"term": "summer", "keep": True}, {"term": "Summer", "translations": {"de": "Sommer"}}]

    assert "The term 'Summer' is there already, on line" in sentence(GOOD | {"glossary": twice})


def test_an_intent_is_read() -> None:
    """It says what a line is to achieve."""
    message = GOOD["message"] | {"intent": {"headline": "Long for a cold drink"}}
    intent = brief(message=message).message.intent

    assert intent is not None
    assert (intent.headline, intent.cta) == ("Long for a cold drink", None)


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ({}, "message.intent says nothing"),
        ({"body": "Make them thirsty"}, "message.intent.body is an intent without a text: add message.body"),
        ({"headlin": "x"}, "Did you mean 'headline'?"),
        ({"headline": ""}, "is empty"),
        ("Make them thirsty", "must be a mapping with the keys headline, body, cta, disclaimer"),
    ],
)
def test_an_intent_is_wrong(intent: object, words: str) -> None:
    """An intent belongs to a line."""
    assert words in sentence(changed("message.intent", intent))


def test_an_audience_is_text_or_a_segment() -> None:
    """A segment's name stands for who they are and how each language speaks to them."""
    named, free = brief(audience="young-adults"), brief(audience="young adults, 18-30")
    segment = find_audience_segment(named.audience)

    assert segment is not None
    assert segment.age == (18, 30)
    assert segment.register(locales.resolve_locale("DE", None, "en")) == "du"
    assert segment.register(locales.resolve_locale("AR", None, "en")) == "vos"
    assert segment.register(locales.resolve_locale("CA", "fr", "en")) == "tu"
    assert "playful" in segment.register(locales.resolve_locale("IS", None, "en"))
    assert "18-30" in (describe_audience(named.audience) or "")
    assert find_audience_segment(free.audience) is None
    assert describe_audience(free.audience) == "young adults, 18-30"
    assert describe_audience(brief().audience) is None


@pytest.mark.parametrize("text", ["young-adult", "young-adlts", "luxury-buyer"])
def test_a_slip_in_a_segments_name_is_told(text: str) -> None:
    """The segments there are are named."""
    told = sentence(GOOD | {"audience": text})

    assert "Did you mean" in told
    assert all(name in told for name in load_audience_segments())


@walk_rows("text", ["everybody", "Young adults", "people who drink tea", "dog-owners", "millennials", "professional"])
def test_other_words_are_free_text(text: str) -> None:
    """Whoever is no segment is described."""
    assert problems(GOOD | {"audience": text}) == []


def test_every_segment_is_complete() -> None:
    """Each has an age, interests, a register for everybody, and languages that are some."""
    for segment in load_audience_segments().values():
        assert segment.age[0] < segment.age[1]
        assert segment.interests
        assert segment.registers["*"]
        assert all(locales.find_language(key) for key in segment.registers if key != "*")


def test_pictures_are_shared_or_made_per_ratio() -> None:
    """Shared unless asked otherwise."""
    assert brief().hero == "shared"
    assert brief(hero="per-ratio").hero == "per-ratio"
    assert "must be 'shared' or 'per-ratio'" in sentence(GOOD | {"hero": "both"})
