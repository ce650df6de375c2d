"""`cpom annotations`: what an editor needs to know of the annotations before publishing them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ingest.coverage import Coverage

SHOWN = 5

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Relit les annotations du corpus.")


@app.callback()
def annotations() -> None:
    """Relit les annotations du corpus."""


@app.command()
def check(
    detail: Annotated[bool, typer.Option(help="Donne les listes entières.")] = False,
    search: Annotated[bool, typer.Option("--search/--no-search", help="Pose aussi chaque question à l’index publié (environ deux minutes).")] = True,
) -> None:
    """Dit ce que les annotations couvrent, et ce qui n’y va pas ; code de sortie 1 s’il y a des erreurs."""
    from rich.progress import Progress

    from api.printing import console
    from assistant.index import open_index
    from assistant.settings import Settings
    from ingest.coverage import coverage

    settings = Settings()
    index = open_index(settings)
    with Progress(transient=True, console=console(error=True)) as bar:
        task = bar.add_task("questions", total=None)
        report = coverage(index, settings.corpus / "annotations", search, lambda done, total: bar.update(task, completed=done, total=total))
    for line in lines(report, detail):
        typer.echo(line)
    if report.errors:
        raise typer.Exit(1)


def lines(report: "Coverage", detail: bool) -> Iterator[str]:
    """The report in French, a line at a time."""
    for share in report.shares:
        yield f"{share.document_id} : {share.annotated} passages annotés sur {share.passages}, {share.questions} questions."
    yield from _list("Erreurs (la construction de l’index s’arrêterait)", report.errors, True)
    yield from _list("Passages sans annotation", report.bare, detail)
    yield from _list("Annotations proposées, à relire", report.proposed, detail)
    yield from _list("Questions posées plusieurs fois", [f"{r.question} → {', '.join(r.passages)}" for r in report.repeated], detail)
    if report.searched:
        yield from _list(
            f"Questions dont le passage n’est pas trouvé en premier (sur {report.searched})",
            [f"{m.question} → {m.passage} ; trouvé : {m.found or 'rien'}" for m in report.misled], detail,
        )  # fmt: skip
    if report.stale and not report.errors:
        yield "L’index publié ne contient pas encore ces annotations : lancez « cpom ingest », puis relancez ce contrôle."


def _list(title: str, items: list[str] | tuple[str, ...], whole: bool) -> Iterator[str]:
    """A title with its count, then the items, or the first ones."""
    yield f"{title} : {len(items)}"
    shown = items if whole else items[:SHOWN]
    for item in shown:
        yield f"  · {item}"
    if len(shown) < len(items):
        yield f"  · … et {len(items) - len(shown)} de plus (--detail)"
