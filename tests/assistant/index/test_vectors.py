"""Vectors: the exact scan is the oracle, Chroma must agree with it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Dates, Document, Filters, Kind, Passage, Weight
from assistant.index import generation
from assistant.index.opening import open_index
from assistant.index.selection import Rows, fields_of, passes, where_of
from assistant.index.vectors import VectorIndex
from assistant.settings import ROOT, Settings
from ingest.build import build
from tests.ingest.conftest import SHORT, copy_corpus, entries_of, write_catalogue

FILTERS = (
    Filters(documents=("cpom-ciamt-2022", "cpom-occitanie")),
    Filters(weights=(Weight.OPPOSABLE,)),
    Filters(territory="occitanie"),
    Filters(in_force_on=date(2022, 6, 1)),
    Filters(weights=(Weight.COMMUNICATION,), territory="occitanie", in_force_on=date(2024, 1, 1)),
)
CHILD = """
import json, sys
from pathlib import Path
from assistant.domain import Filters
from assistant.index import chroma, generation
from assistant.index.contents import SERVED, stored_contents
from assistant.index.opening import open_index, serve_chroma
from assistant.settings import Settings
settings = Settings(_env_file=None, data=Path(sys.argv[1]))
index = open_index(settings)
folder = generation.folder_of(settings.data, generation.published_id(settings.data))
probes = [vector for vector in index.vectors["questions"].matrix[::60] if vector.any()]
def nearest(name, filters):
    selection = index.selection(filters)
    among = getattr(selection, name) if selection else None
    return [list(index.vectors[name].search(vector, 20, among)) for vector in probes]
trials = [Filters(), *map(Filters.model_validate_json, json.loads(sys.argv[2]))]
before = {name: [nearest(name, filters) for filters in trials] for name in SERVED}
serve_chroma(index, folder)
def recall(name, n):
    pairs = zip(before[name][n], nearest(name, trials[n]))
    return sum(len(set(a) & set(b)) for a, b in pairs) / sum(map(len, before[name][n]))
found = {name: [recall(name, n) for n in range(len(trials))] for name in SERVED}
passages = index.vectors["passages"]
every_second = [v for v in passages.matrix[::2] if v.any()]
own = sum(next(iter(passages.search(v, 1).values()), 0) > 0.999 for v in every_second)
matrices = {name: index.vectors[name].matrix for name in SERVED}
contents = stored_contents(index, matrices)
documents = tuple(index.documents.values())
collections = chroma.open_collections(folder / "derived/chroma", SERVED)
def fault(name, content):
    return chroma.fault_of(name, collections[name], content, documents)
