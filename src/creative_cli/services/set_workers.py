"""Where the sets of a run are made: by threads of its process, by processes beside it, or by a cluster."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from creative_cli.engine.plan import RunPlan
from creative_cli.engine.remote_sets import SetWorkers
from creative_cli.retrieval.picture_description import Spread
from creative_cli.services.dask_workers import open_dask_workers
from creative_cli.services.local_workers import LocalWorkers, open_local_workers
from creative_cli.services.workspace import Workspace

LOCAL = "local"
"""The executor that is this machine."""


@contextmanager
def open_set_workers(
    executor: str | None, jobs: int | None, plan: RunPlan, where: Workspace, say: Callable[[str], None]
) -> Iterator[SetWorkers | None]:
    """Yield the workers that *executor* names; None if threads make all sets.

    On this machine there are *jobs* of them, None for as many as it has cores and memory for.

    It is LOCAL, the address of a cluster as in dask://HOST:8786, or None where the script that started this process
    must not be imported by others. Raises UsageError and ClusterError.
    """
    if executor is None:
        yield None
    elif executor == LOCAL:
        with open_local_workers(plan, where, jobs, say) as local:
            yield local
    else:
        with open_dask_workers(executor, where.settings.cluster_seconds) as remote:
            yield remote


def find_spread(workers: SetWorkers | None) -> Spread | None:
    """Return what describes pictures in the processes of this machine; None where there are none but this."""
    return workers.spread if isinstance(workers, LocalWorkers) else None
