"""The web page that presents the report: notice, summary, table of contents."""

from assistant.domain import Kind
from tests.corpus.conftest import Cut


def test_the_notice_is_made_of_fields(page: Cut) -> None:
    """Date, authors, type, number of pages, publisher."""
    fields = {p.id.split("/", 1)[1]: p.text for p in page.passages if p.kind is Kind.FIELD}
    assert fields == {
        "notice/remis-le": "Remis le : 1er septembre 2023",
        "notice/auteur-s": "Auteur(s) : Anne Burstin ; Julien Emmanuelli ; Claude Gady-Cherrier",
        "notice/auteur-s-moral-aux": (
            "Auteur(s) moral(aux) : Inspection générale des affaires sociales"
        ),
        "notice/type-de-document": "Type de document : Rapport d'inspection",
        "notice/pagination": "Pagination : 207 pages",
        "notice/edite-par": "Édité par : Inspection générale des affaires sociales",
    }


def test_the_summary_is_four_paragraphs_and_two_items(page: Cut) -> None:
    """The recommendations are announced and given."""
    assert [id for id in page.ids if id.startswith("introduction")] == [
        f"introduction#{n}" for n in (1, 2, 3, 4, "4.1", "4.2")
    ]
    assert page["introduction#4"].gap is None
    assert page["introduction#4.1"].text.startswith(
        "La mission formule dès lors des recommandations visant : d’une part, à engager"
    )


def test_contents_are_marked_and_kept_by_part(page: Cut) -> None:
    """Ten parts of the table of contents, never taken for what the report says."""
    contents = [p for p in page.passages if p.kind is Kind.CONTENTS]
    assert len(contents) == 10
    assert page["sommaire/partie-3"].text.startswith("3 DES CONDITIONS EXIGEANTES DE FAISABILITE")
    assert "3.4.2 Des SPSTI dotés" in page["sommaire/partie-3"].text
