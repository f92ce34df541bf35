"""Hugging Face: endpoints by URL, models of the hub by their providers, and what the SDK lacks."""

import asyncio
import base64
import contextlib
import gzip
import itertools
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import log
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import trustme
from pydantic import SecretStr

from creative_cli.http import transport
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers import huggingface
from creative_cli.providers.base import GeneratedImage, ImageTask, Provider
from creative_cli.providers.huggingface import HuggingFaceProvider
from creative_cli.providers.sdxl_sizes import SDXL_SIZES
from tests.loopback import Answer, Loopback, Seen, as_json, dripping, failing, hanging, picture, raw, reset
from tests.parameters import walk_rows
from tests.providers.asking import paint, probe
from tests.providers.fault_cases import HF_TOKEN, REQUEST

NAMES = (f"acme/painter-{number}" for number in itertools.count())
"""Names of models: the SDK caches the provider of a model for the life of the process."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """Return a server that is the hub and the router to its providers."""
    from huggingface_hub import constants  # noqa: PLC0415  # 0.4 s, for the tests of the hub

    with Loopback() as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(constants, "INFERENCE_PROXY_TEMPLATE", server.url + "/router/{provider}")
        yield server


def serving(model: str, *providers: str, task: str = "text-to-image") -> Answer:
    """Return the hub's entry on the provider of a model."""
    mapping = {one: {"status": "live", "providerId": f"{one}/sdxl", "task": task} for one in providers}
    return as_json({"id": model, "inferenceProviderMapping": mapping})


def nscale_picture(data: bytes) -> Answer:
    """Return what nscale sends."""
    return as_json({"data": [{"b64_json": base64.b64encode(data).decode()}]})


def fault_of(asked: Provider) -> ApiError:
    """Return the fault a picture ends in."""
    with pytest.raises(ApiError) as caught:
        paint(asked)
    return caught.value


def test_an_endpoint_is_asked_for_what_sdxl_takes() -> None:
    """The short wish, what must not be there, a size it was trained on, seed, steps and guidance go to the URL."""
    with Loopback() as server:
        server.answer = lambda _: raw(picture(64, 64))
        asked = HuggingFaceProvider(f"{server.url}/any/path", "auto", HF_TOKEN, steps=25, guidance=5.5)
        painted = paint(asked, replace(REQUEST, aspect=16 / 9))
        sent = server.requests

    assert [(one.method, one.path) for one in sent] == [("POST", "/any/path")]
    assert sent[0].headers["authorization"] == f"Bearer {HF_TOKEN.get_secret_value()}"
    assert sent[0].json == {
        "inputs": REQUEST.prompt.short,
        "parameters": {
            "negative_prompt": REQUEST.prompt.negative,
            "width": 1344,
            "height": 768,
            "num_inference_steps": 25,
            "guidance_scale": 5.5,
            "seed": 7,
        },
    }
    assert painted == GeneratedImage(
        data=picture(64, 64), model=f"{server.url}/any/path", width=1344, height=768, seed=7, usd=0.0
    )


@walk_rows("aspect", [0.2, 0.5, 9 / 16, 0.8, 1.0, 1.2, 16 / 9, 1.91, 3.0, 8.1])
def test_sizes_are_the_trained_ones_nearest_in_ratio(aspect: float) -> None:
    """No trained size is nearer, and all have about a million pixels, both sides divisible by 64."""
    width, height = HuggingFaceProvider("x/y", "auto", None).size(replace(REQUEST, aspect=aspect))

    assert (width, height) in SDXL_SIZES
    assert width % 64 == height % 64 == 0
    assert 0.9e6 < width * height < 1.1e6
    assert all(abs(log(width / height / aspect)) <= abs(log(w / h / aspect)) for w, h in SDXL_SIZES)


def test_a_model_of_the_hub_is_painted_by_its_provider(hub: Loopback) -> None:
    """One request to the hub finds the provider; the picture's own bytes come back, at that provider's price."""
    model = next(NAMES)
    hub.answer = lambda seen: serving(model, "nscale") if seen.method == "GET" else nscale_picture(picture(64, 64))
    asked = HuggingFaceProvider(model, "nscale", HF_TOKEN)

    painted = [paint(asked), paint(asked)]

    assert [one.path.partition("?")[0] for one in hub.requests] == [
        f"/api/models/{model}",
        "/router/nscale/v1/images/generations",
        "/router/nscale/v1/images/generations",
    ]
    assert hub.requests[1].json["model"] == "nscale/sdxl"
    assert hub.requests[1].json["size"] == "1024x1024"
    assert {one.data for one in painted} == {picture(64, 64)}
    assert painted[0].usd == pytest.approx(0.003 * 1.048576)
    assert painted[0].usd <= asked.estimate(REQUEST)


