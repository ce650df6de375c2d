"""How useful answers are, on made-up rows: each share is lowered by a wrong answer."""

from typing import Any

import pytest

from assistant.domain import Answer, Refusal, Span
from evaluation.judging import Judgement, judge_fact, judge_near, judge_trap
from evaluation.useful import FactQuestion, NeedInWordings, TrapQuestion, UsefulQuestion, read_rows
from evaluation.usefulness import (
    JudgedNeed,
    UsefulReplies,
    compare_replies,
    lines_of,
    lines_of_misses,
    whole_kinds,
)
from tests.evaluation.test_metrics import REFUSED, answer

GOLD = {"document": "d", "passage": "d/a", "quote": "Le contrat dure cinq ans."}
TWIN = {"document": "d", "passage": "d/b", "quote": "un avis dans un délai de deux mois"}


def fact(**fields: Any) -> FactQuestion:
    return FactQuestion.model_validate(
        {
            "id": "q",
            "split": "tune",
            "slot": "combien",
            "question": "Combien ?",
            "gold": [GOLD],
            "must": ["cinq ans"],
            "must_not": [r"\bdix ans"],
            "misleading": [TWIN],
            **fields,
        }
    )


def cites(passage: str, quote: str, text: str = "Le contrat dure cinq ans.") -> Answer:
    """An answer whose only citation is of that passage."""
    reply = answer(text)
    citation = reply.citations[0].model_copy(update={"passage_id": passage, "quote": quote})
    return reply.model_copy(update={"citations": (citation,)})


RIGHT = answer("Le contrat dure cinq ans.")


@pytest.mark.parametrize(
    ("reply", "judgement"),
    [
        (RIGHT, Judgement.RIGHT),
        (answer("Le contrat dure."), Judgement.IRRELEVANT),
        (answer("Le contrat dure cinq ans, ou dix ans."), Judgement.MISLEADING),
        (answer("Cinq ans.", notices=("Ailleurs : dix ans.",)), Judgement.MISLEADING),
        (cites("d/b", "Le comité rend un avis"), Judgement.MISLEADING),
        (cites("d/c", TWIN["quote"]), Judgement.MISLEADING),
        (REFUSED, Judgement.REFUSED_WRONGLY),
        (RIGHT.model_copy(update={"status": "dialogue"}), Judgement.REFUSED_WRONGLY),
    ],
)
def test_a_reply_to_a_question_of_fact_is_judged_once(
    reply: Answer | Refusal, judgement: Judgement
) -> None:
    assert judge_fact(fact(), reply).judgement is judgement


def test_an_announcement_says_nothing_that_must_be_said() -> None:
    statement = RIGHT.statements[0].model_copy(update={"ours": (Span(start=0, end=25),)})
    announced = RIGHT.model_copy(update={"statements": (statement,)})
    assert judge_fact(fact(), announced).judgement is Judgement.IRRELEVANT


@pytest.mark.parametrize(
    ("verdict", "judgement"),
    [
        ("Non, cinq ans.", Judgement.RIGHT),
        ("Oui.", Judgement.MISLEADING),
        ("", Judgement.IRRELEVANT),
    ],
)
def test_the_first_words_must_answer(verdict: str, judgement: Judgement) -> None:
    """« Oui » where « Non » is expected misleads; no first words at all are beside the question."""
    reply = RIGHT.model_copy(update={"verdict": verdict})
    assert judge_fact(fact(first="^Non"), reply).judgement is judgement


def test_a_passage_that_answers_and_misleads_counts_by_the_words_quoted() -> None:
    """Quoting the words that answer does not mislead by those that stand beside them."""
    twin = {**TWIN, "passage": "d/a"}
    row = fact(misleading=[twin])
    assert judge_fact(row, cites("d/a", "Il est signé par trois parties.")).judgement is (
        Judgement.RIGHT
    )
    assert judge_fact(row, cites("d/a", twin["quote"])).judgement is Judgement.MISLEADING
    both = f"{GOLD['quote']} Le comité rend {twin['quote']}."
    assert judge_fact(row, cites("d/a", both)).judgement is Judgement.RIGHT


