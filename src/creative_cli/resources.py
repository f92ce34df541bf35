"""Finds the data that ships with the tool: inside the package, or beside `src` in a checkout."""

from functools import cache
from pathlib import Path
from typing import Any

import tomli

from creative_cli.errors import StorageError

_PACKAGE = Path(__file__).parent


def read_data_table(name: str, folder: str = "data") -> dict[str, Any]:
    """Return the content of a TOML file in a folder of the package."""
    return tomli.loads((_PACKAGE / folder / name).read_text("utf-8"))


@cache
def find_bundled_folder(name: str, holding: str) -> Path:
    """Return the bundled folder *name* that contains the file *holding*; raise StorageError if it is missing."""
    for place in (_PACKAGE / name, _PACKAGE.parents[1] / name):
        if (place / holding).is_file():
            return place
    raise StorageError(
        f"The folder {name!r} that ships with this tool is missing.",
        "Reinstall it: pip install --force-reinstall creative",
    )
