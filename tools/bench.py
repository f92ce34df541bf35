"""Measure what the tool costs, each case beside something named in the same run, and compare with what is committed.

    python tools/bench.py [--only start,photo] [--turns 3] [--full] [--folder docs]

Writes benchmarks.md and benchmarks.json into the folder, after each case. Exits with 1 if a ratio is more than 20 %
worse than the one in that file, and leaves that one there. Ratios are compared, never seconds: ours / the other, so
that less is better. What can be repeated is run in turns with the other, A B A B, and the median counts. CPU is that
of whole processes and their children. `--full` asks a run log of a million ads and an index of 100,000 documents, and
plans 10,000 rows of a feed.

A case is a function of `CASES` that returns what it measured. Campaigns of growing size are measured by
`bench_scale.py`.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "briefs" / "summer-drinks.yaml"
CREATIVE = (sys.executable, "-m", "creative_cli")
EMPTY_APP = (
    "import typer\napp = typer.Typer(rich_markup_mode=None)\n@app.command()\ndef main() -> None: ...\napp(['--help'])"
)
WORSE = 1.2
"""A ratio may grow so much before the bench fails."""
MEMORY_MB = 450.0
"""What a run may take, all its processes together, however many ads it makes."""
SAMPLE_S = 0.2
MANY_PHOTOS = 24
PRODUCTS, MARKETS, AT_ONCE, SIDE, ANSWER_S, LAST_ANSWER_S = 12, 4, 6, 1024, 2.0, 40.0
QUESTION = "something cold to drink in summer"
REPORTED = "SELECT locale, count(*), count(DISTINCT run_id) FROM assets GROUP BY locale"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a case measured, in its unit, and the ratio of both: the median of turns."""

    ours: float
    beside: float
    ratio: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case: what is measured, in which unit, beside what."""

    title: str
    unit: str
    against: str
    measure: Callable[[argparse.Namespace, Path], Figures]


def cpu_of(*line: str, cwd: Path | None = None) -> float:
    """Run a command and return the CPU seconds that it and its children used; raise CalledProcessError if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    null = subprocess.DEVNULL
    subprocess.run(line, stdout=null, stdin=null, check=True, cwd=cwd)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def alternate(turns: int, ours: Callable[[], float], beside: Callable[[], float], note: str = "") -> Figures:
    """Measure both in turns; return their medians, and the median of the ratios of neighbours."""
    pairs = [(ours(), beside()) for _ in range(turns)]
    first, second = zip(*pairs, strict=True)
    return Figures(median(first), median(second), median(one / other for one, other in pairs), note)


def compare_lines(turns: int, ours: tuple[str, ...], beside: tuple[str, ...], note: str = "") -> Figures:
    """Compare the CPU of two commands."""
    return alternate(turns, lambda: cpu_of(*ours), lambda: cpu_of(*beside), note)


