"""OpenAI's SDK for pictures, text and vectors: one attempt per call, every error an ApiError.

Retries of the SDK are off, as they would multiply ours and repeat paid calls. Each call opens a client and closes it,
so that cancelling the call closes its connection at once. Longer than most files, as no other may know the SDK's types.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import SecretStr

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import Reply
from creative_cli.http.error_bodies import Service, clean_message, error_from_body
from creative_cli.http.http_errors import translate_errors
from creative_cli.http.prices import embedding_usd, image_estimate, image_usd, text_usd

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import ImagesResponse, Model
    from openai.types.responses import Response

IMAGES: Final = Service("OpenAI", key="OPENAI_API_KEY", model="CREATIVE_OPENAI_IMAGE_MODEL")
TEXTS: Final = Service("OpenAI", key="OPENAI_API_KEY", model="CREATIVE_OPENAI_TEXT_MODEL")
EMBEDDINGS: Final = Service("OpenAI", key="OPENAI_API_KEY", model="CREATIVE_EMBEDDER")

BASE_URL: Final = "https://api.openai.com/v1"
"""Given to the SDK, which would take an empty OPENAI_BASE_URL for an address."""

PICTURES_OF_EDIT: Final = 2  # input pictures an edit is billed for: the picture and its mask

TextVectors: TypeAlias = tuple[tuple[float, ...], ...]
"""One vector for each text, in their order."""

_Failure: TypeAlias = tuple[ErrorKind, str, str | None]
"""The kind, sentence and code of an answer that cannot be used."""

_FAILURES: Final[Mapping[str, ErrorKind]] = {
    "server_error": ErrorKind.TRANSIENT,
    "rate_limit_exceeded": ErrorKind.RATE_LIMITED,
    "invalid_prompt": ErrorKind.CONTENT_POLICY,
    "content_policy_violation": ErrorKind.CONTENT_POLICY,
}


@dataclass(frozen=True, slots=True)
class Account:
    """The key, the server (None: OpenAI's own) and the time each read may take, s."""

    key: SecretStr
    base_url: str | None
    timeout_s: float


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
    with translate_errors(IMAGES, account.key):
        async with sdk_client(account) as openai:
            if picture is None:
                answer = await openai.images.generate(**options)
            else:
                answer = await openai.images.edit(image=("picture.png", picture, "image/png"), **options)
        data, usage = _read_image(answer), _read_usage(answer.usage)
    if usage is None:
        # Nothing was counted: the most it may have cost.
        into = 0 if picture is None else PICTURES_OF_EDIT
        usd = image_estimate(model, quality, size, text_bytes=len(prompt.encode()), pictures=into)
        return Reply(data, usd, _request_id(answer))
    usd = image_usd(
        model,
        text_tokens=max(0, usage.input_tokens - usage.image_tokens),
        image_tokens=usage.image_tokens,
        output_tokens=usage.output_tokens,
    )
    return Reply(data, usd, _request_id(answer), usage.input_tokens, usage.output_tokens)


def _read_image(answer: "ImagesResponse | str") -> bytes:
    """Take the picture out of *answer*; the SDK returns text for a web page and accepts any JSON."""
    if isinstance(answer, str):
        raise _bad_answer("OpenAI answered without a picture.")
    if not answer.data:
        error = error_from_body(answer.to_json().encode(), IMAGES)
        raise error or _bad_answer("OpenAI answered without a picture.")
    encoded = answer.data[0].b64_json
    try:
        data = base64.b64decode(encoded or "", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise _bad_answer("OpenAI answered without a readable picture.")
    return data


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
    with translate_errors(TEXTS, account.key):
        async with sdk_client(account) as openai:
            answer = await openai.responses.create(
                model=model,
                instructions=instructions,
                input=[{"role": "user", "content": data}],
                text={"format": {"type": "json_schema", "name": name, "schema": dict(schema), "strict": True}},
                reasoning={"effort": "low"},  # thoughts are billed as output tokens
                max_output_tokens=max_output_tokens,
                store=False,
            )
        return _read_text(answer, model)


def _read_text(answer: "Response | str", model: str) -> Reply[str]:
    """Take the text out of *answer* if it is complete; the SDK's own parser confuses refusals and cut answers."""
    if isinstance(answer, str):
        raise _bad_answer("OpenAI answered with a web page.")
    request_id, usage, usd = _request_id(answer), _read_usage(answer.usage), None
    if usage is not None:
        usd = text_usd(
            model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
        )
    failure = _find_failure(answer)
    if failure is not None:
        kind, sentence, code = failure
        # Refused and cut answers are billed all the same.
        raise ApiError(kind, sentence, code=code, request_id=request_id, maybe_charged=usd is None, usd=usd)
    counted = usage or _Usage(0, 0)
    return Reply(answer.output_text, usd or 0.0, request_id, counted.input_tokens, counted.output_tokens)


def _find_failure(answer: "Response") -> _Failure | None:
    """Return why *answer* cannot be used; None if it is complete."""
    if answer.status == "completed":
        return _find_refusal(answer)
    if answer.status == "incomplete":
        reason = answer.incomplete_details.reason if answer.incomplete_details else None
        if reason == "content_filter":
            return ErrorKind.CONTENT_POLICY, "OpenAI's content filter stopped the answer.", reason
        return ErrorKind.BAD_ANSWER, "OpenAI's answer was cut off before its end.", reason
    if answer.status == "failed":
        code = answer.error.code if answer.error else None
        message = clean_message(answer.error.message) if answer.error else "it gives no reason."
        return _FAILURES.get(code or "", ErrorKind.BAD_ANSWER), f"OpenAI could not answer: {message}", code
    return ErrorKind.BAD_ANSWER, "OpenAI's answer is not finished.", None


def _find_refusal(answer: "Response") -> _Failure | None:
    parts = [part for item in answer.output if item.type == "message" for part in item.content]
    refusal = next((part.refusal for part in parts if part.type == "refusal"), None)
    if refusal is not None:
        sentence = f"OpenAI refuses to work on this text: {clean_message(refusal)}"
        return ErrorKind.CONTENT_POLICY, sentence, "refusal"
    if not answer.output_text.strip():
        return ErrorKind.BAD_ANSWER, "OpenAI answered without text.", None
    return None


async def request_vectors(
    account: Account, *, model: str, texts: tuple[str, ...], dimensions: int | None = None
) -> Reply[TextVectors]:
    """Turn texts into vectors: per call at most 2,048 texts of at most 8,192 tokens each. Raises ApiError.

    Returns one vector for each text, all of the same length (*dimensions*, if given), all numbers finite.
    """
    options: dict[str, Any] = {} if dimensions is None else {"dimensions": dimensions}
    with translate_errors(EMBEDDINGS, account.key):
        async with sdk_client(account) as openai:
            answer = await openai.embeddings.create(model=model, input=list(texts), **options)
        vectors = _read_vectors(answer, len(texts), dimensions)
        tokens = _count(getattr(answer.usage, "prompt_tokens", None)) or 0
        return Reply(vectors, embedding_usd(model, tokens), _request_id(answer), tokens)


def _read_vectors(answer: Any, count: int, dimensions: int | None) -> TextVectors:
    """Take the vectors out of *answer*, sorted by the texts they belong to, none missing."""
    if isinstance(answer, str):
        raise _bad_answer("OpenAI answered with a web page.")
    rows = sorted(answer.data, key=lambda row: row.index)
    vectors = tuple(tuple(float(number) for number in row.embedding) for row in rows)
    length = len(vectors[0]) if dimensions is None and vectors else dimensions
    whole = [row.index for row in rows] == list(range(count)) and all(len(one) == length for one in vectors)
    if not whole or not all(isfinite(number) for one in vectors for number in one):
        raise _bad_answer("OpenAI answered with other vectors than requested.")
    return vectors


async def fetch_shutdown(account: Account, model: str) -> date | None:
    """Return the day the service shuts *model* down, None if none is set; free.

    Raises ApiError: AUTH for a bad key, CONFIGURATION for no such model.
    """
    with translate_errors(IMAGES, account.key):
        async with sdk_client(account) as openai:
            card = await openai.models.retrieve(model)
        return _read_shutdown(card)


def _read_shutdown(card: "Model | str") -> date | None:
    if isinstance(card, str) or not isinstance(card.id, str):
        raise ApiError(ErrorKind.BAD_ANSWER, "OpenAI did not answer with the facts of a model.")
    return None if card.shutdown_date is None else date.fromisoformat(card.shutdown_date)


def _bad_answer(sentence: str) -> ApiError:
    return ApiError(ErrorKind.BAD_ANSWER, sentence, maybe_charged=True)


def _read_usage(usage: object) -> _Usage | None:
    """Return what a call was billed for; None when the numbers are missing or invalid."""
    input_tokens = _count(getattr(usage, "input_tokens", None))
    output_tokens = _count(getattr(usage, "output_tokens", None))
    if input_tokens is None or output_tokens is None:
        return None
    details = getattr(usage, "input_tokens_details", None)
    return _Usage(
        input_tokens,
        output_tokens,
        image_tokens=_count(getattr(details, "image_tokens", None)) or 0,
        cached_tokens=_count(getattr(details, "cached_tokens", None)) or 0,
    )


def _count(value: object) -> int | None:
    """Return *value* if it is a number of tokens."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _request_id(answer: object) -> str | None:
    """Return the id by which the service finds the call again."""
    name = getattr(answer, "_request_id", None)
    return name if isinstance(name, str) else None
