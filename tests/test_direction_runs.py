"""What reads against the direction of its text: where each run begins and ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.locale.bidi import order_line, resolve_levels
from creative_cli.locale.direction_runs import (
    balance_isolates,
    find_direction_runs,
    find_names,
    is_one_run,
    isolate_runs,
    strip_isolates,
)
from creative_cli.locale.locales import Direction
from tests.parameters import walk_rows


def runs(text: str, direction: Direction = Direction.RTL, names: tuple[str, ...] = ()) -> list[str]:
    """Return the runs of a text against its direction."""
    found = find_direction_runs(text, direction, find_names(text, names))
    return [text[start:stop] for start, stop, _ in found]


@walk_rows(
    ("text", "found"),
    [
        # names and versions, with their blanks, hyphens and dots
        ("جرّب Orbit Iced Cup 2.0 اليوم", ["Orbit Iced Cup 2.0"]),
        ("بتقنية Wi-Fi 6E المدمجة", ["Wi-Fi 6E"]),
        ("هاتف Orbit S24 Ultra 5G.", ["Orbit S24 Ultra 5G"]),
        ("Marks & Spencer و Black & Decker!", ["Marks & Spencer", "Black & Decker"]),
        ("لغة C++ و C# ومنصة .NET و A/B", ["C++", "C#", ".NET", "A/B"]),
        ("عطر Chanel No. 5 متوفر", ["Chanel No. 5"]),
        ("هاتف Orbit 15 (256 GB) و Orbit (Pro) Max", ["Orbit 15 (256 GB)", "Orbit (Pro) Max"]),
        ("(Orbit 15 Pro) و Orbit Cup (Pro) و «Orbit»", ["Orbit 15 Pro", "Orbit Cup (Pro)", "Orbit"]),
        ("Orbit 15، Orbit S24 وغيرها", ["Orbit 15", "Orbit S24"]),
        ("غاز CO₂ و Orbit® و Orbit+ و 4.8★", ["CO₂", "Orbit®", "Orbit+", "4.8★"]),
        # a prefix keeps its hyphen
        ("הכירו את ה-Orbit 15 Pro ב-50%", ["Orbit 15 Pro", "50%"]),
        ("בـOrbit 5G ول@orbit_cups ב#Orbit", ["Orbit 5G", "@orbit_cups", "#Orbit"]),
        ("Orbit+شاحن و#Orbit_عروض", ["Orbit", "#Orbit"]),
        # numbers with their signs
        ("وفّر -20% أو +50 أو ±3", ["-20%", "+50", "±3"]),
        ("من 9:00 - 17:30 حتى 15-06-2026", ["9:00 - 17:30", "15-06-2026"]),
        ("نسبة 16:9 أو 1 : 2، 3×2 و 1+1", ["16:9", "1 : 2", "3×2", "1+1"]),
        ("اتصل +971 4 555 0142 أو (04) 555-0142.", ["+971 4 555 0142", "(04) 555-0142"]),
        ("اتصل +(971) 4 555 أو *555# الآن", ["+(971) 4 555", "*555#"]),
        ("هاتف ٠٤ ٥٥٥ ٠١٤٢ أو ۰۲۱-۵۵۵", ["٠٤ ٥٥٥ ٠١٤٢", "۰۲۱-۵۵۵"]),
        ('شاشة 27" وسعة 500 ml و 25 °C', ['27"', "500 ml", "25 °C"]),
        ('צה"ל 27" ו"Orbit 15" הדגם', ['27"', "Orbit 15"]),
        # digits alone stand where they should
        ("عام 2026 وعام ٢٠٢٦", []),
        # sides of percent signs and currencies
        ("خصم 50% و ٪50 و 50٪ و ٥٠٪ و ۵۰٪", ["50%", "٪50", "50", "٥٠", "۵۰"]),
        ("בסך $9.99 או $ 9.99 או €5 או 5€", ["$9.99", "$ 9.99", "€5", "5€"]),
        ("רק 99 ₪ או ₪99", ["₪99"]),
        ("بسعر USD 20 أو 12.50 SAR أو 12.50 ر.ق", ["USD 20", "12.50 SAR", "12.50"]),
        # addresses, whatever letters their path has
        ("زر https://www.orbit.example/menu?x=1&y=2. الآن", ["https://www.orbit.example/menu?x=1&y=2"]),
        ("(www.orbit.example/عروض) أو orbit.example/ar/", ["www.orbit.example/عروض", "orbit.example/ar/"]),
        ("כתבו לinfo@orbit.example או ל-info@orbit.example, או", ["info@orbit.example", "info@orbit.example"]),
        ("ב-orbit.example וב-https://orbit.example.", ["orbit.example", "https://orbit.example"]),
        ("חייגו *6000, *15% הנחה", ["*6000", "15%"]),
        ("شارك #OrbitMoments مع @orbit_cups!", ["#OrbitMoments", "@orbit_cups"]),
        # a whole sentence has its stop
        ("Just do it.", ["Just do it."]),
        ('شعارنا "Just do it." و «Shop now!» دائمًا.', ["Just do it.", "Shop now!"]),
        ("من Orbit Inc. إلى Orbit Ltd. ثم Orbit.", ["Orbit Inc.", "Orbit Ltd.", "Orbit"]),
        ("Shop now: 50% off!", ["Shop now: 50% off!"]),
        # a unit price is none: its parts follow each other from the right
        ("100 ml = 35.00 ₪", ["100 ml", "35.00"]),
        ("100 g = 9.00 ر.س و 2 + 2 = 4", ["100 g", "9.00", "2 + 2 = 4"]),
        # what the author has marked
        ("قبل \u206750-60 Cup\u2069 بعد", []),
        ("15\u200f/6\u200f/2026", []),
    ],
)
def test_runs_in_right_to_left_text_are_whole(text: str, found: list[str]) -> None:
    """A run has its signs and inner blanks, and neither the prefix nor the stops of the sentence around it."""
    assert runs(text) == found


@walk_rows(
    ("text", "found"),
    [
        ("Meet نورافيا, 50% off", ["نورافيا"]),
        ("The شاي نورافيا brand (نورافيا)", ["شاي نورافيا", "نورافيا"]),
        ("#نورافيا and قهوة ٢ now", ["#نورافيا", "قهوة ٢"]),
        ("كوب 330 مل of tea", ["كوب 330 مل"]),
        ("مرحبًا!", ["مرحبًا!"]),
        ("Tea for 2", []),
    ],
)
def test_runs_in_left_to_right_text_are_whole(text: str, found: list[str]) -> None:
    """An Arabic name in English is one run; the number that follows it is none of it."""
    assert runs(text, Direction.LTR) == found


def test_a_name_of_the_brief_is_part_of_its_run_with_all_its_signs() -> None:
    """No rule could know that the exclamation mark is the name's own."""
    assert runs("جرّب Zing! الآن") == ["Zing"]
    assert runs("جرّب Zing! الآن", names=("Zing!",)) == ["Zing!"]
    assert runs("جرّب Zing! 2.0 الآن", names=("Zing!",)) == ["Zing! 2.0"]
    assert runs("Taste زينغ ٢ 3.0 today", Direction.LTR, ("زينغ ٢ 3.0",)) == ["زينغ ٢ 3.0"]


