"""Each kind of problem: one thing broken, one message that says what to do, at the right position."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.brief.conftest import GOOD, changed, problems, sentence
from tests.parameters import walk_rows


def test_the_good_brief_has_none() -> None:
    """Every test of this file starts from a brief without problems."""
    assert problems(GOOD) == []


@walk_rows(
    ("path", "words"),
    [
        ("schema", "schema is missing: write schema: 1"),
        ("campaign", "campaign is missing: it names the folder"),
        ("brand", "brand is missing: "),
        ("brand.name", "brand.name is missing: every ad carries the brand's name."),
        ("brand.colors", "brand.colors is missing: "),
        ("brand.colors.primary", "brand.colors.primary is missing: "),
        ("message", "message is missing: "),
        ("message.headline", "message.headline is missing: it is the one thing the ad says."),
        ("products", "products is missing: "),
        ("products.0.id", "products[#1].id is missing: "),
        ("products.0.name", "products[iced-tea].name is missing: "),
        ("markets", "markets is missing: "),
        ("markets.1.country", "markets[#2].country is missing: "),
        ("markets.1.copy.headline", "markets[DE].copy.headline is missing: "),
    ],
)
def test_a_required_key_is_missing(path: str, words: str) -> None:
    """The sentence names the key and why it is needed."""
    data = changed(path, None)
    node: Any = data
    *way, last = path.split(".")
    for key in way:
        node = node[int(key) if isinstance(node, list) else key]
    del node[last]

    assert sentence(data).startswith(words)


@walk_rows(
    ("path", "value", "words"),
    [
        ("schema", 2, "must be 1"),
        ("schema", True, "must be 1"),
        ("schema", "1", "must be 1"),
        ("campaign", "Summer Drinks!", "such as summer-drinks"),
        ("campaign", "nul", "Windows"),
        ("campaign", "x" * 81, "at most 80"),
        ("campaign", 2026, 'write it in quotes, "2026"'),
        ("brand", "Solara", "must be a mapping with the keys name, logo"),
        ("brand.name", "", "is empty"),
        ("brand.name", " \u200b ", "is empty"),
        ("brand.name", None, "is empty"),
        ("brand.name", "So\nlara", "line break"),
        ("brand.colors.primary", "teal", "'teal'"),
        ("brand.colors.accent", "#12345", "'#12345'"),
        ("brand.keep", "Solara", "must be a list"),
        ("source_language", "jp", "JP is Japan; its language is ja"),
        ("source_language", "Englsh", "Did you mean en (English)?"),
        ("message.headline", "Rain is " * 21, "at most 160"),
        ("message.headline", {"en": "Rain"}, "must be text."),
        ("message.headline", "a\tb", "a tab"),
        ("message.headline", "a\u202eb", "U+202E"),
        ("message.headline", "a\u2028b", "U+2028"),
        ("message.headline", "a\u2067b", "add U+2069"),
        ("message.headline", "b\u2069", "has not opened"),
        ("message.headline", "caf\ufffd", "U+FFFD"),
        ("message.headline", "hi\U000e0061", "U+E0061"),
        ("products", [], "write at least one"),
        ("products", {"id": "a"}, "must be a list"),
        ("products.0", "iced-tea", "must be a mapping with the keys id, name"),
        ("products.0.image_kind", "phot", "must be 'packshot' or 'photo'"),
        ("products.0.image", "a\0b.png", "U+0000"),
        ("products.0.focus", [0.5], "has 1 numbers"),
        ("products.0.focus", [0.5, 1.5], "is outside the picture"),
        ("products.0.focus", [0.9, 0.1, 0.5, 1.0], "is not a box"),
        ("products.0.focus", 0.5, "must be a list"),
        ("products.1.id", "iced-tea", "The product 'iced-tea' is there already, on line"),
        ("markets", [], "write at least one"),
        ("markets", "US", "must be a list"),
        ("markets.0", 1, "must be a mapping with the keys country, language, copy"),
        ("markets.0", "Germny", "Did you mean Germany (DE)?"),
        ("markets.0", "UU", "not a country"),
        ("markets.1", "US", "The market en-US is there already, on line"),
        ("markets.1.language", "xx", "not a language"),
        ("ratios", [], "write at least one"),
        ("ratios.0", "1-2", "neither a ratio like 4:5 nor a size"),
        ("ratios.0", "1:13", "at most 12:1"),
        ("channels", ["meta.stores"], "Did you mean meta.stories"),
        ("channels", ["Instagram story"], "Did you mean meta.stories"),
        ("channels", ["linkedin"], "Did you mean linkedin."),
        ("channels", ["billboard"], "Names begin with meta, tiktok, google"),
        ("ratios.1", "1:1", "The ratio '1:1' is there already"),
        ("flight", {"start": "2026-06-02", "end": "2026-06-01"}, "before it starts"),
        ("flight", {"start": "2026-06-31", "end": "2026-07-01"}, "not a day of the calendar"),
        ("flight", {"start": "1 June 2026", "end": "2026-07-01"}, "like 2026-06-01"),
        ("flight", {"start": "2026-06-01"}, "flight.end is missing"),
    ],
)
def test_a_value_is_wrong(path: str, value: object, words: str) -> None:
    """The sentence says what the value must be, in plain English, and stands at the value."""
    (problem,) = problems(changed(path, value))

    assert words in problem.message
    assert problem.line > 1


@walk_rows(
    ("path", "words"),
    [
        ("hashtags", "The brief has no key 'hashtags'; its keys are schema, campaign"),
        ("kicker", "it belongs to message or markets.copy or copy"),
        ("brand.colours", "brand has no key 'colours'. Did you mean 'colors'?"),
        ("products.0.Image", "products[iced-tea] has no key 'Image'. Did you mean 'image'?"),
        ("markets.1.copy.ctaa", "Did you mean 'cta'?"),
        ("offers", "Did you mean 'offer'?"),
        ("a\x1b[31mb", "'a\\x1b[31mb'"),
    ],
)
def test_an_unknown_key(path: str, words: str) -> None:
    """Keys that nothing implements are refused, with the nearest one or the list of those there are."""
    assert words in sentence(changed(path, "x"))


def test_a_list_whose_only_item_is_wrong_is_not_called_empty() -> None:
    """The problem of the one product is reported, and nothing about the number of products."""
    (found,) = problems(changed("products", [{"id": "Iced Tea", "name": "Solara Iced Tea"}]))

    assert "products[Iced Tea].id must be lowercase letters" in found.message


def test_a_misspelt_required_key_is_told_once() -> None:
    """`headlin` is not also a missing headline."""
    assert sentence(changed("message", {"headlin": "A", "cta": "B"})).endswith("Did you mean 'headline'?")


@pytest.mark.parametrize(("key", "empty"), [("message.headline", None), ("campaign", ""), ("brand.name", " ")])
def test_an_empty_key_that_must_be_there_cannot_be_left_out(key: str, empty: str | None) -> None:
    """The next step for a required key is to write it, never to leave it out."""
    said = sentence(changed(key, empty))
    assert said.startswith(f"{key} ")
    assert "leave the key out" not in said


def test_a_key_without_value_is_not_a_default() -> None:
    """An optional key that is left empty is a problem, as its value was meant to be there."""
    assert sentence(changed("message.cta", None)) == "message.cta is empty: write its value, or leave the key out."


def test_a_colour_without_quotes_is_a_comment() -> None:
    """YAML takes #0F5C63 for a comment; the sentence says so and shows the quotes."""
    text = (
        "schema: 1\ncampaign: a\nbrand:\n  name: B\n  colors:\n    primary: #0F5C63\n"
        "message: {headline: C}\nproducts: [{id: d, name: E}]\nmarkets: [US]\n"
    )
    (problem,) = problems(text)

    assert (problem.line, problem.column) == (6, 13)
    assert problem.message.endswith('# starts a comment in YAML: write it in quotes, "#0F5C63".')


