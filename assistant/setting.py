"""A setting that cannot be used → what it must be, in French, from its own description and bounds.
Its value is never repeated: it may be a secret.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from assistant.settings import Settings


def concerns(error: ValidationError) -> bool:
    """Is it a setting that is wrong, and not something else of ours?"""
    return error.title == Settings.__name__


def sentence(error: ValidationError) -> str:
    """Every setting that is wrong, each with what it must be."""
    wrong = {str(detail["loc"][0]): detail for detail in error.errors() if detail["loc"]}
    return (
        "Réglage incorrect : "
        f"{' ; '.join(_wanted(name, detail) for name, detail in wrong.items())}. "
        "Corrigez-le dans l’environnement ou dans le fichier .env."
    )


def _wanted(name: str, detail: ErrorDetails) -> str:
    field = Settings.model_fields.get(name)
    variable = f"CPOM_{name.upper()}"
    if field is None:
        return f"{variable} n’est pas un réglage"
    return f"{variable} doit être {_form(field, detail)} ({field.description})"


def _form(field: FieldInfo, detail: ErrorDetails) -> str:
    """What is accepted: a number between its bounds, one of some words, or what the examples
    show.
    """
    if field.annotation is int:
        return f"un nombre entier{_bounds(field)}, en chiffres"
    if detail["type"] == "literal_error":
        return _choice(getattr(field.annotation, "__args__", ()))
    if field.examples:
        return f"de la forme {_choice(field.examples)}"
    return "un chemin" if detail["type"].startswith("path") else "un texte"


def _bounds(field: FieldInfo) -> str:
    """« entre 1 et 65535 », « d’au moins 1 », or nothing."""
    low, high = (
        next((getattr(rule, name) for rule in field.metadata if hasattr(rule, name)), None)
        for name in ("ge", "le")
    )
    if low is not None and high is not None:
        return f" entre {low} et {high}"
    return (
        f" d’au moins {low}"
        if low is not None
        else f" d’au plus {high}"
        if high is not None
        else ""
    )


def _choice(words: Sequence[Any]) -> str:
    return " ou ".join(f"« {word} »" for word in words)
