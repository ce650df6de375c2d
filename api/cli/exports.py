"""`cpom export`, `cpom reread`, `cpom consolidate`: forms as files, and files as forms again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opening import open_core
from assistant.errors import BadInput

if TYPE_CHECKING:
    from assistant.forms.edit import Form

MAX_FILE = 20_000_000
BINARY = {"docx", "pdf", "xlsx"}

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="json, md, docx, pdf ou xlsx ; sinon, celui que dit le nom de --out, ou md.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Fichier à écrire ; sans lui, la sortie standard.", show_default=False
    ),
]


def export(
    form: Annotated[
        Path,
        typer.Argument(help="Formulaire JSON, tel que « cpom draft » l’écrit.", show_default=False),
    ],
    format: Format = None,
    out: Out = None,
) -> None:
    """Met un formulaire en Word, PDF, classeur ou Markdown, après avoir vérifié chacune de ses
    citations.
    """
    from assistant.exports.export import export_bytes
    from assistant.forms.check import verify_form

    index = open_core()
    chosen = format_of(format, out)
    deliver(export_bytes(verify_form(_form(form), index), chosen, index.documents), chosen, out)


def reread(
    file: Annotated[
        Path,
        typer.Argument(
            help="Fichier Word ou JSON exporté par l’assistant, puis modifié.", show_default=False
        ),
    ],
    original: Annotated[
        Path | None,
        typer.Option(
            "--original",
            help="Formulaire JSON d’avant les modifications (inutile pour un fichier Word).",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
) -> None:
    """Reprend un formulaire modifié dans Word ou en JSON : dit ce qui a changé et en fait des
    saisies.
    """
    from assistant.exports.reimport import read_back as taken

    index = open_core()
    read = taken(_content(file), index, _form(original) if original else None)
    for change in read.changes:
        words = " → ".join(
            f"« {line.text[:80]} »" for line in (change.before, change.after) if line
        )
        typer.echo(
            (
                f"{change.kind} · "
                f"{change.section}{' · ' + change.label if change.label else ''} : "
                f"{words}"
            ),
            err=True,
        )
    for remark in read.remarks:
        typer.echo(f"Attention : {remark}", err=True)
    typer.echo(f"Lignes changées : {len(read.changes)}.", err=True)
    deliver(read.form.model_dump_json(indent=2).encode() + b"\n", "json", out)


def consolidate(
    tables: Annotated[
        list[Path],
        typer.Argument(help="Tableaux de suivi JSON, un par service.", show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", help="Classeur à écrire.", show_default=False)],
) -> None:
    """Réunit les tableaux de suivi de plusieurs services en un classeur régional, avec ses
    totaux.
    """
    from assistant.exports.export import region_workbook
    from assistant.forms.suivi import TableauSuivi

    forms = [(_form(path), path) for path in tables]
    wrong = next((path for form, path in forms if not isinstance(form, TableauSuivi)), None)
    if wrong:
        raise BadInput(
            f"« {wrong} » n’est pas un tableau de suivi : donnez des fichiers "
            "faits par « cpom draft suivi »."
        )
    out.write_bytes(
        region_workbook(tuple(form for form, _ in forms if isinstance(form, TableauSuivi)))
    )


def format_of(format: str | None, out: Path | None) -> str:
    """The format asked for, or the one that the file's name says; Markdown otherwise."""
    return format or (out.suffix[1:].lower() if out and out.suffix else "md")


def deliver(content: bytes, format: str, out: Path | None) -> None:
    """Write a file, or its bytes on the standard output. Raises BadInput rather than fill a
    terminal with what cannot be read.
    """
    if out is not None:
        out.write_bytes(content)
    elif format in BINARY and sys.stdout.isatty():
        raise BadInput(f"Un fichier {format} ne s’affiche pas : indiquez par --out où l’écrire.")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _content(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise BadInput(
            f"« {path} » dépasse {MAX_FILE // 1_000_000} Mo : ce n’est pas un "
            "formulaire de l’assistant."
        )
    return path.read_bytes()


def _form(path: Path) -> "Form":
    from pydantic import ValidationError

    from assistant.forms.edit import FORM

    try:
        return FORM.validate_json(_content(path))
    except ValidationError as error:
        raise BadInput(
            f"« {path} » n’est pas un formulaire de l’assistant : donnez un "
            "fichier JSON fait par « cpom draft »."
        ) from error
