"""Each measure on a reply made by hand, whose right value can be counted on fingers."""

from typing import Any

import pytest

from assistant.domain import (
    Answer,
    Citation,
    Hit,
    Kind,
    Origin,
    Passage,
    Question,
    Refusal,
    Run,
    Span,
    Statement,
    Trace,
    Weight,
)
from evaluation.dataset import GoldQuestion, Source
from evaluation.metrics import (
    MEASURES,
    MISSED,
    CorpusTexts,
    Measured,
    TurnLabel,
    holds,
    interval,
    measure,
)
from evaluation.scores import REFUSALS, by, gains_of_ranks, score, scores

TEXT = (
    "Le contrat dure cinq ans. Il est signé par trois parties : le service, la "
    "caisse et la direction."
)
OTHER = "Le comité rend un avis dans un délai de deux mois."


def passage(id: str, text: str) -> Passage:
    run = Run(at=0, length=len(text), start=0, end=len(text))
    return Passage(
        id=f"d/{id}",
        document_id="d",
        label=f"D, {id}",
        path=(),
        text=text,
        runs=(run,),
        start=0,
        end=len(text),
        kind=Kind.PARAGRAPH,
        order=0,
    )


FOUND = tuple(
    Hit(passage=passage(id, text), score=1.0, found_by=("passages",), matched=f"d/{id}")
    for id, text in (("b", OTHER), ("a", TEXT))
)
QUOTE = "Le contrat dure cinq ans."


def answer(said: str, quote: str = QUOTE, notices: tuple[str, ...] = ()) -> Answer:
    citation = Citation(
        n=1,
        passage_id="d/a",
        document_id="d",
        label="D, a",
        quote=quote,
        start=0,
        end=len(quote),
        text=TEXT,
    )
    statement = Statement(text=said, citations=(1,), weight=Weight.OPPOSABLE)
    return Answer(
        status="answered",
        question=Question(text="?"),
        standalone="?",
        statements=(statement,),
        citations=(citation,),
        notices=notices,
        retrieved=FOUND,
        trace=Trace(generation="", timings_ms={"retrieve": 1.0, "answer": 2.0}),
    )


REFUSED = Refusal(
    status="not_found",
    question=Question(text="?"),
    standalone="?",
    message="Rien.",
    retrieved=FOUND,
    trace=Trace(generation=""),
)


def asked(**fields: object) -> GoldQuestion:
    return GoldQuestion.model_validate(
        {
            "question": "?",
            "gold": [[{"document_id": "d", "quote": "dure cinq ans"}]],
            "facts": [["cinq ans", "5 ans"]],
            **fields,
        }
    )


def measured(
    wanted: GoldQuestion, reply: Answer | Refusal, kind: str = "answerable", turn: int = 1
) -> Measured:
    label = TurnLabel(case_id="q", kind=kind, style="direct", turn=turn)
    texts = CorpusTexts(document_text=lambda _: TEXT, family_text=lambda _: TEXT)
    return measure(label, wanted, reply, texts)


def test_a_right_answer_has_every_score() -> None:
    row = measured(asked(), answer(f"Le texte prévoit : « {QUOTE} »"))
    assert row.passed and row.status_right and row.verbatim and row.locked and row.cited
    assert (
        row.ranks,
        row.citation_recall,
        row.citation_precision,
        row.facts,
        row.milliseconds,
    ) == ((2,), 1.0, 1.0, 1.0, 3.0)


def test_a_need_that_no_passage_meets_has_no_rank() -> None:
    wanted = asked(
        gold=[
            [{"document_id": "d", "quote": "dure cinq ans"}],
            [{"document_id": "autre", "quote": "dure cinq ans"}],
        ]
    )
    assert measured(wanted, answer("Cinq ans.")).ranks == (2, MISSED)


def test_one_of_several_equivalent_sources_is_enough() -> None:
    wanted = asked(
        gold=[
            [Source(document_id="autre", quote="x"), Source(document_id="d", quote="dure cinq ans")]
        ]
    )
    assert measured(wanted, answer("Cinq ans.")).citation_recall == 1.0


def test_words_that_stand_elsewhere_in_the_document_are_no_exact_quotation() -> None:
    assert not measured(asked(), answer("Cinq ans.", quote="Le contrat dure cinq mois")).verbatim


def test_a_figure_that_the_cited_passage_does_not_hold_is_seen() -> None:
    assert not measured(asked(), answer("Cinq ans et 86 100 euros.")).locked
    assert measured(asked(), answer("5 ans et 3 parties.")).locked


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ("Le contrat dure.", {}),
        ("Cinq ans.", {"notices": [["avis"]]}),
        ("Cinq ans, sans doute.", {"must_not": ["sans doute"]}),
    ],
)
def test_a_missing_fact_a_missing_notice_or_a_forbidden_word_fails(
    said: str, fields: dict[str, object]
) -> None:
    assert not measured(asked(**fields), answer(said)).passed


