"""A warm run believes what an earlier run found only as long as the code and the tables behind it are the same."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from creative_cli.formats import Box
from creative_cli.providers.base import ImageRequest, ImageTask, Prompt
from creative_cli.stages.generate import PictureSource, generated_image_key, paid_source_key
from tests.conftest import REPOSITORY

BRIEF = """\
schema: 1
campaign: warm
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
products: [{id: umbrella, name: Nimbus One}]
markets: [GB]
ratios: ["300x250"]
channels: [gdn.300x250, gdn.728x90]
"""

KEY_OF_THE_FIRST_VERSION = "4544788e7d3782be5a7ba83f039017fe870820e1653815105ec0360b47dbc5df"

DECIDES_NOTHING = {
    "copy-status-words.toml",  # the states of translations in files: what is imported is kept as copy
    "xliff-core-1.2-strict.xsd",  # what a translation file may hold, as the next two
    "xliff-core-2.0.xsd",
    "xml.xsd",
    "languages-LICENSE.txt",  # the terms of a table, which is in keys itself
    "delivery-targets.toml",  # what a package takes, which is written each time
    "check-profiles.toml",  # how severe a finding is to a reader: judged each time
    "culture-notes.toml",  # said to the translator; what the translator answers is kept as copy, not as a result
    "price-display.toml",  # how an offer is written: the words of it are in the keys
    "prices.toml",  # what calls cost: budgets and reports read it each time
    "regions.toml",  # filters of the review page, which is written again
    "starter.yaml",  # what `creative init` writes
}
"""Data files that no kept result depends on."""


class Tree:
    """A copy of the product that a test may change, and the runs made with it."""

    def __init__(self, folder: Path) -> None:
        """Copy the package; fonts and briefs are linked, as nothing changes them."""
        self.package = folder / "src" / "creative_cli"
        # With what is compiled: Python compiles only what has another date than it had then.
        shutil.copytree(REPOSITORY / "src" / "creative_cli", self.package)
        for name in ("fonts", "briefs"):
            (folder / name).symlink_to(REPOSITORY / name)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python with the copy in place of the product."""
        path = os.pathsep.join((str(self.package.parent), os.environ["PYTHONPATH"]))
        return subprocess.run(
            [sys.executable, *arguments],
            env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self) -> tuple[int, dict[str, Any]]:
        """Make the brief's ads; return the exit code and what `--json` says of the run."""
        result = self.python("-m", "creative_cli", "run", "warm.yaml", "--provider", "studio", "--json")
        assert result.stdout, result.stderr
        (run,) = json.loads(result.stdout)["runs"]
        return result.returncode, run

    def replace(self, path: str, old: str, new: str) -> None:
        """Change one place of a file."""
        file = self.package / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return a copy of the product, and write the brief."""
    Path("warm.yaml").write_text(BRIEF, "utf-8")
    return Tree(tmp_path)


def found(run: dict[str, Any], check: str) -> dict[str, str]:
    """Return the code that a check ended with, by ratio or channel."""
    return {
        asset["ratio"]: one["code"] for asset in run["assets"] for one in asset["findings"] if one["check"] == check
    }


COUNTED = """\
def inspect(creative):
    \"\"\"Counted.\"\"\"
    from creative_cli.checks.runner import Outcome
    from creative_cli.models import Status
    with open("counted.txt", "a") as file:
        print(creative.canvas.format.name, file=file)
    yield Outcome(Status.PASS, "ok", "Counted.")


def _replaced("""
"""What a check that notes every ad it is run on has in place of its own function."""

PLANTED = COUNTED.replace('Status.PASS, "ok", "Counted."', 'Status.FAIL, "planted", "Planted."').replace(
    "counted.txt", "planted.txt"
)


def test_a_changed_check_is_run_again_and_no_other(tree: Tree) -> None:
    """The warm run fails where a cold one would; ads, their files and the findings of other checks stay."""
    tree.replace("checks/exact_size.py", "def inspect(", COUNTED)
    cold, first = tree.run()
    tree.replace("checks/empty_scene.py", "def inspect(", PLANTED)
    warm, second = tree.run()

    assert (cold, warm) == (0, 1)
    assert set(found(second, "empty_scene").values()) == {"planted"}
    assert [asset["sha256"] for asset in second["assets"]] == [asset["sha256"] for asset in first["assets"]]
    assert (second["made"], second["unchanged"]) == (0, 3)
    assert len(Path("counted.txt").read_text("utf-8").splitlines()) == 3


@pytest.mark.slow
def test_a_check_that_is_gone_leaves_no_finding(tree: Tree) -> None:
    """Findings of a check that is no longer in the profile are not carried along."""
    tree.run()
    tree.replace("checks/profile.py", "    empty_scene.CHECK,\n", "")
    _, second = tree.run()

    assert found(second, "empty_scene") == {}
    assert set(found(second, "exact_size").values()) == {"ok"}


@pytest.mark.slow
def test_a_lowered_channel_limit_concerns_the_ads_of_that_channel(tree: Tree) -> None:
    """The next run fails for the channel whose limit was lowered; the other ads are unchanged."""
    tree.run()
    tree.replace("data/channels.toml", '["gdn.300x250"]\n', '["gdn.300x250"]\ntext_area_max = 0.001\n')
    warm, second = tree.run()

    assert warm == 1
    assert found(second, "text_area") == {"300x250": "ok", "gdn.300x250": "too_much_type", "gdn.728x90": "ok"}
    assert second["unchanged"] == 2


DIGESTS = """\
import json, sys
from pathlib import Path
from creative_cli import channels, code_digest
from creative_cli.stages import check, copyfitting, generate, compose, localize, store

def digests():
    for module in (code_digest, channels, check):
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()
    stages = [code_digest.code_digest(one.__name__) for one in (generate, compose, copyfitting, localize, store)]
    return [stages, check.check_digests(None), repr(channels.load_channels())]

seen = {}
before = digests()
for name in sys.argv[1:]:
    path = Path(name)
    data = path.read_bytes()
    if path.name == "channels.toml":
        path.write_bytes(data.replace(b"text_area_max = 0.2", b"text_area_max = 0.1"))
    else:
        path.write_bytes(data + b"\\n# changed\\n")
    seen[path.name] = digests() != before
    path.write_bytes(data)
print(json.dumps(seen))
"""


@pytest.mark.slow
def test_every_data_file_that_decides_an_ad_or_a_verdict_is_in_a_key(tree: Tree) -> None:
    """Each file of the package that is no code changes a digest that keys include, or a row that does."""
    folders = ("data", "layout", "imaging")
    files = [path for name in folders for path in (tree.package / name).rglob("*") if path.is_file()]
    code = {".py", ".pyc", ".md", ""}
    files = [path for path in files if path.suffix not in code and path.name not in DECIDES_NOTHING]
    result = tree.python("-c", DIGESTS, *map(str, files))

    assert len(files) > 15
    assert result.returncode == 0, result.stderr
    assert {name for name, seen in json.loads(result.stdout).items() if not seen} == set()


def test_the_key_of_a_paid_picture_never_changes() -> None:
    """What the first version bought is found by every later one: it computed this key."""
    source = PictureSource("umbrella", b"picture", "a.png", "packshot", Box(0.1, 0.2, 0.3, 0.4))
    request = ImageRequest(
        product="umbrella",
        task=ImageTask.SCENE,
        prompt=Prompt("An empty place.", "A place.", "text"),
        aspect=1.5,
        seed=7,
    )

    assert generated_image_key(paid_source_key(source), "openai:gpt-image-1:high", request) == KEY_OF_THE_FIRST_VERSION
