"""An index that forgets questions no longer knows them, and keeps everything else."""

from assistant.pipeline import Assistant
from evaluation.heldout import folds, without


def test_a_forgotten_question_is_in_neither_the_words_nor_the_vectors(assistant: Assistant) -> None:
    """Rows keep matching their vectors after some are taken away."""
    index = assistant.index
    made = without(index, {0, 5}, {1})
    assert (
        len(made.questions) == len(index.questions) - 2 and index.questions[5] not in made.questions
    )
    assert made.absent == (index.absent[0], *index.absent[2:])
    assert (made.vectors["questions"].matrix[3] == index.vectors["questions"].matrix[4]).all()
    assert (
        made.words["absent"].rows == len(made.absent)
        and made.words["passages"] is index.words["passages"]
    )


def test_every_question_is_hidden_in_one_part(assistant: Assistant) -> None:
    """What is asked of an index is what it lacks; the parts are the same every time."""
    index, hidden = next(folds(assistant.index, share=0.5))
    told = {question.text for _, question in index.questions} | set(index.absent)
    unique = [each for each in hidden if each.passage_id]
    assert len(unique) > 800 and any(not each.passage_id for each in hidden)
    assert not {each.text for each in hidden if not each.passage_id} & told
    assert hidden == next(folds(assistant.index, share=0.5))[1]
