"""Both SDKs, real, against every fault they were seen to meet: each becomes the fault the policy knows."""

import asyncio
import socket
import traceback

import pytest

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.providers.base import GeneratedImage, ImageTask
from tests.loopback import Answer, Loopback, dripping, failing, hanging, openai_image, picture, raw
from tests.providers.fault_cases import (
    CASES,
    HF_TOKEN,
    OPENAI_KEY,
    REQUEST,
    Case,
    fault_of_case,
    fault_of_paint,
    painter_at,
)

SERVICES = ("openai", "huggingface")
PAIRS = [
    pytest.param(case, service, answer, id=f"{service}: {case.name}")
    for case in CASES
    for service, answer in case.answers()
]


@pytest.mark.parametrize(("case", "service", "answer"), PAIRS)
def test_each_fault_is_told_as_what_it_is(case: Case, service: str, answer: Answer) -> None:
    """Kind, possible charge and the wait asked for are right, and the sentence is one people can act on."""
    fault = fault_of_case(service, answer)

    assert fault is not None
    assert (fault.kind, fault.maybe_charged, fault.retry_after_s) == (
        case.kind,
        case.maybe_charged,
        case.retry_after_s,
    )
    assert fault.status == (answer.status if answer.status != 200 else None)
    assert fault.sentence.startswith(("127.0.0.1:", "Hugging Face"))
    assert fault.sentence.endswith((".", "!", "?", "…"))
    assert fault.sentence.isprintable()


@pytest.mark.parametrize(("case", "service", "answer"), PAIRS)
def test_no_fault_shows_a_key(case: Case, service: str, answer: Answer) -> None:  # noqa: ARG001  # the case names it
    """Neither an error nor its traceback contains the key, even if the service echoes our headers."""
    with Loopback() as server:
        server.answer = lambda seen: (
            answer
            if answer.status == 200
            else failing(
                answer.status,
                {
                    "error": {
                        "message": f"You sent {dict(seen.headers)}",
                        "code": seen.headers["authorization"],
                        "type": "x",
                    }
                },
                {"x-request-id": seen.headers["authorization"]},
            )
        )
        fault = fault_of_paint(painter_at(service, server.url))

    assert fault is not None
    told = "".join(traceback.format_exception(fault)) + repr(fault) + repr(vars(fault))
    for key in (OPENAI_KEY, HF_TOKEN):
        assert key.get_secret_value() not in told


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_is_not_there_charges_nothing(service: str) -> None:
    """A refused connection is transient, and surely not charged."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    fault = fault_of_paint(painter_at(service, f"http://127.0.0.1:{port}"))

    assert fault is not None
    assert (fault.kind, fault.maybe_charged) == (ErrorKind.TRANSIENT, False)


@pytest.mark.parametrize("service", SERVICES)
def test_a_deadline_ends_what_drips_for_ever(service: str) -> None:
    """A byte now and then outlives every read's time; the deadline around the call ends it and hangs up."""
    with Loopback() as server:
        server.answer = lambda _: dripping(picture(64, 64), every_s=0.1)

        async def painting() -> None:
            async with asyncio.timeout(0.8):
                await painter_at(service, server.url).paint(REQUEST)

        with pytest.raises(TimeoutError):
            asyncio.run(painting())
        server.wait_for(lambda seen: seen[0].abandoned)


@pytest.mark.parametrize("service", SERVICES)
def test_cancelling_hangs_up(service: str) -> None:
    """A cancelled picture closes its connection at once: the service can stop."""
    with Loopback() as server:
        server.answer = lambda _: hanging()

        async def painting() -> None:
            call = asyncio.ensure_future(painter_at(service, server.url, read_s=60).paint(REQUEST))
            await asyncio.to_thread(server.wait_for, lambda seen: len(seen) == 1)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

        asyncio.run(painting())
        server.wait_for(lambda seen: seen[0].abandoned)


@pytest.mark.parametrize("service", SERVICES)
def test_a_damaged_picture_is_handed_on_for_the_check(service: str) -> None:
    """Bytes pass as they came, damaged ones too: the adapter decodes nothing, the check afterwards everything."""
    whole = picture(256, 256)
    damaged = whole[: len(whole) // 2]
    with Loopback() as server:
        server.answer = lambda _: openai_image(damaged) if service == "openai" else raw(damaged)

        async def painting() -> GeneratedImage:
            return await painter_at(service, server.url).paint(REQUEST)

        painted = asyncio.run(painting())

    assert painted.data == damaged


@pytest.mark.parametrize("service", SERVICES)
def test_one_picture_is_one_request(service: str) -> None:
    """No adapter tries again by itself: that is the policy's, as each try may be charged."""
    with Loopback() as server:
        server.answer = lambda _: failing(503, "", {"retry-after": "0"})

        assert fault_of_paint(painter_at(service, server.url)) is not None
        assert len(server.requests) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_many_pictures_are_painted_at_the_same_time(service: str) -> None:
    """Six calls are open at once: no provider blocks the others."""
    with Loopback() as server:
        server.answer = lambda _: (openai_image if service == "openai" else raw)(picture(64, 64)).after(0.5)

        async def painting() -> None:
            painter = painter_at(service, server.url, read_s=10)
            await asyncio.gather(*(painter.paint(REQUEST) for _ in range(6)))

        asyncio.run(painting())

        assert server.peak == 6


@pytest.mark.parametrize("service", SERVICES)
def test_a_redirect_to_another_server_takes_no_key_along(service: str) -> None:
    """A service that sends the call elsewhere sends the prompt along, but not the key."""
    with Loopback() as other, Loopback() as server:
        other.answer = lambda _: openai_image(picture(64, 64)) if service == "openai" else raw(picture(64, 64))
        server.answer = lambda seen: Answer(307, {"location": f"{other.url}{seen.path}"})

        assert fault_of_paint(painter_at(service, server.url)) is None
        assert "authorization" in server.requests[0].headers
        assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("proxy", ["socks5://ada:canary@127.0.0.1:1", "gopher://ada:canary@127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    service: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a matter of this machine's settings: nothing was sent, and the settings are named."""
    monkeypatch.setenv("ALL_PROXY", proxy)

    fault = fault_of_paint(painter_at(service, "http://127.0.0.1:1"))

    assert fault is not None
    assert (fault.kind, fault.maybe_charged) == (ErrorKind.CONFIGURATION, False)
    assert "ALL_PROXY" in fault.sentence
    assert "canary" not in "".join(traceback.format_exception(fault))


@pytest.mark.parametrize("service", SERVICES)
def test_the_proxy_of_the_environment_is_used_but_where_it_says_not(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTP_PROXY gets the call, except for hosts in NO_PROXY."""
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Loopback() as proxy, Loopback() as server:
        proxy.answer = server.answer = lambda _: (
            openai_image(picture(64, 64)) if service == "openai" else raw(picture(64, 64))
        )
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert fault_of_paint(painter_at(service, server.url)) is None
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert fault_of_paint(painter_at(service, server.url)) is None

        assert (len(proxy.requests), len(server.requests)) == (1, 1)


def test_a_task_a_service_cannot_do_is_refused_before_the_call() -> None:
    """SDXL at Hugging Face extends no photos, and no request is sent."""
    with Loopback() as server:
        painter = painter_at("huggingface", server.url)
        request = type(REQUEST)("can", ImageTask.OUTPAINT, REQUEST.prompt, 1.0, 7, b"png")

        async def painting() -> None:
            await painter.paint(request)

        with pytest.raises(ApiError) as caught:
            asyncio.run(painting())

        assert caught.value.kind is ErrorKind.CONFIGURATION
        assert server.requests == []
