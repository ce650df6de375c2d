"""The kinds of forms. To add one: its class, a row here, and its drafter in `drafting/draft.py`."""

from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, WithJsonSchema

from assistant.errors import BadInput
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import FicheAction
from assistant.forms.protocole import Protocole
from assistant.forms.suivi import TableauSuivi


class FormKind(NamedTuple):
    """A kind of form: its class (or the union of its classes), and in French its title, the noun
    that one calls it by, and what it is.
    """

    form: Any
    title: str
    noun: str
    description: str


FORMS: dict[str, FormKind] = {
    "fiche": FormKind(
        FicheAction,
        "Fiche action",
        "fiche action",
        "annexe 3 de l’instruction : une forme par thème, et le cadre libre du volet 3",
    ),
    "contrat": FormKind(
        Contrat,
        "Contrat pluriannuel d’objectifs et de moyens",
        "contrat",
        "annexe 1 de l’instruction, avec ses fiches et son tableau de suivi",
    ),
    "suivi": FormKind(
        TableauSuivi,
        "Tableau de suivi annuel",
        "tableau de suivi",
        "annexe 4 de l’instruction ; des établissements, en nombre",
    ),
    "protocole": FormKind(
        Protocole, "Protocole de partenariat", "protocole", "annexe 5 de l’instruction"
    ),
}


def known_kind(name: str) -> str:
    """The name itself. Raises BadInput when no kind of form bears it."""
    if name not in FORMS:
        raise BadInput(f"Formulaire inconnu : choisissez parmi {', '.join(FORMS)}.")
    return name


def _valid_kind(name: str) -> str:
    try:
        return known_kind(name)
    except BadInput as error:
        raise ValueError(str(error)) from error


KindName = Annotated[
    str,
    AfterValidator(_valid_kind),
    WithJsonSchema({"type": "string", "enum": list(FORMS)}),
]
