"""Print what campaigns of growing size cost: ads per CPU-second, and the largest memory of all processes together.

    python tools/bench_scale.py [ADS ...]

ADS (100, 1,000 and 10,000) in 300x250, ten markets of each row of a feed; rows share two photos. Each campaign is a
process of its own on one thread, from a cold cache. Other work on the machine prolongs the time, and hardly the CPU.
Then the same brief once more: what an unchanged ad costs, beside the same run of a campaign of ten ads.
"""

import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench_compose import photo

SIZES = (100, 1_000, 10_000)
MARKETS = ("GB", "US", "IE", "AU", "NZ", "CA", "ZA", "SG", "NG", "KE")
PHOTOS = (("iced-tea.png", 1), ("peach-soda.png", 2))
SAMPLE_S = 0.5
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

    The memory is that of the command and its worker processes together, pages that they share counted once.
    """

    ads: int
    cpu_s: float
    again_s: float
    peak_mb: float

    @property
    def pace(self) -> float:
        """Ads per CPU-second of the whole process, its start included."""
        return self.ads / self.cpu_s


def measure(ads: int) -> ScaleCost:
    """Make *ads*, a multiple of ten, from a cold cache, and once more. Raises CalledProcessError and ValueError."""
    if ads % len(MARKETS):
        raise ValueError(f"{ads} ads are no whole rows of {len(MARKETS)} markets.")
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as name:
        folder = Path(name)
        _write_campaign(folder, ads // len(MARKETS))
        cpu_s, peak_mb = _run(folder)
        made = sum(1 for _ in (folder / "out" / "bench-scale").glob("*/300x250/*.*"))
        if made != ads:
            raise ValueError(f"{made} ads were made, not {ads}.")
        again_s, _ = _run(folder)
    return ScaleCost(ads, cpu_s, again_s, peak_mb)


def _write_campaign(folder: Path, rows: int) -> None:
    for name, seed in PHOTOS:
        (folder / f"{seed}.jpg").write_bytes(photo(name, seed))
    lines = [f"sku-{number},Fjell Runner {number},{PHOTOS[number % len(PHOTOS)][1]}.jpg" for number in range(rows)]
    (folder / "feed.csv").write_text("\n".join(["id,title,image", *lines, ""]), "utf-8")
    (folder / "brief.yaml").write_text(BRIEF % ", ".join(MARKETS), "utf-8")


def _run(folder: Path) -> tuple[float, float]:
    """Run the brief in *folder*; return the CPU seconds and the peak memory (MB) of the command and its workers."""
    line = (sys.executable, "-m", "creative_cli", "run", str(folder / "brief.yaml"), "--output", str(folder / "out"))
    options = ("--quiet", "--fail-on", "never", "--provider", "studio", "--jobs", "1")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen((*line, *options), stdin=subprocess.DEVNULL)
    peak, over = 0, threading.Event()

    def sample() -> None:
        nonlocal peak
        while not over.wait(SAMPLE_S):
            peak = max(peak, sum(_read_pss(pid) for pid in _list_tree(process.pid)))

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
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak / 1024


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
    idle = measure(len(MARKETS))
    first: ScaleCost | None = None
    for cost in map(measure, sizes):
        first = first or cost
        unchanged_ms = 1000 * (cost.again_s - idle.again_s) / (cost.ads - idle.ads)
        beyond = (cost.ads - idle.ads) / (cost.cpu_s - idle.cpu_s)
        print(
            f"{cost.ads:,} ads: {cost.cpu_s:.1f} CPU-seconds, {cost.pace:.2f} ads per CPU-second "
            f"({cost.pace / first.pace:.2f} × that of {first.ads:,} ads; {beyond:.2f} beyond the first {idle.ads}), "
            f"at most {cost.peak_mb:.0f} MB; once more {cost.again_s:.1f} CPU-seconds, "
            f"{unchanged_ms:.2f} ms for each unchanged ad",
            flush=True,
        )


if __name__ == "__main__":
    main()
