"""The cache gives back what was put in, or nothing."""

import threading
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.formats import DEFAULT_FORMATS
from creative_cli.models import HeroEntry
from creative_cli.storage.cache import Cache, key_of, sha256_of
from creative_cli.storage.state import StateFolder

HERO = HeroEntry("generated", "openai", "gpt-image", 7, 0.02)
KEY = key_of("generate", product="tea")


def test_a_record_comes_back(state: StateFolder) -> None:
    """What a stage put under a key is there for everyone who asks with the same key."""
    Cache(state).put(KEY, HERO)

    assert Cache(state).get(KEY, HeroEntry) == HERO


def test_an_unknown_key_is_a_miss(state: StateFolder) -> None:
    """Nothing was put, nothing comes."""
    assert Cache(state).get(KEY, HeroEntry) is None


def test_an_object_comes_back_by_its_hash(state: StateFolder) -> None:
    """Bytes lie under their own SHA-256."""
    cache = Cache(state)
    sha256 = cache.put_object(b"picture", durable=True)

    assert sha256 == sha256_of(b"picture")
    assert cache.has_object(sha256)
    assert cache.object_bytes(sha256) == b"picture"


def test_an_unknown_object_is_a_miss(state: StateFolder) -> None:
    """An object that was never put is not there."""
    cache = Cache(state)

    assert not cache.has_object("ab" * 32)
    assert cache.object_bytes("ab" * 32) is None


@pytest.mark.parametrize("damage", [b"", b"pictur", b"Picture"])
def test_a_damaged_object_is_removed_and_told(state: StateFolder, damage: bytes) -> None:
    """Bytes that are not what they are named for never come out; the next run makes them again."""
    told: list[tuple[object, str]] = []
    cache = Cache(state, lambda *damage: told.append(damage))
    sha256 = cache.put_object(b"picture")
    path = state.cache / "objects" / sha256[:2] / sha256
    path.write_bytes(damage)

    assert cache.object_bytes(sha256) is None
    assert not cache.has_object(sha256)
    assert told == [(path, "its content does not match its name")]
    assert cache.object_bytes(cache.put_object(b"picture")) == b"picture"


def test_a_cut_object_is_mended_by_putting_it_again(state: StateFolder) -> None:
    """An object of the wrong length is replaced without being asked for first."""
    cache = Cache(state)
    sha256 = cache.put_object(b"picture")
    (state.cache / "objects" / sha256[:2] / sha256).write_bytes(b"pic")
    cache.put_object(b"picture")

    assert cache.object_bytes(sha256) == b"picture"


@pytest.mark.parametrize("content", [b"", b'{"kind": "gener', b"\xff", b'{"name": "tea"}'])
def test_a_record_that_cannot_be_read_is_a_miss(state: StateFolder, content: bytes) -> None:
    """A torn record, or one of another shape, is removed and told."""
    told: list[tuple[object, str]] = []
    cache = Cache(state, lambda *damage: told.append(damage))
    cache.put(KEY, HERO)
    (path,) = state.cache.glob("actions/*/*.json")
    path.write_bytes(content)

    assert cache.get(KEY, HeroEntry) is None
    assert [damaged for damaged, _ in told] == [path]
    assert not path.exists()


def test_many_threads_may_write_the_same(state: StateFolder) -> None:
    """Writers of one key and one object do not disturb each other or readers."""
    cache = Cache(state)
    data = b"x" * 100_000
    seen: list[tuple[bytes | None, HeroEntry | None]] = []

    def work() -> None:
        for _ in range(20):
            sha256 = cache.put_object(data)
            cache.put(KEY, HERO)
            seen.append((cache.object_bytes(sha256), cache.get(KEY, HeroEntry)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [(data, HERO)] * 80
    assert not list(state.cache.rglob("*.tmp-*"))


Parameters: TypeAlias = dict[str, str | int | bool]
PARAMETERS = st.dictionaries(
    st.from_regex(r"[a-z]{1,5}", fullmatch=True),
    st.text(max_size=5) | st.integers() | st.booleans(),
)


@given(PARAMETERS, PARAMETERS)
def test_keys_are_equal_when_everything_is(one: Parameters, other: Parameters) -> None:
    """Two keys are the same exactly when purpose and parameters are, in whatever order."""
    same = key_of("compose", **dict(reversed(one.items()))) == key_of("compose", **other)

    assert same == (repr(sorted(one.items())) == repr(sorted(other.items())))


def test_keys_differ_by_purpose_and_parameters() -> None:
    """What one stage made is never taken for what another makes."""
    keys = {key_of("compose", a=1), key_of("compose", a=2), key_of("localize", a=1)}

    assert len(keys) == 3


def test_records_may_be_parameters() -> None:
    """Formats and other records go into keys by their fields."""
    keys = {key_of("compose", format=form) for form in DEFAULT_FORMATS.values()}

    assert len(keys) == 3


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    """Bytes, sets and other objects are a mistake in the program."""
    with pytest.raises(TypeError):
        key_of("compose", value=value)


def test_not_a_number_is_refused() -> None:
    """NaN equals nothing, so it cannot be part of a key."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        key_of("compose", value=float("nan"))
