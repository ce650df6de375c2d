"""A form as a sheet, and a form after an edit. `Form` is any of the four; `FORM` reads and checks
one.

A key is the path of a line in its form: field names and positions joined by dots
(`objectifs.0.cible`, `engagements.spsti.2`).
The lines of a rubric are its positions: `diagnostic.0`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import FicheAction
from assistant.forms.line import Count, Day, Line, Origin, Rubric, count_of
from assistant.forms.protocole import Protocole
from assistant.forms.suivi import TableauSuivi
from assistant.texts.calendar import read_day

Form = Annotated[FicheAction | Contrat | TableauSuivi | Protocole, Field(discriminator="kind")]
FORM: TypeAdapter[Form] = TypeAdapter(Form)
MAX_TEXT = 10_000
SHARED = {
    "parties.service",
    "parties.region",
    "parties.caisse",
    "duree.signature",
    "duree.debut",
    "duree.fin",
}

Change = Callable[[Line], Line]


def edit_line(form: Form, key: str, text: str) -> Form:
    """The form with one line typed anew: its origin becomes `saisie`, `former` keeps what it was.

    Raises BadInput when there is no such line, when the text is empty or too long, or when it does
    not fit (a date, a number, a part greater than its whole).
    """
    typed = text.strip()
    if not typed or len(typed) > MAX_TEXT:
        raise BadInput(f"Ligne « {key} » : écrivez un texte de 1 à {MAX_TEXT} caractères.")
    return _checked(
        _shared(_at(form, key.split("."), key, lambda line: _typed(line, typed, key)), key), key
    )


def fill_lines(form: Form, texts: Mapping[str, str]) -> Form:
    """The form with several lines typed anew at once, by key; rules between lines are held against
    them together. Raises BadInput as `edited`.
    """
    for key, text in texts.items():
        typed = text.strip()
        if not typed or len(typed) > MAX_TEXT:
            raise BadInput(f"Ligne « {key} » : écrivez un texte de 1 à {MAX_TEXT} caractères.")
        form = _at(form, key.split("."), key, partial(_typed, text=typed, key=key))
    return _checked(form, next(iter(texts), ""))


def append_line(form: Form, key: str, text: str) -> Form:
    """The form with one more line at the end of the rubric `key`, typed by a person. Raises
    BadInput when there is no such rubric.
    """
    line = Line(text=text.strip(), origin=Origin.INPUT)
    if not line.text or len(line.text) > MAX_TEXT:
        raise BadInput(f"Rubrique « {key} » : écrivez un texte de 1 à {MAX_TEXT} caractères.")
    return _checked(_in_rubric(form, key.split("."), key, lambda lines: (*lines, line)), key)


def delete_line(form: Form, key: str) -> Form:
    """The form without one line of a rubric. Raises BadInput when there is no such line in a
    rubric: the other lines are the form's own.
    """
    *path, last = key.split(".")

    def less(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        n = _position(last, len(lines), key)
        return lines[:n] + lines[n + 1 :]

    return _checked(_in_rubric(form, path, key, less), key)


def _shared(form: Form, key: str) -> Form:
    """A contract says once who signs and for how long: its fiches and its table follow."""
    if not isinstance(form, Contrat) or key not in SHARED:
        return form
    head, name = key.split(".")
    line = getattr(getattr(form, head), name)

    def following(part: Any) -> Any:
        if name not in type(part.identification).model_fields:
            return part
        return part.model_copy(
            update={"identification": part.identification.model_copy(update={name: line})}
        )

    fiches = {
        field: tuple(map(following, getattr(form, field)))
        for field in ("fiches_risques", "fiches_libres")
    }
    return form.model_copy(
        update={**fiches, "fiche_pdp": following(form.fiche_pdp), "suivi": following(form.suivi)}
    )


def _typed(line: Line, text: str, key: str) -> Line:
    """The line with a person's words. A line that already was theirs keeps what stood before the
    first edit.
    """
    values: dict[str, object] = {
        "text": text,
        "origin": Origin.INPUT,
        "former": line.former or Line(**{name: getattr(line, name) for name in Line.model_fields}),
    }
    try:
        if isinstance(line, Day):
            return Day.model_validate(values | {"value": read_day(text)})
        if isinstance(line, Count):
            return Count.model_validate(values | {"value": count_of(text)})
        return Line.model_validate(values)
    except ValidationError as error:
        raise BadInput(f"Ligne « {key} » : {_reason(error)}.") from error


def _at(value: Any, path: list[str], key: str, change: Change) -> Any:
    """`value` with the line at the end of the path changed."""
    if not path:
        if not isinstance(value, Line):
            raise _unknown(key)
        return change(value)
    name, rest = path[0], path[1:]
    if isinstance(value, Rubric):
        return value.model_copy(update={"lines": _at(value.lines, path, key, change)})
    if isinstance(value, tuple):
        n = _position(name, len(value), key)
        return (*value[:n], _at(value[n], rest, key, change), *value[n + 1 :])
    return value.model_copy(update={name: _at(_child(value, name, key), rest, key, change)})


def _in_rubric(
    value: Any, path: list[str], key: str, change: Callable[[tuple[Line, ...]], tuple[Line, ...]]
) -> Any:
    """`value` with the lines of the rubric at the end of the path changed."""
    if not path:
        if not isinstance(value, Rubric):
            raise _unknown(key)
        return value.model_copy(update={"lines": change(value.lines)})
    if isinstance(value, tuple):
        n = _position(path[0], len(value), key)
        return (*value[:n], _in_rubric(value[n], path[1:], key, change), *value[n + 1 :])
    return value.model_copy(
        update={path[0]: _in_rubric(_child(value, path[0], key), path[1:], key, change)}
    )


def _child(value: Any, name: str, key: str) -> Any:
    if (
        not isinstance(value, Value)
        or isinstance(value, (Line, Rubric))
        or name not in type(value).model_fields
    ):
        raise _unknown(key)
    return getattr(value, name)


def _position(name: str, length: int, key: str) -> int:
    if not (name.isascii() and name.isdigit()) or int(name) >= length:
        raise _unknown(key)
    return int(name)


def _unknown(key: str) -> BadInput:
    return BadInput(
        f"Ligne « {key[:100]} » : elle n’existe pas dans ce formulaire ; "
        "reprenez la clé d’une ligne affichée."
    )


def _checked(form: Form, key: str) -> Form:
    """The form read anew, so that rules between lines hold after an edit."""
    try:
        return FORM.validate_python(form.model_dump())
    except ValidationError as error:
        raise BadInput(f"Ligne « {key} » : {_reason(error)}.") from error


def _reason(error: ValidationError) -> str:
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
