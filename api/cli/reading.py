"""`cpom reading`: what a sentence says, as a small table."""

from typing import Annotated

import typer

from assistant.errors import BadInput


def reading(
    sentence: Annotated[
        str, typer.Argument(help="La phrase à lire, entre guillemets.", show_default=False)
    ],
    before: Annotated[
        str,
        typer.Option("--avant", help="La phrase ou le titre qui précède.", show_default=False),
    ] = "",
    json_output: Annotated[
        bool, typer.Option("--json", help="Affiche la lecture en JSON.")
    ] = False,
) -> None:
    """Montre ce que dit une phrase : actes, négation, force, conditions, dates, nombres."""
    from api.cli import printing
    from assistant.reading.reader import read_sentences
    from assistant.reading.rows import read_labels, rows_of
    from assistant.reading.sentence import SentenceInput
    from assistant.settings import Settings

    if not sentence.strip():
        raise BadInput("Donnez une phrase à lire, entre guillemets.")
    corpus = Settings().corpus
    wanted = SentenceInput(text=sentence.strip(), before=before)
    (found,) = read_sentences([wanted], corpus)
    if json_output:
        typer.echo(found.model_dump_json(indent=2, exclude={"words"}))
    else:
        printing.print_rows(rows_of(found, read_labels(corpus)))
