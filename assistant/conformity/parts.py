"""Trials about the volets: are they those of the instruction, on a priority risk, on another
one?
"""

import re
from collections.abc import Sequence

from assistant.conformity.clauses import Clause, Clue, clauses_matching
from assistant.conformity.reading import ContractReading, RuleOutcome
from assistant.conformity.result import CheckResult
from assistant.conformity.rules import Rule
from assistant.conformity.volets import Meaning, risks_in

ANNEXED = re.compile(r"\bannexe \d")
NONE = re.compile(
    r"\b(?:neant|sans objet|non retenue?|pas de|pas retenue?|aucune?|ne comporte pas)\b"
)
VOLET_3 = re.compile(r"\bvolet (?:n ?°? ?)?(?:3|iii)\b[^.;/]{0,40}")
MODEL = "non couvert par les risques du volet 2"
FIRST = 3


def check_volets(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Volets 1 and 2 are necessary (instruction II.C.3), in the meaning that it gives them."""
    known = hearing.volets
    told = (known.told,) if known.told else ()
    if known.meaning is Meaning.NONE:
        return RuleOutcome(result=rule.absent(), reason=hearing.said("volets_absents"))
    if known.meaning is Meaning.OWN:
        return RuleOutcome(
            result=CheckResult.TO_CHECK, reason=hearing.said("volets_autres"), clauses=told
        )
    missing = [str(n) for n in (1, 2) if n not in known.named]
    if missing:
        return RuleOutcome(
            result=CheckResult.NON_COMPLIANT,
            reason=hearing.said("volets_manque", n=" et le volet ".join(missing)),
            clauses=told,
        )
    return RuleOutcome(
        result=CheckResult.COMPLIANT, reason=hearing.said("volets_bons"), clauses=told
    )


def check_priority_risks(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Volet 2 bears on one priority risk at least (annexe 1, V)."""
    if hearing.volets.meaning is Meaning.INSTRUCTION:
        own = [clause for clause in hearing.volets.of(2) if not clause.blank]
        named = _named(hearing, own)
        if named:
            return RuleOutcome(
                result=CheckResult.COMPLIANT,
                reason=hearing.said("risques_bons", risques=_titles(hearing, own)),
                clauses=named,
            )
        return RuleOutcome(
            result=CheckResult.NON_COMPLIANT,
            reason=hearing.said("risques_hors"),
            clauses=tuple(own[:1]),
        )
    words = tuple(word for risk in hearing.rules.risks for word in risk.mots)
    spoken = clauses_matching(
        hearing.clauses, Clue(mots=words, avec=(hearing.rules.marks.programme,), dans="passage")
    )
    annexed = [clause for clause in spoken if ANNEXED.search(clause.whole)] or list(spoken)
    if not annexed:
        return hearing.absent(rule)
    name = "risques_autres" if hearing.volets.meaning is Meaning.OWN else "risques_sans_volet"
    return RuleOutcome(
        result=CheckResult.TO_CHECK,
        reason=hearing.said(name, risques=_titles(hearing, annexed)),
        clauses=_named(hearing, annexed),
    )


def check_other_risk(hearing: ContractReading, rule: Rule) -> RuleOutcome:
    """Volet 3 bears on a risk that volet 2 does not cover (annexe 1, V)."""
    own = volet_3_clauses(hearing)
    if not own:
        return RuleOutcome(result=CheckResult.NOT_APPLICABLE, reason=hearing.said("volet3_absent"))
    telling = [clause for clause in own if _tells(clause)]
    if not telling:
        return RuleOutcome(
            result=CheckResult.TO_CHECK, reason=hearing.said("volet3_vide"), clauses=tuple(own[:1])
        )
    first = telling[:FIRST]
    same = _named(hearing, first)
    if same:
        return RuleOutcome(
            result=CheckResult.NON_COMPLIANT,
            reason=hearing.said("volet3_meme", risques=_titles(hearing, first)),
            clauses=same,
        )
    later = _named(hearing, telling[FIRST:])
    if later:
        return RuleOutcome(
            result=CheckResult.TO_CHECK,
            reason=hearing.said("volet3_bon"),
            clauses=(*first[:1], *later),
        )
    return RuleOutcome(
        result=CheckResult.COMPLIANT, reason=hearing.said("volet3_bon"), clauses=tuple(first[:1])
    )


def volet_3_clauses(hearing: ContractReading) -> tuple[Clause, ...]:
    """The clauses of volet 3 in the meaning of the instruction; none when the contract says that it
    has none.
    """
    own = hearing.volets.of(3) if hearing.volets.meaning is Meaning.INSTRUCTION else ()
    return () if NONE.search(" ".join(clause.folded for clause in own[:FIRST])) else own


def _tells(clause: Clause) -> bool:
    """Does the clause say more than the title that the model gives to volet 3?"""
    rest = re.sub(
        r"\W+|facultatif|risque|non couvert par les risques du",
        " ",
        VOLET_3.sub(lambda m: m[0].replace("volet", " "), clause.folded).replace(MODEL, " "),
    )
    return len([word for word in rest.split() if len(word) > 2]) > 0


def _named(hearing: ContractReading, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """For each risk, the first clause that names it."""
    firsts = (
        next((clause for clause in clauses if risks_in(clause.folded, (risk,))), None)
        for risk in hearing.rules.risks
    )
    found = {clause.start + clause.passage.start: clause for clause in firsts if clause is not None}
    return tuple(found[place] for place in sorted(found))


def _titles(hearing: ContractReading, clauses: Sequence[Clause]) -> str:
    return ", ".join(
        risk.titre
        for risk in risks_in(" / ".join(clause.folded for clause in clauses), hearing.rules.risks)
    )
