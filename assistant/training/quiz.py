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
ItemForm = Literal["choix", "paragraphe"]
EXCERPT = 300  # characters of a passage that are shown among the choices
SHORTEST = 25  # characters: « Annexe 4 » is no choice
NEAREST = 6  # passages among which the wrong ones are drawn
ALIKE = 0.5  # similarity (Dice, 0 to 1) of two questions whose passages may both answer


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
    form: ItemForm
    text: str
    reply: str
    choices: tuple[Choice, ...]
    right: int
    citation: Citation


class Quiz(Value):
    """The questions that a seed draws from the bank, in one of the forms."""

    seed: str
    form: Form
    items: tuple[Item, ...]


T = TypeVar("T", BankQuestion, Passage, Choice)


def draw_quiz(bank: Bank, index: Index, seed: str, length: int, form: Form) -> Quiz:
    """The quiz of a seed: `length` questions, or all that this form has when there are fewer. The
    mixed form asks by turns for a reply and for a paragraph.
    """
    questions = _shuffle(bank.questions, f"{seed}|{form}")
    by_reply: list[BankQuestion] = []
    by_passage: list[BankQuestion] = []
    if form != "paragraphe":
        most = length if form == "choix" else (length + 1) // 2
        by_reply = [question for question in questions if question.kind][:most]
    if form != "choix":
        others = [question for question in questions if question not in by_reply]
        by_passage = others[: length - len(by_reply)]
    items: list[Item] = []
    for of_reply, of_passage in zip_longest(by_reply, by_passage):
        if of_reply:
            items.append(_item_of_reply(bank, of_reply, seed))
        if of_passage:
            items.append(_item_of_passage(bank, index, of_passage, seed))
    return Quiz(seed=seed, form=form, items=tuple(items))


def score_quiz(quiz: Quiz, answers: Mapping[int, int]) -> int:
    """How many answers are right; `answers` gives the place chosen for each question's place, both
    from 0.
    """
    places = enumerate(quiz.items)
    return sum(answers.get(place) == item.right for place, item in places)


def _item_of_reply(bank: Bank, question: BankQuestion, seed: str) -> Item:
    """A question whose choices are replies of the same kind."""
    salt = f"{seed}|{question.id}"
    wrong = _wrong_replies(bank, question, salt)[: bank.choices - 1]
    return _item(question, "choix", _choice_of_reply(question), wrong, salt)


def _item_of_passage(bank: Bank, index: Index, question: BankQuestion, seed: str) -> Item:
    """A question whose choices are passages of the same document."""
    salt = f"{seed}|{question.id}"
    right = _choice_of_passage(index.passage(question.citation.passage_id))
    passages = _wrong_passages(bank, index, question, salt)[: bank.choices - 1]
    return _item(question, "paragraphe", right, list(map(_choice_of_passage, passages)), salt)


def _item(
    question: BankQuestion, form: ItemForm, right: Choice, wrong: list[Choice], salt: str
) -> Item:
    choices = _shuffle([right, *wrong], salt)
    return Item(
        id=question.id,
        form=form,
        text=question.text,
        reply=question.reply,
        choices=tuple(choices),
        right=choices.index(right),
        citation=question.citation,
    )


def _wrong_replies(bank: Bank, question: BankQuestion, salt: str) -> list[Choice]:
    """Wrong replies, each once."""
    rivals = _shuffle(bank.rivals(question), salt)
    by_reply = {rival.reply: _choice_of_reply(rival) for rival in rivals}
    return list(by_reply.values())


def _wrong_passages(bank: Bank, index: Index, question: BankQuestion, salt: str) -> list[Passage]:
    """The passages of the same document that are the nearest to a question and do not answer it."""
    right = index.passage(question.citation.passage_id)
    terms = dict.fromkeys(index.analyser.terms(question.text), 1.0)
    scores = index.words["passages"].search(terms)
    rows = [
        (-scores.get(row, 0.0), passage.id, row)
        for row, passage in enumerate(index.passages)
        if _may_be_offered(passage, right)
        and passage.id not in bank.hidden
        and index.family[row] != index.family[index.row[right.id]]
    ]
    near = (
        index.passages[row] for *_, row in sorted(rows) if not _answers(index, row, question, terms)
    )
    return _shuffle(islice(near, NEAREST), salt)


def _may_be_offered(passage: Passage, right: Passage) -> bool:
    """May a passage stand among the choices beside the right one: whole, long enough, and of the
    same document?
    """
    is_whole = passage.parent is None and passage.gap is None
    is_like = passage.document_id == right.document_id and passage.kind in {
        Kind.PARAGRAPH,
        right.kind,
    }
    return is_whole and is_like and len(passage.text) >= SHORTEST


def _answers(index: Index, row: int, question: BankQuestion, terms: Mapping[str, float]) -> bool:
    """Does a passage hold the words that answer, or their date, or was a question like this one
    annotated there?
    """
    text = flatten(index.passages[row].text)
    if question.words in text or dates_in(question.words) & dates_in(text):
        return True
    own_questions = np.flatnonzero(index.family[index.owner] == index.family[row])
    similarities = dice(index.words["questions"], terms, own_questions)
    return bool(len(similarities) and similarities.max() >= ALIKE)


def _choice_of_reply(question: BankQuestion) -> Choice:
    return Choice(
        text=question.reply,
        detail="",
        passage_id=question.citation.passage_id,
        label=question.citation.label,
    )


def _choice_of_passage(passage: Passage) -> Choice:
    """A passage by its label and its first words, cut between two words."""
    detail = flatten(passage.text)
    if len(detail) > EXCERPT:
        whole_words = detail[:EXCERPT].rsplit(" ", 1)[0]
        detail = f"{whole_words} …"
    return Choice(text=passage.label, detail=detail, passage_id=passage.id, label=passage.label)


def _shuffle(things: Iterable[T], salt: str) -> list[T]:
    """In an order that depends on the salt only: a digest, so that no version of Python draws
    another.
    """
    return sorted(things, key=lambda thing: _rank(salt, _name(thing)))


def _name(thing: BankQuestion | Passage | Choice) -> str:
    if isinstance(thing, Choice):
        return f"{thing.passage_id}|{thing.text}"
    return thing.id


def _rank(salt: str, name: str) -> int:
    digest = hashlib.sha256(f"{salt}|{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
