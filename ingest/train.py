"""Train the small French static model that the repository ships: `python -m ingest.train`.

A table of token vectors (sentence-transformers `StaticEmbedding`), from scratch, on the corpus and
its annotations:
each annotated question is drawn towards its passage, its gist, its quote and the other questions of
the passage
(multiple negatives ranking, Henderson et al. 2017). Texts are first rewritten as the terms of
`assistant.texts.analyser`.
The same corpus and seed give the same model on the same machine.
"""

import json
import random
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from assistant.extras import require_extra
from assistant.index.generation import folder_of, published_id
from assistant.index.index import Index
from assistant.index.opening import core_of
from assistant.settings import Settings
from assistant.texts.analyser import Analyser

DIMENSION = 256
VOCABULARY = 12_000
EPOCHS = 12
BATCH = 256
RATE = 0.2
SEED = 20240712
PASSAGE_LENGTH = 600  # characters of a passage that a question is drawn towards


def pairs_of(index: Index) -> list[tuple[str, str]]:
    """Texts that should be close: a question, and what answers it or asks the same thing."""
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    pairs: list[tuple[str, str]] = []
    for annotation in index.annotations.values():
        beginning = index.passage(annotation.passage_id).text[:PASSAGE_LENGTH]
        words = " ".join(annotation.words)
        questions = [question.text for question in annotation.questions]
        for question in annotation.questions:
            text = question.text
            pairs += [(text, beginning), (text, f"{annotation.gist} {words}")]
            pairs.append((text, question.quote))
            others = [other for other in questions if other != text]
            pairs += [(text, other) for other in draw.sample(others, min(2, len(others)))]
        pairs.append((words or annotation.gist, beginning))
    return pairs


def train(index: Index, folder: Path, epochs: int = EPOCHS) -> int:
    """Train and write the model; returns its size in bytes.

    Raises MissingExtra without the extra `transformers`.
    """
    require_extra("transformers")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    analyser = Analyser(index.lexicon)

    def terms_of(text: str) -> str:
        return " ".join(analyser.terms(text))

    pairs = [(terms_of(question), terms_of(text)) for question, text in pairs_of(index)]
    pairs = [pair for pair in pairs if all(pair)]
    passages = [terms_of(passage.text) for passage in index.passages]
    tokenizer = _train_tokenizer([*chain.from_iterable(pairs), *passages])
    embedding = StaticEmbedding(tokenizer, embedding_dim=DIMENSION)
    model = SentenceTransformer(modules=[embedding], device="cpu")
    _fit(model, pairs, epochs)
    return _save(model, tokenizer, folder)


def _train_tokenizer(texts: list[str]) -> Any:
    """A table of word pieces made from those texts."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    pieces = models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=60)  # noqa: S106
    tokenizer: Any = Tokenizer(pieces)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["[PAD]", "[UNK]"],
        min_frequency=1,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _fit(model: Any, pairs: list[tuple[str, str]], epochs: int) -> None:
    """Draw the texts of each pair towards each other; the mean loss of an epoch goes to stderr."""
    import torch
    from sentence_transformers.sentence_transformer import losses

    loss = losses.MultipleNegativesRankingLoss(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE)
    batches = len(pairs) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=RATE, total_steps=epochs * batches, pct_start=0.1
    )
    model.train()
    for epoch in range(epochs):
        random.shuffle(pairs)
        total = 0.0
        for start in range(0, len(pairs) - BATCH + 1, BATCH):
            batch = pairs[start : start + BATCH]
            features = [model.preprocess([pair[side] for pair in batch]) for side in (0, 1)]
            value = loss(features, None)
            optimiser.zero_grad()
            value.backward()
            optimiser.step()
            schedule.step()
            total += value.item()
        mean = round(total / max(1, batches), 4)
        print(json.dumps({"epoch": epoch + 1, "loss": mean}), file=sys.stderr)


def _save(model: Any, tokenizer: Any, folder: Path) -> int:
    """Write the model in half precision, which is enough for cosines; its size in bytes."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    table = model[0].embedding.weight.detach().numpy()
    table = table / np.maximum(np.abs(table).max(), 1e-9)
    save_file(
        {"embedding.weight": np.ascontiguousarray(table.astype(np.float16))},
        str(folder / "model.safetensors"),
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return sum(path.stat().st_size for path in folder.iterdir())


def main() -> None:
    """Train on the published index, and write the model where the settings look for it."""
    settings = Settings()
    folder = settings.models / "vectors"
    generation = folder_of(settings.data, published_id(settings.data))
    size = train(core_of(generation), folder)
    print(f"Modèle écrit dans {folder} ({size / 1e6:.1f} Mo) ; relancez « cpom ingest ».")


if __name__ == "__main__":
    main()
