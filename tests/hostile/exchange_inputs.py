"""Hostile files of translators, after the copy of a brief was sent to them."""

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.hostile.hostile_input import FINDINGS, HARMLESS, REFUSED, HostileInput

X2 = '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="de-DE">'
X1 = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en" target-language="de-DE" original="tiny" datatype="plaintext"><body>'
TMX = '<tmx version="1.4"><header srclang="en" creationtool="a" creationtoolversion="1" segtype="block" o-tmf="a" adminlang="en" datatype="plaintext"/><body>'
ID = "c3fbec574e6dd09726f58be09"
COLUMNS = "id,locale,role,source,target,status,max_characters,notes\n"
MEGA = 1_000_000


def _write(folder: Path, make: Callable[[], str | bytes], name: str) -> None:
    made = make()
    (folder / name).write_bytes(made.encode() if isinstance(made, str) else made)


def _exchange(
    name: str, file: str, make: Callable[[], str | bytes], *says: str, codes: tuple[int, ...] = (REFUSED,)
) -> HostileInput:
    build = partial(_write, make=make, name=file)
    named = (f"{file}:",) if codes == (REFUSED,) else ()
    return HostileInput("exchange", name, ("copy", "import", file), build, codes, (*named, *says), finished=True)


def _unit(inside: str) -> str:
    return f'{X2}<file id="f"><unit id="{ID}"><segment><source>Rain</source><target>{inside}</target></segment></unit></file></xliff>'


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", bytes(50 * MEGA))
    return out.getvalue()


def _lines(count: int) -> str:
    line = {"id": ID, "locale": "de-DE", "role": "headline", "source": "Rain", "target": "Regen", "status": ""}
    return json.dumps({"schema": 1, "campaign": "tiny", "source_language": "en", "lines": [line] * count})


