"""Situation + model of annexe 3 → a complete fiche action. Nothing is invented: what is not known
is to be filled in.
"""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import TypeAdapter

from assistant.drafting.material import Material, typed_line, typed_lines
from assistant.drafting.situation import About, Aim, Goal, Party, Resources
from assistant.drafting.templates import Common, Expected, FicheModel, Words
from assistant.forms.fiche import (
    ORDER,
    CogReference,
    Commitments,
    Fiche,
    FicheAction,
    FicheCanicule,
    FicheChimiques,
    FicheChutes,
    FicheLibre,
    FichePdp,
    FicheRoutier,
    FicheRps,
    FicheTms,
    Identification,
    InstructionReference,
    Means,
    Objective,
    PlanAction,
    PlanReference,
    Target,
)
from assistant.forms.line import Line, Note, Rubric, Theme
from assistant.texts.calendar import write_day

FICHE: TypeAdapter[FicheAction] = TypeAdapter(FicheAction)
Said = TypeVar("Said", bound=About)
PARTIES: tuple[tuple[Party, str], ...] = (
    ("spsti", "SPSTI"),
    ("dreets", "DREETS"),
    ("caisse", "Caisse régionale"),
)
FICHES: dict[Theme, type[Fiche]] = {
    Theme.PDP: FichePdp,
    Theme.RPS: FicheRps,
    Theme.FALLS: FicheChutes,
    Theme.CHEMICALS: FicheChimiques,
    Theme.MSD: FicheTms,
    Theme.ROAD: FicheRoutier,
    Theme.HEAT: FicheCanicule,
    Theme.FREE: FicheLibre,
}


def draft_fiche(material: Material, theme: Theme) -> FicheAction:
    """The fiche of a theme, each line with its origin. Raises FormError when the corpus no longer
    says what the model quotes.
    """
    fields = _Fields(material, theme)
    kind = FICHES[theme]
    # In the order of the sheet, so that sources are numbered as they are read.
    return FICHE.validate_python(
        kind(**{name: getattr(fields, name)() for name in FIELDS if name in kind.model_fields})
    )