def test_auto_takes_the_first_provider_and_its_price(hub: Loopback) -> None:
    """`auto` is estimated as the dearest provider and billed as the one that was used."""
    model = next(NAMES)
    hub.answer = lambda seen: serving(model, "nscale") if seen.method == "GET" else nscale_picture(picture(64, 64))
    asked = HuggingFaceProvider(model, "auto", HF_TOKEN)

    assert paint(asked).usd == pytest.approx(0.003 * 1.048576)
    assert asked.estimate(REQUEST) > paint(asked).usd


@pytest.mark.parametrize(
    ("provider", "providers", "task", "says"),
    [
        ("nscale", ("fal-ai",), "text-to-image", "CREATIVE_HUGGINGFACE_PROVIDER"),
        ("nscale", ("nscale",), "text-to-video", "CREATIVE_HUGGINGFACE_PROVIDER"),
        ("nebius", ("nscale",), "text-to-image", "CREATIVE_HUGGINGFACE_PROVIDER"),
        ("groq", ("nscale",), "text-to-image", "CREATIVE_HUGGINGFACE_PROVIDER"),
        ("auto", (), "text-to-image", "CREATIVE_HUGGINGFACE_MODEL"),
    ],
)
def test_a_model_and_a_provider_that_do_not_go_together(
    hub: Loopback, provider: str, providers: tuple[str, ...], task: str, says: str
) -> None:
    """It is a configuration error with the setting's name, and no picture is requested."""
    model = next(NAMES)
    hub.answer = lambda _: serving(model, *providers, task=task)

    fault = fault_of(HuggingFaceProvider(model, provider, HF_TOKEN))

    assert fault.kind is ErrorKind.CONFIGURATION
    assert says in fault.sentence
    assert {one.method for one in hub.requests} <= {"GET"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (failing(404, {"error": "Repository not found"}, {"x-error-code": "RepoNotFound"}), ErrorKind.CONFIGURATION),
        (failing(403, {"error": "Gated"}, {"x-error-code": "GatedRepo"}), ErrorKind.AUTH),
        (failing(500), ErrorKind.TRANSIENT),
        (reset(), ErrorKind.TRANSIENT),
        (raw(b"<html>", "text/html"), ErrorKind.BAD_ANSWER),
        (as_json([]), ErrorKind.BAD_ANSWER),
    ],
)
def test_a_hub_that_fails_is_a_fault(hub: Loopback, answer: Answer, kind: ErrorKind) -> None:
    """Errors before the picture have the same kinds, and are never charged."""
    hub.answer = lambda _: answer

    fault = fault_of(HuggingFaceProvider(next(NAMES), "nscale", HF_TOKEN))

    assert (fault.kind, fault.maybe_charged) == (kind, False)


@pytest.mark.parametrize(
    "answer",
    [as_json({}), as_json({"data": []}), as_json({"data": [{"b64_json": "!"}]}), raw(b"{", "application/json")],
)
def test_a_provider_that_answers_nonsense_is_a_bad_answer(hub: Loopback, answer: Answer) -> None:
    """The SDK's KeyError, IndexError and TypeError are told as what they are: an answer that is no picture."""
    model = next(NAMES)
    hub.answer = lambda seen: serving(model, "nscale") if seen.method == "GET" else answer

    fault = fault_of(HuggingFaceProvider(model, "nscale", HF_TOKEN))

    assert (fault.kind, fault.maybe_charged) == (ErrorKind.BAD_ANSWER, True)


