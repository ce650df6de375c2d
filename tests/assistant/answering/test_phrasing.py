"""The wording of a question tells something of its answer, by weights that can be read."""

from assistant.answering.phrasing import fit, marks
from assistant.answering.refusal import read_calibration
from assistant.settings import ROOT
from assistant.texts.french import stem


def test_the_marks_of_a_question_are_its_stems_and_their_pairs() -> None:
    """Elisions and accents do not change them."""
    assert (
        marks("Quelle durée ?")
        == marks("quelle duree")
        == {stem("quelle"), stem("duree"), f"{stem('quelle')} {stem('duree')}"}
    )


def test_wordings_that_are_answered_are_told_from_those_that_are_not() -> None:
    """Learnt from a few questions, and silent on words never met."""
    asked = [
        "quelle est la durée du contrat",
        "quelle est la durée de l’agrément",
        "quelle durée pour le protocole",
    ] * 3
    unasked = [
        "quel est le nom du logiciel",
        "quel logiciel faut-il",
        "le nom du logiciel utilisé",
    ] * 3
    learnt = fit([*asked, *unasked], [True] * 9 + [False] * 9, [1.0] * 18)
    assert (
        learnt.score("quelle est la durée de la convention ?")
        > learnt.start
        > learnt.score("quel logiciel pour la convention ?")
    )
    assert learnt.score("xyz") == learnt.start


def test_the_shipped_wordings_can_be_read() -> None:
    """Asking for a telephone number pulls towards a refusal."""
    shipped = read_calibration(ROOT / "models" / "refusal.json").phrasing
    assert len(shipped.weights) > 1_000 and shipped.weights["telephon"] < 0
