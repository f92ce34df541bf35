"""Pictures that a brief names by https address, fetched without trusting the address, the names or the server.

    address ─parse─► host ─look up, once─► addresses ─all public?─► TCP to one of them ─TLS for the name─► HTTP/1.1
       ▲                                                                                                     │
       └────────────────────────── redirect: everything again, under the same deadline ◄─────────────────────┤
                                                                                        picture by its bytes ◄┘

A brief may come from anywhere, so an address in it must not become a way into the network this runs in. The name is
looked up here and the connection goes to the very address that was judged: a name server that answers differently
the second time is not asked a second time. One deadline lies over everything, name look-up and TLS included, since
time limits per read never end a server that sends a byte now and then. Proxies of the environment are not used,
because a proxy looks the name up again; cookies, credentials and compression do not exist here.

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
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Thread
from typing import Any, TypeAlias, overload

import httpcore
import httpx

from creative_cli.errors import PictureError

IPAddress: TypeAlias = IPv4Address | IPv6Address

CONNECT_SECONDS = 5.0
"""What one address of a host gets before the next one is tried: IPv6 is often announced and not routed."""

FIRST_UNPRIVILEGED_PORT = 1024
"""Ports below belong to other services (mail, directories, file shares), https on 443 apart."""

DOWNLOAD = "Or download the picture yourself and name the file in the brief."

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SNIFFED_BYTES = 4096
_SHOWN_PATH = 100

_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_PICTURE = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*|BM|....ftyp(?:avi[fs]|hei[cx]|mif1)"
    rb"|(?:\xef\xbb\xbf)?\s*<(?:svg\b|(?:\?xml|!--|!doctype\s+svg).*?<svg\b)",
    re.DOTALL | re.IGNORECASE,
)
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.DOTALL | re.I
)

_UNICAST_IPV6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NEVER = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments; Python 3.11 calls most of them global
    IPv4Network("192.88.99.0/24"),  # relays from IPv4 into 6to4
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2002::/16"),  # 6to4: any IPv4 address in disguise
    IPv6Network("3fff::/20"),  # documentation; unknown to Python 3.11
)

# At DEBUG and INFO these print whole addresses and redirect targets, keys in the query included.
for _talkative in ("httpx", "httpcore"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


def is_public(address: IPAddress) -> bool:
    """Tell whether *address* belongs to the public internet, by an allow-list that later Pythons do not move.

    IPv4: global by the IANA registry, no multicast. IPv6: global unicast without tunnels that wrap an IPv4 address;
    NAT64 (RFC 6052), which networks without IPv4 answer for every old host, counts as the IPv4 address inside.
    """
    if isinstance(address, IPv6Address) and address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if isinstance(address, IPv6Address) and address not in _UNICAST_IPV6:
        return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _NEVER)


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


@overload
def fetch(address: str, *, limits: Limits = LIMITS, policy: Policy = PUBLIC) -> FetchedPicture: ...


@overload
def fetch(
    address: str, *, etag: str | None, limits: Limits = LIMITS, policy: Policy = PUBLIC
) -> FetchedPicture | NotModified: ...


def fetch(
    address: str, *, etag: str | None = None, limits: Limits = LIMITS, policy: Policy = PUBLIC
) -> FetchedPicture | NotModified:
    """Return the picture at the https *address*; it blocks for at most `limits.seconds`.

    With *etag*, as an earlier picture carried it, the server may answer that nothing changed: NotModified. The bytes
    begin as a picture does and are as many as the server announced; whether they decode is for the reader to judge.
    Raises PictureError for every way in which this can fail, saying which and what to do.
    """
    deadline = _Deadline(time.monotonic() + limits.seconds)
    trust = policy.trust()
    trust.set_alpn_protocols(["http/1.1"])
    url = _parsed(address)
    first = place = _shown(url)
    for _ in range(limits.redirects + 1):
        with _explained(place, limits):
            _judge_address(url, place)
            addresses = _judged_addresses(_host(url), place, policy, deadline)
            wire = _Wire(_connected(addresses, url, place, trust, deadline), deadline)
            answer = _asked(url, place, etag, wire, limits)
        if not isinstance(answer, _Redirect):
            return answer
        url = _joined(url, answer, place)
        place = f"{_shown(url)}, where {first} leads,"
    raise PictureError(
        f"{first} leads on to another address more than {limits.redirects} times.",
        f"Use the address at which the picture ends up in a browser. {DOWNLOAD}",
    )


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str = field(repr=False)


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
    """A TLS connection on which the reads and writes together end at one deadline."""

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


def _parsed(address: str) -> httpx.URL:
    try:
        return httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        # The parser's message quotes what it stumbled over, which may be a piece of a password.
        raise PictureError(
            "The address of the picture is malformed: its host, its port or a character in it cannot be right.",
            f"Copy it from a browser that shows the picture: https://host/path. {DOWNLOAD}",
        ) from error


def _joined(url: httpx.URL, redirect: _Redirect, place: str) -> httpx.URL:
    try:
        return url.join(redirect.location)
    except (httpx.InvalidURL, ValueError) as error:
        raise PictureError(f"{place} leads on to a malformed address.", DOWNLOAD) from error


def _host(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii")


def _shown(url: httpx.URL) -> str:
    """Name *url* to people: scheme, host and path; no user, password, query or fragment, and all of it ASCII."""
    path = url.raw_path.partition(b"?")[0].decode("ascii")
    path = path if len(path) <= _SHOWN_PATH else f"{path[:_SHOWN_PATH]}…"
    return f"{url.scheme}://{url.netloc.decode('ascii')}{path}"


def _judge_address(url: httpx.URL, place: str) -> None:
    if url.scheme != "https" or not url.raw_host:
        raise PictureError(
            f"{place} is not an https address, and pictures are fetched by https only."
            if url.raw_host
            else "The address of the picture names no host: https://host/path is expected.",
            f"Most servers answer to https:// as well: try it. {DOWNLOAD}",
        )
    if url.userinfo:
        raise PictureError(
            f"The address {place} carries a user name or a password before its host.",
            f"Briefs travel; use an address that needs none. {DOWNLOAD}",
        )
    if url.port is not None and not FIRST_UNPRIVILEGED_PORT <= url.port <= 65_535:  # noqa: PLR2004  # the last port
        raise PictureError(
            f"{place} asks for port {url.port}; pictures are fetched from 443 or a port above 1023.",
            f"Leave the port out. {DOWNLOAD}",
        )


def _judged_addresses(host: str, place: str, policy: Policy, deadline: _Deadline) -> tuple[str, ...]:
    """Return the addresses of *host*, looked up once; a single one that is not allowed condemns the host."""
    answer: Future[tuple[str, ...]] = Future()

    def ask() -> None:
        try:
            answer.set_result(policy.resolve(host))
        except Exception as error:  # noqa: BLE001  # raised again below, in the thread that waits
            answer.set_exception(error)

    # The system's resolver knows no time limit: it is left behind in a thread that does not hold the process up.
    Thread(target=ask, name="look-up", daemon=True).start()
    addresses = answer.result(timeout=deadline.left())
    for address in addresses:
        if not policy.allowed(ip_address(address)):
            raise PictureError(
                f"{place} lies at {address}, inside a private or reserved network.",
                "Pictures are fetched from public addresses only; download it yourself and name the file in the brief.",
            )
    return addresses


def _connected(
    addresses: tuple[str, ...], url: httpx.URL, place: str, trust: ssl.SSLContext, deadline: _Deadline
) -> ssl.SSLSocket:
    """Return a TLS connection to the first of *addresses* that answers, its certificate checked for the host's name."""
    reason = "no address is known for this host"
    for address in addresses:
        try:
            plain = socket.create_connection((address, url.port or 443), min(deadline.left(), CONNECT_SECONDS))
        except OSError as error:
            reason = error.strerror or "no answer"
            continue
        with _closing_on_failure(plain):
            plain.settimeout(deadline.left())
            # A connection that is cut must not look like one that was ended: without a length, only TLS knows.
            return trust.wrap_socket(plain, server_hostname=_host(url), suppress_ragged_eofs=False)
    deadline.left()
    raise PictureError(f"No server can be reached for {place} ({reason}).", f"Check the host's name. {DOWNLOAD}")


