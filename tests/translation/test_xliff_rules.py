"""XLIFF is held against its schema and constraints before it is read: one good file, one thing broken at a time."""

from pathlib import Path

import pytest

import xliff_suite
from creative_cli.errors import BriefError
from creative_cli.translation.exchange.files import read_exchange_file

SPACES = (
    ' xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"'
    ' xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"'
    ' xmlns:res="urn:oasis:names:tc:xliff:resourcedata:2.0" xmlns:ctr="urn:oasis:names:tc:xliff:changetracking:2.1"'
    ' xmlns:slr="urn:oasis:names:tc:xliff:sizerestriction:2.0" xmlns:val="urn:oasis:names:tc:xliff:validation:2.0"'
    ' xmlns:fs="urn:oasis:names:tc:xliff:fs:2.0" xmlns:shop="urn:shop"'
)
HELLO = "<segment><source>Hello</source><target>Hallo</target></segment>"
DATA = '<originalData><data id="d1">[b]</data></originalData>'


def document(unit: str, root: str = 'srcLang="en" trgLang="de"', before: str = "", name: str = 'id="u1"') -> str:
    """Return an XLIFF 2.1 document with one unit on line 3."""
    return (
        f'<?xml version="1.0"?>\n<xliff version="2.1"{SPACES} {root}>'
        f'<file id="f1">{before}\n<unit {name}>{unit}</unit>\n</file></xliff>\n'
    )


def pair(source: str, target: str = "Hallo") -> str:
    """Return a segment."""
    return f"<segment><source>{source}</source><target>{target}</target></segment>"


def find_problems(path: Path, text: str) -> list[tuple[int, int, str]]:
    """Return what is wrong with a file: line, column, sentence."""
    path.write_text(text, "utf-8")
    try:
        read_exchange_file(path)
    except BriefError as error:
        return [(one.line, one.column, one.message) for one in error.problems]
    return []


