"""Numbers survive translation, in the way each market writes them."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.number_parsing import parse_number, read_numbers
from creative_cli.checks.same_numbers import CHECK
from creative_cli.locale import number_format
from creative_cli.models import AdCopy, Role, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import NOTHING_TO_COMPARE, PASS, adapted, alone, locale, said, written_in_brief
from tests.parameters import walk_rows

MARKETS = csv.DictReader((Path(__file__).parent.parent / "data" / "markets.csv").read_text("utf-8").splitlines())
TAGS = sorted({name.replace("_", "-") for row in MARKETS for name in row["locales"].split()})


@walk_rows(
    ("source", "text", "tag"),
    [
        ("Save 50%", "50 % sparen", "de-DE"),
        ("Save 50%", "%50 indirim", "tr-TR"),
        ("Save 50%", "خصم ٥٠٪\u061c", "ar-SA"),
        ("Save 50%", "全场五折", "zh-Hans-CN"),
        ("Save 20%", "8折優惠", "zh-Hant-TW"),
        ("Save 15%", "八五折", "zh-Hans-CN"),
        ("Save 30%", "3割引", "ja-JP"),
        ("Save 25%", "2割5分引き", "ja-JP"),
        ("Save 50%", "半額", "ja-JP"),
        ("Half price", "半額", "ja-JP"),
        ("Save 50%", "50 Prozent sparen", "de-DE"),
        ("From 1,234.50 a year", "Ab 1.234,50 im Jahr", "de-DE"),
        ("From 1,234.50 a year", "Dès 1\u202f234,50 par an", "fr-FR"),
        ("From 1,234.50 a year", "Ab 1’234.50 im Jahr", "de-CH"),
        ("From 1,234,567", "12,34,567 से", "hi-IN"),
        ("Only 2.99", "Nur 2.99", "de-DE"),
        ("2 times 250 ml", "2 fois 250 ml", "fr-FR"),
        ("Until August 31", "8月31日まで", "ja-JP"),
        ("Until August 31", "8월 31일까지", "ko-KR"),
        ("Until 8/31", "Bis 31.8.", "de-DE"),
        ("Until 8/31/2026", "Bis 31.8.2026", "de-DE"),
        ("Until August 31, 2026", "ถึง 31 สิงหาคม 2569", "th-TH"),
        ("Save 12.5%", "12,5\u00a0% sparen", "de-DE"),
        ("No numbers", "Keine Zahlen", "de-DE"),
        ("From 9:30 am", "Ab 9.30 Uhr", "de-CH"),
        ("From 9:30", "od 9.30 do oporu", "pl-PL"),
        ("Open 9 am to 5:30 pm", "Geöffnet von 9 bis 17.30 Uhr", "de-DE"),
        ("Open 9:00 am to 5:30 pm", "Ouvert de 9\u00a0h à 17\u00a0h\u00a030", "fr-FR"),
        ("Until 10 pm", "22時まで営業", "ja-JP"),
        ("Until 10 pm", "午後10時まで営業", "ja-JP"),
        ("Until 12 pm", "Bis 12 Uhr", "de-DE"),
        ("August 31, 2026", "31.08.2026", "de-DE"),
        ("1 May 2026", "1.5.2026 asti", "fi-FI"),
        ("August 31, 2026", "2026/08/31", "ja-JP"),
        ("8/31/2026", "до 31 серпня 2026 р.", "uk-UA"),
        ("8/31/2026", "31 août 2026", "fr-FR"),
        ("Until August 31, 2026", "令和8年8月31日まで", "ja-JP"),
        ("Until August 31, 2026", "民國115年8月31日止", "zh-Hant-TW"),
        ("1 million fans", "100万人のファン", "ja-JP"),
        ("1.5 million fans", "150만 명의 팬", "ko-KR"),
        ("10,000 fans", "1万粉丝", "zh-Hans-CN"),
        ("3,000 fans", "3 tys. fanów", "pl-PL"),
        ("100,000 fans", "1 लाख प्रशंसक", "hi-IN"),
        ("2,500,000 fans", "2,5 Mio. Fans", "de-DE"),
        ("20% to 30% off", "20 bis 30 % Rabatt", "de-DE"),
        ("20–30% off", "%20 ile %30 arası indirim", "tr-TR"),
        ("Save 25%", "ลดร้อยละ 25", "th-TH"),
        ("Save 25%", "25 odsto popusta", "sr-Latn-RS"),
        ("Save 25%", "25 პროცენტიანი ფასდაკლება", "ka-GE"),
        ("Save 25%", "۲۵ درصد تخفیف", "fa-IR"),
        ("Save 25%", "asilimia 25 punguzo", "sw-KE"),
    ],
)
def test_the_same_number_in_the_markets_own_form_passes(source: str, text: str, tag: str) -> None:
    """Grouping, decimals, digits, percent signs and East Asian discounts are read as the market does."""
    assert said(CHECK, adapted(source, text, tag)) == PASS


@walk_rows(
    ("source", "text", "tag", "code"),
    [
        ("Save 50%", "15 % sparen", "de-DE", "changed"),
        ("From 9:30", "Ab 9.40 Uhr", "de-DE", "changed"),
        ("Until 10 pm", "Bis 21 Uhr", "de-DE", "changed"),
        ("1 million fans", "10万人のファン", "ja-JP", "changed"),
        ("3,000 fans", "30 tys. fanów", "pl-PL", "changed"),
        ("Now 2.50", "Jetzt 25,0", "de-DE", "changed"),
        ("20% here, 30 there", "20 hier, 30 da", "de-DE", "percent_lost"),
        ("August 31, 2026", "令和7年8月31日", "ja-JP", "changed"),
        ("Save 50%", "全场八折", "zh-Hans-CN", "missing"),
        ("Save 50%", "Jetzt sparen", "de-DE", "missing"),
        ("Save now", "50 % sparen", "de-DE", "added"),
        ("Only 1,000", "Nur 1,000", "de-DE", "changed"),
        ("Only 2.99", "Nur 299", "de-DE", "changed"),
        ("Save 50%", "Spare 50", "de-DE", "percent_lost"),
        ("Save 50% or 20%", "50 % oder 50 % sparen", "de-DE", "changed"),
    ],
)
def test_another_number_fails(source: str, text: str, tag: str, code: str) -> None:
    """What is promised in one market is promised in all, and is read as the market reads it."""
    assert said(CHECK, adapted(source, text, tag)) == [(Status.FAIL, code)]


def test_copy_written_for_a_market_may_have_its_own_numbers() -> None:
    """A phone number in the brief's own copy is asked about; a number that differs from the source still fails."""
    own = written_in_brief(adapted("Order now", "Bestellen: 030 555 0142"))
    assert said(CHECK, own) == [(Status.WARN, "added")]
    other = written_in_brief(adapted("Save 50%", "30 % sparen"))
    assert said(CHECK, other) == [(Status.FAIL, "changed")]


