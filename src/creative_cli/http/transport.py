"""The HTTP clients under both SDKs, with limits.

The home of httpx2, which takes 0.1 s to import: functions that call a service import this module, others do not.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache, partial
from ssl import SSLContext
from typing import Final

import httpx2

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.redirects import refuse_local_redirect
from creative_cli.settings import read_settings

ANSWER_BYTES: Final = 64 * 1024 * 1024
"""The most bytes in one answer; the largest PNG of either service is about half of it in base64."""

ERROR_BYTES: Final = 64 * 1024  # the most bytes in a JSON error; a picture is larger

_PROXY: Final = (
    "The proxy that the environment names cannot be used. Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY: "
    "http://host:port works, SOCKS does not."
)


def open_client(timeout_s: float, find_error: Callable[[bytes], ApiError | None] | None = None) -> httpx2.AsyncClient:
    """Return the client under both SDKs: answers up to 64 MiB, uncompressed, *timeout_s* for each read.

    Calls go through the proxy of the environment; a redirect to another server gets no key. Raises ApiError if the
    proxy cannot be used. *find_error* reads short JSON that comes with a good status, and the error it returns is
    raised.
    """
    hooks: list[Callable[[httpx2.Response], Awaitable[None]]] = [_bound_response]
    if find_error is not None:
        hooks.append(partial(_raise_hidden_error, find_error))
    verify = load_trust()
    try:
        return httpx2.AsyncClient(
            timeout=split_timeout(timeout_s),
            follow_redirects=True,
            verify=verify,
            # A few compressed KB may unpack to more than memory holds.
            headers={"accept-encoding": "identity"},
            event_hooks={"response": hooks},
        )
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        # Not quoted: the address of a proxy may contain its password.
        raise ApiError(ErrorKind.CONFIGURATION, _PROXY) from error


def thread_client(send: Callable[[httpx2.Request], httpx2.Response | None], timeout_s: float) -> httpx2.Client:
    """Return a client for threads whose requests *send* answers; if it returns None, they are sent as usual.

    *timeout_s* bounds each usual read, whatever the caller asks for.
    """
    limit = split_timeout(timeout_s).as_dict()
    usual = httpx2.Client(timeout=timeout_s, verify=load_trust())

    class Transport(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            answer = send(request)
            if answer is None:
                request.extensions["timeout"] = limit
                answer = usual.send(request, stream=True)
            return answer

        def close(self) -> None:
            usual.close()

    return httpx2.Client(transport=Transport(), follow_redirects=True)


def split_timeout(seconds: float) -> httpx2.Timeout:
    """Return *seconds* for each read and write, and less to connect."""
    return httpx2.Timeout(seconds, connect=min(read_settings().connect_seconds, seconds))


@cache
def load_trust() -> SSLContext:
    """Return the certificates this machine trusts; read once, as it takes 0.1 s."""
    return httpx2.create_ssl_context()


async def _bound_response(response: httpx2.Response) -> None:
    """Limit how much of *response* can be read, and where it may lead."""
    if response.has_redirect_location:
        refuse_local_redirect(str(response.request.url), response.headers["location"])
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        if response.is_success:
            sentence = "The service compressed its answer, although plain bytes were asked for."
            raise ApiError(ErrorKind.BAD_ANSWER, sentence, maybe_charged=True)
        # Gateways compress their errors unasked. The status says enough; the message stays packed.
        if isinstance(response.stream, httpx2.AsyncByteStream):
            await response.stream.aclose()
        del response.headers["content-encoding"]
        response.stream = httpx2.ByteStream(b"")
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _BoundedStream(response.stream)


async def _raise_hidden_error(find_error: Callable[[bytes], ApiError | None], response: httpx2.Response) -> None:
    """Raise the error in an answer with a good status."""
    if not response.is_success or "json" not in response.headers.get("content-type", ""):
        return
    body = await response.aread()
    error = find_error(body) if len(body) <= ERROR_BYTES else None
    if error is not None:
        raise error


class _BoundedStream(httpx2.AsyncByteStream):
    """A stream that raises ApiError when it gets too long."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for chunk in self._inner:
            count += len(chunk)
            if count > ANSWER_BYTES:
                sentence = "The service sent more than a picture can be."
                raise ApiError(ErrorKind.BAD_ANSWER, sentence, maybe_charged=True)
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
