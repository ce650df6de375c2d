"""Conversations, opinions, pairs to judge and saved questions."""

import pytest

from assistant.domain import Question
from assistant.errors import BadInput, UnknownItem
from assistant.store import conversations, questions, ratings
from assistant.store.database import Database
from assistant.store.nouns import Feedback, Rating, Thumb
from tests.assistant import samples

REPLY = '{"status": "answered", "answer": "Cinq ans. [1]"}'


def test_a_conversation_keeps_its_turns_in_order(database: Database) -> None:
    """Question, answer and whole reply come back as they were, numbered from 1."""
    id = conversations.start_conversation(database, "moi", "  Durée  du CPOM ").id
    for n in range(3):
        conversations.add_turn(database, id, f"question {n}", "Cinq ans.\u202f»", REPLY)
    found, turns = conversations.read_conversation(database, id)
    assert (found.title, found.turns) == ("Durée du CPOM", 3) and found.changed == turns[-1].asked
    assert [(turn.number, turn.question, turn.answer, turn.reply) for turn in turns] == [
        (n + 1, f"question {n}", "Cinq ans.\u202f»", REPLY) for n in range(3)
    ]


def test_conversations_are_found_by_their_words(database: Database) -> None:
    """In titles, questions and answers, accents and capitals ignored, all the words asked for;
    never somebody else's.
    """
    duration = conversations.start_conversation(database, "moi", "Durée").id
    conversations.add_turn(database, duration, "Combien de temps ?", "Cinq années au plus", REPLY)
    other = conversations.start_conversation(database, "moi", "Autre").id
    conversations.start_conversation(database, "toi", "Durée aussi")

    def found(words: str) -> list[str]:
        return [each.id for each in conversations.list_conversations(database, "moi", words)]

    assert found("annees COMBIEN") == [duration] == found("duree") and found("durée mois") == []
    assert set(found("")) == {duration, other}


def test_a_conversation_is_renamed_and_deleted(database: Database) -> None:
    """With its turns and opinions; an empty title is refused."""
    id = conversations.start_conversation(database, "moi", "Titre").id
    conversations.add_turn(database, id, "q", "r", REPLY)
    conversations.save_feedback(database, id, Feedback(turn=1, thumb=Thumb.UP))
    assert (
        conversations.rename_conversation(database, id, "Nouveau").title
        == conversations.read_conversation(database, id)[0].title
        == "Nouveau"
    )
    with pytest.raises(BadInput):
        conversations.rename_conversation(database, id, " ")
    conversations.remove_conversation(database, id)
    assert (
        conversations.list_feedback(database, None) == ()
        and conversations.list_conversations(database, None) == ()
    )
    for gone in (
        lambda: conversations.read_conversation(database, id),
        lambda: conversations.remove_conversation(database, id),
        lambda: conversations.add_turn(database, id, "q", "r", REPLY),
    ):
        with pytest.raises(UnknownItem):
            gone()


def test_an_opinion_is_kept_for_a_reply_and_for_each_citation(database: Database) -> None:
    """The last opinion on the same thing replaces the former; one on a turn that does not exist is
    refused.
    """
    id = conversations.start_conversation(database, "moi", "Titre").id
    conversations.add_turn(database, id, "q", "r", REPLY)
    conversations.save_feedback(database, id, Feedback(turn=1, thumb=Thumb.UP))
    conversations.save_feedback(
        database,
        id,
        Feedback(
            turn=1,
            thumb=Thumb.DOWN,
            citation=2,
            reasons=("ne dit pas cela",),
            comment="« autre » alinéa",
        ),
    )
    unhappy = Feedback(turn=1, thumb=Thumb.DOWN, reasons=("trop long", "à côté"))
    conversations.save_feedback(database, id, unhappy)
    given = {each.citation: each for each in conversations.list_feedback(database, "moi", id)}
    assert (
        given[0].reasons == ("trop long", "à côté")
        and given[0].thumb is given[2].thumb is Thumb.DOWN
        and given[2].comment == "« autre » alinéa"
    )
    assert len(given) == 2 and conversations.list_feedback(database, "toi") == ()
    with pytest.raises(UnknownItem, match="2"):
        conversations.save_feedback(database, id, Feedback(turn=2, thumb=Thumb.UP))


