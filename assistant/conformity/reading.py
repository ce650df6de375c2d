"""A contract before the rules: what is read of it once, and what a trial finds."""

from datetime import date

from assistant.conformity.clauses import Clause, clauses_of, pattern, place_in_passage
from assistant.conformity.contract import ContractText
from assistant.conformity.result import CheckResult
from assistant.conformity.rules import Rule, Rules
from assistant.conformity.term import Term, term_of
from assistant.conformity.volets import Volets, volets_of
from assistant.domain import Citation, Value
from assistant.texts.quotes import cite_span


class ContractReading(Value):
    """The contract, its clauses, its term and its volets, on a day."""

    deed: ContractText
    on: date
    clauses: tuple[Clause, ...]
    term: Term
    volets: Volets
    rules: Rules

    def said(self, name: str, **parts: str) -> str:
        """The sentence of that name."""
        return self.rules.sentences[name].format(**parts)

    def absent(self, rule: Rule) -> "RuleOutcome":
        """What is said of a rule of which the contract holds no word, or words that never stand
        together as the rule asks.
        """
        sought = rule.words()
        name = (
            "absent_ensemble"
            if sought and any(pattern(sought).search(clause.folded) for clause in self.clauses)
            else "absent"
        )
        return RuleOutcome(
            result=rule.absent(), reason=f"{self.said(name)} {rule.entry.absent.raison}".strip()
        )

    def cite(self, clause: Clause, words: tuple[str, ...] = (), n: int = 1) -> Citation:
        """The clause as a citation of the contract, around those words where it stands in several
        places.
        """
        return cite_span(
            clause.passage,
            clause.start,
            clause.end,
            self.deed.text,
            n=n,
            around=place_in_passage(clause, words) if words else None,
        )


class RuleOutcome(Value):
    """What a trial finds: the verdict, why, and the clauses it rests on, the first one first."""

    result: CheckResult
    reason: str
    clauses: tuple[Clause, ...] = ()
    words: tuple[str, ...] = ()


def read_contract(deed: ContractText, rules: Rules, on: date) -> ContractReading:
    """Read a contract once for all the rules."""
    clauses = clauses_of(deed.passages)
    return ContractReading.model_construct(
        deed=deed,
        on=on,
        clauses=clauses,
        term=term_of(clauses, rules.time),
        volets=volets_of(clauses, rules.risks),
        rules=rules,
    )
