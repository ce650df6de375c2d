"""A form after an edit: a line typed anew, added to its rubric, taken out of it.

Keys are paths: see `assistant.forms.tree`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from assistant.errors import BadLine
from assistant.forms.contrat import Contrat
from assistant.forms.form import checked_form, path_of, reason_of
from assistant.forms.line import Count, Day, Form, Line, Origin, Rubric, count_of
from assistant.forms.tree import lines_of, position_in, replace_part, unknown_line
from assistant.texts.calendar import read_day

MAX_TEXT = 10_000
# What a contract says once, at its head: its fiches and its table say it after it.
SHARED = (
    "parties.service",
    "parties.region",
    "parties.caisse",
    "duree.signature",
    "duree.debut",
    "duree.fin",
)
VALUES: Mapping[type[Line], Callable[[str], object]] = {Day: read_day, Count: count_of}


def edit_line(form: Form, key: str, text: str) -> Form:
    """The form with one line typed anew: its origin becomes `saisie`, `former` keeps what it was.

    Raises BadLine when there is no such line, when the text is empty or too long, or when it does
    not fit (a date, a number, a part greater than its whole).
    """
    new_form = _with_line(form, key, text)
    return _check_again(_repeat_head(new_form, key), key)


def fill_lines(form: Form, texts: Mapping[str, str]) -> Form:
    """The form with several lines typed anew at once, by key; rules between lines are held against
    them together. Raises BadLine as `edit_line`.
    """
    for key, text in texts.items():
        form = _with_line(form, key, text)
    return _check_again(form, *texts)


def append_line(form: Form, key: str, text: str) -> Form:
    """The form with one more line at the end of the rubric `key`, typed by a person. Raises BadLine
    when there is no such rubric, or as `edit_line`.
    """
    line = Line(text=_typed_text(text, key), origin=Origin.INPUT)
    return _check_again(_with_lines(form, key, lambda lines: (*lines, line)), key)


def delete_line(form: Form, key: str) -> Form:
    """The form without one line of a rubric. Raises BadLine when there is no such line in a rubric:
    the other lines are the form's own.
    """
    rubric, _, last = key.rpartition(".")

    def without(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        place = position_in(lines, last, key)
        before, after = lines[:place], lines[place + 1 :]
        return (*before, *after)

    return _check_again(_with_lines(form, rubric, without), key)


def retype_line(line: Line, text: str, key: str) -> Line:
    """The line in a person's words. One that already was in theirs keeps in `former` what stood
    before the first edit. Raises BadLine when the words are no day or no count, where one is asked.
    """
    values: dict[str, object] = {"text": text, "origin": Origin.INPUT, "former": _former(line)}
    if type(line) in VALUES:
        values["value"] = VALUES[type(line)](text)
    try:
        return type(line).model_validate(values)
    except ValidationError as error:
        raise BadLine(key, f"{reason_of(error)}.") from error


def _former(line: Line) -> Line | None:
    """What the line was before a person first changed it; nothing for a line that is new."""
    if line.former is not None or not line.text:
        return line.former
    values = {name: getattr(line, name) for name in Line.model_fields}
    return Line(**values)


def _typed_text(text: str, key: str) -> str:
    """What was typed, without the spaces around it. Raises BadLine when it is empty or too long."""
    plain = text.strip()
    if not plain or len(plain) > MAX_TEXT:
        raise BadLine(key, f"écrivez un texte de 1 à {MAX_TEXT} caractères.")
    return plain


def _with_line(form: Form, key: str, text: str) -> Form:
    """The form with one line typed anew, its rules not yet held."""
    new_text = _typed_text(text, key)

    def change(part: Any) -> Line:
        if not isinstance(part, Line):
            raise unknown_line(key)
        return retype_line(part, new_text, key)

    return replace_part(form, key, change)


def _with_lines(
    form: Form, key: str, change: Callable[[tuple[Line, ...]], tuple[Line, ...]]
) -> Form:
    """The form with the lines of one rubric changed."""

    def change_rubric(part: Any) -> Rubric:
        if not isinstance(part, Rubric):
            raise unknown_line(key)
        return part.model_copy(update={"lines": change(part.lines)})

    return replace_part(form, key, change_rubric)


def _repeat_head(form: Form, key: str) -> Form:
    """A contract says once who signs and for how long: its fiches and its table follow."""
    if not isinstance(form, Contrat) or key not in SHARED:
        return form
    lines = {part.path: part.value for part in lines_of(form)}
    name = key.rpartition(".")[2]
    followers = [path for path in lines if path.endswith(f".identification.{name}")]
    for path in followers:
        form = replace_part(form, path, lambda _: lines[key])
    return form


def _check_again(form: Form, *keys: str) -> Form:
    """The form read anew, so that rules between lines hold after those lines were changed. Raises
    BadLine for the one that stands where a rule does not hold.
    """
    try:
        return checked_form(form)
    except ValidationError as error:
        place = path_of(error)
        wrong = [key for key in keys if f"{key}.".startswith(f"{place}.")]
        first = next(iter(wrong or keys), "")
        raise BadLine(first, f"{reason_of(error)}.") from error
