"""A short question read without a parser: where its groups of words begin and end, which words are
verbs.

Articles, prepositions and the verbs of `corpus/questions.yaml` say it, in less than a millisecond,
on the command line too.
"""

from collections.abc import Iterator

from assistant.conversation.follow_up_words import FollowUpWords
from assistant.conversation.noun_groups import (
    ARTICLES,
    CONTRACTED,
    DETERMINING,
    PLURALS,
    Gender,
    NounGroup,
)
from assistant.conversation.tokens import tokens_of


class Reading:
    """A question read once: its words and its groups."""

    def __init__(self, text: str, words: FollowUpWords) -> None:
        self.text = text
        self.words = words
        self._grammar = words.grammar
        self.tokens = tokens_of(text)
        self.groups = tuple(self._read_groups())

    def is_verb(self, place: int) -> bool:
        """Is the word at a place a verb: listed, inverted, or after a subject pronoun?"""
        token = self.tokens[place]
        if token.inverted:
            return True
        before = self.tokens[place - 1].plain if place else ""
        if before in ARTICLES and not self.is_clitic(place - 1):
            return False
        if token.plain in self.words.verbs:
            return before not in self._grammar.prepositions or token.plain.endswith(
                ("er", "ir", "re")
            )
        if self._is_infinitive(token.plain) and before not in ARTICLES:
            return True
        subject = before in self._grammar.subjects or before in ("qui", "ne", "n'", "se", "s'", "y")
        return (subject or self.is_clitic(place - 1)) and token.plain.isalpha()

    def is_clitic(self, place: int) -> bool:
        """Is « le », « la », « les » or « l’ » a pronoun: « qui l’anime », « peut-on le dire »?"""
        if place < 0 or self.tokens[place].plain not in ("le", "la", "les", "l'"):
            return False
        before = self.tokens[place - 1] if place else None
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if before is None or following is None or not following.text.islower():
            return False
        if following.inverted:
            return True
        after = following.plain
        if before.plain in self._grammar.subjects | {"qui", "ne", "n'"}:
            return before.plain != "ce"
        infinitive = self._is_infinitive(after) or after.endswith("re")
        asking = bool(before.inverted) or before.plain in self._grammar.asking_before
        return infinitive and asking

    def _is_infinitive(self, word: str) -> bool:
        return (
            len(word) > 4
            and word.endswith(("er", "ir", "oir"))
            and word not in self._grammar.false_infinitives
        )

    def is_verb_at(self, offset: int) -> bool:
        """Is the first word from an offset a verb that no pronoun follows?"""
        for place, token in enumerate(self.tokens):
            if token.start >= offset:
                return self.is_verb(place) and not token.inverted
        return False

    @property
    def has_verb(self) -> bool:
        """Is there a verb: is the message a clause?"""
        return any(
            self.is_verb(place)
            for place, token in enumerate(self.tokens)
            if token.plain not in self._grammar.interrogatives
        )

    @property
    def interrogative(self) -> int:
        """The place of the interrogative that opens the question, after a preposition or not; -1
        when none does.
        """
        first = self.tokens[0].plain if self.tokens else ""
        place = 1 if first in self._grammar.prepositions else 0
        asks = place < len(self.tokens) and self.tokens[place].plain
        return place if asks in self._grammar.interrogatives else -1

    @property
    def has_interrogative(self) -> bool:
        """Does the message ask in so many words?"""
        return any(token.plain in self._grammar.interrogatives for token in self.tokens)

    @property
    def named(self) -> tuple[NounGroup, ...]:
        """The groups that no interrogative determines, complements included."""
        return tuple(group for group in self.groups if not group.asked)

    # -- groups ------------------------------------------------------------------------------------

    def _read_groups(self) -> Iterator[NounGroup]:
        place = 0
        while place < len(self.tokens):
            last = self._end_of_group(place)
            if last < place:
                place += 1
                continue
            yield from self._with_complements(place, last)
            place = last + 1

    def _is_word(self, place: int) -> bool:
        if not 0 <= place < len(self.tokens):
            return False
        plain = self.tokens[place].plain
        closed = (
            plain in self._grammar.prepositions
            or plain in self._grammar.interrogatives
            or plain in self._grammar.small
        )
        return plain[:1].isalnum() and not closed and plain not in self._grammar.subjects | {"l'"}

    def _is_noun(self, place: int) -> bool:
        return (
            self._is_word(place)
            and self.tokens[place].plain not in ARTICLES
            and not self.is_verb(place)
        )

    def _end_of_group(self, place: int) -> int:
        """The last word of the group that begins at a place; before it when none does."""
        token, at = self.tokens[place], place
        determined = (
            token.plain in ARTICLES and not self.is_clitic(place)
        ) or token.plain in DETERMINING
        if determined:
            at += 1
        elif not self._may_open_bare(place):
            return place - 1
        if not self._is_noun(at):
            return place - 1
        while True:
            while self._is_noun(at + 1):
                at += 1
            longer = self._after_complement(at + 1)
            if longer < 0:
                return at
            at = longer

    def _may_open_bare(self, place: int) -> bool:
        """May a group without an article begin here: at the start, after a preposition or a mark,
        or with a name?
        """
        if not self._is_noun(place):
            return False
        before = self.tokens[place - 1].plain if place else ""
        name = self.tokens[place].text[:1].isupper() or self.tokens[place].plain[0].isdigit()
        return (
            place == 0
            or name
            or before in self._grammar.prepositions
            or before in (",", ":", ";", "et", "ou")
        )

    def _after_complement(self, place: int) -> int:
        """The first noun of a complement (« d’un CPOM ») that begins at a place; -1 when none."""
        if place >= len(self.tokens):
            return -1
        plain = self.tokens[place].plain
        if plain in ("du", "des"):
            return place + 1 if self._is_noun(place + 1) else -1
        if plain not in ("de", "d'"):
            return -1
        following = place + 1
        if following < len(self.tokens) and self.tokens[following].plain in ARTICLES:
            following += 1
        return following if self._is_noun(following) else -1

    def _with_complements(self, first: int, last: int) -> Iterator[NounGroup]:
        """A group, then each of its complements as a group of its own."""
        starts = [place for place in range(first + 1, last) if self._after_complement(place) >= 0]
        yield self._group(first, last, starts[0] if starts else -1)
        for number, place in enumerate(starts):
            plain = self.tokens[place].plain
            inner = place if plain in ("du", "des") else place + 1
            following = starts[number + 1] if number + 1 < len(starts) else -1
            yield self._group(inner, last, following, before="de", before_at=place)

    def _group(
        self, first: int, last: int, complement: int, *, before: str = "", before_at: int = -1
    ) -> NounGroup:
        opening = self.tokens[first]
        determined = opening.plain in ARTICLES or opening.plain in DETERMINING
        noun = self.tokens[first + 1 if determined else first]
        previous = self.tokens[first - 1] if first else None
        if not before and previous and previous.plain in self._grammar.prepositions:
            before, before_at = previous.plain.replace("d'", "de"), first - 1
        if opening.plain in CONTRACTED and before_at < 0:
            before, before_at = CONTRACTED[opening.plain], first
        counted = before == "de" and before_at > 0 and self.tokens[before_at - 1].plain == "combien"
        return NounGroup(
            start=opening.start,
            end=self.tokens[last].end,
            before=before,
            before_start=self.tokens[before_at].start if before_at >= 0 else opening.start,
            article=opening.plain if determined else "",
            words=self.text[noun.start : self.tokens[last].end],
            head=noun.plain,
            gender=self._gender(opening.plain, noun.plain),
            plural=opening.plain in PLURALS or opening.plain in ("quels", "quelles") or counted,
            complement=self.tokens[complement].start if complement >= 0 else -1,
            asked=opening.plain in DETERMINING or counted,
        )

    def _gender(self, article: str, head: str) -> Gender:
        if head in self.words.feminines:
            return "f"
        if head in self.words.masculines:
            return "m"
        if article in ("quel", "quels"):
            return "m"
        if article in ("quelle", "quelles"):
            return "f"
        return ARTICLES.get(article, "")
