"""A deadline that comes each year is read in figures and in words."""

import pytest

from assistant.texts.deadlines import year_days_in


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("au plus tard le 30 juin de chaque année", ((6, 30),)),
        ("avant le 30 septembre", ((9, 30),)),
        ("avant le 1er juillet", ((6, 30),)),
        ("avant juillet", ((6, 30),)),
        ("avant la fin du mois de juin", ((6, 30),)),
        ("fin juin", ((6, 30),)),
        ("au 30/06 de l’année", ((6, 30),)),
        ("le 15.09", ((9, 15),)),
        ("en mars puis fin octobre", ((3, 31), (10, 31))),
        ("à la fin du premier semestre", ((6, 30),)),
        ("en fin d’année", ((12, 31),)),
        ("le 31 avril", ()),
        ("l’article 30, 2 fois par an", ()),
    ],
)
def test_the_days_of_the_year_are_read(text: str, wanted: tuple[tuple[int, int], ...]) -> None:
    """What is no day of the calendar is left out."""
    assert year_days_in(text) == wanted