INVALID_UNITS = {
    "a unit without a segment": ("<ignorable><source> </source></ignorable>", "must have a segment"),
    "a segment without a source": ("<segment><target>Hallo</target></segment>", "'target'"),
    "two segments with one id": (HELLO.replace("<segment", '<segment id="s"') * 2, "id 's'"),
    "a code with the id of a segment": (pair('<ph id="s"/>').replace("<segment", '<segment id="s"'), "id 's'"),
    "two data with one id": (DATA.replace("</o", '<data id="d1"/></o') + HELLO, "id 'd1'"),
    "data that is not there": (DATA + pair('<ph id="1" dataRef="d2"/>'), "dataRef is 'd2'"),
    "a start without an end": (pair('<sc id="1"/>bold'), "no end code"),
    "an end without a start": (pair('bold<ec startRef="9"/>'), "startRef is '9'"),
    "an end before its start": (pair('<ec startRef="1"/>bold<sc id="1"/>'), "no such start code"),
    "an isolated start with an end": (pair('<sc id="1" isolated="yes"/>b<ec startRef="1"/>'), "is isolated"),
    "a pair at odds": (pair('<sc id="1" canCopy="no"/>b<ec startRef="1"/>'), "canCopy is yes"),
    "a pair that may be moved at its end": (
        pair(
            '<sc id="1" canReorder="firstNo" canCopy="no" canDelete="no"/>b<ec startRef="1" canCopy="no"'
            ' canDelete="no"/>'
        ),
        "canReorder is yes",
    ),
    "a code that may be copied but not moved": (pair('<ph id="1" canReorder="firstNo"/>'), "may not be moved"),
    "a code without the first of its sequence": (
        pair('<ph id="1" canReorder="no" canCopy="no" canDelete="no"/>'),
        'with "firstNo"',
    ),
    "a code that may not be deleted": (pair('<ph id="1" canDelete="no"/>Hello'), "lacks the code '1'"),
    "a copy of nothing": (pair('<ph id="1" copyOf="0"/>'), "copyOf is '0'"),
    "a copy of what may not be copied": (pair('<ph id="1" canCopy="no"/><ph id="2" copyOf="1"/>'), "may not be copied"),
    "a copy with data": (DATA + pair('<ph id="1"/><ph id="2" copyOf="1" dataRef="d1"/>'), "exclude each other"),
    "an annotation that is not closed": (pair('<sm id="m" translate="no"/>Hello'), "not closed"),
    "an annotation that only ends": (pair('Hello<em startRef="m"/>'), "no such sm"),
    "a comment without words": (pair('<mrk id="m" type="comment">Hello</mrk>'), "either a value or a ref"),
    "a comment about no note": (pair('<mrk id="m" type="comment" ref="#n=n1">Hello</mrk>'), "a note of its unit"),
    "a reference without form": (pair('<mrk id="m" type="shop:x" ref="#u=u1/f=f1">Hello</mrk>'), "no reference"),
    "a reference with an unknown prefix": (pair('<mrk id="m" type="shop:x" ref="#shop=1">Hello</mrk>'), "no reference"),
    "a sub-state without a state": (HELLO.replace("<segment", '<segment subState="a:b"'), "must have a state"),
    "a state that is none": (HELLO.replace("<segment", '<segment state="done"'), "'done'"),
    "a state without a target": ('<segment state="final"><source>Hello</source></segment>', "it has no target"),
    "a sub-type without a type": (pair('<ph id="1" subType="shop:x"/>'), "subType but no type"),
    "a sub-type of another type": (pair('<ph id="1" type="ui" subType="xlf:b"/>'), "not of its type"),
    "an order beyond the unit": (HELLO.replace("<target", '<target order="2"'), "the unit has 1 parts"),
    "an order taken twice": (HELLO.replace("<target", '<target order="1"') * 2, "order 1"),
    "an order that pushes another away": (HELLO.replace("<target", '<target order="2"') + HELLO, "both cannot"),
    "another language": (HELLO.replace("<target", '<target xml:lang="fr"'), "in 'fr' by xml:lang"),
    "spaces that count on one side": (HELLO.replace("<source", '<source xml:space="preserve"'), "xml:space"),
    "a flow to nowhere": (pair('<ph id="1" subFlows="u9"/>'), "subFlows names 'u9'"),
    "a character that XML has": (pair('<cp hex="0041"/>'), "cp is for"),
    "a character that is none": (pair('<cp hex="110000"/>'), "cp is for"),
    "an attribute of a shop on a code": (pair('<ph id="1" shop:color="red"/>'), "extension"),
    "an element of a shop in a segment": (HELLO.replace("</segment>", "<shop:x/></segment>"), "shop"),
    "two elements of a shop with one id": ('<shop:a id="x"/><shop:b id="x"/>' + HELLO, "id 'x'"),
    "one half of a pair of data": (DATA + pair('<pc id="1" dataRefStart="d1">b</pc>'), "together"),
    "a match of nothing": (
        '<mtc:matches><mtc:match ref="#u1"><source>a</source><target>b</target></mtc:match></mtc:matches>' + HELLO,
        "refers to text of its unit",
    ),
    "a match of an unknown type": (
        '<mtc:matches><mtc:match ref="#s" type="ai"><source>a</source><target>b</target></mtc:match></mtc:matches>'
        + HELLO.replace("<segment", '<segment id="s"'),
        "type of the match",
    ),
    "a term without a translation": (
        "<gls:glossary><gls:glossEntry><gls:term>ice</gls:term></gls:glossEntry></gls:glossary>" + HELLO,
        "translation or a definition",
    ),
    "metadata without a type": (
        "<mda:metadata><mda:metaGroup><mda:meta>x</mda:meta></mda:metaGroup></mda:metadata>" + HELLO,
        "attribute type",
    ),
    "a resource that is here and elsewhere": (
        '<res:resourceData><res:resourceItem id="r"><res:source href="a.jpg">x</res:source></res:resourceItem>'
        "</res:resourceData>" + HELLO,
        "content or an href",
    ),
    "changes of nothing": (
        '<ctr:changeTrack><ctr:revisions appliesTo="note" ref="n9"><ctr:revision><ctr:item property="content">x'
        "</ctr:item></ctr:revision></ctr:revisions></ctr:changeTrack>" + HELLO,
        "ref is 'n9'",
    ),
    "a rule without a kind": ("<val:validation><val:rule/></val:validation>" + HELLO, "exactly one"),
    "a rule of an unknown normalization": (
        '<val:validation><val:rule isPresent="a" normalization="nfkc"/></val:validation>' + HELLO,
        "normalization",
    ),
    "a size that is none": (HELLO.replace("<source>", '<source><ph id="1" slr:equivStorage="1.5"/>'), "whole number"),
    "a format that is none": (HELLO.replace("<source>", '<source><ph id="1" fs:fs="bold"/>'), "no element of HTML"),
    "a format of an end": (pair('<sc id="1"/>b<ec startRef="1" fs:fs="b"/>'), "isolated end code"),
    "a module's element that is none": ("<val:checks/>" + HELLO, "no element 'checks'"),
}