@pytest.mark.parametrize(
    "words",
    [
        {"ours": "Cinq ans, annonce-t-on : "},
        {"notices": ("Une durée de cinq ans est citée ailleurs.",)},
        {"label": "D, article sur cinq ans"},
    ],
)
def test_a_fact_of_an_announcement_a_notice_or_a_label_is_not_said(words: dict[str, Any]) -> None:
    """Only what is quoted, or what an editor wrote, says a fact."""
    ours = words.get("ours", "")
    reply = answer(f"{ours}Le contrat dure.", notices=words.get("notices", ()))
    span = Span(start=0, end=len(ours))
    statement = reply.statements[0].model_copy(update={"ours": (span,)})
    citation = reply.citations[0].model_copy(update={"label": words.get("label", "D, a")})
    reply = reply.model_copy(update={"statements": (statement,), "citations": (citation,)})
    row = measured(asked(), reply)
    assert row.facts == 0.0 and not row.passed


def test_the_number_of_a_citation_says_no_fact() -> None:
    wanted = asked(facts=[["2"]])
    assert measured(wanted, answer("Le contrat dure [2].")).facts == 0.0
    assert measured(wanted, answer("Le contrat dure 2 ans.")).facts == 1.0


def test_the_sentence_of_a_calculated_answer_says_its_facts() -> None:
    """It is wholly of ours, and it is the answer."""
    reply = answer("Cinq ans.")
    statement = reply.statements[0].model_copy(update={"ours": (Span(start=0, end=9),)})
    extracts = reply.model_copy(update={"statements": (statement,)})
    computed = extracts.model_copy(update={"origin": Origin.COMPUTED})
    assert measured(asked(), extracts).facts == 0.0
    assert measured(asked(), computed).facts == 1.0


def test_a_notice_may_stand_among_the_notices() -> None:
    assert measured(
        asked(notices=[["simple avis"]]), answer("Cinq ans.", notices=("C’est un simple avis.",))
    ).passed


def test_a_refusal_where_an_answer_was_expected_is_wrong_and_says_no_fact() -> None:
    row = measured(asked(), REFUSED)
    assert not row.passed and not row.status_right and row.facts == 0.0 and row.words == 0


@pytest.mark.parametrize(
    ("text", "spelling"),
    [("conclu pour Cinq ans", "5 ans"), ("86 100 €", "86100"), ("L’ÉCHÉANCE", "échéance")],
)
def test_facts_are_compared_whatever_their_case_accents_and_figures(
    text: str, spelling: str
) -> None:
    assert holds(text, [spelling])


def test_a_fact_is_not_found_inside_another_number() -> None:
    assert not holds("Le délai est de 15 ans", ["5 ans"])


def test_refusals_are_counted_on_the_questions_that_call_for_them() -> None:
    rows = [
        measured(asked(expected=["not_found"]), REFUSED),
        measured(asked(expected=["not_found"]), answer("Cinq ans.")),
        measured(asked(), REFUSED),
    ]
    assert REFUSALS["refus justes"](rows) == [1.0, 0.0]
    assert REFUSALS["répondues sans refus à tort"](rows) == [0.0]


def test_the_reciprocal_rank_of_ir_measures_is_that_of_our_own() -> None:
    rows = [measured(asked(), answer("Cinq ans."))]
    assert gains_of_ranks(rows)["MRR@10"] == MEASURES["rang réciproque"](rows) == [0.5]


def test_a_need_met_lower_down_lowers_the_gain_less_than_one_never_met() -> None:
    found = asked(
        gold=[
            [{"document_id": "d", "quote": "dure cinq ans"}],
            [{"document_id": "d", "quote": "deux mois"}],
        ]
    )
    lost = asked(
        gold=[
            [{"document_id": "d", "quote": "dure cinq ans"}],
            [{"document_id": "d", "quote": "absent"}],
        ]
    )
    full, part = (
        gains_of_ranks([measured(wanted, answer("Cinq ans."))])["nDCG@10"][0]
        for wanted in (found, lost)
    )
    assert full == pytest.approx(1.0) and part < 0.5


def test_an_interval_holds_its_mean_and_narrows_with_numbers() -> None:
    few, many = score([0.0, 1.0] * 5), score([0.0, 1.0] * 500)
    assert few.low <= few.value <= few.high
    assert many.high - many.low < few.high - few.low
    assert interval([]) == (0.0, 0.0)


def test_groups_share_out_the_turns() -> None:
    rows = [measured(asked(), answer("Cinq ans."), "dialogue", turn) for turn in (1, 2, 2)]
    assert [(line.name, line.turns) for line in by(rows, lambda row: [f"tour {row.turn}"])] == [
        ("tour 1", 1),
        ("tour 2", 2),
    ]
    assert scores(rows)["réussi"].value == 1.0
