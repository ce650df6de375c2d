"""The command line `cpom`. Heavy imports stay inside the commands, so that `cpom --help` is
instant.
"""

import sys
from typing import Annotated

import typer

from api.cli import (
    annotations,
    answers,
    ask,
    chat,
    contracts,
    corpus,
    draft,
    drafts,
    exports,
    french,
    llm,
    reading,
    records,
)
from api.cli.opening import settings_with_index
from evaluation.cli import evaluate

app = typer.Typer(
    name="cpom",
    cls=french.Group,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog='Exemple : cpom ask "Combien de temps dure un CPOM ?"',
)
app.add_typer(annotations.app, name="annotations")
app.add_typer(answers.app, name="answers")
app.add_typer(drafts.app, name="drafts")
app.add_typer(llm.app, name="llm")


def _print_version(*, version_wanted: bool) -> None:
    if version_wanted:
        from importlib.metadata import version

        typer.echo(f"cpom {version('cpom-assistant')}")
        raise typer.Exit


@app.callback()
def cpom(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Dit la version du programme."
        ),
    ] = False,
) -> None:
    """L’assistant réglementaire des CPOM : des réponses en français, chaque phrase liée aux mots
    exacts de sa source.
    """


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Adresse d’écoute.", show_default=False)] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port d’écoute.", show_default=False),
    ] = None,
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


# Each command, with the example that ends its help.
for command, example in (
    (ask.ask, 'cpom ask "Qui signe le CPOM ?" --as-of 2025-01-31'),
    (chat.chat, "cpom chat < questions.txt"),
    (corpus.ingest, "cpom ingest --force"),
    (corpus.sources, "cpom sources --detail"),
    (corpus.show, "cpom show igas-2023-rapport/§45"),
    (records.records, "cpom records recommandations --where priorite=2"),
    (corpus.verify, "cpom verify"),
    (serve, "cpom serve --port 8080"),
    (draft.draft, "cpom draft fiche --theme tms --situation situation.yaml"),
    (draft.schema, "cpom schema situation"),
    (contracts.check, "cpom check contrat.docx --on 2026-01-15"),
    (reading.reading, 'cpom reading "Le CRPST sera consulté après la signature."'),
    (contracts.compare, "cpom compare contrat.pdf cpom-ciamt-2022"),
    (evaluate, "cpom evaluate --quick"),
    (exports.export, "cpom export fiche.json --out fiche.pdf"),
    (exports.reread, "cpom reread fiche.docx --out fiche.json"),
    (exports.consolidate, "cpom consolidate suivi-a.json suivi-b.json --out region.xlsx"),
):
    app.command(epilog=f"Exemple : {example}")(command)


def main() -> None:
    """Entry point: every failure is one French sentence and an exit code."""
    command = typer.main.get_command(app)
    french.translate(command)
    try:
        code = command.main(prog_name="cpom", standalone_mode=False)
    except french.TOLD as error:
        failure = french.failure_of(error)
        if failure is None:
            raise
        typer.echo(failure.sentence, err=True)
        sys.exit(failure.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
