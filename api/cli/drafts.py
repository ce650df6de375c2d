"""`cpom drafts`: what was saved, at the command line. One who has the files of the machine sees
everybody's drafts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opening import open_core

if TYPE_CHECKING:
    from rich.padding import Padding

    from assistant.forms.diff import Difference
    from assistant.forms.edit import Form
    from assistant.forms.line import Line
    from assistant.forms.sheet import Entry, Sheet
    from assistant.store.database import Database

COLOURS = {
    "modèle national": "green",
    "exemple": "yellow",
    "rapport": "cyan",
    "saisie": "white",
    "proposition": "magenta",
    "à compléter": "red",
}
YES = {"o", "oui"}
MARKS = {"ajoutée": "+", "supprimée": "-", "modifiée": "~"}

Id = Annotated[
    str, typer.Argument(help="Identifiant du brouillon (« cpom drafts list »).", show_default=False)
]
Number = Annotated[
    int | None,
    typer.Option(
        "--version",
        min=1,
        help="Numéro de version ; la présente sans cette option.",
        show_default=False,
    ),
]

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Gère les brouillons enregistrés."
)


@app.callback()
def drafts() -> None:
    """Gère les brouillons enregistrés."""


@app.command("new")
def new(
    file: Annotated[
        Path,
        typer.Argument(
            help="Formulaire en JSON, tel que « cpom draft » l’écrit.", show_default=False
        ),
    ],
    note: Annotated[str, typer.Option(help="Nom de la première version.", show_default=False)] = "",
) -> None:
    """Enregistre un formulaire comme nouveau brouillon ; ses citations sont vérifiées."""
    from assistant.store import drafts as store
    from assistant.store.nouns import LOCAL

    form = _read(file)
    with _database() as database:
        opened = store.create(database, LOCAL, form, note)
    typer.echo(f"Brouillon {opened.draft.id} enregistré : {opened.draft.title}.")


@app.command("list")
def list_() -> None:
    """Liste les brouillons, le dernier changé d’abord."""
    from api.cli.printing import console
    from assistant.store import drafts as store

    with _database() as database:
        found = store.drafts(database, None)
    out = console()
    for draft in found:
        out.print(f"{draft.id}  {draft.title}", style="bold", markup=False)
        out.print(
            (
                f"  {draft.subtitle or draft.kind} · version {draft.head} · changé "
                f"le {draft.changed.astimezone():%d/%m/%Y à %H:%M}"
            ),
            style="dim",
            markup=False,
        )
    if not found:
        out.print("Aucun brouillon.", markup=False)


@app.command("show")
def show(
    id: Id,
    version: Number = None,
    json_output: Annotated[
        bool,
        typer.Option("--json", help="Écrit le formulaire en JSON, que « cpom drafts new » relit."),
    ] = False,
    missing: Annotated[bool, typer.Option(help="Ne montre que ce qui reste à compléter.")] = False,
) -> None:
    """Montre un brouillon : chaque ligne avec sa clé et son origine."""
    from assistant.forms.edit import FORM
    from assistant.forms.sheet import sheet_of
    from assistant.store import drafts as store

    with _database() as database:
        opened = store.opened(database, id, version)
    if json_output:
        typer.echo(FORM.dump_json(opened.form, indent=2).decode())
        return
    sheet = sheet_of(opened.form)
    _print_sheet(
        sheet,
        sheet.missing() if missing else sheet.entries(),
        f"version {opened.version.number} du {opened.version.saved.astimezone():%d/%m/%Y à %H:%M}",
    )


@app.command("versions")
def versions(id: Id) -> None:
    """Liste les versions gardées d’un brouillon, la dernière d’abord."""
    from assistant.store import drafts as store

    with _database() as database:
        for each in store.versions(database, id):
            typer.echo(
                f"{each.number:>4}  "
                f"{each.saved.astimezone():%d/%m/%Y %H:%M:%S}  "
                f"{each.cause.value}{f' : {each.note}' if each.note else ''}"
            )


@app.command("edit")
def edit(
    id: Id,
    key: Annotated[
        str,
        typer.Argument(help="Clé de la ligne, par exemple objectifs.0.cible.", show_default=False),
    ],
    text: Annotated[str, typer.Argument(help="Le nouveau texte.", show_default=False)],
    on: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Version que vous avez lue : si elle n’est plus la présente, rien n’est écrit.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Modifie une ligne, qui devient une saisie ; ce qu’elle était est gardé."""
    from assistant.store import drafts as store

    with _database() as database:
        opened = store.edit(database, id, on or store.opened(database, id).draft.head, key, text)
    typer.echo(f"Brouillon {id}, version {opened.draft.head} : ligne « {key} » enregistrée.")


