"""The measures of the code mean what their names say, on a few lines where one can count."""

from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.settings import ROOT
from evaluation.house import MEASURES, OURS, House, folder_of, read_house

CODE = """
def kept(id: int, whole: bool, *, loud: bool = False) -> int:
    return 1 if whole else 2 if loud else 3


def written_lines(a, b, c, d, e, f):
    return [x for row in a for x in row]


class Thing:
    @property
    def said(self) -> str:
        return ""
"""
EXPECTED = {
    "modules": "1",
    "lignes (non vides)": "8",
    "conditions « a if b else c » emboîtées": "1",
    "compréhensions à plusieurs « for »": "1",
    "fonctions nommées d’un participe seul": "1 (33,3 %)",
    "fonctions à arguments par nom seul (« * »)": "1 (33,3 %)",
    "booléens que l’on peut donner par leur place / tous": "1 / 2",
    "fonctions de plus de cinq arguments de position": "1",
    "arguments qui cachent un nom de Python": "1 (11,1 %)",
    "lignes d’une fonction : médiane / 9e décile / la plus longue": "2 / 2 / 2",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "thing.py").write_text(CODE, encoding="utf-8")
    return read_house("essai", [tmp_path])


@pytest.mark.parametrize("title", EXPECTED)
def test_a_measure_counts_what_it_says(house: House, title: str) -> None:
    """Each number is the one counted by hand on eight lines."""
    assert MEASURES[title](house) == EXPECTED[title]


def test_another_package_is_measured_by_the_same_rule() -> None:
    """An installed package is read where it stands; one that is not is named."""
    httpx = read_house("httpx", [folder_of("httpx")])
    ours = read_house("cpom", [ROOT / name for name in OURS])
    assert len(ours.modules) > len(httpx.modules) > 20
    with pytest.raises(BadInput, match="paquet_absent"):
        folder_of("paquet_absent")
