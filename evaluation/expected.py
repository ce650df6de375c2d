"""The scores that the quick evaluation must keep, beside the command that gives them:
`evaluation/expected.yaml`.

There is a table for the product as it is served, one for its extracts alone and one for the sets of
useful answers. Most scores have a floor; the shares of faults have a ceiling.
"""

from collections.abc import Mapping
from pathlib import Path

import yaml

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.texts.datafile import read_datafile
from evaluation.scores import WORDS, Score
from evaluation.usefulness import FAULTS

PATH = Path(__file__).parent / "expected.yaml"
COMMAND = "cpom evaluate --quick"
TOLERANCE = 0.02
HEAD = (
    f"# Scores attendus, écrits par « {COMMAND} --write-expected ». « {COMMAND} --check » échoue "
    f"si l’un passe de plus de {TOLERANCE * 100:.0f} points sous son plancher (floors) ou "
    "au-dessus de son plafond (ceilings).\n"
)

Bounds = dict[str, dict[str, float]]
Tables = Mapping[str, Mapping[str, Score]]


class Expected(Value):
    """A command and the bounds of the scores it gives, by table: at least `floors`, at most
    `ceilings`.
    """

    command: str
    floors: Bounds
    ceilings: Bounds


class Fall(Value):
    """A score on the wrong side of what is expected; `found` is None when it is no longer
    measured.
    """

    table: str
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


def write_expected(tables: Tables, path: Path = PATH) -> tuple[Fall, ...]:
    """Write what is expected from now on, and return what is expected no more.

    A bound that the scores still keep, within the tolerance, stays or is tightened: to write again
    and again never wears it away. One that they no longer keep takes the score found.
    """
    former = read_expected(path) if path.exists() else _bounds_of({})
    found = _bounds_of(tables)
    loosened = falls(former, tables)
    expected = Expected(
        command=COMMAND,
        floors=_tightened(found.floors, former.floors, sign=1),
        ceilings=_tightened(found.ceilings, former.ceilings, sign=-1),
    )
    body = yaml.safe_dump(expected.model_dump(), allow_unicode=True, sort_keys=False)
    path.write_text(HEAD + body, encoding="utf-8")
    return loosened


def _bounds_of(tables: Tables) -> Expected:
    """The scores found as bounds; the length of an answer is no score."""
    floors: Bounds = {table: {} for table in tables}
    ceilings: Bounds = {}
    for table, scores in tables.items():
        for name, score in scores.items():
            if name.endswith(FAULTS):
                ceilings.setdefault(table, {})[name] = round(score.value, 4)
            elif name != WORDS:
                floors[table][name] = round(score.value, 4)
    return Expected(command=COMMAND, floors=floors, ceilings=ceilings)


def _tightened(found: Bounds, former: Bounds, *, sign: int) -> Bounds:
    """The bounds found, or the former ones where these are tighter and still kept; `sign` is 1 for
    floors, -1 for ceilings.
    """
    return {
        table: {
            name: _tightest(value, former.get(table, {}).get(name, value), sign)
            for name, value in bounds.items()
        }
        for table, bounds in found.items()
    }


def _tightest(found: float, former: float, sign: int) -> float:
    return former if 0 < sign * (former - found) <= TOLERANCE else found


def falls(expected: Expected, tables: Tables) -> tuple[Fall, ...]:
    """The scores that are worse than expected by more than is tolerated, or no longer measured."""
    return (
        *_falls_of(expected.floors, tables, sign=1),
        *_falls_of(expected.ceilings, tables, sign=-1),
    )


def _falls_of(expected: Bounds, tables: Tables, *, sign: int) -> list[Fall]:
    """The scores under their floors (`sign` 1) or over their ceilings (-1)."""
    found_falls = []
    for table, bounds in expected.items():
        for name, bound in bounds.items():
            score = tables.get(table, {}).get(name)
            found = None if score is None else score.value
            if found is None or sign * (bound - found) > TOLERANCE:
                fall = Fall(table=table, name=name, expected=bound, found=found)
                found_falls.append(fall)
    return found_falls
