"""What OpenAI's SDK does for us: its calls, its bad answers, and each of its exceptions as an error."""

import asyncio
import inspect
import pkgutil
import traceback
from collections.abc import Awaitable, Callable
from datetime import date
from importlib import import_module
from types import ModuleType

import httpx2
import huggingface_hub.errors
import openai
import pytest
from pydantic import SecretStr

from creative_cli.http import error_bodies, error_rules, http_errors, openai_client, retry_after, transport
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import Reply
from creative_cli.http.prices import image_usd, text_usd
from tests.loopback import (
    Answer,
    Loopback,
    as_json,
    embeddings,
    empty_data,
    failing,
    hanging,
    html,
    model_card,
    openai_error,
    openai_image,
    picture,
    raw,
    responses,
)
from tests.parameters import walk_rows

KEY = SecretStr("sk-canary-0123456789abcdef")
SCHEMA = {
    "type": "object",
    "properties": {"headline": {"type": "string"}},
    "required": ["headline"],
    "additionalProperties": False,
}


def account(server: Loopback, timeout_s: float = 5.0) -> openai_client.Account:
    """Return an account whose server is ours."""
    return openai_client.Account(KEY, f"{server.url}/v1", timeout_s)


def respond(to: openai_client.Account) -> Awaitable[Reply[str]]:
    """Ask for a headline."""
    return openai_client.request_text(
        to,
        model="gpt-5.6-luna",
        instructions="Translate.",
        data="Fresh all day",
        name="copy",
        schema=SCHEMA,
        max_output_tokens=500,
    )


def error_from(answer: Answer, call: Callable[[openai_client.Account], Awaitable[object]]) -> ApiError:
    """Return the error that *call* ends in when the server gives *answer*."""

    async def asking(server: Loopback) -> None:
        await call(account(server))

    with Loopback() as server:
        server.answer = lambda _: answer
        with pytest.raises(ApiError) as caught:
            asyncio.run(asking(server))
    return caught.value


def test_a_translation_is_asked_for_as_strict_json() -> None:
    """Instructions and data travel apart, the schema is strict, nothing is kept, and the tokens come back."""
    with Loopback() as server:
        server.answer = lambda _: responses(
            '{"headline":"Frisch"}', input_tokens=321, output_tokens=45, cached_tokens=9
        )

        async def asking() -> Reply[str]:
            return await respond(account(server))

        responded = asyncio.run(asking())
        sent = server.requests[0]

    assert (sent.method, sent.path) == ("POST", "/v1/responses")
    assert sent.json["instructions"] == "Translate."
    assert sent.json["input"] == [{"role": "user", "content": "Fresh all day"}]
    assert sent.json["text"] == {"format": {"type": "json_schema", "name": "copy", "schema": SCHEMA, "strict": True}}
    assert (sent.json["reasoning"], sent.json["max_output_tokens"], sent.json["store"]) == (
        {"effort": "low"},
        500,
        False,
    )
    assert responded.value == '{"headline":"Frisch"}'
    assert (responded.input_tokens, responded.output_tokens) == (321, 45)
    assert responded.usd == text_usd("gpt-5.6-luna", input_tokens=321, output_tokens=45, cached_tokens=9)
    assert responded.request_id == "req_loopback"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (responses("", refusal="I cannot help with that."), ErrorKind.CONTENT_POLICY, "refusal"),
        (responses('{"head', incomplete="max_output_tokens"), ErrorKind.BAD_ANSWER, "max_output_tokens"),
        (responses("", incomplete="content_filter"), ErrorKind.CONTENT_POLICY, "content_filter"),
        (
            responses("", status="failed", error={"code": "server_error", "message": "Sorry."}),
            ErrorKind.TRANSIENT,
            "server_error",
        ),
        (
            responses("", status="failed", error={"code": "rate_limit_exceeded", "message": "Later."}),
            ErrorKind.RATE_LIMITED,
            "rate_limit_exceeded",
        ),
        (responses("", status="failed"), ErrorKind.BAD_ANSWER, None),
        (responses("x", status="in_progress"), ErrorKind.BAD_ANSWER, None),
        (responses("   "), ErrorKind.BAD_ANSWER, None),
        (html(), ErrorKind.BAD_ANSWER, None),
        (raw(b"{", "application/json"), ErrorKind.BAD_ANSWER, None),
        (raw(b"[" * 200_000, "application/json"), ErrorKind.BAD_ANSWER, None),
        (as_json([]), ErrorKind.BAD_ANSWER, None),
        (as_json({"status": "completed", "output": None}), ErrorKind.BAD_ANSWER, None),
        (as_json({"status": "completed", "output": [{"type": "message", "content": 3}]}), ErrorKind.BAD_ANSWER, None),
        (as_json({"status": "completed", "output": ["?"]}), ErrorKind.BAD_ANSWER, None),
    ],
)
def test_an_answer_that_is_not_whole_is_a_fault(answer: Answer, kind: ErrorKind, code: str | None) -> None:
    """Refusals, cuts, failures and garbage of the Responses API are told apart, and none passes as an answer."""
    error = error_from(answer, respond)

    assert (error.kind, error.code) == (kind, code)


