"""`cpom annotations`: what an editor needs to know of the annotations before publishing them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import french
from api.cli.opening import settings_with_index

if TYPE_CHECKING:
    from assistant.domain import Annotation, Passage
    from assistant.index.index import Index
    from assistant.llm.annotate import Suggester
    from assistant.settings import Settings
    from ingest.coverage import Coverage

SHOWN = 5

app = typer.Typer(cls=french.Group, no_args_is_help=True)


@app.callback()
def annotations() -> None:
    """Relit les annotations du corpus."""


@app.command(epilog="Exemple : cpom annotations check --no-search")
def check(
    *,
    detail: Annotated[bool, typer.Option(help="Donne les listes entières.")] = False,
    search: Annotated[
        bool,
        typer.Option(
            "--search/--no-search",
            help="Pose aussi chaque question à l’index publié (environ deux minutes).",
        ),
    ] = True,
) -> None:
    """Dit ce que les annotations couvrent, et ce qui n’y va pas ; code de sortie 1 s’il y a des
    erreurs.
    """
    from rich.progress import Progress

    from api.cli.printing import console
    from assistant.index.opening import open_index
    from ingest.coverage import measure_coverage

    settings = settings_with_index()
    index = open_index(settings)
    with Progress(transient=True, console=console(error=True)) as bar:
        task = bar.add_task("questions", total=None)
        report = measure_coverage(
            index,
            settings.corpus / "annotations",
            search=search,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for line in lines_of(report, detail=detail):
        typer.echo(line)
    if report.errors:
        raise typer.Exit(1)


@app.command(epilog="Exemple : cpom annotations propose instruction-2024-132 --limit 5 --show")
def propose(
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT",
            help="Identifiant du document, déjà dans l’index.",
            show_default=False,
        ),
    ],
    *,
    limit: Annotated[int, typer.Option(min=1, help="Nombre de passages au plus.")] = 20,
    show: Annotated[
        bool, typer.Option("--show", help="Montre les propositions sans les écrire.")
    ] = False,
) -> None:
    """Fait proposer par le modèle de langue les annotations des passages qui n’en ont pas ; elles
    sont marquées « propose », à relire.
    """
    from assistant.index.opening import open_index
    from ingest import proposals

    settings = settings_with_index()
    folder = settings.corpus / "annotations"
    suggester = _suggester(settings, index := open_index(settings))
    left = proposals.passages_without_annotation(index, folder, document)
    found = list(_propose_each(suggester, left[:limit], settings.llm_seconds))
    if show:
        for note in found:
            typer.echo(f"{note.passage_id} : {note.gist}")
            for question in note.questions:
                typer.echo(f"  {question.text} → « {question.quote} »")
    elif found:
        typer.echo(
            "Écrites dans "
            f"{proposals.append_annotations(folder, document, found, index.passages)} : "
            "relisez-les, ôtez « propose: true », puis lancez « cpom ingest "
            "»."
        )
    typer.echo(
        f"{len(found)} annotations proposées sur {len(left[:limit])} passages "
        f"demandés ; {len(left) - len(found)} passages restent sans annotation."
    )


def _suggester(settings: "Settings", index: "Index") -> "Suggester":
    from assistant.errors import BadInput
    from assistant.llm.annotate import Suggester
    from assistant.llm.client import open_model
    from assistant.texts.wording import read_wording

    model = open_model(settings)
    if model is None:
        raise BadInput(
            "Aucun modèle de langue n’est réglé : donnez CPOM_LLM_URL et "
            "CPOM_LLM_MODEL, ou annotez à la main (docs/annoter.md)."
        )
    model.open()
    return Suggester(index.documents, read_wording(settings.corpus / "formules.yaml"), model)


def _propose_each(
    suggester: "Suggester", passages: "Sequence[Passage]", seconds: float
) -> "Iterator[Annotation]":
    """The proposals that hold, passage by passage. A passage badly served is told and skipped; a
    server that does not answer stops all.
    """
    from assistant.errors import ModelOutput
    from assistant.llm.client import Budget

    for passage in passages:
        try:
            note = suggester.suggest(passage, Budget(seconds))
        except ModelOutput as error:
            typer.echo(str(error), err=True)
            continue
        if note is None:
            typer.echo(
                f"{passage.id} : rien de ce que le modèle propose n’est dans le passage.", err=True
            )
        else:
            yield note


def lines_of(report: "Coverage", *, detail: bool) -> Iterator[str]:
    """The report in French, a line at a time."""
    for share in report.shares:
        yield (
            f"{share.document_id} : {share.annotations} passages annotés sur "
            f"{share.passages}, {share.questions} questions."
        )
    yield from _list("Erreurs (la construction de l’index s’arrêterait)", report.errors, whole=True)
    yield from _list("Passages sans annotation", report.bare, whole=detail)
    yield from _list("Annotations proposées, à relire", report.proposals, whole=detail)
    yield from _list(
        "Questions posées plusieurs fois",
        [f"{r.question} → {', '.join(r.passages)}" for r in report.repetitions],
        whole=detail,
    )
    if report.search_count:
        yield from _list(
            f"Questions dont le passage n’est pas trouvé en premier (sur {report.search_count})",
            [
                f"{m.question} → {m.passage} ; trouvé : {m.first_passage or 'rien'}"
                for m in report.lost_questions
            ],
            whole=detail,
        )
    if report.stale and not report.errors:
        yield (
            "L’index publié ne contient pas encore ces annotations : lancez « cpom "
            "ingest », puis relancez ce contrôle."
        )


def _list(title: str, items: Sequence[str], *, whole: bool) -> Iterator[str]:
    """A title with its count, then the items, or the first ones."""
    yield f"{title} : {len(items)}"
    shown = items if whole else items[:SHOWN]
    for item in shown:
        yield f"  · {item}"
    if len(shown) < len(items):
        yield f"  · … et {len(items) - len(shown)} de plus (--detail)"
