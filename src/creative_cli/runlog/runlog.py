"""The run log: the events of all journals in one DuckDB file.

Opening the file first imports new events, which means that queries see every event acknowledged before. Deleting the
file loses nothing: it is rebuilt from the journals.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from creative_cli.runlog.database import Answer, DamagedError, Database, RowT, ask_query, left_open, set_aside
from creative_cli.runlog.importer import Imported, find_broken_lines, import_journals, list_journals, prepare_tables
from creative_cli.runlog.journal import BrokenLine, MissingLines, is_alive
from creative_cli.runlog.rows import LatestReview, PictureCall, RunOfBrief, RunRow, StoredDocument, StoredPicture
from creative_cli.runlog.selection import ALL_RUNS, SELECTED, Selection
from creative_cli.storage.state import OnWait, StateFolder

UNKNOWN = "unknown"
"""Stands for what nothing says any more, as the campaign of a run whose journal lost its first line."""

_SKIPPED = "Skipped an unreadable line of a journal"

Parameter: TypeAlias = str | int | list[str]

_RUNS = """
SELECT run_id, started_at, campaign, brief, status, 1, made, cached, failed, passes, skips, warnings, fails, errors,
       known_usd, maybe_usd, ms / 1000, (lost > 0)::INTEGER
FROM runs WHERE {selected}
UNION ALL
SELECT run_id, started_at, '{unknown}', '{unknown}', 'damaged', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
FROM lost_journals
WHERE campaign IS NULL AND run_id NOT IN (SELECT run_id FROM run_starts)
  AND ($since IS NULL OR run_id >= $since)
  AND ($until IS NULL OR run_id < $until)
  AND ($run_ids IS NULL OR run_id IN (SELECT unnest($run_ids)))
ORDER BY run_id DESC
""".replace("{selected}", SELECTED).replace("{unknown}", UNKNOWN)
_LISTED = """
SELECT run_id FROM run_starts UNION SELECT run_id FROM lost_journals WHERE campaign IS NULL ORDER BY run_id DESC
"""
_KILLED = """
SELECT run_id FROM run_starts
WHERE run_id IN (SELECT unnest(?)) AND run_id NOT IN (SELECT run_id FROM run_ends) ORDER BY run_id
"""
_REVIEWS = """
SELECT path, sha256, verdict, comment, reviewer, happened_at, approved_by FROM latest_reviews
WHERE campaign = $campaign ORDER BY path, happened_at
"""
_VERDICTS_OF_REVIEWER = """
SELECT path, sha256, verdict, comment, reviewer, happened_at, '' FROM reviewer_verdicts
WHERE campaign = $campaign AND reviewer = $reviewer ORDER BY path, happened_at
"""
_VERDICTS = """
SELECT path, sha256, verdict, comment, reviewer, happened_at, '' FROM reviewer_verdicts
WHERE campaign = $campaign ORDER BY event_id
"""
_PICTURE_CALLS = """
SELECT attempts.started_at, task, provider, model, seed, outcome, request_id, usd, sha256
FROM attempts JOIN run_starts USING (run_id)
WHERE campaign = $campaign AND subject = $product AND task IN ('picture', 'scene', 'outpaint')
ORDER BY attempts.event_id
"""
_RUNS_OF_BRIEF = """
SELECT run_id, happened_at, brief, brief_sha256, tool FROM run_starts
WHERE campaign = $campaign AND brief_sha256 = $sha256 ORDER BY event_id DESC
"""
_PICTURES = (
    "SELECT campaign, path, product, locale, ratio, status, sha256, variant FROM pictures ORDER BY campaign, path"
)
_DOCUMENTS = """
SELECT doc_id, campaign, product, product_name, locale, country, direction, headline, text, variant,
       embedder, vector, run_id, happened_at
