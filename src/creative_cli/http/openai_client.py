"""OpenAI's SDK for pictures, text and vectors: one attempt per call, every error an ApiError.

Retries of the SDK are off, as they would multiply ours and repeat paid calls. Each call opens a client and closes it,
so that cancelling the call closes its connection at once. Longer than most files, as no other may know the SDK's types.
"""

import base64
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from http import HTTPStatus
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from pydantic import SecretStr

from creative_cli.foreign_files import is_web_page
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import Reply
from creative_cli.http.compatible_servers import (
    OPENAI_NAME,
    describe_page,
    find_server_name,
    lacks_endpoint,
    name_service,
)
from creative_cli.http.error_bodies import Service, error_from_body
from creative_cli.http.http_errors import translate_errors
from creative_cli.http.image_answers import read_picture
from creative_cli.http.json_documents import find_documents
from creative_cli.http.prices import embedding_usd, image_estimate, image_usd, text_usd
from creative_cli.http.text_answers import read_answer_text

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai._legacy_response import LegacyAPIResponse

IMAGES: Final = Service(
    "OpenAI", key="OPENAI_API_KEY", model="CREATIVE_OPENAI_IMAGE_MODEL", endpoints=("/images/generations",)
)
EDITS: Final = replace(IMAGES, endpoints=("/images/edits",))
TEXTS: Final = Service(
    "OpenAI",
    key="OPENAI_API_KEY",
    model="CREATIVE_OPENAI_TEXT_MODEL",
    endpoints=("/responses", "/chat/completions"),
)
EMBEDDINGS: Final = Service("OpenAI", key="OPENAI_API_KEY", model="CREATIVE_EMBEDDER", endpoints=("/embeddings",))
MODELS: Final = replace(IMAGES, endpoints=("/models",))

BASE_URL: Final = "https://api.openai.com/v1"
"""Given to the SDK, which would take an empty OPENAI_BASE_URL for an address."""

_UNPROCESSABLE: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})

PICTURES_OF_EDIT: Final = 2  # input pictures an edit is billed for: the picture and its mask

TextVectors: TypeAlias = tuple[tuple[float, ...], ...]
"""One vector for each text, in their order."""


@dataclass(frozen=True, slots=True)
class Account:
    """The key, the server (None: OpenAI's own) and the time each read may take, s."""

    key: SecretStr
    base_url: str | None
    timeout_s: float

    @property
    def provider(self) -> str:
        """The name of the server in events, records and reports: `openai`, or the host of another server."""
        return find_server_name(self.base_url) or OPENAI_NAME


@dataclass(frozen=True, slots=True)
class _Usage:
    """The tokens a call was billed for; `image_tokens` and `cached_tokens` are among the input tokens."""

    input_tokens: int
    output_tokens: int
    image_tokens: int = 0
    cached_tokens: int = 0


def sdk_client(account: Account) -> "AsyncOpenAI":
    """Return the SDK's client, its retries off, over our own HTTP client; close it with `async with`."""
    from openai import AsyncOpenAI  # noqa: PLC0415  # 0.7 s, for those who call

    from creative_cli.http import transport  # noqa: PLC0415  # httpx2, 0.1 s

    return AsyncOpenAI(
        # A key read from a file often ends with a line break, which no header may contain.
        api_key=account.key.get_secret_value().strip(),
        base_url=account.base_url or BASE_URL,
        max_retries=0,
        http_client=transport.open_client(account.timeout_s),
        timeout=transport.split_timeout(account.timeout_s),
    )


async def generate_image(
    account: Account,
    *,
    model: str,
    prompt: str,
    size: tuple[int, int],
    quality: str,
    picture: bytes | None = None,
    mask: bytes | None = None,
) -> Reply[bytes]:
    """Paint a PNG of *size* (width, height in px), or continue *picture* (PNG) where *mask* is transparent.

    Billed once the service has begun. The bytes are not decoded. Raises ApiError.
    """
    # Untyped: the SDK lists the sizes and qualities it knows, and the service decides.
    options: dict[str, Any] = {
        "model": model,
        "prompt": prompt,
        "n": 1,
        "size": f"{size[0]}x{size[1]}",
        "quality": quality,
        "output_format": "png",
        "background": "opaque",
    }
    if mask is not None:
        options["mask"] = ("mask.png", mask, "image/png")
    service = name_service(IMAGES if picture is None else EDITS, account.base_url)
    with translate_errors(service, account.key):
        async with sdk_client(account) as openai:
            images = openai.images.with_raw_response
            if picture is None:
                raw = await images.generate(**options)
            else:
                raw = await images.edit(image=("picture.png", picture, "image/png"), **options)
        answer = _read_answer(raw, service, "a picture", account)
        data = await read_picture(answer, partial(_fetch_picture, service, account.timeout_s))
        usage = _read_usage(answer)
    if not data:
        raise _bad_answer(f"{service.name} answered without a readable picture.")
    if usage is None:
        # Nothing was counted: the most it may have cost.
        into = 0 if picture is None else PICTURES_OF_EDIT
        usd = image_estimate(model, quality, size, text_bytes=len(prompt.encode()), pictures=into)
        return Reply(data, usd, _request_id(raw))
    usd = image_usd(
        model,
        text_tokens=max(0, usage.input_tokens - usage.image_tokens),
        image_tokens=usage.image_tokens,
        output_tokens=usage.output_tokens,
    )
    return Reply(data, usd, _request_id(raw), usage.input_tokens, usage.output_tokens)


