"""`cpom drafts`: what was saved, at the command line. One who has the files of the machine sees
everybody's drafts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import french
from api.cli.opening import open_core
from api.cli.printing import console, print_indented, print_line

if TYPE_CHECKING:
    from assistant.forms.diff import Difference
    from assistant.forms.line import Form, Line
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

DraftId = Annotated[
    str,
    typer.Argument(
        metavar="BROUILLON",
        help="Identifiant du brouillon (« cpom drafts list »).",
        show_default=False,
    ),
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

app = typer.Typer(cls=french.Group, no_args_is_help=True)


@app.callback()
def drafts() -> None:
    """Gère les brouillons enregistrés."""


@app.command("new", epilog='Exemple : cpom drafts new fiche.json --note "avant la CMT"')
def new(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER",
            help="Formulaire en JSON, tel que « cpom draft » l’écrit.",
            show_default=False,
        ),
    ],
    *,
    note: Annotated[str, typer.Option(help="Nom de la première version.", show_default=False)] = "",
) -> None:
    """Enregistre un formulaire comme nouveau brouillon ; ses citations sont vérifiées."""
    from assistant.store import drafts as store
    from assistant.store.nouns import LOCAL

    form = _read_form(file)
    with _database() as database:
        opened = store.create_draft(database, LOCAL, form, note)
    typer.echo(f"Brouillon {opened.draft.id} enregistré : {opened.draft.title}.")


@app.command("list", epilog="Exemple : cpom drafts list")
def list_drafts() -> None:
    """Liste les brouillons, le dernier changé d’abord."""
    from assistant.store import drafts as store

    with _database() as database:
        found = store.list_drafts(database, None)
    out = console()
    for draft in found:
        changed = f"{draft.changed.astimezone():%d/%m/%Y à %H:%M}"
        head = f"{draft.subtitle or draft.kind} · version {draft.head}"
        print_line(out, f"{draft.id}  {draft.title}", "bold")
        print_line(out, f"  {head} · changé le {changed}", "dim")
    if not found:
        print_line(out, "Aucun brouillon.")


@app.command("show", epilog="Exemple : cpom drafts show 3f2a9c81d07b --missing")
def show(
    draft_id: DraftId,
    *,
    version: Number = None,
    json_output: Annotated[
        bool,
        typer.Option("--json", help="Écrit le formulaire en JSON, que « cpom drafts new » relit."),
    ] = False,
    missing: Annotated[bool, typer.Option(help="Ne montre que ce qui reste à compléter.")] = False,
) -> None:
    """Montre un brouillon : chaque ligne avec sa clé et son origine."""
    from assistant.forms.form import FORM
    from assistant.forms.sheet import sheet_of
    from assistant.store import drafts as store

    with _database() as database:
        opened = store.read_draft(database, draft_id, version)
    if json_output:
        typer.echo(FORM.dump_json(opened.form, indent=2).decode())
        return
    sheet = sheet_of(opened.form)
    saved = f"{opened.version.saved.astimezone():%d/%m/%Y à %H:%M}"
    entries = sheet.missing() if missing else sheet.entries()
    _print_sheet(sheet, entries, f"version {opened.version.number} du {saved}")


@app.command("versions", epilog="Exemple : cpom drafts versions 3f2a9c81d07b")
def versions(draft_id: DraftId) -> None:
    """Liste les versions gardées d’un brouillon, la dernière d’abord."""
    from assistant.store import drafts as store

    with _database() as database:
        found = store.list_versions(database, draft_id)
    for version in found:
        saved = f"{version.saved.astimezone():%d/%m/%Y %H:%M:%S}"
        note = f" : {version.note}" if version.note else ""
        typer.echo(f"{version.number:>4}  {saved}  {version.cause.value}{note}")


@app.command(
    "edit", epilog='Exemple : cpom drafts edit 3f2a9c81d07b objectifs.0.cible "60 entreprises"'
)
def edit(
    draft_id: DraftId,
    key: Annotated[
        str,
        typer.Argument(
            metavar="CLÉ",
            help="Clé de la ligne, par exemple objectifs.0.cible.",
            show_default=False,
        ),
    ],
    text: Annotated[
        str, typer.Argument(metavar="TEXTE", help="Le nouveau texte.", show_default=False)
    ],
    *,
    seen: Annotated[
        int | None,
        typer.Option(
            "--on",
            min=1,
            help="Version que vous avez lue : si elle n’est plus la présente, rien n’est écrit.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Modifie une ligne, qui devient une saisie ; ce qu’elle était est gardé."""
    from assistant.store import drafts as store

    with _database() as database:
        version = seen or store.read_draft(database, draft_id).draft.head
        opened = store.edit_draft(database, draft_id, version, key, text)
    typer.echo(f"Brouillon {draft_id}, version {opened.draft.head} : ligne « {key} » enregistrée.")


