"""A question on its way to its answer: what is known of it after each step, and what the steps
work with.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from assistant.answering.divergences import Divergence
from assistant.answering.matching import KnownNeeds
from assistant.answering.recognition import NEVER, Recognition
from assistant.answering.refusal import Calibration
from assistant.answering.succession import Succession
from assistant.answering.written import WrittenParts
from assistant.conversation.patterns import QuestionPatterns
from assistant.conversation.request import Acts, Request
from assistant.conversation.standalone import Standalone
from assistant.conversation.talk import Talk
from assistant.domain import (
    Action,
    Answer,
    Citation,
    Evidence,
    Finding,
    Found,
    Hit,
    Origin,
    Query,
    Question,
    Refusal,
    Said,
    Statement,
    Status,
    Table,
    Turn,
    Value,
    Writing,
)
from assistant.index.index import Index
from assistant.needs.stored import StoredNeeds
from assistant.records.stored import StoredRecords
from assistant.texts.wording import Wording

NOTHING = Found(query=Query(text="", written="", terms={}, own=(), mended={}), hits=(), parts={})


class Inquiry(Value):
    """A question and what the steps have made of it; each step gives a copy that says more.

    `question` is as it was sent, less its hidden characters; `alone` is what is answered;
    `instructed` says that orders to the assistant were set aside. `day` is the day that the
    question is about, `today` the day it is asked. `pieces` is the evidence, best first, `signs`
    what tells whether it answers (`features`).
    `is_answered` says that the reply is known before the evidence is judged: a courtesy, a command
    carried out, rows of facts, an answer that an editor wrote. `recalled` is that last one, which
    waits when a language model is to write.
    """

    question: Question
    today: date
    day: date
    request: Request | None = None
    alone: Standalone = Standalone(text="")
    instructed: bool = False
    found: Found = NOTHING
    pieces: tuple[Evidence, ...] = ()
    signs: Mapping[str, float] = {}
    is_answered: bool = False
    recalled: WrittenParts | None = None
    origin: Origin = Origin.EXTRACTS
    verdict: str = ""
    table: Table | None = None
    actions: tuple[Action, ...] = ()
    status: Status = "not_found"
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def having(self, **known: object) -> "Inquiry":
        """A copy that says more: the fields given take the place of the former ones."""
        return self.model_copy(update=known)


class Written(Value):
    """What a model wrote and the gate passed, in the order sent. Without statements nothing of it
    is shown, and `failure` says why.

    `dropped` are the rules that refused phrases broke, `notices` what the reader is told of all
    this.
    """

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    pieces: tuple[Evidence, ...] = ()
    dropped: tuple[str, ...] = ()
    failure: str = ""
    notices: tuple[str, ...] = ()


class ModelTask(Protocol):
    """A language model at work on one answer, under the gate (`assistant.llm.session`)."""

    def alone(self, question: str, history: Sequence[Turn]) -> str:
        """The question made to stand alone; empty when the model does not do it."""

    def write(
        self, question: str, pieces: Sequence[Evidence], hits: Sequence[Hit], on: date
    ) -> Generator[Said, None, Written]:
        """The verified sentences, one by one, then the whole."""

    def writing(self) -> Writing | None:
        """What the model did; None when it was not asked."""


@dataclass(frozen=True)
class Resources:
    """What the steps work with: the same for all questions, `task` and `longest` excepted.

    `longest` is the number of characters that a question may have; `task` is the language model
    that is to write, None for the sources' own words. `acts` and `talk` are what a conversation
    holds besides questions, None when the corpus has none; `again` answers an earlier question.
    """

    index: Index
    wording: Wording
    calibration: Calibration
    patterns: QuestionPatterns
    divergences: tuple[Divergence, ...]
    longest: int
    acts: Acts | None = None
    talk: Talk | None = None
    regions: tuple[str, ...] = ()
    again: Callable[[Question, date], Answer | Refusal] | None = None
    recognition: Recognition = NEVER
    needs: StoredNeeds = field(default_factory=lambda: StoredNeeds(None))
    records: StoredRecords = field(default_factory=lambda: StoredRecords(None))
    successions: tuple[Succession, ...] = ()
    task: ModelTask | None = None

    @property
    def known_needs(self) -> KnownNeeds:
        """The written answers, and what it takes to recognise the need of a question."""
        return KnownNeeds(
            index=self.index,
            patterns=self.patterns,
            stored=self.needs,
            recognition=self.recognition,
            vocabulary=self.records.vocabulary,
        )
