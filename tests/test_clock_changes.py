"""Whole runs whose clock is set, by libfaketime: between runs, in the middle of one, far away, at a change of DST."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.command import MINIMAL, creative
from tests.loopback import Answer, Loopback, Seen, openai_image, picture

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("faketime") is None, reason="needs Debian's faketime: apt-get install faketime"),
]

PAINTED = MINIMAL.replace("name: Nimbus One", "name: Nimbus One, description: a large umbrella")
TWO = PAINTED.replace("campaign: tiny", "campaign: two").replace(
    "}]\n", "}, {id: cape, name: Nimbus Two, description: a yellow cape}]\n"
)


def command_at(
    moment: str, *arguments: str, settings: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the command with its clock at *moment*; the monotonic clock goes on, as it does on every machine."""
    return subprocess.run(
        ["faketime", "-f", moment, sys.executable, "-m", "creative_cli", *arguments],
        env={**os.environ, "DONT_FAKE_MONOTONIC": "1", "NO_COLOR": "1", "COLUMNS": "300", **(settings or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def painted(seen: Seen) -> Answer:
    """Return a picture of the size that was asked for."""
    width, height = (int(side) for side in seen.json["size"].split("x"))
    return openai_image(picture(width, height, sum(str(seen.json["prompt"]).encode()) % 256), output_tokens=1332)


def paid_settings(server: Loopback, **others: str) -> dict[str, str]:
    """Return the settings of a run that buys pictures of *server*."""
    return {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"{server.url}/v1", **others}


def durations() -> list[float]:
    """Return all times that the run log counts, ms."""
    query = "SELECT ms FROM runs UNION ALL SELECT ms FROM spans UNION ALL SELECT ms FROM attempts"
    return [row[0] for row in json.loads(creative("sql", query, "--json").stdout)["rows"]]


def test_a_clock_set_back_a_year_between_two_runs() -> None:
    """The order of runs stays; nothing is bought, as the month's budget is unknown; what is free goes on."""
    Path("first.yaml").write_text(PAINTED, "utf-8")
    Path("second.yaml").write_text(TWO, "utf-8")
    with Loopback() as server:
        server.answer = painted
        settings = paid_settings(server, CREATIVE_BUDGET_USD="5")
        now = command_at("+0", "run", "first.yaml", "--ratio", "1:1", "--provider", "openai", settings=settings)
        bought = len(server.requests)
        back = command_at("-1y", "run", "second.yaml", "--ratio", "1:1", "--provider", "openai", settings=settings)
        refused = len(server.requests)
        free = command_at("-1y", "run", "second.yaml", "--ratio", "1:1", "--provider", "studio", settings=settings)
        last = command_at("-1y", "report", "last", "--json")
        again = command_at("+0", "run", "second.yaml", "--ratio", "1:1", "--provider", "openai", settings=settings)

    assert (now.returncode, bought) == (0, 1), now.stderr
    assert (back.returncode, refused) == (3, 1), back.stderr
    assert "CREATIVE_BUDGET_USD cannot be kept" in back.stderr
    assert "The clock of this machine says" in free.stderr
    assert free.returncode == 0, free.stderr
    assert json.loads(last.stdout)["run"]["run"]["campaign"] == "two"
    assert again.returncode == 0, again.stderr
    assert len(server.requests) == 3
    assert min(durations()) >= 0


def test_a_clock_set_back_in_the_middle_of_a_run() -> None:
    """Limits, deadlines and durations go by a clock that is never set: the run ends as if nothing had happened."""
    Path("two.yaml").write_text(TWO, "utf-8")
    clock = Path("clock").absolute()
    clock.write_text("+0", "utf-8")
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    with Loopback() as server:

        def answer(seen: Seen) -> Answer:
            clock.write_text("-1y" if seen.number == 0 else "+10y", "utf-8")
            return painted(seen)

        server.answer = answer
        faked = {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1", "LD_PRELOAD": str(library)}
        limits = {"CREATIVE_CONCURRENCY": "1", "CREATIVE_REQUESTS_PER_MINUTE": "60", "DONT_FAKE_MONOTONIC": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "creative_cli", "run", "two.yaml", "--ratio", "1:1", "--provider", "openai"],
            env={**os.environ, **paid_settings(server, **faked, **limits)},
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
    report = creative("report", "last", "--json")

    assert done.returncode == 0, done.stderr
    assert len(server.requests) == 2
    assert json.loads(report.stdout)["run"]["run"]["campaign"] == "two"
    assert min(durations()) >= 0


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("@1970-01-01 00:00:10", "UTC"),
        ("@2038-01-19 03:14:06", "UTC"),
        ("@2106-02-07 06:28:14", "UTC"),
        ("+10y", "UTC"),
        ("@2026-10-25 02:59:58", "Europe/Berlin"),
        ("@2026-03-29 01:59:58", "Europe/Berlin"),
    ],
)
def test_a_run_at_any_time(moment: str, zone: str) -> None:
    """Ads are made, listed, found and kept, at the ends of 32 bits and when clocks change."""
    Path("tiny.yaml").write_text(MINIMAL, "utf-8")
    settings = {"TZ": zone}
    done = command_at(moment, "run", "tiny.yaml", "--ratio", "1:1", "--quiet", settings=settings)
    report = command_at(moment, "report", "--since", "1d", "--json", settings=settings)
    again = command_at(moment, "run", "tiny.yaml", "--ratio", "1:1", "--json", settings=settings)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(report.stdout)["report"]["totals"]["made"] == 1, report.stderr
    assert json.loads(again.stdout)["runs"][0]["unchanged"] == 1
    assert min(durations()) >= 0
