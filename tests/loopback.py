"""A real HTTP server on this machine that answers as a test says, in every way a service on the network may.

    from tests.loopback import Loopback, failing, hanging, openai_image, picture, raw, reset

    def test_a_picture_comes_back() -> None:
        with Loopback() as server:                              # 127.0.0.1, a free port, one thread a connection
            server.answer = lambda seen: openai_image(picture(1024, 1024))
            ...                                                 # call server.url + "/v1" with the real SDK

        assert server.requests[0].path == "/v1/images/generations"
        assert server.requests[0].json["size"] == "1024x1024"
        assert server.requests[0].answered                      # the whole answer was written to the socket

    server.answer = lambda seen: failing(429, headers={"retry-after": "2"})
    server.answer = lambda seen: hanging()                      # never answers; the test cancels or times out
    server.answer = lambda seen: raw(picture(64, 64)).after(2)  # any answer may come later, s
    server.answer = lambda seen: good if seen.number < 5 else reset()
    server.wait_for(lambda all: all[0].abandoned)               # the client hung up before its answer was written
    server.peak                                                 # most requests that waited for their answers at once

`answer` is called for one request at a time, so it may count; it must not wait. What it raises is raised again when
the server is closed.
"""

import base64
import io
import json
import selectors
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from functools import cache
from http.client import parse_headers
from http.client import responses as reasons
from types import TracebackType
from typing import Any, Self

from PIL import Image

EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart form: its field name, its file name if it is a file, its bytes."""

    name: str
    filename: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came, `number` counting from 0; header names are in lower case.

    `answered` is True once the whole answer was written to the socket, `abandoned` once the client had hung up before.
    """

    number: int
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    answered: bool = False
    abandoned: bool = False

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of a multipart form, in order."""
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        return tuple(
            Part(
                name=str(part.get_param("name", header="content-disposition")),
                filename=part.get_filename(),
                data=bytes(part.get_payload(decode=True) or b""),
            )
            for part in message.iter_parts()
        )


class Manner(StrEnum):
    """How an answer is delivered."""

    WHOLE = "whole"
    HANG = "hang"
    DRIP = "drip"
    RESET = "reset"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says: `delay_s` before the first byte, `every_s` between the bytes of a drip, `cut` at a byte."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay_s: float = 0.0
    manner: Manner = Manner.WHOLE
    every_s: float = 0.0
    cut: int = 0

    def after(self, delay_s: float) -> "Answer":
        """Return the same answer, given *delay_s* seconds later."""
        return replace(self, delay_s=delay_s)

    def wire(self) -> bytes:
        """Return it as it goes over the wire."""
        fields = {"content-length": str(len(self.body)), "connection": "close", **self.headers}
        lines = [f"HTTP/1.1 {self.status} {reasons.get(self.status, 'Odd')}"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@cache
def picture(width: int, height: int, shade: int = 0) -> bytes:
    """Return an RGB PNG of that size, px: a gradient, never blank, another one for every *shade* (0 to 255)."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    flat = Image.new("L", (width, height), shade)
    out = io.BytesIO()
    Image.merge("RGB", (across, down, flat)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def raw(data: bytes, content_type: str = "image/png", headers: Mapping[str, str] = EMPTY) -> Answer:
    """Return 200 with *data* as the body: what Hugging Face endpoints send for a picture."""
    return Answer(headers={"content-type": content_type, **headers}, body=data)


def as_json(value: object, status: int = 200, headers: Mapping[str, str] = EMPTY) -> Answer:
    """Return *value* as JSON."""
    fields = {"content-type": "application/json", "x-request-id": "req_loopback", **headers}
    return Answer(status=status, headers=fields, body=json.dumps(value).encode())


def openai_image(data: bytes, *, input_tokens: int = 50, output_tokens: int = 1000, image_tokens: int = 0) -> Answer:
    """Return what OpenAI's images endpoints send for a picture; *image_tokens* are among the *input_tokens*."""
    details = {"text_tokens": input_tokens - image_tokens, "image_tokens": image_tokens}
    usage = {
        "input_tokens": input_tokens,
        "input_tokens_details": details,
        "output_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
    }
    encoded = base64.b64encode(data).decode()
    return as_json({"created": 1, "output_format": "png", "data": [{"b64_json": encoded}], "usage": usage})


def responses(  # noqa: PLR0913  # the fields of the service's answer that differ
    text: str,
    *,
    input_tokens: int = 300,
    output_tokens: int = 80,
    cached_tokens: int = 0,
    reasoning_tokens: int = 0,
    status: str = "completed",
    incomplete: str | None = None,
    refusal: str | None = None,
    error: Mapping[str, str] | None = None,
) -> Answer:
    """Return a body of OpenAI's Responses API with *text* as its output; *refusal* takes the place of the text.

    *incomplete* is the reason of a cut-off answer (max_output_tokens, content_filter), with status `incomplete`.
    """
    said: dict[str, object] = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    if refusal is not None:
        said = {"type": "refusal", "refusal": refusal}
    message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [said]}
    usage = {
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": cached_tokens},
        "output_tokens": output_tokens,
        "output_tokens_details": {"reasoning_tokens": reasoning_tokens},
        "total_tokens": input_tokens + output_tokens,
    }
    body = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "gpt-5.6-luna",
        "status": "incomplete" if incomplete else status,
        "incomplete_details": {"reason": incomplete} if incomplete else None,
        "error": error,
        "output": [{"type": "reasoning", "id": "rs_1", "summary": []}, message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage,
    }
    return as_json(body)


