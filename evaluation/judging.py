"""What a reply to a question of the useful sets is worth: right, beside the question, misleading,
refused or answered wrongly.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import product

from assistant.domain import Answer, Citation, Refusal, Statement, Value
from evaluation.metrics import facts_text_of, text_of_reply
from evaluation.useful import FactQuestion, Place, TrapQuestion, UsefulQuestion, matches

ABSENT = frozenset({"inexistant", "document-absent"})  # traps where a refusal may be the answer


class Judgement(StrEnum):
    """What a reply is worth, once; the first of these that holds, `MISLEADING` before `RIGHT`."""

    RIGHT = "juste"
    IRRELEVANT = "à côté"
    MISLEADING = "trompeuse"
    REFUSED_WRONGLY = "refusée à tort"
    ANSWERED_WRONGLY = "répondue à tort"


class JudgedReply(Value):
    """A question, what its reply is worth, and what the reply says and cites. `cites_gold` and
    `useful_statements` (for each statement) have a meaning for questions of fact only.
    """

    id: str
    group: str
    question: str
    judgement: Judgement
    text: str
    labels: tuple[str, ...] = ()
    cites_gold: bool | None = None
    useful_statements: tuple[bool, ...] = ()


def judge_fact(row: FactQuestion, reply: Answer | Refusal) -> JudgedReply:
    """Judge the reply to a question that the texts answer.

    It misleads when it cites a passage listed as misleading, shows what it must not say or begins
    by the contrary; it is right when it begins as it must and its quotations, or its written
    sentences, hold all that it must say; it is beside the question otherwise.
    """
    citations = _citations_of(reply)
    statements = reply.statements if isinstance(reply, Answer) else ()
    return JudgedReply(
        id=row.id,
        group=row.slot,
        question=row.question,
        judgement=_judgement_of_fact(row, reply),
        text=shown_text_of(reply),
        labels=tuple(citation.label for citation in citations),
        cites_gold=_cite_gold(row, citations),
        useful_statements=tuple(_is_useful(row, each, citations) for each in statements),
    )


def judge_near(row: UsefulQuestion, reply: Answer | Refusal) -> JudgedReply:
    """Judge the reply to a question of the field that no text answers: only a refusal is right."""
    is_refused = isinstance(reply, Refusal)
    judgement = Judgement.RIGHT if is_refused else Judgement.ANSWERED_WRONGLY
    return _judged_reply(row, "", reply, judgement)


def judge_trap(row: TrapQuestion, reply: Answer | Refusal) -> JudgedReply:
    """Judge the reply to a trap: right when it says what undoes the trap, misleading when it shows
    what it must not say. A refusal is right only if it says so of what does not exist.
    """
    if _shows_forbidden(row, reply):
        judgement = Judgement.MISLEADING
    elif _has_answer(reply):
        is_undone = _says_all(row, facts_text_of(reply))
        judgement = Judgement.RIGHT if is_undone else Judgement.ANSWERED_WRONGLY
    else:
        is_absence_said = row.kind in ABSENT and _says_all(row, text_of_reply(reply))
        judgement = Judgement.RIGHT if is_absence_said else Judgement.REFUSED_WRONGLY
    return _judged_reply(row, row.kind, reply, judgement)


def shown_text_of(reply: Answer | Refusal) -> str:
    """All the words of a reply in the order shown: first words, sentences, notices."""
    verdict = reply.verdict if isinstance(reply, Answer) else ""
    return " ".join((verdict, text_of_reply(reply), *reply.notices)).strip()


def _judged_reply(
    row: UsefulQuestion, group: str, reply: Answer | Refusal, judgement: Judgement
) -> JudgedReply:
    return JudgedReply(
        id=row.id,
        group=group,
        question=row.question,
        judgement=judgement,
        text=shown_text_of(reply),
        labels=tuple(citation.label for citation in _citations_of(reply)),
    )


def _judgement_of_fact(row: FactQuestion, reply: Answer | Refusal) -> Judgement:
    if not _has_answer(reply):
        return Judgement.REFUSED_WRONGLY
    if _misleads(row, reply):
        return Judgement.MISLEADING
    begins_well = row.first is None or matches(row.first, shown_text_of(reply))
    is_right = begins_well and _says_all(row, facts_text_of(reply))
    return Judgement.RIGHT if is_right else Judgement.IRRELEVANT


def _has_answer(reply: Answer | Refusal) -> bool:
    """Does the reply answer from the texts? A courtesy or a page offered does not."""
    return isinstance(reply, Answer) and reply.status != "dialogue"


def _misleads(row: FactQuestion, reply: Answer | Refusal) -> bool:
    if _shows_forbidden(row, reply) or _begins_by_contrary(row, reply):
        return True
    citations = _citations_of(reply)
    pairs = product(row.misleading, citations)
    return any(_cites_misleading(row, place, citation) for place, citation in pairs)


def _cites_misleading(row: FactQuestion, place: Place, citation: Citation) -> bool:
    """Does a citation come from a misleading place?

    Words that answer, quoted whole, do not mislead by those that stand beside them; and where the
    same passage also answers, only the misleading words count.
    """
    if any(gold.is_quoted_by(citation) for gold in row.gold):
        return False
    answers_too = any(gold.passage_id == place.passage_id for gold in row.gold)
    return place.is_quoted_by(citation) if answers_too else place.is_cited_by(citation)


def _begins_by_contrary(row: FactQuestion, reply: Answer | Refusal) -> bool:
    """Does the reply begin by « Oui » where « Non » is expected, or the reverse?"""
    if row.first is None or matches(row.first, shown_text_of(reply)):
        return False
    return matches(r"^(oui|non)\b", shown_text_of(reply))


def _shows_forbidden(row: UsefulQuestion, reply: Answer | Refusal) -> bool:
    shown = shown_text_of(reply)
    return any(matches(pattern, shown) for pattern in row.must_not)


def _says_all(row: UsefulQuestion, text: str) -> bool:
    return all(matches(pattern, text) for pattern in row.must)


def _is_useful(row: FactQuestion, statement: Statement, citations: tuple[Citation, ...]) -> bool:
    """Does a statement cite a passage that answers, or say a part of what must be said?"""
    if any(matches(pattern, statement.claim) for pattern in row.must):
        return True
    return _cite_gold(row, [each for each in citations if each.n in statement.citations])


def _cite_gold(row: FactQuestion, citations: Sequence[Citation]) -> bool:
    """Does one of the citations come from a passage that answers?"""
    return any(place.is_cited_by(citation) for place, citation in product(row.gold, citations))


def _citations_of(reply: Answer | Refusal) -> tuple[Citation, ...]:
    return reply.citations if isinstance(reply, Answer) else ()
