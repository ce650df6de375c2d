"""The search, on five passages: each retriever says what it brings, and the sum is as written."""

from datetime import date

import pytest

from assistant.answering.retrieve import QUIET, RETRIEVERS, WEIGHTS, retrieve, understand
from assistant.domain import Filters, Kind, Question, Weight
from assistant.errors import BadFilter
from assistant.index.index import Index


def ids(index: Index, text: str, **more: object) -> list[str]:
    """What a question finds with a score, best first."""
    question = Question.model_validate({"text": text, **more})
    return [hit.passage.id for hit in retrieve(index, question).hits if hit.score > 0]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Qui est consulté avant la signature ?", "arrete/art-2#1"),
        ("Combien de temps dure le contrat ?", "arrete/art-1#1"),
        ("Combien de services ont signé ?", "etude/§1"),
    ],
)
def test_the_passage_that_answers_comes_first(five: Index, question: str, expected: str) -> None:
    assert ids(five, question)[0] == expected


@pytest.mark.parametrize("name", RETRIEVERS)
def test_each_retriever_finds_the_passage_alone(five: Index, name: str) -> None:
    """No retriever is dead weight: each finds the consultation by itself, between 0 and 1."""
    query = understand("Qui doit être consulté avant la signature ?", five)
    scores = RETRIEVERS[name](five, query, None)
    best = max(scores, key=lambda row: scores[row])
    assert five.passages[best].id == "arrete/art-2#1" and 0 < scores[best] <= 1.001


def test_the_weights_are_those_of_the_table(five: Index) -> None:
    """The score of an annotated passage is the weighted sum of what each retriever gives it."""
    found = retrieve(five, Question(text="Qui doit être consulté avant la signature ?"))
    row = five.row[found.hits[0].matched]
    total = sum(WEIGHTS[name] * scores.get(row, 0.0) for name, scores in found.parts.items())
    assert found.hits[0].score == pytest.approx(total, abs=1e-6)
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_a_passage_without_annotation_has_the_editors_share(five: Index) -> None:
    """Its own words and vector stand in for what no editor wrote: half the weight is not lost."""
    found = retrieve(five, Question(text="La mission estime que la durée est trop courte"))
    row = five.row["etude/§2"]
    assert found.hits[0].passage.id == "etude/§2" and not five.annotated[row]
    words, vectors = found.parts["passages"][row], found.parts["vecteurs"][row]
    expected = (0.12 + 0.40 + 0.24) * words + (0.08 + 0.16) * vectors
    assert found.hits[0].score == pytest.approx(expected, abs=1e-6)


def test_a_filter_keeps_to_its_texts(five: Index) -> None:
    assert set(ids(five, "contrat", filters=Filters(documents=("etude",)))) <= {
        "etude/§1",
        "etude/§2",
    }
    binding = ids(five, "contrat", filters=Filters(weights=(Weight.OPPOSABLE,)))
    assert binding and all(name.startswith("arrete/") for name in binding)
    before = ids(five, "contrat", filters=Filters(in_force_on=date(2023, 1, 1)))
    assert before and all(name.startswith("etude/") for name in before)
    with pytest.raises(BadFilter, match="nulle-part"):
        ids(five, "contrat", filters=Filters(documents=("nulle-part",)))


def test_a_factor_multiplies_the_scores_of_a_document(five: Index) -> None:
    question = Question(text="La durée du contrat")
    plain = {hit.passage.id: hit.score for hit in retrieve(five, question).hits}
    halved = retrieve(five, question, factors={"arrete": 0.5}).hits
    assert {hit.passage.id for hit in halved} == plain.keys() and len(halved) == 5
    for hit in halved:
        factor = 0.5 if hit.passage.document_id == "arrete" else 1.0
        assert hit.score == pytest.approx(plain[hit.passage.id] * factor, abs=1e-5)


def test_what_a_question_finds_little_of_is_completed(five: Index) -> None:
    """Passages of score zero follow, so that the list keeps its length."""
    hits = retrieve(five, Question(text="Bretagne"), weights={"passages": 1.0}).hits
    assert [hit.passage.id for hit in hits if hit.score > 0] == ["etude/§1"]
    assert [hit.found_by for hit in hits] == [("passages",), (), (), (), ()]


def test_words_are_mended_and_quick_writing_is_put_in_full(five: Index) -> None:
    query = understand("konsulté avant la signatur", five)
    assert query.mended == {"signatur": "signature"} or "signatur" in query.mended
    assert query.own and all(query.terms[term] > 0 for term in query.own)


def test_the_context_of_a_follow_up_weighs_less_than_its_words(five: Index) -> None:
    query = understand("Et la signature ?", five, context="la durée du contrat")
    weights = {term: query.terms[term] for term in five.analyser.terms("durée signature")}
    late, early = weights.values()
    assert 0 < late < early == 1.0


def test_quiet_kinds_are_those_that_answer_by_accident() -> None:
    assert set(QUIET) == {Kind.PEOPLE, Kind.CONTENTS, Kind.FIGURE, Kind.ACRONYM}
    assert all(0 < factor < 1 for factor in QUIET.values())
