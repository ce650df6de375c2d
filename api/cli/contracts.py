"""`cpom check` and `cpom compare`: contracts held against the instruction, or side by side."""

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opening import open_assistant
from assistant.errors import BadInput, CpomError
from assistant.exports.formats import EXPORTERS, exporter_of

if TYPE_CHECKING:
    from assistant.conformity.result import Comparison, Conformity
    from assistant.pipeline import Assistant


TEXT = "text"
LINES = "jsonl"
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
        help=f"{TEXT} : un tableau à l’écran ; {', '.join(EXPORTERS)} : un document ; "
        f"{LINES} : un objet JSON par contrat.",
        autocompletion=lambda: [TEXT, LINES, *EXPORTERS],
    ),
]
Contracts = Annotated[
    list[str],
    typer.Argument(metavar="CONTRAT…", help=f"{CONTRACT} Ou un dossier.", show_default=False),
]
Explain = Annotated[
    str,
    typer.Option(
        "--explain",
        metavar="RÈGLE",
        help="Dit comment une règle a été lue : la clause, sa lecture, le pourquoi.",
        show_default=False,
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


def check(
    contracts: Contracts,
    *,
    fmt: Chosen = TEXT,
    out: Out = None,
    day: On = None,
    explain: Explain = "",
) -> None:
    """Contrôle des contrats, règle par règle, contre l’instruction du 12 juillet 2024."""
    assistant = open_assistant()
    if fmt == LINES:
        _write_lines(assistant, contracts, _date_of(day), out)
        return
    if len(contracts) > 1:
        raise BadInput(f"Plusieurs contrats se contrôlent avec --format {LINES}.")
    text = assistant.conformity.contract(contracts[0])
    if explain:
        lines = assistant.conformity.explain(text, explain, _date_of(day))
        sys.stdout.write("\n".join(lines) + "\n")
        return
    _write(assistant, assistant.conformity.check(text, _date_of(day)), fmt, out)


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


def _write_lines(
    assistant: "Assistant", contracts: list[str], day: date | None, out: Path | None
) -> None:
    """One JSON object a line, with `file`; a contract that cannot be read says so on its line."""
    with out.open("w", encoding="utf-8") if out else nullcontext(sys.stdout) as stream:
        for name in _files_of(contracts):
            stream.write(_line_of(assistant, name, day) + "\n")


def _files_of(contracts: list[str]) -> Iterator[str]:
    """The contracts named, and those of the folders named, in the order of their names."""
    for name in contracts:
        if Path(name).is_dir():
            yield from (str(path) for path in sorted(Path(name).iterdir()) if path.is_file())
        else:
            yield name


def _line_of(assistant: "Assistant", name: str, day: date | None) -> str:
    from api.schemas.checks import conformity_out

    try:
        found = assistant.conformity.check(assistant.conformity.contract(name), day)
    except CpomError as error:
        return json.dumps({"file": name, "error": str(error)}, ensure_ascii=False)
    shown = conformity_out(found).model_dump(mode="json")
    return json.dumps({"file": name, **shown}, ensure_ascii=False)


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
