"""Pictures are fetched from a real TLS server on loopback; what could harm is refused before or while it happens."""

import gzip
import io
import ipaddress
import logging
import re
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.http.addresses import IPAddress, is_public
from creative_cli.http.safe_fetch import FetchedPicture, FetchPolicy, display_address, fetch_picture

Answer: TypeAlias = Callable[[socket.socket], None]

CANARY = "canary-5f1c"
HOST = "shop.example"
PATIENT_S = 10.0
SHORT_S = 0.3
PUBLIC_ADDRESS = "93.184.216.34"
UNTOUCHABLE = (
    "127.0.0.1",
    "0.0.0.0",  # noqa: S104  # an address to refuse, nothing is bound to it
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.5.4",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fe80::1",
    "ff02::1",
)


def encoded(kind: str) -> bytes:
    """Return a small picture in one of Pillow's formats."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 80, 40)).save(file, kind)
    return file.getvalue()


PNG = encoded("PNG")


class Shop(socketserver.ThreadingTCPServer):
    """A server on loopback that answers each path as it was told to, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, trust: ssl.SSLContext, certificate: ssl.SSLContext | None) -> None:
        """Speak TLS with *certificate*, or not at all when it is None; *trust* is what visitors may believe."""
        super().__init__(("127.0.0.1", 0), Visit)
        self.trust = trust
        self.certificate = certificate
        self.greeting = b""
        self.answers: dict[str, Answer] = {}
        self.accepted = 0
        self.heads: list[str] = []
        self.protocols: list[str | None] = []

    def address(self, path: str, host: str = HOST) -> str:
        """Return the address of *path* here."""
        return f"https://{host}:{self.server_address[1]}{path}"

    def policy(self) -> FetchPolicy:
        """Return the product's own policy but for two things: every name lies here, and here may be visited."""

        def allowed(address: IPAddress) -> bool:
            return str(address) == "127.0.0.1" or is_public(address)

        return FetchPolicy(resolve=lambda _host: ("127.0.0.1",), allowed=allowed, trust=lambda: self.trust)


class Visit(socketserver.BaseRequestHandler):
    """One connection: TLS, one request, the answer its path has."""

    server: Shop

    def handle(self) -> None:
        """Answer; a visitor that hangs up is what many tests want."""
        self.server.accepted += 1
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self.server.certificate is None:
                self.request.sendall(self.server.greeting)
                silence(self.request)
                return
            with self.server.certificate.wrap_socket(self.request, server_side=True) as wire:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += wire.recv(1) or b"\r\n\r\n"
                self.server.heads.append(head.decode())
                self.server.protocols.append(wire.selected_alpn_protocol())
                self.server.answers[head.split()[1].partition(b"?")[0].decode()](wire)
        except OSError:
            return


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return a certificate authority that lives as long as these tests."""
    return trustme.CA()


@pytest.fixture
def open_shop(authority: trustme.CA) -> Iterator[Callable[[trustme.LeafCert | None], Shop]]:
    """Return a way to open servers with any certificate; they close when the test ends."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(trust)
    shops: list[Shop] = []

    def opened(certificate: trustme.LeafCert | None) -> Shop:
        context = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            context.set_alpn_protocols(["h2", "http/1.1"])
        shop = Shop(trust, context)
        shops.append(shop)
        threading.Thread(target=shop.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
        return shop

    yield opened
    for shop in shops:
        shop.shutdown()
        shop.server_close()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA) -> trustme.LeafCert:
    """Return a certificate for the names these tests use."""
    return authority.issue_cert(HOST, "cdn.example")


@pytest.fixture
def shop(open_shop: Callable[[trustme.LeafCert | None], Shop], certificate: trustme.LeafCert) -> Shop:
    """Return a server whose certificate is good for shop.example and cdn.example."""
    return open_shop(certificate)


def reply(
    data: bytes = PNG, *headers: str, status: str = "200 OK", length: int | None = None, announce: bool = True
) -> Answer:
    """Return an answer of *data*, its true or a false *length* in the header, ended as TLS wants it."""

    def answer(wire: socket.socket) -> None:
        lines = [f"HTTP/1.1 {status}", *headers]
        if announce:
            lines.append(f"Content-Length: {len(data) if length is None else length}")
        wire.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        if isinstance(wire, ssl.SSLSocket):
            wire.unwrap()

    return answer


