"""Situation + model of annexe 3 → a complete fiche action. Nothing is invented: what is not known
is to be filled in.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter

from assistant.drafting.line_maker import LineMaker, typed_line, typed_lines
from assistant.drafting.parties import PARTIES, caisse_line
from assistant.drafting.situation import About, Aim, Goal, Party, Resources
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
Said = TypeVar("Said", bound=About)
CONSTANTS = {"kind", "theme", "volet"}


def draft_fiche(make: LineMaker, theme: Theme) -> FicheAction:
    """The fiche of a theme, each line with its origin, drafted in the order in which it is read, so
    that its sources are numbered so.

    Raises FormError when the corpus no longer says what the model quotes, or says nothing of a
    field.
    """
    drafter, kind = _FicheDrafter(make, theme), FICHES[theme]
    fields = {name: kind.model_fields[name] for name in reading_order(kind)}
    keys = {field.alias or name: field for name, field in fields.items() if name not in CONSTANTS}
    values = {key: drafter.draft(key, field.annotation) for key, field in keys.items()}
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
        if self.theme is Theme.FREE:
            return self.make.typed_or(self.situation.risk, self.common.expectation_of("titre"))
        return self.make.model_line(self.model.title)

    def identification(self) -> Identification:
        expectation_of, situation = self.common.expectation_of, self.situation
        return Identification(
            service=typed_line(situation.service),
            region=typed_line(situation.region),
            caisse=caisse_line(self.make),
            start=self.make.day_or(situation.start, expectation_of("debut")),
            end=self.make.day_or(situation.end, expectation_of("fin")),
            risk=self.make.typed_or(situation.risk, expectation_of("risque"))
            if self.theme is Theme.FREE
            else None,
        )

    def pst4(self) -> PlanReference:
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
        cog, line = self.model.cog, self.make.model_line
        assert cog is not None, f"{self.theme}: no reference to the COG in its model"
        return CogReference(
            axis=line(cog.axis),
            fiche=line(cog.fiche),
            commitment=line(cog.commitment),
            bullets=tuple(map(line, cog.bullets)),
        )

    def instructions(self) -> tuple[InstructionReference, ...]:
        line = self.make.model_line
        return tuple(
            InstructionReference(
                reference=line(item.reference), excerpts=tuple(map(line, item.excerpts))
            )
            for item in self.model.instructions
        )

    def plans(self) -> Rubric:
        return self._rubric(
            "plans",
            tuple(map(self.make.model_line, self.model.plans)),
            complete=bool(self.model.plans),
        )

    def data(self) -> Rubric:
        return self._rubric(
            "donnees",
            tuple(map(self.make.model_line, self.model.data)),
            complete=bool(self.model.data),
        )

    def diagnostic(self) -> Rubric:
        figures = (self.make.figure_text(item) for item in self._about(self.situation.figures))
        return self._rubric("diagnostic", typed_lines(figures))

    def targets(self) -> Target:
        expectation_of, aim = self.common.expectation_of, self._aim()
        sectors = aim.sectors or self.situation.sectors
        sizes = aim.sizes or self.situation.sizes
        return Target(
            sectors=self.make.typed_or(", ".join(sectors), expectation_of("secteurs")),
            sizes=self.make.typed_or(", ".join(sizes), expectation_of("tailles")),
            count=self.make.count_or(aim.count, "etablissements", expectation_of("nombre")),
        )

    def main_actions(self) -> Rubric:
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
        goals = self._about(self.situation.objectives)
        return tuple(self._objective(goal) for goal in goals) or (self._objective(None),)

    def commitments(self) -> Commitments:
        rubrics = {party: self._commitment(party) for party, _ in PARTIES}
        absent = self.model.absent.get("engagements")
        first = rubrics["spsti"].model_copy(
            update={
                "hint": self._hint(self.model.hints.get("engagements")),
                "gap": self.make.gap_note(absent, "absente") if absent else None,
            }
        )
        return Commitments(spsti=first, dreets=rubrics["dreets"], caisse=rubrics["caisse"])

    def _commitment(self, party: Party) -> Rubric:
        offers = (item.text for item in self._about(self.situation.offers) if item.party == party)
        return self._rubric(f"engagements.{party}", typed_lines(offers))

    def cell(self) -> Rubric:
        return self._rubric("cellule", typed_lines(self.situation.pdp_cell))

    def means(self) -> tuple[Means, ...]:
        return tuple(self._means(party, name) for party, name in PARTIES)

    def calendar(self) -> Rubric:
        steps = (
            self.common.phrase("etape", quand=step.when, texte=step.text)
            for step in self._about(self.situation.steps)
        )
        return self._rubric("calendrier", typed_lines(steps))

    def indicators(self) -> Rubric:
        if self.theme is Theme.PDP:
            gap = self.make.gap_note(self.common.without_indicator, "sans_indicateur")
            return self._rubric("indicateurs", ()).model_copy(update={"gap": gap})
        return self._rubric("indicateurs", tuple(map(self.make.model_line, self.common.indicators)))

    def advice(self) -> Rubric:
        return Rubric(lines=tuple(map(self.make.quoted_line, self.common.advice)))

    def _rubric(self, key: str, lines: tuple[Line, ...], *, complete: bool = False) -> Rubric:
        """A rubric: its hint and its lost list, lines, then the examples of its theme and of all
        themes.
        """
        hint, gap = (
            self._hint(self.model.hints.get(key) or self.common.hints.get(key)),
            self._gap(key),
        )
        examples = self.make.example_lines(
            (*self.model.examples.get(key, ()), *self.common.examples.get(key, ()))
        )
        expectation, all_lines = self.common.expectation_of(key), (*lines, *examples)
        return self.make.rubric(all_lines, expectation, hint=hint, gap=gap, complete=complete)

    def _gap(self, key: str) -> Note | None:
        """What the copy of the instruction lacks there: a list that it announces, or anything after
        the title.
        """
        lost_list, empty = self.model.lost_lists.get(key), self.model.empty.get(key)
        if lost_list:
            return self.make.gap_note(lost_list)
        return self.make.gap_note(empty, "vide") if empty else None

    def _hint(self, words: Words | None) -> Note | None:
        return self.make.hint_note(words) if words else None

    def _objective(self, goal: Goal | None) -> Objective:
        """The objective that the parties have set, or the frame of one, with an indicator of annexe
        4.
        """
        expectation_of, typed_or = self.common.expectation_of, self.make.typed_or
        due = goal.deadline if goal else None
        return Objective(
            title=typed_or(goal.title if goal else None, expectation_of("intitule")),
            indicator=typed_line(goal.indicator) if goal and goal.indicator else self._indicator(),
            baseline=typed_or(goal.baseline if goal else None, expectation_of("depart")),
            target=typed_or(goal.target if goal else None, expectation_of("cible")),
            deadline=self.make.day_or(due, self._deadline()),
        )

    def _indicator(self) -> Line:
        return (
            self.make.expected_line("indicateur")
            if self.theme is Theme.PDP
            else self.make.model_line(self.common.objective_indicator)
        )

    def _deadline(self) -> Expectation:
        """What is expected of a deadline: a day, at the latest the last of the contract when it is
        known.
        """
        usual = self.common.expectation_of("echeance")
        end = self.situation.end
        return (
            Expectation(text=self.common.phrase("echeance", jour=write_day(end)), by=usual.by)
            if end
            else usual
        )

    def _means(self, party: Party, name: str) -> Means:
        """What a party brings: what it said for this theme, or for the only theme; what it said for
        several is still to be shared out.
        """
        candidates = [item for item in self._about(self.situation.means) if item.party == party]
        own = next((item for item in candidates if item.theme is self.theme), None)
        common = candidates[0] if candidates and own is None else None
        if common and len(self.situation.themes) <= 1:
            own, common = common, None
        return Means(
            party=name,
            lead=self._mean(
                "pilote", own.lead if own else None, common.lead if common else None, name
            ),
            people=self._mean("personnes", self._people(own), self._people(common), name),
            days=self._mean("jours", self._days(own), self._days(common), name),
        )

    def _mean(self, key: str, own: str | None, common: str | None, party: str) -> Line:
        text = self.common.expectation_of(key).text
        if common:
            text = self.common.phrase("a_repartir", texte=common)
        return self.make.typed_or(own, Expectation(text=text, by=party))

    def _people(self, means: Resources | None) -> str | None:
        if means is None or means.people is None:
            return means.roles if means else None
        count = self.make.count_text(means.people, "personnes")
        return (
            self.common.phrase("fonctions", personnes=count, fonctions=means.roles)
            if means.roles
            else count
        )

    def _days(self, means: Resources | None) -> str | None:
        return (
            self.make.count_text(means.days, "jours") if means and means.days is not None else None
        )

    def _about(self, items: Iterable[Said]) -> list[Said]:
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