class _Fields:
    """One method a field of the fiche."""

    def __init__(self, material: Material, theme: Theme) -> None:
        self.material, self.theme = material, theme
        self.model: FicheModel = material.models.fiches[theme]
        self.common: Common = material.models.commun
        self.situation = material.situation

    def titre(self) -> Line:
        if self.theme is Theme.FREE:
            return self.material.typed_or(self.situation.risque, self.common.attendus["titre"])
        return self.material.model(self.model.titre)

    def identification(self) -> Identification:
        expected, given = self.common.attendus, self.situation
        return Identification(
            service=typed_line(given.service),
            region=typed_line(given.region),
            caisse=caisse_line(self.material),
            debut=self.material.day_or(given.debut, expected["debut"]),
            fin=self.material.day_or(given.fin, expected["fin"]),
            risque=self.material.typed_or(given.risque, expected["risque"])
            if self.theme is Theme.FREE
            else None,
        )

    def references(self) -> Rubric:
        return self._rubric("references", ())

    def pst4(self) -> PlanReference:
        plan, line = self.model.pst4, self.material.model
        assert plan is not None, f"{self.theme}: no reference to the PST 4 in its model"
        axis, aim = line(plan.axe), line(plan.objectif)
        actions = tuple(
            PlanAction(
                numero=action.numero,
                intitule=line(action.intitule),
                puces=tuple(map(line, action.puces)),
            )
            for action in plan.actions
        )
        return PlanReference(axe=axis, objectif=aim, actions=actions)

    def cog(self) -> CogReference:
        cog, line = self.model.cog, self.material.model
        assert cog is not None, f"{self.theme}: no reference to the COG in its model"
        return CogReference(
            axe=line(cog.axe),
            fiche=line(cog.fiche),
            engagement=line(cog.engagement),
            puces=tuple(map(line, cog.puces)),
        )

    def instructions(self) -> tuple[InstructionReference, ...]:
        line = self.material.model
        return tuple(
            InstructionReference(
                reference=line(item.reference), extraits=tuple(map(line, item.extraits))
            )
            for item in self.model.instructions
        )

    def plans(self) -> Rubric:
        return self._rubric(
            "plans",
            tuple(map(self.material.model, self.model.plans)),
            complete=bool(self.model.plans),
        )

    def donnees(self) -> Rubric:
        return self._rubric(
            "donnees",
            tuple(map(self.material.model, self.model.donnees)),
            complete=bool(self.model.donnees),
        )

    def diagnostic(self) -> Rubric:
        phrases = self.common.phrases
        figures = (
            phrases["chiffre" if item.source else "chiffre_sans_source"].format(
                texte=item.texte, source=item.source
            )
            for item in self._about(self.situation.chiffres)
        )
        return self._rubric("diagnostic", typed_lines(figures))

    def cibles(self) -> Target:
        expected, aim = self.common.attendus, self._aim()
        sectors = aim.secteurs or self.situation.secteurs
        sizes = aim.tailles or self.situation.tailles
        return Target(
            secteurs=self.material.typed_or(", ".join(sectors), expected["secteurs"]),
            tailles=self.material.typed_or(", ".join(sizes), expected["tailles"]),
            nombre=self.material.count_or(aim.nombre, "etablissements", expected["nombre"]),
        )

    def actions_principales(self) -> Rubric:
        planned = (
            self.common.phrases["action_pps"].format(texte=item.texte)
            for item in self._about(self.situation.actions_pps)
        )
        national = tuple(map(self.material.model, self.model.actions_principales))
        return self._rubric(
            "actions_principales",
            (*national, *typed_lines(planned)),
            complete=self.theme is Theme.PDP,
        )

    def complements(self) -> Rubric:
        return self._rubric("complements", ())

    def objectifs(self) -> tuple[Objective, ...]:
        goals = self._about(self.situation.objectifs)
        return tuple(self._objective(goal) for goal in goals) or (self._objective(None),)

    def engagements(self) -> Commitments:
        made = {party: self._commitment(party) for party, _ in PARTIES}
        absent = self.model.absentes.get("engagements")
        first = made["spsti"].model_copy(
            update={
                "hint": self._hint(self.model.consignes.get("engagements")),
                "gap": self.material.gap(absent, "absente") if absent else None,
            }
        )
        return Commitments(spsti=first, dreets=made["dreets"], caisse=made["caisse"])

    def _commitment(self, party: Party) -> Rubric:
        offered = (
            item.texte for item in self._about(self.situation.offres) if item.partie == party
        )
        return self._rubric(f"engagements.{party}", typed_lines(offered))

    def cellule(self) -> Rubric:
        return self._rubric("cellule", typed_lines(self.situation.cellule_pdp))

    def moyens(self) -> tuple[Means, ...]:
        return tuple(self._means(party, name) for party, name in PARTIES)

    def calendrier(self) -> Rubric:
        steps = (
            self.common.phrases["etape"].format(quand=step.quand, texte=step.texte)
            for step in self._about(self.situation.etapes)
        )
        return self._rubric("calendrier", typed_lines(steps))

    def indicateurs(self) -> Rubric:
        if self.theme is Theme.PDP:
            gap = self.material.gap(self.common.sans_indicateur, "sans_indicateur")
            return self._rubric("indicateurs", ()).model_copy(update={"gap": gap})
        return self._rubric("indicateurs", tuple(map(self.material.model, self.common.indicateurs)))

    def evaluation(self) -> Rubric:
        return self._rubric("evaluation", ())

    def conseils(self) -> Rubric:
        return Rubric(lines=tuple(map(self.material.quoted, self.common.conseils)))

    def _rubric(self, key: str, lines: tuple[Line, ...], complete: bool = False) -> Rubric:
        """A rubric: its hint and its lost list, lines, then the examples of its theme and of all
        themes.
        """
        hint, gap = (
            self._hint(self.model.consignes.get(key) or self.common.consignes.get(key)),
            self._gap(key),
        )
        examples = self.material.examples(
            (*self.model.exemples.get(key, ()), *self.common.exemples.get(key, ()))
        )
        return self.material.rubric(
            (*lines, *examples), self.common.attendus[key], hint, gap, complete
        )

    def _gap(self, key: str) -> Note | None:
        """What the copy of the instruction lacks there: a list that it announces, or anything after
        the title.
        """
        lost, empty = self.model.perdues.get(key), self.model.vides.get(key)
        if lost:
            return self.material.gap(lost)
        return self.material.gap(empty, "vide") if empty else None

    def _hint(self, words: Words | None) -> Note | None:
        return self.material.hint(words) if words else None

    def _objective(self, goal: Goal | None) -> Objective:
        """The objective that the parties have set, or the frame of one, with an indicator of annexe
        4.
        """
        expected, typed_or = self.common.attendus, self.material.typed_or
        due = goal.echeance if goal else None
        return Objective(
            intitule=typed_or(goal.intitule if goal else None, expected["intitule"]),
            indicateur=typed_line(goal.indicateur)
            if goal and goal.indicateur
            else self._indicator(),
            depart=typed_or(goal.depart if goal else None, expected["depart"]),
            cible=typed_or(goal.cible if goal else None, expected["cible"]),
            echeance=self.material.day_or(due, self._deadline()),
        )

    def _indicator(self) -> Line:
        return (
            self.material.expected("indicateur")
            if self.theme is Theme.PDP
            else self.material.model(self.common.indicateur_objectif)
        )

    def _deadline(self) -> Expected:
        """What is expected of a deadline: a day, at the latest the last of the contract when it is
        known.
        """
        expected = self.common.attendus["echeance"]
        end = self.situation.fin
        return (
            Expected(
                texte=self.common.phrases["echeance"].format(jour=write_day(end)), par=expected.par
            )
            if end
            else expected
        )

    def _means(self, party: Party, name: str) -> Means:
        """What a party brings: what it said for this theme, or for the only theme; what it said for
        several is still to be shared out.
        """
        given = [item for item in self._about(self.situation.moyens) if item.partie == party]
        own = next((item for item in given if item.theme is self.theme), None)
        shared = given[0] if given and own is None else None
        if shared and len(self.situation.themes) <= 1:
            own, shared = shared, None
        return Means(
            partie=name,
            pilote=self._mean(
                "pilote", own.pilote if own else None, shared.pilote if shared else None, name
            ),
            personnes=self._mean("personnes", self._people(own), self._people(shared), name),
            jours=self._mean("jours", self._days(own), self._days(shared), name),
        )

    def _mean(self, key: str, own: str | None, shared: str | None, party: str) -> Line:
        expected = self.common.attendus[key].texte
        if shared:
            expected = self.common.phrases["a_repartir"].format(texte=shared)
        return self.material.typed_or(own, Expected(texte=expected, par=party))

    def _people(self, means: Resources | None) -> str | None:
        if means is None or means.personnes is None:
            return means.fonctions if means else None
        counted = self.material.number(means.personnes, "personnes")
        return (
            self.common.phrases["fonctions"].format(personnes=counted, fonctions=means.fonctions)
            if means.fonctions
            else counted
        )

    def _days(self, means: Resources | None) -> str | None:
        return (
            self.material.number(means.jours, "jours")
            if means and means.jours is not None
            else None
        )

    def _about(self, items: Iterable[Said]) -> list[Said]:
        """What is said of this theme, or of all of them."""
        return [item for item in items if item.theme in (None, self.theme)]

    def _aim(self) -> Aim:
        aims = self._about(self.situation.cibles)
        own = [aim for aim in aims if aim.theme is self.theme]
        return (own or aims or [Aim()])[0]


def caisse_line(material: Material) -> Line:
    """The Caisse that the user named; otherwise the one of the region, to be confirmed, or those
    among which to choose.
    """
    given, names = (
        material.situation.caisse,
        material.models.regions[material.situation.region].caisses,
    )
    return _named_or(material, given, names, "caisse")


def direction_line(material: Material) -> Line:
    """The State's regional office that the user named; otherwise the one of the region, to be
    confirmed.
    """
    return _named_or(
        material,
        material.situation.direction,
        (material.models.regions[material.situation.region].direction,),
        "dreets",
    )


def _named_or(material: Material, given: str | None, names: tuple[str, ...], key: str) -> Line:
    common = material.models.commun
    phrase = common.phrases["a_confirmer" if len(names) == 1 else "a_choisir"].format(
        noms=", ".join(names)
    )
    return material.typed_or(given, Expected(texte=phrase, par=common.attendus[key].par))


FIELDS = tuple(name for name in ORDER if hasattr(_Fields, name))
