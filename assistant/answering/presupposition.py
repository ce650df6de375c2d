"""What a question takes for granted and the evidence contradicts: another figure for the same unit,
or the opposite word.
"""

import re
from collections.abc import Sequence

from assistant.texts.french import NUMBERS, fold, stem

PAIR = re.compile(r"\b(\d+(?:,\d+)?|" + "|".join(NUMBERS) + r")\s+(?:\w+\s+)?([a-z]{2,})\b")
SUPPOSED = re.compile(
    r"\b(?:puisque?|comme|etant|sachant que|vu que|du fait que|alors que|bien|"
    r"confirme|n'est-ce pas|non\s*\?|c'est bien)\b|^\s*(?:le|la|les|l')"
)


def contradiction(
    question: str,
    evidence: str,
    *,
    opposites: Sequence[tuple[str, str]],
    units: Sequence[str],
) -> tuple[str, str] | None:
    """What the question supposes and what the text says instead; None when nothing clashes.

    `opposites` are pairs of opposite words, `units` beginnings of the words that figures count.
    """
    asked, given = fold(question), fold(evidence)
    if not SUPPOSED.search(asked) or re.search(
        r"\bcombien\b|\bquel(?:le)?s?\b.*\b(?:duree|nombre|taux)\b", asked
    ):
        return None
    ours, theirs = _pairs(asked, units), _pairs(given, units)
    for unit, (value, words) in ours.items():
        if (
            unit in theirs
            and theirs[unit][0] != value
            and value not in {v for v, _ in _all(given, unit)}
        ):
            return words, theirs[unit][1]
    for one, other in opposites:
        for supposed, said in ((one, other), (other, one)):
            a, b = fold(supposed), fold(said)
            if (
                re.search(rf"\b{a}s?\b", asked)
                and re.search(rf"\b{b}s?\b", given)
                and not re.search(rf"\b{a}s?\b", given)
                and not asked.rstrip(" ?").endswith(a)
            ):
                return supposed, said
    return None


def _pairs(text: str, units: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The first figure given to each unit that may clash."""
    found: dict[str, tuple[str, str]] = {}
    for number, noun in PAIR.findall(text):
        unit = stem(noun)
        if unit.startswith(tuple(units)):
            found.setdefault(unit, (NUMBERS.get(number, number), f"{number} {noun}"))
    return found


def _all(text: str, unit: str) -> list[tuple[str, str]]:
    return [
        (NUMBERS.get(number, number), noun)
        for number, noun in PAIR.findall(text)
        if stem(noun) == unit
    ]
