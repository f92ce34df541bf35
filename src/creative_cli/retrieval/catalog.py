"""The catalog of the search index: documents, keywords, pictures and stray vectors, in one SQLite file.

It tells what is indexed without importing Chroma, applies filters, and ranks keywords by BM25 inside SQLite, which
stays fast with a hundred thousand documents. Writers hold the index's file lock. Every statement on these tables is in
this module.
"""

import errno
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from creative_cli.models import Status
from creative_cli.retrieval.document import IndexedPicture, SearchDocument
from creative_cli.retrieval.filters import SearchFilters, UnknownFilterValue, build_sql_condition
from creative_cli.retrieval.tokens import tokenize_document
from creative_cli.storage.lock_waits import SQLITE_WAIT_S, wait_for_sqlite

CATALOG_SCHEMA = 2

# BM25's k1 and b, at their usual values (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework").
TERM_FREQUENCY = 1.2
LENGTH_WEIGHT = 0.75

MAX_SQL_VALUES = 500  # values bound in one statement; every SQLite takes as many

_TABLES = """
CREATE TABLE facts (embedder TEXT NOT NULL, dimension INTEGER NOT NULL, neutral BLOB NOT NULL);
CREATE TABLE documents (
    doc INTEGER PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, campaign TEXT NOT NULL, product TEXT NOT NULL,
    product_name TEXT NOT NULL, locale TEXT NOT NULL, country TEXT NOT NULL, direction TEXT NOT NULL,
    headline TEXT NOT NULL, text TEXT NOT NULL, run_id TEXT NOT NULL, made_at TEXT NOT NULL, words INTEGER NOT NULL,
    pull REAL NOT NULL,
    UNIQUE (campaign, product, country, locale)
);
CREATE TABLE pictures (
    doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, path TEXT NOT NULL, ratio TEXT NOT NULL,
    status INTEGER NOT NULL, sha256 TEXT NOT NULL, look BLOB NOT NULL, PRIMARY KEY (doc, path)
) WITHOUT ROWID;
CREATE INDEX pictures_by_bytes ON pictures (sha256);
CREATE TABLE keywords (
    word TEXT NOT NULL, doc INTEGER NOT NULL, times INTEGER NOT NULL, words INTEGER NOT NULL, PRIMARY KEY (word, doc)
) WITHOUT ROWID;
CREATE INDEX keywords_of ON keywords (doc);
CREATE TABLE totals (documents INTEGER NOT NULL, words INTEGER NOT NULL);
INSERT INTO totals VALUES (0, 0);
CREATE TRIGGER counted AFTER INSERT ON documents BEGIN
    UPDATE totals SET documents = documents + 1, words = words + new.words;
END;
CREATE TRIGGER forgotten AFTER DELETE ON documents BEGIN
    UPDATE totals SET documents = documents - 1, words = words - old.words;
    DELETE FROM keywords WHERE doc = old.doc;
END;
CREATE TABLE strays (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_FIELDS = "doc_id, campaign, product, product_name, locale, country, direction, headline, text, run_id, made_at"

_RANKING = """
SELECT documents.doc_id, scores.score, scores.weight FROM (
    SELECT keywords.doc AS doc, SUM(asked.weight) AS weight,
           SUM(asked.weight * keywords.times * (:k1 + 1)
               / (keywords.times + :k1 * (1 - :b + :b * keywords.words / :mean))) AS score
    FROM asked CROSS JOIN keywords ON keywords.word = asked.word {narrowed}
    GROUP BY keywords.doc
) AS scores JOIN documents ON documents.doc = scores.doc
ORDER BY scores.score DESC, documents.doc_id LIMIT :depth
"""


class PictureFile(NamedTuple):
    """A picture of the catalog: the number of its document, its path and campaign, SHA-256 and image hash or b""."""

    doc: int
    path: str
    campaign: str
    sha256: str
    image_hash: bytes


class Catalog:
    """The documents of one generation of the index. Raises sqlite3.Error, which `SearchIndex` translates.

    `embedder` is the id of the embedder, `dimension` the length of its vectors, `neutral` the packed vectors of the
    neutral sentences.
    """

    def __init__(self, path: Path) -> None:
        """Open *path*, written by `create`."""
        if not path.is_file():
            raise FileNotFoundError(errno.ENOENT, "the catalog is missing", str(path))
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=SQLITE_WAIT_S)
        try:
            self._connection.execute("PRAGMA foreign_keys = ON")
            (schema,) = self._execute_patiently("PRAGMA user_version").fetchone()
            if schema != CATALOG_SCHEMA:
                raise sqlite3.DatabaseError(
                    f"another version of creative made it (schema {schema}, this one reads {CATALOG_SCHEMA})"
                )
            facts: tuple[str, int, bytes] | None = self._connection.execute("SELECT * FROM facts").fetchone()
            if facts is None:
                raise sqlite3.DatabaseError("it does not say what made it")
        except sqlite3.Error:
            self._connection.close()
            raise
        self.embedder, self.dimension, self.neutral = facts

    @staticmethod
    def create(path: Path, embedder: str, dimension: int, neutral: bytes) -> None:
        """Write an empty catalog for the vectors of one embedder."""
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {CATALOG_SCHEMA};COMMIT;")
            connection.execute("INSERT INTO facts VALUES (?, ?, ?)", (embedder, dimension, neutral))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def size(self) -> int:
        """Return the number of documents."""
        return int(self._connection.execute("SELECT documents FROM totals").fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything written inside, or nothing."""
        self._execute_patiently("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:  # never keep half a batch, even on Ctrl-C
            self._connection.execute("ROLLBACK")
            raise
        self._execute_patiently("COMMIT")

    def _execute_patiently(self, statement: str) -> sqlite3.Cursor:
        """Execute a statement that a program which has the file open, such as a database browser, may hold up."""
        return wait_for_sqlite(lambda: self._connection.execute(statement), "the catalog of the search index")

    def known(self, doc_ids: Sequence[str]) -> frozenset[str]:
        """Return the indexed ones of *doc_ids*."""
        return frozenset(self._column("SELECT doc_id FROM documents WHERE doc_id IN ({})", doc_ids))

    def put(self, document: SearchDocument, pull: float) -> str | None:
        """Add *document* with its keywords and *pull*; return the id of the document it replaces."""
        occupant = self._connection.execute(
            "DELETE FROM documents WHERE campaign = ? AND product = ? AND country = ? AND locale = ? RETURNING doc_id",
            document.place,
        ).fetchone()
        words = Counter(tokenize_document(document.text))
        row = self._connection.execute(
            f"INSERT INTO documents ({_FIELDS}, words, pull) VALUES ({', '.join('?' * 13)}) RETURNING doc",
            (*(getattr(document, name) for name in _FIELDS.split(", ")), words.total(), pull),
        ).fetchone()
        self._connection.executemany(
            "INSERT INTO keywords VALUES (?, ?, ?, ?)",
            [(word, row[0], times, words.total()) for word, times in words.items()],
        )
        self._put_pictures(row[0], document.pictures)
        return None if occupant is None or occupant[0] == document.doc_id else str(occupant[0])

    def refresh(self, document: SearchDocument) -> None:
        """Update the run, time and pictures of an indexed document."""
        row = self._connection.execute(
            "UPDATE documents SET run_id = ?, made_at = ? WHERE doc_id = ? RETURNING doc",
            (document.run_id, document.made_at, document.doc_id),
        ).fetchone()
        if row is not None:
            self._connection.execute("DELETE FROM pictures WHERE doc = ?", row)
            self._put_pictures(row[0], document.pictures)

    def campaigns(self, doc_ids: Sequence[str]) -> int:
        """Return the number of campaigns *doc_ids* belong to."""
        return len(set(self._column("SELECT campaign FROM documents WHERE doc_id IN ({})", doc_ids)))

    def strays(self) -> frozenset[str]:
        """Return ids that may have a vector but no document, after an interrupted write."""
        return frozenset(row[0] for row in self._connection.execute("SELECT doc_id FROM strays"))

    def mark(self, doc_ids: Iterable[str]) -> None:
        """Record *doc_ids* as strays: they may have a vector but no document."""
        self._connection.executemany("INSERT OR IGNORE INTO strays VALUES (?)", [(doc_id,) for doc_id in doc_ids])

    def unmark(self, doc_ids: Iterable[str]) -> None:
        """Remove *doc_ids* from the strays."""
        self._connection.executemany("DELETE FROM strays WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])

    def matching(self, filters: SearchFilters) -> tuple[str, ...] | None:
        """Return the ids that pass *filters*, or None when nothing filters."""
        condition, values = build_sql_condition(filters)
        if not condition:
            return None
        rows = self._connection.execute(f"SELECT doc_id FROM documents WHERE {condition}", values)
        return tuple(row[0] for row in rows)

    def unknown(self, filters: SearchFilters) -> tuple[UnknownFilterValue, ...]:
        """Return the values of *filters* that no document or picture has."""
        fields = (
            ("campaign", filters.campaigns, "SELECT DISTINCT campaign FROM documents ORDER BY 1"),
            ("product", filters.products, "SELECT DISTINCT product FROM documents ORDER BY 1"),
            ("country", filters.countries, "SELECT DISTINCT country FROM documents ORDER BY 1"),
            ("locale", filters.locales, "SELECT DISTINCT locale FROM documents ORDER BY 1"),
            ("ratio", filters.ratios, "SELECT DISTINCT ratio FROM pictures ORDER BY 1"),
        )
        found = []
        for name, values, query in fields:
            known = tuple(row[0] for row in self._connection.execute(query)) if values else ()
            found += [UnknownFilterValue(name, value, known) for value in values if value not in known]
        return tuple(found)

    def meets(self, filters: SearchFilters) -> bool:
        """Return whether any document passes all of *filters*."""
        condition, values = build_sql_condition(filters)
        narrowed = f"WHERE {condition}" if condition else ""
        query = f"SELECT EXISTS (SELECT 1 FROM documents {narrowed})"
        return bool(self._connection.execute(query, values).fetchone()[0])

    def rank(self, words: Sequence[str], filters: SearchFilters, depth: int) -> dict[str, tuple[float, float]]:
        """Return the *depth* documents with the best keywords, best first, with score and coverage.

        The score is BM25 (Robertson's, with idf above 0); coverage is the share of the words' weight, 0 to 1.
        """
        documents, total = self._connection.execute("SELECT documents, words FROM totals").fetchone()
        if not words or not documents:
            return {}
        weights = {word: self._idf(word, documents) for word in words}
        condition, values = build_sql_condition(filters)
        narrowed = f"AND keywords.doc IN (SELECT doc FROM documents WHERE {condition})" if condition else ""
        asked = ", ".join(f"(:w{number}, {weight!r})" for number, weight in enumerate(weights.values()))
        rows = self._connection.execute(
            f"WITH asked (word, weight) AS (VALUES {asked}) {_RANKING.format(narrowed=narrowed)}",
            {
                **{f"w{number}": word for number, word in enumerate(weights)},
                **values,
                "k1": TERM_FREQUENCY,
                "b": LENGTH_WEIGHT,
                "mean": max(1.0, total / documents),
                "depth": depth,
            },
        )
        whole = sum(weights.values())
        return {doc_id: (score, weight / whole) for doc_id, score, weight in rows}

    def pulls(self, doc_ids: Sequence[str]) -> dict[str, float]:
        """Return the pull of each document (`noise_floor.measure_pulls`)."""
        return dict(self._rows("SELECT doc_id, pull FROM documents WHERE doc_id IN ({})", doc_ids))

    def picture_files(self, filters: SearchFilters) -> tuple[PictureFile, ...]:
        """Return every picture whose document passes *filters*, in the order of documents and paths."""
        condition, values = build_sql_condition(filters)
        narrowed = f"WHERE {condition}" if condition else ""
        query = f"""
            SELECT doc, path, (SELECT campaign FROM documents WHERE documents.doc = pictures.doc), sha256, look
            FROM pictures WHERE doc IN (SELECT doc FROM documents {narrowed}) ORDER BY doc, path
        """
        return tuple(PictureFile(*row) for row in self._connection.execute(query, values))

    def copies(self, sha256: str, filters: SearchFilters) -> tuple[tuple[int, str, str], ...]:
        """Return document, path and SHA-256 of every picture with these bytes whose document passes *filters*."""
        return self._pictures("sha256", "sha256 = :sha256", {"sha256": sha256}, filters)

    def document(self, doc: int) -> SearchDocument:
        """Return the document with the number *doc* of `picture_files` and `copies`."""
        (doc_id,) = self._connection.execute("SELECT doc_id FROM documents WHERE doc = ?", (doc,)).fetchone()
        return self.load((doc_id,))[doc_id]

    def known_image_hashes(self, sha256s: Sequence[str]) -> dict[str, bytes]:
        """Return the image hashes of files, by their SHA-256, where known."""
        return dict(self._rows("SELECT sha256, look FROM pictures WHERE look != x'' AND sha256 IN ({})", sha256s))

    def matched(self, doc_ids: Sequence[str], words: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return which of *words* each document has."""
        found: dict[str, set[str]] = {doc_id: set() for doc_id in doc_ids}
        for word in words:
            sql = "SELECT doc_id FROM documents JOIN keywords USING (doc) WHERE keywords.word = ? AND doc_id IN ({})"
            for doc_id in self._column(sql, doc_ids, word):
                found[doc_id].add(word)
        return {doc_id: frozenset(has) for doc_id, has in found.items()}

    def load(self, doc_ids: Sequence[str]) -> dict[str, SearchDocument]:
        """Return the indexed documents among *doc_ids*."""
        found: dict[str, SearchDocument] = {}
        for doc_id in doc_ids:
            row = self._connection.execute(
                f"SELECT {_FIELDS}, doc FROM documents WHERE doc_id = ?", (doc_id,)
            ).fetchone()
            if row is not None:
                pictures = self._connection.execute(
                    "SELECT path, ratio, status, sha256, look FROM pictures WHERE doc = ? ORDER BY path", row[-1:]
                )
                shown = tuple(
                    IndexedPicture(path, ratio, Status(status), *rest) for path, ratio, status, *rest in pictures
                )
                found[doc_id] = replace(SearchDocument(*row[:-1]), pictures=shown)
        return found

    def _put_pictures(self, doc: int, pictures: Iterable[IndexedPicture]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?)",
            [(doc, p.path, p.ratio, int(p.status), p.sha256, p.image_hash) for p in pictures],
        )

    def _pictures(self, column: str, which: str, values: dict[str, str], filters: SearchFilters) -> tuple[Any, ...]:
        condition, bound = build_sql_condition(filters)
        narrowed = f" AND doc IN (SELECT doc FROM documents WHERE {condition})" if condition else ""
        query = f"SELECT doc, path, {column} FROM pictures WHERE {which}{narrowed}"
        return tuple(self._connection.execute(query, {**bound, **values}))

    def _idf(self, word: str, documents: int) -> float:
        (has,) = self._connection.execute("SELECT COUNT(*) FROM keywords WHERE word = ?", (word,)).fetchone()
        return math.log1p((documents - has + 0.5) / (has + 0.5))

    def _column(self, sql: str, values: Sequence[str], *first: str) -> Iterator[str]:
        return (row[0] for row in self._rows(sql, values, *first))

    def _rows(self, sql: str, values: Sequence[str], *first: str) -> Iterator[Any]:
        """Run *sql* with its `{}` as a list of *values*, in portions."""
        for start in range(0, len(values), MAX_SQL_VALUES):
            portion = values[start : start + MAX_SQL_VALUES]
            marks = ", ".join("?" * len(portion))
            yield from self._connection.execute(sql.format(marks), (*first, *portion))
