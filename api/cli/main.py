"""The command line `cpom`. Heavy imports stay inside the commands, so that `cpom --help` is
instant.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import rich_utils

from api.cli.annotations import app as annotations
from api.cli.contracts import check, compare
from api.cli.drafting import app as drafting
from api.cli.drafting import schema
from api.cli.drafts import app as drafts
from api.cli.exports import Format, consolidate, deliver, export, format_of, reread
from api.cli.llm import app as llm
from api.cli.opening import open_assistant, open_core, settings_with_index
from assistant.domain import Mode
from assistant.errors import BadInput, CpomError
from evaluation.cli import evaluate

rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.OPTIONS_PANEL_TITLE = "Options"

app = typer.Typer(
    name="cpom",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=(
        "L’assistant réglementaire des CPOM : des réponses en français, chaque "
        "phrase liée aux mots exacts de sa source."
    ),
)
app.add_typer(annotations, name="annotations")
app.add_typer(drafting, name="draft")
app.add_typer(drafts, name="drafts")
app.add_typer(llm, name="llm")


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="La question, entre guillemets.", show_default=False)
    ] = None,
    json_output: Annotated[
        bool, typer.Option("--json", help="Affiche la réponse en JSON.")
    ] = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            help="Fichier JSONL de questions : une par ligne, avec « id » et « question ».",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Fichier à écrire : la réponse, ou toutes celles de --batch en JSONL.",
            show_default=False,
        ),
    ] = None,
    format: Format = None,
    filter: Annotated[
        list[str] | None,
        typer.Option(
            help="document=…, poids=…, territoire=… ou date=AAAA-MM-JJ ; répétable.",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Date à laquelle se placer.", show_default=False),
    ] = None,
    mode: Annotated[
        Mode | None,
        typer.Option(
            help="model : par le modèle de langue réglé ; extractive : par les mots des textes.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Pose une question, ou toutes celles d’un fichier."""
    from api.deps import filters
    from assistant.domain import Question

    chosen = filters.parse(filter or [])
    if batch is not None:
        _batch(batch, out, chosen, mode)
        return
    if question is None:
        question = "" if sys.stdin.isatty() else sys.stdin.read()
    assistant = open_assistant()
    reply = assistant.ask(
        Question(text=question, as_of=as_of.date() if as_of else None, filters=chosen), mode=mode
    )
    if json_output or "json" in (format, out and format_of(format, out)):
        from api.schemas.answers import reply_out

        deliver((reply_out(reply).model_dump_json(indent=2) + "\n").encode(), "json", out)
    elif format or out:
        from assistant.exports.export import export_bytes

        kind = format_of(format, out)
        deliver(export_bytes(reply, kind, assistant.index.documents), kind, out)
    else:
        from api.cli import printing

        printing.reply(reply, assistant.index.documents)


def _batch(source: Path, target: Path | None, chosen: Any, mode: Mode | None) -> None:
    from api.cli.batch import answer_file

    if target is None:
        raise BadInput("Indiquez par --out le fichier où écrire les réponses.")
    problems = 0
    for sentence in answer_file(open_assistant(), source, target, chosen, mode):
        problems += 1
        typer.echo(sentence, err=True)
    if problems:
        raise typer.Exit(1)


