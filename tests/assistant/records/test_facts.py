"""Every fact rests on exact words; a fault stops the build and names the row."""

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.index.index import Index
from assistant.records.check import check_records
from assistant.records.kinds import read_vocabulary
from assistant.records.record import read_records
from assistant.settings import ROOT
from ingest.facts import read_facts

CORPUS = ROOT / "corpus"


def test_the_facts_of_the_corpus_hold(assistant_index: Index) -> None:
    facts, vocabulary = read_facts(CORPUS, assistant_index)
    assert len(facts) > 1400
    assert {fact.kind for fact in facts} == {kind.id for kind in vocabulary.kinds}


def test_words_that_are_not_in_their_passage_stop_the_build(assistant_index: Index) -> None:
    fact = read_records(CORPUS)[0].model_copy(update={"words": "mots inventés"})
    with pytest.raises(CorpusError, match=fact.id):
        check_records([fact], read_vocabulary(CORPUS), assistant_index)


def test_a_kind_without_vocabulary_stops_the_build(assistant_index: Index) -> None:
    fact = read_records(CORPUS)[0].model_copy(update={"kind": "inconnue"})
    with pytest.raises(CorpusError, match="vocabulaire"):
        check_records([fact], read_vocabulary(CORPUS), assistant_index)


def test_a_row_without_its_words_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faits").mkdir()
    (tmp_path / "faits" / "dates.yaml").write_text("- {id: x, quoi: y}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"dates\.yaml"):
        read_records(tmp_path)


def test_a_name_written_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faits").mkdir()
    row = "- {id: x, quoi: y, passage: p, mots: m}\n"
    (tmp_path / "faits" / "dates.yaml").write_text(row * 2, encoding="utf-8")
    with pytest.raises(CorpusError, match="deux fois"):
        read_records(tmp_path)


@pytest.fixture(scope="module")
def assistant_index(assistant: object) -> Index:
    """The index of the real corpus."""
    from assistant.pipeline import Assistant

    assert isinstance(assistant, Assistant)
    return assistant.index
