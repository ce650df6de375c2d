"""What keeps a clause from doing what a rule asks: it denies it, makes it optional, conditions it,
excepts from it, postpones it, gives it to another body, or leaves it blank.

The words are those of « defauts » in `corpus/modeles/conformite.yaml`, read beside the reading of
the sentence (`assistant/reading`).
"""

import re
from enum import StrEnum

from assistant.conformity.clauses import BLANK, NEGATED, Clause, pattern
from assistant.domain import Value
from assistant.reading.sentence import Mood, SentenceReading, Time

FUTURE = re.compile(
    r"\b(?:sera|seront|[a-z]{2,}(?:era|eront|dra|dront)|[a-z]{3,}ir(?:a|ont)|"
    r"aura|auront|fera|feront)\b"
)
LONG, BEFORE, AFTER = 320, 120, 180
DOTS = re.compile(r"(?<!, )…|\.{3,}|_{3,}")
DOUBLE = re.compile(
    r"\b(?:aucune?|nul|jamais|ne|n')\b.{0,90}"
    r"\b(?:sans (?:avoir|que|etre|l')|s'ils? n|qui n|si elles? n)"
)


class DefectKind(StrEnum):
    """What is wrong; the value names the sentence that tells it."""

    BLANK = "blanc"
    BEFORE_SIGNATURE = "avant"
    POSTPONED = "report"
    NEGATION = "negation"
    EXCEPTION = "exception"
    CONDITION = "condition"
    PERMISSION = "faculte"
    DEROGATION = "derogation"


class DefectWords(Value):
    """Words that tell each kind of defect, and words that only look so (`epargne`)."""

    blanc: tuple[str, ...]
    avant: tuple[str, ...]
    encours: tuple[str, ...]
    report: tuple[str, ...]
    negation: tuple[str, ...]
    exception: tuple[str, ...]
    condition: tuple[str, ...]
    faculte: tuple[str, ...]
    derogation: tuple[str, ...]
    epargne: tuple[str, ...]


class Defect(Value):
    """One thing wrong with a clause."""

    kind: DefectKind
    words: str


def defect_of(
    clause: Clause,
    reading: SentenceReading,
    words: DefectWords,
    *,
    prior: bool,
    spared: tuple[str, ...] = (),
    topic: tuple[str, ...] = (),
) -> Defect | None:
    """The first thing wrong with a clause; None when it says plainly what it says.

    `prior` is for an act that must be done before the signature: a future is then a defect.
    `spared` are words of the rule that are no defect. In a long clause, only what stands near the
    first word of the `topic` counts.
    """
    if DOTS.search(clause.words) or BLANK.search(clause.folded) or _has_match(words.blanc, clause):
        return Defect(kind=DefectKind.BLANK, words=clause.words)
    text = pattern((*words.epargne, *spared)).sub(" ", _near(clause.folded, topic))
    coming = bool(FUTURE.search(text)) or _matches(words.encours, text)
    if coming and _matches(words.avant, text):
        return Defect(kind=DefectKind.BEFORE_SIGNATURE, words=clause.words)
    for kind, present in _signs(text, words, reading, prior=prior, coming=coming):
        if present:
            return Defect(kind=kind, words=clause.words)
    return None


def _near(text: str, topic: tuple[str, ...]) -> str:
    """The words around the topic, in a text too long to be about it whole."""
    match = pattern(topic).search(text) if topic and len(text) > LONG else None
    if match is None:
        return text
    return text[max(0, match.start() - BEFORE) : match.end() + AFTER]


def _signs(
    text: str, words: DefectWords, reading: SentenceReading, *, prior: bool, coming: bool
) -> tuple[tuple[DefectKind, bool], ...]:
    """Each kind of defect, in the order in which they are told, and whether the clause has it."""
    done = reading.time is Time.DONE
    is_postponed = _matches(words.report, text) and (coming or prior) and not done
    return (
        (DefectKind.EXCEPTION, _matches(words.exception, text)),
        (DefectKind.NEGATION, _denies(text, words, reading)),
        (DefectKind.DEROGATION, _matches(words.derogation, text)),
        (DefectKind.CONDITION, _matches(words.condition, text)),
        (DefectKind.PERMISSION, _permits(text, words, reading)),
        (DefectKind.POSTPONED, is_postponed or (prior and coming and not done)),
    )


def _denies(text: str, words: DefectWords, reading: SentenceReading) -> bool:
    if DOUBLE.search(text):
        return False
    return bool(NEGATED.search(text)) or _matches(words.negation, text)


def _permits(text: str, words: DefectWords, reading: SentenceReading) -> bool:
    return _matches(words.faculte, text) or reading.mood is Mood.CONDITIONAL


def _matches(words: tuple[str, ...], text: str) -> bool:
    return bool(pattern(words).search(text))


def _has_match(words: tuple[str, ...], clause: Clause) -> bool:
    return _matches(words, clause.folded)
