"""Copy goes out and comes back: through a real translation tool, through hostile files, through every format."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage.tmx import tmxfile
from translate.storage.xliff2 import Xliff2File

from creative_cli.brief.text_rules import clean_text
from creative_cli.errors import BriefError
from creative_cli.models import Finding, Role, Status
from creative_cli.stages.check import check_copy
from creative_cli.translation.exchange.files import read_exchange_file, write_exchange_files
from creative_cli.translation.exchange.importing import ImportedLine, ImportOutcome, import_translations
from creative_cli.translation.exchange.sheet import ExchangeFormat, TranslationSheet, build_sheet
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.segment import CopyStatus, MemoryEntry
from tests.translation.samples import asked, memory

WORDS = {
    "headline": "Sommer – “eiskalt” & <frisch>",
    "body": "Solara Cold Brew: jetzt {price}, 50\u00a0% weniger Zucker.\nWirklich!",
    "cta": "=Jetzt probieren",
    "disclaimer": "Gekühlt genießen 🍑. „Bitte“ recyceln; 'danke'.",
}
"""Everything a format may trip over: quotes, markup, a line break, no-break space, a formula, an emoji."""


def noted(folder: Path, **changes: object) -> tuple[TranslationMemory, TranslationRequest]:
    """Return a memory that knows the German lines, as after an export."""
    (request,) = asked(**{"markets": ["DE"], **changes})
    desk = memory(folder)
    desk.record_requests([request])
    return desk, request


def exported(desk: TranslationMemory, request: TranslationRequest, form: ExchangeFormat, folder: Path) -> Path:
    """Write the sheet of one request and return the file."""
    out = build_sheet([request], desk.lookup(line.segment for line in request.lines))
    ((name, data),) = write_exchange_files(out, form)
    path = folder / name
    path.write_bytes(data)
    return path


def imported(desk: TranslationMemory, path: Path, status: CopyStatus | None = None) -> tuple[ImportedLine, ...]:
    """Bring a file back."""
    return import_translations(desk, [(str(path), read_exchange_file(path))], check_copy, status=status)


def texts(desk: TranslationMemory, request: TranslationRequest) -> dict[str, str]:
    """Return what the memory has for each role."""
    known = desk.lookup(line.segment for line in request.lines)
    return {line.role.value: known[line.segment.id].text for line in request.lines if line.segment.id in known}


def test_a_real_tool_translates_our_xliff_and_every_byte_comes_back(tmp_path: Path) -> None:
    """translate-toolkit reads the file, sets targets and states, writes it; the memory then has the same text."""
    desk, request = noted(tmp_path)
    path = exported(desk, request, ExchangeFormat.XLIFF, tmp_path)
    store = Xliff2File.parsestring(path.read_bytes())  # type: ignore[no-untyped-call]  # half of the toolkit is typed
    roles = {line.segment.id: line.role.value for line in request.lines}
    assert [unit.getid() for unit in store.units] == list(roles)
    for unit in store.units:
        unit.target = WORDS[roles[unit.getid()]]
        unit.xmlelement.set("state", "final")
    store.savefile(str(tmp_path / "back.xlf"))
    outcomes = imported(desk, tmp_path / "back.xlf")

    assert {one.outcome for one in outcomes} == {ImportOutcome.KEPT}
    assert texts(desk, request) == WORDS
    entries = desk.lookup(line.segment for line in request.lines).values()
    assert {(one.status, one.origin, one.author) for one in entries} == {(CopyStatus.APPROVED, "file", "back.xlf")}


def test_a_real_tool_translates_our_tmx_and_every_byte_comes_back(tmp_path: Path) -> None:
    """translate-toolkit fills the empty variants of our TMX; ids survive it and so does the text."""
    desk, request = noted(tmp_path)
    path = exported(desk, request, ExchangeFormat.TMX, tmp_path)
    store = tmxfile.parsestring(path.read_bytes())  # type: ignore[no-untyped-call]  # half of the toolkit is typed
    roles = {line.segment.id: line.role.value for line in request.lines}
    for unit in store.units:
        unit.settarget(WORDS[roles[unit.getid()]], "de-DE")
    store.savefile(str(tmp_path / "back.tmx"))
    outcomes = imported(desk, tmp_path / "back.tmx", CopyStatus.REVIEWED)

    assert {one.outcome for one in outcomes} == {ImportOutcome.KEPT}
    assert texts(desk, request) == WORDS


@pytest.mark.parametrize("form", ExchangeFormat)
def test_what_is_exported_translated_comes_back_as_it_went(tmp_path: Path, form: ExchangeFormat) -> None:
    """Every format carries every text and status: imported elsewhere, the memory has the same."""
    here, request = noted(tmp_path / "here")
    for line, status in zip(request.lines, [*CopyStatus, CopyStatus.DRAFT], strict=True):
        here.record(line.segment, WORDS[line.role.value], status, origin="person", author="Ada")
    path = exported(here, request, form, tmp_path)
    there, _ = noted(tmp_path / "there")
    imported(there, path)

    assert texts(there, request) == WORDS
    known = there.lookup(line.segment for line in request.lines)
    assert [known[line.segment.id].status for line in request.lines] == [*CopyStatus, CopyStatus.DRAFT]


PRINTED = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=60)


@settings(deadline=None)
@given(PRINTED, st.sampled_from(ExchangeFormat))
def test_any_text_a_brief_may_hold_survives_every_format(
    tmp_path_factory: pytest.TempPathFactory, text: str, form: ExchangeFormat
) -> None:
    """Whatever people may write in a brief, they may write through a translator's tool."""
    try:
        text = clean_text(text)
    except ValueError:
        return
    folder = tmp_path_factory.mktemp("any")
    (request,) = asked(markets=["DE"])
    line = request.lines[0]
    entry = MemoryEntry(line.segment.id, text, CopyStatus.DRAFT, "person", "Ada", "")
    path = folder / f"sheet{form.suffix}"
    path.write_bytes(write_exchange_files(build_sheet([request], {line.segment.id: entry}), form)[0][1])
    back = {one.id: one.target for one in read_exchange_file(path)}

    assert clean_text(back[line.segment.id]) == text


