"""Clues among clauses: whole words, plurals, prefixes, words skipped, accents aside; dates and
numbers that count.
"""

import pytest

from assistant.conformity.clauses import Clue, clauses_matching, clauses_of, normalize, pattern
from assistant.domain import Kind, Passage, Run


def _passage(text: str, *path: str) -> Passage:
    run = Run(at=0, length=len(text), start=0, end=len(text))
    return Passage(
        id="x/1",
        document_id="x",
        label="x",
        path=path,
        text=text,
        runs=(run,),
        start=0,
        end=len(text),
        kind=Kind.PARAGRAPH,
        order=0,
    )


@pytest.mark.parametrize(
    ("word", "text", "holds"),
    [
        ("ARS", "l’avis de l’ARS", True),
        ("ARS", "en mars 2025", False),
        ("risque chimique", "Les RISQUES  CHIMIQUES", True),
        ("troubles musculo-squelettiques", "troubles musculo squelettiques", True),
        ("mutualis*", "la mutualisation", True),
        ("mutualis", "la mutualisation", False),
        ("bilan … chaque année", "un bilan est fait chaque année", True),
        ("PST 4", "le PST 40", False),
        ("L. 4622-10", "article L. 4622-10 du code", True),
        ("CMR", "CMRs", False),
    ],
)
def test_a_word_is_found_whole(word: str, text: str, holds: bool) -> None:
    """Accents, capitals, plurals and hyphens do not matter; the letters around do."""
    assert bool(pattern((word,)).search(normalize(text))) is holds


@pytest.mark.parametrize(
    ("clue", "text", "holds"),
    [
        ({"mots": ("avis",), "exige": "date"}, "Avis du 3 mars 2025.", True),
        ({"mots": ("avis",), "exige": "date"}, "Avis de l’article 3.", False),
        ({"mots": ("salariés",), "exige": "nombre"}, "Le service suit 38 600 salariés.", True),
        (
            {"mots": ("diagnostic",), "exige": "nombre"},
            "Le diagnostic du PRST 3 (2016-2020), article 12.",
            False,
        ),
        ({"mots": ("indicateurs",), "sauf": ("PRST",)}, "Les indicateurs du PRST.", False),
        ({"mots": ("médecin",), "avec": (("cellule",),)}, "Un médecin. La cellule.", False),
        (
            {"mots": ("médecin",), "avec": (("cellule",),), "dans": "passage"},
            "Un médecin. La cellule.",
            True,
        ),
        ({"mots": ("médecin",), "avec": (("durée",),)}, "Un médecin.", True),
    ],
)
def test_a_clue_is_more_than_a_word(clue: dict[str, object], text: str, holds: bool) -> None:
    """Companions in the same sentence or its headings, words that cancel, a date or a number that
    is no reference.
    """
    assert (
        bool(
            clauses_matching(
                clauses_of([_passage(text, "Durée du contrat")]), Clue.model_validate(clue)
            )
        )
        is holds
    )


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Le CRPST n’a pas été consulté.", True),
        ("Aucun avis.", True),
        ("Le service ne réalise plus de visites.", True),
        ("Le service s’engage.", False),
        ("Une année pleine.", False),
    ],
)
def test_a_clause_that_says_no_is_known(text: str, negated: bool) -> None:
    """Negation is what keeps a keyword from being taken for a promise."""
    assert clauses_of([_passage(text)])[0].negated is negated


@pytest.mark.parametrize(
    "text", ["Durée : à compléter", "Fait le JJ/MM/AAAA", "La CARSAT XXX", "Signataire : ______"]
)
def test_a_blank_is_known(text: str) -> None:
    """A rubric of a form that nobody filled in promises nothing."""
    assert clauses_of([_passage(text)])[0].blank
