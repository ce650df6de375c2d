"""Two contracts side by side: theme by theme, then rule by rule, each cell with the contract's own
words or empty.
"""

from collections.abc import Iterator, Sequence
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
from assistant.conformity.result import Cell, Comparison, Conformity, RuleRow, ThemeRow
from assistant.conformity.rules import Rules, Theme
from assistant.conformity.volets import risks_in
from assistant.texts.quotes import cite_span

SHORT = 4
LISTED = 2


def compare_contracts(a: ContractText, b: ContractText, rules: Rules, day: date) -> Comparison:
    """What two contracts say of each theme, and how each stands before each rule, on a day."""
    check_of_a, check_of_b = check_contract(a, rules, day), check_contract(b, rules, day)
    pairs = zip(check_of_a.checks, check_of_b.checks, strict=True)
    return Comparison(
        a=a.given,
        b=b.given,
        on=day,
        themes=tuple(_theme_rows(a, b, rules)),
        rules=tuple(RuleRow(a=one, b=other) for one, other in pairs),
        notices=(*_notices_of(check_of_a, check_of_b), rules.notices["avis"]),
    )


def _theme_rows(a: ContractText, b: ContractText, rules: Rules) -> Iterator[ThemeRow]:
    clauses_of_a, clauses_of_b = clauses_of(a.passages), clauses_of(b.passages)
    for theme in rules.themes:
        yield ThemeRow(
            theme=theme.id,
            title=theme.title,
            a=_cell(a, clauses_of_a, theme, rules),
            b=_cell(b, clauses_of_b, theme, rules),
            searched=theme.words,
        )


def _notices_of(*checks: Conformity) -> tuple[str, ...]:
    """The notices of each check, each once, under the name of its contract; their last one, which
    all share, is left out.
    """
    notices: list[str] = []
    for check in checks:
        notices.extend(f"{check.given.name} : {notice}" for notice in check.notices[:-1])
    return tuple(dict.fromkeys(notices))


def _cell(contract: ContractText, clauses: Sequence[Clause], theme: Theme, rules: Rules) -> Cell:
    """The clause that says most of a theme: it names it by most words, and engages somebody."""
    on_theme = clauses_matching(clauses, Clue(mots=theme.words))
    if not on_theme:
        return Cell()
    best = max(on_theme, key=lambda clause: _weight(clause, theme, rules))
    citation = cite_span(
        best.passage,
        best.start,
        best.end,
        contract.text,
        around=place_in_passage(best, theme.words),
    )
    return Cell(citation=citation, passages=len({clause.passage.id for clause in on_theme}))


def _weight(clause: Clause, theme: Theme, rules: Rules) -> float:
    """How much a clause says of a theme: its words count, the most telling most, and more when it
    engages somebody; a bare heading, a blank or a list of all risks says little.
    """
    weight = _weight_of_words(clause, theme)
    if pattern(rules.marks.commits).search(f"{clause.folded} / {clause.context}"):
        weight += 1.5
    if len(clause.folded.split()) > SHORT and not clause.blank:
        weight += 1
    if len(risks_in(clause.folded, rules.risks)) > LISTED:
        weight -= 1.5
    if theme.weakened_by and pattern(theme.weakened_by).search(clause.folded):
        weight -= 3
    return weight


def _weight_of_words(clause: Clause, theme: Theme) -> float:
    """From 2 for the first word of the theme to a little more than 1 for the last, summed."""
    share = 1 / len(theme.words)
    present = (n for n, word in enumerate(theme.words) if pattern((word,)).search(clause.folded))
    return sum(2 - n * share for n in present)
