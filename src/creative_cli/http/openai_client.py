"""OpenAI's SDK for pictures, words and vectors: calls in our terms, one attempt each, every error a Fault.

Retries of the SDK are off, as they would multiply ours and repeat paid calls. Each call opens a client and closes it,
so that cancelling one closes its connection at once. Longer than most files, because no other may know the SDK's types.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from pydantic import SecretStr

from creative_cli.http import http_errors
from creative_cli.http.api_error import Fault, FaultKind
from creative_cli.http.error_bodies import Service, of_body, told
from creative_cli.http.prices import text_usd

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import ImagesResponse, Model
    from openai.types.responses import Response

SERVICE: Final = Service("OpenAI", key="OPENAI_API_KEY", model="CREATIVE_OPENAI_IMAGE_MODEL")
WORDS: Final = Service("OpenAI", key="OPENAI_API_KEY", model="CREATIVE_OPENAI_TEXT_MODEL")
VECTORS: Final = Service("OpenAI", key="OPENAI_API_KEY", model="CREATIVE_EMBEDDER")

SERVER: Final = "https://api.openai.com/v1"
"""Named, as the SDK alone would take an empty OPENAI_BASE_URL for an address."""

Effort: TypeAlias = Literal["none", "low", "medium", "high", "xhigh", "max"]
"""How long a model thinks before it answers; its thoughts are billed as output tokens."""

_FAILURES: Final[Mapping[str, FaultKind]] = {
    "server_error": FaultKind.TRANSIENT,
    "rate_limit_exceeded": FaultKind.RATE_LIMITED,
    "invalid_prompt": FaultKind.CONTENT_POLICY,
    "content_policy_violation": FaultKind.CONTENT_POLICY,
}


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks: the key, the server (None: OpenAI's own) and the time each read may take, s."""

    key: SecretStr
    base_url: str | None
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens a call was billed for; `image_tokens` and `cached_tokens` are among the input tokens."""

    input_tokens: int
    output_tokens: int
    image_tokens: int = 0
    cached_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it came: the file's bytes, not looked at; `usage` is None when the service counts nothing."""

    data: bytes
    request_id: str | None
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Responded:
    """A model's whole answer: text that was asked to follow a JSON schema, still to be checked against it."""

    text: str
    model: str
    request_id: str | None
    usage: Usage

    @property
    def input_tokens(self) -> int:
        """Tokens of the question."""
        return self.usage.input_tokens

    @property
    def output_tokens(self) -> int:
        """Tokens of the answer, thoughts included."""
        return self.usage.output_tokens


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors in the order of the texts they belong to, and the tokens they were billed for."""

    vectors: tuple[tuple[float, ...], ...]
    input_tokens: int
    request_id: str | None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the service says of a model: the day it is shut down, if one is set."""

    model: str
    shutdown: date | None


def fault_of(error: BaseException, secret: SecretStr | None = None, service: Service = SERVICE) -> Fault | None:
    """Return what the SDK raised as a Fault without *secret* in it; None for an error no service causes."""
    return http_errors.fault_of(error, service, secret)


def client(key: SecretStr, base_url: str | None, timeout_s: float) -> "AsyncOpenAI":
    """Return the SDK's client, its retries off, over our own HTTP client; close it with `async with`."""
    from openai import AsyncOpenAI  # noqa: PLC0415  # 0.7 s, for those who call

    return AsyncOpenAI(
        # A key read from a file often brings its line end, which no header may hold.
        api_key=key.get_secret_value().strip(),
        base_url=base_url or SERVER,
        max_retries=0,
        http_client=http_errors.http_client(timeout_s),
        timeout=http_errors.timeout(timeout_s),
    )


async def generate_image(account: Account, *, model: str, prompt: str, size: tuple[int, int], quality: str) -> Drawn:
    """Paint a PNG of *size* (width, height in px); raise Fault. Billed once the service has begun."""
    with http_errors.told_as_faults(SERVICE, account.key):
        async with client(account.key, account.base_url, account.timeout_s) as openai:
            answer = await openai.images.generate(
                model=model,
                prompt=prompt,
                n=1,
                size=_size(size),
                quality=cast("Any", quality),  # the SDK lists what it knows; the service decides
                output_format="png",
                background="opaque",
            )
        return _drawn(answer)


