"""Format counts, sizes and durations for people, in reports, on the screen and in diagnoses."""


def count_noun(number: int, what: str) -> str:
    """Return a number and its noun: 1 run, 2 runs."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def format_duration(seconds: float) -> str:
    """Return a readable duration: 34.5 s, 12 min, 115.6 h."""
    if seconds < 10 * 60:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 10 * 3600 else f"{seconds / 3600:.1f} h"


def format_bytes(size: int) -> str:
    """Return a readable size in decimal units: 0.5 kB, 3.4 MB, 12.0 GB."""
    power = min(max((len(str(size)) - 1) // 3, 1), 4)
    return f"{size / 1000**power:,.1f} {('kB', 'MB', 'GB', 'TB')[power - 1]}"
