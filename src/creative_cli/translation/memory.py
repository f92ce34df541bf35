"""The translation memory: every translation there ever was, in one SQLite file of the state folder.

Each operation opens the file, does one transaction and closes it, so that processes and threads may work at once;
SQLite's own locks keep them apart. Rows are added and never changed: what an import replaces stays to be found.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from creative_cli.models import Finding, Role, Status
from creative_cli.translation.copy_rules import CopyRules, request_rules, rules_from_json, rules_to_json
from creative_cli.translation.memory_file import open_for_reading, open_for_writing
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.segment import CopySegment, CopyStatus, MemoryEntry

_UNIT_COLUMNS = "id, role, text, source_language, locale, glossary, voice, intent"
_ENTRY_COLUMNS = "unit, text, status, origin, author, at, findings, back, number"
_MAX_PARAMETERS = 500
"""Parameters of one query; SQLite takes 999 at least."""


@dataclass(frozen=True, slots=True)
class SegmentUse:
    """Where a unit is used: one line of one campaign in one locale (a tag)."""

    campaign: str
    locale: str
    role: Role


class TranslationMemory:
    """The memory at one path; the file is made by the first thing that is kept."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Keep translations in the file at *path*; *clock* dates them."""
        self.path = path
        self._clock = clock

    def lookup(self, units: Iterable[CopySegment]) -> Mapping[str, MemoryEntry]:
        """Return the translation to use of each unit that has one, by the unit's id.

        Approved wins over reviewed and reviewed over draft; of two with the same status the newer one.
        """
        found: dict[str, MemoryEntry] = {}
        for entry in self.history(unit.id for unit in units):
            best = found.get(entry.unit)
            if best is None or (entry.status, entry.number) > (best.status, best.number):
                found[entry.unit] = entry
        return found

    def history(self, ids: Iterable[str]) -> tuple[MemoryEntry, ...]:
        """Return all there ever was of the units with *ids*, oldest first."""
        rows = self._select(f"SELECT {_ENTRY_COLUMNS} FROM entry WHERE unit IN ({{}}) ORDER BY number", tuple(set(ids)))  # noqa: S608  # our own names
        return tuple(sorted((_read_entry(row) for row in rows), key=lambda entry: entry.number))

    def units(self, ids: Iterable[str]) -> Mapping[str, CopySegment]:
        """Return the units with *ids* that have been seen here."""
        rows = self._select(f"SELECT {_UNIT_COLUMNS} FROM unit WHERE id IN ({{}})", tuple(set(ids)))  # noqa: S608  # same
        return {row[0]: CopySegment(Role(row[1]), *row[2:]) for row in rows}

    def units_saying(self, text: str) -> tuple[CopySegment, ...]:
        """Return the units with these words, for any locale: how exchange without our ids finds them."""
        rows = self._query(f"SELECT {_UNIT_COLUMNS} FROM unit WHERE text = ? ORDER BY id", (text,))  # noqa: S608  # our own names
        return tuple(CopySegment(Role(row[1]), *row[2:]) for row in rows)

    def current(self, places: Iterable[SegmentUse]) -> Mapping[SegmentUse, str]:
        """Return the unit that was last used at each place, by its id."""
        sql = "SELECT unit FROM place WHERE campaign = ? AND locale = ? AND role = ? ORDER BY number DESC LIMIT 1"
        found: dict[SegmentUse, str] = {}
        with open_for_reading(self.path) as connection:
            if connection is None:
                return found
            for place in places:
                row = connection.execute(sql, (place.campaign, place.locale, place.role.value)).fetchone()
                if row is not None:
                    found[place] = row[0]
        return found

    def earlier(self, place: SegmentUse, now: str) -> tuple[MemoryEntry, ...]:
        """Return the translations that a place had for units other than *now*, newest last: what went stale."""
        sql = "SELECT DISTINCT unit FROM place WHERE campaign = ? AND locale = ? AND role = ? AND unit <> ?"
        rows = self._query(sql, (place.campaign, place.locale, place.role.value, now))
        return self.history(row[0] for row in rows)

    def superseded(self, ids: Iterable[str]) -> frozenset[str]:
        """Return those of the units that every place they were used at has another one for by now."""
        sql = (
            "SELECT (SELECT new.unit FROM place new WHERE new.campaign = old.campaign AND new.locale = old.locale"
            " AND new.role = old.role ORDER BY new.number DESC LIMIT 1) FROM place old WHERE old.unit = ?"
        )
        found = set()
        with open_for_reading(self.path) as connection:
            if connection is None:
                return frozenset()
            for unit in ids:
                newest = [row[0] for row in connection.execute(sql, (unit,))]
                if newest and unit not in newest:
                    found.add(unit)
        return frozenset(found)

    def uses(self, ids: Iterable[str]) -> Mapping[str, tuple[SegmentUse, ...]]:
        """Return where each of the units is or was used, the place it came to last at the end."""
        sql = "SELECT unit, campaign, locale, role FROM place WHERE unit IN ({}) ORDER BY number"
        found: dict[str, tuple[SegmentUse, ...]] = {}
        for unit, campaign, locale, role in self._select(sql, tuple(set(ids))):
            found[unit] = (*found.get(unit, ()), SegmentUse(campaign, locale, Role(role)))
        return found

    def rules(self, of: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], CopyRules]:
        """Return what words are judged by, by campaign and locale (a tag), where a brief has told."""
        found: dict[tuple[str, str], CopyRules] = {}
        with open_for_reading(self.path) as connection:
            if connection is None:
                return found
            for campaign, locale in set(of):
                sql = "SELECT rules FROM rules WHERE campaign = ? AND locale = ?"
                row = connection.execute(sql, (campaign, locale)).fetchone()
                if row is not None:
                    found[campaign, locale] = rules_from_json(campaign, locale, row[0])
        return found

    def note(self, assignments: Sequence[TranslationRequest]) -> None:
        """Note what is asked for now and what it will be judged by."""
        lines = [(one, line) for one in assignments for line in one.lines]
        uses = [(SegmentUse(one.campaign, one.locale.tag, line.role), line.unit) for one, line in lines]
        self.place(uses, [request_rules(one) for one in assignments])

    def place(self, uses: Sequence[tuple[SegmentUse, CopySegment]], rules: Sequence[CopyRules] = ()) -> None:
        """Note where units are used now; a place that has the same one already is left as it is, as are rules."""
        now = self.current(place for place, _ in uses)
        changed = [(place, unit) for place, unit in uses if now.get(place) != unit.id]
        told = self.rules((one.campaign, one.locale.tag) for one in rules)
        new = [one for one in rules if told.get((one.campaign, one.locale.tag)) != one]
        if not changed and not new:
            return
        with open_for_writing(self.path) as connection:
            _insert_segments(connection, (unit for _, unit in changed))
            connection.executemany(
                "INSERT INTO place (campaign, locale, role, unit) VALUES (?, ?, ?, ?)",
                [(place.campaign, place.locale, place.role.value, unit.id) for place, unit in changed],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO rules (campaign, locale, rules) VALUES (?, ?, ?)",
                [(one.campaign, one.locale.tag, rules_to_json(one)) for one in new],
            )

    def record(  # the facts of a translation
        self,
        unit: CopySegment,
        text: str,
        status: CopyStatus,
        *,
        origin: str,
        author: str,
        findings: tuple[Finding, ...] = (),
        back: str = "",
    ) -> MemoryEntry:
        """Keep a translation of *unit* and return it as it is kept; raise StorageError when it cannot be."""
        return self.record_all([(unit, MemoryEntry(unit.id, text, status, origin, author, "", findings, back))])[0]

    def record_all(self, entries: Sequence[tuple[CopySegment, MemoryEntry]]) -> tuple[MemoryEntry, ...]:
        """Keep translations, all or none, and return them with the time and the numbers they got.

        One transaction costs some 10 ms, as it is written through to the disk, whatever the number of translations.
        """
        at = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        kept: list[MemoryEntry] = []
        with open_for_writing(self.path) as connection:
            _insert_segments(connection, (unit for unit, _ in entries))
            for _, entry in entries:
                told = [[one.check, one.code, int(one.status), one.message, one.role] for one in entry.findings]
                number = connection.execute(
                    "INSERT INTO entry (unit, text, status, origin, author, at, findings, back)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        entry.unit,
                        entry.text,
                        int(entry.status),
                        entry.origin,
                        entry.author,
                        at,
                        json.dumps(told, ensure_ascii=False),
                        entry.back,
                    ),
                ).lastrowid
                kept.append(replace(entry, at=at, number=number or 0))
        return tuple(kept)

    def _select(self, sql: str, ids: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Run *sql* with *ids* in place of its `{}`, a few hundred at a time."""
        rows: list[tuple[str, ...]] = []
        for start in range(0, len(ids), _MAX_PARAMETERS):
            part = ids[start : start + _MAX_PARAMETERS]
            rows += self._query(sql.format(", ".join("?" * len(part))), part)
        return rows

    def _query(self, sql: str, parameters: tuple[str, ...]) -> list[tuple[str, ...]]:
        with open_for_reading(self.path) as connection:
            return [] if connection is None else connection.execute(sql, parameters).fetchall()


def _insert_segments(connection: sqlite3.Connection, units: Iterable[CopySegment]) -> None:
    connection.executemany(
        f"INSERT OR IGNORE INTO unit ({_UNIT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # our own names
        [(u.id, u.role.value, u.text, u.source_language, u.locale, u.glossary, u.voice, u.intent) for u in units],
    )


def _read_entry(row: tuple[str, ...]) -> MemoryEntry:
    unit, text, status, origin, author, at, findings, back, number = row
    told = tuple(_read_finding(*one) for one in json.loads(findings))
    return MemoryEntry(unit, text, CopyStatus(int(status)), origin, author, at, told, back, int(number))


def _read_finding(check: str, code: str, rank: int, says: str, role: str | None = None) -> Finding:
    # Findings of earlier versions end before the role.
    return Finding(check, code, Status(rank), says, None if role is None else Role(role))
