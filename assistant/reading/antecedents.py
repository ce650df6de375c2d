"""What a pronoun stands for: a noun of the same paragraph, or unknown."""

from collections.abc import Iterable, Iterator

from assistant.domain import Value
from assistant.reading.parse import Token, Tree
from assistant.reading.participants import coordinated, participant_of
from assistant.reading.sentence import Antecedent
from assistant.reading.vocabulary import Vocabulary

PERSONAL = frozenset({"il", "elle", "ils", "elles"})
NEAREST = frozenset(
    ["celui-ci", "celle-ci", "ceux-ci", "celles-ci", "dernier", "dernière", "derniers", "dernières"]
)
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
        return tuple(self._found())

    def _found(self) -> Iterator[Antecedent]:
        for token in self.tree.tokens:
            if self._stands_for(token):
                chosen = self._choice(token)
                yield Antecedent(
                    text=self._written(token),
                    start=token.start,
                    end=token.end,
                    noun=chosen.text if chosen else None,
                    classes=chosen.classes if chosen else (),
                )

    def _written(self, token: Token) -> str:
        before = self.tree.before(token)
        joined = before is not None and before.word in ("ce", "cet", "cette", "ces")
        return self.tree.text[before.start if joined and before else token.start : token.end]

    def _stands_for(self, token: Token) -> bool:
        word = token.word
        if word in PERSONAL:
            return token.role not in IMPERSONAL and not self._is_impersonal(token)
        if word in NEAREST:
            before = self.tree.before(token)
            return "-" in word or (before is not None and before.word in ("ce", "cette", "ces"))
        if word in OBJECTS and token.tag == "PRON":
            return token.role in ("obj", "iobj", "obl:arg", "obl:mod", "obl:agent")
        return word in POSSESSIVES and token.tag in ("DET", "PRON")

    def _is_impersonal(self, token: Token) -> bool:
        verb = self.tree.head(token)
        governs = any(
            child.role in ("xcomp", "ccomp", "csubj") or child.form == "Inf"
            for child in self.tree.children(verb)
        )
        named = verb.lemma in ("falloir", "convenir", "importer", "agir", "appartenir")
        return token.word == "il" and (named or (governs and bool(self._adjectival(verb))))

    def _adjectival(self, verb: Token) -> bool:
        return bool(self.tree.children(verb, "cop")) or verb.form == "Part"

    def _choice(self, token: Token) -> Candidate | None:
        fitting = [each for each in self._candidates(token) if self._agrees(token, each)]
        if not fitting:
            return None
        if token.word in NEAREST:
            return min(fitting, key=lambda each: each.distance)
        subjects = [each for each in fitting if each.subject]
        return min(subjects or fitting, key=lambda each: each.distance)

    def _candidates(self, token: Token) -> Iterator[Candidate]:
        yield from self._within(self.tree, self.tree.tokens[: token.position], 0)
        for far, tree in enumerate(reversed(self.before), 1):
            yield from self._within(tree, tree.tokens, 1000 * far)

    def _within(self, tree: Tree, tokens: Iterable[Token], far: int) -> Iterator[Candidate]:
        last = len(tree.tokens)
        for token in tokens:
            if token.tag not in ("NOUN", "PROPN") or token.role in ("appos", "flat:name", "fixed"):
                continue
            several = len(tuple(coordinated(tree, token))) > 1
            part = participant_of(tree, token, self.vocabulary.actors)
            yield Candidate(
                text=_with_article(tree, token, part.start, part.end),
                classes=part.classes,
                number="Plur" if several else _number(tree, token),
                gender=_gender(tree, token),
                subject=token.role in SUBJECTS,
                distance=far + last - token.position,
            )

    def _agrees(self, token: Token, candidate: Candidate) -> bool:
        number, gender = _pronoun_features(token)
        if number and candidate.number and number != candidate.number:
            return False
        return not gender or not candidate.gender or gender == candidate.gender


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
    word = token.word
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
