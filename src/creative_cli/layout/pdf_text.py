"""Makes the text of a PDF selectable line by line.

Typst maps single glyphs to characters. Programs misread combining marks, reordered letters and ligatures, which it maps
piece by piece. Every line therefore gets its text as a whole (ActualText, ISO 32000-1 §14.9.4).
"""

import re
import zlib
from collections.abc import Sequence
from functools import partial
from itertools import accumulate

from creative_cli.errors import TypesetError
from creative_cli.layout.place import PlacedLine
from creative_cli.locale.direction_runs import strip_isolates

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


def add_actual_text(pdf: bytes, lines: Sequence[PlacedLine], height: float) -> bytes:
    """Return Typst's PDF of one page with the text of each line.

    *lines* are in drawing order, *height* is that of the page, pt. Raises TypesetError if the file does not have the
    structure of Typst's PDFs, which is a bug.
    """
    head, objects, trailer = split_objects(pdf)
    number = next((int(found[1] or found[2]) for found in map(_CONTENTS.search, objects) if found is not None), None)
    stream = None if number is None else _STREAM.match(objects[number - 1])
    if number is None or stream is None:
        raise TypesetError("Typst's PDF has no page with contents.")
    body = objects[number - 1][stream.end() :]
    marked = zlib.compress(_mark_lines(zlib.decompress(body[: body.rindex(b"endstream")]), lines, height), 9)
    dictionary = _LENGTH.sub(b"/Length %d" % len(marked), stream["head"])
    objects[number - 1] = dictionary + b"\nstream\n" + marked + b"\nendstream\nendobj\n"
    return _join_objects(head, objects, trailer)


def _join_objects(head: bytes, objects: list[bytes], trailer: bytes) -> bytes:
    *offsets, size = accumulate(map(len, objects), initial=len(head))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    xref = b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1) + table
    return b"".join((head, *objects, xref, b"trailer\n" + trailer + b"startxref\n%d\n%%%%EOF" % size))


def split_objects(pdf: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return what precedes the objects, each object, and what follows `trailer`."""
    start = _XREF_OFFSET.search(pdf)
    table, _, trailer = pdf[int(start[1]) :].partition(b"trailer\n") if start else (b"", b"", b"")
    offsets = [int(row[:10]) for row in table.splitlines()[3:]]
    if start is None or not offsets or sorted(offsets) != offsets:
        raise TypesetError("Typst's PDF has no table of its objects in file order.")
    ends = (*offsets[1:], int(start[1]))
    objects = [pdf[first:last] for first, last in zip(offsets, ends, strict=True)]
    return pdf[: offsets[0]], objects, trailer[: trailer.rindex(b"startxref")]


def _mark_lines(content: bytes, lines: Sequence[PlacedLine], height: float) -> bytes:
    """Merge the text objects of each line, which Typst splits at raised marks and where font or color change."""
    parts: list[bytes] = []
    paint = b""
    end, current, x, y = 0, -1, 0.0, 0.0
    for run in _RUN.finditer(content):
        run_x, run_y = float(run["x"]), float(run["y"])
        between = content[end : run.start()]
        nearest = min(range(len(lines)), key=lambda number: _line_distance(lines[number], run_x, height - run_y))
        if nearest > current or between.strip():
            text = strip_isolates(lines[nearest].text).encode("utf-16-be").hex().upper()
            parts += [b"" if current < 0 else _LINE_END, between, run[0][: run.start("glyphs") - run.start()]]
            parts.append(f"\n/Span<</ActualText<FEFF{text}>>>BDC\n".encode())
            current, x, y, paint = nearest, run_x, run_y, run["paint"]
        elif run["paint"] != paint:
            # A color may be set inside a text object (ISO 32000-1, table 51).
            paint = run["paint"]
            parts.append(b"\n" + paint + b"\n")
        parts.append(_TEXT_MATRIX.sub(partial(_shift_matrix, run_x - x, y - run_y), _PIECE.sub(b"", run["glyphs"])))
        end = run.end()
    parts.append(b"" if current < 0 else _LINE_END)
    return b"".join((*parts, content[end:]))


def _shift_matrix(across: float, down: float, place: re.Match[bytes]) -> bytes:
    return f"1 0 0 -1 {float(place['x']) + across:.5f} {float(place['y']) + down:.5f} Tm".encode()


def _line_distance(line: PlacedLine, x: float, y: float) -> float:
    return abs(y - line.baseline) + max(0.0, line.x - x, x - line.x - line.width)