def test_a_hub_that_hangs_holds_up_nobody_else(hub: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline of one picture ends in time while the hub says nothing, and others go on meanwhile."""
    monkeypatch.setenv("CREATIVE_CONNECT_SECONDS", "1.5")
    huggingface._configure_sdk.cache_clear()  # noqa: SLF001  # the client is made once, with the time of then
    hub.answer = lambda seen: hanging() if seen.method == "GET" else raw(picture(64, 64))
    stuck = HuggingFaceProvider(next(NAMES), "nscale", HF_TOKEN)
    other = HuggingFaceProvider(f"{hub.url}/endpoint", "auto", HF_TOKEN)

    async def painting() -> tuple[BaseException | GeneratedImage, BaseException | GeneratedImage]:
        async def within(asked: Provider) -> GeneratedImage:
            async with asyncio.timeout(0.7):
                return await asked.paint(REQUEST)

        first, second = await asyncio.gather(within(stuck), within(other), return_exceptions=True)
        return first, second

    first, second = asyncio.run(painting())
    huggingface._configure_sdk.cache_clear()  # noqa: SLF001  # the next test has the usual time again

    assert isinstance(first, TimeoutError)
    assert isinstance(second, GeneratedImage)


def test_without_a_token_no_login_of_this_machine_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK would send the saved login to the owner of a URL; nothing is sent."""
    monkeypatch.setenv("HF_TOKEN", "hf_saved_login")
    with Loopback() as server:
        server.answer = lambda _: raw(picture(64, 64))
        paint(HuggingFaceProvider(server.url, "auto", None))

        assert "authorization" not in server.requests[0].headers


def test_a_token_does_not_travel_in_the_clear() -> None:
    """An http address that is not of this machine gets no token: it is refused before anything is sent."""
    fault = fault_of(HuggingFaceProvider("http://paint.example/sdxl", "auto", HF_TOKEN))

    assert fault.kind is ErrorKind.CONFIGURATION
    assert "https" in fault.sentence


def test_a_model_of_the_hub_needs_a_token(hub: Loopback) -> None:
    """Without one no request is sent."""
    fault = fault_of(HuggingFaceProvider(next(NAMES), "auto", None))

    assert fault.kind is ErrorKind.AUTH
    assert hub.requests == []


def test_a_machine_kept_offline_is_told(hub: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """HF_HUB_OFFLINE is honoured and named."""
    from huggingface_hub import constants  # noqa: PLC0415  # 0.4 s, for the tests of the hub

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)

    fault = fault_of(HuggingFaceProvider(next(NAMES), "auto", HF_TOKEN))

    assert fault.kind is ErrorKind.CONFIGURATION
    assert "HF_HUB_OFFLINE" in fault.sentence
    assert hub.requests == []


def test_health_asks_who_one_is_and_who_serves(hub: Loopback) -> None:
    """Two free questions: the token's account, and the provider with its price."""
    model = next(NAMES)

    def answer(seen: Seen) -> Answer:
        if seen.path.startswith("/api/whoami"):
            return as_json({"name": "ada", "type": "user"})
        return serving(model, "nscale")

    hub.answer = answer
    health = probe(HuggingFaceProvider(model, "auto", HF_TOKEN))

    assert health.ok
    assert all(word in health.says for word in ("ada", model, "nscale", "0.003"))
    assert {one.method for one in hub.requests} == {"GET"}


def test_health_of_a_token_that_does_not_work(hub: Loopback) -> None:
    """A bad token is reported with its setting's name."""
    hub.answer = lambda _: failing(401, {"error": "Invalid username or password."})
    health = probe(HuggingFaceProvider(next(NAMES), "auto", HF_TOKEN))

    assert not health.ok
    assert "HF_TOKEN" in health.says


def test_health_does_not_wake_an_endpoint() -> None:
    """A sleeping endpoint costs money from its first request: it gets none."""
    with Loopback() as server:
        health = probe(HuggingFaceProvider(server.url, "auto", HF_TOKEN))

        assert health.ok
        assert server.requests == []


def test_the_address_of_an_endpoint_is_shown_without_its_secrets() -> None:
    """User, password and query of a URL are in no record."""
    asked = HuggingFaceProvider("https://ada:canary@paint.example/sdxl?key=canary", "auto", SecretStr("hf_canary1"))

    assert asked.model == "https://paint.example/sdxl"
    assert ImageTask.OUTPAINT not in asked.tasks


def test_the_sdk_calls_nobody_but_us() -> None:
    """In a fresh process the only address a picture reaches is the endpoint's: no telemetry, no look-up of names."""
    script = """
import asyncio, socket, sys
from pydantic import SecretStr
from creative_cli.providers.huggingface import HuggingFaceProvider
from tests.providers.fault_cases import REQUEST
assert "openai" not in sys.modules and "huggingface_hub" not in sys.modules and "httpx2" not in sys.modules
hosts, found = set(), socket.getaddrinfo
def spy(host, *rest, **more):
    hosts.add(host)
    return found(host, *rest, **more)
socket.getaddrinfo = spy
asyncio.run(HuggingFaceProvider(sys.argv[1], "auto", SecretStr("hf_x")).paint(REQUEST))
assert hosts <= {"127.0.0.1"}, hosts
"""
    root = __file__.rpartition("/tests/")[0]
    with Loopback() as server:
        server.answer = lambda _: raw(picture(64, 64))
        done = run(
            [sys.executable, "-W", "error", "-c", script, server.url], cwd=root, capture_output=True, check=False
        )

    assert done.returncode == 0, done.stderr.decode()


def fal(address: str) -> Answer:
    """Return what fal sends: where the picture lies."""
    return as_json({"images": [{"url": address}]})


def laid_down(hub: Loopback, address: str, lying: Callable[[Seen], Answer]) -> HuggingFaceProvider:
    """Return a provider that leaves the picture at *address*, where requests get *lying*."""
    model = next(NAMES)

    def answer(seen: Seen) -> Answer:
        if seen.path.startswith("/api/"):
            return serving(model, "fal-ai")
        return fal(address) if seen.path.startswith("/router/") else lying(seen)

    hub.answer = answer
    return HuggingFaceProvider(model, "fal-ai", HF_TOKEN, allowed=lambda address: address.is_loopback)


def test_a_picture_that_lies_elsewhere_is_fetched_without_the_token(hub: Loopback) -> None:
    """The hub and the router get our token, the server that a provider names does not."""
    asked = laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: raw(picture(64, 64)))

    assert paint(asked).data == picture(64, 64)
    sent = [(one.path.split("/")[1], one.headers.get("authorization")) for one in hub.requests]
    bearer = f"Bearer {HF_TOKEN.get_secret_value()}"
    assert sent == [("api", bearer), ("router", bearer), ("cdn", None)]


