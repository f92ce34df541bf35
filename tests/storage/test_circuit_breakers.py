"""Breakers outlive their process: the next command knows who is to be left alone."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.storage.circuit_breakers import BREAKERS_FILE, StoredBreakers, fingerprint_key
from creative_cli.storage.state import StateFolder

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def breakers(state: StateFolder, moment: datetime = START, key: str = "sk-old") -> StoredBreakers:
    """Return the breakers as a command of *moment* has them, which calls with *key*."""
    return StoredBreakers(state, {"openai": fingerprint_key("openai", key)}, _nothing_to_tell, lambda: moment)


def _nothing_to_tell(sentence: str) -> None:
    raise AssertionError(sentence)


def fail(stored: StoredBreakers, kind: ErrorKind, times: int = 1) -> None:
    """Let so many calls fail."""
    for _ in range(times):
        with stored.admitted("openai") as permission:
            permission.failed(ApiError(kind, f"It was {kind}."))


def works(stored: StoredBreakers) -> bool:
    """Make a call that works, and tell whether it was allowed."""
    try:
        with stored.admitted("openai") as permission:
            permission.succeeded()
    except ApiError:
        return False
    return True


def test_the_next_command_leaves_it_alone_and_says_why_and_until_when(state: StateFolder) -> None:
    """Without credit at noon, a command at five does not ask again; one at seven does."""
    fail(breakers(state), ErrorKind.BILLING)

    with (
        pytest.raises(ApiError, match=r"paused until 2026-11-22 18:00 UTC\. It was billing") as caught,
        breakers(state, START + 5 * HOUR).admitted("openai"),
    ):
        pass
    assert caught.value.kind is ErrorKind.BILLING
    assert works(breakers(state, START + 7 * HOUR))
    assert works(breakers(state, START + 5 * HOUR))


def test_others_are_not_concerned(state: StateFolder) -> None:
    """One provider's breaker is no other's."""
    fail(breakers(state), ErrorKind.AUTH)

    with breakers(state).admitted("huggingface") as permission:
        permission.succeeded()
    assert [one.provider for one in breakers(state).open_ones()] == ["openai"]


@pytest.mark.parametrize("kind", [ErrorKind.AUTH, ErrorKind.BILLING])
def test_a_new_key_is_tried_at_once(state: StateFolder, kind: ErrorKind) -> None:
    """What was refused to one key is asked with another without waiting."""
    fail(breakers(state), kind)

    assert not works(breakers(state))
    assert works(breakers(state, key="sk-new"))


def test_the_key_is_not_in_the_file(state: StateFolder) -> None:
    """What stands for the key does not hold it, nor a part of it that could be used."""
    fail(breakers(state, key="sk-secret-0123456789"), ErrorKind.AUTH)

    text = (state.root / BREAKERS_FILE).read_text()

    assert "secret" not in text
    assert "0123456789" not in text
    assert fingerprint_key("openai", "k") != fingerprint_key("huggingface", "k")


def test_failures_add_up_over_commands(state: StateFolder) -> None:
    """Five commands that each fail once open it; one that works between them starts the count anew."""
    for _ in range(4):
        fail(breakers(state), ErrorKind.TRANSIENT)
    assert works(breakers(state))
    for _ in range(5):
        assert not breakers(state).open_ones()
        fail(breakers(state), ErrorKind.TRANSIENT)

    assert not works(breakers(state))


def test_a_failed_probe_opens_it_for_longer(state: StateFolder) -> None:
    """After two minutes one call is let through; when it fails, four minutes pass until the next."""
    fail(breakers(state), ErrorKind.TRANSIENT, 5)
    fail(breakers(state, START + timedelta(minutes=2)), ErrorKind.TRANSIENT)

    assert not works(breakers(state, START + timedelta(minutes=5)))
    assert works(breakers(state, START + timedelta(minutes=6)))
    assert not (works(breakers(state)) and breakers(state).open_ones())


def test_only_one_call_probes_at_a_time(state: StateFolder) -> None:
    """While one call finds out, a second of the same process is refused; when the first dies untold, it may."""
    fail(breakers(state), ErrorKind.TRANSIENT, 5)
    later = breakers(state, START + HOUR)

    with later.admitted("openai"):
        assert not works(later)
        assert not works(breakers(state, START + HOUR))
    assert works(later)


def prober(repository: Path, state: StateFolder) -> "subprocess.Popen[str]":
    """Start a process that makes one call and holds it."""
    command = [sys.executable, "-m", "tests.storage.prober", str(state.root)]
    return subprocess.Popen(command, cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(process: "subprocess.Popen[str]") -> str:
    """Return the next line the process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_two_processes_one_probes(state: StateFolder, repository: Path) -> None:
    """The second process is refused while the first calls; a killed one lets go; one that works closes it for all."""
    past = datetime.now(UTC) - timedelta(hours=1)
    fail(breakers(state, past), ErrorKind.TRANSIENT, 5)

    with prober(repository, state) as first:
        assert said(first) == "calling"
        with prober(repository, state) as second:
            assert said(second) == "Another call is trying whether it works again. It was transient."
        first.kill()
    with prober(repository, state) as third:
        assert said(third) == "calling"
        third.communicate()

    assert works(breakers(state, past))


def test_threads_lose_no_failure(state: StateFolder) -> None:
    """Five workers that fail at the same moment open it together."""
    stored = breakers(state)
    threads = [threading.Thread(target=fail, args=(stored, ErrorKind.TRANSIENT)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.provider for one in stored.open_ones()] == ["openai"]


def test_reset_closes_all_and_names_them(state: StateFolder) -> None:
    """A person who has paid the bill need not wait."""
    fail(breakers(state), ErrorKind.BILLING)

    assert breakers(state).reset() == ("openai",)
    assert works(breakers(state))
    assert breakers(state).reset() == ()


def test_a_working_provider_leaves_no_file(state: StateFolder) -> None:
    """As long as all goes well nothing is written."""
    assert works(breakers(state))
    assert not (state.root / BREAKERS_FILE).exists()


NAIVE = '{"breakers": [{"provider": "openai", "since": "2026-11-22T12:00:00", "until": "2026-11-22T18:00:00"}]}'


@pytest.mark.parametrize(
    "content",
    [b"", b'{"breakers": [{"prov', b"\xff\xfe", b"[]", b'{"breakers": [{"provider": 3}]}', NAIVE.encode()],
)
def test_a_damaged_file_is_set_aside_and_told(state: StateFolder, content: bytes) -> None:
    """A file nobody can read stops no run; it lies beside its place, and people are told."""
    told: list[str] = []
    (state.root / BREAKERS_FILE).write_bytes(content)
    stored = StoredBreakers(state, {}, told.append, lambda: START)

    assert works(stored)
    assert (state.root / "breakers.aside.json").read_bytes() == content
    assert len(told) == 1
    assert "was damaged" in told[0]
    fail(stored, ErrorKind.BILLING)
    assert not works(stored)
