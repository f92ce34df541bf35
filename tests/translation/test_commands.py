"""`creative copy` as people and CI use it."""

import json
from pathlib import Path

import pytest
from translate.storage.xliff2 import Xliff2File

from tests.command import creative
from tests.translation.samples import GOOD, brief


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
    """An invalid line is reported with its position, and the exit code is 1."""
    creative("copy", "export", str(path), "--format", "json", "-o", "copy.json")
    document = json.loads(Path("copy.json").read_text("utf-8"))
    for line in document["lines"]:
        line["target"] = "Ohne Preis" if line["role"] == "body" else "Wort"
    Path("copy.json").write_text(json.dumps(document, indent=1), "utf-8")
    result = creative("copy", "import", "copy.json", "--json")
    counts = json.loads(result.stdout)["counts"]
    said = creative("copy", "import", "copy.json")

    assert (result.returncode, counts) == (1, {"kept": 3, "marked": 3, "refused": 2})
    assert "copy.json:" in said.stdout
    assert "de-DE body: the translation must have {price}, as its source has." in said.stdout
    assert "3 marked, 2 refused, 3 same." in said.stdout


def test_lines_of_another_machine_need_their_brief(path: Path) -> None:
    """With --brief, a memory that never saw the export knows its lines."""
    creative("copy", "export", str(path), "--format", "csv", "-o", "copy.csv", "--state", "there")
    text = Path("copy.csv").read_text("utf-8-sig").replace("Taste it today,,", "Taste it today,Los,", 1)
    Path("copy.csv").write_text(text, "utf-8")
    without = creative("copy", "import", "copy.csv", "--state", "here")
    told = creative("copy", "import", "copy.csv", "--state", "here", "--brief", str(path), "--status", "reviewed")

    assert without.returncode == 1
    assert "--brief" in without.stdout
    assert (told.returncode, told.stdout) == (0, "7 empty, 1 kept.\n")


def test_a_file_that_is_no_exchange_file_is_told_with_its_place(path: Path) -> None:
    """Exit 2, file, line and column, and nothing imported, not even from the good file beside it."""
    creative("copy", "export", str(path), "--format", "json", "-o", "good.json")
    Path("bad.xlf").write_text("<xliff", "utf-8")
    Path("page.csv").write_text("\n<!DOCTYPE html><html><body><p>Sign in<br></body></html>", "utf-8")
    result = creative("copy", "import", "good.json", "bad.xlf", "page.csv")

    assert result.returncode == 2
    assert "bad.xlf:1:1: This is not well-formed XML" in result.stderr
    assert "page.csv:1:1: This is a web page, not XLIFF: sign in where it comes from" in result.stderr
    assert "2 problems. Nothing was imported. Fix the file, or export it again" in result.stderr


def test_a_line_that_no_file_has_is_named(path: Path) -> None:
    """A translator's tool that lost a unit leaves a hole: the import says which, and stores the rest."""
    creative("copy", "export", str(path), "--format", "json", "-o", "copy.json")
    document = json.loads(Path("copy.json").read_text("utf-8"))
    whole = creative("copy", "import", "copy.json")
    document["lines"] = [line for line in document["lines"] if (line["locale"], line["role"]) != ("de-DE", "cta")]
    Path("copy.json").write_text(json.dumps(document), "utf-8")
    done = creative("copy", "import", "copy.json")

    assert (whole.returncode, done.returncode) == (0, 0)
    assert "Not in the files" not in whole.stderr
    assert "Not in the files, and not translated yet: de-DE cta of summer. See" in done.stderr
    assert "creative copy status BRIEF" in done.stderr


def test_a_file_in_other_letters_and_a_folder_are_named_as_such(path: Path) -> None:
    """The message says what the file is and the next step, not what a parser met."""
    creative("copy", "export", str(path), "--format", "json", "-o", "good.json")
    Path("latin.xlf").write_bytes("<xliff><a>pêche</a></xliff>".encode("latin-1"))
    Path("handoff").mkdir()
    done = creative("copy", "import", "latin.xlf", "handoff/")

    assert done.returncode == 2
    assert "its letters are not in UTF-8, as XML has them. Save it as UTF-8." in done.stderr
    assert "This is a folder: name its files, as in handoff/*.xlf." in done.stderr


@pytest.mark.usefixtures("path")
def test_every_bad_file_is_told_at_once() -> None:
    """The problems of all files are reported at once."""
    Path("one.xlf").write_text("<xliff", "utf-8")
    Path("two.csv").write_text("a,b", "utf-8")
    result = creative("copy", "import", "one.xlf", "two.csv", "three.tmx")

    assert result.returncode == 2
    assert [line.partition(":")[0] for line in result.stderr.splitlines()[:3]] == ["one.xlf", "three.tmx", "two.csv"]


def test_errors_of_a_brief_end_with_a_step_that_is_true(path: Path) -> None:
    """Commands that make no pictures do not say that none was made, but what to do next."""
    path.write_text("{}", "utf-8")
    said = {
        command: creative("copy", *words).stderr.rpartition("problems. ")[2].strip()
        for command, words in {
            "export": ("export", str(path)),
            "status": ("status", str(path)),
            "import": ("import", "back.csv", "--brief", str(path)),
        }.items()
    }

    assert said == {
        "export": "No file was written. Fix the brief and export again.",
        "status": "Fix the brief and run the command again.",
        "import": "Nothing was imported. Fix the brief and run `creative copy import` again.",
    }


def test_a_strict_import_keeps_nothing_of_a_file_with_one_bad_line(path: Path) -> None:
    """The bad line is reported with its position, the others are held, and the memory is unchanged."""
    creative("copy", "export", str(path), "--format", "csv", "-o", "copy.csv", "--market", "DE")
    text = Path("copy.csv").read_text("utf-8-sig")
    text = text.replace('poured over ice",,', 'poured over ice",Sommer auf Eis,').replace(
        "today,,", "today,Noch 50 Tage,"
    )
    Path("copy.csv").write_text(text, "utf-8")
    strict = creative("copy", "import", "copy.csv", "--strict")
    before = json.loads(creative("copy", "status", str(path), "--json").stdout)
    lenient = creative("copy", "import", "copy.csv", "--status", "approved", "--json")
    document = json.loads(lenient.stdout)

    assert strict.returncode == 1
    assert "de-DE cta: kept" not in strict.stdout
    assert "1 held, 1 marked" in strict.stdout
    assert "Nothing was imported" in strict.stderr
    assert {one["stage"] for one in before["locales"]} == {"missing"}
    assert lenient.returncode == 1
    assert document["counts"] == {"empty": 2, "kept": 1, "marked": 1}
    (marked,) = (one for one in document["lines"] if one["outcome"] == "marked")
    assert [(one["check"], one["role"]) for one in marked["findings"]] == [("same_numbers", "cta")]


def test_a_market_that_needs_no_words_is_told(path: Path) -> None:
    """Asking for a market that is not to be translated names those that are."""
    result = creative("copy", "export", str(path), "--market", "FR")

    assert result.returncode == 2
    assert "de-DE, ja-JP" in result.stderr


def test_a_market_is_named_as_in_a_brief(tmp_path: Path) -> None:
    """Tags of other systems name the same market."""
    file = tmp_path / "brief.json"
    file.write_text(json.dumps(brief(markets=["CN", "RS"])), "utf-8")
    result = creative("copy", "export", str(file), "--market", "zh_CN", "--market", "sr-RS@latin", "-o", "out")

    assert result.stdout.split() == ["out/summer.zh-Hans-CN.xlf", "out/summer.sr-Latn-RS.xlf"]
