"""`cpom records`: the facts of the corpus, kind by kind, each row with its source."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.records.kinds import RecordKind
    from assistant.records.record import Record
    from assistant.records.stored import StoredRecords


def records(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="[SORTE]",
            help="Sorte de faits ; sans elle, la liste des sortes.",
            show_default=False,
        ),
    ] = "",
    *,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHAMP=VALEUR",
            help="Ne garde que ces lignes ; peut se répéter.",
            show_default=False,
        ),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Écrit du JSON.")] = False,
) -> None:
    """Liste les faits du corpus, une source par ligne."""
    from assistant.records.select import in_order

    stored = _open_records()
    if not kind:
        for each in stored.vocabulary.kinds:
            typer.echo(f"{each.id} : {each.title} ({len(stored.rows(each.id))})")
        return
    wanted = _kind_named(stored, kind)
    filters = [_filter_of(wanted, text) for text in where or ()]
    passing = [row for row in stored.rows(wanted.id) if _passes(row, filters)]
    rows = in_order(passing, wanted.order)
    if json_output:
        typer.echo(_json(wanted, rows))
    else:
        _print(wanted, rows)


def _open_records() -> "StoredRecords":
    from api.cli.opening import settings_with_index
    from assistant.index.generation import published_folder
    from assistant.records.stored import StoredRecords

    return StoredRecords(published_folder(settings_with_index().data))


def _kind_named(stored: "StoredRecords", name: str) -> "RecordKind":
    """Raises UnknownItem, with the kinds that exist, for a kind that does not."""
    from assistant.errors import UnknownItem

    kind = stored.vocabulary.kind(name)
    if kind is None:
        known = ", ".join(each.id for each in stored.vocabulary.kinds)
        raise UnknownItem(f"Il n’y a pas de faits de la sorte « {name} » ; il y a : {known}.")
    return kind


def _filter_of(kind: "RecordKind", text: str) -> tuple[str, str]:
    """A field and the words that its cell must hold. Raises BadInput for a field without name."""
    from assistant.errors import BadInput
    from assistant.texts.french import fold

    field, _, value = text.partition("=")
    fields = [column.field for column in kind.columns]
    if field not in fields or not value:
        raise BadInput(
            f"« {text} » ne restreint rien : écrivez un champ et une valeur, par exemple "
            f"{fields[0]}=…, avec l’un des champs {', '.join(fields)}."
        )
    return field, fold(value)


def _passes(row: "Record", filters: Sequence[tuple[str, str]]) -> bool:
    from assistant.texts.french import fold

    return all(value in fold(row.text_of(field)) for field, value in filters)


def _json(kind: "RecordKind", rows: Sequence["Record"]) -> str:
    import json

    listed = [
        {column.field: row.text_of(column.field) for column in kind.columns}
        | {"passage": row.passage, "mots": row.words}
        for row in rows
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2)


def _print(kind: "RecordKind", rows: Sequence["Record"]) -> None:
    """One line a row, its cells then its passage, and how many there are."""
    typer.echo(" | ".join((*(column.title for column in kind.columns), "Passage")))
    for row in rows:
        cells = [row.text_of(column.field) for column in kind.columns]
        typer.echo(" | ".join((*cells, row.passage)))
    typer.echo(f"{len(rows)} ligne{'s' if len(rows) > 1 else ''}.")
