"""The catalog of the search index: documents, their words and their pictures, in one SQLite file.

It says what is indexed and applies filters. Writers hold the index's file lock. Every statement on these tables is in
this module.
"""

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from creative_cli.models import Status
from creative_cli.retrieval.document import IndexedPicture, SearchDocument
from creative_cli.retrieval.filters import NO_FILTERS, SearchFilters, UnknownFilterValue, build_sql_condition
from creative_cli.retrieval.tokens import tokenize_document
from creative_cli.retrieval.vector_file import DocumentNumbers
from creative_cli.storage.lock_waits import SQLITE_WAIT_S, wait_for_sqlite

CATALOG_SCHEMA = 4

MAX_SQL_VALUES = 500  # values bound in one statement; every SQLite takes as many

_TABLES = """
CREATE TABLE facts (embedder TEXT NOT NULL, dimension INTEGER NOT NULL);
CREATE TABLE documents (
    doc INTEGER PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, campaign TEXT NOT NULL, product TEXT NOT NULL,
    product_name TEXT NOT NULL, locale TEXT NOT NULL, country TEXT NOT NULL, direction TEXT NOT NULL,
    headline TEXT NOT NULL, text TEXT NOT NULL, run_id TEXT NOT NULL, made_at TEXT NOT NULL, variant TEXT NOT NULL,
    UNIQUE (campaign, product, country, locale, variant)
);
CREATE TABLE pictures (
    doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, path TEXT NOT NULL, ratio TEXT NOT NULL,
    status INTEGER NOT NULL, sha256 TEXT NOT NULL, look BLOB NOT NULL, PRIMARY KEY (doc, path)
) WITHOUT ROWID;
CREATE INDEX pictures_by_bytes ON pictures (sha256);
CREATE TABLE keywords (word TEXT NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (word, doc)) WITHOUT ROWID;
CREATE INDEX keywords_of ON keywords (doc);
CREATE TABLE unembedded (doc INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE);
CREATE TRIGGER forgotten AFTER DELETE ON documents BEGIN
    DELETE FROM keywords WHERE doc = old.doc;
END;
"""

_FIELDS = (
    "doc_id, campaign, product, product_name, locale, country, direction, headline, text, run_id, made_at, variant"
)


class PictureFile(NamedTuple):
    """A picture of the catalog: the number of its document, its path and campaign, SHA-256 and image hash or b""."""

    doc: int
    path: str
    campaign: str
    sha256: str
    image_hash: bytes


