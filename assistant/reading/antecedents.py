"""What a pronoun stands for: a noun of the same paragraph, or unknown."""

from collections.abc import Iterable, Iterator

from assistant.domain import Value
from assistant.reading.participants import coordinated_nouns, participant_of
from assistant.reading.sentence import Antecedent
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import Vocabulary

PERSONAL = frozenset({"il", "elle", "ils", "elles"})
NEAREST = frozenset(
    ["celui-ci", "celle-ci", "ceux-ci", "celles-ci", "dernier", "dernière", "derniers", "dernières"]
)
OBLIQUE = frozenset({"lui", "leur"})
OBJECTS = frozenset({"le", "la", "les", "l'", "l’", "lui", "leur"})
POSSESSIVES = frozenset({"son", "sa", "ses", "leur", "leurs"})
IMPERSONAL = frozenset({"expl:subj", "expl", "expl:comp", "expl:pass"})
SUBJECTS = ("nsubj", "nsubj:pass", "ROOT")


class Candidate(Value):
    """A noun that a pronoun may stand for."""

    text: str
    classes: tuple[str, ...]
    number: str
    gender: str
    role: str
    subject: bool
    distance: int


class AntecedentReader:
    """Finds what the pronouns of one sentence stand for."""

    def __init__(self, tree: Tree, before: Iterable[Tree], vocabulary: Vocabulary) -> None:
        self.tree = tree
        self.before = tuple(before)
        self.vocabulary = vocabulary

    def read(self) -> tuple[Antecedent, ...]:
        """Each pronoun and possessive that stands for something, in order."""
        return tuple(self._find_antecedents())

    def _find_antecedents(self) -> Iterator[Antecedent]:
        for token in self.tree.tokens:
            if self._stands_for(token):
                chosen = self._choice(token)
                yield Antecedent(
                    text=self._text_of(token),
                    start=token.start,
                    end=token.start + len(self._text_of(token)),
                    noun=chosen.text if chosen else None,
                    classes=chosen.classes if chosen else (),
                )

    def _text_of(self, token: Token) -> str:
        before = self.tree.before(token)
        joined = before is not None and before.word in ("ce", "cet", "cette", "ces")
        first = before if joined and before is not None else token
        last = max((token, *self.tree.children(token, "fixed")), key=lambda each: each.end)
        return self.tree.text[first.start : last.end]

    def _stands_for(self, token: Token) -> bool:
        word = token.word
        if word in PERSONAL:
            return not self._is_impersonal(token)
        if self._word(token) in NEAREST:
            before = self.tree.before(token)
            return "-" in self._word(token) or (
                before is not None and before.word in ("ce", "cette", "ces")
            )
        if word in OBJECTS and token.tag == "PRON":
            return token.role in ("obj", "iobj", "obl:arg", "obl:mod", "obl:agent")
        return word in POSSESSIVES and token.tag in ("DET", "PRON")

    def _is_impersonal(self, token: Token) -> bool:
        """« il faut », « il est opportun de », « il y a »; not « il retient deux actions »."""
        if token.word != "il":
            return False
        verb = self.tree.head(token)
        if verb.lemma in self.vocabulary.governors.impersonal:
            return True
        below = self.tree.children(verb, "xcomp", "ccomp", "csubj")
        governs = bool(below) or any(child.form == "Inf" for child in self.tree.children(verb))
        if governs and self._adjectival(verb):
            return True
        acts = any(self.tree.children(each, "obj") for each in (verb, *below))
        return token.role in IMPERSONAL and (self._adjectival(verb) or not acts)

    def _adjectival(self, verb: Token) -> bool:
        return bool(self.tree.children(verb, "cop")) or verb.form == "Part"

    def _choice(self, token: Token) -> Candidate | None:
        own = self._own_subject(token)
        fitting = [
            each
            for each in self._candidates(token)
            if self._agrees(token, each) and each.text != own
        ]
        if not fitting:
            return None
        if self._word(token) in NEAREST:
            return min(fitting, key=lambda each: each.distance)
        if token.tag == "PRON" and token.word in OBLIQUE:
            persons = [each for each in fitting if each.classes]
            return min(persons or fitting, key=lambda each: each.distance)
        if token.tag == "PRON" and token.word in ("le", "la", "les", "l'", "l’"):
            objects = [each for each in fitting if each.role == "obj"]
            fitting = objects or fitting
        subjects = [each for each in fitting if each.subject]
        return min(subjects or fitting, key=lambda each: each.distance)

    def _own_subject(self, token: Token) -> str:
        """The subject of the verb that an object pronoun completes: never what it stands for."""
        if token.role not in ("obj", "iobj", "obl:arg", "obl:agent", "obl:mod"):
            return ""
        verb = self.tree.head(token)
        subject = self.tree.child(verb, *SUBJECTS)
        if subject is None:
            return ""
        if subject.tag == "PRON" and subject.position < token.position:
            chosen = self._choice(subject) if subject.word in PERSONAL else None
            return chosen.text if chosen else ""
        part = participant_of(self.tree, subject, self.vocabulary.actors)
        return _with_article(self.tree, subject, part.start, part.end)

    def _word(self, token: Token) -> str:
        """The pronoun, with the « -ci » that the parser cuts off."""
        cut = self.tree.children(token, "fixed")
        return f"{token.word}-ci" if cut else token.word

    def _candidates(self, token: Token) -> Iterator[Candidate]:
        yield from self._within(self.tree, self.tree.tokens[: token.position], 0)
        for far, tree in enumerate(reversed(self.before), 1):
            yield from self._within(tree, tree.tokens, 1000 * far)

    def _within(self, tree: Tree, tokens: Iterable[Token], far: int) -> Iterator[Candidate]:
        last = len(tree.tokens)
        for token in tokens:
            if not _may_be_taken_up(tree, token):
                continue
            several = len(tuple(coordinated_nouns(tree, token))) > 1
            part = participant_of(tree, token, self.vocabulary.actors)
            yield Candidate(
                text=_with_article(tree, token, part.start, part.end),
                classes=part.classes,
                number="Plur" if several else _number(tree, token),
                gender=_gender(tree, token),
                role=token.role,
                subject=token.role in SUBJECTS,
                distance=far + last - token.position,
            )

    def _agrees(self, token: Token, candidate: Candidate) -> bool:
        number, gender = _pronoun_features(token)
        if number and candidate.number and number != candidate.number:
            return False
        return not gender or not candidate.gender or gender == candidate.gender


