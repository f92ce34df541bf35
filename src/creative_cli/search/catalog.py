"""What the index knows besides vectors: the documents, their keywords, and what is still to be tidied.

One SQLite file beside the vectors. It answers "is this indexed already" without importing Chroma, keeps the fields
that filters ask for, and ranks keywords by BM25 inside SQLite, which stays quick with a hundred thousand documents
where a list in JSON would not. Whoever writes holds the index' file lock. The file is longer than most so that every
statement on these tables stands beside their definition.
"""

import errno
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from creative_cli.models import Status
from creative_cli.search.document import IndexedPicture, SearchDocument
from creative_cli.search.filters import SearchFilters, UnknownFilterValue, build_sql_condition
from creative_cli.search.tokens import tokenize_document

CATALOG_SCHEMA = 2

TERM_FREQUENCY = 1.2
LENGTH_WEIGHT = 0.75
"""BM25's k1 and b, at their usual values (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework")."""

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


@dataclass(frozen=True, slots=True)
class KeywordHit:
    """A document that has words of the question: its BM25 score, and the share (0 to 1) of their weight it has."""

    doc_id: str
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What the vectors of an index are: their embedder's id, their length, and the neutral sentences (`packed`)."""

    embedder: str
    dimension: int
    neutral: bytes


class Catalog:
    """The documents of one generation of the index. Raises sqlite3.Error, which `Index` puts into words."""

    def __init__(self, path: Path) -> None:
        """Open *path*, which `create` made."""
        if not path.is_file():
            raise FileNotFoundError(errno.ENOENT, "the catalog is missing", str(path))
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._connection.execute("PRAGMA foreign_keys = ON")
        (schema,) = self._connection.execute("PRAGMA user_version").fetchone()
        if schema != CATALOG_SCHEMA:
            self._connection.close()
            raise sqlite3.DatabaseError(
                f"another version of creative made it (schema {schema}, this one reads {CATALOG_SCHEMA})"
            )

    @staticmethod
    def create(path: Path, facts: IndexFacts) -> None:
        """Write an empty catalog that belongs to one embedder."""
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {CATALOG_SCHEMA};COMMIT;")
            connection.execute("INSERT INTO facts VALUES (?, ?, ?)", (facts.embedder, facts.dimension, facts.neutral))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def facts(self) -> IndexFacts:
        """Return what the vectors beside this catalog are."""
        return IndexFacts(*self._connection.execute("SELECT embedder, dimension, neutral FROM facts").fetchone())

    def size(self) -> int:
        """Return how many documents there are."""
        return int(self._connection.execute("SELECT documents FROM totals").fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything inside or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:  # whatever happens, half a batch is never kept
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def known(self, doc_ids: Sequence[str]) -> frozenset[str]:
        """Return those of *doc_ids* that are indexed."""
        return frozenset(self._column("SELECT doc_id FROM documents WHERE doc_id IN ({})", doc_ids))

    def put(self, document: SearchDocument, pull: float) -> str | None:
        """Add *document* with its keywords and its *pull*; return the id of the one whose place it takes."""
        occupant = self._connection.execute(
            "DELETE FROM documents WHERE campaign = ? AND product = ? AND country = ? AND locale = ? RETURNING doc_id",
            document.place,
        ).fetchone()
        words = Counter(tokenize_document(document.text))
        row = self._connection.execute(
            f"INSERT INTO documents ({_FIELDS}, words, pull) VALUES ({', '.join('?' * 13)}) RETURNING doc",  # noqa: S608  # our own column names
            (
                document.doc_id,
                document.campaign,
                document.product,
                document.product_name,
                document.locale,
                document.country,
                document.direction,
                document.headline,
                document.text,
                document.run_id,
                document.made_at,
                words.total(),
                pull,
            ),
        ).fetchone()
        self._connection.executemany(
            "INSERT INTO keywords VALUES (?, ?, ?, ?)",
            [(word, row[0], times, words.total()) for word, times in words.items()],
        )
        self._put_pictures(row[0], document.pictures)
        return None if occupant is None or occupant[0] == document.doc_id else str(occupant[0])

    def refresh(self, document: SearchDocument) -> None:
        """Write the run, the time and the pictures of a document that is indexed already."""
        row = self._connection.execute(
            "UPDATE documents SET run_id = ?, made_at = ? WHERE doc_id = ? RETURNING doc",
            (document.run_id, document.made_at, document.doc_id),
        ).fetchone()
        if row is not None:
            self._connection.execute("DELETE FROM pictures WHERE doc = ?", row)
            self._put_pictures(row[0], document.pictures)

    def drop(self, doc_ids: Iterable[str]) -> None:
        """Forget documents."""
        self._connection.executemany("DELETE FROM documents WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])

    def campaigns(self, doc_ids: Sequence[str]) -> int:
        """Return to how many campaigns *doc_ids* belong."""
        return len(set(self._column("SELECT campaign FROM documents WHERE doc_id IN ({})", doc_ids)))

    def strays(self) -> frozenset[str]:
        """Return ids whose vectors may be there without a document: a write was cut short."""
        return frozenset(row[0] for row in self._connection.execute("SELECT doc_id FROM strays"))

    def mark(self, doc_ids: Iterable[str]) -> None:
        """Note that vectors of *doc_ids* may be there without a document."""
        self._connection.executemany("INSERT OR IGNORE INTO strays VALUES (?)", [(doc_id,) for doc_id in doc_ids])

    def unmark(self, doc_ids: Iterable[str]) -> None:
        """Note that *doc_ids* are in order."""
        self._connection.executemany("DELETE FROM strays WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])

    def matching(self, filters: SearchFilters) -> tuple[str, ...] | None:
        """Return the ids *filters* leave, or None when they ask for nothing."""
        wanted = build_sql_condition(filters)
        if not wanted.sql:
            return None
        rows = self._connection.execute(f"SELECT doc_id FROM documents WHERE {wanted.sql}", wanted.values)  # noqa: S608  # our own SQL, values are bound
        return tuple(row[0] for row in rows)

    def unknown(self, filters: SearchFilters) -> tuple[UnknownFilterValue, ...]:
        """Return the values of *filters* that no document or picture has."""
        asked = (
            ("campaign", filters.campaigns, "SELECT DISTINCT campaign FROM documents ORDER BY 1"),
            ("product", filters.products, "SELECT DISTINCT product FROM documents ORDER BY 1"),
            ("country", filters.countries, "SELECT DISTINCT country FROM documents ORDER BY 1"),
            ("locale", filters.locales, "SELECT DISTINCT locale FROM documents ORDER BY 1"),
            ("ratio", filters.ratios, "SELECT DISTINCT ratio FROM pictures ORDER BY 1"),
        )
        found = []
        for name, values, query in asked:
            known = tuple(row[0] for row in self._connection.execute(query)) if values else ()
            found += [UnknownFilterValue(name, value, known) for value in values if value not in known]
        return tuple(found)

    def meets(self, filters: SearchFilters) -> bool:
        """Tell whether any document meets all of *filters* together."""
        wanted = build_sql_condition(filters)
        narrowed = f"WHERE {wanted.sql}" if wanted.sql else ""
        query = f"SELECT EXISTS (SELECT 1 FROM documents {narrowed})"  # noqa: S608  # values are bound
        return bool(self._connection.execute(query, wanted.values).fetchone()[0])

    def rank(self, words: Sequence[str], filters: SearchFilters, depth: int) -> tuple[KeywordHit, ...]:
        """Return the *depth* documents with the best keywords, best first, by BM25 (Robertson's, with idf above 0)."""
        documents, total = self._connection.execute("SELECT documents, words FROM totals").fetchone()
        if not words or not documents:
            return ()
        weights = {word: self._idf(word, documents) for word in words}
        wanted = build_sql_condition(filters)
        narrowed = f"AND keywords.doc IN (SELECT doc FROM documents WHERE {wanted.sql})" if wanted.sql else ""  # noqa: S608  # same
        asked = ", ".join(f"(:w{number}, {weight!r})" for number, weight in enumerate(weights.values()))
        rows = self._connection.execute(
            f"WITH asked (word, weight) AS (VALUES {asked}) {_RANKING.format(narrowed=narrowed)}",
            {
                **{f"w{number}": word for number, word in enumerate(weights)},
                **wanted.values,
                "k1": TERM_FREQUENCY,
                "b": LENGTH_WEIGHT,
                "mean": max(1.0, total / documents),
                "depth": depth,
            },
        )
        whole = sum(weights.values())
        return tuple(KeywordHit(doc_id, score, weight / whole) for doc_id, score, weight in rows)

    def pulls(self, doc_ids: Sequence[str]) -> dict[str, float]:
        """Return how near each document lies to sentences that no ad is about (`neutral.pulls`)."""
        return dict(self._rows("SELECT doc_id, pull FROM documents WHERE doc_id IN ({})", doc_ids))

    def looks(self, filters: SearchFilters) -> tuple[tuple[int, str, bytes], ...]:
        """Return document, path and look of every picture that has a look and whose document *filters* leave."""
        return self._pictures("look", "look != x''", {}, filters)

    def copies(self, sha256: str, filters: SearchFilters) -> tuple[tuple[int, str, str], ...]:
        """Return document, path and SHA-256 of every picture with these bytes whose document *filters* leave."""
        return self._pictures("sha256", "sha256 = :sha256", {"sha256": sha256}, filters)

    def document(self, doc: int) -> SearchDocument:
        """Return the document that `looks` and `copies` call *doc*."""
        (doc_id,) = self._connection.execute("SELECT doc_id FROM documents WHERE doc = ?", (doc,)).fetchone()
        return self.load((doc_id,))[doc_id]

    def seen(self, hashes: Sequence[str]) -> dict[str, bytes]:
        """Return the looks that are known of files with these SHA-256."""
        return dict(self._rows("SELECT sha256, look FROM pictures WHERE look != x'' AND sha256 IN ({})", hashes))

    def matched(self, doc_ids: Sequence[str], words: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return which of *words* each document has."""
        found: dict[str, set[str]] = {doc_id: set() for doc_id in doc_ids}
        for word in words:
            sql = "SELECT doc_id FROM documents JOIN keywords USING (doc) WHERE keywords.word = ? AND doc_id IN ({})"
            for doc_id in self._column(sql, doc_ids, word):
                found[doc_id].add(word)
        return {doc_id: frozenset(has) for doc_id, has in found.items()}

    def load(self, doc_ids: Sequence[str]) -> dict[str, SearchDocument]:
        """Return the documents of *doc_ids* that are indexed."""
        found: dict[str, SearchDocument] = {}
        for doc_id in doc_ids:
            row = self._connection.execute(
                f"SELECT {_FIELDS}, doc FROM documents WHERE doc_id = ?",  # noqa: S608  # our own column names
                (doc_id,),
            ).fetchone()
            if row is not None:
                pictures = self._connection.execute(
                    "SELECT path, ratio, status, sha256, look FROM pictures WHERE doc = ? ORDER BY path", row[-1:]
                )
                shown = tuple(
                    IndexedPicture(path, ratio, Status(status), sha256, look)
                    for path, ratio, status, sha256, look in pictures
                )
                found[doc_id] = replace(SearchDocument(*row[:-1]), pictures=shown)
        return found

    def _put_pictures(self, doc: int, pictures: Iterable[IndexedPicture]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?)",
            [(doc, p.path, p.ratio, int(p.status), p.sha256, p.look) for p in pictures],
        )

    def _pictures(self, column: str, which: str, values: dict[str, str], filters: SearchFilters) -> tuple[Any, ...]:
        wanted = build_sql_condition(filters)
        narrowed = f" AND doc IN (SELECT doc FROM documents WHERE {wanted.sql})" if wanted.sql else ""  # noqa: S608  # our own SQL, values are bound
        rows = self._connection.execute(
            f"SELECT doc, path, {column} FROM pictures WHERE {which}{narrowed}",  # noqa: S608  # same
            {**wanted.values, **values},
        )
        return tuple(rows)

    def _idf(self, word: str, documents: int) -> float:
        (has,) = self._connection.execute("SELECT COUNT(*) FROM keywords WHERE word = ?", (word,)).fetchone()
        return math.log1p((documents - has + 0.5) / (has + 0.5))

    def _column(self, sql: str, values: Sequence[str], *first: str) -> Iterator[str]:
        return (row[0] for row in self._rows(sql, values, *first))

    def _rows(self, sql: str, values: Sequence[str], *first: str) -> Iterator[Any]:
        """Run *sql* with its `{}` as a list of *values*, in portions that every SQLite takes."""
        for start in range(0, len(values), 500):
            portion = values[start : start + 500]
            marks = ", ".join("?" * len(portion))
            yield from self._connection.execute(sql.format(marks), (*first, *portion))