def test_xliff_tells_translators_what_they_need(tmp_path: Path) -> None:
    """The file has limits, notes, the glossary, protected names and placeholders, and marks for review."""
    desk, request = noted(tmp_path, message={**_message(), "intent": {"headline": "Make people thirsty."}})
    body = request.lines[1]
    finding = Finding("same_numbers", "changed", Status.FAIL, "The body must say 50 %.")
    desk.record(
        body.segment,
        "Solara: {price}",
        CopyStatus.DRAFT,
        origin="translator",
        author="m",
        findings=(finding,),
        back="S",
    )
    text = exported(desk, request, ExchangeFormat.XLIFF, tmp_path).read_text("utf-8")

    assert 'version="2.1"' in text
    assert 'trgLang="de-DE"' in text
    assert f'slr:sizeRestriction="0,{body.most}"' in text
    assert '<note category="intent">Make people thirsty.</note>' in text
    assert '<note category="audience">young adults, 18-30</note>' in text
    assert '<note category="finding">The body must say 50 %.</note>' in text
    assert 'state="translated" subState="creative:marked"' in text
    assert '<mrk id="i1" type="term" translate="no">Solara</mrk>' in text
    assert '<ph id="i2" dataRef="d1" equiv="{price}" disp="{price}"/>' in text
    assert "<gls:translation>Cold Brew</gls:translation>" in text


