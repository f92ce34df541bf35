"""Small print says what the law of its market asks for, as large as it asks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from creative_cli.brief.brand_rules import MarketRules
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.legal_rules import find_legal_kinds
from creative_cli.checks.legal_text import CHECK
from creative_cli.models import AdCopy, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import alone, said
from tests.command import creative

EVIN = "L'abus d'alcool est dangereux pour la santé, à consommer avec modération."
HWG = (
    "Zu Risiken und Nebenwirkungen lesen Sie die Packungsbeilage und fragen Sie Ihre Ärztin, Ihren Arzt oder in Ihrer "
    "Apotheke."
)


def of_goods(category: str, tag: str, small_print: str | None) -> CheckedCopy:
    """Return copy with small print of one market for goods of a category."""
    copy = alone(AdCopy("Made for evenings", disclaimer=small_print), tag)
    return replace(copy, adaptation=replace(copy.adaptation, rules=MarketRules(kinds=find_legal_kinds([category]))))


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    return CheckExamples(of_goods("wine", "fr-FR", EVIN), of_goods("wine", "fr-FR", None), "FR-EVIN-MENTION")


@pytest.mark.parametrize("text", [EVIN, EVIN.replace("'", "’"), EVIN.upper(), f"Servir frais. {EVIN}"])
def test_the_text_is_found_however_it_is_set(text: str) -> None:
    """Apostrophes, capitals and other small print beside it change nothing."""
    assert said(CHECK, of_goods("bière", "fr-FR", text)) == [(Status.PASS, "ok")]


def test_an_outdated_wording_is_named() -> None:
    """The old form of the German notice circulates widely."""
    old = "Zu Risiken und Nebenwirkungen lesen Sie die Packungsbeilage und fragen Sie Ihren Arzt oder Apotheker."

    assert said(CHECK, of_goods("OTC medicine", "de-DE", HWG)) == [(Status.PASS, "ok")]
    assert said(CHECK, of_goods("OTC medicine", "de-DE", old)) == [
        (Status.FAIL, "DE-HWG-PFLICHTTEXT-OUTDATED"),
        (Status.FAIL, "DE-HWG-PFLICHTTEXT"),
    ]


def test_a_text_known_from_memory_warns() -> None:
    """A person confirms it before it binds."""
    assert said(CHECK, of_goods("crypto", "en-GB", None)) == [(Status.WARN, "GB-FIN-RISK")]


def test_goods_and_markets_without_a_rule_are_skipped() -> None:
    """Nothing was compared, so nothing passed."""
    assert said(CHECK, of_goods("wine", "de-DE", None)) == [(Status.SKIP, "no_rule")]


BRIEF = """
schema: 1
campaign: wine
brand: {name: Vallombre, colors: {primary: "#5B1A2A", accent: "#E9C46A"}}
category: wine
offering: service
products: [{id: rouge, name: Vallombre Rouge}]
source_language: fr
ratios: [300x250]
message: {headline: Un rouge pour ce soir}
markets: [FR, BE]
"""


def test_the_text_is_set_where_it_is_required_and_as_large_as_the_law_asks(tmp_path: Path) -> None:
    """Copy without small print gets it, in letters of a hundredth of height + width; the other market gets none."""
    (tmp_path / "brief.yaml").write_text(BRIEF, "utf-8")

    made = creative("run", str(tmp_path / "brief.yaml"), "-o", str(tmp_path / "out"), "--fail-on", "never", "-q")

    assert made.returncode == 0, made.stderr
    ads = json.loads((tmp_path / "out" / "wine" / "manifest.json").read_text("utf-8"))["assets"]
    found = {ad["locale"]: {f["check"]: (f["status"], f["message"]) for f in ad["findings"]} for ad in ads}
    assert found["fr-FR"]["legal_text"][0] == "PASS"
    assert found["fr-FR"]["legal_size"][0] == "PASS"
    assert found["fr-BE"]["legal_size"][0] == "SKIP"
    # 550 px of height + width: letters of 5.5 px, which a face has at 12.2 px.
    assert float(found["fr-FR"]["legal_size"][1].split(" px")[0]) >= 12.2
