"""Every kind of thing in every format: it opens, it says everything, and no text breaks it."""

import io
import re
import time
import zipfile

import openpyxl
import pypdf
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import Answer, Question, Refusal
from assistant.errors import BadInput, CorpusError
from assistant.exports.export import export_bytes
from assistant.exports.formats import EXPORTERS
from assistant.exports.labels import read_labels
from assistant.exports.printable import printable_sheet, printable_text
from assistant.exports.word_body import STYLES
from assistant.forms.edit import edit_line
from assistant.forms.fiche import FichePdp, FicheTms
from assistant.forms.form import FORM
from assistant.forms.line import Form, Origin, Rubric
from assistant.forms.sheet import sheet_of
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.samples import CITED, contract, fiche, table, typed

FORMS: dict[str, Form] = {
    "fiche": fiche(FicheTms),
    "fiche pdp": fiche(FichePdp),
    "contrat": contract(),
    "suivi": table(),
}


def words(data: bytes, format: str) -> str:
    """What a reader of the file would find in it, white space aside."""
    if format == "docx":
        text = "".join(
            part.text or ""
            for part in Document(io.BytesIO(data)).element.iter()
            if part.tag.endswith("}t")
        )
    elif format == "pdf":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    elif format == "xlsx":
        text = "".join(
            str(cell)
            for sheet in openpyxl.load_workbook(io.BytesIO(data))
            for row in sheet.values
            for cell in row
            if cell is not None
        )
    else:
        text = data.decode().replace("\\\n", "")
    return re.sub(r"\s|\\(?=[^a-zA-Z0-9\s])", "", text.replace("\u00ad", ""))


def flat(text: str) -> str:
    """The text as `words` gives it."""
    return re.sub(r"\s|\\(?=[^a-zA-Z0-9\s])", "", printable_text(text))


@pytest.mark.parametrize("format", ["md", "docx", "xlsx"])
@pytest.mark.parametrize("name", FORMS)
def test_every_line_its_origin_and_its_source_are_printed(name: str, format: str) -> None:
    """Nothing of a form is left out: the words of each line, the word of its origin, the quotation
    of each source.
    """
    form = FORMS[name]
    shown = words(export_bytes(form, format), format)
    for entry in sheet_of(form).entries():
        assert flat(entry.line.text) in shown, entry.key
        assert all(flat(citation.quote) in shown for citation in entry.line.citations)
    for origin in {entry.line.origin for entry in sheet_of(form).entries()}:
        assert flat(origin.value) in shown
    assert "Sources" in shown and flat("à compléter") in shown.casefold()


@pytest.mark.parametrize("name", FORMS)
def test_the_pdf_is_tagged_french_and_titled(name: str) -> None:
    """A screen reader is told the language and the title, and finds the structure; each chapter
    that has gaps is listed.
    """
    form = FORMS[name]
    data = export_bytes(form, "pdf")
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert reader.metadata and reader.metadata.title == sheet_of(form).title and b"pdfuaid" in data
    assert all(
        font.startswith("/") and "+" in font for page in reader.pages for font in _fonts(page)
    )
    assert flat("Ce qui reste à compléter") in words(data, "pdf") and flat(
        sheet_of(form).title
    ) in words(data, "pdf")


def _fonts(page: pypdf.PageObject) -> list[str]:
    """The names of the fonts of a page; one that is embedded has a prefix."""
    return [
        str(font.get_object()["/BaseFont"]) for font in page["/Resources"].get("/Font", {}).values()
    ]


