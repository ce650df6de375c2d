"""Annotations are borne out by their passage, or the build stops."""

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from assistant.domain import Annotation
from assistant.errors import AnnotationError, CorpusError
from assistant.index.opening import open_index
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from assistant.texts.spaces import flatten
from ingest.annotations import read_gap_notes
from ingest.build import build
from ingest.proposals import yaml_of

WRONG = {
    "mots absents du passage": (
        {
            "chaleur": {
                "resume": "g",
                "reponses": [{"r": "des mots que la plaquette ne contient pas", "q": ["Qui ?"]}],
            }
        },
        "ne sont pas dans le passage",
    ),
    "passage inconnu": ({"nulle-part": {"resume": "g", "reponses": []}}, "aucun passage"),
    "sans résumé": ({"chaleur": {"reponses": []}}, "resume"),
    "question sans réponse": (
        {"chaleur": {"resume": "g", "reponses": [{"q": ["Qui ?"]}]}},
        ", r »",
    ),
    "réponse vide": (
        {"chaleur": {"resume": "g", "reponses": [{"r": " ", "q": ["Qui ?"]}]}},
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
    content = {
        "chaleur": {"resume": "g", "reponses": [{"r": quote, "q": ["Que fournissent-ils ?"]}]}
    }
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
    assert read_gap_notes(tmp_path / "lacunes.yaml").by_passage == {}
    assert len(read_gap_notes(ROOT / "corpus" / "lacunes.yaml").by_passage) == 28


def flat_digest(annotation: Annotation) -> str:
    """A digest of what an annotation says, in whatever order and layout its file says it."""
    pairs = sorted([flatten(each.text), each.quote] for each in annotation.questions)
    content = [flatten(annotation.gist), list(annotation.words), pairs]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]


def test_no_annotation_was_lost_when_questions_were_grouped_by_answer(
    assistant: Assistant,
) -> None:
    """Every passage annotated before still is, with as many questions at least; all but those that
    editors have since corrected say the same to the letter.

    `tests/data/annotations-a-plat.txt` holds, a passage a line, how many questions it had and the
    digest of its gist, words, questions and answers, when each question carried its own answer.
    """
    rows = (ROOT / "tests/data/annotations-a-plat.txt").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1056
    same = 0
    for row in rows:
        passage_id, questions, digest = row.rsplit(" ", 2)
        annotation = assistant.index.annotations[passage_id]
        assert len(annotation.questions) >= int(questions), passage_id
        same += flat_digest(annotation) == digest
    assert same >= 0.9 * len(rows)


def test_questions_stand_under_the_answer_they_share(assistant: Assistant) -> None:
    """An annotation written to its file and read again is the same, and no answer is repeated."""
    annotation = max(assistant.index.annotations.values(), key=lambda each: len(each.questions))
    key = annotation.passage_id.split("/", 1)[1]
    raw = yaml.safe_load(yaml_of(annotation))
    quotes = [answer["r"] for answer in raw[key]["reponses"]]
    assert len(quotes) == len(set(quotes)) < len(annotation.questions)
    questions = [
        (question, answer["r"]) for answer in raw[key]["reponses"] for question in answer["q"]
    ]
    assert questions == [(each.text, each.quote) for each in annotation.questions]
