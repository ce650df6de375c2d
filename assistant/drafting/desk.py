"""The one entrance to drafting: a situation → a form, and what can be added to it.

The command line, the API and the pages all draft through `DraftingDesk`; the models of the forms
are read once, when a first draft asks for them.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Protocol

from assistant.conversation import message
from assistant.domain import Filters, Finding, Found, Mode, Passage, Question, Weight
from assistant.drafting.assemble import assemble_contract, situation_of_fiches
from assistant.drafting.draft import Drafted, draft_form
from assistant.drafting.examples import OfferedExample, examples_for, topic_of
from assistant.drafting.line_maker import LineMaker
from assistant.drafting.situation import Situation
from assistant.drafting.situation_reader import read_situation, text_of
from assistant.drafting.templates import Models, read_models
from assistant.forms.check import findings_of
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import Fiche
from assistant.forms.line import Form, Theme
from assistant.forms.sheet import sheet_of
from assistant.index.index import Index
from assistant.settings import Settings

NEAR = 5
OFFERED = 12
OTHER_TEXTS = Filters(weights=(Weight.CONTRAT, Weight.COMMUNICATION))

Search = Callable[[Question, date | None], Found]


class Proposed(Protocol):
    """A form with the lines that a language model proposes, and what is to be said of them."""

    @property
    def form(self) -> Form:
        """The form."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the lines proposed."""


class ProposingSession(Protocol):
    """A language model that proposes lines, under its gate (`assistant.llm.session`)."""

    def propose(
        self, form: Form, situation: Situation, near: Sequence[Passage], day: date
    ) -> Proposed:
        """The form with the lines that the model proposes, from the passages `near` it."""


class DraftingDesk:
    """Drafts forms on the published corpus; safe to share between threads.

    `search` finds passages for a question; `session_for` gives the language model that a mode asks
    for, None when nothing is to be proposed.
    """

    def __init__(
        self,
        settings: Settings,
        index: Index,
        *,
        search: Search,
        session_for: Callable[[Mode | None], ProposingSession | None],
    ) -> None:
        self.settings = settings
        self.index = index
        self._search = search
        self._session_for = session_for

    @cached_property
    def models(self) -> Models:
        """The instruction's forms. Raises FormError when they are not in order."""
        return read_models(self.settings.corpus / "modeles")

    def situation(self, data: object) -> Situation:
        """The situation that a YAML or JSON file describes. Raises BadSituation with every fault at
        once.
        """
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
        session, day = self._session_for(mode), today or date.today()
        form = draft_form(LineMaker(self.index, self.models, situation, day), kind, theme)
        proposals: tuple[Finding, ...] = ()
        if session is not None:
            proposal = session.propose(form, situation, self._near(form, day), day)
            form, proposals = proposal.form, proposal.findings
        index, text = self.index, text_of(situation)
        findings = findings_of(form, index.documents, index.text, text)
        return Drafted(form=form, findings=(*findings, *proposals))

    def _near(self, form: Form, day: date) -> list[Passage]:
        """The passages that the title of a form finds, for the propositions of a language model."""
        results = self._search(Question(text=sheet_of(form).title), day)
        return [hit.passage for hit in results.hits[:NEAR]]

    def offers(
        self, form: Form, rubric: str, words: str = "", today: date | None = None
    ) -> tuple[OfferedExample, ...]:
        """The sourced examples that a rubric does not show, those of its theme first, then what a
        search of `words` (or of its topic) finds in other contracts.

        Raises UnknownItem when the form has no such rubric, BadQuestion for words that cannot be
        searched.
        """
        words_or_topic = words.strip() or topic_of(self.models, form, rubric)
        text = message.check_text(words_or_topic, self.settings.max_question)
        results = self._search(Question(text=text, filters=OTHER_TEXTS), today)
        near = [hit.passage for hit in results.hits[:OFFERED]]
        day = today or date.today()
        return examples_for(self.index, self.models, form, rubric, near=near, day=day)

    def assemble(self, fiches: tuple[Fiche, ...], today: date | None = None) -> Form:
        """The contract that contains those fiches. Raises BadInput when they do not go together,
        BadSituation when none is of volet 2.
        """
        situation = self.situation(situation_of_fiches(fiches))
        contract = self.draft(situation, "contrat", today=today, mode="extractive").form
        assert isinstance(contract, Contrat)
        return assemble_contract(contract, fiches)

    def findings(self, form: Form) -> tuple[Finding, ...]:
        """What verification has to say of a form, whoever wrote its lines."""
        return findings_of(form, self.index.documents, self.index.text)
