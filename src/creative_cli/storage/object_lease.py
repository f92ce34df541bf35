"""The claim of one run on a campaign in object storage, which has no locks: numbered objects that are created once.

Whoever creates `claim-<n+1>` after `claim-<n>` has the campaign; of several only one can. It renews its claim all the
while. A claim that is released, or not renewed for as long as it promises, is followed by the next number. The highest
claim stays, released: were numbers used again, a slow waiter could create an old one.
"""

import platform
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Final

from creative_cli.errors import StorageError
from creative_cli.http.object_store import ObjectStore
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_json_line
from creative_cli.storage.lock_waits import LOCK_SETTING

CLAIM_FOLDER: Final = ".creative"
LEASE_SETTING: Final = "CREATIVE_LEASE_SECONDS"
_CLAIM_NAME = re.compile(r"claim-([0-9]{8})\.json")
_BEATS: Final = 6  # within the time that a claim promises: a busy machine or network delays some
_LOOKS: Final = 10
_pause = threading.Event()  # never set; time.sleep fails under a clock that libfaketime sets


@dataclass(frozen=True, slots=True)
class Claim:
    """What is in the object of a claim: who holds it, from which machine, and how often it was renewed.

    Renewed within `seconds`, or given up. `remove` are objects of the campaign that its manifest does not name any
    more: a run that is killed meanwhile leaves them to the next.
    """

    holder: str
    machine: str = ""
    token: str = ""
    seconds: float = 30.0
    beat: int = 0
    released: bool = False
    remove: tuple[str, ...] = field(default=())


class CampaignLease:
    """The claim of this run; call `hold_campaign`."""

    def __init__(self, store: ObjectStore, folder: str, number: int, claim: Claim) -> None:
        """Take over the claim with this *number*, whose object is there."""
        self._store, self._folder, self._number, self._claim = store, folder, number, claim
        self._turn = threading.Lock()

    @property
    def remove(self) -> tuple[str, ...]:
        """The objects that are still to be removed, by this run or since an earlier one."""
        return self._claim.remove

    def note_removal(self, keys: tuple[str, ...]) -> None:
        """Record the objects that are to be removed. Raises StorageError."""
        if keys != self._claim.remove:
            self._renew(remove=keys)

    def require(self) -> None:
        """Raise StorageError if another run has taken the campaign over."""
        if _find_latest(self._store, self._folder) != self._number:
            raise StorageError(
                f"Another run has taken over the campaign at {self._store.address}: this one showed no sign of life.",
                f"Run the same command again: finished ads are kept. {LEASE_SETTING} sets the limit.",
            )

    def release(self) -> None:
        """Let the next run have the campaign. Raises StorageError."""
        if _find_latest(self._store, self._folder) == self._number:
            self._renew(released=True)

    def beat(self) -> None:
        """Give a sign of life. Raises StorageError."""
        self._renew(beat=self._claim.beat + 1)

    def _renew(self, **changes: object) -> None:
        with self._turn:
            if self._claim.released:
                return
            claim = replace(self._claim, **changes)  # type: ignore[arg-type]  # by the names of its fields
            self._store.write_object(_name_claim(self._folder, self._number), encode_json_line(claim))
            self._claim = claim


@contextmanager
def hold_campaign(
    store: ObjectStore, campaign: str, holder: str, seconds: tuple[float, float], say: Callable[[str], None]
) -> Iterator[CampaignLease]:
    """Hold the campaign in the block. *holder* names what only this process can be, as it holds a lock for it.

    *seconds* are those without a sign of life after which a claim counts as given up, and those to wait for another
    run. Raises StorageError.
    """
    lease_s, limit_s = seconds
    lease = _take(store, f"{CLAIM_FOLDER}/{campaign}", Claim(holder, platform.node(), seconds=lease_s), limit_s, say)
    over = threading.Event()
    beating = threading.Thread(
        target=_beat_until, args=(lease, over, lease_s / _BEATS), name="creative-lease", daemon=True
    )
    beating.start()
    try:
        yield lease
    except BaseException:  # also on Ctrl-C: what went wrong in the block is what people are to read
        over.set()
        with suppress(StorageError):
            lease.release()
        raise
    over.set()
    lease.release()


def _beat_until(lease: CampaignLease, over: threading.Event, every_s: float) -> None:
    while not over.wait(every_s):
        with suppress(StorageError):  # the network has trouble; `require` finds out if that took too long
            lease.beat()


def _take(store: ObjectStore, folder: str, wanted: Claim, limit_s: float, say: Callable[[str], None]) -> CampaignLease:
    began = changed = time.monotonic()
    seen: tuple[int, Claim] | None = None
    while True:
        number = _find_latest(store, folder)
        found = _read_claim(store, folder, number)
        now = time.monotonic()
        if seen != (number, found):
            if seen is None and not (found.released or found.holder == wanted.holder):
                say(f"Another run ({found.machine or 'of another machine'}) has this campaign; waiting for its end.")
            seen, changed = (number, found), now
        if found.released or found.holder == wanted.holder or now - changed > found.seconds:
            claim = replace(wanted, token=secrets.token_hex(16), remove=found.remove)
            made = store.create_object(_name_claim(folder, number + 1), encode_json_line(claim))
            if made and _find_latest(store, folder) == number + 1:
                _require_conditions(store, _name_claim(folder, number + 1), encode_json_line(claim))
                for old in _list_claims(store, folder):
                    if old <= number:
                        store.delete_object(_name_claim(folder, old))
                return CampaignLease(store, folder, number + 1, claim)
        if now - began > limit_s:
            raise StorageError(
                f"Another run ({found.machine or 'of another machine'}) has had this campaign for more than "
                f"{limit_s:g} s.",
                f"Run the same command again when it has ended. {LOCK_SETTING} sets the limit.",
            )
        _pause.wait(min(1.0, found.seconds / _LOOKS))


def _require_conditions(store: ObjectStore, key: str, ours: bytes) -> None:
    """Raise StorageError if the service overwrites what is only to be created: two runs could have one claim then."""
    if store.create_object(key, b"\n" + ours) or store.read_object(key) != ours:
        store.write_object(key, ours)
        raise StorageError(
            f"The service of {store.address} does not keep to If-None-Match, so two runs could overwrite each other.",
            "Use a service with conditional writes, or write to a folder and copy that.",
        )


def _name_claim(folder: str, number: int) -> str:
    return f"{folder}/claim-{number:08}.json"


def _list_claims(store: ObjectStore, folder: str) -> list[int]:
    names = map(_CLAIM_NAME.fullmatch, store.list_objects(folder))
    return sorted(int(name[1]) for name in names if name)


def _find_latest(store: ObjectStore, folder: str) -> int:
    return max(_list_claims(store, folder), default=0)


def _read_claim(store: ObjectStore, folder: str, number: int) -> Claim:
    """Return a claim; one that is not there is a released one, and nothing is known of one that cannot be read."""
    data = store.read_object(_name_claim(folder, number)) if number else None
    if data is None:
        return Claim("", released=True)
    try:
        return decode_record(Claim, decode_json(data))
    except CodecError:
        return Claim("")
