"""Ask every question of some sets and measure every reply."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from assistant import refusal, signs
from assistant.domain import Answer, Question, Turn
from assistant.pipeline import Assistant
from evaluation.dataset import Case
from evaluation.metrics import Measured, measure

TODAY = date(2026, 11, 1)


def run(assistant: Assistant, cases: Iterable[Case], progress: Callable[[str], None] = lambda id: None) -> Iterator[Measured]:
    """Measures of each turn of each case; a dialogue hears the assistant's own answers."""
    index = assistant.index

    def family(id: str) -> str:
        return str(index.passages[index.family[index.row[id]]].text)

    for case in cases:
        history: list[Turn] = []
        for n, asked in enumerate(case.turns, 1):
            reply = assistant.ask(Question(text=asked.question, history=tuple(history), as_of=asked.as_of), TODAY)
            yield measure(case.id, case.kind, case.style, n, asked, reply, index.text, family)
            said = " ".join(s.text for s in reply.statements) if isinstance(reply, Answer) else reply.message
            history.append(Turn(question=asked.question, answer=said))
        progress(case.id)


def calibrate(assistant: Assistant, cases: Sequence[Case], path: Path) -> refusal.Calibration:
    """Fit the refusal on the tuning questions and write it where the assistant reads it."""
    rows, answered, scores = [], [], []
    for case in cases:
        if case.split != "tune" or case.kind == "dialogue" or case.style in {"out_of_scope", "injection"}:
            continue
        asked = case.turns[0]
        found, pieces = assistant.evidence(Question(text=asked.question, as_of=asked.as_of), TODAY)
        row = signs.signs_of(assistant.index, asked.question, found, pieces)
        if not row:
            continue
        rows.append(row)
        answered.append("answered" in asked.expected or "source_gap" in asked.expected and case.kind == "trap")
        if answered[-1]:
            scores.append(found.hits[0].score)
    floor = round(sorted(scores)[int(0.005 * len(scores))] * 0.8, 4)
    fitted = refusal.fit(rows, answered, floor)
    path.write_text(json.dumps(json.loads(fitted.model_dump_json(by_alias=True)), ensure_ascii=False, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")
    return fitted
