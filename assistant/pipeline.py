"""The assistant: everything wired once from the settings, then one line a step. Read
`Assistant.ask`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering import authority
from assistant.answering.divergences import read_divergences
from assistant.answering.inquiry import Inquiry, Resources
from assistant.answering.refusal import Calibration, read_calibration
from assistant.answering.reply import reply_of
from assistant.answering.steps import STEPS, passages_for, pieces_of
from assistant.answering.timer import Timer
from assistant.conversation import message
from assistant.conversation.standalone import standalone
from assistant.domain import (
    Answer,
    Evidence,
    Filters,
    Finding,
    Found,
    Mode,
    Passage,
    Question,
    Refusal,
    Said,
    Trace,
    Weight,
)
from assistant.errors import BadInput
from assistant.index.index import Index, open_index
from assistant.settings import Settings
from assistant.texts.wording import Wording, read_wording

# Questions come first: what drafts, checks and language models need is imported where it is used,
# so that a question does not wait for it.
if TYPE_CHECKING:
    from assistant.conformity.contract import ContractText
    from assistant.conformity.result import Comparison, Conformity
    from assistant.conformity.rules import Rules
    from assistant.drafting.draft import Drafted
    from assistant.drafting.examples import OfferedExample
    from assistant.drafting.situation import Situation
    from assistant.drafting.templates import Models
    from assistant.forms.fiche import Fiche
    from assistant.forms.line import Form, Theme
    from assistant.llm.session import AnswerTask, ModelSession
    from assistant.training.discovery import Discovery

NEAR = 5
OFFERED = 12


class Assistant:
    """Answers questions on the published corpus; safe to share between threads."""

    def __init__(self, settings: Settings, chroma: bool = False) -> None:
        self.settings = settings
        self.wording: Wording = read_wording(settings.corpus / "formules.yaml")
        self.calibration: Calibration = read_calibration(settings.corpus / "refus.json")
        self.index: Index = open_index(settings, chroma)
        self.divergences = read_divergences(settings.corpus / "divergences.yaml", self.index)
        self.resources = Resources(
            index=self.index,
            wording=self.wording,
            calibration=self.calibration,
            divergences=self.divergences,
            longest=settings.max_question,
        )
        self.scribe: ModelSession | None = _scribe(settings, self.index, self.wording)

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
        task = self._task(mode)
        resources = replace(self.resources, task=task)
        timer, day = Timer(), today or date.today()
        inquiry = Inquiry(question=question, today=day, day=day)
        for name, step in STEPS.items():
            inquiry = yield from step(resources, inquiry)
            timer.lap(name)
        yield reply_of(resources, inquiry, self._trace(timer, task))

    def search(self, question: Question, today: date | None = None) -> Found:
        """The passages that a question finds, best first, as `ask` would weigh them."""
        alone = standalone(question.text, question.history)
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
        scribe = self._scribe(mode)
        return scribe.task() if scribe is not None else None

    def _trace(self, timer: Timer, task: AnswerTask | None) -> Trace:
        """How the answer was made: by which generation, in what time, and what a language model
        wrote of it, when one was asked.
        """
        writing = task.writing() if task is not None else None
        return Trace(
            generation=self.index.manifest.id,
            mode="model" if writing and writing.kept else "extractive",
            vectors=self.index.engine,
            timings_ms=timer.laps,
            writing=writing,
        )

    @cached_property
    def models(self) -> Models:
        """The instruction's forms; read once, when a draft first asks for them. Raises
        FormError.
        """
        from assistant.drafting.templates import read_models

        return read_models(self.settings.corpus / "modeles")

    def situation(self, data: object) -> Situation:
        """The situation that a YAML or JSON file describes. Raises BadSituation with every fault at
        once.
        """
        from assistant.drafting.situation import read_situation

        return read_situation(data, self.models.regions)

    def draft(
        self,
        situation: Situation,
        kind: str,
        theme: Theme | None = None,
        today: date | None = None,
        mode: Mode | None = None,
    ) -> Drafted:
        """A first version of a form, and what is to be looked at in it; without the mode
        `extractive`, a language model that is set adds propositions.

        Raises BadSituation when a theme is missing, BadInput for the mode `model` when no model is
        set, FormError when the corpus no longer says what the form quotes.
        """
        from assistant.drafting.draft import Drafted, draft_form
        from assistant.drafting.line_maker import LineMaker
        from assistant.drafting.situation import text_of
        from assistant.forms.check import findings_of

        scribe = self._scribe(mode)
        on = today or date.today()
        make = LineMaker(self.index, self.models, situation, on)
        form = draft_form(make, kind, theme)
        told: tuple[Finding, ...] = ()
        if scribe is not None:
            proposed = scribe.propose(form, situation, self._near(form, on), on)
            form, told = proposed.form, proposed.findings
        return Drafted(
            form=form,
            findings=(
                *findings_of(form, self.index.documents, self.index.text, text_of(situation)),
                *told,
            ),
        )

    def _near(self, form: Form, on: date) -> list[Passage]:
        """The passages that the title of a form finds, for the propositions of a language model."""
        from assistant.forms.sheet import sheet_of

        return [
            hit.passage for hit in self.search(Question(text=sheet_of(form).title), on).hits[:NEAR]
        ]

    def offers(
        self, form: Form, rubric: str, words: str = "", today: date | None = None
    ) -> tuple[OfferedExample, ...]:
        """The sourced examples that a rubric does not show, those of its theme first, then what a
        search of `words` (or of its topic) finds in other contracts.

        Raises UnknownItem when the form has no such rubric, BadQuestion for words that cannot be
        searched.
        """
        from assistant.drafting import examples

        asked = message.checked(
            words.strip() or examples.topic_of(self.models, form, rubric),
            self.settings.max_question,
        )
        others = Filters(weights=(Weight.CONTRAT, Weight.COMMUNICATION))
        hits = self.search(Question(text=asked, filters=others), today).hits[:OFFERED]
        return examples.examples_for(
            self.index,
            self.models,
            form,
            rubric,
            [hit.passage for hit in hits],
            today or date.today(),
        )

    def assemble(self, fiches: tuple[Fiche, ...], today: date | None = None) -> Form:
        """The contract that contains those fiches. Raises BadInput when they do not go together,
        BadSituation when none is of volet 2.
        """
        from assistant.drafting import assemble
        from assistant.forms.contrat import Contrat

        contract = self.draft(
            self.situation(assemble.situation_of_fiches(fiches)),
            "contrat",
            today=today,
            mode="extractive",
        ).form
        assert isinstance(contract, Contrat)
        return assemble.assemble_contract(contract, fiches)

    def findings(self, form: Form) -> tuple[Finding, ...]:
        """What verification has to say of a form, whoever wrote its lines."""
        from assistant.forms.check import findings_of

        return findings_of(form, self.index.documents, self.index.text)

    def deed_of_form(self, form: Form) -> ContractText:
        """The contract that a draft is. Raises BadContract when it is another form."""
        from assistant.conformity import contract
        from assistant.forms.sheet import sheet_of

        return contract.contract_of_form(form, sheet_of(form).title)

    def deed(self, name: str) -> ContractText:
        """The contract in a file, or a document of the catalogue by its id. Raises BadContract or
        UnknownItem.
        """
        path = Path(name)
        if name in self.index.documents or not (path.suffix or path.exists()):
            return self.deed_of_document(name)
        return self.deed_of_file(path)

    def deed_of_file(self, path: Path, name: str = "") -> ContractText:
        """The contract in a file, shown under a name. Raises BadContract."""
        from assistant.conformity import contract

        return contract.contract_of_file(path, self.settings, self.index, name)

    def deed_of_document(self, id: str) -> ContractText:
        """The contract that a document of the catalogue is. Raises UnknownItem."""
        from assistant.conformity import contract

        return contract.contract_of_document(id, self.index)

    def check(self, given: ContractText, on: date | None = None) -> Conformity:
        """A contract held against each rule of the instruction, on a day. Raises RuleError when the
        rules are not in order.
        """
        from assistant.conformity import check

        return check.check_contract(given, self.rules, on or date.today())

    def compare(self, a: ContractText, b: ContractText, on: date | None = None) -> Comparison:
        """Two contracts side by side, on a day. Raises RuleError when the rules are not in
        order.
        """
        from assistant.conformity import compare

        return compare.compare_contracts(a, b, self.rules, on or date.today())

    @cached_property
    def rules(self) -> Rules:
        """The rules of conformity, read when a first contract is checked."""
        from assistant.conformity.rules import read_rules

        return read_rules(self.settings.corpus / "modeles/conformite.yaml", self.index)

    @cached_property
    def discovery(self) -> Discovery:
        """What a trainer shows, read and verified the first time it is asked for. Raises
        CorpusError when words are not in their passage.
        """
        from assistant.training.discovery import read_discovery

        return read_discovery(self.settings.corpus, self.index)

    def _scribe(self, mode: Mode | None) -> ModelSession | None:
        """The language model that is to write; None when the sources' own words are wanted."""
        if mode == "model" and self.scribe is None:
            raise BadInput(
                "Aucun modèle de langue n’est réglé : donnez CPOM_LLM_URL et "
                "CPOM_LLM_MODEL, ou ôtez le mode « model »."
            )
        return None if mode == "extractive" else self.scribe


def _scribe(settings: Settings, index: Index, wording: Wording) -> ModelSession | None:
    """The language model that is set; None without one, and nothing is imported for it."""
    if not (settings.llm_url or settings.llm_model):
        return None
    from assistant.llm.session import open_session

    return open_session(settings, index, wording)
