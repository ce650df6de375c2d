"""What Chroma stores: for each passage its vector, its text and its fields; for each annotated
question its vector and the fields of its passage.

Collections are written once, in the folder of a generation that is not published yet. A published
generation is never written: Chroma, which writes even to read, works on a copy of its folder made
for this process.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain import Document, Filters
from assistant.errors import IndexDamaged
from assistant.index.embedder import Vectors
from assistant.index.selection import Fields, Where, passes, where_of
from assistant.index.vectors import VectorIndex

BATCH = 5_000
COLLECTION = {"hnsw": {"space": "cosine", "ef_construction": 128, "ef_search": 500}}
SAMPLE = 500
MANY = 10_000
TRIALS = 4
PROBES = 25
NEAREST = 20
AGREEMENT = 0.99
SAME = 1e-4  # cosines nearer than this are equal: Chroma computes them otherwise


@dataclass(frozen=True)
class Content:
    """The rows of a collection; `texts` is empty when no text is stored."""

    matrix: Vectors
    fields: Sequence[Fields]
    texts: Sequence[str] = ()


def write_collections(folder: Path, contents: Mapping[str, Content]) -> None:
    """Write a collection for each content. Call it in a process that will not read them."""
    client = _client(folder)
    for name, content in contents.items():
        collection = client.create_collection(
            name, embedding_function=None, configuration=COLLECTION
        )
        for rows in _batches(len(content.matrix)):
            collection.add(
                ids=[str(row) for row in rows],
                embeddings=content.matrix[rows.start : rows.stop].tolist(),
                metadatas=list(content.fields[rows.start : rows.stop]),
                documents=list(content.texts[rows.start : rows.stop]) or None,
            )


def open_collections(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    """Open the collections of a folder, on a private copy of it that goes with the process.

    Raises IndexDamaged when Chroma cannot open them.
    """
    copy = tempfile.TemporaryDirectory(prefix="cpom-chroma-")
    try:
        shutil.copytree(folder, copy.name, dirs_exist_ok=True)
        client = _client(Path(copy.name))
        collections = {name: client.get_collection(name, embedding_function=None) for name in names}
    except Exception as error:  # noqa: BLE001 - chromadb raises bare exceptions of its own and of its native core
        raise IndexDamaged(
            f"Le moteur Chroma n’a pas pu être ouvert ({type(error).__name__}) "
            ": les vecteurs sont parcourus un à un."
        ) from error
    _copies.append(copy)
    return collections


_copies: list[tempfile.TemporaryDirectory[str]] = []


def fault_of(name: str, collection: Any, content: Content, documents: Sequence[Document]) -> str:
    """Why a collection must not be published, in French; empty when it may.

    Every row must be stored with its fields and its text, and nothing else; a sample of rows must
    be found by their own vectors; the nearest rows must be those of the exact scan, with and
    without a filter.
    """
    return (
        _stored_otherwise(name, collection, content)
        or _not_found(name, collection, content)
        or _disagreement(name, collection, content, documents)
    )


def _stored_otherwise(name: str, collection: Any, content: Content) -> str:
    size = len(content.matrix)
    if collection.count() != size:
        return f"« {name} » : {collection.count()} lignes rangées pour {size}"
    for rows in _batches(size):
        stored = collection.get([str(row) for row in rows], include=["metadatas", "documents"])
        texts: Sequence[str | None] = content.texts or [None] * size
        for n, fields, text in zip(
            map(int, stored["ids"]), stored["metadatas"], stored["documents"], strict=True
        ):
            if fields != content.fields[n] or text != texts[n]:
                return f"« {name} » : la ligne {n} n’est pas rangée telle qu’elle est"
    return ""


def _not_found(name: str, collection: Any, content: Content) -> str:
    size = len(content.matrix)
    rows = range(0, size, max(1, size // SAMPLE))
    lost = rows_missed(collection, content.matrix, rows)
    # an approximate graph may miss a vector or two among many near ones; a damaged graph misses
    # far more
    if len(lost) <= (len(rows) // 100 if size > MANY else 0):
        return ""
    return f"{len(lost)} vecteurs de « {name} » introuvables sur {len(rows)}, dont le {lost[0]}"


def _disagreement(
    name: str, collection: Any, content: Content, documents: Sequence[Document]
) -> str:
    for filters in trial_filters(documents):
        share = agreement(collection, content, documents, filters)
        if share < AGREEMENT:
            under = filters.model_dump_json(exclude_defaults=True)
            return f"« {name} », filtre {under} : {share:.1%} des plus proches lignes trouvées"
    return ""


def trial_filters(documents: Sequence[Document]) -> tuple[Filters, ...]:
    """The filters under which a collection is compared with the exact scan: none, some documents,
    each weight, each first day of application.
    """
    weights = sorted({document.weight for document in documents})
    days = sorted({day for d in documents if (day := d.dates.in_force or d.dates.signed)})
    return (
        Filters(),
        *(Filters(documents=(document.id,)) for document in documents[:TRIALS]),
        *(Filters(weights=(weight,)) for weight in weights),
        *(Filters(in_force_on=day) for day in days[:TRIALS]),
    )


def agreement(
    collection: Any, content: Content, documents: Sequence[Document], filters: Filters
) -> float:
    """The share of the rows nearest to a sample of vectors by the exact scan that Chroma finds too;
    between rows of the same cosine either will do.
    """
    allowed = {document.id for document in documents if passes(document, filters)}
    mask = np.asarray([fields["document"] in allowed for fields in content.fields], dtype=np.bool_)
    size = len(content.matrix)
    rows = [n for n in range(0, size, max(1, size // PROBES)) if content.matrix[n].any()]
    if not rows or not mask.any():
        return 1.0
    probes = content.matrix[rows]
    nearest = VectorIndex(content.matrix)
    wanted = [nearest.exact(probe, NEAREST, mask) for probe in probes]
    found = _nearest(collection, probes, where_of(filters, documents))
    right = sum(
        int(mask[row] and content.matrix[row] @ probe >= min(best.values()) - SAME)
        for probe, best, near in zip(probes, wanted, found, strict=True)
        for row in near
    )
    return right / sum(map(len, wanted))


def _nearest(collection: Any, probes: Vectors, where: Where) -> list[list[int]]:
    """The rows that Chroma finds nearest to each probe."""
    found = collection.query(
        query_embeddings=probes.tolist(),
        n_results=min(NEAREST, collection.count()),
        where=dict(where) or None,
        include=[],
    )
    return [[int(row) for row in rows] for rows in found["ids"]]


def rows_missed(collection: Any, matrix: Vectors, rows: Sequence[int]) -> list[int]:
    """Rows that are not found by their own vector."""
    known = [row for row in rows if matrix[row].any()]
    if not known:
        return []
    found = collection.query(
        query_embeddings=matrix[known].tolist(), n_results=1, include=["distances"]
    )["distances"]
    return [
        row
        for row, distances in zip(known, found, strict=True)
        if not distances or distances[0] > 0.001
    ]


def _batches(size: int) -> Iterator[range]:
    for start in range(0, size, BATCH):
        yield range(start, min(start + BATCH, size))


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False)
    )
