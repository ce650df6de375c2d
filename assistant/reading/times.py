"""Mood and time of a verb: accomplished, present, to come."""

from assistant.reading.clauses import HELPERS, conjugated_word, infinitive_of
from assistant.reading.sentence import Mood, Time
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import Vocabulary


def mood_of(tree: Tree, verb: Token) -> Mood | None:
    """The mood of a verb, by its conjugated word; None for a participle alone or a noun."""
    word = conjugated_word(tree, verb)
    if word is None:
        return Mood.INFINITIVE if verb.form == "Inf" else None
    if word.mood == "Cnd":
        return Mood.CONDITIONAL
    if word.mood == "Sub":
        return Mood.SUBJUNCTIVE
    return Mood.FUTURE if word.tense == "Fut" else Mood.INDICATIVE


def time_of(tree: Tree, verb: Token, vocabulary: Vocabulary) -> Time | None:
    """When the act of a verb takes place; None in the conditional, or when nothing says it."""
    word = conjugated_word(tree, verb)
    if word is None:
        return _of_bare(tree, verb, vocabulary)
    if word.mood == "Cnd":
        return None
    if word.tense == "Fut" or _is_near_future(tree, verb, vocabulary):
        return Time.TO_COME
    if _is_just_done(tree, verb, vocabulary):
        return Time.DONE
    if _is_awaited(tree, verb, word, vocabulary):
        return Time.TO_COME
    if word.tense in ("Past", "Imp") or _is_compound(tree, verb, vocabulary):
        return Time.DONE
    return Time.PRESENT


def _of_bare(tree: Tree, verb: Token, vocabulary: Vocabulary) -> Time | None:
    """The time of an infinitive or participle: that of the modal above, or « ayant été »."""
    helpers = tree.children(verb, *HELPERS)
    if verb.form == "Part" and any(helper.word == "ayant" for helper in helpers):
        return Time.DONE
    if verb.form == "Inf" and any(helper.lemma == "avoir" for helper in helpers):
        return Time.DONE
    if verb.role in ("xcomp", "ccomp", "obl:arg") and not verb.is_root:
        return time_of(tree, tree.head(verb), vocabulary)
    return None


def _is_near_future(tree: Tree, verb: Token, vocabulary: Vocabulary) -> bool:
    """« va transmettre », « s’apprête à », « doit encore »."""
    words = vocabulary.times.to_come
    commands = any(child.form == "Inf" or child.role == "xcomp" for child in tree.children(verb))
    if commands and infinitive_of(tree, verb) in words.verbs:
        return True
    adverbs = [child.word for child in tree.subtree(verb) if child.role == "advmod"]
    return verb.lemma == "devoir" and any(word in words.adverbs for word in adverbs)


def _is_just_done(tree: Tree, verb: Token, vocabulary: Vocabulary) -> bool:
    """« vient de signer »."""
    below = [child for child in tree.children(verb) if child.form == "Inf"]
    marks = [mark.word for child in below for mark in tree.children(child, "mark", "case")]
    return verb.lemma in vocabulary.times.done.verbs and bool({"de", "d'", "d’"} & set(marks))


def _is_awaited(tree: Tree, verb: Token, word: Token, vocabulary: Vocabulary) -> bool:
    """« est attendu », « est prévue »: what is awaited is not done."""
    passive = verb.form == "Part" and word.lemma == "être" and word.tense == "Pres"
    compound = any(helper.word == "été" for helper in tree.children(verb, *HELPERS))
    return passive and not compound and verb.lemma in vocabulary.times.to_come.awaited


def _is_compound(tree: Tree, verb: Token, vocabulary: Vocabulary) -> bool:
    """A past participle with « avoir » or « été », or with « être » for the verbs of the list."""
    helpers = tree.children(verb, *HELPERS)
    if any(helper.word == "été" for helper in helpers):
        return True
    if verb.form != "Part" and verb.tag != "AUX":
        return any(helper.role == "aux:tense" for helper in helpers)
    if any(helper.lemma == "avoir" for helper in helpers):
        return True
    active = verb.lemma in vocabulary.times.etre and verb.form == "Part"
    pronominal = bool(tree.children(verb, "expl:comp", "expl:pass"))
    return bool(helpers) and (active or pronominal)
