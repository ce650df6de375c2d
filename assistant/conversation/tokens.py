"""The words of a question, as they are written and as they are compared."""

import re

from assistant.domain import Value
from assistant.texts.french import fold

ACCENTED = frozenset(("à", "où", "là", "après", "côté", "auprès", "déjà", "très", "d'après"))
TOKEN = re.compile(r"d['’]après\b|[^\W_]+(?:-[^\W_]+)*(?:['’](?=\w))?|§|[?.!,;:()«»]")
INVERTED = re.compile(r"(-t)?-(il|elle|ils|elles|on|ce|je|nous|vous|tu)$", re.IGNORECASE)


class Token(Value):
    """A word of a question: its place, as it is written, folded but for the accent of « à » and
    « où »; `inverted` is the pronoun that follows it (« doit-il »).
    """

    start: int
    end: int
    text: str
    plain: str
    inverted: str = ""


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words and marks of a text; an inverted pronoun is told with its verb."""
    return tuple(_token(found) for found in TOKEN.finditer(text))


def _token(found: re.Match[str]) -> Token:
    text, end = found.group(), found.end()
    inversion = INVERTED.search(text)
    if inversion and fold(text) != "est-ce":
        text, end = text[: inversion.start()], found.start() + inversion.start()
    return Token(
        start=found.start(),
        end=end,
        text=text,
        plain=plain_of(text),
        inverted=fold(inversion[2]) if inversion else "",
    )


def plain_of(word: str) -> str:
    """A word as it is compared: folded, but that « à » is not « a », nor « où » « ou ». A word in
    capitals is a name (« la loi NOTRe »): it keeps them unless it is an acronym like another.
    """
    low = word.lower().replace("’", "'")
    if word[1:2].isupper() and len(word) > 2 and not word.isupper():
        return word
    return low if low in ACCENTED else fold(word)
