"""Serves the page of `creative watch` to browsers on this machine.

Only the loopback address is listened on, and only requests to it by that name are answered: a page elsewhere cannot
read the ads by a name of its own that leads here. Nothing can be changed through the page but which ad comes first.
"""

import select
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

from creative_cli.errors import UsageError
from creative_cli.formats import Encoding
from creative_cli.services.ad_previews import AdName
from creative_cli.services.watch_page import (
    build_content_policy,
    name_picture,
    render_watch_content,
    render_watch_page,
)
from creative_cli.services.watching import BriefWatch, WatchState

LOOPBACK: Final = "127.0.0.1"
HEARTBEAT_S: Final = 10.0
"""Between signs of life to a page, which tell us that it is still there."""

MOST_PAGES: Final = 16
"""Pages that follow at once; each has a thread."""

MEDIA_TYPES: Final = {
    Encoding.JPG: "image/jpeg",
    Encoding.PNG: "image/png",
    Encoding.PNG8: "image/png",
    Encoding.WEBP: "image/webp",
    Encoding.AVIF: "image/avif",
}


class WatchServer(ThreadingHTTPServer):
    """Answers with what *watch* has drawn, in threads that end with the process."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, watch: BriefWatch, brief: str, port: int) -> None:
        """Listen on *port*, 0 for any that is free. Raises UsageError if it is taken."""
        self.watch, self.brief, self.pages = watch, brief, 0
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            sentence = f"Port {port} cannot be listened on: {error.strerror or error}."
            raise UsageError(sentence, "Leave out --port to take any that is free.") from error

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which the page may be asked for."""
        return frozenset({f"{LOOPBACK}:{self.server_port}", f"localhost:{self.server_port}"})


class _Handler(BaseHTTPRequestHandler):
    server: WatchServer
    protocol_version = "HTTP/1.1"
    timeout = 60  # s, for a request that does not go on

    def do_GET(self) -> None:
        """Answer a request for the page, its changing part, a picture or the events."""
        if self.headers.get("Host", "") not in self.server.hosts:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"This page is for this machine only.", "text/plain")
            return
        address, watch = urlsplit(self.path), self.server.watch
        if address.path in {"/", "/content"}:
            self._choose(address.query)
            render = render_watch_page if address.path == "/" else render_watch_content
            self._send(HTTPStatus.OK, render(watch.state, self.server.brief), "text/html; charset=utf-8")
        elif address.path == "/events":
            self._send_events()
        elif address.path.startswith("/picture/"):
            self._send_picture(address.path.rpartition("/")[2], watch.state)
        else:
            self._send(HTTPStatus.NOT_FOUND, b"There is no such page.", "text/plain")

    def _choose(self, query: str) -> None:
        try:
            asked = {key: texts[0] for key, texts in parse_qs(query, max_num_fields=8).items()}
        except ValueError:
            return
        if asked:
            words = (asked.get(key, "") for key in ("product", "market", "format", "variant"))
            self.server.watch.choose(AdName(*words))

    def _send_picture(self, key: str, state: WatchState) -> None:
        for one in state.ads:
            if one.preview is not None and name_picture(one.preview.picture) == key:
                suffix = one.preview.asset.path.rpartition(".")[2]
                self._send(HTTPStatus.OK, one.preview.picture, MEDIA_TYPES[Encoding(suffix)], kept=True)
                return
        self._send(HTTPStatus.NOT_FOUND, b"This picture is no longer there.", "text/plain")

    def _send(self, status: HTTPStatus, body: bytes, media_type: str, *, kept: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        # A picture's name follows from its content.
        self.send_header("Cache-Control", "private, max-age=3600, immutable" if kept else "no-store")
        self.send_header("Content-Security-Policy", build_content_policy())
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        self.wfile.write(body)

    def _send_events(self) -> None:
        """Send an event for every change, until the page is gone."""
        if self.server.pages >= MOST_PAGES:
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, b"Too many pages follow: close one.", "text/plain")
            return
        self.close_connection = True
        self.server.pages += 1
        try:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Connection", "close")
            self.end_headers()
            version = -1
            while not self._has_left():
                state = self.server.watch.wait_for_news(version, HEARTBEAT_S)
                self.wfile.write(b": still here\n\n" if state.version == version else b"event: change\ndata: \n\n")
                self.wfile.flush()
                version = state.version
        finally:
            self.server.pages -= 1

    def _has_left(self) -> bool:
        """Return whether the browser has closed the connection: it has nothing more to say on it."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable)

    def handle(self) -> None:
        """Answer; a browser that leaves in the middle is no error."""
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Log nothing: the terminal says what was drawn."""
