"""Translators' own tools read what we export and write what we import: OmegaT and translate-toolkit."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from translate.storage.placeables import StringElem
from translate.storage.placeables.xliff import X
from translate.storage.tmx import tmxfile
from translate.storage.xliff import xlifffile

from creative_cli.models import Role
from creative_cli.stages.check import check_copy
from creative_cli.translation.exchange.files import read_exchange_file, write_exchange_files
from creative_cli.translation.exchange.importing import ImportOutcome, import_translations
from creative_cli.translation.exchange.sheet import ExchangeFormat, build_sheet
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.segment import CopyStatus
from tests.translation.samples import asked, memory

MESSAGE = {
    "headline": "Summer, poured over ice",
    "body": "Solara iced tea is here. Now {price} instead of {was}.",
    "cta": "Taste it today",
    "disclaimer": "Serve chilled. Please recycle.",
}
SENTENCES = {
    "Summer, poured over ice": "Sommer, eiskalt eingeschenkt",
    "Solara iced tea is here.": "Der Eistee von Solara ist da.",
    "Now <x0/> instead of <x1/>.": "Statt <x1/> jetzt <x0/>.",
    "Taste it today": "Jetzt „probieren“ & staunen",
    "Serve chilled.": "Gut gekühlt servieren.",
    "Please recycle.": "Bitte recyceln.",
}
"""What a translator writes, sentence by sentence; OmegaT shows a code as a tag."""
WHOLE = {
    Role.HEADLINE: "Sommer, eiskalt eingeschenkt",
    Role.BODY: "Der Eistee von Solara ist da. Statt {was} jetzt {price}.",
    Role.CTA: "Jetzt „probieren“ & staunen",
    Role.DISCLAIMER: "Gut gekühlt servieren. Bitte recyceln.",
}
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN</source_lang><target_lang>DE-DE</target_lang>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""


def noted(folder: Path) -> tuple[TranslationMemory, TranslationRequest]:
    """Return a memory that knows the German lines, as after an export."""
    (request,) = asked(markets=["DE"], message=MESSAGE, offer={"price": 3, "was": 4}, glossary=[])
    desk = memory(folder)
    desk.record_requests([request])
    return desk, request


def exported(desk: TranslationMemory, request: TranslationRequest, form: ExchangeFormat, path: Path) -> Path:
    """Write the sheet of the request to *path*."""
    sheet = build_sheet([request], desk.lookup(line.segment for line in request.lines))
    ((_, data),) = write_exchange_files(sheet, form)
    path.write_bytes(data)
    return path


def texts_after(desk: TranslationMemory, request: TranslationRequest, path: Path) -> dict[Role, str]:
    """Import a file and return what the memory has for each role."""
    lines = import_translations(desk, [(path.name, read_exchange_file(path))], check_copy)

    assert {one.outcome for one in lines} == {ImportOutcome.KEPT}, [one.says for one in lines]
    known = desk.lookup(line.segment for line in request.lines)
    return {line.role: known[line.segment.id].text for line in request.lines}


def translate(project: Path, *mode: str) -> None:
    """Run OmegaT without a window."""
    command = ["omegat", str(project), f"--config-dir={project.parent / 'config'}", *mode]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("omegat") is None, reason="OmegaT is not installed (Debian: apt-get install omegat)")
def test_omegat_translates_our_xliff_1_2_and_every_text_comes_back(tmp_path: Path) -> None:
    """It divides lines into sentences and shows codes as tags; its file and its memory give the same texts."""
    desk, request = noted(tmp_path / "file")
    project = tmp_path / "project"
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, "utf-8")
    exported(desk, request, ExchangeFormat.XLIFF12, project / "source" / "tea.xlf")
    tasks = project / "omegat" / "project_save.tmx"
    translate(
        project,
        "--mode=console-createpseudotranslatetmx",
        f"--pseudotranslatetmx={tasks}",
        "--pseudotranslatetype=equal",
    )
    asked_for = set(re.findall("<seg>(.*?)</seg>", tasks.read_text("utf-8")))

    def answer(match: re.Match[str]) -> str:
        return f"{match[1]}<seg>{escape(SENTENCES[match[2].replace('&lt;', '<').replace('&gt;', '>')])}</seg>"

    done = re.sub(r'(<tuv lang="DE-DE">\s*)<seg>(.*?)</seg>', answer, tasks.read_text("utf-8"))
    tasks.write_text(done, "utf-8")
    translate(project, "--mode=console-translate")

    assert asked_for == {escape(source) for source in SENTENCES}
    assert texts_after(desk, request, project / "target" / "tea.xlf") == WHOLE
    for name in ("project-omegat.tmx", "project-level2.tmx"):
        other, same = noted(tmp_path / name)
        assert texts_after(other, same, project / name) == WHOLE


def test_translate_toolkit_translates_our_xliff_1_2_and_every_text_comes_back(tmp_path: Path) -> None:
    """It sets targets and approves units; a unit it does not touch is not translated."""
    desk, request = noted(tmp_path)
    path = exported(desk, request, ExchangeFormat.XLIFF12, tmp_path / "tea.xlf")
    store = xlifffile.parsestring(path.read_bytes())  # type: ignore[no-untyped-call]  # half of the toolkit is typed
    roles = {line.segment.id: line.role for line in request.lines}
    untouched = import_translations(desk, [(path.name, read_exchange_file(path))], check_copy)
    for unit in store.units:
        id_ = unit.getid().rpartition("\x04")[2]
        codes = [one for one in unit.rich_source[0].depth_first() if isinstance(one, X)]
        if codes:
            price, was = codes
            unit.rich_target = [StringElem(["Der Eistee von Solara ist da. Statt ", was, " jetzt ", price, "."])]
        else:
            unit.target = WHOLE[roles[id_]]
        unit.markapproved()
    store.savefile(str(path))

    assert {one.outcome for one in untouched} == {ImportOutcome.EMPTY}
    assert texts_after(desk, request, path) == WHOLE


def test_translate_toolkit_reads_and_writes_our_memory(tmp_path: Path) -> None:
    """What it reads of a translated TMX and writes again gives the same texts and stages."""
    desk, request = noted(tmp_path / "here")
    for line, status in zip(request.lines, [*CopyStatus, CopyStatus.DRAFT], strict=True):
        desk.record(line.segment, WHOLE[line.role], status, origin="person", author="Ada")
    path = exported(desk, request, ExchangeFormat.TMX, tmp_path / "tea.tmx")
    store = tmxfile.parsestring(path.read_bytes())  # type: ignore[no-untyped-call]  # same
    store.savefile(str(path))
    there, same = noted(tmp_path / "there")

    assert texts_after(there, same, path) == WHOLE
    known = there.lookup(line.segment for line in same.lines)
    assert [known[line.segment.id].status for line in same.lines] == [*CopyStatus, CopyStatus.DRAFT]
