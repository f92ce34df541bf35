"""Edits of a brief in its text: what is not edited stays, comments included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.brief_edits import BriefEdit, edit_brief_text, read_brief_text
from creative_cli.brief.source_positions import UnreadableBriefError
from tests.conftest import REPOSITORY
from tests.parameters import walk_rows

BRIEF = """\
# Ours
schema: 1
campaign: tea  # the folder
brand:
  name: "Solara"
  tone: warm     # as the book says

# Where it runs
markets: [US, DE]
products:
  - id: tea
    name: Tea
    wings: 2     # a key that no form knows
"""


def test_a_value_is_edited_where_it_stands() -> None:
    """Comments, quotes, order and unknown keys stay; one line is another."""
    edited = edit_brief_text(BRIEF, [BriefEdit(("brand", "name"), "Solara: Tea")])

    assert edited == BRIEF.replace('"Solara"', '"Solara: Tea"')


def test_a_value_that_is_deleted_takes_no_comment_of_what_follows() -> None:
    """The comment beside the value goes; the one below is about what stands there."""
    edited = edit_brief_text(BRIEF, [BriefEdit(("brand", "tone"), None)])

    assert edited == BRIEF.replace("  tone: warm     # as the book says\n", "")


def test_a_short_form_becomes_a_mapping() -> None:
    """`DE` has no place for copy: it is written out, and the market stays the same."""
    edited = edit_brief_text("markets:\n  - DE  # first\n", [BriefEdit(("markets", 0, "copy", "headline"), "Tee")])

    assert read_brief_text(edited).data == {"markets": [{"country": "DE", "copy": {"headline": "Tee"}}]}


def test_items_are_appended_without_a_count() -> None:
    """`-` is the place after the last item, in a list that is there and in one that is not."""
    edits = [BriefEdit(("markets", "-"), "FR"), BriefEdit(("markets", "-"), "IT"), BriefEdit(("ratios", "-"), "1:1")]
    data = read_brief_text(edit_brief_text("markets: [DE]\n", edits)).data
    assert data == {"markets": ["DE", "FR", "IT"], "ratios": ["1:1"]}


def test_items_are_added_and_removed_and_empty_parents_go() -> None:
    """The index after the last appends; what has nothing left is no key of its own; a variant may be empty."""
    edits = [BriefEdit(("products", 1), {"id": "b"}), BriefEdit(("brand", "name"), None)]
    edited = edit_brief_text(BRIEF, [*edits, BriefEdit(("brand", "tone"), None), BriefEdit(("markets", 0), None)])
    variants = edit_brief_text(
        "variants:\n  A: {headline: x}\n  B: {cta: y}\n", [BriefEdit(("variants", "A", "headline"), None)]
    )

    data = read_brief_text(edited).data
    assert isinstance(data, dict)
    assert (data["markets"], "brand" in data, data["products"]) == (
        ["DE"],
        False,
        [{"id": "tea", "name": "Tea", "wings": 2}, {"id": "b"}],
    )
    assert read_brief_text(variants).data == {"variants": {"A": {}, "B": {"cta": "y"}}}


def test_numbers_keep_their_digits_and_texts_stay_texts() -> None:
    """2.90 is a number with its digits; NO, 9:16 and 12 are texts for every reader of YAML."""
    edits = [
        BriefEdit(("price",), "2.90", number=True),
        BriefEdit(("ratios",), ["9:16", "1:1"]),
        BriefEdit(("m",), "NO"),
    ]
    edited = edit_brief_text("a: 1\n", [*edits, BriefEdit(("t",), "12")])

    assert edited == 'a: 1\nprice: 2.90\nratios: ["9:16", "1:1"]\nm: "NO"\nt: \'12\'\n'


def test_an_empty_text_is_a_brief_without_keys() -> None:
    """A form may start from nothing; comments at the head stay."""
    assert edit_brief_text("# mine\n", [BriefEdit(("campaign",), "tea")]) == "# mine\ncampaign: tea\n"


@walk_rows(
    ("text", "edit"),
    [
        ("a: [1\n", BriefEdit(("b",), "x")),
        ("a: &x {c: 1}\nb: *x\n", BriefEdit(("a", "c"), "2")),
        ("a: text\n", BriefEdit(("a", "b"), "x")),
        ("a: [1]\n", BriefEdit(("a", 7), "x")),
        ("a: 1\n", BriefEdit((), "x")),
        ("a: 1\n", BriefEdit(("b",), "2e9", number=True)),
        ("- a\n", BriefEdit(("b",), "x")),
    ],
)
def test_what_cannot_be_edited_is_said_and_left(text: str, edit: BriefEdit) -> None:
    """YAML that cannot be read, values that an alias repeats, places that are none: a sentence, and no text."""
    with pytest.raises(UnreadableBriefError):
        edit_brief_text(text, [edit])


@pytest.mark.run  # seconds
@given(st.text(max_size=60))
def test_every_text_is_read_back(words: str) -> None:
    """Whatever somebody types into a field is what the brief says, or is refused as no brief can say it."""
    try:
        edited = edit_brief_text(BRIEF, [BriefEdit(("message", "headline"), words)])
    except UnreadableBriefError:
        return
    data = read_brief_text(edited).data
    assert isinstance(data, dict)
    assert data["message"] == {"headline": words}


@pytest.mark.parametrize("name", ["summer-drinks.yaml", "minimal.yaml"])
def test_the_briefs_that_are_shipped_keep_every_line(name: str) -> None:
    """An edit of one key changes no line of another."""
    text = (REPOSITORY / "briefs" / name).read_text("utf-8")
    edited = edit_brief_text(text, [BriefEdit(("category",), "tea")])

    kept = [line for line in text.splitlines() if not line.startswith("category:")]
    assert [line for line in edited.splitlines() if not line.startswith("category:")] == kept