other = contents["passages"]
changed = [*other.texts[:-1], "autre texte"]
fields = [{**each, "weight": "opposable"} for each in other.fields]
shifted = other.matrix[[*range(1, len(other.matrix)), 0]]
print(json.dumps({
    "recall": found, "own": own, "rows": len(every_second), "probes": len(probes),
    "engine": index.engine, "warnings": index.warnings,
    "stored": collections["passages"].get(["0"], include=["documents", "metadatas"]),
    "faults": [fault(name, contents[name]) for name in SERVED],
    "wrong text": fault("passages", chroma.Content(other.matrix, other.fields, changed)),
    "wrong field": fault("passages", chroma.Content(other.matrix, fields, other.texts)),
    "wrong rows": fault("passages", chroma.Content(shifted, other.fields, other.texts)),
    "too many": fault("questions", other),
}))
"""


@pytest.fixture(scope="module")
def served(built: Settings) -> dict[str, Any]:
    """What Chroma finds on the real corpus, in a process of its own."""
    filters = json.dumps([each.model_dump_json() for each in FILTERS])
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(built.data), filters],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_chroma_agrees_with_the_exact_scan(served: dict[str, Any]) -> None:
    """Of the 20 rows nearest to one annotated question in sixty, 99 % at least are the same,
    passages and questions alike, without a filter and under each.
    """
    assert set(served["recall"]) == {"passages", "questions"} and served["probes"] >= 100
    for recalls in served["recall"].values():
        assert len(recalls) == len(FILTERS) + 1 and min(recalls) >= 0.99, recalls
    assert served["engine"] == "chroma" and served["warnings"] == []


def test_every_passage_is_found_by_its_own_vector(served: dict[str, Any]) -> None:
    """The approximate index loses no row."""
    assert served["own"] == served["rows"] > 500


def test_a_passage_is_stored_with_its_text_and_its_fields(
    served: dict[str, Any], built: Settings
) -> None:
    """What Chroma holds of the first passage is what the corpus says of it."""
    index = open_index(built)
    passage = index.passages[0]
    assert served["stored"]["documents"] == [passage.text]
    (fields,) = served["stored"]["metadatas"]
    assert fields == fields_of(passage, index.document(passage.document_id))
    assert {"document", "weight", "territory", "begins", "ends", "kind"} <= set(fields)


def test_a_collection_that_differs_is_not_published(served: dict[str, Any]) -> None:
    """Nothing is said against the collections that were built; another text, another field, other
    rows or another number of them is told.
    """
    assert served["faults"] == ["", ""]
    assert "n’est pas rangée telle" in served["wrong text"]
    assert "n’est pas rangée telle" in served["wrong field"]
    assert "des plus proches lignes" in served["wrong rows"]
    assert "lignes rangées" in served["too many"]


REMOVED = """
import json, sys
from pathlib import Path
from assistant.index import chroma, generation
from assistant.index.contents import SERVED
from assistant.settings import Settings
data = Path(sys.argv[1])
folder = generation.folder_of(data, generation.published_id(data)) / "derived/chroma"
collections = chroma.open_collections(folder, SERVED)
rows = {name: {} for name in SERVED}
for name, collection in collections.items():
    for fields in collection.get(include=["metadatas"])["metadatas"]:
        document = fields["document"]
        rows[name][document] = rows[name].get(document, 0) + 1
print(json.dumps(rows))
"""


def _rows_by_document(data: Path) -> dict[str, dict[str, int]]:
    command = [sys.executable, "-c", REMOVED, str(data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_a_removed_document_leaves_nothing_in_chroma(tmp_path: Path) -> None:
    """Once it is out of the catalogue, no row of the next generation is of it, and its words are in
    none of Chroma's files.
    """
    corpus = copy_corpus(tmp_path, vectors=True)
    settings = Settings(_env_file=None, corpus=corpus, data=tmp_path / "data")
    build(settings)
    before = _rows_by_document(settings.data)
    assert all(set(rows) == set(SHORT) for rows in before.values())
    folder = generation.folder_of(settings.data, generation.published_id(settings.data))
    assert _holds_words(folder / "derived/chroma", b"Occitanie")
    entries = [entry for entry in entries_of(corpus) if entry["id"] != "cpom-occitanie"]
    write_catalogue(corpus, entries)
    (corpus / "annotations/cpom-occitanie.yaml").unlink()
    build(settings)
    after = _rows_by_document(settings.data)
    assert all(set(rows) == {"igas-2023-presentation"} for rows in after.values())
    folder = generation.folder_of(settings.data, generation.published_id(settings.data))
    assert not _holds_words(folder / "derived/chroma", b"Occitanie")


def _holds_words(folder: Path, words: bytes) -> bool:
    return any(words in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_collection_that_finds_too_little_is_served_by_the_scan() -> None:
    """When Chroma gives fewer rows than there are, every vector is read instead."""

    class Empty:
        def query(self, **options: object) -> dict[str, list[list[object]]]:
            return {"ids": [[]], "distances": [[]]}

    vectors = VectorIndex(np.eye(3, dtype=np.float32))
    vectors.serve(Empty())
    assert set(vectors.search(np.ones(3, dtype=np.float32), 2)) <= {0, 1, 2}
    assert len(vectors.search(np.ones(3, dtype=np.float32), 2)) == 2


def made_document(
    *, territory: str, weight: Weight, national: bool, begins: date | None, ends: date | None
) -> Document:
    """A document of which only what filters read is said."""
    return Document.model_construct(
        id=f"{territory}-{weight.value}",
        territory=territory,
        weight=weight,
        national=national,
        dates=Dates(in_force=begins, expired=ends),
    )


DOCUMENTS = st.builds(
    made_document,
    territory=st.sampled_from(["Occitanie", "Bretagne", "France"]),
    weight=st.sampled_from(list(Weight)),
    national=st.booleans(),
    begins=st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    ends=st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)
ANY_FILTERS = st.builds(
    Filters,
    weights=st.lists(st.sampled_from(list(Weight)), max_size=2, unique=True).map(tuple),
    territory=st.none() | st.sampled_from(["occitanie", "bret", "nulle part"]),
    in_force_on=st.none() | st.dates(date(2019, 1, 1), date(2027, 1, 1)),
)


@given(st.lists(DOCUMENTS, min_size=1, max_size=6), ANY_FILTERS)
def test_the_conditions_of_chroma_are_the_filters(
    documents: list[Document], filters: Filters
) -> None:
    """A document passes the conditions on its fields when it passes the filters, and the
    reverse.
    """
    where = where_of(filters, documents)
    passage = Passage.model_construct(id="p", kind=Kind.PARAGRAPH)
    for document in documents:
        assert _holds(where, fields_of(passage, document)) == passes(document, filters)


COMPARISONS = {
    "$in": lambda value, wanted: value in wanted,
    "$lte": lambda value, wanted: value <= wanted,
    "$gte": lambda value, wanted: value >= wanted,
}


def _holds(where: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """Chroma's conditions, read as its documentation defines them."""
    return all(_holds_one(name, condition, fields) for name, condition in where.items())


