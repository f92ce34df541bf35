"""The index: what goes in comes out, what is replaced is gone, and what is broken says so."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from filelock import FileLock

from creative_cli.errors import StorageError
from creative_cli.models import Status
from creative_cli.retrieval.document import IndexedPicture, SearchDocument
from creative_cli.retrieval.embedding import Vector
from creative_cli.retrieval.filters import SearchFilters
from creative_cli.retrieval.index import SearchIndex
from creative_cli.retrieval.ranking import AnswerCloseness
from creative_cli.retrieval.vector_file import DamagedIndexError
from tests.retrieval.samples import Letters, sample


def put(index: SearchIndex, *documents: SearchDocument) -> None:
    """Embed and index."""
    index.add(documents, index.embedder.passages([document.text for document in documents]))


def found(index: SearchIndex, text: str, **filters: tuple[str, ...] | str | tuple[Status, ...]) -> list[str]:
    """Return the products that answer, best first."""
    hits = index.query(text, filters=SearchFilters(**filters), each=99)  # type: ignore[arg-type]  # any field of SearchFilters
    return [candidate.document.product for hit in hits for candidate in hit.documents]


def test_what_was_added_is_not_missing_and_is_found(index: SearchIndex) -> None:
    """A document is missing until it is added, and then answers its own text."""
    one, two = sample(1, name="Peach Tea"), sample(2, name="Night Serum")
    before = (index.exists(), index.size(), index.missing((one, two, one)))
    put(index, one, two)

    assert before == (False, 0, (one, two))
    assert (index.exists(), index.size()) == (True, 2)
    assert index.missing((one, two)) == ()
    hit = index.query(one.text)[0]
    assert hit.documents[0].document == one
    assert hit.documents[0].similarity == pytest.approx(1, abs=1e-3)


def test_newer_words_take_the_place_of_the_older(index: SearchIndex) -> None:
    """A campaign run again with another headline is found by the new one only."""
    old = sample(1, headline="Zanzibar quokka")
    new = sample(1, headline="Marmalade festival")
    put(index, old, sample(2))
    put(index, new)

    headlines = {c.document.headline for hit in index.query("zanzibar quokka", each=9) for c in hit.documents}
    assert headlines == {"Marmalade festival", "Headline number 2"}
    assert found(index, "marmalade festival")[:1] == ["product-1"]
    assert index.missing((old,)) == (old,)


def test_last_of_two_documents_for_one_place_wins(index: SearchIndex) -> None:
    """Two documents for the same place in one batch leave the second."""
    old, new = sample(1, headline="Zanzibar quokka"), sample(1, headline="Marmalade festival")
    put(index, old, new, sample(2))

    assert index.missing((old, new)) == (old,)


def test_refreshed_document_shows_its_newest_pictures(index: SearchIndex) -> None:
    """A later run's pictures are shown without embedding anything again."""
    one = sample(1, headline="Zanzibar quokka")
    put(index, one)
    later = replace(one, run_id="run-2", pictures=(IndexedPicture("new.jpg", "16:9", Status.WARN),))
    index.refresh([later])

    assert index.query("zanzibar quokka")[0].documents[0].document == later


def test_filters_are_met_by_every_answer(index: SearchIndex) -> None:
    """Campaign, product, country, locale, ratio, status and time each narrow what is shown."""
    failed = (IndexedPicture("a.jpg", "9:16", Status.FAIL), IndexedPicture("b.jpg", "1:1", Status.PASS))
    one = replace(sample(1, headline="Quokka", campaign="a"), pictures=failed)
    two = sample(2, headline="Quokka", campaign="b", country="DE", made_at="2026-08-01T00:00:00Z")
    put(index, one, two)

    assert sorted(found(index, "quokka")) == ["product-1", "product-2"]
    assert found(index, "quokka", campaigns=("a",)) == ["product-1"]
    assert found(index, "quokka", products=("product-2",)) == ["product-2"]
    assert found(index, "quokka", countries=("DE",)) == ["product-2"]
    assert found(index, "quokka", locales=("en-US",)) == ["product-1"]
    assert found(index, "quokka", ratios=("9:16",)) == ["product-1"]
    assert found(index, "quokka", statuses=(Status.FAIL,)) == ["product-1"]
    assert found(index, "quokka", ratios=("1:1",), statuses=(Status.FAIL,)) == []
    assert found(index, "quokka", since="2026-07-01T00:00:00Z") == ["product-2"]


