"""Numbers and what they count: quantities, percentages, shares, multiples and ranks."""

import re
from collections.abc import Iterator

from assistant.reading.participants import lemma_of
from assistant.reading.sentence import Bound, Quantity
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import NumberWords, Vocabulary
from assistant.texts.french import fold

FIGURE = re.compile(r"\d+(?:[.,]\d+)?$")
ORDINAL = re.compile(r"(\d+)(?:er|ère|ere|re|e|ème|eme|nd|nde)$", re.IGNORECASE)
ROMAN = re.compile(r"([IVX]+)(?:e|ème|er|ère)$")
RANK_SIGNS = frozenset({"n°", "no", "nº", "°"})
YEAR = re.compile(r"(?:19|20)\d\d$")
LETTERED = re.compile(r"^[LRD]\.?$")
NOUNS = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "X", "VERB"})
CLAUSES = frozenset({"acl:relcl", "advcl", "punct", "parataxis", "conj", "cc", "appos"})


def value_of(token: Token, words: NumberWords) -> float | None:
    """The value of a number in figures or letters; None for another word."""
    if token.text[0] == "0" and token.text.isdigit() and len(token.text) > 1:
        return None  # « AMETRA 06 »: the number of a department
    if FIGURE.match(token.text):
        return float(token.text.replace(",", "."))
    return words.numbers.get(token.word)


def bound_at(tree: Tree, first: Token, words: NumberWords) -> Bound:
    """Is the number at `first` a minimum, a maximum or about so much?"""
    window = range(first.position - 4, first.position + 5)
    for name, phrases in words.bound_phrases.items():
        for match in phrases.find(tree):
            if match.first.position in window and match.last.position in window:
                return Bound(name)
    return Bound.EXACT


