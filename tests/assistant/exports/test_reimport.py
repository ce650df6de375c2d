"""A Word or JSON export that was edited: what a person changed is recognised, the rest keeps its
origin and its sources.
"""

import copy
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from assistant.errors import BadInput
from assistant.exports.export import export_bytes
from assistant.exports.reimport import Reimported, read_back
from assistant.forms.diff import ChangeKind as Kind
from assistant.forms.fiche import FicheTms
from assistant.forms.line import Form, Line, Origin
from assistant.forms.sheet import sheet_of
from assistant.index.index import Index
from assistant.pipeline import Assistant
from tests.assistant.samples import contract, fiche, table

FORM = fiche(FicheTms)


@pytest.fixture(scope="module")
def index(assistant: Assistant) -> Index:
    """The real corpus."""
    return assistant.index


def line_of(form: Form, key: str) -> Line:
    """The line of a form that has that key."""
    return next(entry.line for entry in sheet_of(form).entries() if entry.key == key)


def control(document: Any, key: str) -> Any:
    """The content control of a line."""
    return next(
        tag.getparent().getparent()
        for tag in document.element.iter(qn("w:tag"))
        if tag.get(qn("w:val")) == key
    )


def paragraph(document: Any, key: str) -> Any:
    """The paragraph that holds a line."""
    return next(
        parent for parent in control(document, key).iterancestors() if parent.tag == qn("w:p")
    )


def write(document: Any, key: str, text: str) -> None:
    """What a person types in place of a line."""
    runs = list(control(document, key).iter(qn("w:t")))
    for run in runs:
        run.text = ""
    runs[0].text = text


def added(document: Any, key: str, text: str) -> None:
    """A paragraph typed under a line, with no mark of ours."""
    new = copy.deepcopy(paragraph(document, key))
    for child in list(new):
        if child.tag != qn("w:pPr"):
            new.remove(child)
    run = new.makeelement(qn("w:r"), {})
    words = run.makeelement(qn("w:t"), {})
    words.text = text
    run.append(words)
    new.append(run)
    paragraph(document, key).addnext(new)


def after(change: Callable[[Any], None], index: Index, form: Form = FORM) -> Reimported:
    """What is read of an export after an edit in Word."""
    document = Document(io.BytesIO(export_bytes(form, "docx")))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return read_back(out.getvalue(), index)


@pytest.mark.parametrize("form", [FORM, contract(), table()], ids=["fiche", "contrat", "suivi"])
@pytest.mark.parametrize("format", ["docx", "json"])
def test_a_file_that_nobody_edited_changes_nothing(form: Form, format: str, index: Index) -> None:
    """The form comes back equal, line by line, origin by origin, with nothing to tell."""
    read = read_back(export_bytes(form, format), index, form)
    assert read.form == form and read.changes == () and read.remarks == ()


def test_a_rewritten_line_is_a_typed_line(index: Index) -> None:
    """Its origin becomes `saisie`, its citation falls, what it was is kept; a line beside it is
    untouched.
    """
    read = after(lambda document: write(document, "pst4.axe", "Un axe à nous"), index)
    line = line_of(read.form, "pst4.axe")
    assert (line.text, line.origin, line.citations, line.former) == (
        "Un axe à nous",
        Origin.INPUT,
        (),
        line_of(FORM, "pst4.axe"),
    )
    assert line_of(read.form, "pst4.objectif") == line_of(FORM, "pst4.objectif")
    assert [(change.key, change.kind) for change in read.changes] == [("pst4.axe", Kind.CHANGED)]


def test_words_typed_beside_a_line_belong_to_it(index: Index) -> None:
    """After the mark of origin, outside the control: they are not lost."""

    def typed(document: Any) -> None:
        run = paragraph(document, "diagnostic.1").makeelement(qn("w:r"), {})
        words = run.makeelement(qn("w:t"), {})
        words.text = " dont 30 dans le froid"
        run.append(words)
        paragraph(document, "diagnostic.1").append(run)

    read = after(typed, index)
    assert (
        line_of(read.form, "diagnostic.1").text
        == line_of(FORM, "diagnostic.1").text + " dont 30 dans le froid"
    )


def test_lines_added_and_removed_are_told(index: Index) -> None:
    """A paragraph typed under a rubric's line is a line of its own at that place; one that was
    erased is gone; both are told.
    """

    def changed(document: Any) -> None:
        added(document, "actions_principales.0", "Former les chefs d’équipe — modèle national [3]")
        erased = paragraph(document, "actions_principales.3")
        erased.getparent().remove(erased)

    read = after(changed, index)
    texts = [line.text for line in FORM.main_actions.lines]
    assert [line.text for line in read.form.main_actions.lines] == [
        texts[0],
        "Former les chefs d’équipe",
        *texts[1:3],
        texts[4],
    ]
    assert read.form.main_actions.lines[1].origin is Origin.INPUT
    assert {change.kind for change in read.changes} == {
        Kind.ADDED,
        Kind.REMOVED,
    } and len(read.changes) == 2


def test_a_copied_line_is_typed_and_its_model_stays(index: Index) -> None:
    """A national line pasted twice is national once."""

    def pasted(document: Any) -> None:
        original = paragraph(document, "donnees.0")
        original.addnext(copy.deepcopy(original))

    lines = after(pasted, index).form.data.lines
    assert [line.origin for line in lines[:2]] == [
        FORM.data.lines[0].origin,
        Origin.INPUT,
    ] and lines[0].text == lines[1].text


