"""A fiche drafted without a model → the same with lines that a language model proposes, each
verified and marked as a proposition.

What the fiche already holds is left as it is: propositions are lines of their own, put before what
is still to be filled in.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

from pydantic import ValidationError

from assistant.domain import Finding, Passage, Severity, Value
from assistant.drafting.situation import Situation
from assistant.drafting.situation_reader import text_of
from assistant.errors import ModelError
from assistant.forms.fiche import Fiche
from assistant.forms.form import FORM, AnyForm
from assistant.forms.line import SOURCED, Form, Line, Origin, Rubric
from assistant.forms.sheet import sheet_of
from assistant.forms.tree import rebuild, replace_part
from assistant.index.index import Index
from assistant.llm.client import Budget, Model
from assistant.llm.gate import Gate, Refused
from assistant.llm.guard import Guard
from assistant.llm.phrases import Phrase, Source, list_schema, read_object
from assistant.llm.prompts import Prompt, read_prompt, to_data, visible_text
from assistant.llm.proposal import Basis, line_of
from assistant.proof.prover import Prover
from assistant.texts.wording import Wording

RUBRICS = ("actions_principales", "calendrier", "indicateurs", "evaluation")

SOURCES, LONGEST_SOURCE, MOST = 10, 1_500, 12


class Proposed(Value):
    """A form with its propositions, and what is to be known of them."""

    form: AnyForm
    findings: tuple[Finding, ...] = ()


class Proposer:
    """Asks one model for the lines of fiches; safe to share between threads."""

    def __init__(
        self, index: Index, guard: Guard, prover: Prover, wording: Wording, model: Model
    ) -> None:
        self.index = index
        self.guard = guard
        self.prover = prover
        self.wording = wording
        self.model = model
        self.prompt: Prompt = read_prompt("proposer")

    def propose(
        self, form: Form, situation: Situation, near: Sequence[Passage], day: date, budget: Budget
    ) -> Proposed:
        """The form with propositions in its fiches. A fiche for which the model fails is left as it
        was, and a finding says why.
        """
        gate = Gate(self.index, self.guard, self.prover, self.wording, day)
        work = _Work(gate, situation, near, budget, _last_number(form) + 1)
        new_form = FORM.validate_python(self._form(form, work).model_dump())
        messages = [
            self.wording.notices["proposition_sans_modele"].format(raison=reason)
            for reason in dict.fromkeys(work.failures)
        ]
        if work.drop_count:
            notice = self.wording.notices["proposition_ecartees"]
            messages.append(notice.format(nombre=work.drop_count))
        return Proposed(form=new_form, findings=tuple(map(_warning, messages)))

    def _form(self, form: Form, work: "_Work") -> Form:
        """The form filled, fiche by fiche."""

        def propose(_: str, part: Any) -> Any:
            return self._fiche(part, work) if isinstance(part, Fiche) else part

        return rebuild(form, propose)

    def _fiche(self, fiche: Any, work: "_Work") -> Any:
        """One request, its lines verified, and the fiche with those that hold."""
        lines = [entry.line for entry in sheet_of(fiche).entries()]
        sources = self._sources(lines, work.near)
        data = {
            "theme": str(fiche.theme),
            "situation": work.situation.model_dump(mode="json", exclude_defaults=True),
            "rubriques": _places(fiche),
            "deja_dans_la_fiche": [
                line.text for line in lines if line.origin is not Origin.MISSING
            ],
            "passages": [self._row(source) for source in sources],
        }
        prompt = self.prompt.render(donnees=to_data(data))
        schema = proposal_schema(sources, _places(fiche))
        try:
            text = "".join(self.model.write(prompt, work.budget, schema))
        except ModelError as error:
            work.failures.append(str(error))
            return fiche
        basis = Basis(text_of(work.situation), [line.text for line in lines])
        by_number = {source.id: source for source in sources}
        return work.fill_fiche(fiche, list(_phrases(text)), by_number, basis)

    def _sources(self, lines: Sequence[Line], near: Sequence[Passage]) -> tuple[Source, ...]:
        """The passages that the subject of the fiche finds, then those that it already cites."""
        citations = (line.citations[0] for line in lines if line.origin in SOURCED)
        ids = (*(passage.id for passage in near), *(citation.passage_id for citation in citations))
        known_ids = [each for each in dict.fromkeys(ids) if each in self.index.row]
        passages = map(self.index.passage, known_ids[:SOURCES])
        return tuple(_source(n, passage) for n, passage in enumerate(passages, 1))

    def _row(self, source: Source) -> dict[str, str]:
        document = self.index.document(source.passage.document_id)
        return {
            "numero": source.id,
            "document": document.short,
            "poids": document.weight.value,
            "territoire": document.territory,
            "texte": source.text,
        }


class _Work:
    """The fiches of one form being filled: what was dropped, what failed, and the number of the
    next citation.
    """

    def __init__(
        self, gate: Gate, situation: Situation, near: Sequence[Passage], budget: Budget, n: int
    ) -> None:
        self.gate = gate
        self.situation = situation
        self.near = near
        self.budget = budget
        self.n = n
        self.drop_count = 0
        self.failures: list[str] = []

    def fill_fiche(
        self,
        fiche: Any,
        phrases: Sequence[tuple[str, Phrase | None]],
        sources: dict[str, Source],
        basis: Basis,
    ) -> Any:
        """The fiche with the lines that hold, each in its rubric."""
        for place, phrase in phrases:
            if phrase is None or place not in _places(fiche):
                self.drop_count += 1
                continue
            line = line_of(self.gate, phrase, sources, basis, self.n)
            if isinstance(line, Refused):
                self.drop_count += 1
                continue
            self.n += len(line.citations)
            basis = Basis(basis.user_text, (*basis.lines, line.text))
            fiche = _with(fiche, place, line)
        return fiche


def proposal_schema(sources: Sequence[Source], places: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of propositions: closed sets of rubrics and of passages."""
    return list_schema(
        "lignes",
        [source.id for source in sources],
        {"rubrique": {"type": "string", "enum": list(places)}},
    )


