"""Situation + annexes 1, 2, 3 and 4 → the whole contract, in the order of annexe 1."""

from assistant.domain import Value
from assistant.drafting.fiche import PARTIES, caisse_line, direction_line, draft_fiche
from assistant.drafting.material import Material, typed_line, typed_lines
from assistant.drafting.suivi import draft_suivi
from assistant.forms.contrat import Consultations, Context, Contrat, Parties, Term
from assistant.forms.fiche import Commitments
from assistant.forms.line import VOLET, Line, Rubric, Theme


def draft_contrat(material: Material) -> Contrat:
    """The contract with its fiches: PDP always, those of the themes that the situation names, and
    the table of annexe 4.

    The situation names at least one theme of volet 2: see `pipeline`. Raises FormError.
    """
    fields = _Fields(material)
    return Contrat(
        **{name: getattr(fields, name)() for name in Contrat.model_fields if name != "kind"}
    )


class _Fields:
    """One method a field of the contract, called in the order of annexe 1."""

    def __init__(self, material: Material) -> None:
        self.material, self.model, self.given = (
            material,
            material.models.contrat,
            material.situation,
        )

    def titre(self) -> Line:
        return self.material.model(self.model.titre)

    def parties(self) -> Parties:
        return Parties(
            service=typed_line(self.given.service),
            dreets=direction_line(self.material),
            caisse=caisse_line(self.material),
            region=typed_line(self.given.region),
        )

    def duree(self) -> Term:
        common = self.material.models.commun.attendus
        return Term(
            signature=self.material.day_or(self.given.signature, self.model.attendus["signature"]),
            debut=self.material.day_or(self.given.debut, common["debut"]),
            fin=self.material.day_or(self.given.fin, common["fin"]),
        )

    def consultations(self) -> Consultations:
        expected = self.model.attendus
        return Consultations(
            crpst=self.material.typed_or(self.given.avis.crpst, expected["crpst"]),
            ars=self.material.typed_or(self.given.avis.ars, expected["ars"]),
        )

    def preambule(self) -> Rubric:
        return self._rubric("preambule")

    def objectifs(self) -> Rubric:
        return self._rubric("objectifs", complete=True)

    def contexte(self) -> Context:
        phrases, expected = self.material.models.commun.phrases, self.model.attendus
        figures = (
            phrases["chiffre" if item.source else "chiffre_sans_source"].format(
                texte=item.texte, source=item.source
            )
            for item in self.given.chiffres
        )
        planned = (item.texte for item in self.given.actions_pps)
        return Context(
            adherents=self.material.count_or(
                self.given.etablissements, "etablissements", expected["adherents"]
            ),
            salaries=self.material.count_or(self.given.salaries, "salaries", expected["salaries"]),
            constats=self._rubric("contexte.constats", typed_lines(figures)),
            projet=self._rubric("contexte.projet", typed_lines(planned)),
        )

    def engagements(self) -> Commitments:
        made = {
            party: self._rubric(
                f"engagements.{party}",
                typed_lines(offer.texte for offer in self.given.offres if offer.partie == party),
            )
            for party, _ in PARTIES
        }
        if self.given.btp:
            first = made["spsti"]
            made["spsti"] = first.model_copy(
                update={"lines": (self.material.model(self.model.btp), *first.lines)}
            )
        return Commitments(**made)

    def conventions(self) -> Rubric:
        return self._rubric("conventions", typed_lines(self.given.conventions))

    def programmes(self) -> Rubric:
        return self._rubric("programmes")

    def volet_1(self) -> Rubric:
        return self._rubric("volet_1", complete=True)

    def fiche_pdp(self) -> Value:
        return self._fiche(Theme.PDP)

    def volet_2(self) -> Rubric:
        return self._rubric("volet_2", complete=True)

    def fiches_risques(self) -> tuple[Value, ...]:
        return self._fiches(2)

    def volet_3(self) -> Rubric:
        return self._rubric("volet_3", complete=Theme.FREE in self.given.themes)

    def fiches_libres(self) -> tuple[Value, ...]:
        return self._fiches(3)

    def indicateurs(self) -> Rubric:
        return self._rubric("indicateurs", complete=True)

    def suivi(self) -> Value:
        return draft_suivi(self.material)

    def conseils(self) -> Rubric:
        common = self.material.models.commun
        return Rubric(
            lines=tuple(map(self.material.quoted, (*common.conseils, *common.conseils_contrat)))
        )

    def _fiche(self, theme: Theme) -> Value:
        """A fiche without the advice, which the contract gives once."""
        return draft_fiche(self.material, theme).model_copy(update={"conseils": Rubric()})

    def _fiches(self, volet: int) -> tuple[Value, ...]:
        return tuple(self._fiche(theme) for theme in self.given.themes if VOLET[theme] == volet)

    def _rubric(self, key: str, given: tuple[Line, ...] = (), complete: bool = False) -> Rubric:
        """The hint and the lost list, the national text, what the situation says, then examples."""
        hinted, lost = self.model.consignes.get(key), self.model.perdues.get(key)
        hint, gap = (
            self.material.hint(hinted) if hinted else None,
            self.material.gap(lost) if lost else None,
        )
        lines = (
            *map(self.material.model, self.model.textes.get(key, ())),
            *given,
            *self.material.examples(self.model.exemples.get(key, ())),
        )
        if complete:
            return Rubric(lines=lines, hint=hint, gap=gap)
        expected = self.model.attendus | self.material.models.commun.attendus
        return self.material.rubric(lines, expected[key], hint, gap)
