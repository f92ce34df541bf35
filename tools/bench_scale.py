"""Print what campaigns of growing size cost: ads per CPU-second, and the largest memory of all processes together.

    python tools/bench_scale.py [ADS ...]

ADS (100, 1,000 and 10,000) in 300x250, ten markets of each row of a feed; rows share two photos. Each campaign is a
process of its own on one thread, from a cold cache. Other work on the machine prolongs the time, and hardly the CPU.
Then the same brief once more: what an unchanged ad costs, beside the same run of a campaign of twenty ads, one row of
each photo: what a run loads once, and each photo is analyzed once, whatever it makes.

The index of search is measured apart: what a run leaves of it to the first search depends on its size, the texts of up
to 40 ads and the pictures of up to 1,000 (docs/decisions/0012-search.md). Twenty ads have none of it, a hundred have
their texts, and ten thousand their pictures, too.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench_compose import photo

SIZES = (100, 1_000, 10_000)
MARKETS = ("GB", "US", "IE", "AU", "NZ", "CA", "ZA", "SG", "NG", "KE")
PHOTOS = (("iced-tea.png", 1), ("peach-soda.png", 2))
SAMPLE_S = 0.5  # of the memory
MOMENT_S = 0.05  # of the CPU, which tells what the index took of it
INDEX_SPAN, PAGE_SPAN = "search index", "gallery"
BRIEF = """\
schema: 1
campaign: bench-scale
brand: {name: Fjell, colors: {primary: "#1D3B4A", accent: "#F2B544"}}
message: {headline: "{product}, out now", body: Made for long days., cta: Shop now}
products: {file: feed.csv}
markets: [%s]
ratios: ["300x250"]
"""


@dataclass(frozen=True, slots=True)
class ScaleCost:
    """What a campaign of so many ads took: CPU of a first and of a second run, s, and the peak memory of the first, MB.

    `index_s` is the part of the first that the index of search took. The memory is that of the command and its worker
    processes together, pages that they share counted once.
    """

    ads: int
    cpu_s: float
    index_s: float
    again_s: float
    peak_mb: float

    @property
    def pace(self) -> float:
        """Ads per CPU-second of the whole process, its start included."""
        return self.ads / self.cpu_s

    def measure_beyond(self, idle: "ScaleCost") -> float:
        """Return ads per CPU-second of the ads beyond those of *idle*, both without the index."""
        return (self.ads - idle.ads) / (self.cpu_s - self.index_s - idle.cpu_s + idle.index_s)


def measure(ads: int) -> ScaleCost:
    """Make *ads*, a multiple of ten, from a cold cache, and once more. Raises CalledProcessError and ValueError."""
    if ads % len(MARKETS):
        raise ValueError(f"{ads} ads are no whole rows of {len(MARKETS)} markets.")
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as name:
        folder = Path(name)
        _write_campaign(folder, ads // len(MARKETS))
        cpu_s, index_s, peak_mb = _run(folder)
        made = sum(1 for _ in (folder / "out" / "bench-scale").glob("*/300x250/*.*"))
        if made != ads:
            raise ValueError(f"{made} ads were made, not {ads}.")
        again_s, _, _ = _run(folder)
    return ScaleCost(ads, cpu_s, index_s, again_s, peak_mb)


def _write_campaign(folder: Path, rows: int) -> None:
    for name, seed in PHOTOS:
        (folder / f"{seed}.jpg").write_bytes(photo(name, seed))
    lines = [f"sku-{number},Fjell Runner {number},{PHOTOS[number % len(PHOTOS)][1]}.jpg" for number in range(rows)]
    (folder / "feed.csv").write_text("\n".join(["id,title,image", *lines, ""]), "utf-8")
    (folder / "brief.yaml").write_text(BRIEF % ", ".join(MARKETS), "utf-8")


def _run(folder: Path) -> tuple[float, float, float]:
    """Run the brief in *folder*; return CPU seconds, those of the index, and peak memory (MB), workers included."""
    line = (sys.executable, "-m", "creative_cli", "run", str(folder / "brief.yaml"), "--output", str(folder / "out"))
    options = ("--quiet", "--fail-on", "never", "--provider", "studio", "--jobs", "1")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen((*line, *options), stdin=subprocess.DEVNULL)
    peak, over = 0, threading.Event()
    moments: list[tuple[float, float]] = []

    def sample() -> None:
        nonlocal peak
        weighed = 0.0
        while not over.wait(MOMENT_S):
            tree = tuple(_list_tree(process.pid))
            moments.append((time.time(), sum(map(_read_cpu, tree))))
            if moments[-1][0] - weighed >= SAMPLE_S:
                weighed = moments[-1][0]
                peak = max(peak, sum(map(_read_pss, tree)))

    watching = threading.Thread(target=sample)
    watching.start()
    try:
        process.wait()
    finally:
        over.set()
        watching.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, line)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu_s, _find_index_cpu(folder, moments), peak / 1024


def _find_index_cpu(folder: Path, moments: list[tuple[float, float]]) -> float:
    """Return the CPU between beginning and end of the indexing, without that of the page, which is made beside it."""
    newest = max((folder / "out" / ".creative" / "journal").glob("*.jsonl"))
    lines = (json.loads(line) for line in newest.read_bytes().splitlines() if b'"StageTimed"' in line)
    spans = {line["subject"]: line for line in lines if line["subject"] in {INDEX_SPAN, PAGE_SPAN}}
    began = spans[INDEX_SPAN]["began"]
    times, used = zip(*moments, strict=True)
    first, last = np.interp((began, began + spans[INDEX_SPAN]["ms"] / 1000), times, used)
    return max(0.0, float(last - first) - float(spans[PAGE_SPAN]["cpu_ms"]) / 1000)


def _list_tree(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    for children in Path("/proc", str(pid), "task").glob("*/children"):
        try:
            found = children.read_text("ascii").split()
        except OSError:  # the thread has ended
            continue
        for child in found:
            yield from _list_tree(int(child))


def _read_cpu(pid: int) -> float:
    """Return the CPU seconds of a process and of its children that have ended; 0 when it has ended itself."""
    try:
        facts = Path("/proc", str(pid), "stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, facts[11:15])) / os.sysconf("SC_CLK_TCK")  # of user and system, its own and its children's


def _read_pss(pid: int) -> int:
    """Return the memory of a process, KB, with its share of pages that others have, too; 0 when it has ended."""
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def main() -> None:
    """Print the figures of each size beside those of the first."""
    os.environ["NO_COLOR"] = "1"
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    least = len(PHOTOS) * len(MARKETS)
    if min(sizes) <= least:
        raise ValueError(f"More than {least} ads tell what further ones cost.")
    idle = measure(least)
    first: ScaleCost | None = None
    for cost in map(measure, sizes):
        first = first or cost
        unchanged_ms = 1000 * (cost.again_s - idle.again_s) / (cost.ads - idle.ads)
        beyond = cost.measure_beyond(idle)
        print(
            f"{cost.ads:,} ads: {cost.cpu_s:.1f} CPU-seconds, {cost.index_s:.1f} of them for the index of search "
            f"({1000 * cost.index_s / cost.ads:.1f} ms for each ad), {cost.pace:.2f} ads per CPU-second "
            f"({cost.pace / first.pace:.2f} × that of {first.ads:,} ads); without the index {beyond:.2f} beyond the "
            f"first {idle.ads} ({beyond / first.measure_beyond(idle):.2f} ×), at most {cost.peak_mb:.0f} MB; "
            f"once more {cost.again_s:.1f} CPU-seconds, {unchanged_ms:.2f} ms for each unchanged ad",
            flush=True,
        )


if __name__ == "__main__":
    main()