def _phrases(text: str) -> Iterator[tuple[str, Phrase | None]]:
    """The rubric and the phrase of each line that a model wrote; None for one in another form."""
    try:
        lines = read_object(text).get("lignes")
    except ValueError:
        lines = None
    items: list[Any] = lines[:MOST] if isinstance(lines, list) else [None]
    for item in items:
        place = str(item.get("rubrique", "")) if isinstance(item, dict) else ""
        yield place, _phrase_of(item)


def _phrase_of(item: Any) -> Phrase | None:
    """The phrase of a line that a model wrote; None for one in another form."""
    try:
        return Phrase.model_validate({"texte": item["texte"], "citations": item["citations"]})
    except (ValidationError, KeyError, TypeError):
        return None


def _source(n: int, passage: Passage) -> Source:
    """The `n`-th passage that the model may quote."""
    text = visible_text(passage.text)[:LONGEST_SOURCE]
    return Source(id=f"P{n}", passage=passage, text=text)


def _warning(message: str) -> Finding:
    return Finding(rule="modèle de langue", severity=Severity.WARNING, message=message, where="")


def _places(fiche: Fiche) -> list[str]:
    """The rubrics that a model may add to: lists, and single lines that are still missing."""
    single = {
        "objectifs.0.intitule": fiche.objectives[0].title,
        "cibles.secteurs": fiche.targets.sectors,
    }
    missing = [place for place, line in single.items() if line.origin is Origin.MISSING]
    return [*RUBRICS, *missing]


def _last_number(form: Form) -> int:
    """The highest number that a citation of a form bears; 0 when it cites nothing."""
    citations = chain.from_iterable(entry.line.citations for entry in sheet_of(form).entries())
    return max((citation.n for citation in citations), default=0)


def _with(fiche: Any, place: str, line: Line) -> Any:
    """The fiche with a proposition: a line more in a rubric, or the words of a line that is still
    to be filled in.
    """
    if place not in RUBRICS:
        return replace_part(fiche, place, lambda _: line)

    def lengthen(rubric: Rubric) -> Rubric:
        full = [each for each in rubric.lines if each.origin is not Origin.MISSING]
        missing = [each for each in rubric.lines if each.origin is Origin.MISSING]
        return rubric.model_copy(update={"lines": (*full, line, *missing)})

    return replace_part(fiche, place, lengthen)
