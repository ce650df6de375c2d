"""Situation + annexes 1, 2, 3 and 4 → the whole contract, in the order of annexe 1."""

from typing import Any

from assistant.drafting.fiche import draft_fiche
from assistant.drafting.line_maker import LineMaker, typed_line, typed_lines
from assistant.drafting.parties import PARTIES, caisse_line, direction_line
from assistant.drafting.situation import Party
from assistant.drafting.suivi import draft_suivi
from assistant.drafting.templates import Expectation
from assistant.forms.contrat import Consultations, Context, Contrat, Parties, Term
from assistant.forms.fiche import Commitments
from assistant.forms.line import VOLET, Line, Rubric, Theme


def draft_contrat(make: LineMaker) -> Contrat:
    """The contract with its fiches: PDP always, those of the themes that the situation names, and
    the table of annexe 4.

    The situation names at least one theme of volet 2: see `drafting.draft`. Raises FormError.
    """
    fields = _ContractDrafter(make)
    # In the order of annexe 1, so that sources are numbered as they are read.
    return Contrat(
        title=fields.title(),
        parties=fields.parties(),
        term=fields.term(),
        consultations=fields.consultations(),
        preamble=fields.preamble(),
        objectives=fields.objectives(),
        context=fields.context(),
        commitments=fields.commitments(),
        conventions=fields.conventions(),
        programs=fields.programs(),
        volet_1=fields.volet_1(),
        fiche_pdp=fields.fiche_pdp(),
        volet_2=fields.volet_2(),
        risk_fiches=fields.risk_fiches(),
        volet_3=fields.volet_3(),
        free_fiches=fields.free_fiches(),
        indicators=fields.indicators(),
        suivi=fields.suivi(),
        advice=fields.advice(),
    )


