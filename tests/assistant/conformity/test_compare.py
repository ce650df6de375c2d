"""Two contracts side by side: a citation in each cell, or « absent »."""

from datetime import date

import pytest

from assistant.conformity.result import CheckResult, Comparison
from assistant.pipeline import Assistant
from assistant.settings import ROOT
from assistant.texts.spaces import flatten

ON = date(2026, 1, 15)
GOOD = str(ROOT / "tests/data/contrats/conforme.txt")
THEMES = {
    "pdp",
    "rps",
    "tms",
    "chutes",
    "chimiques",
    "routier",
    "canicule",
    "gouvernance",
    "duree",
    "moyens",
    "indicateurs",
}


@pytest.fixture(scope="module")
def compared(assistant: Assistant) -> Comparison:
    """The real contract beside a good one."""
    return assistant.conformity.compare(
        assistant.conformity.contract("cpom-ciamt-2022"), assistant.conformity.contract(GOOD), ON
    )


def test_every_theme_and_every_rule_has_its_row(assistant: Assistant, compared: Comparison) -> None:
    """The risks of the instruction and the main parts of a contract, then each rule, in the order
    of the rules.
    """
    assert {row.theme for row in compared.themes} >= THEMES
    assert (
        [row.a.rule.id for row in compared.rules]
        == [row.b.rule.id for row in compared.rules]
        == [rule.obligation.id for rule in assistant.conformity.rules.rules]
    )


def test_a_cell_cites_or_is_empty(assistant: Assistant, compared: Comparison) -> None:
    """A cell has exact words of its own contract and counts its passages; an empty one counts
    none.
    """
    texts = (
        assistant.conformity.contract("cpom-ciamt-2022").text,
        assistant.conformity.contract(GOOD).text,
    )
    for row in compared.themes:
        for cell, text in ((row.a, texts[0]), (row.b, texts[1])):
            assert (cell.citation is None) == (cell.passages == 0), row.theme
            assert cell.citation is None or flatten(
                text[cell.citation.start : cell.citation.end]
            ) == flatten(cell.citation.quote)


@pytest.mark.parametrize(
    ("theme", "a", "b"),
    [
        ("duree", "art-17#1", "art-7#1"),
        ("consultations", "parties#2", None),
        ("pdp", "art-10#2", None),
        ("chutes", "", ""),
        ("canicule", "", ""),
        ("chimiques", "art-10#3", ""),
        ("tms", "art-10#3", None),
        ("conventions", "", "art-4#7"),
        ("gouvernance", "art-6#1", None),
    ],
)
def test_the_cells_are_those_a_reader_would_choose(
    compared: Comparison, theme: str, a: str, b: str | None
) -> None:
    """The passage that says most of the theme; empty when the contract says nothing; None where
    several would do.
    """
    row = next(row for row in compared.themes if row.theme == theme)
    for cell, wanted in ((row.a, a), (row.b, b)):
        found = cell.citation.passage_id.split("/", 1)[1] if cell.citation else ""
        assert wanted in (None, found) and (wanted is not None or found), found


def test_differences_are_those_of_the_verdicts(compared: Comparison) -> None:
    """The expired contract and the good one differ on the expiry, and on nothing where both are
    conforme.
    """
    rows = {row.a.rule.id: row for row in compared.rules}
    assert (
        rows["contrat-en-cours"].differs
        and rows["contrat-en-cours"].b.result is CheckResult.COMPLIANT
    )
    assert not rows["duree-maximale"].differs


def test_a_contract_beside_itself_differs_on_nothing(assistant: Assistant) -> None:
    """The same contract twice: same cells, same verdicts."""
    contract = assistant.conformity.contract(GOOD)
    found = assistant.conformity.compare(contract, contract, ON)
    assert all(row.a == row.b for row in found.themes) and not any(
        row.differs for row in found.rules
    )