def test_a_word_file_has_real_headings_a_language_and_properties() -> None:
    """Word's navigation pane shows the form; the title, the author and the language are in the
    properties; each origin has its style.
    """
    document = Document(io.BytesIO(export_bytes(FORMS["contrat"], "docx")))
    headings = [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    titles = [section.title for section in sheet_of(FORMS["contrat"]).sections]
    assert [heading for heading in headings if heading in titles] == titles and headings[
        -1
    ] == "Sources citées"
    about = document.core_properties
    assert (about.title, about.author, about.language) == (
        sheet_of(FORMS["contrat"]).title,
        "Assistant CPOM",
        "fr-FR",
    )
    used = {paragraph.style.style_id for paragraph in document.paragraphs}
    shown = {entry.line.origin.value for entry in sheet_of(FORMS["contrat"]).entries()}
    assert {STYLES[origin] for origin in shown} <= used


def test_the_template_of_word_holds_what_the_body_needs() -> None:
    """A lawyer who edits the template may move everything, but not lose a style or a list that is
    filled in.
    """
    template = Document(str(Settings().templates / "document.docx"))
    ids = {style.style_id for style in template.styles}
    assert {
        *STYLES.values(),
        "Ligne",
        "Consigne",
        "ListePerdue",
        "Case",
        "CaseManque",
        "CaseTitre",
        "Intervalle",
        "Mention",
        "Renvoi",
        "Etiquette",
        "Tableau",
        "Champs",
    } <= ids
    assert {f"Heading{level}" for level in range(1, 7)} <= ids
    xml = zipfile.ZipFile(Settings().templates / "document.docx").read("word/document.xml").decode()
    assert all(
        name in xml
        for name in ("{{p corps }}", "in manques", "in sources", "in origines", "{{ titre }}")
    )


def test_a_source_has_one_number_and_its_document_is_told(assistant: Assistant) -> None:
    """The same words of a passage are one source, whatever cites them; above it stands what its
    document is worth.
    """
    printable = printable_sheet(
        sheet_of(FORMS["contrat"]), read_labels(), assistant.index.documents
    )
    quotes = [source.quote for source in printable.sources]
    assert (
        len(quotes) == len(set(quotes))
        and set(CITED) <= set(quotes)
        and [source.n for source in printable.sources] == list(range(1, len(quotes) + 1))
    )
    assert all(
        "opposable" in source.standing and "12 juillet 2024" in source.standing
        for source in printable.sources
    )


def test_what_is_missing_is_listed_with_its_place() -> None:
    """Each missing line is listed once, under its chapter, with who is expected to fill it in."""
    form = FORMS["contrat"]
    blanks = printable_sheet(sheet_of(form), read_labels()).blanks
    assert [blank.key for blank in blanks] == [entry.key for entry in sheet_of(form).missing()]
    opinion = next(blank for blank in blanks if blank.key == "consultations.crpst")
    assert (opinion.chapter, opinion.label, opinion.by) == (
        "Consultations préalables",
        "Avis du CRPST",
        "la DREETS",
    )
    size = next(blank for blank in blanks if blank.key == "fiche_pdp.cibles.tailles")
    assert (
        size.chapter == "Prévention du risque canicule"
        and size.label == "Établissements cibles – Tailles"
    )


@pytest.mark.parametrize(
    "question",
    [
        "Qui est consulté avant la conclusion d’un CPOM ?",
        "Quelle est la recette de la tarte aux pommes ?",
    ],
)
@pytest.mark.parametrize("format", EXPORTERS)
def test_a_reply_is_exported(assistant: Assistant, question: str, format: str) -> None:
    """An answer with its sentences and quotations, a refusal with its reason, in every format."""
    reply = assistant.ask(Question(text=question))
    data = export_bytes(reply, format, assistant.index.documents)
    said = (
        [reply.message]
        if isinstance(reply, Refusal)
        else [citation.quote for citation in reply.citations]
    )
    shown = words(data, format).replace("-", "")
    assert isinstance(reply, Answer | Refusal) and (
        format == "json" or all(flat(text).replace("-", "") in shown for text in said)
    )


def test_a_check_and_a_comparison_are_exported(assistant: Assistant) -> None:
    """Each rule with its verdict's heading, its reason and both quotations; each theme with what
    either contract says of it.
    """
    contract = assistant.conformity.contract("cpom-ciamt-2022")
    check, pair = (
        assistant.conformity.check(contract),
        assistant.conformity.compare(contract, contract),
    )
    shown = words(export_bytes(check, "docx", assistant.index.documents), "docx")
    for each in check.checks:
        assert (
            flat(each.rule.title) in shown
            and flat(each.reason) in shown
            and flat(each.instruction.quote) in shown
        )
        assert each.contract is None or flat(each.contract.quote) in shown
    shown = words(export_bytes(pair, "xlsx", assistant.index.documents), "xlsx")
    assert all(
        flat(row.title) in shown and (row.a.citation is None or flat(row.a.citation.quote) in shown)
        for row in pair.themes
    )
    assert export_bytes(check, "pdf").startswith(b"%PDF") and export_bytes(pair, "md").startswith(
        b"# "
    )


def test_an_unknown_format_and_a_lost_template_are_told(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The formats that exist are named; a template that is gone is named by its path."""
    with pytest.raises(BadInput, match=", ".join(EXPORTERS)):
        export_bytes(FORMS["fiche"], "odt")
    folder = tmp_path_factory.mktemp("gabarits")
    (folder / "libelles.yaml").write_bytes((Settings().templates / "libelles.yaml").read_bytes())
    for format in ("docx", "pdf", "md"):
        with pytest.raises(CorpusError, match="introuvable"):
            export_bytes(FORMS["fiche"], format, folder=folder)


def test_a_contract_is_printed_in_time() -> None:
    """A whole contract with four fiches: one second at most for Word, two for the PDF, the best of
    three on a shared machine.
    """
    for format, limit in (("docx", 1.0), ("pdf", 2.0)):
        spent = []
        for _ in range(3):
            begun = time.perf_counter()
            export_bytes(FORMS["contrat"], format)
            spent.append(time.perf_counter() - begun)
        assert min(spent) <= limit, (format, spent)


NASTY = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "http://exemple.fr",
    "<w:p>&amp;</w:p>",
    "{{ 7*7 }} {% raw %}",
    "#set page(width: 1pt) $x$ \\ [z]",
    "| a | b |\n- c",
    "é œ « » ’ … € \u202f \u00a0",
    "🙂👩‍🔧 日本 ٣",
    "a\x00b\x0bc\x1fd\ufffe",
    "ligne 1\nligne 2\tfin",
    "x" * 9000,
    "]]> <!-- -->",
    "\u202eabc",
    "- 1. liste",
    "$= ^2$ ~ ``` *gras* _b_",
)


@pytest.mark.parametrize("format", ["md", "docx", "pdf", "xlsx"])
def test_no_text_breaks_a_file_or_becomes_code(format: str) -> None:
    """Formulas, markup, template marks, control characters, emoji and long texts come out as the
    text they are.
    """
    form = fiche(FicheTms, diagnostic=Rubric(lines=tuple(typed(text) for text in NASTY)))
    shown = words(export_bytes(form, format), format)
    for text in NASTY:
        if format != "pdf" or text.isascii() and "\x00" not in text:
            assert flat(text) in shown.replace("<br>", ""), text
    if format == "xlsx":
        cells = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(export_bytes(form, format)))
            for row in sheet.iter_rows()
            for cell in row
        ]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    if format == "pdf":
        assert "U+1F642" in shown and "□" in shown


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(text=st.text(min_size=1, max_size=60).filter(lambda text: printable_text(text).strip()))
def test_any_text_survives_in_word_and_in_a_workbook(text: str) -> None:
    """Whatever a person types is in the file, less what no XML can hold; the PDF is made all the
    same.
    """
    form = edit_line(fiche(FicheTms), "cibles.secteurs", "x").model_copy(
        update={"diagnostic": Rubric(lines=(typed(text),))}
    )
    assert flat(text) in words(export_bytes(form, "docx"), "docx") and flat(text) in words(
        export_bytes(form, "xlsx"), "xlsx"
    )
    assert export_bytes(form, "pdf").startswith(b"%PDF")


def test_the_json_of_a_form_is_the_form() -> None:
    """Read again, it is equal to the form that was written."""
    for form in FORMS.values():
        assert FORM.validate_json(export_bytes(form, "json")) == form
        assert Origin.MISSING.value in export_bytes(form, "json").decode()
