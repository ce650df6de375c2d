"""Fiches that a service has worked on → the contract that contains them."""

from assistant.domain import Value
from assistant.drafting.situation import LONGEST
from assistant.errors import BadInput
from assistant.forms.contrat import Contrat
from assistant.forms.edit import FORM, Form
from assistant.forms.fiche import Fiche, FicheLibre, FichePdp
from assistant.forms.line import Line, Origin, Rubric, Theme


def situation_of_fiches(fiches: tuple[Fiche, ...]) -> dict[str, object]:
    """What the fiches say of the service, in the form of a situation: whom the contract is for, its
    themes, its dates.

    Raises BadInput when there is no fiche, when two bear on the same theme, or when they are not of
    the same service.
    """
    if not fiches:
        raise BadInput("Choisissez au moins une fiche action à réunir dans le contrat.")
    themes = [theme_of(fiche) for fiche in fiches]
    if twice := next((theme for theme in themes if themes.count(theme) > 1), None):
        raise BadInput(
            f"Deux fiches choisies portent sur le même thème ({twice}) : n’en gardez qu’une."
        )
    services = sorted({fiche.identification.service.text for fiche in fiches})
    if len(services) > 1:
        raise BadInput(
            f"Ces fiches ne sont pas du même service ({', '.join(services)}) : "
            "un contrat en a un seul."
        )
    return {"service": services[0], "themes": tuple(themes)} | _known(fiches)


def assemble_contract(contract: Contrat, fiches: tuple[Fiche, ...]) -> Form:
    """The contract with each of its fiches replaced by the one that was worked on; the advice is
    given once, by the contract.
    """
    own = {theme_of(fiche): fiche.model_copy(update={"conseils": Rubric()}) for fiche in fiches}
    return FORM.validate_python(
        contract.model_copy(
            update={
                "fiche_pdp": own.get(Theme.PDP, contract.fiche_pdp),
                "fiches_risques": tuple(
                    own.get(theme_of(fiche), fiche) for fiche in contract.fiches_risques
                ),
                "fiches_libres": tuple(
                    own.get(theme_of(fiche), fiche) for fiche in contract.fiches_libres
                ),
            }
        ).model_dump()
    )


def theme_of(fiche: Fiche) -> Theme:
    """The theme of a fiche."""
    return (
        Theme.PDP
        if isinstance(fiche, FichePdp)
        else Theme.FREE
        if isinstance(fiche, FicheLibre)
        else Theme(getattr(fiche, "theme", Theme.FREE))
    )


def _known(fiches: tuple[Fiche, ...]) -> dict[str, object]:
    """The fields of the identification that one of the fiches has filled in."""
    known: dict[str, object] = {}
    for fiche in fiches:
        for name in type(fiche.identification).model_fields:
            line = getattr(fiche.identification, name)
            if (
                isinstance(line, Line)
                and line.origin is not Origin.MISSING
                and len(line.text) <= LONGEST
            ):
                known.setdefault(name, _value(line))
    return known


def _value(line: Value) -> object:
    return getattr(line, "value", None) or getattr(line, "text", "")
