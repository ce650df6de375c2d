"""Answers written by a language model from the passages of an extractive answer. Nothing that a
model writes leaves this module before the gate passed it.

The model is given a closed set of passages as data, and no tool, address or file. Its sentences are
verified as they arrive. Those that
fail are asked again once, with the reason, then dropped. If what remains does not answer, there is
no `Written` but the reason why.
"""

from collections.abc import Generator, Iterator, Sequence
from datetime import date
from itertools import chain, product
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
REPETITION = "répétition"
MOST_SHARED = 0.8  # share of the terms of a sentence from which it repeats another


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
        day: date,
        budget: Budget,
    ) -> Generator[Said, None, Written]:
        """Send each verified sentence as soon as the answer is known to hold, then give the
        whole.
        """
        gate = Gate(self.index, self.guard, self.prover, self.wording, day)
        draft = _Draft(gate, self._sources(pieces, hits), pieces)
        failure = ""
        try:
            yield from self._call_twice(question, draft, budget)
        except ModelError as error:
            failure = str(error)
        if draft.is_anchored:
            return self._answer_of(draft, failure)
        failure = failure or self.wording.notices["modele_sans_reponse"]
        return Written(
            dropped=draft.rules_broken(),
            failure=failure,
            notices=(self.wording.notices["modele_replie"].format(raison=failure),),
        )

    def _call_twice(self, question: str, draft: "_Draft", budget: Budget) -> Iterator[Said]:
        """Ask once, then again for the phrases that were refused, when a second call as long as the
        first would end in time.
        """
        at_start = budget.seconds_left()
        data = self._data(question, draft)
        yield from self._call(self.answer, draft, data, budget)
        seconds = at_start - budget.seconds_left()
        if draft.is_worth_asking_again and not draft.is_full and budget.seconds_left() > seconds:
            data = data | {"phrases_refusees": draft.set_aside()}
            yield from self._call(self.again, draft, data, budget)

    def _answer_of(self, draft: "_Draft", failure: str) -> Written:
        """An answer that holds, and what is to be known of it."""
        rules = draft.rules_broken()
        notices: list[str] = []
        if failure:
            notices.append(self.wording.notices["modele_interrompu"].format(raison=failure))
        if rules:
            notices.append(self.wording.notices["modele_ecartees"].format(nombre=len(rules)))
        return Written(
            statements=tuple(draft.statements),
            citations=tuple(draft.citations),
            pieces=tuple(draft.pieces),
            dropped=rules,
            failure=failure,
            notices=tuple(notices),
        )

    def _call(
        self, prompt: Prompt, draft: "_Draft", data: dict[str, Any], budget: Budget
    ) -> Iterator[Said]:
        """One request: its phrases go through the gate as they come."""
        reader = Reader()
        budget.prompts[prompt.name] = prompt.fingerprint
        request = prompt.render(donnees=to_data(data))
        for text in self.model.write(request, budget, answer_schema(draft.sources)):
            yield from draft.take(reader.feed(text))
            if draft.is_full:
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
        of_evidence = (self.index.passages[self._root_row(piece)] for piece in pieces)
        passages = (*of_evidence, *(hit.passage for hit in hits))
        by_id: dict[str, Passage] = {}
        for passage in passages:
            by_id.setdefault(passage.id, passage)
        first = list(by_id.values())[: max(SOURCES, len(pieces))]
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
        if safe_parts != parts:
            text = " ".join(safe_parts)
        return text[:LONGEST_SOURCE]

    def _root_row(self, piece: Evidence) -> int:
        """The row of the passage that the passage of a piece is a part of."""
        row = self.index.row[piece.passage.id]
        return int(self.index.family[row])

    def _data(self, question: str, draft: "_Draft") -> dict[str, Any]:
        rows = [self._row(source) for source in draft.sources]
        return {"question": question, "passages": rows}

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

    `refusals` are the phrases refused in the present call, `first_refusals` the rules that those of
    the call before broke.
    """

    def __init__(
        self, gate: Gate, sources: tuple[Source, ...], anchors: Sequence[Evidence]
    ) -> None:
        self.gate = gate
        self.sources = sources
        self.anchors = list(chain.from_iterable(map(spans, anchors)))
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.pieces: list[Evidence] = []
        self.refusals: list[tuple[Phrase, Refused]] = []
        self.first_refusals: list[str] = []
        self.repairs = 0
        self.malformed = 0
        self.is_anchored = False
        self.sent_count = 0

    @property
    def is_full(self) -> bool:
        """Are there enough sentences, or too many refused phrases, to read on?"""
        return len(self.statements) >= STATEMENTS or len(self.refusals) >= REFUSALS

    def take(self, phrases: Sequence[Phrase]) -> Iterator[Said]:
        """Put phrases through the gate; send what may be."""
        for phrase in phrases:
            if self.is_full:
                return
            number = len(self.citations) + 1
            result = self.gate.check(phrase, self.sources, number, self.statements)
            if isinstance(result, Passed):
                result = self._check_fit(result)
            if isinstance(result, Refused):
                self.refusals.append((phrase, result))
                continue
            self._add(result)
            if self.is_anchored:
                yield from self._send_rest()

    def _check_fit(self, candidate: Passed) -> Passed | Refused:
        """The sentence, when it says something new in an answer that stays short."""
        statements = (*self.statements, candidate.statement)
        words = sum(len(statement.text.split()) for statement in statements)
        if self.statements and words > WORDS:
            return Refused(rule="longueur", reason="la réponse serait trop longue")
        terms = self._terms_of(candidate.statement)
        for statement in self.statements:
            if len(terms & self._terms_of(statement)) > MOST_SHARED * len(terms):
                return Refused(rule=REPETITION, reason="la phrase répète ce qui est déjà dit")
        return candidate

    def _terms_of(self, statement: Statement) -> set[str]:
        return set(self.gate.index.analyser.terms(statement.text))

    def _add(self, candidate: Passed) -> None:
        """Add a sentence to the answer; after a first call, one more was repaired."""
        self.repairs += bool(self.first_refusals)
        self.statements.append(candidate.statement)
        self.citations.extend(candidate.citations)
        self.pieces.extend(candidate.pieces)
        self.is_anchored = self.is_anchored or any(map(self._touches_anchor, candidate.pieces))

    def _touches_anchor(self, piece: Evidence) -> bool:
        """Does a piece quote some of the words that made the question answerable?"""
        pairs = product(spans(piece), self.anchors)
        return any(overlap(span, anchor) for span, anchor in pairs)

    def _send_rest(self) -> Iterator[Said]:
        """The sentences not yet sent, each with its citations."""
        for statement in self.statements[self.sent_count :]:
            self.sent_count += 1
            citations = (each for each in self.citations if each.n in statement.citations)
            yield Said(statement=statement, citations=tuple(citations))

    @property
    def is_worth_asking_again(self) -> bool:
        """Is there a phrase that could be put right? One that repeats another cannot."""
        return any(refusal.rule != REPETITION for _, refusal in self.refusals)

    def rules_broken(self) -> tuple[str, ...]:
        """The rule broken by each phrase that is not shown: a phrase done again and passed does not
        count.
        """
        rules = [refusal.rule for _, refusal in self.refusals]
        still = max(0, len(self.first_refusals) - self.repairs - len(rules))
        shape_faults = ["forme"] * self.malformed
        return (*rules, *self.first_refusals[:still], *shape_faults)

    def set_aside(self) -> list[dict[str, Any]]:
        """The phrases refused, with the reasons, as the model is told; what comes next is counted
        apart.
        """
        refusals, self.refusals = self.refusals, []
        self.first_refusals = [refusal.rule for _, refusal in refusals]
        return [_refusal_as_data(phrase, refusal) for phrase, refusal in refusals]


def _refusal_as_data(phrase: Phrase, refusal: Refused) -> dict[str, Any]:
    citations = [citation.model_dump(by_alias=True) for citation in phrase.citations]
    return {"texte": phrase.text, "citations": citations, "raison": refusal.reason}


# A document, and the first character and the one after the last of a stretch of its text.
Span = tuple[str, int, int]


def spans(piece: Evidence) -> list[Span]:
    """Where the words of a piece stand in its document, to a few characters: one stretch a run of
    its passage.
    """
    stretches = []
    for run in piece.passage.runs:
        begin = max(piece.start, run.at)
        end = min(piece.end, run.at + run.length)
        if begin >= end:
            continue
        shift = run.start - run.at
        last = min(run.end, end + shift)
        stretches.append((piece.passage.document_id, begin + shift, last))
    return stretches


def overlap(one: Span, other: Span) -> bool:
    """Do two stretches share most of the shorter one?"""
    document, start, end = one
    other_document, other_start, other_end = other
    if document != other_document:
        return False
    common = min(end, other_end) - max(start, other_start)
    shorter = min(end - start, other_end - other_start)
    return common >= 0.5 * shorter
