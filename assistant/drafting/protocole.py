"""Situation + annexe 5 → the protocol between the Caisse and the service."""

from assistant.drafting.fiche import caisse_line
from assistant.drafting.line_maker import LineMaker, typed_line
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
        return Protocole(
            titre=self.make.model_line(self.model.titre),
            parties=Signatories(
                caisse=caisse_line(self.make),
                service=typed_line(self.make.situation.service),
            ),
            contexte=self._text("contexte"),
            referents=self._referents(),
            engagements_service=self._rubric("engagements_service"),
            engagements_caisse=self._rubric("engagements_caisse"),
            analyse=self._rubric("analyse"),
            indicateurs=self._text("indicateurs"),
            duree=self._duration(),
            litiges=self._text("litiges"),
            signature=self._signature(),
        )

    def _text(self, key: str) -> Rubric:
        return Rubric(lines=tuple(map(self.make.model_line, self.model.textes[key])))

    def _rubric(self, key: str) -> Rubric:
        """A rubric whose list the source lost."""
        lines = (
            *map(self.make.model_line, self.model.textes.get(key, ())),
            *self.make.example_lines(self.model.exemples.get(key, ())),
        )
        return self.make.rubric(
            lines, self.model.expected(key), gap=self.make.gap_note(self.model.lost(key))
        )

    def _referents(self) -> Referents:
        expected = self.model.expected
        return Referents(
            caisse=self.make.typed_or(self.given.referent_caisse, expected("referent_caisse")),
            service=self.make.typed_or(self.given.referent_service, expected("referent_service")),
        )

    def _duration(self) -> Duration:
        begins = self.make.day_or(
            self.given.entree_en_vigueur, self.model.expected("entree_en_vigueur")
        )
        return Duration(
            entree_en_vigueur=begins, reconduction=self.make.model_line(self.model.reconduction)
        )

    def _signature(self) -> Signature:
        expected = self.model.expected
        return Signature(
            lieu=self.make.typed_or(self.given.lieu, expected("lieu")),
            date=self.make.day_or(self.given.date, expected("date")),
            service=self.make.missing_line(expected("representant_service")),
            caisse=self.make.missing_line(expected("representant_caisse")),
        )