async def _fetch_picture(service: Service, timeout_s: float, address: str) -> bytes:
    from creative_cli.http.linked_pictures import fetch_linked_picture  # noqa: PLC0415  # httpx2, 0.1 s

    return await fetch_linked_picture(address, service, timeout_s)


def _read_answer(raw: "LegacyAPIResponse[Any]", service: Service, wanted: str, account: Account) -> dict[str, Any]:
    """Return the JSON object in an answer, which should hold *wanted*; raise ApiError for anything else."""
    if "html" in raw.headers.get("content-type", "") or is_web_page(raw.content):
        asked = account.base_url or BASE_URL
        home, came = asked.rstrip("/"), str(raw.url)
        moved = not came.startswith(home) or raw.method != "POST"
        raise _bad_answer(describe_page(service, wanted, home if moved else came, came))
    answer = json.loads(raw.content)
    if not isinstance(answer, dict):
        raise _bad_answer(f"{service.name} answered something that cannot be read.")
    # A failed response says by its own codes what to do next.
    failed = None if answer.get("status") == "failed" else error_from_body(raw.content, service, account.key)
    if failed is not None:
        raise failed
    return answer


async def request_text(
    account: Account,
    *,
    model: str,
    instructions: str,
    data: str,
    name: str,
    schema: Mapping[str, object],
    max_output_tokens: int,
) -> Reply[str]:
    """Ask a model for JSON that follows *schema*; *data* is text to work on, never instructions.

    *schema* is JSON Schema in strict form: every property required, `additionalProperties` false; *name* is its name,
    `[a-zA-Z0-9_-]`. The answer is complete, and still to be checked against the schema. The service is asked to store
    nothing. Raises ApiError: CONTENT_POLICY for a refusal, BAD_ANSWER for an answer that was cut off.
    """
    service = name_service(TEXTS, account.base_url)
    with translate_errors(service, account.key):
        async with sdk_client(account) as openai:
            try:
                raw = await openai.responses.with_raw_response.create(
                    model=model,
                    instructions=instructions,
                    input=[{"role": "user", "content": data}],
                    text={"format": {"type": "json_schema", "name": name, "schema": dict(schema), "strict": True}},
                    reasoning={"effort": "low"},  # thoughts are billed as output tokens
                    max_output_tokens=max_output_tokens,
                    store=False,
                )
            except Exception as error:
                if service.base_url is None or not lacks_endpoint(getattr(error, "status_code", None)):
                    raise
                chat = _chat_options(model, instructions, data, name, schema, max_output_tokens)
                raw = await _request_chat(openai, chat)
        answer = _read_answer(raw, service, "text", account)
    text, failure = read_answer_text(answer, service.name)
    request_id, usage, usd = _request_id(raw), _read_usage(answer), None
    if usage is not None:
        usd = text_usd(
            model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
        )
    if failure is not None and not (failure.cut and len(find_documents(text, _required_keys(schema))) == 1):
        # Refused and cut answers are billed all the same.
        raise ApiError(
            failure.kind, failure.sentence, code=failure.code, request_id=request_id, maybe_charged=usd is None, usd=usd
        )
    counted = usage or _Usage(0, 0)
    return Reply(text, usd or 0.0, request_id, counted.input_tokens, counted.output_tokens)


def _required_keys(schema: Mapping[str, object]) -> tuple[str, ...]:
    required = schema.get("required")
    return tuple(map(str, required)) if isinstance(required, list | tuple) else ()


def _chat_options(
    model: str, instructions: str, data: str, name: str, schema: Mapping[str, object], max_output_tokens: int
) -> dict[str, Any]:
    """Return the request in the form of chat completions, which servers without the Responses API have."""
    return {
        "model": model,
        "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": data}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": name, "schema": dict(schema), "strict": True},
        },
        "max_tokens": max_output_tokens,
    }


async def _request_chat(openai: "AsyncOpenAI", chat: dict[str, Any]) -> "LegacyAPIResponse[Any]":
    """Send *chat*; a server that cannot hold a model to a schema gets the schema in the instructions."""
    completions: Any = openai.chat.completions.with_raw_response  # untyped: the options are those of any server
    try:
        return cast("LegacyAPIResponse[Any]", await completions.create(**chat))
    except Exception as error:
        unknown = getattr(error, "status_code", None) in _UNPROCESSABLE
        if not unknown or not any(word in str(error) for word in ("response_format", "json_schema")):
            raise
    schema = json.dumps(chat.pop("response_format")["json_schema"]["schema"])
    first, *others = chat["messages"]
    asked = (
        f"{first['content']}\n\nAnswer with one JSON object that follows this JSON Schema, and nothing else:\n{schema}"
    )
    again = await completions.create(**{**chat, "messages": [{**first, "content": asked}, *others]})
    return cast("LegacyAPIResponse[Any]", again)


