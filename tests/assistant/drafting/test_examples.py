"""Examples lent to a draft: sourced, named as what they are, never twice; fiches made into a
contract; tables added up.
"""

import pytest

from assistant.drafting.examples import add_example
from assistant.errors import BadInput, BadSituation, UnknownItem
from assistant.exports.region import add_up
from assistant.forms.check import fiches_of
from assistant.forms.contrat import Contrat
from assistant.forms.edit import delete_line, edit_line, fill_lines
from assistant.forms.fiche import Fiche, FicheTms
from assistant.forms.line import Origin, Theme
from assistant.forms.suivi import TableauSuivi
from assistant.forms.tree import rubrics_of
from assistant.pipeline import Assistant
from tests.assistant.drafting.form_examples import fiche, given

RUBRICS = ("actions_principales", "diagnostic", "engagements.caisse", "complements", "evaluation")


@pytest.mark.parametrize("rubric", RUBRICS)
def test_an_example_is_the_words_of_another_contract(assistant: Assistant, rubric: str) -> None:
    """Each is quoted where it stands, says whose it is, is of no opposable text, and is not already
    in the rubric.
    """
    form = fiche(assistant, Theme.MSD).form
    offers = assistant.drafting.offers(form, rubric)
    shown = {
        citation.quote for line in rubrics_of(form)[rubric].lines for citation in line.citations
    }
    assert offers
    for offer in offers:
        citation = offer.line.citations[0]
        assert offer.line.origin in (Origin.EXAMPLE, Origin.REPORT) and citation.quote not in shown
        assert " ".join(citation.quote.split()).rstrip(" ;,") in " ".join(offer.line.text.split())
        assert (
            assistant.index.text(citation.document_id)[citation.start : citation.end].split()
            == citation.quote.split()
        )
        assert not citation.document_id.startswith("instruction")


def test_an_example_is_added_before_what_is_missing_and_no_longer_offered(
    assistant: Assistant,
) -> None:
    """The form stays clean, and the rubric's last line is still the one to be filled in."""
    form = fiche(assistant, Theme.MSD).form
    offer = assistant.drafting.offers(form, "actions_principales", "aide financière")[0]
    changed = add_example(form, offer)
    lines = rubrics_of(changed)["actions_principales"].lines
    assert lines[-2] == offer.line and lines[-1].origin is Origin.MISSING
    assert offer.id not in [
        each.id
        for each in assistant.drafting.offers(changed, "actions_principales", "aide financière")
    ]
    assert [
        finding for finding in assistant.drafting.findings(changed) if finding.severity == "error"
    ] == []


def test_an_example_that_was_taken_away_is_offered_again(assistant: Assistant) -> None:
    """The model's own examples come first."""
    form = fiche(assistant, Theme.MSD).form
    first = next(
        n
        for n, line in enumerate(rubrics_of(form)["actions_principales"].lines)
        if line.origin is Origin.EXAMPLE
    )
    words = rubrics_of(form)["actions_principales"].lines[first].text
    assert (
        assistant.drafting.offers(
            delete_line(form, f"actions_principales.{first}"), "actions_principales"
        )[0].line.text
        == words
    )


def test_a_contract_lends_to_each_of_its_fiches(assistant: Assistant) -> None:
    """A rubric of a fiche within a contract is offered what the fiche alone would be; a rubric that
    does not exist is refused.
    """
    contract = assistant.drafting.draft(
        assistant.drafting.situation(given("tms-logistique")), "contrat"
    ).form
    key = "fiches_risques.0.actions_principales"
    offer = assistant.drafting.offers(contract, key)[0]
    assert offer.line in rubrics_of(add_example(contract, offer))[key].lines
    with pytest.raises(UnknownItem, match="rouvrez"):
        assistant.drafting.offers(contract, "fiches_risques.9.actions_principales")


