"""Fonts and names from the brief's file to what is printed."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from creative_cli.engine.planner import Slice, build_plans
from tests.command import MINIMAL, creative
from tests.layout.font_samples import BASIC, without_ink, write_font, write_variable

POLISH = MINIMAL.replace("markets: [GB]", "markets: [{country: PL, copy: {headline: Żółta pora}}]")


def brief(text: str, *, fonts: str = "", brand: str = "") -> Path:
    """Write a brief with keys of its own in `brand`."""
    own = "".join((f"fonts: {{{fonts}}}, " if fonts else "", f"{brand}, " if brand else ""))
    path = Path("tiny.yaml")
    path.write_text(text.replace("colors:", f"{own}colors:"), "utf-8")
    return path


def printed_fonts(pdf: Path) -> set[str]:
    """Return the names of the fonts in a PDF."""
    fonts = PdfReader(pdf).pages[0]["/Resources"]["/Font"]  # type: ignore[index]  # pages have resources
    return {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}


@pytest.mark.usefixtures("begun_index")
def test_a_text_without_its_letters_is_set_in_one_other_font_and_the_brand_is_told(tmp_path: Path) -> None:
    """The name stays in the brand's font; the headline is a bundled one as a whole."""
    write_font(tmp_path / "house.ttf")
    done = creative("run", str(brief(POLISH, fonts="latin: house.ttf")), "--quiet", "--editable", "--ratio", "1:1")
    (pdf,) = Path("outputs").rglob("*.pdf")
    manifest = next(Path("outputs").rglob("manifest.json")).read_text("utf-8")

    assert done.returncode == 0, done.stderr
    assert "House-Regular" in printed_fonts(pdf)
    assert len(printed_fonts(pdf)) == 2
    for words in ("letters_missing", "house.ttf", "Ż ó ł", "pl-PL"):
        assert words in manifest


@pytest.mark.parametrize(
    ("text", "alter", "place", "words"),
    [
        (MINIMAL, without_ink("R", "p"), "tiny.yaml:3:", "without ink, or the wrong ones, for R p"),
        (MINIMAL.replace("{headline", "{kicker: new, headline"), without_ink("W"), "tiny.yaml:3:", "for W"),
        (MINIMAL.replace("optional", "optional 🜁"), None, "tiny.yaml:4:", "No font has 🜁 (U+1F701"),
        (POLISH.replace("pora", "pora🜂"), None, "tiny.yaml:6:", "headline of pl-PL: No font has 🜂"),
        (MINIMAL.replace("Nimbus,", "Nimbus 🜃,"), None, "tiny.yaml:3:", "brand.name"),
    ],
)
def test_what_cannot_be_drawn_stops_before_any_picture(
    tmp_path: Path, text: str, alter: object, place: str, words: str
) -> None:
    """`validate` gives the place, `run` makes nothing; both name the cure."""
    write_font(tmp_path / "house.ttf", alter=alter)  # type: ignore[arg-type]  # parametrized
    name = str(brief(text, fonts="latin: house.ttf"))
    checked, run = creative("validate", name), creative("run", name, "--quiet")

    assert checked.returncode == 2
    assert place in checked.stderr
    if "brand.name" not in words:
        assert words in " ".join(checked.stderr.split())
    assert run.returncode == 1
    assert not list(Path("outputs").rglob("*.jpg"))


@pytest.mark.usefixtures("begun_index")
def test_a_variable_font_in_cff2_is_printed_and_embedded(tmp_path: Path) -> None:
    """The whole way, to a PDF that other programs read."""
    write_variable(tmp_path / "house.otf", cff=True)
    done = creative("run", str(brief(MINIMAL, fonts="latin: house.otf")), "--quiet", "--editable", "--ratio", "1:1")
    (pdf,) = Path("outputs").rglob("*.pdf")

    assert done.returncode == 0, done.stderr
    assert {name.removesuffix("-Identity-H") for name in printed_fonts(pdf)} == {"House-Regular"}
    assert "Rain is optional" in " ".join(PdfReader(pdf).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("name", "keys", "printed"),
    [
        ("Simit Evi", "name_language: tr", "Simit Evi"),
        ("Simit Evi", "name_language: tr, name_case: capitals", "SİMİT EVİ"),
        ("Weiß & Söhne", "name_language: de, name_case: capitals", "WEIẞ & SÖHNE"),
        ("Ζεύμη", "name_language: el, name_case: capitals", "ΖΕΥΜΗ"),
        ("ijs en zo", "name_language: nl, name_case: capitals", "IJS EN ZO"),
        ("ფერი", "name_case: capitals", "ფერი"),
        ("Ёлка", "name_language: ru, name_case: capitals", "ЁЛКА"),
        ("şəkər və ılıq", "name_language: az, name_case: capitals", "ŞƏKƏR VƏ ILIQ"),
    ],
)
def test_a_name_is_printed_as_written_or_in_the_capitals_of_its_language(name: str, keys: str, printed: str) -> None:
    """Capitals are asked for, and have a language."""
    (plan,) = build_plans([str(brief(MINIMAL.replace("Nimbus,", f'"{name}",'), brand=keys))], Slice(), translator=False)

    assert plan.look.name == printed


def test_capitals_of_a_name_follow_the_font_of_the_brand(tmp_path: Path) -> None:
    """Few fonts have ẞ; SS is right too."""
    write_font(tmp_path / "house.ttf", BASIC + "ß")
    text = MINIMAL.replace("Nimbus,", "Fußwerk,")
    (plan,) = build_plans(
        [str(brief(text, fonts="latin: house.ttf", brand="name_case: capitals"))], Slice(), translator=False
    )

    assert plan.look.name == "FUSSWERK"


def test_names_of_products_are_kept_in_capitals_of_a_style() -> None:
    """They are names as much as the brand's."""
    (plan,) = build_plans([str(brief(MINIMAL))], Slice(), translator=False)

    assert {"Nimbus", "Nimbus One"} <= set(plan.look.keep)


def test_a_name_case_that_is_none_is_reported_with_its_place() -> None:
    """The two that exist are named."""
    told = creative("validate", str(brief(MINIMAL, brand="name_case: upper")))

    assert told.returncode == 2
    assert "tiny.yaml:3" in told.stderr
    assert "capitals" in told.stderr