def list_exchange_inputs() -> Iterator[HostileInput]:
    """Yield every file."""
    doubling = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
    either = (HARMLESS, FINDINGS, REFUSED)
    yield _exchange(
        "XLIFF entities that double",
        "a.xlf",
        lambda: f'<!DOCTYPE xliff [<!ENTITY e0 "ha">{doubling}]>{_unit("&e9;")}',
        "entities",
    )
    yield _exchange(
        "XLIFF entity of a file",
        "a.xlf",
        lambda: f'<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]>{_unit("&e;")}',
        "entities",
    )
    yield _exchange(
        "XLIFF parameter entity",
        "a.xlf",
        lambda: f'<!DOCTYPE xliff [<!ENTITY % e SYSTEM "http://169.254.169.254/a">%e;]>{_unit("a")}',
    )
    yield _exchange(
        "XLIFF DTD of an address",
        "a.xlf",
        lambda: f'<!DOCTYPE xliff SYSTEM "http://169.254.169.254/a.dtd">{_unit("Regen")}',
        codes=either,
    )
    yield _exchange(
        "XLIFF defaults of attributes",
        "a.xlf",
        lambda: (
            f'<!DOCTYPE xliff [<!ATTLIST unit a CDATA "{"a" * MEGA}">]>{X2}<file id="f">{"<unit/>" * 100_000}</file></xliff>'
        ),
        codes=either,
    )
    yield _exchange("XLIFF elements 100,000 deep", "a.xlf", lambda: X2 + "<group>" * 100_000, "deep")
    yield _exchange("XLIFF of five million elements", "a.xlf", lambda: f"{X2}{'<a/>' * 4_900_000}</xliff>")
    yield _exchange(
        "XLIFF of a million units",
        "a.xlf",
        lambda: (
            f'{X2}<file id="f">{"<unit id=" + chr(34) + "a" + chr(34) + "/>" * 1}{"<unit/>" * 2_500_000}</file></xliff>'
        ),
    )
    yield _exchange(
        "XLIFF 1.2 of 300,000 units",
        "a.xlf",
        lambda: (
            f"{X1}{'<trans-unit id=' + chr(34) + 'a' + chr(34) + '><source>a</source></trans-unit>'}{'<trans-unit><source>a</source></trans-unit>' * 300_000}</body></file></xliff>"
        ),
    )
    yield _exchange(
        "XLIFF 1.2 of nested codes",
        "a.xlf",
        lambda: (
            f'{X1}<trans-unit id="{ID}"><source>a</source><target>{"<g id=" + chr(34) + "1" + chr(34) + ">" * 1}{"<g>" * 50}{"</g>" * 51}</target></trans-unit></body></file></xliff>'
        ),
        codes=either,
    )
    yield _exchange(
        "XLIFF with 400,000 attributes",
        "a.xlf",
        lambda: f"{X2}<file {' '.join(f'a{at}={chr(34)}{chr(34)}' for at in range(400_000))}/></xliff>",
    )
    yield _exchange("XLIFF with an attribute of 19 MB", "a.xlf", lambda: f'{X2}<file id="{"a" * 19 * MEGA}"/></xliff>')
    yield _exchange(
        "XLIFF with 200,000 namespaces",
        "a.xlf",
        lambda: f"<xliff {' '.join(f'xmlns:a{at}={chr(34)}a{at}{chr(34)}' for at in range(200_000))}/>",
    )
    yield _exchange("XLIFF with a target of 15 MB", "a.xlf", lambda: _unit("a " * 7 * MEGA), codes=either)
    yield _exchange("XLIFF with a million codes", "a.xlf", lambda: _unit('<ph id="1"/>' * 1_000_000), codes=either)
    yield _exchange("XLIFF with NUL", "a.xlf", lambda: _unit("a\0b"), "well-formed")
    yield _exchange(
        "XLIFF with escapes of a terminal", "a.xlf", lambda: X2 + '<file id="&#x202e;&#x9b;2J"><unit/></file></xliff>'
    )
    yield _exchange(
        "XLIFF in UTF-7", "a.xlf", lambda: '<?xml version="1.0" encoding="UTF-7"?>' + _unit("a"), "encoding"
    )
    yield _exchange("XLIFF that is cut off", "a.xlf", lambda: _unit("a" * 999)[:300], "well-formed")
    yield _exchange("XLIFF of 25 MB", "a.xlf", lambda: X2 + " " * 25 * MEGA, "20 MB")
    yield _exchange(
        "TMX entities that double",
        "a.tmx",
        lambda: f'<!DOCTYPE tmx [<!ENTITY e0 "ha">{doubling}]>{TMX}<tu/></body></tmx>',
        "entities",
    )
    yield _exchange("TMX of a million units", "a.tmx", lambda: f"{TMX}{'<tu><tuv/></tu>' * 1_000_000}</body></tmx>")
    yield _exchange("CSV of one field of 19 MB", "a.csv", lambda: COLUMNS + '"' + "a" * 19 * MEGA, "CSV")
    yield _exchange("CSV of 6 million commas", "a.csv", lambda: COLUMNS + "," * 6 * MEGA)
    yield _exchange("CSV of 6 million columns", "a.csv", lambda: "id," * 6 * MEGA)
    yield _exchange("CSV of 9 million lines", "a.csv", lambda: COLUMNS + "a\n" * 9 * MEGA)
    yield _exchange(
        "CSV of 400,000 rows", "a.csv", lambda: COLUMNS + f"{ID},de-DE,headline,Rain,Regen,,,\n" * 400_000, codes=either
    )
    yield _exchange("CSV of quotes", "a.csv", lambda: COLUMNS + '"' * 15 * MEGA)
    yield _exchange("CSV with NULs", "a.csv", lambda: COLUMNS + "\0" * 9 * MEGA)
    yield _exchange(
        "CSV of formulas",
        "a.csv",
        lambda: COLUMNS + f'{ID},de-DE,headline,Rain,"=HYPERLINK(""http://a"")",,,\n',
        codes=either,
    )
    yield _exchange("JSON lists 500,000 deep", "a.json", lambda: "[" * 500_000)
    yield _exchange("JSON of nine million numbers", "a.json", lambda: f'{{"lines": [{"1," * 9 * MEGA}1]}}')
    yield _exchange("JSON of two million lists", "a.json", lambda: f'{{"lines": [{"[]," * 6 * MEGA}[]]}}')
    yield _exchange("JSON of 90,000 lines", "a.json", lambda: _lines(90_000), codes=either)
    yield _exchange("JSON with a number of 100,000 digits", "a.json", lambda: f'{{"schema": {"9" * 100_000}}}')
    yield _exchange("JSON of a million keys", "a.json", lambda: json.dumps({f"k{at}": 1 for at in range(MEGA)}))
    yield _exchange("a workbook", "a.xlsx", _zip_bomb, "workbook")
    yield _exchange("a web page", "a.html", lambda: "<html><body>hello</body></html>", "XLIFF")
    yield _exchange("a PDF", "a.xlf", lambda: b"%PDF-1.7" + bytes(range(256)) * 99)
    yield HostileInput(
        "exchange",
        "/dev/zero",
        ("copy", "import", "/dev/zero"),
        lambda _: None,
        (REFUSED,),
        ("/dev/zero",),
        finished=True,
    )
    yield HostileInput(
        "exchange",
        "a named pipe",
        ("copy", "import", "a.xlf"),
        lambda folder: os.mkfifo(folder / "a.xlf"),
        (REFUSED,),
        ("a.xlf",),
        finished=True,
    )
    yield HostileInput(
        "exchange",
        "a folder",
        ("copy", "import", "a.xlf"),
        lambda folder: (folder / "a.xlf").mkdir(),
        (REFUSED,),
        ("a.xlf",),
        finished=True,
    )