class _ContractDrafter:
    """One function a field of the contract."""

    def __init__(self, make: LineMaker) -> None:
        self.make = make
        self.model = make.models.contrat
        self.situation = make.situation

    def title(self) -> Line:
        """The title of annexe 1, word for word."""
        return self.make.model_line(self.model.title)

    def parties(self) -> Parties:
        """The service, its region, and who signs for the State and for the Caisse."""
        return Parties(
            service=typed_line(self.situation.service),
            dreets=direction_line(self.make),
            caisse=caisse_line(self.make),
            region=typed_line(self.situation.region),
        )

    def term(self) -> Term:
        """The days of signature, start and end; five years at most (instruction, I.A.3)."""
        expectation_of = self.make.models.common.expectation_of
        return Term(
            signature=self.make.day_or(
                self.situation.signature, self.model.expectation_of("signature")
            ),
            start=self.make.day_or(self.situation.start, expectation_of("debut")),
            end=self.make.day_or(self.situation.end, expectation_of("fin")),
        )

    def consultations(self) -> Consultations:
        """The opinions of the CRPST and of the ARS, taken before the contract is signed."""
        expectation_of = self.model.expectation_of
        return Consultations(
            crpst=self.make.typed_or(self.situation.opinions.crpst, expectation_of("crpst")),
            ars=self.make.typed_or(self.situation.opinions.ars, expectation_of("ars")),
        )

    def preamble(self) -> Rubric:
        """Annexe 1, I."""
        return self._rubric("preambule")

    def objectives(self) -> Rubric:
        """Annexe 1, II."""
        return self._rubric("objectifs", complete=True)

    def context(self) -> Context:
        """Annexe 1, III: members, employees, local findings and the service’s own project."""
        expectation_of = self.model.expectation_of
        figures = (self.make.figure_text(item) for item in self.situation.figures)
        plans = (item.text for item in self.situation.planned_actions)
        members, employees = self.situation.establishments, self.situation.employees
        count_or = self.make.count_or
        return Context(
            members=count_or(members, "etablissements", expectation_of("adherents")),
            employees=count_or(employees, "salaries", expectation_of("salaries")),
            findings=self._rubric("contexte.constats", typed_lines(figures)),
            project=self._rubric("contexte.projet", typed_lines(plans)),
        )

    def commitments(self) -> Commitments:
        """Annexe 1, IV: what each party offers; a service of the building trade has one more."""
        rubrics = {party: self._commitment(party) for party, _ in PARTIES}
        if self.situation.btp:
            own = rubrics["spsti"]
            lines = (self.make.model_line(self.model.btp), *own.lines)
            rubrics["spsti"] = own.model_copy(update={"lines": lines})
        return Commitments(**rubrics)

    def _commitment(self, party: Party) -> Rubric:
        offers = (offer.text for offer in self.situation.offers if offer.party == party)
        return self._rubric(f"engagements.{party}", typed_lines(offers))

    def conventions(self) -> Rubric:
        """The agreements between two of the parties, to be annexed."""
        return self._rubric("conventions", typed_lines(self.situation.conventions))

    def programs(self) -> Rubric:
        """Annexe 1, V."""
        return self._rubric("programmes")

    def volet_1(self) -> Rubric:
        """The frame of volet 1."""
        return self._rubric("volet_1", complete=True)

    def fiche_pdp(self) -> Any:
        """The fiche of volet 1, which every contract has."""
        return self._fiche(Theme.PDP)

    def volet_2(self) -> Rubric:
        """The frame of volet 2."""
        return self._rubric("volet_2", complete=True)

    def risk_fiches(self) -> tuple[Any, ...]:
        """The fiches of volet 2, one for each risk that the situation names."""
        return self._fiches(2)

    def volet_3(self) -> Rubric:
        """The frame of volet 3, to be filled in when the situation has no risk of its own."""
        return self._rubric("volet_3", complete=Theme.FREE in self.situation.themes)

    def free_fiches(self) -> tuple[Any, ...]:
        """The fiches of volet 3."""
        return self._fiches(3)

    def indicators(self) -> Rubric:
        """Annexe 1, VI."""
        return self._rubric("indicateurs", complete=True)

    def suivi(self) -> Any:
        """The table of annexe 4."""
        return draft_suivi(self.make)

    def advice(self) -> Rubric:
        """The advice of the IGAS, which binds nobody and is given once for the whole contract."""
        common = self.make.models.common
        words = (*common.advice, *common.contract_advice)
        return Rubric(lines=tuple(map(self.make.quoted_line, words)))

    def _fiche(self, theme: Theme) -> Any:
        """A fiche without the advice, which the contract gives once."""
        return draft_fiche(self.make, theme).model_copy(update={"advice": Rubric()})

    def _fiches(self, volet: int) -> tuple[Any, ...]:
        """The fiches of the themes of a volet that the situation names."""
        themes = (theme for theme in self.situation.themes if VOLET[theme] == volet)
        return tuple(map(self._fiche, themes))

    def _rubric(
        self, key: str, lines_of_service: tuple[Line, ...] = (), *, complete: bool = False
    ) -> Rubric:
        """The hint and the lost list, the national text, what the situation says, then examples."""
        hint_words = self.model.hints.get(key)
        lost_list = self.model.lost_lists.get(key)
        hint = self.make.hint_note(hint_words) if hint_words else None
        gap = self.make.gap_note(lost_list) if lost_list else None
        lines = (
            *map(self.make.model_line, self.model.texts.get(key, ())),
            *lines_of_service,
            *self.make.example_lines(self.model.examples.get(key, ())),
        )
        if complete:
            return Rubric(lines=lines, hint=hint, gap=gap)
        return self.make.rubric(lines, self._expectation_of(key), hint=hint, gap=gap)

    def _expectation_of(self, key: str) -> Expectation:
        """What the contract expects there, or what all forms do."""
        common = self.make.models.common
        texts = common if key in common.expectations else self.model
        return texts.expectation_of(key)