def test_a_small_number_may_be_a_word() -> None:
    """`5 minutes` may be `fünf Minuten`; where no word says the number, a person looks."""
    assert said(CHECK, adapted("Ready in 5 minutes", "Fertig in fünf Minuten")) == PASS
    assert said(CHECK, adapted("Five minutes", "5 Minuten")) == PASS
    assert said(CHECK, adapted("Ready in 5 minutes", "Fertig in Minuten")) == [(Status.WARN, "written_out")]


@walk_rows(
    ("source", "text", "tag"),
    [
        ("3 for 2 on tea", "Tee: 2+1 gratis", "de-DE"),
        ("3 for 2 on tea", "2 kaufen, 1 geschenkt", "de-DE"),
        ("3 for 2 on tea", "茶饮买二送一", "zh-Hans-CN"),
        ("Buy 2, get 1 free", "3 pour 2", "fr-FR"),
        ("Buy one, get one free", "1+1 gratis", "nl-NL"),
        ("2 for 1", "1+1 무료", "ko-KR"),
        ("Free for 6 months", "Ein halbes Jahr gratis", "de-DE"),
        ("Free for 12 months", "Gratis durante un año", "es-ES"),
        ("Half a year free", "6 mois gratuits", "fr-FR"),
        ("Lasts 24 hours", "Hält einen Tag", "de-DE"),
        ("7 days free", "Une semaine gratuite", "fr-FR"),
        ("2 weeks free", "14 Tage gratis", "de-DE"),
        ("Ready in 90 minutes", "Klar på 1,5 timmar", "sv-SE"),
        ("Twice the fruit", "2x mehr Frucht", "de-DE"),
        ("2 in 1", "Zwei in eins", "de-DE"),
        ("50% off", "À moitié prix", "fr-FR"),
        ("12 eggs", "Ein Dutzend Eier", "de-DE"),
        ("A 5 mile walk", "8 km Spaziergang", "de-DE"),
        ("A 2 lb bag", "Ein Beutel von 907 g", "de-DE"),
        ("Call +49 30 555 0142", "Ruf an: 030 / 555 01 42", "de-DE"),
        ("Call (030) 555-0142", "Ring +49 30 5550142", "sv-SE"),
        ("Until 31 August", "تا ۹ شهریور", "fa-IR"),
        ("Until 31 August 2026", "تا ۹ شهریور ۱۴۰۵", "fa-IR"),
        ("Your second tea", "2杯目の紅茶", "ja-JP"),
    ],
)
def test_another_form_of_the_same_number_passes(source: str, text: str, tag: str) -> None:
    """Offers, spans of time, units, words and phone numbers are compared by what they mean."""
    assert said(CHECK, adapted(source, text, tag)) == PASS


