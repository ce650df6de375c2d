"""Two contracts side by side: theme by theme, then rule by rule, each cell with the contract's own
words or empty.
"""

from collections.abc import Sequence
from datetime import date

from assistant.conformity.check import check_contract
from assistant.conformity.clauses import (
    Clause,
    Clue,
    clauses_matching,
    clauses_of,
    pattern,
    place_in_passage,
)
from assistant.conformity.contract import ContractText
from assistant.conformity.result import Cell, Comparison, RuleRow, ThemeRow
from assistant.conformity.rules import Rules, Theme
from assistant.conformity.volets import risks_in
from assistant.texts.quotes import cite_span

SHORT = 4
LISTED = 2


def compare_contracts(a: ContractText, b: ContractText, rules: Rules, on: date) -> Comparison:
    """What two contracts say of each theme, and how each stands before each rule, on a day."""
    left, right = check_contract(a, rules, on), check_contract(b, rules, on)
    clauses = clauses_of(a.passages), clauses_of(b.passages)
    themes = tuple(
        ThemeRow(
            theme=theme.id,
            title=theme.titre,
            a=_cell(a, clauses[0], theme, rules),
            b=_cell(b, clauses[1], theme, rules),
            searched=theme.mots,
        )
        for theme in rules.themes
    )
    notices = tuple(
        dict.fromkeys(
            [f"{a.given.name} : {notice}" for notice in left.notices[:-1]]
            + [f"{b.given.name} : {notice}" for notice in right.notices[:-1]]
        )
    )
    rows = tuple(
        RuleRow(a=one, b=other) for one, other in zip(left.checks, right.checks, strict=True)
    )
    return Comparison(
        a=a.given,
        b=b.given,
        on=on,
        themes=themes,
        rules=rows,
        notices=(*notices, rules.notices["avis"]),
    )


def _cell(deed: ContractText, clauses: Sequence[Clause], theme: Theme, rules: Rules) -> Cell:
    """The clause that says most of a theme: it names it by most words, and engages somebody."""
    found = clauses_matching(clauses, Clue(mots=theme.mots))
    if not found:
        return Cell()
    best = max(found, key=lambda clause: _weight(clause, theme, rules))
    citation = cite_span(
        best.passage,
        best.start,
        best.end,
        deed.text,
        around=place_in_passage(best, theme.mots),
    )
    return Cell(citation=citation, passages=len({clause.passage.id for clause in found}))


def _weight(clause: Clause, theme: Theme, rules: Rules) -> float:
    """Words of the theme that a clause holds, more when it engages; a bare heading, a blank or a
    list of all risks says little.
    """
    share = 1 / len(theme.mots)
    named = sum(
        2 - n * share for n, word in enumerate(theme.mots) if pattern((word,)).search(clause.folded)
    )
    telling = len(clause.folded.split()) > SHORT and not clause.blank
    listed = len(risks_in(clause.folded, rules.risks)) > LISTED
    less = bool(theme.moins) and bool(pattern(theme.moins).search(clause.folded))
    return (
        named
        + (1.5 if pattern(rules.marks.engage).search(f"{clause.folded} / {clause.context}") else 0)
        + (1 if telling else 0)
        - (1.5 if listed else 0)
        - (3 if less else 0)
    )
