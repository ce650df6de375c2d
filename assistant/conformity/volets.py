"""What the « volets » of a contract are, and which risks they bear on.

The instruction (II.C.3) gives the word a meaning: volet 1, désinsertion; volet 2, priority risks;
volet 3, another risk. Older
contracts have volets of their own, which must not be read for these.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from assistant.conformity.clauses import Clause, pattern
from assistant.conformity.rules import Theme
from assistant.domain import Value

NAME = re.compile(r"\bvolet (?:n ?°? ?)?(iii|ii|i|[123])\b")
NUMBERS = {"i": 1, "ii": 2, "iii": 3, "1": 1, "2": 2, "3": 3}
OPENS = re.compile(
    rf"^\W*(?:[a-z0-9]{{1,3}}[.)–-]\W*)?(?:fiches? (?:action )?(?:du |- )?|axe |le )?{NAME.pattern}"
)
SHORT = 260
BARE = re.compile(rf"^\W*{NAME.pattern}\W*$")
SAYS = {1: r"(?:desinsertion|\bpdp\b)", 2: r"(?:\brisques?\b|{risks})"}


class Meaning(StrEnum):
    """Whose volets they are."""

    INSTRUCTION = "instruction"
    OWN = "autre"
    NONE = "absent"


class Volets(Value):
    """The volets of a contract: what they mean, the clause that tells it, and the clauses of
    each.
    """

    meaning: Meaning
    told: Clause | None
    clauses: tuple[tuple[int, Clause], ...]
    named: tuple[int, ...]

    def of(self, number: int) -> tuple[Clause, ...]:
        """The clauses of a volet, in order."""
        return tuple(clause for n, clause in self.clauses if n == number)


def volets_of(clauses: Sequence[Clause], risks: Sequence[Theme]) -> Volets:
    """The volets of a contract, from its clauses."""
    placed = tuple(_placed(clauses))
    naming = [
        clause for clause in clauses if NAME.search(clause.folded) or NAME.search(clause.context)
    ]
    defined = {
        n: clause
        for n in SAYS
        for clause in reversed(naming)
        if _defines(clause, n, clauses, risks)
    }
    named = tuple(
        sorted(
            {
                NUMBERS[match[1]]
                for clause in naming
                for match in NAME.finditer(f"{clause.folded} / {clause.context}")
            }
        )
    )
    if not naming:
        return Volets(meaning=Meaning.NONE, told=None, clauses=(), named=())
    meaning = Meaning.INSTRUCTION if defined else Meaning.OWN
    told = (
        defined[min(defined)]
        if defined
        else next((c for c in naming if c.context and NAME.search(c.context)), naming[0])
    )
    extra = tuple(
        (2, _second_half(defined[2])) for _ in (1,) if 2 in defined and 2 not in dict(placed)
    )
    return Volets(meaning=meaning, told=told, clauses=placed + extra, named=named)


def risks_in(text: str, risks: Sequence[Theme]) -> tuple[Theme, ...]:
    """The risks that a folded text names."""
    return tuple(risk for risk in risks if pattern(risk.mots).search(text))


def _placed(clauses: Sequence[Clause]) -> list[tuple[int, Clause]]:
    """Each clause that stands in a volet, by the headings above it or by the line that opened
    it.
    """
    found: list[tuple[int, Clause]] = []
    current, under = 0, ""
    for clause in clauses:
        opening = OPENS.match(clause.folded) if len(clause.folded) < SHORT else None
        headings = NAME.findall(clause.context)
        if opening:
            current, under = NUMBERS[opening[1]], clause.context
        elif not clause.context.startswith(under):
            current = 0
        place = current or (NUMBERS[headings[-1]] if headings else 0)
        if place:
            found.append((place, clause))
    return found


def _defines(
    clause: Clause, number: int, clauses: Sequence[Clause], risks: Sequence[Theme]
) -> bool:
    """Does the clause, or a heading above it, give the volet the meaning of the instruction?"""
    says = SAYS[number].replace(
        "{risks}", pattern(tuple(word for risk in risks for word in risk.mots)).pattern
    )
    names = "|".join(name for name, n in NUMBERS.items() if n == number)
    name = rf"\bvolet (?:n ?°? ?)?(?:{names})\b"
    text = clause.folded
    if BARE.match(text):
        text += " : " + next(
            (other.folded for other in clauses[clauses.index(clause) + 1 :][:1]), ""
        )
    return any(
        re.search(rf"{name}(?:(?!volet)[^.;/]){{0,70}}{says}|{says}[^.;/,]{{0,12}}\({name}\)", part)
        for part in (text, clause.context)
    )


def _second_half(clause: Clause) -> Clause:
    """The part of a sentence that speaks of volet 2, when one sentence speaks of several."""
    begin = next(match.start() for match in NAME.finditer(clause.folded) if NUMBERS[match[1]] == 2)
    rest = clause.folded[begin:]
    stop = next(
        (match.start() for match in NAME.finditer(rest) if NUMBERS[match[1]] != 2), len(rest)
    )
    return clause.model_copy(update={"folded": rest[:stop]})
