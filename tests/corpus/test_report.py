"""The IGAS report: numbered paragraphs, footnotes in the running text, boxes, recommendations,
figures, lists.
"""

import json
import re

from assistant.domain import Kind
from tests.corpus.conftest import Cut, flat
from tests.golden import expected

DIGITS_FIRST = ["24"]  # « 175 déclarées par les DREETS… »


def _paragraphs(report: Cut) -> list[int]:
    return [int(match[1]) for id in report.ids if (match := re.fullmatch(r"§(\d+)", id))]


def test_every_numbered_paragraph_is_there_once_and_in_order(report: Cut) -> None:
    """[1] to [240], as the report numbers them."""
    assert _paragraphs(report) == list(range(1, 241))
    assert [int(n) for n in re.findall(r"^\s*\[(\d+)\]", report.text, re.MULTILINE)] == list(
        range(1, 241)
    )


def test_no_paragraph_runs_into_the_next_nor_keeps_its_mark(report: Cut) -> None:
    """A mark [n] is in no passage, and the words that follow it open the passage of that number."""
    for match in re.finditer(r"\[(\d+)\]\s+((?:\S+\s+){4})", report.text):
        words = re.sub(r"(?<=[a-zé])\d{1,3}$", "", flat(match[2]))
        assert flat(report[f"§{match[1]}"].text).startswith(words), match[1]
    assert not [p.id for p in report.passages if re.search(r"\[\d+\]", p.text)]


def test_a_paragraph_cut_by_footnotes_and_a_page_break_reads_without_them(report: Cut) -> None:
    """[5] stops at the foot of a page, below it stand note 1 and a page number, and it goes on
    above.
    """
    assert (
        "Il témoigne d’une appropriation encore inégale de la "
        "contractualisation, tant par les SPSTI"
    ) in report["§5"].text
    assert (
        "que des priorités régionales de santé au travail, dans un continuum" in report["§10"].text
    )
    assert "ni avec les choix de conservation de la diversité des acteurs" in report["§14"].text


def test_a_call_to_a_note_leaves_the_word_and_ties_the_note(report: Cut) -> None:
    """« certifiés108 » reads « certifiés » and the paragraph calls note 108; « 20111 » is the year
    2011 and note 1.
    """
    assert "certifiés108" in report.text
    assert (
        "seuls deux logiciels (PADOA et TRUSTTEAM) sont certifiés et "
        "respectent le guide d’implémentation de l’identité INS."
    ) in report["§228"].text
    assert report["§228"].notes == ("igas-2023-rapport/note-108", "igas-2023-rapport/note-109")
    assert "la loi du 20 juillet 2011, dont les CPOM" in report["§5"].text
    assert report["§5"].notes == ("igas-2023-rapport/note-1",)
    assert "du rapport Lecocq et par la préparation" in report["§6"].text


def test_words_cut_at_the_end_of_a_line_are_whole(report: Cut) -> None:
    """« gagnant-/gagnant », « sub-/optimal » and « Ile-de-/France » are mended."""
    assert "démarches gagnant-gagnant." in report["§12"].text
    assert "un scénario sub-optimal, bien qu’économe" in report["§14"].text
    assert "(Grand Est, Hauts-de-France, Ile-de-France, PACA)" in report["§18#2"].text
    for passage in report.passages:
        for match in re.finditer(r"\w+- \w+", passage.text):
            assert match.group() in report.text, (
                passage.id,
                match.group(),
            )  # the source itself leaves a space there


def test_the_109_footnotes_are_there_and_tied_to_their_caller(report: Cut) -> None:
    """Each note is a passage whose parent calls it, and no other passage without parent does but
    the box or paragraph around.
    """
    notes = [p for p in report.passages if p.kind is Kind.NOTE]
    assert [p.id for p in notes] == [f"igas-2023-rapport/note-{n}" for n in range(1, 110)]
    for note in notes:
        assert note.parent, note.id
        assert note.id in report[note.parent.split("/", 1)[1]].notes, note.id
    assert [p.id.rsplit("-", 1)[1] for p in notes if re.match(r"\d", p.text)] == DIGITS_FIRST


