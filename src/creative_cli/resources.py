"""Where the folders that travel with the tool lie: inside the package, or beside `src` in a checkout."""

from functools import cache
from pathlib import Path

import creative_cli
from creative_cli.errors import StorageError


@cache
def find_bundled_folder(name: str, holding: str) -> Path:
    """Return the bundled folder *name*, known by the file *holding* in it; raise StorageError when it is missing."""
    package = Path(creative_cli.__file__).parent
    for place in (package / name, package.parents[1] / name):
        if (place / holding).is_file():
            return place
    raise StorageError(
        f"The folder {name!r} that belongs to this tool is missing.",
        "Install it again: pip install --force-reinstall creative",
    )
