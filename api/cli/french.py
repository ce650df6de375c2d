"""What ends a command, as one French sentence and an exit code; and the words that the library of
commands would say in English: its errors, by their type, its help, its completion.
"""

import difflib
from typing import Any, ClassVar

import typer
from pydantic import ValidationError
from typer import _completion_shared as completion
from typer import rich_utils
from typer._click import exceptions as errors  # typer carries its own copy of click
from typer.core import TyperGroup

from assistant.domain import Value
from assistant.errors import BadInput, CpomError

rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.OPTIONS_PANEL_TITLE = "Options"
rich_utils.DEFAULT_STRING = "[par défaut : {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"

TYPES = {"bool": "", "Path": "fichier", "int": "nombre", "float": "nombre"}
NEAR = 0.6  # how alike a command and a mistyped one are, from 0 to 1
# What `failure_of` can say; anything else is a fault of ours, and its traceback is shown.
TOLD = (CpomError, ValidationError, OSError, typer.Abort, errors.UsageError)


class Failure(Value):
    """Why a command failed: the French sentence to print, and the exit code."""

    sentence: str
    exit_code: int


class Group(TyperGroup):
    """A group of commands that names the nearest command when there is no such one."""

    near: ClassVar[float] = NEAR

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """As in the library. Raises BadInput, in French, for an unknown command."""
        name = args[0]
        unknown = self.get_command(ctx, name) is None and not name.startswith("-")
        if unknown and not ctx.resilient_parsing:
            raise BadInput(self._unknown(ctx, name))
        return super().resolve_command(ctx, args)

    def _unknown(self, ctx: Any, name: str) -> str:
        close = difflib.get_close_matches(name, list(self.commands), 1, self.near)
        hint = f"Vouliez-vous dire « {ctx.command_path} {close[0]} » ? " if close else ""
        return f"Commande inconnue : « {name[:60]} ». {hint}{_see(ctx)}"


def failure_of(error: Exception) -> Failure | None:
    """The sentence and the exit code of an error of `TOLD`; None when it is a fault of ours."""
    if isinstance(error, CpomError):
        return Failure(sentence=str(error), exit_code=error.exit_code)
    if isinstance(error, ValidationError):
        return _setting_failure(error)
    if isinstance(error, OSError):
        return Failure(sentence=_system_sentence(error), exit_code=1)
    if isinstance(error, typer.Abort):
        return Failure(sentence="Interrompu.", exit_code=130)
    if isinstance(error, errors.NoArgsIsHelpError):
        return Failure(sentence=str(error), exit_code=2)
    if isinstance(error, errors.UsageError):
        return Failure(sentence=f"{_usage_sentence(error)} {_see(error.ctx)}", exit_code=2)
    return None


def _setting_failure(error: ValidationError) -> Failure | None:
    from assistant.settings import concerns_settings, settings_fault

    if not concerns_settings(error):
        return None
    return Failure(sentence=settings_fault(error), exit_code=2)


def _system_sentence(error: OSError) -> str:
    return (
        f"Le système refuse : {error.strerror or error} "
        f"({error.filename or 'sans nom de fichier'}). Rien n’a été publié ; "
        "vérifiez l’espace et les droits."
    )


def _usage_sentence(error: errors.UsageError) -> str:
    """What is wrong in the command line, without where to look for help."""
    if isinstance(error, errors.NoSuchOption):
        return _unknown_option(error)
    if isinstance(error, errors.MissingParameter):
        return f"Il manque « {_name(error)} »."
    if isinstance(error, errors.BadParameter):
        return _bad_value(error)
    if isinstance(error, errors.BadOptionUsage):
        return f"Il manque une valeur après « {error.option_name} »."
    return "Il y a un argument de trop : mettez entre guillemets ce qui contient des espaces."


