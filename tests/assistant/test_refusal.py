"""The refusal is a readable model that rests on named signs."""

import pytest

from assistant.domain import Question
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.refusal import fit, read_calibration
from assistant.settings import ROOT
from assistant.signs import signs_of


def test_the_shipped_calibration_knows_every_sign_that_is_computed(assistant: Assistant) -> None:
    found, pieces = assistant.evidence(Question(text="Quelle est la durée maximale d’un CPOM ?"))
    signs = signs_of(assistant.index, "Quelle est la durée maximale d’un CPOM ?", found, pieces)
    assert set(assistant.calibration.names) == set(signs)
    assert assistant.calibration.probability(signs) > assistant.calibration.threshold


def test_without_signs_there_is_no_answer(assistant: Assistant) -> None:
    assert assistant.calibration.probability({}) == 0.0


def test_the_written_trees_decide_as_the_fitted_model_would() -> None:
    rows = [{"a": i / 200, "b": float(i % 3)} for i in range(200)]
    fitted = fit(rows, [row["a"] > 0.5 for row in rows], floor=0.0)
    assert fitted.probability({"a": 0.9, "b": 1.0}) > 0.9 > 0.1 > fitted.probability({"a": 0.1, "b": 1.0})


def test_a_missing_calibration_is_said(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CorpusError, match="calibrate"):
        read_calibration(tmp_path / "refus.json")


def test_the_calibration_names_its_threshold_and_weights() -> None:
    calibration = read_calibration(ROOT / "corpus" / "refus.json")
    assert 0 < calibration.threshold < 1 and abs(sum(calibration.weights.values()) - 1) < 0.01
