"""The words by which a question leans on what came before: the part « suites » of
`corpus/questions.yaml`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from pydantic import Field, field_validator

from assistant.conversation.tokens import plain_of
from assistant.domain import Value
from assistant.texts.french import fold, stem

Words = tuple[str, ...]


class GrammarWords(Value):
    """The small words of French, as `plain_of` gives them: what the groups of a question are
    parted by, and the nouns that look like infinitives.
    """

    prepositions: frozenset[str]
    interrogatives: frozenset[str] = Field(alias="interrogatifs")
    subjects: frozenset[str] = Field(alias="sujets")
    small: frozenset[str] = Field(alias="petits")
    asking_before: frozenset[str] = Field(alias="avant_un_pronom")
    false_infinitives: frozenset[str] = Field(alias="faux_infinitifs")

    @field_validator("*")
    @classmethod
    def _plain(cls, words: frozenset[str]) -> frozenset[str]:
        return frozenset(map(plain_of, words))


class FollowUpWords(Value):
    """What an editor lists, by kind: the words that link a message to the one before, those that
    ask the same of something else, those that ask why, that change the subject or come back to
    one; ranks; nouns that stand for what was named; genders; verbs; classes of things of which one
    takes the place of another.
    """

    links: Words = Field(alias="liaisons")
    swaps: Words = Field(alias="echanges")
    vague_endings: Words = Field(alias="verbes_vagues")
    reasons: Words = Field(alias="raisons")
    breaks: Words = Field(alias="ruptures")
    returns: Words = Field(alias="retours")
    ranks: Mapping[str, int] = Field(alias="rangs")
    places: Words = Field(alias="lieux")
    designations: Mapping[str, Words]
    free_demonstratives: Words = Field(alias="demonstratifs_libres")
    feminine_nouns: Words = Field(alias="feminins")
    masculine_nouns: Words = Field(alias="masculins")
    proper: Mapping[str, Words] = Field(alias="propres")
    attributes: Words = Field(alias="attributs")
    verb_forms: Words = Field(alias="verbes")
    classes: Words
    grammar: GrammarWords = Field(alias="grammaire")

    @cached_property
    def feminines(self) -> frozenset[str]:
        """The nouns that are feminine, folded."""
        return _folded(self.feminine_nouns)

    @cached_property
    def masculines(self) -> frozenset[str]:
        """The nouns that are masculine, folded."""
        return _folded(self.masculine_nouns)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The forms of verbs, folded: « a » is one, « à » is not."""
        return _folded(self.verb_forms)

    @cached_property
    def attribute_stems(self) -> frozenset[str]:
        """The stems of the nouns that are said of something, rather than things."""
        return frozenset(stem(fold(word)) for word in self.attributes)

    @cached_property
    def proper_things(self) -> Mapping[str, frozenset[str]]:
        """For a verb, the only things that it is said of."""
        return {fold(verb): _folded(things) for verb, things in self.proper.items()}

    @cached_property
    def free(self) -> frozenset[str]:
        """The nouns and words after « ce » or « cette » that stand for nothing said before."""
        return _folded(self.free_demonstratives)

    @cached_property
    def rank_of(self) -> Mapping[str, int]:
        """The place that each word of rank names; -1 is the last."""
        return {fold(word): place for word, place in self.ranks.items()}

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """For a noun that stands for something, the heads of what it may stand for."""
        return {fold(noun): _folded(heads) for noun, heads in self.designations.items()}

    @cached_property
    def class_patterns(self) -> tuple[re.Pattern[str], ...]:
        """What a member of each class looks like, in folded text."""
        return tuple(re.compile(rf"(?<![\w-])(?:{pattern})") for pattern in self.classes)

    @cached_property
    def link(self) -> re.Pattern[str]:
        """The linking words that open a message, in a text that keeps its accents."""
        return re.compile(rf"\s*(?:{_any_of(self.links)})(?![\w'’-])[\s,:]*", re.IGNORECASE)

    @cached_property
    def swap(self) -> re.Pattern[str]:
        """What asks the same of something else, at the head of a message."""
        return re.compile(rf"\s*(?:{_any_of(self.swaps)})(?![\w-])\s*", re.IGNORECASE)

    @cached_property
    def ending(self) -> re.Pattern[str]:
        """What adds nothing at the end of a message that names something."""
        words = _any_of(self.vague_endings)
        pronoun = r"(?:,?\s*(?:il|elle|ils|elles|lui|eux|ça)\s*,?)?"
        return re.compile(rf"{pronoun}[\s,]*(?<!\w)(?:{words})\s*[?.! ]*$", re.IGNORECASE)

    @cached_property
    def reason(self) -> re.Pattern[str]:
        """A message that asks why, and nothing else."""
        return re.compile(rf"\s*(?:{_any_of(self.reasons)})(?:\s+ça)?\s*[?.! ]*$", re.IGNORECASE)

    @cached_property
    def fresh(self) -> re.Pattern[str]:
        """What announces another subject."""
        words = _any_of(self.breaks)
        return re.compile(rf"\s*(?:{words})\s*[:,.;–-]+\s*", re.IGNORECASE)

    @cached_property
    def coming_back(self) -> re.Pattern[str]:
        """What comes back to a subject, named before a comma or a colon."""
        words = _any_of(self.returns)
        return re.compile(
            rf"\s*(?:et\s+)?(?:{words})\s*(?P<subject>[^,:;]+?)\s*[,:;]\s*", re.IGNORECASE
        )

    @cached_property
    def place(self) -> re.Pattern[str]:
        """The place last spoken of."""
        return re.compile(rf"(?<![\w-])(?:{_any_of(self.places)})(?![\w-])", re.IGNORECASE)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _any_of(words: Iterable[str]) -> str:
    """The pattern of any of some words, the longest first; both apostrophes are read."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace("'", "['’]") for word in longest)
