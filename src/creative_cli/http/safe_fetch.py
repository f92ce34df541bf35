"""Pictures that a brief names by https address, fetched without trusting the address, its host or the server.

    address ─parse─► host ─look up, once─► addresses ─all public?─► TCP to one of them ─TLS for the name─► HTTP/1.1
       ▲                                                                                                     │
       └──────────────────── redirect: everything again, under the same deadline ◄───────────────────────────┤
                                                                                picture, by its first bytes ◄┘

A brief may come from anywhere, and an address in it must not become a way into this machine's network. The host is
looked up here and the connection goes to the very address that was checked, since a name server may answer
differently the second time. One deadline covers everything, look-up and TLS included: time limits per read never end
a server that sends a byte now and then. Proxies of the environment are not used, as a proxy looks the name up again.
There are no cookies, credentials or compression.

Addresses often contain a key in their query: errors, log lines and records made here show only scheme, host and path.
Longer than most files, because these guards work only together.
"""

import logging
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from ipaddress import ip_address

import httpcore2
import httpx2

from creative_cli.blocking_calls import start_blocking_call
from creative_cli.errors import PictureError
from creative_cli.foreign_files import MARKUP_PREAMBLE, is_web_page
from creative_cli.http.addresses import IPAddress, is_public
from creative_cli.settings import read_settings

CONNECT_SECONDS = 5.0
"""Time for one address of a host before the next one is tried: IPv6 is often announced and not routed."""

PORTS = frozenset({443, *range(1024, 65_536)})
"""Other ports below 1024 belong to other services: mail, directories, file shares."""

DOWNLOAD = "Or download the picture yourself and name the file in the brief."

_SNIFFED_BYTES = 4096
_SHOWN_PATH = 100

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,200}"')
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_HOST = re.compile(rb"[a-z0-9_.-]+|[0-9a-f:.]+")
_PICTURE = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*|BM|....ftyp(?:avi[fs]|hei[cx]|mif1)"
    rb"|%b<svg\b" % MARKUP_PREAMBLE,
    re.DOTALL | re.IGNORECASE,
)

_TROUBLES: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    (
        (TimeoutError,),
        "{place} did not arrive within {seconds:g} s.",
        "Try again, or use a faster server. CREATIVE_FETCH_SECONDS sets the limit.",
    ),
    ((socket.gaierror,), "The host of {place} is unknown here.", "Check its name, and that you are online."),
    (
        (ssl.SSLCertVerificationError,),
        "The server of {place} cannot prove who it is: {reason}.",
        "Where a gateway inspects traffic, name its certificate in SSL_CERT_FILE.",
    ),
    (
        (ssl.SSLEOFError, ConnectionError, httpcore2.RemoteProtocolError),
        "The connection to {place} broke off, or the answer was not valid HTTP.",
        "Try again.",
    ),
    ((ssl.SSLError,), "No secure connection to {place} can be agreed on: {reason}.", "Try it in a browser."),
    ((OSError,), "The connection to {place} failed: {reason}.", "Try again."),
)
"""What sockets, TLS and HTTP raise, narrow before wide. HTTP errors quote the server and are not repeated."""

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

# At DEBUG and INFO these print whole addresses and redirect targets, including keys in the query.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def resolve_host(host: str) -> tuple[str, ...]:
    """Return every address of *host* in the order the system prefers; raises OSError when it has none."""
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What is trusted, and the most one picture may take: seconds from look-up to last byte, bytes, redirects.

    Without `pictures` any other file is wanted, such as a feed. By default the certificates are those of SSL_CERT_FILE
    or SSL_CERT_DIR, else of the machine.
    """

    resolve: Callable[[str], tuple[str, ...]] = resolve_host
    allowed: Callable[[IPAddress], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = httpx2.create_ssl_context
    seconds: float = 30.0
    most_bytes: int = 40_000_000
    redirects: int = 3
    pictures: bool = True


PUBLIC = FetchPolicy()


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """The bytes of a picture, not decoded, and the server's ETag for them."""

    data: bytes = field(repr=False)
    etag: str | None


def fetch_picture(address: str, *, etag: str | None = None, policy: FetchPolicy | None = None) -> FetchedPicture | None:
    """Return the picture at the https *address*; blocks for at most `policy.seconds`, or CREATIVE_FETCH_SECONDS.

    Returns None if the server says that the picture with *etag* has not changed. The bytes begin as a picture does
    and are as many as the server announced; they may still fail to decode. Raises PictureError for every failure.
    """
    policy = policy or replace(PUBLIC, seconds=read_settings().fetch_seconds)
    deadline = time.monotonic() + policy.seconds
    trust = _load_trust(policy)
    url = _parse_url(address)
    first = place = _display(url)
    for _ in range(policy.redirects + 1):
        answer = _Hop(url, place, etag, policy, deadline).fetch(trust)
        if not isinstance(answer, httpx2.URL):
            return answer
        url = answer
        place = f"{_display(url)} (reached from {first})"
    raise _error(
        f"{first} redirects more than {policy.redirects} times.",
        "Use the address at which the picture ends up in a browser.",
    )


