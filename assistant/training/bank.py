"""The questions of the quiz: taken from verified annotations, with the words that answer each
(`corpus/decouvrir/quiz.yaml`).
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import Field

from assistant.domain import Annotation, Citation, Value
from assistant.errors import CorpusError
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.texts.datafile import read_datafile
from assistant.texts.spaces import flatten


class BankQuestion(Value):
    """An annotated question and its answer: `reply` as it is offered, `words` the exact ones that
    answer, `citation` the annotated ones around them.

    `kind` says which other replies look like it (empty: none does); `apart` names the questions
    whose reply would be true or arguable here.
    """

    id: str
    kind: str
    text: str
    reply: str
    words: str
    citation: Citation
    apart: tuple[str, ...]


class Bank(Value):
    """All the questions, the lengths that a quiz may have, how many choices a question offers, and
    the passages never offered among them.
    """

    title: str
    intro: str
    choices: int
    lengths: tuple[int, ...]
    hidden: frozenset[str]
    questions: tuple[BankQuestion, ...]

    def rivals(self, question: BankQuestion) -> tuple[BankQuestion, ...]:
        """The questions whose reply is a wrong choice for this one: of the same kind, of another
        passage, and neither the same nor arguable.
        """
        if not question.kind:
            return ()
        arguable = (
            other.reply
            for other in self.questions
            if other.id in question.apart or question.id in other.apart
        )
        right = {question.reply, *arguable}
        return tuple(
            other
            for other in self.questions
            if other.kind == question.kind
            and other.reply not in right
            and other.citation.passage_id != question.citation.passage_id
        )


class _Kind(Value):
    id: str
    name: str = Field(alias="nom")


class _Question(Value):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: str = Field("", alias="genre")
    passage: str
    text: str = Field(alias="question")
    words: str = Field(alias="mots")
    reply: str = Field(alias="reponse", min_length=1)
    apart: tuple[str, ...] = Field((), alias="sauf")


class _Bank(Value):
    title: str = Field(alias="titre")
    intro: str = Field(alias="presentation")
    choices: int = Field(alias="choix", ge=2, le=6)
    lengths: tuple[int, ...] = Field(alias="longueurs", min_length=1)
    hidden: frozenset[str] = Field(alias="exclus")
    kinds: tuple[_Kind, ...] = Field(alias="genres")
    questions: tuple[_Question, ...] = Field(min_length=1)


def read_bank(path: Path, index: Index) -> Bank:
    """Read the questions and verify them.

    Raises CorpusError when a question is not an annotation of its passage that somebody verified,
    when its words are not among the annotated ones,
    when a kind or a question named does not exist, or when a kind has too few replies to offer a
    choice.
    """
    raw = read_datafile(path, _Bank)
    _check_names(path, raw)
    gone = sorted(raw.hidden - index.row.keys())
    if gone:
        raise CorpusError(
            f"{path.name}, « exclus » : aucun passage ne porte l’identifiant « "
            f"{gone[0]} » (voir « cpom sources --detail »)."
        )
    bank = Bank(
        title=raw.title,
        intro=raw.intro,
        choices=raw.choices,
        lengths=raw.lengths,
        hidden=raw.hidden,
        questions=tuple(
            _question_of(f"{path.name}, « {each.id} »", each, index) for each in raw.questions
        ),
    )
    _check_choices(path, bank)
    return bank


def _check_names(path: Path, raw: _Bank) -> None:
    """Raises CorpusError for an identifier taken twice, and for a question or a kind that is named
    and does not exist.
    """
    ids = [question.id for question in raw.questions]
    kinds = {kind.id for kind in raw.kinds}
    for question in raw.questions:
        unknown = [name for name in question.apart if name not in ids]
        if question.kind and question.kind not in kinds:
            unknown.append(question.kind)
        if unknown or ids.count(question.id) > 1:
            raise CorpusError(
                f"{path.name}, « {question.id} » : identifiant pris deux fois, ou "
                f"« {', '.join(unknown)} » n’existe pas."
            )


def _check_choices(path: Path, bank: Bank) -> None:
    """Raises CorpusError for a question whose kind has too few wrong replies to offer a choice."""
    least = bank.choices - 1
    for question in bank.questions:
        replies = {rival.reply for rival in bank.rivals(question)}
        if question.kind and len(replies) < least:
            raise CorpusError(
                f"{path.name}, « {question.id} » : moins de {least} mauvais "
                f"choix de genre « {question.kind} » ; ajoutez des questions de ce "
                "genre."
            )


def _question_of(where: str, raw: _Question, index: Index) -> BankQuestion:
    """A question with the words that answer it. Raises CorpusError when they do not stand there."""
    quote = _annotated_quote(where, raw, index.annotations)
    citation = citation_of(index, raw.passage, raw.words, where=where)
    # A footnote or a page break may cut the annotated words; those that answer are in one piece.
    with suppress(CorpusError):
        citation = citation_of(index, raw.passage, quote, where=where)
    return BankQuestion(
        id=raw.id,
        kind=raw.kind,
        text=raw.text,
        reply=raw.reply,
        words=raw.words,
        citation=citation,
        apart=raw.apart,
    )


def _annotated_quote(where: str, raw: _Question, annotations: Mapping[str, Annotation]) -> str:
    """The annotated words that answer a question. Raises CorpusError when nobody verified that
    question of its passage, or when its own words are not among them.
    """
    note = annotations.get(raw.passage)
    questions = note.questions if note and not note.proposed else ()
    quotes = [question.quote for question in questions if question.text == raw.text]
    if not quotes:
        raise CorpusError(
            f"{where} : « {raw.text} » n’est pas une question vérifiée de "
            f"{raw.passage} ; reprenez-la mot pour mot dans corpus/annotations."
        )
    if flatten(raw.words) not in flatten(quotes[0]):
        raise CorpusError(
            f"{where} : les mots « {raw.words[:60]} » ne sont pas parmi les mots annotés."
        )
    return quotes[0]
