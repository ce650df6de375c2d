"""The scores that the quick evaluation must keep, beside the command that gives them:
`evaluation/expected.yaml`.
"""

from collections.abc import Mapping
from pathlib import Path

import yaml

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.texts.datafile import read_datafile
from evaluation.scores import WORDS, Score

PATH = Path(__file__).parent / "expected.yaml"
COMMAND = "cpom evaluate --quick"
TOLERANCE = 0.02


class Expected(Value):
    """A command and the scores it gave; each is better when it is higher."""

    command: str
    scores: dict[str, float]


class Fall(Value):
    """A score that fell by more than is tolerated; `found` is None when it is no longer
    measured.
    """

    name: str
    expected: float
    found: float | None


def read_expected(path: Path = PATH) -> Expected:
    """Read the expected scores.

    Raises BadInput when they are missing or malformed.
    """
    return read_datafile(
        path, Expected, error=BadInput, advice=f"écrivez-le par « {COMMAND} --write-expected »"
    )


def write_expected(scores: Mapping[str, Score], path: Path = PATH) -> None:
    """Write the scores found as those expected from now on; the length of an answer is no score."""
    values = {name: round(score.value, 4) for name, score in scores.items() if name != WORDS}
    head = (
        f"# Scores attendus, écrits par « {COMMAND} --write-expected ». « "
        f"{COMMAND} --check » échoue si l’un baisse de plus de "
        f"{TOLERANCE * 100:.0f} points.\n"
    )
    entry = {"command": COMMAND, "scores": values}
    body = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False)
    path.write_text(head + body, encoding="utf-8")


def falls(expected: Expected, scores: Mapping[str, Score]) -> tuple[Fall, ...]:
    """The scores that fell by more than is tolerated."""
    falls = []
    for name, before in expected.scores.items():
        now = scores[name].value if name in scores else None
        if now is None or now < before - TOLERANCE:
            falls.append(Fall(name=name, expected=before, found=now))
    return tuple(falls)
