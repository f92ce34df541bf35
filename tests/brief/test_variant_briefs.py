"""Variants in a brief: what each says in each market, and what is wrong with one, at its place."""

from pathlib import Path

import pytest

from creative_cli.brief.loader import LoadedBrief, parse_brief
from creative_cli.brief.variant_keys import MAX_VARIANT_NAME, VARIANT_NAME_PATTERN
from creative_cli.errors import BriefError
from tests.parameters import walk_rows

BRIEF = """\
schema: 1
campaign: tea-test
brand: {name: Solara, colors: {primary: "#0F5C63"}}
message: {headline: Fresh all day, body: It cools in seconds., cta: Shop now}
products:
  - {id: tea, name: Iced tea, image: tea.png, focus: [0.5, 0.5], copy: {de: {headline: Tee am Tag}}}
  - {id: cola, name: Cola}
markets:
  - US
  - {country: DE, copy: {headline: Frisch, body: Kühlt sofort., cta: Los}}
  - JP
ratios: ["1:1"]
"""
MARKETS = ("US", "DE", "JP")


@pytest.fixture(autouse=True)
def _picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("tea.png", "beach.png"):
        Path(name).write_bytes(b"")


def read(variants: str) -> LoadedBrief:
    """Return the brief with these variants."""
    return parse_brief(f"{BRIEF}variants: {variants}\n".encode(), name="b.yaml", folder=Path(), translator=True)


def problems(variants: str) -> list[str]:
    """Return what is wrong with the brief with these variants."""
    with pytest.raises(BriefError) as caught:
        read(variants)
    return [str(problem) for problem in caught.value.problems]


def headlines(loaded: LoadedBrief, variant: str) -> dict[str, str | None]:
    """Return the approved headline of each market in a variant; None where it is translated or the message's."""
    found = next(one for one in loaded.variants if one.variant == variant)
    copies = [market.copy for market in found.markets]
    return {name: None if copy is None else copy.headline for name, copy in zip(MARKETS, copies, strict=True)}


@pytest.mark.parametrize(
    "written",
    [
        "{A: {}, B: {headline: Cool}}",
        "{A: , B: {headline: Cool}}",
        "[A, {name: B, headline: Cool}]",
        "[A, {B: {headline: Cool}}]",
        "\n  - name: A\n  - name: B\n    headline: Cool",
    ],
)
def test_a_table_and_a_list_say_the_same(written: str) -> None:
    """Variants are a mapping of names, or a list of them."""
    loaded = read(written)

    assert [one.variant for one in loaded.variants] == ["A", "B"]
    assert [one.brief.message.headline for one in loaded.variants] == ["Fresh all day", "Cool"]


def test_a_line_comes_before_every_line_of_the_brief_and_is_translated_alone() -> None:
    """Where copy is approved, the other lines stay approved, and only the variant's own waits for its translation."""
    loaded = read("{A: {}, B: {headline: Cool in seconds}}")
    german = next(one for one in loaded.variants if one.variant == "B").markets[1]

    assert headlines(loaded, "A") == {"US": None, "DE": "Frisch", "JP": None}
    assert headlines(loaded, "B") == {"US": None, "DE": None, "JP": None}
    assert dict(german.settled) == {("body",): "Kühlt sofort.", ("cta",): "Los"}
    tea = next(one for one in loaded.variants if one.variant == "B").brief.products[0]
    assert tea.approved == {}, "the product's own headline is not what is tested"


def test_a_line_in_a_language_is_used_as_it_is() -> None:
    """The variant's approved line needs no translation, and the rest of the market's copy stays."""
    loaded = read("{A: {}, B: {headline: Cool in seconds, copy: {de: {headline: Kühl}}}}")
    german = next(one for one in loaded.variants if one.variant == "B").markets[1]

    assert german.copy is not None
    assert (german.copy.headline, german.copy.body, german.settled) == ("Kühl", "Kühlt sofort.", ())


def test_a_line_like_the_brief_s_is_no_other_line() -> None:
    """A variant that repeats the message keeps its approved translations: it is the same as the control."""
    (problem,) = problems("{A: {}, B: {headline: Fresh all day}}")

    assert problem.startswith("b.yaml:13:19: The variants A and B are the same: there is nothing to test.")


def test_a_picture_takes_the_place_of_the_product_s_with_all_that_was_about_it() -> None:
    """The subject marked in the brief's picture is not that of another."""
    loaded = read("{A: {}, B: {products: {tea: {image: beach.png, scene: a beach}}}}")
    (_, second) = loaded.variants
    tea, cola = second.brief.products

    assert (tea.image, tea.scene, tea.focus) == ("beach.png", "a beach", None)
    assert cola == loaded.brief.products[1]


