"""A check of a contract, and two contracts side by side, as their pages show them."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from api.web.check.texts import check_texts
from api.web.common import CitationView, citation_view, quote_href
from assistant.conformity.result import (
    Cell,
    Check,
    CheckResult,
    Comparison,
    Conformity,
    RuleRow,
    Scope,
)
from assistant.domain import Citation, Document, Value

LISTED = 8


class WordsView(Value):
    """Words of a contract within their passage: `before` and `after` surround those that count.
    `href` leads to them when they can be opened.
    """

    label: str
    before: str
    quote: str
    after: str
    href: str


class CheckView(Value):
    """A rule held against a contract: what imposes it on one side, what answers it on the other."""

    id: str
    title: str
    text: str
    scope: Scope
    result: CheckResult
    reason: str
    instruction: CitationView
    contract: WordsView | None
    others: tuple[WordsView, ...]
    searched: tuple[str, ...]
    more: int
    passages: int

    @property
    def applies(self) -> bool:
        """Is the rule meant for this contract?"""
        return self.result is not CheckResult.NOT_APPLICABLE

    @property
    def advice(self) -> bool:
        """Does the rule advise without binding?"""
        return self.scope is Scope.ADVICE


class CountView(Value):
    """A result of the check (conforme, à vérifier…) and the number of rules that have it."""

    result: CheckResult
    count: int


class ConformityView(Value):
    """A whole check; `counts` leave the advice aside."""

    name: str
    on: date
    passages: int
    notices: tuple[str, ...]
    counts: tuple[CountView, ...]
    checks: tuple[CheckView, ...]


class CellView(Value):
    """What a contract says of a theme."""

    words: WordsView | None
    passages: int


class ThemeView(Value):
    """A theme, and what each contract says of it."""

    title: str
    a: CellView
    b: CellView
    searched: tuple[str, ...]


class RuleView(Value):
    """A rule checked on both contracts; `differs` when their results are not the same."""

    a: CheckView
    b: CheckView
    differs: bool


class ComparisonView(Value):
    """Two contracts side by side."""

    a: str
    b: str
    on: date
    notices: tuple[str, ...]
    themes: tuple[ThemeView, ...]
    rules: tuple[RuleView, ...]

    @property
    def differing(self) -> int:
        return sum(rule.differs for rule in self.rules)


def conformity_view(
    found: Conformity, documents: Mapping[str, Document], today: date, lines: str = ""
) -> ConformityView:
    """A check, what is wrong first and the advice last. `lines` is the address of the lines of a
    draft, when the contract is one.
    """
    texts, counts = check_texts(), found.counts()
    ranked = sorted(
        found.checks,
        key=lambda check: (check.rule.scope is Scope.ADVICE, texts.rank(check.result)),
    )
    return ConformityView(
        name=found.given.name,
        on=found.on,
        passages=found.given.passages,
        notices=found.notices,
        counts=tuple(CountView(result=result, count=counts[result]) for result in texts.results),
        checks=tuple(_check(check, documents, today, lines) for check in ranked),
    )


def comparison_view(
    found: Comparison, documents: Mapping[str, Document], today: date
) -> ComparisonView:
    """Two contracts, the rules on which they differ first."""

    def rule(row: RuleRow) -> RuleView:
        return RuleView(
            a=_check(row.a, documents, today, ""),
            b=_check(row.b, documents, today, ""),
            differs=row.differs,
        )

    themes = tuple(
        ThemeView(
            title=row.title,
            a=_cell(row.a, documents),
            b=_cell(row.b, documents),
            searched=tuple(map(_searched_word, row.searched[:LISTED])),
        )
        for row in found.themes
    )
    return ComparisonView(
        a=found.a.name,
        b=found.b.name,
        on=found.on,
        notices=found.notices,
        themes=themes,
        rules=tuple(map(rule, sorted(found.rules, key=lambda row: not row.differs))),
    )


def _check(check: Check, documents: Mapping[str, Document], today: date, lines: str) -> CheckView:
    words = tuple(map(_searched_word, check.searched.words))
    return CheckView(
        id=check.rule.id,
        title=check.rule.title,
        text=check.rule.text,
        scope=check.rule.scope,
        result=check.result,
        reason=check.reason,
        instruction=citation_view(check.instruction, documents, today),
        contract=_words(check.contract, documents, lines) if check.contract else None,
        others=tuple(_words(citation, documents, lines) for citation in check.others),
        searched=words[:LISTED],
        more=max(0, len(words) - LISTED),
        passages=check.searched.passages,
    )


def _searched_word(word: str) -> str:
    """A word that was looked for, as a reader writes it: « individuel* » stands for whatever begins
    so.
    """
    return word.replace("*", "…")


def _cell(cell: Cell, documents: Mapping[str, Document]) -> CellView:
    return CellView(
        words=_words(cell.citation, documents, "") if cell.citation else None,
        passages=cell.passages,
    )


def _words(citation: Citation, documents: Mapping[str, Document], lines: str) -> WordsView:
    """The words in their passage; a footnote may cut them there, and they are then shown alone."""
    before, found, after = citation.text.partition(citation.quote)
    if citation.document_id in documents:
        href = quote_href(citation.document_id, citation.start, citation.end)
    else:
        href = _line_href(citation, lines) if lines else ""
    return WordsView(
        label=citation.label,
        before=before if found else "",
        quote=citation.quote,
        after=after,
        href=href,
    )


def _line_href(citation: Citation, lines: str) -> str:
    """The address of the line of a draft that a citation quotes."""
    return f"{lines}{quote(citation.passage_id.partition('/')[2])}"
