"""`cpom chat`: a conversation in the terminal, or with the lines of the standard input."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from api.cli.opening import open_assistant
from assistant.domain import Answer, Citation, Question, Refusal, Turn
from assistant.errors import CpomError

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

# What each command says to the assistant, in the words of `corpus/actes.yaml`.
SAID = {
    "/plus-court": "plus court",
    "/detail": "détaille",
    "/tableau": "en tableau",
    "/courriel": "pour un courriel",
    "/sûr": "tu es sûr ?",
    "/suite": "la suite",
}
HELP = """Posez vos questions ; « et pour l’agrément ? » ou « pourquoi ? » se comprennent.
  /source N     les mots exacts de la source N de la dernière réponse, et le passage entier
  /plus-court   la réponse en une phrase        /detail     le paragraphe entier
  /tableau      la réponse en tableau           /courriel   un texte prêt à coller
  /suite        ce qui suit dans le texte       /sûr        les mots sur lesquels elle repose
  /nouveau      oublie la conversation          /aide       ces lignes
  /fin          termine (ou Ctrl+D)"""
WELCOME = "Assistant CPOM. Écrivez une question, /aide ou /fin."
PROMPT = "vous › "


def chat() -> None:
    """Converse : chaque question se comprend avec les précédentes.

    Les lignes de l’entrée standard valent un clavier : cpom chat < questions.txt
    """
    conversation = Conversation(open_assistant())
    typer.echo(WELCOME)
    for line in _lines():
        if line in ("/fin", "/quitter"):
            break
        conversation.take(line)


def _lines() -> Iterator[str]:
    """What the user types, or the lines sent; blank ones left out."""
    typed = sys.stdin.isatty()
    while True:
        if typed:
            typer.echo(PROMPT, nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip() and not typed:
            typer.echo(f"{PROMPT}{line.strip()}")
        if line.strip():
            yield line.strip()


class Conversation:
    """The turns so far, and the last answer that cites something."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._turns: tuple[Turn, ...] = ()
        self._citations: tuple[Citation, ...] = ()

    def take(self, line: str) -> None:
        """Answer a line: a question or a command."""
        command, _, rest = line.partition(" ")
        if not line.startswith("/"):
            self._answer(line)
        elif command in SAID:
            self._answer(SAID[command])
        elif command == "/source":
            self._show_source(rest.strip())
        elif command == "/nouveau":
            self._turns, self._citations = (), ()
            typer.echo("La conversation est oubliée.")
        elif command == "/aide":
            typer.echo(HELP)
        else:
            typer.echo(f"Commande inconnue : « {command} ». /aide donne la liste.")

    def _answer(self, text: str) -> None:
        from api.cli import printing
        from api.schemas.answers import reply_out

        try:
            reply = self._assistant.ask(Question(text=text, history=self._turns))
        except CpomError as error:
            typer.echo(str(error))
            return
        printing.print_reply(reply, self._assistant.index.documents)
        self._remember(text, reply, reply_out(reply).answer)

    def _remember(self, text: str, reply: Answer | Refusal, shown: str) -> None:
        self._turns = (*self._turns, Turn(question=text, answer=shown))
        if isinstance(reply, Answer) and reply.citations:
            self._citations = reply.citations

    def _show_source(self, number: str) -> None:
        """The words of a citation of the last answer, then its whole passage."""
        wanted = number or "1"
        found = [each for each in self._citations if str(each.n) == wanted]
        if not found:
            numbers = ", ".join(str(each.n) for each in self._citations)
            known = f"sources : {numbers}" if numbers else "aucune réponse n’a encore de source"
            typer.echo(f"Il n’y a pas de source {wanted} ({known}).")
            return
        self._print_source(found[0])

    def _print_source(self, citation: Citation) -> None:
        passage = self._assistant.index.passage(citation.passage_id)
        typer.echo(f"[{citation.n}] {citation.label}\n  « {citation.quote} »\n")
        typer.echo(f"{passage.text}\n\ncpom show '{citation.passage_id}'")
