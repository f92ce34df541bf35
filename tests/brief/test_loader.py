"""Loading valid briefs, and reporting all problems of others at once."""

import hashlib
import json
import pickle
from pathlib import Path

import pytest

from creative_cli.brief.loader import MAX_BRIEF_BYTES, load_brief, parse_brief
from creative_cli.errors import BriefError
from creative_cli.formats import DEFAULT_FORMATS
from tests.brief.conftest import GOOD, changed, problems
from tests.parameters import walk_rows

SIX_IN_YAML = """\
schema: 1
campaign: summer-drinks-2026
brand:
  nmae: Solara
  colors: {primary: teal}
message:
  headline: Summer, poured over ice
  cta: Taste it today
products:
  - id: iced-tea
    name: Solara Iced Tea
    image: assets/iced-te.png
markets:
  - US
  - Germny
  - JP
  - country: BR
    copy: {headline: "O verão, servido com gelo"}
"""

SIX_IN_JSON = """\
{
  "schema": 1,
  "campaign": "summer-drinks-2026",
  "brand": {
    "nmae": "Solara",
    "colors": {"primary": "teal"}
  },
  "message": {"headline": "Summer, poured over ice", "cta": "Taste it today"},
  "products": [
    {"id": "iced-tea", "name": "Solara Iced Tea", "image": "assets/iced-te.png"}
  ],
  "markets": [
    "US",
    "Germny",
    "JP",
    {"country": "BR",
      "copy": {"headline": "O ver\\u00e3o, servido com gelo"}}
  ]
}
"""


@pytest.mark.parametrize(
    ("text", "name", "places"),
    [
        (SIX_IN_YAML, "six.yaml", [(4, 3), (5, 21), (12, 12), (15, 5), (16, 5), (18, 5)]),
        (SIX_IN_JSON, "six.json", [(5, 5), (6, 27), (10, 60), (14, 5), (15, 5), (17, 7)]),
    ],
)
def test_six_mistakes_are_six_lines(text: str, name: str, places: list[tuple[int, int]]) -> None:
    """Problems of the schema, files and markets are reported together, each at its line and column."""
    told = problems(text, name)

    assert [(problem.line, problem.column) for problem in told] == places
    assert [problem.file for problem in told] == [name] * 6
    for problem, words in zip(
        told,
        ("Did you mean 'name'?", "'teal'", "'assets/iced-tea.png'", "Germany (DE)", "ja-JP (Japanese)", "copy.cta"),
        strict=True,
    ):
        assert words in problem.message


def test_a_brief_carries_its_origin(tmp_path: Path) -> None:
    """The loaded brief knows its folder, its name and the hash of its bytes."""
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(GOOD))

    loaded = load_brief(path)

    assert (loaded.folder, loaded.name) == (tmp_path, str(path))
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert pickle.loads(pickle.dumps(loaded)) == loaded  # noqa: S301  # our own bytes


def test_markets_come_with_their_locale() -> None:
    """A market has its locale, its approved copy and its position; the source language needs no copy."""
    loaded = parse_brief(json.dumps(GOOD, indent=2).encode(), name="b.json", folder=Path())
    us, de = loaded.markets

    assert (us.country, us.locale.tag, us.copy, us.source) == ("US", "en-US", None, True)
    assert (de.country, de.locale.tag, de.source) == ("DE", "de-DE", False)
    assert de.copy is not None
    assert de.copy.headline == "Sommer, eingeschenkt"
    assert loaded.document.place(("markets", 1)).line > loaded.document.place(("markets", 0)).line > 1


def test_what_is_left_out_has_a_default() -> None:
    """Seven values make a brief; ratios and the source language are filled in."""
    text = """
schema: 1
campaign: a
brand: {name: B, colors: {primary: "#123"}}
message: {headline: C}
products: [{id: d, name: E}]
markets: [US]
"""
    brief = parse_brief(text.encode(), name="b.yaml", folder=Path()).brief

    assert (brief.ratios, brief.source_language, brief.brand.keep) == (tuple(DEFAULT_FORMATS), "en", ())
    assert (brief.brand.logo, brief.message.cta, brief.flight) == (None, None, None)