def test_other_embedder_is_refused_until_the_index_is_rebuilt(index: SearchIndex) -> None:
    """Vectors of two models are never compared: neither reading nor writing, until everything is made again."""
    put(index, sample(1))
    other = SearchIndex(index.folder, Letters(id="letters:16", dimension=16))

    with pytest.raises(StorageError, match=r"letters:32.*letters:16"):
        put(other, sample(2))
    with pytest.raises(StorageError) as caught:
        other.query("thing")
    assert "creative search --reindex" in caught.value.hint
    assert other.rebuild([(sample(3), other.embedder.query("three"))]) == 1
    assert found(other, sample(3).text) == ["product-3"]


def test_vectors_of_another_length_are_refused(index: SearchIndex) -> None:
    """A vector that does not fit is an error, and nothing of its batch is kept."""
    put(index, sample(1))

    with pytest.raises(StorageError, match="32 numbers"):
        index.add([sample(2)], [np.ones(16, dtype=np.float32)])
    assert index.missing([sample(2)]) == (sample(2),)


def test_rebuilt_index_holds_what_it_was_given_and_nothing_else(index: SearchIndex) -> None:
    """Rebuilding replaces everything at once, and leaves one generation on disk."""
    put(index, sample(1, headline="Zanzibar quokka"))
    new = sample(2, headline="Marmalade festival")
    size = index.rebuild([(new, index.embedder.query(new.text))])

    assert size == 1
    assert index.missing((sample(1, headline="Zanzibar quokka"), new)) == (sample(1, headline="Zanzibar quokka"),)
    assert found(index, "marmalade festival") == ["product-2"]
    assert [path.name for path in index.folder.iterdir() if path.is_dir()] == ["2"]


