"""A question parted: what it asks with (« combien de CPOM »), and the rest of it."""

import re

from assistant.conversation.noun_groups import NounGroup
from assistant.conversation.reading import Reading
from assistant.domain import Value

EST_CE = re.compile(r"^\s*(?:est-ce\s+(?:que\s+|qu['’]))", re.IGNORECASE)


class Parted(Value):
    """`word` is the interrogative, empty for a question answered by yes or no; `noun` what it
    determines (« combien de CPOM »); `rest` all that follows, without the question mark.
    """

    word: str
    noun: NounGroup | None
    rest: str


def parted(reading: Reading) -> Parted | None:
    """A question in two; None when its interrogative does not open it."""
    text, at = reading.text.rstrip(" ?.!"), reading.interrogative
    if at < 0:
        rest = EST_CE.sub("", text).strip()
        return None if reading.has_interrogative else Parted(word="", noun=None, rest=rest)
    tokens = reading.tokens
    noun = next((group for group in reading.groups if group.asked), None)
    if noun is not None and min(noun.before_start, noun.start) > tokens[at].end + 1:
        noun = None  # an interrogative further on
    end = noun.end if noun else tokens[at].end
    rest = re.sub(r"^\s*est-ce\s+qu(?:e\s+|['’]|i\s+)", "", text[end:])
    return Parted(word=tokens[at].plain, noun=noun, rest=rest.strip(" ,"))


def lower_first(text: str) -> str:
    """A sentence put inside another: its first letter small, unless it opens on a name."""
    second = text[1:2]
    return text if second.isupper() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """A sentence: its first letter large."""
    return text[:1].upper() + text[1:]
