"""The translation memory: every translation ever made, in one SQLite file in the state folder.

Each operation opens the file, runs one transaction and closes it. Processes and threads may work at the same time.
Translations are added and never changed: an import does not delete what it replaces.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from creative_cli.models import Finding, Role, Status
from creative_cli.translation.copy_rules import CopyRules, request_rules, rules_from_json, rules_to_json
from creative_cli.translation.damaged_entries import mark_damaged_entry, rank_entry
from creative_cli.translation.memory_file import open_for_reading, open_for_writing
from creative_cli.translation.request import TranslationRequest
from creative_cli.translation.segment import CopySegment, CopyStatus, MemoryEntry

KeyT = TypeVar("KeyT")
# Parameters of one query; SQLite accepts at least 999.
_MAX_PARAMETERS = 500


class SegmentUse(NamedTuple):
    """Where a segment is used: a line of a campaign, or of a variant (campaign/B), in a locale (a tag)."""

    campaign: str
    locale: str
    role: Role


class TranslationMemory:
    """The memory in one file, which is created by the first write."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Use the file at *path*; *clock* dates new entries."""
        self.path = path
        self._clock = clock

    def lookup(self, segments: Iterable[CopySegment]) -> Mapping[str, MemoryEntry]:
        """Return the translation to use for each segment that has one, by segment id.

        The highest status wins, then the newest entry. A damaged translation is a draft, and used only without others.
        """
        found: dict[str, MemoryEntry] = {}
        by_id = {segment.id: segment for segment in segments}
        for stored in self.history(by_id):
            entry = mark_damaged_entry(stored, by_id[stored.segment_id])
            best = found.get(entry.segment_id)
            if best is None or rank_entry(entry) > rank_entry(best):
                found[entry.segment_id] = entry
        return found

    def history(self, ids: Iterable[str]) -> tuple[MemoryEntry, ...]:
        """Return every translation of the segments with *ids*, oldest first."""
        sql = (
            "SELECT unit, text, status, origin, author, at, findings, back, number FROM entry"
            " WHERE unit IN ({}) ORDER BY number"
        )
        return tuple(sorted(map(_read_entry, self._select(sql, ids)), key=lambda entry: entry.number))

    def segments(self, ids: Iterable[str]) -> Mapping[str, CopySegment]:
        """Return the known segments with *ids*, by id."""
        sql = "SELECT id, role, text, source_language, locale, glossary, voice, intent FROM unit WHERE id IN ({})"
        return {row[0]: CopySegment(Role(row[1]), *row[2:]) for row in self._select(sql, ids)}

    def segments_with_text(self, text: str) -> tuple[CopySegment, ...]:
        """Return the known segments with this source text, for any locale, ordered by id."""
        ids = self._query("SELECT id FROM unit WHERE text = ? ORDER BY id", (text,))
        found = self.segments(row[0] for row in ids)
        return tuple(found[row[0]] for row in ids)

    def segments_with_part(self, text: str) -> tuple[CopySegment, ...]:
        """Return the known segments whose source text contains *text*, ordered by id."""
        ids = self._query("SELECT id FROM unit WHERE instr(text, ?) > 0 ORDER BY id", (text,))
        found = self.segments(row[0] for row in ids)
        return tuple(found[row[0]] for row in ids)

    def current(self, uses: Iterable[SegmentUse]) -> Mapping[SegmentUse, str]:
        """Return the id of the segment that was last recorded for each use."""
        sql = "SELECT unit FROM place WHERE campaign = ? AND locale = ? AND role = ? ORDER BY number DESC LIMIT 1"
        return {use: rows[0][0] for use, rows in self._query_each(sql, {use: use for use in uses}).items()}

    def earlier(self, use: SegmentUse, now: str) -> tuple[MemoryEntry, ...]:
        """Return the translations that *use* had for other segments than *now*, newest last."""
        sql = "SELECT DISTINCT unit FROM place WHERE campaign = ? AND locale = ? AND role = ? AND unit <> ?"
        return self.history(row[0] for row in self._query(sql, (*use, now)))

    def superseded(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the *ids* whose every use has another segment by now."""
        sql = (
            "SELECT (SELECT new.unit FROM place new WHERE new.campaign = old.campaign AND new.locale = old.locale"
            " AND new.role = old.role ORDER BY new.number DESC LIMIT 1) FROM place old WHERE old.unit = ?"
        )
        newest = self._query_each(sql, {id_: (id_,) for id_ in ids})
        return frozenset(id_ for id_, rows in newest.items() if (id_,) not in rows)

    def uses(self, ids: Iterable[str]) -> Mapping[str, tuple[SegmentUse, ...]]:
        """Return where each segment is or was used, the latest use last."""
        sql = "SELECT unit, campaign, locale, role FROM place WHERE unit IN ({}) ORDER BY number"
        found: dict[str, tuple[SegmentUse, ...]] = {}
        for id_, campaign, locale, role in self._select(sql, ids):
            found[id_] = (*found.get(id_, ()), SegmentUse(campaign, locale, Role(role)))
        return found

    def rules(self, of: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], CopyRules]:
        """Return the recorded rules by campaign and locale tag."""
        sql = "SELECT rules FROM rules WHERE campaign = ? AND locale = ?"
        rows = self._query_each(sql, {key: key for key in of})
        return {key: rules_from_json(*key, found[0][0]) for key, found in rows.items()}

    def record_requests(self, requests: Sequence[TranslationRequest]) -> None:
        """Record the segments that a brief uses now and the rules for their translations."""
        uses = [
            (SegmentUse(one.use, one.locale.tag, line.role), line.segment) for one in requests for line in one.lines
        ]
        self.record_uses(uses, [request_rules(one) for one in requests])

    def record_uses(self, uses: Sequence[tuple[SegmentUse, CopySegment]], rules: Sequence[CopyRules] = ()) -> None:
        """Record where segments are used now, and *rules*; what is recorded already is not written again."""
        now = self.current(use for use, _ in uses)
        changed = [(use, segment) for use, segment in uses if now.get(use) != segment.id]
        known = self.rules((one.campaign, one.locale.tag) for one in rules)
        new = [one for one in rules if known.get((one.campaign, one.locale.tag)) != one]
        if not changed and not new:
            return
        with open_for_writing(self.path) as connection:
            _insert_segments(connection, (segment for _, segment in changed))
            connection.executemany(
                "INSERT INTO place (campaign, locale, role, unit) VALUES (?, ?, ?, ?)",
                [(*use, segment.id) for use, segment in changed],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO rules (campaign, locale, rules) VALUES (?, ?, ?)",
                [(one.campaign, one.locale.tag, rules_to_json(one)) for one in new],
            )

    def record(
        self,
        segment: CopySegment,
        text: str,
        status: CopyStatus,
        *,
        origin: str,
        author: str,
        findings: tuple[Finding, ...] = (),
        back: str = "",
    ) -> MemoryEntry:
        """Store a translation and return its entry; raise StorageError if it cannot be written."""
        entry = MemoryEntry(segment.id, text, status, origin, author, "", findings, back)
        return self.record_all([(segment, entry)])[0]

    def record_all(self, entries: Sequence[tuple[CopySegment, MemoryEntry]]) -> tuple[MemoryEntry, ...]:
        """Store translations, all or none, and return them with their time and number."""
        # One transaction for all: it takes about 10 ms to reach the disk, however many entries it has.
        at = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        recorded: list[MemoryEntry] = []
        with open_for_writing(self.path) as connection:
            _insert_segments(connection, (segment for segment, _ in entries))
            for _, entry in entries:
                findings = [[one.check, one.code, int(one.status), one.message, one.role] for one in entry.findings]
                number = connection.execute(
                    "INSERT INTO entry (unit, text, status, origin, author, at, findings, back)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        entry.segment_id,
                        entry.text,
                        int(entry.status),
                        entry.origin,
                        entry.author,
                        at,
                        json.dumps(findings, ensure_ascii=False),
                        entry.back,
                    ),
                ).lastrowid
                recorded.append(replace(entry, at=at, number=number or 0))
        return tuple(recorded)

    def _select(self, sql: str, ids: Iterable[str]) -> list[tuple[str, ...]]:
        """Run *sql* with *ids* in place of its `{}`, in batches."""
        rows: list[tuple[str, ...]] = []
        unique = tuple(set(ids))
        for start in range(0, len(unique), _MAX_PARAMETERS):
            part = unique[start : start + _MAX_PARAMETERS]
            rows += self._query(sql.format(", ".join("?" * len(part))), part)
        return rows

    def _query(self, sql: str, parameters: tuple[str, ...]) -> list[tuple[str, ...]]:
        return self._query_each(sql, {parameters: parameters}).get(parameters, [])

    def _query_each(self, sql: str, parameters: Mapping[KeyT, tuple[str, ...]]) -> dict[KeyT, list[tuple[str, ...]]]:
        """Return the rows of *sql* for each set of parameters, by its key; without those that have none."""
        with open_for_reading(self.path) as connection:
            if connection is None:
                return {}
            rows = {key: connection.execute(sql, one).fetchall() for key, one in parameters.items()}
        return {key: found for key, found in rows.items() if found}


def _insert_segments(connection: sqlite3.Connection, segments: Iterable[CopySegment]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO unit (id, role, text, source_language, locale, glossary, voice, intent)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(one.id, *astuple(one)) for one in segments],
    )


def _read_entry(row: tuple[str, ...]) -> MemoryEntry:
    segment_id, text, status, origin, author, at, findings, back, number = row
    found = tuple(_read_finding(*one) for one in json.loads(findings))
    return MemoryEntry(segment_id, text, CopyStatus(int(status)), origin, author, at, found, back, int(number))


def _read_finding(check: str, code: str, rank: int, message: str, role: str | None = None) -> Finding:
    # Findings written by earlier versions end before the role.
    return Finding(check, code, Status(rank), message, None if role is None else Role(role))