@pytest.mark.parametrize(
    "answer",
    [
        responses("", refusal="I cannot help with that."),
        responses('{"head', incomplete="max_output_tokens"),
        responses("", incomplete="content_filter"),
        responses("  "),
    ],
)
def test_an_answer_of_no_use_says_what_it_is_billed_for(answer: Answer) -> None:
    """Its tokens were made and counted: the error has their price, and nothing is left to guess."""
    error = error_from(answer, respond)

    assert error.usd == pytest.approx(text_usd("gpt-5.6-luna", input_tokens=300, output_tokens=80))
    assert not error.maybe_charged


@pytest.mark.parametrize("usage", [None, {}, {"input_tokens": -1, "output_tokens": 5}, {"input_tokens": "7"}])
def test_a_cut_answer_that_counts_nothing_may_have_cost_anything(usage: object) -> None:
    """Without numbers, or with ones that are none, the estimate stands."""
    body = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}, "output": [], "usage": usage}
    error = error_from(as_json(body), respond)

    assert (error.usd, error.maybe_charged) == (None, True)


def test_vectors_come_in_the_order_of_their_texts() -> None:
    """TextVectors are put in order by their index and counted."""
    with Loopback() as server:
        server.answer = lambda _: embeddings([[1.0, 0.0], [0.0, 0.5]], tokens=7)

        async def asking() -> Reply[openai_client.TextVectors]:
            return await openai_client.request_vectors(
                account(server), model="text-embedding-3-small", texts=("a", "b"), dimensions=2
            )

        embedded = asyncio.run(asking())
        sent = server.requests[0].json

    assert embedded.value == ((1.0, 0.0), (0.0, 0.5))
    assert embedded.input_tokens == 7
    assert (sent["input"], sent["dimensions"]) == (["a", "b"], 2)


@pytest.mark.parametrize(
    "answer",
    [
        embeddings([[1.0, 0.0]]),
        embeddings([[1.0, 0.0], [0.0]]),
        embeddings([[1.0], [2.0]]),
        embeddings([[1.0, float("nan")], [0.0, 1.0]]),
        html(),
        as_json({"data": None}),
        as_json({"data": [{"index": "?", "embedding": "!!"}]}),
        as_json({"data": []}),
    ],
)
def test_vectors_that_were_not_asked_for_are_a_bad_answer(answer: Answer) -> None:
    """One vector too few, one too short, one that is no number: all are errors."""
    error = error_from(
        answer,
        lambda to: openai_client.request_vectors(to, model="text-embedding-3-small", texts=("a", "b"), dimensions=2),
    )

    assert error.kind is ErrorKind.BAD_ANSWER


