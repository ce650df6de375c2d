"""Does a sentence follow from the words it quotes? Proved, refuted or unknown, with the step that
decided and why.

mots ─ négation ─ force ─ temps ─ ordre ─ rôles ─ restrictions ─ précisions ─ locuteur ─
enchâssement ─ voisinage ─ portée ─► proved
"""

from collections.abc import Callable, Iterator, Mapping

from assistant.proof.case import Case, Decision, Found, Outcome
from assistant.proof.steps.denial import find_denial
from assistant.proof.steps.force import find_force, find_time
from assistant.proof.steps.narrowing import find_narrowing
from assistant.proof.steps.neighbours import find_governor, find_reversal
from assistant.proof.steps.order import find_order
from assistant.proof.steps.restrictions import find_restrictions
from assistant.proof.steps.roles import find_roles
from assistant.proof.steps.scope import find_scope
from assistant.proof.steps.speakers import find_speaker
from assistant.proof.steps.words import find_words

Step = Callable[[Case], Iterator[Found]]
STEPS: Mapping[str, Step] = {
    "mots": find_words,
    "négation": find_denial,
    "force": find_force,
    "temps": find_time,
    "ordre": find_order,
    "rôles": find_roles,
    "restrictions": find_restrictions,
    "précisions": find_narrowing,
    "locuteur": find_speaker,
    "enchâssement": find_governor,
    "voisinage": find_reversal,
    "portée": find_scope,
}


def prove(case: Case) -> Decision:
    """The first step that finds a reason decides; without any, the sentence is proved."""
    for name, step in STEPS.items():
        found = next(step(case), None)
        if found is not None:
            return Decision(outcome=found[0], step=name, reason=found[1])
    return Decision(outcome=Outcome.PROVED, step="", reason="")
