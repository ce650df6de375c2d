"""Who does what to whom, for one verb: subjects through passives, modals, relatives, participles
and coordinations.
"""

from collections.abc import Iterator

from assistant.domain import Value
from assistant.reading.clauses import infinitive_of
from assistant.reading.participants import class_of
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import Vocabulary

SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:caus")
OUTSIDE = frozenset({"acl:relcl", "acl", "advcl", "parataxis", "nsubj", "nsubj:pass"})
OBLIQUES = ("obl:arg", "obl:mod", "obl", "iobj", "nmod", "obl:agent")


class Roles(Value):
    """The head nouns of the participants of one verb."""

    actor: Token | None = None
    object: Token | None = None
    beneficiary: Token | None = None


class RoleReader:
    """Finds the participants of the verbs of one sentence."""

    def __init__(self, tree: Tree, vocabulary: Vocabulary) -> None:
        self.tree = tree
        self.vocabulary = vocabulary

    def of(self, verb: Token) -> Roles:
        """The actor, the object and the beneficiary of a verb, None where none is said."""
        subject = self.subject(verb)
        if self.is_passive(verb):
            actor, touched = self._agent(verb), self._real_object(verb) or subject
        else:
            actor, touched = subject, self._real_object(verb)
        beneficiary = self._beneficiary(verb, touched)
        if touched is None and not self.is_passive(verb):
            touched = self._oblique_object(verb, beneficiary)
        return Roles(actor=actor, object=touched, beneficiary=beneficiary)

    def is_passive(self, verb: Token) -> bool:
        """Is the subject of the verb what is acted upon?"""
        tree = self.tree
        if self._is_to_be_done(verb):
            return True
        if tree.children(verb, "aux:pass", "nsubj:pass"):
            return infinitive_of(tree, verb) not in self.vocabulary.times.etre
        if verb.form != "Part" or verb.tense == "Pres" or verb.word.endswith("ant"):
            return False
        if tree.children(verb, "obl:agent"):
            return True
        if any(child.lemma == "avoir" for child in tree.children(verb, "aux:tense", "aux")):
            return False
        if tree.children(verb, "expl:comp", "expl:pass"):
            return False
        if verb.role == "conj" and not tree.children(verb, "aux:tense", "aux"):
            return self._joins_passive(verb)
        return verb.lemma not in self.vocabulary.times.etre

    def _is_to_be_done(self, verb: Token) -> bool:
        """« est à renseigner », « l’enquête à renseigner »: the subject is acted upon."""
        marks = self.tree.children(verb, "mark", "case")
        if verb.form != "Inf" or not any(mark.word == "à" for mark in marks):
            return False
        head = self.tree.head(verb)
        return head.lemma in ("être", "rester") or (verb.role == "acl" and head.tag == "NOUN")

    def _joins_passive(self, verb: Token) -> bool:
        first = self.tree.head(verb)
        return first.form != "Part" or self.is_passive(first)

    def subject(self, verb: Token) -> Token | None:
        """The head noun of the subject, said or understood."""
        own = self._own_subject(verb)
        if own is not None:
            return own
        return self._understood_subject(verb)

    def _own_subject(self, verb: Token) -> Token | None:
        own = self.tree.child(verb, *SUBJECTS)
        if own is None:
            return None
        if own.word in ("qui", "lequel", "laquelle", "lesquels", "lesquelles"):
            return self._relative_noun(verb)
        return own

    def _relative_noun(self, verb: Token) -> Token | None:
        """The noun that a relative clause completes."""
        for above in (verb, *self.tree.ancestors(verb)):
            if above.role in ("acl:relcl", "acl"):
                return self.tree.head(above)
        return None

    def _understood_subject(self, verb: Token) -> Token | None:
        tree, head = self.tree, self.tree.head(verb)
        if verb.is_root:
            return None
        if verb.role in ("acl", "acl:relcl", "amod"):
            return self._word_modified(verb, head)
        if verb.role == "conj" and head.tag in ("VERB", "AUX", "ADJ"):
            return self.subject(head)
        if verb.role in ("advcl", "advmod", "obl:mod", "obl:arg", "xcomp", "ccomp", "dep"):
            return self._governor_subject(verb, head)
        if verb.role == "conj":
            return tree.head(head) if head.role == "obl:agent" else self.subject(head)
        return None

    def _word_modified(self, verb: Token, head: Token) -> Token | None:
        """For « le bilan transmis par… » the bilan; for « tenu de transmettre » who is held."""
        if self._is_to_be_done(verb):
            return head
        if verb.form == "Inf":
            whom = self._whom(head)
            if class_of(self.tree, head, self.vocabulary.actors):
                return head
            above = self.tree.head(head)
            return whom or (self.subject(above) if head.tag == "NOUN" and above != head else None)
        if head.tag in ("VERB", "AUX"):
            return self.subject(head)
        return head

    def _governor_subject(self, verb: Token, head: Token) -> Token | None:
        """The subject of an infinitive: that of its governor, or the one it is asked of."""
        governors = self.vocabulary.governors
        if verb.form != "Inf" and verb.role == "ccomp":
            return None
        if head.lemma in governors.by_complement and verb.role in ("xcomp", "ccomp", "obl:arg"):
            whom = self._whom(head)
            if whom is not None:
                return whom
            if not self.is_passive(head):
                return None
        if head.tag in ("VERB", "AUX", "ADJ", "NOUN"):
            subject = self.subject(head) or self._whom(head)
            return None if subject is not None and subject.word in ("il", "ce", "on") else subject
        return None

    def _whom(self, governor: Token) -> Token | None:
        """The one that something is asked of: « encourager le SPSTI à »."""
        asking = self.vocabulary.governors.by_complement
        for child in self.tree.children(governor, "obj", "iobj", "obl:arg", "nmod", "obl:mod"):
            asked = child.role == "obj" and governor.lemma in asking
            if asked or child.tag == "PRON" or self._is_actor(child):
                return child
        return None

    def _agent(self, verb: Token) -> Token | None:
        """The one introduced by « par », beside the verb or hung lower by the parser."""
        tree = self.tree
        agent = tree.child(verb, "obl:agent")
        if agent is not None and self._case(agent) in ("par", "de", "d'"):
            return agent
        for child in tree.children(verb, *OBLIQUES, "ccomp"):
            if self._case(child) == "par" and not self._is_means(child):
                return child
        return self._low_agent(verb)

    def _low_agent(self, verb: Token) -> Token | None:
        actors = self.vocabulary.actors
        for child in self.tree.children(verb, "obl:mod", "obl:arg", "nsubj:pass"):
            if child.position < verb.position:
                continue
            for below in self.tree.children(child, "nmod", "obl:agent"):
                if self._case(below) == "par" and class_of(self.tree, below, actors):
                    return below
        return None

    @staticmethod
    def _is_means(noun: Token) -> bool:
        return noun.lemma in ("voie", "moyen", "biais", "ailleurs", "exemple", "conséquent", "an")

    def _case(self, noun: Token) -> str:
        """The preposition before a noun, all its words: « au profit de »."""
        words = [child.word for child in self.tree.children(noun, "case")]
        return words[0].replace("’", "'") if words else ""

    def _real_object(self, verb: Token) -> Token | None:
        tree = self.tree
        found = tree.child(verb, "obj")
        if found is None or self._tells_when(found):
            return self._bare_object(verb)
        if found.word in ("que", "qu'", "qu’", "lequel", "laquelle"):
            return self._relative_noun(verb)
        if found.word in ("se", "s'", "s’", "y", "en", "rien"):
            return None
        return found

    def _tells_when(self, noun: Token) -> bool:
        """« chaque trimestre », « chacune de leur côté »: no object."""
        units = self.vocabulary.times.unit_of
        each = any(child.word == "chaque" for child in self.tree.children(noun, "det"))
        return (
            each
            or noun.word in units
            or noun.word in ("chacun", "chacune", "ensemble", "tous", "fois")
        )

    def _bare_object(self, verb: Token) -> Token | None:
        """A noun after an active verb, without preposition, that the parser hung elsewhere."""
        if verb.tag != "VERB" or self.is_passive(verb) or self._is_intransitive(verb):
            return None
        for token in self.tree.subtree(verb, without=OUTSIDE):
            if token.position > verb.position and self._is_bare(token, verb):
                return token
        return None

    def _is_intransitive(self, verb: Token) -> bool:
        reflexive = bool(self.tree.children(verb, "expl:comp", "expl:pass"))
        clauses = self.tree.children(verb, "ccomp", "xcomp")
        return reflexive or bool(clauses) or verb.lemma in self.vocabulary.times.etre

    def _is_bare(self, noun: Token, verb: Token) -> bool:
        """Has a noun an article and no preposition nor conjunction before it?"""
        if noun.tag != "NOUN" or noun.role in ("appos", "obl:agent", "root"):
            return False
        children = self.tree.children(noun, "case", "cc", "cop", "mark")
        first = min((noun, *self.tree.children(noun, "det")), key=lambda token: token.position)
        before = self.tree.before(first)
        free = before is not None and before.tag not in ("ADP", "CCONJ", "SCONJ")
        between = self.tree.tokens[verb.position : noun.position]
        if sum(token.text == "," for token in between) % 2 or noun.lemma in ("fois", "cas"):
            return False
        determined = bool(self.tree.children(noun, "det"))
        return determined and free and not children and not self._tells_when(noun)

    def _beneficiary(self, verb: Token, touched: Token | None) -> Token | None:
        """The one for whom, or to whom, the act is done."""
        tree = self.tree
        for child in tree.children(verb, "iobj"):
            if child.word in ("lui", "leur", "nous", "vous", "me", "te"):
                return child
        holders = [verb, *([touched] if touched is not None else [])]
        for holder in holders:
            found = self._find_addressee(holder, lower=holder is not verb)
            if found is not None:
                return found
        return None

    def _find_addressee(self, holder: Token, *, lower: bool) -> Token | None:
        for child in self.tree.children(holder, *OBLIQUES):
            if child.position < holder.position and lower:
                continue
            if self._is_addressed(child) and (not lower or self._is_actor(child)):
                return child
            for below in self.tree.children(child, "nmod"):
                if self._case(below) in ("à", "au", "aux") and self._is_actor(below):
                    return below
        return None

    def _is_addressed(self, noun: Token) -> bool:
        case = self._case(noun)
        if case in ("à", "au", "aux", "auprès"):
            return self._is_actor(noun) or (noun.role == "obl:arg" and self._is_person(noun))
        if case == "en":
            return noun.lemma not in ("place",) and self._class(noun) in ("CRPST", "CNPST", "CA")
        return False

    def _is_person(self, noun: Token) -> bool:
        return noun.tag == "PROPN" or noun.lemma in self.vocabulary.governors.receivers

    def _is_actor(self, noun: Token) -> bool:
        return self._class(noun) is not None

    def _class(self, noun: Token) -> str | None:
        return class_of(self.tree, noun, self.vocabulary.actors)

    def _oblique_object(self, verb: Token, beneficiary: Token | None) -> Token | None:
        """« disposer de moyens », « participer à une réunion »: an object behind a preposition."""
        if verb.lemma not in self.vocabulary.governors.object_of:
            return None
        found = self.tree.children(verb, "obl:arg", "obl:mod", "nmod")
        after = [child for child in found if child.position > verb.position]
        nouns = (child for child in after if child.tag in ("NOUN", "PROPN"))
        return next((noun for noun in nouns if noun is not beneficiary), None)


HELPING = ("aux", "aux:tense", "aux:pass", "aux:caus", "cop", "fixed")


def verbs_of(tree: Tree) -> Iterator[Token]:
    """The words of a sentence that are verbs and not helpers of another."""
    for token in tree.tokens:
        if token.tag in ("VERB", "AUX") and token.role not in HELPING and token.text[0].isalpha():
            yield token
