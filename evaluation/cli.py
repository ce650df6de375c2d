"""The command `cpom evaluate`. Nothing heavy is imported until it runs."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.domain import Mode
from assistant.errors import BadInput
from assistant.extras import require_extra
from evaluation.dataset import Split, own_sets, read_cases
from evaluation.plan import Plan, run_all

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from evaluation.expected import Fall
    from evaluation.outcome import Outcome

ONLY_OWN_SETS = (
    "--check et --write-expected ne valent que pour les jeux livrés, "
    "partie report : ôtez --questions et --split."
)
ONLY_EXTRACTIVE = (
    "--calibrate, --check et --write-expected jugent les mots des "
    "textes seuls : ôtez « --mode model »."
)
NO_FALL = "Aucun score n’est passé de plus de deux points du mauvais côté."


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
MissesFlag = Annotated[
    bool,
    typer.Option(
        "--misses",
        help="Montre aussi les échecs des réponses utiles, partie réglage seulement.",
    ),
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
    misses: MissesFlag = False,
    mode: ModeOption = "extractive",
) -> None:
    """Pose des questions dont on sait la réponse, et mesure."""
    from assistant.pipeline import Assistant
    from assistant.settings import Settings

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
    outcome = run_all(assistant, plan, _progress())
    _show(outcome)
    _write(assistant, outcome, out or assistant.settings.results)
    if misses:
        _show_misses(assistant)
    if write_expected:
        _write_expected(outcome)
    if check:
        _check(outcome)


def _progress() -> Callable[[str], None]:
    """Writes on the error stream where the run is, when someone watches."""

    def show_step(name: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{name}")

    return show_step


def _calibrate(assistant: "Assistant", files: Sequence[Path]) -> None:
    from evaluation.calibration import calibrate

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
    from evaluation.screen import lines

    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    for line in lines(outcome):
        typer.echo(line)


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


def _show_misses(assistant: "Assistant") -> None:
    """What failed in the half of the useful sets that may be looked at."""
    from evaluation.usefulness import judge_useful, lines_of_misses

    typer.echo("Réponses utiles : échecs de la partie réglage.")
    for line in lines_of_misses(judge_useful(assistant, "tune")):
        typer.echo(f"  {line}")


def _write_expected(outcome: "Outcome") -> None:
    from evaluation import expected

    loosened = expected.write_expected(outcome.tables())
    for fall in loosened:
        typer.echo(f"Attente relâchée : {_sentence_of(fall)}")
    typer.echo(f"Scores attendus écrits : {expected.PATH}")


def _check(outcome: "Outcome") -> None:
    """Compare the scores with those expected. Raises typer.Exit(1) when one is worse."""
    from evaluation import expected

    falls = expected.falls(expected.read_expected(), outcome.tables())
    for fall in falls:
        typer.echo(_sentence_of(fall), err=True)
    if falls:
        raise typer.Exit(1)
    typer.echo(NO_FALL)


def _sentence_of(fall: "Fall") -> str:
    """A score that is worse than expected, in a sentence."""
    found = "rien" if fall.found is None else f"{fall.found:.3f}"
    return f"« {fall.name} », {fall.table} : {fall.expected:.3f} attendu, {found} trouvé."
