"""CLIP's byte-pair encoding: counts the tokens of a prompt for Stable Diffusion XL.

The model reads 77 tokens, two of which mark start and end, and silently cuts the rest. The vocabulary is CLIP's own
(`data/clip/README.md`). The rules are its tokenizer's: NFC, one space for any white space, lower case, then words,
single digits and runs of other characters, each byte by byte.
"""

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from creative_cli.errors import ProviderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_CLIP_TOKENS = 75  # tokens of a prompt that a text encoder with a context of 77 reads

CLIP_MERGES = 49152 - 256 - 2  # merges the models were trained with; the file has more

END_OF_WORD = "</w>"
START, END = "<|startoftext|>", "<|endoftext|>"

_WORD_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def count_clip_tokens(text: str) -> int:
    """Return the number of tokens of *text*, without the two at its ends."""
    return len(encode_clip_tokens(text))


def encode_clip_tokens(text: str) -> Sequence[int]:
    """Return the token ids of *text*, without the two at its ends."""
    return tuple(_build_tokenizer().encode(text).ids)


def load_clip_vocabulary() -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return CLIP's token ids and its merges, in order; raise ProviderError when they cannot be read."""
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
    """Return the character for each byte, printable ones first, in the vocabulary's order."""
    own = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = 256 - len(own)
    return [chr(byte) for byte in own] + [chr(256 + number) for number in range(others)]


@cache
def _build_tokenizer() -> "Tokenizer":
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import BPE

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