def test_scalars_are_those_of_yaml_1_2() -> None:
    """Ratios without quotes, Norway and days stay what they look like."""
    text = """
schema: 1
campaign: 1-1
brand: {name: on, colors: {primary: "#123456"}, keep: [NO, off, 1_000]}
message: {headline: "yes"}
products: [{id: d, name: Ten:30}]
markets: [{country: NO, copy: {headline: "ja"}}]
ratios: [1:1, 9:16, 16:9]
flight: {start: 2026-06-01, end: 2026-08-31}
"""
    loaded = parse_brief(text.encode(), name="b.yaml", folder=Path())

    assert loaded.brief.ratios == ("1:1", "9:16", "16:9")
    assert loaded.brief.brand.keep == ("NO", "off", "1_000")
    assert loaded.markets[0].locale.tag == "nb-NO"
    assert loaded.brief.flight is not None
    assert loaded.brief.flight.end.isoformat() == "2026-08-31"


@pytest.mark.parametrize("text", ['{"schema": 1}', '\n {"schema": 1}', "{}"])
def test_without_a_suffix_the_first_signs_decide(text: str) -> None:
    """Standard input that starts like JSON is judged as JSON."""
    assert "comma" in problems(text.replace("}", ",}").replace("{,}", '{"schema": 1,}'), "stdin")[0].message


def test_flow_yaml_from_stdin_is_yaml() -> None:
    """A mapping in braces whose keys have no quotes is YAML."""
    assert "campaign is missing" in problems("{schema: 1}", "stdin")[1].message


def test_the_schema_key_is_for_editors() -> None:
    """A brief may name its JSON Schema; the campaign does not change."""
    assert problems({"$schema": "brief.schema.json", **GOOD}) == []


def test_copy_is_kept_as_written_in_nfc() -> None:
    """Spaces, quotes and marks inside a text stay; only its composition and its ends are settled."""
    written = "  L’été : « Éte\u0301 »\u202f!\n"

    loaded = parse_brief(json.dumps(changed("message.headline", written)).encode(), name="b.json", folder=Path())

    assert loaded.brief.message.headline == "L’été : « Été »\u202f!"


@walk_rows(
    ("data", "name", "place", "words"),
    [
        (b"", "b.yaml", (1, 1), "empty"),
        (b"# nothing\n", "b.yaml", (1, 1), "empty"),
        (b"\xef\xbb\xbf  ", "b.json", (1, 1), "empty"),
        (b"\n- a\n", "b.yaml", (2, 1), "mapping"),
        (b"[1]", "b.json", (1, 1), "mapping"),
        (b"schema: 1\nbrand: caf\xe9", "b.yaml", (2, 11), "UTF-8"),
        ("schema: 1".encode("utf-16"), "b.yaml", (1, 1), "UTF-8"),
        (b"a" * (MAX_BRIEF_BYTES + 1), "b.yaml", (1, 1), "larger than 256 KB"),
    ],
)
def test_what_is_no_brief_at_all(data: bytes, name: str, place: tuple[int, int], words: str) -> None:
    """Files that hold no mapping of keys are one problem."""
    (problem,) = problems(data, name)

    assert (problem.line, problem.column) == place
    assert words in problem.message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sumer.yaml", "no such file. Did you mean 'summer.yaml'?"),
        ("nowhere/summer.yaml", "no such file."),
        (".", "This is a folder"),
        ("a\0b.yaml", "cannot be read"),
        ("a" * 300 + ".yaml", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path, name: str, words: str) -> None:
    """A misspelt name, a folder and an impossible name are reported like other problems of a brief."""
    (tmp_path / "summer.yaml").write_text("schema: 1")
    with pytest.raises(BriefError) as caught:
        load_brief(Path(name))

    assert words in caught.value.problems[0].message


def test_the_schema_beside_the_briefs_is_told_apart(repository: Path) -> None:
    """`creative validate briefs/*` meets the JSON Schema too, and says so in one line."""
    with pytest.raises(BriefError, match="not a brief") as caught:
        load_brief(repository / "briefs" / "brief.schema.json")

    assert len(caught.value.problems) == 1


def test_a_hopeless_file_is_told_in_part() -> None:
    """A file with thousands of unknown keys is not listed to its end."""
    assert len(problems("".join(f"key{number}: 1\n" for number in range(5000)))) == 100
