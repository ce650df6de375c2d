"""The assistant: everything wired once from the settings, then one line a step. Read
`Assistant.ask`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answering import authority
from assistant.answering.divergences import read_divergences
from assistant.answering.inquiry import Inquiry, Resources
from assistant.answering.recognition import read_recognition
from assistant.answering.refusal import Calibration, read_calibration
from assistant.answering.reply import reply_of, text_of_reply, trace_of
from assistant.answering.several import joined
from assistant.answering.steps import STEPS, passages_for, pieces_of, turns_leant_on
from assistant.answering.succession import read_successions
from assistant.answering.timer import Timer
from assistant.conversation.patterns import read_patterns
from assistant.conversation.request import read_acts, request_of
from assistant.conversation.requests import requests_of
from assistant.conversation.standalone import standalone
from assistant.conversation.talk import read_region_names, read_talk
from assistant.domain import Act, Answer, Evidence, Found, Mode, Question, Refusal, Said, Turn
from assistant.errors import BadInput
from assistant.index.generation import published_folder
from assistant.index.index import Index
from assistant.index.opening import open_index
from assistant.needs.stored import StoredNeeds
from assistant.records.stored import StoredRecords
from assistant.settings import Settings
from assistant.texts.wording import Wording, read_wording

# What drafts, checks and language models need is imported where it is used: a question does not
# wait for it.
if TYPE_CHECKING:
    from assistant.conformity.desk import ConformityDesk
    from assistant.drafting.desk import DraftingDesk
    from assistant.llm.session import AnswerTask, ModelSession
    from assistant.training.discovery import Discovery


class Assistant:
    """Answers questions on the published corpus; safe to share between threads."""

    def __init__(self, settings: Settings, *, chroma: bool = False) -> None:
        self.settings = settings
        self.wording: Wording = read_wording(settings.corpus / "formules.yaml")
        self.calibration: Calibration = read_calibration(settings.models / "refusal.json")
        self.index: Index = open_index(settings, chroma=chroma)
        self.divergences = read_divergences(settings.corpus / "divergences.yaml", self.index)
        self.resources = Resources(
            index=self.index,
            wording=self.wording,
            calibration=self.calibration,
            patterns=read_patterns(settings.corpus / "questions.yaml"),
            divergences=self.divergences,
            longest=settings.max_question,
            recognition=read_recognition(settings.models / "needs.json"),
            needs=StoredNeeds(published_folder(settings.data)),
            records=StoredRecords(published_folder(settings.data)),
            acts=read_acts(settings.corpus),
            talk=read_talk(settings.corpus),
            regions=read_region_names(settings.corpus),
            successions=read_successions(settings.corpus / "succession.yaml", self.index),
            again=self._again,
        )
        self.session: ModelSession | None = _session(settings, self.index, self.wording)

    def ask(
        self, question: Question, today: date | None = None, mode: Mode | None = None
    ) -> Answer | Refusal:
        """Answer a question or say why not; without a mode, by a language model when one is set.

        Raises BadQuestion or BadFilter for a question that cannot be read, BadInput for the mode
        `model` when no model is set.
        """
        *_, reply = self.stream(question, today, mode)
        assert isinstance(reply, Answer | Refusal)
        return reply

    def stream(
        self, question: Question, today: date | None = None, mode: Mode | None = None
    ) -> Iterator[Found | Said | Answer | Refusal]:
        """`ask` as it goes: what is found, each sentence of a language model once verified, then
        the reply, where these sentences stand.

        Raises what `ask` raises.
        """
        questions = self._questions_of(question, mode)
        if len(questions) > 1:
            yield joined(question, self._in_turn(question, questions, today))
            return
        resources = replace(self.resources, task=self._task(mode))
        timer, day = Timer(), today or date.today()
        inquiry = Inquiry(question=question, today=day, day=day)
        for name, step in STEPS.items():
            inquiry = yield from step(resources, inquiry)
            timer.lap(name)
        yield reply_of(resources, inquiry, trace_of(resources, timer))

    def _questions_of(self, question: Question, mode: Mode | None) -> tuple[str, ...]:
        """The questions that a message asks; a language model reads the message as it is."""
        acts = self.resources.acts
        modelled = self.session_for(mode) is not None
        if modelled or acts is None or self.wording.instruction.search(question.text):
            return (question.text,)
        if len(question.text) > self.settings.max_question:
            return (question.text,)
        request = request_of(question.text, acts)
        if request.act is not Act.QUESTION:
            return (question.text,)
        return requests_of(request.question, self.resources.patterns.follow_ups)

    def _in_turn(
        self, question: Question, texts: Sequence[str], today: date | None
    ) -> list[Answer | Refusal]:
        """The reply to each question of a message, which hears those before it."""
        replies: list[Answer | Refusal] = []
        history = question.history
        for text in texts:
            asked = question.model_copy(update={"text": text, "history": history})
            reply = self.ask(asked, today, "extractive")
            replies.append(reply)
            history = (*history, Turn(question=text, answer=text_of_reply(reply)))
        return replies

    def _again(self, question: Question, today: date) -> Answer | Refusal:
        """The reply to an earlier question, in the sources' own words."""
        return self.ask(question, today, "extractive")

    def search(self, question: Question, today: date | None = None) -> Found:
        """The passages that a question finds, best first, as `ask` would weigh them."""
        turns = turns_leant_on(self.resources, question)
        alone = standalone(question.text, turns, self.resources.patterns.follow_ups)
        day = authority.as_of(alone.whole, question.as_of, today or date.today())
        return passages_for(self.resources, question, alone, day)

    def evidence(
        self, question: Question, today: date | None = None
    ) -> tuple[Found, list[Evidence]]:
        """What a question finds, and the evidence that an answer would show."""
        found = self.search(question, today)
        named = authority.names_source(question.text, self.index.documents)
        return found, pieces_of(self.resources, found, source_named=named)

    def _task(self, mode: Mode | None) -> AnswerTask | None:
        """The language model at work on one answer; None for the sources' own words."""
        session = self.session_for(mode)
        return session.task() if session is not None else None

    @cached_property
    def drafting(self) -> DraftingDesk:
        """Where forms are drafted."""
        from assistant.drafting.desk import DraftingDesk

        return DraftingDesk(
            self.settings, self.index, search=self.search, session_for=self.session_for
        )

    @cached_property
    def conformity(self) -> ConformityDesk:
        """Where contracts are checked and compared."""
        from assistant.conformity.desk import ConformityDesk

        return ConformityDesk(self.settings, self.index)

    @cached_property
    def discovery(self) -> Discovery:
        """What a trainer shows, read and verified the first time it is asked for. Raises
        CorpusError when words are not in their passage.
        """
        from assistant.training.discovery import read_discovery

        return read_discovery(self.settings.corpus, self.index)

    def session_for(self, mode: Mode | None) -> ModelSession | None:
        """The language model that is to write; None for the sources' own words. Raises BadInput for
        the mode `model` when no model is set.
        """
        if mode == "model" and self.session is None:
            raise BadInput(
                "Aucun modèle de langue n’est réglé : donnez CPOM_LLM_URL et "
                "CPOM_LLM_MODEL, ou ôtez le mode « model »."
            )
        return None if mode == "extractive" else self.session


def _session(settings: Settings, index: Index, wording: Wording) -> ModelSession | None:
    """The language model that is set; None without one, and nothing is imported for it."""
    if not (settings.llm_url or settings.llm_model):
        return None
    from assistant.llm.session import open_session

    return open_session(settings, index, wording)
