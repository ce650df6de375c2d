"""A check of a contract, or a comparison of two, as it is printed: the worst results first, each
result with its sources.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from assistant.conformity.result import (
    Cell,
    Check,
    Comparison,
    Conformity,
    GivenContract,
    RuleRow,
    Scope,
    ThemeRow,
)
from assistant.domain import Citation, Document
from assistant.exports.labels import CheckLabels, Labels
from assistant.exports.printable import (
    Grid,
    Item,
    Numbering,
    Part,
    Printable,
    plain_part,
    printable_text,
    standings,
)
from assistant.texts.calendar import write_day


def printable_check(
    conformity: Conformity, labels: Labels, documents: Mapping[str, Document] | None = None
) -> Printable:
    """The check of a contract: what to know first, the count of each result, then the rules by
    result and the advice.
    """
    words = labels.check
    own = {conformity.given.id: f"{words.contract} : {conformity.given.name}"}
    numbering = Numbering(_citations(conformity.checks), own | standings(documents))
    counts = {result.value: n for result, n in conformity.counts().items()}
    rules = [check for check in conformity.checks if check.rule.scope is not Scope.ADVICE]
    parts = [*_notices(conformity.notices, labels), _counts(counts, words)]
    parts += _parts_by_result(rules, words, numbering)
    parts += _advice(conformity.checks, words, numbering)
    day = write_day(conformity.on)
    subtitle = words.subtitle.format(passages=conformity.given.passages, jour=day)
    return Printable(
        kind=labels.kinds["controle"],
        title=printable_text(conformity.given.name),
        subtitle=printable_text(subtitle),
        author=labels.author,
        parts=tuple(parts),
        sources=numbering.sources,
    )


def _advice(checks: Sequence[Check], words: CheckLabels, numbering: Numbering) -> Iterator[Part]:
    """What is advised and binds nobody; no part when there is none."""
    advice = [check for check in checks if check.rule.scope is Scope.ADVICE]
    items = tuple(_item(check, _opinion(check, words), numbering) for check in advice)
    if items:
        yield Part(key="conseils", title=words.advice, level=1, items=items)


def _notices(notices: Sequence[str], labels: Labels) -> list[Part]:
    """What to know first, under a heading; nothing when there is nothing to know."""
    if not notices:
        return []
    return [plain_part("avertissements", labels.reply.notices, notices)]


def _opinion(check: Check, words: CheckLabels) -> str:
    """The result of a check, and why."""
    return words.opinion.format(verdict=words.verdicts[check.result.value], raison=check.reason)


def _parts_by_result(
    checks: Sequence[Check], words: CheckLabels, numbering: Numbering
) -> Iterator[Part]:
    """The rules under each result, the worst first; no part for a result that no rule has."""
    for result, title in words.verdicts.items():
        matches = [check for check in checks if check.result.value == result]
        items = tuple(_item(check, check.reason, numbering) for check in matches)
        if items:
            yield Part(key=result, title=f"{title} ({len(items)})", level=1, items=items)


def _citations(checks: Iterable[Check]) -> Iterator[Citation]:
    """The citations of the instruction first, so that their numbers are the lowest."""
    checks = list(checks)
    yield from (check.instruction for check in checks)
    for check in checks:
        yield from (check.contract, *check.others) if check.contract else check.others


def _counts(counts: Mapping[str, int], words: CheckLabels) -> Part:
    items = (
        Item(key=f"bilan.{verdict}", label=title, text=str(counts.get(verdict, 0)), origin="")
        for verdict, title in words.verdicts.items()
    )
    return Part(key="bilan", title=words.counts, level=1, items=tuple(items))


def _item(check: Check, text: str, numbering: Numbering) -> Item:
    """A rule: its title, why it has its result, how far it binds; the result gives its look."""
    of_contract = (check.contract,) if check.contract else ()
    citations = (check.instruction, *of_contract, *check.others)
    return Item(
        key=check.rule.id,
        label=printable_text(check.rule.title),
        text=printable_text(text),
        origin=check.result.value,
        mention=check.rule.scope.value,
        notes=numbering.notes(citations),
    )


def printable_comparison(
    comparison: Comparison, labels: Labels, documents: Mapping[str, Document] | None = None
) -> Printable:
    """Two contracts side by side: a row a theme, then a row a rule, those where they differ
    first.
    """
    words = labels.check
    cells = chain.from_iterable((row.a, row.b) for row in comparison.themes)
    cell_citations = [cell.citation for cell in cells if cell.citation]
    checks = chain.from_iterable((row.a, row.b) for row in comparison.rules)
    contracts = (comparison.a, comparison.b)
    names = {contract.id: f"{words.contract} : {contract.name}" for contract in contracts}
    citations = [*_citations(checks), *cell_citations]
    numbering = Numbering(citations, names | standings(documents))
    parts = [*_notices(comparison.notices, labels), _themes(comparison, words, numbering)]
    for title, differs in ((words.differing, True), (words.common, False)):
        rows = [row for row in comparison.rules if row.differs is differs]
        if rows:
            parts.append(_rules(title, rows, contracts, words, numbering))
    title = words.both.format(a=comparison.a.name, b=comparison.b.name)
    return Printable(
        kind=labels.kinds["comparaison"],
        title=printable_text(title),
        subtitle=printable_text(write_day(comparison.on)),
        author=labels.author,
        parts=tuple(parts),
        sources=numbering.sources,
    )


def _themes(comparison: Comparison, words: CheckLabels, numbering: Numbering) -> Part:
    def row(theme: ThemeRow) -> tuple[Item, ...]:
        first = _cell(f"{theme.theme}.a", theme.a, words, numbering)
        second = _cell(f"{theme.theme}.b", theme.b, words, numbering)
        return first, second

    headers = (words.theme, printable_text(comparison.a.name), printable_text(comparison.b.name))
    grid = Grid(
        headers=headers,
        labels=tuple(printable_text(theme.title) for theme in comparison.themes),
        rows=tuple(map(row, comparison.themes)),
    )
    return Part(key="themes", title=words.themes, level=1, grid=grid)


def _cell(key: str, cell: Cell, words: CheckLabels, numbering: Numbering) -> Item:
    if cell.citation is None:
        return Item(key=key, label="", text=words.absent, origin="")
    return Item(
        key=key,
        label="",
        text=f"« {printable_text(cell.citation.quote)} »",
        origin="",
        notes=numbering.notes((cell.citation,)),
    )


def _rules(
    title: str,
    rows: Sequence[RuleRow],
    contracts: tuple[GivenContract, GivenContract],
    words: CheckLabels,
    numbering: Numbering,
) -> Part:
    def cell(check: Check) -> Item:
        item = _item(check, _opinion(check, words), numbering)
        return item.model_copy(update={"label": "", "mention": ""})

    headers = (words.rule, *(printable_text(each.name) for each in contracts))
    labels = tuple(printable_text(row.a.rule.title) for row in rows)
    cells = tuple((cell(row.a), cell(row.b)) for row in rows)
    grid = Grid(headers=headers, labels=labels, rows=cells)
    return Part(key=title, title=title, level=1, grid=grid)
