"""`creative serve` as a process: stopped, killed, shared and crowded."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx2
import pytest

from tests.command import MINIMAL
from tests.server.serving import PATIENCE_S, wait_until

pytestmark = pytest.mark.slow

BRIEF = MINIMAL.replace("[GB]", "[GB, US, AU, NZ, IE, CA]").replace(
    "products: [", "products: [{id: coat, name: Nimbus Two}, "
)
CLIENTS, READS_EACH = 50, 8


@dataclass
class Served:
    """A server in a process of its own, and a client of it."""

    process: subprocess.Popen[str]
    client: httpx2.Client

    def order(self) -> str:
        """Order a run of BRIEF and return the id of the order."""
        sent = self.client.post("/api/v1/briefs", content=BRIEF, headers={"Content-Type": "application/yaml"})
        placed = self.client.post("/api/v1/runs", json={"brief": sent.json()["brief"]["id"]})
        order: str = placed.json()["id"]
        return order

    def standing(self, order: str) -> dict[str, Any]:
        """Return where a run stands."""
        found: dict[str, Any] = self.client.get(f"/api/v1/runs/{order}").json()
        return found

    def has_made(self, order: str, ads: int) -> bool:
        """Tell whether a run has made so many ads."""
        row = self.standing(order)["row"]
        return row is not None and row["figures"]["made"] >= ads

    def finish(self, order: str) -> dict[str, Any]:
        """Return where a run stands after its end."""
        self.client.get(f"/api/v1/runs/{order}/events")
        return self.standing(order)


def test_a_person_reads_sentences(tmp_path: Path) -> None:
    """In a terminal the log is text: runs and their ends, and no line for each request that went well."""
    screen, its = pty.openpty()
    command = [sys.executable, "-m", "creative_cli", "serve", "--port", "0", "--output", str(tmp_path / "outputs")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=its, text=True) as process:
        os.close(its)
        assert process.stdout is not None
        address = process.stdout.readline().split()[1]
        with httpx2.Client(base_url=address, timeout=PATIENCE_S) as client:
            order = Served(process, client).order()
            Served(process, client).finish(order)
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE_S)
        said = os.read(screen, 1 << 16).decode()
    os.close(screen)

    assert re.search(rf"\d\d:\d\d:\d\d run begun: {order}\r\n", said)
    assert f"run ended with 0: {order}" in said
    assert "{" not in said
    assert "request" not in said


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Run the command on a free port."""
    command = [sys.executable, "-m", "creative_cli", "serve", "--port", "0", "--output", str(folder / "outputs")]
    with (
        (folder / "server.log").open("a") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.fullmatch(r"Open (http://127\.0\.0\.1:\d+)/ in a browser\. Ctrl-C stops the server\.\n", said)
            assert found, said
            with httpx2.Client(base_url=found[1], timeout=PATIENCE_S) as client:
                yield Served(process, client)
        finally:
            process.kill()


def test_a_killed_server_leaves_an_interrupted_run_that_goes_on(tmp_path: Path) -> None:
    """After kill -9 the run stops by itself; a new server shows it as interrupted, and the same brief goes on."""
    with serve(tmp_path) as first:
        order = first.order()
        wait_until(lambda: first.has_made(order, 2))
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
    with serve(tmp_path) as second:
        wait_until(lambda: second.standing(order)["status"] != "running")
        stopped = second.standing(order)
        assert stopped["status"] == "interrupted"
        made = stopped["row"]["figures"]["made"]
        assert 2 <= made < stopped["planned"] == 36
        again = second.client.post(f"/api/v1/runs/{order}/resume").json()["id"]
        done = second.finish(again)
        assert done["status"] == "finished"
        assert done["row"]["figures"]["cached"] >= made
        assert done["row"]["figures"]["made"] + done["row"]["figures"]["cached"] == 36


def test_a_stopped_server_ends_its_runs_in_order(tmp_path: Path) -> None:
    """SIGTERM: exit code 0, and the journal of the run says interrupted."""
    with serve(tmp_path) as served:
        order = served.order()
        wait_until(lambda: served.has_made(order, 1))
        run = served.standing(order)["run_id"]
        served.process.terminate()
        assert served.process.wait(PATIENCE_S) == 0
    last = (tmp_path / "outputs/.creative/journal" / f"{run}.jsonl").read_text().splitlines()[-1]
    assert json.loads(last)["status"] == "interrupted"
    assert (tmp_path / "outputs/tiny/manifest.json").is_file()


def test_servers_share_runs_by_their_folder(tmp_path: Path) -> None:
    """What one begins, the other shows, follows and cancels."""
    with serve(tmp_path) as one, serve(tmp_path) as other:
        order = one.order()
        wait_until(lambda: other.has_made(order, 1))
        assert [run["id"] for run in other.client.get("/api/v1/runs").json()["runs"]] == [order]
        assert other.client.post(f"/api/v1/runs/{order}/cancel").status_code == 202
        ended = other.finish(order)
        assert ended["status"] == "interrupted"
        assert ended == one.standing(order)


def test_a_crowd_reads_while_a_run_is_made(tmp_path: Path) -> None:
    """Fifty clients at once get no error; prints how long the slowest twentieth of their reads took."""
    with serve(tmp_path) as served:
        order = served.order()
        wait_until(lambda: served.has_made(order, 1))
        places = ["/healthz", "/api/v1/briefs", "/api/v1/runs", f"/api/v1/runs/{order}", "/api/v1/channels"]
        places += ["/api/v1/campaigns", "/api/v1/report", "/api/v1/markets?fragment=JP"]

        def read(client: httpx2.Client, place: str) -> tuple[str, float]:
            started = time.perf_counter()
            answer = client.get(place)
            assert answer.status_code == 200, (place, answer.text)
            return place, time.perf_counter() - started

        def visit(number: int) -> list[tuple[str, float]]:
            with httpx2.Client(base_url=served.client.base_url, timeout=PATIENCE_S) as client:
                return [read(client, places[(number + turn) % len(places)]) for turn in range(READS_EACH)]

        with ThreadPoolExecutor(CLIENTS) as crowd:
            reads = [one for visited in crowd.map(visit, range(CLIENTS)) for one in visited]
        assert served.standing(order)["status"] in {"running", "finished"}
        _print_times(reads)
        assert served.finish(order)["status"] == "finished"


def _print_times(reads: list[tuple[str, float]]) -> None:
    show: Callable[[str], object] = sys.stdout.write
    for place in sorted({place for place, _ in reads}):
        took = [seconds for one, seconds in reads if one == place]
        name = place if "order-" not in place else "/api/v1/runs/ORDER"
        show(
            f"{name}: {len(took)} reads, p50 {quantiles(took, n=20)[9]:.2f} s, p95 {quantiles(took, n=20)[18]:.2f} s\n"
        )
    show(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
