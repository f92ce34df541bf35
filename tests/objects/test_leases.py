"""Only one run has a campaign in object storage, and a killed one does not keep it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from creative_cli.errors import StorageError
from creative_cli.storage.codec import encode_json_line
from creative_cli.storage.object_lease import CampaignLease, Claim, hold_campaign
from tests.objects.buckets import Bucket

SOON = (1.0, 120.0)


def quiet(_message: str) -> None:
    """Say nothing."""


def test_of_several_one_creates_an_object(any_bucket: Bucket) -> None:
    """The others do not overwrite it, and each learns whether the object is its own."""
    store = any_bucket.store()
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda number: store.create_object("claim", b"%d" % number), range(8)))

    assert sum(made) == 1
    assert store.read_object("claim") == b"%d" % made.index(True)


def test_runs_follow_each_other(any_bucket: Bucket) -> None:
    """Five that want a campaign at once have it one after the other, and one released claim is left."""
    store, inside = any_bucket.store(), []
    turn = threading.Lock()

    def work(number: int) -> None:
        with hold_campaign(store, "tiny", f"machine-{number}", SOON, quiet) as lease:
            assert turn.acquire(blocking=False), "Two have the campaign."
            inside.append(number)
            lease.require()
            turn.release()

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(work, range(5)))

    assert sorted(inside) == list(range(5))
    assert any_bucket.keys("ads/.creative/tiny/") == ["claim-00000005.json"]
    assert b'"released":true' in any_bucket.read("claim-00000005.json", "ads/.creative/tiny/")


def test_a_silent_claim_is_taken_over_with_what_it_left(any_bucket: Bucket) -> None:
    """Its run was killed: what it was about to remove is removed by the next, and it is not believed any more."""
    store = any_bucket.store()
    left = Claim("a killed run", "desk", seconds=1.0, remove=("old.jpg",))
    store.create_object(".creative/tiny/claim-00000007.json", encode_json_line(left))
    killed = CampaignLease(store, ".creative/tiny", 7, left)
    said: list[str] = []
    with hold_campaign(store, "tiny", "another", SOON, said.append) as lease:
        assert lease.remove == ("old.jpg",)
        lease.require()
        with pytest.raises(StorageError, match="taken over"):
            killed.require()
        killed.beat()  # it wakes up
        lease.require()

    assert said == ["Another run (desk) has this campaign; waiting for its end."]


def test_the_same_machine_need_not_wait(any_bucket: Bucket) -> None:
    """It has the lock of its folder, so its earlier run is dead, whatever the claim promises."""
    store = any_bucket.store()
    left = Claim("this machine", seconds=3600.0)
    store.create_object(".creative/tiny/claim-00000001.json", encode_json_line(left))
    with hold_campaign(store, "tiny", "this machine", (30.0, 0.0), quiet) as lease:
        lease.require()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(encode_json_line(Claim("another", "desk", seconds=3600.0)), "desk"), (b"no JSON", "another machine")],
)
def test_a_living_run_is_not_waited_for_longer_than_the_limit(any_bucket: Bucket, data: bytes, reason: str) -> None:
    """The error says who has the campaign."""
    store = any_bucket.store()
    store.create_object(".creative/tiny/claim-00000001.json", data)
    with (
        pytest.raises(StorageError, match=reason) as raised,
        hold_campaign(store, "tiny", "us", (30.0, 0.0), quiet),
    ):
        pass

    assert "CREATIVE_LOCK_SECONDS" in raised.value.hint


def test_a_run_that_fails_leaves_its_campaign(any_bucket: Bucket) -> None:
    """Its own error is what people see, and the next run need not wait."""
    store = any_bucket.store()
    with pytest.raises(KeyError), hold_campaign(store, "tiny", "us", SOON, quiet):
        {}.popitem()
    with hold_campaign(store, "tiny", "others", (30.0, 0.0), quiet) as lease:
        lease.require()


def test_a_service_without_conditions_is_refused(heedless_bucket: Bucket) -> None:
    """It would give one campaign to two runs."""
    with (
        pytest.raises(StorageError, match="does not keep to If-None-Match"),
        hold_campaign(heedless_bucket.store(), "tiny", "us", SOON, quiet),
    ):
        pass
