"""Evidence put into sentences: what is between guillemets is the source's, the rest is ours."""

import pytest

from assistant.answering.compose import announce, compose, is_form_blank
from assistant.answering.lost_list import lost_list, on_lost_list
from assistant.answering.verify import verify
from assistant.domain import Announcement, Attribution, Evidence, Severity, Weight
from assistant.index.index import Index
from assistant.index.shown import ShownWords
from assistant.settings import ROOT
from assistant.texts.wording import read_wording

WORDING = read_wording(ROOT / "corpus/formules.yaml")


def piece(index: Index, passage_id: str, words: str) -> Evidence:
    passage = index.passage(passage_id)
    start = passage.text.index(words)
    return Evidence(passage=passage, start=start, end=start + len(words), score=1, quote=words)


def test_each_piece_is_a_sentence_and_a_citation_of_the_same_number(five: Index) -> None:
    pieces = [
        piece(five, "arrete/art-1#1", "conclu pour une durée maximale de trois ans"),
        piece(five, "etude/§1", "douze services ont signé un contrat en 2021"),
    ]
    statements, citations = compose(five, WORDING, pieces)
    assert [statement.citations for statement in statements] == [(1,), (2,)]
    assert [citation.n for citation in citations] == [1, 2]
    for each, citation in zip(pieces, citations, strict=True):
        text = five.text(citation.document_id)
        assert text[citation.start : citation.end] == citation.quote == each.words


def test_the_claim_is_the_words_between_guillemets(five: Index) -> None:
    words = "la durée de deux ans est trop courte et que le suivi doit être allégé"
    (statement,), citations = compose(five, WORDING, [piece(five, "etude/§2", words)])
    assert statement.claim.strip() == f"« {words} »."
    assert "Étude de 2022" in statement.text and "Étude" not in statement.claim
    assert statement.attribution == Attribution(document_id="etude", weight=Weight.RECOMMANDATION)
    findings = verify([statement], citations, five.documents, five.text)
    assert [each for each in findings if each.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("il le faut", "A : « il le faut »."),
        ("Il le faut.", "A : « Il le faut. »"),
        ("les parties :", "A : « les parties »."),
    ],
)
def test_a_sentence_ends_once(words: str, sentence: str) -> None:
    attribution = Attribution(document_id="x", weight=Weight.CONTRAT)
    shown = ShownWords(words=words)
    statement = announce(Announcement(text="A", attribution=attribution), shown, 1)
    assert statement.text == sentence and statement.weight is Weight.CONTRAT


def test_a_title_and_the_cells_of_a_row_are_quotations_of_their_own() -> None:
    """Each between its own guillemets, our words between them."""
    attribution = Attribution(document_id="x", weight=Weight.CONTRAT)
    shown = ShownWords(words="Il le faut.", titles=("Le titre",), cells="2 DGT 2024")
    statement = announce(Announcement(text="A", attribution=attribution), shown, 1)
    told = "A, « Le titre » : « Il le faut. », et dans le tableau : « 2 DGT 2024 »."
    assert statement.text == told
    assert " ".join(statement.claim.split()) == "« Le titre » « Il le faut. » « 2 DGT 2024 »."


def test_a_lost_list_is_told_and_never_filled_in(five: Index) -> None:
    """The words that announced it are quoted; nothing of ours claims anything."""
    lead = "le service peut mobiliser les moyens suivants :"
    found = piece(five, "arrete/art-3#1", lead)
    gap = lost_list(found)
    assert gap is not None
    (statement,), (citation,) = on_lost_list(five, WORDING, found, gap)
    assert statement.claim.strip() == f"« {gap.lead} »"
    assert citation.quote in five.text("arrete") and citation.quote.endswith("suivants :")


def test_other_words_of_that_passage_are_no_lost_list(five: Index) -> None:
    assert lost_list(piece(five, "arrete/art-1#1", "trois ans")) is None
    assert lost_list(piece(five, "arrete/art-3#1", "Moyens")) is None


def test_a_plain_passage_is_no_blank_of_a_form(five: Index) -> None:
    assert not is_form_blank(piece(five, "arrete/art-1#1", "trois ans"))
