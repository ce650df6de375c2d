"""Situation + annexe 4 → the yearly follow-up table: the columns of the themes chosen, the counts
that are known.
"""

from assistant.drafting.material import Material, typed_line, typed_lines
from assistant.drafting.situation import Counts
from assistant.drafting.templates import Expected
from assistant.forms.line import VOLET, Line, Rubric, Theme
from assistant.forms.suivi import PAIRS, SuiviColumn, SuiviIdentification, TableauSuivi


def draft_suivi(material: Material) -> TableauSuivi:
    """The table of the themes of volets 2 and 3 that the situation names, or of all six of volet 2
    when it names none. Raises FormError.
    """
    model = material.models.suivi
    themes = [theme for theme in material.situation.themes if VOLET[theme] > 1] or list(
        model.colonnes
    )
    return TableauSuivi(
        titre=material.model(model.titre),
        identification=_identification(material),
        colonnes=tuple(_column(material, theme) for theme in themes),
        legende=Rubric(
            lines=tuple(map(material.model, model.legende)),
            hint=material.hint(model.consignes["legende"]),
            gap=material.gap(model.perdues["legende"]),
        ),
        specifiques=material.rubric(
            typed_lines(_own_indicators(material)),
            model.attendus["specifiques"],
            material.hint(model.consignes["specifiques"]),
        ),
    )


def _identification(material: Material) -> SuiviIdentification:
    given, expected = material.situation, material.models.suivi.attendus
    return SuiviIdentification(
        service=typed_line(given.service),
        region=typed_line(given.region),
        annee=material.count_or(given.annee, "", expected["annee"]),
        signature=material.day_or(given.signature, expected["signature"]),
        fin=material.day_or(given.fin, material.models.commun.attendus["fin"]),
    )


def _column(material: Material, theme: Theme) -> SuiviColumn:
    expected = material.models.suivi.attendus
    counts = next(
        (item for item in material.situation.suivi if item.theme is theme), Counts(theme=theme)
    )
    cells = {
        name: material.count_or(getattr(counts, name), "", expected[key])
        for pair in PAIRS
        for name, key in zip(pair, ("compte", "compte_caisse"), strict=True)
    }
    return SuiviColumn(
        theme=theme,
        volet=VOLET[theme],
        intitule=_name(material, theme),
        commentaire=material.typed_or(counts.commentaire, expected["commentaire"]),
        **cells,
    )


def _name(material: Material, theme: Theme) -> Line:
    model = material.models.suivi
    return (
        material.model(model.colonnes[theme])
        if theme in model.colonnes
        else material.typed_or(material.situation.risque, _risk(material))
    )


def _risk(material: Material) -> Expected:
    return material.models.suivi.attendus["intitule"]


def _own_indicators(material: Material) -> list[str]:
    """The indicators that the parties have set for their objectives."""
    return list(
        dict.fromkeys(goal.indicateur for goal in material.situation.objectifs if goal.indicateur)
    )