def redirect(location: str, status: str = "302 Found") -> Answer:
    """Return an answer that leads on to *location*."""
    return reply(b"", f"Location: {location}", "Set-Cookie: session=1", status=status)


def unended(data: bytes = PNG) -> Answer:
    """Return an answer without length whose connection is cut without TLS's own goodbye."""
    return lambda wire: wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + data)


def reset(data: bytes = b"") -> Answer:
    """Return an answer that breaks off with a TCP reset after *data*."""

    def answer(wire: socket.socket) -> None:
        wire.sendall(data)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return answer


def trickle(start: bytes) -> Answer:
    """Return an answer that sends *start* and then a byte every 20 ms for as long as anybody listens."""

    def answer(wire: socket.socket) -> None:
        wire.sendall(start)
        pause = threading.Event()
        while not pause.wait(0.02):
            wire.sendall(b"x")

    return answer


def silence(wire: socket.socket) -> None:
    """Say nothing until the visitor leaves."""
    while wire.recv(1000):
        pass


def chunked(data: bytes, size: int = 10_000) -> Answer:
    """Return an answer whose length nobody announces, in chunks of *size* bytes."""
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    return reply(body, "Transfer-Encoding: chunked", announce=False)


def fetched(shop: Shop, path: str = "/tea.png") -> FetchedPicture:
    """Return the picture at *path*, which must come."""
    picture = fetch_picture(shop.address(path), policy=shop.policy())
    assert isinstance(picture, FetchedPicture)
    return picture


def refusal(address: str, policy: FetchPolicy, seconds: float = PATIENT_S) -> str:
    """Return the sentence with which *address* is refused: in time, with a next step, and without its query."""
    begun = time.monotonic()
    with pytest.raises(PictureError) as caught:
        fetch_picture(f"{address}?key={CANARY}", policy=replace(policy, seconds=seconds))

    assert time.monotonic() - begun < seconds + 2
    assert caught.value.hint
    assert re.search(r"[^.]\.$", caught.value.sentence)
    assert CANARY not in caught.value.sentence + caught.value.hint
    return caught.value.sentence


def answered(shop: Shop, answer: Answer, seconds: float = PATIENT_S, most_bytes: int = FetchPolicy().most_bytes) -> str:
    """Return the sentence with which a picture is refused whose server gives *answer*."""
    shop.answers["/tea.png"] = answer
    return refusal(shop.address("/tea.png"), replace(shop.policy(), most_bytes=most_bytes), seconds)


def test_a_picture_comes_whole(shop: Shop) -> None:
    """Bytes and ETag are the server's."""
    shop.answers["/tea.png"] = reply(PNG, 'ETag: "v1"')

    picture = fetch_picture(shop.address(f"/tea.png?key={CANARY}#top"), policy=shop.policy())

    assert picture == FetchedPicture(PNG, '"v1"')


def test_an_address_is_shown_without_what_may_be_secret() -> None:
    """User, password, query and fragment stay where they were written; a long path is cut."""
    address = f"HTTPS://anna:{CANARY}@Bücher.example/ü/tea.png?key={CANARY}#{CANARY}"

    assert display_address(address) == "https://xn--bcher-kva.example/%C3%BC/tea.png"
    assert len(display_address(f"https://{HOST}/{'x' * 1000}")) < 150


def test_the_request_says_only_what_is_needed(shop: Shop) -> None:
    """The server learns the path, the query and that a picture is wanted, plain."""
    shop.answers["/"] = reply()

    fetch_picture(shop.address("?size=2"), policy=shop.policy())

    (head,) = shop.heads
    assert shop.protocols == ["http/1.1"]
    assert head.split("\r\n") == [
        "GET /?size=2 HTTP/1.1",
        f"Host: {HOST}:{shop.server_address[1]}",
        "User-Agent: creative",
        "Accept: image/*",
        "Accept-Encoding: identity",
        "Connection: close",
        "",
        "",
    ]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP"])
