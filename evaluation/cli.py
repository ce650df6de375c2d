"""The command `cpom evaluate`. Nothing heavy is imported until it runs."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.domain import Mode
from assistant.errors import BadInput
from assistant.extras import require_extra

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from evaluation.contest import Contest
    from evaluation.dataset import Case
    from evaluation.metrics import Measured
    from evaluation.report import Outcome

OWN_QUESTIONS = Path(__file__).parent / "questions"
Split = Literal["tune", "report", "all"]


def evaluate(
    questions: Annotated[
        list[Path] | None,
        typer.Option(
            help=(
                "Fichier de questions (docs/evaluation.md) ; répétable. Sans lui, les jeux livrés."
            ),
            show_default=False,
        ),
    ] = None,
    split: Annotated[
        Split,
        typer.Option(
            help="Partie évaluée : tune (réglage), report (rapport, par défaut) ou all (les deux).",
            show_default=False,
        ),
    ] = "report",
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="Une partie des questions, toujours la même, en moins de deux minutes."
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Dossier où écrire le rapport et les scores ; par défaut evaluation/results.",
            show_default=False,
        ),
    ] = None,
    peers: Annotated[
        bool,
        typer.Option(
            "--peers",
            help="Compare la recherche à de plus simples, dont la pile LangChain usuelle.",
        ),
    ] = False,
    calibrate: Annotated[
        bool,
        typer.Option("--calibrate", help="Règle le refus sur la partie réglage, puis s’arrête."),
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Échoue si un score rapide a baissé de plus de deux points."),
    ] = False,
    write_expected: Annotated[
        bool,
        typer.Option("--write-expected", help="Écrit les scores rapides comme scores attendus."),
    ] = False,
    mode: Annotated[
        Mode,
        typer.Option(
            help=(
                "model : les mêmes questions posées aussi au modèle réglé ; "
                "extractive (par défaut) : sans lui."
            ),
            show_default=False,
        ),
    ] = "extractive",
) -> None:
    """Pose des questions dont on sait la réponse, et mesure."""
    from assistant.pipeline import Assistant
    from assistant.settings import Settings
    from evaluation.dataset import own_sets

    require_extra("evaluation")
    if peers:
        require_extra("peers")
    quick = quick or check or write_expected
    if (check or write_expected) and (questions or split != "report"):
        raise BadInput(
            "--check et --write-expected ne valent que pour les jeux livrés, "
            "partie report : ôtez --questions et --split."
        )
    if mode == "model" and (calibrate or check or write_expected):
        raise BadInput(
            "--calibrate, --check et --write-expected jugent les mots des "
            "textes seuls : ôtez « --mode model »."
        )
    assistant = Assistant(Settings())
    files = questions or own_sets()
    if calibrate:
        _calibrate(assistant, files)
        return
    outcome = run_all(assistant, files, split, quick, peers, mode)
    _show(outcome)
    _write(assistant, outcome, out or assistant.settings.results)
    _compare(outcome, check, write_expected)


def run_all(
    assistant: "Assistant",
    files: list[Path],
    split: Split,
    quick: bool = False,
    peers: bool = False,
    mode: Mode = "extractive",
) -> "Outcome":
    """Ask every question chosen and put the measures together; in the mode `model`, ask it both
    ways.

    Raises BadInput when a file cannot be used, when no question is left, or when no model is set
    for the mode `model`.
    """
    from evaluation import run, scores
    from evaluation.peers import compare
    from evaluation.report import Outcome

    if mode == "model" and assistant.session is None:
        raise BadInput(
            "Aucun modèle de langue n’est réglé : donnez CPOM_LLM_URL et "
            "CPOM_LLM_MODEL (docs/modele.md), ou ôtez « --mode model »."
        )

    cases = chosen(files, split, quick)
    say = _progress()
    rows = tuple(run.run(assistant, cases, say))
    contest, rows = _contest(assistant, cases, rows, say) if mode == "model" else (None, rows)
    repeated = scores.repeats(assistant, cases)
    flags = "".join(f" --questions {file.name}" for file in files if file.parent != OWN_QUESTIONS)
    flags += (
        ("" if split == "report" else f" --split {split}")
        + (" --quick" if quick else "")
        + (" --peers" if peers else "")
        + (" --mode model" if mode == "model" else "")
    )
    return Outcome(
        when=datetime.now(UTC),
        command=f"cpom evaluate{flags}",
        generation=assistant.index.manifest.id,
        files=tuple(file.name for file in files),
        split=split,
        cases=tuple(cases),
        rows=rows,
        curve=scores.curve(assistant, cases),
        repeated=scores.score(repeated),
        contest=contest,
        peers=compare(assistant, cases, say) if peers else (),
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
    from evaluation.report import groupings

    own = tuple(run.run(assistant, cases, say, "model"))
    return contest(rows, own, groupings(cases)), own


def chosen(files: list[Path], split: Split, quick: bool) -> "list[Case]":
    """The cases of some files that belong to a part.

    Raises BadInput when none is left or when two bear the same identifier.
    """
    from collections import Counter

    from evaluation import scores
    from evaluation.dataset import read_cases

    cases = [case for case in read_cases(files) if split in ("all", case.split)]
    if not cases:
        raise BadInput(
            f"Aucune question de la partie « {split} » dans "
            f"{', '.join(file.name for file in files)} : voyez --split."
        )
    twice = [id for id, n in Counter(case.id for case in cases).items() if n > 1]
    if twice:
        raise BadInput(
            "Des questions portent le même identifiant : "
            f"{', '.join(twice[:5])}. Donnez à chacune le sien."
        )
    return scores.quick(cases) if quick else cases


def _progress() -> Callable[[str], None]:
    """Says on the error stream where the run is, when someone watches."""

    def say(name: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{name}")

    return say


def _calibrate(assistant: "Assistant", files: list[Path]) -> None:
    from evaluation.calibration import calibrate
    from evaluation.dataset import read_cases

    path = assistant.settings.models / "refusal.json"
    fitted = calibrate(assistant, list(read_cases(files)), path, _progress())
    typer.echo(
        f"Refus réglé dans {path} : seuil {fitted.calibration.threshold}, "
        f"seuil du domaine {fitted.calibration.field.threshold}."
    )
    typer.echo(
        "Sur les questions de réglage, jugées sans les avoir apprises : "
        f"{fitted.false_refusals:.0%} refusées à tort, "
        f"{fitted.right_refusals:.0%} refusées à raison."
    )


def _show(outcome: "Outcome") -> None:
    from evaluation.report import number

    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    typer.echo(
        f"{len(outcome.cases)} cas, {len(outcome.rows)} questions, partie "
        f"{outcome.split}{', avec le modèle' if outcome.contest else ''}."
    )
    for name, score in outcome.scores().items():
        typer.echo(
            f"  {name:<28} {number(score.value):>6}  [{number(score.low)} – "
            f"{number(score.high)}]  n = {score.n}"
        )
    if outcome.curve:
        typer.echo(f"  {'refus : aire sous la courbe':<28} {number(outcome.curve.area):>6}")
    if outcome.repeated:
        typer.echo(
            f"  {'mêmes citations cinq fois':<28} "
            f"{number(outcome.repeated.value):>6}  n = {outcome.repeated.n}"
        )
    for peer in outcome.peers:
        typer.echo(
            f"  {peer.name} : rappel@1 {number(peer.recall[1].value)}, @5 "
            f"{number(peer.recall[5].value)}, @10 "
            f"{number(peer.recall[10].value)} ({number(peer.p50)} ms)"
        )
    if outcome.contest:
        from evaluation.console import lines

        for line in lines(outcome.contest):
            typer.echo(line)


def _write(assistant: "Assistant", outcome: "Outcome", folder: Path) -> None:
    from evaluation.report import write

    settings = assistant.settings
    try:
        page, record = write(
            outcome, assistant.index, folder, f"http://{settings.host}:{settings.port}"
        )
    except OSError as error:
        raise BadInput(
            f"Le rapport ne peut pas être écrit dans {folder} "
            f"({error.strerror}) : choisissez un autre dossier par --out."
        ) from error
    typer.echo(f"Rapport : {page}\nScores : {record}")


def _compare(outcome: "Outcome", check: bool, write_expected: bool) -> None:
    from evaluation import expected

    found = outcome.scores()
    if write_expected:
        expected.write_expected(found)
        typer.echo(f"Scores attendus écrits : {expected.PATH}")
    if not check:
        return
    fallen = expected.falls(expected.read_expected(), found)
    for fall in fallen:
        typer.echo(
            (
                f"Baisse de « {fall.name} » : {fall.expected:.3f} attendu, "
                f"{'rien' if fall.found is None else f'{fall.found:.3f}'} trouvé."
            ),
            err=True,
        )
    if fallen:
        raise typer.Exit(1)
    typer.echo("Aucun score n’a baissé de plus de deux points.")
