"""Every way a picture service was seen to fail, as answers of our server, and what each has to be told as.

`tools/fault_table.py` prints them as a table; `test_faults_table.py` holds them.
"""

import asyncio
import gzip
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers.base import ImageRequest, ImageTask, Prompt, Provider
from creative_cli.providers.huggingface import HuggingFaceProvider
from creative_cli.providers.openai import OpenAIProvider
from tests.loopback import (
    Answer,
    Loopback,
    as_json,
    cut_short,
    empty_data,
    failing,
    hanging,
    html,
    openai_error,
    openai_image,
    picture,
    raw,
    refused,
    reset,
)

OPENAI_KEY: Final = SecretStr("sk-canary-openai-0123456789")
HF_TOKEN: Final = SecretStr("hf_canaryHuggingFace0123456789")
READ_S: Final = 0.5
"""The adapters' time for each read in these cases, s."""

REQUEST: Final = ImageRequest(
    product="can",
    task=ImageTask.SCENE,
    prompt=Prompt(text="A wooden table in morning light, no lettering.", short="wooden table", negative="lettering"),
    aspect=1.0,
    seed=7,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One fault: what each service answers (None: it has no such answer) and what it has to become."""

    name: str
    openai: Answer | None
    huggingface: Answer | None
    kind: ErrorKind
    maybe_charged: bool = False
    retry_after_s: float | None = None

    def answers(self) -> tuple[tuple[str, Answer], ...]:
        """Return the services that have this answer, with it."""
        both = (("openai", self.openai), ("huggingface", self.huggingface))
        return tuple((service, answer) for service, answer in both if answer is not None)


WAIT: Final = {"retry-after": "7"}
CREDIT: Final = {"error": "You have exceeded your monthly included credits for Inference Providers."}
SIZE: Final = "Invalid size '1792x936'. Width and height must both be divisible by 16."
UNVERIFIED: Final = "Your organization must be verified to use the model. Please go to: https://platform.example."
NSFW: Final = "NSFW content detected. Try a different prompt."
FLAGGED: Final = {"detail": [{"loc": ["body"], "msg": "It was not processed.", "type": "content_policy_violation"}]}
USED_UP: Final = {
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "1m6.2s",
    "x-ratelimit-remaining-tokens": "7",
    "x-ratelimit-reset-tokens": "6h0m0s",
}
PACKED: Final = Answer(
    402, {"content-type": "application/json", "content-encoding": "gzip"}, gzip.compress(b'{"error": "No credit."}')
)
LOADING: Final = {"error": "Model is currently loading", "estimated_time": 20.0}


def hf(status: int, message: str, headers: dict[str, str] | None = None) -> Answer:
    """Return an error as Hugging Face words it."""
    return failing(status, {"error": message}, headers or {})


CASES: Final = (
    Case("401 bad key", openai_error(401, "invalid_api_key"), hf(401, "Invalid credentials"), ErrorKind.AUTH),
    Case("402 no credit", failing(402, "Payment required"), failing(402, CREDIT), ErrorKind.BILLING),
    Case("403 not allowed", openai_error(403, None), hf(403, "No permission for providers"), ErrorKind.AUTH),
    Case("404 no such model", openai_error(404, "model_not_found"), hf(404, "Not Found"), ErrorKind.CONFIGURATION),
    Case(
        "403 a model the project may not use",
        openai_error(403, "model_not_found", message="Project `proj_1` does not have access to it."),
        None,
        ErrorKind.CONFIGURATION,
    ),
    Case("403 organization not verified", openai_error(403, None, message=UNVERIFIED), None, ErrorKind.CONFIGURATION),
    Case("410 closed", failing(410), hf(410, "No longer supported."), ErrorKind.CONFIGURATION),
    Case("422 bad parameters", failing(422), hf(422, "height: too large"), ErrorKind.CONFIGURATION),
    Case(
        "400 bad size",
        openai_error(400, "invalid_value", "image_generation_user_error", SIZE),
        hf(400, SIZE),
        ErrorKind.CONFIGURATION,
    ),
    Case("400 moderation_blocked", refused(), None, ErrorKind.CONTENT_POLICY),
    Case("400 content_policy_violation", openai_error(400, "content_policy_violation"), None, ErrorKind.CONTENT_POLICY),
    Case("422 refused without a code", None, failing(422, {"error": {"message": NSFW}}), ErrorKind.CONTENT_POLICY),
    Case("422 refused in a list", None, failing(422, FLAGGED), ErrorKind.CONTENT_POLICY),
    Case("400 reasons in a list", None, failing(400, {"error": ["height is too large"]}), ErrorKind.CONFIGURATION),
    Case("400 billing_hard_limit", openai_error(400, "billing_hard_limit_reached"), None, ErrorKind.BILLING),
    Case("429 insufficient_quota", openai_error(429, "insufficient_quota"), None, ErrorKind.BILLING),
    Case("429", openai_error(429, "rate_limit_exceeded"), hf(429, "Too many"), ErrorKind.RATE_LIMITED),
    Case(
        "429 Retry-After: 7",
        openai_error(429, "rate_limit_exceeded", headers=WAIT),
        hf(429, "Too many", WAIT),
        ErrorKind.RATE_LIMITED,
        retry_after_s=7.0,
    ),
    Case(
        "429 retry-after-ms: 330",
        openai_error(429, "rate_limit_exceeded", headers={"retry-after-ms": "330"}),
        None,
        ErrorKind.RATE_LIMITED,
        retry_after_s=0.33,
    ),
    Case(
        "429 RateLimit: r=0;t=55",
        None,
        hf(429, "Too many", {"ratelimit": '"api";r=0;t=55'}),
        ErrorKind.RATE_LIMITED,
        retry_after_s=55.0,
    ),
    Case(
        "429 x-ratelimit-reset-requests: 1m6.2s",
        openai_error(429, "rate_limit_exceeded", headers=USED_UP),
        None,
        ErrorKind.RATE_LIMITED,
        retry_after_s=66.2,
    ),
    Case("402 compressed", None, PACKED, ErrorKind.BILLING),
    Case("424", None, hf(424, "CUDA error"), ErrorKind.TRANSIENT),
    Case("500", failing(500), hf(500, "Internal error"), ErrorKind.TRANSIENT),
    Case("502 with a page", failing(502, "<html>Bad gateway"), failing(502, "<html>Bad gateway"), ErrorKind.TRANSIENT),
    Case("503", failing(503, ""), failing(503, ""), ErrorKind.TRANSIENT),
    Case("503 loading, estimated_time: 20", None, failing(503, LOADING), ErrorKind.LOADING, retry_after_s=20.0),
    Case("503 loading", None, hf(503, "Model is currently loading"), ErrorKind.LOADING),
    Case("504", failing(504, ""), hf(504, "Gateway timeout"), ErrorKind.TIMED_OUT, maybe_charged=True),
    Case("hangs", hanging(), hanging(), ErrorKind.TIMED_OUT, maybe_charged=True),
    Case("hangs in the body", hanging(b"{"), hanging(b"\x89PNG"), ErrorKind.TIMED_OUT, maybe_charged=True),
    Case("reset", reset(), reset(), ErrorKind.TRANSIENT, maybe_charged=True),
    Case(
        "body cut short",
        cut_short(openai_image(picture(64, 64)).body, 80),
        cut_short(picture(64, 64), 80),
        ErrorKind.TRANSIENT,
        maybe_charged=True,
    ),
    Case("200 with a page", html(), html(), ErrorKind.BAD_ANSWER, maybe_charged=True),
    Case("200 empty", raw(b""), raw(b""), ErrorKind.BAD_ANSWER, maybe_charged=True),
    Case("200 data: []", empty_data(), empty_data(), ErrorKind.BAD_ANSWER, maybe_charged=True),
    Case("200 no data", as_json({"created": 1}), as_json({}), ErrorKind.BAD_ANSWER, maybe_charged=True),
    Case("200 data: 3", as_json({"data": 3}), as_json(3), ErrorKind.BAD_ANSWER, maybe_charged=True),
    Case(
        "200 with a refusal",
        as_json({"error": {"message": "Blocked.", "code": "moderation_blocked"}}),
        as_json({"output": None, "status": "failed", "error": NSFW}),
        ErrorKind.CONTENT_POLICY,
        maybe_charged=True,
    ),
    Case(
        "200 with an error",
        as_json({"error": "overloaded"}),
        as_json({"error": "overloaded"}),
        ErrorKind.BAD_ANSWER,
        maybe_charged=True,
    ),
    Case("200 bad base64", as_json({"data": [{"b64_json": "!!"}]}), None, ErrorKind.BAD_ANSWER, maybe_charged=True),
    Case("200 broken JSON", raw(b'{"data', "application/json"), None, ErrorKind.BAD_ANSWER, maybe_charged=True),
)


def painter_at(service: str, url: str, read_s: float = READ_S) -> Provider:
    """Return the real adapter of *service*, its server being *url*."""
    if service == "openai":
        return OpenAIProvider("gpt-image-2.6-flare", "low", OPENAI_KEY, f"{url}/v1", read_s)
    return HuggingFaceProvider(f"{url}/models/sdxl", "auto", HF_TOKEN, read_s)


def fault_of_case(service: str, answer: Answer) -> ApiError | None:
    """Return the fault a picture ends in when *service* answers so; None when it comes."""
    with Loopback() as server:
        server.answer = lambda _: answer
        return fault_of_paint(painter_at(service, server.url))


def fault_of_paint(painter: Provider) -> ApiError | None:
    """Return the fault a picture ends in; None when it comes."""

    async def painting() -> None:
        await painter.paint(REQUEST)

    try:
        asyncio.run(painting())
    except ApiError as fault:
        return fault
    return None
