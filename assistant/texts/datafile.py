"""The one reader of data files: YAML that people write, as frozen values.

Whatever is wrong becomes one French sentence that names the file, the entry and what to do. It is
a `CorpusError`, or the class of our error tree that the caller gives as `error`.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.domain import Value
from assistant.errors import CorpusError, CpomError

V = TypeVar("V", bound=Value)

NAMING_KEYS = ("id", "titre", "sujet", "nom")
RESTORE = "remettez le fichier en place, ou indiquez le dossier du corpus par CPOM_CORPUS"
REASONS = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ n’est pas connu",
    "string_type": "un texte est attendu (mettez-le entre guillemets)",
    "string_too_short": "le texte est vide ou trop court",
    "tuple_type": "une liste est attendue",
    "list_type": "une liste est attendue",
    "too_short": "la liste est trop courte",
    "dict_type": "des champs sont attendus, un par ligne",
    "model_type": "des champs sont attendus, un par ligne",
    "bool_parsing": "« true » ou « false » est attendu",
    "int_parsing": "un nombre entier est attendu",
    "float_parsing": "un nombre est attendu",
}
CHOICES = {"enum", "literal_error"}


def read_datafile(
    path: Path,
    shape: type[V],
    *,
    error: type[CpomError] = CorpusError,
    absent: V | None = None,
    advice: str = RESTORE,
) -> V:
    """The content of a YAML file as a value of that shape; an empty file has no entry.

    `absent` is the value of a file that need not exist. `advice` ends the sentence said of a file
    that must exist and does not. Raises `error` when the file is missing, is not YAML, or is not
    of that shape.
    """
    if absent is not None and not path.exists():
        return absent
    raw = read_yaml(path, error=error, advice=advice)
    return value_of({} if raw is None else raw, shape, source=path.name, error=error)


def read_yaml(path: Path, *, error: type[CpomError] = CorpusError, advice: str = RESTORE) -> object:
    """What a YAML file holds, as plain lists, mappings and words; None when it holds nothing.

    Raises `error` when the file is missing or is not YAML in UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as cause:
        raise error(f"Le fichier {path.name} est introuvable ({path}) : {advice}.") from cause
    except UnicodeDecodeError as cause:
        raise error(
            f"Le fichier {path.name} est illisible : il n’est pas en UTF-8. Enregistrez-le ainsi."
        ) from cause
    except OSError as cause:
        raise error(
            f"Le fichier {path.name} est illisible ({path}) : vérifiez que c’est un fichier "
            "et que vous avez le droit de le lire."
        ) from cause
    return parse_yaml(text, source=path.name, error=error)


def parse_yaml(text: str, *, source: str, error: type[CpomError] = CorpusError) -> object:
    """What a YAML text holds; `source` is the name that the sentence gives it.

    Raises `error` when it is not YAML.
    """
    try:
        return yaml.load(text, _loader())  # noqa: S506 - a safe loader
    except yaml.YAMLError as cause:
        raise error(
            f"Le fichier {source} est illisible : ce n’est pas du YAML{_place_in(text, cause)}. "
            "Corrigez le fichier."
        ) from cause
    except (RecursionError, ValueError) as cause:
        raise error(
            f"Le fichier {source} est illisible : ce n’est pas du YAML que l’on puisse lire "
            "(une date ou un nombre impossible, ou trop de niveaux). Corrigez le fichier."
        ) from cause


def value_of(
    raw: object, shape: type[V], *, source: str, error: type[CpomError] = CorpusError
) -> V:
    """What was read from `source` as a value of that shape.

    Raises `error`, which names the first entry that is not of that shape, and its field.
    """
    try:
        return shape.model_validate(raw)
    except ValidationError as cause:
        fault = cause.errors()[0]
        raise error(
            f"Dans {source}, « {_entry_name(raw, fault['loc'])} » : {_reason(fault)}. "
            "Comparez l’entrée à ses voisines."
        ) from cause


@cache
def _loader() -> Any:
    """The safe loader written in C where it is installed: ten times as fast."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _place_in(text: str, cause: yaml.YAMLError) -> str:
    """Where the reading stopped: « (ligne 3 : theme: [) », or nothing when YAML does not say."""
    mark = getattr(cause, "problem_mark", None)
    if mark is None:
        return ""
    lines = text.splitlines()
    words = lines[mark.line].strip() if mark.line < len(lines) else "fin du fichier"
    return f" (ligne {mark.line + 1} : {words[:80]})"


def _entry_name(raw: object, place: Sequence[int | str]) -> str:
    """The way to a faulty field; an entry of a list is called by its name where it has one."""
    names: list[str] = []
    here: Any = raw
    for key in place:
        here = _child(here, key)
        if isinstance(key, int):
            names.append(_own_name(here) or f"n° {key + 1}")
        else:
            names.append(key)
    return ", ".join(names) or "fichier"


def _child(parent: Any, key: int | str) -> Any:
    try:
        return parent[key]
    except (KeyError, IndexError, TypeError):
        return None


def _own_name(entry: object) -> str:
    """The name that an entry gives itself, or nothing."""
    if not isinstance(entry, dict):
        return ""
    return next((str(entry[key])[:80] for key in NAMING_KEYS if key in entry), "")


def _reason(fault: ErrorDetails) -> str:
    """Why a field is refused, in French."""
    if fault["type"] in CHOICES:
        choices = str(fault["ctx"]["expected"]).replace(" or ", " ou ")
        return f"« {fault['input']} » n’est pas une valeur admise ({choices})"
    return REASONS.get(fault["type"], f"valeur incorrecte ({fault['msg']})")


def line_of(path: Path, place: Sequence[int | str]) -> int:
    """The line of a YAML file, from 1, where an entry stands; `place` is its keys and ranks from
    the top. Where the entry is missing, the line of what should hold it.
    """
    node = yaml.compose(path.read_text(encoding="utf-8-sig"))
    for step in place:
        child = _node_of(node, step)
        if child is None:
            break
        node = child
    return 1 + node.start_mark.line if node is not None else 1


def _node_of(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    """The node at a key or a rank of another; None when there is none."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == str(step)), None)