def display_address(address: str) -> str:
    """Return scheme, host and path of *address*, which may be printed and kept. Raises PictureError if malformed."""
    return _display(_parse_url(address))


def _error(sentence: str, hint: str) -> PictureError:
    return PictureError(sentence, f"{hint} {DOWNLOAD}")


def _time_left(deadline: float) -> float:
    """Return the seconds until *deadline* (`time.monotonic`). Raises TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Wire(httpcore2.NetworkStream):
    """A TLS connection on which all reads and writes together end at one deadline."""

    def __init__(self, connection: ssl.SSLSocket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # the deadline rules
        self._connection.settimeout(_time_left(self._deadline))
        return self._connection.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # the deadline rules
        while buffer:
            self._connection.settimeout(_time_left(self._deadline))
            buffer = buffer[self._connection.send(buffer) :]

    def close(self) -> None:
        self._connection.close()


def _load_trust(policy: FetchPolicy) -> ssl.SSLContext:
    try:
        context = policy.trust()
    except OSError as error:
        raise PictureError(
            f"The list of trusted certificates cannot be read: {error.strerror}.",
            "Correct SSL_CERT_FILE and SSL_CERT_DIR, or unset them.",
        ) from error
    context.set_alpn_protocols(["http/1.1"])
    return context


def _parse_url(address: str, base: httpx2.URL | None = None) -> httpx2.URL:
    # A malformed address is not quoted: any piece of it may be part of a password.
    malformed = _error(
        "The address of the picture is malformed: its host, its port or a character in it cannot be right."
        if base is None
        else f"{_display(base)} redirects to a malformed address.",
        "Copy it from a browser that shows the picture: https://host/path.",
    )
    try:
        url = httpx2.URL(address) if base is None else base.join(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise malformed from error
    if url.raw_host and not _HOST.fullmatch(url.raw_host):
        raise malformed
    return url


def _port(url: httpx2.URL) -> int:
    return 443 if url.port is None else url.port


def _display(url: httpx2.URL) -> str:
    """Return scheme, host and path of *url* in ASCII, without user, password, query and fragment."""
    path = url.raw_path.partition(b"?")[0].decode("ascii")
    path = path if len(path) <= _SHOWN_PATH else f"{path[:_SHOWN_PATH]}..."
    return f"{url.scheme}://{url.netloc.decode('ascii')}{path}"


@dataclass(frozen=True, slots=True)
class _Hop:
    """One request on the way to a picture; `place` names its address in messages."""

    url: httpx2.URL
    place: str
    etag: str | None
    policy: FetchPolicy
    deadline: float

    def fetch(self, trust: ssl.SSLContext) -> FetchedPicture | httpx2.URL | None:
        """Return the picture, the target of a redirect, or None for "not modified"; raise PictureError."""
        try:
            self._check_url()
            return self._request(_Wire(self._connect(self._look_up(), trust), self.deadline))
        except (OSError, httpcore2.RemoteProtocolError) as error:
            sentence, hint = next(row[1:] for row in _TROUBLES if isinstance(error, row[0]))
            sentence = sentence.format(place=self.place, seconds=self.policy.seconds, reason=_reason(error))
            raise _error(sentence, hint) from error

    def _check_url(self) -> None:
        url, place = self.url, self.place
        if not url.raw_host:
            raise _error("The address of the picture names no host.", "Write it as https://host/path.")
        if url.scheme != "https":
            raise _error(
                f"{place} is not an https address; pictures are fetched by https only.",
                "Most servers support https:// as well: try it.",
            )
        if url.userinfo:
            raise _error(
                f"The address {place} has a user name or a password before its host.",
                "Briefs are shared: use an address that needs none.",
            )
        if _port(url) not in PORTS:
            raise _error(
                f"{place} asks for port {_port(url)}; pictures are fetched from 443 and from ports above 1023.",
                "Leave the port out.",
            )

    def _look_up(self) -> tuple[str, ...]:
        """Return the addresses of the host, looked up once; raise PictureError if any of them is not allowed."""
        # The system's resolver has no time limit.
        answer = start_blocking_call(lambda: self.policy.resolve(self.url.raw_host.decode("ascii")), "look-up")
        addresses = answer.result(timeout=_time_left(self.deadline))
        for address in addresses:
            if not self.policy.allowed(ip_address(address)):
                raise PictureError(
                    f"{self.place} is at {address}, in a private or reserved network.",
                    "Pictures are fetched from public addresses only: download it yourself and name the file in the "
                    "brief.",
                )
        return addresses

    def _connect(self, addresses: tuple[str, ...], trust: ssl.SSLContext) -> ssl.SSLSocket:
        """Return a TLS connection to the first of *addresses* that answers; its certificate must be for the host."""
        host, reason = self.url.raw_host.decode("ascii"), "its name has no address"
        for address in addresses:
            try:
                plain = socket.create_connection(
                    (address, _port(self.url)), min(_time_left(self.deadline), CONNECT_SECONDS)
                )
            except OSError as error:
                reason = error.strerror or "it does not answer"
                continue
            with plain:
                plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                plain.settimeout(_time_left(self.deadline))
                # A cut connection must not look like a finished one: without a length, only TLS can tell.
                return trust.wrap_socket(plain, server_hostname=host, suppress_ragged_eofs=False)
        _time_left(self.deadline)
        raise _error(f"The server of {self.place} cannot be reached: {reason}.", "Check the host's name.")

    def _request(self, wire: _Wire) -> FetchedPicture | httpx2.URL | None:
        """Send the request over *wire* and read the answer to its end."""
        url = self.url
        headers = [
            ("Host", url.netloc.decode("ascii")),
            ("User-Agent", "creative"),
            ("Accept", "image/*" if self.policy.pictures else "*/*"),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ]
        if self.etag is not None:
            headers.append(("If-None-Match", self.etag))
        target = httpcore2.URL(scheme=b"https", host=url.raw_host, port=_port(url), target=url.raw_path)
        with (
            httpcore2.HTTP11Connection(target.origin, wire) as connection,
            connection.stream("GET", target, headers=headers) as response,
        ):
            location = _header(response, b"location")
            if response.status in _REDIRECTS and location is not None:
                return _parse_url(location, base=url)
            if response.status == HTTPStatus.NOT_MODIFIED and self.etag is not None:
                return None
            self._check_head(response)
            etag = _header(response, b"etag")
            kept = etag if etag is not None and _ETAG.fullmatch(etag) else None
            return FetchedPicture(self._read_body(response), kept)

    def _check_head(self, response: httpcore2.Response) -> None:
        """Raise PictureError if status or headers rule out a picture."""
        status = response.status
        if status != HTTPStatus.OK:
            other = _SERVER_ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _NO_PICTURE
            sentence, hint = _STATUSES.get(status, other)
            raise _error(f"{sentence.format(place=self.place)}: it answers with status {status}.", hint)
        encoding = _header(response, b"content-encoding")
        if encoding and encoding.lower() != "identity":
            raise _error(
                f"{self.place} comes compressed for transport, although plain bytes were asked for.",
                "A small file could hide a huge one: use a server that sends the picture as it is.",
            )
        length = _header(response, b"content-length")
        if length is not None and int(length) > self.policy.most_bytes:
            raise self._too_large()

    def _read_body(self, response: httpcore2.Response) -> bytes:
        body = bytearray()
        checked = False
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > self.policy.most_bytes:
                raise self._too_large()
            if not checked and len(body) >= _SNIFFED_BYTES:
                self._check_type(bytes(body[:_SNIFFED_BYTES]), response)
                checked = True
        if not checked:
            self._check_type(bytes(body), response)
        return bytes(body)

    def _check_type(self, start: bytes, response: httpcore2.Response) -> None:
        """Raise PictureError unless *start* is the start of a picture; HEIC passes, as decoding it explains more.

        Where another file is wanted, a web page and an empty file are refused.
        """
        if _PICTURE.match(start) or (not self.policy.pictures and start and not is_web_page(start)):
            return
        declared = (_header(response, b"content-type") or "").partition(";")[0].strip().lower()
        if not start:
            came = "an empty file"
        elif is_web_page(start):
            came = "a web page"
        else:
            came = declared if _MEDIA_TYPE.fullmatch(declared) else "a file without a type"
            came += f" that begins with {start[:8].hex(' ')}"
        raise _error(
            f"{self.place} is not a picture but {came}.",
            "A page that shows a picture has another address than the picture itself: copy that one.",
        )

    def _too_large(self) -> PictureError:
        size = f"{self.place} is larger than {self.policy.most_bytes / 1e6:g} MB."
        if not self.policy.pictures:
            return PictureError(size, "Split it, or leave out columns and rows that are not needed.")
        return PictureError(
            size,
            "Scale it to 4000 px on its longer side and save it as JPEG, or as PNG if it is a cut-out.",
        )


def _header(response: httpcore2.Response, name: bytes) -> str | None:
    for key, value in response.headers:
        if key.lower() == name:
            return value.decode("utf-8", "replace").strip()
    return None


def _reason(error: Exception) -> str:
    reason = None
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message
    elif isinstance(error, ssl.SSLError):
        reason = error.reason
    elif isinstance(error, OSError):
        reason = error.strerror
    return (reason or type(error).__name__).rstrip(".")
