"""Lines of a PDF that read as they were written, whatever shapes their letters took.

Typst tells what each glyph stands for where that is one thing; marks over letters, letters that changed places and
ligatures are told piece by piece, which programs put together wrongly. So every line says as a whole what it reads
(ActualText, ISO 32000-1 §14.9.4).
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from creative_cli.errors import TypesetError
from creative_cli.layout.linebreak import strip_isolates
from creative_cli.layout.place import PlacedLine

_CONTENTS = re.compile(rb"/Type/Page/.*?/Contents (\d+) 0 R|/Contents (\d+) 0 R.*?/Type/Page\b", re.DOTALL)
_XREF_OFFSET = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_STREAM = re.compile(rb"(?P<head>\d+ 0 obj\n<<.*?>>)\s*stream\r?\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length \d+")
_RUN = re.compile(
    rb"q 1 0 0 -1 (?P<x>[-\d.]+) (?P<y>[-\d.]+) cm(?P<paint>[^\n]*)\nBT(?P<glyphs>.*?)\nET\nQ(?=\n|$)", re.DOTALL
)
_TEXT_MATRIX = re.compile(rb"1 0 0 -1 (?P<x>[-\d.]+) (?P<y>[-\d.]+) Tm")
_LINE_END = b"\nEMC\nET\nQ"
_PIECE = re.compile(
    rb"/Span<</ActualText(?:<[0-9A-Fa-f]*>|\((?:\\.|[^)\\])*\))>>BDC|/ReversedChars BMC|(?<=\n)EMC(?=[\s/]|$)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _PdfFile:
    """A PDF in its objects, each with its bytes, and what follows `trailer`."""

    head: bytes
    objects: list[bytes]
    trailer: bytes

    def data(self) -> bytes:
        """Put the file together, with a table of where its objects are."""
        parts, offsets, size = [self.head], [], len(self.head)
        for content in self.objects:
            offsets.append(size)
            parts.append(content)
            size += len(content)
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1) + table)
        parts.append(b"trailer\n" + self.trailer + b"startxref\n%d\n%%%%EOF" % size)
        return b"".join(parts)


def add_actual_text(pdf: bytes, lines: Sequence[PlacedLine], height: float) -> bytes:
    """Return Typst's PDF of one page with each of its lines told as a whole.

    *lines* are in the order they were drawn, *height* is the page's, pt. Raises TypesetError, a bug of ours, when the
    file is not built as Typst builds it.
    """
    file = _split_objects(pdf)
    number = next(
        (int(found[1] or found[2]) for found in map(_CONTENTS.search, file.objects) if found is not None), None
    )
    stream = None if number is None else _STREAM.match(file.objects[number - 1])
    if number is None or stream is None:
        raise TypesetError("Typst's PDF has no page with contents.")
    body = file.objects[number - 1][stream.end() :]
    told = zlib.compress(_mark_lines(zlib.decompress(body[: body.rindex(b"endstream")]), lines, height), 9)
    head = _LENGTH.sub(b"/Length %d" % len(told), stream["head"])
    file.objects[number - 1] = head + b"\nstream\n" + told + b"\nendstream\nendobj\n"
    return file.data()


def _split_objects(pdf: bytes) -> _PdfFile:
    start = _XREF_OFFSET.search(pdf)
    table, _, trailer = pdf[int(start[1]) :].partition(b"trailer\n") if start else (b"", b"", b"")
    offsets = [int(row[:10]) for row in table.splitlines()[3:]]
    if start is None or not offsets or sorted(offsets) != offsets:
        raise TypesetError("Typst's PDF has no table of its objects in their order.")
    ends = (*offsets[1:], int(start[1]))
    objects = [pdf[first:last] for first, last in zip(offsets, ends, strict=True)]
    return _PdfFile(pdf[: offsets[0]], objects, trailer[: trailer.rindex(b"startxref")])


def _mark_lines(content: bytes, lines: Sequence[PlacedLine], height: float) -> bytes:
    """Make one text object of each line: Typst parts it where a mark is raised or the font changes."""
    parts: list[bytes] = []
    end, current, x, y = 0, -1, 0.0, 0.0
    for run in _RUN.finditer(content):
        run_x, run_y = float(run["x"]), float(run["y"])
        between = content[end : run.start()]
        nearest = min(range(len(lines)), key=lambda number: _line_distance(lines[number], run_x, height - run_y))
        if nearest > current or between.strip():
            text = strip_isolates(lines[nearest].text).encode("utf-16-be").hex().upper()
            parts += [b"" if current < 0 else _LINE_END, between, run[0][: run.start("glyphs") - run.start()]]
            parts.append(f"\n/Span<</ActualText<FEFF{text}>>>BDC\n".encode())
            current, x, y = nearest, run_x, run_y
        parts.append(_TEXT_MATRIX.sub(partial(_shift_matrix, run_x - x, y - run_y), _PIECE.sub(b"", run["glyphs"])))
        end = run.end()
    parts.append(b"" if current < 0 else _LINE_END)
    return b"".join((*parts, content[end:]))


def _shift_matrix(across: float, down: float, place: re.Match[bytes]) -> bytes:
    return f"1 0 0 -1 {float(place['x']) + across:.5f} {float(place['y']) + down:.5f} Tm".encode()


def _line_distance(line: PlacedLine, x: float, y: float) -> float:
    return abs(y - line.baseline) + max(0.0, line.x - x, x - line.x - line.width)