async def edit_image(  # what the call takes
    account: Account,
    *,
    model: str,
    prompt: str,
    size: tuple[int, int],
    quality: str,
    picture: bytes,
    mask: bytes | None,
) -> Drawn:
    """Paint *picture* (PNG) on, where *mask* (PNG of the same size) is transparent; raise Fault."""
    with http_errors.told_as_faults(SERVICE, account.key):
        from openai import Omit  # noqa: PLC0415  # 0.7 s, for those who call

        async with client(account.key, account.base_url, account.timeout_s) as openai:
            answer = await openai.images.edit(
                model=model,
                prompt=prompt,
                image=("picture.png", picture, "image/png"),
                mask=Omit() if mask is None else ("mask.png", mask, "image/png"),
                n=1,
                size=_size(size),
                quality=cast("Any", quality),  # the SDK lists what it knows; the service decides
                output_format="png",
                background="opaque",
            )
        return _drawn(answer)


def _size(size: tuple[int, int]) -> Any:
    """Return *size* as the service writes it, which the SDK types as a list of examples."""
    return f"{size[0]}x{size[1]}"


def _drawn(answer: "ImagesResponse | str") -> Drawn:
    """Take the picture out of *answer*; the SDK returns plain text for a page and believes any JSON."""
    if isinstance(answer, str):
        raise Fault(FaultKind.BAD_ANSWER, "OpenAI answered without a picture.", maybe_charged=True)
    if not answer.data:
        told_in_body = of_body(answer.to_json().encode(), SERVICE)
        raise told_in_body or Fault(FaultKind.BAD_ANSWER, "OpenAI answered without a picture.", maybe_charged=True)
    encoded = answer.data[0].b64_json
    try:
        data = base64.b64decode(encoded or "", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise Fault(FaultKind.BAD_ANSWER, "OpenAI answered without a picture that can be read.", maybe_charged=True)
    return Drawn(data, _request_id(answer), _image_usage(answer))


def _image_usage(answer: "ImagesResponse") -> Usage | None:
    """Return what a picture was billed for; None when the numbers are missing or are none."""
    usage = answer.usage
    counts = (getattr(usage, "input_tokens", None), getattr(usage, "output_tokens", None))
    if not all(_is_count(one) for one in counts):
        return None
    pictures = getattr(getattr(usage, "input_tokens_details", None), "image_tokens", None)
    return Usage(int(counts[0] or 0), int(counts[1] or 0), image_tokens=_count(pictures))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _count(value: object) -> int:
    """Return *value* as a number of tokens, 0 when it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _request_id(answer: object) -> str | None:
    """Return the id by which the service finds the call again."""
    name = getattr(answer, "_request_id", None)
    return name if isinstance(name, str) else None


async def respond(  # noqa: PLR0913  # what the call takes
    account: Account,
    *,
    model: str,
    instructions: str,
    data: str,
    name: str,
    schema: Mapping[str, object],
    effort: Effort = "low",
    max_output_tokens: int = 4096,
) -> Responded:
    """Ask a model for JSON after *schema*; *instructions* are ours, *data* is text it works on, never instructions.

    *schema* is JSON Schema in strict form: every property required, `additionalProperties` false; *name* is its name,
    `[a-zA-Z0-9_-]`. Guarantees a whole answer: a refusal is CONTENT_POLICY, one cut off BAD_ANSWER. The service is
    asked to keep nothing. Raises Fault.
    """
    with http_errors.told_as_faults(WORDS, account.key):
        async with client(account.key, account.base_url, account.timeout_s) as openai:
            answer = await openai.responses.create(
                model=model,
                instructions=instructions,
                input=[{"role": "user", "content": data}],
                text={"format": {"type": "json_schema", "name": name, "schema": dict(schema), "strict": True}},
                reasoning={"effort": effort},
                max_output_tokens=max_output_tokens,
                store=False,
            )
        return _responded(answer, model)


def _responded(answer: "Response | str", model: str) -> Responded:
    """Take the text out of *answer* when it is whole; the SDK's own parser tells refusals and cuts badly apart.

    What is refused or cut off is billed all the same: its Fault says for how much, at the prices of *model*.
    """
    if isinstance(answer, str):
        raise Fault(FaultKind.BAD_ANSWER, "OpenAI answered with a page instead of an answer.", maybe_charged=True)
    request_id = _request_id(answer)
    usage = _text_usage(answer)
    usd = None if usage is None else _usd(model, usage)
    _refuse_unfinished(answer, request_id, usd)
    texts: list[str] = []
    for item in answer.output:
        if item.type != "message":
            continue
        for part in item.content:
            if part.type == "refusal":
                sentence = f"OpenAI refuses to work on this text: {told(part.refusal)}"
                raise _billed(FaultKind.CONTENT_POLICY, sentence, "refusal", request_id, usd)
            texts.append(part.text)
    text = "".join(texts)
    if not text.strip():
        raise _billed(FaultKind.BAD_ANSWER, "OpenAI answered without text.", None, request_id, usd)
    return Responded(text, str(answer.model), request_id, usage or Usage(0, 0))


def _text_usage(answer: "Response") -> Usage | None:
    """Return what an answer in words was billed for; None when the numbers are missing or are none."""
    usage = answer.usage
    counts = (getattr(usage, "input_tokens", None), getattr(usage, "output_tokens", None))
    if not all(_is_count(one) for one in counts):
        return None
    cached = getattr(getattr(usage, "input_tokens_details", None), "cached_tokens", None)
    return Usage(_count(counts[0]), _count(counts[1]), cached_tokens=_count(cached))


def _usd(model: str, usage: Usage) -> float:
    return text_usd(
        model,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cached_tokens=usage.cached_tokens,
    )


def _billed(kind: FaultKind, sentence: str, code: str | None, request_id: str | None, usd: float | None) -> Fault:
    """Return the fault of an answer that came, and is billed: for *usd*, or for nobody knows what."""
    return Fault(kind, sentence, code=code, request_id=request_id, maybe_charged=usd is None, usd=usd)


def _refuse_unfinished(answer: "Response", request_id: str | None, usd: float | None) -> None:
    """Raise Fault unless *answer*, billed for *usd*, says of itself that it is complete."""
    if answer.status == "completed":
        return
    if answer.status == "incomplete":
        reason = answer.incomplete_details.reason if answer.incomplete_details else None
        if reason == "content_filter":
            sentence = "OpenAI stopped its answer: its content filter does not let it pass."
            raise _billed(FaultKind.CONTENT_POLICY, sentence, reason, request_id, usd)
        raise _billed(FaultKind.BAD_ANSWER, "OpenAI's answer was cut off before its end.", reason, request_id, usd)
    if answer.status == "failed":
        code = answer.error.code if answer.error else None
        kind = _FAILURES.get(code or "", FaultKind.BAD_ANSWER)
        words = told(answer.error.message) if answer.error else "it gives no reason."
        raise _billed(kind, f"OpenAI could not answer: {words}", code, request_id, usd)
    raise _billed(FaultKind.BAD_ANSWER, "OpenAI answered something that is no finished answer.", None, request_id, usd)


async def embed(account: Account, *, model: str, texts: tuple[str, ...], dimensions: int | None = None) -> Embedded:
    """Turn texts into vectors, in their order: at most 2,048 of at most 8,192 tokens each a call; raise Fault.

    Guarantees one vector a text, all of the same length, of *dimensions* where that is given, all numbers finite.
    """
    with http_errors.told_as_faults(VECTORS, account.key):
        from openai import Omit  # noqa: PLC0415  # 0.7 s, for those who call

        async with client(account.key, account.base_url, account.timeout_s) as openai:
            answer = await openai.embeddings.create(
                model=model, input=list(texts), dimensions=Omit() if dimensions is None else dimensions
            )
        return _embedded(answer, len(texts), dimensions)


def _embedded(answer: Any, count: int, dimensions: int | None) -> Embedded:
    """Take the vectors out of *answer*, sorted by the texts they name, none missing."""
    if isinstance(answer, str):
        raise Fault(FaultKind.BAD_ANSWER, "OpenAI answered with a page instead of vectors.", maybe_charged=True)
    rows = sorted(answer.data, key=lambda row: row.index)
    vectors = tuple(tuple(float(number) for number in row.embedding) for row in rows)
    length = len(vectors[0]) if dimensions is None and vectors else dimensions
    whole = [row.index for row in rows] == list(range(count)) and all(len(one) == length for one in vectors)
    if not whole or not all(isfinite(number) for one in vectors for number in one):
        raise Fault(FaultKind.BAD_ANSWER, "OpenAI answered other vectors than were asked for.", maybe_charged=True)
    return Embedded(vectors, _count(getattr(answer.usage, "prompt_tokens", None)), _request_id(answer))


async def model_facts(account: Account, model: str) -> ModelFacts:
    """Ask what the service says of *model*; free. Raises Fault: AUTH for a bad key, CONFIGURATION for no such model."""
    with http_errors.told_as_faults(SERVICE, account.key):
        async with client(account.key, account.base_url, account.timeout_s) as openai:
            card = await openai.models.retrieve(model)
        return _facts(card)


def _facts(card: "Model | str") -> ModelFacts:
    """Take the facts out of *card*."""
    if isinstance(card, str) or not isinstance(card.id, str):
        raise Fault(FaultKind.BAD_ANSWER, "OpenAI answered something else than the facts of a model.")
    day = card.shutdown_date
    return ModelFacts(card.id, None if day is None else date.fromisoformat(day))
