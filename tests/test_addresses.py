"""A product's picture may be an https address: fetched once, kept by content, never told with its query."""

from pathlib import Path

import pytest

from creative_cli.errors import PictureError
from creative_cli.http import safe_fetch
from creative_cli.http.safe_fetch import FetchedPicture
from creative_cli.stages import generate
from creative_cli.storage.cache import Cache
from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, creative

ADDRESS = "https://pictures.example/tea.png?key=SECRET"


class Server:
    """Stands in for the network: answers with one version of a picture, and counts what it was asked."""

    def __init__(self, data: bytes) -> None:
        """Serve *data*."""
        self.data = data
        self.asked: list[str | None] = []

    def __call__(self, _address: str, *, etag: str | None = None) -> FetchedPicture | None:
        """Answer as `fetch_picture` does."""
        self.asked.append(etag)
        version = f'"{len(self.data)}"'
        if etag == version:
            return None
        return FetchedPicture(self.data, version)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Return an empty cache."""
    state = StateFolder(tmp_path / "state")
    state.create()
    return Cache(state)


def test_a_picture_is_sent_once_and_asked_for_by_version_after_that(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run sends the version it has; a new version is taken."""
    server = Server(b"first")
    monkeypatch.setattr(safe_fetch, "fetch_picture", server)

    assert generate.fetch_cached_picture(ADDRESS, cache)[0] == b"first"
    assert generate.fetch_cached_picture(ADDRESS, cache)[0] == b"first"
    server.data = b"second one"
    assert generate.fetch_cached_picture(ADDRESS, cache)[0] == b"second one"
    assert server.asked == [None, '"5"', '"5"']


def test_the_query_of_an_address_is_kept_nowhere(cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in the query may be in the brief, and nowhere else."""
    monkeypatch.setattr(safe_fetch, "fetch_picture", Server(b"first"))
    generate.fetch_cached_picture(ADDRESS, cache)

    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()] == []


def test_an_address_inside_the_house_is_refused_before_any_connection(tmp_path: Path) -> None:
    """The whole command refuses a private address, exit 2, without its query, and makes nothing."""
    text = MINIMAL.replace("name: Nimbus One", 'name: Nimbus One, image: "https://127.0.0.1/tea.png?key=SECRET"')
    (tmp_path / "tiny.yaml").write_text(text, "utf-8")
    result = creative("run", "tiny.yaml")

    assert result.returncode == 2
    assert "private" in result.stderr
    assert "SECRET" not in result.stderr
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_server_that_claims_no_change_to_what_we_do_not_have_is_an_error(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lying server is told, by its address without the query."""
    monkeypatch.setattr(safe_fetch, "fetch_picture", lambda _address, **_: None)

    with pytest.raises(PictureError, match=r"https://pictures\.example/tea\.png sent no picture"):
        generate.fetch_cached_picture(ADDRESS, cache)
