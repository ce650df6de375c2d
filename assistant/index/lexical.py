"""Words: tantivy finds the candidates, BM25 at b = 0.4 ranks them (tantivy fixes b = 0.75).

Scores are divided by what a text holding every word of the question would get, so they run from 0
to about 1
and can be compared from one question to another.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

K1, B = 0.9, 0.4
CANDIDATES = 200

Scores = dict[int, float]


class LexicalIndex:
    """Bags of terms, row by row, with or without tantivy before them.

    `starts[r]:starts[r+1]` bounds row r in `terms` and `counts`.
    """

    def __init__(
        self,
        starts: npt.NDArray[Any],
        terms: npt.NDArray[Any],
        counts: npt.NDArray[Any],
        vocabulary: list[str],
    ) -> None:
        self.starts, self.terms, self.counts = starts, terms, counts
        self.number = {term: i for i, term in enumerate(vocabulary)}
        self.rows = len(starts) - 1
        self.lengths = (
            np.add.reduceat(np.append(counts, 0), starts[:-1]) * (np.diff(starts) > 0)
            if self.rows
            else np.zeros(0)
        )
        self.mean = float(self.lengths.mean()) if self.rows else 1.0
        df = (
            np.bincount(terms, minlength=len(vocabulary))
            if len(terms)
            else np.zeros(len(vocabulary))
        )
        self.idf = np.log(1 + (self.rows - df + 0.5) / (df + 0.5))
        self._tantivy: Any = None

    @cached_property
    def owners(self) -> npt.NDArray[np.int64]:
        """The row of each entry of `terms`."""
        return np.repeat(np.arange(self.rows), np.diff(self.starts))

    def weight(self, term: str) -> float:
        """How rare a term is (idf); one that no row has weighs as one that a single row has."""
        number = self.number.get(term)
        if number is not None:
            return float(self.idf[number])
        return float(np.log(1 + (self.rows + 0.5) / 0.5)) if self.rows else 1.0

    def search(
        self,
        query: Mapping[str, float],
        allowed: npt.NDArray[np.bool_] | None = None,
        limit: int = CANDIDATES,
    ) -> Scores:
        """Rows and their scores; `query` gives a weight to each term, `allowed` says which rows
        count.
        """
        known = {self.number[term]: weight for term, weight in query.items() if term in self.number}
        if not known or not self.rows:
            return {}
        rows = self._candidates(known, limit if allowed is None else self.rows)
        if allowed is not None:
            rows = rows[allowed[rows]]
        ideal = sum(weight * self.weight(term) for term, weight in query.items()) * (K1 + 1)
        scores = self._bm25(known, rows) / max(ideal, 1e-9)
        best = np.argsort(-scores, kind="stable")[:limit]
        return {int(rows[i]): float(scores[i]) for i in best if scores[i] > 0}

    def _candidates(self, known: Mapping[int, float], limit: int) -> npt.NDArray[np.int64]:
        if self._tantivy is None:
            return np.arange(self.rows)
        return np.asarray(self._tantivy(known, limit), dtype=np.int64)

    def _bm25(
        self, known: Mapping[int, float], rows: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """BM25 (Robertson and Zaragoza 2009) of the given rows."""
        weights = np.zeros(len(self.idf))
        for term, weight in known.items():
            weights[term] = weight * self.idf[term] * (K1 + 1)
        owner, terms, counts = self.entries(rows)
        norm = K1 * (1 - B + B * self.lengths[rows] / self.mean)
        parts = weights[terms] * counts / (counts + norm[owner])
        return np.asarray(np.bincount(owner, weights=parts, minlength=len(rows)), dtype=np.float64)

    def entries(
        self, rows: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
        """The terms of some rows end to end: the place in `rows` that each belongs to, its number,
        how often it occurs.
        """
        sizes = self.starts[rows + 1] - self.starts[rows]
        owner = np.repeat(np.arange(len(rows)), sizes)
        shift = (
            np.repeat(self.starts[rows] - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
            if len(rows)
            else np.zeros(0, dtype=np.int64)
        )
        places = np.arange(len(owner)) + shift
        return owner, self.terms[places], self.counts[places].astype(np.float64)

    def attach(self, folder: Path) -> None:
        """Put the tantivy index of a folder before the scan. Whatever it raises is the caller's to
        translate.
        """
        import tantivy

        searcher = tantivy.Index.open(str(folder)).searcher()
        schema = _schema()
        if searcher.num_docs != self.rows or searcher.num_segments > 1:
            raise ValueError(
                f"{folder}: {searcher.num_docs} rows in "
                f"{searcher.num_segments} segments, {self.rows} in one expected"
            )

        def candidates(known: Mapping[int, float], limit: int) -> list[int]:
            parts = [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(
                        tantivy.Query.term_query(schema, "terms", str(term)), weight
                    ),
                )
                for term, weight in known.items()
            ]
            return [
                address.doc
                for _, address in searcher.search(tantivy.Query.boolean_query(parts), limit).hits
            ]

        self._tantivy = candidates


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def index_of(bags: Sequence[Sequence[str]]) -> LexicalIndex:
    """Index rows of terms in memory."""
    vocabulary = sorted({term for bag in bags for term in bag})
    number = {term: i for i, term in enumerate(vocabulary)}
    starts, terms, counts = [0], [], []
    for bag in bags:
        for term, count in sorted((number[term], count) for term, count in Counter(bag).items()):
            terms.append(term)
            counts.append(min(count, 65_535))
        starts.append(len(terms))
    return LexicalIndex(
        np.asarray(starts, dtype=np.int64),
        np.asarray(terms, dtype=np.int32),
        np.asarray(counts, dtype=np.uint16),
        vocabulary,
    )


def save(index: LexicalIndex, folder: Path) -> None:
    """Write the rows, and a tantivy index of one segment whose document numbers are the row
    numbers.
    """
    import tantivy

    (folder / "tantivy").mkdir(parents=True)
    for name in ("starts", "terms", "counts"):
        np.save(folder / f"{name}.npy", getattr(index, name))
    (folder / "vocabulary.json").write_text(
        json.dumps(list(index.number), ensure_ascii=False), encoding="utf-8"
    )
    writer = tantivy.Index(_schema(), path=str(folder / "tantivy")).writer(
        heap_size=256_000_000, num_threads=1
    )
    for row in range(index.rows):
        span = slice(index.starts[row], index.starts[row + 1])
        words = np.repeat(index.terms[span], index.counts[span])
        writer.add_document(tantivy.Document(terms=[" ".join(map(str, words))]))
    writer.commit()
    writer.wait_merging_threads()


def load(folder: Path) -> LexicalIndex:
    """Read what `save` wrote, without tantivy. Whatever it raises is the caller's to translate."""
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    starts, terms, counts = (
        np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("starts", "terms", "counts")
    )
    return LexicalIndex(np.asarray(starts), np.asarray(terms), np.asarray(counts), vocabulary)
