"""What a conversation leaves for the next question: its questions on the texts that were
answered.
"""

from collections.abc import Collection, Iterator, Sequence

from assistant.conversation.request import Acts, request_of
from assistant.conversation.requests import asking_sentence
from assistant.domain import Act, Turn


def answered_turns(
    history: Sequence[Turn], acts: Acts | None, refusals: Collection[str]
) -> tuple[Turn, ...]:
    """The turns that a follow-up may lean on: no courtesy, command or page offered, and none that
    was refused (`refusals` are the messages that say so), which the reader has to ask otherwise.
    """
    return tuple(_answered(history, acts, tuple(refusals)))


def _answered(
    history: Sequence[Turn], acts: Acts | None, refusals: tuple[str, ...]
) -> Iterator[Turn]:
    for turn in history:
        if turn.answer.startswith(refusals):
            continue
        if acts is None:
            yield turn
            continue
        request = request_of(turn.question, acts)
        if request.act is Act.QUESTION:
            asking = asking_sentence(request.question)
            yield turn.model_copy(update={"question": asking})
