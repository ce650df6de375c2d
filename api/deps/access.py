"""Who may touch what: `allowed` decides, for every object and every door; `Own` asks it on behalf
of a route.

What is not allowed is refused, and what is refused looks exactly like what does not exist (HTTP
404, the same sentence).
A route whose address holds an `{id}` of something saved takes it through `Own`;
`tests/api/deps/test_access.py` refuses a route that does not.
"""

from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Path, Request

from api.deps import session
from api.deps.database import OpenDatabase
from assistant.domain import Value
from assistant.errors import UnknownItem
from assistant.store.database import Database
from assistant.store.nouns import LOCAL, Owned
from assistant.store.owners import owner_of


class Act(StrEnum):
    """What one does to an object; to judge a pair is to read it, since a verdict is its rater's
    own.
    """

    READ = "lire"
    WRITE = "changer"


class Actor(Value):
    """Who asks: a browser session, or the person at the command line, who owns the machine's files
    anyway.
    """

    owner: str
    local: bool = False


LOCAL_ACTOR = Actor(owner=LOCAL, local=True)


def is_allowed(actor: Actor, owned: Owned | None, act: Act) -> bool:
    """May `actor` do that to what is `owned`? Nothing but one's own is written; nothing but one's
    own and what is shared is read.
    """
    if owned is None:
        return False
    own = actor.local or actor.owner == owned.owner
    return own or (owned.shared and act is Act.READ)


def check_access(database: Database, actor: Actor, kind: str, item_id: str, act: Act) -> str:
    """The identifier, when the actor may. Raises UnknownItem, in the same words, when it may not
    and when there is no such object.
    """
    if not is_allowed(actor, owner_of(database, kind, item_id), act):
        raise UnknownItem(
            f"Rien ne porte l’identifiant « {item_id[:40]} » parmi ce que vous avez enregistré."
        )
    return item_id


def owner_filter(actor: Actor) -> str | None:
    """Whose objects a list shows to the actor: an owner, or None for everybody's."""
    return None if actor.local else actor.owner


def actor_of(request: Request) -> Actor:
    """The browser session of a request."""
    return Actor(owner=session.owner_of(request))


CurrentActor = Annotated[Actor, Depends(actor_of)]
ItemId = Annotated[
    str, Path(alias="id", max_length=64, description="identifiant de l’objet enregistré")
]


class Own:
    """As a dependency, the `{id}` of the address once the session may do `act` to the `kind` of
    object it names.
    """

    def __init__(self, kind: str, act: Act) -> None:
        self.kind = kind
        self.act = act

    def __call__(self, item_id: ItemId, actor: CurrentActor, database: OpenDatabase) -> str:
        return check_access(database, actor, self.kind, item_id, self.act)


ReadDraft = Annotated[str, Depends(Own("draft", Act.READ))]
WriteDraft = Annotated[str, Depends(Own("draft", Act.WRITE))]
ReadConversation = Annotated[str, Depends(Own("conversation", Act.READ))]
WriteConversation = Annotated[str, Depends(Own("conversation", Act.WRITE))]
ReadPair = Annotated[str, Depends(Own("pair", Act.READ))]
WritePair = Annotated[str, Depends(Own("pair", Act.WRITE))]
ReadQuestion = Annotated[str, Depends(Own("question", Act.READ))]
WriteQuestion = Annotated[str, Depends(Own("question", Act.WRITE))]
