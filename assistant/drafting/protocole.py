"""Situation + annexe 5 → the protocol between the Caisse and the service."""

from assistant.drafting.line_maker import LineMaker, typed_line
from assistant.drafting.parties import caisse_line
from assistant.forms.line import Rubric
from assistant.forms.protocole import Duration, Protocole, Referents, Signatories, Signature


def draft_protocole(make: LineMaker) -> Protocole:
    """The protocol, in the words of annexe 5, with what the situation says. Raises FormError."""
    return _Fields(make).protocole()


class _Fields:
    """The parts of the protocol."""

    def __init__(self, make: LineMaker) -> None:
        self.make, self.model = make, make.models.protocole
        self.given = make.situation.protocole

    def protocole(self) -> Protocole:
        """The whole protocol, in the order of annexe 5."""
        return Protocole(
            title=self.make.model_line(self.model.title),
            parties=Signatories(
                caisse=caisse_line(self.make),
                service=typed_line(self.make.situation.service),
            ),
            context=self._text("contexte"),
            referents=self._referents(),
            service_commitments=self._rubric("engagements_service"),
            caisse_commitments=self._rubric("engagements_caisse"),
            analysis=self._rubric("analyse"),
            indicators=self._text("indicateurs"),
            term=self._duration(),
            disputes=self._text("litiges"),
            signature=self._signature(),
        )

    def _text(self, key: str) -> Rubric:
        """A rubric of annexe 5, word for word."""
        lines = map(self.make.model_line, self.model.texts[key])
        return Rubric(lines=tuple(lines))

    def _rubric(self, key: str) -> Rubric:
        """A rubric whose list the source lost."""
        lines = (
            *map(self.make.model_line, self.model.texts.get(key, ())),
            *self.make.example_lines(self.model.examples.get(key, ())),
        )
        return self.make.rubric(
            lines,
            self.model.expectation_of(key),
            gap=self.make.gap_note(self.model.lost_list_of(key)),
        )

    def _referents(self) -> Referents:
        expectation_of = self.model.expectation_of
        return Referents(
            caisse=self.make.typed_or(self.given.caisse_contact, expectation_of("referent_caisse")),
            service=self.make.typed_or(
                self.given.service_contact, expectation_of("referent_service")
            ),
        )

    def _duration(self) -> Duration:
        begins = self.make.day_or(
            self.given.in_force, self.model.expectation_of("entree_en_vigueur")
        )
        return Duration(in_force=begins, renewal=self.make.model_line(self.model.renewal))

    def _signature(self) -> Signature:
        expectation_of = self.model.expectation_of
        return Signature(
            place=self.make.typed_or(self.given.place, expectation_of("lieu")),
            date=self.make.day_or(self.given.date, expectation_of("date")),
            service=self.make.missing_line(expectation_of("representant_service")),
            caisse=self.make.missing_line(expectation_of("representant_caisse")),
        )