FROM documents
QUALIFY row_number() OVER (PARTITION BY campaign, product, country, locale, variant ORDER BY event_id DESC) = 1
ORDER BY campaign, product, country, locale, variant
"""

MOST_LISTED_LINES = 20
"""Broken lines of journals that a message lists."""


class RunLog:
    """The open run log; only one command at a time can open it.

    `imported` describes what opening it imported. `rebuilt` is the reason for a rebuild, or empty. `taken_over` is True
    if the last command that had it open was killed.
    """

    def __init__(
        self, state: StateFolder, database: Database, imported: Imported, rebuilt: str = "", *, taken_over: bool = False
    ) -> None:
        """Query *database*; call `RunLog.open` instead, which takes the lock."""
        self._state = state
        self._database = database
        self.imported = imported
        self.rebuilt = rebuilt
        self.taken_over = taken_over

    @classmethod
    @contextmanager
    def open(cls, state: StateFolder, on_wait: OnWait | None = None) -> Iterator["RunLog"]:
        """Open the run log for the block, after importing new events.

        Moves a file that is damaged or from another version to `runlog.aside.duckdb` and rebuilds it. Waits for other
        commands, calling *on_wait* once. Raises StorageError.
        """
        with state.locked("runlog", "the run log", on_wait):
            log = cls._ready(state)
            try:
                yield log
            finally:
                log.close()

    @classmethod
    def ask(cls, state: StateFolder, query: str, on_wait: OnWait | None = None) -> Answer:
        """Return the result of a user's SELECT, after importing new events.

        It can only read the run log. Raises UsageError for anything else and for mistakes, and StorageError.
        """
        with state.locked("runlog", "the run log", on_wait):
            log = cls._ready(state)
            notices = log.notices()
            log.close()
            if on_wait is not None:
                for notice in notices:
                    on_wait(notice)
            return ask_query(state.runlog, query)

    @classmethod
    def rebuild(cls, state: StateFolder, on_wait: OnWait | None = None) -> Imported:
        """Rebuild the file from the journals and keep the old one as `runlog.aside.duckdb`; raise StorageError."""
        with state.locked("runlog", "the run log", on_wait):
            set_aside(state.runlog)
            log = cls._begun(state)
            log.close()
            return log.imported

    @classmethod
    def _ready(cls, state: StateFolder) -> "RunLog":
        try:
            return cls._begun(state)
        except DamagedError as damage:
            set_aside(state.runlog)
            return cls._begun(state, damage.sentence)

    @classmethod
    def _begun(cls, state: StateFolder, rebuilt: str = "") -> "RunLog":
        taken_over = left_open(state.runlog)
        database = Database.open(state.runlog)
        try:
            prepare_tables(database)
            imported = import_journals(database, state.journal)
            return cls(state, database, imported, rebuilt, taken_over=taken_over)
        except BaseException:  # also on Ctrl-C: an open file would stay locked until the process ends
            database.close()
            raise

    def close(self) -> None:
        """Close the file; `RunLog.open` releases the lock."""
        self._database.close()

    def notices(self) -> tuple[str, ...]:
        """Return notices about the run log as it was found: rebuilds, killed runs, broken lines."""
        notices = []
        if self.rebuilt:
            notices.append(f"Rebuilt the run log from the journals: {self.rebuilt}")
        elif self.taken_over:
            notices.append("The last command that had the run log open was killed; its changes were recovered.")
        notices += [
            f"The run {run_id} was killed; finished ads are kept. Run the same command again to continue."
            for run_id in self._killed()
        ]
        notices += [
            f"{'A journal lacks lines' if isinstance(line, MissingLines) else _SKIPPED}: {line}"
            for line in self.imported.broken[:MOST_LISTED_LINES]
        ]
        if (more := len(self.imported.broken) - MOST_LISTED_LINES) > 0:
            notices.append(f"{_SKIPPED}: {more:,} more of this kind.")
        return tuple(notices)

    def _killed(self) -> tuple[str, ...]:
        """Return the runs with newly imported events whose process was killed."""
        unfinished = self._database.execute(_KILLED, (list(self.imported.runs),)) if self.imported.runs else []
        return tuple(run_id for (run_id,) in unfinished if self._fate(run_id) == "interrupted")

    def runs(self, selection: Selection = ALL_RUNS) -> tuple[RunRow, ...]:
        """Return the selected runs, newest first; a run without an end is 'running' or 'interrupted'.

        A journal that has lost its start is a 'damaged' run, whatever the campaign: it may be of any.
        """
        return tuple(
            replace(row, status=self._fate(row.run_id)) if row.status == "unfinished" else row
            for row in self.select(RunRow, _RUNS, selection)
        )

    def run_ids(self) -> tuple[str, ...]:
        """Return the ids of all runs, newest first."""
        return tuple(run_id for (run_id,) in self._database.execute("SELECT run_id FROM run_starts ORDER BY 1 DESC"))

    def listed_ids(self) -> tuple[str, ...]:
        """Return the ids of what `runs` returns, newest first: those of damaged runs, too."""
        return tuple(run_id for (run_id,) in self._database.execute(_LISTED))

    def broken_lines(self) -> tuple[BrokenLine, ...]:
        """Return the damage of all journals: read each to its end, and compare it with what was imported earlier."""
        lines = [line for path in list_journals(self._state.journal) for line in find_broken_lines(path)]
        named = {line.path.stem for line in lines}
        for run_id, lost in self._database.execute("SELECT run_id, lost FROM journals ORDER BY run_id"):
            path = self._state.journal / f"{run_id}.jsonl"
            if not path.exists():
                lines.append(BrokenLine(path, 1, 0, "the file is gone; the run log still has what it said"))
            elif lost and run_id not in named:
                lines.append(BrokenLine(path, 1, 0, f"the file is shorter than it was: {lost} of its lines are lost"))
        return tuple(lines)

    def _fate(self, run_id: str) -> str:
        return "running" if is_alive(self._state.journal / f"{run_id}.jsonl") else "interrupted"

    def spent_since(self, day: date) -> float:
        """Return the cost in USD of all commands since *day* (UTC), including what may have been charged."""
        query = "SELECT coalesce(sum(usd + maybe_usd), 0) FROM spend WHERE day >= ?"
        return float(self._database.execute(query, (day,))[0][0])

    def reviews(self, campaign: str) -> tuple[LatestReview, ...]:
        """Return the review that counts of every reviewed file of *campaign*: any rejection, else the latest."""
        return self._database.select(LatestReview, _REVIEWS, {"campaign": campaign})

    def reviews_by(self, campaign: str, reviewer: str) -> tuple[LatestReview, ...]:
        """Return the latest review of one reviewer of every file of *campaign* that they reviewed."""
        return self._database.select(LatestReview, _VERDICTS_OF_REVIEWER, {"campaign": campaign, "reviewer": reviewer})

    def campaigns(self) -> tuple[str, ...]:
        """Return the names of all campaigns that were run, sorted."""
        rows = self._database.execute("SELECT DISTINCT campaign FROM run_starts ORDER BY campaign")
        return tuple(str(row[0]) for row in rows)

    def verdicts(self, campaign: str) -> tuple[LatestReview, ...]:
        """Return the latest review by each reviewer of every version of the ads of *campaign*, the first one first."""
        return self._database.select(LatestReview, _VERDICTS, {"campaign": campaign})

    def picture_calls(self, campaign: str, product: str) -> tuple[PictureCall, ...]:
        """Return the calls for the picture of a product of a campaign, the first one first."""
        return self._database.select(PictureCall, _PICTURE_CALLS, {"campaign": campaign, "product": product})

    def runs_of_brief(self, campaign: str, brief_sha256: str) -> tuple[RunOfBrief, ...]:
        """Return the runs of a campaign that read a brief with these bytes, the latest first."""
        return self._database.select(RunOfBrief, _RUNS_OF_BRIEF, {"campaign": campaign, "sha256": brief_sha256})

    def pictures(self) -> tuple[StoredPicture, ...]:
        """Return the latest version of every file of every campaign, including files removed since."""
        return self._database.select(StoredPicture, _PICTURES)

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return the latest text and vector of every product in every locale."""
        return self._database.select(StoredDocument, _DOCUMENTS)

    def select(self, kind: type[RowT], query: str, selection: Selection, **parameters: Parameter) -> tuple[RowT, ...]:
        """Return the rows of *query* for *selection* as records of *kind*; *parameters* are its other parameters."""
        wanted = {name: value for name, value in selection.parameters().items() if f"${name}" in query}
        return self._database.select(kind, query, {**wanted, **parameters})

    def select_dicts(self, query: str, run_id: str) -> tuple[dict[str, Any], ...]:
        """Return the rows of *query* for one run as dicts keyed by column name."""
        return self._database.select_dicts(query, (run_id,))
