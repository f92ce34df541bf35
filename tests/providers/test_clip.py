"""CLIP's tokens: those that the model's own tokenizer makes."""

import gzip
import hashlib
import json
from importlib.resources import files
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.providers import clip_tokenizer

VOCABULARY = "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a"


def test_tokens_are_the_models_own(repository: Path) -> None:
    """Texts in many scripts give the ids that CLIP's Python tokenizer (open_clip_torch 3.3.0) gave."""
    pinned = json.loads((repository / "tests" / "data" / "clip-tokens.json").read_text("utf-8"))
    made = {text: list(clip_tokenizer.encode_clip_tokens(text)) for text, _ in pinned}

    assert dict(pinned) == made
    assert len(pinned) >= 30


def test_vocabulary_is_the_published_file() -> None:
    """The merges are byte for byte the file that its README names, and number 49 408 tokens."""
    data = (files("creative_cli") / "data" / "clip" / "bpe_simple_vocab_16e6.txt.gz").read_bytes()
    tokens, merges = clip_tokenizer.load_clip_vocabulary()

    assert hashlib.sha256(data).hexdigest() == VOCABULARY
    assert VOCABULARY in (files("creative_cli") / "data" / "clip" / "README.md").read_text("utf-8")
    assert len(gzip.decompress(data).splitlines()) > len(merges) == clip_tokenizer.CLIP_MERGES
    assert (len(tokens), tokens[clip_tokenizer.START], tokens[clip_tokenizer.END]) == (49408, 49406, 49407)


@given(st.text(max_size=80))
def test_any_text_can_be_counted(text: str) -> None:
    """No text is too strange, every byte has a token, and case does not matter to ASCII."""
    assert 0 <= clip_tokenizer.count_clip_tokens(text) <= 4 * len(text.encode()) + 4
    assert clip_tokenizer.count_clip_tokens(text.strip() or "a") > 0 or not text.isprintable()


@given(st.lists(st.sampled_from(["peach", "Solara", "bottle", "330", "日本"]), max_size=6))
def test_words_add_up(words: list[str]) -> None:
    """Words between spaces are counted each for itself."""
    assert clip_tokenizer.count_clip_tokens(" ".join(words)) == sum(
        clip_tokenizer.count_clip_tokens(word) for word in words
    )
