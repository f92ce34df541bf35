"""docs/tutorial.md, typed by a reader: every file is written, every command run, every output compared."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.command import creative
from tests.conftest import REPOSITORY
from tests.docs.doc_blocks import DocBlock, join_lines, read_blocks

TUTORIAL = REPOSITORY / "docs" / "tutorial.md"
TOLERATED = ((r"\d+\.\d s\b", "N s"), (r"\b0\.\d\d\b", "0.NN"))
"""What may differ from the page: seconds, and how near a search result is."""


def act_by_hand(said: str) -> None:
    """Do what the page asks of the reader's hands, as its comment says."""
    if edit := re.fullmatch(r'replace "(.+)" by "(.+)" in (\S+)', said):
        before, after, name = edit.groups()
        text = Path(name).read_text("utf-8")
        assert before in text
        Path(name).write_text(text.replace(before, after), "utf-8")
        return
    rejected = re.fullmatch(r"approve all but (\S+)", said)
    assert rejected, said
    export_review("way-home", rejected[1])


def export_review(campaign: str, rejected: str = "") -> Path:
    """Write the file that the review page exports when all ads are approved but the one at the path *rejected*."""
    manifest = json.loads(Path("outputs", campaign, "manifest.json").read_text("utf-8"))
    at = "2026-11-22T10:00:00Z"
    reviews = [
        {
            "path": ad["path"],
            "sha256": ad["sha256"],
            "verdict": "rejected" if ad["path"] == rejected else "approved",
            "comment": "",
            "at": at,
        }
        for ad in manifest["assets"]
    ]
    export = {"schema": 1, "kind": "creative-review", "campaign": campaign, "exported_at": at, "reviews": reviews}
    file = Path(f"{campaign}-review.json")
    file.write_text(json.dumps(export), "utf-8")
    return file


def is_printed(shown: str, printed: str) -> bool:
    """Tell whether *printed* is what the page has *shown*; a line … stands for any lines."""
    for pattern, tolerant in TOLERATED:
        shown, printed = re.sub(pattern, tolerant, shown), re.sub(pattern, tolerant, printed)
    parts = (re.escape(line.rstrip()) if line != "…" else "(?:.*\n?)*?.*" for line in shown.splitlines())
    return re.fullmatch("\n".join(parts), "\n".join(line.rstrip() for line in printed.splitlines())) is not None


def type_block(block: DocBlock, shown: str) -> None:
    """Run the commands of a block; the last one prints what the page has *shown*."""
    printed = ""
    for line in join_lines(block.text):
        words = re.findall(r'"[^"]*"|\S+', line)
        assert words[0] == "creative", line
        done = creative(*(word.strip('"') for word in words[1:]))
        assert done.returncode in {0, 1, 2}, done.stderr
        printed = done.stderr if done.returncode == 2 or not done.stdout else done.stdout
    assert is_printed(shown, printed), printed


@pytest.mark.slow
def test_the_tutorial_does_what_it_says() -> None:
    """From an empty folder, its files and commands give what it shows, in its order."""
    text = TUTORIAL.read_text("utf-8")
    comments = [
        DocBlock(TUTORIAL, text[: match.start()].count("\n") + 1, "hand", match[1])
        for match in re.finditer(r"<!-- by hand: (.+?) -->", text)
    ]
    steps = sorted([*read_blocks(TUTORIAL), *comments], key=lambda block: block.line)
    for step, following in pairwise([*steps, DocBlock(TUTORIAL, 0, "", "")]):
        if step.language == "hand":
            act_by_hand(step.text)
        elif step.language == "yaml":
            first, content = step.text.split("\n", 1)
            Path(first.removeprefix("# file: ")).write_text(content, "utf-8")
        elif step.language == "sh":
            type_block(step, following.text if following.language == "text" else "…")


def test_the_comparison_of_outputs_is_strict_but_for_what_it_names() -> None:
    """Seconds may differ; a number of ads may not, nor may a line be missing."""
    shown = "way-home: 4 ads\n  4 made, 8.2 s\n…\nReview them\n"

    assert is_printed(shown, "way-home: 4 ads\n  4 made, 31.4 s\nlocale  ads\nde-DE     2\nReview them\n")
    assert not is_printed(shown, "way-home: 3 ads\n  4 made, 31.4 s\nlocale  ads\nReview them\n")
    assert not is_printed("one\ntwo\n", "one\n")
