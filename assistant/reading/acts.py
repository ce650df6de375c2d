"""The acts of a sentence: verbs and nouns of act, each with its participants, polarity and time."""

from collections.abc import Iterator

from assistant.reading.clauses import carrier_of, conjugated_word, infinitive_of
from assistant.reading.nominals import act_nouns_of, nominal_roles
from assistant.reading.participants import participant_of
from assistant.reading.polarity import denies, polarity_of
from assistant.reading.roles import RoleReader, Roles, verbs_of
from assistant.reading.sentence import Act, Antecedent, Participant, Polarity, Span
from assistant.reading.times import mood_of, time_of
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import ActNoun, Vocabulary

OPPOSITE = {
    Polarity.POSITIVE: Polarity.NEGATIVE,
    Polarity.NEGATIVE: Polarity.POSITIVE,
}


class ActReader:
    """Reads the acts of one sentence."""

    def __init__(
        self,
        tree: Tree,
        vocabulary: Vocabulary,
        antecedents: tuple[Antecedent, ...],
        holder: Participant | None,
    ) -> None:
        self.tree = tree
        self.vocabulary = vocabulary
        self.roles = RoleReader(tree, vocabulary)
        self.antecedents = {each.start: each for each in antecedents}
        self.carrier = carrier_of(tree)
        finite = conjugated_word(tree, self.carrier) is not None
        self.holder = None if finite else holder

    def read(self, conditions: tuple[Span, ...]) -> tuple[Act, ...]:
        """The acts in the order of the sentence; those within a condition are marked."""
        acts = [*self._verbal(conditions), *self._nominal(conditions)]
        return tuple(sorted(acts, key=lambda act: act.start))

    def _verbal(self, conditions: tuple[Span, ...]) -> Iterator[Act]:
        for verb in verbs_of(self.tree):
            if self._says_nothing(verb):
                continue
            yield self._act(verb, infinitive_of(self.tree, verb), self.roles.of(verb), conditions)

    def _says_nothing(self, verb: Token) -> bool:
        """Is it a modal, or an empty verb such as « être »?"""
        governors = self.vocabulary.governors
        if verb.lemma in governors.modals and self._governs(verb):
            return True
        return verb.lemma in governors.empty

    def _governs(self, verb: Token) -> bool:
        return bool(self.tree.children(verb, "xcomp", "ccomp", "csubj", "acl")) or any(
            child.form == "Inf" for child in self.tree.children(verb)
        )

    def _nominal(self, conditions: tuple[Span, ...]) -> Iterator[Act]:
        for noun, entry in act_nouns_of(self.tree, self.vocabulary):
            roles = nominal_roles(self.tree, noun, entry, self.vocabulary.actors)
            yield self._act(noun, entry.verb, roles, conditions, entry)

    def _act(
        self,
        word: Token,
        predicate: str,
        roles: Roles,
        conditions: tuple[Span, ...],
        entry: ActNoun | None = None,
    ) -> Act:
        main = self._is_main(word)
        locution = self._locution(word, predicate)
        inside = any(span.start <= word.start < span.end for span in conditions)
        return Act(
            text=word.text,
            start=word.start,
            end=word.end,
            predicate=predicate,
            locution=locution,
            actor=self._participant(roles.actor) or (self.holder if main else None),
            object=self._object(roles.object, locution),
            beneficiary=self._participant(roles.beneficiary),
            polarity=self._noun_polarity(word) if entry else self._polarity(word),
            mood=None if entry else mood_of(self.tree, word),
            time=None if entry else time_of(self.tree, word, self.vocabulary),
            nominal=entry is not None,
            main=main,
            conditional=inside,
        )

    def _locution(self, word: Token, predicate: str) -> str:
        phrases = self.vocabulary.act_nouns.locution_phrases.get(predicate)
        following = self.tree.tokens[word.position + 1 : word.position + 7]
        for match in phrases.find(self.tree) if phrases else ():
            if match.first in following:
                return f"{predicate} {match.phrase}"
        return ""

    def _object(self, noun: Token | None, locution: str) -> Participant | None:
        """The object, unless it is part of the locution (« prend fin »)."""
        return None if noun is not None and noun.word in locution else self._participant(noun)

    def _participant(self, noun: Token | None) -> Participant | None:
        if noun is None:
            return None
        found = participant_of(self.tree, noun, self.vocabulary.actors)
        antecedent = self.antecedents.get(noun.start)
        if antecedent is None or antecedent.noun is None:
            return found
        return found.model_copy(
            update={"antecedent": antecedent.noun, "classes": antecedent.classes}
        )

    def _polarity(self, verb: Token) -> Polarity:
        """The polarity of an act: its own, turned over by each verb above that denies it."""
        polarity = polarity_of(self.tree, verb, self.vocabulary)
        if denies(self.tree, verb, self.vocabulary):
            polarity = OPPOSITE[polarity]
        for above in self._governors(verb):
            if polarity_of(self.tree, above, self.vocabulary) is Polarity.NEGATIVE:
                polarity = OPPOSITE[polarity]
        return polarity

    def _governors(self, verb: Token) -> Iterator[Token]:
        """The verbs of which an act is the infinitive or the completive."""
        current = verb
        for above in self.tree.ancestors(verb):
            if current.role not in ("xcomp", "ccomp", "csubj", "acl", "obl:arg", "conj"):
                return
            if current.role == "conj" and not above.form:
                return
            if current.role != "conj" and current.role != "acl":
                yield above
            current = above

    def _noun_polarity(self, noun: Token) -> Polarity:
        before = self.tree.before(noun)
        glued = noun.lemma.startswith("non-")
        parted = before is not None and before.word in ("non", "sans", "-")
        children = self.tree.children(noun, "case", "det", "advmod")
        denied = any(child.word in ("sans", "aucun", "aucune", "pas") for child in children)
        return Polarity.NEGATIVE if glued or parted or denied else Polarity.POSITIVE

    def _is_main(self, word: Token) -> bool:
        """Is it the carrier, joined to it, or the act that its modals command?"""
        current = word
        for above in (word, *self.tree.ancestors(word)):
            if above.position == self.carrier.position:
                return True
            if current.role not in ("xcomp", "ccomp", "conj", "csubj", "obl:arg", "obj"):
                return False
            current = above
        return False
