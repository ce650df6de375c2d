"""Examples that a draft does not show yet: words of other contracts or of the report, which a
person adds in one click, named as what they are.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date

from assistant.domain import Kind, Passage, Value
from assistant.drafting.material import Material
from assistant.drafting.situation import LONGEST, Situation
from assistant.drafting.templates import Example, Models, Rubrics, Words
from assistant.errors import UnknownItem
from assistant.forms.contrat import Contrat
from assistant.forms.edit import FORM, Form
from assistant.forms.fiche import Fiche
from assistant.forms.line import Line, Origin, Rubric, Theme
from assistant.forms.protocole import Protocole
from assistant.forms.sheet import sheet_of
from assistant.forms.suivi import TableauSuivi
from assistant.index.index import Index
from assistant.texts.quotes import cite_words

SHORTEST_EXAMPLE, LONGEST_EXAMPLE = 45, 420
SPOKEN = {Kind.PARAGRAPH, Kind.ITEM, Kind.SECTION, Kind.BOX}
BULLET = re.compile(r"\A[^\w«]+")


class OfferedExample(Value):
    """An example that may be added to a rubric; `id` names it among those of the rubric."""

    id: str
    rubric: str
    line: Line


def examples_for(
    index: Index, models: Models, form: Form, rubric: str, near: Iterable[Passage], on: date
) -> tuple[OfferedExample, ...]:
    """The examples that a rubric does not show: those that the models hold for it, then the words
    of the passages `near` it in other texts than the instruction.

    A draft written on that day would word them so. Raises UnknownItem when the form has no such
    rubric, FormError.
    """
    shown = _shown(_rubric(form, rubric))
    material = Material(index, models, _situation(form), on)
    words = (*dict.fromkeys(_examples(models, form, rubric)), *_excerpts(index, near))
    fresh = [
        example
        for example in words
        if not any(example.mots in quote or quote in example.mots for quote in shown)
    ]
    found = {
        example.mots: OfferedExample(id=_id(example), rubric=rubric, line=material.quoted(example))
        for example in fresh
    }
    return tuple(found.values())


def topic_of(models: Models, form: Form, rubric: str) -> str:
    """What a rubric is about, in the words that a search understands: its theme and its title.
    Raises UnknownItem.
    """
    _rubric(form, rubric)
    title = next(
        (section.title for section in sheet_of(form).sections if section.key == rubric), ""
    )
    model, _ = _model(models, form, rubric)
    theme = next(
        (models.saisie.themes[theme] for theme, fiche in models.fiches.items() if fiche is model),
        "",
    )
    return f"{theme} {title}".strip()


def add_example(form: Form, offer: OfferedExample) -> Form:
    """The form with an example more, before what its rubric still lacks. Raises UnknownItem when
    the form has no such rubric.
    """
    _rubric(form, offer.rubric)
    return FORM.validate_python(_with(form, offer.rubric.split("."), offer.line).model_dump())


def rubrics_of(form: Form) -> dict[str, Rubric]:
    """The rubrics of a form, by the key that its sheet gives them."""
    return dict(_rubrics(form, ""))


def _rubrics(value: object, path: str) -> Iterator[tuple[str, Rubric]]:
    if isinstance(value, Rubric):
        yield path, value
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from _rubrics(item, f"{path}.{n}")
    elif isinstance(value, Value) and not isinstance(value, Line):
        for name in type(value).model_fields:
            yield from _rubrics(getattr(value, name), f"{path}.{name}".strip("."))


def _rubric(form: Form, key: str) -> Rubric:
    found = rubrics_of(form).get(key)
    if found is None:
        raise UnknownItem(f"Rubrique « {key[:100]} » : ce formulaire ne l’a pas ; rouvrez-le.")
    return found


def _shown(rubric: Rubric) -> set[str]:
    """The words that the rubric quotes."""
    return {
        citation.quote
        for line in rubric.lines
        for kept in (line, line.former)
        if kept
        for citation in kept.citations
    }


def _id(example: Words) -> str:
    return hashlib.sha256(f"{example.passage} {example.mots}".encode()).hexdigest()[:12]


def _excerpts(index: Index, passages: Iterable[Passage]) -> Iterator[Example]:
    """The first sentences of each passage that says something, as long as an example is and in one
    piece in its document.
    """
    for passage in passages:
        run = max(passage.runs, key=lambda run: run.length)
        words = BULLET.sub("", _sentences(passage.text[run.at : run.at + run.length]))
        if passage.kind not in SPOKEN or len(words) < SHORTEST_EXAMPLE or words.endswith(":"):
            continue
        # A sentence that a footnote cuts in its document cannot be quoted whole.
        if cite_words(passage, words, index.text(passage.document_id)):
            yield Example(passage=passage.id, mots=words)


def _sentences(text: str) -> str:
    """As many whole sentences as fit; the first one whatever its length."""
    ends = [match.end() for match in re.finditer(r"(?<!\b[A-Z])[.!?](?=\s|$)", text)] or [len(text)]
    return text[: max((end for end in ends if end <= LONGEST_EXAMPLE), default=ends[0])].strip()


def _examples(models: Models, form: Form, key: str) -> Iterator[Example]:
    """The examples of a rubric: those of the theme, then those that all fiches share."""
    model, name = _model(models, form, key)
    sources: tuple[Rubrics, ...] = (
        (model, models.commun) if model in models.fiches.values() else (model,)
    )
    for source in sources:
        yield from source.exemples.get(name, ())


def _model(models: Models, form: Value, key: str) -> tuple[Rubrics, str]:
    """The model that a rubric comes from, and the rubric's name in it."""
    if isinstance(form, Contrat):
        name, _, rest = key.partition(".")
        within = getattr(form, name)
        if isinstance(within, tuple):
            n, _, rest = rest.partition(".")
            within = within[int(n)]
        if isinstance(within, Fiche | TableauSuivi):
            return _model(models, within, rest)
        return models.contrat, key
    if isinstance(form, Fiche):
        return models.fiches[getattr(form, "theme", Theme.FREE)], key
    return models.protocole if isinstance(form, Protocole) else models.suivi, key


def _with(value: Value, path: list[str], line: Line) -> Value:
    """`value` with the line added to the rubric at the end of the path, before the lines to be
    filled in.
    """
    if isinstance(value, Rubric):
        missing = tuple(each for each in value.lines if each.origin is Origin.MISSING)
        return value.model_copy(
            update={
                "lines": (*(each for each in value.lines if each not in missing), line, *missing)
            }
        )
    name, child = path[0], getattr(value, path[0])
    if isinstance(child, tuple):
        n = int(path[1])
        return value.model_copy(
            update={name: (*child[:n], _with(child[n], path[2:], line), *child[n + 1 :])}
        )
    return value.model_copy(update={name: _with(child, path[1:], line)})


def _situation(form: Form) -> Situation:
    """What a form says of the service, enough to word an example."""
    who = form.parties if isinstance(form, Contrat | Protocole) else form.identification
    region = getattr(who, "region", None)
    return Situation(
        service=who.service.text[:LONGEST], region=(region or who.service).text[:LONGEST]
    )
