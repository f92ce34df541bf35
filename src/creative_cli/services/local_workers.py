"""Processes of this machine that make the sets of a large run: in each of them Python has a core of its own.

Threads share one interpreter, and two of them made 1.1 to 1.4 times the ads of one. A process costs a second of its own
first, for libraries and fonts, so that a run of few ads has threads alone. Workers are forked from a server that has
imported what they need; where the system has no such server, each imports it itself.
"""

import asyncio
import io
import multiprocessing
import os
import pickle
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, TypeVar

from creative_cli.engine.plan import RunPlan
from creative_cli.engine.remote_sets import MadeSet, SetOrder
from creative_cli.engine.set_worker import make_set_in_cache
from creative_cli.errors import ClusterError
from creative_cli.imaging.photo import recall_findings, remember_findings
from creative_cli.imaging.u2net import load_network
from creative_cli.machine_limits import count_cores, find_free_memory
from creative_cli.services.workspace import Workspace
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder

PortionT = TypeVar("PortionT")
SpreadT = TypeVar("SpreadT")

PROCESSES_FROM_ADS = 100
"""From so many ads on, two processes end earlier than two threads; 72 photo ads take both the same time."""
ORDERS_PER_PROCESS = 3
"""If a run has fewer, its last order leaves the other processes idle for long."""
RUN_BYTES, PROCESS_BYTES = 600 << 20, 450 << 20
"""What the run itself takes beside them, and each process: of 216 photo ads in two, 1.4 GB in all."""
_PARTS_AT_ONCE = 64
"""So many parts that plans share stay in a worker: each variant has a dozen."""


@contextmanager
def open_local_workers(
    plan: RunPlan, where: Workspace, jobs: int | None, say: Callable[[str], None]
) -> Iterator["LocalWorkers | None"]:
    """Yield workers that make the sets of *plan* in *jobs* processes; None for few ads, and for one job.

    With *jobs* None there is one for each core, as far as the memory goes, and *say* says where it does not. They start
    at once for a campaign that was never made, or else with the first set that has to be, and end with the block. Where
    the system lets no processes share a queue, *say* says so, and there are none.
    """
    few = plan.count < PROCESSES_FROM_ADS
    jobs = 1 if few else jobs or _count_processes(say)
    if jobs == 1:
        yield None
        return
    with TemporaryDirectory(prefix="creative-plan-") as name:
        try:
            sets = sum(len(part.products) * len(part.placements) for part in plan.parts)
            workers = LocalWorkers(where.state, jobs, ceil(ORDERS_PER_PROCESS * jobs / sets), Path(name))
        except (ImportError, NotImplementedError, OSError) as error:  # the first two: no semaphores
            say(f"The ads are made by threads: this system lets no processes share a queue ({error}).")
            yield None
            return
        if not OutputFolder(where.output, plan.campaign, where.state).manifest_path.exists():
            workers.start()
        try:
            yield workers
        finally:
            workers.end()