@app.command()
def ingest(
    force: Annotated[bool, typer.Option(help="Reconstruit même si rien n’a changé.")] = False,
) -> None:
    """Construit l’index à partir du corpus, s’il a changé."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from assistant.settings import Settings
    from ingest.build import build

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("catalogue")
        report = build(Settings(), force, lambda step: bar.update(task, description=step))
    kinds = ", ".join(f"{n} {kind}" for kind, n in report.kinds.items())
    done = "construit" if report.built else "déjà à jour"
    typer.echo(
        f"Index {report.generation} {done} en {report.seconds:.1f} s : "
        f"{report.documents} documents, {sum(report.kinds.values())} passages "
        f"({kinds})."
    )
    typer.echo(
        f"{report.gaps} listes perdues par la source, {report.questions} questions annotées."
    )
    for warning in report.warnings:
        typer.echo(f"Attention : {warning}", err=True)


@app.command()
def sources(
    detail: Annotated[bool, typer.Option(help="Liste aussi chaque passage.")] = False,
) -> None:
    """Liste les documents du corpus."""
    from api.cli import printing

    index = open_core()
    printing.documents(
        (
            (d, [p for p in index.passages if p.document_id == d.id])
            for d in index.documents.values()
        ),
        detail,
    )


@app.command()
def show(
    passage: Annotated[
        str,
        typer.Argument(
            help="Identifiant du passage, par exemple igas-2023-rapport/§45.", show_default=False
        ),
    ],
) -> None:
    """Montre un passage entre ses voisins."""
    from api.cli import printing

    index = open_core()
    shown = index.passage(passage)
    notes = [index.passage(id) for id in shown.notes if id in index.row]
    before, after = index.neighbours(passage)
    printing.passage(shown, before, after, index.document(shown.document_id), notes)


@app.command()
def verify() -> None:
    """Recalcule toutes les empreintes de l’index publié."""
    from assistant.errors import IndexDamaged
    from assistant.index import generation
    from assistant.settings import Settings

    data = Settings().data
    id = generation.published(data)
    wrong = generation.damaged(generation.folder_of(data, id))
    if wrong:
        raise IndexDamaged(
            f"Index {id} endommagé : "
            f"{', '.join(wrong[:5])}{'…' if len(wrong) > 5 else ''}. Lancez « "
            "cpom ingest --force »."
        )
    typer.echo(f"Index {id} intact.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adresse d’écoute.", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help="Port d’écoute.", show_default=False)] = None,
) -> None:
    """Sert l’application web et l’API."""
    import uvicorn

    from api.app import create_app

    settings = settings_with_index()
    host, port = host or settings.host, port or settings.port
    application = create_app(settings)
    typer.echo(f"Assistant CPOM : http://{host}:{port}  (Ctrl+C pour arrêter)")
    uvicorn.run(
        application, host=host, port=port, log_level="warning", timeout_graceful_shutdown=10
    )


app.command()(schema)
app.command()(check)
app.command()(compare)
app.command()(evaluate)
app.command()(export)
app.command()(reread)
app.command()(consolidate)


def main() -> None:
    """Entry point: every failure is one French sentence and an exit code."""
    from pydantic import ValidationError

    command = typer.main.get_command(app)
    _say_help_in_french(command)
    try:
        code = command.main(standalone_mode=False)
    except CpomError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except ValidationError as error:
        from assistant.settings import concerns_settings, settings_fault

        if not concerns_settings(error):
            raise
        typer.echo(settings_fault(error), err=True)
        sys.exit(2)
    except OSError as error:
        typer.echo(
            (
                f"Le système refuse : {error.strerror or error} "
                f"({error.filename or 'sans nom de fichier'}). Rien n’a été publié "
                "; vérifiez l’espace et les droits."
            ),
            err=True,
        )
        sys.exit(1)
    except typer.Abort:
        typer.echo("Interrompu.", err=True)
        sys.exit(130)
    except Exception as error:
        sentence = _usage(error)
        if sentence is None:
            raise
        typer.echo(sentence, err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: Exception) -> str | None:
    """A mistake in the command, in French; None when the error is not one."""
    name = type(error).__name__
    option = getattr(error, "option_name", None)
    if name == "NoSuchOption":
        return f"Option inconnue : {option}. Voyez « cpom --help »."
    if name == "NoArgsIsHelpError":
        return str(error)
    parameter = getattr(getattr(error, "param", None), "name", None)
    if name == "MissingParameter":
        return f"Il manque « {parameter} ». Voyez « cpom --help »."
    if name == "BadParameter":
        said = str(getattr(error, "message", ""))
        if " is not one of " in said:
            given, allowed = said.removeprefix("Value error, ").rstrip(".").split(" is not one of ")
            return (
                f"Valeur inconnue pour « {parameter} » : {given.strip(chr(39))}. "
                f"Choisissez parmi {allowed.replace(chr(39), '')}. Voyez « cpom "
                "--help »."
            )
        return (
            f"Valeur incorrecte pour « {parameter} » : "
            f"{getattr(error, 'message', '')} Voyez « cpom --help »."
        )
    if name in {"UsageError", "NoSuchCommand", "BadOptionUsage", "BadArgumentUsage"}:
        return f"Commande incorrecte : {getattr(error, 'message', error)} Voyez « cpom --help »."
    return None


def _say_help_in_french(command: Any) -> None:
    """Translate the only sentence that the library writes in every help page."""
    option = command.get_help_option(typer.Context(command))
    if option is not None:
        option.help = "Affiche cette aide."
    for each in getattr(command, "commands", {}).values():
        _say_help_in_french(each)


if __name__ == "__main__":
    main()
