"""Runs that a server was asked for: the folder `serve/orders` of the state folder.

An order is a folder: `order.json` is what was asked for, `begun.json` names its run, `ended.json` says how it ended,
and the file `cancel` asks to stop it. Whoever makes it holds the lock `lock`. All of them are written atomically, and a
state follows from them and the journal of the run alone: every server that shares the folder sees the same.

An order that nobody has begun is queued, also after a server was killed. A run that was begun and has neither an end
nor a living process is interrupted, and is not begun again by itself.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from filelock import FileLock, Timeout
from pydantic import Field

from creative_cli.errors import BriefError, CreativeError, ExitCode, Problem, StorageError
from creative_cli.models import SPARSE
from creative_cli.runlog.journal import is_alive, new_run_id
from creative_cli.services.provider_registry import AUTO_PROVIDERS
from creative_cli.services.recent_results import RecentResults
from creative_cli.storage.atomic import raising_storage_errors, read_bytes, write_bytes
from creative_cli.storage.codec import CodecError, RecordT, decode_json, decode_record, encode_pretty_json
from creative_cli.storage.held_lock import is_lock_held
from creative_cli.storage.state import StateFolder

ORDER_PREFIX: Final = "order-"
KEPT_ORDERS: Final = 1000  # that have ended, in memory: as many as a page of the API lists at most
CLAIM_SECONDS: Final = 5.0  # others hold the lock for a moment, to see whether it is held
_ID: Final = re.compile(r"order-\d{8}T\d{6}Z-[0-9a-f]{12}")
_ORDER, _BEGUN, _ENDED, _CANCEL, _LOCK = "order.json", "begun.json", "ended.json", "cancel", "lock"
MAX_TEXT: Final = 200
Name = Annotated[str, Field(max_length=MAX_TEXT)]


class FailOn(StrEnum):
    """The lowest status of a finding that makes a run end with exit code 1."""

    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What to make: the id of a stored brief, and the options of `creative run`; money is USD."""

    brief: Name
    provider: Name = AUTO_PROVIDERS
    markets: tuple[Name, ...] = ()
    ratios: tuple[Name, ...] = ()
    products: tuple[Name, ...] = ()
    variants: tuple[Name, ...] = ()
    draft: bool = False
    editable: bool = False
    max_usd: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    fail_on: FailOn = FailOn.FAIL


class OrderStatus(StrEnum):
    """Where an order stands; `refused` ended before anything was made."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class OrderEnd:
    """How an order ended: the exit code of the command, and the error that ended it."""

    exit_code: int
    sentence: str = ""
    hint: str = ""
    problems: tuple[Problem, ...] = field(default=(), metadata=SPARSE)


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order and where it stands; `run_id` is that of its run, None before it began."""

    id: str
    status: OrderStatus
    order: RunOrder
    run_id: str | None = None
    end: OrderEnd | None = None


@dataclass(frozen=True, slots=True)
class _Begun:
    run_id: str


def _orders_folder(state: StateFolder) -> Path:
    return state.root / "serve" / "orders"


def _order_folder(order_id: str, state: StateFolder) -> Path | None:
    return _orders_folder(state) / order_id if _ID.fullmatch(order_id) else None


def place_order(order: RunOrder, state: StateFolder) -> OrderState:
    """Keep *order*, which is queued then; return it with its id. Raises StorageError."""
    order_id = f"{ORDER_PREFIX}{new_run_id()}"
    write_bytes(_orders_folder(state) / order_id / _ORDER, encode_pretty_json(order), durable=True)
    return OrderState(order_id, OrderStatus.QUEUED, order)


def find_order(order_id: str, state: StateFolder) -> OrderState | None:
    """Return an order by its id, None if there is none. Raises StorageError."""
    folder = _order_folder(order_id, state)
    order = None if folder is None else _read_record(folder / _ORDER, RunOrder)
    if folder is None or order is None:
        return None
    begun, end = _read_record(folder / _BEGUN, _Begun), _read_record(folder / _ENDED, OrderEnd)
    run_id = None if begun is None else begun.run_id
    return OrderState(order_id, _judge_status(folder, run_id, end, state), order, run_id, end)


def _judge_status(folder: Path, run_id: str | None, end: OrderEnd | None, state: StateFolder) -> OrderStatus:
    if end is not None:
        if end.exit_code == ExitCode.INTERRUPTED:
            return OrderStatus.INTERRUPTED
        return OrderStatus.REFUSED if run_id is None else OrderStatus.FINISHED
    if is_lock_held(folder / _LOCK) or (run_id is not None and is_alive(state.journal / f"{run_id}.jsonl")):
        return OrderStatus.RUNNING
    return OrderStatus.QUEUED if run_id is None else OrderStatus.INTERRUPTED


def list_orders(state: StateFolder) -> tuple[OrderState, ...]:
    """Return all orders, the latest first. Raises StorageError."""
    home = _orders_folder(state)
    with raising_storage_errors(home, "read"):
        names = sorted((path.name for path in home.iterdir()), reverse=True) if home.is_dir() else []
    found = (find_order(name, state) for name in names)
    return tuple(one for one in found if one is not None)


