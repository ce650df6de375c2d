"""Does a verb affirm or deny? Read on the words that depend on it, not on the whole sentence."""

from assistant.reading.sentence import Polarity
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import Negation, Vocabulary
from assistant.texts.french import fold

PARTICLES = frozenset({"ne", "n'", "n’"})
ARGUMENTS = ("nsubj", "nsubj:pass", "obj", "obl:arg", "obl:mod", "obl:agent", "iobj")


def polarity_of(tree: Tree, verb: Token, vocabulary: Vocabulary) -> Polarity:
    """Positive or negative, for a verb (or a noun or adjective that carries the sentence).

    « Ne … que » restricts and does not deny; two negations affirm; a verb that denies
    (« dispenser ») turns over what its own negation says.
    """
    words = vocabulary.negation
    if _is_double(tree, verb, words):
        return Polarity.POSITIVE
    denied = _is_negated(tree, verb, words)
    if denies(tree, verb, vocabulary):
        denied = not denied
    return Polarity.NEGATIVE if denied else Polarity.POSITIVE


def denies(tree: Tree, verb: Token, vocabulary: Vocabulary) -> bool:
    """Does the verb itself say that what follows is not, or must not be?"""
    words = vocabulary.negation
    if fold(verb.lemma) in map(fold, words.adjectives):
        return True
    if verb.lemma in words.verbs:
        return verb.lemma not in words.with_act or _commands_act(tree, verb)
    touched = tree.children(verb, "obj", "nsubj:pass", "nsubj")
    forbids = any(token.lemma == "interdiction" for token in touched)
    if verb.lemma in words.lifting:
        return any(token.lemma in words.duties for token in touched) and not forbids
    if forbids and verb.tag == "VERB":
        return bool(tree.children(verb, "expl:comp", "expl:pass", "expl"))
    return any(
        match.holds(token)
        for match in words.locution_phrases.find(tree)
        for token in (verb, *tree.children(verb, "advmod", "case", "mark", "fixed"))
    )


def _commands_act(tree: Tree, verb: Token) -> bool:
    """« dispenser de transmettre », « être dispensé de »; not « dispenser ses efforts »."""
    below = tree.children(verb, "xcomp", "ccomp", "acl", "aux:pass", "nsubj:pass", "obl:arg")
    return bool(below)


def _is_double(tree: Tree, verb: Token, words: Negation) -> bool:
    near = {token.position for token in (verb, *tree.children(verb))}
    return any(
        any(tree.tokens[p] for p in near if match.first.position <= p <= match.last.position)
        for match in words.double_phrases.find(tree)
    )


def _is_negated(tree: Tree, verb: Token, words: Negation) -> bool:
    """Is there a negation on the verb: « ne » and its second word, or a word that denies alone?"""
    helpers = tree.children(verb, "aux", "aux:tense", "aux:pass", "cop")
    near = [child for word in (verb, *helpers) for child in tree.children(word)]
    particle = next((child for child in near if child.word in PARTICLES), None)
    seconds = [child for child in near if child.word in words.adverbs]
    if particle is not None and _stands_ni(tree, verb, words):
        return True
    if particle is not None:
        seconds += _seconds_after(tree, particle, verb, words)
    if any(_is_false(tree, second, words) for second in seconds):
        return False
    if particle and any(child.word != "plus" or _after_particle(tree, child) for child in seconds):
        return True
    if any(child.word in words.alone for child in near):
        return True
    if _has_denying_argument(tree, verb, words):
        return True
    if not particle:
        return any(child.word == "pas" for child in seconds)
    return _bare_particle(tree, verb, near, words)


def _stands_ni(tree: Tree, verb: Token, words: Negation) -> bool:
    """« Ni la DREETS ni la Caisse n’ont signé »: the conjunction, wherever it was hung."""
    window = tree.tokens[: verb.position + REACH]
    return sum(token.word in words.conjunctions for token in window) > 0


REACH = 5


def _seconds_after(tree: Tree, particle: Token, verb: Token, words: Negation) -> list[Token]:
    """The second words of a negation that the parser hung elsewhere: « n’est pas toujours »."""
    last = max(particle.position + REACH, verb.position)
    window = tree.tokens[particle.position + 1 : last + 1]
    return [token for token in window if token.word in words.adverbs and token.word != "plus"]


def _after_particle(tree: Tree, second: Token) -> bool:
    """Does « ne » stand a few words before « plus »?"""
    window = tree.tokens[max(0, second.position - 6) : second.position]
    return any(token.word in PARTICLES for token in window)


def _is_false(tree: Tree, second: Token, words: Negation) -> bool:
    following = tree.after(second)
    return following is not None and following.word in words.false


def _has_denying_argument(tree: Tree, verb: Token, words: Negation) -> bool:
    """« Aucun contrat », « personne », « ni … ni » among the arguments of the verb."""
    for argument in tree.children(verb, *ARGUMENTS, "conj"):
        if argument.role == "conj" and argument.tag in ("VERB", "AUX"):
            continue
        bare = not tree.children(argument, "det")
        if argument.word in words.determiners and bare:
            return True
        before = tree.before(argument)
        if before is not None and _opens_bracket(tree, argument):
            continue
        determiners = tree.children(argument, "det", "amod", "advmod", "cc", "case")
        if any(_denies_noun(token, words) for token in determiners):
            return True
    return False


def _opens_bracket(tree: Tree, noun: Token) -> bool:
    first = min((noun, *tree.children(noun, "det")), key=lambda token: token.position)
    before = tree.before(first)
    return before is not None and before.text == "("


def _denies_noun(token: Token, words: Negation) -> bool:
    return (
        token.lemma in words.determiners
        or token.word in ("aucun", "aucune", "nul", "nulle", "nuls", "nulles")
        or token.word in words.conjunctions
    )


def _bare_particle(tree: Tree, verb: Token, near: list[Token], words: Negation) -> bool:
    """« ne » with no second word: it denies before « pouvoir » and few others, not in « ne … que »
    nor after « avant que ».
    """
    following = tree.tokens[verb.position + 1 :]
    start = min((child.position for child in near if child.word in PARTICLES), default=0)
    window = tree.tokens[start + 1 : max(verb.position, start) + 14]
    if any(token.word in words.restrictions for token in window) and following:
        return False
    return verb.lemma in ("pouvoir", "savoir", "oser", "cesser") and verb.mood != "Sub"