@pytest.mark.parametrize("name", ["brief.yaml", "brief.json"])
def test_a_repeated_key_is_a_problem(name: str) -> None:
    """YAML and JSON both drop the first of two values in silence; we do not."""
    text = (
        '{"schema": 1, "campaign": "a", "brand": {"name": "B", "colors": {"primary": "#123"}},\n'
        '"message": {"headline": "C",\n"headline": "D"}, "products": [{"id": "d", "name": "E"}], "markets": ["US"]}'
    )
    (problem,) = problems(text, name)

    assert (problem.line, problem.column) == (3, 1)
    assert problem.message == "message.headline is written twice, first on line 2: keep one."


@walk_rows(
    ("name", "words"),
    [
        ("assets/iced-te.png", "Did you mean 'assets/iced-tea.png'?"),
        ("asset/iced-tea.png", "There is no folder 'asset'"),
        ("assets/cake.gif", "there is no such file."),
        ("assets", "a folder"),
        ("../brief.yaml", "leads out of the brief's folder"),
        ("assets/../../x.png", "leads out of the brief's folder"),
        ("/etc/passwd", "an absolute path"),
        ("C:/tea.png", "an absolute path"),
        ("assets\\iced-tea.png", "write 'assets/iced-tea.png'"),
        ("http://example.com/tea.png", "is an address"),
        ("assets/iced\u00a0tea.png", "Did you mean 'assets/iced-tea.png'?"),
        ("a" * 300 + ".png", "cannot be read"),
    ],
)
def test_a_picture_that_is_not_there(name: str, words: str) -> None:
    """A picture has to be a file in the brief's folder or below."""
    assert words in sentence(changed("products.0.image", name))


