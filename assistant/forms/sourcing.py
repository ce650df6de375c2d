"""A form that comes from outside is believed on nothing: each of its citations is looked up in its
source, each sourced line verified against them.
"""

from collections.abc import Iterator
from typing import Any

from assistant.answering.verify import verify
from assistant.domain import Citation, Severity, Statement, Value
from assistant.errors import BadInput
from assistant.forms.edit import Form
from assistant.forms.line import Line, Origin
from assistant.index.index import Index
from assistant.texts.spaces import flatten

NAMED = 5
SHARED = 0.2


def vouched(form: Form, index: Index) -> Form:
    """The form, when every citation is that of its passage and every line with a source says what
    its source says.

    Raises BadInput, naming the lines, when one does not.
    """
    wrong = [key for key, part in _parts(form, "") if not holds(part, index)]
    if wrong:
        more = f" et {len(wrong) - NAMED} autres" if len(wrong) > NAMED else ""
        raise BadInput(
            "Citations que leur source ne confirme pas : "
            f"{', '.join(wrong[:NAMED])}{more}. Reprenez ces lignes, ou "
            "enregistrez-les comme des saisies."
        )
    return form


def _parts(value: Any, key: str) -> Iterator[tuple[str, Value]]:
    """Everything of a form that cites, with its key: lines, what they were before, hints and
    gaps.
    """
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


def holds(part: Value, index: Index) -> bool:
    """Is what is cited the passage's, and what is said what is cited?"""
    cited = _cited(part)
    if not all(_of_its_passage(citation, index) for citation in cited):
        return False
    statements = [_statement(part, index)] if isinstance(part, Line) else []
    wrong = [
        finding
        for finding in verify(statements, cited, index.documents, index.text)
        if finding.severity is Severity.ERROR
    ]
    return not wrong and (not isinstance(part, Line) or _quotes(part, index))


def _of_its_passage(citation: Citation, index: Index) -> bool:
    """The label and the text that would be shown are those of the passage, and so is the
    document.
    """
    passage = (
        index.passages[index.row[citation.passage_id]] if citation.passage_id in index.row else None
    )
    shown = (citation.document_id, citation.label, citation.text)
    return (
        passage is not None
        and shown == (passage.document_id, passage.label, passage.text)
        and 0 <= citation.start < citation.end
    )


def _statement(line: Line, index: Index) -> Statement:
    weight = index.document(line.citations[0].document_id).weight
    return Statement(
        text=line.text, citations=tuple(citation.n for citation in line.citations), weight=weight
    )


def _quotes(line: Line, index: Index) -> bool:
    """A line of the national model is its source's words and nothing else; an example or a finding
    of the report quotes them; a proposition uses some of them.
    """
    said, quotes = flatten(line.text), [flatten(citation.quote) for citation in line.citations]
    if line.origin is Origin.MODEL:
        return any(said in quote for quote in quotes)
    if line.origin is Origin.PROPOSAL:
        terms, quoted = set(index.analyser.terms(said)), set(index.analyser.terms(" ".join(quotes)))
        return len(terms & quoted) > SHARED * len(
            terms
        )  # the gate asked more of it, once the words of the service were set aside
    return any(quote in said for quote in quotes)
