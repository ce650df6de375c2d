"""Every example question that is shown is answered by what it must say, and by nothing else."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from pydantic import Field

from api.web.ask.texts import ask_texts
from api.web.rate.texts import rate_texts
from assistant.domain import Answer, Question, Turn, Value
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.settings import ROOT
from assistant.texts.datafile import read_datafile
from evaluation.judging import shown_text_of
from evaluation.metrics import facts_text_of, text_of_reply
from evaluation.run import TODAY
from evaluation.useful import matches

FILE = ROOT / "tests/data/exemples.yaml"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/guides").glob("*.md"))]
OWN_WORDS = [ROOT / "corpus/conversation.yaml", ROOT / "corpus/formules.yaml"]
QUOTED = re.compile(r"« ([^«»]*?\?) »")
ASKED = re.compile(r'cpom ask "([^"…]+)"|"question": "([^"]+)"')


class Example(Value):
    """A question that is shown, after another one or alone, and what its answer must, and must not,
    say: patterns.
    """

    question: str
    after: str = Field("", alias="apres")
    must: tuple[str, ...] = Field(alias="dit", min_length=1)
    must_not: tuple[str, ...] = Field(alias="ne_dit_pas", min_length=1)


class Examples(Value):
    """The examples, and the questions between quotation marks that are not put to the assistant."""

    examples: tuple[Example, ...] = Field(alias="exemples")
    others: tuple[str, ...] = Field(alias="autres")


@cache
def expectations() -> Examples:
    return read_datafile(FILE, Examples, error=CorpusError)


def questions_shown_in(text: str) -> set[str]:
    """The questions that a text shows: between French quotation marks, or given to a command."""
    plain_spaces = re.sub("[\u00a0\u202f]", " ", text)
    asked = {"".join(groups) for groups in ASKED.findall(plain_spaces)}
    return asked | set(QUOTED.findall(plain_spaces))


def questions_shown() -> Iterator[str]:
    """Every example on the home page, in the evaluator's list, in the pages for readers and in what
    the assistant says of itself.
    """
    for group in ask_texts().examples:
        yield from group.questions
    yield from rate_texts().samples
    for path in (*PAGES, *OWN_WORDS):
        yield from questions_shown_in(path.read_text(encoding="utf-8"))


def faults_of(example: Example, shown: str, said: str) -> list[str]:
    """The patterns that an answer lacks, and those that it must not hold; `shown` is all that is
    read, `said` its first words, its sentences and its table.
    """
    missing = [pattern for pattern in example.must if not matches(pattern, said)]
    forbidden = [pattern for pattern in example.must_not if matches(pattern, shown)]
    return [*missing, *(f"interdit : {pattern}" for pattern in forbidden)]


def test_every_example_shown_has_an_expectation() -> None:
    """A new example must say what its answer holds; an expectation must be of an example shown."""
    shown = set(questions_shown())
    expected = {example.question for example in expectations().examples}
    assert len(shown) > 30
    assert not shown - expected - set(expectations().others)
    assert not expected - shown


@pytest.mark.parametrize("example", expectations().examples, ids=lambda each: each.question)
def test_an_example_is_answered_by_its_content(assistant: Assistant, example: Example) -> None:
    """The answer says all that it must, in its first words, its sentences or its table."""
    history = _history(assistant, example.after) if example.after else ()
    reply = assistant.ask(Question(text=example.question, history=history), TODAY, "extractive")
    assert isinstance(reply, Answer) and reply.status == "answered"
    cells = [cell for row in (reply.table.rows if reply.table else ()) for cell in row.cells]
    said = " ".join((reply.verdict, facts_text_of(reply), *cells)).strip()
    assert faults_of(example, shown_text_of(reply), said) == []


def _history(assistant: Assistant, question: str) -> tuple[Turn, ...]:
    """The turn in which a question was asked and answered."""
    reply = assistant.ask(Question(text=question), TODAY, "extractive")
    return (Turn(question=question, answer=text_of_reply(reply)),)


def test_an_answer_that_lacks_a_word_or_says_another_is_faulty() -> None:
    example = Example.model_validate({"question": "?", "dit": ["cinq ans"], "ne_dit_pas": ["^Oui"]})
    assert faults_of(example, "Cinq ans.", "Cinq ans.") == []
    assert faults_of(example, "Deux ans.", "Deux ans.") == ["cinq ans"]
    assert faults_of(example, "Oui, cinq ans.", "Oui, cinq ans.") == ["interdit : ^Oui"]


def test_the_examples_of_a_page_are_found_as_they_are_written() -> None:
    page = 'Écrivez « et l’ARS\u202f? » ou `cpom ask "Quelle durée ?"`, {"question": "Qui ?"}'
    assert questions_shown_in(page) == {"et l’ARS ?", "Quelle durée ?", "Qui ?"}