def test_pieces_have_the_same_ids_in_source_and_target_in_any_order(tmp_path: Path) -> None:
    """Tools pair inline elements by their ids: the second price of the source is the second one of the target."""
    message = {"headline": "Solara: {price}, not {was}, {price}!", "body": "x"}
    desk, request = noted(tmp_path, message=message, offer={"price": 3, "was": 4})
    desk.record(
        request.lines[0].segment, "Statt {was} {price}: Solara {price}", CopyStatus.DRAFT, origin="person", author="Ada"
    )
    text = exported(desk, request, ExchangeFormat.XLIFF, tmp_path).read_text("utf-8")
    source, target = (text.split(f"<{part} ")[1].split(f"</{part}>")[0] for part in ("source", "target"))

    assert re.findall('id="(i.)"', source) == ["i1", "i2", "i3", "i4"]
    assert re.findall('id="(i.)"', target) == ["i3", "i2", "i1", "i4"]


def _message() -> dict[str, object]:
    return {"headline": "Summer, poured over ice", "body": "Solara cold brew: {price}"}


def xliff_2(unit: str, inside: str, version: str = "2.0", locale: str = "de-DE") -> str:
    """Return an XLIFF 2 file with one unit, its segments as given."""
    space = "2.2" if version == "2.2" else "2.0"
    return (
        f'<?xml version="1.0"?>\n<xliff version="{version}" xmlns="urn:oasis:names:tc:xliff:document:{space}"'
        f' srcLang="en" trgLang="{locale}">\n<file id="f"><group id="g"><unit id="{unit}">{inside}</unit></group>'
        "</file></xliff>"
    )


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
def test_xliff_2_of_other_tools_is_read(tmp_path: Path, version: str) -> None:
    """Segments are joined, placeholders are what they stand for, the lowest state counts, matches are no targets."""
    desk, request = noted(tmp_path)
    body = request.lines[1]
    inside = (
        '<mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><mtc:match ref="#1"><source>x</source>'
        "<target>y</target></mtc:match></mtc:matches>"
        '<originalData><data id="d1">{price}</data></originalData>'
        '<segment state="final"><source>Solara cold brew: now <ph id="1" dataRef="d1"/>,</source>'
        '<target><mrk id="m" translate="no">Solara</mrk> Cold Brew: jetzt <ph id="1" dataRef="d1"/>,</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment state="reviewed"><source>50% less sugar.</source>'
        "<target>50 % weniger!</target></segment>"
    )
    path = tmp_path / "back.xlf"
    path.write_text(xliff_2(body.segment.id, inside, version), "utf-8")
    (one,) = imported(desk, path)

    assert one.outcome is ImportOutcome.KEPT, one
    entry = desk.lookup([body.segment])[body.segment.id]
    assert entry.text == "Solara Cold Brew: jetzt {price}, 50 % weniger!"
    assert entry.status is CopyStatus.REVIEWED


def test_xliff_1_2_of_other_tools_is_read(tmp_path: Path) -> None:
    """Version 1.2 has its own elements and states; approved="yes" is approved."""
    desk, request = noted(tmp_path)
    headline, body = request.lines[:2]
    path = tmp_path / "back.xliff"
    path.write_text(
        '<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x"'
        ' source-language="en" target-language="de_DE" datatype="plaintext"><body><group>'
        f'<trans-unit id="{headline.segment.id}" approved="yes"><source>Summer, poured over ice</source>'
        "<target>Sommer auf Eis</target><alt-trans><target>Falsch</target></alt-trans></trans-unit>"
        f'<trans-unit id="2" resname="{body.segment.id}">'
        '<source>Solara cold brew: now <x id="1" equiv-text="{price}"/>,'
        ' 50% less sugar.</source><target state="signed-off"><g id="2">Solara</g> Cold Brew: <x id="1"/>, 50 %</target>'
        "</trans-unit></group></body></file></xliff>",
        "utf-8",
    )
    outcomes = imported(desk, path)
    known = desk.lookup([headline.segment, body.segment])

    assert [one.outcome for one in outcomes] == [ImportOutcome.KEPT, ImportOutcome.KEPT]
    assert (known[headline.segment.id].text, known[headline.segment.id].status) == (
        "Sommer auf Eis",
        CopyStatus.APPROVED,
    )
    assert (known[body.segment.id].text, known[body.segment.id].status) == (
        "Solara Cold Brew: {price}, 50 %",
        CopyStatus.REVIEWED,
    )


