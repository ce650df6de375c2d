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
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer
from pydantic import ConfigDict

from assistant.answering.matching import KnownNeeds, nearest_need
from assistant.answering.recognition import MatchSigns, Recognition
from assistant.answering.written import WrittenMatch
from assistant.domain import Answer, Question, Value
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evaluation.cli import Split, choose_cases
from evaluation.dataset import own_sets
from evaluation.metrics import TurnLabel, measure
from evaluation.run import TODAY, texts_of

USEFUL = Path(__file__).parent / "questions" / "useful"
CHAT = Path(__file__).parent / "chat"
ALWAYS = Recognition(weights={}, bias=0.0, threshold=0.0)
PRECISION = 0.8  # of the written answers given, by cross-validation; see docs/reponses.md
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


class UsefulQuestion(Value):
    """A question of the sets that say what must, and what must not, be answered: patterns."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    split: Split
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


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
    known = _known(assistant)
    yield from _examples_of_sets(assistant, known, split)
    yield from _examples_of_useful(assistant, known, split)
    yield from _examples_of_chat(assistant, known, split)
    if split == "tune":
        yield from _examples_of_wordings(assistant, known)


def _known(assistant: Assistant) -> KnownNeeds:
    return replace(assistant.resources, recognition=ALWAYS).known_needs


def _asked(
    assistant: Assistant, known: KnownNeeds, question: str
) -> tuple[WrittenMatch, MatchSigns, Answer] | None:
    """The nearest need of a question, its signs, and the answer that it would give."""
    found = nearest_need(known, assistant.search(Question(text=question), TODAY).query)
    if found is None or found[0].need.form == "non_fixe":
        return None
    reply = assistant.ask(Question(text=question), TODAY, "extractive")
    is_written = isinstance(reply, Answer) and reply.origin.value == "rédigée"
    return (*found, reply) if is_written and isinstance(reply, Answer) else None


def _examples_of_sets(assistant: Assistant, known: KnownNeeds, split: Split) -> Iterator[Example]:
    texts = texts_of(assistant.index)
    for case in choose_cases(own_sets(), split):
        turn = case.turns[0]
        found = _asked(assistant, known, turn.question) if turn.as_of is None else None
        if found is None:
            continue
        match, signs, reply = found
        label = TurnLabel(case_id=case.id, kind=case.kind, style=case.style, turn=1)
        row = measure(label, turn, reply, texts)
        cites = (row.citation_recall or 0) > 0
        right = row.passed and (row.facts is not None or cites)
        yield Example(turn.question, match.need.id, signs, right)


def _examples_of_useful(assistant: Assistant, known: KnownNeeds, split: Split) -> Iterator[Example]:
    for name in ("facts", "traps", "near"):
        for row in _rows(name):
            found = _asked(assistant, known, row.question) if row.split == split else None
            if found is None:
                continue
            match, signs, reply = found
            right = name != "near" and _says(reply, row)
            yield Example(row.question, match.need.id, signs, right)


def _examples_of_chat(assistant: Assistant, known: KnownNeeds, split: Split) -> Iterator[Example]:
    """The first messages of conversations: the open set tunes, the other one reports."""
    name = "open" if split == "tune" else "report"
    for line in (CHAT / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        message = ChatMessage.model_validate_json(line)
        found = None if message.history_ids else _asked(assistant, known, message.message)
        if found is None:
            continue
        match, signs, reply = found
        answered = "answered" in message.expect.get("status", [])
        right = answered and _says(reply, message)
        yield Example(message.message, match.need.id, signs, right)


def _rows(name: str) -> list[UsefulQuestion]:
    lines = (USEFUL / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [UsefulQuestion.model_validate_json(line) for line in lines]


def _says(reply: Answer, row: UsefulQuestion | ChatMessage) -> bool:
    """Does the answer hold all that it must, and nothing that it must not?"""
    text = _plain(" ".join((reply.verdict, *(each.text for each in reply.statements))))
    wanted = all(re.search(_plain(each), text, re.IGNORECASE) for each in row.must)
    return wanted and not any(re.search(_plain(each), text, re.IGNORECASE) for each in row.must_not)


def _plain(text: str) -> str:
    """A text with plain apostrophes and spaces."""
    return re.sub("[\u00a0\u202f]", " ", text.replace("’", "'"))


def _examples_of_wordings(assistant: Assistant, known: KnownNeeds) -> Iterator[Example]:
    """Each wording as a question, compared with all the others."""
    stored = known.stored
    for row, (number, wording, _) in enumerate(stored.wordings):
        need = stored.needs[number]
        if need.form == "non_fixe":
            continue
        query = assistant.search(Question(text=wording), TODAY).query
        found = nearest_need(known, query, without=row)
        if found is not None:
            match, signs = found
            same = match.need.id == need.id or match.need.id in need.neighbours
            yield Example(wording, need.id, signs, same, weight=OF_A_WORDING)


def fit(examples: Sequence[Example]) -> tuple[Recognition, Outcome]:
    """The weights learned from the examples, and what they are worth by cross-validation, folds of
    needs: no need is judged by weights that its own questions taught.
    """
    from sklearn.model_selection import GroupKFold

    groups = [example.need for example in examples]
    judged = np.zeros(len(examples))
    for train, held in GroupKFold(FOLDS).split(groups, groups=groups):
        weights = _weights_of([examples[place] for place in train])
        for place in held:
            judged[place] = weights.probability(examples[place].signs)
    asked = np.asarray([example.weight == 1.0 for example in examples])
    right = np.asarray([example.right for example in examples])
    threshold = _threshold(judged[asked], right[asked])
    found = _weights_of(examples).model_copy(update={"threshold": round(threshold, 4)})
    return found, _outcome(judged[asked] >= threshold, right[asked])


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
    rounded = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return Recognition(weights=rounded, bias=round(bias, 4), threshold=0.5)


def _threshold(judged: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The lowest probability from which the answers given are right often enough."""
    for threshold in np.unique(judged):
        given = judged >= threshold
        if right[given].mean() >= PRECISION:
            return float(threshold)
    return 1.0


