"""Situation → a draft of one of the four forms, each line with its origin."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from assistant.domain import Finding, Value
from assistant.drafting.contrat import draft_contrat
from assistant.drafting.fiche import draft_fiche
from assistant.drafting.material import Material
from assistant.drafting.protocole import draft_protocole
from assistant.drafting.situation import Situation
from assistant.drafting.suivi import draft_suivi
from assistant.drafting.templates import Models
from assistant.errors import BadSituation
from assistant.forms.edit import Form
from assistant.forms.line import VOLET, Theme
from assistant.index.index import Index

FormKind = Literal["fiche", "contrat", "suivi", "protocole"]
ONE_THEME = (
    "nommez le thème de la fiche : pdp, rps, chutes, chimiques, tms, routier, canicule ou libre"
)
ONE_RISK = (
    "le volet 2 porte sur un risque au moins : nommez rps, chutes, chimiques, tms, "
    "routier ou canicule"
)


class Drafted(Value):
    """A form, and what verification has to say of it."""

    form: Form
    findings: tuple[Finding, ...] = ()


def draft_form(
    index: Index,
    models: Models,
    situation: Situation,
    kind: FormKind,
    theme: Theme | None,
    on: date,
) -> Form:
    """The form of that kind, on that day.

    Raises BadSituation when it needs a theme that the situation does not name, FormError when the
    corpus no longer says what a form quotes.
    """
    if kind == "fiche":
        theme = theme or (situation.themes[0] if len(situation.themes) == 1 else None)
        if theme is None:
            raise BadSituation((("themes", ONE_THEME),))
        if theme not in situation.themes:
            situation = situation.model_copy(update={"themes": (*situation.themes, theme)})
    _check_themes(situation, kind)
    material = Material(index, models, situation, on)
    if theme is not None and kind == "fiche":
        return draft_fiche(material, theme)
    return WHOLE[kind](material)


WHOLE: dict[str, Callable[[Material], Form]] = {
    "contrat": draft_contrat,
    "suivi": draft_suivi,
    "protocole": draft_protocole,
}


def _check_themes(situation: Situation, kind: FormKind) -> None:
    """A contract has a risk of volet 2 (annexe 1, V)."""
    if kind == "contrat" and not any(VOLET[theme] == 2 for theme in situation.themes):
        raise BadSituation((("themes", ONE_RISK),))
