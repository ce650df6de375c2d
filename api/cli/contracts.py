"""`cpom check` and `cpom compare`: contracts held against the instruction, or side by side."""

import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opening import open_assistant
from assistant.errors import BadInput

if TYPE_CHECKING:
    from assistant.conformity.result import Comparison, Conformity
    from assistant.pipeline import Assistant


class Format(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"
    MD = "md"
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"


Contract = Annotated[
    str,
    typer.Argument(
        help=(
            "Fichier (txt, pdf, docx, html, ou JSON d’un projet) ou identifiant du "
            "catalogue (« cpom sources »)."
        ),
        show_default=False,
    ),
]
Chosen = Annotated[
    Format,
    typer.Option(
        "--format",
        help=(
            "text : un tableau ; json : tout, pour un programme ; md, docx, pdf, "
            "xlsx : un document."
        ),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(help="Fichier où écrire ; à l’écran sans cette option.", show_default=False),
]
On = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        formats=["%Y-%m-%d"],
        help="Date à laquelle se placer ; aujourd’hui sans cette option.",
        show_default=False,
    ),
]


def check(contract: Contract, format: Chosen = Format.TEXT, out: Out = None, on: On = None) -> None:
    """Contrôle un contrat, règle par règle, contre l’instruction du 12 juillet 2024."""
    assistant = open_assistant()
    _write(assistant, assistant.check(assistant.deed(contract), _day(on)), format, out)


def compare(
    a: Contract, b: Contract, format: Chosen = Format.TEXT, out: Out = None, on: On = None
) -> None:
    """Compare deux contrats, thème par thème puis règle par règle."""
    assistant = open_assistant()
    _write(
        assistant, assistant.compare(assistant.deed(a), assistant.deed(b), _day(on)), format, out
    )


def _write(
    assistant: "Assistant", found: "Conformity | Comparison", format: Format, out: Path | None
) -> None:
    """To the screen or to a file; a document for an office program goes to a file only."""
    if format is Format.TEXT and out is None:
        _show(found)
        return
    if format in {Format.DOCX, Format.PDF, Format.XLSX} and out is None:
        raise BadInput(f"Indiquez par --out le fichier {format.value} à écrire.")
    written = _bytes(assistant, found, format)
    if out is None:
        sys.stdout.write(written.decode("utf-8"))
    else:
        out.write_bytes(written)


def _bytes(assistant: "Assistant", found: "Conformity | Comparison", format: Format) -> bytes:
    if format is Format.TEXT:
        return _plain(found).encode()
    if format is Format.JSON:
        return _json(found).encode()
    from assistant.exports.export import export_bytes

    return export_bytes(found, format.value, assistant.index.documents)


def _json(found: "Conformity | Comparison") -> str:
    from api.schemas.checks import comparison_out, conformity_out
    from assistant.conformity.result import Conformity

    shown = conformity_out(found) if isinstance(found, Conformity) else comparison_out(found)
    return shown.model_dump_json(indent=2) + "\n"


def _show(found: "Conformity | Comparison", console: object = None) -> None:
    from api.cli import verdicts
    from assistant.conformity.result import Conformity

    if isinstance(found, Conformity):
        verdicts.conformity(found, console)
    else:
        verdicts.comparison(found, console)


def _plain(found: "Conformity | Comparison") -> str:
    """What the terminal would show, as a file of text."""
    from io import StringIO

    from rich.console import Console

    console = Console(file=StringIO(), width=140, highlight=False)
    with console.capture() as captured:
        _show(found, console)
    return captured.get()


def _day(on: datetime | None) -> date | None:
    return on.date() if on else None