def test_a_link_out_of_the_folder_is_refused(assets: Path, tmp_path: Path) -> None:
    """What counts is where a link leads."""
    (assets / "link.png").symlink_to(tmp_path.parent)
    (assets / "loop.png").symlink_to(assets / "loop.png")

    assert "leads out of the brief's folder" in sentence(changed("products.0.image", "assets/link.png"))
    assert problems(changed("products.0.image", "assets/loop.png"))


@pytest.mark.parametrize(
    ("logo", "words"),
    [
        (
            {"file": "assets/logo.svg", "on_dark": "assets/none.svg"},
            "brand.logo.on_dark is 'assets/none.svg', but there",
        ),
        ({"file": "assets/logo.svg", "mono": "assets/iced-tea.txt"}, "brand.logo.mono is"),
        ({"on_dark": "assets/logo.svg"}, "brand.logo.file is missing"),
        ({"file": "assets/logo.svg", "night": "assets/logo.svg"}, "brand.logo has no key 'night'"),
        ({"file": "assets/logo.svg", "recolour": "never"}, "must be 'allowed' or 'forbidden'"),
    ],
)
def test_the_variants_of_a_logo_are_files_too(assets: Path, logo: dict[str, str], words: str) -> None:
    """Each file of the mapping is looked for; keys and values are named."""
    assert assets.is_dir()
    assert words in sentence(changed("brand.logo", logo))


def test_a_logo_is_svg_or_png(assets: Path) -> None:
    """A JPEG has no transparent ground to stand on a picture with."""
    (assets / "logo.jpg").write_bytes(b"")

    assert "not an SVG or PNG" in sentence(changed("brand.logo", "assets/logo.jpg"))


def test_copy_is_missing_and_nobody_translates() -> None:
    """The sentence names the locale and the three ways out; with a translator there is no problem."""
    data = changed("markets.0", "JP")
    told = sentence(data)

    for words in ("ja-JP (Japanese)", "line ", "add copy:", "language: en", "OPENAI_API_KEY", "--pseudo"):
        assert words in told
    assert problems(data, translator=True) == []


def test_the_source_language_needs_no_copy() -> None:
    """A market that is asked for in the source language prints the message."""
    assert problems(changed("markets.0", {"country": "JP", "language": "en"})) == []


def test_approved_copy_has_every_role_of_the_message() -> None:
    """A button without words in one market is a mistake, translator or not."""
    told = sentence(changed("markets.1.copy", {"headline": "Sommer"}), translator=True)

    assert told == "markets[DE].copy.cta is missing: the message has a cta, so approved copy needs one."


def test_approved_copy_may_say_more() -> None:
    """A market may need small print that the source has not."""
    copy = {"headline": "Sommer", "cta": "Jetzt", "disclaimer": "Pfand 0,25 €"}

    assert problems(changed("markets.1.copy", copy)) == []


def test_two_languages_of_one_country_are_two_markets() -> None:
    """Canada in English and in French do not collide."""
    french = {"country": "CA", "language": "fr", "copy": {"headline": "L’été", "cta": "Goûtez-y"}}

    assert problems(changed("markets", ["CA", french])) == []


