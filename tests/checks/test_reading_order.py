"""Right-to-left lines are drawn in the order in which they are read."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creative_cli.checks.reading_order import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.formats import Box
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.place import PlacedBlock
from creative_cli.locale.direction_runs import strip_isolates
from creative_cli.locale.locales import Locale, resolve_locale
from creative_cli.models import AdCopy, Creative, Finding, Role, Status, TextZone
from creative_cli.shown import DrawnCluster, DrawnLine, DrawnText
from tests.checks.conftest import good_ad
from tests.checks.examples import CheckExamples
from tests.layout.ads import INKS, PLATE, plan_of, set_ad

ARABIC = resolve_locale("SA", "ar", "ar")
WIDTHS = (260.0, 420.0, 900.0)
PARTS = {
    "ar": (
        *("جرّب", "اليوم،", "مع", "الجديد", "وبسعر", "(قبل", "«لك»", "٥٠٪", "ر.س", "الآن.", "٩:٠٠-١٧:٣٠"),
        *("+٩٧١ ٤ ٥٥٥ ٠١٤٢", "Orbit S24 Ultra", "Wi-Fi 6E", "2.0", "+971 4 555 0142", "#OrbitMoments", "C++"),
        *("$9.99", "5 €", "orbit.example/ar?x=1", "a@orbit.example", "3×2", '27"', "(04) 555-0142", "24/7"),
        *("-20%", "15-06-2026", "\u206750-60\u2069", "\u2067Cup 2.0 شاي\u2069"),
    ),
    "he": (
        *("הכירו", "את", "ב-iPhone 15 Pro", "ה-5G", "99 ₪", "₪99", "שָׁלוֹם", "(רק", "היום!", "ב-50%"),
        *("א'–ה'", "*6000", "03-555-0142", "9:00–17:30", "#OrbitMoments", "Black & Decker", "16:9", "1+1"),
        *("a@orbit.example", "Just do it."),
    ),
    "ur": (
        *("پکے", "کہے", "ابھی", "آزمائیں۔", "بچت", "۲۵٪", "پر", "گھونٹ", "Orbit Iced Cup 2.0", "042-555-0142"),
        *("25%", "#OrbitMoments", "@orbit_cups", "+92 42 555 0142", "https://orbit.example/x"),
    ),
}
"""Words, names, numbers and signs of ads, as people write them."""


def set_headline(text: str, where: Locale, width: float) -> tuple[PlacedBlock, ...]:
    """Set a headline in a column, px."""
    zone = TextZone(Box(0, 0, width, 4000), (Role.HEADLINE,), "top")
    return set_ad(AdCopy(text), where, plan_of((zone,), 1080, where))


def check_drawn(good: Creative, blocks: Sequence[PlacedBlock]) -> tuple[Finding, ...]:
    """Draw blocks and return what the check says of them."""
    overlays = draw_blocks(blocks, INKS, PLATE)
    ad = replace(good, layout=(), reading=tuple(text for overlay in overlays for text in overlay.reading))
    return run_check(CHECK, ad)


def planted(text: str, shown: str, *, right_to_left: bool = True) -> DrawnText:
    """Return a text of one line whose characters were drawn in the order *shown*, from left to right."""
    clusters = tuple(DrawnCluster(sign, 10.0 * place) for place, sign in enumerate(shown))
    return DrawnText("headline", text, right_to_left, (DrawnLine(text, clusters),))


def test_an_ad_without_right_to_left_letters_passes(good: Creative) -> None:
    """There is nothing that could be out of order."""
    assert [finding.status for finding in run_check(CHECK, good)] == [Status.PASS]


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("שלום ab 2.0", "ab 2.0 םולש", "2.0 ab םולש"),
        ("שלום +97 4 55", "+97 4 55 םולש", "55 4 97+ םולש"),
        ("שלום #ab", "#ab םולש", "ab# םולש"),
        ("שלום C++", "C++ םולש", "++C םולש"),
        ("שלום ab", "ab םולש", "ba םולש"),
        ("ב-50% הנחה", "החנה 50%-ב", "החנה %50-ב"),
        ("שלום 15-06-26", "15-06-26 םולש", "26-06-15 םולש"),
        ("שלום a@b.example", "a@b.example םולש", "b.example@a םולש"),
    ],
)
def test_a_torn_run_is_found(good: Creative, text: str, right: str, wrong: str) -> None:
    """A reversed name, a torn number and a sign on the other side each fail; the right order passes."""
    (passed,) = run_check(CHECK, replace(good, reading=(planted(text, right),)))
    (failed,) = run_check(CHECK, replace(good, reading=(planted(text, wrong),)))

    assert (passed.code, failed.code, failed.role) == ("ok", "run_torn", Role.HEADLINE)
    assert failed.status is Status.FAIL


@pytest.mark.parametrize(
    ("text", "wrong", "right_to_left"),
    [
        ("שלום ab חם", "םולש ab םח", True),  # the words of a line from left to right
        ("שלום, חם", "םולש ,םח", True),
        ("Buy שלום, 50% off", "Buy ,50 םולש% off", False),
        ("Buy שלום now", "Buy שלום now", False),  # a Hebrew name letter by letter from left to right
    ],
)
def test_a_line_out_of_order_is_found(good: Creative, text: str, wrong: str, *, right_to_left: bool) -> None:
    """The order of the whole line is that of UAX #9, in either direction."""
    (found,) = run_check(CHECK, replace(good, reading=(planted(text, wrong, right_to_left=right_to_left),)))

    assert found.code == "line_order"


