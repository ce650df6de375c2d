"""A contract as it is given: each kind of file is read, each that cannot be says why in its own
sentence.
"""

from pathlib import Path

import pytest
from docx import Document as Word
from pypdf import PdfReader, PdfWriter

from assistant.errors import BadContract, UnknownItem
from assistant.pipeline import Assistant
from assistant.settings import ROOT
from tests.assistant.reading.pdf import pages_of_text

CONTRACT = (
    "Le présent contrat pluriannuel d’objectifs et de moyens prend effet le 1er janvier 2025."
)


def test_a_file_of_the_catalogue_keeps_its_passages(assistant: Assistant, tmp_path: Path) -> None:
    """The same bytes under another name are the catalogue's document, with its articles."""
    copy = tmp_path / "copie.txt"
    copy.write_bytes((ROOT / "corpus/documents/cpom-ciamt-2022.txt").read_bytes())
    assert assistant.conformity.contract(str(copy)) == assistant.conformity.contract(
        "cpom-ciamt-2022"
    )


def test_a_pdf_is_read(assistant: Assistant, tmp_path: Path) -> None:
    """A PDF gives its passages and the place of its words."""
    path = pages_of_text(
        tmp_path / "contrat.pdf",
        [["Article 1 - Duree", "Le present contrat prend effet", "le 1er janvier 2025."]],
    )
    contract = assistant.conformity.contract(str(path))
    assert "prend effet le 1er janvier 2025" in " ".join(
        passage.text for passage in contract.passages
    )


def test_a_table_of_a_word_file_is_read(assistant: Assistant, tmp_path: Path) -> None:
    """What stands in a table counts as much as a paragraph."""
    word = Word()
    word.add_paragraph(CONTRACT)
    cells = word.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Nombre d’établissements formés", "40"
    word.save(str(tmp_path / "contrat.docx"))
    contract = assistant.conformity.contract(str(tmp_path / "contrat.docx"))
    assert any("établissements formés" in passage.text for passage in contract.passages)


def _encrypted(path: Path) -> None:
    source = pages_of_text(path, [["Contrat"]])
    writer = PdfWriter(clone_from=PdfReader(source))
    writer.encrypt("secret")
    writer.write(path)


BAD = {
    "vide.txt": (lambda path: path.write_bytes(b" \n"), "est vide"),
    "scan.pdf": (lambda path: pages_of_text(path, [[], []]), "numérisées"),
    "chiffre.pdf": (_encrypted, "mot de passe"),
    "faux.pdf": (lambda path: path.write_bytes(b"ceci n'est pas un PDF"), "PDF lisible"),
    "faux.docx": (lambda path: path.write_bytes(b"PK\x03\x04 rien"), "Word"),
    "binaire.txt": (lambda path: path.write_bytes(b"\x00\x01\x02"), "fichier texte"),
    "image.png": (lambda path: path.write_bytes(b"\x89PNG"), "format"),
    "projet.json": (lambda path: path.write_bytes(b"{}"), "cpom draft contrat"),
    "dossier.txt": (lambda path: path.mkdir(), "dossier"),
    "absent.txt": (lambda path: None, "ouvert"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_says_why(
    assistant: Assistant, tmp_path: Path, name: str
) -> None:
    """Each fault has its own sentence, which names the file."""
    make, said = BAD[name]
    make(tmp_path / name)
    with pytest.raises(BadContract) as refused:
        assistant.conformity.contract(str(tmp_path / name))
    assert said in str(refused.value) and name in str(refused.value)
    assert refused.value.exit_code == 2 and refused.value.http_status == 422


def test_a_name_that_is_neither_a_file_nor_a_document_is_told(assistant: Assistant) -> None:
    """Without an ending, a name is taken for a document of the catalogue, and the sentence lists
    them.
    """
    with pytest.raises(UnknownItem, match="cpom-ciamt-2022"):
        assistant.conformity.contract("cpom-inconnu")


def test_the_sentences_differ(assistant: Assistant, tmp_path: Path) -> None:
    """Empty, scanned, encrypted and wrong files are not told with the same words."""
    assert len({said for _, said in BAD.values()}) == len(BAD)


def test_articles_numbered_twice_are_read(assistant: Assistant, tmp_path: Path) -> None:
    """A contract whose numbering repeats itself is read all the same, each passage under its own
    name.
    """
    path = tmp_path / "double.txt"
    path.write_text(
        "\n\n".join(f"Article 1 – Objet\n\n{CONTRACT} ({n})" for n in range(3)), encoding="utf-8"
    )
    names = [passage.id for passage in assistant.conformity.contract(str(path)).passages]
    assert len(names) == len(set(names)) >= 3
