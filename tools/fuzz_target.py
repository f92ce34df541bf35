"""One target under atheris: `make fuzz` starts it. Its arguments are the target, a folder, and those of libFuzzer.

The process goes on after a crash, so that one run finds several; each kind is kept once, in its shortest input.
"""

import hashlib
import json
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))  # the harnesses are the tests'

import atheris

with atheris.instrument_imports(include=["creative_cli", "tinycss2", "yaml"]):
    from tests.fuzzing.targets import TARGETS, list_inputs
from tests.fuzzing.crashes import try_input

REPORT_S = 1.0
STRUCTURED = 0.75
"""Share of changes that keep the structure; the others are libFuzzer's own."""


def read_peak_megabytes() -> int:
    """Return the most memory that this process has had; the figure of `resource` begins with that of its parent."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


class Watch:
    """Runs inputs and notes crashes, the slowest input and the most memory, in the file `facts.json`."""

    def __init__(self, name: str, folder: Path) -> None:
        """Watch the target *name*; what is noted goes to *folder*."""
        self.target = TARGETS[name]
        self._folder = folder
        self._crashes: dict[str, tuple[int, str]] = {}
        self._slowest = 0.0
        self._reported = 0.0
        for _, data in list_inputs(self.target):
            try_input(self.target, data)  # fills caches: the first input of a kind loads tables
            file = folder / "corpus" / hashlib.sha256(data).hexdigest()[:16]
            file.write_bytes(data)

    def run_once(self, data: bytes) -> None:
        """Run one input."""
        crash, took = try_input(self.target, data)
        if crash is not None and len(data) < self._crashes.get(crash.name, (len(data) + 1, ""))[0]:
            self._crashes[crash.name] = (len(data), crash.says)
            mark = hashlib.sha256(crash.name.encode()).hexdigest()[:8]
            (self._folder / f"crash-{mark}").write_bytes(data)
            (self._folder / f"crash-{mark}.txt").write_text(f"{crash.name}\n{crash.says!a}\n", "utf-8")
        if took > self._slowest:
            self._slowest = took
            (self._folder / "slowest").write_bytes(data)
        if time.monotonic() - self._reported > REPORT_S:
            self._reported = time.monotonic()
            facts = {"crashes": sorted(self._crashes), "slowest_s": self._slowest, "peak_mb": read_peak_megabytes()}
            (self._folder / "facts.json").write_text(json.dumps(facts), "utf-8")

    def change(self, data: bytes, most: int, seed: int) -> bytes:
        """Return *data* with a few changes, of at most so many bytes."""
        if Random(seed).random() < STRUCTURED:  # noqa: S311  # no secret
            return self.target.change_input(data, seed)[:most]
        changed: bytes = atheris.Mutate(data, most)
        return changed


def main() -> None:
    """Fuzz until libFuzzer's limits."""
    _, name, folder, *options = sys.argv
    watch = Watch(name, Path(folder))
    atheris.Setup([sys.argv[0], *options, f"{folder}/corpus"], watch.run_once, custom_mutator=watch.change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