@pytest.mark.parametrize("name", ["Orbit Cup 2.0", "C++", "#Orbit", "Wi-Fi 6E", "شاي زينغ"])
def test_a_name_without_signs_of_its_own_is_one_run(name: str) -> None:
    """Such a name needs no list."""
    assert is_one_run(name)
    assert not is_one_run(f"{name}!")


def test_arabic_digits_in_groups_run_from_left_to_right() -> None:
    """Blanks and hyphens between Arabic-Indic digits would turn their groups around."""
    text = isolate_runs("هاتف ٠٤ ٥٥٥-٠١٤٢ الآن", Direction.RTL)
    order = order_line(text, resolve_levels(text, 1), 1)

    assert "٠٤ ٥٥٥-٠١٤٢" in strip_isolates("".join(text[place] for place in order))


def test_an_isolate_goes_on_after_a_line_end() -> None:
    """Each line closes what it opens, and digits keep the direction that the letters before them gave."""
    assert balance_isolates("قل \u2066Orbit Iced", "Cup\u2069 الآن") == "\u2066Cup\u2069 الآن"
    assert balance_isolates("", "قل \u2066Orbit") == "قل \u2066Orbit\u2069"
    assert balance_isolates("\u2067Orbit", "2.0 Cup\u2069") == "\u2067\u200e2.0 Cup\u2069"
    assert balance_isolates("\u2068قل", "2.0\u2069") == "\u2067\u061c2.0\u2069"
    assert strip_isolates(balance_isolates("\u2067Orbit", "2.0\u2069")) == "2.0"


@settings(deadline=None)
@given(
    st.text(alphabet="aB بנ12٣%#@.,:;-+/()\u2067\u2069 $₪٪،\u064b\u200f\n", max_size=30),
    st.sampled_from(Direction),
    st.lists(st.text(alphabet="aB1!ب", min_size=1, max_size=3), max_size=2),
)
def test_isolating_adds_isolates_and_nothing_else(text: str, direction: Direction, names: list[str]) -> None:
    """Runs lie in the text, in order and apart, with neither blanks nor line ends at their edges."""
    found = find_direction_runs(text, direction, find_names(text, names))
    edges = [place for start, stop, _ in found for place in (start, stop)]

    assert edges == sorted(edges)
    for start, stop, _ in found:
        assert start < stop
        assert "\n" not in text[start:stop]
    marked = isolate_runs(text, direction, names)
    assert [sign for sign in strip_isolates(marked) if sign != "\u200f"] == [
        sign for sign in strip_isolates(text) if sign != "\u200f"
    ]
    assert isolate_runs(marked, direction, names) == marked or "\u2067" in text or "\u2069" in text