def test_a_painted_picture_is_fetched_again_before_another_is_bought(hub: Loopback) -> None:
    """The picture was paid for: a server that fails once gets a second request."""
    stumbles = iter([failing(503)])
    asked = laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: next(stumbles, raw(picture(64, 64))))

    assert paint(asked).data == picture(64, 64)
    assert sum(one.method == "POST" for one in hub.requests) == 1


def test_a_picture_that_cannot_be_fetched_may_have_been_charged(hub: Loopback) -> None:
    """It is a bad response that may be charged, with the server's message."""
    fault = fault_of(laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: failing(404)))

    assert (fault.kind, fault.maybe_charged) == (ErrorKind.BAD_ANSWER, True)
    assert "404" in fault.sentence


def test_a_picture_is_fetched_from_where_its_address_leads(hub: Loopback) -> None:
    """Stores answer with the address of the hour: redirects are followed, by GET, and take no key along."""

    def lying(seen: Seen) -> Answer:
        steps = {"/cdn/1.png": "/cdn/2.png", "/cdn/2.png": f"{hub.url}/store/3.png?signed=1"}
        return Answer(302, {"location": steps[seen.path]}) if seen.path in steps else raw(picture(64, 64))

    assert paint(laid_down(hub, f"{hub.url}/cdn/1.png", lying)).data == picture(64, 64)
    assert [one.path for one in hub.requests[2:]] == ["/cdn/1.png", "/cdn/2.png", "/store/3.png?signed=1"]
    assert not any("authorization" in one.headers for one in hub.requests[2:])


@pytest.mark.parametrize("location", ["/cdn/1.png", "https://0177.0.0.1/x.png", "http://[", "https://ada@127.0.0.1/"])
def test_an_address_that_leads_nowhere_is_no_reason_to_paint_again(hub: Loopback, location: str) -> None:
    """A circle, or a step to what is no address, is a bad answer that may cost, asked for a few times at most."""
    fault = fault_of(laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: Answer(302, {"location": location})))

    assert (fault.kind, fault.maybe_charged) == (ErrorKind.BAD_ANSWER, True)
    assert len(hub.requests) <= 8


P64 = picture(64, 64)