class QuantityReader:
    """Reads the numbers of one sentence."""

    def __init__(self, tree: Tree, vocabulary: Vocabulary) -> None:
        self.tree = tree
        self.words = vocabulary.numbers
        self.times = vocabulary.times

    def read(self) -> tuple[Quantity, ...]:
        """The numbers in order; dates, durations and numbers of articles are left out."""
        found = [
            *self._figures(),
            *self._ordinals(),
            *self._collectives(),
            *self._shares(),
            *self._factors(),
        ]
        return tuple(sorted(found, key=lambda quantity: quantity.start))

    def _figures(self) -> Iterator[Quantity]:
        place = 0
        tokens = self.tree.tokens
        while place < len(tokens):
            last, value = self._whole_number(place)
            if value is not None:
                quantity = self._figure(tokens[place], last, value)
                if quantity is not None:
                    yield quantity
            place = last.position + 1

    def _whole_number(self, place: int) -> tuple[Token, float | None]:
        """A number and its last word: « 62 000 », « 1,2 million »."""
        token = self.tree.tokens[place]
        value = value_of(token, self.words)
        following = self.tree.after(token)
        while value is not None and following is not None and self._thousands(token, following):
            value = value * 1000 + float(following.text)
            token, following = following, self.tree.after(following)
        if value is not None and following is not None and following.word in self.words.multiples:
            return following, value * self.words.multiples[following.word]
        return token, value

    def _thousands(self, token: Token, following: Token) -> bool:
        glued = following.start - token.end == 1
        return glued and len(following.text) == 3 and following.text.isdigit()

    def _figure(self, first: Token, last: Token, value: float) -> Quantity | None:
        if self._is_elsewhere(first, last):
            return None
        rank = self._rank_noun(first)
        if rank is not None:
            if fold(rank.lemma) in map(fold, self.words.never_counts):
                return None
            return self._quantity(rank, last, value, counts=lemma_of(rank), ordinal=True)
        following = self.tree.after(last)
        if following is not None and following.text == "%":
            counted = self._phrase_counted(following, last)
            return self._quantity(first, following, value, counts=counted, unit="%")
        if following is not None and following.text == "€":
            return self._quantity(first, following, value, counts="euros")
        counted = self._phrase_counted(last, first)
        return self._quantity(first, last, value, counts=counted) if counted else None

    def _quantity(self, first: Token, last: Token, value: float, **more: object) -> Quantity:
        text = self.tree.text[first.start : last.end]
        facts = {
            "text": text,
            "start": first.start,
            "end": last.end,
            "value": value,
            "bound": bound_at(self.tree, first, self.words),
            **more,
        }
        return Quantity.model_validate(facts)

    def _is_elsewhere(self, first: Token, last: Token) -> bool:
        """Is the number part of a date, of a duration, or of a reference?"""
        before, following = self.tree.before(first), self.tree.after(last)
        if following is not None:
            if following.word in self.words.shares:
                return True
            unit = fold(following.text)
            if unit in self.times.month_of or unit in self.times.unit_of:
                return True
            if following.text in ("/", "-", "à") and self._starts_duration(following):
                return True
        if before is None:
            return False
        dated = fold(before.text) in self.times.month_of
        coded = before.text in ("/", "-", "L.", "R.", "D.") or bool(LETTERED.match(before.text))
        return dated or coded or (bool(YEAR.match(first.text)) and first is last)

    def _starts_duration(self, joint: Token) -> bool:
        second = self.tree.after(joint)
        unit = self.tree.after(second) if second is not None else None
        return unit is not None and fold(unit.text) in self.times.unit_of

    def _rank_noun(self, number: Token) -> Token | None:
        """The noun that the number ranks: « volet 3 », « avenant n° 1 »."""
        before = self.tree.before(number)
        while before is not None and before.word in RANK_SIGNS | {"n"}:
            signed = self.tree.before(before)
            if signed is not None and signed.word not in RANK_SIGNS | {"n"}:
                return signed
            before = signed
        if before is None or not number.text[0].isdigit():
            return None
        return before if fold(before.lemma) in map(fold, self.words.ranks) else None

    def _phrase_counted(self, number: Token, first: Token) -> str:
        """The noun phrase that follows a number: « 19 services autonomes »."""
        current = self.tree.after(number)
        while current is not None and (
            current.word in ("de", "des", "d'", "d’", "du", "la", "les", "l'", "l’")
            or current.tag in ("ADJ", "NUM", "ADV", "DET")
            and self._leads_noun(current)
        ):
            current = self.tree.after(current)
        if current is None or current.tag == "PUNCT":
            return self._counted_before(first)
        if current.word in ("à", "ou", "et", "pour"):
            return self._counted_after_range(current) or self._counted_before(first)
        if current.tag not in ("NOUN", "PROPN", "ADJ", "X") and not current.text[0].isupper():
            return self._counted_before(first)
        return self._noun_text(current)

    def _leads_noun(self, token: Token) -> bool:
        following = self.tree.after(token)
        return following is not None and following.tag in ("NOUN", "PROPN")

    def _counted_after_range(self, joint: Token) -> str:
        """« de 4 à 7 préventeurs »: the noun of the second number."""
        number = self.tree.after(joint)
        if number is None or value_of(number, self.words) is None:
            return ""
        return self._phrase_counted(number, number)

    def _counted_before(self, first: Token) -> str:
        """For « le nombre de salariés serait de 86 100 », the noun counted by « nombre de »."""
        for token in self.tree.tokens[: first.position]:
            if token.lemma in ("nombre", "total") and token.word != "total":
                for child in self.tree.children(token, "nmod"):
                    return self._noun_text(child)
        previous = [t for t in self.tree.tokens[: first.position] if t.tag in ("NOUN", "PROPN")]
        return self._noun_text(previous[-1]) if previous and first.text[0].isdigit() else ""

    def _noun_text(self, noun: Token) -> str:
        """A noun with its adjectives and complements, as it is written."""
        held = {token.position for token in self.tree.subtree(noun, without=CLAUSES)}
        last = noun
        while (following := self.tree.after(last)) is not None:
            if following.position not in held or following.tag == "PUNCT":
                break
            last = following
        return self.tree.text[noun.start : last.end]

    def _ordinals(self) -> Iterator[Quantity]:
        for token in self.tree.tokens:
            value = self._ordinal_value(token)
            if value is None or self._is_day(token):
                continue
            noun = self._noun_ranked(token)
            if noun:
                yield self._quantity(token, token, value, counts=noun, ordinal=True)

    def _ordinal_value(self, token: Token) -> float | None:
        word = token.word.removesuffix("s") if token.word.endswith("s") else token.word
        if word in self.words.ordinals:
            return self.words.ordinals[word]
        figure, roman = ORDINAL.match(token.text), ROMAN.match(token.text)
        if figure:
            return float(figure.group(1))
        return self.words.romans.get(roman.group(1)) if roman else None

    def _is_day(self, token: Token) -> bool:
        following = self.tree.after(token)
        return following is not None and fold(following.text) in self.times.month_of

    def _noun_ranked(self, token: Token) -> str:
        """The noun that a rank bears on; for « la troisième » alone, the last noun of a rank."""
        following = self.tree.after(token)
        if following is not None and following.tag in ("NOUN", "PROPN"):
            return self._noun_text(following)
        if token.number == "Plur" or token.word.endswith("s"):
            return ""
        before = [t for t in self.tree.tokens[: token.position] if t.tag == "NOUN"]
        ranked = [t for t in before if fold(t.lemma) in map(fold, self.words.ranks)]
        chosen = ranked or self._ordinal_nouns(token) or before[:1]
        return lemma_of(chosen[0]) if chosen else ""

    def _ordinal_nouns(self, token: Token) -> list[Token]:
        nouns = []
        for other in self.tree.tokens[: token.position]:
            following = self.tree.after(other)
            if self._ordinal_value(other) is not None and following is not None:
                nouns.append(following)
        return [noun for noun in nouns if noun.tag == "NOUN"]

    def _collectives(self) -> Iterator[Quantity]:
        """« une douzaine de », or alone for what was counted before."""
        for token in self.tree.tokens:
            value = self.words.collectives.get(token.word.removesuffix("s"))
            if value is None:
                continue
            counted = self._phrase_counted(token, token) or self._last_counted(token)
            if counted and fold(counted.split()[0]) not in self.times.unit_of:
                yield self._quantity(token, token, value, counts=counted, bound=Bound.ABOUT)

    def _last_counted(self, token: Token) -> str:
        for other in self.tree.tokens[: token.position]:
            if value_of(other, self.words) is not None:
                return self._phrase_counted(other, other)
        return ""

    def _shares(self) -> Iterator[Quantity]:
        for token in self.tree.tokens:
            value = self.words.shares.get(token.word)
            following = self.tree.after(token)
            if value is None or following is None or following.word not in ("de", "des", "du"):
                continue
            before = self.tree.before(token)
            times = value_of(before, self.words) if before is not None else None
            value = round(value * (times or 1), 4)
            first = before if times and before is not None else token
            counts = self._phrase_counted(token, token)
            yield self._quantity(first, token, value, counts=counts, share=True)

    def _factors(self) -> Iterator[Quantity]:
        for token in self.tree.tokens:
            value = self.words.factors.get(token.lemma)
            touched = self.tree.child(token, "obj", "nsubj:pass")
            if value is not None and token.tag == "VERB" and touched is not None:
                yield self._quantity(
                    token, token, value, counts=self._noun_text(touched).split()[0], factor=True
                )
