"""Territories, languages and what they resolve to, held against a table of 89 advertising markets."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.errors import UsageError
from creative_cli.locale import locales
from creative_cli.locale.language_tags import LanguageTag
from creative_cli.locale.locales import Direction, Locale
from tests.parameters import walk_rows

TABLE = Path(__file__).with_name("data") / "markets.csv"
MARKETS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
NOT_THE_FIRST = {
    "BA": "bs-Latn-BA",  # CLDR counts speakers of Bosnian once per script
    "IN": "en-IN",
    "KE": "en-KE",
    "MA": "fr-MA",
    "MT": "en-MT",
}
"""Markets whose ads are first of all written in another language than CLDR's largest official one."""


def table_tags(row: dict[str, str]) -> list[str]:
    """Return the locales of a row of the table as tags."""
    return [name.replace("_", "-") for name in row["locales"].split()]


@walk_rows("row", MARKETS)
def test_each_market_of_the_table(row: dict[str, str]) -> None:
    """A country and a language of the table give its locale, with its script and direction; its name works too."""
    country = row["territory"]
    found = [locales.resolve_locale(country, tag.rpartition("-")[0], "en") for tag in table_tags(row)]

    assert [locale.tag for locale in found] == table_tags(row)
    assert {locale.territory for locale in found} == {country}
    assert {locale.script for locale in found} == set(row["scripts"].split())
    assert any(locale.direction is Direction.RTL for locale in found) == (row["rtl"] == "yes")
    assert locales.require_territory(row["name"]) == country


@walk_rows("row", MARKETS)
def test_the_usual_locale_of_each_market(row: dict[str, str]) -> None:
    """The first locale is the table's, but for five markets whose ads are written otherwise."""
    usual = locales.list_locales(row["territory"])[0].tag

    assert usual == NOT_THE_FIRST.get(row["territory"], table_tags(row)[0])


def test_every_territory_has_a_locale() -> None:
    """All 249 territories of ISO 3166-1, and Kosovo, resolve without a language."""
    codes = locales.list_territories()

    assert len(codes) == 250
    assert "XK" in codes
    assert not {"EU", "UN", "ZZ", "AC", "XA"} & set(codes)
    for code in codes:
        locale = locales.resolve_locale(code, None, "en")
        assert locale.territory == code
        assert locale.tag.startswith(locale.language)
        assert locale.tag.endswith(code)
        assert locales.require_territory(locales.territory_name(code)) == code
        assert locales.language_name(locale)


