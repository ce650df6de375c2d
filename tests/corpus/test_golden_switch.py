"""Golden files are only written by hand."""

import os

import pytest

from tests.golden import FOLDER, SWITCH, expected


@pytest.mark.skipif(
    SWITCH in os.environ and not os.environ.get("CI"), reason="réécriture demandée à la main"
)
def test_golden_files_are_never_rewritten_by_ordinary_runs() -> None:
    """The switch is off here and in continuous integration, so a golden file can only fail, never
    follow.
    """
    assert SWITCH not in os.environ


def test_without_the_switch_a_golden_file_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong result is compared, not written."""
    monkeypatch.delenv(SWITCH, raising=False)
    before = (FOLDER / "passages.txt").read_bytes()
    assert expected("passages.txt", "autre chose") != "autre chose"
    assert (FOLDER / "passages.txt").read_bytes() == before
