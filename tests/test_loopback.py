"""The service of the tests: what it counts is what a service would see."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.loopback import Loopback, picture, raw


def test_a_caller_that_has_its_answer_waits_for_nothing_more() -> None:
    """Whoever asks again the moment an answer is there never has two requests open."""
    with Loopback() as server:
        server.answer = lambda _: raw(picture(64, 64))
        for _ in range(300):
            connection = HTTPConnection(urlsplit(server.url).netloc)
            connection.request("GET", "/")
            assert connection.getresponse().read() == picture(64, 64)
            connection.close()

    assert (len(server.requests), server.peak) == (300, 1)