def _unknown_option(error: errors.NoSuchOption) -> str:
    near = ", ".join(f"« {option} »" for option in sorted(error.possibilities or ()))
    hint = f" Vouliez-vous dire {near} ?" if near else ""
    return f"Option inconnue : {error.option_name}.{hint}"


def _bad_value(error: errors.BadParameter) -> str:
    """A value that its option does not take, with those that it takes."""
    value = _value(error)
    shown = f" : {value}" if value else ""
    return f"Valeur inconnue pour « {_name(error)} »{shown}. {_choices_sentence(error.param)}"


def _value(error: errors.BadParameter) -> str:
    """The value that was refused, as it was typed; empty when the library does not keep it."""
    cause = error.__cause__
    return str(cause.errors()[0]["input"])[:100] if isinstance(cause, ValidationError) else ""


def _choices_sentence(param: Any) -> str:
    """What an option takes, from its type."""
    kind = getattr(param, "type_descriptor", None)
    if kind is None:
        return "Donnez une autre valeur."
    if kind.choices:
        allowed = ", ".join(str(getattr(each, "value", each)) for each in kind.choices)
        return f"Choisissez parmi {allowed}."
    if kind.is_datetime:
        return "Écrivez une date, AAAA-MM-JJ."
    if kind.is_ranged:
        return _range(kind.parameter_info.min, kind.parameter_info.max)
    if kind.annotation in (int, float):
        return "Écrivez un nombre, en chiffres."
    return "Donnez une autre valeur."


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return f"Écrivez un nombre, {low} au moins."
    if low is None:
        return f"Écrivez un nombre, {high} au plus."
    return f"Écrivez un nombre entre {low} et {high}."


def _name(error: errors.BadParameter) -> str:
    """The option or the argument at fault, as the help names it."""
    param = error.param
    if param is None:
        return "valeur"
    return next((each for each in param.opts if each.startswith("--")), param.display_name_raw)


def _see(ctx: Any) -> str:
    path = ctx.command_path if ctx else "cpom"
    return f"Voyez « {path} --help »."


def translate(command: Any) -> None:
    """Put in French what the library adds to a command and to those under it: the options of help
    and of completion, the names of types.
    """
    help_option = command.get_help_option(typer.Context(command))
    if help_option is not None:
        help_option.help = "Affiche cette aide."
        help_option.display_type = lambda ctx: ""
    for param in command.params:
        _translate_param(param)
    for each in getattr(command, "commands", {}).values():
        translate(each)


def _translate_param(param: Any) -> None:
    if param.name == "install_completion":
        param.help = "Installe la complétion des commandes dans votre interpréteur."
        param.callback = _install_completion
    if param.name == "show_completion":
        param.help = "Affiche le script de complétion, pour l’installer vous-même."
    label = _type_label(param.type_descriptor)
    param.display_type = lambda ctx: label


def _type_label(kind: Any) -> str:
    """What a value looks like: `model|extractive`, `AAAA-MM-JJ`, `fichier`, `nombre`; empty for a
    mere switch.
    """
    if kind.choices:
        return "|".join(str(getattr(each, "value", each)) for each in kind.choices)
    if kind.is_datetime:
        return "AAAA-MM-JJ"
    element = kind.annotation.__args__[0] if kind.is_list else kind.annotation
    return TYPES.get(getattr(element, "__name__", ""), "texte")


def _install_completion(ctx: Any, param: Any, asked: Any) -> None:
    """Install the completion of the shell that runs. Raises BadInput for a shell that the library
    does not know.
    """
    if not asked or ctx.resilient_parsing:
        return
    shell = completion._get_shell_name()
    if shell not in {each.value for each in completion.Shells}:
        raise BadInput(
            "Votre interpréteur de commandes n’est pas reconnu : la complétion "
            "existe pour bash, zsh, fish et PowerShell."
        )
    _, path = completion.install(shell=shell)
    typer.echo(f"Complétion {shell} installée dans {path} : rouvrez le terminal.")
    raise typer.Exit
