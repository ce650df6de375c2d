"""Vectors: the exact scan is the oracle, Chroma must agree with it."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.vectors import VectorIndex
from assistant.settings import ROOT, Settings

CHILD = """
import json, sys, threading
from pathlib import Path
from assistant import generation, vectors
from assistant.index.index import open_index, serve_chroma
from assistant.settings import Settings
settings = Settings(_env_file=None, data=Path(sys.argv[1]))
index = open_index(settings)
asked = index.vectors["questions"].matrix[::12]
before = {name: [list(index.vectors[name].exact(v, 20)) for v in asked] for name in index.vectors}
serve_chroma(index, generation.folder_of(settings.data, generation.published(settings.data)))
def common(name):
    pairs = zip(asked, before[name])
    return sum(len(set(index.vectors[name].search(v, 20)) & set(rows)) for v, rows in pairs)
found = {name: common(name) / sum(map(len, before[name])) for name in before}
vectors = index.vectors["passages"]
every_second = [v for v in vectors.matrix[::2] if v.any()]
own = sum(next(iter(vectors.search(v, 1).values()), 0) > 0.999 for v in every_second)
rows = sum(bool(v.any()) for v in index.vectors["passages"].matrix[::2])
told = {"recall": found, "own": own, "rows": rows, "asked": len(asked)}
print(json.dumps({**told, "engine": index.engine, "warnings": index.warnings}))
"""


@pytest.fixture(scope="module")
def served(built: Settings) -> dict[str, object]:
    """What Chroma finds on the real corpus, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(built.data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_chroma_agrees_with_the_exact_scan(served: dict[str, object]) -> None:
    """On one annotated question in twelve, 99 % at least of the 20 nearest rows are the same,
    passages and questions alike.
    """
    recall = served["recall"]
    assert isinstance(recall, dict) and set(recall) == {"passages", "questions", "absent"}
    assert min(recall.values()) >= 0.99 and int(str(served["asked"])) >= 100
    assert served["engine"] == "chroma" and served["warnings"] == []


def test_every_passage_is_found_by_its_own_vector(served: dict[str, object]) -> None:
    """The approximate index loses no row."""
    assert served["own"] == served["rows"] and int(str(served["rows"])) > 500


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
    kept = index.search(matrix[0], limit, allowed)
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