async def request_vectors(
    account: Account, *, model: str, texts: tuple[str, ...], dimensions: int | None = None
) -> Reply[TextVectors]:
    """Turn texts into vectors: per call at most 2,048 texts of at most 8,192 tokens each. Raises ApiError.

    Returns one vector for each text, all of the same length (*dimensions*, if given), all numbers finite.
    """
    options: dict[str, Any] = {} if dimensions is None else {"dimensions": dimensions}
    service = name_service(EMBEDDINGS, account.base_url)
    with translate_errors(service, account.key):
        async with sdk_client(account) as openai:
            raw = await openai.embeddings.with_raw_response.create(model=model, input=list(texts), **options)
        answer = _read_answer(raw, service, "vectors", account)
        vectors = _read_vectors(answer["data"], len(texts), dimensions, service)
        tokens = _count(_mapping(answer.get("usage")).get("prompt_tokens")) or 0
        return Reply(vectors, embedding_usd(model, tokens), _request_id(raw), tokens)


def _read_vectors(data: list[dict[str, Any]], count: int, dimensions: int | None, service: Service) -> TextVectors:
    """Take the vectors out of *data*, sorted by the texts they belong to, none missing; rows without index in order."""
    rows = sorted(
        ((row.get("index", place), row["embedding"]) for place, row in enumerate(data)), key=lambda row: row[0]
    )
    vectors = tuple(_read_vector(embedding) for _, embedding in rows)
    length = len(vectors[0]) if dimensions is None and vectors else dimensions
    whole = [index for index, _ in rows] == list(range(count)) and all(len(one) == length for one in vectors)
    if not whole or not all(isfinite(number) for one in vectors for number in one):
        raise _bad_answer(f"{service.name} answered with other vectors than requested.")
    return vectors


def _read_vector(embedding: str | list[float]) -> tuple[float, ...]:
    """Return the numbers of a vector: a list, or base64 of little-endian float32, which the SDK asks for."""
    if isinstance(embedding, str):
        data = base64.b64decode(embedding, validate=True)
        return tuple(map(float, struct.unpack(f"<{len(data) // 4}f", data)))
    return tuple(float(number) for number in embedding)


async def fetch_shutdown(account: Account, model: str) -> date | None:
    """Return the day the service shuts *model* down, None if none is set; free.

    Raises ApiError: AUTH for a bad key, CONFIGURATION for no such model.
    """
    service = name_service(MODELS, account.base_url)
    with translate_errors(service, account.key):
        async with sdk_client(account) as openai:
            raw = await openai.models.with_raw_response.retrieve(model)
        card = _read_answer(raw, service, "the facts of a model", account)
        if not isinstance(card.get("id"), str):
            raise ApiError(ErrorKind.BAD_ANSWER, f"{service.name} did not answer with the facts of a model.")
        day = card.get("shutdown_date")
        return None if day is None else date.fromisoformat(day)


async def list_server_models(account: Account) -> tuple[str, ...]:
    """Return the names of the models of a server, which may lack what `fetch_shutdown` asks for. Raises ApiError."""
    service = name_service(MODELS, account.base_url)
    with translate_errors(service, account.key):
        async with sdk_client(account) as openai:
            raw = await openai.models.with_raw_response.list()
        cards = _read_answer(raw, service, "a list of models", account)["data"]
        return tuple(card["id"] for card in cards)


def _bad_answer(sentence: str) -> ApiError:
    return ApiError(ErrorKind.BAD_ANSWER, sentence, maybe_charged=True)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _read_usage(answer: Mapping[str, Any]) -> _Usage | None:
    """Return what a call was billed for; None when the numbers are missing or invalid."""
    usage = _mapping(answer.get("usage"))
    input_tokens = _count(usage.get("input_tokens", usage.get("prompt_tokens")))
    output_tokens = _count(usage.get("output_tokens", usage.get("completion_tokens")))
    if input_tokens is None or output_tokens is None:
        return None
    details = _mapping(usage.get("input_tokens_details", usage.get("prompt_tokens_details")))
    return _Usage(
        input_tokens,
        output_tokens,
        image_tokens=_count(details.get("image_tokens")) or 0,
        cached_tokens=_count(details.get("cached_tokens")) or 0,
    )


def _count(value: object) -> int | None:
    """Return *value* if it is a number of tokens."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _request_id(raw: "LegacyAPIResponse[Any]") -> str | None:
    """Return the id by which the service finds the call again."""
    name: str | None = raw.headers.get("x-request-id")
    return name
