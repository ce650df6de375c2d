"""The assistant: everything wired once from the settings, then one line a step. Read `Assistant.ask`."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Literal

from assistant import answer, authority, dialogue, divergences, premise, scope, verify
from assistant.domain import Answer, Citation, Evidence, Found, Lead, Question, Refusal, Statement, Trace
from assistant.evidence import evidence_of
from assistant.index import Index, open_index
from assistant.refusal import Calibration, read_calibration
from assistant.retrieve import retrieve
from assistant.settings import Settings
from assistant.signs import signs_of
from assistant.wording import Wording, read_wording

RETRIEVED = 20
LEADS = 3


class Assistant:
    """Answers questions on the published corpus; safe to share between threads."""

    def __init__(self, settings: Settings, chroma: bool = False) -> None:
        self.settings = settings
        self.wording: Wording = read_wording(settings.corpus / "formules.yaml")
        self.calibration: Calibration = read_calibration(settings.corpus / "refus.json")
        self.index: Index = open_index(settings, chroma)
        self.divergences = divergences.read_divergences(settings.corpus / "divergences.yaml", self.index)

    def ask(self, question: Question, today: date | None = None) -> Answer | Refusal:
        """Answer a question or say why not.

        Raises BadQuestion or BadFilter for a question that cannot be read.
        """
        clock = _Clock(self.index)
        today = today or date.today()
        question = question.model_copy(update={"text": scope.checked(question.text, self.settings.max_question)})
        asked = scope.without_instructions(question.text, self.wording)
        alone = dialogue.standalone(asked.text, question.history)
        on = authority.as_of(alone.text, question.as_of, today)
        found = self._found(question, alone if alone.text.strip() else dialogue.Standalone(text=question.text), on)
        clock.lap("retrieve")
        reply = self._reply(question, asked, alone.text, found, on, today)
        clock.lap("answer")
        return reply.model_copy(update={"trace": clock.trace()})

    def search(self, question: Question, today: date | None = None) -> Found:
        """The passages that a question finds, best first, as `ask` would weigh them."""
        alone = dialogue.standalone(question.text, question.history)
        return self._found(question, alone, authority.as_of(alone.text, question.as_of, today or date.today()))

    def evidence(self, question: Question, today: date | None = None) -> tuple[Found, list[Evidence]]:
        """What a question finds, and the evidence that an answer would show."""
        found = self.search(question, today)
        named = authority.names_source(question.text, self.index.documents)
        return found, answer.chosen(self.index, evidence_of(self.index, found), named)

    def _found(self, question: Question, alone: dialogue.Standalone, on: date) -> Found:
        """Search, with each document weighed by its authority on that day."""
        text = alone.text.split(" (à propos de : ")[0]
        factors = authority.factors(alone.text, self.index.documents, on)
        return retrieve(self.index, question.model_copy(update={"text": text}), RETRIEVED, alone.context or _topic(alone.text), factors=factors)

    def _reply(self, question: Question, asked: scope.Asked, alone: str, found: Found, on: date, today: date) -> Answer | Refusal:
        told: tuple[str, ...] = (self.wording.refusals["consigne"],) if asked.instructed else ()
        if asked.instructed and not scope.is_situated(alone, self.index):
            return self._refuse("out_of_scope", question, alone or question.text, found, told)
        if scope.is_foreign(alone, self.index, self.wording) or scope.is_far(found, self.calibration.floor):
            return self._refuse("out_of_scope", question, alone, found, told)
        source_named = authority.names_source(alone, self.index.documents)
        pieces = answer.chosen(self.index, evidence_of(self.index, found), source_named)
        lost = next((piece for piece in pieces if answer.on_gap(piece)), None)
        if lost is not None:
            return self._gap(question, alone, found, lost, told, on, today)
        situated = scope.is_situated(alone, self.index)
        if not self.calibration.answers(signs_of(self.index, found.query.text, found, pieces), situated):
            return self._refuse("not_found" if situated else "out_of_scope", question, alone, found, told)
        pieces = self._with_parts(question, alone, found, pieces, on)
        pieces, differ = divergences.beside(self.index, self.wording, self.divergences, pieces)
        told += differ
        statements, citations = answer.compose(self.index, self.wording, pieces)
        told += authority.notices(pieces, self.index.documents, self.index.lexicon, self.wording, alone, on, today)
        told += self._premise(alone, pieces) + self._blank(pieces)
        return self._checked("answered", question, alone, found, statements, citations, told)

    def _with_parts(self, question: Question, alone: str, found: Found, pieces: list[Evidence], on: date) -> list[Evidence]:
        """For a sentence that asks two things, the best evidence of each; otherwise the evidence as it is."""
        asked = dialogue.parts(alone)
        if len(asked) == 1:
            return pieces
        each = [self._found(question, dialogue.Standalone(text=part, context=alone), on) for part in asked]
        best = [piece for part in each for piece in answer.chosen(self.index, evidence_of(self.index, part))[:1]]
        return answer.distinct([*best, *pieces])

    def _gap(self, question: Question, alone: str, found: Found, piece: Evidence, told: tuple[str, ...], on: date, today: date) -> Answer | Refusal:
        """A list that the source lost: say so, and quote what the corpus holds of it elsewhere."""
        statements, citations = answer.on_lost_list(self.index, self.wording, piece)
        told += (self.wording.notices["lacune"].format(label=piece.passage.label),)
        told += authority.notices([piece], self.index.documents, self.index.lexicon, self.wording, "", on, today)
        return self._checked("source_gap", question, alone, found, statements, citations, told)

    def _checked(
        self, status: Literal["answered", "source_gap"], question: Question, alone: str, found: Found,
        statements: tuple[Statement, ...], citations: tuple[Citation, ...], told: tuple[str, ...],
    ) -> Answer | Refusal:  # fmt: skip
        """The answer, less what verification forbids."""
        findings = verify.verify(statements, citations, self.index.documents, self.index.text)
        kept = verify.shown(statements, findings)
        if not kept:
            return self._refuse("not_found", question, alone, found, told)
        return Answer(
            status=status, question=question, standalone=alone, statements=kept, citations=tuple(c for c in citations if any(c.n in s.citations for s in kept)),
            notices=(*told, *self._mended(found), *dict.fromkeys(self.index.warnings)), findings=findings, retrieved=found.hits, trace=Trace(generation=""),
        )  # fmt: skip

    def _refuse(self, status: Literal["not_found", "out_of_scope"], question: Question, alone: str, found: Found, told: tuple[str, ...]) -> Refusal:
        """A refusal with the nearest passages as leads, never as an answer."""
        hits = found.hits
        near = [hit.passage for hit in hits[:LEADS] if hit.score > 0] if status == "not_found" else []
        leads = tuple(Lead(passage_id=passage.id, document_id=passage.document_id, label=passage.label) for passage in near)
        message = self.wording.refusals[status]
        if leads:
            message += " " + self.wording.refusals["not_found_pistes"].format(pistes=" ; ".join(lead.label for lead in leads))
        notices = (*told, *dict.fromkeys(self.index.warnings))
        return Refusal(status=status, question=question, standalone=alone, message=message, leads=leads, notices=notices, retrieved=hits, trace=Trace(generation=""))

    def _premise(self, alone: str, pieces: list[Evidence]) -> tuple[str, ...]:
        clash = premise.contradiction(alone, " ".join(piece.words for piece in pieces[:2]), self.wording.opposites)
        return (self.wording.notices["premisse"].format(question=clash[0], texte=clash[1]),) if clash else ()

    def _blank(self, pieces: list[Evidence]) -> tuple[str, ...]:
        return (self.wording.notices["blanc"],) if any(answer.is_form_blank(piece) for piece in pieces[:1]) else ()

    def _mended(self, found: Found) -> tuple[str, ...]:
        changed = ", ".join(f"« {right} » pour « {wrong} »" for wrong, right in found.query.mended.items())
        return (self.wording.notices["orthographe"].format(mots=changed),) if changed else ()


class _Clock:
    """Milliseconds of each step."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round((now - self.last) * 1000, 2)
        self.last = now

    def trace(self) -> Trace:
        return Trace(generation=self.index.manifest.id, vectors=self.index.engine, timings_ms=self.laps)


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
