"""Situation + annexe 5 → the protocol between the Caisse and the service."""

from assistant.drafting.fiche import caisse_line
from assistant.drafting.material import Material, typed_line
from assistant.forms.line import Rubric
from assistant.forms.protocole import Duration, Protocole, Referents, Signatories, Signature


def draft_protocole(material: Material) -> Protocole:
    """The protocol, in the words of annexe 5, with what the situation says. Raises FormError."""
    return _Fields(material).protocole()


class _Fields:
    """The parts of the protocol."""

    def __init__(self, material: Material) -> None:
        self.material, self.model = material, material.models.protocole
        self.given = material.situation.protocole

    def protocole(self) -> Protocole:
        return Protocole(
            titre=self.material.model(self.model.titre),
            parties=Signatories(
                caisse=caisse_line(self.material),
                service=typed_line(self.material.situation.service),
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
        return Rubric(lines=tuple(map(self.material.model, self.model.textes[key])))

    def _rubric(self, key: str) -> Rubric:
        """A rubric whose list the source lost."""
        lines = (
            *map(self.material.model, self.model.textes.get(key, ())),
            *self.material.examples(self.model.exemples.get(key, ())),
        )
        return self.material.rubric(
            lines, self.model.attendus[key], gap=self.material.gap(self.model.perdues[key])
        )

    def _referents(self) -> Referents:
        expected = self.model.attendus
        return Referents(
            caisse=self.material.typed_or(self.given.referent_caisse, expected["referent_caisse"]),
            service=self.material.typed_or(
                self.given.referent_service, expected["referent_service"]
            ),
        )

    def _duration(self) -> Duration:
        begins = self.material.day_or(
            self.given.entree_en_vigueur, self.model.attendus["entree_en_vigueur"]
        )
        return Duration(
            entree_en_vigueur=begins, reconduction=self.material.model(self.model.reconduction)
        )

    def _signature(self) -> Signature:
        expected = self.model.attendus
        return Signature(
            lieu=self.material.typed_or(self.given.lieu, expected["lieu"]),
            date=self.material.day_or(self.given.date, expected["date"]),
            service=self.material.missing(expected["representant_service"]),
            caisse=self.material.missing(expected["representant_caisse"]),
        )
