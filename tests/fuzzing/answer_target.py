"""Answers of services: texts, pictures, documents, errors, waits and addresses, whatever their shape."""

import asyncio
import base64
import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from math import isfinite
from typing import Any

import httpx2
from pydantic import SecretStr

from creative_cli.http.api_error import ApiError
from creative_cli.http.compatible_servers import describe_page, explain_missing, name_service
from creative_cli.http.error_bodies import Service, clean_message, error_from_body, error_from_response
from creative_cli.http.image_answers import read_picture
from creative_cli.http.json_documents import find_documents
from creative_cli.http.retry_after import read_retry_after
from creative_cli.http.text_answers import read_answer_text
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.response import parse_response
from tests.fuzzing.laws import require, require_plain, require_sentence
from tests.fuzzing.target import Target
from tests.translation.samples import GOOD, asked

_SECRET = SecretStr("sk-secret-of-the-tests")
_SERVICE = Service("OpenAI", "OPENAI_API_KEY", "the model", ("/responses",))
_KEYS = ("headline", "headline_back")


def _require_encodable(text: str) -> None:
    require(not any("\ud800" <= sign <= "\udfff" for sign in text), "a text can be kept as UTF-8", text)


def _read_object(data: bytes) -> Mapping[str, Any] | None:
    """Return the JSON object in an answer, as the HTTP layer takes it."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def read_text_answer(data: bytes) -> None:
    """Read the text of an answer; it can be stored, and a failure is a sentence."""
    answer = _read_object(data)
    if answer is None:
        return
    text, failure = read_answer_text(answer, "OpenAI")
    _require_encodable(text)
    if failure is not None:
        require_sentence(failure.sentence)
        _require_encodable(failure.code or "")


def read_picture_answer(data: bytes) -> None:
    """Take the picture out of an answer; an address is one line."""

    async def fetch(address: str) -> bytes:
        require(address == address.strip(), "an address has no space around it", address)
        return b"picture"

    answer = _read_object(data)
    if answer is not None:
        found = asyncio.run(read_picture(answer, fetch))
        require(found is None or isinstance(found, bytes), "a picture is bytes")


def read_documents(data: bytes) -> None:
    """Find documents; each has exactly the keys that were asked for, and is found again by itself."""
    text = data.decode("utf-8", "replace")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = find_documents(text, _KEYS)
    for one in found:
        require(tuple(one) == _KEYS, "a document has the keys that were asked for", *one)
        require(all(isinstance(value, str) for value in one.values()), "a document has texts")
        again = find_documents(json.dumps(one), _KEYS)
        require(again == (one,), "a document is found in itself", one, again)


@cache
def _request() -> TranslationRequest:
    return asked(markets=["DE"])[0]


def read_translation(data: bytes) -> None:
    """Validate a translation: its lines can be stored, and what is wrong with them are sentences."""
    request = _request()
    translation = parse_response(data.decode("utf-8", "replace"), request.lines, request, "Translate each line. " * 8)
    for line in translation.lines:
        _require_encodable(line.text + line.back)
        require_plain(line.text.replace("\n", " "))
    for finding in translation.findings:
        require_sentence(finding.message)


def read_error_body(data: bytes) -> None:
    """Translate an error in an answer of status 200."""
    error = error_from_body(data, _SERVICE, _SECRET)
    if error is not None:
        _require_api_error(error)


def read_error_answer(data: bytes) -> None:
    """Translate an answer with a status: its lines are the status, headers, an empty line and the body."""
    head, _, body = data.partition(b"\n\n")
    first, _, rest = head.partition(b"\n")
    status = int(first) if first.isdigit() and len(first) == 3 else 500  # digits of a status
    headers = list(_read_headers(rest))
    with suppress(httpx2.DecodingError):  # the SDK fails first
        response = httpx2.Response(max(300, status), headers=headers, content=body)
        _require_api_error(
            error_from_response(response, _SERVICE, _SECRET, lambda *facts: explain_missing(_SERVICE, *facts))
        )
        response = httpx2.Response(404, headers=headers, content=body)
        server = name_service(_SERVICE, "http://localhost:8000/v1/models")
        _require_api_error(
            error_from_response(response, server, _SECRET, lambda *facts: explain_missing(server, *facts))
        )


def _read_headers(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in data.split(b"\n")[:20]:
        name, _, value = line.partition(b":")
        if name.strip():
            yield name.strip(), value.strip()


def _require_api_error(error: ApiError) -> None:
    require_sentence(error.sentence)
    for fact in (error.code, error.request_id):
        if fact is not None:
            require_plain(fact)
            require(_SECRET.get_secret_value() not in fact, "no key is shown", fact)
    require(_SECRET.get_secret_value() not in error.sentence, "no key is shown")
    if error.retry_after_s is not None:
        require(isfinite(error.retry_after_s) and error.retry_after_s >= 0, "a wait is finite", error.retry_after_s)


def read_waits(data: bytes) -> None:
    """Read how long a service asks to wait."""
    headers = httpx2.Headers(list(_read_headers(data)))
    wait = read_retry_after(headers)
    require(wait is None or (isfinite(wait) and wait >= 0), "a wait is finite", wait)


def read_address(data: bytes) -> None:
    """Name the server at an address, and say what is wrong with it."""
    address = data.decode("utf-8", "replace").replace("\n", "")
    service = name_service(_SERVICE, address)
    require_plain(clean_message(describe_page(service, "text", address, "http://localhost/login?key=1")))
    explain_missing(service, 404, None, "")


def _list_seeds() -> Iterator[tuple[str, bytes]]:
    document = json.dumps({**GOOD, **{f"{role}_back": "it says" for role in GOOD}})
    said = json.dumps({"headline": "Sommer", "headline_back": "Summer"})
    message = {"role": "assistant", "content": said, "refusal": None, "tool_calls": [{"function": {"arguments": said}}]}
    yield "text", json.dumps({"choices": [{"finish_reason": "stop", "message": message}]}).encode()
    part = {"type": "output_text", "text": said}
    output = [
        {"type": "reasoning", "content": [part]},
        {"type": "message", "content": [part, {"type": "refusal", "refusal": ""}]},
    ]
    yield "text", json.dumps({"status": "completed", "output": output, "incomplete_details": None}).encode()
    yield "text", b'{"status": "failed", "error": {"code": "server_error", "message": "it broke"}, "output": []}'
    encoded = base64.b64encode(b"picture").decode()
    yield "picture", json.dumps({"data": [{"b64_json": encoded}, {"url": f"data:image/png;base64,{encoded}"}]}).encode()
    yield "picture", b'{"images": [{"image_url": {"url": "https://a.example/b.png"}}], "output": ["https://c"]}'
    yield "documents", f"<think>{{'a': 1}}</think> Here:\n```json\n{said}\n```".encode()
    yield "documents", b"{'headline': 'It\\'s', 'headline_back': \"x\", 'more': [1, {'headline': 'a'}],}"
    yield "documents", json.dumps({"answer": said, "list": [{"headline": "a", "headline_back": "b"}]}).encode()
    yield "translation", document.encode()
    yield "error-body", b'{"error": {"code": "insufficient_quota", "type": "a", "message": "No credit."}}'
    yield (
        "error-body",
        b'{"detail": [{"msg": "bad size", "loc": ["size"]}], "error": ["loading"], "estimated_time": 20.5}',
    )
    yield (
        "error-answer",
        b'429\ncontent-type: application/json\nretry-after: 3\nx-request-id: req_1\n\n{"error": "slow"}',
    )
    yield "error-answer", b"503\ncontent-type: text/html\nx-error-message: Model is loading\n\n<html>down</html>"
    yield "waits", b"retry-after: Wed, 21 Oct 2026 07:28:00 GMT\ndate: Wed, 21 Oct 2026 07:27:00 GMT"
    yield "waits", b"x-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 1m12.5s"
    yield "waits", b'ratelimit: "api";r=0;t=55'
    yield "address", b"http://user:pass@localhost:8000/v1/chat/completions?key=a"


ANSWERS = Target(
    "answer",
    {
        "text": read_text_answer,
        "picture": read_picture_answer,
        "documents": read_documents,
        "translation": read_translation,
        "error-body": read_error_body,
        "error-answer": read_error_answer,
        "waits": read_waits,
        "address": read_address,
    },
    _list_seeds,
)