@walk_rows(
    ("source", "text", "tag", "code"),
    [
        ("3 for 2 on tea", "Tee: 3+1 gratis", "de-DE", "changed"),
        ("3 for 2 on tea", "4 für 2", "de-DE", "changed"),
        ("Free for 6 months", "9 Monate gratis", "de-DE", "changed"),
        ("Free for 18 months", "Ein halbes Jahr gratis", "de-DE", "missing"),
        ("Call +49 30 555 0142", "Ruf an: 030 / 555 01 43", "de-DE", "changed"),
        ("A 5 mile walk", "12 km Spaziergang", "de-DE", "changed"),
        ("Until 31 August", "تا ۱۰ مهر", "fa-IR", "changed"),
    ],
)
def test_another_offer_is_reported(source: str, text: str, tag: str, code: str) -> None:
    """A form that means something else is no form of the same number."""
    assert code in {found for _, found in said(CHECK, adapted(source, text, tag))}


def test_numbers_of_names_placeholders_and_new_lines_do_not_count() -> None:
    """A name has its number with it, a figure is the offer's, and small print of one market is its own."""
    assert said(CHECK, adapted("Meet it", "Das ist Vita 12", keep=("Vita 12",))) == PASS
    assert said(CHECK, adapted("Only {price}", "Nur {price}")) == PASS
    assert said(CHECK, adapted(AdCopy("Summer"), AdCopy("Sommer", disclaimer="Pfand 0,25 €"))) == PASS


def test_a_recreated_line_is_not_counted() -> None:
    """A line written freely has its figures from the offer."""
    assert said(CHECK, adapted("Top 100 teas", "Der beste Tee", recreated=(Role.HEADLINE,))) == PASS


def test_the_source_itself_is_not_compared() -> None:
    """There is nothing to compare with."""
    assert said(CHECK, alone("Save 50%")) == NOTHING_TO_COMPARE


@given(
    tag=st.sampled_from(TAGS),
    value=st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10) ** 9, places=2),
    percent=st.integers(1, 100),
)
def test_what_is_written_for_a_locale_is_read_back(tag: str, value: Decimal, percent: int) -> None:
    """Numbers and percentages of `figures` are read as what they are, in every locale of the table."""
    where = locale(tag)
    text = f"{number_format.localize_number(value, where)} – {number_format.localize_percent(Decimal(percent), where)}"

    assert any(
        sorted(reading.numbers.elements()) == sorted([value, Decimal(percent)]) and reading.percents == 1
        for reading in read_numbers(text, where)
    )


@given(tag=st.sampled_from(TAGS), cents=st.integers(1, 10**8))
@example(tag="az-Cyrl-AZ", cents=100_000)
def test_prices_are_read_back(tag: str, cents: int) -> None:
    """A price with the market's currency around it is the same number."""
    where = locale(tag)
    value = Decimal(cents).scaleb(-2)
    text = number_format.localize_price(value, number_format.find_currency(where.territory) or "EUR", where)

    assert any(list(reading.numbers.elements()) == [value] for reading in read_numbers(text, where))


@walk_rows("tag", TAGS)
def test_days_are_read_back(tag: str) -> None:
    """A day with its month by name keeps its number, whatever the month is called."""
    text = number_format.localize_day(date(2026, 8, 31), locale(tag))

    assert Decimal(31) in read_numbers(text, locale(tag))[0].numbers


@given(token=st.from_regex(r"[0-9]{1,6}([.,'][0-9]{1,4}){0,3}", fullmatch=True), decimal=st.sampled_from(".,"))
def test_every_digit_is_read(token: str, decimal: str) -> None:
    """However odd the signs between them, no digit is lost."""
    written = "".join(sign for sign in token if sign.isdigit())
    parts = parse_number(token, decimal)

    assert sum(len(f"{part:f}".replace(".", "")) for part in parts) <= len(written)
    assert parts


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(adapted("Save 50%", "50 % sparen"), adapted("Save 50%", "15 % sparen"), "changed")
