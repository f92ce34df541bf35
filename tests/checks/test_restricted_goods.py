"""Some goods may not be advertised everywhere."""

from dataclasses import replace

from creative_cli.brief.brand_rules import MarketRules
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.legal_rules import find_legal_kinds
from creative_cli.checks.restricted_goods import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.words import alone, codes, said
from tests.parameters import walk_rows


def of_goods(category: str, tag: str) -> CheckedCopy:
    """Return copy of one market for goods of a category."""
    copy = alone("Made for evenings", tag)
    return replace(copy, adaptation=replace(copy.adaptation, rules=MarketRules(kinds=find_legal_kinds([category]))))


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(of_goods("beer", "de-DE"), of_goods("less healthy food", "en-GB"), "GB-LHF-ONLINE")


@walk_rows(
    ("category", "kind"),
    [
        ("craft beer", "alcohol"),
        ("Rotwein", "alcohol"),
        ("bières", "alcohol"),
        ("日本酒", "alcohol"),
        ("Online casino", "gambling"),
        ("Sportwetten", "gambling"),
        ("mortgages", "credit"),
        ("Bitcoin wallet", "crypto"),
        ("OTC medicine", "medicine"),
        ("skincare", "cosmetics"),
        ("soft-drink", "food"),
    ],
)
def test_a_category_is_understood_as_people_write_it(category: str, kind: str) -> None:
    """It is free text, in any language."""
    assert kind in find_legal_kinds([category])


@walk_rows("category", ["", "shoes", "software", "engineering", "ginger biscuits", "Rumba lessons"])
def test_other_goods_have_no_kind_of_alcohol(category: str) -> None:
    """Whole words decide."""
    assert "alcohol" not in find_legal_kinds([category])


def test_a_ban_known_from_memory_is_for_a_person() -> None:
    """It warns, and says where it comes from."""
    assert said(CHECK, of_goods("wine", "nb-NO")) == [(Status.WARN, "ALCOHOL-BAN")]
    assert codes(CHECK, of_goods("wine", "fr-FR")) == {"FR-EVIN-CONTENT"}


def test_goods_without_rules_are_skipped() -> None:
    """Nothing was compared, so nothing passed."""
    assert said(CHECK, of_goods("shoes", "en-GB")) == [(Status.SKIP, "no_category")]
