"""Whatever the file, a reader gives its text or says in French why it cannot, and the process that
asked is unharmed.
"""

import os
import random
import resource
import zipfile
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from assistant.errors import UnreadableDocument
from assistant.reading.files import read_file
from tests.assistant.reading.pdf import pages_of_text, stream, write_pdf

PAGES = [
    ["Article 1 - Objet", "Le contrat est signé par la caisse régionale."],
    ["Article 2 - Durée", "Il dure cinq ans à compter de sa signature."],
    ["Fin."],
]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Three pages of text."""
    return pages_of_text(tmp_path / "contrat.pdf", PAGES)


def _refusal_of(path: Path, fmt: str, seconds: int = 20, memory_mb: int = 500) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_file(path, fmt, seconds=seconds, memory_mb=memory_mb)
    sentence = str(caught.value)
    assert (
        f"« {path.name} »" in sentence
        and sentence.endswith(".")
        and "\n" not in sentence
        and "Traceback" not in sentence
    )
    return sentence


def test_a_pdf_gives_its_words_and_where_each_page_begins(pdf: Path) -> None:
    """Accents are kept, pages are known by their offset."""
    source = read_file(pdf, "pdf")
    assert "Le contrat est signé par la caisse régionale." in source.text
    assert [number for _, number in source.pages] == [1, 2, 3] and source.warnings == ()
    starts = [offset for offset, _ in source.pages] + [len(source.text)]
    for (_, number), start, end in zip(source.pages, starts, starts[1:], strict=False):
        assert PAGES[number - 1][0] in source.text[start:end]


def test_a_blank_page_is_said_with_its_number(tmp_path: Path) -> None:
    """Page 2 holds no text, as a scanned page: the document is read and the reader is told."""
    source = read_file(
        pages_of_text(tmp_path / "partiel.pdf", [["Un."], [], ["Trois."], []]), "pdf"
    )
    assert "Trois." in source.text
    assert (
        len(source.warnings) == 1
        and "partiel.pdf" in source.warnings[0]
        and "aux pages 2, 4" in source.warnings[0]
    )


def test_a_wholly_scanned_pdf_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """No text at all is never an empty success."""
    assert "reconnaissance de caractères" in _refusal_of(
        pages_of_text(tmp_path / "scan.pdf", [[], [], []]), "pdf"
    )
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "vide.pdf")
    assert "reconnaissance de caractères" in _refusal_of(tmp_path / "vide.pdf", "pdf")


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_a_pdf_under_a_password_is_said_to_be(pdf: Path, tmp_path: Path, algorithm: str) -> None:
    """Encrypted is not damaged: the sentence asks for a copy without protection."""
    writer = PdfWriter(clone_from=PdfReader(pdf))
    writer.encrypt("secret", algorithm=algorithm)
    writer.write(tmp_path / "protege.pdf")
    assert "protégé par un mot de passe" in _refusal_of(tmp_path / "protege.pdf", "pdf")


def test_a_pdf_under_a_cipher_we_cannot_read_is_said_to_be(tmp_path: Path) -> None:
    """AES needs a library that is not always there: still the sentence of a protected file."""
    encrypt = (
        b"<< /Filter /Standard /V 4 /R 4 /Length 128 /P -44 /StmF /StdCF /StrF "
        b"/StdCF /CF << /StdCF << /CFM /AESV2 /Length 16 /AuthEvent /DocOpen "
        b">> >>"
        b" /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    )
    path = write_pdf(
        tmp_path / "aes.pdf",
        [stream(b"BT (x) Tj ET")],
        b"/Encrypt 6 0 R /ID [<41><41>]",
        (encrypt,),
    )
    assert "protégé par un mot de passe" in _refusal_of(path, "pdf")


def test_a_pdf_protected_by_an_empty_password_is_read(pdf: Path, tmp_path: Path) -> None:
    """Files that anyone may open are read."""
    writer = PdfWriter(clone_from=PdfReader(pdf))
    writer.encrypt("", owner_password="maître", algorithm="RC4-128")
    writer.write(tmp_path / "ouvert.pdf")
    assert "Il dure cinq ans" in read_file(tmp_path / "ouvert.pdf", "pdf").text


def test_a_truncated_pdf_gives_text_or_a_sentence(pdf: Path, tmp_path: Path) -> None:
    """Cut anywhere, a PDF is read in part or refused, never passed over as empty."""
    raw = pdf.read_bytes()
    draw = random.Random(7)
    for n, size in enumerate([0, 5, *sorted(draw.randrange(10, len(raw)) for _ in range(6))]):
        path = tmp_path / f"coupe-{n}.pdf"
        path.write_bytes(raw[:size])
        try:
            assert read_file(path, "pdf").text.strip()
        except UnreadableDocument as error:
            assert path.name in str(error)


def test_a_pdf_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """Millions of operators are given one second."""
    path = write_pdf(
        tmp_path / "long.pdf",
        [stream(b"BT /F1 12 Tf " + b"1 0 0 1 2 3 Tm (a) Tj " * 3_000_000 + b"ET", deflated=True)],
    )
    assert "limites de lecture" in _refusal_of(path, "pdf", seconds=1)


def test_a_pdf_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    """A page that unfolds into hundreds of megabytes is refused and this process does not grow."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bomb = stream(b"(" + b"a" * 70_000_000 + b") Tj ", deflated=True)
    sentence = _refusal_of(write_pdf(tmp_path / "gros.pdf", [bomb] * 3), "pdf", memory_mb=150)
    assert "limites de lecture" in sentence or "PDF lisible" in sentence
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n%%EOF", b"bonjour", os.urandom(5_000)],
    ids=["vide", "entête", "texte", "hasard"],
)
def test_what_is_not_a_pdf_is_refusal_of(tmp_path: Path, content: bytes) -> None:
    """One sentence, whatever the bytes."""
    (tmp_path / "faux.pdf").write_bytes(content)
    _refusal_of(tmp_path / "faux.pdf", "pdf")