def _outcome(given: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_]) -> Outcome:
    return Outcome(
        examples=len(right),
        given=int(given.sum()),
        right=int((given & right).sum()),
        possible=int(right.sum()),
    )


def main(
    write: Annotated[bool, typer.Option("--fit", help="Écrit models/needs.json.")] = False,
    report: Annotated[bool, typer.Option(help="Les totaux de la moitié réservée.")] = False,
    misses: Annotated[
        bool, typer.Option(help="Montre les erreurs de la moitié de réglage.")
    ] = False,
) -> None:
    """Mesure quand une réponse rédigée est donnée, et règle ce choix."""
    settings = Settings()
    assistant = Assistant(settings)
    served = assistant.resources.recognition
    assistant.resources = replace(assistant.resources, recognition=ALWAYS)
    examples = list(examples_of(assistant, "report" if report else "tune"))
    if report:
        found = served
        judged = np.asarray([found.accepts(example.signs) for example in examples])
        outcome = _outcome(judged, np.asarray([example.right for example in examples]))
    else:
        found, outcome = fit(examples)
    typer.echo(
        f"{outcome.examples} questions ; {outcome.given} réponses rédigées données, "
        f"{outcome.precision:.3f} justes ; {outcome.reach:.3f} de celles qu’un besoin sait."
    )
    if misses and not report:
        for example in examples:
            if example.weight == 1.0 and found.accepts(example.signs) and not example.right:
                typer.echo(
                    f"{found.probability(example.signs):.2f} {example.need} | {example.question}"
                )
    if write and not report:
        path = settings.models / "needs.json"
        path.write_text(
            json.dumps(found.model_dump(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    typer.run(main)
