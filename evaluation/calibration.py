"""Fit the refusal on questions whose answer is known, or known not to exist: `cpom evaluate
--calibrate`.

Two sorts of them: the tuning part of the question sets, and what editors wrote of the corpus, asked
of an index that has forgotten it (`heldout.py`). The threshold is set on the tuning part alone, as
seen by models that did not learn from it.
"""

import copy
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from assistant.answering import features, refusal, topic
from assistant.answering.refusal import Example
from assistant.conversation import message
from assistant.conversation.patterns import QuestionPatterns
from assistant.domain import Evidence, Question
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
    result = fit(assistant.index, assistant.resources.patterns, examples, foreign)
    path.write_text(text_of_calibration(result.calibration), encoding="utf-8")
    return result


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
    """Fit the model of the field on the questions about it and on the `foreign` ones, then the
    refusal, for which a foreign question is one more that has no answer.
    """
    every = [*examples, *foreign]
    clues = [_clues_of(example, index, patterns) for example in every]
    texts = [example.text for example in every]
    is_ours = [True] * len(examples) + [False] * len(foreign)
    return refusal.fit(every, topic.fit(texts, clues, is_ours))


def _clues_of(example: Example, index: Index, patterns: QuestionPatterns) -> dict[str, float]:
    situated = message.is_situated(example.asked, index, patterns)
    return topic.clues_of(example.signs, situated=situated)


def _tuning(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Example]:
    """The single questions of the tuning part that are about the field; instructions are refused
    before the evidence.
    """
    for case in cases:
        if not _teaches_the_refusal(case):
            continue
        turn = case.turns[0]
        question = Question(text=turn.question, as_of=turn.as_of)
        example = _example(assistant, question, answered=_is_answered(case), tuning=True)
        if example:
            yield example


def _teaches_the_refusal(case: Case) -> bool:
    """Is it a single tuning question that the evidence decides?"""
    if case.split != "tune" or case.kind == "dialogue":
        return False
    return case.style not in {"out_of_scope", "injection"}


def _is_answered(case: Case) -> bool:
    """Must the first question of a case be answered? The lost list of a trap counts as an
    answer.
    """
    statuses = case.turns[0].expected
    return "answered" in statuses or ("source_gap" in statuses and case.kind == "trap")


def _foreign(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Example]:
    """Questions about something else: those that editors listed, and the tuning part's."""
    by_subject = read_questions_by_subject(assistant.settings.corpus / FOREIGN)
    questions = list(chain.from_iterable(by_subject.values()))
    for case in cases:
        if case.split == "tune" and case.style == "out_of_scope":
            questions.append(case.turns[0].question)
    for text in questions:
        example = _example(assistant, Question(text=text), answered=False)
        if example:
            yield example


def _hidden(assistant: Assistant, index: Index, hidden: Sequence[Hidden]) -> Iterator[Example]:
    """What a hidden question gives. One whose passage is not found teaches nothing: it should have
    been answered and cannot be.
    """
    other = copy.copy(assistant)
    other.index = index
    for each in hidden:
        question, passage_id = Question(text=each.text), each.passage_id
        example = _example(other, question, answered=bool(passage_id), passage_id=passage_id)
        if example:
            yield example


def _example(
    assistant: Assistant,
    question: Question,
    *,
    answered: bool,
    tuning: bool = False,
    passage_id: str = "",
) -> Example | None:
    """The signs of a question; None when it finds nothing, or misses the passage that answers."""
    found, pieces = assistant.evidence(question, TODAY)
    index, patterns = assistant.index, assistant.resources.patterns
    signs = features.signs_of(index, patterns, question.text, found, pieces)
    if not signs:
        return None
    if passage_id and not _reaches(index, passage_id, pieces):
        return None
    return Example(
        text=found.query.written,
        asked=question.text,
        signs=signs,
        answered=answered,
        tuning=tuning,
    )


def _reaches(index: Index, passage_id: str, pieces: Sequence[Evidence]) -> bool:
    """Is a passage, or another of its family, among the evidence?"""
    family = index.family[index.row[passage_id]]
    rows = (index.row[piece.passage.id] for piece in pieces)
    return any(index.family[row] == family for row in rows)