def test_tmx_that_lost_our_ids_is_found_by_its_words(tmp_path: Path) -> None:
    """A memory of another tool has no ids of ours: same source, same languages, same line."""
    desk, request = noted(tmp_path)
    path = tmp_path / "memory.tmx"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="en"/><body><tu>'
        '<tuv xml:lang="en"><seg>Taste it today</seg></tuv><tuv xml:lang="de-DE"><seg>Probier <it pos="begin"/>es</seg>'
        '</tuv><tuv xml:lang="fr-FR"><seg>Essayez</seg></tuv></tu></body></tmx>',
        "utf-8",
    )
    german, french = imported(desk, path)

    assert german.outcome is ImportOutcome.KEPT
    assert texts(desk, request) == {"cta": "Probier es"}
    assert french.outcome is ImportOutcome.REFUSED


SOURCE = "Summer, poured over ice"


@pytest.mark.parametrize(
    ("changes", "outcome", "says"),
    [
        ({"id": "c000"}, ImportOutcome.REFUSED, "no brief has asked"),
        ({"source": SOURCE + "!"}, ImportOutcome.REFUSED, "source"),
        ({"locale": "fr-FR"}, ImportOutcome.REFUSED, "for de-DE"),
        ({"target": "Sommer {preis}"}, ImportOutcome.REFUSED, "no placeholder"),
        ({"target": "Sommer \u202eauf Eis"}, ImportOutcome.REFUSED, "direction override"),
        ({"target": "x" * 200}, ImportOutcome.REFUSED, "160 at most"),
        ({"target": " "}, ImportOutcome.EMPTY, ""),
        ({"target": "Sommer auf Eis"}, ImportOutcome.KEPT, ""),
    ],
)
def test_what_does_not_fit_its_line_is_told_with_its_place(
    tmp_path: Path, changes: dict[str, str], outcome: ImportOutcome, says: str
) -> None:
    """An invalid line is reported at its position, and only that line is left out."""
    desk, request = noted(tmp_path)
    headline = request.lines[0]
    cells = {"id": headline.segment.id, "locale": "de-DE", "source": SOURCE, "target": "Sommer", **changes}
    good = {"id": request.lines[2].segment.id, "target": "Probieren"}
    path = tmp_path / "back.json"
    path.write_text('{"lines": [\n' + json.dumps(cells) + ",\n " + json.dumps(good) + "]}", "utf-8")
    first, second = imported(desk, path)
    at_fault = next((cell for cell in ("id", "source", "locale") if cell in changes), "target")

    row = json.dumps(cells)
    # An empty line is no fault of a cell.
    column = 1 if outcome is ImportOutcome.EMPTY else row.index(json.dumps(cells[at_fault]), row.index(at_fault)) + 1
    assert (first.outcome, first.line, first.column) == (outcome, 2, column)
    assert says in first.says
    assert (second.outcome, second.line) == (ImportOutcome.KEPT, 3)
    assert (Role.HEADLINE.value in texts(desk, request)) is (outcome is ImportOutcome.KEPT)


def test_a_translation_of_a_source_that_has_changed_is_kept_and_told(tmp_path: Path) -> None:
    """If the brief changed since the export, the translation is stored and reported as stale."""
    desk, request = noted(tmp_path)
    path = exported(desk, request, ExchangeFormat.CSV, tmp_path)
    path.write_text(path.read_text("utf-8-sig").replace("Taste it today,,", "Taste it today,Jetzt probieren,"), "utf-8")
    noted(tmp_path, message={"headline": "Summer, poured over ice", "cta": "Taste it now", "body": "{price}"})
    outcomes = {one.role: one for one in imported(desk, path) if one.outcome is not ImportOutcome.EMPTY}

    assert outcomes["cta"].outcome is ImportOutcome.STALE
    assert desk.lookup([request.lines[2].segment])[request.lines[2].segment.id].text == "Jetzt probieren"


