"""The shapes of a check and of a comparison of contracts, as the API gives them."""

from datetime import date

from pydantic import Field

from api.schemas.answers import CitationOut, Shape, citation_out
from assistant.conformity.result import (
    Cell,
    Check,
    CheckResult,
    Comparison,
    Conformity,
    GivenContract,
    Obligation,
    Scope,
)


class GivenOut(Shape):
    """Le contrat donné."""

    id: str
    name: str = Field(description="nom du fichier ou du document")
    sha256: str
    passages: int = Field(description="passages lus")


class ObligationOut(Shape):
    """Une règle, en français courant."""

    id: str
    title: str
    theme: str
    scope: Scope = Field(
        description="règle (obligation), repère (souhait de l’instruction) ou conseil (IGAS)"
    )
    text: str


class SearchedOut(Shape):
    """Ce qui a été cherché, et où."""

    words: list[str]
    passages: int


class CheckOut(Shape):
    """Une règle tenue devant le contrat. Les places de `contract` et `others` se comptent dans le
    texte du contrat.
    """

    rule: ObligationOut
    verdict: CheckResult
    reason: str
    instruction: CitationOut = Field(description="ce qui impose ou conseille la règle")
    contract: CitationOut | None = Field(
        description="ce qui la satisfait ou l’enfreint ; absent si rien n’a été trouvé"
    )
    others: list[CitationOut]
    searched: SearchedOut


class ConformityOut(Shape):
    """Toutes les règles tenues devant un contrat, à une date."""

    given: GivenOut
    on: date
    counts: dict[CheckResult, int] = Field(
        description="règles et repères par verdict, conseils non comptés"
    )
    notices: list[str]
    checks: list[CheckOut]


class CellOut(Shape):
    """Ce qu’un contrat dit d’un thème ; sans citation : absent."""

    citation: CitationOut | None
    passages: int


class ThemeRowOut(Shape):
    """Un thème dans les deux contrats."""

    theme: str
    title: str
    a: CellOut
    b: CellOut
    searched: list[str]


class RuleRowOut(Shape):
    """Une règle devant les deux contrats."""

    differs: bool
    a: CheckOut
    b: CheckOut


class ComparisonOut(Shape):
    """Deux contrats côte à côte."""

    a: GivenOut
    b: GivenOut
    on: date
    notices: list[str]
    themes: list[ThemeRowOut]
    rules: list[RuleRowOut]


def conformity_out(found: Conformity) -> ConformityOut:
    """A check in the form of the API."""
    return ConformityOut(
        given=_given_out(found.given),
        on=found.on,
        counts=found.counts(),
        notices=list(found.notices),
        checks=[_check(check) for check in found.checks],
    )


def comparison_out(found: Comparison) -> ComparisonOut:
    """A comparison in the form of the API."""
    themes = [
        ThemeRowOut(
            theme=row.theme,
            title=row.title,
            a=_cell(row.a),
            b=_cell(row.b),
            searched=list(row.searched),
        )
        for row in found.themes
    ]
    rules = [
        RuleRowOut(differs=row.differs, a=_check(row.a), b=_check(row.b)) for row in found.rules
    ]
    return ComparisonOut(
        a=_given_out(found.a),
        b=_given_out(found.b),
        on=found.on,
        notices=list(found.notices),
        themes=themes,
        rules=rules,
    )


def _check(check: Check) -> CheckOut:
    return CheckOut(
        rule=_obligation(check.rule),
        verdict=check.result,
        reason=check.reason,
        instruction=citation_out(check.instruction),
        contract=citation_out(check.contract) if check.contract else None,
        others=[citation_out(other) for other in check.others],
        searched=SearchedOut(words=list(check.searched.words), passages=check.searched.passages),
    )


def _obligation(rule: Obligation) -> ObligationOut:
    return ObligationOut(
        id=rule.id, title=rule.title, theme=rule.theme, scope=rule.scope, text=rule.text
    )


def _given_out(given: GivenContract) -> GivenOut:
    return GivenOut(id=given.id, name=given.name, sha256=given.sha256, passages=given.passages)


def _cell(cell: Cell) -> CellOut:
    return CellOut(
        citation=citation_out(cell.citation) if cell.citation else None, passages=cell.passages
    )