def _holds_one(name: str, condition: Any, fields: Mapping[str, Any]) -> bool:
    if name in ("$and", "$or"):
        gathered = all if name == "$and" else any
        return gathered(_holds(each, fields) for each in condition)
    if not isinstance(condition, dict):
        return bool(fields[name] == condition)
    ((operator, wanted),) = condition.items()
    return bool(COMPARISONS[operator](fields[name], wanted))


@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 10_000))
def test_the_exact_scan_gives_the_nearest_rows_in_order(rows: int, limit: int, seed: int) -> None:
    """As sorting all cosines would, with or without a filter."""
    draw = np.random.default_rng(seed)
    matrix = draw.normal(size=(rows, 8)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    allowed = draw.random(rows) < 0.5
    index = VectorIndex(matrix)
    cosines = matrix @ matrix[0]
    assert (
        list(index.search(matrix[0], limit))
        == sorted(range(rows), key=lambda row: (-cosines[row], row))[:limit]
    )
    kept = index.search(matrix[0], limit, Rows(allowed, {}))
    assert (
        list(kept)
        == [
            row for row in sorted(range(rows), key=lambda row: (-cosines[row], row)) if allowed[row]
        ][:limit]
    )


def test_a_question_without_known_word_finds_nothing() -> None:
    """The null vector is near nothing, and an index without rows holds nothing."""
    assert VectorIndex(np.eye(3, dtype=np.float32)).search(np.zeros(3, dtype=np.float32), 2) == {}
    assert (
        VectorIndex(np.zeros((0, 3), dtype=np.float32)).search(np.ones(3, dtype=np.float32), 2)
        == {}
    )


def test_a_selection_of_everything_is_no_filter_for_chroma() -> None:
    """Where all documents pass, Chroma is asked without a `where`: it refuses an empty one."""
    asked: dict[str, Any] = {}

    class Collection:
        def query(self, **arguments: Any) -> dict[str, Any]:
            asked.update(arguments)
            return {"ids": [["0"]], "distances": [[0.0]]}

    index = VectorIndex(np.eye(1, dtype=np.float32))
    index.serve(Collection())
    everything = Rows(np.ones(1, dtype=np.bool_), {})
    assert index.search(np.ones(1, dtype=np.float32), 1, everything) == {0: 1.0}
    assert asked["where"] is None
