"""What a follow-up leans on: the question before, in full, and what was answered; which of the
things that they name a pronoun stands for.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.conversation.follow_up_words import FollowUpWords
from assistant.conversation.noun_groups import Gender, NounGroup, definite, first_group
from assistant.conversation.reading import Reading
from assistant.domain import Value
from assistant.texts.french import fold, stem

SHORT_ANSWER = 6  # words of an answer that names one thing: « La DREETS. »
ENTITY_ASKED = re.compile(
    r"^\s*(?:et\s+)?(?:qui\b|a qui|par qui|quel(?:le)? (?:instance|organisme|autorite|direction|"
    r"comite|service|texte|article|rapport|plan|loi))"
)
ITEM = re.compile(r"(?:^|\s)(?:[–•]|\d{1,2}[.)])\s+")


class Exchange(Value):
    """The last exchange, its question understood in full, and the questions before it, the latest
    first.
    """

    question: str
    answer: str = ""
    earlier: tuple[str, ...] = ()


class Antecedents:
    """The things that an exchange names, to find what a word stands for."""

    def __init__(self, exchange: Exchange, words: FollowUpWords) -> None:
        self.words = words
        self.exchange = exchange
        self.reading = Reading(exchange.question, words)
        self.topic = first_group(self.reading.groups)

    def of_pronoun(self, gender: Gender, *, plural: bool) -> str:
        """What « il », « la » or « les » stands for: the answer where the question asked who, else
        the first thing of the question that agrees, else its topic.
        """
        named = self._answered()
        if named is not None and _agrees(named, gender, plural=plural, surely=True):
            return definite(named)
        for surely in (True, False):
            for group in self._subjects_first():
                if _agrees(group, gender, plural=plural, surely=surely):
                    return definite(group)
        return definite(self.topic) if self.topic else ""

    def of_demonstrative(self, noun: str) -> str:
        """What « ce contrat » or « cette instance » stands for: the thing of that name, or of that
        kind, last spoken of.
        """
        root = stem(fold(noun))
        for reading in self._readings():
            for group in reading.groups:
                if stem(group.head) == root:
                    return self._asked_thing(reading, group)
        kinds = self.words.kinds.get(fold(noun), frozenset())
        for group in (*filter(None, [self._answered()]), *self._all_groups()):
            if group.head in kinds or stem(group.head) in kinds:
                return definite(group)
        return ""

    def _asked_thing(self, reading: Reading, group: NounGroup) -> str:
        """A group; for one that was asked for (« quel rapport a servi… »), what answered, or the
        group with what was said of it.
        """
        if not group.asked:
            return self._with_agent(reading, group)
        named = self._answered() if reading is self.reading else None
        if named is not None:
            return definite(named)
        rest = reading.text[group.end :].strip(" ?.!")
        return f"{definite(group)} qui {rest}" if reading.is_verb_at(group.end) else definite(group)

    def _with_agent(self, reading: Reading, group: NounGroup) -> str:
        """A group with who did it: « la durée conseillée par l’IGAS »."""
        by = (each for each in reading.named if each.before == "par")
        agent = next((each for each in by if each.before_start == group.end + 1), None)
        return f"{definite(group)} par {definite(agent)}" if agent else definite(group)

    def _subjects_first(self) -> Sequence[NounGroup]:
        """The groups that are named, then the attributes (« la date » of a text), then those that
        are asked for (« quels secteurs »).
        """

        def place(group: NounGroup) -> int:
            return 2 * group.asked + (stem(group.head) in self.words.attribute_stems)

        return sorted(map(self._thing_of, self.reading.groups), key=place)

    def _thing_of(self, group: NounGroup) -> NounGroup:
        """The thing in « durée agrément », written in a hurry: the agrément."""
        _, _, thing = group.words.partition(" ")
        is_attribute = stem(group.head) in self.words.attribute_stems
        if not is_attribute or group.article or not thing or group.complement >= 0:
            return group
        head = fold(thing.split()[0])
        feminine, masculine = head in self.words.feminines, head in self.words.masculines
        gender: Gender = ("f" if feminine else "") or ("m" if masculine else "")
        return group.model_copy(update={"words": thing, "head": head, "gender": gender})

    def items(self) -> Sequence[str]:
        """The things that the answer lists, in order: its points, or those that « et » joins."""
        points = [part.strip(" .;") for part in ITEM.split(self.exchange.answer)[1:]]
        if len(points) > 1:
            return points
        sentence = re.split(r"(?<=[.!?])\s", self.exchange.answer, maxsplit=1)[0]
        for text in (sentence, self.exchange.answer, self.exchange.question):
            found = _joined(Reading(text, self.words))
            if len(found) > 1:
                return found
        return self._alike()

    def _alike(self) -> Sequence[str]:
        """The things of one name that the questions spoke of in turn, the oldest first."""
        head = self.topic.head if self.topic else ""
        texts = (*reversed(self.exchange.earlier), self.exchange.question)
        groups = [group for text in texts for group in Reading(text, self.words).groups]
        named = [definite(group) for group in groups if group.head == head]
        distinct = tuple(dict.fromkeys(named))
        return distinct if head and len(distinct) > 1 else ()

    def _answered(self) -> NounGroup | None:
        """The thing that the answer names in its first words, when the question asked for one."""
        if not ENTITY_ASKED.search(fold(self.exchange.question)):
            return None
        opening, mark, _ = re.split(r"([.:;(]|$)", self.exchange.answer, maxsplit=1)
        if mark != "." or len(opening.split()) > SHORT_ANSWER:
            return None
        return first_group(Reading(opening[:1].lower() + opening[1:], self.words).groups)

    def _readings(self) -> Iterator[Reading]:
        yield self.reading
        for text in self.exchange.earlier:
            yield Reading(text, self.words)

    def _all_groups(self) -> Iterator[NounGroup]:
        for reading in self._readings():
            yield from reading.groups


def _agrees(group: NounGroup, gender: Gender, *, plural: bool, surely: bool) -> bool:
    """Do they agree? What has no known gender agrees with all, but not surely."""
    if group.plural != plural or group.head[:1].isdigit():
        return False
    if not gender or plural:
        return True
    return group.gender == gender or (not surely and not group.gender)


def _joined(reading: Reading) -> list[str]:
    """The groups of a sentence that commas and « et » join."""
    chain: list[NounGroup] = []
    whole = [group for group in reading.groups if not group.before or group.before != "de"]
    for group in whole:
        between = reading.text[chain[-1].end : group.before_start] if chain else ""
        if chain and not re.fullmatch(r"\s*(?:,|et|ou|puis|, et|,? ainsi que)\s*", between):
            if len(chain) > 1:
                break
            chain = []
        chain.append(group)
    return [definite(group) for group in chain]
