"""Conversations, opinions, pairs to judge and saved questions."""

import pytest

from assistant.domain import Question
from assistant.errors import BadInput, UnknownItem
from assistant.store import conversations, questions, ratings
from assistant.store.database import Database
from assistant.store.nouns import Thumb, Verdict
from tests.assistant import samples

REPLY = '{"status": "answered", "answer": "Cinq ans. [1]"}'


def test_a_conversation_keeps_its_turns_in_order(database: Database) -> None:
    """Question, answer and whole reply come back as they were, numbered from 1."""
    id = conversations.start(database, "moi", "  Durée  du CPOM ").id
    for n in range(3):
        conversations.add_turn(database, id, f"question {n}", "Cinq ans.\u202f»", REPLY)
    found, turns = conversations.conversation(database, id)
    assert (found.title, found.turns) == ("Durée du CPOM", 3) and found.changed == turns[-1].asked
    assert [(turn.number, turn.question, turn.answer, turn.reply) for turn in turns] == [
        (n + 1, f"question {n}", "Cinq ans.\u202f»", REPLY) for n in range(3)
    ]


def test_conversations_are_found_by_their_words(database: Database) -> None:
    """In titles, questions and answers, accents and capitals ignored, all the words asked for;
    never somebody else's.
    """
    duration = conversations.start(database, "moi", "Durée").id
    conversations.add_turn(database, duration, "Combien de temps ?", "Cinq années au plus", REPLY)
    other = conversations.start(database, "moi", "Autre").id
    conversations.start(database, "toi", "Durée aussi")

    def found(words: str) -> list[str]:
        return [each.id for each in conversations.conversations(database, "moi", words)]

    assert found("annees COMBIEN") == [duration] == found("duree") and found("durée mois") == []
    assert set(found("")) == {duration, other}


def test_a_conversation_is_renamed_and_deleted(database: Database) -> None:
    """With its turns and opinions; an empty title is refused."""
    id = conversations.start(database, "moi", "Titre").id
    conversations.add_turn(database, id, "q", "r", REPLY)
    conversations.give_feedback(database, id, 1, Thumb.UP)
    assert (
        conversations.rename(database, id, "Nouveau").title
        == conversations.conversation(database, id)[0].title
        == "Nouveau"
    )
    with pytest.raises(BadInput):
        conversations.rename(database, id, " ")
    conversations.remove(database, id)
    assert (
        conversations.feedback(database, None) == ()
        and conversations.conversations(database, None) == ()
    )
    for gone in (
        lambda: conversations.conversation(database, id),
        lambda: conversations.remove(database, id),
        lambda: conversations.add_turn(database, id, "q", "r", REPLY),
    ):
        with pytest.raises(UnknownItem):
            gone()


def test_an_opinion_is_kept_for_a_reply_and_for_each_citation(database: Database) -> None:
    """The last opinion on the same thing replaces the former; one on a turn that does not exist is
    refused.
    """
    id = conversations.start(database, "moi", "Titre").id
    conversations.add_turn(database, id, "q", "r", REPLY)
    conversations.give_feedback(database, id, 1, Thumb.UP)
    conversations.give_feedback(
        database, id, 1, Thumb.DOWN, 2, ("ne dit pas cela",), "« autre » alinéa"
    )
    conversations.give_feedback(database, id, 1, Thumb.DOWN, reasons=("trop long", "à côté"))
    given = {each.citation: each for each in conversations.feedback(database, "moi", id)}
    assert (
        given[0].reasons == ("trop long", "à côté")
        and given[0].thumb is given[2].thumb is Thumb.DOWN
        and given[2].comment == "« autre » alinéa"
    )
    assert len(given) == 2 and conversations.feedback(database, "toi") == ()
    with pytest.raises(UnknownItem, match="2"):
        conversations.give_feedback(database, id, 2, Thumb.UP)


