"""Questions that no text answers: read, checked, and never said to be answered too."""

from pathlib import Path

import pytest

from assistant.domain import AnnotatedQuestion, Annotation
from assistant.errors import AnnotationError
from assistant.settings import ROOT
from ingest.annotations import read_unanswered

WRONG = {
    "une liste": ("- a\n- b\n", "un sujet par clé"),
    "pas une question": ("Sujet: [3]\n", "liste de questions"),
    "pas une liste": ("Sujet: Quoi ?\n", "liste de questions"),
    "pas du YAML": ("a: [", "YAML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_out_of_order_is_said(tmp_path: Path, name: str) -> None:
    """One French sentence that names the file."""
    text, said = WRONG[name]
    path = tmp_path / "sans-reponse.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnnotationError, match=said) as caught:
        read_unanswered(path, ())
    assert "sans-reponse.yaml" in str(caught.value)


def test_a_question_is_answered_or_not(tmp_path: Path) -> None:
    """The same question annotated and said to have no answer stops the build, with both places."""
    path = tmp_path / "sans-reponse.yaml"
    path.write_text(
        'Délais: ["Quel délai  pour l’avis ?", "Quel délai pour l’avis ?"]\n', encoding="utf-8"
    )
    assert read_unanswered(path, ()) == ("Quel délai pour l’avis ?",)
    note = Annotation(
        passage_id="a/1",
        gist="g",
        questions=(AnnotatedQuestion(text="quel délai pour l’avis ?", quote="un mois"),),
    )
    with pytest.raises(AnnotationError, match="a/1"):
        read_unanswered(path, (note,))
    assert read_unanswered(tmp_path / "rien.yaml", ()) == ()


def test_the_real_file_holds_more_than_a_thousand() -> None:
    """Spread over the whole corpus."""
    assert len(read_unanswered(ROOT / "corpus" / "sans-reponse.yaml", ())) > 1_200
