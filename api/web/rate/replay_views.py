"""A question that was kept, as its list shows it."""

from collections.abc import Callable
from datetime import datetime

from assistant.domain import Value
from assistant.index.index import Index
from assistant.ratings.record import Record
from assistant.ratings.replay import Change, Stale, compare_replies, stale_citations
from assistant.store.nouns import SavedQuestion

AGAIN = tuple(change.value for change in Change)


class Row(Value):
    """A question; `change` is what asking again changed, empty when it was not asked; `problem` why
    it could not be; `old` when its reply cannot be read.
    """

    id: str
    text: str
    saved: datetime
    generation: str
    sentences: int
    stale: tuple[Stale, ...] = ()
    change: str = ""
    problem: str = ""
    old: bool = False


def row_of(
    saved: SavedQuestion,
    before: Record | None,
    index: Index,
    ask: Callable[[], Record | str] | None,
) -> Row:
    """The row of a question; `ask` asks it again, or gives the sentence of an error."""
    row = Row(
        id=saved.id,
        text=saved.text,
        saved=saved.saved,
        generation=saved.generation,
        sentences=len(before.sentences) if before else 0,
        old=before is None,
    )
    if before is None:
        return row
    row = row.model_copy(update={"stale": stale_citations(before, index)})
    after = ask() if ask else None
    if isinstance(after, str):
        return row.model_copy(update={"problem": after})
    return (
        row.model_copy(update={"change": compare_replies(before, after, index).change.value})
        if after
        else row
    )
