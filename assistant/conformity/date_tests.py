"""Rule tests about time: is the contract too long, expired, dated, concluded after the opinions?"""

from assistant.conformity.clauses import Clause, clauses_matching
from assistant.conformity.reading import ContractReading, RuleOutcome
from assistant.conformity.result import CheckResult
from assistant.conformity.rules import Rule
from assistant.conformity.term import YEAR, Length, Point, days_of, later, length_in_words
from assistant.texts.calendar import write_day

LONGEST, ADVISED = 5 * YEAR, 4 * YEAR


def check_duration(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Five years at most (D. 4622-44 to 47, instruction I.A.3); a tacit renewal is told, since it
    may go beyond.
    """
    outcome, tacit = _outcome_of_length(reading), reading.term.tacit
    if tacit is None or outcome.result is not CheckResult.COMPLIANT:
        return outcome
    return RuleOutcome(
        result=CheckResult.TO_CHECK,
        reason=f"{outcome.reason} {reading.sentence('duree_reconduite')}",
        clauses=(tacit, *outcome.clauses),
    )


def _outcome_of_length(reading: ContractReading) -> RuleOutcome:
    """What the dates of a contract, or the length it states, say of its duration."""
    term = reading.term
    begin, end = term.start or term.signed, term.end
    months = term.months()
    if months and term.extension and months + term.extension.months > LONGEST:
        return _outcome_extended(reading, months + term.extension.months)
    if begin and end:
        return _outcome_of_dates(reading, begin, end)
    if term.stated:
        return _outcome_of_stated_length(reading, term.stated)
    if end:
        fin = write_day(end.day)
        return reading.outcome(CheckResult.TO_CHECK, "duree_fin_seule", end.clause, fin=fin)
    return reading.outcome(CheckResult.TO_CHECK, "duree_absente")


def _outcome_extended(reading: ContractReading, months: int) -> RuleOutcome:
    """Too long once lengthened, wherever the clause that lengthens it stands."""
    term = reading.term
    points = (term.extension, term.stated, term.end)
    clauses = dict.fromkeys(point.clause for point in points if point)
    length = length_in_words(months)
    return reading.outcome(CheckResult.NON_COMPLIANT, "duree_prolongee", *clauses, duree=length)


def _outcome_of_dates(reading: ContractReading, begin: Point, end: Point) -> RuleOutcome:
    """Five years from the first day to the last; a stated length that contradicts them is told."""
    days = {"debut": write_day(begin.day), "fin": write_day(end.day)}
    clauses = (end.clause, begin.clause)
    if end.day > later(begin.day, LONGEST):
        return reading.outcome(CheckResult.NON_COMPLIANT, "duree_longue", *clauses, **days)
    length_told = reading.term.stated
    if length_told and abs(length_told.months - (reading.term.months() or 0)) > 1:
        length = length_in_words(length_told.months)
        clauses = (length_told.clause, *clauses)
        return reading.outcome(CheckResult.TO_CHECK, "duree_double", *clauses, duree=length, **days)
    return reading.outcome(CheckResult.COMPLIANT, "duree_bonne", *clauses, **days)


def _outcome_of_stated_length(reading: ContractReading, length_told: Length) -> RuleOutcome:
    length = length_in_words(length_told.months)
    if length_told.months > LONGEST:
        return reading.outcome(
            CheckResult.NON_COMPLIANT, "duree_dite_longue", length_told.clause, duree=length
        )
    return reading.outcome(CheckResult.COMPLIANT, "duree_dite", length_told.clause, duree=length)


def check_expiry(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Is the contract in force on the day of the check? Counted against its last day."""
    term = reading.term
    begin, end = term.start or term.signed, term.last_day()
    if end is None:
        return reading.outcome(CheckResult.TO_CHECK, "fin_absente")
    outcome = _outcome_on_day(reading, begin, end)
    if term.end is not None or begin is None or term.stated is None:
        return outcome
    explanation = reading.sentence(
        "fin_calculee",
        debut=write_day(begin.day),
        duree=length_in_words(term.stated.months),
        fin=write_day(end.day),
    )
    return outcome.model_copy(update={"reason": f"{explanation} {outcome.reason}"})


def _outcome_on_day(reading: ContractReading, begin: Point | None, end: Point) -> RuleOutcome:
    """Is a contract of these days over, still to come, or in force?"""
    today, fin = write_day(reading.on), write_day(end.day)
    if end.day < reading.on:
        return reading.outcome(CheckResult.NON_COMPLIANT, "echu", end.clause, fin=fin, jour=today)
    if begin and begin.day > reading.on:
        clauses, debut = (begin.clause, end.clause), write_day(begin.day)
        return reading.outcome(CheckResult.TO_COME, "a_venir", *clauses, debut=debut, jour=today)
    return reading.outcome(CheckResult.COMPLIANT, "en_cours", end.clause, fin=fin, jour=today)


def check_dates(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Can the two dates that annexe 4 asks for be read?"""
    points = {
        "le jour de la signature": reading.term.signed,
        "le dernier jour": reading.term.last_day(),
    }
    present = [name for name, point in points.items() if point]
    if not present:
        return reading.outcome_of_absence(rule)
    clauses = tuple(point.clause for point in points.values() if point)
    signature, last = reading.term.signed, reading.term.end
    if signature and last and last.day < signature.day:
        return reading.outcome(CheckResult.NON_COMPLIANT, "fin_avant", *clauses)
    names = " ; ".join(present)
    missing = " ; ".join(name for name in points if name not in present)
    if missing:
        return reading.outcome(
            CheckResult.TO_CHECK, "manque", *clauses, trouves=names, manquent=missing
        )
    return reading.outcome(CheckResult.COMPLIANT, "tous", *clauses, trouves=names)


def check_opinions_first(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Were the opinions taken before the contract was concluded (instruction II.B)?"""
    points = _dated_opinions(reading)
    if not points:
        return reading.outcome(CheckResult.TO_CHECK, "sans_avis")
    last = max(points, key=lambda point: point.day)
    clauses = tuple(dict.fromkeys(point.clause for point in (last, *points)))
    opinion, signature = write_day(last.day), reading.term.signed
    if signature is None:
        return _outcome_without_signature(reading, last, clauses)
    days = {"avis": opinion, "signature": write_day(signature.day)}
    clauses = (*clauses, signature.clause)
    if last.day > signature.day:
        return reading.outcome(CheckResult.NON_COMPLIANT, "apres", *clauses, **days)
    return reading.outcome(CheckResult.COMPLIANT, "avant", *clauses, **days)


def _dated_opinions(reading: ContractReading) -> list[Point]:
    """The last day of each clause that dates an opinion."""
    clauses = clauses_matching(reading.clauses, reading.rules.marks.opinions)
    days_by_clause = ((clause, days_of(clause)) for clause in clauses)
    return [Point(day=max(days), clause=clause) for clause, days in days_by_clause if days]


def _outcome_without_signature(
    reading: ContractReading, last: Point, clauses: tuple[Clause, ...]
) -> RuleOutcome:
    """Without the day of the signature, the last opinion is compared with the first day."""
    start, opinion = reading.term.start, write_day(last.day)
    if start is not None and start.day < last.day:
        debut = write_day(start.day)
        return reading.outcome(
            CheckResult.TO_CHECK, "retroactif", *clauses, avis=opinion, debut=debut
        )
    return reading.outcome(CheckResult.TO_CHECK, "sans_signature", *clauses, avis=opinion)


def check_advised_duration(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Four to five years, which the IGAS advises ([239])."""
    months = reading.term.months()
    if months is None:
        return reading.outcome(CheckResult.NOT_FOUND, "duree_absente")
    months += reading.term.extension.months if reading.term.extension else 0
    source = reading.term.end or reading.term.stated
    clauses = (source.clause,) if source else ()
    length = length_in_words(months)
    if months < ADVISED:
        return reading.outcome(CheckResult.TO_CHECK, "conseil_duree_courte", *clauses, duree=length)
    if months > LONGEST:
        return reading.outcome(CheckResult.TO_CHECK, "conseil_duree_longue", *clauses, duree=length)
    return reading.outcome(CheckResult.COMPLIANT, "conseil_duree_bonne", *clauses, duree=length)
