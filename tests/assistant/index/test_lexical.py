"""Words: tantivy finds, BM25 ranks, and nothing better than what is found is left out."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.retrieve import understand
from assistant.index.contents import bags
from assistant.index.index import Index
from assistant.index.lexical import K1, B, LexicalIndex, index_of, load, save
from assistant.index.opening import open_index
from assistant.settings import Settings

BAGS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def index(built: Settings) -> Index:
    """The index of the real corpus."""
    return open_index(built)


@pytest.mark.parametrize("name", ["passages", "annotations", "questions"])
def test_the_ten_best_are_those_of_the_full_scan(index: Index, name: str) -> None:
    """For 200 annotated questions, the candidates of tantivy, ranked again, give the scores and
    rows that reading everything gives.
    """
    scan = index_of(bags(index)[name])
    step = max(1, len(index.questions) // 200)
    asked = [question.text for _, question in index.questions[::step]][:200]
    assert len(asked) == 200
    for text in asked:
        terms = understand(text, index).terms
        found, whole = (
            list(words.search(terms).items())[:10] for words in (index.words[name], scan)
        )
        assert [score for _, score in found] == pytest.approx([score for _, score in whole]), text
        edge = whole[-1][1] if len(whole) == 10 else -1
        assert {row for row, score in found if score > edge + 1e-9} == {
            row for row, score in whole if score > edge + 1e-9
        }, text


def test_a_filter_never_hides_a_passage_that_passes_it(index: Index) -> None:
    """Filtered to one document, the ranking is that of the document's own passages."""
    allowed = np.asarray([p.document_id == "cpom-occitanie" for p in index.passages])
    scan = index_of(bags(index)["passages"])
    terms = understand("La prévention des risques professionnels dans les entreprises", index).terms
    found = index.words["passages"].search(terms, allowed)
    everything = scan.search(terms, limit=scan.rows)
    assert (
        found == pytest.approx({row: score for row, score in everything.items() if allowed[row]})
        and len(found) > 10
    )


@given(BAGS, st.lists(st.sampled_from("abcdefz"), min_size=1, max_size=4, unique=True))
def test_scores_are_those_of_bm25(rows: list[list[str]], asked: list[str]) -> None:
    """The formula of Robertson and Zaragoza at k1 = 0.9, b = 0.4, over what a perfect row would
    get.
    """
    words = index_of(rows)
    mean = sum(map(len, rows)) / len(rows)

    def idf(term: str) -> float:
        df = sum(term in row for row in rows)
        return math.log(1 + (len(rows) - df + 0.5) / (df + 0.5))

    def bm25(row: list[str]) -> float:
        norm = K1 * (1 - B + B * len(row) / mean) if mean else K1
        return sum(
            idf(t) * (K1 + 1) * row.count(t) / (row.count(t) + norm) for t in asked if t in row
        )

    ideal = sum(idf(t) for t in asked) * (K1 + 1)
    wanted = {n: bm25(row) / ideal for n, row in enumerate(rows) if bm25(row) > 0}
    assert words.search(dict.fromkeys(asked, 1.0)) == pytest.approx(wanted)


def test_rows_written_are_rows_read(tmp_path: Path) -> None:
    """Empty rows keep their number; tantivy names rows by it."""
    rows = [["cpom", "cpom", "avis"], [], ["avis"], ["l4622-10", "+spsti"], []]
    save(index_of(rows), tmp_path / "mots")
    words = load(tmp_path / "mots")
    words.attach(tmp_path / "mots" / "tantivy")
    assert set(words.search({"avis": 1.0})) == {0, 2} and set(words.search({"l4622-10": 1.0})) == {
        3
    }
    assert words.search({"inconnu": 1.0}) == {} and words.search({}) == {}
    assert list(words.search({"cpom": 1.0, "avis": 1.0}))[0] == 0


def test_a_tantivy_folder_of_other_rows_is_refused(tmp_path: Path) -> None:
    """Row numbers of another index would name other passages."""
    save(index_of([["a"], ["b"]]), tmp_path / "deux")
    save(index_of([["a"]]), tmp_path / "un")
    shutil.rmtree(tmp_path / "deux" / "tantivy")
    shutil.copytree(tmp_path / "un" / "tantivy", tmp_path / "deux" / "tantivy")
    with pytest.raises(ValueError, match="2 in one expected"):
        load(tmp_path / "deux").attach(tmp_path / "deux" / "tantivy")


def test_rare_words_weigh_more_and_an_empty_index_finds_nothing() -> None:
    """A word that no row holds weighs as one that a single row nearly holds."""
    words = index_of([["rare", "commun"], ["commun"], ["commun"]])
    assert words.weight("inconnu") > words.weight("rare") > words.weight("commun") > 0
    assert index_of([]).search({"a": 1.0}) == {} and isinstance(index_of([[]]), LexicalIndex)
