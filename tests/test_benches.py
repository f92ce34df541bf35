"""The benches run: their made-up rows follow the schema, and what they ask for still exists."""

import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY


@pytest.mark.slow
def test_the_run_log_can_be_filled_with_made_up_ads_and_reported_on() -> None:
    """Every command of `make bench-runlog` answers over some hundred made-up ads."""
    line = (sys.executable, str(REPOSITORY / "tools" / "bench_runlog.py"), "480")
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "creative report --since 365d --by market" in done.stdout
