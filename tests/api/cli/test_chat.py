"""A conversation in the terminal, its lines read from the standard input."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from assistant.settings import ROOT


@pytest.fixture(scope="module")
def talk() -> Callable[..., str]:
    """What the terminal shows of a conversation made of some lines."""

    def run(*lines: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "api.cli.main", "chat"],
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        return done.stdout

    return run


def test_a_question_leans_on_the_ones_before(talk: Callable[..., str]) -> None:
    """What was understood is shown, and « /nouveau » forgets it."""
    shown = talk("Qui anime la cellule PDP ?", "et qui fixe sa composition ?", "/nouveau", "/fin")
    assert "Question comprise : Qui fixe la composition de la cellule PDP ?" in shown
    assert "oubliée" in shown


def test_commands_take_up_the_last_answer(talk: Callable[..., str]) -> None:
    """A source is shown with its passage, a table has its columns, a mail its greeting."""
    shown = talk("Quelle est la durée d’un CPOM ?", "/source 1", "/tableau", "/courriel")
    assert "cpom show 'instruction-2024-132/I.A.3#1'" in shown
    assert "Ce que dit la réponse | Mots exacts | Source" in shown and "Bonjour," in shown


def test_what_cannot_be_done_is_said_and_the_conversation_goes_on(
    talk: Callable[..., str],
) -> None:
    shown = talk("/source 3", "/plus-court", "/danser", "x" * 5000, "Que signifie DMP ?", "/fin")
    assert "Il n’y a pas de source 3" in shown and "posez d’abord une question" in shown
    assert "Commande inconnue : « /danser »" in shown and "trop longue" in shown
    assert "Dossier Médical Partagé" in shown


def test_help_lists_every_command_and_the_end_stops(talk: Callable[..., str]) -> None:
    shown = talk("/aide", "/fin", "Que signifie DMP ?")
    for command in ("/source", "/plus-court", "/detail", "/tableau", "/courriel", "/nouveau"):
        assert command in shown
    assert "Dossier" not in shown