@pytest.mark.parametrize(
    "answer",
    [
        raw(P64, headers={"x-long": "a" * 300_000}),
        raw(P64, headers={f"x-{number}": "a" * 100 for number in range(3000)}),
        raw(P64, headers={"content-length": str(len(P64) + 50)}),
        raw(P64, headers={"content-length": "-5"}),
        raw(P64, headers={"transfer-encoding": "gzip, chunked"}),
        raw(gzip.compress(bytes(50_000_000)), headers={"content-encoding": "gzip"}),
        raw(P64, headers={"content-encoding": "br"}),
        raw(P64[:-50], headers={"content-length": "20"}),
        Answer(101),
        Answer(204),
        Answer(302),
    ],
    ids=["long header", "many headers", "long", "negative", "coded", "bomb", "br", "short", "101", "204", "302"],
)
def test_a_server_that_lies_of_its_answer_gives_no_picture(hub: Loopback, answer: Answer) -> None:
    """Headers without end, lengths that are none, packed bodies: a bad answer that may cost, or no picture at all."""
    try:
        assert len(paint(laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: answer)).data) <= 20
    except ApiError as fault:
        assert (fault.kind, fault.maybe_charged) == (ErrorKind.BAD_ANSWER, True)  # noqa: PT017  # one of two outcomes


MISLEADING = [
    "https://2130706433/x.png",
    "https://0177.0.0.1/x.png",
    "https://0x7f.1/x.png",
    "https://127.1/x.png",
    "https://0.0.0.0/x.png",
    "https://[::]/x.png",
    "https://[::1%25lo]/x.png",
    "https://[64:ff9b::a00:7]/x.png",
    "https://[64:ff9b:1::a00:7]/x.png",
    "https://[2002:a00:7::1]/x.png",
    "https://[::ffff:127.0.0.1]/x.png",
    "https://LOCALHOST/x.png",
    "https://127.0.0.1\\@8.8.8.8/x.png",
    "https://127.0.0.1#@8.8.8.8/x.png",
    "https://127.0.0.1:99999/x.png",
    "//127.0.0.1/x.png",
    "data:image/png;base64,AAAA",
    "https:///x.png",
    "",
]


@pytest.mark.parametrize("address", MISLEADING)
def test_no_spelling_of_an_inner_address_is_fetched(hub: Loopback, address: str) -> None:
    """Numbers in any notation, IPv4 wrapped in IPv6, tricks with @ and #: told as an address not to be fetched."""
    model = next(NAMES)
    hub.answer = lambda seen: serving(model, "fal-ai") if seen.method == "GET" else fal(address)

    fault = fault_of(HuggingFaceProvider(model, "fal-ai", HF_TOKEN))

    assert (fault.kind, fault.maybe_charged) == (ErrorKind.BAD_ANSWER, True)
    assert "not fetched" in fault.sentence


def test_a_name_with_one_inner_address_is_not_fetched(hub: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that stands for a public and a private address, as in rebinding, is refused for the private one."""
    found = socket.getaddrinfo

    def both(host: str, *rest: Any, **more: Any) -> Any:
        if host != "pictures.example":
            return found(host, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("127.0.0.1", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", both)

    assert "not fetched" in fault_of(laid_down(hub, "https://pictures.example/1.png", lambda _: raw(P64))).sentence


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("pictures.example.com", True),
        ("localhost", False),
        ("intranet", False),
        ("metadata.google.internal", False),
        ("printer.local.", False),
        ("2130706433", False),
        ("0x7f.1", False),
        ("127.1", False),
        ("10.0.0.7", False),
    ],
)
def test_a_proxy_is_not_sent_into_its_own_network(
    hub: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    asked: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    """A proxy that resolves names gets names of the public internet only, no addresses or internal names."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        lines: list[bytes] = []

        def refuse() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection = listener.accept()[0]
                    with connection:
                        if line := connection.recv(4096):
                            lines.append(line)
                            connection.sendall(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        fault = fault_of(laid_down(hub, f"https://{host}/1.png", lambda _: failing(404)))
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()

    assert (fault.kind, fault.maybe_charged) == (ErrorKind.BAD_ANSWER, True)
    # Other libraries of this process may speak to a proxy too; what counts is what is asked for this picture.
    assert any(line.startswith(f"CONNECT {host}:443".encode()) for line in lines) is asked


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.7/x.png",
        "https://[::ffff:10.0.0.7]/x.png",
        "https://192.168.1.1/x.png",
        "file:///etc/passwd",
        "https://ada:secret@127.0.0.1/x.png",
        "ftp://127.0.0.1/x.png",
    ],
)
def test_a_provider_cannot_send_us_into_a_private_network(hub: Loopback, address: str) -> None:
    """An address that is not https and public is not fetched, be it named at once or by a redirect."""
    direct = laid_down(hub, address, lambda _: failing(404))
    moved = laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: Answer(302, {"location": address}))

    for asked in (direct, moved):
        fault = fault_of(asked)
        assert (fault.kind, fault.maybe_charged) == (ErrorKind.BAD_ANSWER, True)


