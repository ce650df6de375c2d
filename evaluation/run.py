"""Ask every question of some sets and measure every reply."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import yaml

from assistant import answer, evidence, refusal, scope
from assistant.domain import Answer, Question, Turn
from assistant.pipeline import Assistant
from evaluation.dataset import Case
from evaluation.metrics import Measured, measure

TODAY = date(2026, 11, 1)


def run(assistant: Assistant, cases: Iterable[Case], progress: Callable[[str], None] = lambda id: None) -> Iterator[Measured]:
    """Measures of each turn of each case; a dialogue hears the assistant's own answers."""
    index = assistant.index

    def family(id: str) -> str:
        return index.passages[index.family[index.row[id]]].text

    for case in cases:
        history: list[Turn] = []
        for n, asked in enumerate(case.turns, 1):
            reply = assistant.ask(Question(text=asked.question, history=tuple(history), as_of=asked.as_of), TODAY)
            yield measure(case.id, case.kind, case.style, n, asked, reply, index.text, family)
            said = " ".join(s.text for s in reply.statements) if isinstance(reply, Answer) else reply.message
            history.append(Turn(question=asked.question, answer=said))
        progress(case.id)


def calibrate(assistant: Assistant, cases: Sequence[Case], path: Path) -> refusal.Calibration:
    """Fit the refusal on tuning questions and write its weights where the assistant reads them."""
    rows, answered, scores = [], [], []
    for case in cases:
        if case.split != "tune" or case.kind == "dialogue" or case.style in {"out_of_scope", "injection"}:
            continue
        asked = case.turns[0]
        found = assistant.search(Question(text=scope.checked(asked.question, 50_000), as_of=asked.as_of), TODAY)
        pieces = answer.chosen(assistant.index, evidence.evidence_of(assistant.index, found))
        rows.append(refusal.signs_of(assistant.index, asked.question, found, pieces))
        answered.append("not_found" not in asked.expected or "answered" in asked.expected)
        if answered[-1]:
            scores.append(found.hits[0].score if found.hits else 0.0)
    floor = sorted(scores)[int(0.005 * len(scores))] * 0.8
    fitted = refusal.fit(rows, answered, floor=round(floor, 4))
    head = "# Réglage du refus, écrit par « cpom evaluate --calibrate » sur les questions de réglage ; poids des signes centrés et réduits.\n"
    path.write_text(head + yaml.safe_dump(json.loads(fitted.model_dump_json(by_alias=True)), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return fitted
