"""What the command line says of itself: its help, and what is wrong in a command, in French."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from pytest import CaptureFixture, MonkeyPatch

from api.cli import french
from api.cli.main import app, main

ENGLISH = re.compile(
    r"this message|completion for|\[default|\[required|<(?:str|path|int|bool|list|datetime)"
    r"|No such|Missing|Invalid|unexpected|requires|is not one of|Error"
)


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group, with the words that call it."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from _commands(each, (*path, name))


COMMANDS = dict(_commands(typer.main.get_command(app)))
LEAVES = [path for path, command in COMMANDS.items() if not hasattr(command, "commands")]


def _run(monkeypatch: MonkeyPatch, words: tuple[str, ...]) -> int:
    """The exit code of the program called with those words."""
    monkeypatch.setattr("sys.argv", ["cpom", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_help_ends_with_an_example_of_the_command(path: tuple[str, ...]) -> None:
    """The example calls the command itself, with options that it has."""
    command = COMMANDS[path]
    example = str(command.epilog).removeprefix("Exemple : cpom ")
    assert example.startswith(" ".join(path)), command.epilog
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    assert set(re.findall(r"--[a-z-]+", example)) <= known


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "cpom")
def test_every_help_is_in_french(
    path: tuple[str, ...], monkeypatch: MonkeyPatch, capsys: CaptureFixture[str]
) -> None:
    """Nothing of the library's own English is left in it."""
    monkeypatch.setenv("COLUMNS", "200")
    assert _run(monkeypatch, (*path, "--help")) == 0
    shown = capsys.readouterr().out
    assert "Affiche cette aide." in shown and not ENGLISH.findall(shown)


MISTAKES = (
    (("asc",), "Commande inconnue : « asc ». Vouliez-vous dire « cpom ask » ?"),
    (("ask", "Qui", "signe ?"), "argument de trop : mettez entre guillemets"),
    (("ask", "x", "--mode", "vite"), "« --mode » : vite. Choisissez parmi extractive, model."),
    (("ask", "x", "--as-of", "demain"), "« --as-of » : demain. Écrivez une date, AAAA-MM-JJ."),
    (("ask", "x", "--fitler", "z"), "Option inconnue : --fitler. Vouliez-vous dire « --filter » ?"),
    (("ask", "x", "--out"), "Il manque une valeur après « --out »."),
    (("show",), "Il manque « PASSAGE ». Voyez « cpom show --help »."),
    (("serve", "--port", "99999"), "Écrivez un nombre entre 1 et 65535."),
    (("drafts", "show", "x", "--version", "0"), "Écrivez un nombre, 1 au moins."),
    (("draft", "fiche", "--theme", "bruit"), "Choisissez parmi pdp, rps, chutes,"),
)


@pytest.mark.parametrize(("words", "sentence"), MISTAKES, ids=lambda value: str(value)[:30])
def test_a_mistake_is_told_in_french_with_what_to_type(
    words: tuple[str, ...],
    sentence: str,
    monkeypatch: MonkeyPatch,
    capsys: CaptureFixture[str],
) -> None:
    """Whatever the library finds wrong is one French sentence, and exit code 2."""
    assert _run(monkeypatch, words) == 2
    told = capsys.readouterr().err
    assert sentence in told and len(told.strip().splitlines()) == 1
    assert not ENGLISH.search(told)


def test_the_version_is_told(monkeypatch: MonkeyPatch, capsys: CaptureFixture[str]) -> None:
    """`cpom --version` gives the version of the package."""
    assert _run(monkeypatch, ("--version",)) == 0
    assert re.fullmatch(r"cpom \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_completion_is_installed_in_french(
    monkeypatch: MonkeyPatch, capsys: CaptureFixture[str], tmp_path: Any
) -> None:
    """For a shell that is known, its files are written; another is named as such."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(french.completion, "_get_shell_name", lambda: "bash")
    assert _run(monkeypatch, ("--install-completion",)) == 0
    assert "Complétion bash installée" in capsys.readouterr().out
    assert (tmp_path / ".bash_completions" / "cpom.sh").is_file()
    monkeypatch.setattr(french.completion, "_get_shell_name", lambda: None)
    assert _run(monkeypatch, ("--install-completion",)) == 2
    assert "n’est pas reconnu" in capsys.readouterr().err


def test_a_shell_gets_the_names_of_the_commands(
    monkeypatch: MonkeyPatch, capsys: CaptureFixture[str]
) -> None:
    """What the installed script asks for is answered."""
    monkeypatch.setenv("_CPOM_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "cpom dra")
    monkeypatch.setenv("COMP_CWORD", "1")
    _run(monkeypatch, ())
    assert capsys.readouterr().out.split() == ["draft", "drafts"]