@walk_rows(
    ("variants", "said"),
    [
        ("{A: {}, a: {headline: X}}", "13:19: The variants 'A' and 'a' differ in capitals only"),
        ("{A: {}, B_b: {headline: X}}", "13:19: variants.B_b is no name of a variant: it stands in file names"),
        ("{A: {}, Ü: {headline: X}}", "is no name of a variant"),
        ("{A: {}, 'B ': {headline: X}}", "is no name of a variant"),
        ("{A: {}, '': {headline: X}}", "is no name of a variant"),
        ("{A: {}, ../B: {headline: X}}", "is no name of a variant"),
        ("{A: {}, con: {headline: X}}", "is a name that files have for another reason"),
        ("{A: {}, Draft: {headline: X}}", "is a name that files have for another reason"),
        ("{A: {}, kept-1a2b3c4d: {headline: X}}", "is a name that files have for another reason"),
        (f"{{A: {{}}, {'b' * (MAX_VARIANT_NAME + 1)}: {{headline: X}}}}", "is too long for a name of a variant"),
        ("{A: {}}", "variants has one variant, 'A', and a test compares two"),
        ("[A, {headline: X}]", "variants[#2] has no name"),
        ("[A, {name: B, headline: X}, {name: B, headline: Y}]", "The variant 'B' is there already"),
        ("[A, B]", "The variants A and B are the same"),
        ("{A: {}, B: {headline: X}, C: {headline: X}}", "The variants B and C are the same"),
        ("3", "variants must be a mapping of names to variants"),
        ("{A: {}, B: yes}", "variants.B must be a mapping with the keys"),
        ("{A: {}, B: {headlin: X}}", "variants.B has no key 'headlin'. Did you mean 'headline'?"),
        ("{A: {}, B: {subheadline: X}}", "variants.B has no key 'subheadline'. Did you mean body: X?"),
        ("{A: {}, B: {headline: 'Now {prce}'}}", "variants.B.headline has {prce}"),
        ("{A: {}, B: {headline: 'Now {price}'}}", "In variant B: message.headline has {price}, but there is no price"),
        ("{A: {}, B: {copy: {de: {headline: Свежо}}}}", "variants.B.copy.de is written in Cyrillic letters"),
        ("{A: {}, B: {copy: {xx: {headline: X}}}}", "variants.B.copy.xx is 'xx', which is not a language"),
        ("{A: {}, B: {image: nope.png}}", "variants.B.image is 'nope.png', but there is no such file"),
        ("{A: {}, B: {image: ../tea.png}}", "variants.B.image is '../tea.png', which leads out of the brief's folder"),
        ("{A: {}, B: {template: mine.typ}}", "variants.B.template is 'mine.typ', but there is no such file"),
        ("{A: {}, B: {style: loud}}", "variants.B.style must be 'editorial'"),
        ("{A: {}, B: {headline: Ã¼ber}}", "letters that were read in a wrong encoding"),
        ("{A: {}, B: {headline: X, only: {markets: [FR]}}}", "variants.B.only.markets names 'FR'"),
        ("{A: {}, B: {headline: X, only: {products: [te]}}}", "Did you mean 'tea'?"),
        ("{A: {}, B: {headline: X, only: {formats: ['9:16']}}}", "which is no ratio or channel of this brief"),
        ("{A: {}, B: {headline: X, only: {}}}", "variants.B.only limits nothing"),
        ("{A: {}, B: {products: {te: {scene: x}}}}", "variants.B.products names 'te', which is no product"),
        ("{A: {}, B: {image_kind: photo}}", "has image_kind: without image:"),
    ],
)
def test_a_wrong_variant_is_refused_at_its_place(variants: str, said: str) -> None:
    """Every problem has the line of the variants, and a sentence with the next step."""
    found = problems(variants)

    assert all(problem.startswith("b.yaml:13:") for problem in found)
    assert any(said in problem for problem in found), found


def test_a_name_is_one_that_every_file_system_takes() -> None:
    """The pattern that editors use and the check agree."""
    assert VARIANT_NAME_PATTERN == "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
    for name in ("A", "1", "price-first", "b" * MAX_VARIANT_NAME):
        assert [one.variant for one in read(f"{{control: {{}}, {name}: {{headline: X}}}}").variants] == [
            "control",
            name,
        ]