def test_notes_say_their_own_words_only(report: Cut) -> None:
    """A few notes, word for word, among which some of several lines."""
    assert (
        report["note-1"].text
        == "Loi 2011-867 du 20 juillet 2011 relative à l’organisation de la médecine du travail."
    )
    assert report["note-2"].text.endswith(
        "avec la collaboration d’Hervé Lanouzière, membre de l’IGAS, remis le 28/08/18"
    )
    assert report["note-108"].text.endswith(
        "qui certifie les logiciels des éditeurs partenaires permettant des échanges de données."
    )
    for note in (p for p in report.passages if p.kind is Kind.NOTE):
        assert not re.search(
            r"\d{1,3} (?:Loi|Circulaire|Décret|Rapport) .*\d{1,3} (?:Loi|Circulaire|Décret) ",
            note.text,
        ), note.id


def test_note_50_goes_on_at_the_foot_of_the_next_page(report: Cut) -> None:
    """Its end, printed below [91], is joined to it and is in no paragraph."""
    ending = (
        "conformément aux textes, ces conventions sont annexées au CPOM, afin de "
        "consolider la vision des partenariats avec le SPSTI."
    )
    assert report["note-50"].text.startswith("Bien que parfois, le jeu d’acteurs")
    assert report["note-50"].text.endswith(ending)
    assert [
        p.id for p in report.passages if "afin de consolider la vision des partenariats" in p.text
    ] == ["igas-2023-rapport/note-50"]
    assert (
        "SPSTI pouvait lui apporter plus largement : appui pour le document unique"
        in report["§91"].text
    )


def test_the_seven_boxes_have_a_title_and_are_cut_by_paragraph(report: Cut) -> None:
    """A box is a passage, its paragraphs are its parts and repeat its title."""
    boxes = [p for p in report.passages if p.kind is Kind.BOX and p.parent is None]
    assert [p.id.rsplit("-", 1)[1] for p in boxes] == [str(n) for n in range(1, 8)]
    for box in boxes:
        parts = [p for p in report.passages if p.parent == box.id and p.kind is not Kind.NOTE]
        assert len(parts) != 1, box.id
        title = box.text.split("\n")[0]
        assert all(flat(part.text).startswith(flat(title)[:40]) for part in parts), box.id
    assert (
        "L’enquête dénombre 200 SPSTI agréés dont 9 % de manière conditionnelle."
        in report["encadré-1#1"].text
    )
    assert report["encadré-7"].text.startswith("L’article R4641-21 du code du travail prévoit que")


def test_the_21_recommendations_are_typed_and_whole(report: Cut) -> None:
    """Number, words, priority, authority and deadline of each row of the summary table, in the
    golden file.
    """
    records = sorted(
        (p.record for p in report.passages if p.record), key=lambda record: record.number
    )
    assert [record.number for record in records] == list(range(1, 22))
    found = (
        json.dumps([record.model_dump() for record in records], ensure_ascii=False, indent=1) + "\n"
    )
    assert found == expected("recommandations.json", found)


def test_a_recommendation_that_changes_page_is_joined(report: Cut) -> None:
    """Row 20 stops at « puis inscrire », its cells come next, and it goes on overleaf."""
    record = report["recommandation-20"].record
    assert (
        record
        and "puis inscrire régulièrement le sujet des CPOM à l’ordre du jour de ces instances"
        in record.text
    )
    assert (record.priority, record.authority, record.deadline) == (1, "DGT", "2023")


def test_each_recommendation_is_also_given_where_the_report_argues_it(report: Cut) -> None:
    """21 framed recommendations in the text, in order, that say what the table says."""
    frames = [p for p in report.passages if p.id.endswith("/encadré")]
    assert [p.id for p in frames] == [
        f"igas-2023-rapport/recommandation-{n}/encadré" for n in range(1, 22)
    ]
    for n, frame in enumerate(frames, 1):
        record = report[f"recommandation-{n}"].record
        assert record
        said, framed = (
            set(re.findall(r"\w{5,}", text.lower())) for text in (record.text, frame.text)
        )
        assert len(said & framed) >= 0.75 * len(said), n


