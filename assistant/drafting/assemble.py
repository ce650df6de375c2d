"""Fiches that a service has worked on → the contract that contains them."""

from typing import Any

from assistant.drafting.situation import LONGEST
from assistant.errors import BadInput
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import Fiche
from assistant.forms.form import checked_form
from assistant.forms.line import Form, Origin, Rubric
from assistant.forms.tree import lines_of, rebuild


def situation_of_fiches(fiches: tuple[Fiche, ...]) -> dict[str, object]:
    """What the fiches say of the service, in the form of a situation: whom the contract is for, its
    themes, its dates.

    Raises BadInput when there is no fiche, when two bear on the same theme, or when they are not of
    the same service.
    """
    if not fiches:
        raise BadInput("Choisissez au moins une fiche action à réunir dans le contrat.")
    themes = [fiche.theme for fiche in fiches]
    doubles = [theme for theme in themes if themes.count(theme) > 1]
    if doubles:
        raise BadInput(
            f"Deux fiches choisies portent sur le même thème ({doubles[0]}) : n’en gardez qu’une."
        )
    services = sorted({fiche.identification.service.text for fiche in fiches})
    if len(services) > 1:
        raise BadInput(
            f"Ces fiches ne sont pas du même service ({', '.join(services)}) : "
            "un contrat en a un seul."
        )
    return {"service": services[0], "themes": tuple(themes)} | _known_fields(fiches)


def assemble_contract(contract: Contrat, fiches: tuple[Fiche, ...]) -> Form:
    """The contract with each of its fiches replaced by the one that was worked on; the advice is
    given once, by the contract.
    """
    own = {fiche.theme: fiche.model_copy(update={"advice": Rubric()}) for fiche in fiches}

    def replace_fiche(path: str, part: Any) -> Any:
        return own.get(part.theme, part) if isinstance(part, Fiche) else part

    return checked_form(rebuild(contract, replace_fiche))


def _known_fields(fiches: tuple[Fiche, ...]) -> dict[str, object]:
    """The fields of the identification that one of the fiches has filled in."""
    fields: dict[str, object] = {}
    for fiche in fiches:
        for part in lines_of(fiche.identification):
            line = part.value
            if line.origin is not Origin.MISSING and len(line.text) <= LONGEST:
                fields.setdefault(part.path, getattr(line, "value", None) or line.text)
    return fields