def _count_processes(say: Callable[[str], None]) -> int:
    """Return one process for each core, or as many as the free memory has room for, which *say* says."""
    cores, free = count_cores(), find_free_memory()
    room = cores if free is None else max(1, (free - RUN_BYTES) // PROCESS_BYTES)
    if room >= cores:
        return cores
    made = f"{room} processes" if room > 1 else "threads"
    say(
        f"The ads are made by {made} on {cores} cores: {(free or 0) >> 20:,} MB of memory are free, and each process "
        f"takes up to {PROCESS_BYTES >> 20}. `--jobs` sets another number."
    )
    return room


class LocalWorkers:
    """Processes that make sets in the cache of a state folder, for `RunContext.workers`."""

    def __init__(self, state: StateFolder, jobs: int, parts: int, folder: Path) -> None:
        """Have *jobs* processes, which take what plans share from *folder*. Raises OSError and NotImplementedError."""
        self._state, self._jobs, self._parts = state, jobs, parts
        self._shelf = _PlanShelf(folder)
        way = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(way)
        context.set_forkserver_preload([__name__])
        # Workers end when its other end is closed: by `end`, or by the system, however this process ends.
        lifeline, self._lifeline = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(jobs, context, _start_worker, (lifeline,))
        self._looking: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._starting = Thread(target=self._load_all)

    def start(self) -> None:
        """Have all processes load what they need, while the run prepares its pictures."""
        # Whoever asks for the first process waits until the server has imported all, for a second.
        self._starting.start()

    def _load_all(self) -> None:
        # Of a process that cannot start or has ended, or a server that was killed: the first set meets it again.
        with suppress(OSError, EOFError, BrokenProcessPool), _without_ctrl_c():
            for _ in range(self._jobs):
                self._pool.submit(load_network)

    @property
    def slots(self) -> int:
        """The number of processes."""
        return self._jobs

    @property
    def parts(self) -> int:
        """As many as give each process some orders."""
        return self._parts

    @property
    def share_cache(self) -> bool:
        """Yes: it is a folder of this machine."""
        return True

    async def make_set(self, order: SetOrder, plan: RunPlan, pictures: Mapping[str, bytes]) -> MadeSet:
        """Have a process make a set of *plan*; the *pictures* are in the cache. Raises ClusterError."""
        del pictures
        photo = order.stored.picture
        if photo is not None and not order.found:
            async with self._looking[photo]:  # one process finds its subject, for all others
                order = replace(order, found=recall_findings((photo,)))
                if not order.found:
                    made = await self._submit(order, plan)
                    remember_findings(made.found)
                    return made
        return await self._submit(order, plan)

    async def _submit(self, order: SetOrder, plan: RunPlan) -> MadeSet:
        try:
            return await asyncio.wrap_future(self._begin(order, self._shelf.pack(plan)))
        except BrokenProcessPool as error:
            raise _ended_from_outside() from error

    def spread(self, work: Callable[[PortionT], SpreadT], portions: Iterable[PortionT]) -> Iterator[SpreadT]:
        """Do *work* on each of *portions* in the processes, and yield the results in their order. Raises ClusterError.

        Both are pickled.
        """
        try:
            with _starting_processes():
                results = self._pool.map(work, portions)
            yield from results
        except BrokenProcessPool as error:
            raise _ended_from_outside() from error

    def _begin(self, order: SetOrder, packed: tuple[str, bytes]) -> Future[MadeSet]:
        with _starting_processes():
            return self._pool.submit(_make_set, order, packed, self._state)

    def end(self) -> None:
        """End all processes, also amid a set: what they keep in the cache is written whole."""
        if self._starting.is_alive():
            self._starting.join()
        self._lifeline.close()
        self._pool.shutdown(cancel_futures=True)


def _ended_from_outside() -> ClusterError:
    return ClusterError(
        "A process that makes ads was ended from outside, perhaps for lack of memory.",
        "Run the same command again: finished ads are kept. `--jobs 1` takes the least memory.",
    )


@contextmanager
def _starting_processes() -> Iterator[None]:
    """Have the pool start processes within. Raises ClusterError."""
    try:
        with _without_ctrl_c():
            yield
    except (OSError, EOFError) as error:
        raise ClusterError(
            f"No process that makes ads can be started: {str(error) or 'their server has ended'}.",
            "Run the same command with `--jobs 1`.",
        ) from error


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Keep Ctrl-C from processes that start within: amid their imports it would end them with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # of this thread; processes inherit it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(lifeline: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the run, which ends its workers
    Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _end_with_parent(lifeline: Connection) -> None:
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)


def _make_set(order: SetOrder, packed: tuple[str, bytes], state: StateFolder) -> MadeSet:
    folder, data = packed
    return make_set_in_cache(order, _PlanUnpickler(io.BytesIO(data), folder).load(), state)


class _PlanShelf:
    """Pickles plans, and each part that several share only once, into a folder: a feed has a plan for each row."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[int, str] = {}
        self._kept: list[object] = []  # an id is that of one object as long as that exists

    def pack(self, plan: RunPlan) -> tuple[str, bytes]:
        """Return the folder and what `_PlanUnpickler` makes the plan of."""
        look = plan.look
        shared = (
            *(plan.brief, plan.products, plan.placements, plan.all_placements, plan.adaptations, plan.everyone),
            *(plan.variants, plan.all_variants, look.logo, look.fonts, look.design),
        )
        for part in shared:
            if part and id(part) not in self._names:
                name = str(len(self._kept))
                (self._folder / name).write_bytes(self._pickle(part))
                self._names[id(part)] = name
                self._kept.append(part)
        return str(self._folder), self._pickle(plan)

    def _pickle(self, value: object) -> bytes:
        buffer = io.BytesIO()
        _PlanPickler(buffer, self._names).dump(value)
        return buffer.getvalue()


class _PlanPickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, names: Mapping[int, str]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._names = names

    def persistent_id(self, value: object) -> str | None:
        return self._names.get(id(value))


class _PlanUnpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, folder: str) -> None:
        super().__init__(file)
        self._folder = folder

    def persistent_load(self, name: Any) -> object:
        return _load_part(self._folder, str(name))


@lru_cache(maxsize=_PARTS_AT_ONCE)
def _load_part(folder: str, name: str) -> object:
    return _PlanUnpickler(io.BytesIO(Path(folder, name).read_bytes()), folder).load()
