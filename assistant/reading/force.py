"""The force of a sentence: obligation, prohibition, permission, advice, statement, commitment."""

from collections.abc import Iterator

from assistant.domain import Weight
from assistant.reading.clauses import carrier_of, conjugated_word, infinitive_of
from assistant.reading.polarity import polarity_of
from assistant.reading.scope import is_clause, setting_of
from assistant.reading.sentence import Force, Mood, Polarity, SentenceInput, Time
from assistant.reading.times import mood_of, time_of
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import ForceWords, Vocabulary
from assistant.texts.french import fold

BELOW = ("xcomp", "ccomp", "csubj", "acl", "obl:arg", "conj", "dep")


class ForceReader:
    """Reads the force of one sentence from its carrier, its locutions and where it stands."""

    def __init__(
        self, tree: Tree, sentence: SentenceInput, speaker: str, vocabulary: Vocabulary
    ) -> None:
        self.tree = tree
        self.sentence = sentence
        self.speaker = speaker
        self.vocabulary = vocabulary
        self.table = vocabulary.force
        self.carrier = carrier_of(tree)

    def read(self) -> Force:
        """The force of the sentence as a whole."""
        for step in (self._force_if_lifted, self._by_locution, self._by_verb, self._by_place):
            found = step()
            if found is not None:
                return found
        return Force.STATEMENT

    def _force_if_lifted(self) -> Force | None:
        """An obligation or a prohibition that is lifted becomes a permission."""
        words = self.vocabulary.negation
        if self.carrier.lemma not in words.lifting:
            return None
        touched = self.tree.children(self.carrier, "obj", "nsubj:pass", "nsubj")
        return Force.PERMISSION if any(t.lemma in words.duties for t in touched) else None

    def _by_locution(self) -> Force | None:
        for name, words in self.table.by_name.items():
            for match in words.phrases.find(self.tree):
                if self._commands(match.first) or match.first.position < 3:
                    return Force(name)
        if self._is_bare_refusal():
            return Force.PROHIBITION
        return None

    def _commands(self, token: Token) -> bool:
        """Does the word stand on the carrier rather than in a subordinate clause?"""
        above = (token, *self.tree.ancestors(token))
        return any(word.position == self.carrier.position for word in above[:4])

    def _is_bare_refusal(self) -> bool:
        """« Pas de signature avant l’avis »."""
        first = self.tree.tokens[0]
        following = self.tree.after(first)
        return first.word == "pas" and following is not None and following.word in ("de", "d'")

    def _is_to_be_done(self) -> bool:
        """« sont à retourner »: « être » and an infinitive after « à »."""
        return self.carrier.lemma == "être" and any(
            child.form == "Inf" and any(m.word == "à" for m in self.tree.children(child, "mark"))
            for child in self.tree.children(self.carrier, "xcomp", "ccomp")
        )

    def _by_verb(self) -> Force | None:
        if self._is_to_be_done() and not self._is_denied(self.carrier):
            return Force.OBLIGATION
        for word in self._carriers():
            for name, words in self.table.by_name.items():
                if self._matches(word, words):
                    return self._force_in_context(Force(name), word)
        return None

    def _carriers(self) -> Iterator[Token]:
        """The carrier, its coordinated verbs, and what « être » joins to it."""
        yield self.carrier
        yield from self.tree.children(self.carrier, "xcomp", "ccomp")
        for child in self.tree.children(self.carrier, "advmod", "cop"):
            yield child
        for child in self.tree.children(self.carrier, "xcomp", "ccomp"):
            yield from self.tree.children(child, "advmod")

    def _matches(self, word: Token, words: ForceWords) -> bool:
        if word.tag == "ADV":
            return word.word in words.adverbs
        written = {fold(word.lemma), fold(word.text)}
        if written & set(map(fold, words.adjectives)):
            return True
        passive = bool(self.tree.children(word, "aux:pass", "cop", "aux:tense"))
        if word.form == "Part" and passive and word.lemma in words.participles:
            return self._is_state(word)
        if word is not self.carrier or word.tag not in ("VERB", "AUX"):
            return False
        return infinitive_of(self.tree, word) in words.verbs

    def _is_state(self, word: Token) -> bool:
        """« est tenu », not « s’est tenu » nor « a été tenu »."""
        verb = conjugated_word(self.tree, word)
        compound = any(helper.word == "été" for helper in self.tree.children(word, "aux:pass"))
        return verb is not None and verb.lemma == "être" and not compound

    def _force_in_context(self, force: Force, word: Token) -> Force | None:
        """The force once the negation and the conditional are taken into account."""
        if time_of(self.tree, word, self.vocabulary) is Time.DONE:
            return Force.STATEMENT
        if self._is_denied(word):
            return self._force_if_denied(force, word)
        conditional = mood_of(self.tree, self.carrier) is Mood.CONDITIONAL
        if conditional and word.form == "Part":
            return Force.STATEMENT
        if conditional:
            return Force(self.table.conditional.get(force.value, force.value))
        return force

    def _is_denied(self, word: Token) -> bool:
        carrier = polarity_of(self.tree, self.carrier, self.vocabulary)
        if word is self.carrier and self._denies_itself(word):
            return carrier is Polarity.POSITIVE
        below = [
            polarity_of(self.tree, child, self.vocabulary)
            for child in self.tree.children(self.carrier, "xcomp")
        ]
        return Polarity.NEGATIVE in (carrier, *below)

    def _denies_itself(self, word: Token) -> bool:
        words = self.vocabulary.negation
        return word.lemma in words.verbs or fold(word.lemma) in map(fold, words.adjectives)

    def _force_if_denied(self, force: Force, word: Token) -> Force:
        adjective = fold(word.lemma) in map(fold, self.table.obligation.adjectives)
        held = word.form == "Part" and word.lemma in self.table.obligation.participles
        if force is Force.OBLIGATION and (adjective or held):
            return Force(self.table.not_held)
        return Force(self.table.denied[force.value])

    def _by_place(self) -> Force | None:
        """The force that the headings, the speaker or the document give to a plain sentence."""
        heading = self._by_heading()
        if heading is not None:
            return heading
        if self._is_done():
            return Force.STATEMENT
        source = self.vocabulary.speakers.sources.get(self.speaker)
        if source is not None and source.force and self._is_plain():
            return Force(source.force)
        scope = self.sentence.scope
        if not self._is_plain() or self._is_state_of_things():
            return None
        if is_clause(scope, self.sentence.before):
            return Force.COMMITMENT
        return Force.OBLIGATION if scope.weight is Weight.OPPOSABLE else None

    def _by_heading(self) -> Force | None:
        """For a point of a list (an infinitive or a noun), the force of what announces it."""
        if self.carrier.form == "Fin" or conjugated_word(self.tree, self.carrier) is not None:
            return None
        setting = setting_of(self.sentence.scope, self.sentence.before)
        for name, words in self.table.headings.items():
            if any(fold(word) in setting for word in words):
                return Force(name)
        return None

    def _is_done(self) -> bool:
        return time_of(self.tree, self.carrier, self.vocabulary) is Time.DONE

    def _is_plain(self) -> bool:
        """Is it in the present or the future of the indicative?"""
        return mood_of(self.tree, self.carrier) in (Mood.INDICATIVE, Mood.FUTURE)

    def _is_state_of_things(self) -> bool:
        """« est une source de … », « constitue », « il s’agit de »: nothing is asked."""
        linked = bool(self.tree.children(self.carrier, "cop"))
        return linked or self.carrier.lemma in self.table.states
