"""Hostile briefs: what is in the file, and what the file is."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.hostile.hostile_input import HARMLESS, REFUSED, VALIDATE, HostileInput, write_brief

REST = """\
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
products: [{id: umbrella, name: Nimbus One}]
markets: [GB]
"""
HEAD = f"schema: 1\ncampaign: tiny\n{REST}"
PLACE = "brief.yaml:"


def _write_text(folder: Path, text: str | bytes, name: str) -> None:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)


def _brief(name: str, text: str | bytes, *says: str, file: str = "brief.yaml", code: int = REFUSED) -> HostileInput:
    build = partial(_write_text, text=text, name=file)
    place = (f"{file}:",) if code == REFUSED else ()
    return HostileInput("brief", name, ("validate", file), build, (code,), (*place, *says))


def _file(name: str, build: Callable[[Path], object], *says: str, door: tuple[str, ...] = VALIDATE) -> HostileInput:
    return HostileInput("brief", name, door, build, (REFUSED,), says)


def _named(brand: str = "", product: str = "", more: str = "") -> Callable[[Path], None]:
    return partial(write_brief, brand=brand, product=product, more=more)


def _socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket has at most 108 bytes
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("brief.yaml")
    os.chdir(here)


def _large(folder: Path) -> None:
    with (folder / "brief.yaml").open("wb") as file:
        file.write(HEAD.encode() + b"#")
        file.truncate(100_000_000)


def _loop(folder: Path) -> None:
    (folder / "brief.yaml").symlink_to("brief.yaml")


def _parsed_twice(folder: Path) -> None:
    write_brief(folder, brand=", logo: logo.png")
    (folder / "logo.png").symlink_to("logo.png")


def _hidden_link(folder: Path) -> None:
    write_brief(folder, brand=", logo: logo.svg")
    (folder / "logo.svg").symlink_to(folder.parent / f"{folder.name}-secret.txt")


def list_brief_inputs() -> Iterator[HostileInput]:
    """Yield every brief."""
    doubling = "\n".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 12))
    yield _brief("aliases that double", f"a0: &a0 [x]\n{doubling}\n{HEAD}", "Aliases")
    yield _brief("an anchor in itself", f"a: &a [*a]\n{HEAD}", "inside its own anchor")
    yield _brief("a merge key", f"base: &b {{x: 1}}\n<<: *b\n{HEAD}", "no key 'base'")
    yield _brief("lists 50,000 deep", f"{HEAD}body: {'[' * 50_000}")
    yield _brief("mappings 50,000 deep", f"{HEAD}body: {'{a: ' * 50_000}")
    yield _brief("indents 500 deep", HEAD + "".join(f"{' ' * at}a:\n" for at in range(500)))
    yield _brief("lists 100,000 deep in JSON", "[" * 100_000, "deeper", file="brief.json")
    yield _brief("mappings 30,000 deep in JSON", '{"a":' * 30_000, file="brief.json")
    yield _brief("20,000 keys", HEAD + "".join(f"k{at}: 1\n" for at in range(20_000)), "k0")
    yield _brief("a million keys", HEAD + "".join(f"k{at}: 1\n" for at in range(1_000_000)), "256 KB")
    yield _brief("a key 20,000 times", HEAD + "campaign: tiny\n" * 15_000, "campaign")
    yield _brief("60,000 markets", HEAD.replace("[GB]", f"[{'GB,' * 60_000}]"))
    yield _brief("20,000 products", HEAD.replace("[{id", "[" + "{id: a, name: b}," * 15_000 + "{id"))
    yield _brief("a number of 100,000 digits", HEAD.replace("schema: 1", f"schema: {'9' * 100_000}"), "schema")
    yield _brief("a number of 100,000 digits in JSON", f'{{"schema": {"9" * 100_000}}}', file="brief.json")
    yield _brief("1e999 in JSON", '{"schema": 1e999}', "too large", file="brief.json")
    yield _brief("NaN in JSON", '{"schema": NaN}', file="brief.json")
    yield _brief("a price of 1e308", f"{HEAD}offer: {{price: 1e308, currency: EUR}}", "offer")
    yield _brief("a price of 400 digits", f"{HEAD}offer: {{price: {'9' * 400}, currency: EUR}}", "offer")
    yield _brief("a price of 1e-300", f"{HEAD}offer: {{price: 1e-300, currency: EUR}}", "offer")
    yield _brief("a headline of 200 KB", HEAD.replace("Rain is optional", "A" * 200_000), "headline")
    yield _brief("a headline of 60,000 asterisks", HEAD.replace("Rain is optional", f"'{'*a' * 60_000}'"), "headline")
    yield _brief("a headline of 60,000 braces", HEAD.replace("Rain is optional", f"'{'{' * 60_000}'"), "headline")
    yield _brief(
        "a headline of 60,000 marks", HEAD.replace("Rain is optional", f"'a{chr(0x301) * 60_000}'"), "headline"
    )
    yield _brief("a tag of Python", HEAD.replace("Nimbus,", "!!python/object/apply:os.system ['id'],"), "Tags")
    yield _brief("a tag of binary data", HEAD.replace("Nimbus,", "!!binary aGk=,"), "Tags")
    yield _brief("a directive of YAML 9", f"%YAML 9.9\n---\n{HEAD}")
    yield _brief("10,000 documents", f"{HEAD}" + "---\na: 1\n" * 10_000, "one document")
    yield _brief("NUL", HEAD.replace("Rain", "Ra\0in"), "U+0000")
    yield _brief("escapes of a terminal", HEAD.replace("Rain", "Ra\x1b[2Jin"), "U+001B")
    yield _brief("an escape for ESC", HEAD.replace("Rain is optional", '"Ra\\e[2J in"'), "message.headline")
    yield _brief("an escape in a key", f'{HEAD}"a\\e[2J\\u202eb": 1')
    yield _brief("an override of direction", HEAD.replace("Rain", "Ra\\u202ein").replace("Rain is", '"Rain is'))
    yield _brief("UTF-16", HEAD.encode("utf-16"), "UTF-8")
    yield _brief("UTF-32", HEAD.encode("utf-32"), "UTF-8")
    yield _brief("a mark of UTF-8 first", b"\xef\xbb\xbf" + HEAD.encode(), code=HARMLESS)
    yield _brief("bytes of no encoding", HEAD.encode() + bytes(range(128, 256)) * 500, "UTF-8")
    yield _brief("bytes of zero", bytes(200_000), "UTF-8")
    yield _brief("a lone surrogate in JSON", '{"campaign": "\\ud800"}', file="brief.json")
    yield _brief("200,000 colons", f"{HEAD}{':' * 200_000}")
    yield _brief("200,000 quotes", f"{HEAD}{chr(34) * 200_000}")
    yield _brief("a comment of 200 KB", f"{HEAD}#{'#' * 200_000}", code=HARMLESS)
    yield _brief("a text of 60,000 lines", HEAD + "body: |\n" + "  a\n" * 60_000)
    yield _brief("a campaign that leads out", HEAD.replace("tiny", "../../tiny"), "campaign")
    yield _brief("a product that leads out", HEAD.replace("id: umbrella", "id: ../../umbrella"), "id")
    yield _file("100 MB", _large, PLACE, "256 KB")
    yield _file("/dev/zero", lambda _: None, "/dev/zero", door=("validate", "/dev/zero"))
    yield _file("/dev/stdin of nothing", lambda _: None, "/dev/stdin", door=("validate", "/dev/stdin"))
    yield _file("a named pipe", lambda folder: os.mkfifo(folder / "brief.yaml"), "brief.yaml")
    yield _file("a socket", _socket, "brief.yaml")
    yield _file("a folder", lambda folder: (folder / "brief.yaml").mkdir(), "brief.yaml")
    yield _file("a link to itself", _loop, "brief.yaml")
    yield _file("a name of escapes", lambda _: None, door=("validate", "a\n\x1b[2J\u202eb.yaml"))
    yield _file("a name of 5,000 letters", lambda _: None, door=("validate", "a" * 5000))
    yield _file("a logo that leads out", _named(brand=", logo: ../x-secret.txt"), PLACE, "logo")
    yield _file("a logo at /etc/passwd", _named(brand=", logo: /etc/passwd"), PLACE, "logo")
    yield _file("a logo that is a link out", _hidden_link, PLACE, "logo")
    yield _file("a logo that links to itself", _parsed_twice, PLACE, "logo")
    yield _file("a picture of file://", _named(product=", image: file:///etc/passwd"), PLACE, "image")
    yield _file("a font with NUL", _named(brand=', fonts: {latin: "a\\0b.ttf"}'), PLACE, "font")
    yield _file("a template that leads out", _named(more="template: ../x.typ"), PLACE, "template")
    yield HostileInput(
        "brief",
        "a picture at 169.254.169.254",
        ("run", "brief.yaml", "--quiet"),
        _named(product=", image: https://169.254.169.254/latest/meta-data"),
        (REFUSED,),
        ("169.254.169.254",),
    )
    many = json.dumps({"schema": 1, "campaign": "tiny", "together": [["a"]] * 40_000})
    yield _brief("40,000 groups in JSON", many, file="brief.json")
