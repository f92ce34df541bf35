"""Finds the folders that ship with the tool: inside the package, or beside `src` in a checkout."""

from functools import cache
from pathlib import Path

import creative_cli
from creative_cli.errors import StorageError


@cache
def find_bundled_folder(name: str, holding: str) -> Path:
    """Return the bundled folder *name* that contains the file *holding*; raise StorageError if it is missing."""
    package = Path(creative_cli.__file__).parent
    for place in (package / name, package.parents[1] / name):
        if (place / holding).is_file():
            return place
    raise StorageError(
        f"The folder {name!r} that ships with this tool is missing.",
        "Reinstall it: pip install --force-reinstall creative",
    )
