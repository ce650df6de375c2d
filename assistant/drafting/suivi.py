"""Situation + annexe 4 → the yearly follow-up table: the columns of the themes chosen, the counts
that are known.
"""

from assistant.drafting.line_maker import LineMaker, typed_line, typed_lines
from assistant.drafting.situation import Counts
from assistant.drafting.templates import Expected
from assistant.forms.line import VOLET, Line, Rubric, Theme
from assistant.forms.suivi import PAIRS, SuiviColumn, SuiviIdentification, TableauSuivi


def draft_suivi(make: LineMaker) -> TableauSuivi:
    """The table of the themes of volets 2 and 3 that the situation names, or of all six of volet 2
    when it names none. Raises FormError.
    """
    model = make.models.suivi
    themes = [theme for theme in make.situation.themes if VOLET[theme] > 1] or list(model.colonnes)
    return TableauSuivi(
        titre=make.model_line(model.titre),
        identification=_identification(make),
        colonnes=tuple(_column(make, theme) for theme in themes),
        legende=Rubric(
            lines=tuple(map(make.model_line, model.legende)),
            hint=make.hint_note(model.hint("legende")),
            gap=make.gap_note(model.lost("legende")),
        ),
        specifiques=make.rubric(
            typed_lines(_own_indicators(make)),
            model.expected("specifiques"),
            hint=make.hint_note(model.hint("specifiques")),
        ),
    )


def _identification(make: LineMaker) -> SuiviIdentification:
    given, expected = make.situation, make.models.suivi.expected
    return SuiviIdentification(
        service=typed_line(given.service),
        region=typed_line(given.region),
        annee=make.count_or(given.annee, "", expected("annee")),
        signature=make.day_or(given.signature, expected("signature")),
        fin=make.day_or(given.fin, make.models.commun.expected("fin")),
    )


def _column(make: LineMaker, theme: Theme) -> SuiviColumn:
    expected = make.models.suivi.expected
    counts = next(
        (item for item in make.situation.suivi if item.theme is theme), Counts(theme=theme)
    )
    cells = {
        name: make.count_or(getattr(counts, name), "", expected(key))
        for pair in PAIRS
        for name, key in zip(pair, ("compte", "compte_caisse"), strict=True)
    }
    return SuiviColumn(
        theme=theme,
        volet=VOLET[theme],
        intitule=_name(make, theme),
        commentaire=make.typed_or(counts.commentaire, expected("commentaire")),
        **cells,
    )


def _name(make: LineMaker, theme: Theme) -> Line:
    model = make.models.suivi
    return (
        make.model_line(model.colonnes[theme])
        if theme in model.colonnes
        else make.typed_or(make.situation.risque, _risk(make))
    )


def _risk(make: LineMaker) -> Expected:
    return make.models.suivi.expected("intitule")


def _own_indicators(make: LineMaker) -> list[str]:
    """The indicators that the parties have set for their objectives."""
    return list(
        dict.fromkeys(goal.indicateur for goal in make.situation.objectifs if goal.indicateur)
    )
