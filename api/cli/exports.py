"""`cpom export`, `cpom reread`, `cpom consolidate`: forms as files, and files as forms again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opening import open_core
from assistant.errors import BadInput
from assistant.exports.formats import EXPORTERS, exporter_of

if TYPE_CHECKING:
    from assistant.forms.diff import Difference
    from assistant.forms.line import Form
    from assistant.forms.suivi import TableauSuivi

MAX_FILE = 20_000_000
STANDARD = Path("-")  # the standard output
SHOWN = 80  # characters of a changed line that are shown

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help=f"{', '.join(EXPORTERS)} ; sinon, celui que dit le nom de --out, ou md.",
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
        typer.Argument(
            metavar="FORMULAIRE",
            help="Formulaire JSON, tel que « cpom draft » l’écrit.",
            show_default=False,
        ),
    ],
    *,
    fmt: Format = None,
    out: Out = None,
) -> None:
    """Met un formulaire en Word, PDF, classeur ou Markdown ; ses citations sont vérifiées."""
    from assistant.exports.export import export_bytes
    from assistant.forms.check import verify_form

    index = open_core()
    kind = format_of(fmt, out)
    deliver(export_bytes(verify_form(_read_form(form), index), kind, index.documents), kind, out)


def reread(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER",
            help="Fichier Word ou JSON exporté par l’assistant, puis modifié.",
            show_default=False,
        ),
    ],
    *,
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
    """Reprend un formulaire modifié : dit ce qui a changé et en fait des saisies."""
    from assistant.exports import reimport

    before = _read_form(original) if original else None
    read = reimport.read_back(_read_file(file), open_core(), before)
    for change in read.changes:
        typer.echo(_change_sentence(change), err=True)
    for remark in read.remarks:
        typer.echo(f"Attention : {remark}", err=True)
    typer.echo(f"Lignes changées : {len(read.changes)}.", err=True)
    deliver(read.form.model_dump_json(indent=2).encode() + b"\n", "json", out)


def _change_sentence(change: "Difference") -> str:
    """« modifiée · Rubrique · ligne : « avant » → « après » »."""
    where = f"{change.section} · {change.label}" if change.label else change.section
    lines = [line for line in (change.before, change.after) if line]
    words = " → ".join(f"« {line.text[:SHOWN]} »" for line in lines)
    return f"{change.kind} · {where} : {words}"


def consolidate(
    tables: Annotated[
        list[Path],
        typer.Argument(
            metavar="TABLEAUX…",
            help="Tableaux de suivi JSON, un par service.",
            show_default=False,
        ),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", help="Classeur à écrire.", show_default=False)],
) -> None:
    """Réunit les tableaux de suivi de plusieurs services en un classeur régional."""
    from assistant.exports.export import region_workbook

    out.write_bytes(region_workbook(tuple(map(_read_table, tables))))


def format_of(fmt: str | None, out: Path | None) -> str:
    """The format asked for, or the one that the file's name says; Markdown otherwise."""
    if fmt:
        return fmt
    return out.suffix[1:].lower() if out and out.suffix else "md"


def deliver(content: bytes, fmt: str, out: Path | None) -> None:
    """Write a file, or its bytes on the standard output. Raises BadInput rather than fill a
    terminal with what cannot be read.
    """
    if out is not None and out != STANDARD:
        out.write_bytes(content)
    elif exporter_of(fmt).is_binary and sys.stdout.isatty():
        raise BadInput(f"Un fichier {fmt} ne s’affiche pas : indiquez par --out où l’écrire.")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _read_table(path: Path) -> "TableauSuivi":
    """The yearly table of a service. Raises BadInput for any other form."""
    from assistant.forms.suivi import TableauSuivi

    form = _read_form(path)
    if not isinstance(form, TableauSuivi):
        raise BadInput(
            f"« {path} » n’est pas un tableau de suivi : donnez des fichiers "
            "faits par « cpom draft suivi »."
        )
    return form


def _read_file(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise BadInput(
            f"« {path} » dépasse {MAX_FILE // 1_000_000} Mo : ce n’est pas un "
            "formulaire de l’assistant."
        )
    return path.read_bytes()


def _read_form(path: Path) -> "Form":
    from pydantic import ValidationError

    from assistant.forms.form import FORM

    try:
        return FORM.validate_json(_read_file(path))
    except ValidationError as error:
        raise BadInput(
            f"« {path} » n’est pas un formulaire de l’assistant : donnez un "
            "fichier JSON fait par « cpom draft »."
        ) from error
