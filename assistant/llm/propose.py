"""A fiche drafted without a model → the same with lines that a language model proposes, each
verified and marked as a proposition.

What the fiche already holds is left as it is: propositions are lines of their own, put before what
is still to be filled in.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from assistant.domain import Finding, Passage, Severity, Value
from assistant.drafting.situation import Situation
from assistant.drafting.situation_reader import text_of
from assistant.errors import ModelError
from assistant.forms.fiche import Fiche
from assistant.forms.form import FORM, AnyForm
from assistant.forms.line import SOURCED, Form, Line, Origin, Rubric
from assistant.forms.sheet import Sheet, sheet_of
from assistant.forms.tree import rebuild, replace_part
from assistant.index.index import Index
from assistant.llm.client import Budget, Model
from assistant.llm.gate import Gate, Refused
from assistant.llm.guard import Guard
from assistant.llm.phrases import Phrase, Source, list_schema, read_object
from assistant.llm.prompts import Prompt, read_prompt, to_data, visible_text
from assistant.llm.proposal import Known, line_of
from assistant.proof.prover import Prover
from assistant.texts.wording import Wording

RUBRICS = ("actions_principales", "calendrier", "indicateurs", "evaluation")
SINGLE = {"objectifs": "intitule", "cibles": "secteurs"}
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
        self, form: Form, situation: Situation, near: Sequence[Passage], on: date, budget: Budget
    ) -> Proposed:
        """The form with propositions in its fiches. A fiche for which the model fails is left as it
        was, and a finding says why.
        """
        gate = Gate(self.index, self.guard, self.prover, self.wording, on)
        work = _Work(gate, situation, near, budget, _last(form) + 1)
        new_form = FORM.validate_python(self._form(form, work).model_dump())
        messages = [
            self.wording.notices["proposition_sans_modele"].format(raison=reason)
            for reason in dict.fromkeys(work.failures)
        ]
        messages += (
            [self.wording.notices["proposition_ecartees"].format(nombre=work.dropped)]
            if work.dropped
            else []
        )
        return Proposed(
            form=new_form,
            findings=tuple(
                Finding(rule="modèle de langue", severity=Severity.WARNING, message=each, where="")
                for each in messages
            ),
        )

    def _form(self, form: Form, work: "_Work") -> Form:
        """The form filled, fiche by fiche."""

        def propose(_: str, part: Any) -> Any:
            return self._fiche(part, work) if isinstance(part, Fiche) else part

        return rebuild(form, propose)

    def _fiche(self, fiche: Any, work: "_Work") -> Any:
        """One request, its lines verified, and the fiche with those that hold."""
        sheet = sheet_of(fiche)
        sources = self._sources(sheet, work.near)
        data: dict[str, Any] = {
            "theme": str(fiche.theme),
            "situation": work.situation.model_dump(mode="json", exclude_defaults=True),
            "rubriques": _places(fiche),
        }
        data |= {
            "deja_dans_la_fiche": [
                entry.line.text
                for entry in sheet.entries()
                if entry.line.origin is not Origin.MISSING
            ]
        }
        data |= {"passages": [self._row(source) for source in sources]}
        try:
            text = "".join(
                self.model.write(
                    self.prompt.render(donnees=to_data(data)),
                    work.budget,
                    proposal_schema(sources, _places(fiche)),
                )
            )
        except ModelError as error:
            work.failures.append(str(error))
            return fiche
        ground = Known(text_of(work.situation), [entry.line.text for entry in sheet.entries()])
        return work.fill_fiche(
            fiche, list(_phrases(text)), {source.id: source for source in sources}, ground
        )

    def _sources(self, sheet: Sheet, near: Sequence[Passage]) -> tuple[Source, ...]:
        """The passages that the fiche already cites, then those that its subject finds."""
        cited_ids = [
            citation.passage_id
            for entry in sheet.entries()
            if entry.line.origin in SOURCED
            for citation in entry.line.citations[:1]
        ]
        ids = [
            passage_id
            for passage_id in dict.fromkeys((*(passage.id for passage in near), *cited_ids))
            if passage_id in self.index.row
        ]
        passages = [self.index.passage(passage_id) for passage_id in ids[:SOURCES]]
        return tuple(
            Source(
                id=f"P{n}",
                passage=passage,
                text=visible_text(passage.text)[:LONGEST_SOURCE],
            )
            for n, passage in enumerate(passages, 1)
        )

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
        self.gate, self.situation, self.near, self.budget, self.n = gate, situation, near, budget, n
        self.dropped = 0
        self.failures: list[str] = []

    def fill_fiche(
        self,
        fiche: Any,
        phrases: Sequence[tuple[str, Phrase | None]],
        sources: dict[str, Source],
        ground: Known,
    ) -> Any:
        """The fiche with the lines that hold, each in its rubric."""
        for place, phrase in phrases:
            line = (
                line_of(self.gate, phrase, sources, ground, self.n)
                if phrase is not None and place in _places(fiche)
                else None
            )
            if line is None or isinstance(line, Refused):
                self.dropped += 1
                continue
            self.n += len(line.citations)
            ground = Known(ground.typed, (*ground.lines, line.text))
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
    for line in items:
        place = str(line.get("rubrique", "")) if isinstance(line, dict) else ""
        try:
            yield (
                place,
                Phrase.model_validate({name: line[name] for name in ("texte", "citations")}),
            )
        except (ValidationError, KeyError, TypeError):
            yield place, None


def _places(fiche: Fiche) -> list[str]:
    """The rubrics that a model may add to: lists, and single lines that are still missing."""
    single = [
        f"{name}.0.{field}" if name == "objectifs" else f"{name}.{field}"
        for name, field in SINGLE.items()
        if _single(fiche, name).origin is Origin.MISSING
    ]
    return [*RUBRICS, *single]


def _single(fiche: Fiche, name: str) -> Line:
    line = fiche.objectives[0].title if name == "objectifs" else fiche.targets.sectors
    assert isinstance(line, Line)
    return line


def _last(form: Form) -> int:
    """The highest number that a citation of a form bears."""
    return max(
        (citation.n for entry in sheet_of(form).entries() for citation in entry.line.citations),
        default=0,
    )


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
