"""Amounts keep their money, their unit and their sign."""

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.same_amounts import CHECK
from creative_cli.models import AdCopy, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import PASS, adapted, alone, said, written_in_brief
from tests.parameters import walk_rows


@walk_rows(
    ("source", "text", "tag"),
    [
        ("Only €5", "Nur 5 €", "de-DE"),
        ("Only €5", "Tylko 5 euro", "pl-PL"),
        ("Only $5", "Seulement 5 $ US", "fr-CA"),
        ("Only 49 zł", "Nur 49 PLN", "de-DE"),
        ("Only ¥500", "500円だけ", "ja-JP"),
        ("Only £5", "Nur 5 Pfund", "de-DE"),
        ("500 ml of tea", "500 мл чая", "ru-RU"),
        ("2 kg for €5", "5 € für 2 kg", "de-DE"),
        ("A 5 mile walk", "8 km Spaziergang", "de-DE"),
        ("Keep at -18 °C", "Bei minus 18 Grad lagern", "de-DE"),
        ("Keep at 0 °F", "Bei −18 °C lagern", "de-DE"),
        ("Save 20%", "−20 %", "fr-FR"),
        ("-20%", "20 % Rabatt", "de-DE"),
        ("10-20 minutes", "10–20 Minuten", "de-DE"),
        ("Now €3 instead of €4", "Statt 4 € jetzt nur 3 €", "de-DE"),
        ("Was €4, now €3", "4 €のところ3 €", "ja-JP"),
        ("No amounts", "Keine Beträge", "de-DE"),
    ],
)
def test_the_same_amount_passes(source: str, text: str, tag: str) -> None:
    """Signs, names and codes of money and units mean the same, and a reduction is one with and without its minus."""
    assert said(CHECK, adapted(source, text, tag)) == PASS


@walk_rows(
    ("source", "text", "tag", "code"),
    [
        ("Only €5", "Tylko 5 zł", "pl-PL", "currency"),
        ("Only €5", "Nur 5 $", "de-DE", "currency"),
        ("Only US$5", "Seulement 5 $ CA", "fr-CA", "currency"),
        ("Only 49 kr", "Vain 49 €", "fi-FI", "currency"),
        ("Only ₹99", "केवल $99", "hi-IN", "currency"),
        ("€5 off", "5 % Rabatt", "de-DE", "currency"),
        ("500 ml of tea", "500 l Tee", "de-DE", "unit"),
        ("2 kg of rice", "2 lb Reis", "de-DE", "unit"),
        ("5 km away", "a 5 millas", "es-MX", "unit"),
        ("30 minutes", "30 Stunden", "de-DE", "unit"),
        ("20% more", "20 g mehr", "de-DE", "unit"),
        ("Keep at -18 °C", "Bei 18 °C lagern", "de-DE", "sign_lost"),
        ("Serve at 8 °C", "Bei −8 °C servieren", "de-DE", "sign_added"),
        ("Now €3 instead of €4", "Jetzt 4 € statt 3 €", "de-DE", "prices_swapped"),
        ("Now €3 instead of €4", "3 € yerine 4 €", "tr-TR", "prices_swapped"),
    ],
)
def test_another_amount_fails(source: str, text: str, tag: str, code: str) -> None:
    """The same number of something else is another offer."""
    assert said(CHECK, adapted(source, text, tag)) == [(Status.FAIL, code)]


def test_a_price_of_the_market_is_asked_about() -> None:
    """Copy of the brief's own may have a price in the market's money: a person looks."""
    own = written_in_brief(adapted("Only €5", "Tylko 5 zł", "pl-PL"))
    assert said(CHECK, own) == [(Status.WARN, "currency")]


def test_a_percentage_without_its_minus_is_asked_about() -> None:
    """`20 %` alone may be anything."""
    assert said(CHECK, adapted("-20%", "20 %", "de-DE")) == [(Status.WARN, "sign_lost")]


def test_prices_of_the_source_are_looked_at_too() -> None:
    """A previous price below the price is wrong wherever it stands."""
    assert said(CHECK, alone("Now $4 instead of $3")) == [(Status.FAIL, "prices_swapped")]


def test_the_line_is_named() -> None:
    """A finding is about the line that has the amount."""
    found = adapted(AdCopy("Tea", body="Only €5"), AdCopy("Tee", body="Nur 5 $"))
    assert [outcome.role for outcome in CHECK.inspect(found)] == ["body"]


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(adapted("Only €5", "Nur 5 €"), adapted("Only €5", "Nur 5 $"), "currency")
