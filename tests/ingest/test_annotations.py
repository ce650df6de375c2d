"""Annotations are borne out by their passage, or the build stops."""

from pathlib import Path

import pytest
import yaml

from assistant.errors import AnnotationError, CorpusError
from assistant.index.index import open_index
from assistant.settings import ROOT, Settings
from assistant.texts.spaces import flatten
from ingest.build import build
from ingest.gapnotes import read_gap_notes

WRONG = {
    "mots absents du passage": (
        {
            "chaleur": {
                "gist": "g",
                "questions": [{"q": "Qui ?", "a": "des mots que la plaquette ne contient pas"}],
            }
        },
        "ne sont pas dans le passage",
    ),
    "passage inconnu": ({"nulle-part": {"gist": "g", "questions": []}}, "aucun passage"),
    "sans résumé": ({"chaleur": {"questions": []}}, "gist"),
    "question sans réponse": ({"chaleur": {"gist": "g", "questions": [{"q": "Qui ?"}]}}, "« a »"),
    "réponse vide": (
        {"chaleur": {"gist": "g", "questions": [{"q": "Qui ?", "a": " "}]}},
        "ne sont pas dans le passage",
    ),
    "liste": ([1], "un passage par clé"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_annotation_stops_the_build_and_names_its_file(
    small: Settings, published: str, name: str
) -> None:
    """A quote that is not in its passage, or a passage that does not exist, is never published."""
    content, said = WRONG[name]
    (small.corpus / "annotations" / "cpom-occitanie.yaml").write_text(
        yaml.safe_dump(content, allow_unicode=True), encoding="utf-8"
    )
    with pytest.raises(AnnotationError, match=said) as caught:
        build(small)
    assert "cpom-occitanie.yaml" in str(caught.value)
    assert open_index(small).manifest.id == published


def test_an_annotation_file_that_is_not_yaml_is_said(small: Settings) -> None:
    """One sentence with the name of the file."""
    (small.corpus / "annotations" / "cpom-occitanie.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"cpom-occitanie\.yaml"):
        build(small)


def test_a_corpus_may_have_no_annotation(small: Settings) -> None:
    """Documents alone are enough to build."""
    for path in (small.corpus / "annotations").iterdir():
        path.unlink()
    assert build(small).questions == 0


def test_quotes_are_compared_by_words_and_not_by_layout(small: Settings) -> None:
    """A quote over two lines of the file is still the words of the passage."""
    quote = "une aide à la mise à jour du DUERP et\n   des sensibilisations collectives"
    content = {"chaleur": {"gist": "g", "questions": [{"q": "Que fournissent-ils ?", "a": quote}]}}
    (small.corpus / "annotations" / "cpom-occitanie.yaml").write_text(
        yaml.safe_dump(content, allow_unicode=True), encoding="utf-8"
    )
    build(small)
    index = open_index(small)
    annotation = index.annotations["cpom-occitanie/chaleur"]
    assert annotation.questions[0].quote == flatten(quote) and flatten(quote) in flatten(
        index.passage("cpom-occitanie/chaleur").text
    )


@pytest.mark.parametrize(
    "text",
    [
        "lacunes: {cpom-occitanie/chaleur: {manque: x}}",
        "lacunes: {nulle-part: {manque: x}}",
        "lacunes: {a: {quoi: x}}",
        "a: [",
    ],
)
def test_a_note_on_a_list_that_is_not_lost_stops_the_build(small: Settings, text: str) -> None:
    """Notes on lost lists are checked against passages."""
    (small.corpus / "lacunes.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"lacunes\.yaml"):
        build(small)


def test_a_corpus_may_have_no_note_on_lost_lists(tmp_path: Path) -> None:
    """The file is optional."""
    assert read_gap_notes(tmp_path / "lacunes.yaml").lacunes == {}
    assert len(read_gap_notes(ROOT / "corpus" / "lacunes.yaml").lacunes) == 28