def part(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs another file of this folder."""
    return sys.executable, str(ROOT / "tools" / name), *arguments


def run_line(brief: Path, output: Path, *more: str) -> tuple[str, ...]:
    """Return the command that makes the ads of *brief*, findings or not."""
    return *CREATIVE, "run", str(brief), "--quiet", "--fail-on", "never", "--output", str(output), *more


def bench_start(options: argparse.Namespace, _folder: Path) -> Figures:
    """Start the command that only names its version."""
    return compare_lines(options.turns, (*CREATIVE, "--version"), (sys.executable, "-c", EMPTY_APP))


def bench_validate(options: argparse.Namespace, folder: Path) -> Figures:
    """Check a brief of 48 ads."""
    libraries = (sys.executable, "-c", "import numpy, PIL.Image, pydantic, typer, yaml")
    return compare_lines(options.turns, (*CREATIVE, "validate", str(DEMO), "--output", str(folder)), libraries)


def bench_cold(options: argparse.Namespace, folder: Path) -> Figures:
    """Make 36 photo ads from nothing: start, the index for search and the page included."""
    subprocess.run(part("bench_compose.py", "write", str(folder)), check=True)

    def ours() -> float:
        shutil.rmtree(folder / "out", ignore_errors=True)
        return cpu_of(*run_line(folder / "brief.json", folder / "out"))

    found = alternate(options.turns, ours, lambda: cpu_of(*part("bench_compose.py", "bare", str(folder))))
    return Figures(found.ours, found.beside, found.ratio, f"{36 / found.ours:.1f} ads per CPU-second")


def bench_warm(options: argparse.Namespace, folder: Path) -> Figures:
    """Run the same brief once more, with nothing to do."""
    subprocess.run(part("bench_compose.py", "write", str(folder)), check=True)
    line = run_line(folder / "brief.json", folder / "out")
    cpu_of(*line)
    return compare_lines(options.turns, line, (sys.executable, "-c", "import numpy, PIL.Image, pydantic, typer, yaml"))


def bench_line(kind: str) -> Callable[[argparse.Namespace, Path], Figures]:
    """Return what makes ads inside one process, on one thread, with all checks."""

    def measure(options: argparse.Namespace, _folder: Path) -> Figures:
        found = []
        for _ in range(options.turns):
            done = subprocess.run(part("bench_compose.py", kind), stdout=subprocess.PIPE, check=True)
            found.append(json.loads(done.stdout))
        ours, beside = median(one["ours"] for one in found), median(one["beside"] for one in found)
        note = f"{found[0]['ads'] / ours:.1f} ads per CPU-second, plain Pillow {found[0]['ads'] / beside:.1f}"
        return Figures(ours, beside, median(one["ours"] / one["beside"] for one in found), note)

    return measure


def bench_feed(options: argparse.Namespace, folder: Path) -> Figures:
    """Read and plan every row of a feed."""
    from bench_feed import ONE, write_brief, write_feed  # noqa: PLC0415  # imports the engine

    rows = 10_000 if options.full else 1_000
    write_feed(folder, rows)
    write_brief(folder, rows, ONE)
    read = "import csv, pydantic, sys\nfor _ in range(10): list(csv.DictReader(open(sys.argv[1])))"
    beside = (sys.executable, "-c", read, str(folder / "feed.csv"))
    return compare_lines(
        options.turns, part("bench_feed.py", "plan", str(folder / "brief.yaml")), beside, f"{rows:,} rows"
    )


def bench_overlap(_options: argparse.Namespace, folder: Path) -> Figures:
    """Make ads while pictures are painted, and count the CPU that is left after the last answer."""
    from tests.loopback import Answer, Loopback, Seen, picture, raw  # noqa: PLC0415  # the tests' own server

    pictures = [picture(SIDE, SIDE, 20 * number) for number in range(PRODUCTS)]
    asked: list[float] = []

    def answer(seen: Seen) -> Answer:
        asked.append(time.time())
        return raw(pictures[seen.number % PRODUCTS]).after(LAST_ANSWER_S if len(asked) == PRODUCTS else ANSWER_S)

    products = "".join(f"- {{id: p{number}, name: Tea {number}}}\n" for number in range(PRODUCTS))
    head = 'schema: 1\ncampaign: bench\nbrand: {name: Solara, colors: {primary: "#0F5C63"}}\n'
    text = f"{head}message: {{headline: Summer poured over ice}}\nmarkets: [GB, US, IE, AU]\nproducts:\n{products}"
    (folder / "brief.yaml").write_text(text, "utf-8")
    with Loopback() as server:
        server.answer = answer
        os.environ |= {"CREATIVE_HUGGINGFACE_MODEL": f"{server.url}/sdxl", "CREATIVE_CONCURRENCY": str(AT_ONCE)}
        cpu_of(*run_line(folder / "brief.yaml", folder / "out"))
    (journal,) = (folder / "out" / ".creative" / "journal").glob("*.jsonl")
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    spans = [line for line in lines if line["type"] == "StageTimed" and "product" in line]
    left = sum(span["cpu_ms"] for span in spans if span["began"] >= asked[-1] + LAST_ANSWER_S) / 1000
    one = sum(span["cpu_ms"] for span in spans) / 1000 / PRODUCTS
    ads = sum(line["type"] == "AssetStored" for line in lines)
    return Figures(left, one, left / one, f"{ads} ads of {PRODUCTS} painted pictures, {AT_ONCE} at once")


def bench_search(options: argparse.Namespace, folder: Path) -> Figures:
    """Search among many ads, in a new process."""
    from bench_search import fill  # noqa: PLC0415  # imports the embedder

    count = 100_000 if options.full else 4_000
    fill(folder, count)
    line = (*CREATIVE, "search", QUESTION, "--output", str(folder))
    return compare_lines(options.turns, line, (sys.executable, "-c", "import chromadb"), f"{count:,} documents")


def bench_report(options: argparse.Namespace, folder: Path) -> Figures:
    """Report on a year of runs."""
    from bench_runlog import make_up  # noqa: PLC0415  # imports DuckDB
    from creative_cli.storage.state import StateFolder  # noqa: PLC0415  # same

    ads, state = 1_000_000 if options.full else 50_000, StateFolder(folder)
    make_up(state, ads)
    query = f"import duckdb, sys\nduckdb.connect(sys.argv[1], read_only=True).execute({REPORTED!r}).fetchall()"
    line = (*CREATIVE, "report", "--since", "365d", "--state", str(folder))
    return compare_lines(options.turns, line, (sys.executable, "-c", query, str(state.runlog)), f"{ads:,} ads")


def bench_memory(_options: argparse.Namespace, folder: Path) -> Figures:
    """Find the largest memory of a run and its worker processes; pages that they share count once."""
    subprocess.run(part("bench_compose.py", "write", str(folder)), check=True)
    _, peak = watch_run(run_line(folder / "brief.json", folder / "out"))
    return Figures(peak, MEMORY_MB, peak / MEMORY_MB, "36 photo ads")


def bench_processes(options: argparse.Namespace, folder: Path) -> Figures:
    """Make many ads in two processes, and by one thread."""
    subprocess.run(part("bench_compose.py", "write", str(folder), str(MANY_PHOTOS)), check=True)
    peaks: dict[str, float] = {}

    def seconds_of(jobs: str) -> float:
        shutil.rmtree(folder / "out", ignore_errors=True)
        seconds, peaks[jobs] = watch_run(run_line(folder / "brief.json", folder / "out", "--jobs", jobs))
        return seconds

    found = alternate(options.turns, lambda: seconds_of("2"), lambda: seconds_of("1"))
    ads, gain = 18 * MANY_PHOTOS, found.beside / found.ours
    note = f"{ads} photo ads; {gain:.2f} times as fast; at most {peaks['2']:.0f} MB, by one thread {peaks['1']:.0f} MB"
    return Figures(found.ours, found.beside, found.ratio, note)


def watch_run(line: tuple[str, ...]) -> tuple[float, float]:
    """Run a command; return how long it took, s, and the most memory of it and its processes, MB."""
    peak, began = 0.0, time.monotonic()
    with subprocess.Popen(line, stdin=subprocess.DEVNULL) as process:
        waiting = threading.Thread(target=process.wait)
        waiting.start()
        while waiting.is_alive():
            peak = max(peak, sum(map(resident_mb, list_tree(process.pid))))
            waiting.join(SAMPLE_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, line)
    return time.monotonic() - began, peak


def list_tree(root: int) -> list[int]:
    """Return a process and all below it, on Linux."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    tree = [root]
    for one in tree:
        tree += [child for child, parent in parents.items() if parent == one]
    return tree


def resident_mb(process: int) -> float:
    """Return the memory of a process, its share of what it shares, MB; 0 if it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


PAGE = """\
# Benchmarks

What the tool costs, each case beside something named that was measured in the same run, in turns. The ratio is ours
divided by the other: less is better. Seconds differ between machines, and are larger where other work keeps them busy;
ratios do less. `make bench` writes this page, and fails when a ratio has become more than 20 % worse.
`make bench ARGS="--only start,photo"` measures some of them, `ARGS=--full` those of a feed, of search and of the report
at their full size.

Measured on {today}: {machine}.

| case | what | ours | beside | its figure | ratio | |
|---|---|---|---|---|---|---|
{rows}
"""
PILLOW = "plain Pillow: crop, resize and encode"
CASES = {
    "start": Case("`creative --version`", "CPU s", "the help of an empty Typer app", bench_start),
    "validate": Case(
        "`creative validate`, 48 ads", "CPU s", "importing numpy, Pillow, pydantic, Typer", bench_validate
    ),
    "cold": Case("36 photo ads, the whole process", "CPU s", f"{PILLOW}, the whole process", bench_cold),
    "warm": Case("the same once more", "CPU s", "importing numpy, Pillow, pydantic, Typer", bench_warm),
    "photo": Case("36 photo ads, inside the line", "CPU s", PILLOW, bench_line("photo")),
    "packshot": Case("36 packshot ads, inside the line", "CPU s", PILLOW, bench_line("packshot")),
    "markets": Case("252 photo ads in 42 markets, inside the line", "CPU s", PILLOW, bench_line("markets")),
    "preview": Case("a changed word in a preview", "CPU s", f"{PILLOW}, one ad", bench_line("preview")),
    "feed": Case("rows of a feed planned", "CPU s", "ten times the csv module of Python", bench_feed),
    "overlap": Case("CPU after the last painted picture", "CPU s", "the CPU of one product", bench_overlap),
    "search": Case("`creative search`, cold", "CPU s", "importing chromadb", bench_search),
    "report": Case("`creative report --since 365d`", "CPU s", "one count of the same file by DuckDB", bench_report),
    "processes": Case("many ads in two processes", "s", "by one thread", bench_processes),
    "memory": Case("peak memory of a run", "MB", "the limit", bench_memory),
}
SIZED, FULL = ("feed", "search", "report"), "-full"
"""Cases that have another size, and a ratio of their own, with --full."""


def read_kept(path: Path) -> dict[str, dict[str, float | str]]:
    """Return the figures of each case that were kept; none if there is no file."""
    kept: dict[str, dict[str, float | str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {name: figures for name, figures in kept.items() if name.removesuffix(FULL) in CASES}


def name_machine() -> str:
    """Return the processor, the cores, and the versions that matter."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if line.startswith("model name")
    ]
    names = ("creative", "numpy", "Pillow", "typst", "onnxruntime", "duckdb", "chromadb")
    own = ", ".join(f"{name} {version(name)}" for name in names)
    model = models[0] if models else platform.processor()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}, {own}"


