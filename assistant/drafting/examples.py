"""Examples that a draft does not show yet: words of other contracts or of the report, which a
person adds in one click, named as what they are.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from assistant.answering.verify import Texts
from assistant.domain import Kind, Passage, Value
from assistant.drafting.line_maker import LineMaker
from assistant.drafting.situation import LONGEST, Situation
from assistant.drafting.templates import Example, FormTexts, Models, Words
from assistant.errors import UnknownItem
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import Fiche
from assistant.forms.form import checked_form
from assistant.forms.line import Form, Line, Origin, Rubric
from assistant.forms.protocole import Protocole
from assistant.forms.sheet import sheet_of
from assistant.forms.suivi import TableauSuivi
from assistant.forms.tree import lines_of, replace_part, rubrics_of
from assistant.index.index import Index
from assistant.texts.quotes import cite_words

SHORTEST_EXAMPLE, LONGEST_EXAMPLE = 45, 420
SPOKEN = {Kind.PARAGRAPH, Kind.ITEM, Kind.SECTION, Kind.BOX}
# A full stop and its like, but not after an initial.
SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?](?=\s|$)")
BULLET = re.compile(r"\A[^\w«]+")


class OfferedExample(Value):
    """An example that may be added to a rubric; `id` names it among those of the rubric."""

    id: str
    rubric: str
    line: Line


def examples_for(
    index: Index, models: Models, form: Form, rubric: str, *, near: Iterable[Passage], day: date
) -> tuple[OfferedExample, ...]:
    """The examples that a rubric does not show: those that the models hold for it, then the words
    of the passages `near` it in other texts than the instruction.

    A draft written on that day would word them so. Raises UnknownItem when the form has no such
    rubric, FormError.
    """
    quotes = _quotes_of(_rubric(form, rubric))
    make = LineMaker(index, models, _situation(form), day)
    examples = dict.fromkeys(_examples(models, form, rubric))
    words = (*examples, *_excerpts(index.text, near))
    offers: dict[str, OfferedExample] = {}
    for example in words:
        if not _is_shown(example.text, quotes):
            line = make.quoted_line(example)
            offer = OfferedExample(id=_id(example), rubric=rubric, line=line)
            offers[example.text] = offer
    return tuple(offers.values())


def topic_of(models: Models, form: Form, rubric: str) -> str:
    """What a rubric is about, in the words that a search understands: its theme and its title.
    Raises UnknownItem.
    """
    _rubric(form, rubric)
    sections = (section for section in sheet_of(form).sections if section.key == rubric)
    title = next((section.title for section in sections), "")
    model, _ = _model(models, form, rubric)
    themes = (theme for theme, fiche in models.fiches.items() if fiche is model)
    theme = next((models.intake.themes[theme] for theme in themes), "")
    return f"{theme} {title}".strip()


def add_example(form: Form, offer: OfferedExample) -> Form:
    """The form with an example more, before what its rubric still lacks. Raises UnknownItem when
    the form has no such rubric.
    """
    _rubric(form, offer.rubric)

    def lengthen(rubric: Rubric) -> Rubric:
        full = [line for line in rubric.lines if line.origin is not Origin.MISSING]
        missing = [line for line in rubric.lines if line.origin is Origin.MISSING]
        return rubric.model_copy(update={"lines": (*full, offer.line, *missing)})

    return checked_form(replace_part(form, offer.rubric, lengthen))


def _rubric(form: Form, key: str) -> Rubric:
    rubric = rubrics_of(form).get(key)
    if rubric is None:
        raise UnknownItem(f"Rubrique « {key[:100]} » : ce formulaire ne l’a pas ; rouvrez-le.")
    return rubric


def _quotes_of(rubric: Rubric) -> set[str]:
    """The words that the lines of a rubric quote, or quoted before a person changed them."""
    former = (line.former for line in rubric.lines if line.former)
    citations = chain.from_iterable(line.citations for line in (*rubric.lines, *former))
    return {citation.quote for citation in citations}


def _is_shown(words: str, quotes: set[str]) -> bool:
    """Does the rubric already quote those words, some of them, or more?"""
    return any(words in quote or quote in words for quote in quotes)


def _id(example: Words) -> str:
    key = f"{example.passage} {example.text}"
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def _excerpts(texts: Texts, passages: Iterable[Passage]) -> Iterator[Example]:
    """The first sentences of each passage that says something, as long as an example is and in one
    piece in its document.
    """
    for passage in passages:
        run = max(passage.runs, key=lambda run: run.length)
        stretch = passage.text[run.at : run.at + run.length]
        words = BULLET.sub("", _sentences(stretch))
        if passage.kind not in SPOKEN or len(words) < SHORTEST_EXAMPLE or words.endswith(":"):
            continue
        # A sentence that a footnote cuts in its document cannot be quoted whole.
        if cite_words(passage, words, texts(passage.document_id)):
            yield Example(passage=passage.id, text=words)


def _sentences(text: str) -> str:
    """As many whole sentences as fit; the first one whatever its length."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)] or [len(text)]
    fitting = [end for end in ends if end <= LONGEST_EXAMPLE]
    last = max(fitting, default=ends[0])
    return text[:last].strip()


def _examples(models: Models, form: Form, key: str) -> Iterator[Example]:
    """The examples of a rubric: those of the theme, then those that all fiches share."""
    model, name = _model(models, form, key)
    yield from model.examples.get(name, ())
    if model in models.fiches.values():
        yield from models.common.examples.get(name, ())


def _model(models: Models, form: Value, key: str) -> tuple[FormTexts, str]:
    """The model that a rubric comes from, and the rubric's name in it."""
    if isinstance(form, Contrat):
        name, _, rest = key.partition(".")
        within = getattr(form, type(form).names_by_key()[name])
        if isinstance(within, tuple):
            n, _, rest = rest.partition(".")
            within = within[int(n)]
        if isinstance(within, Fiche | TableauSuivi):
            return _model(models, within, rest)
        return models.contrat, key
    if isinstance(form, Fiche):
        return models.fiches[form.theme], key
    return models.protocole if isinstance(form, Protocole) else models.suivi, key


def _situation(form: Form) -> Situation:
    """What a form says of the service, enough to word an example."""
    lines = {part.path: part.value.text[:LONGEST] for part in lines_of(form.who)}
    service = lines.get("service", "")
    return Situation(service=service, region=lines.get("region", service))
