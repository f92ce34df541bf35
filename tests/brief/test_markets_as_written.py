"""Markets as people write them: locales, groups, one text for a language, and the words of other tools."""

import json
from collections import Counter
from pathlib import Path

import pytest

from creative_cli.brief.loader import LoadedBrief, parse_brief
from creative_cli.brief.market_groups import load_market_groups
from creative_cli.errors import BriefError
from creative_cli.locale.locales import find_territory, list_territories
from tests.command import creative
from tests.parameters import walk_rows

BRIEF = """\
schema: 1
campaign: tea
brand: {{name: Solara, colors: {{primary: "#0F5C63"}}}}
message: {{headline: Fresh all day, cta: Try it}}
products: [{{id: tea, name: Tea}}]
markets: {markets}
"""


def load(markets: str, more: str = "") -> LoadedBrief:
    """Return the brief for *markets*, with *more* keys."""
    data = BRIEF.format(markets=markets) + more
    return parse_brief(data.encode(), name="brief.yaml", folder=Path(), translator=True)


def tags(markets: str, more: str = "") -> list[str]:
    """Return the locales of *markets*."""
    return [market.locale.tag for market in load(markets, more).markets]


def told(markets: str, more: str = "") -> list[str]:
    """Return what is wrong with *markets*."""
    with pytest.raises(BriefError) as caught:
        load(markets, more)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("markets", "expected"),
    [
        ("[fr-CA, pt-BR, zh-CN]", ["fr-CA", "pt-BR", "zh-Hans-CN"]),
        ("[fr_CA, zh-Hant-TW, sr-Latn-RS, en-UK]", ["fr-CA", "zh-Hant-TW", "sr-Latn-RS", "en-GB"]),
        ("[CH-de, CH-FR, BE-nl, ch-it]", ["de-CH", "fr-CH", "nl-BE", "it-CH"]),
        ("[{country: fr-CA}, US]", ["fr-CA", "en-US"]),
        ("[no, se, NO-nn]", ["nb-NO", "sv-SE", "nn-NO"]),
        ("[DACH]", ["de-DE", "de-AT", "de-CH"]),
        ("[Benelux, Baltics]", ["nl-BE", "nl-NL", "fr-LU", "et-EE", "lv-LV", "lt-LT"]),
        ("[Nordic countries]", ["da-DK", "fi-FI", "is-IS", "nb-NO", "sv-SE"]),
        ("[ANZ, Iberia]", ["en-AU", "en-NZ", "es-ES", "pt-PT"]),
        ("[DE, DACH]", ["de-DE", "de-AT", "de-CH"]),
        ("[DACH, {country: CH, language: fr}]", ["de-DE", "de-AT", "fr-CH"]),
        ("[{country: DACH, language: de}, FR]", ["de-DE", "de-AT", "de-CH", "fr-FR"]),
        ("[Germany, Österreich, UK]", ["de-DE", "de-AT", "en-GB"]),
    ],
)
def test_markets_are_read_as_they_are_written(markets: str, expected: list[str]) -> None:
    """Locales, countries before languages, and groups stand for their markets."""
    assert tags(markets) == expected


@pytest.mark.parametrize(
    ("name", "count"),
    [("EU", 27), ("EEA", 30), ("European Union", 27), ("LATAM", 20), ("GCC", 6), ("ASEAN", 11), ("Eurozone", 21)],
)
def test_a_group_has_its_members_once(name: str, count: int) -> None:
    """A country that two groups have is one market, and the first group counts it."""
    loaded = load(f"[{name}, EU, EEA]")

    assert len(loaded.groups[0][1]) == count
    assert max(Counter(market.country for market in loaded.markets).values()) == 1


def test_every_group_is_made_of_countries() -> None:
    """Names of groups are no countries, and their members are, each once."""
    groups = load_market_groups()

    assert len({group.name for group in groups.values()}) > 30
    for group in groups.values():
        assert set(group.territories) <= set(list_territories())
        assert len(set(group.territories)) == len(group.territories) > 0
        assert find_territory(group.name) is None


def test_regions_of_the_united_nations_are_groups() -> None:
    """The regions that the review page filters by may be named, without the places nobody lives in."""
    europe = {market.country for market in load("[Europe]").markets}
    oceania = {market.country for market in load("[Oceania]").markets}

    assert {"AL", "FR", "XK"} <= europe
    assert {market.country for market in load("[Western Europe]").markets} < europe
    assert "NZ" in oceania
    assert not {"AQ", "HM"} & oceania