def test_a_statement_is_useful_when_it_says_or_cites_what_answers() -> None:
    useful = judge_fact(fact(), RIGHT)
    idle = judge_fact(fact(misleading=[]), cites("d/c", "Autre chose.", "Le contrat dure."))
    assert (useful.useful_statements, useful.cites_gold) == ((True,), True)
    assert (idle.useful_statements, idle.cites_gold) == ((False,), False)


def test_a_question_without_an_answer_must_be_refused() -> None:
    row = UsefulQuestion(id="n", split="tune", question="Quelle amende ?")
    assert judge_near(row, REFUSED).judgement is Judgement.RIGHT
    assert judge_near(row, RIGHT).judgement is Judgement.ANSWERED_WRONGLY


def trap(kind: str = "premisse") -> TrapQuestion:
    return TrapQuestion(
        id="t",
        split="tune",
        kind=kind,
        question="Pourquoi dix ans ?",
        must=("cinq ans",),
        must_not=("^Oui",),
    )


def test_a_trap_must_be_undone() -> None:
    assert judge_trap(trap(), RIGHT).judgement is Judgement.RIGHT
    assert judge_trap(trap(), answer("Le contrat dure.")).judgement is Judgement.ANSWERED_WRONGLY
    fallen = RIGHT.model_copy(update={"verdict": "Oui."})
    assert judge_trap(trap(), fallen).judgement is Judgement.MISLEADING
    assert judge_trap(trap(), REFUSED).judgement is Judgement.REFUSED_WRONGLY


def test_a_refusal_undoes_a_trap_only_by_saying_so_of_what_does_not_exist() -> None:
    telling = REFUSED.model_copy(update={"message": "Le contrat dure cinq ans : rien de tel."})
    assert judge_trap(trap("inexistant"), telling).judgement is Judgement.RIGHT
    assert judge_trap(trap("inexistant"), REFUSED).judgement is Judgement.REFUSED_WRONGLY
    assert judge_trap(trap("premisse"), telling).judgement is Judgement.REFUSED_WRONGLY


def need(*, is_answerable: bool = True) -> NeedInWordings:
    return NeedInWordings.model_validate(
        {
            "id": "s",
            "split": "tune",
            "need": "durée",
            "neat": "Quelle durée ?",
            "hurried": "duree ?",
            "roundabout": "Pour combien de temps ?",
            "answerable": is_answerable,
        }
    )


def compared(*replies: Answer | Refusal, is_answerable: bool = True) -> JudgedNeed:
    row = need(is_answerable=is_answerable)
    return compare_replies(row, replies, lambda passage: passage.split("#")[0])


OTHER = cites("d/b", "Le comité rend un avis")


def test_a_need_is_stable_when_three_wordings_have_one_decision_and_one_source() -> None:
    stable = compared(RIGHT, cites("d/a#2", "dure"), RIGHT)
    assert stable.is_stable and stable.is_right and stable.has_same_source
    wavering = compared(RIGHT, RIGHT, REFUSED)
    assert not wavering.has_same_decision and not wavering.is_stable and not wavering.is_right
    assert wavering.has_same_source is None
    elsewhere = compared(RIGHT, RIGHT, OTHER)
    assert elsewhere.has_same_decision and not elsewhere.has_same_source
    assert not elsewhere.is_stable


def test_three_refusals_are_one_decision_right_only_without_an_answer() -> None:
    assert compared(REFUSED, REFUSED, REFUSED, is_answerable=False).is_right
    lost = compared(REFUSED, REFUSED, REFUSED)
    assert lost.is_stable and not lost.is_right