@walk_rows(
    ("text", "code"),
    [
        ("de", "DE"),
        (" Germany ", "DE"),
        ("UNITED STATES", "US"),
        ("usa", "US"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("turkey", "TR"),
        ("Turkiye", "TR"),
        ("Cote d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("South Korea", "KR"),
        ("Hong Kong", "HK"),
        ("trinidad and tobago", "TT"),
        ("Saint Lucia", "LC"),
        ("St. Lucia", "LC"),
        ("The Netherlands", "NL"),
        ("Czech Republic", "CZ"),
        ("Sao Tome & Principe", "ST"),
        ("UAE", "AE"),
    ],
)
def test_what_people_call_countries(text: str, code: str) -> None:
    """Codes and English names are found whatever their case, accents and little words."""
    assert locales.require_territory(text) == code


@walk_rows(
    ("text", "hint"),
    [
        ("Germny", "Did you mean Germany (DE)?"),
        ("Brazill", "Did you mean Brazil (BR)?"),
        ("Phillipines", "Did you mean Philippines (PH)?"),
        ("UU", "two-letter code"),
        ("", "two-letter code"),
        ("YU", "two-letter code"),
        ("EU", "two-letter code"),
        ("にほん", "two-letter code"),
    ],
)
def test_what_is_no_country(text: str, hint: str) -> None:
    """The error has the nearest country, or says what is wanted; countries that are gone are none."""
    with pytest.raises(UsageError) as caught:
        locales.require_territory(text)

    assert hint in caught.value.hint


@walk_rows(
    ("text", "tag"),
    [
        ("fr", LanguageTag("fr")),
        ("French", LanguageTag("fr")),
        ("pt-PT", LanguageTag("pt", region="PT")),
        ("PT_br", LanguageTag("pt", region="BR")),
        ("Brazilian Portuguese", LanguageTag("pt", region="BR")),
        ("zh-hans", LanguageTag("zh", "Hans")),
        ("Traditional Chinese", LanguageTag("zh", "Hant")),
        ("es-419", LanguageTag("es", region="419")),
        ("iw", LanguageTag("he")),
        ("tl", LanguageTag("fil")),
        ("no", LanguageTag("nb")),
        ("sh", LanguageTag("sr", "Latn")),
        ("cmn", LanguageTag("zh")),
        ("Lao", LanguageTag("lo")),
        ("sr@latin", LanguageTag("sr", "Latn")),
        ("sr_RS.UTF-8@latin", LanguageTag("sr", "Latn", "RS")),
        ("uz_UZ@cyrillic", LanguageTag("uz", "Cyrl", "UZ")),
        ("pt_BR.UTF-8", LanguageTag("pt", region="BR")),
        ("de_DE@euro", LanguageTag("de", region="DE")),
        ("en-UK", LanguageTag("en", region="GB")),
        ("zh-CHT", LanguageTag("zh", "Hant")),
        ("zh_CN_#Hans", LanguageTag("zh", "Hans", "CN")),
        ("zh-yue-HK", LanguageTag("yue", region="HK")),
        ("no_NO_NY", LanguageTag("nn", region="NO")),
        ("th_TH_TH_#u-nu-thai", LanguageTag("th", region="TH")),
        ("az-AZ-Latn", LanguageTag("az", "Latn", "AZ")),
        ("sr-Latn-CS", LanguageTag("sr", "Latn", "RS")),
        ("de-CH-1996", LanguageTag("de", region="CH")),
        ("eng-USA", LanguageTag("en", region="US")),
        ("es-LA", LanguageTag("es", region="419")),
        ("1041", LanguageTag("ja", region="JP")),
        ("German (Germany)", LanguageTag("de", region="DE")),
        ("Portuguese (Brazil)", LanguageTag("pt", region="BR")),
        ("Chinese (Traditional)", LanguageTag("zh", "Hant")),
        ("Serbian (Latin)", LanguageTag("sr", "Latn")),
        ("Spanish (Latin America)", LanguageTag("es", region="419")),
        ("Deutsch (Österreich)", LanguageTag("de", region="AT")),
        ("0x0407", LanguageTag("de", region="DE")),
    ],
)
def test_what_people_call_languages(text: str, tag: LanguageTag) -> None:
    """Tags in any case, old codes, English names and the forms of other systems are read."""
    assert locales.require_language(text) == tag


@walk_rows(
    ("text", "hint"),
    [
        ("jp", "JP is Japan; its language is ja (Japanese)."),
        ("dk", "DK is Denmark; its language is da (Danish)."),
        ("Japanse", "Did you mean ja (Japanese)?"),
        ("xx", "such as fr"),
        ("en-XX", "such as fr"),
        ("sr-Xxxx", "such as fr"),
        ("und", "such as fr"),
        ("de-CH-96", "such as fr"),
        ("en-DE-x-accent", "such as fr"),
        ("sr@klingon", "such as fr"),
        ("9999", "such as fr"),
        ("C", "such as fr"),
        ("", "such as fr"),
    ],
)
def test_what_is_no_language(text: str, hint: str) -> None:
    """The error knows that a country's code was meant, or has the nearest language."""
    with pytest.raises(UsageError) as caught:
        locales.require_language(text)

    assert hint in caught.value.hint


@walk_rows(
    ("country", "language", "tag", "direction"),
    [
        ("CA", "fr", "fr-CA", "ltr"),
        ("TW", "zh", "zh-Hant-TW", "ltr"),
        ("CN", "zh", "zh-Hans-CN", "ltr"),
        ("SG", "zh", "zh-Hans-SG", "ltr"),
        ("HK", "zh-CN", "zh-Hans-CN", "ltr"),
        ("RS", "sr", "sr-Latn-RS", "ltr"),
        ("RS", "sr-Cyrl", "sr-Cyrl-RS", "ltr"),
        ("IR", "az", "az-Arab-IR", "rtl"),
        ("AF", "uz", "uz-Arab-AF", "rtl"),
        ("IQ", "ku-Arab", "ku-Arab-IQ", "rtl"),
        ("IQ", "ckb", "ckb-IQ", "rtl"),
        ("PK", "pa", "pa-Arab-PK", "rtl"),
        ("IN", "pa", "pa-IN", "ltr"),
        ("MV", "dv", "dv-MV", "rtl"),
        ("DE", "tr", "tr-DE", "ltr"),
        ("AO", "pt-PT", "pt-PT", "ltr"),
        ("MX", "es-419", "es-MX", "ltr"),
        ("NO", "no", "nb-NO", "ltr"),
        ("IL", "iw", "he-IL", "rtl"),
        ("PH", "tl", "fil-PH", "ltr"),
    ],
)
def test_a_market_with_a_language(country: str, language: str, tag: str, direction: str) -> None:
    """The tag keeps the script where a language is advertised in several; direction follows the script."""
    locale = locales.resolve_locale(country, language, "en")

    assert (locale.tag, locale.direction.value, locale.territory) == (tag, direction, country)


@walk_rows(
    ("country", "source", "tag"),
    [
        ("US", "en", "en-US"),
        ("CA", "en", "en-CA"),
        ("CA", "fr", "fr-CA"),
        ("IN", "en", "en-IN"),
        ("IN", "hi", "hi-IN"),
        ("CH", "it", "it-CH"),
        ("CH", "en", "de-CH"),
        ("AE", "en", "ar-AE"),  # English is read there, but is not official: the market has to say it
        ("UA", "ru", "uk-UA"),
        ("SD", "en", "ar-SD"),
        ("RS", "sr", "sr-Latn-RS"),
        ("RS", "sr-Cyrl", "sr-Cyrl-RS"),
        ("TW", "zh", "zh-Hant-TW"),
        ("PT", "pt-BR", "pt-PT"),
    ],
)
def test_a_market_without_a_language(country: str, source: str, tag: str) -> None:
    """It is the brief's own language where that is official, else the market's most usual one."""
    assert locales.resolve_locale(country, None, source).tag == tag


@walk_rows(
    ("tag", "language", "same"),
    [
        ("en-IN", "en", True),
        ("en-IN", "en-GB", True),
        ("pt-PT", "pt-BR", True),
        ("zh-Hant-TW", "zh", False),
        ("zh-Hant-TW", "zh-Hant", True),
        ("de-DE", "en", False),
    ],
)
def test_who_reads_what(tag: str, language: str, *, same: bool) -> None:
    """Text can be printed as it is where language and script are the same."""
    country = tag.rpartition("-")[2]

    assert locales.reads_language(locales.resolve_locale(country, tag, "en"), language) is same


@pytest.mark.parametrize(
    ("country", "language"), [("BR", "br"), ("KR", "kr"), ("CA", "ca"), ("IN", "in"), ("MY", "my")]
)
def test_a_country_code_in_place_of_the_language(country: str, language: str) -> None:
    """Breton for Brazil is a slip; Northern Sami for Sweden is not."""
    with pytest.raises(UsageError, match="is not spoken in"):
        locales.resolve_locale(country, language, "en")

    assert locales.resolve_locale("SE", "se", "en").tag == "se-SE"


@walk_rows(
    ("country", "language", "name"),
    [
        ("CA", "fr", "Canadian French"),
        ("BR", "pt", "Brazilian Portuguese"),
        ("TW", "zh", "Traditional Chinese"),
        ("RS", "sr", "Serbian (Latin)"),
        ("JP", "ja", "Japanese"),
        ("US", "en", "American English"),
    ],
)
def test_names_of_languages(country: str, language: str, name: str) -> None:
    """Varieties have the names people know."""
    assert locales.language_name(locales.resolve_locale(country, language, "en")) == name


@given(text=st.text(max_size=12))
def test_any_text_is_a_country_or_not(text: str) -> None:
    """No text makes the look-ups crash, and what they find is known."""
    assert locales.find_territory(text) in {None, *locales.list_territories()}
    tag = locales.find_language(text)
    assert tag is None or locales.language_name(locales.resolve_locale("DE", tag.language, "en"))


def test_locales_sort_by_tag() -> None:
    """Locales sort by tag, which keeps results in a fixed order."""
    tags = [locale.tag for locale in sorted(locales.list_locales("CH"))]

    assert tags == ["de-CH", "fr-CH", "it-CH"]
    assert isinstance(locales.list_locales("CH")[0], Locale)


@walk_rows(
    ("name", "code"),
    [("日本", "JP"), ("España", "ES"), ("espana", "ES"), ("Deutschland", "DE"), ("Suisse", "CH"), ("भारत", "IN")],
)
def test_a_country_is_known_by_its_own_name(name: str, code: str) -> None:
    """As it is written in a language that is official there, with or without accents."""
    assert locales.require_territory(name) == code


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("deutsch", LanguageTag("de")),
        ("日本語", LanguageTag("ja")),
        ("हिन्दी", LanguageTag("hi")),
        ("繁體中文", LanguageTag("zh", "Hant")),
        ("norsk", LanguageTag("nb")),
    ],
)
def test_a_language_is_known_by_its_own_name(name: str, tag: LanguageTag) -> None:
    """As those who write it call it."""
    assert locales.require_language(name) == tag


def test_every_own_name_leads_to_one_country_and_takes_none_from_another() -> None:
    """No own name of a country is the English name of another."""
    english = {locales.territory_name(code): code for code in locales.list_territories()}

    assert {name: locales.require_territory(name) for name in english} == english


@walk_rows(
    ("ask", "name", "hint"),
    [
        (locales.require_territory, "England", "GB (United Kingdom)"),
        (locales.require_territory, "Deutschlnd", "Did you mean Germany (DE)?"),
        (locales.require_territory, "Deutsch", "It is a language"),
        (locales.require_language, "Deutschland", "its language is de (German)"),
        (locales.require_language, "deutch", "Did you mean de (German)?"),
        (locales.require_language, "isiNdebele", "It may be North Ndebele (nd) or South Ndebele (nr)."),
    ],
)
def test_names_that_nearly_fit_are_told_with_what_was_meant(ask: Callable[[str], object], name: str, hint: str) -> None:
    """A part of a country, a slip, a language for a country and the other way round, and a name of two languages."""
    with pytest.raises(UsageError) as caught:
        ask(name)

    assert hint in caught.value.hint
