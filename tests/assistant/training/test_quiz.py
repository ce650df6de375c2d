"""The quiz: drawn by a seed, right once, and never with a wrong choice that is right."""

import pytest

from assistant.pipeline import Assistant
from assistant.texts.spaces import flatten
from assistant.training.bank import BankQuestion
from assistant.training.quiz import Form, draw_quiz, score_quiz

SEEDS = ("crpst", "formation-janvier", "é à ç", "1")
FORMS: tuple[Form, ...] = ("choix", "paragraphe", "mixte")


def question_of(assistant: Assistant, id: str) -> BankQuestion:
    return next(question for question in assistant.discovery.bank.questions if question.id == id)


@pytest.mark.parametrize("form", FORMS)
def test_a_seed_always_draws_the_same_quiz_and_another_seed_another(
    assistant: Assistant, form: Form
) -> None:
    """So that a trainer can share it by its address."""
    bank = assistant.discovery.bank
    drawn = [draw_quiz(bank, assistant.index, seed, 8, form) for seed in SEEDS]
    assert drawn == [draw_quiz(bank, assistant.index, seed, 8, form) for seed in SEEDS]
    assert len({tuple(item.id for item in quiz.items) for quiz in drawn}) == len(SEEDS)
    assert all(len(quiz.items) == len({item.id for item in quiz.items}) == 8 for quiz in drawn)


def test_every_question_offers_four_choices_of_which_one_is_right(assistant: Assistant) -> None:
    """Over the whole bank, in both forms; the right one is not always at the same place."""
    bank = assistant.discovery.bank
    for form in ("choix", "paragraphe"):
        quiz = draw_quiz(bank, assistant.index, "tout", 100, form)  # type: ignore[arg-type]
        for item in quiz.items:
            assert (
                len(item.choices) == bank.choices == len({choice.text for choice in item.choices})
            ), item.id
            assert item.choices[item.right].passage_id == item.citation.passage_id, item.id
        assert len({item.right for item in quiz.items}) == bank.choices
    assert len(draw_quiz(bank, assistant.index, "tout", 100, "paragraphe").items) == len(
        bank.questions
    )


def test_a_wrong_reply_is_of_the_same_kind_from_another_passage_and_never_an_arguable_one(
    assistant: Assistant,
) -> None:
    """What an editor set apart is not offered, either way round."""
    bank = assistant.discovery.bank
    by_reply = {question.reply: question.kind for question in bank.questions}
    for seed in SEEDS:
        for item in draw_quiz(bank, assistant.index, seed, 100, "choix").items:
            asked = question_of(assistant, item.id)
            wrong = [choice for n, choice in enumerate(item.choices) if n != item.right]
            assert all(
                by_reply[choice.text] == asked.kind
                and choice.passage_id != item.citation.passage_id
                for choice in wrong
            ), item.id
            apart = {question_of(assistant, id).reply for id in asked.apart} | {
                q.reply for q in bank.questions if item.id in q.apart
            }
            assert not apart & {choice.text for choice in wrong}, item.id


def test_a_wrong_paragraph_does_not_hold_the_words_that_answer(assistant: Assistant) -> None:
    """It is of the same document, and no part of the right one."""
    index = assistant.index
    for item in draw_quiz(assistant.discovery.bank, index, "paragraphes", 100, "paragraphe").items:
        words = flatten(question_of(assistant, item.id).words)
        for n, choice in enumerate(item.choices):
            passage = index.passage(choice.passage_id)
            assert (words in flatten(passage.text)) == (n == item.right), (
                f"{item.id}: {choice.passage_id}"
            )
            assert (
                passage.document_id == item.citation.document_id
                and passage.id not in assistant.discovery.bank.hidden
            )


def test_the_mixed_form_asks_by_turns_for_a_reply_and_for_a_paragraph(assistant: Assistant) -> None:
    """Five questions: three replies, two paragraphs."""
    items = draw_quiz(assistant.discovery.bank, assistant.index, "crpst", 5, "mixte").items
    assert [item.form for item in items] == ["choix", "paragraphe", "choix", "paragraphe", "choix"]


def test_the_score_counts_right_answers_only(assistant: Assistant) -> None:
    """All right, one wrong, one left out."""
    quiz = draw_quiz(assistant.discovery.bank, assistant.index, "crpst", 5, "mixte")
    right = {n: item.right for n, item in enumerate(quiz.items)}
    assert score_quiz(quiz, right) == 5
    assert score_quiz(quiz, right | {2: (right[2] + 1) % 4}) == 4
    assert (
        score_quiz(quiz, {n: place for n, place in right.items() if n != 4}) == 4
        and score_quiz(quiz, {}) == 0
    )