def test_an_approved_line_is_not_overwritten_by_a_draft(tmp_path: Path) -> None:
    """The draft is stored, the approved line is still used, and importing the same text changes nothing."""
    desk, request = noted(tmp_path)
    cta = request.lines[2].segment
    desk.record(cta, "Probieren", CopyStatus.APPROVED, origin="person", author="Ada")
    outcomes: list[ImportedLine] = []
    for text in ("Los", "Probieren"):
        (tmp_path / "back.json").write_text(json.dumps({"lines": [{"id": cta.id, "target": text}]}), "utf-8")
        outcomes += imported(desk, tmp_path / "back.json")
    los, same = outcomes

    assert (los.outcome, same.outcome) == (ImportOutcome.SHADOWED, ImportOutcome.SAME)
    assert desk.lookup([cta])[cta.id].text == "Probieren"
    assert [entry.text for entry in desk.history([cta.id])] == ["Probieren", "Los"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path, start: str) -> None:
    """What a spreadsheet would run goes out with an apostrophe before it and comes back without."""
    desk, request = noted(tmp_path)
    desk.record(request.lines[0].segment, f"{start}1+1", CopyStatus.DRAFT, origin="person", author="Ada")
    path = exported(desk, request, ExchangeFormat.CSV, tmp_path)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))

    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "＝"))]
    assert {one.id: one.target for one in read_exchange_file(path)}[request.lines[0].segment.id] == f"{start}1+1"