def test_a_country_code_is_not_its_language() -> None:
    """`kr` is Kanuri, which Korea does not speak."""
    market = {"country": "KR", "language": "kr", "copy": {"headline": "여름", "cta": "지금"}}

    assert "The code of Korean is ko." in sentence(changed("markets.0", market))


@pytest.mark.parametrize(
    ("market", "words"),
    [
        ({"country": "PK", "copy": {"headline": "موسمِ گرما", "cta": "آج ہی"}}, "Arabic letters"),
        ({"country": "RS", "copy": {"headline": "Лето у чаши", "cta": "Пробај"}}, "Cyrillic letters"),
        ({"country": "US", "copy": {"headline": "夏を、氷に", "cta": "今すぐ"}}, "letters"),
    ],
)
def test_copy_in_another_script_than_its_language(market: dict[str, object], words: str) -> None:
    """Copy whose language was guessed wrong would be set in the wrong direction."""
    assert words in sentence(changed("markets.0", market))


def test_latin_is_at_home_everywhere() -> None:
    """A slogan may stay in Latin letters in any market."""
    market = {"country": "JP", "copy": {"headline": "Summer, on ice", "cta": "今すぐ味わう"}}

    assert problems(changed("markets.0", market)) == []


def test_the_message_tells_its_language() -> None:
    """A message in Arabic with the default source language would be printed left to right."""
    data = changed("message", {"headline": "طعم الصيف على الثلج"})

    assert any("source_language is en" in problem.message for problem in problems(data))


def test_a_folder_that_cannot_be_searched_is_told(assets: Path) -> None:
    """A folder without permission is a problem of the file in it, not a crash."""
    closed = assets / "closed"
    closed.mkdir(mode=0)
    try:
        told = problems(changed("products.0.image", "assets/closed/a.png"))
    finally:
        closed.chmod(0o700)

    assert len(told) == 1
    assert os.access(closed, os.R_OK)


def test_a_headline_emphasizes_one_phrase() -> None:
    """Two pairs of asterisks are reported at the headline; escaped ones count as none."""
    two = changed("markets.1.copy.headline", "*Sommer* auf *Eis*")
    (problem,) = problems(two)
    told = sentence(two)

    assert told.startswith("markets[DE].copy.headline emphasizes more than one phrase: keep one pair of asterisks")
    assert r"write \* to print one" in told
    assert problem.line > 1
    assert problems(changed("message.headline", r"*Summer* in a 5* glass, \*really\*")) == []


def test_approved_copy_has_the_kicker_of_the_message() -> None:
    """A kicker is a text as the others."""
    told = sentence(changed("message.kicker", "New"), translator=True)

    assert told == "markets[DE].copy.kicker is missing: the message has a kicker, so approved copy needs one."


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (-1, "badge.rating.count must be 1 or more."),
        (1.5, "badge.rating.count must be a whole number in digits alone, such as 1200."),
        ("many", "badge.rating.count must be a whole number in digits alone, such as 1200."),
        ([], "badge.rating.count must be a whole number in digits alone, such as 1200."),
    ],
)
def test_a_count_that_is_none(count: Any, words: str) -> None:
    """A number that is no count is explained in our own words, and says what to write."""
    rating = {"score": 4, "scale": 5, "count": count, "source": "Shop", "month": "2026-05"}

    assert words in "\n".join(str(problem) for problem in problems({**GOOD, "badge": {"rating": rating}}))


@pytest.mark.parametrize(("year", "words"), [(1200, "must be 1900 or more."), (3025, "must be 2100 or less.")])
def test_a_year_of_an_award_out_of_range(year: int, words: str) -> None:
    """The sentence names the nearest year that can be."""
    award = {"name": "Best tea", "year": year, "source": "Tea Guild"}

    assert f"badge.award.year {words}" in "\n".join(map(str, problems({**GOOD, "badge": {"award": award}})))


@pytest.mark.parametrize("address", ["http://shop.example/a.png", "HTTPS://shop.example/a.png", "ftp://shop.example/a"])
def test_a_picture_at_an_address_of_another_kind(address: str) -> None:
    """A product's picture may be an address: the sentence says how that begins, not that it may be none."""
    assert "images of products may begin with https://" in sentence(changed("products.0.image", address))
