"""Which text answers first, and what is said of it."""

from datetime import date

import pytest

from assistant.answering.authority import as_of, documents_named, factors, in_force
from assistant.pipeline import Assistant
from assistant.texts.calendar import write_day

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qui devait être consulté en 2022 ?", date(2022, 12, 31)),
        ("Combien en 2019 ?", TODAY),
        ("Qui doit être consulté ?", TODAY),
    ],
)
def test_a_past_year_in_the_past_tense_moves_the_date(text: str, expected: date) -> None:
    assert as_of(text, None, TODAY) == expected


def test_a_given_date_wins() -> None:
    assert as_of("en 2019 qui devait signer ?", date(2021, 1, 1), TODAY) == date(2021, 1, 1)


def test_the_instruction_is_in_force_since_its_date_and_the_contract_has_expired(
    assistant: Assistant,
) -> None:
    documents = assistant.index.documents
    assert not in_force(documents["instruction-2024-132"], date(2024, 8, 30)) and in_force(
        documents["instruction-2024-132"], date(2024, 8, 31)
    )
    assert in_force(documents["cpom-ciamt-2022"], date(2023, 6, 30)) and not in_force(
        documents["cpom-ciamt-2022"], date(2023, 7, 1)
    )


def test_a_document_that_the_question_names_comes_first(assistant: Assistant) -> None:
    documents = assistant.index.documents
    assert documents_named("Que dit le CPOM du CIAMT ?", documents) == {"cpom-ciamt-2022"}
    weights = factors("Que dit le CPOM du CIAMT ?", documents, TODAY)
    assert max(weights, key=lambda id: weights[id]) == "cpom-ciamt-2022"
    weights = factors("Qui doit donner un avis ?", documents, TODAY)
    assert max(weights, key=lambda id: weights[id]) == "instruction-2024-132"


def test_dates_are_written_in_french() -> None:
    assert write_day(date(2024, 8, 1)) == "1er août 2024"