def test_a_contract_is_made_of_the_fiches_that_were_worked_on(assistant: Assistant) -> None:
    """What was typed in each is in the contract, with its dates and its Caisse; its advice is given
    once.
    """
    data = given("tms-logistique")
    pdp, tms = (fiche(assistant, theme, "tms-logistique").form for theme in (Theme.PDP, Theme.MSD))
    tms = edit_line(tms, "objectifs.0.cible", "95 établissements")
    assert isinstance(pdp, Fiche) and isinstance(tms, FicheTms)
    contract = assistant.drafting.assemble((pdp, tms))
    assert isinstance(contract, Contrat)
    assert (
        contract.risk_fiches[0].objectives == tms.objectives
        and contract.fiche_pdp.diagnostic == pdp.diagnostic
    )
    assert (
        contract.parties.service.text == data["service"]
        and contract.term.end.value == tms.identification.end.value
    )
    assert not any(each.advice.lines for _, each in fiches_of(contract)) and contract.advice.lines
    assert [
        finding for finding in assistant.drafting.findings(contract) if finding.severity == "error"
    ] == []


def test_fiches_that_do_not_go_together_are_refused(assistant: Assistant) -> None:
    """None, twice the same theme, two services, no risk of volet 2: each its sentence."""
    tms, pdp = (fiche(assistant, theme).form for theme in (Theme.MSD, Theme.PDP))
    other = fiche(assistant, Theme.ROAD, "rps-nu").form
    assert isinstance(tms, Fiche) and isinstance(pdp, Fiche) and isinstance(other, Fiche)
    with pytest.raises(BadInput, match="au moins une"):
        assistant.drafting.assemble(())
    with pytest.raises(BadInput, match="même thème"):
        assistant.drafting.assemble((tms, tms))
    with pytest.raises(BadInput, match="même service"):
        assistant.drafting.assemble((tms, other))
    with pytest.raises(BadSituation, match="volet 2"):
        assistant.drafting.assemble((pdp,))


def test_cells_filled_together_are_held_against_each_other_together(assistant: Assistant) -> None:
    """A total and its part may come in any order; a part above its total is refused and nothing is
    changed.
    """
    table = assistant.drafting.draft(
        assistant.drafting.situation(given("tms-logistique")), "suivi"
    ).form
    done = fill_lines(table, {"colonnes.0.formes_caisse": "40", "colonnes.0.formes": "50"})
    assert isinstance(done, TableauSuivi) and (
        done.columns[0].trainings.value,
        done.columns[0].trainings_caisse.value,
    ) == (50, 40)
    with pytest.raises(BadInput, match="dépasse"):
        fill_lines(table, {"colonnes.0.formes_caisse": "60", "colonnes.0.formes": "50"})
    with pytest.raises(BadInput, match=r"colonnes\.0\.formes"):
        fill_lines(table, {"colonnes.0.formes": "beaucoup"})


def test_the_tables_of_services_are_added_theme_by_theme(assistant: Assistant) -> None:
    """A theme that one service has not counts the other's; what was not answered adds nothing and
    is told.
    """
    first = assistant.drafting.draft(
        assistant.drafting.situation(given("tms-logistique")), "suivi"
    ).form
    second = assistant.drafting.draft(
        assistant.drafting.situation(
            {"service": "Autre", "region": "Occitanie", "themes": ["tms", "rps"], "annee": 2026}
        ),
        "suivi",
    ).form
    place = (
        next(n for n, column in enumerate(second.columns) if column.theme is Theme.MSD)
        if isinstance(second, TableauSuivi)
        else 0
    )
    second = fill_lines(second, {f"colonnes.{place}.formes": "7"})
    assert isinstance(first, TableauSuivi) and isinstance(second, TableauSuivi)
    total = add_up((first, second))
    trained = dict(zip(total.themes, total.totals[0].values, strict=True))
    assert trained[Theme.MSD] == 18 + 7 and trained[Theme.RPS] == 0
    assert total.totals[0].unanswered == 1 and total.services == (
        "Prévention Santé du Val d’Orbe",
        "Autre",
    )


def test_the_fields_of_a_situation_quote_the_instruction(assistant: Assistant) -> None:
    """Every field of the page exists in a situation, and what is quoted beside it is the
    instruction's.
    """
    fields = [field for group in assistant.drafting.models.intake.groups for field in group.fields]
    quoted = [field.hint for field in fields if field.hint]
    assert len(quoted) >= 25 and all(
        words.passage.startswith("instruction-2024-132/") for words in quoted
    )
    known = set(
        type(
            assistant.drafting.situation({"service": "S", "region": "Occitanie", "themes": ["tms"]})
        ).names_by_key()
    )
    assert {field.name.partition(".")[0] for field in fields} - {"nombre"} <= known
