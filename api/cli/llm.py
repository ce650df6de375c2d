"""`cpom llm`: does the language model that the settings name work, and how well?"""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import french
from assistant.errors import BadInput, ModelError

if TYPE_CHECKING:
    from assistant.llm.client import Model

# Long enough for a server that streams to send it in several pieces.
SENTENCE = (
    "La prévention des risques professionnels commence par l’écoute de celles "
    "et ceux qui travaillent, se poursuit par l’organisation du travail "
    "elle-même et se mesure au bout de quelques années, avec les entreprises"
)
SCHEMA = {
    "type": "object",
    "properties": {"mot": {"type": "string", "enum": [SENTENCE]}},
    "required": ["mot"],
    "additionalProperties": False,
}

app = typer.Typer(cls=french.Group, no_args_is_help=True)


@app.callback()
def llm() -> None:
    """Essaie le modèle de langue, s’il y en a un."""


@app.command(epilog="Exemple : cpom llm check --seconds 60")
def check(
    *,
    seconds: Annotated[
        int, typer.Option(min=1, max=600, help="Temps maximal d’un essai, en secondes.")
    ] = 30,
) -> None:
    """Dit ce qui marche : serveur, modèle, forme JSON imposée, flux, délai. Aucun texte du corpus
    n’est envoyé.
    """
    from assistant.llm.client import open_model
    from assistant.settings import Settings

    settings = Settings()
    model = open_model(settings)
    if model is None:
        raise BadInput(
            "Aucun modèle de langue n’est réglé : donnez CPOM_LLM_URL et "
            "CPOM_LLM_MODEL (docs/modele.md). L’assistant répond sans."
        )
    typer.echo(f"Serveur : {settings.llm_url}\nModèle : {model.name}")
    model.open()
    for line in lines(model, seconds):
        typer.echo(line)


def lines(model: "Model", seconds: float) -> Iterator[str]:
    """What works, a line at a time.

    Raises ModelUnreachable, ModelRefused or ModelOutput when the model writes nothing that could be
    used.
    """
    plain = _run_trial(model, seconds, None)
    yield (
        f"Joignable, modèle connu : oui ({plain.total:.1f} s, premier mot après "
        f"{plain.first:.1f} s)."
    )
    yield (
        "Flux : "
        f"{'oui' if plain.pieces > 1 else 'non, la réponse vient d’un bloc'} "
        f"({plain.pieces} morceau{'x' if plain.pieces > 1 else ''})."
    )
    yield (
        "Jetons comptés par le serveur : "
        f"{f'{plain.sent} lus, {plain.received} écrits' if plain.sent else 'non'}."
    )
    yield f"Consigne suivie sans forme imposée : {_yes(plain.text)}."
    try:
        shaped = _run_trial(model, seconds, SCHEMA)
    except ModelError as error:
        yield f"Forme JSON imposée : non. {error}"
        return
    if model.schema_refused:
        yield (
            "Forme JSON imposée : refusée par le serveur ; la consigne la "
            "demandera seule, et plus de phrases seront écartées."
        )
    else:
        yield f"Forme JSON imposée : acceptée, et respectée : {_yes(shaped.text)}."


class _Trial:
    """One call: its text, its pieces, its times in seconds, its tokens."""

    def __init__(
        self, pieces: Iterator[str], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        begin, found = clock(), []
        self.first = 0.0
        for piece in pieces:
            self.first = self.first or clock() - begin
            found.append(piece)
        self.total = clock() - begin
        self.pieces, self.text = len(found), "".join(found)
        self.sent = self.received = 0


def _run_trial(model: "Model", seconds: float, schema: dict[str, Any] | None) -> _Trial:
    from assistant.llm.client import Budget
    from assistant.llm.prompts import read_prompt

    budget = Budget(seconds)
    trial = _Trial(model.write(read_prompt("essayer").render(mot=SENTENCE), budget, schema))
    trial.sent, trial.received = budget.sent, budget.received
    return trial


def _yes(text: str) -> str:
    """Is the text the object asked for?"""
    from assistant.llm.phrases import read_object

    try:
        return (
            "oui"
            if read_object(text).get("mot") == SENTENCE
            else "non, l’objet n’est pas celui demandé"
        )
    except ValueError:
        return "non, ce n’est pas du JSON"