def write_page(path: Path, kept: dict[str, dict[str, float | str]]) -> None:
    """Write the table."""
    rows = []
    for name, case in CASES.items():
        for one in (kept[key] for key in (name, name + FULL) if key in kept):
            figures = f"{one['ours']:.2f} {case.unit} | {case.against} | {one['beside']:.2f} | {one['ratio']:.2f}"
            rows.append(f"| {name} | {case.title} | {figures} | {one['note']} |")
    today = f"{datetime.now().astimezone():%d %B %Y}"
    path.write_text(PAGE.format(today=today, machine=name_machine(), rows="\n".join(rows)), "utf-8")


def main() -> None:
    """Measure the cases, compare and write."""
    parser = argparse.ArgumentParser(description="Measure what the tool costs.")
    parser.add_argument("--only", default=",".join(CASES), metavar="NAMES", help=f"Some of {', '.join(CASES)}.")
    parser.add_argument("--turns", type=int, default=3, help="How often what can be repeated is measured.")
    parser.add_argument("--full", action="store_true", help="A million ads in the run log, 10,000 rows.")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", help="Where the page and the figures are.")
    options = parser.parse_args()
    names = options.only.split(",")
    if unknown := [name for name in names if name not in CASES]:
        parser.error(f"There is no case {', '.join(unknown)}; there are {', '.join(CASES)}.")
    os.environ["NO_COLOR"] = "1"
    sys.path.insert(0, str(ROOT))  # for the tests' own server
    kept = read_kept(options.folder / "benchmarks.json")
    fallen = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as folder:
            found = CASES[name].measure(options, Path(folder))
        case, key = CASES[name], name + FULL if options.full and name in SIZED else name
        before = float(kept[key]["ratio"]) if key in kept else found.ratio
        print(
            f"{key:<11} {found.ours:8.3f} {case.unit}, {found.ratio:6.2f} × {case.against} ({found.beside:.3f}), "
            f"before {before:.2f}; {found.note}",
            flush=True,
        )
        if found.ratio > before * WORSE:
            fallen.append(f"{key} fell behind: {found.ratio:.2f} × {case.against}, before {before:.2f} ×.")
            continue
        kept[key] = {field: value if field == "note" else round(value, 4) for field, value in asdict(found).items()}
        (options.folder / "benchmarks.json").write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", "utf-8")
        write_page(options.folder / "benchmarks.md", kept)
    if fallen:
        sys.exit("\n".join(fallen))


if __name__ == "__main__":
    main()
