"""When a written answer is given: the weights of `models/needs.json`, and what they are worth.

    python -m evaluation.written            the tuning half, by cross-validation
    python -m evaluation.written --fit      the same, and writes `models/needs.json`
    python -m evaluation.written --report   the totals of the report half

An example is a question, its nearest need, and whether the written answer of that need is right:
it holds the facts expected, or cites a passage expected where no fact is listed. A question without
an answer has no right one. The wordings of the needs themselves are examples too, each compared
with the others of all needs: they weigh little, since one hand wrote those of a need.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import numpy.typing as npt
import typer
from pydantic import ConfigDict

from assistant.answering import authority, steps
from assistant.answering.matching import KnownNeeds, nearest_need, signs_of_need
from assistant.answering.recognition import Grounds, MatchSigns, Recognition
from assistant.answering.written import WrittenMatch
from assistant.conversation.asked import form_asked
from assistant.domain import Answer, Origin, Question, Value
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evaluation.dataset import Split, own_sets
from evaluation.metrics import TurnLabel, measure
from evaluation.plan import choose_cases
from evaluation.run import TODAY, texts_of
from evaluation.useful import UsefulQuestion, matches, read_rows

CHAT = Path(__file__).parent / "chat"
ALWAYS = Recognition(weights={}, bias=0.0, threshold=0.0)
PRECISION = 0.78  # of the written answers given, by cross-validation; see docs/reponses.md
FOLDS = 5
OF_A_WORDING = 0.2  # what a wording weighs beside a question of a reader


@dataclass(frozen=True)
class Example:
    """A question, the signs of its nearest need, and whether that need answers it."""

    question: str
    need: str
    signs: MatchSigns
    right: bool
    weight: float = 1.0


class ChatMessage(Value):
    """A message of the chat sets, with what an answer to it must say: patterns."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    message: str
    history_ids: tuple[str, ...]
    expect: dict[str, list[str]]
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


class Outcome(Value):
    """How many written answers are given, how many of them are right, how many could be."""

    examples: int
    given: int
    right: int
    possible: int

    @property
    def precision(self) -> float:
        """The share of the answers given that are right."""
        return self.right / max(1, self.given)

    @property
    def reach(self) -> float:
        """The share of the questions that a need answers which get its answer."""
        return self.right / max(1, self.possible)


def examples_of(assistant: Assistant, split: Split) -> Iterator[Example]:
    """The examples of one half of the questions; the wordings of needs belong to the tuning one."""
    needs = _known_needs(assistant)
    yield from _examples_of_sets(assistant, needs, split)
    yield from _examples_of_useful(assistant, needs, split)
    yield from _examples_of_chat(assistant, needs, split)
    if split == "tune":
        yield from _examples_of_wordings(assistant, needs)


def _known_needs(assistant: Assistant) -> KnownNeeds:
    return replace(assistant.resources, recognition=ALWAYS).known_needs


class NeedAnswer(NamedTuple):
    """The nearest need of a question, the signs of that match, and the answer that it gives."""

    match: WrittenMatch
    signs: MatchSigns
    reply: Answer


def _answer_of_nearest_need(
    assistant: Assistant, needs: KnownNeeds, question: str
) -> NeedAnswer | None:
    """What the nearest need of a question gives; None when it gives no written answer."""
    grounds = _grounds_of(assistant, question)
    form = form_asked(question, needs.patterns)
    nearest = nearest_need(needs, grounds.found.query, form=form)
    if nearest is None or nearest[0].need.form == "non_fixe":
        return None
    reply = assistant.ask(Question(text=question), TODAY, "extractive")
    if isinstance(reply, Answer) and reply.origin is Origin.WRITTEN:
        return NeedAnswer(nearest[0], signs_of_need(needs, grounds, *nearest), reply)
    return None


def _grounds_of(assistant: Assistant, question: str) -> Grounds:
    """What is found for a question, and the signs that it answers it."""
    found = assistant.search(Question(text=question), TODAY)
    resources = assistant.resources
    named = authority.names_source(question, resources.index.documents)
    pieces = tuple(steps.pieces_of(resources, found, source_named=named))
    return Grounds(asked=question, found=found, signs=steps.read_signs(resources, found, pieces))


def _examples_of_sets(assistant: Assistant, needs: KnownNeeds, split: Split) -> Iterator[Example]:
    texts = texts_of(assistant.index)
    for case in choose_cases(own_sets(), split):
        turn = case.turns[0]
        if turn.as_of is not None:
            continue
        result = _answer_of_nearest_need(assistant, needs, turn.question)
        if result is None:
            continue
        label = TurnLabel(case_id=case.id, kind=case.kind, style=case.style, turn=1)
        row = measure(label, turn, result.reply, texts)
        cites = (row.citation_recall or 0) > 0
        right = row.passed and (row.facts is not None or cites)
        yield Example(turn.question, result.match.need.id, result.signs, right)


def _examples_of_useful(assistant: Assistant, needs: KnownNeeds, split: Split) -> Iterator[Example]:
    for name in ("facts", "traps", "near"):
        for row in read_rows(name, UsefulQuestion, split):
            result = _answer_of_nearest_need(assistant, needs, row.question)
            if result is not None:
                right = name != "near" and _fits(result.reply, row)
                yield Example(row.question, result.match.need.id, result.signs, right)


