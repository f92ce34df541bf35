"""A cache for work that threads would otherwise do twice at the same time."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from threading import Lock
from typing import ParamSpec, TypeVar

ArgumentsT = ParamSpec("ArgumentsT")
ComputedT = TypeVar("ComputedT")


class _Turn:
    """A result in the making: one thread makes it, and others that need it wait."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.results: list[object] = []


def cached_for_threads(
    maxsize: int | None,
) -> Callable[[Callable[ArgumentsT, ComputedT]], Callable[ArgumentsT, ComputedT]]:
    """Return a decorator like `functools.lru_cache`, but threads that ask for the same result wait for it.

    With `lru_cache` each of them computes it. A function that raises an error is called again for the next.
    """

    def decorate(compute: Callable[ArgumentsT, ComputedT]) -> Callable[ArgumentsT, ComputedT]:
        lock = Lock()

        @lru_cache(maxsize)
        def find_turn(*_: Hashable, **__: Hashable) -> _Turn:
            return _Turn()

        @wraps(compute)
        def cached(*arguments: ArgumentsT.args, **named: ArgumentsT.kwargs) -> ComputedT:
            with lock:  # or two threads may both begin one
                turn = find_turn(*arguments, **named)  # type: ignore[arg-type]  # that raises TypeError otherwise
            with turn.lock:
                if not turn.results:
                    turn.results.append(compute(*arguments, **named))
            return turn.results[0]  # type: ignore[return-value]  # of `compute`

        return cached

    return decorate