def embeddings(
    vectors: Sequence[Sequence[float]], *, tokens: int = 10, model: str = "text-embedding-3-small"
) -> Answer:
    """Return what OpenAI's embeddings endpoint sends: base64 of little-endian float32, as its SDK asks."""
    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": base64.b64encode(struct.pack(f"<{len(one)}f", *one)).decode(),
        }
        for index, one in enumerate(vectors)
    ]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return as_json({"object": "list", "model": model, "data": data, "usage": usage})


def model_card(name: str, shutdown_date: str | None = None) -> Answer:
    """Return what OpenAI says of a model."""
    card = {"id": name, "object": "model", "created": 1, "owned_by": "openai", "shutdown_date": shutdown_date}
    return as_json(card)


def failing(status: int, body: object = None, headers: Mapping[str, str] = EMPTY) -> Answer:
    """Return an error: *body* as JSON, or as it is when it is text or bytes; a plain error object when None."""
    if body is None:
        body = {"error": {"message": f"It failed with {status}.", "type": "error", "code": None, "param": None}}
    if isinstance(body, str | bytes):
        data = body.encode() if isinstance(body, str) else body
        return Answer(status=status, headers={"content-type": "text/plain", **headers}, body=data)
    return as_json(body, status, headers)


def openai_error(
    status: int,
    code: str | None,
    kind: str = "invalid_request_error",
    message: str = "",
    headers: Mapping[str, str] = EMPTY,
) -> Answer:
    """Return an error as OpenAI words it: *code* and *kind* (its `type`)."""
    error = {"message": message or f"It failed: {code}.", "type": kind, "code": code, "param": None}
    return as_json({"error": error}, status, headers)


def refused(category: str = "violence") -> Answer:
    """Return OpenAI's moderation refusal of a picture."""
    message = f"Your request was rejected by the safety system. safety_violations=[{category}]."
    return openai_error(400, "moderation_blocked", "image_generation_user_error", message)


def hanging(sent: bytes = b"") -> Answer:
    """Return an answer that never ends: nothing at all, or a head and *sent* and then nothing."""
    headers = {"content-type": "image/png", "content-length": str(len(sent) + 1000)}
    return Answer(headers=headers, body=sent, manner=Manner.HANG)


def dripping(data: bytes, every_s: float) -> Answer:
    """Return *data* one byte each *every_s* seconds."""
    return Answer(headers={"content-type": "image/png"}, body=data, manner=Manner.DRIP, every_s=every_s)


def reset() -> Answer:
    """Return nothing: the connection is reset after the request was read."""
    return Answer(manner=Manner.RESET)


def cut_short(data: bytes, at: int) -> Answer:
    """Return the first *at* bytes of *data* under a head that promises all, then close."""
    return Answer(headers={"content-type": "image/png"}, body=data, manner=Manner.CUT, cut=at)


def html() -> Answer:
    """Return 200 with a web page, as captive portals and proxies do."""
    return raw(b"<!doctype html><title>Welcome</title><p>Please sign in.", "text/html")


def empty_data() -> Answer:
    """Return 200 of OpenAI's images endpoint without a picture."""
    return as_json({"created": 1, "data": []})


@dataclass(slots=True)
class _Exchange:
    """One request and what has become of it."""

    seen: Seen
    connection: socket.socket
    open: bool = True


