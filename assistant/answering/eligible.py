"""Which pieces of evidence may answer at all: not every passage that is found speaks of the thing
asked.
"""

from collections.abc import Iterable

from assistant.conversation.asked import kind_of
from assistant.conversation.patterns import QuestionPatterns
from assistant.domain import Evidence
from assistant.records.kinds import Vocabulary
from assistant.records.series import Member, members_named, names_member


def eligible(
    vocabulary: Vocabulary,
    patterns: QuestionPatterns,
    question: str,
    evidence: Iterable[Evidence],
) -> tuple[Evidence, ...]:
    """The pieces that may answer: those that name the numbered thing that the question names
    (« la fiche 3 »), and none of a kind that never answers such a question.
    """
    kind = kind_of(question, patterns)
    members = [each for each in members_named(vocabulary, question) if each.series.binding]
    return tuple(
        piece
        for piece in evidence
        if kind not in patterns.unfit.get(piece.passage.kind, ())
        and _speaks_of(vocabulary, piece, members)
    )


def _speaks_of(vocabulary: Vocabulary, piece: Evidence, members: list[Member]) -> bool:
    """Does the passage name one of the things that the question names by their numbers?"""
    if not members:
        return True
    passage = piece.passage
    context = " ".join((passage.label, *passage.path, passage.text))
    return any(names_member(vocabulary, context, member) for member in members)
