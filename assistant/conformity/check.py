"""A contract held against each rule of the instruction: verdicts, each with the words that impose
and those that satisfy or break.

A word is never enough where the rule asks for more: it is then « à vérifier ». See the tables
TRIALS, and `corpus/modeles/conformite.yaml`.
"""

from collections.abc import Callable, Iterator
from datetime import date

from assistant.conformity import dates, parts
from assistant.conformity.clauses import Clause, Clue, clauses_matching, stands_alone
from assistant.conformity.contract import ContractText
from assistant.conformity.reading import ContractReading, RuleOutcome, read_contract
from assistant.conformity.result import Check, CheckResult, Conformity, Searched
from assistant.conformity.rules import Pattern, Rule, Rules
from assistant.conformity.volets import Meaning
from assistant.texts.calendar import write_day

INSTRUCTION = date(2024, 7, 12)


def check_contract(deed: ContractText, rules: Rules, on: date) -> Conformity:
    """Every rule held against a contract, on a day."""
    hearing = read_contract(deed, rules, on)
    return Conformity(
        given=deed.given,
        on=on,
        checks=tuple(_check(hearing, rule) for rule in rules.rules),
        notices=tuple(_notices(hearing)),
    )


def _check(hearing: ContractReading, rule: Rule) -> Check:
    outcome = _outcome(hearing, rule)
    citations = tuple(
        hearing.cite(clause, outcome.words, n) for n, clause in enumerate(outcome.clauses, 1)
    )
    searched = Searched(words=rule.words(), passages=len(hearing.deed.passages))
    return Check(
        rule=rule.obligation,
        result=outcome.result,
        reason=outcome.reason,
        instruction=rule.citation,
        contract=citations[0] if citations else None,
        others=citations[1:],
        searched=searched,
    )


def _outcome(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    condition = rule.entry.si
    if condition and not clauses_matching(hearing.clauses, condition):
        return RuleOutcome(result=CheckResult.NOT_APPLICABLE, reason=condition.sinon)
    return RULE_TESTS[rule.entry.epreuve](hearing, rule)


def check_patterns(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """The first sign found decides; one that would say « conforme » on a negative or blank clause
    is kept as a doubt.
    """
    kept: RuleOutcome | None = None
    for sign in rule.entry.signes:
        found = clauses_matching(hearing.clauses, sign)
        sound = [clause for clause in found if _sound(clause, sign)]
        if sound and not (kept and sign.result is CheckResult.TO_CHECK):
            chosen = next((clause for clause in sound if not clause.negated), sound[0])
            told = f" {hearing.said('negative')}" if chosen.negated and not sign.negation else ""
            return RuleOutcome(
                result=sign.result, reason=sign.raison + told, clauses=(chosen,), words=sign.mots
            )
        if found and not sound and kept is None:
            reason = hearing.said(
                "blanc" if found[0].blank else "negation" if found[0].negated else "seul"
            )
            kept = RuleOutcome(
                result=CheckResult.TO_CHECK, reason=reason, clauses=(found[0],), words=sign.mots
            )
    return kept or hearing.absent(rule)


def check_patterns_in_volet_3(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """The signs of a rule, looked for in volet 3 only."""
    own = parts.volet_3_clauses(hearing)
    if not own:
        return RuleOutcome(result=CheckResult.NOT_APPLICABLE, reason=hearing.said("volet3_absent"))
    return check_patterns(hearing.model_copy(update={"clauses": own}), rule)


def _sound(clause: Clause, clue: Clue) -> bool:
    """May the clause decide as it stands? A doubt may rest on anything, « conforme » on what is
    said and filled in.
    """
    if isinstance(clue, Pattern) and clue.result is not CheckResult.COMPLIANT:
        return True
    return (
        not clause.blank
        and (clue.negation or not clause.negated)
        and not stands_alone(clause, clue)
    )


def check_every_group(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Several things, all of which must be found, or a sign that stands for them."""
    found = {
        member.nom: next(
            (
                clause
                for clause in clauses_matching(hearing.clauses, member)
                if _sound(clause, member)
            ),
            None,
        )
        for member in rule.entry.groupes
    }
    there = [name for name, clause in found.items() if clause]
    told = tuple(
        {(clause.passage.id, clause.start): clause for clause in found.values() if clause}.values()
    )
    if len(there) < len(found) and (saved := check_patterns(hearing, rule)).clauses:
        return saved
    if not there:
        return hearing.absent(rule)
    missing = [name for name in found if name not in there]
    if missing:
        return RuleOutcome(
            result=rule.entry.manque,
            reason=hearing.said("manque", trouves=" ; ".join(there), manquent=" ; ".join(missing)),
            clauses=told,
        )
    return RuleOutcome(
        result=CheckResult.COMPLIANT,
        reason=hearing.said("tous", trouves=" ; ".join(there)),
        clauses=told,
    )


def _notices(hearing: ContractReading) -> Iterator[str]:
    """What must be known before the verdicts are read."""
    said = hearing.rules.notices
    if hearing.deed.draft:
        yield said["brouillon"]
    if hearing.deed.kind != "contrat":
        yield said["nature"].format(nom=hearing.deed.given.name, nature=hearing.deed.kind)
    elif not clauses_matching(hearing.clauses, hearing.rules.marks.cpom):
        yield said["etranger"]
    if dated := _older(hearing):
        yield said["anterieur"].format(mots=dated)
    if hearing.volets.meaning is Meaning.OWN:
        yield said["volets"]
    if clauses_matching(hearing.clauses, hearing.rules.marks.annexes):
        yield said["annexes"]
    yield from hearing.deed.warnings
    yield said["avis"]


def _older(hearing: ContractReading) -> str:
    """How the contract shows that it was concluded before the instruction; empty when it does
    not.
    """
    term = hearing.term
    points = (("signé le", term.signed), ("échu le", term.end), ("effet au", term.start))
    return next(
        (
            f"{how} {write_day(point.day)}"
            for how, point in points
            if point and point.day < INSTRUCTION
        ),
        "",
    )


RULE_TESTS: dict[str, Callable[[ContractReading, Rule], RuleOutcome]] = {
    "signes": check_patterns,
    "tous": check_every_group,
    "duree": dates.check_duration,
    "echeance": dates.check_expiry,
    "dates": dates.check_dates,
    "anteriorite": dates.check_opinions_first,
    "duree-conseillee": dates.check_advised_duration,
    "volets": parts.check_volets,
    "risques": parts.check_priority_risks,
    "volet-3": parts.check_other_risk,
    "dans-volet-3": check_patterns_in_volet_3,
}
