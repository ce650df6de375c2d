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


def pairs_of(index: Index) -> list[tuple[str, str]]:
    """Texts that should be close: (question, what it is answered by or asked like)."""
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    pairs: list[tuple[str, str]] = []
    for annotation in index.annotations.values():
        passage = index.passages[index.row[annotation.passage_id]]
        questions = [question.text for question in annotation.questions]
        for question in annotation.questions:
            pairs.append((question.text, passage.text[:600]))
            pairs.append((question.text, f"{annotation.gist} {' '.join(annotation.words)}"))
            pairs.append((question.text, question.quote))
            others = [text for text in questions if text != question.text]
            pairs.extend(
                (question.text, other) for other in draw.sample(others, min(2, len(others)))
            )
        pairs.append((" ".join(annotation.words) or annotation.gist, passage.text[:600]))
    return pairs


def train(index: Index, folder: Path, epochs: int = EPOCHS) -> int:
    """Train and write the model; returns its size in bytes.

    Raises MissingExtra without the extra `transformers`.
    """
    require_extra("transformers")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import losses
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    analyser = Analyser(index.lexicon)
    pairs = [(" ".join(analyser.terms(a)), " ".join(analyser.terms(b))) for a, b in pairs_of(index)]
    pairs = [(a, b) for a, b in pairs if a and b]
    tokenizer: Any = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=60))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["[PAD]", "[UNK]"],
        min_frequency=1,
        show_progress=False,
    )
    tokenizer.train_from_iterator(
        [text for pair in pairs for text in pair]
        + [" ".join(analyser.terms(p.text)) for p in index.passages],
        trainer,
    )
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_dim=DIMENSION)], device="cpu"
    )
    loss = losses.MultipleNegativesRankingLoss(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE)
    steps = epochs * (len(pairs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=RATE, total_steps=steps, pct_start=0.1
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
        print(
            json.dumps({"epoch": epoch + 1, "loss": round(total / max(1, len(pairs) // BATCH), 4)}),
            file=sys.stderr,
        )
    return _save(model, tokenizer, folder)


def _save(model: Any, tokenizer: Any, folder: Path) -> int:
    """Half precision is enough for cosines, and halves the size."""
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
    size = train(core_of(folder_of(settings.data, published_id(settings.data))), folder)
    print(f"Modèle écrit dans {folder} ({size / 1e6:.1f} Mo) ; relancez « cpom ingest ».")


if __name__ == "__main__":
    main()
