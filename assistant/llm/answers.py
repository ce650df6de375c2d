"""An extractive answer → one that a language model wrote under the gate. Nothing that a model says
leaves here before the gate passed it.

The model is given a closed set of passages as data, and no tool, address or file. Its sentences are
verified as they arrive. Those that
fail are asked again once, with the reason, then dropped. If what remains does not answer, there is
no `Written` but the reason why.
"""

from collections.abc import Generator, Iterator, Sequence
from datetime import date
from typing import Any

from assistant.answering.inquiry import Written
from assistant.domain import Citation, Document, Evidence, Hit, Passage, Said, Statement
from assistant.errors import ModelError
from assistant.index.index import Index
from assistant.llm.client import Budget, Model
from assistant.llm.gate import Gate, Passed, Refused
from assistant.llm.guard import Guard
from assistant.llm.phrases import Phrase, Reader, Source, answer_schema
from assistant.llm.prompts import Prompt, read_prompt, to_data, visible_text
from assistant.proof.prover import Prover
from assistant.texts.sentences import sentence_spans
from assistant.texts.wording import Wording

SOURCES = 8
LONGEST_SOURCE = 2_400
STATEMENTS, WORDS = 4, 130
REFUSALS = 12
REPEATED = "répétition"


class Writer:
    """Writes answers by one model; safe to share between threads."""

    def __init__(
        self, index: Index, guard: Guard, prover: Prover, wording: Wording, model: Model
    ) -> None:
        self.index = index
        self.guard = guard
        self.prover = prover
        self.wording = wording
        self.model = model
        self.answer: Prompt = read_prompt("repondre")
        self.again: Prompt = read_prompt("reprendre")

    def write(
        self,
        question: str,
        pieces: Sequence[Evidence],
        hits: Sequence[Hit],
        on: date,
        budget: Budget,
    ) -> Generator[Said, None, Written]:
        """Send each verified sentence as soon as the answer is known to hold, then give the
        whole.
        """
        gate = Gate(self.index, self.guard, self.prover, self.wording, on)
        draft = _Draft(gate, self._sources(pieces, hits), pieces)
        failure, begun = "", budget.seconds_left()
        try:
            yield from self._call(self.answer, draft, self._data(question, draft), budget)
            if (
                draft.worth_asking
                and not draft.full
                and budget.seconds_left() > begun - budget.seconds_left()
            ):  # a second call is as long as the first
                yield from self._call(
                    self.again,
                    draft,
                    self._data(question, draft) | {"phrases_refusees": draft.set_aside()},
                    budget,
                )
        except ModelError as error:
            failure = str(error)
        if not draft.anchored:
            failure = failure or self.wording.notices["modele_sans_reponse"]
            return Written(
                dropped=draft.rules_broken(),
                failure=failure,
                notices=(self.wording.notices["modele_replie"].format(raison=failure),),
            )
        dropped = draft.rules_broken()
        notices: tuple[str, ...] = (
            (self.wording.notices["modele_interrompu"].format(raison=failure),) if failure else ()
        )
        notices += (
            (self.wording.notices["modele_ecartees"].format(nombre=len(dropped)),)
            if dropped
            else ()
        )
        return Written(
            statements=tuple(draft.statements),
            citations=tuple(draft.citations),
            pieces=tuple(draft.pieces),
            dropped=dropped,
            failure=failure,
            notices=notices,
        )

    def _call(
        self, prompt: Prompt, draft: "_Draft", data: dict[str, Any], budget: Budget
    ) -> Iterator[Said]:
        """One request: its phrases go through the gate as they come."""
        reader = Reader()
        budget.prompts[prompt.name] = prompt.fingerprint
        for piece in self.model.write(
            prompt.render(donnees=to_data(data)), budget, answer_schema(draft.sources)
        ):
            yield from draft.take(reader.feed(piece))
            if draft.full:
                return
        try:
            yield from draft.take(reader.close())
        except ValueError:
            draft.malformed += 1
        draft.malformed += reader.malformed

    def _sources(self, pieces: Sequence[Evidence], hits: Sequence[Hit]) -> tuple[Source, ...]:
        """The closed set: the passages of the evidence first, then the best found, each family
        once.
        """
        passages: dict[str, Passage] = {}
        for passage in (
            *(self.index.passages[self._root(piece)] for piece in pieces),
            *(hit.passage for hit in hits),
        ):
            passages.setdefault(passage.id, passage)
        first = list(passages.values())[: max(SOURCES, len(pieces))]
        return tuple(
            Source(id=f"P{n}", passage=passage, text=self._text_for_model(passage.text))
            for n, passage in enumerate(first, 1)
        )

    def _text_for_model(self, text: str) -> str:
        """What the model is shown of a passage: no hidden character, no sentence that gives orders,
        a bounded length.
        """
        text = visible_text(text)
        parts = [text[start:end] for start, end in sentence_spans(text)]
        safe_parts = [part for part in parts if not self.wording.instruction.search(part)]
        return (text if safe_parts == parts else " ".join(safe_parts))[:LONGEST_SOURCE]

    def _root(self, piece: Evidence) -> int:
        return int(self.index.family[self.index.row[piece.passage.id]])

    def _data(self, question: str, draft: "_Draft") -> dict[str, Any]:
        return {"question": question, "passages": [self._row(source) for source in draft.sources]}

    def _row(self, source: Source) -> dict[str, Any]:
        document: Document = self.index.document(source.passage.document_id)
        row = {
            "numero": source.id,
            "document": document.short,
            "poids": document.weight.value,
            "dates": document.date_label,
            "territoire": document.territory,
        }
        gap_row = {"liste_perdue": source.passage.gap.lead} if source.passage.gap else {}
        return {**row, "endroit": source.passage.label, **gap_row, "texte": source.text}