@pytest.mark.parametrize(("said", "day"), [(None, None), ("2026-12-01", date(2026, 12, 1))])
def test_the_day_a_model_closes_is_told(said: str | None, day: date | None) -> None:
    """The facts of a model are one GET and hold its day of shutdown."""
    with Loopback() as server:
        server.answer = lambda _: model_card("gpt-image-1.5", said)

        async def asking() -> date | None:
            return await openai_client.fetch_shutdown(account(server), "gpt-image-1.5")

        told = asyncio.run(asking())

        assert (server.requests[0].method, server.requests[0].path) == ("GET", "/v1/models/gpt-image-1.5")
    assert told == day


def modules_of(package: ModuleType) -> list[ModuleType]:
    """Return *package* and the modules of its first level that hold exceptions."""
    names = [
        one.name for one in pkgutil.iter_modules(package.__path__) if "exception" in one.name or "error" in one.name
    ]
    return [package, *(import_module(f"{package.__name__}.{name}") for name in names)]


def exceptions_of(module: ModuleType) -> set[type[BaseException]]:
    """Return the exceptions a module offers that are its package's own."""
    package = module.__name__.split(".")[0]
    members = (member for _, member in inspect.getmembers(module, inspect.isclass))
    return {
        member
        for member in members
        if issubclass(member, BaseException)
        and not issubclass(member, Warning)
        and member.__module__.split(".")[0] == package
    }


@pytest.mark.run  # seconds
def test_every_exception_of_both_sdks_has_a_row_of_its_own() -> None:
    """A class an SDK adds fails here until somebody decides what it means."""
    every = set[type[BaseException]]()
    for module in (*modules_of(openai), huggingface_hub.errors, httpx2):
        every |= exceptions_of(module)
    names = {f"{one.__module__}.{one.__qualname__}" for one in every}

    assert len(names) > 60
    assert names - set(error_rules.ERROR_RULES) == set()


def test_no_row_of_the_table_is_stale() -> None:
    """A class an SDK takes away fails here too."""
    stale = []
    for name in error_rules.ERROR_RULES:
        module, _, kind = name.rpartition(".")
        if not hasattr(import_module(module), kind):
            stale.append(name)

    assert stale == []


def test_an_error_of_ours_is_no_fault() -> None:
    """What no service causes passes as it is, so that bugs keep their traceback."""
    with (
        pytest.raises(ZeroDivisionError),
        http_errors.translate_errors(openai_client.IMAGES, KEY),
    ):
        _ = 1 / 0


@pytest.mark.parametrize("key", ["sk-canary\nX-Evil: 1", "sk-cänary-secret", "sk-canary\r\n\tsecret"])
def test_a_key_that_cannot_be_sent_is_told_without_being_shown(key: str) -> None:
    """A key with a line end or a letter outside ASCII is a configuration error that does not quote it."""
    with Loopback() as server:

        async def asking() -> None:
            await openai_client.fetch_shutdown(
                openai_client.Account(SecretStr(key), f"{server.url}/v1", 5), "gpt-image-2"
            )

        with pytest.raises(ApiError) as caught:
            asyncio.run(asking())
        assert server.requests == []

    told = "".join(traceback.format_exception(caught.value))
    assert caught.value.kind is ErrorKind.CONFIGURATION
    assert "nary" not in told.split("ApiError")[-1]
    assert "X-Evil" not in str(caught.value)


def test_a_key_keeps_working_with_the_line_end_of_its_file() -> None:
    """White space around a key is not part of it."""
    with Loopback() as server:
        server.answer = lambda _: model_card("gpt-image-2")

        async def asking() -> None:
            await openai_client.fetch_shutdown(
                openai_client.Account(SecretStr("sk-x\n"), f"{server.url}/v1", 5), "gpt-image-2"
            )

        asyncio.run(asking())

        assert server.requests[0].headers["authorization"] == "Bearer sk-x"


def test_an_answer_without_end_is_not_read() -> None:
    """An answer above 64 MiB ends in an error, whatever its head says."""
    error = error_from(raw(b"0" * (transport.ANSWER_BYTES + 1), "application/json"), respond)

    assert error.kind is ErrorKind.BAD_ANSWER
    assert "more than a picture" in error.sentence


