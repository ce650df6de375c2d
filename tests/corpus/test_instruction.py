"""The instruction of 12 July 2024: heading paths, header, items, the lists that its copy lost and
the blanks of its forms.
"""

import pytest

from assistant.domain import Kind
from ingest.annotations import read_gap_notes
from tests.corpus.conftest import CORPUS, Cut, flat
from tests.golden import expected


def test_passages_are_named_by_their_place_in_the_text(instruction: Cut) -> None:
    """Identifiers and labels follow the numbering of the instruction and of its annexes."""
    places = {
        "I.A.1#2": "I.A.1, alinéa 2",
        "I.B#4": "I.B, alinéa 4",
        "II.B#1": "II.B",
        "II.C.3#1": "II.C.3",
        "III#5": "III, alinéa 5",
        "annexe-1.V.volet-2#1": "annexe 1, V, volet 2, alinéa 1",
        "annexe-2.caisse-regionale#6": "annexe 2, CAISSE RÉGIONALE, alinéa 6",
        "annexe-3.fiche-6.cog": "annexe 3, fiche action 6, référence COG AT/MP",
        "annexe-5.art-2#4": "annexe 5, article 2, alinéa 4",
    }
    for id, label in places.items():
        assert instruction[id].label == f"Instruction du 12 juillet 2024, {label}"


def test_heading_paths_are_whole(instruction: Cut) -> None:
    """A paragraph knows the words of every heading above it."""
    path = instruction["I.A.3#1"].path
    assert len(path) == 3
    assert path[0].startswith("I. L’apport de la démarche de contractualisation") and path[
        0
    ].endswith("la prévention des risques professionnels")
    assert path[1].startswith("A. Le CPOM, l'agrément et le projet pluriannuel de service")
    assert path[2] == (
        "A.3. Le CPOM, outil de mise en œuvre de la politique publique de "
        "prévention des risques professionnels"
    )
    headings = instruction["annexe-1.V.volet-3#1"].path
    assert headings[1:] == (
        "V– Programmes d’actions",
        "Volet 3 (facultatif) : risque non couvert par les risques du volet 2",
    )


HEADER = {
    "notice/date-de-signature": "Date de signature :12/07/2024",
    "notice/statut-du-texte": "Statut du texte :En vigueur",
    "notice/date-d-entree-en-vigueur": "Date d'entrée en vigueur :31/08/2024",
    "en-tete/reference-nor": "Référence NOR : TSST2422002J (numéro interne : 2024/132)",
    "en-tete/document-opposable": "Document opposable Oui",
    "en-tete/publiee-au-bo": "Publiée au BO Oui",
    "en-tete/circulaire-instruction-abrogee": "Circulaire / instruction abrogée Néant",
    "en-tete/echeance": "Echéance Echéance des précédents CPOM signés.",
}


@pytest.mark.parametrize("id", HEADER)
def test_header_fields_hold_their_name_and_value(instruction: Cut, id: str) -> None:
    """One passage a field, two on a line included."""
    assert instruction[id].text == HEADER[id] and instruction[id].kind is Kind.FIELD


def test_an_empty_header_field_is_not_a_passage(instruction: Cut) -> None:
    """« Consolidée le : » says nothing."""
    assert not [id for id in instruction.ids if "consolidee" in id]


def test_header_fields_of_several_lines_are_whole(instruction: Cut) -> None:
    """Issuers, contacts and reference texts keep all their lines."""
    assert instruction["en-tete/emetteurs"].text.endswith(
        "Direction des risques professionnels (DRP)"
    )
    assert instruction["en-tete/textes-de-reference"].text.count("•") == 2
    assert "Arthur MILGRAM" in instruction["en-tete/contacts-utiles"].text
    assert (
        "8 pages + 5 annexes (24 pages)" in instruction["en-tete/nombre-de-pages-et-annexes"].text
    )


def test_the_seven_aims_of_the_contract_are_items_with_their_lead_in(instruction: Cut) -> None:
    """Each numbered aim of article D. 4622-45 can be cited alone."""
    group = instruction["I.A.3#2"]
    items = [p for p in instruction.passages if p.parent == group.id]
    assert len(items) == 7 and group.gap is None
    lead = (
        "Le CPOM, conformément à l'article D. 4622-45 du Code du travail, définit "
        "des actions visant à :"
    )
    assert items[6].text == (
        f"{lead} Permettre le maintien dans l'emploi des salariés et lutter "
        "contre la désinsertion professionnelle."
    )
    assert all(p.kind is Kind.ITEM for p in items)
    assert [line[:2] for line in group.text.split("\n")[1:]] == [f"{n}°" for n in range(1, 8)]


def test_the_three_parts_of_the_programme_are_items(instruction: Cut) -> None:
    """Volets 1 to 3 in II.C.3."""
    items = [p.text for p in instruction.passages if p.parent == "instruction-2024-132/II.C.3#1"]
    assert [item[item.index("Volet") : item.index("Volet") + 7] for item in items] == [
        "Volet 1",
        "Volet 2",
        "Volet 3",
    ]


