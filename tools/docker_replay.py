"""Replay the build of the Dockerfile in a plain Debian root, where no Docker engine is at hand; needs root.

python tools/docker_replay.py ROOT       ROOT is a folder made by: debootstrap --include=python3-venv bookworm ROOT

Each stage works in ROOT itself: `COPY` copies out of the checkout, `RUN` runs in ROOT by chroot, `ENV`, `WORKDIR` and
`USER` hold as in Docker. Mounts of RUN are left out, and the base image is what ROOT is.
The last stage then makes the smallest ads as the user of the image. Prints each step with its exit code.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from dockerfile_parse import DockerfileParser

ROOT = Path(__file__).parent.parent
TRIAL = "creative init outputs/trial && creative run outputs/trial/brief.yaml --market US --ratio 1:1"


class ReplayedImage:
    """The root folder with the environment, working folder and user that the steps have set so far."""

    def __init__(self, root: Path) -> None:
        """Begin with what the base image has: Python by the name `python`, and pip."""
        self.root = root
        self.user = "0"
        self.folder = "/"
        self.environment = {"PATH": "/opt/base/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        if not (root / "opt" / "base").exists():
            self.run("python3 -m venv /opt/base")

    def run(self, command: str) -> int:
        """Run a command of the shell in the root, and return its exit code."""
        kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "UV_"))}
        words = ["chroot", f"--userspec={self.user}", str(self.root), "sh", "-c", f"cd {self.folder} && {command}"]
        return subprocess.run(words, env=kept | self.environment, check=False).returncode

    def copy(self, words: list[str]) -> int:
        """Copy what a COPY names; from another stage it is there already."""
        if words[0].startswith("--from="):
            return 0
        *names, to = words
        for name in names:
            source, target = ROOT / name, self.root / self.folder.lstrip("/") / to
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target / name if target.is_dir() else target)
        return 0

    def replay(self, instruction: str, value: str) -> int:
        """Do one step, and return its exit code."""
        if instruction == "RUN":
            return self.run(re.sub(r"--mount=\S+\s+", "", value))
        if instruction == "COPY":
            return self.copy(shlex.split(value))
        if instruction == "ENV":
            for name, text in (pair.split("=", 1) for pair in shlex.split(value)):
                self.environment[name] = text.replace("$PATH", self.environment["PATH"])
        if instruction == "WORKDIR":
            self.folder = value
            (self.root / value.lstrip("/")).mkdir(parents=True, exist_ok=True)
        if instruction == "USER":
            self.user = value
        if instruction == "FROM":
            self.user, self.folder = "0", "/"
        return 0


def main() -> None:
    """Replay all steps, then make ads as the user of the image."""
    image = ReplayedImage(Path(sys.argv[1]).resolve())
    steps = [(step["instruction"], step["value"]) for step in DockerfileParser(str(ROOT)).structure]
    for instruction, value in [*steps, ("RUN", TRIAL)]:
        if instruction == "COMMENT":
            continue
        code = image.replay(instruction, value)
        print(f"{code:3} {instruction} {value}", flush=True)
        if code:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
