"""Figures that a text gives, in digits and in words."""

import pytest

from assistant.texts.figures import figures_in, figures_in_words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("86 100 salariés et 18,3 millions", {"86100", "18,3"}),
        ("86\u00a0100", {"86100"}),
        ("l’article L. 4622-10 et 5 ans", {"5"}),
        ("en 2023, 45 %", {"2023", "45"}),
        ("1 234,5 euros", {"1234,5"}),
        ("1 2012-2022 : une période", {"1", "2012", "2022"}),
        ("90007 31952 Toulouse", {"90007", "31952"}),
        ("aucun", set()),
    ],
)
def test_figures_are_read_whole_and_legal_references_are_not_figures(
    text: str, wanted: set[str]
) -> None:
    """Thousands are joined, decimals kept."""
    assert figures_in(text) == wanted


def test_figures_in_words_are_figures() -> None:
    """« cinq ans » is 5, « Trois » is 3."""
    assert figures_in_words("Trois parties pour cinq ans, un seul texte") == {"3", "5"}
