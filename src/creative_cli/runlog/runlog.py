"""The run log: what all journals say, in one DuckDB file that can be asked.

The file is a projection. Opening it first imports what the journals gained, so the rows hold every event that was
acknowledged before; deleting it loses nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from creative_cli.runlog.database import Answer, DamagedError, Database, RowT, ask_query, left_open, set_aside
from creative_cli.runlog.importer import Imported, find_broken_lines, import_journals, prepare_tables
from creative_cli.runlog.journal import BrokenLine, is_alive
from creative_cli.runlog.rows import LatestReview, RunRow, StoredDocument, StoredPicture
from creative_cli.runlog.selection import ALL_RUNS, SELECTED, Selection
from creative_cli.storage.state import OnWait, StateFolder

Parameter: TypeAlias = str | int | list[str]

_RUNS = """
SELECT run_id, started_at, campaign, brief, status, 1, made, cached, failed, passes, skips, warnings, fails, errors,
       cost_usd, maybe_usd, ms / 1000
FROM runs WHERE {selected} ORDER BY run_id DESC
""".replace("{selected}", SELECTED)
_KILLED = """
SELECT run_id FROM run_starts
WHERE run_id IN (SELECT unnest(?)) AND run_id NOT IN (SELECT run_id FROM run_ends) ORDER BY run_id
"""
_REVIEWS = """
SELECT path, sha256, verdict, comment, reviewer, happened_at FROM latest_reviews
WHERE campaign = $campaign ORDER BY path, happened_at
"""
_PICTURES = "SELECT campaign, path, product, locale, ratio, status, sha256 FROM pictures ORDER BY campaign, path"
_DOCUMENTS = """
SELECT doc_id, campaign, product, product_name, locale, country, direction, headline, text, embedder, vector,
       run_id, happened_at
FROM documents
QUALIFY row_number() OVER (PARTITION BY campaign, product, country, locale ORDER BY event_id DESC) = 1
ORDER BY campaign, product, country, locale
"""


class RunLog:
    """The open run log; one command at a time has it.

    `imported` is what opening brought in; `rebuilt` says why the file had to be made anew, or is empty; `taken_over`
    whether the command that had it last was killed.
    """

    def __init__(
        self, state: StateFolder, database: Database, imported: Imported, rebuilt: str = "", *, taken_over: bool = False
    ) -> None:
        """Ask *database*; `RunLog.open` opens it, under the lock."""
        self._state = state
        self._database = database
        self.imported = imported
        self.rebuilt = rebuilt
        self.taken_over = taken_over

    @classmethod
    @contextmanager
    def open(cls, state: StateFolder, on_wait: OnWait | None = None) -> Iterator["RunLog"]:
        """Open the run log for the block, first bringing in what the journals gained.

        A file that is damaged, or has the tables of another version, is moved to `runlog.aside.duckdb` and made anew.
        Waits for other commands, telling *on_wait* once. Raises StorageError.
        """
        with state.locked("runlog", "the run log", on_wait):
            log = cls._ready(state)
            try:
                yield log
            finally:
                log.close()

    @classmethod
    def ask(cls, state: StateFolder, query: str, on_wait: OnWait | None = None) -> Answer:
        """Return what one SELECT of a person's yields, over everything the journals say by now.

        It can only read, and only the run log. Raises UsageError for anything else and for mistakes, StorageError.
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
        """Make the file anew from the journals that are there; the old one lies beside it as `runlog.aside.duckdb`.

        Raises StorageError.
        """
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
        except BaseException:  # Ctrl-C too: an open file would keep its lock for as long as we live
            database.close()
            raise

    def close(self) -> None:
        """Close the file; the lock is not ours to let go."""
        self._database.close()

    def notices(self) -> tuple[str, ...]:
        """Return what people should know of the state the run log was found in: repairs, killed runs, broken lines."""
        told = []
        if self.rebuilt:
            told.append(f"The run log was made anew from the journals: {self.rebuilt}")
        elif self.taken_over:
            told.append("The command that had the run log open last was killed; what it had stored was taken over.")
        told += [
            f"The run {run_id} was killed before its end; what it finished is kept, and the same command goes on."
            for run_id in self._killed()
        ]
        told += [f"A line of a journal cannot be read and was passed over: {line}" for line in self.imported.broken]
        return tuple(told)

    def _killed(self) -> tuple[str, ...]:
        """Return the runs that gained events since the last time and will gain no more, though they have no end."""
        unfinished = self._database.execute(_KILLED, (list(self.imported.runs),)) if self.imported.runs else []
        return tuple(run_id for (run_id,) in unfinished if self._fate(run_id) == "interrupted")

    def runs(self, selection: Selection = ALL_RUNS) -> tuple[RunRow, ...]:
        """Return the runs asked for, newest first; one without an end is 'running' or 'interrupted'."""
        return tuple(
            replace(row, status=self._fate(row.run_id)) if row.status == "unfinished" else row
            for row in self.select(RunRow, _RUNS, selection)
        )

    def run_ids(self) -> tuple[str, ...]:
        """Return the ids of all runs, newest first."""
        return tuple(run_id for (run_id,) in self._database.execute("SELECT run_id FROM run_starts ORDER BY 1 DESC"))

    def broken_lines(self) -> tuple[BrokenLine, ...]:
        """Return all lines of journals that could not be read; only journals known to have some are looked at."""
        query = "SELECT run_id FROM journals WHERE broken > 0 ORDER BY run_id"
        paths = [self._state.journal / f"{run_id}.jsonl" for (run_id,) in self._database.execute(query)]
        return tuple(line for path in paths if path.exists() for line in find_broken_lines(path))

    def _fate(self, run_id: str) -> str:
        return "running" if is_alive(self._state.journal / f"{run_id}.jsonl") else "interrupted"

    def spent_since(self, day: date) -> float:
        """Return what all runs and commands paid on *day* (UTC) and after, USD, with what may have been charged."""
        query = "SELECT coalesce(sum(usd + maybe_usd), 0) FROM spend WHERE day >= ?"
        return float(self._database.execute(query, (day,))[0][0])

    def reviews(self, campaign: str) -> tuple[LatestReview, ...]:
        """Return the last word on every file of *campaign* that people reviewed."""
        return self._database.select(LatestReview, _REVIEWS, {"campaign": campaign})

    def pictures(self) -> tuple[StoredPicture, ...]:
        """Return every file of every campaign as it was stored last; those that were removed since are among them."""
        return self._database.select(StoredPicture, _PICTURES)

    def documents(self) -> tuple[StoredDocument, ...]:
        """Return the newest text and vector of every product in every locale."""
        return self._database.select(StoredDocument, _DOCUMENTS)

    def select(self, kind: type[RowT], query: str, selection: Selection, **parameters: Parameter) -> tuple[RowT, ...]:
        """Return what *query* yields of *selection* as records of *kind*; the rest are parameters of its own."""
        wanted = {name: value for name, value in selection.parameters().items() if f"${name}" in query}
        return self._database.select(kind, query, {**wanted, **parameters})

    def select_dicts(self, query: str, run_id: str) -> tuple[dict[str, Any], ...]:
        """Return what *query* yields of one run, by the names of its columns."""
        return self._database.select_dicts(query, (run_id,))
