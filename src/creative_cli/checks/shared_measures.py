"""What several checks, or the checks of several ads, measure in the same ad, canvas or photo: measured once.

A measure is kept as long as what it was made in, and no longer: an ad and its canvas are 50 MB.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

SubjectT = TypeVar("SubjectT")
MoreT = ParamSpec("MoreT")
MeasureT = TypeVar("MeasureT")


def measured_once(
    measure: Callable[Concatenate[SubjectT, MoreT], MeasureT],
) -> Callable[Concatenate[SubjectT, MoreT], MeasureT]:
    """Return *measure*, which then measures each subject, its first argument, once for the same other arguments.

    The subject must be equal to itself only, and the result must not hold it. Threads that ask at the same time may
    both measure.
    """
    known: WeakKeyDictionary[SubjectT, dict[object, MeasureT]] = WeakKeyDictionary()

    @wraps(measure)
    def once(subject: SubjectT, /, *more: MoreT.args, **named: MoreT.kwargs) -> MeasureT:
        own = known.setdefault(subject, {})
        key = (more, tuple(named.items()))
        if key not in own:
            own[key] = measure(subject, *more, **named)
        return own[key]

    return once