def test_items_of_a_sheet_carry_its_title(instruction: Cut) -> None:
    """An item of an action sheet, read alone, says of which sheet and rubric it is."""
    item = instruction["annexe-3.fiche-1.actions#2"].text
    assert item.startswith(
        "Fiche action 1 – Prévention de la désinsertion professionnelle – "
        "Actions principales à mener : Promouvoir le rendez-vous de liaison"
    )
    sub = instruction["annexe-3.fiche-1.actions#4"].text
    assert (
        "Mise en œuvre des cellules de prévention" in sub
        and "Favoriser la détection précoce des assurés" in sub
    )


def test_the_seven_sheets_are_there(instruction: Cut) -> None:
    """Sheets 1 to 7, each with its reference to the national plan and its actions."""
    for n in range(1, 8):
        for rubric in ("pst4", "actions"):
            assert instruction[f"annexe-3.fiche-{n}.{rubric}"].kind is Kind.SECTION


def test_exactly_the_28_lost_lists_are_marked(instruction: Cut, cuts: dict[str, Cut]) -> None:
    """The copy of the instruction announces 28 lists that it does not hold: these, and none in the
    other documents.
    """
    lost = [p.id for cut in cuts.values() for p in cut.passages if p.gap]
    assert len(lost) == 28
    assert "\n".join(lost) + "\n" == expected("listes-perdues.txt", "\n".join(lost) + "\n")


def test_a_lost_list_keeps_the_words_that_announce_it(instruction: Cut) -> None:
    """The lead-in is exact and closes with a colon; what followed it on the same line is a passage
    of its own.
    """
    for passage in instruction.passages:
        if passage.gap:
            assert flat(passage.gap.lead) in flat(passage.text) and (
                passage.gap.lead.endswith(":") or "à mener" in passage.gap.lead
            )
    gap = instruction["introduction#4"].gap
    assert gap and gap.lead == (
        "Les grands axes des recommandations du rapport de l’IGAS de janvier "
        "2023 préconisent d’appréhender le CPOM comme :"
    )
    assert instruction["introduction#5"].text.startswith(
        "Prenant en compte ces recommandations, cette nouvelle instruction"
    )
    assert "Prenant en compte" not in instruction["introduction#4"].text
    assert (
        instruction["annexe-5.art-2#4"].text == "Le SPSTI XXX s’engage à :"
        and instruction["annexe-5.art-2#5"].text == "La CARSAT XXX s’engage à :"
    )


def test_every_lost_list_has_a_note_of_what_it_held(instruction: Cut, cuts: dict[str, Cut]) -> None:
    """Editors say of each of the 28 what is missing, and of no other passage."""
    notes = read_gap_notes(CORPUS / "lacunes.yaml")
    assert set(notes.by_passage) == {p.id for p in instruction.passages if p.gap}
    assert all(note.missing for note in notes.by_passage.values())
    notes.check_passages([passage for cut in cuts.values() for passage in cut.passages])


BLANKS = [
    "annexe-3.fiche-1.complements",
    "annexe-3.fiche-1.engagements",
    "annexe-3.fiche-2.complements",
    "annexe-3.fiche-2.engagements",
    "annexe-3.fiche-3.complements",
    "annexe-3.fiche-4.complements",
    "annexe-3.fiche-5.complements",
    "annexe-3.fiche-6.complements",
    "annexe-3.fiche-7.engagements",
    "annexe-1.IV#1",
    "annexe-4#2",
    "annexe-4#3",
    "annexe-5.art-2#2",
    "annexe-5.art-2#3",
    "annexe-5.art-4#1",
    "annexe-5/signatures",
]


@pytest.mark.parametrize("id", BLANKS)
def test_blanks_of_a_form_are_not_lost_lists(instruction: Cut, id: str) -> None:
    """Additional actions, commitments « à définir », XXX and JJ/MM/AAAA are for the parties to fill
    in.
    """
    assert instruction[id].gap is None


def test_lead_ins_followed_by_their_parts_are_not_lost_lists(instruction: Cut) -> None:
    """The means of the funds are announced and then named; the three parts of the programme come as
    headings.
    """
    for id in (
        "annexe-2.caisse-regionale#1",
        "annexe-1.V#2",
        "I.A.3#2",
        "II.C.3#1",
        "annexe-3.fiche-1.actions",
    ):
        assert instruction[id].gap is None, id


def test_the_follow_up_table_is_a_table(instruction: Cut) -> None:
    """Annex 4 keeps its columns and rows in one passage."""
    table = instruction["annexe-4/tableau"]
    assert table.kind is Kind.TABLE
    for words in (
        "RPS TMS Risques",
        "Canicule",
        "Nombre d'établissements accompagnés",
        "ciblés par une action de communication",
    ):
        assert words in table.text
