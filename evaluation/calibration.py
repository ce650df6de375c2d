"""Fit the refusal on questions whose answer is known, or known not to exist: `cpom evaluate --calibrate`.

Two sorts of them: the tuning part of the question sets, and what editors wrote of the corpus, asked of an index that
has forgotten it (`heldout.py`). The threshold is set on the tuning part alone, as seen by models that did not learn from it.
"""

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant import refusal, signs
from assistant.domain import Question
from assistant.index import Index
from assistant.pipeline import Assistant
from assistant.refusal import Example
from evaluation.dataset import Case
from evaluation.heldout import Hidden, folds
from evaluation.run import TODAY

SHARE = 0.6
ASIDE = frozenset({"out_of_scope", "injection"})


def calibrate(assistant: Assistant, cases: Sequence[Case], path: Path, say: Callable[[str], None] = lambda name: None) -> refusal.Fitted:
    """Fit the refusal and write it where the assistant reads it."""
    examples = [*_tuning(assistant, cases)]
    for n, (index, hidden) in enumerate(folds(assistant.index, SHARE), 1):
        say(f"questions cachées, partie {n}")
        examples.extend(_hidden(assistant, index, hidden))
    say("réglage")
    scores = sorted(example.signs["score"] for example in examples if example.tuning and example.answered)
    floor = round(scores[int(0.005 * len(scores))] * 0.8, 4)
    fitted = refusal.fit(examples, floor)
    path.write_text(json.dumps(json.loads(fitted.calibration.model_dump_json(by_alias=True)), ensure_ascii=False, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")
    return fitted


def _tuning(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Example]:
    """The single questions of the tuning part; foreign subjects and instructions are refused before the evidence."""
    for case in cases:
        if case.split != "tune" or case.kind == "dialogue" or case.style in ASIDE:
            continue
        asked = case.turns[0]
        found, pieces = assistant.evidence(Question(text=asked.question, as_of=asked.as_of), TODAY)
        row = signs.signs_of(assistant.index, asked.question, found, pieces)
        if row:
            answered = "answered" in asked.expected or ("source_gap" in asked.expected and case.kind == "trap")
            yield Example(text=asked.question, signs=row, answered=answered, tuning=True)


def _hidden(assistant: Assistant, index: Index, hidden: Sequence[Hidden]) -> Iterator[Example]:
    """What a hidden question gives. One whose passage is not found teaches nothing: it should have been answered and cannot be."""
    other = copy.copy(assistant)
    other.index = index
    for question in hidden:
        found, pieces = other.evidence(Question(text=question.text), TODAY)
        row = signs.signs_of(index, question.text, found, pieces)
        if not row or (question.passage_id and not _reached(index, question.passage_id, [piece.passage.id for piece in pieces])):
            continue
        yield Example(text=question.text, signs=row, answered=bool(question.passage_id), tuning=False)


def _reached(index: Index, wanted: str, shown: Sequence[str]) -> bool:
    """Is the passage, or its family, among those shown?"""
    family = index.family[index.row[wanted]]
    return any(index.family[index.row[id]] == family for id in shown)
