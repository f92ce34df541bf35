"""Records come back from JSON as they went."""

import json
from dataclasses import dataclass
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.errors import ExitCode
from creative_cli.events import RunFinished
from creative_cli.formats import DEFAULT_FORMATS, Format
from creative_cli.models import AdCopy, Asset, Finding, HeroImage, HeroKind, Role, Status
from creative_cli.runlog.journal import Entry
from creative_cli.runlog.rows import FindingCount
from creative_cli.storage.codec import (
    CodecError,
    decode_json,
    decode_record,
    encode_canonical_json,
    encode_json_line,
    encode_pretty_json,
    encode_record,
    iter_pretty_json,
)
from creative_cli.storage.outputs import Manifest
from tests.parameters import walk_rows
from tests.storage.samples import asset
from tests.storage.strategies import records

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)


@dataclass(frozen=True, slots=True)
class Point:
    """A record with a default."""

    x: float
    label: str | None = None
    corner: tuple[int, int, int] = (0, 0, 0)


@given(st.one_of([records(kind, ANY_TEXT) for kind in get_args(Entry)]))
def test_every_event_makes_the_round_trip(event: Entry) -> None:
    """Any event is the same after it was written and read, even with text that is not Unicode."""
    assert decode_record(type(event), decode_json(encode_json_line(event))) == event


@given(records(Asset))
def test_every_asset_makes_the_round_trip_for_people(entry: Asset) -> None:
    """The indented form holds the same record."""
    assert decode_record(Asset, decode_json(encode_pretty_json(entry))) == entry


@given(st.one_of([records(kind, ANY_TEXT) for kind in (Manifest, Asset, *get_args(Entry))]))
def test_parts_for_people_are_the_whole(record: Manifest | Asset | Entry) -> None:
    """A manifest that is written ad by ad has the bytes of one that is encoded at once."""
    assert b"".join(iter_pretty_json(record)) == encode_pretty_json(record)


@pytest.mark.parametrize("form", DEFAULT_FORMATS.values(), ids=str)
def test_nested_defaults_make_the_round_trip(form: Format) -> None:
    """Records with nested records as defaults come back."""
    assert decode_record(Format, decode_json(encode_json_line(form))) == form


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5)))
def test_the_canonical_form_knows_no_order(values: dict[str, int | str]) -> None:
    """Equal mappings have one canonical form."""
    assert encode_canonical_json(dict(reversed(values.items()))) == encode_canonical_json(values)


def test_a_status_travels_by_its_name() -> None:
    """People and scripts read PASS, not 0."""
    assert encode_record(FindingCount("size", "exact", Status.PASS, 1)) == {
        "check_id": "size",
        "code": "exact",
        "status": "PASS",
        "count": 1,
    }


def test_a_finding_of_before_roles_is_read() -> None:
    """Manifests and journals of earlier versions say nothing of a line; today's name it."""
    old = {"check": "kept_terms", "code": "missing", "status": "FAIL", "message": "Lost."}
    new = Finding("kept_terms", "missing", Status.FAIL, "Lost.", Role.CTA)

    assert decode_record(Finding, dict(old)) == Finding("kept_terms", "missing", Status.FAIL, "Lost.")
    assert encode_record(new) == {**old, "role": "cta"}
    assert decode_record(Finding, {**old, "role": "cta"}) == new


def test_an_exit_code_travels_as_its_number() -> None:
    """Where a record declares a whole number, a named one is that number."""
    finished = RunFinished("finished", ExitCode.INCOMPLETE, 1, 0, 1, 0.0, 5.0)
    data = decode_json(encode_json_line(finished))

    assert isinstance(data, dict)
    assert data["exit_code"] == 3
    assert decode_record(RunFinished, data) == finished


def test_a_record_with_room_for_bytes_travels_without_them() -> None:
    """A hero whose pictures lie elsewhere comes back; one with pictures is refused."""
    hero = HeroImage("tea", HeroKind.STUDIO, "studio", "studio-1", 1, 0.0)

    assert decode_record(HeroImage, decode_json(encode_json_line(hero))) == hero
    with pytest.raises(TypeError, match="bytes cannot be encoded"):
        encode_json_line(HeroImage("tea", HeroKind.STUDIO, "studio", "studio-1", 1, 0.0, picture=b"jpg"))


def test_whole_numbers_are_numbers() -> None:
    """A float that was written as 3 is read as 3.0, and a whole number in its place is written as it comes back."""
    assert decode_record(Point, {"x": 3}) == Point(3.0)
    assert encode_json_line(Point(3)) == encode_json_line(Point(3.0))


@walk_rows(
    ("data", "sentence"),
    [
        ({}, "Point lacks x"),
        ({"x": 1, "z": 2}, "Point has no z"),
        ({"x": "1"}, "x: '1' is not a number"),
        ({"x": True}, "x: True is not a number"),
        ({"x": 1, "label": 5}, "label: 5 is not a text"),
        ({"x": 1, "corner": [1, 2]}, "corner: [1, 2] is not a list of 3"),
        ({"x": 1, "corner": [1, 2, 3.0]}, "corner: 3.0 is not a whole number"),
        ([], "[] is not an object"),
    ],
)
def test_another_shape_is_told_by_its_field(data: list[object] | dict[str, object], sentence: str) -> None:
    """What does not fit the record is refused, and the sentence says where."""
    with pytest.raises(CodecError) as caught:
        decode_record(Point, json.loads(json.dumps(data)))

    assert str(caught.value) == sentence


def test_trouble_deep_inside_is_told_with_its_path() -> None:
    """The sentence leads to the field through all records around it."""
    data = decode_json(encode_json_line(asset()))
    assert isinstance(data, dict)
    with pytest.raises(CodecError, match="status: 'GOOD' is not one of PASS, SKIP, WARN, FAIL, ERROR"):
        decode_record(Asset, {**data, "status": "GOOD"})


@pytest.mark.parametrize("text", [b'{"x": NaN}', b"Infinity", b"{", b"\xff", b""])
def test_what_is_not_json_is_refused(text: bytes) -> None:
    """NaN, infinity and broken text are no data."""
    with pytest.raises(CodecError):
        decode_json(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_not_written(value: float) -> None:
    """NaN and infinity never reach a file."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode_json_line(Point(value))


def test_a_sparse_field_is_left_out_while_it_has_its_default() -> None:
    """Copy without a kicker is encoded as before kickers came: keys and manifests do not change."""
    plain = AdCopy("Summer", "b")
    whole = AdCopy("Summer", "b", kicker="New", marked="*Summer*")
    assert encode_canonical_json(plain) == b'{"body":"b","cta":null,"disclaimer":null,"headline":"Summer"}'
    assert decode_record(AdCopy, encode_record(plain)) == plain
    assert decode_record(AdCopy, encode_record(whole)) == whole
    assert encode_record(whole) == {**dict.fromkeys(("cta", "disclaimer")), "headline": "Summer", "body": "b"} | {
        "kicker": "New",
        "marked": "*Summer*",
    }
