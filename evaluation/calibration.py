"""Fit the refusal on questions whose answer is known, or known not to exist: `cpom evaluate
--calibrate`.

Two sorts of them: the tuning part of the question sets, and what editors wrote of the corpus, asked
of an index that
has forgotten it (`heldout.py`). The threshold is set on the tuning part alone, as seen by models
that did not learn from it.
"""

import copy
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from assistant.answering import features, refusal, topic
from assistant.answering.refusal import Example
from assistant.conversation import message
from assistant.conversation.patterns import QuestionPatterns
from assistant.domain import Question
from assistant.index.index import Index
from assistant.pipeline import Assistant
from evaluation.dataset import Case
from evaluation.heldout import Hidden, folds
from evaluation.run import TODAY
from ingest.annotations import read_questions_by_subject

SHARE = 0.6
FOREIGN = "hors-sujet.yaml"


def calibrate(
    assistant: Assistant,
    cases: Sequence[Case],
    path: Path,
    say: Callable[[str], None] = lambda name: None,
) -> refusal.Fitted:
    """Fit the refusal and write it where the assistant reads it.

    Raises AnnotationError when `corpus/hors-sujet.yaml` is malformed.
    """
    examples = list(_tuning(assistant, cases))
    for n, (index, hidden) in enumerate(folds(assistant.index, SHARE), 1):
        say(f"questions cachées, partie {n}")
        examples.extend(_hidden(assistant, index, hidden))
    say("questions d’ailleurs")
    foreign = list(_foreign(assistant, cases))
    say("réglage")
    fitted = fit(assistant.index, assistant.resources.patterns, examples, foreign)
    path.write_text(text_of_calibration(fitted.calibration), encoding="utf-8")
    return fitted


def text_of_calibration(calibration: refusal.Calibration) -> str:
    """The calibration as JSON whose diff can be read: a tree a line, a word's weight a line, words
    in alphabetical order.
    """
    fields = json.loads(calibration.model_dump_json(by_alias=True))
    for phrasing in (fields["tournure"], fields["domaine"]["sujet"]):
        phrasing["poids"] = dict(sorted(phrasing["poids"].items()))
    return f"{_json_text(fields)}\n"


def _json_text(value: object, indent: str = "") -> str:
    """JSON with a field a line and an element of a long list a line; what is inside on one line."""
    inner = indent + " "
    if isinstance(value, dict):
        fields = (f"{_flat_json(key)}: {_json_text(each, inner)}" for key, each in value.items())
        return _lines_between("{", fields, "}", indent)
    if isinstance(value, list):
        return _lines_between("[", map(_flat_json, value), "]", indent)
    return _flat_json(value)


def _lines_between(opening: str, items: Iterable[str], closing: str, indent: str) -> str:
    body = ",\n".join(f"{indent} {item}" for item in items)
    return f"{opening}\n{body}\n{indent}{closing}"


def _flat_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fit(
    index: Index,
    patterns: QuestionPatterns,
    examples: Sequence[Example],
    foreign: Sequence[Example],
) -> refusal.Fitted:
    """The model of the field on both, then the refusal, to which a foreign question is one more
    that has no answer.
    """
    every = [*examples, *foreign]
    clues = [
        topic.clues_of(example.signs, situated=message.is_situated(example.asked, index, patterns))
        for example in every
    ]
    model = topic.fit(
        [example.text for example in every],
        clues,
        [*(True for _ in examples), *(False for _ in foreign)],
    )
    return refusal.fit(every, model)


def _tuning(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Example]:
    """The single questions of the tuning part that are about the field; instructions are refused
    before the evidence.
    """
    for case in cases:
        if (
            case.split != "tune"
            or case.kind == "dialogue"
            or case.style in {"out_of_scope", "injection"}
        ):
            continue
        asked = case.turns[0]
        answered = "answered" in asked.expected or (
            "source_gap" in asked.expected and case.kind == "trap"
        )
        yield from _example(
            assistant, Question(text=asked.question, as_of=asked.as_of), answered, tuning=True
        )


def _foreign(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Example]:
    """Questions about something else: those that editors listed, and the tuning part's."""
    listed = [
        question
        for questions in read_questions_by_subject(assistant.settings.corpus / FOREIGN).values()
        for question in questions
    ]
    for text in [
        *listed,
        *(
            case.turns[0].question
            for case in cases
            if case.split == "tune" and case.style == "out_of_scope"
        ),
    ]:
        yield from _example(assistant, Question(text=text), answered=False)


def _hidden(assistant: Assistant, index: Index, hidden: Sequence[Hidden]) -> Iterator[Example]:
    """What a hidden question gives. One whose passage is not found teaches nothing: it should have
    been answered and cannot be.
    """
    other = copy.copy(assistant)
    other.index = index
    for question in hidden:
        yield from _example(
            other,
            Question(text=question.text),
            bool(question.passage_id),
            wanted=question.passage_id,
        )


def _example(
    assistant: Assistant, question: Question, answered: bool, tuning: bool = False, wanted: str = ""
) -> Iterator[Example]:
    """The signs of a question, unless it finds nothing or misses the passage wanted."""
    found, pieces = assistant.evidence(question, TODAY)
    row = features.signs_of(
        assistant.index, assistant.resources.patterns, question.text, found, pieces
    )
    if row and (
        not wanted or _reached(assistant.index, wanted, [piece.passage.id for piece in pieces])
    ):
        yield Example(
            text=found.query.written,
            asked=question.text,
            signs=row,
            answered=answered,
            tuning=tuning,
        )


def _reached(index: Index, wanted: str, shown: Sequence[str]) -> bool:
    """Is the passage, or its family, among those shown?"""
    family = index.family[index.row[wanted]]
    return any(index.family[index.row[id]] == family for id in shown)