def test_what_cannot_be_taken_over_is_told(index: Index) -> None:
    """A line of the form's own that was erased stays; words written where no line can be, or in a
    new row, are repeated to the reader.
    """

    def changed(document: Any) -> None:
        write(document, "identification.service", "")
        added(document, "pst4.axe", "Une remarque en passant")
        row = next(
            parent
            for parent in control(document, "objectifs.2.cible").iterancestors()
            if parent.tag == qn("w:tr")
        )
        new = copy.deepcopy(row)
        for mark in list(new.iter(qn("w:sdt"), qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            mark.getparent().remove(mark)
        next(new.iter(qn("w:t"))).text = "Un quatrième objectif"
        row.addnext(new)

    read = after(changed, index)
    assert line_of(read.form, "identification.service") == line_of(FORM, "identification.service")
    said = " ".join(read.remarks)
    assert len(read.remarks) == 3 and all(
        words in said
        for words in ("Service (SPSTI)", "Une remarque en passant", "Un quatrième objectif")
    )


def test_tracked_changes_and_placeholders_are_read_as_word_shows_them(index: Index) -> None:
    """Struck out words are not read, inserted ones are; the invitation of an emptied control is no
    text.
    """

    def tracked(document: Any) -> None:
        run = next(control(document, "diagnostic.1").iter(qn("w:r")))
        deleted = run.makeelement(qn("w:del"), {})
        run.addprevious(deleted)
        inserted = run.makeelement(qn("w:ins"), {})
        new = copy.deepcopy(run)
        next(new.iter(qn("w:t"))).text = "Texte inséré"
        inserted.append(new)
        deleted.addnext(inserted)
        deleted.append(run)
        properties = control(document, "plans.0").find(qn("w:sdtPr"))
        properties.append(properties.makeelement(qn("w:showingPlcHdr"), {}))

    read = after(tracked, index)
    assert (
        read.form.diagnostic.lines[1].text == "Texte inséré"
        and len(read.form.plans.lines) == len(FORM.plans.lines) - 1
    )


def test_every_line_that_does_not_fit_is_named(index: Index) -> None:
    """A date that is none and a number in letters stop the whole file, both named at once."""

    def wrong(document: Any) -> None:
        write(document, "objectifs.0.echeance", "quand on pourra")
        write(document, "cibles.nombre", "beaucoup")

    with pytest.raises(
        BadInput,
        match=r"(?s)objectifs\.0\.echeance.*cibles\.nombre|cibles\.nombre.*objectifs\.0\.echeance",
    ):
        after(wrong, index)


def test_two_lines_that_depend_on_each_other_change_together(index: Index) -> None:
    """A total and its « dont » both lowered: no state in between is judged."""

    def lowered(document: Any) -> None:
        write(document, "colonnes.1.accompagnes", "2")
        write(document, "colonnes.1.accompagnes_caisse", "1")

    form = after(lowered, index, table()).form
    assert (form.columns[1].supports.value, form.columns[1].supports_caisse.value) == (2, 1)


def test_an_edited_json_is_compared_with_what_it_was(index: Index) -> None:
    """A changed line is typed whatever origin it claims, an inserted line does not make the next
    ones look changed.
    """
    sent = json.loads(export_bytes(FORM, "json"))
    sent["actions_principales"]["lines"].insert(
        1, {"text": "Une action de plus", "origin": "saisie"}
    )
    sent["actions_principales"]["lines"][3]["text"] = "Mieux surveiller les accidents"
    read = read_back(json.dumps(sent).encode(), index, FORM)
    lines = read.form.main_actions.lines
    assert (lines[0], lines[2], lines[4:]) == (
        FORM.main_actions.lines[0],
        FORM.main_actions.lines[1],
        FORM.main_actions.lines[3:],
    )
    assert (
        lines[3].origin is Origin.INPUT
        and not lines[3].citations
        and lines[3].former == FORM.main_actions.lines[2]
    )
    assert len(read.changes) == 2


@pytest.mark.parametrize("part", ["text", "quote", "both"])
def test_a_forged_quotation_loses_its_mark(part: str, index: Index) -> None:
    """Without the form as it was, a national line whose words or quotation are not the source's
    becomes a `saisie`, and it is told.
    """
    sent = json.loads(export_bytes(FORM, "json"))
    line = sent["pst4"]["objectif"]
    if part in {"text", "both"}:
        line["text"] = "Le CPOM est conclu pour dix ans"
    if part in {"quote", "both"}:
        line["citations"][0]["quote"] = line["citations"][0]["text"] = (
            "Le CPOM est conclu pour dix ans"
        )
    read = read_back(json.dumps(sent).encode(), index)
    assert (
        line_of(read.form, "pst4.objectif").origin is Origin.INPUT
        and not line_of(read.form, "pst4.objectif").citations
    )
    assert any("Objectif" in remark for remark in read.remarks)


def test_other_files_are_refused_in_a_sentence(index: Index) -> None:
    """A Word file of another origin, a broken archive, a JSON of something else, another kind of
    form.
    """
    foreign = io.BytesIO()
    Document().save(foreign)
    for data in (
        foreign.getvalue(),
        b"PK\x03\x04 rien",
        b'{"kind": "fiche"}',
        b"\xff\xfe",
        export_bytes(table(), "json"),
    ):
        with pytest.raises(BadInput, match="ichier"):
            read_back(data, index, FORM)
