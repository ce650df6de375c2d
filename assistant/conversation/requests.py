"""A message → the questions that it asks: several are parted, and what only sets the scene around
one of them is left aside.
"""

import re
from collections.abc import Sequence

from assistant.conversation.follow_up_words import FollowUpWords
from assistant.conversation.reading import Reading
from assistant.texts.sentences import sentence_spans

MOST = 4  # questions of one message
SCENIC = 18  # words of a sentence whose first clauses may only set the scene
LONG = 25  # words of a message that has sentences which only set the scene
SHORTEST = 3  # words of a question that stands by itself
NUMBERED = re.compile(r"(?:^|(?<=\s))\(?\d{1,2}\s?[.)°]-?\s+(?=\S)")
QUESTION_END = re.compile(r"(?<=\?)\s+(?=\S)")
BESIDES = re.compile(
    r",?\s+(?:et aussi|et sinon|et par ailleurs|ainsi que|et puis aussi)\s*,?\s+"
    r"(?=(?:(?:à|de|dans|pour|sur|par|en|avec)\s+)?(?:qui|que|qu|quel|quelle|quels|quelles|combien|"
    r"quand|où|comment|pourquoi|est-ce)\b)",
    re.IGNORECASE,
)
PREAMBLE = re.compile(
    r"^.*?\b(?:(?:je (?:voudrais|souhaite|souhaiterais|veux)|j['’]aimerais) (?:savoir|comprendre|"
    r"connaître)|(?:pouvez-vous|pourriez-vous|peux-tu|pourrais-tu|merci de|veuillez) (?:me |nous )?"
    r"(?:dire|préciser|indiquer|expliquer)|dites-moi|dis-moi|ma question est|la question est|"
    r"je me demande)(?:\s+une chose)?(?:\s+simple(?:ment)?)?\s*[:,]?\s+",
    re.IGNORECASE,
)
ASKING_CLAUSE = re.compile(
    r"-t-(?:il|elle|on|ils|elles)\b|-(?:il|elle|on|ils|elles|je|nous|vous)\b|^(?:qui|que|quel|"
    r"quelle|quels|quelles|combien|quand|où|comment|pourquoi|est-ce)\b",
    re.IGNORECASE,
)
WH_CLAUSE = re.compile(
    r"(?:qui|que|quel|quelle|quels|quelles|combien|quand|où|comment|pourquoi)\b", re.IGNORECASE
)
ASKED_PLAINLY = re.compile(
    r"^(?:si\b|s['’]il|qui|que|ce que|quel|quelle|quels|quelles|combien|quand|où|comment|pourquoi|"
    r"est-ce|la|le|les|l['’]|à|de|dans|sur)\b",
    re.IGNORECASE,
)


def requests_of(message: str, words: FollowUpWords) -> tuple[str, ...]:
    """The questions of a message, each as it is asked; the message itself when it asks one."""
    pieces = _numbered(message) or _parted(message)
    whole = _glued(pieces, words)
    return whole[:MOST] if len(whole) > 1 else (asking_sentence(message),)


def asking_sentence(message: str) -> str:
    """The sentence of a long message that asks; the message as it is when it is short, or when
    none of its sentences asks more than another.
    """
    sentences = [message[start:end].strip() for start, end in sentence_spans(message)]
    if len(message.split()) <= LONG:
        return _without_scene_after(message, sentences)
    asking = [text for text in sentences if text.endswith("?")]
    if not asking:
        asking = [text for text in sentences if PREAMBLE.match(text)]
    if len(asking) != 1 or len(sentences) == 1 and not PREAMBLE.match(message):
        return message
    return _after_colon(_without_preamble(asking[0]))


def _without_scene_after(message: str, sentences: Sequence[str]) -> str:
    """A short message less what follows its first question and asks nothing: why it is asked."""
    first, *others = sentences or (message,)
    asks_first = first.endswith("?") and len(first.split()) > SHORTEST
    asks_again = any(each.endswith("?") or PREAMBLE.match(each) for each in others)
    has_scene = len(" ".join(others).split()) > SHORTEST
    return first if asks_first and has_scene and not asks_again else message


def _after_colon(sentence: str) -> str:
    """« Une réponse nette : un SPSTI peut-il refuser ? » asks « un SPSTI peut-il refuser ? », and
    « pouvez-vous expliquer, avec vos sources, quel est son rôle ? » its last clause.
    """
    head, mark, rest = sentence.rpartition(" : ")
    if not mark and len(sentence.split()) > SCENIC:
        head, mark, rest = sentence.rpartition(", ")
    asks = ASKING_CLAUSE.search(rest) and not WH_CLAUSE.match(head)
    if not mark or len(rest.split()) <= SHORTEST or not asks:
        return sentence
    return f"{rest[:1].upper()}{rest[1:]}"


def _without_preamble(sentence: str) -> str:
    """« J’aimerais savoir une chose : quelle est… ? » asks « quelle est… ? »."""
    found = PREAMBLE.match(sentence)
    rest = sentence[found.end() :] if found else sentence
    if not ASKED_PLAINLY.match(rest):
        return sentence
    return f"{rest[:1].upper()}{rest[1:].rstrip(' .?!')} ?"


def _numbered(message: str) -> Sequence[str]:
    """The items of a message that numbers its questions; none otherwise."""
    marks = list(NUMBERED.finditer(message))
    if len(marks) < 2 or not marks[0].group().strip("( ").startswith("1"):
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(message)]
    return [message[mark.end() : end].strip(" ;,\n") for mark, end in zip(marks, ends, strict=True)]


def _parted(message: str) -> Sequence[str]:
    """The message cut after its question marks and at « et aussi »; what only sets the scene before
    the first question is taken off.
    """
    pieces = [part.strip() for text in QUESTION_END.split(message) for part in BESIDES.split(text)]
    return [_last_sentence(piece) for piece in pieces if piece]


def _last_sentence(piece: str) -> str:
    """The question that ends a piece, without the sentences before it."""
    if not piece.endswith("?"):
        return piece
    spans = list(sentence_spans(piece))
    return piece[spans[-1][0] : spans[-1][1]].strip() if spans else piece


def _glued(pieces: Sequence[str], words: FollowUpWords) -> tuple[str, ...]:
    """The pieces that are questions; one too short, or that asks nothing, stays with the one
    before it, and thanks after the last are no question.
    """
    whole: list[str] = []
    for piece in pieces:
        if _is_question(piece, words):
            whole.append(piece)
        elif whole and piece.endswith("?"):
            whole[-1] = f"{whole[-1]} {piece}"
    return tuple(whole)


def _is_question(piece: str, words: FollowUpWords) -> bool:
    reading = Reading(piece, words)
    asks = reading.has_interrogative or (piece.endswith("?") and reading.has_verb)
    return asks and len(re.findall(r"\w+", piece)) >= SHORTEST