def test_every_kind_of_picture_passes(shop: Shop, kind: str) -> None:
    """What decides is how the bytes begin, not what the server calls them."""
    data = encoded(kind)
    shop.answers["/tea.png"] = reply(data, "Content-Type: application/octet-stream")

    assert fetched(shop).data == data


@pytest.mark.parametrize(
    "drawing",
    [
        b"<svg xmlns='x'/>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a > b -->\n<svg/>",
        b"<!DOCTYPE svg>\n<svg/>",
        b"<!DOCTYPE svg PUBLIC '-' 'svg11.dtd' [\n<!ENTITY ns 'x'>\n]>\n<!-- drawn -->\n<svg/>",
    ],
)
def test_drawings_pass(shop: Shop, drawing: bytes) -> None:
    """SVG is a picture too, with or without its preamble."""
    shop.answers["/tea.png"] = reply(drawing)

    assert fetched(shop).data == drawing


@pytest.mark.parametrize("answer", [chunked(PNG, 20), reply(PNG, announce=False)], ids=["chunked", "ended by TLS"])
def test_a_length_is_not_needed_where_the_end_is_told(shop: Shop, answer: Answer) -> None:
    """Chunks and a proper goodbye of TLS both say that a picture is complete."""
    shop.answers["/tea.png"] = answer

    assert fetched(shop).data == PNG


@pytest.mark.parametrize("etag", ["tea", '"a b"', '"' + "x" * 300 + '"'])
def test_an_etag_of_another_shape_is_not_kept(shop: Shop, etag: str) -> None:
    """What could not be sent back is not remembered."""
    shop.answers["/tea.png"] = reply(PNG, f"ETag: {etag}")

    assert fetched(shop).etag is None


def test_an_unchanged_picture_is_not_sent_again(shop: Shop) -> None:
    """The ETag of last time goes along, and the server may say that it still holds."""
    shop.answers["/tea.png"] = lambda wire: wire.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')

    answer = fetch_picture(shop.address("/tea.png"), etag='"v1"', policy=shop.policy())

    assert answer is None
    assert 'If-None-Match: "v1"\r\n' in shop.heads[0]


def test_a_changed_picture_is_sent(shop: Shop) -> None:
    """Another ETag brings another picture."""
    shop.answers["/tea.png"] = reply(PNG, 'ETag: W/"v2"')

    answer = fetch_picture(shop.address("/tea.png"), etag='"v1"', policy=shop.policy())

    assert isinstance(answer, FetchedPicture)
    assert answer.etag == 'W/"v2"'


