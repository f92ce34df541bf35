"""The check of the visible label: by market, by what was made, and by what is printed."""

from dataclasses import replace
from typing import Any

import pytest

from creative_cli.checks import ai_label
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box
from creative_cli.locale.locales import resolve_locale
from creative_cli.models import Creative, Role, Status, TextBlock
from creative_cli.provenance.file_facts import FileFacts
from creative_cli.provenance.picture_origin import PictureMarks, PictureOrigin
from creative_cli.provenance.source_types import SourceType
from creative_cli.shown import ShownAiLabel
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


def drawn_in(good: Creative, **changes: Any) -> Creative:
    """Return an ad of China with its label drawn at the lower right, white on black, with *changes* to the label."""
    ad = in_market(good, "CN", "CN-LABEL", replace(MADE, person=True))
    pixels = ad.pixels.copy()
    pixels[960:1060, 700:1060], pixels[980:1040, 720:1040:4] = 20, 255
    label = ShownAiLabel("AI生成", Box(700, 960, 360, 100), Box(720, 980, 320, 60), 60)
    return replace(ad, pixels=pixels, layout=good.layout, ai_label=replace(label, **changes))


def test_a_drawn_label_passes(good: Creative) -> None:
    """Large, in contrast, clear of type and logo, in what the platform shows."""
    assert found(drawn_in(good)) == {(Status.PASS, "ok")}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"font_px": 15.0}, "label_illegible"),
        ({"letters": Box(100, 700, 300, 60)}, "label_contrast"),
        ({"box": Box(760, 1000, 360, 100)}, "label_cut"),
        ({"box": Box(60, 70, 360, 100)}, "label_on_text"),
        ({"box": Box(80, 220, 360, 60)}, "label_on_text"),
    ],
)
def test_a_label_that_cannot_be_read_fails(good: Creative, changes: dict[str, Any], code: str) -> None:
    """Too small, without contrast on the finished pixels, cut off, or on a text or the logo."""
    assert found(drawn_in(good, **changes)) == {(Status.FAIL, code)}


def test_a_label_on_a_face_fails(photo: Creative) -> None:
    """It stands beside the person, not on the face."""
    shown = photo.canvas.photo
    assert shown is not None
    canvas = replace(photo.canvas, photo=replace(shown, faces=(Box(720, 970, 60, 60),)))

    assert (Status.FAIL, "label_on_face") in found(drawn_in(replace(photo, canvas=canvas)))


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    good, shown = good_ad(), replace(MADE, person=True)
    labelled = in_market(good, "KR", "KR-VIRTUAL-PERSON", shown, "가상 인물")
    return CheckExamples(labelled, in_market(good, "KR", "KR-VIRTUAL-PERSON", shown), "label_missing")
