"""The state folder keeps itself out of the way, and its locks keep commands apart."""

import subprocess
import sys
import threading
from pathlib import Path

from creative_cli.storage.state import StateFolder


def test_the_folder_is_ignored_by_git_and_by_backups(tmp_path: Path) -> None:
    """It holds a `.gitignore` of everything, and the cache says that it is one."""
    state = StateFolder(tmp_path / "state")
    state.create()

    assert (state.root / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert (state.cache / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55\n")


def test_importing_storage_and_run_log_loads_no_database() -> None:
    """A command that only writes does not pay for the database, as long as nothing is asked of it."""
    modules = ("storage.cache", "storage.outputs", "runlog.journal", "runlog.runlog", "runlog.report")
    code = f"import sys, {', '.join(f'creative_cli.{name}' for name in modules)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert not {"duckdb", "chromadb", "openai", "onnxruntime"} & set(done.stdout.split())


def test_making_it_again_changes_nothing(state: StateFolder) -> None:
    """What a person wrote into its files stays."""
    (state.root / ".gitignore").write_text("", encoding="utf-8")
    state.create()

    assert (state.root / ".gitignore").read_text(encoding="utf-8") == ""


def test_who_waits_is_told_once(state: StateFolder) -> None:
    """A lock that is taken is waited for, and the wait has a sentence."""
    told: list[str] = []
    held, said = threading.Event(), threading.Event()

    def hold() -> None:
        with state.locked("runlog", "the run log"):
            held.set()
            said.wait(10)

    def hear(sentence: str) -> None:
        told.append(sentence)
        said.set()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    with state.locked("runlog", "the run log", hear):
        pass
    holder.join()

    assert told == ["Another creative command is using the run log; waiting for it to finish."]
