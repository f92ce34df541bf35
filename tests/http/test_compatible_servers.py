"""Servers with OpenAI's API, as people run them: what can be read is read, and what is missing is said."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from creative_cli.http import openai_client
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import Reply
from creative_cli.http.compatible_servers import find_server_name
from creative_cli.http.json_documents import find_documents
from creative_cli.http.openai_client import Account, generate_image, list_server_models, request_text, request_vectors
from tests.loopback import Answer, Loopback, Seen, as_json, failing, picture, raw, responses
from tests.parameters import walk_rows

KEY = SecretStr("sk-canary-0123456789abcdef")
KEYS = ("headline", "headline_back")
SCHEMA = {
    "type": "object",
    "properties": {key: {"type": "string"} for key in KEYS},
    "required": list(KEYS),
    "additionalProperties": False,
}
GOOD = {"headline": "Frisch den ganzen Tag", "headline_back": "Fresh all day"}
DOCUMENT = json.dumps(GOOD)
OTHER = json.dumps({**GOOD, "headline": "Den ganzen Tag frisch"})
PNG = picture(64, 64)
ENCODED = base64.b64encode(PNG).decode()


def ask_text(account: Account) -> Awaitable[Reply[str]]:
    """Ask for a headline."""
    return request_text(
        account,
        model="qwen3",
        instructions="Translate.",
        data="Fresh all day",
        name="copy",
        schema=SCHEMA,
        max_output_tokens=500,
    )


def ask_picture(account: Account) -> Awaitable[Reply[bytes]]:
    """Ask for a square."""
    return generate_image(account, model="flux", prompt="Tea", size=(1024, 1024), quality="low")


def ask_vectors(account: Account) -> Awaitable[Reply[openai_client.TextVectors]]:
    """Ask for two vectors."""
    return request_vectors(account, model="bge", texts=("tea", "ice"))


def asked(
    call: Callable[[Account], Awaitable[object]], answer: Callable[[Seen], Answer], path: str = "/v1"
) -> tuple[object, Loopback]:
    """Return what *call* ends in, a reply or an error, and the server that answered."""

    async def asking(server: Loopback) -> object:
        return await call(Account(KEY, f"{server.url}{path}", 5.0))

    with Loopback() as server:
        server.answer = answer
        try:
            return asyncio.run(asking(server)), server
        except ApiError as error:
            return error, server


def failure(
    call: Callable[[Account], Awaitable[object]], answer: Callable[[Seen], Answer], path: str = "/v1"
) -> tuple[ApiError, str]:
    """Return the error *call* ends in and the host that is to be named in it."""
    error, server = asked(call, answer, path)
    assert isinstance(error, ApiError)
    return error, server.url.removeprefix("http://")


def chat(message: object, finish_reason: str = "stop") -> Answer:
    """Return a chat completion."""
    usage = {"prompt_tokens": 12, "completion_tokens": 34, "total_tokens": 46}
    return as_json({"choices": [{"index": 0, "message": message, "finish_reason": finish_reason}], "usage": usage})


READ = {
    "bare": DOCUMENT,
    "fence": f"```json\n{DOCUMENT}\n```",
    "fence without a language": f"```\n{DOCUMENT}\n```",
    "talk": f"Sure! Here is your copy:\n\n{DOCUMENT}\n\nLet me know if {{anything}} is unclear.",
    "thoughts": f"<think>Maybe {OTHER}? Too stiff.</think>\n{DOCUMENT}",
    "thoughts that began before": f"Maybe {OTHER}? Too stiff.\n</think>\n\n{DOCUMENT}",
    "thoughts in capitals": f"<REASONING>{OTHER}</REASONING>{DOCUMENT}",
    "channels": f"<|channel|>analysis<|message|>{OTHER}<|end|><|start|>assistant<|channel|>final<|message|>{DOCUMENT}",
    "extra keys": json.dumps({**GOOD, "notes": "I kept it short.", "confidence": 0.9}),
    "wrapped": json.dumps({"copy": GOOD}),
    "a list of one": json.dumps([GOOD]),
    "text inside": json.dumps({"result": DOCUMENT}),
    "a tool call as text": json.dumps({"name": "copy", "arguments": DOCUMENT}),
    "single quotes": str(GOOD),
    "a comma too many": DOCUMENT.replace("}", ",}"),
    "lines": f'{{"event": "start"}}\n{DOCUMENT}\n{{"event": "done"}}',
    "twice the same": f"{DOCUMENT}\n\nOnce more:\n```json\n{json.dumps(GOOD, indent=2)}\n```",
    "a line break inside": DOCUMENT.replace("den ganzen", "den\nganzen"),
    "an example in braces": f"{{not json}} {DOCUMENT}",
}


@walk_rows("text", READ.values())
def test_the_one_document_is_found(text: str) -> None:
    """Whatever stands around the document and whatever form it has, it is found once."""
    (found,) = find_documents(text, KEYS)

    assert {key: " ".join(value.split()) for key, value in found.items()} == GOOD


@walk_rows(
    ("text", "count"),
    [
        (f"{DOCUMENT}\nOr, warmer:\n{OTHER}", 2),
        (json.dumps({"options": [GOOD, json.loads(OTHER)]}), 2),
        ('{"headline": "A", "headline": "B", "headline_back": "C"}', 0),
        ('{"headline": "A"}', 0),
        ('{"headline": 5, "headline_back": "C"}', 0),
        (DOCUMENT[:-5], 0),
        (f"<think>{DOCUMENT}</think>", 0),
        ("", 0),
        ("{" * 100_000, 0),
        ('{"a":' * 50_000, 0),
        ("[" * 100_000, 0),
        ("{'a':" * 20_000 + "}" * 20_000, 0),
        (DOCUMENT + " " * 300_000, 0),
    ],
)
def test_two_documents_and_none_are_told_apart(text: str, count: int) -> None:
    """Different documents are all returned, halves are not, and hostile text costs little."""
    assert len(find_documents(text, KEYS)) == count


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_come_back_as_they_are(headline: str, back: str) -> None:
    """A document that a model writes as JSON is never changed, whatever its words look like."""
    said = {"headline": headline, "headline_back": back}

    assert find_documents(json.dumps(said), KEYS) == (said,)


CHAT = {
    "text": {"content": DOCUMENT},
    "parts": {"content": [{"type": "text", "text": DOCUMENT}]},
    "parts of two kinds": {"content": [{"type": "thinking", "thinking": OTHER}, {"type": "text", "text": DOCUMENT}]},
    "bare parts": {"content": [DOCUMENT]},
    "a value inside": {"content": [{"type": "text", "text": {"value": DOCUMENT}}]},
    "an object": {"content": GOOD},
    "a tool call": {"content": None, "tool_calls": [{"function": {"name": "copy", "arguments": DOCUMENT}}]},
    "a tool call with an object": {"tool_calls": [{"type": "function", "function": {"arguments": GOOD}}]},
    "a function call": {"content": "", "function_call": {"name": "copy", "arguments": DOCUMENT}},
    "an empty refusal": {"content": DOCUMENT, "refusal": ""},
    "thoughts beside": {"content": DOCUMENT, "reasoning_content": OTHER},
    "only thoughts": {"content": None, "reasoning_content": f"So this is it: {DOCUMENT}"},
}


@pytest.mark.parametrize("message", CHAT.values(), ids=CHAT.keys())
def test_a_server_without_responses_is_asked_for_chat_completions(message: object) -> None:
    """Where /v1/responses is missing, chat completions are used, and every form of content is read and counted."""
    reply, server = asked(
        ask_text, lambda seen: failing(404, "Not Found") if "responses" in seen.path else chat(message)
    )

    assert isinstance(reply, Reply)
    assert find_documents(reply.value, KEYS) == (GOOD,)
    assert (reply.input_tokens, reply.output_tokens) == (12, 34)
    assert [seen.path for seen in server.requests] == ["/v1/responses", "/v1/chat/completions"]
    assert server.requests[1].json["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_server_that_knows_no_schemas_gets_it_in_words() -> None:
    """A refused response_format is left out, and the instructions carry the schema."""

    def without_schemas(seen: Seen) -> Answer:
        if "responses" in seen.path:
            return failing(404)
        if "response_format" in seen.json:
            return failing(400, {"error": {"message": "This response_format type is unavailable now"}})
        return chat({"content": DOCUMENT})

    reply, server = asked(ask_text, without_schemas)

    assert isinstance(reply, Reply)
    assert '"headline_back"' in server.requests[2].json["messages"][0]["content"]


@pytest.mark.parametrize(
    "answer",
    [
        as_json({"output": [{"type": "function_call", "name": "copy", "arguments": DOCUMENT}]}),
        as_json({"output": [{"type": "message", "content": DOCUMENT}]}),
        as_json({"output": [], "output_text": DOCUMENT}),
        chat({"content": DOCUMENT}),
        responses(DOCUMENT, incomplete="max_output_tokens"),
        responses(f"{DOCUMENT}\nIn this version I have", incomplete="max_output_tokens"),
        chat({"content": f"```json\n{DOCUMENT}\n"}, "length"),
    ],
)
def test_what_can_be_read_is_not_bought_again(answer: Answer) -> None:
    """Answers of another shape, and answers cut off after their document, are used after one request."""
    reply, server = asked(ask_text, lambda _: answer)

    assert isinstance(reply, Reply)
    assert find_documents(reply.value, KEYS) == (GOOD,)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (chat({"content": None, "refusal": "I cannot."}), ErrorKind.CONTENT_POLICY, "refuses to work on this text"),
        (chat({"content": "{", "refusal": None}, "length"), ErrorKind.BAD_ANSWER, "cut off"),
        (chat({"content": ""}, "content_filter"), ErrorKind.CONTENT_POLICY, "content filter"),
        (chat({"content": "  "}), ErrorKind.BAD_ANSWER, "without text"),
        (as_json({"choices": []}), ErrorKind.BAD_ANSWER, "without text"),
        (
            as_json({"status": "failed", "output": [], "error": {"code": "server_error", "message": "Sorry."}}),
            ErrorKind.TRANSIENT,
            "could not answer: Sorry.",
        ),
        (as_json({"choices": None}), ErrorKind.BAD_ANSWER, "without text"),
        (as_json({"error": {"message": "Out of memory"}}), ErrorKind.BAD_ANSWER, "Out of memory"),
    ],
)
def test_what_cannot_be_read_is_said_under_the_servers_name(answer: Answer, kind: ErrorKind, words: str) -> None:
    """The host is named, and OpenAI is not."""
    error, host = failure(ask_text, lambda _: answer)

    assert error.kind is kind
    assert words in error.sentence
    assert host in error.sentence
    assert "OpenAI" not in error.sentence


PICTURES = {
    "b64_json": {"data": [{"b64_json": ENCODED}]},
    "a data: prefix": {"data": [{"b64_json": f"data:image/png;base64,{ENCODED}"}]},
    "a data: url": {"data": [{"url": f"data:image/png;base64,{ENCODED}"}]},
    "url-safe, without padding": {"data": [{"b64_json": base64.urlsafe_b64encode(PNG).decode().rstrip("=")}]},
    "line breaks": {"data": [{"b64_json": base64.encodebytes(PNG).decode()}]},
    "one object": {"data": {"b64_json": ENCODED}},
    "texts": {"data": [ENCODED]},
    "images": {"images": [ENCODED]},
    "an empty one first": {"data": [{"b64_json": None, "url": None}, {"b64_json": ENCODED}]},
    "a nested url": {"data": [{"image_url": {"url": f"data:image/png;base64,{ENCODED}"}}]},
    "an item of a response": {"output": [{"type": "image_generation_call", "result": ENCODED}]},
}


@pytest.mark.parametrize("answer", PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_is_read_in_any_form(answer: object) -> None:
    """Whatever the key and the prefix, the bytes are those that were painted."""
    reply, _ = asked(ask_picture, lambda _: as_json(answer))

    assert isinstance(reply, Reply)
    assert reply.value == PNG


@pytest.mark.parametrize("relative", [True, False])
def test_a_picture_at_an_address_of_the_server_is_fetched(relative: bool) -> None:  # noqa: FBT001  # a case
    """The server that was asked may link to itself; it gets no key with that request."""

    def linking(seen: Seen) -> Answer:
        if seen.method == "GET":
            return raw(PNG)
        return as_json(
            {"data": [{"url": "/files/1.png" if relative else f"http://{seen.headers['host']}/files/1.png"}]}
        )

    reply, server = asked(ask_picture, linking)

    assert isinstance(reply, Reply)
    assert reply.value == PNG
    assert server.requests[1].path == "/files/1.png"
    assert "authorization" not in server.requests[1].headers


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://192.168.0.1/1.png", "not an https address"),
        ("https://192.168.0.1/1.png", "192.168.0.1"),
        ("https://localhost:9/1.png?sig=canary", "localhost:9"),
        ("file:///etc/passwd", "not an https address"),
        ("ftp://example.com/1.png", "not an https address"),
    ],
)
def test_a_picture_elsewhere_has_the_rules_of_every_fetched_picture(address: str, words: str) -> None:
    """Private hosts and other schemes are refused, secrets of the address are not shown, and nothing is asked again."""
    error, host = failure(ask_picture, lambda _: as_json({"data": [{"url": address}]}))

    assert error.kind is ErrorKind.CONFIGURATION
    assert error.maybe_charged
    assert error.sentence.startswith(f"{host} painted the picture, but")
    assert words in error.sentence
    assert "canary" not in error.sentence


def test_a_paid_picture_that_is_not_there_at_once_is_fetched_again() -> None:
    """Only the download is repeated."""

    def late(seen: Seen) -> Answer:
        if seen.method == "POST":
            return as_json({"data": [{"url": "/1.png"}]})
        return failing(404) if seen.number == 1 else raw(PNG)

    reply, server = asked(ask_picture, late)

    assert isinstance(reply, Reply)
    assert [seen.method for seen in server.requests] == ["POST", "GET", "GET"]


CALLS = {
    "pictures": (ask_picture, "/v1/images/generations"),
    "texts": (ask_text, "/v1/responses or /v1/chat/completions"),
    "vectors": (ask_vectors, "/v1/embeddings"),
}


@pytest.mark.parametrize("status", [404, 405, 410, 501])
@pytest.mark.parametrize(("call", "endpoint"), CALLS.values(), ids=CALLS.keys())
def test_a_missing_endpoint_is_named(call: Callable[[Account], Awaitable[object]], endpoint: str, status: int) -> None:
    """An answer that there is no such address says which one the server needs, and names the setting."""
    error, host = failure(call, lambda _: failing(status, "404 page not found"))

    assert error.sentence.startswith(f"{host} answered {status}")
    assert endpoint in error.sentence
    assert "OPENAI_BASE_URL" in error.sentence


@pytest.mark.parametrize(("call", "endpoint"), CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("answer", [failing(404, "<html>Not Found"), raw(b"<!DOCTYPE html><p>Ollama", "text/html")])
def test_a_base_address_without_its_version_is_guessed(
    call: Callable[[Account], Awaitable[object]], endpoint: str, answer: Answer
) -> None:
    """Where the address lacks /v1, the message has the address to set."""
    error, host = failure(call, lambda _: answer, path="")

    assert f"Did you mean OPENAI_BASE_URL=http://{host}/v1?" in error.sentence
    assert endpoint in error.sentence


def test_a_base_address_that_holds_the_endpoint_is_guessed() -> None:
    """An address copied from an example with its endpoint is cut back."""
    error, host = failure(ask_text, lambda _: failing(404), path="/v1/chat/completions")

    assert f"Did you mean OPENAI_BASE_URL=http://{host}/v1?" in error.sentence


def test_a_missing_model_is_not_a_missing_endpoint() -> None:
    """A 404 about the model names the setting of the model."""
    answer = failing(404, {"error": {"message": 'model "flux" not found, try pulling it first'}})
    error, _ = failure(ask_picture, lambda _: answer)

    assert "CREATIVE_OPENAI_IMAGE_MODEL" in error.sentence
    assert "OPENAI_BASE_URL" not in error.sentence


def test_a_redirect_to_a_login_page_says_where_it_led() -> None:
    """A gateway that wants a login is recognized; what its address carries is not shown."""

    def gate(seen: Seen) -> Answer:
        if seen.path.startswith("/login"):
            return raw(b"<html><title>Sign in</title>", "text/html")
        return Answer(302, {"location": "/login?token=canary"})

    error, host = failure(ask_picture, gate)

    assert f"a web page instead of a picture, after a redirect to http://{host}/login." in error.sentence
    assert "canary" not in error.sentence


def test_vectors_without_numbers_are_in_their_order() -> None:
    """Servers leave the index out, or answer in another order with it."""
    plain = [{"embedding": [1, 0]}, {"embedding": [0, 1]}]
    numbered = [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0]}]

    for data in (plain, numbered):
        reply, _ = asked(ask_vectors, lambda _, data=data: as_json({"data": data}))  # type: ignore[misc]  # mypy sees Any
        assert isinstance(reply, Reply)
        assert reply.value == ((1.0, 0.0), (0.0, 1.0))


def test_models_of_a_server_are_listed() -> None:
    """The list is what the doctor asks where a server describes no single model."""
    models, _ = asked(list_server_models, lambda _: as_json({"data": [{"id": "qwen3"}, {"id": "flux"}]}))

    assert models == ("qwen3", "flux")


@walk_rows(
    ("address", "name"),
    [
        (None, None),
        ("https://api.openai.com/v1", None),
        ("https://eu.api.openai.com/v1", None),
        ("http://localhost:11434/v1", "localhost:11434"),
        ("https://user:secret@LLM.example.com/v1", "llm.example.com"),
        ("https://ours.openai.azure.com/openai/v1", "ours.openai.azure.com"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
        ("https://api.openai.com.example.com/v1", "api.openai.com.example.com"),
        ("http://[oops/v1", "oops"),
    ],
)
def test_only_openais_own_address_is_called_openai(address: str | None, name: str | None) -> None:
    """Any other server is called by its host and port, without user and password."""
    assert find_server_name(address) == name