def test_not_modified_must_have_been_asked_for(shop: Shop) -> None:
    """A server that claims nothing changed to somebody who has nothing is told off."""
    sentence = answered(shop, lambda wire: wire.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n"))

    assert "304" in sentence


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed(shop: Shop, status: str) -> None:
    """Relative or to another host, each hop is a request of its own, without the cookies of the one before."""
    shop.answers["/old/tea.png"] = redirect("../new/tea.png", status)
    shop.answers["/new/tea.png"] = redirect(shop.address(f"/tea.png?key={CANARY}", "cdn.example"), status)
    shop.answers["/tea.png"] = reply()

    assert fetched(shop, "/old/tea.png").data == PNG
    assert f"\r\nHost: cdn.example:{shop.server_address[1]}\r\n" in shop.heads[2]
    assert "cookie" not in "".join(shop.heads).lower()


def test_the_last_redirect_that_is_allowed_is_followed(shop: Shop) -> None:
    """Three hops are fine, the fourth is not."""
    for hop in range(4):
        shop.answers[f"/{hop}"] = redirect(f"/{hop + 1}")
    shop.answers["/4"] = reply()

    assert fetched(shop, "/1").data == PNG
    assert "more than 3 times" in refusal(shop.address("/0"), shop.policy())


def test_a_host_is_looked_up_once(shop: Shop) -> None:
    """A name server that would answer differently the second time gets no second question."""
    shop.answers["/tea.png"] = reply()
    answers = iter([("127.0.0.1",), ("10.0.0.1",)])
    asked: list[str] = []

    def rebinding(host: str) -> tuple[str, ...]:
        asked.append(host)
        return next(answers)

    fetch_picture(shop.address("/tea.png"), policy=replace(shop.policy(), resolve=rebinding))

    assert asked == [HOST]


def test_the_next_hop_is_looked_up_and_judged_again(shop: Shop) -> None:
    """A redirect to the same name is no reason to believe that the name still means the same."""
    shop.answers["/tea.png"] = redirect("/tea.png")
    answers = iter([("127.0.0.1",), ("10.0.0.1",)])
    policy = replace(shop.policy(), resolve=lambda _host: next(answers))

    assert "10.0.0.1" in refusal(shop.address("/tea.png"), policy)
    assert shop.accepted == 1


def test_the_next_address_is_tried_when_one_does_not_answer(shop: Shop) -> None:
    """A host with a dead IPv6 address is reached by its other one."""
    shop.answers["/tea.png"] = reply()
    policy = replace(shop.policy(), resolve=lambda _host: ("::1", "127.0.0.1"), allowed=lambda _address: True)

    assert isinstance(fetch_picture(shop.address("/tea.png"), policy=policy), FetchedPicture)


def test_proxies_of_the_environment_are_not_asked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would look the name up itself, past every check."""
    shop.answers["/tea.png"] = reply()
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert fetched(shop).data == PNG


def test_no_log_line_holds_a_query(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """Even when everything is logged, neither the address nor a redirect's target is written down."""
    caplog.set_level(logging.DEBUG)
    shop.answers["/tea.png"] = redirect(f"/new.png?key={CANARY}")
    shop.answers["/new.png"] = reply()

    fetch_picture(shop.address(f"/tea.png?key={CANARY}"), policy=shop.policy())

    assert CANARY in "".join(shop.heads)
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0x7f000001",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "127.1",
        "0",
        "localhost",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
    ],
)
def test_private_hosts_are_refused_without_a_connection(shop: Shop, host: str) -> None:
    """However an address of this network is written, the product's own policy keeps away from it."""
    sentence = refusal(shop.address("/tea.png", host), FetchPolicy())

    assert "private or reserved" in sentence or "unknown" in sentence
    assert shop.accepted == 0


@pytest.mark.run  # seconds
@pytest.mark.parametrize("address", UNTOUCHABLE)
@pytest.mark.parametrize("first", [(), (PUBLIC_ADDRESS,)], ids=["alone", "behind a public one"])
def test_a_name_with_one_private_address_is_refused(address: str, first: tuple[str, ...]) -> None:
    """Every address of a host must be public; the public ones are not tried either."""
    policy = FetchPolicy(resolve=lambda _host: (*first, address))

    assert "private or reserved" in refusal(f"https://{HOST}/tea.png", policy)


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])
def test_a_redirect_to_a_private_address_is_refused(shop: Shop, host: str) -> None:
    """A public server cannot send us where we would not have gone ourselves."""
    shop.answers["/tea.png"] = redirect(f"https://{host}/latest/meta-data?key={CANARY}")

    def resolve(name: str) -> tuple[str, ...]:
        return ("127.0.0.1",) if name == HOST else FetchPolicy().resolve(name)

    policy = replace(shop.policy(), resolve=resolve, allowed=lambda address: shop.accepted == 0 or is_public(address))
    sentence = refusal(shop.address("/tea.png"), policy)

    assert "private or reserved" in sentence
    assert f"reached from {shop.address('/tea.png')}" in sentence
    assert shop.accepted == 1


@given(st.ip_addresses(v=4))
def test_nat64_is_as_public_as_the_address_inside(address: ipaddress.IPv4Address) -> None:
    """On networks without IPv4 old hosts stay reachable, and private ones stay out of reach."""
    inside = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(address))

    assert is_public(inside) == is_public(address)


