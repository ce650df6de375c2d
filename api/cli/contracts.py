"""`cpom check` and `cpom compare`: contracts held against the instruction, or side by side."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opening import open_assistant
from assistant.errors import BadInput
from assistant.exports.formats import EXPORTERS, exporter_of

if TYPE_CHECKING:
    from assistant.conformity.result import Comparison, Conformity
    from assistant.pipeline import Assistant


TEXT = "text"
CONTRACT = (
    "Fichier (txt, pdf, docx, html, ou JSON d’un projet) ou identifiant du "
    "catalogue (« cpom sources »)."
)

Contract = Annotated[str, typer.Argument(metavar="CONTRAT", help=CONTRACT, show_default=False)]
First = Annotated[str, typer.Argument(metavar="CONTRAT_A", help=CONTRACT, show_default=False)]
Second = Annotated[str, typer.Argument(metavar="CONTRAT_B", help=CONTRACT, show_default=False)]
Chosen = Annotated[
    str,
    typer.Option(
        "--format",
        help=f"{TEXT} : un tableau à l’écran ; {', '.join(EXPORTERS)} : un document.",
        autocompletion=lambda: [TEXT, *EXPORTERS],
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


def check(contract: Contract, *, fmt: Chosen = TEXT, out: Out = None, day: On = None) -> None:
    """Contrôle un contrat, règle par règle, contre l’instruction du 12 juillet 2024."""
    assistant = open_assistant()
    found = assistant.conformity.check(assistant.conformity.contract(contract), _date_of(day))
    _write(assistant, found, fmt, out)


def compare(
    first: First,
    second: Second,
    *,
    fmt: Chosen = TEXT,
    out: Out = None,
    day: On = None,
) -> None:
    """Compare deux contrats, thème par thème puis règle par règle."""
    assistant = open_assistant()
    contracts = (assistant.conformity.contract(first), assistant.conformity.contract(second))
    found = assistant.conformity.compare(*contracts, _date_of(day))
    _write(assistant, found, fmt, out)


def _write(
    assistant: "Assistant", found: "Conformity | Comparison", fmt: str, out: Path | None
) -> None:
    """To the screen or to a file; a document for an office program goes to a file only."""
    if out is None and fmt == TEXT:
        _print(found)
        return
    if out is None and exporter_of(fmt).is_binary:
        raise BadInput(f"Indiquez par --out le fichier {fmt} à écrire.")
    content = _content(assistant, found, fmt)
    if out is None:
        sys.stdout.write(content.decode("utf-8"))
    else:
        out.write_bytes(content)


def _content(assistant: "Assistant", found: "Conformity | Comparison", fmt: str) -> bytes:
    """A result in a format."""
    if fmt == TEXT:
        return _text(found).encode()
    if fmt == "json":
        return _json(found).encode()
    from assistant.exports.export import export_bytes

    return export_bytes(found, fmt, assistant.index.documents)


def _json(found: "Conformity | Comparison") -> str:
    from api.schemas.checks import comparison_out, conformity_out
    from assistant.conformity.result import Conformity

    shown = conformity_out(found) if isinstance(found, Conformity) else comparison_out(found)
    return shown.model_dump_json(indent=2) + "\n"


def _print(found: "Conformity | Comparison", console: object = None) -> None:
    from api.cli import results
    from assistant.conformity.result import Conformity

    if isinstance(found, Conformity):
        results.print_conformity(found, console)
    else:
        results.print_comparison(found, console)


def _text(found: "Conformity | Comparison") -> str:
    """What a program that reads the terminal would get, as a file of text."""
    from io import StringIO

    from rich.console import Console

    console = Console(file=StringIO(), highlight=False, soft_wrap=True)
    with console.capture() as captured:
        _print(found, console)
    return captured.get()


def _date_of(day: datetime | None) -> date | None:
    return day.date() if day else None
