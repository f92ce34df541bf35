"""Capitals follow the rules of each language and leave names alone."""

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.layout.display_caps import apply_display_caps
from creative_cli.locale.locales import resolve_locale
from tests.layout.ads import LOCALES
from tests.parameters import walk_rows

KEEP = ("iPhone", "Solara")


@walk_rows(
    ("country", "language", "text", "capitals"),
    [
        ("US", "en", "Stays cold", "STAYS COLD"),
        ("DE", "de", "Große Straße", "GROẞE STRAẞE"),
        ("TR", "tr", "ılık içecek", "ILIK İÇECEK"),
        ("AZ", "az", "istidə sərin", "İSTİDƏ SƏRİN"),
        ("GR", "el", "Ακόμα κρύο ή ζεστό", "ΑΚΟΜΑ ΚΡΥΟ Ή ΖΕΣΤΟ"),
        ("GR", "el", "Μάιος, ρολόι, άυλος, καΐκι", "ΜΑΪΟΣ, ΡΟΛΟΪ, ΑΫΛΟΣ, ΚΑΪΚΙ"),
        ("NL", "nl", "ijs", "IJS"),
        ("IE", "ga", "an tUisce, i nGaillimh", "AN tUISCE, I nGAILLIMH"),
        ("RU", "ru", "Всё ещё холод", "ВСЁ ЕЩЁ ХОЛОД"),
        ("FR", "fr", "l’été à Nîmes", "L’ÉTÉ À NÎMES"),
        ("GE", "ka", "ზაფხული", "ზაფხული"),
        ("JP", "ja", "まだ cold", "まだ cold"),
        ("AM", "hy", "Ամառ", "Ամառ"),
    ],
)
def test_each_language_has_its_capitals(country: str, language: str, text: str, capitals: str) -> None:
    """Only Latin, Cyrillic and Greek have them here."""
    assert apply_display_caps(text, resolve_locale(country, language, "en")) == capitals


@walk_rows(
    ("text", "capitals"),
    [
        ("Solara stays cold", "Solara STAYS COLD"),
        ("the new iPhone’s case", "THE NEW iPhone’S CASE"),
        ("Solarana and iPhones", "SOLARANA AND iPhones"),
        ("500 ml, 24 h at 20 °C", "500 ml, 24 h AT 20 °C"),
        ("3 kg more, 5 km/h less", "3 kg MORE, 5 km/h LESS"),
        ("10 mangoes", "10 MANGOES"),
        ("see noravia.example/more now", "SEE noravia.example/more NOW"),
        ("#QuietMornings with me@noravia.example", "#QuietMornings WITH me@noravia.example"),
        ("for iOS and macOS, etc. and so on", "FOR iOS AND macOS, ETC. AND SO ON"),
        ("a ½ µ thin", "A ½ µ THIN"),
    ],
)
def test_names_and_units_stay_as_written(text: str, capitals: str) -> None:
    """A brand's spelling is its own, and an ML is no millilitre."""
    assert apply_display_caps(text, LOCALES["en-US"], KEEP) == capitals


@walk_rows(
    ("country", "language", "text", "capitals"),
    [
        ("FI", "fi", "juo Solaraa, Solarassa", "JUO Solaraa, Solarassa"),
        ("TR", "tr", "Solara’nın tadı", "Solara’NIN TADI"),
        ("PL", "pl", "w Solarze i Solarami", "W SOLARZE I Solarami"),
        ("ZA", "af", "’n koel drankie", "’n KOEL DRANKIE"),
        ("IE", "ga", "i mbaile na hÉireann", "I mBAILE NA hÉIREANN"),
        ("IE", "ga", "bhFrainc, gCorcaigh, an bpáirc", "bhFRAINC, gCORCAIGH, AN bPÁIRC"),
        ("IE", "ga", "an t-uisce agus a n-athair", "AN tUISCE AGUS A nATHAIR"),
        ("IE", "ga", "hata dearg sa tseachtain", "HATA DEARG SA tSEACHTAIN"),
        ("TR", "tr", "i\u0307yi", "İYİ"),
        ("LT", "lt", "i\u0307\u0301 pavasarį", "I\u0301 PAVASARĮ"),
        ("UZ", "uz", "bir piyola", "BIR PIYOLA"),
        ("CH", "de", "zum Geniessen", "ZUM GENIESSEN"),
        ("UA", "uk", "їжа і ґанок", "ЇЖА І ҐАНОК"),
    ],
)
def test_names_with_endings_and_small_words_keep_their_case(
    country: str, language: str, text: str, capitals: str
) -> None:
    """A name in capitals but for its ending, or the other way round, reads as a slip."""
    assert apply_display_caps(text, resolve_locale(country, language, "en"), ("Solara",)) == capitals


@given(text=st.text(max_size=40), tag=st.sampled_from(("en-US", "de-DE", "tr-TR", "el-GR", "ru-RU")))
def test_twice_is_once(text: str, tag: str) -> None:
    """Capitals of capitals are the same."""
    once = apply_display_caps(text, LOCALES[tag], KEEP)

    assert apply_display_caps(once, LOCALES[tag], KEEP) == once
