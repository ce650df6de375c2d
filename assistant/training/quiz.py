"""A quiz drawn from the bank: the same seed always draws the same questions and the same choices,
on the same corpus.

Two forms: `choix` offers replies of the same kind taken from other passages, `paragraphe` offers
passages of the same document.
"""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import islice, zip_longest
from typing import Literal, TypeVar

import numpy as np

from assistant.answering.similarity import dice
from assistant.domain import Citation, Kind, Passage, Value
from assistant.index.index import Index
from assistant.texts.calendar import dates_in
from assistant.texts.spaces import flatten
from assistant.training.bank import Bank, BankQuestion

Form = Literal["choix", "paragraphe", "mixte"]
EXCERPT = 300  # characters of a passage that are shown among the choices
SHORTEST = 25  # characters: « Annexe 4 » is no choice
NEAREST = 6  # passages among which the wrong ones are drawn
ALIKE = 0.5  # likeness of two questions from which their passages may both answer


class Choice(Value):
    """A reply offered, or a passage by its label and its first words; `passage_id` is where it
    comes from.
    """

    text: str
    detail: str
    passage_id: str
    label: str


class Item(Value):
    """A question of a quiz; `right` is the place of the right choice, from 0."""

    id: str
    form: Literal["choix", "paragraphe"]
    text: str
    reply: str
    choices: tuple[Choice, ...]
    right: int
    citation: Citation


class Quiz(Value):
    """What a seed draws."""

    seed: str
    form: Form
    items: tuple[Item, ...]


T = TypeVar("T", BankQuestion, Passage, Choice)


def draw_quiz(bank: Bank, index: Index, seed: str, length: int, form: Form) -> Quiz:
    """The quiz of a seed: `length` questions, or all that this form has when there are fewer. The
    mixed form asks by turns for a reply and for a paragraph.
    """
    shuffled = _shuffle(bank.questions, f"{seed}|{form}")
    by_reply = [question for question in shuffled if question.kind and form != "paragraphe"][
        : length if form == "choix" else (length + 1) // 2
    ]
    by_passage = [
        question for question in shuffled if question not in by_reply and form != "choix"
    ][: length - len(by_reply)]
    turns = [
        pair
        for both in zip_longest(((q, True) for q in by_reply), ((q, False) for q in by_passage))
        for pair in both
        if pair
    ]
    return Quiz(
        seed=seed,
        form=form,
        items=tuple(_item(bank, index, question, seed, replies) for question, replies in turns),
    )


def score_quiz(quiz: Quiz, answers: Mapping[int, int]) -> int:
    """How many answers are right; `answers` gives the place chosen for each question's place, both
    from 0.
    """
    return sum(answers.get(n) == item.right for n, item in enumerate(quiz.items))


def _item(bank: Bank, index: Index, question: BankQuestion, seed: str, by_reply: bool) -> Item:
    salt = f"{seed}|{question.id}"
    right = _reply(question) if by_reply else _passage(index.passage(question.citation.passage_id))
    wrong = (
        _replies(bank, question, salt)
        if by_reply
        else [_passage(passage) for passage in _others(bank, index, question, salt)]
    )
    choices = _shuffle([right, *wrong[: bank.choices - 1]], salt)
    return Item(
        id=question.id,
        form="choix" if by_reply else "paragraphe",
        text=question.text,
        reply=question.reply,
        choices=tuple(choices),
        right=choices.index(right),
        citation=question.citation,
    )


def _replies(bank: Bank, question: BankQuestion, salt: str) -> list[Choice]:
    """Wrong replies, each once."""
    return list(
        {rival.reply: _reply(rival) for rival in _shuffle(bank.rivals(question), salt)}.values()
    )


def _others(bank: Bank, index: Index, question: BankQuestion, salt: str) -> list[Passage]:
    """Passages of the same document that speak of the same things, and do not answer."""
    right, terms = (
        index.passage(question.citation.passage_id),
        dict.fromkeys(index.analyser.terms(question.text), 1.0),
    )
    kinds, scores = {Kind.PARAGRAPH, right.kind}, index.words["passages"].search(terms)
    family = index.family[index.row[right.id]]
    apart = [
        (-scores.get(row, 0.0), passage.id, row)
        for row, passage in enumerate(index.passages)
        if passage.document_id == right.document_id
        and passage.parent is None
        and passage.kind in kinds
        and passage.gap is None
        and passage.id not in bank.hidden
        and len(passage.text) >= SHORTEST
        and index.family[row] != family
    ]
    near = (
        index.passages[row]
        for *_, row in sorted(apart)
        if not _answers(index, row, question, terms)
    )
    return _shuffle(islice(near, NEAREST), salt)


def _answers(index: Index, row: int, question: BankQuestion, terms: Mapping[str, float]) -> bool:
    """Does a passage hold the words that answer, or their date, or was a question like this one
    annotated there?
    """
    text = flatten(index.passages[row].text)
    if question.words in text or dates_in(question.words) & dates_in(text):
        return True
    alike = dice(
        index.words["questions"],
        terms,
        np.flatnonzero(index.family[index.owner] == index.family[row]),
    )
    return bool(len(alike) and alike.max() >= ALIKE)


def _reply(question: BankQuestion) -> Choice:
    return Choice(
        text=question.reply,
        detail="",
        passage_id=question.citation.passage_id,
        label=question.citation.label,
    )


def _passage(passage: Passage) -> Choice:
    words = flatten(passage.text)
    detail = words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"
    return Choice(text=passage.label, detail=detail, passage_id=passage.id, label=passage.label)


def _shuffle(things: Iterable[T], salt: str) -> list[T]:
    """In an order that depends on the salt only: a digest, so that no version of Python draws
    another.
    """
    return sorted(things, key=lambda thing: _rank(salt, _name(thing)))


def _name(thing: BankQuestion | Passage | Choice) -> str:
    return f"{thing.passage_id}|{thing.text}" if isinstance(thing, Choice) else thing.id


def _rank(salt: str, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{salt}|{name}".encode()).digest()[:8], "big")