def test_a_csv_that_a_spreadsheet_saved_again_is_read(tmp_path: Path) -> None:
    """Semicolons, other columns' order and Windows line ends are a spreadsheet's way, not a mistake."""
    desk, request = noted(tmp_path)
    path = tmp_path / "back.csv"
    path.write_bytes(f'\ufefftarget;Status;ID\r\n"Los; jetzt";Approved;{request.lines[2].segment.id}\r\n'.encode())
    (one,) = imported(desk, path)

    assert one.outcome is ImportOutcome.KEPT
    assert texts(desk, request) == {"cta": "Los; jetzt"}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "data", "place", "says"),
    [
        ("a.xlf", BOMB + '<xliff version="2.1"><file id="f">&b;</file></xliff>', (1, 1), "entities"),
        ("a.xlf", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>', (1, 1), "entities"),
        ("a.tmx", '<!DOCTYPE tmx [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]><tmx/>', (1, 1), "entities"),
        ("a.xlf", '<xliff version="2.1">\n<file id="f">\n  </fil></xliff>', (3, 5), "well-formed"),
        ("a.xlf", '<xliff version="3.0"/>', (1, 1), "XLIFF 3.0"),
        ("a.xlf", "<book/>", (1, 1), "neither XLIFF nor TMX"),
        ("a.xlf", "<html/>", (1, 1), "This is a web page"),
        ("a.xlf", "", (1, 1), "The file is empty"),
        ("a.html", "<html><body>Bonjour</body></html>", (1, 1), "a web page, which is not read: save it as CSV"),
        ("a.rtf", "{\\rtf1 Bonjour}", (1, 1), "a text document, which is not read"),
        ("a.docx", "PK\x03\x04", (1, 1), "a text document, which is not read"),
        ("a.xlf", "<xliff>\n<a>fish & chips</a></xliff>", (2, 10), "& is written &amp;"),
        ("a.xlf", "<xliff>\n<a>fish", (2, 8), "it ends too early. Export or download it again."),
        ("a.xlf", "<a>" * 100 + "</a>" * 100, (1, 193), "64 deep"),
        ("a.xlf", '<?xml version="1.0" encoding="utf-7"?><xliff/>', (1, 1), "encoding"),
        ("a.csv", "id,source\n1,2\n", (1, 1), "'target'"),
        ("a.csv", 'id,target\n1,"open\n', (2, 1), "not CSV"),
        ("a.csv", "id,target,status\n1,x,purple\n", (2, 5), "draft, reviewed or approved"),
        ("a.json", '{"lines": [\n {"id" 1}]}', (2, 8), "colon"),
        ("a.json", '{"units": []}', (1, 1), '"lines"'),
        ("a.json", '{"lines": [\n3]}', (2, 1), "mapping"),
        ("a.txt", "hello", (1, 1), "must end in"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_its_place(
    tmp_path: Path, name: str, data: str, place: tuple[int, int], says: str
) -> None:
    """Bombs, entities and broken files give one message with line and column; no file they name is opened."""
    path = tmp_path / name
    path.write_text(data, "utf-8")
    with pytest.raises(BriefError) as caught:
        read_exchange_file(path)

    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == place
    assert says in problem.message
    assert "root:" not in problem.message


def test_a_doctype_opens_nothing(tmp_path: Path) -> None:
    """TMX has a document type by rule; the file it names is not looked at, even where it exists."""
    (tmp_path / "tmx14.dtd").write_text('<!ENTITY boom "boom">', "utf-8")
    path = tmp_path / "a.tmx"
    line = '<tu><tuv xml:lang="en"><seg>Ice</seg></tuv><tuv xml:lang="de"><seg>Eis</seg></tuv></tu>'
    document = f'<tmx version="1.4"><header srclang="en"/><body>{line}</body></tmx>'
    path.write_text(f'<!DOCTYPE tmx SYSTEM "tmx14.dtd">{document}', "utf-8")

    assert [one.target for one in read_exchange_file(path)] == ["Eis"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tmx", '<tmx version="1.4"><body/></tmx>'),
        ("a.xlf", '<xliff version="2.1" srcLang="en"><file id="f"><group id="g"/></file></xliff>'),
        ("a.csv", "id,target"),
        ("a.json", '{"lines": []}'),
    ],
)
def test_a_file_without_a_line_is_told(tmp_path: Path, name: str, text: str) -> None:
    """Nothing to import is not a success: it is the wrong file, or one that a tool has emptied."""
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BriefError, match="no line of copy"):
        read_exchange_file(tmp_path / name)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    """Twenty megabytes are ten times a sheet of five hundred markets."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(BriefError, match="larger than 20 MB"):
        read_exchange_file(path)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.xlf", "a.tmx", "a.csv", "a.json"]))
def test_any_bytes_are_read_or_told(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    """Whatever a file holds, reading it gives lines or one error for people."""
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(data)
    try:
        lines = read_exchange_file(path)
    except BriefError as error:
        assert error.problems  # noqa: PT017  # either is right
    else:
        assert isinstance(lines, tuple)


def test_a_sheet_of_many_locales_is_one_xliff_a_locale(tmp_path: Path) -> None:
    """XLIFF has one target language a file; names say campaign and locale."""
    out: TranslationSheet = build_sheet(asked(markets=["DE", "JP"]), {})
    names = [name for name, _ in write_exchange_files(out, ExchangeFormat.XLIFF)]

    assert names == ["summer.de-DE.xlf", "summer.ja-JP.xlf"]
    assert [name for name, _ in write_exchange_files(out, ExchangeFormat.CSV)] == ["summer.csv"]
    assert not list(tmp_path.iterdir())


def units_1_2(request: TranslationRequest, source: str, target: str, locale: str = "de-DE") -> str:
    """Return an XLIFF 1.2 file with the headline alone."""
    headline = request.lines[0].segment.id
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x" source-language="en"'
        f' target-language="{locale}" datatype="plaintext"><body><trans-unit id="{headline}"><source>{source}</source>'
        f"<target>{target}</target></trans-unit></body></file></xliff>"
    )


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("\n    Summer, poured\n    over ice\n  ", "\n    Sommer auf\n    Eis\n  "),
        ("<![CDATA[Summer, poured over ice]]>", "<![CDATA[Sommer auf Eis]]>"),
        (
            'Summer, <bpt id="1">&lt;b&gt;</bpt>poured<ept id="1">&lt;/b&gt;</ept> over ice',
            'Sommer <bpt id="1">&lt;b&gt;</bpt>auf<ept id="1">&lt;/b&gt;</ept> Eis',
        ),
    ],
    ids=["folded", "cdata", "codes of another format"],
)
def test_what_tools_do_to_a_file_does_not_reach_the_words(tmp_path: Path, source: str, target: str) -> None:
    """Indented lines, CDATA and codes of another format are the file's, not the copy's."""
    desk, request = noted(tmp_path)
    path = tmp_path / "back.xlf"
    path.write_text(units_1_2(request, source, target), "utf-8")

    assert [one.outcome for one in imported(desk, path)] == [ImportOutcome.KEPT]
    assert texts(desk, request) == {"headline": "Sommer auf Eis"}


@pytest.mark.parametrize(
    ("locale", "outcome"), [("de", ImportOutcome.KEPT), ("DE_de", ImportOutcome.KEPT), ("de-AT", ImportOutcome.REFUSED)]
)
def test_a_file_for_the_language_is_one_for_its_locale(tmp_path: Path, locale: str, outcome: ImportOutcome) -> None:
    """Many tools drop the country; another country's variety is another translation."""
    desk, request = noted(tmp_path)
    path = tmp_path / "back.xlf"
    path.write_text(units_1_2(request, "Summer, poured over ice", "Sommer auf Eis", locale), "utf-8")

    assert [one.outcome for one in imported(desk, path)] == [outcome]


def tmx(language: str) -> str:
    """Return a memory of another tool: no ids, languages as it likes, codes of its own."""
    return (
        '<tmx version="1.4"><header srclang="en-US"/><body><tu><tuv xml:lang="en-US"><seg>Summer, poured over ice</seg>'
        f'</tuv><tuv xml:lang="{language}"><seg>Sommer <ph>\\r</ph>auf Eis</seg></tuv></tu></body></tmx>'
    )


def test_words_of_a_memory_without_a_country_are_for_the_one_locale_that_asks(tmp_path: Path) -> None:
    """A language tag is ambiguous if two of its locales need the same text."""
    desk, german = noted(tmp_path)
    path = tmp_path / "memory.tmx"
    path.write_text(tmx("de"), "utf-8")
    (one,) = imported(desk, path)
    (austrian,) = asked(markets=["AT"])
    desk.record_requests([austrian])
    (two,) = imported(desk, path)
    path.write_text(tmx("de-AT"), "utf-8")
    (exact,) = imported(desk, path)

    assert [each.outcome for each in (one, two, exact)] == [
        ImportOutcome.KEPT,
        ImportOutcome.REFUSED,
        ImportOutcome.KEPT,
    ]
    assert texts(desk, german) == texts(desk, austrian) == {"headline": "Sommer auf Eis"}


@pytest.mark.parametrize(("start", "encoding"), [("", "utf-16"), ("sep=\t\r\n", "utf-8-sig"), ("SEP=\t\n", "utf-16")])
def test_a_csv_as_spreadsheets_write_it_is_read(tmp_path: Path, start: str, encoding: str) -> None:
    """Unicode text is UTF-16 with tabs, and a first line may say what parts the columns; lines are counted with it."""
    desk, request = noted(tmp_path)
    path = tmp_path / "back.csv"
    path.write_bytes(f"{start}id\ttarget\r\n{request.lines[0].segment.id}\tSommer auf Eis\r\n".encode(encoding))
    (one,) = imported(desk, path)

    assert (one.outcome, one.line) == (ImportOutcome.KEPT, 3 if start else 2)
