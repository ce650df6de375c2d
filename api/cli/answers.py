"""`cpom answers`: what an editor needs to know of the written answers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import french

if TYPE_CHECKING:
    from ingest.needs import NeedsReport

app = typer.Typer(cls=french.Group, no_args_is_help=True)

Row = tuple[str, str]
Listing = tuple[str, Sequence[str]]


@app.callback()
def answers() -> None:
    """Relit les réponses rédigées du corpus."""


@app.command(epilog="Exemple : cpom answers check --list")
def check(
    *,
    whole: Annotated[
        bool, typer.Option("--list", help="Donne aussi les listes, entières.")
    ] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Écrit du JSON.")] = False,
) -> None:
    """Dit ce que les réponses rédigées couvrent, et ce qui n’y va pas ; code de sortie 1 si un
    appui est périmé ou si deux besoins non voisins ont la même formulation.
    """
    report = _report()
    if json_output:
        typer.echo(_json(report))
    else:
        _print(report, whole=whole)
    if report.stale or report.clashes:
        raise typer.Exit(1)


def _report() -> "NeedsReport":
    from rich.progress import Progress

    from api.cli.opening import open_assistant
    from api.cli.printing import console
    from assistant.needs.need import read_needs
    from ingest.needs import report_on_needs

    assistant = open_assistant()
    with Progress(transient=True, console=console(error=True)) as bar:
        task = bar.add_task("formulations", total=None)
        return report_on_needs(
            read_needs(assistant.settings.corpus),
            assistant.resources.known_needs,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _json(report: "NeedsReport") -> str:
    """The whole report, with the share of the wordings that come back."""
    import json

    values = report.model_dump(mode="json") | {"returned": round(report.returned, 4)}
    return json.dumps(values, ensure_ascii=False, indent=1)


def _print(report: "NeedsReport", *, whole: bool) -> None:
    """A table, then what must be mended; the other lists when they are wanted."""
    from rich.table import Table

    from api.cli.printing import console

    table = Table("Contrôle des réponses rédigées", "Résultat")
    for title, result in rows_of(report):
        table.add_row(title, result)
    console().print(table, markup=False)
    listings = [*_faults(report), *(_others(report) if whole else ())]
    for title, items in listings:
        for line in _lines(title, items):
            typer.echo(line)
    if report.behind:
        typer.echo(
            "L’index publié n’a pas ces réponses : lancez « cpom ingest », puis ce contrôle."
        )


def rows_of(report: "NeedsReport") -> Iterator[Row]:
    """The rows of the table: what is checked, and the result, in French."""
    yield "Besoins", str(report.needs)
    for each in report.coverage:
        title = f"Passages de fond sans réponse, {each.document_id}"
        yield title, f"{len(each.unused)} sur {each.substantive}"
    yield "Formulations de deux besoins non voisins", str(len(report.clashes))
    yield "Appuis périmés", str(len(report.stale))
    back = report.wordings - len(report.lost)
    share = f"{100 * report.returned:.1f} %".replace(".", ",")
    yield "Formulations qui reviennent à leur besoin", f"{back} sur {report.wordings} ({share})"
    yield "Besoins non relus", str(len(report.not_reread))
    yield "Besoins proposés, à relire", str(len(report.proposed))


def _faults(report: "NeedsReport") -> Iterator[Listing]:
    """What gives the exit code 1: shown whole, always."""
    clashes = [f"« {each.wording} » : {' et '.join(each.needs)}" for each in report.clashes]
    yield "Formulations de deux besoins non voisins", clashes
    yield "Appuis périmés", [each.fault for each in report.stale]


def _others(report: "NeedsReport") -> Iterator[Listing]:
    """What an editor may want to read, shown on demand."""
    for each in report.coverage:
        yield f"Passages de fond sans réponse, {each.document_id}", each.unused
    lost = [f"« {each.wording} » : {each.need} → {each.found or 'rien'}" for each in report.lost]
    yield "Formulations qui vont ailleurs", lost
    yield "Besoins non relus", report.not_reread
    yield "Besoins proposés, à relire", report.proposed


def _lines(title: str, items: Sequence[str]) -> Iterator[str]:
    """A title with its count, then the items; nothing for an empty list."""
    if items:
        yield f"{title} : {len(items)}"
        yield from (f"  · {item}" for item in items)
