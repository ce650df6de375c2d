"""The assistant: everything wired once from the settings, then one line a step. Read
`Assistant.ask`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.answering import authority, compose, divergences, presupposition, verify
from assistant.answering.evidence import evidence_of
from assistant.answering.features import Signs, signs_of
from assistant.answering.refusal import Calibration, read_calibration
from assistant.answering.retrieve import retrieve
from assistant.answering.timer import Timer
from assistant.answering.topic import clues_of
from assistant.conversation import message, standalone
from assistant.domain import (
    Answer,
    Citation,
    Evidence,
    Filters,
    Finding,
    Found,
    Lead,
    Mode,
    Passage,
    Question,
    Refusal,
    Said,
    Statement,
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
    from assistant.drafting.draft import Drafted, FormKind
    from assistant.drafting.examples import OfferedExample
    from assistant.drafting.situation import Situation
    from assistant.drafting.templates import Models
    from assistant.forms.edit import Form
    from assistant.forms.fiche import Fiche
    from assistant.forms.line import Theme
    from assistant.llm.session import AnswerTask, ModelSession
    from assistant.training.discovery import Discovery

RETRIEVED = 20
LEADS = 3
NEAR = 5
OFFERED = 12


class Assistant:
    """Answers questions on the published corpus; safe to share between threads."""

    def __init__(self, settings: Settings, chroma: bool = False) -> None:
        self.settings = settings
        self.wording: Wording = read_wording(settings.corpus / "formules.yaml")
        self.calibration: Calibration = read_calibration(settings.corpus / "refus.json")
        self.index: Index = open_index(settings, chroma)
        self.divergences = divergences.read_divergences(
            settings.corpus / "divergences.yaml", self.index
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
        scribe = self._scribe(mode)
        task = scribe.task() if scribe is not None else None
        timer = Timer(self.index)
        today = today or date.today()
        question = question.model_copy(
            update={"text": message.checked(question.text, self.settings.max_question)}
        )
        asked = message.without_instructions(question.text, self.wording)
        alone = self._alone(question, asked, task)
        on = authority.as_of(alone.text, question.as_of, today)
        sought = alone.model_copy(
            update={
                "text": authority.undated(alone.text, question.as_of, on, today) or question.text
            }
        )
        found = self._found(question, sought, on)
        timer.lap("retrieve")
        yield found
        reply = yield from self._reply(question, asked, alone.text, found, on, today, task)
        timer.lap("answer")
        yield reply.model_copy(update={"trace": timer.trace(task.writing() if task else None)})

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
        kind: FormKind,
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
        from assistant.drafting.situation import text_of
        from assistant.forms.check import findings_of

        scribe = self._scribe(mode)
        on = today or date.today()
        form = draft_form(self.index, self.models, situation, kind, theme, on)
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

    def search(self, question: Question, today: date | None = None) -> Found:
        """The passages that a question finds, best first, as `ask` would weigh them."""
        alone = standalone.standalone(question.text, question.history)
        return self._found(
            question, alone, authority.as_of(alone.text, question.as_of, today or date.today())
        )

    def evidence(
        self, question: Question, today: date | None = None
    ) -> tuple[Found, list[Evidence]]:
        """What a question finds, and the evidence that an answer would show."""
        found = self.search(question, today)
        named = authority.names_source(question.text, self.index.documents)
        return found, compose.chosen(
            self.index, evidence_of(self.index, found), named, found.query.own
        )

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

    def _alone(
        self, question: Question, asked: message.Asked, task: AnswerTask | None
    ) -> standalone.Standalone:
        """The question that can be understood alone, put so by a language model when there is one
        and its words hold.
        """
        alone = standalone.standalone(asked.text, question.history)
        if task is None or asked.instructed or not question.history or alone.text == asked.text:
            return alone
        said = task.alone(asked.text, question.history)
        return standalone.Standalone(text=said) if said else alone

    def _found(self, question: Question, alone: standalone.Standalone, on: date) -> Found:
        """Search, with each document weighed by its authority on that day."""
        text = alone.text.split(" (à propos de : ")[0]
        factors = authority.factors(alone.text, self.index.documents, on)
        return retrieve(
            self.index,
            question.model_copy(update={"text": text}),
            RETRIEVED,
            alone.context or _topic(alone.text),
            factors=factors,
        )

    def _reply(
        self,
        question: Question,
        asked: message.Asked,
        alone: str,
        found: Found,
        on: date,
        today: date,
        task: AnswerTask | None,
    ) -> Generator[Said, None, Answer | Refusal]:
        told: tuple[str, ...] = (self.wording.refusals["consigne"],) if asked.instructed else ()
        source_named = authority.names_source(alone, self.index.documents)
        pieces = compose.chosen(
            self.index, evidence_of(self.index, found), source_named, found.query.own
        )
        signs = signs_of(self.index, found.query.text, found, pieces)
        if self._outside(asked, alone, found, signs):
            return self._refuse("out_of_scope", question, alone or question.text, found, told)
        lost = next((piece for piece in pieces if compose.on_gap(piece)), None)
        if lost is not None:
            return self._gap(question, alone, found, lost, told, on, today)
        if not self.calibration.answers(found.query.written, signs):
            return self._refuse("not_found", question, alone, found, told)
        pieces = self._with_parts(question, alone, found, pieces, on)
        pieces, differ = divergences.beside(
            self.index, self.wording, divergences.on(self.divergences, self.index, on), pieces
        )
        told += differ
        shown: Sequence[Evidence] = pieces
        statements, citations = compose.compose(self.index, self.wording, pieces)
        if task is not None:
            text_of = yield from task.write(alone, pieces, found.hits, on)
            told += text_of.notices
            if text_of.statements:
                statements, citations, shown = text_of.statements, text_of.citations, text_of.pieces
        told += authority.notices(
            shown, self.index.documents, self.index.lexicon, self.wording, alone, on, today
        )
        told += self._premise(alone, pieces) + self._blank(pieces)
        return self._checked("answered", question, alone, found, statements, citations, told)

    def _outside(self, asked: message.Asked, alone: str, found: Found, signs: Signs) -> bool:
        """Is the question none of the field's, or is nothing left of it once its orders are set
        aside?
        """
        situated = message.is_situated(alone, self.index)
        if message.is_foreign(alone, self.index, self.wording) or (
            asked.instructed and not situated
        ):
            return True
        return not self.calibration.field.holds(
            f"{found.query.written} {_topic(alone)}", clues_of(signs, situated)
        )

    def _with_parts(
        self, question: Question, alone: str, found: Found, pieces: list[Evidence], on: date
    ) -> list[Evidence]:
        """For a sentence that asks two things, the best evidence of each; otherwise the evidence as
        it is.
        """
        asked = standalone.parts(alone)
        if len(asked) == 1:
            return pieces
        each = [
            self._found(question, standalone.Standalone(text=part, context=alone), on)
            for part in asked
        ]
        best = [
            piece
            for part in each
            for piece in compose.chosen(self.index, evidence_of(self.index, part))[:1]
        ]
        return compose.distinct([*best, *pieces])

    def _gap(
        self,
        question: Question,
        alone: str,
        found: Found,
        piece: Evidence,
        told: tuple[str, ...],
        on: date,
        today: date,
    ) -> Answer | Refusal:
        """A list that the source lost: say so, and quote what the corpus holds of it elsewhere."""
        statements, citations = compose.on_lost_list(self.index, self.wording, piece)
        told += (self.wording.notices["lacune"].format(label=piece.passage.label),)
        told += authority.notices(
            [piece], self.index.documents, self.index.lexicon, self.wording, "", on, today
        )
        return self._checked("source_gap", question, alone, found, statements, citations, told)

    def _checked(
        self,
        status: Literal["answered", "source_gap"],
        question: Question,
        alone: str,
        found: Found,
        statements: tuple[Statement, ...],
        citations: tuple[Citation, ...],
        told: tuple[str, ...],
    ) -> Answer | Refusal:
        """The answer, less what verification forbids."""
        findings = verify.verify(statements, citations, self.index.documents, self.index.text)
        kept = verify.shown(statements, findings)
        if not kept:
            return self._refuse("not_found", question, alone, found, told)
        return Answer(
            status=status,
            question=question,
            standalone=alone,
            statements=kept,
            citations=tuple(c for c in citations if any(c.n in s.citations for s in kept)),
            notices=(*told, *self._mended(found), *dict.fromkeys(self.index.warnings)),
            findings=findings,
            retrieved=found.hits,
            trace=Trace(generation=""),
        )

    def _refuse(
        self,
        status: Literal["not_found", "out_of_scope"],
        question: Question,
        alone: str,
        found: Found,
        told: tuple[str, ...],
    ) -> Refusal:
        """A refusal with the nearest passages as leads, never as an answer."""
        hits = found.hits
        near = (
            [hit.passage for hit in hits[:LEADS] if hit.score > 0] if status == "not_found" else []
        )
        leads = tuple(
            Lead(passage_id=passage.id, document_id=passage.document_id, label=passage.label)
            for passage in near
        )
        message = self.wording.refusals[status]
        if leads:
            message += " " + self.wording.refusals["not_found_pistes"].format(
                pistes=" ; ".join(lead.label for lead in leads)
            )
        notices = (*told, *dict.fromkeys(self.index.warnings))
        return Refusal(
            status=status,
            question=question,
            standalone=alone,
            message=message,
            leads=leads,
            notices=notices,
            retrieved=hits,
            trace=Trace(generation=""),
        )

    def _premise(self, alone: str, pieces: list[Evidence]) -> tuple[str, ...]:
        clash = presupposition.contradiction(
            alone, " ".join(piece.words for piece in pieces[:2]), self.wording.opposites
        )
        return (
            (self.wording.notices["premisse"].format(question=clash[0], texte=clash[1]),)
            if clash
            else ()
        )

    def _blank(self, pieces: list[Evidence]) -> tuple[str, ...]:
        return (
            (self.wording.notices["blanc"],)
            if any(compose.is_form_blank(piece) for piece in pieces[:1])
            else ()
        )

    def _mended(self, found: Found) -> tuple[str, ...]:
        changed = ", ".join(
            f"« {right} » pour « {wrong} »" for wrong, right in found.query.mended.items()
        )
        return (self.wording.notices["orthographe"].format(mots=changed),) if changed else ()


def _scribe(settings: Settings, index: Index, wording: Wording) -> ModelSession | None:
    """The language model that is set; None without one, and nothing is imported for it."""
    if not (settings.llm_url or settings.llm_model):
        return None
    from assistant.llm.session import open_session

    return open_session(settings, index, wording)


def _topic(alone: str) -> str:
    """What a completed follow-up says it is about."""
    return alone.split(" (à propos de : ", 1)[1].rstrip(") ") if " (à propos de : " in alone else ""


def sentences_of(reply: Answer | Refusal) -> Iterator[str]:
    """The sentences shown, with the numbers of their sources."""
    if isinstance(reply, Refusal):
        yield reply.message
        return
    for statement in reply.statements:
        yield f"{statement.text} {''.join(f'[{n}]' for n in statement.citations)}"
