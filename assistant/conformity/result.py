"""What a check of a contract says: a result a rule, with the words that impose it and the words
that satisfy or break it.

Conformity ── Check*  ── Obligation, CheckResult, Searched, a Citation of the instruction and one of
the contract
Comparison ── ThemeRow*, RuleRow* ── a cell for each of two contracts
"""

from datetime import date
from enum import StrEnum

from assistant.domain import Citation, Value


class CheckResult(StrEnum):
    """What can be said of a rule: a clause does it; a clause or a computed fact breaks it; a prior
    act is not due yet; nothing read speaks of it (a question, never a fault); a clause speaks of it
    and a person must judge; the rule has no object here.
    """

    COMPLIANT = "conforme"
    NON_COMPLIANT = "non conforme"
    TO_COME = "à venir"
    NOT_FOUND = "non trouvé"
    TO_CHECK = "à vérifier"
    NOT_APPLICABLE = "sans objet"


class Scope(StrEnum):
    """How far a rule binds: an obligation, a landmark of the instruction (its II.C: no binding
    rules on the content), or mere advice of the IGAS.
    """

    RULE = "règle"
    LANDMARK = "repère"
    ADVICE = "conseil"


class Obligation(Value):
    """A rule as a person reads it: its title and, in plain French, what it asks for."""

    id: str
    title: str
    theme: str
    scope: Scope
    text: str


class Searched(Value):
    """What was looked for, in the words of the rule, and in how many passages."""

    words: tuple[str, ...]
    passages: int


class Check(Value):
    """One rule checked against a contract.

    `instruction` cites what imposes (or advises) the rule. `contract` cites what satisfies or
    breaks it, offsets counted in the text of the contract given; it is None when nothing was found,
    and `reason` then says that nothing was found, never that the contract is silent. `others` are
    further words that count.
    """

    rule: Obligation
    result: CheckResult
    reason: str
    instruction: Citation
    contract: Citation | None = None
    others: tuple[Citation, ...] = ()
    searched: Searched


class GivenContract(Value):
    """The contract that was given: its name, the SHA-256 of its file, how many passages were
    read.
    """

    id: str
    name: str
    sha256: str
    passages: int


class Conformity(Value):
    """Every rule checked against one contract on a day; `notices` are what must be known before the
    results are read.
    """

    given: GivenContract
    on: date
    checks: tuple[Check, ...]
    notices: tuple[str, ...] = ()

    def counts(self) -> dict[CheckResult, int]:
        """How many rules and landmarks have each result, advice left aside."""
        results = [check.result for check in self.checks if check.rule.scope is not Scope.ADVICE]
        return {result: results.count(result) for result in CheckResult}


class Cell(Value):
    """What a contract says of a theme: the words that say most, and how many passages speak of it;
    None and 0 when none does.
    """

    citation: Citation | None = None
    passages: int = 0


class ThemeRow(Value):
    """A theme, and what each of two contracts says of it."""

    theme: str
    title: str
    a: Cell
    b: Cell
    searched: tuple[str, ...]


class RuleRow(Value):
    """A rule, checked against each of two contracts."""

    a: Check
    b: Check

    @property
    def differs(self) -> bool:
        """Do the two contracts get different results?"""
        return self.a.result is not self.b.result


class Comparison(Value):
    """Two contracts side by side, theme by theme then rule by rule."""

    a: GivenContract
    b: GivenContract
    on: date
    themes: tuple[ThemeRow, ...]
    rules: tuple[RuleRow, ...]
    notices: tuple[str, ...] = ()