def _may_be_taken_up(tree: Tree, token: Token) -> bool:
    """Is it a noun that stands by itself? Not « réserve » in « sous réserve que »."""
    if len(tree.tokens) == 1:
        return True
    if token.tag not in ("NOUN", "PROPN") or token.role in ("appos", "flat:name", "fixed", "mark"):
        return False
    bare = not tree.children(token, "det")
    before = tree.before(token)
    return not (bare and before is not None and before.word in ("sous", "en", "à", "par"))


def _with_article(tree: Tree, noun: Token, start: int, end: int) -> str:
    determiner = tree.child(noun, "det")
    first = min(start, determiner.start) if determiner else start
    return tree.text[first:end]


def _number(tree: Tree, noun: Token) -> str:
    determiner = tree.child(noun, "det")
    return determiner.number if determiner is not None and determiner.number else noun.number


def _gender(tree: Tree, noun: Token) -> str:
    determiner = tree.child(noun, "det")
    if determiner is not None and determiner.word in ("la", "une", "cette"):
        return "Fem"
    if determiner is not None and determiner.word in ("le", "un", "ce", "cet"):
        return "Masc"
    return noun.gender


def _pronoun_features(token: Token) -> tuple[str, str]:
    """Number and gender that a pronoun asks of its noun; empty when it asks none."""
    word = f"{token.word}-ci" if token.word in ("celui", "celle", "ceux", "celles") else token.word
    if word in ("leur", "leurs"):
        return "Plur", ""
    if word in ("son", "sa", "ses", "lui"):
        return "Sing", ""
    if word in ("les",):
        return "Plur", ""
    if word in ("l'", "l’"):
        return "Sing", ""
    feminine = word.startswith(("elle", "celle")) or word in ("la", "dernière", "dernières")
    plural = word in ("ils", "elles", "ceux-ci", "celles-ci", "derniers", "dernières")
    return ("Plur" if plural else "Sing"), ("Fem" if feminine else "Masc")
