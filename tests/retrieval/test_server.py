"""A Chroma server instead of the folder, on this machine."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from creative_cli.errors import StorageError
from creative_cli.retrieval.chroma import ChromaAddress
from creative_cli.retrieval.index import SearchIndex
from tests.loopback import Loopback, html
from tests.retrieval.samples import Letters, sample


def free_port() -> int:
    """Return an unused port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaAddress]:
    """Run Chroma's own server until the test is over."""
    port = free_port()
    command = Path(sys.executable).with_name("chroma")
    folder = tmp_path / "served"
    process = subprocess.Popen(
        [command, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        transport = httpx2.HTTPTransport(retries=40)  # it waits longer after each refused connection
        with httpx2.Client(transport=transport, timeout=60) as client:
            client.get(f"http://127.0.0.1:{port}/api/v2/heartbeat").raise_for_status()
        yield ChromaAddress("127.0.0.1", port, ssl=False)
    finally:
        process.kill()
        process.communicate()


def test_vectors_live_on_the_server_and_older_generations_are_forgotten(server: ChromaAddress, tmp_path: Path) -> None:
    """Two libraries share a server: each finds its own, a rebuild leaves one collection each, no folder is made."""
    one, two = (SearchIndex(tmp_path / name, Letters(), server=server) for name in ("one", "two"))
    tea, serum = sample(1, headline="Zanzibar quokka"), sample(2, headline="Marmalade festival")
    one.add([tea], Letters().passages([tea.text]))
    two.add([serum], Letters().passages([serum.text]))
    rebuilt = one.rebuild([(replace(tea, run_id="later"), Letters().query(tea.text))])

    assert rebuilt == 1
    assert one.query("zanzibar quokka")[0].documents[0].document.run_id == "later"
    assert two.query("marmalade festival")[0].documents[0].document == serum
    assert not (tmp_path / "one" / "2" / "vectors.f32").exists()
    names = httpx2.get(
        f"http://{server.host}:{server.port}/api/v2/tenants/default_tenant/databases/default_database/collections"
    ).json()
    assert len(names) == 2


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """An address without a server is reported with a hint."""
    index = SearchIndex(tmp_path / "mine", Letters(), server=ChromaAddress("127.0.0.1", free_port(), ssl=False))

    with pytest.raises(StorageError, match="does not answer") as caught:
        index.add([sample(1)], Letters().passages([sample(1).text]))
    assert "CREATIVE_CHROMA_URL" in caught.value.hint


def test_a_server_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    """A server that accepts the connection and never responds is reported as unreachable after the timeout."""
    with socket.create_server(("127.0.0.1", 0)) as silent:  # its backlog takes connections, nobody reads them
        address = ChromaAddress("127.0.0.1", int(silent.getsockname()[1]), ssl=False, timeout=0.2)
        index = SearchIndex(tmp_path / "mine", Letters(), server=address)
        with pytest.raises(StorageError, match="does not answer") as caught:
            index.add([sample(1)], Letters().passages([sample(1).text]))

    assert "CREATIVE_CHROMA_URL" in caught.value.hint


def test_a_server_of_another_kind_is_a_sentence(tmp_path: Path) -> None:
    """A web page in Chroma's place is reported, not shown as a bug."""
    with Loopback() as other:
        other.answer = lambda _: html()
        port = int(other.url.rpartition(":")[2])
        index = SearchIndex(tmp_path / "mine", Letters(), server=ChromaAddress("127.0.0.1", port, ssl=False))
        with pytest.raises(StorageError, match=r"does not answer|cannot be used"):
            index.add([sample(1)], Letters().passages([sample(1).text]))
