"""What this process may use of its machine: cores and memory, less what a container or a service manager allows.

A container with two of 64 cores sees all 64, and memory that it must not take. Linux keeps such limits in control
groups (cgroups(7)): version 2 in `cpu.max` and `memory.max`, version 1 in `cpu.cfs_quota_us` and
`memory.limit_in_bytes`, for the group of the process and for those above it. Elsewhere there are none.
"""

import os
from collections.abc import Iterator
from math import ceil
from pathlib import Path

ROOT = Path("/")
_UNLIMITED = 1 << 60
"""Version 1 says the largest page number where there is no limit."""


def count_cores(root: Path = ROOT) -> int:
    """Return how many cores this process may use, at least 1: those it may run on, or the share of its group.

    *root* is where `proc` and `sys` are.
    """
    quotas = [quota for group in _list_groups(root, "cpu") if (quota := _read_quota(group)) is not None]
    return max(1, min([_count_allowed(), *(ceil(quota) for quota in quotas)]))


def find_free_memory(root: Path = ROOT) -> int | None:
    """Return how many bytes this process and its children can still take; None where the system does not say."""
    free = [limit for group in _list_groups(root, "memory") if (limit := _read_room(group)) is not None]
    facts = _read(root / "proc" / "meminfo").splitlines()
    free += [1024 * int(line.split()[1]) for line in facts if line.startswith("MemAvailable:")]
    return max(0, min(free)) if free else None


def _count_allowed() -> int:
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _list_groups(root: Path, kind: str) -> Iterator[Path]:
    """Yield the folders of the groups that limit a *kind* of resource, from this process's own up to the first."""
    mounted = root / "sys" / "fs" / "cgroup"
    for line in _read(root / "proc" / "self" / "cgroup").splitlines():
        _, kinds, own = line.split(":", 2)
        if kinds and kind not in kinds.split(","):
            continue
        top = mounted / kind if kinds else mounted
        parts = Path(own).parts[1:]
        # Inside a container the own group is often the mounted one, though its name says where it is outside.
        yield from (top.joinpath(*parts[:count]) for count in range(len(parts), -1, -1))


def _read_quota(group: Path) -> float | None:
    """Return the cores that a group may use at a time, None for all."""
    quota, _, period = _read(group / "cpu.max").partition(" ")
    if not quota:
        quota, period = _read(group / "cpu.cfs_quota_us"), _read(group / "cpu.cfs_period_us")
    share, whole = _to_number(quota), _to_number(period)
    return None if share is None or not whole or share <= 0 else share / whole


def _read_room(group: Path) -> int | None:
    """Return the bytes that a group may still take, None for as many as there are."""
    most, used = _to_number(_read(group / "memory.max")), _to_number(_read(group / "memory.current"))
    name = "inactive_file"
    if most is None:
        most, used = (_to_number(_read(group / f"memory.{one}_in_bytes")) for one in ("limit", "usage"))
        name = "total_inactive_file"
    if most is None or used is None or most >= _UNLIMITED:
        return None
    # Files that were read are kept in memory that is given up for anything else.
    facts = dict(line.split() for line in _read(group / "memory.stat").splitlines())
    return most - used + (_to_number(facts.get(name, "")) or 0)


def _to_number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:  # "max", or no such file
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