def test_a_pair_is_judged_by_each_rater_once(database: Database) -> None:
    """Blind to each other; a second verdict of the same rater replaces the first; a pair queued
    again keeps its verdicts.
    """
    cited = samples.citation(samples.CITED[0])
    pair = ratings.queue(database, "moi", "réponse", "Cinq ans.", cited)
    other = ratings.queue(
        database, "moi", "brouillon", "Un référent.", samples.citation(samples.CITED[3])
    )
    ratings.judge(database, pair.id, "moi", "A", Verdict.SUPPORTS, "", 4.5)
    ratings.judge(database, pair.id, "moi", "B", Verdict.PARTLY, "trop court", 9)
    ratings.judge(database, pair.id, "moi", "A", Verdict.DENIES, "relu", 3)
    assert (
        ratings.queue(database, "moi", "réponse", "Cinq ans.", cited)
        == pair
        == ratings.pair(database, pair.id)
    )
    assert [
        (each.rater, each.verdict, each.reason, each.seconds)
        for _, each in ratings.reviews(database, "moi")
    ] == [
        ("B", Verdict.PARTLY, "trop court", 9),
        ("A", Verdict.DENIES, "relu", 3),
    ]
    assert [each.id for each in ratings.pairs(database, "moi", "A")] == [other.id] and len(
        ratings.pairs(database, "moi", "C")
    ) == 2
    assert ratings.pairs(database, "moi")[0].citation == cited


def test_a_shared_pair_is_seen_by_all_and_another_by_its_owner(database: Database) -> None:
    """Verdicts follow their pairs."""
    mine = ratings.queue(database, "moi", "réponse", "À moi.", samples.citation(samples.CITED[0]))
    ours = ratings.queue(
        database, "moi", "réponse", "À tous.", samples.citation(samples.CITED[0]), shared=True
    )
    for pair in (mine, ours):
        ratings.judge(database, pair.id, "moi", "A", Verdict.SUPPORTS, "", 1)
    assert (
        [pair.id for pair in ratings.pairs(database, "toi")]
        == [ours.id]
        == [pair.id for pair, _ in ratings.reviews(database, "toi")]
    )
    assert (
        len(ratings.pairs(database, "toi", "A")) == 1
    )  # the same name in another session is another rater
    assert len(ratings.pairs(database, None)) == len(ratings.reviews(database, None)) == 2
    ratings.remove(database, ours.id)
    assert len(ratings.reviews(database, None)) == 1
    for gone in (
        lambda: ratings.remove(database, ours.id),
        lambda: ratings.pair(database, ours.id),
        lambda: ratings.judge(database, ours.id, "a", "A", Verdict.SUPPORTS, "", 1),
    ):
        with pytest.raises(UnknownItem):
            gone()
    with pytest.raises(BadInput):
        ratings.judge(database, mine.id, "moi", " ", Verdict.SUPPORTS, "", 1)


def test_a_question_is_kept_to_be_asked_again(database: Database) -> None:
    """With its context and the reply it had; a renewed reply takes its place."""
    asked = Question(text="Qui est consulté ?", history=())
    kept = questions.keep(database, "moi", asked, REPLY, "g1")
    assert Question.model_validate_json(questions.question(database, kept.id).question) == asked
    renewed = questions.renew(database, kept.id, "{}", "g2")
    assert (renewed.reply, renewed.generation, renewed.text) == (
        "{}",
        "g2",
        "Qui est consulté ?",
    ) and renewed.saved > kept.saved
    assert (
        questions.questions(database, "moi") == (renewed,) == questions.questions(database, None)
        and questions.questions(database, "toi") == ()
    )
    questions.remove(database, kept.id)
    for gone in (
        lambda: questions.question(database, kept.id),
        lambda: questions.renew(database, kept.id, "{}", "g"),
        lambda: questions.remove(database, kept.id),
    ):
        with pytest.raises(UnknownItem):
            gone()
