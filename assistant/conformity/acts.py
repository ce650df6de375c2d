"""A rule that asks for an act: does a clause of the contract do it, break it, or put it off?"""

from collections.abc import Iterable, Iterator

from assistant.conformity.clauses import Clause, Clue, clauses_matching, pattern, words_of_clues
from assistant.conformity.defects import Defect, DefectKind, defect_of
from assistant.conformity.reading import ContractReading, RuleOutcome
from assistant.conformity.result import CheckResult
from assistant.conformity.rules import Rule
from assistant.texts.deadlines import YearDay, year_days_in

RESULTS = {
    DefectKind.BLANK: CheckResult.TO_CHECK,
    DefectKind.BEFORE_SIGNATURE: CheckResult.TO_COME,
}
RECITED = 3
TURNING = frozenset(
    {DefectKind.NEGATION, DefectKind.EXCEPTION, DefectKind.CONDITION, DefectKind.DEROGATION}
)
LONE = 6  # words of a passage that is no sentence yet
RANK = (CheckResult.NON_COMPLIANT, CheckResult.TO_COME, CheckResult.TO_CHECK)


def check_act(reading: ContractReading, rule: Rule) -> RuleOutcome | None:
    """What the clauses that speak of the act of a rule make of it; None when none settles it.

    A clause that breaks the rule in its own way decides. A sound clause that does the act then
    outweighs a defective one, unless both stand in the same passage.
    """
    act = rule.entry.act
    if late := _late_clause(reading, rule):
        fault = _outcome(_fault(reading), reading.sentence("retard", limite=act.deadline), late)
        return fault.model_copy(update={"decisive": not reading.is_older})
    if broken := _first(reading, act.breaks):
        fault = _outcome(_fault(reading), reading.sentence("rompt"), broken)
        return fault.model_copy(update={"decisive": not reading.is_older})
    defects = _defects(reading, rule)
    spoilt = {clause.passage.id for clause, defect in defects if defect}
    matches = _clauses_of_any(reading, act.does)
    doing = [clause for clause in matches if not _recites(reading, clause)]
    doing += _timely_clauses(reading, rule)
    sound = [
        clause
        for clause in doing
        if clause.passage.id not in spoilt and not _defect(reading, rule, clause)
    ]
    whole = [clause for clause in sound if not _is_lone(clause)]
    clear = [clause for clause in whole if not _is_turned(reading, rule, clause)]
    if clear:
        return _outcome(CheckResult.COMPLIANT, reading.sentence("fait"), clear[0])
    if sound:
        return _outcome(CheckResult.TO_CHECK, reading.sentence("a_cote"), sound[0])
    faults = [(clause, defect) for clause, defect in defects if defect]
    faults += [(clause, defect) for clause in doing if (defect := _defect(reading, rule, clause))]
    return _worst(reading, rule, faults)


def _late_clause(reading: ContractReading, rule: Rule) -> Clause | None:
    """The first clause whose days all come after the deadline of the rule."""
    last = _limit(rule)
    late = (clause for clause, days in _dated_clauses(reading, rule) if last and min(days) > last)
    return next(late, None)


def _timely_clauses(reading: ContractReading, rule: Rule) -> list[Clause]:
    """The clauses that set a day no later than the deadline of the rule."""
    last = _limit(rule)
    return [clause for clause, days in _dated_clauses(reading, rule) if last and max(days) <= last]


def _dated_clauses(
    reading: ContractReading, rule: Rule
) -> Iterator[tuple[Clause, tuple[YearDay, ...]]]:
    """The clauses that speak of the act and set days of the year, when the rule has a deadline."""
    for clue in rule.entry.act.speaks if rule.entry.act.deadline else ():
        for clause in clauses_matching(reading.clauses, clue):
            days = year_days_in(clause.folded)
            if days:
                yield clause, days


def _limit(rule: Rule) -> YearDay | None:
    """The last day of the year that the rule allows; None for a rule without a deadline."""
    days = year_days_in(rule.entry.act.deadline)
    return days[-1] if days else None


def _is_lone(clause: Clause) -> bool:
    """Is the passage no more than a name or a reference? Alone, it does nothing."""
    return len(clause.passage.text.split()) <= LONE


def _recites(reading: ContractReading, clause: Clause) -> bool:
    """Does the passage only recite the aims of the Code, several in a row?"""
    aims = reading.rules.marks.recital
    matching_aims = [aim for aim in aims if pattern((aim,)).search(clause.whole)]
    return len(matching_aims) >= RECITED


def _fault(reading: ContractReading) -> CheckResult:
    """What a fault is called: a contract older than the instruction was not bound by it."""
    return CheckResult.TO_CHECK if reading.is_older else CheckResult.NON_COMPLIANT


def _is_turned(reading: ContractReading, rule: Rule, clause: Clause) -> bool:
    """Does the sentence just before or after, in the same passage, deny, except or condition?"""
    near = [
        other
        for other in reading.beside(clause)
        if (defect := _defect(reading, rule, other)) and defect.kind in TURNING
    ]
    return bool(near)


def is_spoilt(reading: ContractReading, rule: Rule, clause: Clause) -> bool:
    """Is something wrong with a clause, whatever the words that a rule looks for?"""
    return _defect(reading, rule, clause) is not None


def _worst(
    reading: ContractReading, rule: Rule, faults: list[tuple[Clause, Defect]]
) -> RuleOutcome | None:
    if not faults:
        return None
    results = [(_result(reading, rule, defect), clause, defect) for clause, defect in faults]
    result, clause, defect = min(results, key=lambda each: RANK.index(each[0]))
    return _outcome(result, reading.sentence(f"defaut_{defect.kind.value}"), clause)


def _result(reading: ContractReading, rule: Rule, defect: Defect) -> CheckResult:
    """The verdict that a defect brings; what a draft puts off before its signature is to come."""
    if defect.kind is DefectKind.POSTPONED and rule.entry.act.prior and reading.pending:
        return CheckResult.TO_COME
    return RESULTS.get(defect.kind, _fault(reading))


def _defects(reading: ContractReading, rule: Rule) -> list[tuple[Clause, Defect | None]]:
    """Each clause that speaks of the act, and what is wrong with it."""
    speaking: dict[tuple[str, int], Clause] = {}
    for clue in rule.entry.act.speaks:
        for clause in clauses_matching(reading.clauses, clue):
            speaking.setdefault((clause.passage.id, clause.start), clause)
    return [(clause, _defect(reading, rule, clause)) for clause in speaking.values()]


def _defect(reading: ContractReading, rule: Rule, clause: Clause) -> Defect | None:
    act = rule.entry.act
    return defect_of(
        clause,
        reading.read(clause),
        reading.rules.defects,
        prior=act.prior,
        spared=act.spared,
        topic=words_of_clues((*act.speaks, *act.does)),
    )


def _first(reading: ContractReading, clues: tuple[Clue, ...]) -> Clause | None:
    return next(_clauses_of_any(reading, clues), None)


def _clauses_of_any(reading: ContractReading, clues: Iterable[Clue]) -> Iterator[Clause]:
    """The clauses that one of several clues points to, clue after clue."""
    for clue in clues:
        yield from clauses_matching(reading.clauses, clue)


def _outcome(result: CheckResult, reason: str, clause: Clause) -> RuleOutcome:
    return RuleOutcome(result=result, reason=reason, clauses=(clause,))
