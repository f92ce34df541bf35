"""Workers of a Dask cluster, which make sets of ads for a run.

What many sets share, the plan and the pictures, is held by tasks of its own: a worker takes it from another one, and
if all that have it die, the scheduler has it made again. Dask repeats what a dead worker had in work.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from creative_cli.engine.plan import RunPlan
from creative_cli.engine.remote_sets import MadeSet, SetOrder
from creative_cli.engine.set_worker import make_ordered_set
from creative_cli.errors import ClusterError, UsageError
from creative_cli.imaging.photo import remember_findings

if TYPE_CHECKING:
    from distributed import Client, Future

HeldT = TypeVar("HeldT")
NameT = TypeVar("NameT")

EXECUTORS = {"dask": "tcp", "dask+tls": "tls"}
"""The schemes of `--executor`, and the transport of Dask that each stands for."""

_HELD_AT_ONCE = 256
"""So many plans and pictures stay with the workers; older ones are let go."""
_CLUSTER_SETTING = "CREATIVE_CLUSTER_SECONDS"


@contextmanager
def open_dask_workers(executor: str, seconds: float) -> Iterator["DaskWorkers"]:
    """Connect to the cluster that *executor* names, as in dask://HOST:8786.

    Waits *seconds* for the scheduler, and as long for its first worker. Raises UsageError and ClusterError.
    """
    address = _parse_executor(executor)
    client = _connect(address, seconds)
    try:
        yield DaskWorkers(client, address)
    finally:
        client.close(timeout=seconds)  # type: ignore[no-untyped-call]  # it has no types


def _parse_executor(text: str) -> str:
    hint = "Use local, dask://HOST:PORT or dask+tls://HOST:PORT; the port is usually 8786."
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"{text!r} is no executor.", hint) from error
    if parts.scheme not in EXECUTORS or not host or port is None or parts.path or parts.query or parts.username:
        raise UsageError(f"{text!r} is no executor.", hint)
    return f"{EXECUTORS[parts.scheme]}://{parts.netloc}"


def _connect(address: str, seconds: float) -> "Client":
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("A cluster needs Dask, which is not installed.", "Install it: creative[cluster]") from error
    try:
        # The run is one of several things in this process: it must not become where Dask computes by default.
        client = Client(address, timeout=seconds, set_as_default=False)  # type: ignore[no-untyped-call]  # it has no types
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"No scheduler of Dask answers at {address} within {seconds:g} s.",
            f"Start one: dask scheduler. {_CLUSTER_SETTING} sets the limit.",
        ) from error
    try:
        client.wait_for_workers(1, timeout=seconds)
    except (OSError, TimeoutError) as error:
        client.close(timeout=seconds)  # type: ignore[no-untyped-call]  # it has no types
        raise ClusterError(
            f"No worker has joined the scheduler at {address} within {seconds:g} s.",
            f"Start some where creative is installed: dask worker {address}. {_CLUSTER_SETTING} sets the limit.",
        ) from error
    return client


class DaskWorkers:
    """The workers of one scheduler, for `RunContext.workers`."""

    def __init__(self, client: "Client", address: str) -> None:
        """Use the connected *client* of the scheduler at *address*."""
        self._client, self._address = client, address
        # Not pure: Dask would take two equal orders for one, and hand out the result of the first.
        self._executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]  # it has no types
        self._pictures: dict[str, Future[Any]] = {}
        self._plans: dict[int, tuple[RunPlan, Future[Any]]] = {}

    @property
    def slots(self) -> int:
        """The threads of all workers that are there now."""
        return max(1, sum(self._client.nthreads().values()))  # type: ignore[no-untyped-call]  # it has no types

    @property
    def parts(self) -> int:
        """Sets are whole: each worker would frame its part again."""
        return 1

    @property
    def share_cache(self) -> bool:
        """No: they may be on other machines."""
        return False

    async def make_set(self, order: SetOrder, plan: RunPlan, pictures: Mapping[str, bytes]) -> MadeSet:
        """Have a worker make a set of *plan* that shows *pictures*, by SHA-256. Raises ClusterError."""
        from distributed import KilledWorker

        subject = f"{order.product.id} in {order.placement.format.name}"
        held = {sha: self._hold_picture(sha, data) for sha, data in pictures.items()}
        made = self._executor.submit(make_ordered_set, order, self._hold_plan(plan), held)
        try:
            found: MadeSet = await asyncio.wrap_future(made)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # Ctrl-C
            raise ClusterError(
                f"The scheduler at {self._address} was lost while {subject} was made.",
                "Start it and run the same command again: finished ads are kept.",
            ) from None
        except KilledWorker as error:
            raise ClusterError(
                f"Every worker died that was to make {subject}.",
                "Their logs say why; they may lack memory. Run the same command again: finished ads are kept.",
            ) from error
        except Exception as error:
            raise ClusterError(
                f"A worker could not make {subject}: {type(error).__name__}: {error}",
                "Each worker needs this version of creative, and the files of the brief at the same paths.",
            ) from error
        remember_findings(found.found)
        return found

    def _hold_picture(self, sha256: str, data: bytes) -> "Future[Any]":
        if sha256 not in self._pictures:
            self._pictures[sha256] = self._client.submit(_hold, data, key=f"picture-{sha256}")
            _let_go(self._pictures)
        return self._pictures[sha256]

    def _hold_plan(self, plan: RunPlan) -> "Future[Any]":
        if id(plan) not in self._plans:  # kept beside its id, which is no other's then
            self._plans[id(plan)] = plan, self._client.submit(_hold, plan, pure=False)
            _let_go(self._plans)
        return self._plans[id(plan)][1]


def _hold(value: HeldT) -> HeldT:
    return value


def _let_go(held: dict[NameT, HeldT]) -> None:
    """Forget the oldest entry of too many; Dask keeps what a task in work needs."""
    if len(held) > _HELD_AT_ONCE:
        del held[next(iter(held))]
