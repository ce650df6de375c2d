"""A contract checked against each rule of the instruction.

Each result goes with the words that impose the rule and those that satisfy or break it. A word is
never enough where the rule asks for more: the result is then « à vérifier ». How a rule is tested
is named in `corpus/modeles/conformite.yaml`; the table RULE_TESTS gives the function of each name.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assistant.conformity import date_tests, volet_tests
from assistant.conformity.acts import check_act, is_spoilt
from assistant.conformity.clauses import Clause, Clue, clauses_matching, stands_alone
from assistant.conformity.contract import ContractText
from assistant.conformity.reading import INSTRUCTION, ContractReading, RuleOutcome, read_contract
from assistant.conformity.result import Check, CheckResult, Conformity, Searched
from assistant.conformity.rules import Pattern, Rule, Rules
from assistant.conformity.volets import Meaning
from assistant.texts.calendar import write_day


def check_contract(contract: ContractText, rules: Rules, day: date) -> Conformity:
    """Every rule checked against a contract, on a day."""
    reading = read_contract(contract, rules, day)
    if is_foreign(reading):
        return _not_judged(reading)
    return Conformity(
        given=contract.given,
        on=day,
        checks=tuple(_check_rule(reading, rule) for rule in rules.rules),
        notices=tuple(_notices(reading)),
    )


def is_foreign(reading: ContractReading) -> bool:
    """Is it another law's contract: its articles or parties named, and none of ours?"""
    marks = reading.rules.marks
    if clauses_matching(reading.clauses, marks.ours):
        return False
    return bool(clauses_matching(reading.clauses, marks.foreign))


def _not_judged(reading: ContractReading) -> Conformity:
    """A contract that these rules are not for: nothing is judged, and why is said once."""
    clause = clauses_matching(reading.clauses, reading.rules.marks.foreign)[0]
    outcome = RuleOutcome(
        result=CheckResult.NOT_APPLICABLE, reason=reading.sentence("etranger"), clauses=(clause,)
    )
    notice = reading.rules.notices["autre_loi"].format(mots=clause.words[:200])
    return Conformity(
        given=reading.contract.given,
        on=reading.on,
        checks=tuple(_check_of(reading, rule, outcome) for rule in reading.rules.rules),
        notices=(notice, reading.rules.notices["avis"]),
    )


def _check_rule(reading: ContractReading, rule: Rule) -> Check:
    return _check_of(reading, rule, _outcome_of(reading, rule))


def _check_of(reading: ContractReading, rule: Rule, outcome: RuleOutcome) -> Check:
    """A rule and what was found of it, with the words of both texts."""
    citations = tuple(
        reading.cite(clause, outcome.words, n) for n, clause in enumerate(outcome.clauses, 1)
    )
    passages = len(reading.contract.passages)
    return Check(
        rule=rule.obligation,
        result=outcome.result,
        reason=outcome.reason,
        instruction=rule.citation,
        contract=citations[0] if citations else None,
        others=citations[1:],
        searched=Searched(words=rule.searched_words(), passages=passages),
    )


