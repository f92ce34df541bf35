"""Pictures that a brief names by https address, fetched without trusting the address, the names or the server.

    address ─parse─► host ─look up, once─► addresses ─all public?─► TCP to one of them ─TLS for the name─► HTTP/1.1
       ▲                                                                                                     │
       └──────────────────── redirect: everything again, under the same deadline ◄───────────────────────────┤
                                                                                picture, by its first bytes ◄┘

A brief may come from anywhere, so an address in it must not become a way into the network this runs in. The name is
looked up here and the connection goes to the very address that was judged: a name server that would answer
differently the second time is not asked a second time. One deadline lies over everything, look-up and TLS included,
since time limits per read never end a server that sends a byte now and then. Proxies of the environment are not
used, because a proxy looks the name up again; cookies, credentials and compression do not exist here.

Addresses often carry a key in their query: no error, log line or record made here repeats more of one than its
scheme, host and path. Longer than most files, because these guards hold only together and are judged together.
"""

import hashlib
import logging
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from threading import Thread
from typing import Any

import httpcore
import httpx

from creative_cli.errors import PictureError
from creative_cli.http.addresses import IPAddress, is_public

CONNECT_SECONDS = 5.0
"""What one address of a host gets before the next one is tried: IPv6 is often announced and not routed."""

PORTS = frozenset({443, *range(1024, 65_536)})
"""The other ports below 1024 belong to other services: mail, directories, file shares."""

DOWNLOAD = "Or download the picture yourself and name the file in the brief."

_SNIFFED_BYTES = 4096
_SHOWN_PATH = 100

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_HOST = re.compile(rb"[a-z0-9_.-]+|[0-9a-f:.]+")
# Atomic throughout, so that markup made to confuse costs one pass and no more.
_PREAMBLE = rb"(?:\xef\xbb\xbf)?(?:\s|(?><\?xml.*?\?>)|(?><!--.*?-->)|(?><!doctype\s+svg[^\[>]*(?:\[.*?\]\s*)?>))*+"
_PICTURE = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*|BM|....ftyp(?:avi[fs]|hei[cx]|mif1)"
    rb"|%b<svg\b" % _PREAMBLE,
    re.DOTALL | re.IGNORECASE,
)
_WEB_PAGE = re.compile(rb"%b<(?:!doctype\s+)?html\b" % _PREAMBLE, re.DOTALL | re.IGNORECASE)

_TROUBLES: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((TimeoutError,), "{place} did not arrive within {seconds:g} s.", "Try again, or use a faster server."),
    ((socket.gaierror,), "The host of {place} is unknown here.", "Check its name, and that you are online."),
    (
        (ssl.SSLCertVerificationError,),
        "The server of {place} cannot prove who it is: {reason}.",
        "Where a gateway inspects traffic, name its certificate in SSL_CERT_FILE.",
    ),
    (
        (ssl.SSLEOFError, ConnectionError, httpcore.RemoteProtocolError),
        "The connection to {place} broke off, or what came was not proper HTTP.",
        "Try again.",
    ),
    ((ssl.SSLError,), "No secure connection to {place} can be agreed on: {reason}.", "Try it in a browser."),
    ((OSError,), "The connection to {place} failed: {reason}.", "Try again."),
)
"""What sockets, TLS and HTTP raise, narrow before wide. HTTP's own words quote the server and are not repeated."""

_PRIVATE = ("{place} is not open to everyone", "Use an address that opens in a private browser window.")
_STATUSES: dict[int, tuple[str, str]] = {
    HTTPStatus.UNAUTHORIZED: _PRIVATE,
    HTTPStatus.FORBIDDEN: _PRIVATE,
    HTTPStatus.NOT_FOUND: ("There is nothing at {place}", "Correct the address."),
    HTTPStatus.GONE: ("There is nothing at {place} any more", "Correct the address."),
    HTTPStatus.TOO_MANY_REQUESTS: ("The server of {place} takes no more requests for now", "Try again later."),
}
_SERVER_ERROR = ("The server of {place} is in trouble", "Try again later.")
_NO_PICTURE = ("No picture came from {place}", "Open the address in a browser and copy where it ends up.")