def test_a_pair_is_judged_by_each_rater_once(database: Database) -> None:
    """Blind to each other; a second verdict of the same rater replaces the first; a pair queued
    again keeps its verdicts.
    """
    rated = samples.pair("Cinq ans.")
    pair = ratings.save_pair(database, "moi", rated)
    other = ratings.save_pair(
        database, "moi", samples.pair("Un référent.", n=3, origin="brouillon")
    )
    for given in (
        samples.pair_rating("A", Rating.SUPPORTS, seconds=4.5),
        samples.pair_rating("B", Rating.PARTLY, reason="trop court", seconds=9),
        samples.pair_rating("A", Rating.DENIES, reason="relu", seconds=3),
    ):
        ratings.save_rating(database, pair.id, "moi", given)
    assert ratings.save_pair(database, "moi", rated) == pair == ratings.read_pair(database, pair.id)
    assert [
        (each.rater, each.rating, each.reason, each.seconds)
        for _, each in ratings.list_ratings(database, "moi")
    ] == [
        ("B", Rating.PARTLY, "trop court", 9),
        ("A", Rating.DENIES, "relu", 3),
    ]
    assert [each.id for each in ratings.list_pairs(database, "moi", "A")] == [other.id] and len(
        ratings.list_pairs(database, "moi", "C")
    ) == 2
    assert ratings.list_pairs(database, "moi")[0].citation == rated.citation


def test_a_shared_pair_is_seen_by_all_and_another_by_its_owner(database: Database) -> None:
    """Verdicts follow their pairs."""
    mine = ratings.save_pair(database, "moi", samples.pair("À moi."))
    ours = ratings.save_pair(database, "moi", samples.pair("À tous."), shared=True)
    for pair in (mine, ours):
        ratings.save_rating(database, pair.id, "moi", samples.pair_rating("A"))
    assert (
        [pair.id for pair in ratings.list_pairs(database, "toi")]
        == [ours.id]
        == [pair.id for pair, _ in ratings.list_ratings(database, "toi")]
    )
    assert (
        len(ratings.list_pairs(database, "toi", "A")) == 1
    )  # the same name in another session is another rater
    assert len(ratings.list_pairs(database, None)) == len(ratings.list_ratings(database, None)) == 2
    ratings.remove_pair(database, ours.id)
    assert len(ratings.list_ratings(database, None)) == 1
    for gone in (
        lambda: ratings.remove_pair(database, ours.id),
        lambda: ratings.read_pair(database, ours.id),
        lambda: ratings.save_rating(database, ours.id, "a", samples.pair_rating("A")),
    ):
        with pytest.raises(UnknownItem):
            gone()
    with pytest.raises(BadInput):
        ratings.save_rating(database, mine.id, "moi", samples.pair_rating(" "))


def test_a_question_is_kept_to_be_asked_again(database: Database) -> None:
    """With its context and the reply it had; a renewed reply takes its place."""
    asked = Question(text="Qui est consulté ?", history=())
    kept = questions.save_question(database, "moi", asked, REPLY, "g1")
    assert (
        Question.model_validate_json(questions.read_question(database, kept.id).question) == asked
    )
    renewed = questions.update_reply(database, kept.id, "{}", "g2")
    assert (renewed.reply, renewed.generation, renewed.text) == (
        "{}",
        "g2",
        "Qui est consulté ?",
    ) and renewed.saved > kept.saved
    assert (
        questions.list_questions(database, "moi")
        == (renewed,)
        == questions.list_questions(database, None)
        and questions.list_questions(database, "toi") == ()
    )
    questions.remove_question(database, kept.id)
    for gone in (
        lambda: questions.read_question(database, kept.id),
        lambda: questions.update_reply(database, kept.id, "{}", "g"),
        lambda: questions.remove_question(database, kept.id),
    ):
        with pytest.raises(UnknownItem):
            gone()
