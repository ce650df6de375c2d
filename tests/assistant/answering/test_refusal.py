"""The refusal is a readable model that rests on named signs."""

import json

import pytest

from assistant.answering.features import signs_of
from assistant.answering.refusal import WORDING, Calibration, Example, fit, read_calibration
from assistant.domain import Question
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.settings import ROOT

ASKED = "Quelle est la durée maximale d’un CPOM ?"


def test_the_shipped_calibration_knows_every_sign_that_is_computed(assistant: Assistant) -> None:
    """A sign added or renamed without a new calibration is seen here."""
    found, pieces = assistant.evidence(Question(text=ASKED))
    signs = signs_of(assistant.index, assistant.resources.patterns, ASKED, found, pieces)
    assert set(assistant.calibration.names) == {*signs, WORDING}
    assert assistant.calibration.probability(ASKED, signs) > assistant.calibration.threshold


def test_without_signs_there_is_no_answer(assistant: Assistant) -> None:
    """A question that finds nothing is refused whatever its wording."""
    assert assistant.calibration.probability(ASKED, {}) == 0.0


def test_the_written_trees_decide_as_the_fitted_model_would(assistant: Assistant) -> None:
    """What is written and read again tells the two sorts apart, and says how often it is wrong on
    what it had not seen.
    """
    examples = [
        Example(
            text=f"question {i % 7}",
            signs={"a": i / 200, "b": float(i % 3)},
            answered=i > 100,
            tuning=True,
        )
        for i in range(200)
    ]
    fitted = fit(examples, assistant.calibration.field)
    written = Calibration.model_validate(
        json.loads(fitted.calibration.model_dump_json(by_alias=True))
    )
    assert (
        written.probability("question 1", {"a": 0.9, "b": 1.0})
        > 0.9
        > 0.1
        > written.probability("question 1", {"a": 0.1, "b": 1.0})
    )
    assert fitted.false_refusals <= 0.07 and fitted.right_refusals > 0.9


def test_a_question_known_to_have_no_answer_is_seen_as_near_it(assistant: Assistant) -> None:
    """The signs compare a question with those that editors wrote of the other sort."""
    absent = assistant.index.absent[0]
    found, pieces = assistant.evidence(Question(text=absent))
    signs = signs_of(assistant.index, assistant.resources.patterns, absent, found, pieces)
    assert signs["ressemblance à une question sans réponse"] > 0.95
    assert signs["écart des ressemblances"] < 0 < signs["voisines sans réponse"]


def test_a_missing_calibration_is_said(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CorpusError, match="calibrate"):
        read_calibration(tmp_path / "refusal.json")


def test_the_calibration_names_its_threshold_and_weights() -> None:
    calibration = read_calibration(ROOT / "models" / "refusal.json")
    assert 0 < calibration.threshold < 1 and abs(sum(calibration.weights.values()) - 1) < 0.01
