"""Print speed and memory as ratios within one run: machines are noisy, ratios travel.

python tools/bench.py            everything
python tools/bench.py help       only what the help page costs
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "briefs" / "summer-drinks.yaml"
EMPTY_APP = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def main() -> None: ...
app(["--help"])
"""


def cpu_of(*line: str) -> float:
    """Run a command and return the CPU seconds it used, user and system, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(times: int, *line: str) -> float:
    """Return the least CPU seconds of several runs: noise only ever adds."""
    return min(cpu_of(*line) for _ in range(times))


def bench_help() -> None:
    """Compare our help page with that of an empty Typer app."""
    ours = least(7, sys.executable, "-m", "creative_cli", "--help")
    empty = least(7, sys.executable, "-c", EMPTY_APP)
    print(f"help        {ours:6.3f} s of CPU, {ours / empty:.2f} × an empty Typer app ({empty:.3f} s)")


def bench_run() -> None:
    """Compare a first run of the demo with a second one that has nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        line = (sys.executable, "-m", "creative_cli", "run", str(DEMO), "--quiet", "--output", folder)
        first = cpu_of(*line)
        again = least(3, *line)
        ads = len(list(Path(folder).rglob("*.jpg")))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"first run   {first:6.2f} s of CPU for {ads} ads, {first / ads:.3f} s each, peak {peak:.0f} MB")
    print(f"second run  {again:6.2f} s of CPU, {again / first:.1%} of the first")


PRODUCTS, ANSWER_S, AT_ONCE = 12, 2.0, 6


def bench_providers() -> None:
    """Compare the time twelve pictures of two seconds take, six at a time, with the least it could be."""
    sys.path.insert(0, str(ROOT))
    from tests.loopback import Answer, Loopback, Seen  # noqa: PLC0415  # the tests' own server
    from tests.test_provider_runs import brief, good  # noqa: PLC0415  # same

    asked: list[float] = []

    def late(seen: Seen) -> Answer:
        asked.append(time.monotonic())
        return good(seen).after(ANSWER_S)

    with tempfile.TemporaryDirectory() as folder, Loopback() as server:
        server.answer = late
        name = Path(folder, "bench.yaml")
        name.write_text(brief(PRODUCTS, "bench"), "utf-8")
        address = {"CREATIVE_HUGGINGFACE_MODEL": f"{server.url}/sdxl", "CREATIVE_CONCURRENCY": str(AT_ONCE)}
        line = (sys.executable, "-m", "creative_cli", "run", str(name), "--quiet", "--output", f"{folder}/out")
        began = time.monotonic()
        subprocess.run(line, env={**os.environ, **address}, check=True, stdin=subprocess.DEVNULL)
        ended = time.monotonic()
    least_s, painted_s = PRODUCTS / AT_ONCE * ANSWER_S, asked[-1] + ANSWER_S - asked[0]
    print(
        f"providers   {painted_s:6.2f} s from the first question to the last answer for {PRODUCTS} pictures of "
        f"{ANSWER_S:.0f} s, {AT_ONCE} at a time: {painted_s / least_s:.2f} × the least ({least_s:.0f} s); "
        f"{asked[0] - began:.2f} s before, {ended - asked[-1] - ANSWER_S:.2f} s after, for the last ads and the index"
    )


ADS = 100_000
QUESTION = "something cold to drink in summer"


def bench_search() -> None:
    """Compare a cold search on the demo with importing Chroma alone, and with one among a hundred thousand ads."""
    from bench_search import fill  # noqa: PLC0415  # imports numpy

    with tempfile.TemporaryDirectory() as demo, tempfile.TemporaryDirectory() as large:
        run = (sys.executable, "-m", "creative_cli", "run", str(DEMO), "--quiet", "--output", demo)
        subprocess.run(run, check=True, stdin=subprocess.DEVNULL)
        picture = str(min(Path(demo).rglob("*.jpg")))
        fill(Path(large), ADS)
        bare = least(5, sys.executable, "-c", "import chromadb")
        for title, question in (("search", (QUESTION,)), ("--like", ("--like", picture))):
            line = (sys.executable, "-m", "creative_cli", "search", *question, "--output")
            small, big = least(5, *line, demo), least(5, *line, large)
            print(
                f"{title:<11} {small:6.3f} s of CPU on the demo, {small / bare:.2f} × importing chromadb ({bare:.3f} s)"
                f"; {big:.3f} s among {ADS:,} documents, {big / small:.2f} × the demo"
            )


BENCHES: dict[str, Callable[[], None]] = {
    "help": bench_help,
    "run": bench_run,
    "providers": bench_providers,
    "search": bench_search,
}


def main() -> None:
    """Run the benches named on the command line, or all."""
    os.environ["NO_COLOR"] = "1"
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()


if __name__ == "__main__":
    main()
