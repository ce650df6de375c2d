"""The one walker of a form: every part with its path, and a form with some parts changed.

A path is what leads to a part: the French keys of fields and positions joined by dots. The lines of
a rubric are its positions: `objectifs.0.cible`, `engagements.spsti.2`, `diagnostic.0`.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from assistant.domain import FrenchValue, Value
from assistant.errors import BadLine
from assistant.forms.line import Line, Rubric

Whole = TypeVar("Whole", bound=Value | tuple[Value, ...])
UNKNOWN = "elle n’existe pas dans ce formulaire ; reprenez la clé d’une ligne affichée."


class Part(NamedTuple):
    """A part of a form: a block, a row, a rubric, a line, a note, or a tuple of them.

    `title` is the French title of its field, empty in a plain list; `rubric` is the path of the
    rubric that a line stands in, empty for the lines that are fields.
    """

    path: str
    value: Any
    title: str = ""
    rubric: str = ""


def walk(form: Value | tuple[Value, ...], path: str = "") -> Iterator[Part]:
    """Every part of a form in the order of its fields, the form itself first.

    `path` is where the form stands when it is within another one. What a line was before an edit
    is not a part of the form.
    """
    yield from _walk(Part(path, form))


def _walk(part: Part) -> Iterator[Part]:
    yield part
    for child in _children(part):
        yield from _walk(child)


def _children(part: Part) -> Iterator[Part]:
    value = part.value
    if isinstance(value, Rubric):
        for n, line in enumerate(value.lines):
            yield Part(_join(part.path, n), line, rubric=part.path)
        for name, note in (("hint", value.hint), ("gap", value.gap)):
            if note is not None:
                yield Part(_join(part.path, name), note)
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield Part(_join(part.path, n), item, part.title)
    elif isinstance(value, FrenchValue):
        for key, name in type(value).names_by_key().items():
            child = getattr(value, name)
            if isinstance(child, Value | tuple):
                title = str(type(value).model_fields[name].title or "")
                yield Part(_join(part.path, key), child, title)


def lines_of(form: Value | tuple[Value, ...], path: str = "") -> Iterator[Part]:
    """The lines of a form, with their paths."""
    parts = walk(form, path)
    return (part for part in parts if isinstance(part.value, Line))


def rubrics_of(form: Value) -> dict[str, Rubric]:
    """The rubrics of a form, by their paths."""
    rubrics = (part for part in walk(form) if isinstance(part.value, Rubric))
    return {part.path: part.value for part in rubrics}


def replace_part(form: Whole, path: str, change: Callable[[Any], Any]) -> Whole:
    """The form with one part changed; what `change` returns takes its place.

    Raises BadLine when nothing stands at that path, and whatever `change` raises.
    """
    new_form: Whole = _replace(form, path.split("."), change, path)
    return new_form


def _replace(value: Any, steps: list[str], change: Callable[[Any], Any], path: str) -> Any:
    if not steps:
        return change(value)
    step, *rest = steps
    if isinstance(value, Rubric):
        lines = _replace(value.lines, steps, change, path)
        return value.model_copy(update={"lines": lines})
    if isinstance(value, tuple):
        n = position_in(value, step, path)
        item = _replace(value[n], rest, change, path)
        return (*value[:n], item, *value[n + 1 :])
    names = type(value).names_by_key() if isinstance(value, FrenchValue) else {}
    if step not in names:
        raise unknown_line(path)
    name = names[step]
    child = _replace(getattr(value, name), rest, change, path)
    return value.model_copy(update={name: child})


def position_in(items: tuple[Any, ...], step: str, path: str) -> int:
    """The position that a step of a path is. Raises BadLine when there is none such."""
    if not (step.isascii() and step.isdigit()) or int(step) >= len(items):
        raise unknown_line(path)
    return int(step)


def unknown_line(path: str) -> BadLine:
    """The error of a path that leads nowhere."""
    return BadLine(path[:100], UNKNOWN)


def rebuild(form: Whole, change: Callable[[str, Any], Any]) -> Whole:
    """The form with any of its parts changed: `change` is called with the path and the value of
    each, the whole before what is in it.

    What it returns instead of a part is taken as it is; the parts within one that it returns
    unchanged are asked for in turn.
    """
    rebuilt: Whole = _rebuild(Part("", form), change)
    return rebuilt


def _rebuild(part: Part, change: Callable[[str, Any], Any]) -> Any:
    value = change(part.path, part.value)
    if value is not part.value:
        return value
    children = [(child, _rebuild(child, change)) for child in _children(part)]
    if all(new is child.value for child, new in children):
        return value
    if isinstance(value, tuple):
        return tuple(new for _, new in children)
    if isinstance(value, Rubric):
        return _rebuild_rubric(value, children)
    names = type(value).names_by_key()
    fields = {names[_last_step(child)]: new for child, new in children}
    return value.model_copy(update=fields)


def _rebuild_rubric(rubric: Rubric, children: list[tuple[Part, Any]]) -> Rubric:
    lines: list[Any] = []
    notes: dict[str, Any] = {}
    for child, new in children:
        if isinstance(child.value, Line):
            lines.append(new)
        else:
            notes[_last_step(child)] = new
    return rubric.model_copy(update={"lines": tuple(lines), **notes})


def _last_step(part: Part) -> str:
    """The last step of the path of a part: the key of its field, or its position."""
    return part.path.rpartition(".")[2]


def _join(path: str, step: str | int) -> str:
    return f"{path}.{step}" if path else str(step)
