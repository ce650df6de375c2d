"""`cpom ask`: one question, or all those of a file."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.exports import Format, deliver, format_of
from api.cli.opening import open_assistant
from assistant.domain import Answer, Filters, Mode, Question, Refusal
from assistant.errors import BadInput

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

Asked = Annotated[
    str | None,
    typer.Argument(
        metavar="QUESTION",
        help="La question, entre guillemets ; « - » la lit sur l’entrée standard.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Affiche la réponse en JSON.")]
Batch = Annotated[
    Path | None,
    typer.Option(
        help=(
            "Fichier JSONL de questions : une par ligne, avec « id » et « question » ; "
            "« - » : l’entrée standard."
        ),
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        help=(
            "Fichier à écrire : la réponse, ou toutes celles de --batch en JSONL "
            "(« - » : la sortie standard)."
        ),
        show_default=False,
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        help="document=…, poids=…, territoire=… ou date=AAAA-MM-JJ ; répétable.",
        show_default=False,
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Date à laquelle se placer.", show_default=False),
]
Written = Annotated[
    Mode | None,
    typer.Option(
        help="model : par le modèle de langue réglé ; extractive : par les mots des textes.",
        show_default=False,
    ),
]


def ask(
    question: Asked = None,
    *,
    json_output: Json = False,
    batch: Batch = None,
    out: Out = None,
    fmt: Format = None,
    where: Where = None,
    as_of: AsOf = None,
    mode: Written = None,
) -> None:
    """Pose une question, ou toutes celles d’un fichier."""
    from api.deps import filters

    chosen = filters.parse(where or [])
    if batch is not None:
        _answer_batch(batch, out, chosen, mode)
        return
    text = _read_question() if question in (None, "-") else str(question)
    day = as_of.date() if as_of else None
    assistant = open_assistant()
    reply = assistant.ask(Question(text=text, as_of=day, filters=chosen), mode=mode)
    kind = _format_of_reply(fmt, out, json_output=json_output)
    _write(assistant, reply, kind, out)


def _read_question() -> str:
    """The question sent on the standard input; empty on a terminal, where nothing is sent."""
    return "" if sys.stdin.isatty() else sys.stdin.read()


def _format_of_reply(fmt: str | None, out: Path | None, *, json_output: bool) -> str:
    """The format of the reply; empty when it is to be shown on the terminal."""
    if json_output:
        return "json"
    return format_of(fmt, out) if fmt or out else ""


def _write(assistant: "Assistant", reply: Answer | Refusal, kind: str, out: Path | None) -> None:
    """The reply on the terminal, or in a file of a format."""
    documents = assistant.index.documents
    if not kind:
        from api.cli import printing

        printing.print_reply(reply, documents)
    elif kind == "json":
        from api.schemas.answers import reply_out

        deliver((reply_out(reply).model_dump_json(indent=2) + "\n").encode(), kind, out)
    else:
        from assistant.exports.export import export_bytes

        deliver(export_bytes(reply, kind, documents), kind, out)


def _answer_batch(source: Path, target: Path | None, chosen: Filters, mode: Mode | None) -> None:
    from api.cli.batch import answer_file

    if target is None:
        raise BadInput("Indiquez par --out le fichier où écrire les réponses.")
    problems = 0
    for sentence in answer_file(open_assistant(), source, target, chosen, mode=mode):
        problems += 1
        typer.echo(sentence, err=True)
    if problems:
        raise typer.Exit(1)