def test_a_word_file_gives_paragraphs_lists_and_tables(tmp_path: Path) -> None:
    """In the order of the document; cells of a row on one line."""
    word = Document()
    word.add_heading("Titre", 1)
    word.add_paragraph("Les parties s’engagent à :")
    word.add_paragraph("former", style="List Bullet")
    word.add_paragraph("informer", style="List Number")
    table = word.add_table(2, 2)
    for cell, text in zip(table._cells, ["Risque", "Nombre", "Chutes", "12"], strict=True):
        cell.text = text
    word.add_paragraph("Fait à Lyon.")
    word.save(str(tmp_path / "contrat.docx"))
    lines = [
        line
        for line in read_file(tmp_path / "contrat.docx", "docx").text.splitlines()
        if line.strip()
    ]
    assert lines == [
        "Titre",
        "Les parties s’engagent à :",
        "• former",
        "• informer",
        "Risque | Nombre",
        "Chutes | 12",
        "Fait à Lyon.",
    ]


OPC = "http://schemas.openxmlformats.org/package/2006"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
MIME = "application/vnd.openxmlformats"
PART = (
    '<Override PartName="/word/document.xml" '
    f'ContentType="{MIME}-officedocument.wordprocessingml.document.main+xml"/>'
)


def test_a_word_file_that_unfolds_without_end_is_stopped(tmp_path: Path) -> None:
    """A zip bomb costs the child its limits and the parent nothing."""
    with zipfile.ZipFile(tmp_path / "bombe.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            (
                f'<Types xmlns="{OPC}/content-types"><Default Extension="rels" '
                f'ContentType="{MIME}-package.relationships+xml"/>{PART}</Types>'
            ),
        )
        archive.writestr(
            "_rels/.rels",
            (
                f'<Relationships xmlns="{OPC}/relationships"><Relationship Id="r1" '
                f'Type="{KIND}" Target="word/document.xml"/></Relationships>'
            ),
        )
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(
                b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            )
            for _ in range(400):
                part.write(b"<w:p><w:r><w:t>aaaaaaaaaaaaaaaaaaaaaa</w:t></w:r></w:p>" * 20_000)
    assert (tmp_path / "bombe.docx").stat().st_size < 5_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "limites de lecture" in _refusal_of(tmp_path / "bombe.docx", "docx", memory_mb=300)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04rien", b"du texte"], ids=["vide", "zip", "texte"]
)
def test_what_is_not_a_word_file_is_refusal_of(tmp_path: Path, content: bytes) -> None:
    """One sentence, whatever the bytes."""
    (tmp_path / "faux.docx").write_bytes(content)
    _refusal_of(tmp_path / "faux.docx", "docx")