def _outcome_of(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """What the test of a rule and the acts of the contract say, once its condition is met."""
    if idle := _without_object(reading, rule):
        return idle
    act, condition = check_act(reading, rule), rule.entry.condition
    if not act and condition and not clauses_matching(reading.clauses, condition):
        return RuleOutcome(result=CheckResult.NOT_FOUND, reason=condition.otherwise)
    return _verdict_of(RULE_TESTS[rule.entry.test](reading, rule), act)


def _verdict_of(outcome: RuleOutcome, act: RuleOutcome | None) -> RuleOutcome:
    """One verdict of what the patterns or a computation find, and of what the acts say.

    A clause that breaks the rule in its own way decides; a defect counts less than a sound clause
    that stands in another passage.
    """
    if act is None or not act.clauses:
        return outcome
    if act.decisive or outcome.result is CheckResult.NON_COMPLIANT:
        return act if act.decisive else outcome
    if outcome.result is CheckResult.COMPLIANT and outcome.clauses:
        faulty = act.result is not CheckResult.COMPLIANT
        same = outcome.clauses[0].passage.id == act.clauses[0].passage.id
        return act if faulty and same else outcome
    doubtful = act.result is CheckResult.TO_CHECK and outcome.clauses
    return outcome if doubtful else act


def _without_object(reading: ContractReading, rule: Rule) -> RuleOutcome | None:
    """The clause that says that a rule has no object here (« aucune convention antérieure »)."""
    for pattern in rule.entry.patterns:
        if pattern.result is CheckResult.NOT_APPLICABLE:
            for clause in clauses_matching(reading.clauses, pattern):
                return RuleOutcome(
                    result=CheckResult.NOT_APPLICABLE, reason=pattern.reason, clauses=(clause,)
                )
    return None


def _sterner(outcome: RuleOutcome, act: RuleOutcome | None) -> RuleOutcome:
    """A computed verdict, unless a clause breaks the rule or does what the computation missed."""
    if act is None or outcome.result is CheckResult.NON_COMPLIANT:
        return outcome
    return act if act.clauses else outcome


def check_patterns(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """What the first pattern found says.

    A pattern found only in clauses that cannot decide (negative, blank, bare words) leaves a doubt,
    told when no later pattern decides otherwise.
    """
    doubt: RuleOutcome | None = None
    for pattern in rule.entry.patterns:
        clauses = clauses_matching(reading.clauses, pattern)
        deciding = [clause for clause in clauses if _decides(clause, pattern)]
        if pattern.result is CheckResult.COMPLIANT and not pattern.negation:
            deciding = [clause for clause in deciding if _speaks_soundly(reading, rule, clause)]
        if deciding and not (doubt and pattern.result is CheckResult.TO_CHECK):
            return _outcome_of_pattern(reading, pattern, deciding)
        if clauses and not deciding and doubt is None:
            doubt = _doubt_about(reading, pattern, clauses[0])
    return doubt or reading.outcome_of_absence(rule)


def _speaks_soundly(reading: ContractReading, rule: Rule, clause: Clause) -> bool:
    """Does a clause speak of the act of a rule, with nothing wrong in it?"""
    written = (*rule.entry.act.speaks, *rule.entry.act.does)
    clues = [clue.model_copy(update={"headings": True}) for clue in written]
    speaks = not clues or any(clauses_matching((clause,), clue) for clue in clues)
    return speaks and not is_spoilt(reading, rule, clause)


def check_patterns_in_volet_3(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """The patterns of a rule, looked for in volet 3 only."""
    own = volet_tests.volet_3_clauses(reading)
    if not own:
        return reading.outcome(volet_tests.without_volet_3(reading), "volet3_absent")
    return check_patterns(reading.model_copy(update={"clauses": own}), rule)


def check_every_member(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Several things, all of which must be found, or a pattern that stands for them."""
    first_clauses = {
        member.name: _first_deciding(reading.clauses, member) for member in rule.entry.members
    }
    present = [name for name, clause in first_clauses.items() if clause]
    missing = [name for name in first_clauses if name not in present]
    if missing and (instead := check_patterns(reading, rule)).clauses:
        return instead
    if not present:
        return reading.outcome_of_absence(rule)
    clauses = _each_once(clause for clause in first_clauses.values() if clause)
    names = " ; ".join(present)
    if missing:
        lacking = " ; ".join(missing)
        result = rule.entry.when_incomplete
        return reading.outcome(result, "manque", *clauses, trouves=names, manquent=lacking)
    return reading.outcome(CheckResult.COMPLIANT, "tous", *clauses, trouves=names)


def _outcome_of_pattern(
    reading: ContractReading, pattern: Pattern, clauses: Sequence[Clause]
) -> RuleOutcome:
    """What a pattern says, resting on the first clause that does not deny it."""
    chosen = next((clause for clause in clauses if not clause.negated), clauses[0])
    reason = pattern.reason
    if chosen.negated and not pattern.negation:
        reason = f"{reason} {reading.sentence('negative')}"
    return RuleOutcome(result=pattern.result, reason=reason, clauses=(chosen,), words=pattern.words)


def _doubt_about(reading: ContractReading, pattern: Pattern, clause: Clause) -> RuleOutcome:
    """Why a clause that holds the words cannot decide."""
    if clause.blank:
        reason = reading.sentence("blanc")
    elif clause.negated:
        reason = reading.sentence("negation")
    else:
        reason = reading.sentence("seul")
    return RuleOutcome(
        result=CheckResult.TO_CHECK, reason=reason, clauses=(clause,), words=pattern.words
    )


def _decides(clause: Clause, clue: Clue) -> bool:
    """May the clause decide as it stands? A doubt may rest on anything, « conforme » on what is
    affirmed and filled in.
    """
    if isinstance(clue, Pattern) and clue.result is not CheckResult.COMPLIANT:
        return True
    if clause.blank or stands_alone(clause, clue):
        return False
    return clue.negation or not clause.negated


def _first_deciding(clauses: Sequence[Clause], clue: Clue) -> Clause | None:
    matches = clauses_matching(clauses, clue)
    return next((clause for clause in matches if _decides(clause, clue)), None)


def _each_once(clauses: Iterator[Clause]) -> tuple[Clause, ...]:
    """The clauses, each place of a passage once."""
    by_place = {(clause.passage.id, clause.start): clause for clause in clauses}
    return tuple(by_place.values())


def _notices(reading: ContractReading) -> Iterator[str]:
    """What must be known before the results are read."""
    notices, contract, marks = reading.rules.notices, reading.contract, reading.rules.marks
    if contract.draft:
        yield notices["brouillon"]
    if contract.kind != "contrat":
        yield notices["nature"].format(nom=contract.given.name, nature=contract.kind)
    elif not clauses_matching(reading.clauses, marks.cpom):
        yield notices["etranger"]
    if sign := _sign_of_age(reading):
        yield notices["anterieur"].format(mots=sign)
    if reading.volets.meaning is Meaning.OWN:
        yield notices["volets"]
    if clauses_matching(reading.clauses, marks.annexes):
        yield notices["annexes"]
    yield from contract.warnings
    yield notices["avis"]


def _sign_of_age(reading: ContractReading) -> str:
    """How the contract shows that it was concluded before the instruction; empty when it does
    not.
    """
    term = reading.term
    points = (("signé le", term.signed), ("échu le", term.end), ("effet au", term.start))
    for how, point in points:
        if point and point.day < INSTRUCTION:
            return f"{how} {write_day(point.day)}"
    return ""


RULE_TESTS: dict[str, Callable[[ContractReading, Rule], RuleOutcome]] = {
    "signes": check_patterns,
    "tous": check_every_member,
    "duree": date_tests.check_duration,
    "echeance": date_tests.check_expiry,
    "dates": date_tests.check_dates,
    "anteriorite": date_tests.check_opinions_first,
    "duree-conseillee": date_tests.check_advised_duration,
    "volets": volet_tests.check_volets,
    "risques": volet_tests.check_priority_risks,
    "volet-3": volet_tests.check_other_risk,
    "dans-volet-3": check_patterns_in_volet_3,
}
