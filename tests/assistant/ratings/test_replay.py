"""A question asked again: what changed, and which of its former sources no longer stand."""

import pytest

from assistant.domain import Answer, Citation, Question
from assistant.pipeline import Assistant
from assistant.ratings.pairing import draw_pairs, pairs_of_form, pairs_of_record
from assistant.ratings.record import Record, Sentence
from assistant.ratings.replay import Change, Decay, compare_replies, stale_citations
from tests.assistant import samples


@pytest.fixture(scope="module")
def record(assistant: Assistant) -> Record:
    """A real reply of two sentences at least."""
    reply = assistant.ask(Question(text="Qui doit être consulté avant la conclusion d’un CPOM ?"))
    assert isinstance(reply, Answer) and len(reply.statements) >= 2
    said = tuple(Sentence(text=each.text, citations=each.citations) for each in reply.statements)
    return Record(
        question=reply.question.text,
        status=reply.status,
        sentences=said,
        citations=reply.citations,
        generation="g1",
    )


def test_the_same_reply_changes_nothing(assistant: Assistant, record: Record) -> None:
    """All is kept, nothing is stale."""
    found = compare_replies(record, record, assistant.index)
    assert (
        found.change is Change.SAME
        and found.kept == record.sentences
        and not (found.gone or found.come or found.stale)
    )


def test_each_kind_of_change_is_told(assistant: Assistant, record: Record) -> None:
    """Another sentence, another source for the same sentences, another outcome; what comes and what
    goes is named.
    """
    new = Sentence(text="Une phrase nouvelle.", citations=record.sentences[0].citations)
    words = compare_replies(
        record,
        record.model_copy(update={"sentences": (new, *record.sentences[1:])}),
        assistant.index,
    )
    assert (
        words.change is Change.WORDS
        and words.gone == record.sentences[:1]
        and words.come == (new,)
        and words.kept == record.sentences[1:]
    )
    moved = tuple(
        each.model_copy(update={"passage_id": "cpom-occitanie/titre"}) for each in record.citations
    )
    assert (
        compare_replies(
            record, record.model_copy(update={"citations": moved}), assistant.index
        ).change
        is Change.SOURCES
    )
    assert (
        compare_replies(
            record, record.model_copy(update={"status": "not_found"}), assistant.index
        ).change
        is Change.STATUS
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"document_id": "texte-abroge"}, Decay.DOCUMENT),
        ({"passage_id": "instruction-2024-132/Z.9"}, Decay.PASSAGE),
        ({"quote": "pour une période maximale de dix ans"}, Decay.WORDS),
        ({"text": "Autrefois, ce passage disait aussi autre chose."}, Decay.TEXT),
        ({"start": 0, "end": 9}, None),
    ],
    ids=[
        "document gone",
        "passage gone",
        "words changed",
        "passage changed around",
        "moved in its document",
    ],
)
def test_a_source_that_changed_makes_its_reply_stale(
    assistant: Assistant, record: Record, changes: dict[str, object], why: Decay | None
) -> None:
    """Each way to change is named; a passage that only moved still stands."""
    former = Citation.model_validate(record.citations[0].model_dump() | changes)
    found = stale_citations(
        record.model_copy(update={"citations": (former, *record.citations[1:])}), assistant.index
    )
    assert [each.why for each in found] == ([why] if why else [])


def test_every_sentence_is_judged_with_each_of_its_citations(record: Record) -> None:
    """As many pairs as there are numbers after the sentences, each with the question."""
    pairs = pairs_of_record(record)
    assert len(pairs) == sum(len(each.citations) for each in record.sentences) and {
        pair.question for pair in pairs
    } == {record.question}


def test_only_the_cited_lines_of_a_draft_are_judged() -> None:
    """What a person typed has no source to look at."""
    pairs = pairs_of_form(samples.fiche())
    assert pairs and all(pair.origin == "brouillon" and pair.citation.quote for pair in pairs)


def test_pairs_are_drawn_by_lot_and_once(record: Record) -> None:
    """A seed draws the same ones; a pair that comes twice is drawn once; another seed gives another
    order.
    """
    pairs = (*pairs_of_record(record), *pairs_of_form(samples.fiche()))
    once = draw_pairs(pairs + pairs, 1000, "a")
    assert len({(each.sentence, each.citation.quote) for each in once}) == len(once) <= len(pairs)
    assert draw_pairs(pairs, 3, "a") == once[:3] and draw_pairs(pairs, 1000, "b") != once
