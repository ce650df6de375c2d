"""Situation + model of annexe 3 → a complete fiche action. Nothing is invented: what is not known
is to be filled in.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter

from assistant.drafting.line_maker import LineMaker, typed_line, typed_lines
from assistant.drafting.means import draft_means
from assistant.drafting.parties import PARTIES, caisse_line
from assistant.drafting.situation import About, Aim, Goal, Party
from assistant.drafting.templates import Common, Expectation, FicheModel, Words
from assistant.errors import FormError
from assistant.forms.fiche import (
    FICHES,
    CogReference,
    Commitments,
    FicheAction,
    Identification,
    InstructionReference,
    Means,
    Objective,
    PlanAction,
    PlanReference,
    Target,
)
from assistant.forms.line import Line, Note, Rubric, Theme, reading_order
from assistant.texts.calendar import write_day

FICHE: TypeAdapter[FicheAction] = TypeAdapter(FicheAction)
Item = TypeVar("Item", bound=About)
CONSTANTS = {"kind", "theme", "volet"}


def draft_fiche(make: LineMaker, theme: Theme) -> FicheAction:
    """The fiche of a theme, each line with its origin, drafted in the order in which it is read, so
    that its sources are numbered so.

    Raises FormError when the corpus no longer says what the model quotes, or says nothing of a
    field.
    """
    drafter, kind = _FicheDrafter(make, theme), FICHES[theme]
    values: dict[str, Any] = {}
    for name in reading_order(kind):
        if name in CONSTANTS:
            continue
        field = kind.model_fields[name]
        key = field.alias or name
        values[key] = drafter.draft(key, field.annotation)
    return FICHE.validate_python(kind(**values))


class _FicheDrafter:
    """Drafts each field of a fiche: by its function of `DRAFTERS`, or from what the models and the
    situation say under its name.
    """

    def __init__(self, make: LineMaker, theme: Theme) -> None:
        self.make, self.theme = make, theme
        self.model: FicheModel = make.models.fiches[theme]
        self.common: Common = make.models.common
        self.situation = make.situation

    def draft(self, name: str, kind: Any) -> Any:
        """A field. One that `DRAFTERS` does not name holds what the situation says in its own field
        of that name, and what `commun.yaml` expects. Raises FormError when it is neither a rubric
        nor a line.
        """
        if name in DRAFTERS:
            return DRAFTERS[name](self)
        value = getattr(self.situation, type(self.situation).names_by_key().get(name, ""), None)
        if kind is Rubric:
            return self._rubric(name, typed_lines(value or ()))
        if kind is Line:
            return self.make.typed_or(value, self.common.expectation_of(name))
        raise FormError(
            f"Le champ « {name} » de la fiche n’est ni une rubrique ni une ligne : donnez-lui sa "
            "fonction dans DRAFTERS (assistant/drafting/fiche.py)."
        )

    def title(self) -> Line:
        """The title of the model; for volet 3, the risk that the service names."""
        if self.theme is Theme.FREE:
            return self.make.typed_or(self.situation.risk, self.common.expectation_of("titre"))
        return self.make.model_line(self.model.title)

    def identification(self) -> Identification:
        """Who the fiche is for and for how long; for volet 3, on which risk."""
        expectation_of, situation = self.common.expectation_of, self.situation
        risk = None
        if self.theme is Theme.FREE:
            risk = self.make.typed_or(situation.risk, expectation_of("risque"))
        return Identification(
            service=typed_line(situation.service),
            region=typed_line(situation.region),
            caisse=caisse_line(self.make),
            start=self.make.day_or(situation.start, expectation_of("debut")),
            end=self.make.day_or(situation.end, expectation_of("fin")),
            risk=risk,
        )

    def pst4(self) -> PlanReference:
        """What the model cites of the PST 4: axis, aim, actions."""
        plan, line = self.model.pst4, self.make.model_line
        assert plan is not None, f"{self.theme}: no reference to the PST 4 in its model"
        axis, aim = line(plan.axis), line(plan.aim)
        actions = tuple(
            PlanAction(
                number=action.number,
                title=line(action.title),
                bullets=tuple(map(line, action.bullets)),
            )
            for action in plan.actions
        )
        return PlanReference(axis=axis, aim=aim, actions=actions)

    def cog(self) -> CogReference:
        """What the model cites of the COG AT/MP: axis, fiche, commitment."""
        cog, line = self.model.cog, self.make.model_line
        assert cog is not None, f"{self.theme}: no reference to the COG in its model"
        return CogReference(
            axis=line(cog.axis),
            fiche=line(cog.fiche),
            commitment=line(cog.commitment),
            bullets=tuple(map(line, cog.bullets)),
        )

    def instructions(self) -> tuple[InstructionReference, ...]:
        """The instructions that the model refers to, and what it cites of them."""
        line = self.make.model_line
        return tuple(
            InstructionReference(
                reference=line(item.reference), excerpts=tuple(map(line, item.excerpts))
            )
            for item in self.model.instructions
        )

    def plans(self) -> Rubric:
        """The other plans that the model names."""
        return self._rubric(
            "plans",
            tuple(map(self.make.model_line, self.model.plans)),
            complete=bool(self.model.plans),
        )

    def data(self) -> Rubric:
        """The national figures and sources of the model."""
        return self._rubric(
            "donnees",
            tuple(map(self.make.model_line, self.model.data)),
            complete=bool(self.model.data),
        )

    def diagnostic(self) -> Rubric:
        """The local figures that the service gives for this theme."""
        figures = (self.make.figure_text(item) for item in self._about(self.situation.figures))
        return self._rubric("diagnostic", typed_lines(figures))

    def targets(self) -> Target:
        """The establishments aimed at: those of this theme, otherwise those of the service."""
        expectation_of, aim = self.common.expectation_of, self._aim()
        sectors = aim.sectors or self.situation.sectors
        sizes = aim.sizes or self.situation.sizes
        return Target(
            sectors=self.make.typed_or(", ".join(sectors), expectation_of("secteurs")),
            sizes=self.make.typed_or(", ".join(sizes), expectation_of("tailles")),
            count=self.make.count_or(aim.count, "etablissements", expectation_of("nombre")),
        )

    def main_actions(self) -> Rubric:
        """The actions of the model, then those that the service plans."""
        plans = (
            self.common.phrase("action_pps", texte=item.text)
            for item in self._about(self.situation.planned_actions)
        )
        national = tuple(map(self.make.model_line, self.model.main_actions))
        return self._rubric(
            "actions_principales",
            (*national, *typed_lines(plans)),
            complete=self.theme is Theme.PDP,
        )

    def objectives(self) -> tuple[Objective, ...]:
        """The objectives already set, or one still to be set."""
        goals = self._about(self.situation.objectives)
        if not goals:
            return (self._objective_to_set(),)
        return tuple(map(self._objective, goals))

    def commitments(self) -> Commitments:
        """What each party offers; the hint and the gap of the model stand with the first."""
        rubrics = {party: self._commitment(party) for party, _ in PARTIES}
        absent = self.model.absent.get("engagements")
        notes = {
            "hint": self._hint(self.model.hints.get("engagements")),
            "gap": self.make.gap_note(absent, "absente") if absent else None,
        }
        rubrics["spsti"] = rubrics["spsti"].model_copy(update=notes)
        return Commitments(**rubrics)

    def _commitment(self, party: Party) -> Rubric:
        offers = self._about(self.situation.offers)
        texts = (offer.text for offer in offers if offer.party == party)
        return self._rubric(f"engagements.{party}", typed_lines(texts))

    def cell(self) -> Rubric:
        """Who sits in the cell that prevents people from losing their occupation."""
        return self._rubric("cellule", typed_lines(self.situation.pdp_cell))

    def means(self) -> tuple[Means, ...]:
        """What each party brings, and who leads for it."""
        return draft_means(self.make, self.theme)

    def calendar(self) -> Rubric:
        """The steps that the service gives, each with its date."""
        steps = (
            self.common.phrase("etape", quand=step.when, texte=step.text)
            for step in self._about(self.situation.steps)
        )
        return self._rubric("calendrier", typed_lines(steps))

    def indicators(self) -> Rubric:
        """The indicators of annexe 4, which has none for the theme PDP."""
        if self.theme is Theme.PDP:
            gap = self.make.gap_note(self.common.without_indicator, "sans_indicateur")
            return self._rubric("indicateurs", ()).model_copy(update={"gap": gap})
        return self._rubric("indicateurs", tuple(map(self.make.model_line, self.common.indicators)))

    def advice(self) -> Rubric:
        """The advice of the IGAS, which binds nobody."""
        return Rubric(lines=tuple(map(self.make.quoted_line, self.common.advice)))

    def _rubric(self, key: str, lines: tuple[Line, ...], *, complete: bool = False) -> Rubric:
        """A rubric: its hint and its lost list, lines, then the examples of its theme and of all
        themes.
        """
        hint_words = self.model.hints.get(key) or self.common.hints.get(key)
        hint = self._hint(hint_words)
        gap = self._gap(key)
        own = self.model.examples.get(key, ())
        common = self.common.examples.get(key, ())
        examples = self.make.example_lines((*own, *common))
        expectation = self.common.expectation_of(key)
        all_lines = (*lines, *examples)
        return self.make.rubric(all_lines, expectation, hint=hint, gap=gap, complete=complete)

    def _gap(self, key: str) -> Note | None:
        """What the copy of the instruction lacks there: a list that it announces, or anything after
        the title.
        """
        lost_list = self.model.lost_lists.get(key)
        if lost_list:
            return self.make.gap_note(lost_list)
        empty = self.model.empty.get(key)
        return self.make.gap_note(empty, "vide") if empty else None

    def _hint(self, words: Words | None) -> Note | None:
        return self.make.hint_note(words) if words else None

    def _objective(self, goal: Goal) -> Objective:
        """An objective that the parties have set."""
        expectation_of, typed_or = self.common.expectation_of, self.make.typed_or
        return Objective(
            title=typed_line(goal.title),
            indicator=typed_line(goal.indicator) if goal.indicator else self._indicator(),
            baseline=typed_or(goal.baseline, expectation_of("depart")),
            target=typed_or(goal.target, expectation_of("cible")),
            deadline=self.make.day_or(goal.deadline, self._deadline()),
        )

    def _objective_to_set(self) -> Objective:
        """The frame of an objective, with an indicator of annexe 4."""
        line = self.make.expected_line
        return Objective(
            title=line("intitule"),
            indicator=self._indicator(),
            baseline=line("depart"),
            target=line("cible"),
            deadline=self.make.day_or(None, self._deadline()),
        )

    def _indicator(self) -> Line:
        """An indicator of annexe 4, which has none for PDP."""
        if self.theme is Theme.PDP:
            return self.make.expected_line("indicateur")
        return self.make.model_line(self.common.objective_indicator)

    def _deadline(self) -> Expectation:
        """What is expected of a deadline: a day, at the latest the last of the contract when it is
        known.
        """
        usual = self.common.expectation_of("echeance")
        end = self.situation.end
        if end is None:
            return usual
        text = self.common.phrase("echeance", jour=write_day(end))
        return Expectation(text=text, by=usual.by)

    def _about(self, items: Iterable[Item]) -> list[Item]:
        """What is said of this theme, or of all of them."""
        return [item for item in items if item.theme in (None, self.theme)]

    def _aim(self) -> Aim:
        aims = self._about(self.situation.targets)
        own = [aim for aim in aims if aim.theme is self.theme]
        return (own or aims or [Aim()])[0]


DRAFTERS: Mapping[str, Callable[[_FicheDrafter], Any]] = {
    "titre": _FicheDrafter.title,
    "identification": _FicheDrafter.identification,
    "pst4": _FicheDrafter.pst4,
    "cog": _FicheDrafter.cog,
    "instructions": _FicheDrafter.instructions,
    "plans": _FicheDrafter.plans,
    "donnees": _FicheDrafter.data,
    "diagnostic": _FicheDrafter.diagnostic,
    "cibles": _FicheDrafter.targets,
    "actions_principales": _FicheDrafter.main_actions,
    "objectifs": _FicheDrafter.objectives,
    "engagements": _FicheDrafter.commitments,
    "cellule": _FicheDrafter.cell,
    "moyens": _FicheDrafter.means,
    "calendrier": _FicheDrafter.calendar,
    "indicateurs": _FicheDrafter.indicators,
    "conseils": _FicheDrafter.advice,
}
