"""The run log: what all journals say, in one DuckDB file that can be asked.

The file is a projection. Opening it first imports what the journals gained, so the rows hold every event that was
acknowledged before; deleting it loses nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from creative_cli.storage.database import DamagedError, Database, RowT, set_aside
from creative_cli.storage.importer import Imported, forget_journals, import_journals
from creative_cli.storage.journal import is_alive
from creative_cli.storage.migrations import MIGRATIONS
from creative_cli.storage.rows import DocumentRow, FindingCountRow, PictureRow, ProviderUseRow, RunRow
from creative_cli.storage.state import OnWait, StateFolder


@dataclass(frozen=True, slots=True)
class Selection:
    """Which runs are asked for; what is None does not narrow. `since` is inclusive, to the second."""

    since: datetime | None = None
    campaign: str | None = None
    run_id: str | None = None


ALL_RUNS = Selection()


class RunLog:
    """The open run log; one command at a time has it.

    `imported` is what opening brought in; `rebuilt` says why the file had to be made anew, or is empty.
    """

    def __init__(self, state: StateFolder, database: Database, imported: Imported, rebuilt: str = "") -> None:
        """Ask *database*; `RunLog.open` opens it, under the lock."""
        self._state = state
        self._database = database
        self.imported = imported
        self.rebuilt = rebuilt

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
        existed = state.runlog.exists()
        database = Database.open(state.runlog)
        try:
            if migrate(database) and existed:
                forget_journals(database, state.journal)
            return cls(state, database, import_journals(database, state.journal), rebuilt)
        except BaseException:  # Ctrl-C too: an open file would keep its lock for as long as we live
            database.close()
            raise

    def close(self) -> None:
        """Close the file; the lock is not ours to let go."""
        self._database.close()

    def runs(self, selection: Selection = ALL_RUNS) -> tuple[RunRow, ...]:
        """Return the runs asked for, newest first; one without an end is 'running' or 'interrupted'."""
        return tuple(
            row if row.ended_at else replace(row, status=self._fate(row.run_id))
            for row in self._selected(RunRow, selection, "run_id DESC")
        )

    def _fate(self, run_id: str) -> str:
        return "running" if is_alive(self._state.journal / f"{run_id}.jsonl") else "interrupted"

    def provider_uses(self, selection: Selection = ALL_RUNS) -> tuple[ProviderUseRow, ...]:
        """Return where the pictures of these runs came from."""
        return self._selected(ProviderUseRow, selection, "run_id DESC, provider, model, kind")

    def finding_counts(self, selection: Selection = ALL_RUNS) -> tuple[FindingCountRow, ...]:
        """Return how often each check said what in these runs."""
        return self._selected(FindingCountRow, selection, "run_id DESC, check_id, code, status")

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
        # Run ids begin with the second the run started in: time is cut without a join.
        since = selection.since and f"{selection.since.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        wanted = {"run_id >= ?": since, "campaign = ?": selection.campaign, "run_id = ?": selection.run_id}
        conditions = {condition: value for condition, value in wanted.items() if value is not None}
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        return self._database.rows(kind, f"{where} ORDER BY {order}", tuple(conditions.values()))


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
