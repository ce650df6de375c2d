"""What the turns of a dialogue lose for leaning on what came before: each follow-up is asked in its
conversation, then written in full by the author of the set, without history.
"""

from collections.abc import Sequence

from assistant.domain import Value
from assistant.texts.french import fold
from evaluation.metrics import Measured
from evaluation.scores import Score, score


class FollowUps(Value):
    """Over the follow-ups of some sets: the share that succeeds in conversation, the share that
    succeeds once written in full, and the share of the questions that need nothing which the
    conversation left as they were.
    """

    in_conversation: Score
    in_full: Score
    untouched: Score | None

    @property
    def gap(self) -> float:
        """What the conversation loses, in points."""
        return 100 * (self.in_full.value - self.in_conversation.value)


def follow_ups(rows: Sequence[Measured]) -> FollowUps | None:
    """The shares over the later turns of dialogues; None when no set writes a follow-up in full."""
    later = [row for row in rows if row.turn > 1 and row.in_full]
    leaning = [row for row in later if row.in_full != row.question]
    fresh = [row for row in later if row.in_full == row.question]
    if not leaning:
        return None
    return FollowUps(
        in_conversation=score([float(row.passed) for row in leaning]),
        in_full=score([float(bool(row.passed_alone)) for row in leaning]),
        untouched=score([float(_is_untouched(row)) for row in fresh]) if fresh else None,
    )


def _is_untouched(row: Measured) -> bool:
    """Was the question answered in its own words?"""
    words = {fold(text).strip(" ?.!") for text in (row.question, row.standalone)}
    return len(words) == 1
