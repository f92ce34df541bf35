"""What an SDK asks in threads of its own while one of our calls runs, sent over the event loop of that call.

Hugging Face's client looks up who serves a model, polls, and fetches pictures from the addresses that providers name,
all in threads that nobody can stop. Sent from here they end with the call, hang up when it is cancelled, and have the
limits of every other answer. An address a provider names is not trusted: it has to be https and public, it gets no
key, and the connection goes to the very address that was judged.
"""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.request import getproxies, proxy_bypass

from pydantic import SecretStr

from creative_cli.http import http_errors
from creative_cli.http.addresses import IPAddress, is_public
from creative_cli.http.api_error import Fault, FaultKind

if TYPE_CHECKING:
    import httpx2

ValueT = TypeVar("ValueT")

FETCH_PAUSES_S: Final = (0.3, 1.2)
"""Seconds between tries to fetch a picture that is painted and paid for: asking for it again costs nothing."""

MOST_STEPS: Final = 6
"""Addresses on the way to a picture: its first one, and where that and the next ones lead."""

LOCAL: Final = frozenset(
    {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid"}
)
"""Last labels of names that mean something inside of a network only (RFC 6761, 6762, 8375, and those in use)."""

_RUNNING: ContextVar["SideCalls | None"] = ContextVar("side calls", default=None)


class SideCalls:
    """The side calls of one call; threads started in its block send through it."""

    def __init__(
        self,
        api: str,
        router: str,
        token: SecretStr | None,
        timeout_s: float,
        allowed: Callable[[IPAddress], bool] = is_public,
    ) -> None:
        """Trust addresses below *api*, which get *token*, and below *router*; judge the hosts of others by *allowed*.

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
        """Send what threads ask that are started in the block; whatever is on its way at its end is cancelled."""
        self._loop = asyncio.get_running_loop()
        before = _RUNNING.set(self)
        try:
            yield
        finally:
            _RUNNING.reset(before)
            self._loop = None
            for future in tuple(self._sent):
                future.cancel()

    def send(self, request: "httpx2.Request") -> "httpx2.Response":
        """Send *request* of a thread and wait for the answer; raises what the call would, Fault among it."""
        loop = self._loop
        if loop is None:
            raise Fault(FaultKind.TIMED_OUT, "The call is over.", maybe_charged=True)
        request.read()
        future = _scheduled(self._answer(request), loop)
        self._sent.add(future)
        try:
            if self._loop is None:  # it ended while this was scheduled
                future.cancel()
            return future.result()
        finally:
            self._sent.discard(future)

    async def _answer(self, request: "httpx2.Request") -> "httpx2.Response":
        address = str(request.url)
        if address.startswith(self._api):
            return await self._once(request, self.token)
        if address.startswith(self._router):
            return await self._once(request, None)
        for pause_s in (*FETCH_PAUSES_S, None):
            try:
                answer = await self._led(request)
                said = str(answer.status_code)
            except http_errors.broken():
                said = "none that is whole"
            else:
                if answer.status_code < 400:  # noqa: PLR2004  # HTTP's own border
                    return answer
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        sentence = f"Hugging Face painted the picture, but where it lies the answer is {said}."
        raise Fault(FaultKind.BAD_ANSWER, sentence, maybe_charged=True)

    async def _once(self, request: "httpx2.Request", token: SecretStr | None) -> "httpx2.Response":
        if token is not None and "authorization" not in request.headers:
            request.headers["authorization"] = f"Bearer {token.get_secret_value().strip()}"
        return await self._over_loop(request)

    async def _led(self, request: "httpx2.Request") -> "httpx2.Response":
        """Fetch what a provider named and what that leads to, each step judged; raise Fault where it leads nowhere."""
        for _ in range(MOST_STEPS):
            answer = await self._foreign(request)
            if not answer.has_redirect_location:
                return answer
            step = http_errors.redirected(request, answer)
            if step is None:
                raise misled()
            request = step
        raise misled()

    async def _foreign(self, request: "httpx2.Request") -> "httpx2.Response":
        """Fetch what a provider named; raise Fault where it leads to somewhere it must not."""
        host, url = request.url.host, request.url
        if url.scheme not in {"http", "https"} or not host or url.userinfo:
            raise misled()
        request.headers.pop("authorization", None)
        literal = _literal(host)
        if literal is None and url.scheme == "https" and _proxied(host):
            if _local(host):
                raise misled()
            return await self._over_loop(request)  # the proxy looks the name up, and this machine need not know it
        found = (literal,) if literal is not None else await self._looked_up(host, url.port or 443)
        insecure = url.scheme != "https" and not all(one.is_loopback for one in found)
        if insecure or not found or not all(self._allowed(one) for one in found):
            raise misled()
        # To the very addresses that were judged, the next where one cannot be reached: IPv6 is often only announced.
        for address in found[:-1]:
            try:
                return await self._over_loop(request, address)
            except http_errors.unreached():
                continue
        return await self._over_loop(request, found[-1])

    async def _looked_up(self, host: str, port: int) -> tuple[IPAddress, ...]:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return tuple(dict.fromkeys(ip_address(address[0]) for *_, address in found))

    async def _over_loop(self, request: "httpx2.Request", pinned: IPAddress | None = None) -> "httpx2.Response":
        host = f"[{pinned}]" if isinstance(pinned, IPv6Address) else str(pinned)
        async with http_errors.http_client(self._timeout_s) as client:
            asked = client.build_request(
                request.method,
                request.url if pinned is None else request.url.copy_with(host=host),
                headers=[*((name, value) for name, value in request.headers.items() if name not in _OWN)],
                content=request.content,
                extensions={} if pinned is None else {"sni_hostname": request.url.host},
            )
            # Not followed here: each step of a redirect comes back as a request of its own and is judged.
            return http_errors.plain(await client.send(asked, follow_redirects=False))


_OWN: Final = frozenset({"accept-encoding", "connection", "content-length"})
"""Headers that our client sets itself."""


def send(request: "httpx2.Request") -> "httpx2.Response | None":
    """Send *request* with the call whose thread this is; None where the thread belongs to none."""
    running = _RUNNING.get()
    return None if running is None else running.send(request)


def _scheduled(coroutine: Coroutine[None, None, ValueT], loop: asyncio.AbstractEventLoop) -> Future[ValueT]:
    try:
        return asyncio.run_coroutine_threadsafe(coroutine, loop)
    except RuntimeError as error:  # the loop closed meanwhile
        coroutine.close()
        raise Fault(FaultKind.TIMED_OUT, "The call is over.", maybe_charged=True) from error


def secret() -> SecretStr | None:
    """Return the key of the call that runs here, which may be in no message; None where none runs."""
    running = _RUNNING.get()
    return None if running is None else running.token


def misled() -> Fault:
    """Return what is said of an address that is none to fetch a picture from; it is painted by then."""
    sentence = "Hugging Face says the picture lies at an address that is not https and public; it was not fetched."
    return Fault(FaultKind.BAD_ANSWER, sentence, maybe_charged=True)


def _literal(host: str) -> IPAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _local(host: str) -> bool:
    """Tell whether a name would lead a proxy into its own network: one word, a number in any notation, or `.internal`.

    Resolvers take 2130706433, 0177.0.0.1 and 0x7f.1 for addresses; no name of the public internet ends in a number.
    """
    *before, last = host.rstrip(".").lower().split(".")
    return not before or last in LOCAL or last[:1].isdigit()


def _proxied(host: str) -> bool:
    """Tell whether this machine reaches *host* through a proxy, which looks names up itself."""
    proxies = getproxies()
    return bool(proxies.get("https") or proxies.get("all")) and not proxy_bypass(host)