@given(st.ip_addresses(v=4))
def test_other_disguises_of_ipv4_are_never_public(address: ipaddress.IPv4Address) -> None:
    """Mapped, compatible and 6to4 addresses have no place in a name's answer."""
    number = int(address)

    assert not is_public(ipaddress.IPv6Address(0xFFFF << 32 | number))
    assert not is_public(ipaddress.IPv6Address(number))
    assert not is_public(ipaddress.IPv6Address(0x2002 << 112 | number << 80))


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: IPAddress) -> None:
    """Our rule is narrower than the standard library's, NAT64 apart."""
    if address.is_private or address.is_multicast or address.is_link_local or address.is_loopback:
        assert address in ipaddress.ip_network("64:ff9b::/96") or not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC_ADDRESS, "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_the_public_internet_is_public(address: str) -> None:
    """Ordinary servers may be visited."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (f"http://{HOST}/tea.png", "by https only"),
        (f"ftp://{HOST}/tea.png", "by https only"),
        (f"//{HOST}/tea.png", "by https only"),
        ("file:///etc/passwd", "no host"),
        ("data:image/png;base64,AAAA", "no host"),
        ("tea.png", "no host"),
        ("https:///tea.png", "no host"),
        (f"https://anna:{CANARY}@{HOST}/tea.png", "a user name or a password"),
        (f"https://{CANARY}@{HOST}/tea.png", "a user name or a password"),
        (f"https://{HOST}\\@other.example/tea.png", "a user name or a password"),
        (f"https://{HOST}:25/tea.png", "port 25"),
        (f"https://{HOST}:0/tea.png", "port 0"),
        (f"https://{HOST}:65536/tea.png", "port 65536"),
        (f"https://anna:{CANARY}/tea.png", "malformed"),
        (f"https://{HOST}/tea\r\n.png", "malformed"),
        ("https://[::1/tea.png", "malformed"),
        ("https://[fe80::1%eth0]/tea.png", "malformed"),
        ("https://shop%2eexample/tea.png", "malformed"),
        ("https://shop example/tea.png", "malformed"),
        ("https://1.2.3.400/tea.png", "malformed"),
    ],
)
def test_addresses_of_another_form_are_refused(address: str, says: str) -> None:
    """What is not plainly https://host/path is refused before any name is looked up."""
    assert says in refusal(address, FetchPolicy(resolve=lambda _host: pytest.fail("it was looked up")))


@given(st.text(max_size=40) | st.text(max_size=40).map("https://".__add__))
def test_any_text_is_answered_with_a_sentence(address: str) -> None:
    """Nothing that somebody writes into a brief makes this crash."""

    def offline(_host: str) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    policy = FetchPolicy(resolve=offline, trust=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    with pytest.raises(PictureError):
        fetch_picture(address, policy=policy)


@pytest.mark.parametrize(
    ("location", "says"),
    [
        (f"http://{HOST}/tea.png?key={CANARY}", "by https only"),
        ("file:///etc/passwd", "no host"),
        (f"https://{CANARY}@{HOST}/tea.png", "a user name or a password"),
        (f"https://{HOST}:22/tea.png", "port 22"),
        ("https://[oops/tea.png", "malformed"),
    ],
)
def test_a_redirect_is_judged_as_an_address_of_a_brief(shop: Shop, location: str, says: str) -> None:
    """What may not be written may not be led to."""
    assert says in answered(shop, redirect(location))
    assert shop.accepted == 1


def test_a_circle_of_redirects_ends(shop: Shop) -> None:
    """A server that leads us to itself is left after the fourth answer."""
    assert "more than 3 times" in answered(shop, redirect("/tea.png"))
    assert shop.accepted == 4


def test_a_redirect_to_nowhere_is_no_picture(shop: Shop) -> None:
    """A redirect that names no address is told by its status."""
    assert "302" in answered(shop, reply(b"", status="302 Found"))


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("401 Unauthorized", "not open to everyone"),
        ("403 Forbidden", "not open to everyone"),
        ("404 Not Found", "nothing at"),
        ("410 Gone", "any more"),
        ("429 Too Many Requests", "no more requests"),
        ("500 Internal Server Error", "in trouble"),
        ("503 Service Unavailable", "in trouble"),
        ("204 No Content", "No picture"),
        ("206 Partial Content", "No picture"),
        ("418 Teapot", "No picture"),
    ],
)
def test_only_status_200_brings_a_picture(shop: Shop, status: str, says: str) -> None:
    """Every other status says what it means, with its number, even when a picture lies in the answer."""
    sentence = answered(shop, reply(status=status))

    assert says in sentence
    assert status[:3] in sentence