def test_a_zip_that_is_not_a_word_file_is_refusal_of(tmp_path: Path) -> None:
    """An archive of something else."""
    with zipfile.ZipFile(tmp_path / "archive.docx", "w") as archive:
        archive.writestr("photo.txt", "x")
    assert "Word" in _refusal_of(tmp_path / "archive.docx", "docx")


def test_a_web_page_gives_what_a_person_reads(tmp_path: Path) -> None:
    """Headings, paragraphs and bullets on their own lines; scripts, styles and menus left out."""
    (tmp_path / "page.html").write_text(
        "<html><head><style>p{}</style><title>t</title></head>"
        "<body><nav>Menu</nav><h1>Titre</h1><p>Un "
        "<b>premier</b>&nbsp;paragraphe.</p>"
        "<script>alert('non')</script><ul><li>un</li><li>deux</li></ul><table><tr><td>a</td></tr></table></body></html>",
        encoding="utf-8",
    )
    lines = [
        line.strip()
        for line in read_file(tmp_path / "page.html", "html").text.splitlines()
        if line.strip()
    ]
    assert lines == ["Titre", "Un premier paragraphe.", "• un", "• deux", "a"]


def test_a_hundred_thousand_nested_tags_cost_a_sentence_or_a_text(tmp_path: Path) -> None:
    """Depth kills neither the parent nor the reading of the next file."""
    (tmp_path / "profond.html").write_text(
        "<div>" * 100_000 + "fond" + "</div>" * 100_000, encoding="utf-8"
    )
    try:
        assert "fond" in read_file(tmp_path / "profond.html", "html", seconds=2).text
    except UnreadableDocument as error:
        assert "profond.html" in str(error)
    (tmp_path / "apres.html").write_text("<p>suite</p>", encoding="utf-8")
    assert "suite" in read_file(tmp_path / "apres.html", "html").text


def test_an_empty_web_page_is_refusal_of(tmp_path: Path) -> None:
    """Scripts alone are no text."""
    (tmp_path / "vide.html").write_text("<script>x</script>", encoding="utf-8")
    assert "aucun texte" in _refusal_of(tmp_path / "vide.html", "html")


BINARIES = {
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "hasard": random.Random(3).randbytes(400).replace(b"\0", b"\1"),
    "gzip": b"\x1f\x8b\x08\x08abc\x02\x03\x01\x07\x05",
}


@pytest.mark.parametrize("name", BINARIES)
def test_a_binary_file_named_txt_is_refused(tmp_path: Path, name: str) -> None:
    """Bytes that are no text are not indexed as text."""
    (tmp_path / "image.txt").write_bytes(BINARIES[name])
    assert "n’est pas un fichier texte" in _refusal_of(tmp_path / "image.txt", "txt")


def test_texts_of_other_systems_are_read(tmp_path: Path) -> None:
    """Latin-1, Windows quotes, a byte order mark and carriage returns give the same French text."""
    wanted = "L’été, « déjà »\nfini."
    for name, raw in {
        "cp1252": wanted.encode("cp1252"),
        "bom": wanted.encode("utf-8-sig"),
        "crlf": wanted.replace("\n", "\r\n").encode(),
    }.items():
        (tmp_path / f"{name}.txt").write_bytes(raw)
        assert read_file(tmp_path / f"{name}.txt", "txt").text == wanted
    (tmp_path / "latin.txt").write_bytes("Prévention à Nîmes".encode("latin-1"))
    assert read_file(tmp_path / "latin.txt", "txt").text == "Prévention à Nîmes"


def test_an_empty_or_absent_text_is_refusal_of(tmp_path: Path) -> None:
    """White space is no text, and a missing file has a name."""
    (tmp_path / "blanc.txt").write_text(" \n\t\n", encoding="utf-8")
    assert "vide" in _refusal_of(tmp_path / "blanc.txt", "txt")
    _refusal_of(tmp_path / "absent.txt", "txt")
