"""Situation + annexe 4 → the yearly follow-up table: the columns of the themes chosen, the counts
that are known.
"""

from assistant.drafting.line_maker import LineMaker, typed_line, typed_lines
from assistant.drafting.situation import Counts
from assistant.forms.line import VOLET, Count, Line, Rubric, Theme
from assistant.forms.suivi import PAIRS, SuiviColumn, SuiviIdentification, TableauSuivi


def draft_suivi(make: LineMaker) -> TableauSuivi:
    """The table of the themes of volets 2 and 3 that the situation names, or of all six of volet 2
    when it names none. Raises FormError.
    """
    model = make.models.suivi
    own_themes = [theme for theme in make.situation.themes if VOLET[theme] > 1]
    themes = own_themes or list(model.columns)
    return TableauSuivi(
        title=make.model_line(model.title),
        identification=_identification(make),
        columns=tuple(_column(make, theme) for theme in themes),
        legend=Rubric(
            lines=tuple(map(make.model_line, model.legend)),
            hint=make.hint_note(model.hint_of("legende")),
            gap=make.gap_note(model.lost_list_of("legende")),
        ),
        own_indicators=make.rubric(
            typed_lines(_own_indicators(make)),
            model.expectation_of("specifiques"),
            hint=make.hint_note(model.hint_of("specifiques")),
        ),
    )


def _identification(make: LineMaker) -> SuiviIdentification:
    situation, expectation_of = make.situation, make.models.suivi.expectation_of
    return SuiviIdentification(
        service=typed_line(situation.service),
        region=typed_line(situation.region),
        year=make.count_or(situation.year, "", expectation_of("annee")),
        signature=make.day_or(situation.signature, expectation_of("signature")),
        end=make.day_or(situation.end, make.models.common.expectation_of("fin")),
    )


def _column(make: LineMaker, theme: Theme) -> SuiviColumn:
    expectation_of = make.models.suivi.expectation_of
    matches = (item for item in make.situation.suivi if item.theme is theme)
    counts = next(matches, Counts(theme=theme))
    cells: dict[str, Count] = {}
    for whole, part in PAIRS:
        for name, key in ((whole, "compte"), (part, "compte_caisse")):
            cells[name] = make.count_or(getattr(counts, name), "", expectation_of(key))
    return SuiviColumn(
        theme=theme,
        volet=VOLET[theme],
        title=_name(make, theme),
        comment=make.typed_or(counts.comment, expectation_of("commentaire")),
        **cells,
    )


def _name(make: LineMaker, theme: Theme) -> Line:
    """The name of a column: the one of annexe 4, or the risk of volet 3."""
    model = make.models.suivi
    if theme in model.columns:
        return make.model_line(model.columns[theme])
    return make.typed_or(make.situation.risk, model.expectation_of("intitule"))


def _own_indicators(make: LineMaker) -> list[str]:
    """The indicators that the parties have set for their objectives."""
    indicators = (goal.indicator for goal in make.situation.objectives)
    return list(dict.fromkeys(filter(None, indicators)))
