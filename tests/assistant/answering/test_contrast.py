"""Things that a question compares are told side by side, each from words that name it."""

import pytest

from assistant.domain import Act, Answer, Question
from assistant.pipeline import Assistant
from assistant.texts.french import fold


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Comparez PACA et Hauts-de-France sur leurs CPOM.", ("PACA", "Hauts-de-France")),
        ("différence entre les annexes 1 et 5", ("Annexe 1", "Annexe 5")),
        ("c quoi la diff entre agrement et cpom", ("agrément", "CPOM")),
    ],
)
def test_each_thing_compared_has_its_row_and_its_sources(
    assistant: Assistant, question: str, names: tuple[str, ...]
) -> None:
    """One row a thing, in the order of the question, each with citations of the answer."""
    reply = assistant.ask(Question(text=question))
    assert isinstance(reply, Answer) and reply.table is not None
    assert reply.act is Act.COMPARISON
    rows = reply.table.rows
    assert tuple(row.cells[0] for row in rows) == names
    known = {citation.n for citation in reply.citations}
    assert all(row.citations and set(row.citations) <= known for row in rows)
    assert sorted(known) == list(range(1, len(known) + 1))


def test_words_that_name_only_another_thing_fill_no_row(assistant: Assistant) -> None:
    """What is quoted of the DREETS names the DREETS, of the Caisse the Caisse, or is left out."""
    question = "quelle différence entre la dreets et la carsat dans le suivi"
    reply = assistant.ask(Question(text=question))
    assert isinstance(reply, Answer) and reply.table is not None and reply.table.rows
    by_number = {citation.n: citation for citation in reply.citations}
    forms = {"DREETS": ("dreets",), "Caisse régionale": ("carsat", "caisse", "cramif")}
    for row in reply.table.rows:
        sources = [by_number[number] for number in row.citations]
        told = fold(" ".join((row.cells[1], *(f"{each.label} {each.text}" for each in sources))))
        assert any(form in told for form in forms[row.cells[0]])


def test_an_editor_s_comparison_is_preferred_to_rows(assistant: Assistant) -> None:
    """An answer written on both things is told as it is."""
    reply = assistant.ask(Question(text="en quoi le CRPST se distingue du CNPST ?"))
    assert isinstance(reply, Answer) and reply.table is None
    told = " ".join(each.text for each in reply.statements)
    assert "CRPST" in told and "CNPST" in told


def test_things_of_which_the_texts_say_nothing_are_not_compared(assistant: Assistant) -> None:
    """Nothing known of either: no table."""
    reply = assistant.ask(Question(text="compare le prix de la baguette à Lyon et à Nantes"))
    assert getattr(reply, "table", None) is None