@app.command("diff", epilog="Exemple : cpom drafts diff 3f2a9c81d07b 1 3")
def diff(
    draft_id: DraftId,
    before: Annotated[
        int | None,
        typer.Argument(
            metavar="DÉPART",
            min=1,
            help="Version de départ ; l’avant-dernière gardée sans elle.",
            show_default=False,
        ),
    ] = None,
    after: Annotated[
        int | None,
        typer.Argument(
            metavar="ARRIVÉE",
            min=1,
            help="Version d’arrivée ; la présente sans elle.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Compare deux versions, ligne à ligne."""
    from assistant.forms.diff import differences
    from assistant.store import drafts as store

    with _database() as database:
        numbers = [version.number for version in store.list_versions(database, draft_id)]
        last_but_one = numbers[min(1, len(numbers) - 1)]
        old, new = before or last_but_one, after or numbers[0]
        first, second = (store.read_draft(database, draft_id, number).form for number in (old, new))
    found = differences(first, second)
    plural = "s" if len(found) > 1 else ""
    typer.echo(
        f"De la version {old} à la version {new} : {len(found)} ligne{plural} changée{plural}."
    )
    for difference in found:
        _print_difference(difference)


@app.command("restore", epilog="Exemple : cpom drafts restore 3f2a9c81d07b 1")
def restore(
    draft_id: DraftId,
    number: Annotated[
        int,
        typer.Argument(metavar="VERSION", min=1, help="Version à reprendre.", show_default=False),
    ],
) -> None:
    """Fait d’une ancienne version la présente, sous un nouveau numéro."""
    from assistant.store import drafts as store

    with _database() as database:
        head = store.read_draft(database, draft_id).draft.head
        opened = store.restore_version(database, draft_id, head, number)
    typer.echo(
        f"Brouillon {draft_id}, version {opened.draft.head} : la version {number} est reprise."
    )


@app.command("export", epilog="Exemple : cpom drafts export 3f2a9c81d07b --out fiche.docx")
def export(
    draft_id: DraftId,
    *,
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
        opened = store.read_draft(database, draft_id, version)
    fmt = out.suffix.removeprefix(".").lower()
    out.write_bytes(export_bytes(opened.form, fmt, open_core().documents))
    typer.echo(f"Brouillon {draft_id}, version {opened.version.number}, écrit dans {out}.")


@app.command("delete", epilog="Exemple : cpom drafts delete 3f2a9c81d07b --yes")
def delete(
    draft_id: DraftId,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="N’attend pas de confirmation.")] = False,
) -> None:
    """Supprime un brouillon et toutes ses versions, sans retour."""
    from assistant.store import drafts as store

    with _database() as database:
        title = store.read_draft(database, draft_id).draft.title
        if not yes and not _confirm(f"Supprimer « {title} » et ses versions ?"):
            raise typer.Abort
        store.remove_draft(database, draft_id)
    typer.echo(f"Brouillon {draft_id} supprimé.")


def _confirm(question: str) -> bool:
    """Did the person at the terminal say yes?"""
    answer = typer.prompt(f"{question} [o/N]", default="n", show_default=False)
    return str(answer).strip().lower() in YES


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


def _read_form(file: Path) -> "Form":
    """The form of a file, its citations verified in the published index."""
    from pydantic import ValidationError

    from assistant.errors import BadInput
    from assistant.forms.check import verify_form
    from assistant.forms.form import FORM

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
    from assistant.forms.diff import labelled_entries

    out = console()
    shown = {entry.key for entry in entries}
    print_line(out, sheet.title, "bold")
    print_line(out, " · ".join(part for part in (sheet.subtitle, version) if part), "dim")
    for section in sheet.sections:
        here = [entry for entry in labelled_entries(section) if entry.key in shown]
        if here:
            print_line(out, f"\n{section.title}", "bold")
        for entry in here:
            print_line(out, f"  {entry.key}", "dim")
            _print_form_line(out, entry.label, entry.line)


def _print_difference(difference: "Difference") -> None:
    out = console()
    where = ", ".join(part for part in (difference.section, difference.label) if part)
    kind = difference.kind.value
    print_line(out, f"{MARKS[kind]} {difference.key}  {where} : ligne {kind}", "bold")
    for name, line in (("avant", difference.before), ("après", difference.after)):
        if line is not None:
            _print_form_line(out, name, line)


def _print_form_line(out: Any, label: str, line: "Line") -> None:
    """A line under its key, with its origin; of a missing one, who is expected to fill it in."""
    head = f"{label} : " if label else ""
    expected = f", attendu de : {line.by}" if line.by else ""
    origin = line.origin.value
    print_indented(out, f"{head}{line.text}  [{origin}{expected}]", COLOURS[origin])