def replies(fact_reply: Answer | Refusal, near: Answer | Refusal, trapped: Answer) -> UsefulReplies:
    """Judgements of a right reply of each kind beside the replies given."""
    row = UsefulQuestion(id="n", split="tune", question="Quelle amende ?")
    return UsefulReplies(
        facts=(judge_fact(fact(), RIGHT), judge_fact(fact(id="q2"), fact_reply)),
        near=(judge_near(row, REFUSED), judge_near(row, near)),
        traps=(judge_trap(trap(), RIGHT), judge_trap(trap(), trapped)),
        needs=(compared(RIGHT, RIGHT, RIGHT), compared(RIGHT, RIGHT, fact_reply)),
    )


def shares(judged: UsefulReplies) -> dict[str, float]:
    return {name: score.value for name, score in whole_kinds(lines_of(judged)).items()}


def test_a_wrong_answer_lowers_the_share_of_its_kind() -> None:
    good = shares(replies(RIGHT, REFUSED, RIGHT))
    assert all(good[f"{kind} : juste"] == 1.0 for kind in ("faits", "sans réponse", "pièges"))
    assert good["trois tournures : même décision et même source"] == 1.0
    assert good["faits : phrases utiles"] == good["faits : source attendue"] == 1.0
    idle = cites("d/b", "Le comité rend un avis", "Rien.")
    bad = shares(replies(idle, RIGHT, answer("Le contrat dure.")))
    assert all(bad[f"{kind} : juste"] == 0.5 for kind in ("faits", "sans réponse", "pièges"))
    assert bad["faits : trompeuse"] == bad["sans réponse : répondue à tort"] == 0.5
    assert bad["pièges : répondue à tort"] == 0.5
    assert bad["trois tournures : même source"] == 0.5
    assert bad["faits : phrases utiles"] == bad["faits : source attendue"] == 0.5
    refused = shares(replies(REFUSED, REFUSED, RIGHT))
    assert refused["faits : refusée à tort"] == 0.5
    assert refused["trois tournures : même décision"] == 0.5
    assert refused["trois tournures : décision juste trois fois"] == 0.5
    beside = shares(replies(answer("Le contrat dure."), REFUSED, RIGHT))
    assert beside["faits : à côté"] == 0.5


def test_every_question_of_a_kind_is_counted_once() -> None:
    """The shares of right answers and of each fault make one."""
    judged = replies(REFUSED, RIGHT, answer("Le contrat dure."))
    judged = judged.model_copy(update={"facts": 3 * judged.facts, "traps": 3 * judged.traps})
    lines = lines_of(judged)
    assert {line.name for line in lines} > {"faits", "faits, combien", "pièges, premisse"}
    names = {judgement.value for judgement in Judgement}
    for line in lines:
        parts = [score.value for name, score in line.scores.items() if name in names]
        assert not parts or sum(parts) == pytest.approx(1.0)


def test_a_sub_kind_of_few_questions_is_not_published() -> None:
    """Its total would tell on each question of the half that is never looked at."""
    lines = lines_of(replies(RIGHT, REFUSED, RIGHT))
    assert {line.name for line in lines} == {"faits", "sans réponse", "pièges", "trois tournures"}


def test_what_failed_is_listed_and_what_succeeded_is_not() -> None:
    assert list(lines_of_misses(replies(RIGHT, REFUSED, RIGHT))) == []
    failed = list(lines_of_misses(replies(REFUSED, RIGHT, answer("Le contrat dure."))))
    assert [line.split(" | ")[0].rpartition(", ")[2] for line in failed] == [
        "refusée à tort",
        "répondue à tort",
        "répondue à tort",
        "trois tournures s",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("facts", FactQuestion, 100),
        ("near", UsefulQuestion, 30),
        ("traps", TrapQuestion, 20),
        ("stability", NeedInWordings, 75),
    ],
)
def test_each_half_of_a_set_is_read_apart(name: str, kind: type[FactQuestion], count: int) -> None:
    halves = [read_rows(name, kind, "tune"), read_rows(name, kind, "report")]
    assert [len(rows) for rows in halves] == [count, count]
    assert not {row.id for row in halves[0]} & {row.id for row in halves[1]}
    assert {row.split for row in halves[0]} == {"tune"}
