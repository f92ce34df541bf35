"""How fast the ads of a run are finished, and how long the rest will take at this pace."""

import time
from collections import deque
from collections.abc import Callable

PACE_WINDOW_S = 120.0
"""What the last so many seconds made counts: ads of earlier runs come first and at once."""

LEAST_PACE_S = 10.0
"""A pace of fewer seconds says little: the first ads wait for fonts and pictures."""

SECONDS_ALONE = 90  # s; a longer time is written in minutes
MINUTES_ALONE = 100  # a longer time is written in hours and minutes
MIN_SAMPLES = 2  # where the pace begins, and where it is now
_SAMPLE_S = 0.5  # ads of this time count as one sample, so that ten thousand of them need no list


class RunPace:
    """Counts finished ads by time; *now* is a clock in s that never goes back."""

    def __init__(self, total: int, now: Callable[[], float] = time.monotonic) -> None:
        """Begin a run of *total* ads."""
        self._total, self._now = total, now
        self._done = 0
        self._samples: deque[tuple[float, int]] = deque([(now(), 0)])

    def count_ad(self) -> None:
        """Count one finished ad."""
        self._done += 1
        now = self._now()
        if now - self._samples[-1][0] < _SAMPLE_S and len(self._samples) > 1:
            self._samples[-1] = (self._samples[-1][0], self._done)
        else:
            self._samples.append((now, self._done))
        while len(self._samples) > MIN_SAMPLES and now - self._samples[1][0] > PACE_WINDOW_S:
            self._samples.popleft()

    def describe_pace(self) -> str:
        """Return `3.2 ads/s, 27 min left`; empty while too little is known, and at the end."""
        begun, before = self._samples[0]
        seconds, made = self._now() - begun, self._done - before
        left = self._total - self._done
        if seconds < LEAST_PACE_S or made == 0 or left <= 0:
            return ""
        rate = made / seconds
        speed = f"{rate:.1f} ads/s" if rate >= 1 else f"{60 * rate:.1f} ads/min"
        return f"{speed}, {format_time_left(left / rate)} left"


def format_time_left(seconds: float) -> str:
    """Return a duration as exactly as anybody can foresee it: 40 s, 27 min, 3 h 10 min."""
    if seconds < SECONDS_ALONE:
        return f"{max(1, round(seconds / 5)) * 5} s"
    minutes = max(2, round(seconds / 60))
    return f"{minutes} min" if minutes < MINUTES_ALONE else f"{minutes // 60} h {minutes % 60 // 10 * 10} min"