def test_a_compressed_answer_is_not_unpacked() -> None:
    """A few KB may unpack to more than memory holds; we ask for plain answers and refuse others."""
    error = error_from(raw(b"\x1f\x8b", "application/json", {"content-encoding": "gzip"}), respond)

    assert error.kind is ErrorKind.BAD_ANSWER


def test_the_words_of_a_service_are_cut_to_one_line_without_keys() -> None:
    """Messages are bounded, lose control characters, and lose keys, ours or others'."""
    words = "\x1b[31mno\nsuch key sk-canary-0123456789abcdef or hf_otherABCDEF123 " + "x" * 1000

    told = error_bodies.clean_message(words, KEY)

    assert told.isprintable()
    assert len(told) <= error_bodies.MESSAGE_LENGTH
    assert "canary" not in told
    assert "hf_other" not in told


def test_a_key_of_any_form_is_cut_out() -> None:
    """A server of the user's own may have keys that do not look like keys; ours is known and cut out all the same."""
    told = error_bodies.clean_message("No plainsecretword here", SecretStr("plainsecretword\n"))

    assert told == "No *** here"


@walk_rows(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "330", "retry-after": "9"}, 0.33),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 10:00:30 GMT", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Sun, 22 Nov 2026 09:00:00 GMT", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"ratelimit": '"api";r=0;t=55'}, 55.0),
        ({"ratelimit": '"api";r=12;t=55'}, None),
    ],
)
def test_the_wait_a_service_asks_for_is_read(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, milliseconds, dates and rate limits are understood; nonsense is as if nothing had been asked."""
    assert retry_after.read_retry_after(headers) == seconds


def test_cancelling_closes_the_connection() -> None:
    """A cancelled call leaves at once, and the server sees it go."""
    with Loopback() as server:
        server.answer = lambda _: hanging()

        async def asking() -> None:
            call = asyncio.ensure_future(respond(account(server, timeout_s=60)))
            await asyncio.to_thread(server.wait_for, lambda seen: len(seen) == 1)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

        asyncio.run(asking())
        server.wait_for(lambda seen: seen[0].abandoned)


def test_an_empty_address_is_openais_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """`OPENAI_BASE_URL=` counts as not set; the SDK alone would take it for an address."""
    monkeypatch.setenv("OPENAI_BASE_URL", "")

    assert str(openai_client.sdk_client(openai_client.Account(KEY, None, 1.0)).base_url) == "https://api.openai.com/v1/"


def test_no_call_is_repeated_by_the_sdk() -> None:
    """Whatever fails, one call is one request: only we may repeat it."""
    for answer in (failing(500), openai_error(429, "rate_limit_exceeded", headers={"retry-after": "0"}), empty_data()):
        with Loopback() as server:
            server.answer = lambda _, answer=answer: answer  # type: ignore[misc]  # binds the loop's answer

            async def asking(server: Loopback = server) -> None:
                await openai_client.generate_image(
                    account(server), model="gpt-image-2", prompt="A can", size=(1024, 1024), quality="low"
                )

            with pytest.raises(ApiError):
                asyncio.run(asking())

            assert len(server.requests) == 1


def test_a_picture_comes_with_its_tokens() -> None:
    """The bytes are those of the service, and its tokens are told apart."""
    with Loopback() as server:
        server.answer = lambda _: openai_image(picture(64, 64), input_tokens=70, image_tokens=20)

        async def asking() -> Reply[bytes]:
            return await openai_client.generate_image(
                account(server), model="gpt-image-2", prompt="A can", size=(1024, 1024), quality="low"
            )

        drawn = asyncio.run(asking())

        assert "response_format" not in server.requests[0].json
    assert drawn.value == picture(64, 64)
    assert (drawn.input_tokens, drawn.output_tokens) == (70, 1000)
    assert drawn.usd == image_usd("gpt-image-2", text_tokens=50, image_tokens=20, output_tokens=1000)