@app.command("diff")
def diff(
    id: Id,
    before: Annotated[
        int | None,
        typer.Argument(
            min=1, help="Version de départ ; l’avant-dernière gardée sans elle.", show_default=False
        ),
    ] = None,
    after: Annotated[
        int | None,
        typer.Argument(
            min=1, help="Version d’arrivée ; la présente sans elle.", show_default=False
        ),
    ] = None,
) -> None:
    """Compare deux versions, ligne à ligne."""
    from assistant.forms.diff import differences
    from assistant.store import drafts as store

    with _database() as database:
        kept = [each.number for each in store.versions(database, id)]
        old, new = before or kept[min(1, len(kept) - 1)], after or kept[0]
        found = differences(
            store.opened(database, id, old).form, store.opened(database, id, new).form
        )
    typer.echo(
        f"De la version {old} à la version {new} : {len(found)} "
        f"ligne{'s' if len(found) > 1 else ''} "
        f"changée{'s' if len(found) > 1 else ''}."
    )
    for each in found:
        _print_difference(each)


@app.command("restore")
def restore(
    id: Id,
    number: Annotated[int, typer.Argument(min=1, help="Version à reprendre.", show_default=False)],
) -> None:
    """Fait d’une ancienne version la présente, sous un nouveau numéro."""
    from assistant.store import drafts as store

    with _database() as database:
        opened = store.restore(database, id, store.opened(database, id).draft.head, number)
    typer.echo(f"Brouillon {id}, version {opened.draft.head} : la version {number} est reprise.")


@app.command("export")
def export(
    id: Id,
    out: Annotated[
        Path,
        typer.Option(
            help="Fichier à écrire ; sa fin dit le format : .docx, .pdf, .md, .xlsx ou .json.",
            show_default=False,
        ),
    ],
    version: Number = None,
) -> None:
    """Écrit un brouillon dans un fichier."""
    from assistant.exports.export import export_bytes
    from assistant.store import drafts as store

    with _database() as database:
        opened = store.opened(database, id, version)
    out.write_bytes(
        export_bytes(opened.form, out.suffix.removeprefix(".").lower(), open_core().documents)
    )
    typer.echo(f"Brouillon {id}, version {opened.version.number}, écrit dans {out}.")


@app.command("delete")
def delete(
    id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="N’attend pas de confirmation.")] = False,
) -> None:
    """Supprime un brouillon et toutes ses versions, sans retour."""
    from assistant.store import drafts as store

    with _database() as database:
        draft = store.opened(database, id).draft
        if (
            not yes
            and typer.prompt(
                f"Supprimer « {draft.title} » et ses versions ? [o/N]",
                default="n",
                show_default=False,
            )
            .strip()
            .lower()
            not in YES
        ):
            raise typer.Abort
        store.remove(database, id)
    typer.echo(f"Brouillon {id} supprimé.")


@contextmanager
def _database() -> "Iterator[Database]":
    """The database of the settings, closed at the end."""
    from assistant.settings import Settings
    from assistant.store.database import open_database

    database = open_database(Settings())
    try:
        yield database
    finally:
        database.close()


def _read(file: Path) -> "Form":
    """The form of a file, its citations verified in the published index."""
    from pydantic import ValidationError

    from assistant.errors import BadInput
    from assistant.forms.check import verify_form
    from assistant.forms.edit import FORM

    try:
        form = FORM.validate_json(file.read_bytes())
    except ValidationError as error:
        where = ", ".join(
            dict.fromkeys(
                ".".join(map(str, fault["loc"])) or "le fichier" for fault in error.errors()[:3]
            )
        )
        raise BadInput(
            f"{file} n’est pas un formulaire lisible ({where}) : donnez le "
            "JSON écrit par « cpom draft » ou « cpom drafts show --json »."
        ) from error
    return verify_form(form, open_core())


def _print_sheet(sheet: "Sheet", entries: "tuple[Entry, ...]", version: str) -> None:
    from api.cli.printing import console
    from assistant.forms.diff import labelled_entries

    out = console()
    out.print(sheet.title, style="bold", markup=False)
    out.print(
        " · ".join(part for part in (sheet.subtitle, version) if part), style="dim", markup=False
    )
    kept = {entry.key for entry in entries}
    for section in sheet.sections:
        here = [entry for entry in labelled_entries(section) if entry.key in kept]
        if here:
            out.print(f"\n{section.title}", style="bold", markup=False)
        for entry in here:
            out.print(f"  {entry.key}", style="dim", markup=False)
            out.print(_indented(f"{entry.label} : " if entry.label else "", entry.line))


def _print_difference(each: "Difference") -> None:
    from api.cli.printing import console

    out = console()
    out.print(
        (
            f"{MARKS[each.kind.value]} {each.key}  "
            f"{each.section}{f', {each.label}' if each.label else ''} : ligne "
            f"{each.kind.value}"
        ),
        style="bold",
        markup=False,
    )
    for name, line in (("avant", each.before), ("après", each.after)):
        if line is not None:
            out.print(_indented(f"{name} : ", line))


def _indented(name: str, line: "Line") -> "Padding":
    """A line under its key, with its origin; of a missing one, who is expected to fill it in."""
    from rich.padding import Padding
    from rich.text import Text

    by = f", attendu de : {line.by}" if line.by else ""
    return Padding(
        Text(f"{name}{line.text}  [{line.origin.value}{by}]", style=COLOURS[line.origin.value]),
        (0, 0, 0, 4),
    )
