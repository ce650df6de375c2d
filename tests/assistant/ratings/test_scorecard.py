"""The scores of `cpom evaluate`, read to be shown."""

import json
from pathlib import Path

import pytest

from assistant.errors import StoreError, UnknownItem
from assistant.ratings.scorecard import read_scorecard, scorecard_names
from assistant.settings import Settings


def test_the_scores_that_are_kept_are_read() -> None:
    """Each file of the folder of results, with every score of its JSON and its groups."""
    assert scorecard_names() and list(scorecard_names()) == sorted(scorecard_names(), reverse=True)
    for name in scorecard_names():
        card, raw = (
            read_scorecard(name),
            json.loads((Settings().results / f"{name}.json").read_text(encoding="utf-8")),
        )
        assert {
            each.name: [each.value, each.low, each.high, each.n] for each in card.measures
        } == raw["scores"]
        assert [section.title for section in card.sections] == list(
            raw["groups"]
        ) and card.turns == raw["turns"]


def test_a_name_is_no_path(tmp_path: Path) -> None:
    """Only a file of the folder is opened."""
    (tmp_path / "dehors.json").write_text("{}", encoding="utf-8")
    (tmp_path / "results").mkdir()
    for name in ("../dehors", "rien", ""):
        with pytest.raises(UnknownItem):
            read_scorecard(name, tmp_path / "results")
    assert scorecard_names(tmp_path / "absent") == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"when": 1}'])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    """The sentence says which, and what to do."""
    (tmp_path / "2026.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=r"2026\.json.*cpom evaluate"):
        read_scorecard("2026", tmp_path)