@pytest.mark.parametrize("name", INVALID_UNITS)
def test_an_invalid_unit_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    """Each breaks one constraint; the sentence says which, and where."""
    unit, says = INVALID_UNITS[name]
    problems = find_problems(tmp_path / "a.xlf", document(unit))

    assert problems
    line, column, message = problems[0]
    assert (line, column > 1) == (3, True) or "A unit must" in message
    assert says in message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (document(HELLO, root='srcLang="en"'), "trgLang is missing"),
        (document(HELLO, root='srcLang="en" trgLang="d e"'), "no language tag"),
        (document(HELLO, root='trgLang="de"'), "'srcLang' is required"),
        (document(HELLO, before="<skeleton/>"), "content or an href"),
        (document(HELLO, before='<skeleton href="a">x</skeleton>'), "content or an href"),
        (document(HELLO, before='<unit id="u1">' + HELLO + "</unit>"), "id 'u1'"),
        (document(HELLO, before='<group id="g"/><group id="g"/>'), "id 'g'"),
        (document(HELLO, name=""), "'id' is required"),
        (document(HELLO).replace("</file>", '</file><file id="f1"><group id="g"/></file>'), "id 'f1'"),
        (document(HELLO).replace(":document:2.0", ":document:9.0"), "namespace"),
        (document("<a:b/>" + HELLO).replace("<file", '<file xmlns:a="{1}"'), "not valid"),
    ],
)
def test_an_invalid_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """What is wrong above the units is found, too."""
    (_, _, message), *_ = find_problems(tmp_path / "a.xlf", text)

    assert says in message


VALID_UNITS = [
    HELLO,
    pair('<sc id="1"/>bold<ec startRef="1"/>', '<sc id="1"/>fett<ec startRef="1"/>'),
    pair('<sc id="1" isolated="yes"/>bold', 'fett<ec id="2" isolated="yes"/>'),
    DATA
    + pair(
        '<pc id="1" dataRefStart="d1" dataRefEnd="d1">bold</pc>',
        '<pc id="1" dataRefStart="d1" dataRefEnd="d1">fett</pc>',
    ),
    pair('<ph id="1"/>a', '<ph id="1"/>b<ph id="2" copyOf="1"/>'),
    '<notes><note id="n1">x</note></notes>' + pair('<mrk id="m" type="comment" ref="#n=n1">Hello</mrk>'),
    '<notes><note id="n1">x</note></notes>' + pair('<mrk id="m" type="comment" ref="#/f=f1/u=u1/n=n1">Hello</mrk>'),
    pair('<sm id="m" type="comment" value="x"/>Hello<em startRef="m"/>'),
    HELLO.replace("<target", '<target order="2"') + HELLO.replace("<target", '<target order="1"'),
    HELLO.replace("<target", '<target xml:lang="de-AT"'),
    HELLO.replace("<segment", '<segment state="translated" subState="shop:checked"'),
    '<shop:a id="x"/>' + HELLO,
    '<val:validation><val:rule shop:custom="1"/></val:validation>' + HELLO,
    pair('<mrk id="m" type="shop:x" ref="https://shop.example/#n=1">Hello</mrk>'),
    pair('<cp hex="0007"/>Hello', "Hallo"),
]


@pytest.mark.parametrize("unit", VALID_UNITS)
def test_a_valid_unit_is_read(tmp_path: Path, unit: str) -> None:
    """The rules refuse nothing that the specification allows."""
    assert find_problems(tmp_path / "a.xlf", document(unit)) == []


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """A translator gets one list, not one problem after the other."""
    unit = pair('<ph id="1" dataRef="d2"/>').replace("<segment", '<segment subState="a:b"')

    assert len(find_problems(tmp_path / "a.xlf", document(unit))) == 2


