"""The run log: what all journals say, in one DuckDB file that can be asked.

The file is a projection. Opening it first imports what the journals gained, so the rows hold every event that was
acknowledged before; deleting it loses nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from creative_cli.runlog.aggregates import AdSum, Dimension, Sums, added_up, ads_by
from creative_cli.runlog.database import Answer, DamagedError, Database, RowT, ask, left_open, set_aside
from creative_cli.runlog.importer import Imported, broken_in, forget_journals, import_journals
from creative_cli.runlog.journal import BrokenLine, is_alive
from creative_cli.runlog.migrations import MIGRATIONS
from creative_cli.runlog.rows import DocumentRow
from creative_cli.runlog.selection import ALL_RUNS, Selection
from creative_cli.runlog.views import (
    AttemptRow,
    FindingCountRow,
    LatestReviewRow,
    PictureRow,
    ProviderUseRow,
    RunRow,
    SpendRow,
)
from creative_cli.storage.state import OnWait, StateFolder


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

        A file that is damaged, or made by a newer version, is moved to `runlog.aside.duckdb` and made anew. Waits
        for other commands, telling *on_wait* once. Raises StorageError.
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
            return ask(state.runlog, query)

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
        existed, taken_over = state.runlog.exists(), left_open(state.runlog)
        database = Database.open(state.runlog)
        try:
            if migrate(database) and existed:
                forget_journals(database, state.journal)
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
        query = (
            "SELECT run_id FROM run_starts WHERE run_id IN (SELECT unnest(?)) "
            "AND run_id NOT IN (SELECT run_id FROM run_ends) ORDER BY run_id"
        )
        unfinished = self._database.execute(query, (list(self.imported.runs),)) if self.imported.runs else []
        return tuple(run_id for (run_id,) in unfinished if self._fate(run_id) == "interrupted")

    def runs(self, selection: Selection = ALL_RUNS) -> tuple[RunRow, ...]:
        """Return the runs asked for, newest first; one without an end is 'running' or 'interrupted'."""
        return tuple(
            row if row.ended_at else replace(row, status=self._fate(row.run_id))
            for row in self._selected(RunRow, selection, "run_id DESC")
        )

    def run_ids(self) -> tuple[str, ...]:
        """Return the ids of all runs, newest first."""
        return tuple(run_id for (run_id,) in self._database.execute("SELECT run_id FROM run_starts ORDER BY 1 DESC"))

    def broken_lines(self) -> tuple[BrokenLine, ...]:
        """Return all lines of journals that could not be read; only journals known to have some are looked at."""
        query = "SELECT run_id FROM journals WHERE broken > 0 ORDER BY run_id"
        paths = [self._state.journal / f"{run_id}.jsonl" for (run_id,) in self._database.execute(query)]
        return tuple(line for path in paths if path.exists() for line in broken_in(path))

    def _fate(self, run_id: str) -> str:
        return "running" if is_alive(self._state.journal / f"{run_id}.jsonl") else "interrupted"

    def provider_uses(self, selection: Selection = ALL_RUNS) -> tuple[ProviderUseRow, ...]:
        """Return where the pictures of these runs came from."""
        return self._selected(ProviderUseRow, selection, "run_id DESC, provider, model, kind")

    def finding_counts(self, selection: Selection = ALL_RUNS) -> tuple[FindingCountRow, ...]:
        """Return how often each check said what in these runs."""
        return self._selected(FindingCountRow, selection, "run_id DESC, check_id, code, status")

    def attempts(self, selection: Selection = ALL_RUNS) -> tuple[AttemptRow, ...]:
        """Return the calls to services of these runs, in the order they left; one without an end is 'unknown'."""
        return self._selected(AttemptRow, selection, "event_id")

    def spend(self, selection: Selection = ALL_RUNS) -> tuple[SpendRow, ...]:
        """Return what was paid by run, day, task and model."""
        return self._selected(SpendRow, selection, "run_id DESC, day, task, provider, model")

    def reviews(self, campaign: str | None = None) -> tuple[LatestReviewRow, ...]:
        """Return the last word on every file that people reviewed, of one campaign or of all."""
        rest = "WHERE $campaign IS NULL OR campaign = $campaign ORDER BY campaign, path, happened_at"
        return self._database.rows(LatestReviewRow, rest, {"campaign": campaign})

    def sums(self, selection: Selection = ALL_RUNS) -> Sums:
        """Return what these runs come to, added up by the database."""
        return added_up(self._database, selection)

    def ads_by(self, dimension: Dimension, selection: Selection = ALL_RUNS) -> tuple[AdSum, ...]:
        """Return the ads of these runs by market, ratio or product."""
        return ads_by(self._database, dimension, selection)

    def of_run(self, kind: type[RowT], run_id: str) -> tuple[RowT, ...]:
        """Return all rows of one *kind* (AssetRow, FindingRow, …) of a run, in the order they happened."""
        return self._database.rows(kind, "WHERE run_id = ? ORDER BY event_id, rowid", (run_id,))

    def pictures(self) -> tuple[PictureRow, ...]:
        """Return every file of every campaign as it was stored last; those that were removed since are among them."""
        return self._database.rows(PictureRow, "ORDER BY campaign, path")

    def documents(self, embedder: str | None = None) -> tuple[DocumentRow, ...]:
        """Return the newest text and vector of every product in every locale, of one embedder or of any."""
        newest = "row_number() OVER (PARTITION BY campaign, product, country, locale ORDER BY event_id DESC) = 1"
        whose = "WHERE $embedder IS NULL OR embedder = $embedder"
        rest = f"{whose} QUALIFY {newest} ORDER BY campaign, product, country, locale"
        return self._database.rows(DocumentRow, rest, {"embedder": embedder})

    def _selected(self, kind: type[RowT], selection: Selection, order: str) -> tuple[RowT, ...]:
        where, parameters = selection.where()
        return self._database.rows(kind, f"WHERE {where} ORDER BY {order}", parameters)


def migrate(database: Database) -> bool:
    """Bring the file to today's shape and tell whether anything was missing; raise DamagedError for a newer one's."""
    database.execute("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
    applied = {name for (name,) in database.execute("SELECT name FROM migrations")}
    if unknown := applied - {migration.name for migration in MIGRATIONS}:
        raise DamagedError(
            f"The run log {database.path} was made by a newer version of creative ({', '.join(sorted(unknown))})."
        )
    missing = [migration for migration in MIGRATIONS if migration.name not in applied]
    for migration in missing:
        with database.transaction():
            database.execute(migration.sql)
            now = datetime.now(UTC).replace(tzinfo=None)
            database.execute("INSERT INTO migrations VALUES (?, ?)", (migration.name, now))
    return bool(missing)