def test_figures_are_marked_and_say_that_the_source_has_no_data(report: Cut) -> None:
    """Graphs 1 to 7 and the diagram are figures; the only table is a table."""
    figures = {p.id.split("/")[1]: p.label for p in report.passages if p.kind is Kind.FIGURE}
    assert list(figures) == [
        "graphique-1",
        "graphique-2",
        "graphique-3",
        "graphique-4",
        "graphique-5",
        "graphique-6",
        "graphique-7",
        "schéma-1",
    ]
    assert all("figure sans données dans la source" in label for label in figures.values())
    assert report["graphique-1"].text.startswith(
        "Graphique 1 : Répartition des SPSTI en fonction du nombre de salariés suivis"
    )
    assert report["tableau-1"].kind is Kind.TABLE


def test_acronyms_are_entries_of_their_own(report: Cut) -> None:
    """Each line « SIGLE : forme longue » is a passage, the long ones on two lines included."""
    acronyms = {p.id.split("/")[2]: p.text for p in report.passages if p.kind is Kind.ACRONYM}
    listed = re.findall(
        r"^ ?([A-ZÉ][A-ZÉ/-]+) :",
        report.text[report.text.rindex("SIGLES UTILISÉS") :],
        re.MULTILINE,
    )
    assert list(acronyms) == listed and len(acronyms) >= 70
    assert acronyms["CPOM"] == "CPOM : Contrats pluriannuels d’objectifs et de moyens"
    assert acronyms["GPRO"].startswith(
        "GPRO : Groupe permanent régional d’orientation des conditions de"
    )
    assert not [name for name, text in acronyms.items() if "\n" in text or len(text) > 220]


def test_people_met_are_grouped_by_body(report: Cut) -> None:
    """Each person is in the passage of one of 14 bodies, whose name heads it, below its region."""
    people = [p for p in report.passages if p.kind is Kind.PEOPLE]
    assert len(people) == 14
    assert report["personnes/region-paca-aismt-13"].text.startswith(
        "REGION PACA\nAISMT 13\nHervé de VEYRAC, président du conseil"
    )
    assert report["personnes/ciamt"].text.startswith(
        "CIAMT\nPhilippe GOJ, président du conseil d'administration"
    )
    text = "\n".join(p.text for p in people)
    zone = report.text[report.text.index("Anne BURSTIN") : report.text.rindex("SIGLES UTILISÉS")]
    for name in re.findall(r"\b[A-Z][a-zé]+ [A-Z]{4,}\b", zone):
        assert name in flat(text), name


def test_headings_are_the_path_of_what_they_cover(report: Cut) -> None:
    """A paragraph knows its headings, outermost first, without their notes or the next
    paragraph.
    """
    assert report["§228"].path == (
        "3 Des conditions exigeantes de faisabilité et d’animation nationale et régionale",
        (
            "3.4 Une modernisation désormais incontournable des systèmes "
            "d’information pour une pleine animation de la politique de santé au "
            "travail"
        ),
        "3.4.2 Des SPSTI dotés de système d’information de performance inégale",
    )
    assert report["§1"].path == ("SYNTHÈSE",)
    assert all(p.path for p in report.passages if re.search(r"/§\d+$", p.id))


def test_bullets_carry_the_words_that_announce_them(report: Cut) -> None:
    """An item alone begins with its lead-in, its sign left out."""
    item = report["§3#2"]
    lead = (
        "Afin de satisfaire à ces différents volets de la commande, la mission "
        "IGAS a abordé le bilan des CPOM au travers de 3 approches conjointes :"
    )
    assert item.text == f"{lead} Des déplacements approfondis dans quatre régions."
    assert item.parent == "igas-2023-rapport/§3" and item.kind is Kind.ITEM
