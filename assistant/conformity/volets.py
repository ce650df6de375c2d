"""What the « volets » of a contract are, and which risks they bear on.

The instruction (II.C.3) gives the word a meaning: volet 1, désinsertion; volet 2, priority risks;
volet 3, another risk. Older contracts have volets of their own, which must not be read for these.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import chain

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
BARE_HEADING = re.compile(
    rf"(?:^|/)\W*(?:article \w+|[ivx]+|\d+(?:\.\d+)*|[a-z])?\W*{NAME.pattern}\W*$"
)
SAYS = {1: r"(?:desinsertion|\bpdp\b)", 2: r"(?:\brisques?\b|{risks})"}


class Meaning(StrEnum):
    """Whose volets they are."""

    INSTRUCTION = "instruction"
    OWN = "autre"
    NONE = "absent"


class Volets(Value):
    """The volets of a contract: whose they are, the clause that shows it, the clauses of each
    (number, clause), and the numbers named anywhere.
    """

    meaning: Meaning
    shown_by: Clause | None = None
    clauses: tuple[tuple[int, Clause], ...] = ()
    named: tuple[int, ...] = ()

    def of(self, number: int) -> tuple[Clause, ...]:
        """The clauses of a volet, in order."""
        return tuple(clause for n, clause in self.clauses if n == number)


def volets_of(clauses: Sequence[Clause], risks: Sequence[Theme]) -> Volets:
    """The volets of a contract, from its clauses."""
    naming = [clause for clause in clauses if _names_a_volet(clause)]
    if not naming:
        return Volets(meaning=Meaning.NONE)
    defining = _defining_clauses(naming, clauses, risks)
    by_volet = tuple(_clauses_by_volet(clauses))
    if 2 in defining and 2 not in dict(by_volet):
        by_volet = (*by_volet, (2, _part_on_volet_2(defining[2])))
    return Volets(
        meaning=Meaning.INSTRUCTION if defining else Meaning.OWN,
        shown_by=defining[min(defining)] if defining else _first_in_a_volet(naming),
        clauses=by_volet,
        named=_numbers_named(naming),
    )


def risks_in(text: str, risks: Sequence[Theme]) -> tuple[Theme, ...]:
    """The risks that a folded text names."""
    return tuple(risk for risk in risks if pattern(risk.words).search(text))


def words_of_risks(risks: Sequence[Theme]) -> tuple[str, ...]:
    """The words that name some risks, risk after risk."""
    return tuple(chain.from_iterable(risk.words for risk in risks))


def _names_a_volet(clause: Clause) -> bool:
    return bool(NAME.search(clause.folded) or NAME.search(clause.context))


def _first_in_a_volet(naming: Sequence[Clause]) -> Clause:
    """The first clause under a heading that names a volet, or else the first that names one."""
    under = (clause for clause in naming if NAME.search(clause.context))
    return next(under, naming[0])


def _numbers_named(naming: Sequence[Clause]) -> tuple[int, ...]:
    """The numbers of the volets that some clauses or their headings name, in order."""
    texts = (f"{clause.folded} / {clause.context}" for clause in naming)
    names = chain.from_iterable(map(NAME.findall, texts))
    return tuple(sorted({NUMBERS[name] for name in names}))


def _defining_clauses(
    naming: Sequence[Clause], clauses: Sequence[Clause], risks: Sequence[Theme]
) -> dict[int, Clause]:
    """For volets 1 and 2, the first clause that gives them the meaning of the instruction."""
    defining: dict[int, Clause] = {}
    for number in SAYS:
        defines = (clause for clause in naming if _defines(clause, number, clauses, risks))
        first = next(defines, None)
        if first is not None:
            defining[number] = first
    return defining


def _clauses_by_volet(clauses: Sequence[Clause]) -> Iterator[tuple[int, Clause]]:
    """Each clause that stands in a volet, with its number: by the headings above it, or by the line
    that opened the volet.
    """
    current, opened_under = 0, ""
    for clause in clauses:
        opening = OPENS.match(clause.folded) if len(clause.folded) < SHORT else None
        if opening:
            current, opened_under = NUMBERS[opening[1]], clause.context
        elif not clause.context.startswith(opened_under):
            current = 0
        number = current or _number_of_heading(clause)
        if number:
            yield number, clause


def _number_of_heading(clause: Clause) -> int:
    """The volet that the headings of a clause name last; 0 when they name none."""
    names = NAME.findall(clause.context)
    return NUMBERS[names[-1]] if names else 0


def _defines(
    clause: Clause, number: int, clauses: Sequence[Clause], risks: Sequence[Theme]
) -> bool:
    """Does the clause, or a heading above it, give the volet the meaning of the instruction?"""
    meaning = _meaning_pattern(number, risks)
    text = clause.folded
    if BARE.match(text):
        following = clauses[clauses.index(clause) + 1 :][:1]
        text = f"{text} : {''.join(other.folded for other in following)}"
    if meaning.search(text) or meaning.search(clause.context):
        return True
    return _is_under_bare_heading(clause, number) and bool(_says(number, risks).search(text))


def _is_under_bare_heading(clause: Clause, number: int) -> bool:
    """Is the last heading above no more than the name of that volet: « Article 3 – Volet 1 »?"""
    heading = BARE_HEADING.search(clause.context)
    return heading is not None and NUMBERS[heading[1]] == number


def _says(number: int, risks: Sequence[Theme]) -> re.Pattern[str]:
    """What the instruction says of a volet."""
    words = words_of_risks(risks)
    return re.compile(SAYS[number].replace("{risks}", pattern(words).pattern))


def _meaning_pattern(number: int, risks: Sequence[Theme]) -> re.Pattern[str]:
    """The name of a volet beside what the instruction says of it, one before the other."""
    says = _says(number, risks).pattern
    names = "|".join(name for name, n in NUMBERS.items() if n == number)
    name = rf"\bvolet (?:n ?°? ?)?(?:{names})\b"
    return re.compile(rf"{name}(?:(?!volet)[^.;/]){{0,70}}{says}|{says}[^.;/,]{{0,12}}\({name}\)")


def _part_on_volet_2(clause: Clause) -> Clause:
    """The part of a sentence that speaks of volet 2, when one sentence speaks of several."""
    places = [(match.start(), NUMBERS[match[1]]) for match in NAME.finditer(clause.folded)]
    begin = next(start for start, number in places if number == 2)
    ends = (start for start, number in places if start > begin and number != 2)
    end = next(ends, len(clause.folded))
    return clause.model_copy(update={"folded": clause.folded[begin:end]})
