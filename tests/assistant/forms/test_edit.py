"""A form is edited line by line, and is read as a sheet whose keys lead back to its lines."""

import pytest

from assistant.errors import BadInput
from assistant.forms.contrat import Contrat
from assistant.forms.edit import append_line, delete_line, edit_line
from assistant.forms.fiche import Fiche
from assistant.forms.form import FORM
from assistant.forms.line import Form, Origin, Theme
from assistant.forms.sheet import sheet_of
from assistant.forms.suivi import TableauSuivi
from assistant.pipeline import Assistant
from tests.assistant.drafting.form_examples import KINDS, fiche, given


@pytest.fixture(scope="module")
def forms(assistant: Assistant) -> dict[str, Form]:
    """One form of each kind, from the richest situation."""
    situation = assistant.drafting.situation(given("tms-logistique"))
    return {
        kind: assistant.drafting.draft(situation, kind, Theme.MSD if kind == "fiche" else None).form
        for kind in KINDS
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_sheet_leads_to_its_line(forms: dict[str, Form], kind: str) -> None:
    """Editing the line of any key changes that line, keeps the former one, and gives a sheet of the
    same keys.
    """
    form = forms[kind]
    keys = [entry.key for entry in sheet_of(form).entries()]
    assert len(keys) == len(set(keys)) > 8
    for entry in sheet_of(form).entries()[::7]:
        known = getattr(entry.line, "value", None)
        text = {"Day": "2 mars 2026", "Count": f"{3 if known is None else known} en tout"}.get(
            type(entry.line).__name__, "Écrit par le service"
        )
        after = edit_line(form, entry.key, text)
        changed = {each.key: each.line for each in sheet_of(after).entries()}
        assert list(changed) == keys
        line = changed[entry.key]
        assert (line.text, line.origin, line.citations) == (text, Origin.INPUT, ())
        assert (
            line.former is not None
            and line.former.text == entry.line.text
            and line.former.origin == entry.line.origin
        )
        assert FORM.validate_json(FORM.dump_json(after)) == after


def test_a_second_edit_keeps_what_stood_before_the_first(forms: dict[str, Form]) -> None:
    """The national words are not lost by editing twice."""
    twice = edit_line(
        edit_line(forms["fiche"], "plans.0", "Un autre plan"), "plans.0", "Encore un autre"
    )
    assert isinstance(twice, Fiche)
    line = sheet_of(twice).sections[3].entries[0].line
    assert (
        line.text == "Encore un autre"
        and line.former is not None
        and line.former.origin is Origin.MODEL
    )


@pytest.mark.parametrize(
    "key",
    [
        "",
        "objectif.0",
        "objectifs.9.cible",
        "objectifs.0.cible.text",
        "diagnostic",
        "diagnostic.-1",
        "identification",
        "moyens.0.partie",
        "kind",
        "a" * 500,
    ],
)
def test_a_key_that_leads_to_no_line_is_refused(forms: dict[str, Form], key: str) -> None:
    """One French sentence that names the key; nothing else of the form can be written by a key."""
    with pytest.raises(BadInput, match="n’existe pas"):
        edit_line(forms["fiche"], key, "texte")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("objectifs.0.echeance", "un jour"),
        ("cibles.nombre", "beaucoup"),
        ("cibles.nombre", "-3"),
        ("plans.0", "   "),
        ("plans.0", "x" * 10_001),
    ],
)
def test_a_text_that_does_not_fit_is_refused(forms: dict[str, Form], key: str, text: str) -> None:
    """A date must be one, a number is written in figures, a text is neither empty nor endless."""
    with pytest.raises(BadInput, match=f"Ligne « {key} »"):
        edit_line(forms["fiche"], key, text)


def test_a_part_above_its_whole_is_refused(forms: dict[str, Form]) -> None:
    """Annexe 4: of 18 establishments trained, 19 cannot be followed by the Caisse; 5 can."""
    with pytest.raises(BadInput, match="dépasse le total"):
        edit_line(forms["suivi"], "colonnes.0.formes_caisse", "19")
    after = edit_line(forms["suivi"], "colonnes.0.formes_caisse", "5")
    assert isinstance(after, TableauSuivi) and after.columns[0].trainings_caisse.value == 5


def test_lines_are_added_to_rubrics_and_removed_from_them(forms: dict[str, Form]) -> None:
    """At the end, as the user's; a line that is the form's own cannot go."""
    longer = append_line(forms["fiche"], "engagements.spsti", "Former deux référents")
    assert isinstance(longer, Fiche)
    n = len(longer.commitments.spsti.lines) - 1
    assert longer.commitments.spsti.lines[n].origin is Origin.INPUT
    assert delete_line(longer, f"engagements.spsti.{n}") == forms["fiche"]
    for key in ("identification.service", "engagements.spsti.99", "engagements"):
        with pytest.raises(BadInput):
            delete_line(longer, key)


def test_a_contract_says_once_who_signs_and_until_when(forms: dict[str, Form]) -> None:
    """Its fiches and its table follow the head of the contract."""
    after = edit_line(
        edit_line(forms["contrat"], "parties.service", "Nouveau nom"), "duree.fin", "30 juin 2030"
    )
    assert isinstance(after, Contrat)
    for part in (after.fiche_pdp, *after.risk_fiches, after.suivi):
        assert part.identification.service.text == "Nouveau nom"
        assert part.identification.end.text == "30 juin 2030"


def test_verification_looks_again_after_an_edit(assistant: Assistant) -> None:
    """A deadline moved out of the contract, a pilot named: one error more, one warning less."""
    from assistant.forms.check import findings_of

    form = fiche(assistant, Theme.MSD, "tms-logistique").form
    late = edit_line(
        edit_line(form, "objectifs.0.echeance", "1er mai 2032"),
        "moyens.1.pilote",
        "Médecin inspecteur",
    )
    before, after = (
        {
            (f.rule, f.where)
            for f in findings_of(each, assistant.index.documents, assistant.index.text)
        }
        for each in (form, late)
    )
    assert after - before == {("échéance", "objectifs.0.echeance")}
    assert before - after == {("pilote", "moyens.1.pilote")}
