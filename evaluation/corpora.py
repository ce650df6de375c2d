"""A large corpus made from the real one: its sentences and words shuffled under new document
identifiers.
"""

import random
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from assistant.domain import Passage
from assistant.index.index import Index
from assistant.texts.datafile import read_yaml
from assistant.texts.spaces import flatten

PER_DOCUMENT = 1000
SHORTEST = 20  # characters of a sentence
SENTENCE = re.compile(r"(?<=[.;:!?])\s+")


def enlarge(index: Index, corpus: Path, target: Path, passages: int, seed: int = 7) -> None:
    """Copy a corpus and add documents to its catalogue, of numbered paragraphs, until they hold
    that many passages.
    """
    shutil.copytree(corpus, target)
    draw = random.Random(seed)  # noqa: S311
    catalogue = target / "catalogue.yaml"
    entries = _entries(catalogue)
    pool = list(_sentences_of(index.passages))
    for n, size in enumerate(_sizes(passages), 1):
        name = f"synthese-{n:04}"
        text = "\n".join(paragraphs(pool, size, draw))
        (target / "documents" / f"{name}.txt").write_text(text, encoding="utf-8")
        entries.append(_entry(name, n))
    content = yaml.safe_dump({"documents": entries}, allow_unicode=True, sort_keys=False)
    catalogue.write_text(content, encoding="utf-8")


def _sentences_of(passages: Iterable[Passage]) -> Iterator[str]:
    """The sentences of some size of the passages that are no part of another."""
    for passage in passages:
        if passage.parent is None:
            sentences = SENTENCE.split(flatten(passage.text))
            yield from (sentence for sentence in sentences if len(sentence) > SHORTEST)


def _entries(catalogue: Path) -> list[object]:
    """The entries of a catalogue, as they are written."""
    read = read_yaml(catalogue)
    assert isinstance(read, dict)
    return list(read["documents"])


def paragraphs(pool: Sequence[str], size: int, draw: random.Random) -> Iterator[str]:
    """Numbered paragraphs of two to four sentences, the words of every other sentence shuffled."""
    for n in range(1, size + 1):
        chosen = draw.sample(pool, draw.randint(2, 4))
        yield f"[{n}] " + " ".join(
            _shuffle(words, draw) if draw.random() < 0.5 else words for words in chosen
        )


def _shuffle(words: str, draw: random.Random) -> str:
    cut = words.split(" ")
    draw.shuffle(cut)
    return " ".join(cut)


def _sizes(passages: int) -> list[int]:
    whole, rest = divmod(passages, PER_DOCUMENT)
    return [PER_DOCUMENT] * whole + ([rest] if rest else [])


def _entry(name: str, n: int) -> dict[str, object]:
    return {
        "id": name,
        "titre": f"Texte de synthèse n° {n}",
        "court": f"Synthèse {n}",
        "nom": f"le texte de synthèse {n}",
        "nature": "rapport",
        "emetteur": "Personne",
        "poids": "communication",
        "territoire": "France entière",
        "national": True,
        "fichier": f"{name}.txt",
    }
