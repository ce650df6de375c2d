"""Phrases are read out of a stream, once each, whatever the pieces and whatever stands around."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Kind, Passage
from assistant.llm.phrases import Phrase, Reader, Source, answer_schema, read_object

PHRASES = [
    {
        "texte": f'Phrase {n} : « déjà » }}]{{ \\ "oui"',
        "citations": [{"passage": "P1", "mots": "trois mots là"}],
    }
    for n in range(4)
]
TEXT = json.dumps({"phrases": PHRASES}, ensure_ascii=False)


@given(
    cuts=st.lists(st.integers(1, len(TEXT) - 1), max_size=40),
    around=st.sampled_from(
        ["{}", "```json\n{}\n```", "<think>bon {{</think>{}", "Voici :\n{}\nVoilà."]
    ),
)
def test_each_phrase_is_read_once_and_in_order(cuts: list[int], around: str) -> None:
    """Cut anywhere, in a fence, after thoughts or between words of politeness."""
    text = around.replace("{}", "\0").format().replace("\0", TEXT)
    reader, found = Reader(), []
    bounds = [0, *sorted(set(cuts)), len(text)]
    for start, end in zip(bounds, bounds[1:], strict=False):
        found += reader.feed(text[start:end])
    found += reader.close()
    assert found == [Phrase.model_validate(each) for each in PHRASES]


def test_a_phrase_is_given_before_the_text_has_ended() -> None:
    """That is what makes it possible to verify and send it at once."""
    reader = Reader()
    assert len(reader.feed(TEXT[: TEXT.index("Phrase 2")])) >= 1


@pytest.mark.parametrize(
    "text",
    ["", "non", "[]", "{", '{"phrases": 3}', '{"autre": []}', '{"phrases": ' + "[" * 100_000],
)
def test_what_is_not_the_object_asked_for_is_said(text: str) -> None:
    """Neither a crash nor an empty answer taken for one."""
    reader = Reader()
    reader.feed(text)
    with pytest.raises(ValueError):
        reader.close()


def test_an_item_in_another_form_is_counted_and_the_others_are_kept() -> None:
    """One wrong item does not take the rest away."""
    reader = Reader()
    found = (
        reader.feed(json.dumps({"phrases": [PHRASES[0], "du texte", {"texte": 1}, PHRASES[1]]}))
        + reader.close()
    )
    assert len(found) == 2 and reader.malformed == 2


def test_the_schema_names_the_passages_given_and_no_other() -> None:
    """A closed set: a model held to the schema cannot name another passage."""
    passage = Passage(
        id="d/1",
        document_id="d",
        label="x",
        path=(),
        text="x",
        runs=(),
        start=0,
        end=1,
        kind=Kind.PARAGRAPH,
        order=1,
    )
    made = json.dumps(
        answer_schema(
            [Source(id="P1", passage=passage, text="x"), Source(id="P2", passage=passage, text="x")]
        )
    )
    assert '"enum": ["P1", "P2"]' in made and '"additionalProperties": false' in made


def test_the_first_object_of_a_text_is_the_answer() -> None:
    """What follows it is not read."""
    assert read_object('avant {"a": 1} après {"a": 2}') == {"a": 1}
