"""Checks and comparisons of contracts as a terminal shows them: tables when somebody reads them,
whole lines when a program does.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from api.cli.printing import console, print_line
from assistant.conformity.result import Check, CheckResult, Comparison, Conformity, Scope
from assistant.domain import Citation, Value

COLOURS = {
    CheckResult.COMPLIANT: "green",
    CheckResult.NON_COMPLIANT: "red",
    CheckResult.TO_COME: "magenta",
    CheckResult.TO_CHECK: "yellow",
    CheckResult.NOT_FOUND: "yellow",
    CheckResult.NOT_APPLICABLE: "dim",
}
# What is wrong is read first.
TITLES = {
    CheckResult.NON_COMPLIANT: "Non conforme",
    CheckResult.TO_COME: "À venir",
    CheckResult.TO_CHECK: "À vérifier",
    CheckResult.NOT_FOUND: "Non trouvé",
    CheckResult.COMPLIANT: "Conforme",
    CheckResult.NOT_APPLICABLE: "Sans objet",
}
PLURAL = {
    CheckResult.COMPLIANT: "conformes",
    CheckResult.NON_COMPLIANT: "non conformes",
    CheckResult.NOT_FOUND: "non trouvés",
}
ADVICE = "Conseils de l’IGAS (sans force obligatoire)"
HEADERS = ("Règle et verdict", "Contrat", "Ce qui l’impose ou le conseille")
LONGEST = 240  # characters of a quotation in a cell of a table
SEARCHED = 6  # words looked for in vain that are listed
SHOWN = 3  # citations of the contract in a cell


class Words(Value):
    """Words in a style; `short` stands for them in a table, where a long quotation is cut."""

    text: str
    style: str = ""
    short: str = ""


Cell = tuple[Words, ...]


def print_conformity(found: Conformity, out: Any = None) -> None:
    """Print a check: the count, what must be known, what is wrong first, then what is to be looked
    at, the advice apart.
    """
    out = out or console()
    given = found.given
    head = f"{given.name} : contrôle au {found.on:%d/%m/%Y}, {given.passages} passages lus"
    print_line(out, head, "bold")
    print_line(out, f"Règles et repères : {_counts(found)}.")
    _print_notices(out, found.notices)
    advice = [check for check in found.checks if check.rule.scope is Scope.ADVICE]
    for result, title in TITLES.items():
        checks = [each for each in found.checks if each.result is result and each not in advice]
        if checks:
            _print_checks(out, f"{title} ({len(checks)})", checks)
    _print_checks(out, ADVICE, advice)


def print_comparison(found: Comparison, out: Any = None) -> None:
    """Print two contracts side by side: the themes, then the rules on which they differ, then those
    on which they agree.
    """
    out = out or console()
    names = (found.a.name, found.b.name)
    print_line(out, f"{' et '.join(names)} : comparaison au {found.on:%d/%m/%Y}", "bold")
    _print_notices(out, found.notices)
    themes = [
        (_title(row.title), (_quote_lines(row.a.citation),), (_quote_lines(row.b.citation),))
        for row in found.themes
    ]
    _print_rows(out, "Thème par thème", ("Thème", *names), themes)
    for title, differs in (
        ("Règles dont les verdicts diffèrent", True),
        ("Règles de même verdict", False),
    ):
        rules = [
            (_title(row.a.rule.title), _result(row.a), _result(row.b))
            for row in found.rules
            if row.differs is differs
        ]
        _print_rows(out, title, ("Règle", *names), rules)


def _counts(found: Conformity) -> str:
    """« 23 conformes, 4 non conformes, 27 à vérifier », less what counts none."""
    return ", ".join(
        f"{count} {PLURAL.get(result, result.value) if count > 1 else result.value}"
        for result, count in found.counts().items()
        if count
    )


def _print_notices(out: Any, notices: Iterable[str]) -> None:
    for notice in notices:
        print_line(out, f"! {notice}", "yellow")


def _print_checks(out: Any, title: str, checks: Sequence[Check]) -> None:
    rows = [(_rule(check), _answer(check), (_quote_lines(check.instruction),)) for check in checks]
    _print_rows(out, title, HEADERS, rows)


def _rule(check: Check) -> Cell:
    """The rule, whether it binds, and the result."""
    result = Words(text=check.result.value, style=COLOURS[check.result])
    if check.rule.scope is Scope.LANDMARK:
        return (*_title(check.rule.title), _dim("repère, non contraignant"), result)
    return (*_title(check.rule.title), result)


def _answer(check: Check) -> Cell:
    """Why, then the contract's words, or what was looked for in vain."""
    reason = Words(text=check.reason)
    if check.contract:
        citations = (check.contract, *check.others)[:SHOWN]
        return (reason, *map(_quote_lines, citations))
    if check.result is CheckResult.NOT_APPLICABLE:
        return (reason,)
    words = ", ".join(f"« {word} »" for word in check.searched.words[:SEARCHED])
    left = len(check.searched.words) - SEARCHED
    more = f" et {left} autres" if left > 0 else ""
    passages = "passage" if check.searched.passages < 2 else "passages"
    where = f"{check.searched.passages} {passages}"
    return (reason, _dim(f"Cherché dans {where} : {words}{more}."))


def _result(check: Check) -> Cell:
    result = Words(text=check.result.value, style=COLOURS[check.result])
    return (result, _quote_lines(check.contract))


def _title(text: str) -> Cell:
    return (Words(text=text, style="bold"),)


def _dim(text: str) -> Words:
    return Words(text=text, style="dim")


def _quote_lines(citation: Citation | None) -> Words:
    """Words of a text and where they stand; in a table, the beginning of a long quotation."""
    if citation is None:
        return _dim("absent")
    quote = citation.quote
    beginning = f"{quote[:LONGEST].rsplit(' ', 1)[0]} […]" if len(quote) > LONGEST else quote
    return Words(
        text=f"« {quote} » ({citation.label})",
        short=f"« {beginning} » ({citation.label})",
        style="cyan",
    )


def _print_rows(
    out: Any, title: str, headers: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    """A table on a terminal; elsewhere, each cell on lines of its own, whole."""
    out.print()
    if out.is_terminal:
        out.print(_table(title, headers, rows))
        return
    print_line(out, title)
    for first, *others in rows:
        print_line(out, f"\n{' · '.join(words.text for words in first)}")
        for header, cell in zip(headers[1:], others, strict=True):
            print_line(out, f"  {header} : {cell[0].text}")
            for words in cell[1:]:
                print_line(out, f"    {words.text}")


def _table(title: str, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Any:
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", expand=True, show_lines=True
    )
    for place, header in enumerate(headers):
        table.add_column(header, ratio=4 if place else 2)
    for row in rows:
        table.add_row(*map(_styled_result, row))
    return table


def _styled_result(cell: Cell) -> Any:
    """The lines of a cell; the spaces inside quotation marks never end a line."""
    from rich.text import Text

    lines = []
    for words in cell:
        text = (words.short or words.text).replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        lines.append(Text(text, style=words.style))
    return Text("\n").join(lines)
