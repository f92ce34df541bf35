"""The check of the visible label: by market, by what was made, and by what is printed."""

from dataclasses import replace

import pytest

from creative_cli.checks import ai_label
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import Creative, Role, Status, TextBlock
from creative_cli.provenance.file_facts import FileFacts
from creative_cli.provenance.picture_origin import PictureMarks, PictureOrigin
from creative_cli.provenance.source_types import SourceType
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples

MADE = PictureOrigin(task="picture", system="openai", source=SourceType.COMPOSITE_WITH_TRAINED)
OWN = PictureOrigin(source=SourceType.COMPOSITE)


def found(creative: Creative) -> set[tuple[Status, str]]:
    """Return status and code of each finding."""
    return {(finding.status, finding.code) for finding in run_check(ai_label.CHECK, creative)}


def in_market(
    good: Creative, country: str, rules: str, origin: PictureOrigin, small_print: str = "", size: float = 24
) -> Creative:
    """Return the ad in a market where those rules count, with a line of small print."""
    line = TextBlock(
        Role.DISCLAIMER, Box(80, 980, 400, 24), size, (small_print,), overflow=False, ink=(0, 0, 0), weight=400
    )
    return replace(
        good,
        canvas=replace(good.canvas, origin=origin),
        adaptation=replace(good.adaptation, locale=resolve_locale(country, None, "en")),
        layout=(*good.layout, line),
        facts=FileFacts(rules=tuple(rules.split())),
    )


def test_ads_without_a_model_need_no_label(good: Creative) -> None:
    """A photo with its type needs none anywhere."""
    assert found(in_market(good, "CN", "CN-LABEL", OWN)) == {(Status.SKIP, "no_model")}


def test_markets_without_a_rule_need_no_label(good: Creative) -> None:
    """Where no rule is on record, nothing is asked."""
    assert found(in_market(good, "JP", "", MADE)) == {(Status.SKIP, "no_rule")}


@pytest.mark.parametrize(
    ("country", "rules", "person", "status", "code"),
    [
        ("CN", "CN-LABEL", False, Status.WARN, "label_missing"),
        ("KR", "KR-VIRTUAL-PERSON", True, Status.FAIL, "label_missing"),
        ("KR", "KR-VIRTUAL-PERSON", False, Status.SKIP, "no_rule"),
        ("DE", "EU-AIA-50-4", False, Status.WARN, "label_review"),
        ("IN", "IN-ASCI", False, Status.WARN, "label_review"),
        ("US", "US-NY-PERFORMER", True, Status.WARN, "label_missing"),
        ("US", "US-CA-SB1050", True, Status.WARN, "label_review"),
    ],
)
def test_a_missing_label_counts_by_its_confidence(
    good: Creative, country: str, rules: str, *, person: bool, status: Status, code: str
) -> None:
    """Only what official or several sources say fails; what is unsettled is for review."""
    assert found(in_market(good, country, rules, replace(MADE, person=person))) == {(status, code)}


@pytest.mark.parametrize(
    ("country", "rules", "text", "size"),
    [
        ("CN", "CN-LABEL", "本图由AI生成", 60),
        ("CN", "CN-LABEL", "人工智能合成", 60),
        ("KR", "KR-VIRTUAL-PERSON", "이 인물은 가상인물입니다", 24),
        ("KR", "KR-VIRTUAL-PERSON", "가상 인물", 24),
        ("DE", "EU-AIA-50-4", "Bild: KI-generiert. Gut gekühlt genießen.", 24),
        ("DE", "EU-AIA-50-4", "AI-generated image", 24),
        ("VN", "VN-AI-LAW", "Ảnh do AI tạo", 24),
    ],
)
def test_a_printed_label_passes(good: Creative, country: str, rules: str, text: str, size: float) -> None:
    """The words of the rule or of the table, wherever they are printed."""
    ad = in_market(good, country, rules, replace(MADE, person=True), text, size)

    assert found(ad) == {(Status.PASS, "ok")}


def test_a_label_may_be_too_small(good: Creative) -> None:
    """China asks for 5 % of the shortest side: 54 px of 1080."""
    assert found(in_market(good, "CN", "CN-LABEL", MADE, "AI生成", 24)) == {(Status.WARN, "label_small")}


def test_marks_of_input_pictures_count(good: Creative) -> None:
    """A photo that says that a model made it needs the label as a generated one does."""
    marked = PictureOrigin(
        source=SourceType.COMPOSITE_WITH_TRAINED, marks=PictureMarks(sources=(SourceType.TRAINED,)), person=True
    )

    assert found(in_market(good, "KR", "KR-VIRTUAL-PERSON", marked)) == {(Status.FAIL, "label_missing")}


def test_an_unknown_origin_is_an_error(good: Creative) -> None:
    """What nobody recorded cannot pass."""
    assert found(in_market(good, "KR", "KR-VIRTUAL-PERSON", PictureOrigin())) == {(Status.ERROR, "not_recorded")}


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good, shown = good_ad(), replace(MADE, person=True)
    labelled = in_market(good, "KR", "KR-VIRTUAL-PERSON", shown, "가상 인물")
    return CheckExamples(labelled, in_market(good, "KR", "KR-VIRTUAL-PERSON", shown), "label_missing")
