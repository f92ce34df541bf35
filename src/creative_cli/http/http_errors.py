"""What goes wrong over HTTP, told as faults, and the client with limits that both SDKs call through."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from ssl import SSLContext
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from creative_cli.http.api_error import Fault, FaultKind
from creative_cli.http.error_bodies import Service, of_status, told, with_next
from creative_cli.http.error_rules import CERTIFICATES, UNSUITED, rule_of

if TYPE_CHECKING:
    import httpx2

ANSWER_BYTES: Final = 64 * 1024 * 1024
"""The most one answer may weigh: the largest PNG either service paints is about half of it in base64."""

ERROR_BYTES: Final = 64 * 1024
"""What a body that tells of an error weighs at most; a picture weighs more."""

_PROXY: Final = (
    "The proxy that the environment names cannot be used. Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY: "
    "http://host:port works, SOCKS does not."
)

_OF_ONE_SERVER: Final = frozenset({"host", "authorization", "cookie", "content-length", "content-type"})

CONNECT_S: Final = 10.0
"""How long a connection may take to open, s; reading has the adapter's own time."""


def fault_of(error: BaseException, service: Service, secret: SecretStr | None = None) -> Fault | None:
    """Return *error* as a fault of *service*, *secret* cut out of its words; None when no service causes such an error.

    The service's own message is quoted for errors with a status; of others only the class says what happened, since
    an HTTP library quotes the header with the key in it.
    """
    chain = tuple(_causes(error))
    for one in chain:
        if isinstance(one, Fault):
            return one
    response: httpx2.Response | None = getattr(error, "response", None)
    if response is not None and response.status_code >= 300:  # noqa: PLR2004  # below it an answer came, only a bad one
        return of_status(response, service, secret)
    rule = rule_of(error)
    if rule is None:
        return None
    for one in chain[1:]:
        deeper = rule_of(one)
        if deeper is CERTIFICATES or (rule.vague and deeper is not None):
            rule = deeper
    sentence = f"{service.name} {rule.says}."
    if rule is UNSUITED and isinstance(error, ValueError):
        # The SDK's own explanation, of a model or provider that does not go together; it holds no header.
        sentence = f"{service.name} {rule.says}: {told(str(error), secret)}"
    return Fault(rule.kind, with_next(sentence, rule.kind, service, rule.step), maybe_charged=rule.maybe_charged)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield *error* and what caused it, outermost first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


@contextmanager
def told_as_faults(service: Service, secret: SecretStr | None = None) -> Iterator[None]:
    """Let whatever a service's SDK raises leave the block as a Fault; errors of ours pass as they are."""
    try:
        yield
    except Fault:
        raise
    except Exception as error:
        fault = fault_of(error, service, secret)
        if fault is None:
            raise
        # Not chained: an SDK's own words may quote the key, and a traceback would print them.
        raise fault from None


def http_client(timeout_s: float, telling: Callable[[bytes], Fault | None] | None = None) -> "httpx2.AsyncClient":
    """Return the client under both SDKs: no answer above 64 MiB, none compressed, *timeout_s* for each read.

    Answers are asked for plain, and compressed ones refused, because a few KB may unpack to more than memory holds.
    Calls go through the proxy of the environment; a redirect to another server takes no key along. Raises Fault where
    the environment names no proxy that can be used. *telling* reads short JSON that comes with a good status, and what
    it returns is raised.
    """
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    verify = trust()
    try:
        return httpx2.AsyncClient(
            timeout=timeout(timeout_s),
            follow_redirects=True,
            verify=verify,
            headers={"accept-encoding": "identity"},
            event_hooks={"response": [_bound] if telling is None else [_bound, partial(_tell, telling)]},
        )
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        # Not quoted: the address of a proxy may hold its password.
        raise Fault(FaultKind.CONFIGURATION, _PROXY) from error


def broken() -> tuple[type[Exception], ...]:
    """Return what is raised when a server cannot be reached or breaks off."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    return (httpx2.TransportError, OSError)


def unreached() -> tuple[type[Exception], ...]:
    """Return what is raised when no connection to a server comes about, so that nothing was sent."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    return (httpx2.ConnectError, httpx2.ConnectTimeout)


def misnamed() -> type[Exception]:
    """Return what is raised for an address that is none."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    return httpx2.InvalidURL


def redirected(request: "httpx2.Request", answer: "httpx2.Response") -> "httpx2.Request | None":
    """Return the request that *answer* sends *request* on to, without key or cookie; None where it names no address."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    kept = {name: value for name, value in request.headers.items() if name not in _OF_ONE_SERVER}
    try:
        return httpx2.Request("GET", request.url.join(answer.headers["location"]), headers=kept)
    except (httpx2.InvalidURL, ValueError):
        return None


def plain(response: "httpx2.Response") -> "httpx2.Response":
    """Return *response*, read to its end, in the form that clients of threads take."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    return httpx2.Response(
        response.status_code, headers=response.headers, content=response.content, request=response.request
    )


def thread_client(send: "Callable[[httpx2.Request], httpx2.Response | None]", timeout_s: float) -> "httpx2.Client":
    """Return a client for threads whose requests *send* answers; those it answers None for go the usual way.

    *timeout_s* bounds each read of the usual way, whatever the caller asks for.
    """
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    limit = timeout(timeout_s).as_dict()
    usual = httpx2.Client(timeout=timeout_s, verify=trust())

    class Sending(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            answer = send(request)
            if answer is None:
                request.extensions["timeout"] = limit
                answer = usual.send(request, stream=True)
            return answer

        def close(self) -> None:
            usual.close()

    return httpx2.Client(transport=Sending(), follow_redirects=True)


def timeout(seconds: float) -> "httpx2.Timeout":
    """Return *seconds* for each read and write; opening a connection has less, as it costs nothing to know early."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    return httpx2.Timeout(seconds, connect=min(CONNECT_S, seconds))


@cache
def trust() -> SSLContext:
    """Return the certificates this machine trusts: read once, as it takes a tenth of a second."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    return httpx2.create_ssl_context()


async def _bound(response: "httpx2.Response") -> None:
    """Let *response* be read only up to the limit."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    if response.headers.get("content-encoding", "identity").lower() != "identity":
        if response.is_success:
            raise Fault(
                FaultKind.BAD_ANSWER, "The service compressed an answer that was asked for plain.", maybe_charged=True
            )
        # Gateways compress their errors unasked. The status says enough; the words stay packed.
        if isinstance(response.stream, httpx2.AsyncByteStream):
            await response.stream.aclose()
        del response.headers["content-encoding"]
        response.stream = httpx2.ByteStream(b"")
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _bounded(response.stream)


async def _tell(telling: Callable[[bytes], Fault | None], response: "httpx2.Response") -> None:
    """Raise the Fault that a good status hides."""
    if not response.is_success or "json" not in response.headers.get("content-type", ""):
        return
    body = await response.aread()
    fault = telling(body) if len(body) <= ERROR_BYTES else None
    if fault is not None:
        raise fault


def _bounded(inner: "httpx2.AsyncByteStream") -> "httpx2.AsyncByteStream":
    """Return a stream that ends in a Fault when *inner* gets too long."""
    import httpx2  # noqa: PLC0415  # 0.1 s, for those who call

    class Bounded(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            count = 0
            async for chunk in inner:
                count += len(chunk)
                if count > ANSWER_BYTES:
                    raise Fault(
                        FaultKind.BAD_ANSWER, "The service sent more than a picture can be.", maybe_charged=True
                    )
                yield chunk

        async def aclose(self) -> None:
            await inner.aclose()

    return Bounded()