class Catalog:
    """The documents of one generation of the index. Raises sqlite3.Error, which `SearchIndex` translates.

    `embedder` is the id of the embedder, `dimension` the length of its vectors.
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
            facts: tuple[str, int] | None = self._connection.execute("SELECT * FROM facts").fetchone()
            if facts is None:
                raise sqlite3.DatabaseError("it does not say what made it")
        except sqlite3.Error:
            self._connection.close()
            raise
        self.embedder, self.dimension = facts

    @staticmethod
    def create(path: Path, embedder: str, dimension: int) -> None:
        """Write an empty catalog for the vectors of one embedder."""
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {CATALOG_SCHEMA};COMMIT;")
            connection.execute("INSERT INTO facts VALUES (?, ?)", (embedder, dimension))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def size(self) -> int:
        """Return the number of documents."""
        return int(self._connection.execute("SELECT COUNT(*) FROM documents").fetchone()[0])

    def rows(self) -> int:
        """Return one more than the largest number of a document."""
        return int(self._connection.execute("SELECT COALESCE(MAX(doc) + 1, 0) FROM documents").fetchone()[0])

    def find_free_numbers(self, wanted: int) -> tuple[int, ...]:
        """Return *wanted* numbers that no document has, the smallest first."""
        taken = {row[0] for row in self._connection.execute("SELECT doc FROM documents")}
        return tuple(islice((number for number in count() if number not in taken), wanted))

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

    def put(self, doc: int, document: SearchDocument, *, embedded: bool = True) -> None:
        """Add *document* with the number *doc*, in place of the one with the same place; not *embedded*, it waits."""
        self._connection.execute(
            "DELETE FROM documents WHERE campaign = ? AND product = ? AND country = ? AND locale = ? AND variant = ?",
            document.place,
        )
        self._connection.execute(
            f"INSERT INTO documents (doc, {_FIELDS}) VALUES ({', '.join('?' * 13)})",
            (doc, *(getattr(document, name) for name in _FIELDS.split(", "))),
        )
        self._connection.executemany(
            "INSERT INTO keywords VALUES (?, ?)", [(word, doc) for word in set(tokenize_document(document.text))]
        )
        if not embedded:
            self._connection.execute("INSERT INTO unembedded VALUES (?)", (doc,))
        self._put_pictures(doc, document.pictures)

    def count_unembedded(self) -> int:
        """Return how many documents wait for their vector."""
        return int(self._connection.execute("SELECT COUNT(*) FROM unembedded").fetchone()[0])

    def list_unembedded(self) -> dict[int, str]:
        """Return the texts of the documents that wait for their vector, by their number."""
        return dict(self._connection.execute("SELECT doc, text FROM documents JOIN unembedded USING (doc)"))

    def mark_embedded(self) -> None:
        """Note that every document has its vector."""
        self._connection.execute("DELETE FROM unembedded")

    def list_embedded(self) -> dict[int, str]:
        """Return the ids of the documents that have their vector, by their number."""
        query = "SELECT doc, doc_id FROM documents WHERE doc NOT IN (SELECT doc FROM unembedded)"
        return dict(self._connection.execute(query))

    def refresh(self, document: SearchDocument) -> None:
        """Update the run, time and pictures of an indexed document."""
        row = self._connection.execute(
            "UPDATE documents SET run_id = ?, made_at = ? WHERE doc_id = ? RETURNING doc",
            (document.run_id, document.made_at, document.doc_id),
        ).fetchone()
        if row is not None:
            self._connection.execute("DELETE FROM pictures WHERE doc = ?", row)
            self._put_pictures(row[0], document.pictures)

    def matching(self, filters: SearchFilters) -> DocumentNumbers | None:
        """Return the numbers of the documents that pass *filters*, or None when nothing filters."""
        if filters == NO_FILTERS:
            return None
        condition, values = build_sql_condition(filters)
        rows = self._connection.execute(f"SELECT doc FROM documents WHERE {condition}", values)
        return np.array([row[0] for row in rows], dtype=np.int64)

    def count_shared_words(self, words: Sequence[str]) -> tuple[DocumentNumbers, DocumentNumbers]:
        """Return the numbers of the documents that have any of *words*, and how many of them each has."""
        sql = "SELECT doc, COUNT(*) FROM keywords WHERE word IN ({}) GROUP BY doc"
        found = np.array(list(self._rows(sql, words)), dtype=np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    def name_campaigns(self, docs: Sequence[int]) -> dict[int, str]:
        """Return the campaigns of documents by their number; others are left out."""
        return dict(self._rows("SELECT doc, campaign FROM documents WHERE doc IN ({})", docs))

    def list_documents(self, campaign: str) -> dict[int, str]:
        """Return the ids of the documents of *campaign* by their number."""
        return dict(self._connection.execute("SELECT doc, doc_id FROM documents WHERE campaign = ?", (campaign,)))

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
        """Return the document with the number *doc*."""
        row = self._connection.execute(f"SELECT {_FIELDS} FROM documents WHERE doc = ?", (doc,)).fetchone()
        sql = "SELECT path, ratio, status, sha256, look FROM pictures WHERE doc = ? ORDER BY path"
        shown = tuple(
            IndexedPicture(path, ratio, Status(status), *rest)
            for path, ratio, status, *rest in self._connection.execute(sql, (doc,))
        )
        return replace(SearchDocument(**dict(zip(_FIELDS.split(", "), row, strict=True))), pictures=shown)

    def known_image_hashes(self, sha256s: Sequence[str]) -> dict[str, bytes]:
        """Return the image hashes of files, by their SHA-256, where known."""
        return dict(self._rows("SELECT sha256, look FROM pictures WHERE look != x'' AND sha256 IN ({})", sha256s))

    def list_unread_pictures(self) -> set[str]:
        """Return the SHA-256 of the files that have no image hash."""
        return {str(row[0]) for row in self._connection.execute("SELECT sha256 FROM pictures WHERE look = x''")}

    def put_image_hashes(self, hashes: Mapping[str, bytes]) -> None:
        """Keep the image hashes of files, by their SHA-256."""
        rows = [(image_hash, sha256) for sha256, image_hash in hashes.items()]
        self._connection.executemany("UPDATE pictures SET look = ? WHERE sha256 = ?", rows)

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

    def _column(self, sql: str, values: Sequence[str]) -> Iterator[str]:
        return (row[0] for row in self._rows(sql, values))

    def _rows(self, sql: str, values: Sequence[str] | Sequence[int]) -> Iterator[Any]:
        """Run *sql* with its `{}` as a list of *values*, in portions."""
        for start in range(0, len(values), MAX_SQL_VALUES):
            portion = values[start : start + MAX_SQL_VALUES]
            marks = ", ".join("?" * len(portion))
            yield from self._connection.execute(sql.format(marks), portion)