# At DEBUG and INFO these print whole addresses and redirect targets, keys in the query included.
for _talkative in ("httpx", "httpcore"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


def look_up(host: str) -> tuple[str, ...]:
    """Return every address of *host* in the order the system prefers; raises OSError when it has none."""
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may cost: wall-clock seconds from the first look-up to the last byte, bytes, redirects."""

    seconds: float = 30.0
    most_bytes: int = 40_000_000
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom to believe: who resolves names, which addresses may be connected to, which certificates are accepted.

    By default certificates are judged by Mozilla's list, or by the one that SSL_CERT_FILE or SSL_CERT_DIR names.
    """

    resolve: Callable[[str], tuple[str, ...]] = look_up
    allowed: Callable[[IPAddress], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = httpx.create_ssl_context


LIMITS = Limits()
PUBLIC = Policy()


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """A picture as it came: its bytes, their SHA-256 in hex, the server's ETag and where it lay, without query."""

    data: bytes = field(repr=False)
    sha256: str
    etag: str | None
    final_address: str


@dataclass(frozen=True, slots=True)
class NotModified:
    """The picture is still the one whose ETag was given; nothing was sent."""

    final_address: str


def fetch(
    address: str, *, etag: str | None = None, limits: Limits = LIMITS, policy: Policy = PUBLIC
) -> FetchedPicture | NotModified:
    """Return the picture at the https *address*; blocks for at most `limits.seconds`.

    With *etag*, as an earlier picture carried it, the server may answer that nothing changed: NotModified, which
    never comes without one. The bytes begin as a picture does and are as many as the server announced; whether they
    decode is for the reader to judge. Raises PictureError for every way in which this can fail.
    """
    deadline = _Deadline(time.monotonic() + limits.seconds)
    trust = _trusted(policy)
    url = _parsed(address)
    first = place = _shown(url)
    for _ in range(limits.redirects + 1):
        with _explained(place, limits):
            _judge_address(url, place)
            addresses = _judged_addresses(url, place, policy, deadline)
            wire = _Wire(_connected(addresses, url, place, trust, deadline), deadline)
            answer = _asked(url, place, etag, wire, limits)
        if not isinstance(answer, httpx.URL):
            return answer
        url = answer
        place = f"{_shown(url)} (reached from {first})"
    raise PictureError(
        f"{first} leads on to other addresses more than {limits.redirects} times.",
        f"Use the address at which the picture ends up in a browser. {DOWNLOAD}",
    )


def shown(address: str) -> str:
    """Return *address* as it may be printed and kept: scheme, host and path. Raises PictureError when malformed."""
    return _shown(_parsed(address))


@dataclass(frozen=True, slots=True)
class _Deadline:
    """The moment, on the monotonic clock in s, at which waiting ends."""

    ends: float

    def left(self) -> float:
        """Return the seconds left, more than 0; raises TimeoutError when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Wire(httpcore.NetworkStream):
    """A TLS connection on which all reads and writes together end at one deadline."""

    def __init__(self, connection: ssl.SSLSocket, deadline: _Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # the deadline rules
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # the deadline rules
        while buffer:
            self._connection.settimeout(self._deadline.left())
            buffer = buffer[self._connection.send(buffer) :]

    def close(self) -> None:
        self._connection.close()

    def get_extra_info(self, info: str) -> Any:  # noqa: ARG002  # there is nothing to tell
        return None


def _trusted(policy: Policy) -> ssl.SSLContext:
    try:
        context = policy.trust()
    except OSError as error:
        raise PictureError(
            f"The list of trusted certificates cannot be read: {error.strerror}.",
            "Correct SSL_CERT_FILE and SSL_CERT_DIR, or unset them.",
        ) from error
    context.set_alpn_protocols(["http/1.1"])
    return context


def _parsed(address: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = httpx.URL(address) if base is None else base.join(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise _malformed(base) from error
    if url.raw_host and not _HOST.fullmatch(url.raw_host):
        raise _malformed(base)
    return url


def _malformed(base: httpx.URL | None) -> PictureError:
    """Return the error for an address that is not quoted, for any piece of it may be one of a password."""
    return PictureError(
        "The address of the picture is malformed: its host, its port or a character in it cannot be right."
        if base is None
        else f"{_shown(base)} leads on to a malformed address.",
        f"Copy it from a browser that shows the picture: https://host/path. {DOWNLOAD}",
    )


def _port(url: httpx.URL) -> int:
    return 443 if url.port is None else url.port


def _shown(url: httpx.URL) -> str:
    """Name *url* to people: scheme, host and path; no user, password, query or fragment, and all of it ASCII."""
    path = url.raw_path.partition(b"?")[0].decode("ascii")
    path = path if len(path) <= _SHOWN_PATH else f"{path[:_SHOWN_PATH]}..."
    return f"{url.scheme}://{url.netloc.decode('ascii')}{path}"


def _judge_address(url: httpx.URL, place: str) -> None:
    if not url.raw_host:
        raise PictureError("The address of the picture names no host.", f"Write it as https://host/path. {DOWNLOAD}")
    if url.scheme != "https":
        raise PictureError(
            f"{place} is no https address; pictures are fetched by https only.",
            f"Most servers answer to https:// as well: try it. {DOWNLOAD}",
        )
    if url.userinfo:
        raise PictureError(
            f"The address {place} has a user name or a password before its host.",
            f"Briefs travel: use an address that needs none. {DOWNLOAD}",
        )
    if _port(url) not in PORTS:
        raise PictureError(
            f"{place} asks for port {_port(url)}; pictures are fetched from 443 and from ports above 1023.",
            f"Leave the port out. {DOWNLOAD}",
        )


def _judged_addresses(url: httpx.URL, place: str, policy: Policy, deadline: _Deadline) -> tuple[str, ...]:
    """Return the addresses of the host, looked up once; a single one that is not allowed condemns the host."""
    answer: Future[tuple[str, ...]] = Future()

    def ask() -> None:
        try:
            answer.set_result(policy.resolve(url.raw_host.decode("ascii")))
        except BaseException as error:  # noqa: BLE001  # raised again below, in the thread that waits
            answer.set_exception(error)

    # The system's resolver knows no time limit: it is left behind in a thread that does not hold the process up.
    Thread(target=ask, name="look-up", daemon=True).start()
    addresses = answer.result(timeout=deadline.left())
    for address in addresses:
        if not policy.allowed(ip_address(address)):
            raise PictureError(
                f"{place} lies at {address}, in a private or reserved network.",
                "Pictures are fetched from public addresses only: download it yourself and name the file in the brief.",
            )
    return addresses


def _connected(
    addresses: tuple[str, ...], url: httpx.URL, place: str, trust: ssl.SSLContext, deadline: _Deadline
) -> ssl.SSLSocket:
    """Return a TLS connection to the first of *addresses* that answers, its certificate checked for the host's name."""
    reason = "its name has no address"
    for address in addresses:
        try:
            plain = socket.create_connection((address, _port(url)), min(deadline.left(), CONNECT_SECONDS))
        except OSError as error:
            reason = error.strerror or "it does not answer"
            continue
        with plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.settimeout(deadline.left())
            # A connection that is cut must not look like one that was ended: without a length, only TLS can tell.
            return trust.wrap_socket(plain, server_hostname=url.raw_host.decode("ascii"), suppress_ragged_eofs=False)
    deadline.left()
    raise PictureError(f"The server of {place} cannot be reached: {reason}.", f"Check the host's name. {DOWNLOAD}")


def _asked(
    url: httpx.URL, place: str, etag: str | None, wire: _Wire, limits: Limits
) -> FetchedPicture | NotModified | httpx.URL:
    """Send one request over *wire* and read the answer to its end, or return the address it leads on to."""
    headers = [
        ("Host", url.netloc.decode("ascii")),
        ("User-Agent", "creative"),
        ("Accept", "image/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    if etag is not None:
        headers.append(("If-None-Match", etag))
    target = httpcore.URL(scheme=b"https", host=url.raw_host, port=_port(url), target=url.raw_path)
    with (
        httpcore.HTTP11Connection(target.origin, wire) as connection,
        connection.stream("GET", target, headers=headers) as response,
    ):
        location = _header(response, b"location")
        if response.status in _REDIRECTS and location is not None:
            return _parsed(location, base=url)
        if response.status == HTTPStatus.NOT_MODIFIED and etag is not None:
            return NotModified(_shown(url))
        _judge_answer(response, place, limits)
        data = _body(response, place, limits)
        new_etag = _header(response, b"etag")
        kept = new_etag if new_etag is not None and _ETAG.fullmatch(new_etag) else None
        return FetchedPicture(data, hashlib.sha256(data).hexdigest(), kept, _shown(url))


def _header(response: httpcore.Response, name: bytes) -> str | None:
    for key, value in response.headers:
        if key.lower() == name:
            return value.decode("utf-8", "replace").strip()
    return None


def _judge_answer(response: httpcore.Response, place: str, limits: Limits) -> None:
    """Refuse by status and headers what need not be read."""
    status = response.status
    if status != HTTPStatus.OK:
        other = _SERVER_ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _NO_PICTURE
        sentence, hint = _STATUSES.get(status, other)
        raise PictureError(f"{sentence.format(place=place)}: it answers with status {status}.", f"{hint} {DOWNLOAD}")
    encoding = _header(response, b"content-encoding")
    if encoding and encoding.lower() != "identity":
        raise PictureError(
            f"{place} comes compressed for transport, although plain bytes were asked for.",
            f"A small file could hide a huge one: use a server that sends the picture as it is. {DOWNLOAD}",
        )
    length = _header(response, b"content-length")
    if length is not None and int(length) > limits.most_bytes:
        raise _too_large(place, limits)


def _body(response: httpcore.Response, place: str, limits: Limits) -> bytes:
    body = bytearray()
    sniffed = False
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > limits.most_bytes:
            raise _too_large(place, limits)
        if not sniffed and len(body) >= _SNIFFED_BYTES:
            _judge_kind(bytes(body[:_SNIFFED_BYTES]), response, place)
            sniffed = True
    if not sniffed:
        _judge_kind(bytes(body), response, place)
    return bytes(body)


def _judge_kind(start: bytes, response: httpcore.Response, place: str) -> None:
    """Refuse what does not begin as a picture; HEIC passes, for the reader of pictures has more to say about it."""
    if _PICTURE.match(start):
        return
    declared = (_header(response, b"content-type") or "").partition(";")[0].strip().lower()
    if not start:
        came = "an empty file"
    elif _WEB_PAGE.match(start):
        came = "a web page"
    else:
        came = declared if _MEDIA_TYPE.fullmatch(declared) else "a file without a type"
        came += f" that begins with {start[:8].hex(' ')}"
    raise PictureError(
        f"{place} is not a picture but {came}.",
        f"A page that shows or shares a picture has another address than the picture: copy that one. {DOWNLOAD}",
    )


def _too_large(place: str, limits: Limits) -> PictureError:
    return PictureError(
        f"{place} is larger than {limits.most_bytes / 1e6:g} MB.",
        "Scale it to 4000 px on its longer side and save it as JPEG, or as PNG if it is a cut-out.",
    )


@contextmanager
def _explained(place: str, limits: Limits) -> Iterator[None]:
    """Turn what sockets, TLS and HTTP raise into sentences by the table above; a PictureError passes."""
    try:
        yield
    except (OSError, httpcore.RemoteProtocolError) as error:
        sentence, hint = next(row[1:] for row in _TROUBLES if isinstance(error, row[0]))
        told = sentence.format(place=place, seconds=limits.seconds, reason=_reason(error))
        raise PictureError(told, f"{hint} {DOWNLOAD}") from error


def _reason(error: Exception) -> str:
    said = None
    if isinstance(error, ssl.SSLCertVerificationError):
        said = error.verify_message
    elif isinstance(error, ssl.SSLError):
        said = error.reason
    elif isinstance(error, OSError):
        said = error.strerror
    return (said or type(error).__name__).rstrip(".")
