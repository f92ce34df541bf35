"""`creative copy` as people and CI use it."""

import json
from pathlib import Path

import pytest
from translate.storage.xliff2 import Xliff2File

from tests.copydesk.samples import GOOD, brief
from tests.test_cli import creative


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a brief for Germany and Japan whose copy is to be translated."""
    file = tmp_path / "brief.json"
    file.write_text(json.dumps(brief()), "utf-8")
    return file


def test_copy_goes_out_comes_back_and_is_approved(path: Path) -> None:
    """Export, translate with a real tool, import, approve: the status says how far it is at each step."""
    gate = creative("copy", "status", str(path), "--require-approved")
    out = creative("copy", "export", str(path), "-o", "handoff", "--market", "DE")
    file = Path("handoff/summer.de-DE.xlf")
    store = Xliff2File.parsestring(file.read_bytes())  # type: ignore[no-untyped-call]  # half of the toolkit is typed
    for unit in store.units:
        unit.target = GOOD[unit.getunitelement().get("name")]
        unit.xmlelement.set("state", "final")
    store.savefile(str(file))
    back = creative("copy", "import", str(file))
    status = json.loads(creative("copy", "status", str(path), "--json").stdout)

    assert gate.returncode == 1, gate.stderr
    assert "de-DE, ja-JP" in gate.stderr
    assert (out.returncode, out.stdout.split()) == (0, [str(file)])
    assert (back.returncode, back.stdout) == (0, "4 kept.\n")
    assert [(one["locale"], one["stage"]) for one in status["locales"]] == [("de-DE", "approved"), ("ja-JP", "missing")]
    assert status["locales"][0]["lines"][0]["text"] == GOOD["headline"]


def test_tables_fit_sixty_columns(path: Path) -> None:
    """Status is read in narrow terminals and logs."""
    text = creative("copy", "status", str(path)).stdout

    assert "de-DE" in text
    assert max(map(len, text.splitlines())) <= 60


def test_a_refused_line_is_told_and_leaves_with_one(path: Path) -> None:
    """A line that does not fit is told with its place; the exit code says that something is left to do."""
    creative("copy", "export", str(path), "--format", "json", "-o", "copy.json")
    document = json.loads(Path("copy.json").read_text("utf-8"))
    for line in document["lines"]:
        line["target"] = "Ohne Preis" if line["role"] == "body" else "Wort"
    Path("copy.json").write_text(json.dumps(document, indent=1), "utf-8")
    result = creative("copy", "import", "copy.json", "--json")
    counts = json.loads(result.stdout)["counts"]
    said = creative("copy", "import", "copy.json")

    assert (result.returncode, counts) == (1, {"kept": 6, "refused": 2})
    assert "copy.json:" in said.stdout
    assert "de-DE body: the translation must have {price}, as its source has." in said.stdout
    assert "2 refused, 6 same." in said.stdout


def test_lines_of_another_machine_need_their_brief(path: Path) -> None:
    """A memory that never saw the export knows the lines once it is told the brief."""
    creative("copy", "export", str(path), "--format", "csv", "-o", "copy.csv", "--state", "there")
    text = Path("copy.csv").read_text("utf-8-sig").replace("Taste it today,,", "Taste it today,Los,")
    Path("copy.csv").write_text(text, "utf-8")
    without = creative("copy", "import", "copy.csv", "--state", "here")
    told = creative("copy", "import", "copy.csv", "--state", "here", "--brief", str(path), "--status", "reviewed")

    assert without.returncode == 1
    assert "--brief" in without.stdout
    assert (told.returncode, told.stdout) == (0, "6 empty, 2 kept.\n")


def test_a_file_that_is_no_exchange_file_is_told_with_its_place(path: Path) -> None:
    """Exit 2, file, line and column, and nothing imported, not even from the good file beside it."""
    creative("copy", "export", str(path), "--format", "json", "-o", "good.json")
    Path("bad.xlf").write_text("<xliff", "utf-8")
    result = creative("copy", "import", "good.json", "bad.xlf")

    assert result.returncode == 2
    assert "bad.xlf:1:1: This is not well-formed XML" in result.stderr


def test_a_market_that_needs_no_words_is_told(path: Path) -> None:
    """Asking for a market that is not to be translated names those that are."""
    result = creative("copy", "export", str(path), "--market", "FR")

    assert result.returncode == 2
    assert "de-DE, ja-JP" in result.stderr
