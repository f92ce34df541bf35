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

import pytest
from distributed import LocalCluster

from tests.cluster.runs import ads_in, run_json, wait_for_ads
from tests.command import MINIMAL, creative
from tests.loopback import Answer, Loopback, Seen, openai_image, picture

CENTS_OF_FIVE = 1633  # output tokens that cost $0.049 at 30 USD a million
START_S = 300


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
    """Answer with a picture that costs nearly five cents, another for each prompt."""
    asked = seen.json
    width, height = (int(side) for side in asked["size"].split("x"))
    shade = sum(str(asked).encode()) % 256
    return openai_image(picture(width, height, shade), input_tokens=0, output_tokens=CENTS_OF_FIVE)


@pytest.mark.slow
def test_a_killed_worker_costs_its_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two workers one dies by -9 midway: the 300 ads, their pictures and their bill are those of a local run.

    Four calls at most are made at a time, none of them twice, and all for no more than the one dollar that is allowed:
    another picture would cost more.
    """
    lines = "\n".join(f"  - {{id: p{n:02d}, name: Product {n}, description: a bottle number {n}}}" for n in range(20))
    text = MINIMAL.replace("products: [{id: umbrella, name: Nimbus One}]", f"products:\n{lines}")
    text += "ratios: [1:1, 300x250, 728x90]\n"
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
        arguments = ("--provider", "openai", "--max-usd", "1")
        scheduler = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        with started(*scheduler), started(*worker), started(*worker) as doomed:
            where = ("--executor", f"dask://127.0.0.1:{port}", "--output", "remote")
            running = subprocess.Popen(
                [sys.executable, "-m", "creative_cli", "run", "brief.yaml", "--json", *arguments, *where],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            wait_for_ads(running, Path("remote"), 100)
            assert doomed.poll() is None
            os.killpg(doomed.pid, signal.SIGKILL)
            said, errors = running.communicate()
        assert running.returncode == 0, errors
        (remote,) = json.loads(said)["runs"]
        prompts = prompts_of(service)
        local = run_json(*arguments, "--output", "local")
        again = prompts_of(service)[len(prompts) :]

    assert [(run["made"], run["unchanged"], run["failures"]) for run in (remote, local)] == [(300, 0, [])] * 2
    assert (len(prompts), sorted(set(prompts))) == (20, sorted(prompts))
    assert sorted(again) == sorted(prompts)
    assert service.peak == 4
    assert remote["cost_usd"] == pytest.approx(20 * CENTS_OF_FIVE * 30e-6)
    assert remote["cost_usd"] == local["cost_usd"] < 1 < 21 * CENTS_OF_FIVE * 30e-6
    assert len(ads_in("remote")) == 300 + len(["manifest"])
    assert ads_in("remote") == ads_in("local")


def prompts_of(service: Loopback) -> list[str]:
    """Return what was asked for in each call for a picture, in order."""
    return [json.dumps(seen.json, sort_keys=True) for seen in service.requests if seen.path.endswith("s")]
