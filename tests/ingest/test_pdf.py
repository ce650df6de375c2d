"""A PDF of the catalogue: its passages know their page."""

from assistant.domain import Kind
from assistant.index.opening import open_index
from assistant.settings import Settings
from ingest.build import build
from tests.assistant.reading.pdf import pages_of_text
from tests.ingest.conftest import entries_of, write_catalogue

PAGES = [
    ["Article 1 - Objet", "Le contrat est signé par la caisse régionale."],
    ["Article 2 - Durée", "Il dure cinq ans à compter de sa signature."],
    ["Fin."],
]


def test_passages_of_a_pdf_know_their_page(small: Settings) -> None:
    """A PDF named in the catalogue is built, and what is cited from it gives the page."""
    pages_of_text(small.corpus / "documents" / "contrat.pdf", PAGES)
    entry = {
        **entries_of(small.corpus)[0],
        "id": "contrat",
        "court": "Contrat",
        "fichier": "contrat.pdf",
        "profil": "generique",
    }
    entry.pop("sha256")
    write_catalogue(small.corpus, [entry])
    build(small)
    index = open_index(small)
    assert {p.page for p in index.passages} == {1, 2, 3}
    duration = next(p for p in index.passages if "Il dure cinq ans" in p.text)
    assert (
        duration.id == "contrat/art-2#1" and duration.page == 2 and duration.kind is Kind.PARAGRAPH
    )
    assert index.text("contrat")[duration.start : duration.end].startswith("Il dure")


def test_the_build_tells_of_blank_pages(small: Settings) -> None:
    """The warning reaches whoever builds."""
    pages_of_text(small.corpus / "documents" / "partiel.pdf", [["Un paragraphe de texte."], []])
    entry = {
        **entries_of(small.corpus)[0],
        "id": "partiel",
        "fichier": "partiel.pdf",
        "profil": "generique",
    }
    entry.pop("sha256")
    write_catalogue(small.corpus, [entry])
    assert any("à la page 2" in warning for warning in build(small).warnings)
