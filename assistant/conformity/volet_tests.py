"""Rule tests about the volets: are they the instruction's, and on which risks?"""

import re
from collections.abc import Sequence

from assistant.conformity.clauses import Clause, Clue, clauses_matching
from assistant.conformity.reading import ContractReading, RuleOutcome
from assistant.conformity.result import CheckResult
from assistant.conformity.rules import Rule, Theme
from assistant.conformity.volets import Meaning, risks_in, words_of_risks

ANNEXED = re.compile(r"\bannexe \d")
NONE = re.compile(
    r"\b(?:neant|sans objet|non retenue?|pas de|pas retenue?|aucune?|ne comporte pas)\b"
)
VOLET_3 = re.compile(r"\bvolet (?:n ?°? ?)?(?:3|iii)\b[^.;/]{0,40}")
TITLE_WORDS = re.compile(r"\W+|facultatif|risque|non couvert par les risques du")
MODEL = "non couvert par les risques du volet 2"
FIRST = 3
REFUSED = re.compile(
    r"\b(?:pas|aucun|ni|sans|non|renoncent?|ecarte\w*)\b.{0,40}"
    r"\b(?:volet 3|troisieme volet|volet facultatif)|"
    r"\bvolet (?:3|facultatif)\b.{0,40}\b(?:sans objet|neant|non retenu|pas (?:retenu|ouvert))"
)
THIRD = re.compile(
    r"\b(?:volet 3|troisieme volet|volet facultatif)\b(?:(?!volet 2|deuxieme volet|volet 1).)*"
)
ELSEWHERE = re.compile(
    r"\b(?:non couverts?|distincts?|exterieurs?|hors|autres?) (?:par|du|des|de|aux|que)\b"
    r"[^.;]{0,30}volet 2(?: ?\([^)]*\))?"
)


