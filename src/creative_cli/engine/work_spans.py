"""How long each piece of work of a run takes, and which product, format and locale it is for."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from creative_cli.events import StageName, StageTimed

ResultT = TypeVar("ResultT")


class WorkSubject(NamedTuple):
    """What a piece of work is for; what does not apply is empty. `note` tells apart pieces for the same thing."""

    product: str = ""
    ratio: str = ""
    locale: str = ""
    variant: str = ""
    note: str = ""

    def __str__(self) -> str:
        """Return the parts that it has, with spaces between."""
        return " ".join(filter(None, self))


def time_work(
    stage: StageName, subject: WorkSubject, call: Callable[[], ResultT], emit: Callable[[StageTimed], None]
) -> ResultT:
    """Do *call* in this thread, emit its span and return its result. What it raises is raised, without a span."""
    began, wall, cpu = time.time(), time.monotonic(), time.thread_time()
    result = call()
    ms, cpu_ms = 1000 * (time.monotonic() - wall), 1000 * (time.thread_time() - cpu)
    thread, where = threading.current_thread().name, (subject.product, subject.locale, subject.ratio)
    emit(StageTimed(stage, str(subject), round(ms, 3), round(began, 6), round(cpu_ms, 3), thread, *where))
    return result
