"""Checks and comparisons of contracts as a terminal shows them."""

from collections.abc import Iterable
from typing import Any

from api.cli.printing import console
from assistant.conformity.result import Check, CheckResult, Comparison, Conformity, Scope
from assistant.domain import Citation

COLOURS = {
    CheckResult.COMPLIANT: "green",
    CheckResult.NON_COMPLIANT: "red",
    CheckResult.TO_CHECK: "yellow",
    CheckResult.NOT_APPLICABLE: "dim",
}
ORDER = {
    CheckResult.NON_COMPLIANT: "Non conforme",
    CheckResult.TO_CHECK: "À vérifier",
    CheckResult.COMPLIANT: "Conforme",
    CheckResult.NOT_APPLICABLE: "Sans objet",
}
PLURAL = {CheckResult.COMPLIANT: "conformes", CheckResult.NON_COMPLIANT: "non conformes"}
ADVICE = "Conseils de l’IGAS (sans force obligatoire)"
LONGEST = 240
SEARCHED = 6
SHOWN = 3


def conformity(found: Conformity, out: Any = None) -> None:
    """Print a check: the count, what must be known, what is wrong first, then what is to be looked
    at, the advice apart.
    """
    out = out or console()
    counts = ", ".join(
        f"{n} {PLURAL.get(verdict, verdict.value) if n > 1 else verdict.value}"
        for verdict, n in found.counts().items()
    )
    out.print(
        (
            f"{found.given.name} : contrôle au {found.on:%d/%m/%Y}, "
            f"{found.given.passages} passages lus"
        ),
        style="bold",
        markup=False,
    )
    out.print(f"Règles et repères : {counts}.", markup=False)
    _notices(found.notices, out)
    for verdict, title in ORDER.items():
        checks = [
            check
            for check in found.checks
            if check.result is verdict and check.rule.scope is not Scope.ADVICE
        ]
        if checks:
            out.print()
            out.print(_table(f"{title} ({len(checks)})", checks))
    out.print()
    out.print(_table(ADVICE, [check for check in found.checks if check.rule.scope is Scope.ADVICE]))


def comparison(found: Comparison, out: Any = None) -> None:
    """Print two contracts side by side: the themes, then the rules on which they differ, then those
    on which they agree.
    """
    out = out or console()
    out.print(
        f"{found.a.name} et {found.b.name} : comparaison au {found.on:%d/%m/%Y}",
        style="bold",
        markup=False,
    )
    _notices(found.notices, out)
    table = _grid("Thème par thème", "Thème", found.a.name, found.b.name)
    for row in found.themes:
        table.add_row(_text(row.title, "bold"), _cited(row.a.citation), _cited(row.b.citation))
    out.print()
    out.print(table)
    for title, differs in (
        ("Règles dont les verdicts diffèrent", True),
        ("Règles de même verdict", False),
    ):
        table = _grid(title, "Règle", found.a.name, found.b.name)
        for pair in (pair for pair in found.rules if pair.differs is differs):
            table.add_row(_text(pair.a.rule.title, "bold"), _verdict(pair.a), _verdict(pair.b))
        out.print()
        out.print(table)


def _notices(notices: Iterable[str], out: Any) -> None:
    for notice in notices:
        out.print(f"! {notice}", style="yellow", markup=False)


def _table(title: str, checks: list[Check]) -> Any:
    table = _grid(title, "Règle et verdict", "Contrat", "Ce qui l’impose ou le conseille")
    for check in checks:
        table.add_row(_named(check), _answer(check), _cited(check.instruction))
    return table


def _named(check: Check) -> Any:
    """The rule, whether it binds, and the verdict."""
    from rich.text import Text

    scope = [_text("repère, non contraignant", "dim")] if check.rule.scope is Scope.LANDMARK else []
    return Text("\n").join(
        [
            _text(check.rule.title, "bold"),
            *scope,
            _text(check.result.value, COLOURS[check.result]),
        ]
    )


def _answer(check: Check) -> Any:
    """Why, then the contract's words, or what was looked for in vain."""
    from rich.text import Text

    shown = _text(check.reason)
    if check.contract:
        return Text("\n").join(
            [shown, *(_cited(citation) for citation in (check.contract, *check.others)[:SHOWN])]
        )
    if check.result is CheckResult.NOT_APPLICABLE:
        return shown
    words = ", ".join(f"« {word} »" for word in check.searched.words[:SEARCHED])
    more = (
        f" et {len(check.searched.words) - SEARCHED} autres"
        if len(check.searched.words) > SEARCHED
        else ""
    )
    return Text("\n").join(
        [shown, _text(f"Cherché dans {check.searched.passages} passages : {words}{more}.", "dim")]
    )


def _verdict(check: Check) -> Any:
    from rich.text import Text

    return Text("\n").join(
        [_text(check.result.value, COLOURS[check.result]), _cited(check.contract)]
    )


def _cited(citation: Citation | None) -> Any:
    if citation is None:
        return _text("absent", "dim")
    quote = (
        citation.quote
        if len(citation.quote) <= LONGEST
        else f"{citation.quote[:LONGEST].rsplit(' ', 1)[0]} […]"
    )
    return _text(f"« {quote} » ({citation.label})", "cyan")


def _grid(title: str, *columns: str) -> Any:
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", expand=True, show_lines=True
    )
    for n, column in enumerate(columns):
        table.add_column(column, ratio=2 if n == 0 else 4)
    return table


def _text(words: str, style: str = "") -> Any:
    from rich.text import Text

    return Text(words.replace("« ", "«\u00a0").replace(" »", "\u00a0»"), style=style)
