"""A contract as the rules read it: what is read of it once, and what a rule test finds."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.conformity.clauses import Clause, clauses_of, pattern, place_in_passage
from assistant.conformity.contract import ContractText
from assistant.conformity.result import CheckResult
from assistant.conformity.rules import Rule, Rules
from assistant.conformity.term import Term, term_of
from assistant.conformity.volets import Volets, volets_of
from assistant.domain import Citation, Value
from assistant.reading.reader import read_sentences
from assistant.reading.sentence import SentenceReading
from assistant.texts.quotes import cite_span

INSTRUCTION = date(2024, 7, 12)


class RuleOutcome(Value):
    """What a rule test finds: the result, why, and the clauses it rests on, the first one first.

    `words` are those to centre the citation of a long clause on; a `decisive` outcome is outweighed
    by nothing else that the contract says.
    """

    result: CheckResult
    reason: str
    clauses: tuple[Clause, ...] = ()
    words: tuple[str, ...] = ()
    decisive: bool = False


class ContractReading(Value):
    """A contract with its clauses, its term and its volets, read for some rules on a day."""

    contract: ContractText
    on: date
    clauses: tuple[Clause, ...]
    term: Term
    volets: Volets
    rules: Rules

    @property
    def is_older(self) -> bool:
        """Was the contract concluded before the instruction of 2024?"""
        points = (self.term.signed, self.term.start)
        return any(point.day < INSTRUCTION for point in points if point)

    @property
    def pending(self) -> bool:
        """Is the contract still to be signed?"""
        return self.contract.draft or self.term.signed is None

    def beside(self, clause: Clause) -> tuple[Clause, ...]:
        """The clauses just before and after one, in its passage."""
        same = [other for other in self.clauses if other.passage.id == clause.passage.id]
        place = next(n for n, other in enumerate(same) if other.start == clause.start)
        return (*same[max(0, place - 1) : place], *same[place + 1 : place + 2])

    def read(self, clause: Clause) -> SentenceReading:
        """The reading of a clause, made once."""
        return sentence_reading(clause.words, self.rules.corpus)

    def sentence(self, name: str, **parts: str) -> str:
        """The sentence of that name in the rules' file, with its parts filled in."""
        return self.rules.sentences[name].format(**parts)

    def outcome(
        self, result: CheckResult, name: str, *clauses: Clause, **parts: str
    ) -> RuleOutcome:
        """A result explained by the sentence of that name, resting on some clauses."""
        return RuleOutcome(result=result, reason=self.sentence(name, **parts), clauses=clauses)

    def outcome_of_absence(self, rule: Rule) -> RuleOutcome:
        """What is said of a rule of which the contract holds no word, or words that never stand
        together as the rule asks.
        """
        words = rule.searched_words()
        are_apart = bool(words) and self._holds(words)
        sentence = self.sentence("absent_ensemble" if are_apart else "absent")
        reason = f"{sentence} {rule.entry.absent.reason}".strip()
        return RuleOutcome(result=rule.result_of_absence(), reason=reason)

    def _holds(self, words: tuple[str, ...]) -> bool:
        return any(pattern(words).search(clause.folded) for clause in self.clauses)

    def cite(self, clause: Clause, words: tuple[str, ...] = (), n: int = 1) -> Citation:
        """The clause as a citation of the contract, around those words where it stands in several
        places.
        """
        return cite_span(
            clause.passage,
            clause.start,
            clause.end,
            self.contract.text,
            n=n,
            around=place_in_passage(clause, words) if words else None,
        )


@lru_cache(maxsize=4096)
def sentence_reading(text: str, corpus: Path) -> SentenceReading:
    """The reading of one sentence, remembered."""
    return read_sentences((text,), corpus)[0]


def read_contract(contract: ContractText, rules: Rules, day: date) -> ContractReading:
    """Read a contract once for all the rules."""
    clauses = clauses_of(contract.passages)
    return ContractReading.model_construct(
        contract=contract,
        on=day,
        clauses=clauses,
        term=term_of(clauses, rules.time),
        volets=volets_of(clauses, rules.risks),
        rules=rules,
    )