class Loopback:
    """The server; use it with `with`. `answer` says what each request gets, 404 until a test sets it."""

    def __init__(self) -> None:
        """Listen on a free port; requests are taken from the moment the `with` block begins."""
        self.answer: Callable[[Seen], Answer] = lambda _: failing(404)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._port: int = self._listener.getsockname()[1]
        self._stop, self._stopping = socket.socketpair()
        self._changed = threading.Condition()
        self._exchanges: list[_Exchange] = []
        self._threads: list[threading.Thread] = []
        self._errors: list[BaseException] = []
        self._open = 0
        self._peak = 0

    @property
    def url(self) -> str:
        """Its address, as `http://127.0.0.1:4321`, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def requests(self) -> list[Seen]:
        """Every request so far, in the order they came in."""
        with self._changed:
            return [exchange.seen for exchange in self._exchanges]

    @property
    def peak(self) -> int:
        """The most requests that were open at the same time: from the last byte of one to that of its answer."""
        with self._changed:
            return self._peak

    def wait_for(self, happened: Callable[[list[Seen]], bool], timeout_s: float = 10.0) -> None:
        """Wait until *happened* is true of the requests; raise AssertionError after *timeout_s*."""
        with self._changed:
            done = self._changed.wait_for(lambda: happened([one.seen for one in self._exchanges]), timeout_s)
        assert done, f"It did not happen within {timeout_s} s."

    def __enter__(self) -> Self:
        """Start taking connections."""
        acceptor = threading.Thread(target=self._accept, name="loopback")
        self._threads.append(acceptor)
        acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End every connection and thread; raise what `answer` raised."""
        self._stop.send(b"x")
        # The acceptor adds threads, so it is joined first.
        for thread in self._threads[:1]:
            thread.join()
        for thread in self._threads[1:]:
            thread.join()
        self._stop.close()
        self._stopping.close()
        self._listener.close()
        if self._errors and error is None:
            raise self._errors[0]

    def _accept(self) -> None:
        while self._readable(self._listener):
            connection, _ = self._listener.accept()
            thread = threading.Thread(target=self._converse, args=(connection,), name="loopback connection")
            self._threads.append(thread)
            thread.start()

    def _readable(self, connection: socket.socket, timeout_s: float | None = None) -> bool:
        """Wait until *connection* has something to read; return False when the time is up or the server closes."""
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._stopping, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select(timeout_s)}
        return connection in ready and self._stopping not in ready

    def _converse(self, connection: socket.socket) -> None:
        with connection:
            try:
                exchange = self._read(connection)
                if exchange is not None:
                    try:
                        self._deliver(exchange)
                    finally:
                        self._leave(exchange)
            except OSError:
                # The client went away, which is its right: `answered` stays False.
                return

    def _read(self, connection: socket.socket) -> _Exchange | None:
        """Read one request; None when the connection ends before one is whole."""
        if not self._readable(connection, timeout_s=30):
            return None
        connection.settimeout(30)
        with connection.makefile("rb") as stream:
            first = stream.readline(65_537).decode("latin-1").split()
            if not first:
                return None
            headers = {name.lower(): value for name, value in parse_headers(stream).items()}
            size = int(headers.get("content-length", "0"))
            body = stream.read(size)
            if len(body) < size:
                return None
        with self._changed:
            seen = Seen(len(self._exchanges), first[0], first[1], headers, body)
            exchange = _Exchange(seen, connection)
            self._exchanges.append(exchange)
            self._open += 1
            self._peak = max(self._peak, self._open)
            self._changed.notify_all()
        return exchange

    def _leave(self, exchange: _Exchange) -> None:
        with self._changed:
            self._open -= exchange.open
            exchange.open = False

    def _end(self, exchange: _Exchange, rest: bytes) -> None:
        """Send the *rest* of an answer; a client that has its last byte may send another request before we go on."""
        exchange.connection.sendall(rest[:-1])
        self._leave(exchange)
        exchange.connection.sendall(rest[-1:])
        self._mark(exchange, answered=True)

    def _mark(self, exchange: _Exchange, *, answered: bool) -> None:
        with self._changed:
            exchange.seen = replace(exchange.seen, answered=answered, abandoned=not answered)
            self._changed.notify_all()

    def _deliver(self, exchange: _Exchange) -> None:
        with self._changed:
            try:
                answer = self.answer(exchange.seen)
            except BaseException as error:  # noqa: BLE001  # a failed assert of the test: raised again in its own thread
                self._errors.append(error)
                answer = failing(500)
        try:
            self._write(exchange, answer)
        except OSError:
            self._mark(exchange, answered=False)

    def _write(self, exchange: _Exchange, answer: Answer) -> None:
        connection = exchange.connection
        wire = answer.wire()
        if not self._stays(exchange, answer.delay_s):
            return
        match answer.manner:
            case Manner.WHOLE:
                self._end(exchange, wire)
            case Manner.CUT:
                connection.sendall(wire[: len(wire) - len(answer.body) + answer.cut])
            case Manner.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            case Manner.HANG:
                if answer.body:
                    connection.sendall(wire)
                self._stays(exchange, None)
            case Manner.DRIP:
                connection.sendall(wire[: len(wire) - len(answer.body)])
                self._drip(exchange, answer)

    def _drip(self, exchange: _Exchange, answer: Answer) -> None:
        for byte in answer.body[:-1]:
            if not self._stays(exchange, answer.every_s):
                return
            exchange.connection.sendall(bytes((byte,)))
        if self._stays(exchange, answer.every_s):
            self._end(exchange, answer.body[-1:])

    def _stays(self, exchange: _Exchange, seconds: float | None) -> bool:
        """Wait; return whether the client is still there, and mark the exchange when it is not."""
        if seconds == 0:
            return True
        end = None if seconds is None else time.monotonic() + seconds
        connection = exchange.connection
        while self._readable(connection, None if end is None else max(0.0, end - time.monotonic())):
            if not connection.recv(65_536):
                self._mark(exchange, answered=False)
                return False
        # Woken because the server closes: the client is still there, but there is nothing more to say.
        return end is not None and time.monotonic() >= end
