"""Runs whose ads are made by the workers of a Dask cluster: the same files, the same bill, whatever dies."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from tests.command import MINIMAL, creative
from tests.loopback import Answer, Loopback, Seen, openai_image, picture

CENTS_OF_FOUR = 1332  # output tokens that cost $0.04 at 30 USD a million
START_S = 300


def ads_in(folder: str) -> dict[str, bytes]:
    """Return the ads of a run by path, and its manifest without the run's ID."""
    root = Path(folder, "tiny")
    found = {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.glob("*/*/*.jpg"))}
    manifest = json.loads((root / "manifest.json").read_text("utf-8")) | {"run_id": ""}
    return found | {"manifest": json.dumps(manifest).encode()}


def run_json(*arguments: str) -> dict[str, Any]:
    """Run the brief and return what `--json` says of it."""
    result = creative("run", "brief.yaml", "--json", *arguments)
    assert result.stdout, result.stderr
    (run,) = json.loads(result.stdout)["runs"]
    return dict(run)


@pytest.mark.parametrize("name", ["somewhere", "dask://", "dask://host", "ray://host:1", "dask://host:1/path"])
def test_an_executor_that_is_none_is_refused(name: str) -> None:
    """The command says what an executor looks like, and makes nothing."""
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    refused = creative("run", "brief.yaml", "--executor", name)

    assert refused.returncode == 2
    assert f"'{name}' is no executor." in refused.stderr
    assert "dask://HOST:PORT" in refused.stderr
    assert not Path("outputs", "tiny").exists()


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence has the address, the limit and its setting."""
    monkeypatch.setenv("CREATIVE_CLUSTER_SECONDS", "0.5")
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    failed = creative("run", "brief.yaml", "--executor", f"dask://127.0.0.1:{free_port()}")

    assert failed.returncode == 3
    assert "No scheduler of Dask answers at tcp://127.0.0.1:" in failed.stderr
    assert "CREATIVE_CLUSTER_SECONDS" in failed.stderr


def test_a_cluster_makes_what_this_machine_makes() -> None:
    """The first run counts the ads as made, the second as unchanged, and both leave the files of a local run."""
    Path("brief.yaml").write_text(MINIMAL.replace("[GB]", "[GB, US]"), "utf-8")
    with LocalCluster(  # type: ignore[no-untyped-call]  # it has no types
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, host="127.0.0.1", protocol="tcp"
    ) as cluster:
        where = ("--ratio", "1:1", "--executor", cluster.scheduler_address.replace("tcp", "dask"))
        first = run_json(*where, "--output", "remote")
        second = run_json(*where, "--output", "remote")
    local = run_json("--ratio", "1:1", "--output", "local")

    assert [(run["made"], run["unchanged"]) for run in (first, second, local)] == [(2, 0), (0, 2), (2, 0)]
    assert ads_in("remote") == ads_in("local")


def free_port() -> int:
    """Return a port of loopback that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of Dask in a process group of its own, which is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def paint(seen: Seen) -> Answer:
    """Answer with a picture that costs four cents, another for each prompt."""
    asked = seen.json
    width, height = (int(side) for side in asked["size"].split("x"))
    shade = sum(str(asked).encode()) % 256
    return openai_image(picture(width, height, shade), input_tokens=0, output_tokens=CENTS_OF_FOUR)


@pytest.mark.slow
def test_a_killed_worker_costs_its_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two workers one dies by -9: all 300 ads are made, and each of their 20 pictures is bought once."""
    lines = "\n".join(f"  - {{id: p{n:02d}, name: Product {n}, description: a bottle number {n}}}" for n in range(20))
    text = MINIMAL.replace("products: [{id: umbrella, name: Nimbus One}]", f"products:\n{lines}")
    Path("brief.yaml").write_text(text.replace("[GB]", "[GB, US, AU, NZ, IE]"), "utf-8")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    worker = ("worker", address, "--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--no-nanny")
    with Loopback() as service:
        service.answer = lambda seen: paint(seen).after(0.2)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-loopback")
        monkeypatch.setenv("OPENAI_BASE_URL", f"{service.url}/v1")
        monkeypatch.setenv("CREATIVE_CONCURRENCY", "4")
        monkeypatch.setenv("CREATIVE_CLUSTER_SECONDS", str(START_S))
        arguments = ("run", "brief.yaml", "--provider", "openai", "--max-usd", "1", "--json")
        scheduler = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        with started(*scheduler), started(*worker), started(*worker) as doomed:
            running = subprocess.Popen(
                [sys.executable, "-m", "creative_cli", *arguments, "--executor", f"dask://127.0.0.1:{port}"],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            wait_for_ads(running, 40)
            os.killpg(doomed.pid, signal.SIGKILL)
            said, errors = running.communicate()
        assert running.returncode == 0, errors
        (run,) = json.loads(said)["runs"]
        prompts = [json.dumps(seen.json, sort_keys=True) for seen in service.requests if seen.path.endswith("s")]

    assert (run["made"], run["failures"]) == (300, [])
    assert (len(prompts), len(set(prompts))) == (20, 20)
    assert run["cost_usd"] == pytest.approx(20 * CENTS_OF_FOUR * 30e-6)


def wait_for_ads(running: "subprocess.Popen[str]", number: int) -> None:
    """Wait until a run has written so many ads."""
    while len(list(Path("outputs").glob("tiny/*/*/*.jpg"))) < number:
        with pytest.raises(subprocess.TimeoutExpired):  # it still runs
            running.wait(0.05)