def check_volets(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Volets 1 and 2 are necessary (instruction II.C.3), in the meaning that it gives them."""
    volets = reading.volets
    clauses = (volets.shown_by,) if volets.shown_by else ()
    if volets.meaning is Meaning.NONE:
        return reading.outcome(rule.result_of_absence(), "volets_absents")
    if volets.meaning is Meaning.OWN:
        return reading.outcome(CheckResult.TO_CHECK, "volets_autres", *clauses)
    missing = " et le volet ".join(str(n) for n in (1, 2) if n not in volets.named)
    if missing:
        return reading.outcome(CheckResult.NON_COMPLIANT, "volets_manque", *clauses, n=missing)
    return reading.outcome(CheckResult.COMPLIANT, "volets_bons", *clauses)


def check_priority_risks(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Volet 2 bears on one priority risk at least (annexe 1, V)."""
    if reading.volets.meaning is Meaning.INSTRUCTION:
        return _outcome_of_volet_2(reading)
    clauses = _clauses_of_programmes(reading)
    if not clauses:
        return reading.outcome_of_absence(rule)
    own = reading.volets.meaning is Meaning.OWN
    name = "risques_autres" if own else "risques_sans_volet"
    naming, titles = _first_naming(reading, clauses), _titles(reading, clauses)
    return reading.outcome(CheckResult.TO_CHECK, name, *naming, risques=titles)


def check_other_risk(reading: ContractReading, rule: Rule) -> RuleOutcome:
    """Volet 3 bears on a risk that volet 2 does not cover (annexe 1, V)."""
    own = volet_3_clauses(reading)
    if not own:
        return _stated_risk(reading)
    own = tuple(clause.model_copy(update={"folded": _own_risk(clause)}) for clause in own)
    telling = [clause for clause in own if _says_more_than_its_title(clause)]
    if not telling:
        return reading.outcome(CheckResult.TO_CHECK, "volet3_vide", own[0])
    first, rest = telling[:FIRST], telling[FIRST:]
    same_risk = _first_naming(reading, first)
    if same_risk:
        titles = _titles(reading, first)
        return reading.outcome(CheckResult.NON_COMPLIANT, "volet3_meme", *same_risk, risques=titles)
    later = _first_naming(reading, rest)
    if later:
        return reading.outcome(CheckResult.TO_CHECK, "volet3_bon", first[0], *later)
    return reading.outcome(CheckResult.COMPLIANT, "volet3_bon", first[0])


def volet_3_clauses(reading: ContractReading) -> tuple[Clause, ...]:
    """The clauses of volet 3 in the meaning of the instruction; none when the contract says that it
    has none.
    """
    if reading.volets.meaning is not Meaning.INSTRUCTION:
        return ()
    own = reading.volets.of(3)
    opening = " ".join(clause.folded for clause in own[:FIRST])
    return () if NONE.search(opening) else own


def _stated_risk(reading: ContractReading) -> RuleOutcome:
    """What one sentence says of volet 3 in a contract that is not cut into volets."""
    absent = reading.outcome(without_volet_3(reading), "volet3_absent")
    if absent.result is CheckResult.NOT_APPLICABLE:
        return absent
    for clause in reading.clauses:
        match = THIRD.search(clause.folded)
        if match is None or clause.blank or not _says_more_than_its_title(clause):
            continue
        same = risks_in(ELSEWHERE.sub(" ", match[0]), reading.rules.risks)
        if same:
            titles = ", ".join(risk.title for risk in same)
            result = CheckResult.NON_COMPLIANT
            return reading.outcome(result, "volet3_meme", clause, risques=titles)
        return reading.outcome(CheckResult.TO_CHECK, "volet3_lire", clause)
    return absent


def without_volet_3(reading: ContractReading) -> CheckResult:
    """Without object when the contract says that it has no volet 3, not found when it is silent."""
    is_refused = any(REFUSED.search(clause.folded) for clause in reading.clauses)
    return CheckResult.NOT_APPLICABLE if is_refused else CheckResult.NOT_FOUND


def _own_risk(clause: Clause) -> str:
    """What a clause says of its own volet, without the risks that it says are in another."""
    return ELSEWHERE.sub(" ", clause.folded)


def _outcome_of_volet_2(reading: ContractReading) -> RuleOutcome:
    own = [clause for clause in reading.volets.of(2) if not clause.blank]
    naming = _first_naming(reading, own)
    if not naming:
        return reading.outcome(CheckResult.NON_COMPLIANT, "risques_hors", *own[:1])
    titles = _titles(reading, own)
    return reading.outcome(CheckResult.COMPLIANT, "risques_bons", *naming, risques=titles)


def _clauses_of_programmes(reading: ContractReading) -> list[Clause]:
    """The clauses that speak of a programme on a priority risk, those of an annexe where there are
    some.
    """
    words = words_of_risks(reading.rules.risks)
    clue = Clue(mots=words, avec=(reading.rules.marks.programmes,), dans="passage")
    on_programmes = clauses_matching(reading.clauses, clue)
    return [clause for clause in on_programmes if ANNEXED.search(clause.whole)] or list(
        on_programmes
    )


def _says_more_than_its_title(clause: Clause) -> bool:
    """Does the clause say more than the title that the model gives to volet 3?"""
    without_name = VOLET_3.sub(lambda name: name[0].replace("volet", " "), clause.folded)
    rest = TITLE_WORDS.sub(" ", without_name.replace(MODEL, " "))
    return any(len(word) > 2 for word in rest.split())


def _first_naming(reading: ContractReading, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """For each risk, the first clause that names it, in reading order."""
    firsts = (_first_on(clauses, risk) for risk in reading.rules.risks)
    by_place = {clause.start + clause.passage.start: clause for clause in firsts if clause}
    return tuple(by_place[place] for place in sorted(by_place))


def _first_on(clauses: Sequence[Clause], risk: Theme) -> Clause | None:
    return next((clause for clause in clauses if risks_in(clause.folded, (risk,))), None)


def _titles(reading: ContractReading, clauses: Sequence[Clause]) -> str:
    """The names of the risks that some clauses name."""
    text = " / ".join(clause.folded for clause in clauses)
    return ", ".join(risk.title for risk in risks_in(text, reading.rules.risks))