class KnownOrders:
    """The orders of a state folder. What does not change any more is read once: the run of an order, and its end.

    Threads may use it together.
    """

    def __init__(self) -> None:
        """Know none yet."""
        self._runs: dict[str, str] = {}
        self._ended = RecentResults[OrderState](KEPT_ORDERS)

    def list_runs(self, state: StateFolder) -> dict[str, str | None]:
        """Return the run of every order by its id, the latest first; None before it began. Raises StorageError."""
        home = _orders_folder(state)
        with raising_storage_errors(home, "read"):
            names = os.listdir(home) if home.is_dir() else []  # noqa: PTH208  # a third of the time of paths
        listed = sorted(filter(_ID.fullmatch, names), reverse=True)
        found = {name: self._runs.get(name) or self._find_run(home / name) for name in listed}
        for name in list(self._runs):  # a copy: another thread may add one meanwhile
            if name not in found:
                self._runs.pop(name, None)
        return found

    def _find_run(self, folder: Path) -> str | None:
        begun = _read_record(folder / _BEGUN, _Begun)
        if begun is None:
            return None
        self._runs[folder.name] = begun.run_id
        return begun.run_id

    def find(self, order_id: str, state: StateFolder) -> OrderState | None:
        """Return an order as `find_order` does. Raises StorageError."""
        folder = _order_folder(order_id, state)
        if folder is None or not folder.is_dir():
            return None
        order = self._ended.find(order_id) or find_order(order_id, state)
        if order is not None and order.end is not None:
            self._ended.keep(order_id, order)
        return order


def list_unbegun_orders(state: StateFolder) -> tuple[str, ...]:
    """Return the ids of orders that nobody has noted the beginning or the end of, the oldest first."""
    home = _orders_folder(state)
    with raising_storage_errors(home, "read"):
        folders = sorted(path for path in home.iterdir() if _ID.fullmatch(path.name)) if home.is_dir() else []
        return tuple(
            folder.name for folder in folders if not (folder / _BEGUN).exists() and not (folder / _ENDED).exists()
        )


def end_unbegun_order(order_id: str, error: CreativeError, state: StateFolder) -> None:
    """Note *error* as the end of an order whose process died before it began. Raises StorageError."""
    with claim_order(order_id, state) as held:
        if held is not None:
            end_order(order_id, error, state)


@contextmanager
def claim_order(order_id: str, state: StateFolder) -> Iterator[OrderState | None]:
    """Hold an order for the block, and yield it; None if it is not queued, or somebody else makes it."""
    folder = _order_folder(order_id, state)
    if folder is None or not folder.is_dir():
        yield None
        return
    lock = FileLock(folder / _LOCK, thread_local=False)
    try:
        lock.acquire(timeout=CLAIM_SECONDS)
    except Timeout:
        yield None
        return
    try:
        order = _read_record(folder / _ORDER, RunOrder)
        done = (folder / _BEGUN).exists() or (folder / _ENDED).exists()
        yield None if order is None or done else OrderState(order_id, OrderStatus.QUEUED, order)
    finally:
        lock.release()


def begin_order(order_id: str, run_id: str, state: StateFolder) -> None:
    """Note the run of an order that is held. Raises StorageError."""
    write_bytes(_orders_folder(state) / order_id / _BEGUN, encode_pretty_json(_Begun(run_id)), durable=True)


def end_order(order_id: str, end: ExitCode | CreativeError, state: StateFolder) -> None:
    """Note how an order that is held ended. Raises StorageError."""
    if isinstance(end, CreativeError):
        problems = end.problems if isinstance(end, BriefError) else ()
        record = OrderEnd(int(end.exit_code), end.sentence, end.hint, problems)
    else:
        record = OrderEnd(int(end))
    write_bytes(_orders_folder(state) / order_id / _ENDED, encode_pretty_json(record), durable=True)


def cancel_order(order_id: str, state: StateFolder) -> None:
    """Ask for an order to stop; one that nobody has begun ends at once. Raises StorageError."""
    folder = _orders_folder(state) / order_id
    write_bytes(folder / _CANCEL, b"")
    if not is_lock_held(folder / _LOCK):
        with claim_order(order_id, state) as held:
            if held is not None:
                end_order(order_id, ExitCode.INTERRUPTED, state)


def is_cancelled(order_id: str, state: StateFolder) -> bool:
    """Return whether somebody asked for an order to stop."""
    return (_orders_folder(state) / order_id / _CANCEL).exists()


def remove_old_orders(state: StateFolder, before_s: float, *, dry_run: bool = False) -> tuple[str, ...]:
    """Remove orders that ended, or were interrupted, before a time in seconds since 1970; return their ids.

    With *dry_run* they stay. Their journals always do. Raises StorageError.
    """
    removed = []
    for one in list_orders(state):
        folder = _orders_folder(state) / one.id
        over = one.status not in {OrderStatus.QUEUED, OrderStatus.RUNNING}
        with raising_storage_errors(folder, "removed"):
            if over and max(path.stat().st_mtime for path in folder.iterdir()) < before_s:
                if not dry_run:
                    shutil.rmtree(folder)
                removed.append(one.id)
    return tuple(removed)


def _read_record(path: Path, kind: type[RecordT]) -> RecordT | None:
    data = read_bytes(path)
    if data is None:
        return None
    try:
        return decode_record(kind, decode_json(data))
    except CodecError as error:
        raise StorageError(
            f"{path} is not what this version of creative writes: {error}.", "Remove its folder, and order it again."
        ) from error