@pytest.mark.parametrize(
    ("market", "cure"),
    [
        ("german", "It is a language: write its country, such as DE (Germany), or both: de-DE."),
        ("da", "write its country, such as DK (Denmark), or both: da-DK."),
        ("zh-Hant", "such as TW (Taiwan), or both: zh-TW."),
        ("CA-QC", "Write CA (Canada), or a locale of it, such as en-CA, fr-CA."),
        ("EMEA", "write [Europe, MENA, Africa]."),
        ("APAC", "write [ASEAN, ANZ, Eastern Asia, Southern Asia]."),
        ("es-419", "write LATAM, with language: es."),
        ("worldwide", "write [Africa, Americas, Asia, Europe, Oceania]."),
        ("Beneluxe", "Did you mean Benelux?"),
        ("Frence", "Did you mean France (FR)?"),
    ],
)
def test_what_is_no_market_has_its_cure(market: str, cure: str) -> None:
    """The message says what to write."""
    (problem,) = told(f"[US, {market}]")

    assert problem.startswith("brief.yaml:6:15: ")
    assert cure in problem


def test_one_text_serves_all_markets_of_its_language() -> None:
    """`copy:` by language reaches each market without copy of its own; the more specific key wins."""
    loaded = load(
        "[DE, AT, CH-de, CH-fr, {country: LI, copy: {headline: Eigen, cta: Los}}, US]",
        "copy:\n  de: {headline: Frisch, cta: Los}\n  de-AT: {headline: Servus, cta: Los}\n"
        "  fr: {headline: Frais, cta: Allez}\n",
    )
    headlines = {market.locale.tag: market.copy and market.copy.headline for market in loaded.markets}

    assert headlines == {
        "de-DE": "Frisch", "de-AT": "Servus", "de-CH": "Frisch", "fr-CH": "Frais", "de-LI": "Eigen", "en-US": None,
    }  # fmt: skip


def test_copy_that_no_market_reads_is_told() -> None:
    """A language that is nobody's is a mistake at its place, and so is a key that is no language."""
    first, second = told("[DE]", "copy:\n  it: {headline: Fresco, cta: Via}\n  deutsh: {headline: Frisch, cta: Los}\n")

    assert first.startswith("brief.yaml:8:3: copy.it is used by no market")
    assert second.startswith("brief.yaml:9:3: copy.deutsh is 'deutsh', which is not a language.")


def test_a_mistake_in_many_markets_is_one_problem_with_its_places() -> None:
    """What repeats is said once, with every market and line."""
    markets = "".join(f"\n  - {{country: {code}, copy: {{headline: Hi}}}}" for code in ("US", "GB", "IE", "NZ"))
    (problem,) = told(markets)

    assert problem.startswith("brief.yaml:7:19: markets[US].copy.cta is missing")
    assert problem.endswith("The same in 3 more: GB (line 8), IE (line 9), NZ (line 10).")


def test_missing_copy_names_a_line_once() -> None:
    """Forty markets on one line are named with one line."""
    with pytest.raises(BriefError) as caught:
        parse_brief(BRIEF.format(markets="[DACH, FR]").encode(), name="brief.yaml", folder=Path())

    (problem,) = caught.value.problems
    assert problem.message.count("on line 6") == 1
    assert "de-AT (Austrian German)" in problem.message


@pytest.mark.slow
def test_validate_says_what_a_group_stands_for() -> None:
    """People see the markets of a group, and scripts have them in the document."""
    Path("brief.yaml").write_text(BRIEF.format(markets="[ANZ, US]"), "utf-8")

    assert "  ANZ: 2 markets: en-AU, en-NZ\n" in creative("validate", "brief.yaml").stdout
    (brief,) = json.loads(creative("validate", "brief.yaml", "--json").stdout)["briefs"]
    assert brief["groups"] == {"ANZ": ["AU", "NZ"]}
    assert brief["locales"] == ["en-AU", "en-NZ", "en-US"]


@pytest.mark.parametrize(
    ("market", "expected"),
    [
        pytest.param("DACH", ["de-DE", "de-AT"], marks=pytest.mark.slow),
        ("fr-CA", ["fr-CA"]),
        ("Nordics", None),
        ("Austria", ["de-AT"]),
    ],
)
def test_a_run_may_be_for_a_group(market: str, expected: list[str] | None) -> None:
    """`--market DACH` makes the ads of those of its countries that the brief has; with none it is a mistake."""
    Path("brief.yaml").write_text(BRIEF.format(markets="[DE, AT, fr-CA, US]"), "utf-8")
    result = creative("run", "brief.yaml", "--dry-run", "--pseudo", "accent", "--market", market, "--json")
    document = json.loads(result.stdout)

    if expected is None:
        assert result.returncode == 2
        assert "The brief has no market 'Nordics'." in document["error"]["sentence"]
    else:
        assert document["plans"][0]["assets"] == 3 * len(expected)


