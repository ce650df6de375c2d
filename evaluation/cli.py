"""The command `cpom evaluate`. Nothing heavy is imported until it runs."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.domain import Mode, Value
from assistant.errors import BadInput
from assistant.extras import require_extra

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from evaluation.contest import Contest
    from evaluation.dataset import Case
    from evaluation.metrics import Measured
    from evaluation.outcome import Outcome

OWN_QUESTIONS = Path(__file__).parent / "questions"
Split = Literal["tune", "report", "all"]
ONLY_OWN_SETS = (
    "--check et --write-expected ne valent que pour les jeux livrés, "
    "partie report : ôtez --questions et --split."
)
ONLY_EXTRACTIVE = (
    "--calibrate, --check et --write-expected jugent les mots des "
    "textes seuls : ôtez « --mode model »."
)
NO_MODEL = (
    "Aucun modèle de langue n’est réglé : donnez CPOM_LLM_URL et "
    "CPOM_LLM_MODEL (docs/modele.md), ou ôtez « --mode model »."
)
NO_FALL = "Aucun score n’a baissé de plus de deux points."


QuestionFiles = Annotated[
    list[Path] | None,
    typer.Option(
        help="Fichier de questions (docs/evaluation.md) ; répétable. Sans lui, les jeux livrés.",
        show_default=False,
    ),
]
SplitOption = Annotated[
    Split,
    typer.Option(
        help="Partie évaluée : tune (réglage), report (rapport, par défaut) ou all (les deux).",
        show_default=False,
    ),
]
QuickFlag = Annotated[
    bool,
    typer.Option(
        "--quick", help="Une partie des questions, toujours la même, en moins de deux minutes."
    ),
]
OutFolder = Annotated[
    Path | None,
    typer.Option(
        help="Dossier où écrire le rapport et les scores ; par défaut evaluation/results.",
        show_default=False,
    ),
]
PeersFlag = Annotated[
    bool,
    typer.Option(
        "--peers", help="Compare la recherche à de plus simples, dont la pile LangChain usuelle."
    ),
]
CalibrateFlag = Annotated[
    bool,
    typer.Option("--calibrate", help="Règle le refus sur la partie réglage, puis s’arrête."),
]
CheckFlag = Annotated[
    bool,
    typer.Option("--check", help="Échoue si un score rapide a baissé de plus de deux points."),
]
WriteExpectedFlag = Annotated[
    bool,
    typer.Option("--write-expected", help="Écrit les scores rapides comme scores attendus."),
]
ModeOption = Annotated[
    Mode,
    typer.Option(
        help=(
            "model : les mêmes questions posées aussi au modèle réglé ; "
            "extractive (par défaut) : sans lui."
        ),
        show_default=False,
    ),
]


class Plan(Value):
    """What a run of the evaluation asks: which files and which part of them, how, beside whom."""

    files: tuple[Path, ...]
    split: Split
    quick: bool = False
    peers: bool = False
    mode: Mode = "extractive"

    @property
    def command(self) -> str:
        """The command that makes the same run again; the sets of the project go without saying."""
        own_files = [file.name for file in self.files if file.parent != OWN_QUESTIONS]
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


def evaluate(
    *,
    questions: QuestionFiles = None,
    split: SplitOption = "report",
    quick: QuickFlag = False,
    out: OutFolder = None,
    peers: PeersFlag = False,
    calibrate: CalibrateFlag = False,
    check: CheckFlag = False,
    write_expected: WriteExpectedFlag = False,
    mode: ModeOption = "extractive",
) -> None:
    """Pose des questions dont on sait la réponse, et mesure."""
    from assistant.pipeline import Assistant
    from assistant.settings import Settings
    from evaluation.dataset import own_sets

    require_extra("evaluation")
    if peers:
        require_extra("peers")
    compares = check or write_expected
    if compares and (questions or split != "report"):
        raise BadInput(ONLY_OWN_SETS)
    if mode == "model" and (calibrate or compares):
        raise BadInput(ONLY_EXTRACTIVE)
    assistant = Assistant(Settings())
    files = tuple(questions or own_sets())
    if calibrate:
        _calibrate(assistant, files)
        return
    plan = Plan(files=files, split=split, quick=quick or compares, peers=peers, mode=mode)
    outcome = run_all(assistant, plan)
    _show(outcome)
    _write(assistant, outcome, out or assistant.settings.results)
    if write_expected:
        _write_expected(outcome)
    if check:
        _check(outcome)


def run_all(assistant: "Assistant", plan: Plan) -> "Outcome":
    """Ask every question of a plan and put the measures together; in the mode `model`, ask each
    both ways.

    Raises BadInput when a file cannot be used, when no question is left, or when no model is set
    for the mode `model`.
    """
    from evaluation import run, scores
    from evaluation.outcome import Outcome
    from evaluation.peers import compare

    if plan.mode == "model" and assistant.session is None:
        raise BadInput(NO_MODEL)
    cases = choose_cases(plan.files, plan.split, quick=plan.quick)
    progress = _progress()
    rows = tuple(run.run(assistant, cases, progress))
    contest = None
    if plan.mode == "model":
        contest, rows = _contest(assistant, cases, rows, progress)
    return Outcome(
        when=datetime.now(UTC),
        command=plan.command,
        generation=assistant.index.manifest.id,
        files=tuple(file.name for file in plan.files),
        split=plan.split,
        cases=tuple(cases),
        rows=rows,
        curve=scores.curve(assistant, cases),
        repeated=scores.score(scores.repeats(assistant, cases)),
        contest=contest,
        peers=compare(assistant, cases, progress) if plan.peers else (),
    )


def _contest(
    assistant: "Assistant",
    cases: "list[Case]",
    rows: "tuple[Measured, ...]",
    say: Callable[[str], None],
) -> "tuple[Contest, tuple[Measured, ...]]":
    """The same questions asked of the model: what changes, and its own measures."""
    from evaluation import run
    from evaluation.contest import contest
    from evaluation.outcome import groupings

    own = tuple(run.run(assistant, cases, say, "model"))
    return contest(rows, own, groupings(cases)), own


def choose_cases(files: Sequence[Path], split: Split, *, quick: bool = False) -> "list[Case]":
    """The cases of some files that belong to a part; with `quick`, always the same few of them.

    Raises BadInput when none is left or when two bear the same identifier.
    """
    from evaluation import scores
    from evaluation.dataset import read_cases

    cases = [case for case in read_cases(files) if split in ("all", case.split)]
    if not cases:
        names = ", ".join(file.name for file in files)
        raise BadInput(f"Aucune question de la partie « {split} » dans {names} : voyez --split.")
    _refuse_twins(cases)
    return scores.quick(cases) if quick else cases


def _refuse_twins(cases: "Sequence[Case]") -> None:
    """Raises BadInput when two cases bear the same identifier."""
    counts = Counter(case.id for case in cases)
    twins = [case_id for case_id, count in counts.items() if count > 1]
    if twins:
        raise BadInput(
            f"Des questions portent le même identifiant : {', '.join(twins[:5])}. "
            "Donnez à chacune le sien."
        )


def _progress() -> Callable[[str], None]:
    """Writes on the error stream where the run is, when someone watches."""

    def show_step(name: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{name}")

    return show_step


def _calibrate(assistant: "Assistant", files: Sequence[Path]) -> None:
    from evaluation.calibration import calibrate
    from evaluation.dataset import read_cases

    path = assistant.settings.models / "refusal.json"
    fit = calibrate(assistant, list(read_cases(files)), path, _progress())
    typer.echo(
        f"Refus réglé dans {path} : seuil {fit.calibration.threshold}, "
        f"seuil du domaine {fit.calibration.field.threshold}."
    )
    typer.echo(
        "Sur les questions de réglage, jugées sans les avoir apprises : "
        f"{fit.false_refusals:.0%} refusées à tort, "
        f"{fit.right_refusals:.0%} refusées à raison."
    )


def _show(outcome: "Outcome") -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    for line in _lines(outcome):
        typer.echo(line)


def _lines(outcome: "Outcome") -> Iterator[str]:
    """What a terminal shows of a run: its size, its scores, its peers, what a model changes."""
    from evaluation.console import lines
    from evaluation.labels import number

    with_model = ", avec le modèle" if outcome.contest else ""
    yield (
        f"{len(outcome.cases)} cas, {len(outcome.rows)} questions, "
        f"partie {outcome.split}{with_model}."
    )
    for name, score in outcome.scores().items():
        interval = f"[{number(score.low)} – {number(score.high)}]"
        yield f"  {name:<28} {number(score.value):>6}  {interval}  n = {score.n}"
    if outcome.curve:
        yield f"  {'refus : aire sous la courbe':<28} {number(outcome.curve.area):>6}"
    if outcome.repeated:
        share = number(outcome.repeated.value)
        yield f"  {'mêmes citations cinq fois':<28} {share:>6}  n = {outcome.repeated.n}"
    yield from _lines_of_follow_ups(outcome)
    for peer in outcome.peers:
        recall = {cut: number(score.value) for cut, score in peer.recall.items()}
        yield (
            f"  {peer.name} : rappel@1 {recall[1]}, @5 {recall[5]}, @10 {recall[10]} "
            f"({number(peer.p50)} ms)"
        )
    if outcome.contest:
        yield from lines(outcome.contest)


def _lines_of_follow_ups(outcome: "Outcome") -> Iterator[str]:
    """How the follow-ups of the dialogues do, in conversation and written in full."""
    from evaluation.labels import number

    found = outcome.follow_ups()
    if found is None:
        return
    shares = (number(found.in_conversation.value), number(found.in_full.value))
    yield f"  {'suites : en conversation':<28} {shares[0]:>6}  n = {found.in_full.n}"
    yield f"  {'suites : écrites en entier':<28} {shares[1]:>6}  écart : {found.gap:.0f} points"
    if found.untouched:
        share = number(found.untouched.value)
        yield f"  {'questions laissées entières':<28} {share:>6}  n = {found.untouched.n}"


def _write(assistant: "Assistant", outcome: "Outcome", folder: Path) -> None:
    from evaluation.report import write

    settings = assistant.settings
    address = f"http://{settings.host}:{settings.port}"
    try:
        page, record = write(outcome, assistant.index, folder, address)
    except OSError as error:
        raise BadInput(
            f"Le rapport ne peut pas être écrit dans {folder} "
            f"({error.strerror}) : choisissez un autre dossier par --out."
        ) from error
    typer.echo(f"Rapport : {page}\nScores : {record}")


def _write_expected(outcome: "Outcome") -> None:
    from evaluation import expected

    expected.write_expected(outcome.scores())
    typer.echo(f"Scores attendus écrits : {expected.PATH}")


def _check(outcome: "Outcome") -> None:
    """Compare the scores with those expected. Raises typer.Exit(1) when one has fallen."""
    from evaluation import expected

    falls = expected.falls(expected.read_expected(), outcome.scores())
    for fall in falls:
        now = "rien" if fall.found is None else f"{fall.found:.3f}"
        message = f"Baisse de « {fall.name} » : {fall.expected:.3f} attendu, {now} trouvé."
        typer.echo(message, err=True)
    if falls:
        raise typer.Exit(1)
    typer.echo(NO_FALL)
