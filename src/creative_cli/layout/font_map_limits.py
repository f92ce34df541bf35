"""Limits what a font's character maps and axes may ask of its readers.

The groups of a map may all name the whole of Unicode, and a few bytes name a thousand axes. Formats: the tables `cmap`
and `fvar` of OpenType 1.9.1.
"""

import struct
from collections.abc import Mapping

MAX_MAPS = 64
"""Most character maps of a face. Fonts have two to six."""

MAX_MAPPED = 2 * 0x110000
"""Most characters that the groups of one map name together: all of Unicode, twice."""

MAX_SELECTOR_BYTES = 8_000_000
"""Most bytes of all lists of a map for variation sequences; lists may be shared, and are read for each selector."""

MAX_AXES, MAX_INSTANCES = 64, 1000
"""Most axes and named instances of a variable font. Those with the most have 15 and 500."""

_SEGMENTS, _GROUPS, _SAME_GLYPH, _SEQUENCES = 4, 12, 13, 14


def find_map_fault(data: bytes, tables: Mapping[bytes, tuple[int, int]]) -> str | None:
    """Return what exceeds a limit in a face's maps and axes, as the end of a sentence; None if nothing does.

    *tables* are the place and length of each table in *data*. Raises struct.error for a table that is cut off.
    """
    if b"fvar" in tables:
        axes, _, instances = struct.unpack_from(">HHH", data, tables[b"fvar"][0] + 8)
        if axes > MAX_AXES:
            return f"says that it has {axes} axes; the limit is {MAX_AXES}"
        if instances > MAX_INSTANCES:
            return f"says that it has {instances} named instances; the limit is {MAX_INSTANCES}"
    return _find_cmap_fault(data[slice(tables[b"cmap"][0], sum(tables[b"cmap"]))]) if b"cmap" in tables else None


def _find_cmap_fault(cmap: bytes) -> str | None:
    if len(cmap) < 4:  # noqa: PLR2004  # the head of the table; other checks say that it is missing
        return None
    (count,) = struct.unpack_from(">H", cmap, 2)
    if count > MAX_MAPS:
        return f"says that it has {count} character maps; the limit is {MAX_MAPS}"
    places = {struct.unpack_from(">L", cmap, 4 + 8 * number + 4)[0] for number in range(count)}
    for place in places:
        (form,) = struct.unpack_from(">H", cmap, place)
        if form == _SEQUENCES:
            if _count_sequence_bytes(cmap, place) > MAX_SELECTOR_BYTES:
                return "has a map of variation sequences that is larger than the limit"
        elif _count_mapped(cmap, place, form) > MAX_MAPPED:
            return f"has a character map with more than the limit of {MAX_MAPPED:,} characters"
    return None


def _count_mapped(cmap: bytes, place: int, form: int) -> int:
    """Return how many characters the groups of a map name, those that several groups name counted each time."""
    if form == _SEGMENTS:
        (doubled,) = struct.unpack_from(">H", cmap, place + 6)
        count = doubled // 2
        ends = struct.unpack_from(f">{count}H", cmap, place + 14)
        starts = struct.unpack_from(f">{count}H", cmap, place + 16 + doubled)
        return sum(max(end - start + 1, 0) for start, end in zip(starts, ends, strict=True))
    if form not in {_GROUPS, _SAME_GLYPH}:
        return 0  # the other formats have an entry for every character
    (count,) = struct.unpack_from(">L", cmap, place + 12)
    total = 0
    for start, end, _ in struct.iter_unpack(">LLL", cmap[place + 16 : place + 16 + 12 * count]):
        total += max(end - start + 1, 0)
        if total > MAX_MAPPED:
            break
    return total


def _count_sequence_bytes(cmap: bytes, place: int) -> int:
    (count,) = struct.unpack_from(">L", cmap, place + 6)
    total = 0
    for number in range(count):
        usual, other = struct.unpack_from(">LL", cmap, place + 10 + 11 * number + 3)
        for offset, size in ((usual, 4), (other, 5)):
            total += size * struct.unpack_from(">L", cmap, place + offset)[0] if offset else 0
        if total > MAX_SELECTOR_BYTES:
            break
    return total
