"""The starter campaign that `creative init` writes: a working brief with its product picture and logo."""

import shutil
from importlib.resources import files
from pathlib import Path

from creative_cli import resources
from creative_cli.errors import StorageError, UsageError

STARTER_BRIEF = "brief.yaml"
STARTER_ASSETS = ("iced-tea.png", "solara-logo.svg")


def write_starter_campaign(folder: Path) -> Path:
    """Write the starter campaign into *folder* and return the path of its brief; raise UsageError if not empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} already exists and is not an empty folder.", "Name a new folder: creative init DIR")
    source = resources.find_bundled_folder("briefs", "minimal.yaml") / "assets"
    try:
        (folder / "assets").mkdir(parents=True, exist_ok=True)
        for name in STARTER_ASSETS:
            shutil.copyfile(source / name, folder / "assets" / name)
        text = (files("creative_cli") / "data" / "starter.yaml").read_text("utf-8")
        (folder / STARTER_BRIEF).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        hint = "Name a folder that you may write to."
        raise StorageError(f"{folder} cannot be written: {error.strerror}.", hint) from error
    return folder / STARTER_BRIEF