class _Draft:
    """An answer being written. It is anchored once a sentence quotes words that made the question
    answerable; nothing is sent before.
    """

    def __init__(
        self, gate: Gate, sources: tuple[Source, ...], anchors: Sequence[Evidence]
    ) -> None:
        self.gate = gate
        self.sources = sources
        self.anchors = [span for piece in anchors for span in spans(piece)]
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.pieces: list[Evidence] = []
        self.refused: list[tuple[Phrase, Refused]] = []
        self.first: list[str] = []
        self.redone = 0
        self.malformed = 0
        self.anchored = False
        self.sent = 0

    @property
    def full(self) -> bool:
        return len(self.statements) >= STATEMENTS or len(self.refused) >= REFUSALS

    def take(self, phrases: Sequence[Phrase]) -> Iterator[Said]:
        """Put phrases through the gate; send what may be."""
        for phrase in phrases:
            if self.full:
                return
            result = self.gate.check(phrase, self.sources, len(self.citations) + 1, self.statements)
            if isinstance(result, Passed):
                result = self._fitting(result)
            if isinstance(result, Refused):
                self.refused.append((phrase, result))
                continue
            self._keep(result)
            if self.anchored:
                yield from self._unsent()

    def _fitting(self, candidate: Passed) -> Passed | Refused:
        """A sentence that says something new, in an answer that stays short."""
        words = sum(
            len(statement.text.split()) for statement in (*self.statements, candidate.statement)
        )
        if self.statements and words > WORDS:
            return Refused(rule="longueur", reason="la réponse serait trop longue")
        terms = set(self.gate.index.analyser.terms(candidate.statement.text))
        if any(
            len(terms & set(self.gate.index.analyser.terms(statement.text))) > 0.8 * len(terms)
            for statement in self.statements
        ):
            return Refused(rule=REPEATED, reason="la phrase répète ce qui est déjà dit")
        return candidate

    def _keep(self, candidate: Passed) -> None:
        self.redone += bool(self.first)
        self.statements.append(candidate.statement)
        self.citations.extend(candidate.citations)
        self.pieces.extend(candidate.pieces)
        self.anchored = self.anchored or any(
            overlap(span, anchor)
            for piece in candidate.pieces
            for span in spans(piece)
            for anchor in self.anchors
        )

    def _unsent(self) -> Iterator[Said]:
        for statement in self.statements[self.sent :]:
            self.sent += 1
            yield Said(
                statement=statement,
                citations=tuple(c for c in self.citations if c.n in statement.citations),
            )

    @property
    def worth_asking(self) -> bool:
        """Is there a phrase that could be put right? One that repeats another cannot."""
        return any(refusal.rule != REPEATED for _, refusal in self.refused)

    def rules_broken(self) -> tuple[str, ...]:
        """The rule broken by each phrase that is not shown: a phrase done again and passed does not
        count.
        """
        rules = [refusal.rule for _, refusal in self.refused]
        still = max(0, len(self.first) - self.redone - len(rules))
        return (*rules, *self.first[:still], *["forme"] * self.malformed)

    def set_aside(self) -> list[dict[str, Any]]:
        """The phrases refused, with the reasons, as the model is told; what comes next is counted
        apart.
        """
        told, self.refused, self.first = (
            self.refused,
            [],
            [refused.rule for _, refused in self.refused],
        )
        return [
            {
                "texte": phrase.text,
                "citations": [c.model_dump(by_alias=True) for c in phrase.citations],
                "raison": refused.reason,
            }
            for phrase, refused in told
        ]


Span = tuple[str, int, int]


def spans(piece: Evidence) -> list[Span]:
    """Where the words of a piece stand in its document, to a few characters."""
    stretches = []
    for run in piece.passage.runs:
        begin, end = max(piece.start, run.at), min(piece.end, run.at + run.length)
        if begin < end:
            stretches.append(
                (
                    piece.passage.document_id,
                    run.start + begin - run.at,
                    min(run.end, run.start + end - run.at),
                )
            )
    return stretches


def overlap(one: Span, other: Span) -> bool:
    """Do two stretches share most of the shorter one?"""
    common = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and common >= 0.5 * min(one[2] - one[1], other[2] - other[1])
