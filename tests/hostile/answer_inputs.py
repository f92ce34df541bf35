"""Hostile answers of services, to a run that buys a picture or a translation."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

import brotli

from tests.hostile.hostile_input import INCOMPLETE, HostileInput, write_brief
from tests.hostile.packed_bombs import MEGABYTE, gzip_repeated, pack_repeated
from tests.hostile.picture_inputs import many_scans
from tests.hostile.raw_pictures import png_file
from tests.hostile.svg_inputs import doubling_masks
from tests.loopback import Answer, Seen, as_json, cut_short, dripping, hanging, html, openai_image, raw, responses

DESCRIBED = ", description: a red umbrella"
OPENAI = ("run", "brief.yaml", "--quiet", "--provider", "openai")
HUGGING_FACE = ("run", "brief.yaml", "--quiet", "--provider", "huggingface")
COPY = ("run", "brief.yaml", "--quiet", "--provider", "studio")


def _answer(
    name: str,
    make: Callable[[], Answer],
    *says: str,
    door: tuple[str, ...] = OPENAI,
    codes: tuple[int, ...] = (INCOMPLETE,),
) -> HostileInput:
    kept = cache(make)

    def say(_: Seen) -> Answer:
        return kept()

    more = "" if door != COPY else "source_language: en\n"
    build = partial(_write, more=more, markets="[DE]" if door == COPY else "[GB]")
    return HostileInput("answer", name, door, build, codes, says, answer=say)


def _write(folder: Path, more: str, markets: str) -> None:
    write_brief(folder, product=DESCRIBED, more=more)
    path = folder / "brief.yaml"
    path.write_text(path.read_text("utf-8").replace("[GB]", markets), "utf-8")


def _packed(kind: str, packed: bytes) -> Answer:
    return Answer(headers={"content-type": "application/json", "content-encoding": kind}, body=packed)


def _brotli_zeros(megabytes: int) -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join([*(packer.process(b" " * MEGABYTE) for _ in range(megabytes)), packer.finish()])


def _json(text: str | bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    body = text.encode() if isinstance(text, str) else text
    return Answer(status, {"content-type": "application/json", **(headers or {})}, body)


def _linked(address: str) -> Answer:
    return as_json(
        {"created": 1, "data": [{"url": address}], "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}}
    )


def _moved(address: str) -> Answer:
    return Answer(302, {"location": address})


def list_answer_inputs() -> Iterator[HostileInput]:
    """Yield every answer."""
    yield _answer("JSON lists a million deep", lambda: _json("[" * MEGABYTE))
    yield _answer("JSON of 300 MB", lambda: _json(b'{"data": [' + b"1," * 150 * MEGABYTE + b"1]}"))
    yield _answer("text of 300 MB", lambda: _json(b" " * 300 * MEGABYTE))
    yield _answer("a gzip bomb of 2 GB", lambda: _packed("gzip", gzip_repeated(b" " * MEGABYTE, 2000)))
    yield _answer("gzip in gzip", lambda: _packed("gzip, gzip", gzip.compress(gzip_repeated(b" " * MEGABYTE, 2000))))
    yield _answer("a deflate bomb of 2 GB", lambda: _packed("deflate", pack_repeated(b" " * MEGABYTE, 2000)))
    yield _answer("a brotli bomb of 2 GB", lambda: _packed("br", _brotli_zeros(2000)))
    yield _answer("gzip that is none", lambda: _packed("gzip", b"hello" * 99))
    yield _answer("base64 of a PNG of 30,000²", lambda: openai_image(png_file(30_000, 30_000, depth=1, colour=0)))
    yield _answer("base64 of a PNG of 100 MP", lambda: openai_image(png_file(10_000, 10_000, colour=6)))
    yield _answer("base64 of a JPEG of 3,000 scans", lambda: openai_image(many_scans(3000, 3000)))
    yield _answer("base64 of a drawing", lambda: openai_image(doubling_masks()))
    yield _answer("base64 of a web page", lambda: openai_image(b"<html>Sign in"))
    yield _answer("base64 of 150 MB", lambda: openai_image(bytes(150 * MEGABYTE)))
    yield _answer("no base64", lambda: as_json({"created": 1, "data": [{"b64_json": "%" * 999}]}))
    yield _answer("a picture at 169.254.169.254", lambda: _linked("http://169.254.169.254/latest/meta-data"))
    yield _answer("a picture at file:", lambda: _linked("file:///etc/passwd"))
    yield _answer("a picture at 127.0.0.1", lambda: _linked("http://127.0.0.1:22/"))
    yield _answer("a picture at an address of escapes", lambda: _linked("https://a\u202e\x1b[2J.example/"))
    yield _answer("a redirect to itself", lambda: _moved("/v1/images/generations"))
    yield _answer("a redirect to 169.254.169.254", lambda: _moved("http://169.254.169.254/latest/meta-data"))
    yield _answer("a redirect to file:", lambda: _moved("file:///etc/passwd"))
    yield _answer("a header of 2 MB", lambda: _json("{}", headers={"x-a": "a" * 2 * MEGABYTE}))
    yield _answer("50,000 headers", lambda: _json("{}", headers={f"x-{at}": "a" for at in range(50_000)}))
    yield _answer("a length of 9e18", lambda: _json("{}", headers={"content-length": "9" * 19}))
    yield _answer("a length below zero", lambda: _json("{}", headers={"content-length": "-1"}))
    yield _answer("a picture that is cut off", lambda: cut_short(png_file(1024, 1024), 500), door=HUGGING_FACE)
    yield _answer("a web page", html)
    yield _answer("a web page for a picture", html, door=HUGGING_FACE)
    yield _answer("a picture of 30,000²", lambda: raw(png_file(30_000, 30_000, depth=1, colour=0)), door=HUGGING_FACE)
    yield _answer("a picture of 300 MB", lambda: raw(bytes(300 * MEGABYTE)), door=HUGGING_FACE)
    yield _answer(
        "a picture in a gzip bomb",
        lambda: raw(gzip_repeated(b" " * MEGABYTE, 2000), headers={"content-encoding": "gzip"}),
        door=HUGGING_FACE,
    )
    yield _answer("nothing, for ever", hanging)
    yield _answer("a byte each half second", lambda: dripping(b" " * 500, 0.5))
    yield _answer("an error of 60 MB", lambda: _json(b'{"error": {"message": "' + b"a" * 60 * MEGABYTE + b'"}}', 400))
    yield _answer(
        "an error with escapes of a terminal",
        lambda: as_json({"error": {"message": "a\x1b[2J\u202eb\nc", "code": "\x1b[0m"}}, 400),
    )
    yield _answer("an error 100,000 deep", lambda: _json('{"error":' * 100_000, 400))
    yield _answer("a wait of 1e30 s", lambda: _json("{}", 429, {"retry-after": "1" + "0" * 30}))
    yield _answer("a wait of -1 s", lambda: _json("{}", 429, {"retry-after": "-1"}))
    yield _answer("null", lambda: _json("null"))
    yield _answer(
        "a bill of 1e300 tokens",
        lambda: _json(
            json.dumps(
                {
                    "created": 1,
                    "data": [{"b64_json": base64.b64encode(png_file(1024, 1024)).decode()}],
                    "usage": {"input_tokens": 10**300, "output_tokens": 10**300, "total_tokens": 1},
                }
            )
        ),
    )
    yield _answer("a bill of NaN", lambda: _json('{"created": 1, "data": [], "usage": {"input_tokens": NaN}}'))
    yield _answer("copy of lists 100,000 deep", lambda: responses("[" * 100_000), door=COPY)
    yield _answer(
        "copy of 30 MB",
        lambda: responses(json.dumps({"headline": "a " * 15 * MEGABYTE, "headline_back": "a"})),
        door=COPY,
    )
    yield _answer(
        "copy of escapes",
        lambda: responses(json.dumps({"headline": "Re\x1b[2J\u202egen", "headline_back": "Rain"})),
        door=COPY,
        codes=(0, 1, 3),
    )
    yield _answer(
        "copy of a number of 100,000 digits", lambda: responses('{"headline": ' + "9" * 100_000 + "}"), door=COPY
    )
