"""CLIP's byte-pair encoding: how many tokens Stable Diffusion XL makes of a prompt.

The model reads 77 tokens, two of which mark start and end; what follows is cut without a word. The vocabulary is
CLIP's own (`data/clip/README.md`), and the rules are those of its tokenizer: NFC, one space for any white space, small
letters, then words, single digits and runs of other signs, each byte by byte.
"""

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from creative_cli.errors import ProviderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_CLIP_TOKENS = 75
"""Tokens of a prompt that a text encoder with a context of 77 reads."""

CLIP_MERGES = 49152 - 256 - 2
"""Merges the models were trained with; the file holds more."""

END_OF_WORD = "</w>"
START, END = "<|startoftext|>", "<|endoftext|>"

_WORD_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def count_clip_tokens(text: str) -> int:
    """Return how many tokens *text* is, without the two at its ends."""
    return len(encode_clip_tokens(text))


def encode_clip_tokens(text: str) -> Sequence[int]:
    """Return the tokens of *text* by number, without the two at its ends."""
    return tuple(_build_tokenizer().encode(text).ids)


def load_clip_vocabulary() -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return CLIP's tokens by number and its merges in their order; raises ProviderError when they cannot be read."""
    path = files("creative_cli") / "data" / "clip" / "bpe_simple_vocab_16e6.txt.gz"
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")[1 : CLIP_MERGES + 1]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ProviderError("The vocabulary of CLIP cannot be read.", "Reinstall creative.") from error
    merges = [(first, second) for first, second in (line.split() for line in lines)]
    letters = _byte_letters()
    tokens = [*letters, *(letter + END_OF_WORD for letter in letters), *(a + b for a, b in merges), START, END]
    return {token: number for number, token in enumerate(tokens)}, merges


def _byte_letters() -> list[str]:
    """Return the sign that stands for each byte, the printable ones first, as the vocabulary numbers them."""
    own = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = 256 - len(own)
    return [chr(byte) for byte in own] + [chr(256 + number) for number in range(others)]


@cache
def _build_tokenizer() -> "Tokenizer":
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers  # noqa: PLC0415  # only where prompts are made
    from tokenizers.models import BPE  # noqa: PLC0415  # same

    tokens, merges = load_clip_vocabulary()
    made = Tokenizer(BPE(tokens, merges, end_of_word_suffix=END_OF_WORD))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORD_PATTERN), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    return made
