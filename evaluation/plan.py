"""What a run of the evaluation asks, and the run itself. Nothing heavy is imported before it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Mode, Value
from assistant.errors import BadInput
from evaluation.dataset import FOLDER, Case, Split, read_cases

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from evaluation.contest import Contest
    from evaluation.metrics import Measured
    from evaluation.outcome import Outcome

NO_MODEL = (
    "Aucun modèle de langue n’est réglé : donnez CPOM_LLM_URL et "
    "CPOM_LLM_MODEL (docs/modele.md), ou ôtez « --mode model »."
)


def _say_nothing(step: str) -> None:
    """Nobody watches the run."""


class Plan(Value):
    """What a run of the evaluation asks: which files and which part of them, how, beside whom."""

    files: tuple[Path, ...]
    split: Split
    quick: bool = False
    peers: bool = False
    mode: Mode = "extractive"

    @property
    def has_own_sets(self) -> bool:
        """Are all its files those that ship with the project?"""
        return all(file.parent == FOLDER for file in self.files)

    @property
    def command(self) -> str:
        """The command that makes the same run again; the sets of the project go without saying."""
        own_files = [file.name for file in self.files if file.parent != FOLDER]
        words = ["cpom evaluate", *(f"--questions {name}" for name in own_files)]
        if self.split != "report":
            words.append(f"--split {self.split}")
        if self.quick:
            words.append("--quick")
        if self.peers:
            words.append("--peers")
        if self.mode == "model":
            words.append("--mode model")
        return " ".join(words)


def run_all(
    assistant: "Assistant", plan: Plan, progress: Callable[[str], None] = _say_nothing
) -> "Outcome":
    """Ask every question of a plan and put the measures together: of the assistant as it is served
    and of its extracts alone, or, in the mode `model`, of it without then with the model. The sets
    of useful answers are asked with the sets of the project only.

    Raises BadInput when a file cannot be used, when no question is left, or when no model is set
    for the mode `model`.
    """
    from evaluation import run, scores
    from evaluation.outcome import Outcome
    from evaluation.peers import compare
    from evaluation.usefulness import lines_of_useful

    if plan.mode == "model" and assistant.session is None:
        raise BadInput(NO_MODEL)
    cases = choose_cases(plan.files, plan.split, quick=plan.quick)
    rows = tuple(run.run(assistant, cases, progress))
    contest: Contest | None = None
    extracts: tuple[Measured, ...] = ()
    if plan.mode == "model":
        contest, rows = _contest(assistant, cases, rows, progress)
    else:
        extracts = tuple(run.run(run.extracts_alone(assistant), cases, progress))
    asks_useful = plan.has_own_sets and plan.mode == "extractive"
    return Outcome(
        when=datetime.now(UTC),
        command=plan.command,
        generation=assistant.index.manifest.id,
        files=tuple(file.name for file in plan.files),
        split=plan.split,
        cases=tuple(cases),
        rows=rows,
        extracts=extracts,
        useful=lines_of_useful(assistant, plan.split) if asks_useful else (),
        curve=scores.curve(assistant, cases),
        repeated=scores.score(scores.repeats(assistant, cases)),
        contest=contest,
        peers=compare(assistant, cases, progress) if plan.peers else (),
    )


def _contest(
    assistant: "Assistant",
    cases: list[Case],
    rows: "tuple[Measured, ...]",
    say: Callable[[str], None],
) -> "tuple[Contest, tuple[Measured, ...]]":
    """The same questions asked of the model: what changes, and its own measures."""
    from evaluation import run
    from evaluation.contest import contest
    from evaluation.outcome import groupings

    own = tuple(run.run(assistant, cases, say, "model"))
    return contest(rows, own, groupings(cases)), own


def choose_cases(files: Sequence[Path], split: Split, *, quick: bool = False) -> list[Case]:
    """The cases of some files that belong to a part; with `quick`, always the same few of them.

    Raises BadInput when none is left or when two bear the same identifier.
    """
    from evaluation import scores

    cases = [case for case in read_cases(files) if split in ("all", case.split)]
    if not cases:
        names = ", ".join(file.name for file in files)
        raise BadInput(f"Aucune question de la partie « {split} » dans {names} : voyez --split.")
    _refuse_twins(cases)
    return scores.quick(cases) if quick else cases


def _refuse_twins(cases: Sequence[Case]) -> None:
    """Raises BadInput when two cases bear the same identifier."""
    counts = Counter(case.id for case in cases)
    twins = [case_id for case_id, count in counts.items() if count > 1]
    if twins:
        raise BadInput(
            f"Des questions portent le même identifiant : {', '.join(twins[:5])}. "
            "Donnez à chacune le sien."
        )
