"""Requests that an SDK makes in its own threads during one of our calls, sent over the event loop of that call.

Hugging Face's client looks up who serves a model, polls, and fetches pictures from the addresses that providers name,
all in threads that cannot be stopped. Sent from here, these requests end with the call, hang up when it is cancelled,
and have the limits of every other answer. An address that a provider names is not trusted: it must be https and
public, it gets no key, and the connection goes to the very address that was checked.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final
from urllib.request import getproxies, proxy_bypass

import httpx2
from pydantic import SecretStr

from creative_cli.http.addresses import IPAddress, is_public
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.transport import open_client

if TYPE_CHECKING:
    from concurrent.futures import Future

FETCH_PAUSES_S: Final = (0.3, 1.2)
"""Seconds between tries to fetch a picture that is already paid for: another try costs nothing."""

MOST_STEPS: Final = 6  # addresses on the way to a picture, redirects included

LOCAL_LABELS: Final = frozenset(
    {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid"}
)
"""Last labels of names that mean something inside of a network only (RFC 6761, 6762, 8375, and those in use)."""

_OF_ONE_SERVER: Final = frozenset({"host", "authorization", "cookie", "content-length", "content-type"})
"""Headers that do not follow a redirect."""

_SET_BY_CLIENT: Final = frozenset({"accept-encoding", "connection", "content-length"})

_RUNNING: ContextVar["SdkProxy | None"] = ContextVar("SDK proxy", default=None)


class SdkProxy:
    """Sends the requests of threads that are started during one call."""

    def __init__(
        self,
        api: str,
        router: str,
        token: SecretStr | None,
        timeout_s: float,
        allowed: Callable[[IPAddress], bool] = is_public,
    ) -> None:
        """Trust addresses below *api*, which get *token*, and below *router*; check all others with *allowed*.

        *timeout_s* is for each read.
        """
        self._api = api
        self._router = router
        self.token = token
        self._timeout_s = timeout_s
        self._allowed = allowed
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sent: set[Future[httpx2.Response]] = set()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send the requests of threads started in the block; cancel those still under way at its end."""
        self._loop = asyncio.get_running_loop()
        before = _RUNNING.set(self)
        try:
            yield
        finally:
            _RUNNING.reset(before)
            self._loop = None
            for future in tuple(self._sent):
                future.cancel()

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send *request* of a thread and wait for the answer; raise what the call would, ApiError included."""
        loop = self._loop
        if loop is None:
            raise _call_over()
        request.read()
        answering = self._answer(request)
        try:
            future = asyncio.run_coroutine_threadsafe(answering, loop)
        except RuntimeError as error:  # the loop closed meanwhile
            answering.close()
            raise _call_over() from error
        self._sent.add(future)
        try:
            if self._loop is None:  # the call ended while this was scheduled
                future.cancel()
            return future.result()
        finally:
            self._sent.discard(future)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        address = str(request.url)
        if address.startswith(self._api):
            if self.token is not None and "authorization" not in request.headers:
                request.headers["authorization"] = f"Bearer {self.token.get_secret_value().strip()}"
            return await self._send_once(request)
        if address.startswith(self._router):
            return await self._send_once(request)
        for pause_s in (*FETCH_PAUSES_S, None):
            try:
                answer = await self._fetch(request)
                reason = f"answers with status {answer.status_code}"
            except (httpx2.TransportError, OSError):
                reason = "breaks off its answers"
            else:
                if answer.status_code < HTTPStatus.BAD_REQUEST:
                    return answer
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        sentence = f"Hugging Face made the picture, but the server it is kept on {reason}."
        raise ApiError(ErrorKind.BAD_ANSWER, sentence, maybe_charged=True)

    async def _fetch(self, request: httpx2.Request) -> httpx2.Response:
        """Fetch what a provider named, checking every redirect; raise ApiError for an address that is not allowed."""
        for _ in range(MOST_STEPS):
            answer = await self._fetch_step(request)
            if not answer.has_redirect_location:
                return answer
            kept = {name: value for name, value in request.headers.items() if name not in _OF_ONE_SERVER}
            try:
                request = httpx2.Request("GET", request.url.join(answer.headers["location"]), headers=kept)
            except (httpx2.InvalidURL, ValueError):
                break
        raise untrusted_address()

    async def _fetch_step(self, request: httpx2.Request) -> httpx2.Response:
        host, url = request.url.host, request.url
        if url.scheme not in {"http", "https"} or not host or url.userinfo:
            raise untrusted_address()
        request.headers.pop("authorization", None)
        literal = _parse_ip(host)
        if literal is None and url.scheme == "https" and _is_proxied(host):
            if _is_local_name(host):
                raise untrusted_address()
            return await self._send_once(request)  # the proxy looks the name up; this machine may not know it
        found = (literal,) if literal is not None else await _look_up(host, url.port or 443)
        insecure = url.scheme != "https" and not all(address.is_loopback for address in found)
        if insecure or not found or not all(self._allowed(address) for address in found):
            raise untrusted_address()
        # To the very addresses that were checked, one after another: IPv6 is often announced and not reachable.
        for address in found[:-1]:
            try:
                return await self._send_once(request, address)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return await self._send_once(request, found[-1])

    async def _send_once(self, request: httpx2.Request, pinned: IPAddress | None = None) -> httpx2.Response:
        host = f"[{pinned}]" if isinstance(pinned, IPv6Address) else str(pinned)
        async with open_client(self._timeout_s) as client:
            # Redirects are not followed: each step comes back as a request of its own and is checked.
            answer = await client.send(
                client.build_request(
                    request.method,
                    request.url if pinned is None else request.url.copy_with(host=host),
                    headers=[(name, value) for name, value in request.headers.items() if name not in _SET_BY_CLIENT],
                    content=request.content,
                    extensions={} if pinned is None else {"sni_hostname": request.url.host},
                ),
                follow_redirects=False,
            )
        # Copied, as clients of threads cannot take an answer of an async client.
        return httpx2.Response(
            answer.status_code, headers=answer.headers, content=answer.content, request=answer.request
        )


def send_request(request: httpx2.Request) -> httpx2.Response | None:
    """Send *request* with the call that this thread belongs to; None if it belongs to none."""
    running = _RUNNING.get()
    return None if running is None else running.send(request)


def current_key() -> SecretStr | None:
    """Return the key of the running call, which no message may contain; None outside of a call."""
    running = _RUNNING.get()
    return None if running is None else running.token


def untrusted_address() -> ApiError:
    """Return the error for an address that no picture is fetched from; the picture is made by then."""
    sentence = "Hugging Face says the picture lies at an address that is not https and public; it was not fetched."
    return ApiError(ErrorKind.BAD_ANSWER, sentence, maybe_charged=True)


def _call_over() -> ApiError:
    return ApiError(ErrorKind.TIMED_OUT, "The call is over.", maybe_charged=True)


async def _look_up(host: str, port: int) -> tuple[IPAddress, ...]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(address[0]) for *_, address in found))


def _parse_ip(host: str) -> IPAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_local_name(host: str) -> bool:
    """Tell whether a name would lead a proxy into its own network: one word, a number in any notation, or `.internal`.

    Resolvers take 2130706433, 0177.0.0.1 and 0x7f.1 for addresses; no name of the public internet ends in a number.
    """
    *before, last = host.rstrip(".").lower().split(".")
    return not before or last in LOCAL_LABELS or last[:1].isdigit()


def _is_proxied(host: str) -> bool:
    """Tell whether this machine reaches *host* through a proxy, which looks names up itself."""
    proxies = getproxies()
    return bool(proxies.get("https") or proxies.get("all")) and not proxy_bypass(host)