@pytest.mark.parametrize(
    ("data", "media_type", "says"),
    [
        (b"<!DOCTYPE html><title>Tea</title>", "image/png", "a web page"),
        (b"\n<!-- <svg> --><HTML><body><svg/></body></HTML>", "text/html", "a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html><svg/></html>', "image/svg+xml", "a web page"),
        (b"<!-- -->" * 500, "image/svg+xml", "image/svg+xml that begins with 3c 21"),
        (b'{"error": "no"}', "application/json; charset=utf-8", "application/json that begins with 7b 22"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4", "video/mp4"),
        (b"%PDF-1.7", "\x1b[31mimage/png", "a file without a type"),
        (b"", "image/png", "an empty file"),
    ],
)
def test_what_is_no_picture_is_named(shop: Shop, data: bytes, media_type: str, says: str) -> None:
    """A share page or a film in place of the picture is told as what it is; the server's own words are not trusted."""
    assert says in answered(shop, reply(data, f"Content-Type: {media_type}"))


def test_a_film_is_left_at_its_beginning(shop: Shop) -> None:
    """What does not begin as a picture is not fetched to its end."""
    assert "is not a picture" in answered(shop, trickle(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(5000)))


@pytest.mark.parametrize(
    "answer",
    [
        reset(),
        reset(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + PNG),
        reset(b"HTTP/1.1 200 OK\r\n\r\n" + PNG),
        reply(PNG, length=len(PNG) + 1),
        unended(),
        reply(b"50\r\n" + PNG[:40], "Transfer-Encoding: chunked", announce=False),
        lambda _wire: None,
        lambda wire: wire.sendall(b"220 mail.example ESMTP\r\n"),
        reply(PNG, "Content-Length: 3"),
        reply(PNG, "X-Long: " + "x" * 200_000),
    ],
    ids=[
        "reset at once",
        "reset in the picture",
        "reset without length",
        "shorter than announced",
        "cut without length",
        "cut in a chunk",
        "closed at once",
        "another protocol",
        "two lengths",
        "endless header",
    ],
)
def test_a_picture_that_breaks_off_is_refused(shop: Shop, answer: Answer) -> None:
    """Half a picture is no picture, also where the server never said how long it is."""
    assert "broke off" in answered(shop, answer)


@pytest.mark.parametrize(
    "answer",
    [
        silence,
        trickle(b"HTTP/1.1 200 OK\r\nX: "),
        trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + PNG),
    ],
    ids=["silent", "trickling header", "trickling picture"],
)
def test_a_slow_server_is_left_at_the_deadline(shop: Shop, answer: Answer) -> None:
    """The deadline counts from the beginning to the end, not from byte to byte."""
    assert "within 0.3 s" in answered(shop, answer, SHORT_S)


def test_redirects_share_one_deadline(shop: Shop) -> None:
    """Hops do not add up: what the first one wasted is missing in the second."""
    pause = threading.Event()

    def late(wire: socket.socket) -> None:
        pause.wait(0.2)
        redirect("/tea.png")(wire)

    assert "within 0.3 s" in answered(shop, late, SHORT_S)
    assert shop.accepted == 2


def test_a_server_that_never_shakes_hands_is_left_at_the_deadline(
    open_shop: Callable[[trustme.LeafCert | None], Shop],
) -> None:
    """TLS lies under the deadline too."""
    shop = open_shop(None)

    assert "within 0.3 s" in refusal(shop.address("/tea.png"), shop.policy(), SHORT_S)


def test_a_slow_look_up_is_left_at_the_deadline() -> None:
    """Looking a name up lies under the deadline, although the system's resolver knows none."""
    released = threading.Event()

    def slow(_host: str) -> tuple[str, ...]:
        released.wait(10)
        return (PUBLIC_ADDRESS,)

    sentence = refusal(f"https://{HOST}/tea.png", FetchPolicy(resolve=slow), SHORT_S)
    released.set()

    assert "within 0.3 s" in sentence


def test_a_host_nobody_knows_is_told() -> None:
    """A typing error in the host's name is said to be one."""

    def unknown(_host: str) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert "unknown" in refusal("https://sohp.example/tea.png", FetchPolicy(resolve=unknown))
    assert "no address" in refusal("https://sohp.example/tea.png", FetchPolicy(resolve=lambda _host: ()))


def test_a_server_that_is_not_there_is_told(shop: Shop) -> None:
    """A port nobody listens at is said to be one."""
    shop.shutdown()
    shop.server_close()

    assert "cannot be reached" in refusal(shop.address("/tea.png"), shop.policy())


@pytest.mark.parametrize(
    "answer",
    [reply(PNG, length=2_000_001), reply(PNG + bytes(2_000_000), announce=False), chunked(PNG + bytes(2_000_000))],
    ids=["by its header", "while it streams", "in chunks"],
)
def test_a_picture_beyond_the_limit_is_refused(shop: Shop, answer: Answer) -> None:
    """A picture is judged by what it announces, and by what comes where nothing was announced."""
    assert "larger than 2 MB" in answered(shop, answer, most_bytes=2_000_000)


def test_a_picture_of_the_largest_size_comes(shop: Shop) -> None:
    """The limit itself is still allowed."""
    shop.answers["/tea.png"] = reply()

    picture = fetch_picture(shop.address("/tea.png"), policy=replace(shop.policy(), most_bytes=len(PNG)))

    assert isinstance(picture, FetchedPicture)


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
def test_a_compressed_answer_is_refused(shop: Shop, encoding: str) -> None:
    """Bombs that unpack themselves are never unpacked."""
    bomb = gzip.compress(bytes(1_000_000))

    assert "compressed" in answered(shop, reply(bomb, f"Content-Encoding: {encoding}"))


def test_an_answer_compressed_in_transfer_is_refused(shop: Shop) -> None:
    """The other way to compress is refused as well."""
    assert "broke off" in answered(shop, reply(PNG, "Transfer-Encoding: gzip, chunked", announce=False))


def test_a_certificate_for_another_name_is_refused(
    open_shop: Callable[[trustme.LeafCert | None], Shop], authority: trustme.CA
) -> None:
    """The certificate must be the host's, although the connection goes to an address."""
    shop = open_shop(authority.issue_cert("other.example", "127.0.0.1"))

    assert "cannot prove who it is" in refusal(shop.address("/tea.png"), shop.policy())
    assert shop.heads == []


def test_a_certificate_of_nobody_known_is_refused(open_shop: Callable[[trustme.LeafCert | None], Shop]) -> None:
    """An authority that is not on the list proves nothing."""
    shop = open_shop(trustme.CA().issue_cert(HOST))

    assert "cannot prove who it is" in refusal(shop.address("/tea.png"), shop.policy())


def test_a_certificate_that_has_run_out_is_refused(
    open_shop: Callable[[trustme.LeafCert | None], Shop], authority: trustme.CA
) -> None:
    """Certificates are believed until their last day."""
    ended = datetime(2020, 1, 1, tzinfo=UTC)
    shop = open_shop(authority.issue_cert(HOST, not_before=ended.replace(year=2019), not_after=ended))

    assert "expired" in refusal(shop.address("/tea.png"), shop.policy())


def test_the_list_of_authorities_decides(shop: Shop) -> None:
    """By default an authority made up here is not believed."""
    policy = replace(shop.policy(), trust=FetchPolicy().trust)

    assert "cannot prove who it is" in refusal(shop.address("/tea.png"), policy)


def test_a_gateway_is_believed_where_the_environment_names_it(
    shop: Shop, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SSL_CERT_FILE replaces the list of authorities."""
    file = tmp_path_factory.mktemp("gateway") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    shop.answers["/tea.png"] = reply()

    assert isinstance(
        fetch_picture(shop.address("/tea.png"), policy=replace(shop.policy(), trust=FetchPolicy().trust)),
        FetchedPicture,
    )


def test_a_list_of_authorities_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong SSL_CERT_FILE is a sentence, not a crash."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")

    assert "certificates cannot be read" in refusal(f"https://{HOST}/tea.png", FetchPolicy())


def test_a_server_without_tls_is_refused(open_shop: Callable[[trustme.LeafCert | None], Shop]) -> None:
    """A server that speaks in the clear gets no request."""
    shop = open_shop(None)
    shop.greeting = b"HTTP/1.1 400 Bad Request\r\n\r\n"

    assert "No secure connection" in refusal(shop.address("/tea.png"), shop.policy())
    assert shop.heads == []
