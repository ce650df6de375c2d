"""A language model at work on one answer: it makes a follow-up stand alone and writes sentences,
within one budget, under the gate.
"""

from collections.abc import Generator, Sequence
from datetime import date

from assistant.answering.inquiry import Written
from assistant.domain import Evidence, Hit, Passage, Said, Turn, Writing
from assistant.drafting.situation import Situation
from assistant.forms.line import Form
from assistant.index.index import Index
from assistant.llm.answers import Writer
from assistant.llm.client import Budget, Model, open_model
from assistant.llm.guard import read_guard
from assistant.llm.propose import Proposed, Proposer
from assistant.llm.rewrite import Rewriter
from assistant.proof.prover import prover_of
from assistant.settings import Settings
from assistant.texts.wording import Wording


class ModelSession:
    """What can be asked of the model of the settings; safe to share between threads."""

    def __init__(self, settings: Settings, index: Index, wording: Wording, model: Model) -> None:
        self.model = model
        self.seconds = settings.llm_seconds
        guard = read_guard(settings.corpus / "garde.yaml")
        prover = prover_of(settings.corpus)
        self.writer = Writer(index, guard, prover, wording, model)
        self.rewriter = Rewriter(index.analyser, wording, model)
        self.proposer = Proposer(index, guard, prover, wording, model)

    def task(self) -> "AnswerTask":
        """The work on one answer, whose time begins now."""
        self.model.open()
        return AnswerTask(self)

    def propose(
        self, form: Form, situation: Situation, near: Sequence[Passage], day: date
    ) -> Proposed:
        """The form with the lines that the model proposes, within the time of one answer."""
        self.model.open()
        return self.proposer.propose(form, situation, near, day, Budget(self.seconds))


class AnswerTask:
    """One answer: its time, what was spent, what came of it."""

    def __init__(self, session: ModelSession) -> None:
        self.session = session
        self.budget = Budget(session.seconds)
        self.written: Written | None = None

    def alone(self, question: str, history: Sequence[Turn]) -> str:
        """The question made to stand alone; empty when the model does not give it in the words of
        the conversation.
        """
        return self.session.rewriter.alone(question, history, self.budget)

    def write(
        self, question: str, pieces: Sequence[Evidence], hits: Sequence[Hit], day: date
    ) -> Generator[Said, None, Written]:
        """The verified sentences, one by one, then the whole."""
        self.written = yield from self.session.writer.write(
            question, pieces, hits, day, self.budget
        )
        return self.written

    def writing(self) -> Writing | None:
        """What the model did; None when it was not asked."""
        budget, answer = self.budget, self.written
        if not budget.calls:
            return None
        return Writing(
            model=self.session.model.name,
            prompts=budget.prompts,
            calls=budget.calls,
            sent=budget.sent,
            received=budget.received,
            cost=self.session.model.cost(budget),
            kept=len(answer.statements) if answer else 0,
            dropped=answer.dropped if answer else (),
            failure=answer.failure if answer else "",
        )


def open_session(settings: Settings, index: Index, wording: Wording) -> ModelSession | None:
    """The session of the settings; None when they name no model.

    Raises ModelError when they name half of one, CorpusError when a prompt or the guard is missing.
    """
    model = open_model(settings)
    return ModelSession(settings, index, wording, model) if model is not None else None
