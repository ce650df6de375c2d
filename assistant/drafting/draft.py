"""Situation → a draft of a form of any kind, each line with its origin."""

from collections.abc import Callable

from assistant.domain import Finding, Value
from assistant.drafting.contrat import draft_contrat
from assistant.drafting.fiche import draft_fiche
from assistant.drafting.line_maker import LineMaker
from assistant.drafting.protocole import draft_protocole
from assistant.drafting.suivi import draft_suivi
from assistant.errors import BadSituation
from assistant.forms.form import AnyForm
from assistant.forms.kinds import known_kind
from assistant.forms.line import VOLET, Form, Theme

ONE_THEME = (
    "nommez le thème de la fiche : pdp, rps, chutes, chimiques, tms, routier, canicule ou libre"
)
ONE_RISK = (
    "le volet 2 porte sur un risque au moins : nommez rps, chutes, chimiques, tms, "
    "routier ou canicule"
)


class Drafted(Value):
    """A form, and what verification has to say of it."""

    form: AnyForm
    findings: tuple[Finding, ...] = ()


def draft_form(make: LineMaker, kind: str, theme: Theme | None = None) -> Form:
    """The form of that kind (a key of `FORMS`); `theme` is that of a fiche, the only one of the
    situation when it is absent.

    Raises BadInput for an unknown kind, BadSituation when the form needs a theme that the situation
    does not name, FormError when the corpus no longer says what a form quotes.
    """
    return DRAFTERS[known_kind(kind)](make, theme)


def _draft_fiche(make: LineMaker, theme: Theme | None) -> Form:
    """The fiche of a theme, which is added to those of the situation when it does not name it."""
    themes = make.situation.themes
    theme = theme or (themes[0] if len(themes) == 1 else None)
    if theme is None:
        raise BadSituation((("themes", ONE_THEME),))
    if theme not in themes:
        make = make.with_themes((*themes, theme))
    return draft_fiche(make, theme)


def _draft_contrat(make: LineMaker, _: Theme | None) -> Form:
    """A contract has a risk of volet 2 (annexe 1, V)."""
    if not any(VOLET[theme] == 2 for theme in make.situation.themes):
        raise BadSituation((("themes", ONE_RISK),))
    return draft_contrat(make)


DRAFTERS: dict[str, Callable[[LineMaker, Theme | None], Form]] = {
    "fiche": _draft_fiche,
    "contrat": _draft_contrat,
    "suivi": lambda make, _: draft_suivi(make),
    "protocole": lambda make, _: draft_protocole(make),
}