def test_failed_rebuild_leaves_the_old_index_in_use(index: SearchIndex) -> None:
    """When the run log cannot be read to its end, search goes on with what it had."""
    put(index, sample(1, headline="Zanzibar quokka"))

    def torn() -> Iterator[tuple[SearchDocument, Vector]]:
        yield sample(2), index.embedder.query("two")
        raise RuntimeError("the run log broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        index.rebuild(torn())
    assert found(index, "zanzibar quokka") == ["product-1"]


def test_empty_index_answers_nothing(index: SearchIndex) -> None:
    """An index rebuilt from an empty run log is no error."""
    assert index.rebuild([]) == 0
    assert index.query("tea") == ()


def test_search_without_an_index_says_how_to_make_one(index: SearchIndex) -> None:
    """Before the first run a search fails and leaves no folder behind."""
    with pytest.raises(StorageError) as caught:
        index.query("tea")

    assert "creative search --reindex" in caught.value.hint
    assert not index.folder.exists()


@pytest.mark.parametrize(
    "broken",
    ["current", "1/catalog.sqlite", "1/vectors.f32"],
)
@pytest.mark.parametrize("how", ["garbage", "gone"])
def test_damage_is_told_with_the_way_out(index: SearchIndex, broken: str, how: str) -> None:
    """Whichever file is damaged or gone, search says how to make the index again, and doing so helps."""
    one = sample(1, headline="Zanzibar quokka")
    put(index, one)
    path = index.folder / broken
    if how == "garbage":
        path.write_bytes(b"\xffnot what it was" * 99)
    else:
        path.unlink()

    with pytest.raises(StorageError) as caught:
        index.query("zanzibar quokka")
    assert "creative search --reindex" in caught.value.hint
    assert index.rebuild([(one, index.embedder.query(one.text))]) == 1
    assert found(index, "zanzibar quokka") == ["product-1"]


@pytest.mark.parametrize("how", ["cut", "zeroed", "not numbers"])
def test_lost_vectors_are_noticed(index: SearchIndex, how: str) -> None:
    """A file of vectors that is too short, empty or damaged is not passed off as an answer."""
    put(index, *(sample(number) for number in range(9)))
    path = index.folder / "1" / "vectors.f32"
    size = path.stat().st_size
    path.write_bytes({"cut": path.read_bytes()[:-4], "zeroed": bytes(size), "not numbers": b"\xff" * size}[how])

    with pytest.raises(DamagedIndexError, match=r"lost|damaged"):
        index.query("headline")


def test_rows_of_replaced_documents_are_used_again(index: SearchIndex) -> None:
    """Copy that changes with every run does not make the file of vectors grow, and old vectors answer nothing."""
    for round_number in range(6):
        put(index, *(sample(number, headline=f"Quokka {round_number}") for number in range(4)))

    assert (index.folder / "1" / "vectors.f32").stat().st_size <= 2 * 4 * 32 * 4
    assert {c.document.headline for hit in index.query("Quokka 0", each=99) for c in hit.documents} == {"Quokka 5"}
    assert len(found(index, "Quokka 0")) == 4


def test_what_is_asked_is_never_answered_with_nothing(index: SearchIndex) -> None:
    """The nearest campaigns are always shown; those below the threshold are called less close."""
    put(index, sample(1, headline="Zanzibar quokka", campaign="near"), sample(2, campaign="far"))
    hits = {hit.campaign: hit.closeness for hit in index.query("Thing 1\nproduct\nZanzibar quokka\nnear")}

    assert hits == {"near": AnswerCloseness.CLOSE, "far": AnswerCloseness.LESS_CLOSE}
    for text in ("?!", "\u200b", "\U0001f389", "the of and", "0000"):
        assert {hit.campaign for hit in index.query(text)} == {"near", "far"}


def test_filters_switch_the_threshold_off(index: SearchIndex) -> None:
    """In a narrowed library the order answers: what is not close for certain is the nearest."""
    put(index, sample(1, headline="Zanzibar quokka"), sample(2, country="NO"))
    (hit,) = index.query("car", filters=SearchFilters(countries=("NO",)))

    assert hit.closeness is AnswerCloseness.NEAREST
    assert [candidate.document.country for candidate in hit.documents] == ["NO"]


def test_a_shared_word_counts_and_a_stop_word_does_not(index: SearchIndex) -> None:
    """Words are given as the reason and lift the score; "for" and "the" do neither."""
    put(index, sample(1, headline="Tea for the summer", campaign="tea"), sample(2, headline="For the night"))
    hits = {hit.campaign: hit.best for hit in index.query("tea for the beach")}

    assert hits["tea"].matched == ("tea",)
    assert hits["camp"].matched == ()
    assert hits["tea"].score == pytest.approx(hits["tea"].similarity + 0.05)  # one of two words
    assert hits["camp"].score == pytest.approx(hits["camp"].similarity)


def test_many_markets_do_not_crowd_out_other_campaigns(index: SearchIndex) -> None:
    """A thousand near documents of one campaign leave the second place to the next."""
    crowd = [sample(number, headline="Zanzibar quokka", campaign="crowd") for number in range(1000)]
    put(index, *crowd, sample(1, headline="Zanzibar", campaign="small"))

    assert [hit.campaign for hit in index.query("zanzibar quokka", limit=2)] == ["crowd", "small"]


def test_busy_index_is_waited_for_no_longer_than_said(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the lock file of the index, the limit and its setting."""
    monkeypatch.setenv("CREATIVE_LOCK_SECONDS", "0.05")
    put(index, sample(1))
    said: list[str] = []
    hasty = SearchIndex(index.folder, index.embedder, on_wait=said.append)

    with FileLock(index.folder / "index.lock"), pytest.raises(StorageError, match=r"more than 0\.05 s") as refused:
        hasty.query("thing")
    assert len(said) == 1
    assert "waiting for it" in said[0]
    assert "index.lock" in refused.value.hint
    assert "CREATIVE_LOCK_SECONDS" in refused.value.hint


def test_nothing_to_add_makes_no_index(index: SearchIndex) -> None:
    """A run that stored nothing leaves no empty index."""
    index.add([], [])

    assert not index.folder.exists()
