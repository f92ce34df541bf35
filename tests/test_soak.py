"""A tiny soak: a few kills and a full disk, with everything compared as in `make soak`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it forks, and reads /proc")
def test_nothing_is_lost_paid_twice_or_left_behind(tmp_path: Path) -> None:
    """Kills of runs and other commands, two disks and four runs at once leave equal trees and a bill that is right."""
    arguments = ("--kills", "8", "--disks", "2", "--crowds", "1", "--seed", "2")
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "tools" / "soak.py"), *arguments],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "paid twice                 0\n" in done.stdout
    assert "violations                 0\n" in done.stdout