def test_what_cannot_be_read_is_an_error(good: Creative) -> None:
    """Arabic copy without its glyphs, with other glyphs, or with lines of another text is never passed."""
    block = replace(good.layout[0], lines=("جرّب اليوم",))
    foreign = planted("שלום", "םולש")
    for ad in (
        replace(good, layout=(block,)),
        replace(good, reading=(planted("שלום", "דדדד"),)),
        replace(good, reading=(replace(foreign, text="ערב טוב"),)),
        replace(good, reading=(replace(foreign, lines=()),)),
    ):
        assert [(one.code, one.status) for one in run_check(CHECK, ad)] == [("unread", Status.ERROR)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("اتصل بنا +971 4 555 0142 الآن", "“+971 4 555 0142” is drawn as “0142 555 4 971+” in the headline."),
        ("اكتب بلغة C++ اليوم", "“C++” is drawn as “++C” in the headline."),
        ("خصم 50% اليوم", "“50%” is drawn as “%50” in the headline."),
        ("هاتف ٠٤ ٥٥٥ ٠١٤٢ اليوم", "“٠٤ ٥٥٥ ٠١٤٢” is drawn as “٠١٤٢ ٥٥٥ ٠٤” in the headline."),
    ],
)
def test_what_is_drawn_without_isolates_fails(good: Creative, text: str, message: str) -> None:
    """Without isolates the drawing tears the run, and the check sees it in the glyphs."""
    (block,) = set_headline(text, ARABIC, 3000)
    bare = replace(block, lines=tuple(replace(line, text=strip_isolates(line.text)) for line in block.lines))

    (whole,) = check_drawn(good, (block,))
    (found,) = check_drawn(good, (bare,))

    assert whole.status is Status.PASS
    assert (found.status, found.code, found.message) == (Status.FAIL, "run_torn", message)


@settings(max_examples=24, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_written_is_drawn_as_it_reads(good: Creative, data: st.DataObject) -> None:
    """Names, numbers and signs among Arabic, Hebrew and Urdu words are in order at every width, over line ends."""
    language, territory = data.draw(st.sampled_from([("ar", "SA"), ("he", "IL"), ("ur", "PK")]))
    text = " ".join(data.draw(st.lists(st.sampled_from(PARTS[language]), min_size=2, max_size=7)))
    blocks = set_headline(text, resolve_locale(territory, language, language), data.draw(st.sampled_from(WIDTHS)))

    assert [finding.status for finding in check_drawn(good, blocks)] == [Status.PASS], text


@pytest.mark.parametrize(
    "text",
    [
        "Meet نورافيا, 50% off today",
        "The شاي نورافيا brand, 24/7 (نورافيا)",
        "#نورافيا with Orbit 15",
        "Try שלום 2.0, now",
    ],
)
def test_right_to_left_names_in_english_are_in_order(good: Creative, text: str) -> None:
    """What follows an Arabic or Hebrew name stays on its right."""
    for width in WIDTHS:
        (found,) = check_drawn(good, set_headline(text, resolve_locale("US", "en", "en"), width))
        assert found.code == "ok", found.message


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and one that does not."""
    good, text = good_ad(), "שלום ab 2.0"
    right, wrong = (replace(good, reading=(planted(text, shown),)) for shown in ("ab 2.0 םולש", "2.0 ab םולש"))
    return CheckExamples(right, wrong, "run_torn")
