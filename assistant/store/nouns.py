"""What the store holds, as frozen values. Days and hours are in UTC; `owner` says whose an object
is: a browser session, or the command line.

A reply is saved as its JSON, in the form of the API, so that it can be shown again as it was.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from assistant.domain import Citation, Value
from assistant.forms.form import AnyForm

LOCAL = "local"


class Owned(Value):
    """Whose an object is; anyone may read one that is shared."""

    owner: str
    shared: bool = False


class Cause(StrEnum):
    """Why a version was written. An autosaved one gives way to the next within ten minutes."""

    CREATED = "création"
    EDITED = "saisie"
    AUTOSAVED = "saisie automatique"
    REPLACED = "remplacement"
    RESTORED = "reprise"


class SavedDraft(Value):
    """A draft: `head` is the number of its present version, which an editor must name to change
    it.
    """

    id: str
    owner: str
    kind: str
    title: str
    subtitle: str
    head: int
    created: datetime
    changed: datetime


class Version(Value):
    """A version of a draft, whose text never changes. `note` is the name that a person gave it."""

    number: int
    cause: Cause
    note: str = ""
    saved: datetime


class OpenDraft(Value):
    """A draft at one of its versions."""

    draft: SavedDraft
    version: Version
    form: AnyForm


class SavedConversation(Value):
    """A series of questions; `turns` is how many."""

    id: str
    owner: str
    title: str
    turns: int
    created: datetime
    changed: datetime


class SavedTurn(Value):
    """A question and its reply: `answer` in words, `reply` whole, in JSON."""

    conversation_id: str
    number: int
    question: str
    answer: str
    reply: str
    asked: datetime


class Thumb(StrEnum):
    """A reader's opinion."""

    UP = "utile"
    DOWN = "pas utile"


class Feedback(Value):
    """An opinion on a turn, or on one of its citations (`citation` is its number, 0 for the whole
    reply), as a reader gives it.
    """

    turn: int = Field(ge=1)
    thumb: Thumb
    citation: int = Field(0, ge=0)
    reasons: tuple[str, ...] = ()
    comment: str = ""


class SavedFeedback(Feedback):
    """A reader's opinion as it is stored, with its conversation and its hour."""

    conversation_id: str
    given: datetime


class Rating(StrEnum):
    """Does the source bear the sentence out? An evaluator's answer."""

    SUPPORTS = "soutient"
    PARTLY = "partiellement"
    DENIES = "ne soutient pas"
    NOT_FOUND = "source introuvable"


class Pair(Value):
    """A sentence and one of its citations, to be rated.

    `question` is what the sentence answers; it is empty for a line of a draft.
    """

    origin: Literal["réponse", "brouillon"]
    sentence: str
    citation: Citation
    question: str = ""


class SavedPair(Pair):
    """A pair in the queue of those to be rated. `id` is a digest of the owner, the sentence, the
    passage and the quoted words: the same pair queued twice has the same one.
    """

    id: str
    owner: str
    shared: bool
    queued: datetime


class PairRating(Value):
    """What a rater says of a pair: the rating, its reason, and the seconds it took."""

    rater: str
    rating: Rating
    reason: str = ""
    seconds: float = Field(ge=0)


class SavedRating(PairRating):
    """A rating as it is stored: of which pair, by whose session, when."""

    pair_id: str
    owner: str
    given: datetime


class SavedQuestion(Value):
    """A question saved to be asked again, with the reply it had under a generation of the index.

    `question` and `reply` are JSON; `text` is the question as it was typed.
    """

    id: str
    owner: str
    text: str
    question: str
    reply: str
    generation: str
    saved: datetime
