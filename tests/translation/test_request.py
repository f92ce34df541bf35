"""Translation requests have all a translator needs, for the right locales."""

from creative_cli.brief.term import GlossaryTerm
from creative_cli.locale.locales import find_language, resolve_locale
from creative_cli.models import Role
from creative_cli.translation.locale_notes import culture_notes, known_notes
from creative_cli.translation.request import length_budget
from tests.parameters import walk_rows
from tests.translation.samples import MESSAGE, asked, loaded


def test_only_markets_without_words_are_assigned() -> None:
    """Markets with copy of their own or that read the source are left out; the others come in the brief's order."""
    markets = [
        "US",
        "DE",
        {"country": "FR", "copy": {**MESSAGE, "headline": "L’été"}},
        "PT",
    ]
    requests = asked(markets=markets)

    assert [one.locale.tag for one in requests] == ["de-DE", "pt-PT"]


def test_an_assignment_has_everything_the_brief_says() -> None:
    """Voice, names, terms of that locale, intents and placeholders are the brief's."""
    (german,) = asked(
        markets=["DE"],
        message={**MESSAGE, "intent": {"headline": "Make people thirsty."}},
        audience="young-adults",
    )
    headline, body, cta, _ = german.lines

    assert german.voice.tone == "warm, playful"
    assert german.voice.audience not in {"", "young-adults"}
    assert german.voice.register
    assert german.voice.products[0].name == "Solara Iced Tea"
    assert "Solara" in german.keep
    assert german.terms == (GlossaryTerm("cold brew", ("Cold Brew",), ()),)
    assert headline.intent == "Make people thirsty."
    assert body.placeholders == ("{price}",)
    assert cta.intent == ""
    assert german.original.recreated == (Role.HEADLINE,)
    assert german.original.locale.tag == "en"


def test_a_language_named_in_words_is_the_same_as_its_tag() -> None:
    """Units and files carry tags, so a brief may say English or en."""
    (named,), (tagged,) = asked(markets=["DE"], source_language="English"), asked(markets=["DE"])

    assert [line.segment for line in named.lines] == [line.segment for line in tagged.lines]
    assert named.source_language == "en"
    assert loaded(source_language="English").brief.source_language == "English"


@walk_rows(
    ("role", "text", "source", "country", "limit", "aim", "most"),
    [
        (Role.HEADLINE, "x" * 20, "en", "DE", None, 32, 160),
        (Role.CTA, "x" * 10, "en", "DE", None, 21, 60),
        (Role.CTA, "Go", "en", "DE", None, 12, 60),
        (Role.HEADLINE, "x" * 20, "en", "JP", None, 16, 160),
        (Role.HEADLINE, "x" * 20, "en", "DE", 30, 30, 30),
        (Role.HEADLINE, "夏" * 10, "ja", "DE", None, 32, 160),
    ],
)
def test_a_budget_follows_expansion_scripts_and_channels(
    role: Role, text: str, source: str, country: str, limit: int | None, aim: int, most: int
) -> None:
    """A line may grow as translations do, half as many signs where they are wide, and never past its channels."""
    found = length_budget(
        role,
        text,
        source,
        resolve_locale(country, None, "en") if source == "ja" else resolve_locale(country, None, "xh"),
        limit,
    )

    assert (found.aim, found.most) == (aim, most)


@walk_rows(
    ("country", "language", "word", "other"),
    [
        ("BR", "pt", "você", "telemóvel"),
        ("PT", "pt", "telemóvel", "você, gerunds"),
        ("MX", "es", "celular", "vosotros. Words of Spain"),
        ("ES", "es", "vosotros. Words of Spain", "Voseo"),
        ("AR", "es", "Voseo", "Mexico"),
        ("TW", "zh-Hant", "Taiwan", "Hong Kong"),
        ("HK", "zh-Hant", "Hong Kong", "Words of Taiwan"),
        ("CN", "zh-Hans", "mainland", "Taiwan"),
        ("RS", "sr-Latn", "Latin letters", "Cyrillic letters throughout"),
        ("CA", "fr", "Québec", "Septante"),
        ("CH", "de", "no ß", "Marille"),
        ("GB", "en", "colour", "favorite"),
    ],
)
def test_varieties_of_a_language_are_told_apart(country: str, language: str, word: str, other: str) -> None:
    """Notes for a locale name its own words and not its neighbour's."""
    notes = " ".join(culture_notes(resolve_locale(country, language, "en")))

    assert word in notes
    assert other not in notes


def test_varieties_of_a_language_have_notes_and_a_memory_of_their_own() -> None:
    """What was written for Brazil is never taken for Portugal, nor Mexico's for Spain, nor one script for another."""
    pairs = [("BR", "pt"), ("PT", "pt"), ("MX", "es"), ("ES", "es"), ("CN", "zh-Hans"), ("TW", "zh-Hant")]
    pairs += [("RS", "sr-Latn"), ("RS", "sr-Cyrl")]
    found = asked(markets=[{"country": country, "language": language} for country, language in pairs])

    assert len({one.locale.tag for one in found}) == len(pairs)
    assert len({one.notes for one in found}) == len(pairs)
    for lines in zip(*(one.lines for one in found), strict=True):
        assert len({line.segment.id for line in lines}) == len(pairs)


def test_every_note_is_for_a_language_there_is() -> None:
    """Every key of the notes is a language or locale; another would never match."""
    assert [name for name in known_notes() if find_language(name) is None] == []
    assert len(known_notes()) > 90
