"""Whatever a file holds, reading it ends in a brief or in problems in plain English."""

import copy
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creative_cli.brief.json_schema import render_json_schema
from creative_cli.brief.loader import parse_brief
from creative_cli.errors import BriefError
from tests.brief.conftest import GOOD
from tests.brief.test_places import walk

NAMES = st.sampled_from(["b.yaml", "b.json", "stdin"])
JARGON = ("Input should", "Value error", "valid dictionary", "instance of", "pydantic", "validation", "cannot be used:")
YAML_GOOD = b"""schema: 1
campaign: a
brand: {name: B, colors: {primary: "#123456"}}
message:
  headline: >
    Summer, poured
    over ice
products: [{id: d, name: E}]
markets: [US, {country: JP, copy: {headline: "\xe5\xa4\x8f"}}]
"""

JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 5),
        st.floats(-1, 1),
        st.text(max_size=5),
        st.sampled_from(["US", "1:1", "en", "#123"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)

shared_folder = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def told(data: bytes, name: str) -> list[str]:
    """Return the sentences about a file; anything but BriefError escapes and fails the test."""
    try:
        parse_brief(data, name=name, folder=Path())
    except BriefError as error:
        return [problem.message for problem in error.problems]
    return []


@shared_folder
@given(data=st.binary(max_size=200), name=NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    """Arbitrary bytes are problems, never a crash."""
    assert told(data, name)


@shared_folder
@given(data=st.text(st.sampled_from("[]{}:,-?&*!|>'\"%@`#\\ \n\r\tab1~<.xuU\u2028\x85é😀"), max_size=60), name=NAMES)
def test_any_marks(data: str, name: str) -> None:
    """Text made of the signs that mean something to YAML and JSON is problems, never a crash."""
    assert told(data.encode(), name)


@shared_folder
@given(cut=st.integers(0, len(YAML_GOOD)), length=st.integers(0, 8), put=st.binary(max_size=6), name=NAMES)
def test_a_damaged_brief(cut: int, length: int, put: bytes, name: str) -> None:
    """A brief with a few bytes replaced loads or has problems; it never crashes."""
    told(YAML_GOOD[:cut] + put + YAML_GOOD[cut + length :], name)


def _with(keys: tuple[str | int, ...], value: Any) -> Any:
    if not keys:
        return value
    data = copy.deepcopy(GOOD)
    node: Any = data
    for key in keys[:-1]:
        node = node[key]
    node[keys[-1]] = value
    return data


@shared_folder
@given(keys=st.sampled_from([keys for keys, _ in walk(GOOD)]), value=JSON)
def test_any_value_anywhere(keys: tuple[str | int, ...], value: Any) -> None:
    """No value in any place brings the schema library's own words to people."""
    for message in told(json.dumps(_with(keys, value)).encode(), "b.json"):
        assert not any(words in message for words in JARGON), message


@shared_folder
@given(keys=st.sampled_from([keys for keys, _ in walk(GOOD) if keys]), value=JSON)
def test_editors_accept_what_the_loader_accepts(keys: tuple[str | int, ...], value: Any) -> None:
    """A brief that loads is valid by the JSON Schema; no editor marks it red."""
    jsonschema = pytest.importorskip("jsonschema")
    data = _with(keys, value)
    if not told(json.dumps(data).encode(), "b.json"):
        jsonschema.validate(data, json.loads(render_json_schema()))


@pytest.mark.parametrize("filling", ["\\n", "?", "%20a", "“", "1,", "a: ", "*a ", "{a} ", "\\u2067"])
@pytest.mark.parametrize("end", ["", '"}}'])
def test_one_long_line_is_read_in_time(filling: str, end: str) -> None:
    """A brief of 200 KB in one line has its problems within seconds, whether or not it is closed."""
    text = '{"schema": 1, "message": {"headline": "' + filling * (200_000 // len(filling)) + end
    start = time.process_time()

    assert told(text.encode(), "b.json")
    assert time.process_time() - start < 4