def test_this_machine_is_no_public_address_either(hub: Loopback) -> None:
    """By default nothing on this machine is fetched."""
    model = next(NAMES)
    hub.answer = lambda seen: serving(model, "fal-ai") if seen.method == "GET" else fal(f"{hub.url}/cdn/1.png")

    fault = fault_of(HuggingFaceProvider(model, "fal-ai", HF_TOKEN))

    assert "not fetched" in fault.sentence
    assert not any(one.path.startswith("/cdn") for one in hub.requests)


@pytest.mark.parametrize("where", ["hub", "picture"])
def test_what_the_sdk_asks_in_threads_ends_with_the_call(hub: Loopback, where: str) -> None:
    """A cancelled call hangs up there, too, and nothing keeps the program from leaving within a second."""
    model = next(NAMES)
    drip = dripping(picture(64, 64), every_s=0.2)

    def answer(seen: Seen) -> Answer:
        if seen.path.startswith("/api/"):
            return drip if where == "hub" else serving(model, "fal-ai")
        return fal(f"{hub.url}/cdn/1.png") if seen.path.startswith("/router/") else drip

    hub.answer = answer
    asked = HuggingFaceProvider(model, "fal-ai", HF_TOKEN, allowed=lambda address: address.is_loopback)
    stopped: list[float] = []

    async def painting() -> None:
        call = asyncio.ensure_future(asked.paint(REQUEST))
        await asyncio.to_thread(hub.wait_for, lambda seen: len(seen) == (1 if where == "hub" else 3))
        call.cancel()
        stopped.append(time.monotonic())
        with pytest.raises(asyncio.CancelledError):
            await call

    asyncio.run(painting())

    assert time.monotonic() - stopped[0] < 1
    hub.wait_for(lambda seen: seen[-1].abandoned)


def test_a_picture_without_end_is_not_read(hub: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server a provider names has the same limit as every other answer, and may not compress."""
    monkeypatch.setattr(transport, "ANSWER_BYTES", 100)
    endless = fault_of(laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: raw(picture(256, 256))))
    packed = raw(gzip.compress(picture(64, 64)), headers={"content-encoding": "gzip"})
    small = fault_of(laid_down(hub, f"{hub.url}/cdn/1.png", lambda _: packed))

    assert [one.kind for one in (endless, small)] == [ErrorKind.BAD_ANSWER] * 2


def test_the_organization_that_pays_is_named(hub: Loopback) -> None:
    """X-HF-Bill-To goes to the router if it is set."""
    model = next(NAMES)
    hub.answer = lambda seen: serving(model, "nscale") if seen.method == "GET" else nscale_picture(picture(64, 64))

    paint(HuggingFaceProvider(model, "nscale", HF_TOKEN, bill_to="nimbus"))
    paint(HuggingFaceProvider(model, "nscale", HF_TOKEN))

    assert [one.headers.get("x-hf-bill-to") for one in hub.requests] == [None, "nimbus", None]


def test_a_picture_is_fetched_from_the_address_that_was_judged(
    hub: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Over TLS the connection goes to the judged address, and the certificate is still asked for the host's name."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    transport.load_trust.cache_clear()
    asked: list[bytes] = []
    body = picture(64, 64)
    answer = f"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body

    def serve(listener: socket.socket, certificate: ssl.SSLContext) -> None:
        while (plain := listener.accept()[0]).recv(1, socket.MSG_PEEK):
            with plain, contextlib.suppress(OSError), certificate.wrap_socket(plain, server_side=True) as wire:
                asked.append(wire.recv(65_536))
                wire.sendall(answer)
        plain.close()

    outcomes: list[bytes | ErrorKind] = []
    for name in ("localhost", "other.example"):
        certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(certificate)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=serve, args=(listener, certificate))
            thread.start()
            address = f"https://localhost:{listener.getsockname()[1]}/1.png"
            try:
                outcomes.append(paint(laid_down(hub, address, lambda _: failing(404))).data)
            except ApiError as fault:
                outcomes.append(fault.kind)
            socket.create_connection(listener.getsockname()).close()  # nothing said: the end
            thread.join()
    transport.load_trust.cache_clear()

    assert outcomes == [body, ErrorKind.BAD_ANSWER]
    assert len(asked) == 1
    assert b"host: localhost" in asked[0].lower()
    assert b"authorization" not in asked[0].lower()
