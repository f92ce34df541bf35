"""Answers and records that are nested as deep as their reader takes them are read or refused, never a crash."""

import json
from collections.abc import Iterator

import pytest

from creative_cli.http.error_bodies import Service, error_from_body
from creative_cli.http.json_documents import find_documents
from creative_cli.http.text_answers import read_answer_text
from creative_cli.models import Asset
from creative_cli.storage.codec import CodecError, decode_json, decode_record

DEPTHS = range(900, 1000)
"""Python's reader of JSON gives up somewhere here, a few calls before whatever follows it does."""
SERVICE = Service("A service", "KEY", "MODEL")


def nested(start: str, opening: str, closing: str, end: str) -> Iterator[str]:
    """Yield JSON with so many levels between *start* and *end*, as deep as it can be read."""
    for depth in DEPTHS:
        text = f"{start}{opening * depth}1{closing * depth}{end}"
        try:
            json.loads(text)
        except RecursionError:
            return
        yield text


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"text":{"value":', "}}]")])
@pytest.mark.parametrize("key", ["output_text", "error", "output", "choices"])
def test_an_answer_of_any_depth_is_read(key: str, opening: str, closing: str) -> None:
    """Texts, errors and documents are looked for in lists of lists; there are none."""
    for text in nested(f'{{"{key}":', opening, closing, "}"):
        said, failure = read_answer_text(json.loads(text), "A service")
        assert failure is not None or said
        error_from_body(text.encode(), SERVICE)
        assert find_documents(text, ("headline",)) == ()


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_record_of_any_depth_is_refused(opening: str, closing: str) -> None:
    """What is no record says so, and shows the first levels of what it found."""
    for text in nested("", opening, closing, ""):
        with pytest.raises(CodecError) as refused:
            decode_record(Asset, decode_json(text))
        assert len(str(refused.value)) < 200