def _examples_of_chat(assistant: Assistant, needs: KnownNeeds, split: Split) -> Iterator[Example]:
    """The first messages of conversations: the open set tunes, the other one reports."""
    name = "open" if split == "tune" else "report"
    for line in (CHAT / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        message = ChatMessage.model_validate_json(line)
        if message.history_ids:
            continue
        result = _answer_of_nearest_need(assistant, needs, message.message)
        if result is not None:
            is_answerable = "answered" in message.expect.get("status", [])
            right = is_answerable and _fits(result.reply, message)
            yield Example(message.message, result.match.need.id, result.signs, right)


def _fits(reply: Answer, row: UsefulQuestion | ChatMessage) -> bool:
    """Does the answer hold all that it must, and nothing that it must not?"""
    sentences = [statement.text for statement in reply.statements]
    text = " ".join((reply.verdict, *sentences))
    if not all(matches(pattern, text) for pattern in row.must):
        return False
    return not any(matches(pattern, text) for pattern in row.must_not)


def _examples_of_wordings(assistant: Assistant, needs: KnownNeeds) -> Iterator[Example]:
    """Each wording as a question, compared with all the others."""
    stored_needs = needs.stored
    for row, (number, wording, _) in enumerate(stored_needs.wordings):
        need = stored_needs.needs[number]
        if need.form == "non_fixe":
            continue
        grounds = _grounds_of(assistant, wording)
        form = form_asked(wording, needs.patterns)
        nearest = nearest_need(needs, grounds.found.query, form=form, without=row)
        if nearest is not None:
            found = nearest[0].need
            signs = signs_of_need(needs, grounds, *nearest)
            same = found.id == need.id or found.id in need.neighbours
            yield Example(wording, need.id, signs, same, weight=OF_A_WORDING)


def fit(examples: Sequence[Example]) -> tuple[Recognition, Outcome]:
    """The weights learned from the examples, and what they are worth by cross-validation, folds of
    needs: no need is judged by weights that its own questions taught.
    """
    from sklearn.model_selection import GroupKFold

    groups = [example.need for example in examples]
    probabilities = np.zeros(len(examples))
    for learning, others in GroupKFold(FOLDS).split(groups, groups=groups):
        weights = _weights_of([examples[row] for row in learning])
        for row in others:
            probabilities[row] = weights.probability(examples[row].signs)
    is_question = np.asarray([example.weight == 1.0 for example in examples])
    right = np.asarray([example.right for example in examples])[is_question]
    probabilities = probabilities[is_question]
    threshold = _threshold(probabilities, right)
    recognition = _weights_of(examples).model_copy(update={"threshold": round(threshold, 4)})
    return recognition, _outcome(probabilities >= threshold, right)


def _weights_of(examples: Sequence[Example]) -> Recognition:
    """A logistic regression on standardised signs, put back in their own units."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    names = list(MatchSigns.model_fields)
    values = np.asarray([list(example.signs.model_dump().values()) for example in examples])
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=0.5, max_iter=2000).fit(
        scaler.transform(values),
        [example.right for example in examples],
        sample_weight=[example.weight for example in examples],
    )
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    by_name = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return Recognition(weights=by_name, bias=round(bias, 4), threshold=0.5)


def _threshold(probabilities: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The lowest probability from which the answers given are right often enough."""
    for threshold in np.unique(probabilities):
        is_given = probabilities >= threshold
        if right[is_given].mean() >= PRECISION:
            return float(threshold)
    return 1.0


def _outcome(is_given: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_]) -> Outcome:
    return Outcome(
        examples=len(right),
        given=int(is_given.sum()),
        right=int((is_given & right).sum()),
        possible=int(right.sum()),
    )


def main(
    *,
    write: Annotated[bool, typer.Option("--fit", help="Écrit models/needs.json.")] = False,
    report: Annotated[bool, typer.Option(help="Les totaux de la moitié réservée.")] = False,
    misses: Annotated[
        bool, typer.Option(help="Montre les erreurs de la moitié de réglage.")
    ] = False,
) -> None:
    """Mesure quand une réponse rédigée est donnée, et règle ce choix."""
    settings = Settings()
    assistant = Assistant(settings)
    served_recognition = assistant.resources.recognition
    assistant.resources = replace(assistant.resources, recognition=ALWAYS)
    examples = list(examples_of(assistant, "report" if report else "tune"))
    if report:
        _show(_outcome_of(served_recognition, examples))
        return
    recognition, outcome = fit(examples)
    _show(outcome)
    if misses:
        _show_misses(recognition, examples)
    if write:
        text = json.dumps(recognition.model_dump(), indent=1, ensure_ascii=False)
        (settings.models / "needs.json").write_text(f"{text}\n", encoding="utf-8")


def _outcome_of(recognition: Recognition, examples: Sequence[Example]) -> Outcome:
    """What weights that are already learned make of some examples."""
    is_given = np.asarray([recognition.accepts(example.signs) for example in examples])
    return _outcome(is_given, np.asarray([example.right for example in examples]))


def _show(outcome: Outcome) -> None:
    typer.echo(
        f"{outcome.examples} questions ; {outcome.given} réponses rédigées données, "
        f"{outcome.precision:.3f} justes ; {outcome.reach:.3f} de celles qu’un besoin sait."
    )


def _show_misses(recognition: Recognition, examples: Iterable[Example]) -> None:
    """The written answers that are given and wrong, each with its probability."""
    for example in examples:
        is_given = example.weight == 1.0 and recognition.accepts(example.signs)
        if is_given and not example.right:
            probability = recognition.probability(example.signs)
            typer.echo(f"{probability:.2f} {example.need} | {example.question}")


if __name__ == "__main__":
    typer.run(main)
