"""A contract held against each rule of the instruction: verdicts, each with the words that impose
and those that satisfy or break.

A word is never enough where the rule asks for more: it is then « à vérifier ». See the tables
TRIALS, and `corpus/modeles/conformite.yaml`.
"""

from collections.abc import Callable, Iterator
from datetime import date

from assistant.conformity import dates, parts
from assistant.conformity.clauses import Clause, Clue, bare, find
from assistant.conformity.contract import Deed
from assistant.conformity.reading import Hearing, Outcome, hear
from assistant.conformity.result import Check, Conformity, Searched, Verdict
from assistant.conformity.rules import Rule, Rules, Sign
from assistant.conformity.volets import Meaning
from assistant.texts.calendar import write_day

INSTRUCTION = date(2024, 7, 12)


def check(deed: Deed, rules: Rules, on: date) -> Conformity:
    """Every rule held against a contract, on a day."""
    hearing = hear(deed, rules, on)
    return Conformity(
        given=deed.given,
        on=on,
        checks=tuple(_check(hearing, rule) for rule in rules.rules),
        notices=tuple(_notices(hearing)),
    )


def _check(hearing: Hearing, rule: Rule) -> Check:
    outcome = _outcome(hearing, rule)
    citations = tuple(
        hearing.cite(clause, outcome.words, n) for n, clause in enumerate(outcome.clauses, 1)
    )
    searched = Searched(words=rule.words(), passages=len(hearing.deed.passages))
    return Check(
        rule=rule.obligation,
        verdict=outcome.verdict,
        reason=outcome.reason,
        instruction=rule.citation,
        contract=citations[0] if citations else None,
        others=citations[1:],
        searched=searched,
    )


def _outcome(hearing: Hearing, rule: Rule) -> Outcome:
    condition = rule.entry.si
    if condition and not find(hearing.clauses, condition):
        return Outcome(verdict=Verdict.IDLE, reason=condition.sinon)
    return TRIALS[rule.entry.epreuve](hearing, rule)


def signs(hearing: Hearing, rule: Rule) -> Outcome:
    """The first sign found decides; one that would say « conforme » on a negative or blank clause
    is kept as a doubt.
    """
    kept: Outcome | None = None
    for sign in rule.entry.signes:
        found = find(hearing.clauses, sign)
        sound = [clause for clause in found if _sound(clause, sign)]
        if sound and not (kept and sign.verdict is Verdict.DOUBT):
            chosen = next((clause for clause in sound if not clause.negated), sound[0])
            told = f" {hearing.said('negative')}" if chosen.negated and not sign.negation else ""
            return Outcome(
                verdict=sign.verdict, reason=sign.raison + told, clauses=(chosen,), words=sign.mots
            )
        if found and not sound and kept is None:
            reason = hearing.said(
                "blanc" if found[0].blank else "negation" if found[0].negated else "seul"
            )
            kept = Outcome(
                verdict=Verdict.DOUBT, reason=reason, clauses=(found[0],), words=sign.mots
            )
    return kept or hearing.absent(rule)


def signs_of_volet_3(hearing: Hearing, rule: Rule) -> Outcome:
    """The signs of a rule, looked for in volet 3 only."""
    own = parts.third(hearing)
    if not own:
        return Outcome(verdict=Verdict.IDLE, reason=hearing.said("volet3_absent"))
    return signs(hearing.model_copy(update={"clauses": own}), rule)


def _sound(clause: Clause, clue: Clue) -> bool:
    """May the clause decide as it stands? A doubt may rest on anything, « conforme » on what is
    said and filled in.
    """
    if isinstance(clue, Sign) and clue.verdict is not Verdict.PASS:
        return True
    return not clause.blank and (clue.negation or not clause.negated) and not bare(clause, clue)


def every(hearing: Hearing, rule: Rule) -> Outcome:
    """Several things, all of which must be found, or a sign that stands for them."""
    found = {
        member.nom: next(
            (clause for clause in find(hearing.clauses, member) if _sound(clause, member)), None
        )
        for member in rule.entry.groupes
    }
    there = [name for name, clause in found.items() if clause]
    told = tuple(
        {(clause.passage.id, clause.start): clause for clause in found.values() if clause}.values()
    )
    if len(there) < len(found) and (saved := signs(hearing, rule)).clauses:
        return saved
    if not there:
        return hearing.absent(rule)
    missing = [name for name in found if name not in there]
    if missing:
        return Outcome(
            verdict=rule.entry.manque,
            reason=hearing.said("manque", trouves=" ; ".join(there), manquent=" ; ".join(missing)),
            clauses=told,
        )
    return Outcome(
        verdict=Verdict.PASS, reason=hearing.said("tous", trouves=" ; ".join(there)), clauses=told
    )


def _notices(hearing: Hearing) -> Iterator[str]:
    """What must be known before the verdicts are read."""
    said = hearing.rules.notices
    if hearing.deed.draft:
        yield said["brouillon"]
    if hearing.deed.kind != "contrat":
        yield said["nature"].format(nom=hearing.deed.given.name, nature=hearing.deed.kind)
    elif not find(hearing.clauses, hearing.rules.marks.cpom):
        yield said["etranger"]
    if dated := _older(hearing):
        yield said["anterieur"].format(mots=dated)
    if hearing.volets.meaning is Meaning.OWN:
        yield said["volets"]
    if find(hearing.clauses, hearing.rules.marks.annexes):
        yield said["annexes"]
    yield from hearing.deed.warnings
    yield said["avis"]


def _older(hearing: Hearing) -> str:
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


TRIALS: dict[str, Callable[[Hearing, Rule], Outcome]] = {
    "signes": signs,
    "tous": every,
    "duree": dates.duration,
    "echeance": dates.expiry,
    "dates": dates.days,
    "anteriorite": dates.opinions_first,
    "duree-conseillee": dates.advised_duration,
    "volets": parts.volets,
    "risques": parts.priority_risks,
    "volet-3": parts.other_risk,
    "dans-volet-3": signs_of_volet_3,
}