def test_what_a_group_shares_is_read_in_each_of_its_markets() -> None:
    """The offer of a group is that of its markets, digits as written, and mistakes have places."""
    loaded = load("[{country: ANZ, offer: {price: 3.50}}, {country: DACH, language: en, offer: {price: 2.90}}]")
    (problem,) = told("[{country: DACH, offer: {price: 3.50, price: 4}}]")

    assert [str(market.offer.price) for market in loaded.brief.markets if market.offer] == ["3.50"] * 2 + ["2.90"] * 3
    assert problem.startswith("brief.yaml:6:48: markets[DE].offer.price is written twice")


@walk_rows(
    ("ratio", "meant"),
    [
        ("16x9", "'16:9'"),
        ("9/16", "'9:16'"),
        ("4 by 5", "'4:5'"),
        ("1080×1080", "'1080x1080'"),
        ("1080X1920", "'1080x1920'"),
        ("1080 x 1350 px", "'1080x1350'"),
        ("1200*628", "'1200x628'"),
        ("1,91:1", "'1.91:1'"),
        ("square", "'1:1'"),
        ("Portrait", "'4:5'"),
        ("landscape", "'16:9'"),
        ("vertical", "'9:16'"),
        ("Instagram story", "'9:16' or channels: [meta.stories]"),
        ("facebook feed", "channels: [meta.feed.square]"),
        ("Leaderboard", "'728x90'"),
    ],
)
def test_a_format_written_otherwise_is_guessed(ratio: str, meant: str) -> None:
    """The message has the ratio, the size or the channel to write."""
    (problem,) = told("[US]", f'ratios: ["{ratio}"]\n')

    assert "Did you mean" in problem
    assert meant in problem


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("campaign_name: Summer Sale", "Did you mean campaign: summer-sale?"),
        ("target_market: [US, JP]", "Did you mean markets: [US, JP]?"),
        ("target: {markets: [{code: CA, locale: fr-CA}]}", "Did you mean markets: [fr-CA]?"),
        ("Target Region: Germany", "Did you mean markets: [Germany]?"),
        ('aspectRatios: ["1:1", "9:16"]', 'Did you mean ratios: ["1:1", "9:16"]?'),
        ('brand_colors: ["#123456"]', 'Did you mean brand: {colors: {primary: "#123456"}}?'),
        ("tagline: Fresh", "Did you mean message: {headline: Fresh}?"),
        ('cta: "Buy: now"', 'Did you mean message: {cta: "Buy: now"}?'),
        ("logo_path: a/logo.png", "Did you mean brand: {logo: a/logo.png}?"),
        ("localized_copy: {de: Frisch}", "Did you mean copy: {de: {headline: Frisch, cta: Los}}?"),
        ("platforms: [instagram]", "channels: [meta.feed.square, meta.stories]"),
    ],
)
def test_keys_of_other_tools_have_their_cure(line: str, cure: str) -> None:
    """The message has the key of ours, with the value that was given."""
    (problem,) = told("[US]", f"{line}\n")

    assert cure in problem


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("[{id: tea, name: Tea}]", "[safety gloves]", 'Write {id: safety-gloves, name: "safety gloves"}.'),
        ("[{id: tea, name: Tea}]", "Tea", "Write products: [{id: tea, name: Tea}]."),
        ("{headline: Fresh all day, cta: Try it}", "Fresh", 'Write message: {headline: "Fresh"}.'),
        ('{primary: "#0F5C63"}', '["#0F5C63"]', 'Write colors: {primary: "#0F5C63"}.'),
        ("[US]", "US", "Write markets: [US]."),
        ("campaign: tea", "campaign: {id: Tea Time}", "Write campaign: tea-time"),
        ("[US]", "{US: yes, CA: yes}", "Write markets: [US, CA]."),
        ("[US]", "[US, , CA]", "There is a comma too many here, or a value is missing."),
        ("[US]", "[{country: CH-de, language: fr}]", "Write CH (Switzerland), or a locale of it, such as de-CH"),
        ("[US]", "[US]\ncopy: Frisch", "such as copy: {de: {headline: Frisch}}."),
        ("[US]", "[DE]\ncopy: {de: Frisch}", 'Write {headline: "Frisch"}.'),
    ],
)
def test_another_shape_has_its_cure(old: str, new: str, cure: str) -> None:
    """A text where a mapping or a list is needed is shown in the form it should have."""
    with pytest.raises(BriefError) as caught:
        parse_brief(BRIEF.format(markets="[US]").replace(old, new).encode(), name="b.yaml", folder=Path())

    assert any(cure in problem.message for problem in caught.value.problems)
