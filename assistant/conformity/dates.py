"""Trials about time: is the contract too long, expired, dated, concluded after the opinions?"""

from assistant.conformity.clauses import clauses_matching
from assistant.conformity.reading import ContractReading, RuleOutcome
from assistant.conformity.result import CheckResult
from assistant.conformity.rules import Rule
from assistant.conformity.term import YEAR, Point, days_of, later, length_in_words
from assistant.texts.calendar import write_day

LONGEST, ADVISED = 5 * YEAR, 4 * YEAR


def check_duration(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Five years at most (D. 4622-44 to 47, instruction I.A.3); a tacit renewal is told, since it
    may go beyond.
    """
    term = hearing.term
    begin, end, said = term.start or term.signed, term.end, term.said
    if begin and end:
        days = {"debut": write_day(begin.day), "fin": write_day(end.day)}
        clauses = (end.clause, begin.clause)
        over = end.day > later(begin.day, LONGEST)
        outcome = RuleOutcome(
            result=CheckResult.NON_COMPLIANT if over else CheckResult.COMPLIANT,
            reason=hearing.said("duree_longue" if over else "duree_bonne", **days),
            clauses=clauses,
        )
        if said and not over and abs(said.months - (term.months() or 0)) > 1:
            outcome = RuleOutcome(
                result=CheckResult.TO_CHECK,
                reason=hearing.said("duree_double", duree=length_in_words(said.months), **days),
                clauses=(said.clause, *clauses),
            )
    elif said:
        over = said.months > LONGEST
        verdict, name = (
            (CheckResult.NON_COMPLIANT, "duree_dite_longue")
            if over
            else (CheckResult.COMPLIANT, "duree_dite")
        )
        outcome = RuleOutcome(
            result=verdict,
            reason=hearing.said(name, duree=length_in_words(said.months)),
            clauses=(said.clause,),
        )
    elif end:
        return RuleOutcome(
            result=CheckResult.TO_CHECK,
            reason=hearing.said("duree_fin_seule", fin=write_day(end.day)),
            clauses=(end.clause,),
        )
    else:
        return RuleOutcome(result=CheckResult.TO_CHECK, reason=hearing.said("duree_absente"))
    if term.tacit and outcome.result is CheckResult.COMPLIANT:
        return RuleOutcome(
            result=CheckResult.TO_CHECK,
            reason=f"{outcome.reason} {hearing.said('duree_reconduite')}",
            clauses=(term.tacit, *outcome.clauses),
        )
    return outcome


def check_expiry(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Is the contract in force on the day of the check? Counted against its last day."""
    term, today = hearing.term, write_day(hearing.on)
    begin, end = term.start or term.signed, term.last_day()
    if end is None:
        return RuleOutcome(result=CheckResult.TO_CHECK, reason=hearing.said("fin_absente"))
    told = ""
    if term.end is None and begin and term.said:
        told = (
            hearing.said(
                "fin_calculee",
                debut=write_day(begin.day),
                duree=length_in_words(term.said.months),
                fin=write_day(end.day),
            )
            + " "
        )
    if end.day < hearing.on:
        return RuleOutcome(
            result=CheckResult.NON_COMPLIANT,
            reason=told + hearing.said("echu", fin=write_day(end.day), jour=today),
            clauses=(end.clause,),
        )
    if begin and begin.day > hearing.on:
        return RuleOutcome(
            result=CheckResult.COMPLIANT,
            reason=told + hearing.said("a_venir", debut=write_day(begin.day), jour=today),
            clauses=(begin.clause, end.clause),
        )
    return RuleOutcome(
        result=CheckResult.COMPLIANT,
        reason=told + hearing.said("en_cours", fin=write_day(end.day), jour=today),
        clauses=(end.clause,),
    )


def check_dates(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Can the two dates that annexe 4 asks for be told?"""
    known = {
        "le jour de la signature": hearing.term.signed,
        "le dernier jour": hearing.term.last_day(),
    }
    found = [name for name, point in known.items() if point]
    clauses = tuple(point.clause for point in known.values() if point)
    if not found:
        return hearing.absent(rule)
    if len(found) == len(known):
        return RuleOutcome(
            result=CheckResult.COMPLIANT,
            reason=hearing.said("tous", trouves=" ; ".join(found)),
            clauses=clauses,
        )
    missing = [name for name in known if name not in found]
    return RuleOutcome(
        result=CheckResult.TO_CHECK,
        reason=hearing.said("manque", trouves=" ; ".join(found), manquent=" ; ".join(missing)),
        clauses=clauses,
    )


def check_opinions_first(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Were the opinions taken before the contract was concluded (instruction II.B)?"""
    points = [
        Point(day=max(known), clause=clause)
        for clause in clauses_matching(hearing.clauses, hearing.rules.marks.avis)
        if (known := days_of(clause))
    ]
    if not points:
        return RuleOutcome(result=CheckResult.TO_CHECK, reason=hearing.said("sans_avis"))
    last, signed, start = (
        max(points, key=lambda point: point.day),
        hearing.term.signed,
        hearing.term.start,
    )
    clauses = tuple(dict.fromkeys(point.clause for point in (last, *points)))
    parts = {
        "avis": write_day(last.day),
        "signature": write_day(signed.day) if signed else "",
        "debut": write_day(start.day) if start else "",
    }
    if signed is None:
        late = start is not None and start.day < last.day
        return RuleOutcome(
            result=CheckResult.TO_CHECK,
            reason=hearing.said("retroactif" if late else "sans_signature", **parts),
            clauses=clauses,
        )
    before = last.day <= signed.day
    return RuleOutcome(
        result=CheckResult.COMPLIANT if before else CheckResult.NON_COMPLIANT,
        reason=hearing.said("avant" if before else "apres", **parts),
        clauses=(*clauses, signed.clause),
    )


def check_advised_duration(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Four to five years, which the IGAS advises ([239])."""
    months = hearing.term.months()
    if months is None:
        return RuleOutcome(result=CheckResult.TO_CHECK, reason=hearing.said("duree_absente"))
    source = hearing.term.end or hearing.term.said
    name = (
        "conseil_duree_courte"
        if months < ADVISED
        else "conseil_duree_longue"
        if months > LONGEST
        else "conseil_duree_bonne"
    )
    result = CheckResult.COMPLIANT if ADVISED <= months <= LONGEST else CheckResult.TO_CHECK
    return RuleOutcome(
        result=result,
        reason=hearing.said(name, duree=length_in_words(months)),
        clauses=(source.clause,) if source else (),
    )
