"""A form that comes from outside is believed on nothing: each of its citations is looked up in its source."""

from collections.abc import Callable, Iterator
from typing import Any

from assistant.domain import Citation, Value
from assistant.errors import BadInput, UnknownItem
from assistant.forms import Form
from assistant.sheet import Line, Origin
from assistant.verify import flat, verify

NAMED = 5


def vouched(form: Form, texts: Callable[[str], str]) -> Form:
    """The form, when every citation stands in its document and every national line is in the words it cites.

    `texts` gives the text of a document by its identifier. Raises BadInput, naming the lines, when a source does not bear one out.
    """
    wrong = [key for key, line in _parts(form, "") if not _holds(line, texts)]
    if wrong:
        more = f" et {len(wrong) - NAMED} autres" if len(wrong) > NAMED else ""
        raise BadInput(f"Citations que leur source ne confirme pas : {', '.join(wrong[:NAMED])}{more}. Reprenez ces lignes, ou enregistrez-les comme des saisies.")
    return form


def _parts(value: Any, key: str) -> Iterator[tuple[str, Value]]:
    """Everything of a form that cites, with its key: lines, what they were before, hints and gaps."""
    if isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _parts(item, f"{key}.{n}")
    elif isinstance(value, Value):
        if _cited(value):
            yield key.strip("."), value
        for name in type(value).model_fields:
            if name not in {"citation", "citations"}:
                yield from _parts(getattr(value, name), key if name == "lines" else f"{key}.{name}")


def _cited(value: Value) -> tuple[Citation, ...]:
    """The citations of a line, or of a note."""
    one: Citation | None = getattr(value, "citation", None)
    many: tuple[Citation, ...] = getattr(value, "citations", ())
    return (one,) if one else many


def _holds(value: Value, texts: Callable[[str], str]) -> bool:
    cited = _cited(value)
    try:
        found = verify((), cited, {}, texts)
    except UnknownItem:
        return False
    said = not isinstance(value, Line) or value.origin is not Origin.MODEL or any(flat(value.text) in flat(citation.text) for citation in cited)
    return not found and said
