"""History + follow-up → a question that can be understood alone, with no language model.

A follow-up takes over the topic of what came before; where it names another thing of the same class
(« et le volet 3 ? » after a question on volet 2), that thing takes the place of the first.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.conversation.patterns import FollowUps
from assistant.domain import Turn, Value
from assistant.texts.french import fold

OPENERS = re.compile(
    r"^\s*(?:et\b|mais\b|ou\b|alors\b|donc\b|dans ce cas|sinon\b|idem|pareil|"
    r"meme question|lequel|laquelle|lesquel|c'est-a-dire|par exemple"
    r"|(?:pourquoi|comment|combien|quand|qui)\s*\?)"
)
PRONOUN = (
    r"(?<!-)(?<!-t-)\b(?:il|ils|elle|elles|celui-ci|celle-ci|ceux-ci|celles-ci|"
    r"celui-la|celle-la|ce dernier|cette derniere|ces derniers|ca|cela|leur|"
    r"lui|son|sa|ses|leurs|THINGS)\b"
    r"|\b(?:[lsnmt]'en|[lsnmt]'y)\b|\ben (?:a|est|sont|ont|conclure|faire|faut|"
    r"existe|parle|fait|avoir|compte|reste)\b|\by (?:figure|ajouter|faut|"
    r"sont)\b"
    r"|^\s*(?:et |mais |alors |donc )?(?:(?:a|de|dans|pour|sur|par|en|avec|sous|depuis) )?"
    r"(?:(?:qui|que|quoi|quand|ou|comment|pourquoi|combien|quel(?:le)?s?(?: "
    r"\w+){1,2}) )?(?:s'|l'|le |la |les )?\w+(?:-t)?-(?:il|elle|ils|elles)\b"
    r"|^\s*(?:qui|que|quoi) (?:l'|les? |la )\w+"
)  # THINGS: « ce contrat », « cette fiche », of corpus/questions.yaml
CHANGE = re.compile(
    (
        r"^\s*(?:rien à voir|autre question|autre sujet|autre chose|changeons de "
        r"sujet|sur un autre sujet|pour changer|question suivante|passons à autre "
        r"chose)\s*[:,.;–-]*\s*"
    ),
    re.I,
)
RETURN = re.compile(r"\b(?:reven(?:ir|ons|ant)|reviens|retour(?:nons)? (?:a|au|aux|sur))\b")
NAMING = re.compile(r"\b[A-ZÉ]{3,}|\d|(?<!^)\b[A-ZÉ][a-zéè]{3,}")
SHORT = 7
JOINED = re.compile(
    r",?\s+(?:et|puis)\s+(?=(?:(?:à|de|dans|pour|sur|par|en|avec|sous|au bout "
    r"de|depuis)\s+)?(?:qui|quel|quelle|quels|quelles|combien|quand|où|comment|"
    r"pourquoi|lequel|laquelle)\b)"
    r"|\?\s+(?=\w)|\s+et\s+(?=(?:la part|le taux|le nombre|celui|celle|ceux|"
    r"celles|de la recommandation|de celui|de celle)\b)",
    re.I,
)


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


def standalone(question: str, history: Sequence[Turn], patterns: FollowUps) -> Standalone:
    """Make a follow-up understandable alone; a question that needs nothing is returned as it is."""
    fresh = CHANGE.sub("", question)
    if not history or fresh != question or not depends(question, patterns):
        return Standalone(text=fresh.strip() or question)
    topic = _question_recalled(question, history) or topic_of(history, patterns)
    replaced = _swap_topic(question, topic, patterns)
    if replaced:
        return Standalone(text=replaced, context=topic)
    return Standalone(text=question.strip(), topic=topic.rstrip(" ?.!"), context=topic)


def parts(question: str) -> tuple[str, ...]:
    """The questions that a sentence joins: « qui… et quel… ? » is two. One that stands alone is
    returned as it is.
    """
    cut = [part.strip(" ,;") for part in JOINED.split(question)]
    if len(cut) != 2 or any(len(re.findall(r"\w{3,}", part)) < 3 for part in cut):
        return (question,)
    return tuple(cut)


@lru_cache(maxsize=8)
def _pronoun(patterns: FollowUps) -> re.Pattern[str]:
    """What stands for something said before."""
    nouns = {"ce": patterns.ce, "cet": patterns.cet, "cette": patterns.cette, "ces": patterns.ces}
    things = "|".join(f"{word} (?:{'|'.join(after)})" for word, after in nouns.items())
    return re.compile(PRONOUN.replace("THINGS", things))


@lru_cache(maxsize=8)
def _tying_pattern(patterns: FollowUps) -> re.Pattern[str]:
    """What ties a question to itself."""
    return re.compile(rf"\b(?:{'|'.join(patterns.tying)})\b")


def depends(question: str, patterns: FollowUps) -> bool:
    """Does the question lean on what came before?"""
    plain = fold(question)
    content = [word for word in re.findall(r"[a-z0-9-]{3,}", plain) if word not in patterns.empty]
    tied = NAMING.search(question) or _tying_pattern(patterns).search(plain)
    if not tied and len(content) <= 4:
        return True
    return (
        bool(OPENERS.search(plain))
        or bool(_pronoun(patterns).search(plain) and len(content) <= SHORT + 3)
        or len(content) <= 2
    )


def _question_recalled(question: str, history: Sequence[Turn]) -> str:
    """For « pour en revenir à… », the earlier question that shares most words with this one."""
    if not RETURN.search(fold(question)):
        return ""
    own = set(re.findall(r"[a-z0-9]{4,}", fold(question)))
    shared = [
        (len(own & set(re.findall(r"[a-z0-9]{4,}", fold(turn.question)))), -n, turn.question)
        for n, turn in enumerate(reversed(history))
    ]
    best = max(shared)
    return best[2] if best[0] else ""


def topic_of(history: Sequence[Turn], patterns: FollowUps) -> str:
    """What the conversation was about: the last question, itself completed by what it leant on."""
    last = history[-1].question
    if len(history) > 1 and depends(last, patterns):
        before = topic_of(history[:-1], patterns)
        return _swap_topic(last, before, patterns) or f"{last.rstrip(' ?')} – {before}"
    return last


def _swap_topic(question: str, topic: str, patterns: FollowUps) -> str:
    """The topic with the new thing in the place of the old one of its class, when the follow-up is
    « et … ? ».
    """
    plain, before = fold(question), fold(topic)
    if (
        not re.match(r"\s*(?:et|mais|ou)\b", plain)
        or len(plain.split()) > SHORT
        or len(before) != len(topic)
    ):
        return ""
    for slot in patterns.classes:
        new, old = re.search(rf"\b{slot}", plain), re.search(rf"\b{slot}", before)
        if new and old and new.group() != old.group() and len(plain) == len(question):
            return topic[: old.start()] + question[new.start() : new.end()] + topic[old.end() :]
    return ""
