"""A list, a count, a filter or a sum is answered from facts, whole, each row with its source. The
truths were computed by reading the texts.
"""

from datetime import date

import pytest

from assistant.domain import Answer, Origin, Question, Turn
from assistant.pipeline import Assistant

TODAY = date(2026, 12, 1)


def ask(assistant: Assistant, *messages: str) -> Answer:
    """The answer to the last message of a conversation."""
    *before, last = messages
    history = tuple(Turn(question=text) for text in before)
    reply = assistant.ask(Question(text=last, history=history), TODAY)
    assert isinstance(reply, Answer), reply
    return reply


def first_cells(answer: Answer) -> list[str]:
    assert answer.table is not None
    return [row.cells[0] for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("combien de recommandations dans le rapport IGAS", "21 recommandations."),
        ("combien de fiches actions dans l’annexe 3 ?", "7 fiches actions."),
        ("quelles sont les annexes de l’instruction ?", "5 annexes."),
        ("combien d’articles dans le contrat du CIAMT ?", "20 articles."),
        ("Combien d’articles compte le protocole ?", "5 articles."),
        ("la liste des sigles", "72 sigles."),
        ("combien de listes perdues dans la copie de l’instruction ?", "28 listes perdues."),
        ("quelles régions la mission a visitées ?", "4 régions."),
        ("les recommandations de priorité 2", "4 recommandations sur 21."),
        ("Quels volets du CPOM sont obligatoires ?", "2 volets sur 3."),
        (
            "quelle part des recommandations est de priorité 2 ?",
            "4 recommandations sur 21, soit 19 %.",
        ),
        ("combien de recommandations concernent la CNAM ?", "10 recommandations sur 21."),
    ],
)
def test_a_count_is_the_one_read_in_the_texts(
    assistant: Assistant, question: str, verdict: str
) -> None:
    reply = assistant.ask(Question(text=question), TODAY)
    assert isinstance(reply, Answer)
    assert (reply.verdict, reply.origin) == (verdict, Origin.COMPUTED)


def test_the_recommendations_to_the_dgt_alone_are_five(assistant: Assistant) -> None:
    answer = ask(assistant, "les recommandations adressées à la DGT toute seule")
    assert answer.verdict == "5 recommandations sur 21."
    assert first_cells(answer) == ["7", "11", "19", "20", "21"]


def test_the_whole_table_has_its_21_rows_in_order_each_with_its_source(
    assistant: Assistant,
) -> None:
    answer = ask(assistant, "les 21 recommandations en tableau avec priorité, autorité, échéance")
    assert first_cells(answer) == [str(n) for n in range(1, 22)]
    assert answer.table is not None
    numbers = {citation.n for citation in answer.citations}
    assert all(row.citations and set(row.citations) <= numbers for row in answer.table.rows)


def test_follow_ups_filter_the_rows_before(assistant: Assistant) -> None:
    first = "combien de recommandations dans le rapport de l’IGAS ?"
    second = "combien de priorité 2 ?"
    assert ask(assistant, first, second).verdict == "4 recommandations sur 21."
    assert first_cells(ask(assistant, first, second, "lesquelles ?")) == ["6", "8", "11", "15"]
    third = ask(assistant, first, second, "celles adressées à la DGT")
    assert first_cells(third) == ["8", "11", "15"]
    nth = ask(assistant, first, second, "lesquelles ?", "et la deuxième, adressée à qui ?")
    assert nth.verdict == "DGT-CNAM."


def test_another_value_of_the_same_filter_takes_its_place(assistant: Assistant) -> None:
    first = "quels services d’Occitanie agissent sur les RPS ?"
    assert set(first_cells(ask(assistant, first))) == {"EnSanté", "AIPALS", "ASMT 65"}
    second = ask(assistant, first, "et sur les TMS ?")
    assert set(first_cells(second)) == {"SMTI 82", "Cévèna", "SPSTI 81"}


def test_the_services_of_occitanie_are_all_there(assistant: Assistant) -> None:
    answer = ask(assistant, "donne-moi tous les services d’Occitanie cités avec leur action")
    assert answer.verdict == "17 services."
    assert len(set(first_cells(answer))) == 17


def test_two_figures_are_added_and_compared_with_the_calculation(assistant: Assistant) -> None:
    total = ask(assistant, "additionne les CPOM V1 et V2")
    assert total.verdict == "270 CPOM."
    assert "180 + 90 = 270" in total.statements[0].text
    fall = ask(assistant, "V2 par rapport à V1, quel pourcentage de baisse ?")
    assert fall.verdict.startswith("Moitié moins : 50 %")


def test_recommendations_are_counted_by_priority(assistant: Assistant) -> None:
    answer = ask(assistant, "combien de recommandations par priorité ?")
    assert answer.table is not None
    assert [row.cells for row in answer.table.rows] == [("1", "17"), ("2", "4")]


@pytest.mark.parametrize(
    "question",
    [
        "Les trois volets sont-ils tous obligatoires ?",
        "quelles recommandations ne sont pas de priorité 1 ?",
        "combien de SPSTI en Île-de-France ?",
        "quels services d’Occitanie ont signé en 2019 ?",
        "quelle annexe pour les fiches actions ?",
        "Combien de temps dure un CPOM ?",
    ],
)
def test_what_facts_do_not_surely_answer_is_left_to_the_next_step(
    assistant: Assistant, question: str
) -> None:
    reply = assistant.ask(Question(text=question), TODAY)
    assert not (isinstance(reply, Answer) and reply.origin is Origin.COMPUTED)
