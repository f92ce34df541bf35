"""Cores and memory that a process may use, as the files of Linux tell them."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from creative_cli.machine_limits import count_cores, find_free_memory

MB = 1 << 20
PLENTY = "MemTotal: 65536000 kB\nMemAvailable: 62914560 kB\n"
V2, V1 = "0::/app/job\n", "4:cpu,cpuacct:/app\n3:memory:/app\n0::/\n"


def machine(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the files of a machine below *folder*; those of groups are named below sys/fs/cgroup."""
    for name, text in files.items():
        path = folder / (name if name.startswith("proc/") else f"sys/fs/cgroup/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "ascii")
    return folder


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({}, 8),
        ({"proc/self/cgroup": V2, "app/job/cpu.max": "max 100000\n"}, 8),
        ({"proc/self/cgroup": V2, "app/job/cpu.max": "200000 100000\n"}, 2),
        ({"proc/self/cgroup": V2, "app/job/cpu.max": "max 100000\n", "app/cpu.max": "150000 100000\n"}, 2),
        ({"proc/self/cgroup": V2, "cpu.max": "50000 100000\n"}, 1),  # inside a container, the mounted group is ours
        ({"proc/self/cgroup": V2, "cpu.max": "6400000 100000\n"}, 8),
        ({"proc/self/cgroup": V1, "cpu/app/cpu.cfs_quota_us": "-1\n", "cpu/app/cpu.cfs_period_us": "100000\n"}, 8),
        ({"proc/self/cgroup": V1, "cpu/app/cpu.cfs_quota_us": "300000\n", "cpu/app/cpu.cfs_period_us": "100000\n"}, 3),
        ({"proc/self/cgroup": V2, "cpu.max": "0 0\n"}, 8),
    ],
    ids=[
        "no groups",
        "all",
        "two",
        "of the group above",
        "half",
        "more than there are",
        "v1 all",
        "v1 three",
        "nonsense",
    ],
)
def test_cores_are_those_that_a_group_may_use(
    files: Mapping[str, str], cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quota counts where it is less than the cores, in the process's own group and in those above."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)

    assert count_cores(machine(tmp_path, files)) == cores


@pytest.mark.parametrize(
    ("files", "free_mb"),
    [
        ({}, None),
        ({"proc/meminfo": PLENTY}, 61_440),
        (
            {
                "proc/meminfo": PLENTY,
                "proc/self/cgroup": V2,
                "app/memory.max": f"{2048 * MB}\n",
                "app/memory.current": f"{1536 * MB}\n",
                "app/memory.stat": f"anon 5\ninactive_file {256 * MB}\n",
            },
            768,
        ),
        (
            {
                "proc/self/cgroup": V1,
                "memory/app/memory.limit_in_bytes": f"{1024 * MB}\n",
                "memory/app/memory.usage_in_bytes": f"{100 * MB}\n",
            },
            924,
        ),
        (
            {
                "proc/meminfo": PLENTY,
                "proc/self/cgroup": V1,
                "memory/app/memory.limit_in_bytes": "9223372036854771712\n",
                "memory/app/memory.usage_in_bytes": "1\n",
            },
            61_440,
        ),
        ({"proc/self/cgroup": V2, "memory.max": "100\n", "memory.current": "200\n"}, 0),
    ],
    ids=["unknown", "machine", "group", "v1", "v1 unlimited", "over its limit"],
)
def test_memory_is_what_a_group_may_still_take(files: Mapping[str, str], free_mb: int | None, tmp_path: Path) -> None:
    """Files that were read do not count as taken; without a limit it is what the machine has available."""
    free = find_free_memory(machine(tmp_path, files))

    assert (None if free is None else free // MB) == free_mb


def test_this_machine_has_cores_and_says_its_memory() -> None:
    """The real files are read, too."""
    assert 1 <= count_cores() <= (os.cpu_count() or 1)
    free = find_free_memory()
    assert free is None or free > 0