def old_document(
    unit: str, file: str = 'original="x" source-language="en" target-language="de" datatype="x-own"'
) -> str:
    """Return an XLIFF 1.2 document with the contents of its body."""
    return (
        '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:t="urn:tool">'
        f"<file {file}><body>\n{unit}</body></file></xliff>"
    )


UNIT = '<trans-unit id="1"><source>Hello</source><target>Hallo</target></trans-unit>'


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        (UNIT.replace(' id="1"', ""), "'id' is required"),
        (UNIT * 2, "Duplicate key"),
        (UNIT.replace("<target>", '<target state="done">'), "'done'"),
        (UNIT.replace("<source>Hello</source>", "<source>Hello</source><source>Hi</source>"), "'source'"),
        (UNIT.replace("Hallo", '<x ctype="x-own"/>'), "'id' is required"),
        (UNIT.replace("Hallo", "<b>Hallo</b>"), "'b'"),
        (UNIT.replace("<trans-unit", '<trans-unit approved="maybe"'), "'maybe'"),
        (
            UNIT.replace("<target>", '<seg-source><mrk mtype="seg" mid="1">Hello</mrk></seg-source><target>').replace(
                "Hallo", '<mrk mtype="seg" mid="9">Hallo</mrk>'
            ),
            "No match found for key",
        ),
    ],
)
def test_an_invalid_file_of_1_2_is_refused(tmp_path: Path, unit: str, says: str) -> None:
    """The strict schema of 1.2 is held against the file."""
    (line, _, message), *_ = find_problems(tmp_path / "a.xlf", old_document(unit))

    assert line == 3
    assert says in message


@pytest.mark.parametrize(
    ("unit", "file"),
    [
        (UNIT, 'original="x" source-language="en" target-language="de_DE" datatype="database"'),
        (UNIT, 'source-language="en"'),
        (UNIT.replace("<trans-unit", '<trans-unit t:status="x"').replace("</trans", "<t:x><t:y/></t:x></trans"), ""),
        (UNIT.replace("<source>Hello</source>", ""), 'source-language="en"'),
        (UNIT.replace("</trans", '<prop-group><prop prop-type="a">b</prop></prop-group></trans'), ""),
        (UNIT.replace("Hallo", '<mrk mtype="seg" mid="1">Hallo</mrk>'), ""),
        (f'<group id="g"><note>x</note>{UNIT}</group>', ""),
    ],
)
def test_what_tools_leave_out_or_add_in_1_2_is_read(tmp_path: Path, unit: str, file: str) -> None:
    """Facts about the file, foreign attributes and elements, and deprecated ones do not matter to its lines."""
    assert find_problems(tmp_path / "a.xlf", old_document(unit, file)) == []


@pytest.mark.parametrize(("kind", "code"), [("invalid", 1), ("valid", 0)])
def test_the_tool_for_test_suites_tells_what_is_not_as_it_has_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str, code: int
) -> None:
    """A valid file in a folder of invalid ones is named; a folder that is not there is skipped."""
    (tmp_path / kind).mkdir()
    (tmp_path / kind / "a.xlf").write_text(document(HELLO), "utf-8")
    monkeypatch.setattr("sys.argv", ["xliff_suite.py", str(tmp_path)])
    ended = xliff_suite.main()
    monkeypatch.setattr("sys.argv", ["xliff_suite.py", str(tmp_path / "none")])
    skipped = xliff_suite.main()
    said = capsys.readouterr().out

    assert (ended, skipped) == (code, 0)
    assert ("invalid/a.xlf: read, although it is invalid" in said) is (code == 1)
    assert "skipped" in said


@pytest.mark.parametrize("name", ["a.sdlxliff", "a.mqxliff", "a.mxliff", "a.txlf", "a.xml", "a.txt", "a"])
def test_xliff_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    """Tools have suffixes of their own."""
    assert find_problems(tmp_path / name, old_document(UNIT)) == []


def test_a_package_of_files_is_told(tmp_path: Path) -> None:
    """What a project of a tool is packed in has to be unpacked."""
    (tmp_path / "a.sdlppx").write_bytes(b"PK\x03\x04rest")
    with pytest.raises(BriefError, match="unpack it"):
        read_exchange_file(tmp_path / "a.sdlppx")
