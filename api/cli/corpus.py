"""`cpom ingest`, `sources`, `show`, `verify`: the corpus, and the index built from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.building import build_index
from api.cli.opening import open_core

if TYPE_CHECKING:
    from assistant.domain import Document, Passage
    from assistant.index.index import Index

Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON, comme l’API.")]


def ingest(
    *, force: Annotated[bool, typer.Option(help="Reconstruit même si rien n’a changé.")] = False
) -> None:
    """Construit l’index à partir du corpus, s’il a changé."""
    from assistant.settings import Settings

    report = build_index(Settings(), force=force)
    kinds = ", ".join(f"{count} {kind}" for kind, count in report.kinds.items())
    done = "construit" if report.is_new else "déjà à jour"
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


def sources(
    *,
    detail: Annotated[bool, typer.Option(help="Liste aussi chaque passage.")] = False,
    json_output: Json = False,
) -> None:
    """Liste les documents du corpus."""
    index = open_core()
    rows = [(document, _passages_of(index, document)) for document in index.documents.values()]
    if json_output:
        typer.echo(_documents_json(rows, detail=detail))
        return
    from api.cli import printing

    printing.print_documents(rows, detail=detail)


def _passages_of(index: "Index", document: "Document") -> "list[Passage]":
    return [passage for passage in index.passages if passage.document_id == document.id]


def _documents_json(rows: "Sequence[tuple[Document, list[Passage]]]", *, detail: bool) -> str:
    """The catalogue as the API gives it; with `detail`, each document with its passages."""
    import json

    from api.schemas.sources import document_out, passage_out

    listed = []
    for document, passages in rows:
        entry = document_out(document, passages).model_dump(mode="json")
        if detail:
            shown = [passage_out(passage).model_dump(mode="json") for passage in passages]
            entry |= {"passages": shown}
        listed.append(entry)
    return json.dumps(listed, ensure_ascii=False, indent=2)


def show(
    passage_id: Annotated[
        str,
        typer.Argument(
            metavar="PASSAGE",
            help="Identifiant du passage, par exemple igas-2023-rapport/§45.",
            show_default=False,
        ),
    ],
    *,
    json_output: Json = False,
) -> None:
    """Montre un passage entre ses voisins."""
    index = open_core()
    passage = index.passage(passage_id)
    before, after = index.neighbours(passage_id)
    if json_output:
        from api.schemas.sources import passage_out

        typer.echo(passage_out(passage, before, after).model_dump_json(indent=2))
        return
    from api.cli import printing

    notes = [index.passage(note) for note in passage.notes if note in index.row]
    around = printing.Around(before=before, after=after, notes=tuple(notes))
    printing.print_passage(passage, index.document(passage.document_id), around)


def verify() -> None:
    """Recalcule toutes les empreintes de l’index publié."""
    from assistant.errors import IndexDamaged
    from assistant.index import generation
    from assistant.settings import Settings

    data = Settings().data
    published = generation.published_id(data)
    wrong = generation.damaged_files(generation.folder_of(data, published))
    if wrong:
        more = "…" if len(wrong) > 5 else ""
        raise IndexDamaged(
            f"Index {published} endommagé : {', '.join(wrong[:5])}{more}. "
            "Lancez « cpom ingest --force »."
        )
    typer.echo(f"Index {published} intact.")
