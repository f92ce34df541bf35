"""Hostile templates of Typst, and their data."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from tests.hostile.hostile_input import (
    HARMLESS,
    LIMIT,
    REFUSED,
    SECRET,
    SHORT_WAIT,
    VALIDATE,
    HostileInput,
    write_brief,
)
from tests.hostile.raw_pictures import png_file

PLAIN = "#let under(ad) = none\n"
LOOP = "  let a = 0\n  for x in range(100000) { for y in range(100000) { a += 1 } }\n"


def _write_template(folder: Path, files: Mapping[str, str | bytes]) -> None:
    write_brief(folder, more="template: mine.typ")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)


def _template(
    name: str,
    body: str,
    *says: str,
    code: int = REFUSED,
    whole: bool = False,
    files: Mapping[str, str | bytes] | None = None,
) -> HostileInput:
    text = body if whole else f"#let under(ad) = {{\n{body}\n}}\n"
    build = partial(_write_template, files={"mine.typ": text, **(files or {})})
    named = says if code == HARMLESS else ("problem", *says)
    settings = SHORT_WAIT if LIMIT in says else {}
    return HostileInput("template", name, VALIDATE, build, (code,), named, settings=settings)


def _data(name: str, toml: str | bytes, *says: str, code: int = REFUSED) -> HostileInput:
    return _template(name, PLAIN, *says, code=code, whole=True, files={"mine.toml": toml})


def _links(folder: Path) -> None:
    _write_template(folder, {"mine.typ": '#let under(ad) = text(read("near.txt"))\n', ".env": SECRET})
    (folder / "near.txt").symlink_to(folder.parent / f"{folder.name}-secret.txt")


def list_template_inputs() -> Iterator[HostileInput]:
    """Yield every template."""
    yield _template("an endless loop", "  let a = 1\n  while true { a += 1 }", "always true")
    yield _template("loops in loops", LOOP, LIMIT)
    yield _template("a loop for one shape", f"  if ad.width == ad.height {{\n{LOOP}  }}", LIMIT)
    yield _template("recursion without end", "  let f(x) = f(x + 1)\n  f(0)")
    yield _template("a show rule that shows itself", '  show "a": it => [a a]\n  [a]', code=HARMLESS)
    yield _template(
        "show rules 2,000 deep",
        "".join(f'  show "a{at}": it => [a{at + 1}]\n' for at in range(2000)) + "  [a0]",
        "depth",
    )
    yield _template("a text that doubles 40 times", '  let a = "x" * 1000\n  for x in range(40) { a = a + a }\n  a')
    yield _template("a list that doubles 40 times", "  let a = (1,) * 100\n  for x in range(40) { a = a + a }")
    yield _template("a million shapes", "  for x in range(1000000) { place(rect(width: 1pt)) }", LIMIT)
    yield _template(
        "a rectangle of 1e308", "  place(rect(width: 1e308 * 1pt, height: 1e308 * 1pt, fill: red))", code=HARMLESS
    )
    yield _template("a page of 1e9", "  set page(width: 1000000000pt, height: 1000000000pt)\n  [a]")
    yield _template("100 pages", "  for x in range(100) { pagebreak() }")
    yield _template("letters of 1e6 pt", "  place(text(size: 1000000pt)[AAAA])", code=HARMLESS)
    yield _template(
        "a gradient of a million stops", "  place(rect(fill: gradient.linear(..range(1000000).map(x => red))))", LIMIT
    )
    yield _template(
        "a pattern of tiny tiles",
        "  place(rect(width: 100%, height: 100%, fill: tiling(size: (0.001pt, 0.001pt))[#square(size: 1pt)]))",
        LIMIT,
    )
    yield _template(
        "a regular expression of hours",
        '  let a = "a" * 100000\n  [#a.matches(regex("(a*)*(a*)*b")).len()]',
        code=HARMLESS,
    )
    yield _template("read of /etc/passwd", '  text(read("/etc/passwd"))', "not there")
    yield _template("read of a folder above", '  text(read("../x-secret.txt"))')
    yield _template("read of .env", '  text(read(".env"))', files={".env": SECRET})
    yield _template("read of 40 MB", '  text(read("big.txt"))', "MB", files={"big.txt": b"a" * 40_000_000})
    yield _template(
        "a picture of 30,000²",
        '  place(image("big.png"))',
        files={"big.png": png_file(30_000, 30_000, depth=1, colour=0)},
    )
    yield _template("a drawing that doubles", '  place(image("a.svg"))', LIMIT, files={"a.svg": _drawing()})
    yield _template(
        "a plug-in of WebAssembly", '  let a = plugin("a.wasm")\n  a.f()', LIMIT, files={"a.wasm": _endless_wasm()}
    )
    yield _template(
        "a package", '#import "@preview/cetz:0.3.0": a\n#let under(ad) = none\n', "not downloaded", whole=True
    )
    yield _template("a package whose name is joined", '  import "@prev" + "iew/cetz:0.3.0": a')
    yield _template("an import of itself", '#import "mine.typ": under\n', whole=True)
    yield _template("eval of a loop", '  eval("while true { }")')
    yield _template("json 100,000 deep", '  json("a.json")', files={"a.json": "[" * 100_000})
    yield _template("yaml aliases that double", '  yaml("a.yaml")', "a.yaml", files={"a.yaml": _aliases()})
    yield _template(
        "xml entities that double",
        '  xml("a.xml")',
        files={"a.xml": '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><a>&b;</a>'},
    )
    yield _template("brackets 100,000 deep", "#let under(ad) = " + "(" * 100_000, whole=True)
    yield _template("bytes of no encoding", "", whole=True, files={"mine.typ": b"\xff\xfe" * 999})
    yield _template(
        "300 files",
        "".join(f'  read("{at}.txt")\n' for at in range(300)),
        "200 files",
        files={f"{at}.txt": "a" for at in range(300)},
    )
    yield HostileInput("template", "a link to another folder", VALIDATE, _links, (REFUSED,), ("mine.typ", "no links"))
    yield _data("data of 1e308", "margin = 1e308\n", "mine.toml")
    yield _data("data of NaN", "margin = nan\n", "mine.toml")
    yield _data("data of tables 10,000 deep", "a = " + "[" * 10_000, "mine.toml")
    yield _data("data with a key of 10,000 dots", ".".join("a" * 10_000) + " = 1\n", "mine.toml")
    yield _data("data with a number of 100,000 digits", f"margin = {'9' * 100_000}\n", "mine.toml")
    yield _data("data with a date of the year 0", "margin = 0000-00-00\n", "mine.toml")
    yield _data("data in UTF-16", "margin = 1\n".encode("utf-16"), "mine.toml")


def _drawing() -> str:
    from tests.hostile.svg_inputs import doubling_masks  # noqa: PLC0415  # only here

    return doubling_masks().decode()


def _aliases() -> str:
    return "a0: &a0 [x]\n" + "\n".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 12))


def _endless_wasm() -> bytes:
    """Return a module whose function `f` loops for ever."""
    code = b"\x03\x40\x0c\x00\x0b\x41\x00\x0b"
    body = bytes([len(code) + 1, 0]) + code
    sections = (
        (1, b"\x01\x60\x00\x01\x7f"),
        (3, b"\x01\x00"),
        (5, b"\x01\x00\x01"),
        (7, b"\x02\x01f\x00\x00\x06memory\x02\x00"),
        (10, b"\x01" + body),
    )
    return b"\0asm\1\0\0\0" + b"".join(bytes([kind, len(data)]) + data for kind, data in sections)
