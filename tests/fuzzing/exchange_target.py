"""Files of translators: XLIFF, TMX, tables and JSON are read and imported; what we write comes back the same."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from creative_cli.brief.damage.damage_record import DamageContext
from creative_cli.brief.damage.detector import find_damage
from creative_cli.brief.text_rules import clean_text
from creative_cli.errors import BriefError
from creative_cli.models import Role
from creative_cli.stages.check import check_copy
from creative_cli.translation.exchange.files import read_exchange_file, write_exchange_files
from creative_cli.translation.exchange.importing import import_translations
from creative_cli.translation.exchange.inline_text import restore_codes
from creative_cli.translation.exchange.sheet import (
    ExchangeFormat,
    ReturnedLine,
    SheetLine,
    TranslationSheet,
    build_sheet,
)
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.segment import CopySegment, CopyStatus, MemoryEntry
from tests.fuzzing.laws import count_lines, require, require_plain, require_problems
from tests.fuzzing.target import Target
from tests.translation.samples import GOOD, asked

_MARKETS = ("DE", "JP")
LONGEST_COPY = 1000  # characters: no line of copy is longer
_PIECES = re.compile("\n--\n")


class _ReadingMemory(TranslationMemory):
    """A memory that stays as it is: no input changes what the next one meets."""

    def record_all(self, entries: Sequence[tuple[CopySegment, MemoryEntry]]) -> tuple[MemoryEntry, ...]:
        """Store nothing."""
        return tuple(entry for _, entry in entries)


@cache
def _folder() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="creative-fuzz-")


@cache
def _memory() -> TranslationMemory:
    memory = _ReadingMemory(Path(_folder().name) / "copy.sqlite", lambda: datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    memory.record_requests(asked(markets=list(_MARKETS)))
    return memory


def read_returned_file(data: bytes, suffix: str) -> None:
    """Import a file; every line of it has an outcome at a place in the file, or its problems do."""
    path = Path(_folder().name) / f"back{suffix}"
    path.write_bytes(data)
    name = str(path)
    try:
        lines = read_exchange_file(path)
    except BriefError as error:
        require_problems(error.problems, name, data)
        return
    last = count_lines(data)
    for one in lines:
        for place in (one.place_of("line"), *one.places.values()):
            require(1 <= place.line <= last and place.column >= 1, "a cell lies inside the file", place, last)
    for outcome in import_translations(_memory(), [(name, lines)], check_copy):
        require(1 <= outcome.line <= last and outcome.column >= 1, "a line lies inside the file", outcome)
        require_plain(outcome.says)


def carry_texts(data: bytes) -> None:
    """Write texts as a sheet in every format and read them again: nothing is lost and nothing is added."""
    texts = list(_clean_pieces(data.decode("utf-8", "replace")))
    if not texts:
        return
    roles = (Role.HEADLINE, Role.BODY, Role.CTA, Role.DISCLAIMER)
    lines = tuple(
        SheetLine(
            id=f"c{index:024x}",
            locale=("de-DE", "ja-JP")[index % 2],
            role=roles[index % len(roles)],
            source=text,
            target=texts[-1 - index],
            status=tuple(CopyStatus)[index % len(CopyStatus)],
            marked=False,
            most=90,
            keep=(),
            terms=(),
            notes=(("intent", text),),
        )
        for index, text in enumerate(texts)
    )
    sheet = TranslationSheet("summer", "en", lines)
    for form in ExchangeFormat:
        back: dict[str, ReturnedLine] = {}
        for name, written in write_exchange_files(sheet, form):
            path = Path(_folder().name) / name
            path.write_bytes(written)
            back |= {one.id: one for one in read_exchange_file(path)}
        require(back.keys() == {one.id for one in lines}, f"a {form} file has the same lines", *back)
        for line in lines:
            one = back[line.id]
            read = restore_codes((one.source or "", one.target), one.source or "", line.source)
            require(read == (line.source, line.target), f"a {form} file has the same texts", read, line.target)
            require(one.status is line.status, f"a {form} file has the same status", one.status, line.status)
            require(one.locale in {line.locale, None}, f"a {form} file has the same locales", one.locale)


def _clean_pieces(text: str) -> Iterator[str]:
    """Yield the pieces that a brief or the memory could hold, as it would hold them: no tags, for one."""
    for piece in _PIECES.split(text)[:8]:
        try:
            clean = clean_text(piece[:LONGEST_COPY])
        except ValueError:
            continue
        if not find_damage(clean, DamageContext()):
            yield clean


def _list_seeds() -> Iterator[tuple[str, bytes]]:
    requests = asked(markets=list(_MARKETS))
    first = requests[0]
    known = {
        line.segment.id: MemoryEntry(line.segment.id, GOOD[line.role.value], CopyStatus.REVIEWED, "file", "a", "", ())
        for line in first.lines
    }
    sheet = build_sheet([first], known)
    for form in ExchangeFormat:
        for name, data in write_exchange_files(sheet, form):
            yield Path(name).suffix.removeprefix("."), data
    yield "tsv", b"id\ttarget\tstatus\n" + "\n".join(f"{id_}\tText\tdraft" for id_ in known).encode() + b"\n"
    yield "xlf", _INLINE.replace("ID", next(iter(known))).encode()
    yield (
        "trip",
        'Summer, *poured* over ice\n--\n=1+1 & <b> "q"; x\n--\nZwei\nZeilen\u00a0😀\n--\n</g1> {price} <x0/>'.encode(),
    )


_INLINE = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="de-DE">
 <file id="f"><unit id="ID"><originalData><data id="d">{price}</data></originalData>
  <segment id="1" state="translated"><source>Now <ph id="1" dataRef="d"/>, <pc id="2">50</pc>%.</source>
   <target>Nun <ph id="1" dataRef="d"/>, <pc id="2">50</pc>\u00a0%.</target></segment>
  <ignorable><source> </source></ignorable>
  <segment id="2"><source>Two <mrk id="m" type="term">x</mrk></source>
   <target>Zwei <sm id="n" type="comment"/>y<em startRef="n"/></target></segment>
 </unit></file>
</xliff>
"""

EXCHANGES = Target(
    "exchange",
    {
        **{
            suffix: lambda data, suffix=suffix: read_returned_file(data, f".{suffix}")  # type: ignore[misc]  # bound
            for suffix in ("xlf", "tmx", "csv", "tsv", "json")
        },
        "trip": carry_texts,
    },
    _list_seeds,
)
