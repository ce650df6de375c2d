"""History + follow-up → the question in full, with no language model.

A follow-up is written again by the first of four rewrites that applies: why, swap, resolve, carry
(a module each). A question that needs nothing stays as it is; one that leans on the conversation
in a way that no rewrite knows keeps its words, with the question before as its topic.
"""

import re
from collections.abc import Sequence

from assistant.conversation.carry import carry, is_bare_interrogative
from assistant.conversation.exchange import Antecedents, Exchange
from assistant.conversation.follow_up_words import FollowUpWords
from assistant.conversation.interrogatives import capital
from assistant.conversation.reading import Reading
from assistant.conversation.resolve import resolve
from assistant.conversation.swap import swap
from assistant.conversation.why import ask_why
from assistant.domain import Turn, Value
from assistant.texts.french import fold, stem

REMEMBERED = 6  # turns
JOINED = re.compile(
    r",?\s+(?:et|puis)\s+(?=(?:(?:à|de|dans|pour|sur|par|en|avec|sous|au bout "
    r"de|depuis)\s+)?(?:qui|quel|quelle|quels|quelles|combien|quand|où|comment|"
    r"pourquoi|lequel|laquelle)\b)"
    r"|\?\s+(?=\w)|\s+et\s+(?=(?:la part|le taux|le nombre|celui|celle|ceux|"
    r"celles|de la recommandation|de celui|de celle)\b)",
    re.I,
)
OPENS_SWAP = re.compile(
    r"^\s*(?:pour|dans|chez|côté|cote|en|sur|à|au|aux|celui|celle|ceux|celles)\b", re.IGNORECASE
)


_POINTED_SUBJECT = re.compile(
    r"\s*(?:et\s+)?(?:pour\s+|sur\s+)?(?:ce|cet|cette|ces)\s+(?P<subject>[^,:;]+?)\s*[,:;]\s*",
    re.IGNORECASE,
)


_SUPERLATIVE = re.compile(r"\b(?:est|sont|etaient|etait) (?:le|la|les) (?:plus|moins) \w+")


class Standalone(Value):
    """A question that can be understood alone.

    `topic` is what it leans on, in the words of an earlier question; empty when it leans on
    nothing, or when `text` was written again to say it. `context` are the earlier words that the
    search takes over, written again or not.
    """

    text: str
    topic: str = ""
    context: str = ""

    @property
    def whole(self) -> str:
        """The question and its topic, to look for names, dates and words in both."""
        return f"{self.text} : {self.topic}" if self.topic else self.text


def standalone(question: str, history: Sequence[Turn], words: FollowUpWords) -> Standalone:
    """Make a follow-up understandable alone; a question that needs nothing is returned as it is."""
    exchange = exchange_of(history[-REMEMBERED:], words)
    return understood(question, exchange, words)


def exchange_of(history: Sequence[Turn], words: FollowUpWords) -> Exchange | None:
    """The last exchange, each question understood with those before it; None without history."""
    exchange: Exchange | None = None
    for turn in history:
        alone = understood(turn.question, exchange, words)
        earlier = (exchange.question, *exchange.earlier) if exchange else ()
        exchange = Exchange(question=alone.text, answer=turn.answer, earlier=earlier)
    return exchange


def understood(question: str, exchange: Exchange | None, words: FollowUpWords) -> Standalone:
    """The question in full after an exchange."""
    fresh = words.fresh.sub("", question, count=1) if words.fresh.match(question) else ""
    if fresh or exchange is None:
        return Standalone(text=(fresh or question).strip())
    question, exchange = _come_back(question, exchange, words)
    antecedents = Antecedents(exchange, words)
    written = _rewrite(question, antecedents)
    if written:
        return Standalone(text=written, context=exchange.question)
    if depends(question, words):
        topic = exchange.question.rstrip(" ?.!")
        return Standalone(text=question.strip(), topic=topic, context=exchange.question)
    return Standalone(text=question.strip())


def _rewrite(question: str, antecedents: Antecedents) -> str:
    """The question written again; empty when it stays as it is."""
    words = antecedents.words
    bare = _without_link(question, words)
    reason = ask_why(bare, antecedents)
    if reason:
        return reason
    fragment = words.swap.sub("pour ", bare, count=1) if words.swap.match(bare) else bare
    linked = bare != question or fragment != bare
    if _is_fragment(fragment, words, linked=linked):
        return swap(fragment, antecedents)
    solved = resolve(bare, antecedents)
    carried = carry(solved or bare, antecedents)
    if carried or solved or bare == question:
        return carried or solved
    reading = Reading(bare, words)
    return capital(bare) if reading.has_verb or reading.has_interrogative else ""


def _without_link(question: str, words: FollowUpWords) -> str:
    """The question less the words that link it to the one before."""
    while (found := words.link.match(question)) and found.end() < len(question.rstrip(" ?.!")):
        question = question[found.end() :]
    return question


def _is_fragment(text: str, words: FollowUpWords, *, linked: bool) -> bool:
    """Does a message only name something: after a linking word, or after a preposition?"""
    core = words.ending.sub("", text).strip(" ?.!,")
    reading = Reading(core, words)
    if is_bare_interrogative(Reading(text, words)):
        return False
    if reading.has_verb or reading.has_interrogative or not core:
        return False
    return linked or bool(OPENS_SWAP.match(core))


def _come_back(question: str, exchange: Exchange, words: FollowUpWords) -> tuple[str, Exchange]:
    """For « revenons au volet 3 : … », the rest of the message, after the earlier question that
    shares most words with the subject named.
    """
    found = words.coming_back.match(question) or _POINTED_SUBJECT.match(question)
    if not found:
        return question, exchange
    own = _roots(found["subject"])
    asked = (exchange.question, *exchange.earlier)
    shared = [len(own & _roots(text)) for text in asked]
    best = asked[shared.index(max(shared))] if max(shared) else found["subject"]
    return question[found.end() :], Exchange(question=best, earlier=(found["subject"], *asked))


def _roots(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[a-z0-9]{3,}", fold(text))}


def depends(question: str, words: FollowUpWords) -> bool:
    """Does the question lean on what came before: a fragment, a bare interrogative, or « ça » and
    the pronouns that take up nothing in it?
    """
    bare = _without_link(question, words)
    reading = Reading(bare, words)
    if words.reason.fullmatch(bare) or is_bare_interrogative(reading):
        return True
    if _SUPERLATIVE.search(fold(bare)) and not reading.named:
        return True
    return _is_fragment(bare, words, linked=bare != question)


def parts(question: str) -> tuple[str, ...]:
    """The questions that a sentence joins: « qui… et quel… ? » is two. One that stands alone is
    returned as it is.
    """
    cut = [part.strip(" ,;") for part in JOINED.split(question)]
    if len(cut) != 2 or any(len(re.findall(r"\w{3,}", part)) < 3 for part in cut):
        return (question,)
    return tuple(cut)
