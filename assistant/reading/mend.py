"""Faults of the parser that the tree itself shows, put right one rule at a time.

Each rule looks at a tree and gives, for some words, what to change in them.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from assistant.reading.token import FIRST_GROUP, Token, Tree

Changes = Iterator[tuple[Token, dict[str, Any]]]
Rule = Callable[[Tree], Changes]
SUBJECTS = ("nsubj", "nsubj:pass")
FINITE = {"tag": "VERB", "form": "Fin", "mood": "Ind", "tense": "Pres"}
DEMONSTRATIVES = frozenset({"celui", "celle", "ceux", "celles"})
NAMES = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
PARTITIVE = frozenset({"de", "d'", "d’", "du", "des"})
EXCEPTING = frozenset({"hormis", "sauf", "excepté", "hors", "outre"})
CLITICS = frozenset({"lui", "leur", "nous", "vous", "le", "la", "les", "en", "y"})
FUTURE = re.compile(r"[ei]r(?:a|ont)$")
PARTICIPLE = re.compile(r"(?:é|i|u|is|it|ert|eint|oint)e?s?$")


def mend_tree(tree: Tree, verbs: frozenset[str]) -> Tree:
    """The tree after every rule, in order; a rule that would close a circle is not applied.

    `verbs` are infinitives that the parser may take for nouns.
    """
    rules: tuple[Rule, ...] = (partial(_missing_verb, verbs=verbs), *RULES)
    for rule in rules:
        changes = {token.position: change for token, change in rule(tree)}
        after = tree.with_changes(changes)
        if not changes or _is_sound(after):
            tree = after
    return tree


def _is_sound(tree: Tree) -> bool:
    """Does every word hang, step by step, from one root?"""
    roots = [token for token in tree.tokens if token.is_root]
    return len(roots) == 1 and len(list(tree.subtree(roots[0]))) == len(tree.tokens)


def _missing_verb(tree: Tree, verbs: frozenset[str]) -> Changes:
    """« La CARSAT finance l’action », where no verb was seen: the known verb after a noun."""
    if any(token.form == "Fin" for token in tree.tokens):
        return
    for token in tree.tokens[1:]:
        subject = _subject_before(tree, token, verbs)
        if subject is None:
            continue
        yield (
            token,
            {**FINITE, "lemma": _first_group(token), "role": "ROOT", "head": token.position},
        )
        yield subject, {"role": "nsubj", "head": token.position}
        for other in tree.tokens:
            if other not in (token, subject) and _hangs_across(tree, other, token):
                yield other, {"head": token.position, "role": _role_beside(tree, other, token)}
        return


def _subject_before(tree: Tree, token: Token, verbs: frozenset[str]) -> Token | None:
    """The noun just before a word that may be a verb of the list; None when it is not one."""
    bare = not tree.children(token, "det", "case") and token.text.islower()
    if token.tag not in ("NOUN", "ADJ", "VERB", "ADP") or not bare or not token.word.endswith("e"):
        return None
    before = tree.before(token)
    if _first_group(token) not in verbs or before is None or before.tag not in NAMES:
        return None
    return _top_before(tree, before, token)


def _top_before(tree: Tree, noun: Token, verb: Token) -> Token:
    """The noun that commands a group: « les services de la région » for « région »."""
    top = noun
    for above in tree.ancestors(noun):
        if above.position >= verb.position or above.tag not in NAMES:
            break
        between = tree.tokens[above.position : noun.position]
        if any(token.text == "," for token in between):
            break
        top = above
    return top


def _hangs_across(tree: Tree, other: Token, verb: Token) -> bool:
    """Does a word hang from the other side of the verb, or was it the root?"""
    head = tree.head(other)
    across = (other.position < verb.position) != (head.position < verb.position)
    return other.is_root or across or (head == verb and other.role == "nmod")


def _role_beside(tree: Tree, other: Token, verb: Token) -> str:
    """The role of what is hung to the verb again."""
    noun = other.tag in ("NOUN", "PROPN", "NUM")
    if noun and other.position > verb.position and not tree.children(other, "case"):
        return "obj"
    if noun:
        return "obl:mod"
    return "dep" if other.is_root else other.role


def _nouns_that_are_verbs(tree: Tree) -> Changes:
    """« la CMT vote le contrat »: a « noun » with a subject and no « être » is a verb."""
    for token in tree.tokens:
        if token.tag != "NOUN" or tree.children(token, "cop", "det", "case"):
            continue
        joined = token.role == "conj" and tree.head(token).form in ("Fin", "Part")
        if tree.children(token, *SUBJECTS) or (joined and tree.head(token).tag == "VERB"):
            if PARTICIPLE.search(token.word) and tree.head(token).form == "Part":
                yield token, {"tag": "VERB", "form": "Part", "lemma": _first_group(token)}
            elif not token.word.endswith("s") and not token.text[0].isupper():
                yield token, {**FINITE, "lemma": _first_group(token)}


def _first_group(token: Token) -> str:
    return FIRST_GROUP.sub("", token.word) + "er"


def _infinitives_taken_for_nouns(tree: Tree) -> Changes:
    """« d’annexer la convention »: a « noun » in -er with an object."""
    for token in tree.tokens:
        named = token.tag in ("NOUN", "ADJ") and token.word.endswith(("er", "ir"))
        if named and not tree.children(token, "det", "amod") and _is_after_preposition(tree, token):
            role = "xcomp" if token.role.startswith("obl") else token.role
            yield token, {"tag": "VERB", "form": "Inf", "lemma": token.word, "role": role}
            for child in tree.children(tree.head(token), "obj"):
                if child.position > token.position:
                    yield child, {"head": token.position}


def _is_after_preposition(tree: Tree, token: Token) -> bool:
    before = tree.before(token)
    return before is not None and before.word in ("de", "d'", "d’", "à", "pour")


def _infinitives_taken_for_participles(tree: Tree) -> Changes:
    """« de répertorier les données », read as a participle."""
    for token in tree.tokens:
        if token.tag == "VERB" and token.form == "Part" and token.word.endswith(("er", "oir")):
            yield token, {"form": "Inf", "tense": ""}


def _passives_taken_for_presents(tree: Tree) -> Changes:
    """« il est interdit »: after « être » the form is a participle."""
    for token in tree.tokens:
        if token.tag != "VERB" or token.form != "Fin":
            continue
        helpers = tree.children(token, "aux:tense", "aux:pass", "aux")
        if any(helper.form == "Fin" for helper in helpers) and PARTICIPLE.search(token.word):
            yield token, {"form": "Part", "mood": "", "tense": "Past"}


def _subjects_behind_prepositions(tree: Tree) -> Changes:
    """« Les parties, hormis la Caisse, ont signé »: what follows a preposition is no subject."""
    for token in tree.tokens:
        cases = [child.word for child in tree.children(token, "case")]
        behind = bool(cases) and cases[0] not in PARTITIVE
        if token.role not in SUBJECTS or not (behind or _is_excepted(tree, token)):
            continue
        nouns = [child for child in tree.children(token) if child.tag in ("NOUN", "PROPN")]
        before = [noun for noun in nouns if noun.position < token.position]
        if before:
            yield before[0], {"role": token.role, "head": token.head}
            yield token, {"role": "nmod", "head": before[0].position}
        else:
            yield token, {"role": "obl:mod"}


def _is_excepted(tree: Tree, noun: Token) -> bool:
    """Does « hormis », « sauf » stand before the noun and its article?"""
    window = tree.tokens[max(0, noun.position - 3) : noun.position]
    return any(token.word in EXCEPTING for token in window)


def _second_subjects(tree: Tree) -> Changes:
    """« Le CRPST et l’ARS ont été consultés »: two subjects of a verb are coordinated."""
    for verb in tree.tokens:
        subjects = tree.children(verb, *SUBJECTS)
        for first, second in zip(subjects, subjects[1:], strict=False):
            between = tree.tokens[first.position + 1 : second.position]
            joins = any(token.word in ("et", "ou", "ni") or token.text == "," for token in between)
            if joins and second.tag in ("NOUN", "PROPN") and first.tag in ("NOUN", "PROPN"):
                yield second, {"head": subjects[0].position, "role": "conj"}


def _objects_of_reflexives(tree: Tree) -> Changes:
    """« s’engage à fournir (…) les informations »: the object is that of the infinitive."""
    for verb in tree.tokens:
        if not tree.children(verb, "expl:comp", "expl:pass"):
            continue
        below = [child for child in tree.children(verb, "xcomp") if child.form == "Inf"]
        if not below or tree.children(below[-1], "obj"):
            continue
        for child in tree.children(verb, "obj"):
            if child.position > below[-1].position:
                yield child, {"head": below[-1].position}


def _inverted_subjects(tree: Tree) -> Changes:
    """« l’offre que doit assurer le SPSTI », « que lui confient les parties »."""
    for token in tree.tokens:
        verb = _verb_after(tree, token) if token.word in ("que", "qu'", "qu’") else None
        noun = tree.before(token)
        if verb is None or noun is None or token.role not in ("mark", "obj"):
            continue
        holders = (verb, *tree.children(verb, "xcomp"))
        subject = next((obj for each in holders for obj in _noun_objects(tree, each)), None)
        if subject is None or any(s.tag != "PRON" for s in tree.children(verb, *SUBJECTS)):
            continue
        named = _noun_before(tree, token)
        yield subject, {"head": verb.position, "role": "nsubj"}
        yield token, {"head": holders[-1].position, "role": "obj"}
        yield verb, {"role": "acl:relcl", **({"head": named.position} if named else {})}
        for clitic in tree.children(verb, *SUBJECTS):
            if clitic.word in CLITICS:
                yield clitic, {"role": "iobj"}


def _verb_after(tree: Tree, token: Token) -> Token | None:
    following = tree.after(token)
    while following is not None and following.word in CLITICS:
        following = tree.after(following)
    finite = following is not None and following.tag in ("VERB", "AUX") and following.form == "Fin"
    return following if finite else None


def _noun_objects(tree: Tree, verb: Token) -> tuple[Token, ...]:
    return tuple(
        child
        for child in tree.children(verb, "obj")
        if child.tag in ("NOUN", "PROPN") and child.position > verb.position
    )


def _noun_before(tree: Tree, token: Token) -> Token | None:
    """The noun that a relative pronoun takes up: the nearest that is no complement of another."""
    before = [t for t in tree.tokens[: token.position] if t.tag in ("NOUN", "PROPN")]
    heads = [noun for noun in before if not noun.role.startswith("nmod")]
    complement = [noun for noun in before if noun.position > token.position - 4]
    found = heads or complement
    return found[-1] if found else None


def _relatives_taken_for_adverbials(tree: Tree) -> Changes:
    """« L’ARS, que la DREETS avait saisie, a répondu »."""
    for token in tree.tokens:
        verb, before = tree.head(token), tree.before(token)
        noun = tree.before(before) if before is not None and before.text == "," else before
        opens = token.word in ("que", "qu'", "qu’") and token.role == "mark"
        if not opens or verb.role != "advcl" or noun is None:
            continue
        if noun.tag in ("NOUN", "PROPN") and not tree.children(verb, "obj"):
            yield token, {"role": "obj"}
            yield verb, {"head": noun.position, "role": "acl:relcl"}


def _pronouns_cut_in_three(tree: Tree) -> Changes:
    """« Celui-ci », cut by the parser at its hyphen: one subject."""
    for token in tree.tokens:
        parts = tree.tokens[token.position + 1 : token.position + 3]
        if token.word not in DEMONSTRATIVES or len(parts) < 2 or parts[0].text != "-":
            continue
        yield token, {"tag": "PRON", "role": "nsubj" if parts[1].role == "nsubj" else token.role}
        for part in parts:
            yield part, {"tag": "PART", "role": "fixed", "head": token.position}


def _infinitive_heads(tree: Tree) -> Changes:
    """« Clarifier, dans les textes, les rôles… »: the infinitive at the head is the root."""
    first, root = tree.tokens[0], tree.root
    opens = first.form == "Inf" and not first.is_root and tree.head(first) == root
    if opens and root.tag == "NOUN" and not tree.children(root, "cop", *SUBJECTS):
        yield first, {"head": first.position, "role": "ROOT"}
        yield root, {"head": first.position, "role": "obj"}


def _futures_taken_for_participles(tree: Tree) -> Changes:
    """« Le service signera un contrat »: no participle ends like a future."""
    for token in tree.tokens:
        if token.form != "Part" or not FUTURE.search(token.word):
            continue
        noun = tree.head(token)
        finite = {**FINITE, "tense": "Fut"}
        if token.role == "acl" and noun.is_root and noun.position < token.position:
            yield token, {**finite, "role": "ROOT", "head": token.position}
            yield noun, {"role": "nsubj", "head": token.position}
        else:
            yield token, finite


RULES: tuple[Rule, ...] = (
    _futures_taken_for_participles,
    _subjects_behind_prepositions,
    _nouns_that_are_verbs,
    _infinitives_taken_for_nouns,
    _infinitives_taken_for_participles,
    _passives_taken_for_presents,
    _second_subjects,
    _objects_of_reflexives,
    _inverted_subjects,
    _relatives_taken_for_adverbials,
    _infinitive_heads,
    _pronouns_cut_in_three,
)
