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
from creative_cli.translation.memory_file import reading, writing
from creative_cli.translation.request import Assignment
from creative_cli.translation.segment import CopyStatus, Entry, Unit
from creative_cli.translation.segment_rules import Rules, from_json, rules_of, to_json

_UNIT = "id, role, text, source_language, locale, glossary, voice, intent"
_ENTRY = "unit, text, status, origin, author, at, findings, back, number"
_AT_ONCE = 500
"""Parameters of one query; SQLite takes 999 at least."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit is used: one line of one campaign in one locale (a tag)."""

    campaign: str
    locale: str
    role: Role


class CopyMemory:
    """The memory at one path; the file is made by the first thing that is kept."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Keep translations in the file at *path*; *clock* dates them."""
        self.path = path
        self._clock = clock

    def lookup(self, units: Iterable[Unit]) -> Mapping[str, Entry]:
        """Return the translation to use of each unit that has one, by the unit's id.

        Approved wins over reviewed and reviewed over draft; of two with the same status the newer one.
        """
        found: dict[str, Entry] = {}
        for entry in self.history(unit.id for unit in units):
            best = found.get(entry.unit)
            if best is None or (entry.status, entry.number) > (best.status, best.number):
                found[entry.unit] = entry
        return found

    def history(self, ids: Iterable[str]) -> tuple[Entry, ...]:
        """Return all there ever was of the units with *ids*, oldest first."""
        rows = self._select(f"SELECT {_ENTRY} FROM entry WHERE unit IN ({{}}) ORDER BY number", tuple(set(ids)))  # noqa: S608  # our own names
        return tuple(sorted((_entry(row) for row in rows), key=lambda entry: entry.number))

    def units(self, ids: Iterable[str]) -> Mapping[str, Unit]:
        """Return the units with *ids* that have been seen here."""
        rows = self._select(f"SELECT {_UNIT} FROM unit WHERE id IN ({{}})", tuple(set(ids)))  # noqa: S608  # same
        return {row[0]: Unit(Role(row[1]), *row[2:]) for row in rows}

    def units_saying(self, text: str) -> tuple[Unit, ...]:
        """Return the units with these words, for any locale: how exchange without our ids finds them."""
        rows = self._query(f"SELECT {_UNIT} FROM unit WHERE text = ? ORDER BY id", (text,))  # noqa: S608  # our own names
        return tuple(Unit(Role(row[1]), *row[2:]) for row in rows)

    def current(self, places: Iterable[Place]) -> Mapping[Place, str]:
        """Return the unit that was last used at each place, by its id."""
        sql = "SELECT unit FROM place WHERE campaign = ? AND locale = ? AND role = ? ORDER BY number DESC LIMIT 1"
        found: dict[Place, str] = {}
        with reading(self.path) as connection:
            if connection is None:
                return found
            for place in places:
                row = connection.execute(sql, (place.campaign, place.locale, place.role.value)).fetchone()
                if row is not None:
                    found[place] = row[0]
        return found

    def earlier(self, place: Place, now: str) -> tuple[Entry, ...]:
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
        with reading(self.path) as connection:
            if connection is None:
                return frozenset()
            for unit in ids:
                newest = [row[0] for row in connection.execute(sql, (unit,))]
                if newest and unit not in newest:
                    found.add(unit)
        return frozenset(found)

    def uses(self, ids: Iterable[str]) -> Mapping[str, tuple[Place, ...]]:
        """Return where each of the units is or was used, the place it came to last at the end."""
        sql = "SELECT unit, campaign, locale, role FROM place WHERE unit IN ({}) ORDER BY number"
        found: dict[str, tuple[Place, ...]] = {}
        for unit, campaign, locale, role in self._select(sql, tuple(set(ids))):
            found[unit] = (*found.get(unit, ()), Place(campaign, locale, Role(role)))
        return found

    def rules(self, of: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Rules]:
        """Return what words are judged by, by campaign and locale (a tag), where a brief has told."""
        found: dict[tuple[str, str], Rules] = {}
        with reading(self.path) as connection:
            if connection is None:
                return found
            for campaign, locale in set(of):
                sql = "SELECT rules FROM rules WHERE campaign = ? AND locale = ?"
                row = connection.execute(sql, (campaign, locale)).fetchone()
                if row is not None:
                    found[campaign, locale] = from_json(campaign, locale, row[0])
        return found

    def note(self, assignments: Sequence[Assignment]) -> None:
        """Note what is asked for now and what it will be judged by."""
        lines = [(one, line) for one in assignments for line in one.lines]
        uses = [(Place(one.campaign, one.locale.tag, line.role), line.unit) for one, line in lines]
        self.place(uses, [rules_of(one) for one in assignments])

    def place(self, uses: Sequence[tuple[Place, Unit]], rules: Sequence[Rules] = ()) -> None:
        """Note where units are used now; a place that has the same one already is left as it is, as are rules."""
        now = self.current(place for place, _ in uses)
        changed = [(place, unit) for place, unit in uses if now.get(place) != unit.id]
        told = self.rules((one.campaign, one.locale.tag) for one in rules)
        new = [one for one in rules if told.get((one.campaign, one.locale.tag)) != one]
        if not changed and not new:
            return
        with writing(self.path) as connection:
            _add_units(connection, (unit for _, unit in changed))
            connection.executemany(
                "INSERT INTO place (campaign, locale, role, unit) VALUES (?, ?, ?, ?)",
                [(place.campaign, place.locale, place.role.value, unit.id) for place, unit in changed],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO rules (campaign, locale, rules) VALUES (?, ?, ?)",
                [(one.campaign, one.locale.tag, to_json(one)) for one in new],
            )

    def record(  # the facts of a translation
        self,
        unit: Unit,
        text: str,
        status: CopyStatus,
        *,
        origin: str,
        author: str,
        findings: tuple[Finding, ...] = (),
        back: str = "",
    ) -> Entry:
        """Keep a translation of *unit* and return it as it is kept; raise StorageError when it cannot be."""
        return self.record_all([(unit, Entry(unit.id, text, status, origin, author, "", findings, back))])[0]

    def record_all(self, entries: Sequence[tuple[Unit, Entry]]) -> tuple[Entry, ...]:
        """Keep translations, all or none, and return them with the time and the numbers they got.

        One transaction costs some 10 ms, as it is written through to the disk, whatever the number of translations.
        """
        at = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        kept: list[Entry] = []
        with writing(self.path) as connection:
            _add_units(connection, (unit for unit, _ in entries))
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
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            rows += self._query(sql.format(", ".join("?" * len(part))), part)
        return rows

    def _query(self, sql: str, parameters: tuple[str, ...]) -> list[tuple[str, ...]]:
        with reading(self.path) as connection:
            return [] if connection is None else connection.execute(sql, parameters).fetchall()


def _add_units(connection: sqlite3.Connection, units: Iterable[Unit]) -> None:
    connection.executemany(
        f"INSERT OR IGNORE INTO unit ({_UNIT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # our own names
        [(u.id, u.role.value, u.text, u.source_language, u.locale, u.glossary, u.voice, u.intent) for u in units],
    )


def _entry(row: tuple[str, ...]) -> Entry:
    unit, text, status, origin, author, at, findings, back, number = row
    told = tuple(_finding(*one) for one in json.loads(findings))
    return Entry(unit, text, CopyStatus(int(status)), origin, author, at, told, back, int(number))


def _finding(check: str, code: str, rank: int, says: str, role: str | None = None) -> Finding:
    # Findings of earlier versions end before the role.
    return Finding(check, code, Status(rank), says, None if role is None else Role(role))