@contextmanager
def _closing_on_failure(connection: socket.socket) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _asked(
    url: httpx.URL, place: str, etag: str | None, wire: _Wire, limits: Limits
) -> FetchedPicture | NotModified | _Redirect:
    """Send the one request there is over *wire*, and read the answer to its end."""
    host, port = url.raw_host, url.port or 443
    headers = [
        ("Host", url.netloc.decode("ascii")),
        ("User-Agent", "creative"),
        ("Accept", "image/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    if etag is not None:
        headers.append(("If-None-Match", etag))
    target = httpcore.URL(scheme=b"https", host=host, port=port, target=url.raw_path)
    with (
        httpcore.HTTP11Connection(httpcore.Origin(b"https", host, port), wire) as connection,
        connection.stream("GET", target, headers=headers) as response,
    ):
        location = _header(response, b"location")
        if response.status in _REDIRECTS and location is not None:
            return _Redirect(location)
        if response.status == HTTPStatus.NOT_MODIFIED and etag is not None:
            return NotModified(_shown(url))
        _judge_answer(response, place, limits)
        data = _body(response, place, limits)
        known = _header(response, b"etag")
        known = known if known is not None and _ETAG.fullmatch(known) else None
        return FetchedPicture(data, hashlib.sha256(data).hexdigest(), known, _shown(url))


def _header(response: httpcore.Response, name: bytes) -> str | None:
    for key, value in response.headers:
        if key.lower() == name:
            return value.decode("utf-8", "replace").strip()
    return None


def _judge_answer(response: httpcore.Response, place: str, limits: Limits) -> None:
    """Refuse by status and headers what need not be read."""
    status = response.status
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise PictureError(
            f"{place} is not open to everyone (status {status}).",
            f"Use an address that opens in a private browser window. {DOWNLOAD}",
        )
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise PictureError(f"There is nothing at {place} (status {status}).", f"Correct the address. {DOWNLOAD}")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise PictureError(f"The server of {place} is in trouble (status {status}).", f"Try again later. {DOWNLOAD}")
    if status != HTTPStatus.OK:
        raise PictureError(
            f"{place} answered with status {status} and no picture.", f"Open it in a browser. {DOWNLOAD}"
        )
    encoding = _header(response, b"content-encoding")
    if encoding and encoding.lower() != "identity":
        raise PictureError(
            f"{place} comes compressed for transport, although plain bytes were asked for.",
            "Pictures gain nothing from it, and a small file may hide a huge one: download it and name the file.",
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
        came = "nothing"
    elif _WEB_PAGE.match(start):
        came = "a web page"
    else:
        came = declared if _MEDIA_TYPE.fullmatch(declared) else "something without a type"
        came += f", beginning with {start[:8].hex(' ')},"
    raise PictureError(
        f"{place} holds no picture: {came} came.",
        f"Pages that show or share a picture have another address than the picture itself: copy that one. {DOWNLOAD}",
    )


def _too_large(place: str, limits: Limits) -> PictureError:
    return PictureError(
        f"{place} is larger than {limits.most_bytes / 1e6:g} MB.", "Scale it to 4000 px on its longer side, as JPEG."
    )


@contextmanager
def _explained(place: str, limits: Limits) -> Iterator[None]:
    """Turn what sockets, TLS and HTTP raise into sentences; their own words may quote the server and are not repeated."""
    try:
        yield
    except TimeoutError as error:
        raise PictureError(
            f"{place} did not arrive within {limits.seconds:g} s.", f"Try again, or use a faster server. {DOWNLOAD}"
        ) from error
    except socket.gaierror as error:
        raise PictureError(
            f"The host of {place} is unknown, or names cannot be looked up from here.",
            f"Check the host's name and your connection. {DOWNLOAD}",
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise PictureError(
            f"The server of {place} cannot prove who it is: {error.verify_message.rstrip('.')}.",
            f"Where a gateway inspects traffic, name its certificate in SSL_CERT_FILE. {DOWNLOAD}",
        ) from error
    except (ssl.SSLEOFError, ConnectionError, httpcore.RemoteProtocolError) as error:
        raise PictureError(
            f"The connection to {place} broke off, or what came was not proper HTTP.", f"Try again. {DOWNLOAD}"
        ) from error
    except ssl.SSLError as error:
        raise PictureError(
            f"The server of {place} and this machine cannot agree on a secure connection ({error.reason}).", DOWNLOAD
        ) from error
    except OSError as error:
        raise PictureError(
            f"The connection to {place} failed ({error.strerror or type(error).__name__}).", f"Try again. {DOWNLOAD}"
        ) from error
