"""Sentence vectors: the small static French model that the repository ships, or any
sentence-transformers model.

The shipped model is read without torch: a table of token vectors whose mean is the vector of a
text.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import CorpusError
from assistant.extras import require_extra

Vectors = npt.NDArray[np.float32]


class Embedder:
    """Texts → unit vectors, one row a text. `prepare` rewrites a text before it is cut into
    tokens.
    """

    def __init__(
        self, name: str, dimension: int, encode: Callable[[Sequence[str]], Vectors]
    ) -> None:
        self.name, self.dimension, self._encode = name, dimension, encode
        self._alone = threading.Lock()
        self.one = lru_cache(maxsize=256)(self._one)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._alone:  # a tokenizer shared by threads may refuse to be used twice at once
            raw = self._encode(texts)
        norms = np.linalg.norm(raw, axis=1, keepdims=True)
        return np.asarray(raw / np.maximum(norms, 1e-9), dtype=np.float32)

    def _one(self, text: str) -> Vectors:
        """The unit vector of one text; the same question is asked for by several steps."""
        return np.asarray(self.encode([text])[0])


def static_embedder(folder: Path, prepare: Callable[[str], str]) -> Embedder:
    """Read a static model: `tokenizer.json` and `model.safetensors` (one table, tokens ×
    dimensions).

    Raises CorpusError when the folder does not hold one.
    """
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    try:
        tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        table = next(iter(load_file(str(folder / "model.safetensors")).values())).astype(np.float32)
    except Exception as error:  # tokenizers and safetensors raise bare exceptions of their own
        raise CorpusError(
            f"Le modèle de vecteurs {folder} est illisible : remettez-le en "
            "place ou videz CPOM_EMBEDDER."
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def encode(texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
        for row, encoding in enumerate(
            tokenizer.encode_batch([prepare(text) for text in texts], add_special_tokens=False)
        ):
            if encoding.ids:
                rows[row] = table[encoding.ids].mean(axis=0)
        return rows

    return Embedder(f"statique-{fingerprint(folder)}", int(table.shape[1]), encode)


def transformer_embedder(name: str) -> Embedder:
    """Load a sentence-transformers model by name or folder; torch is imported here and nowhere
    else.

    Raises MissingExtra without the extra `transformers`, CorpusError when the model cannot be
    loaded.
    """
    require_extra("transformers")
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device="cpu")
    except (OSError, ValueError, RuntimeError) as error:
        raise CorpusError(
            f"Le modèle « {name} » ne peut pas être chargé : vérifiez CPOM_EMBEDDER ({error})."
        ) from error

    def encode(texts: Sequence[str]) -> Vectors:
        return np.asarray(
            model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )

    dimension = int(encode(["dimension"]).shape[1])
    label = hashlib.sha256(
        f"{name}{json.dumps(encode(['empreinte']).round(3).tolist())}".encode()
    ).hexdigest()[:12]
    return Embedder(f"st-{label}", dimension, encode)


def fingerprint(folder: Path) -> str:
    """What identifies the files of a model."""
    content = hashlib.sha256()
    for name in ("tokenizer.json", "model.safetensors"):
        content.update((folder / name).read_bytes())
    return content.hexdigest()[:12]
