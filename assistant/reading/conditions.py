"""Conditions and exceptions: the words that open them, and how far each one goes."""

from collections.abc import Iterator

from assistant.reading.clauses import carrier_of
from assistant.reading.phrases import Match
from assistant.reading.sentence import Span
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import ConditionWords, Vocabulary

CLOSING = frozenset({",", ";", ":", ")", ".", "!", "?", "»", "–"})
HELD = frozenset({"mark", "case", "advmod", "fixed", "cc", "det", "amod"})


def conditions_of(tree: Tree, vocabulary: Vocabulary) -> tuple[Span, ...]:
    """The conditions of a sentence as contiguous words, marker included."""
    words = vocabulary.conditions
    excluded = [*words.false_phrases.find(tree), *words.exception_phrases.find(tree)]
    found = []
    for match in words.phrases.find(tree):
        if any(other.holds(match.first) for other in excluded):
            continue
        if _is_condition(tree, match, vocabulary):
            found.append(_span(tree, match, words))
    apart = exceptions_of(tree, vocabulary)
    return tuple(
        span
        for span in _outermost(found)
        if not any(other.start <= span.start and span.end <= other.end for other in apart)
    )


def _is_condition(tree: Tree, match: Match, vocabulary: Vocabulary) -> bool:
    if match.phrase in ("si", "s'"):
        return _is_if(tree, match.first, vocabulary.conditions)
    if match.phrase == "sans":
        return _is_lack(tree, match.first, vocabulary)
    if match.phrase == "une fois":
        return _is_once(tree, match)
    if match.phrase.startswith(("qu'", "que si")):
        before = tree.tokens[max(0, match.first.position - 8) : match.first.position]
        return any(token.word in ("ne", "n'", "n’") for token in before)
    if match.phrase in ("quand", "lorsque", "lorsqu'", "dès que", "dès qu'"):
        return not _tells_past(tree, match)
    return True


def _is_if(tree: Tree, word: Token, words: ConditionWords) -> bool:
    """« si » that conditions: not « se », not a question, not « si grand », not an opposition."""
    verb = tree.head(word)
    if word.word.startswith("s'") and tree.after(word) is not None:
        following = tree.after(word)
        return following is not None and following.word in ("il", "ils")
    if word.role == "advmod" and verb.tag == "ADJ":
        return False
    if any(above.lemma in words.wondering for above in tree.ancestors(word)):
        return False
    following_words = {token.word for token in tree.tokens[word.position :]}
    return not following_words & words.conceding


def _is_lack(tree: Tree, word: Token, vocabulary: Vocabulary) -> bool:
    """« sans » that conditions: at the head of the sentence, or after a verb that forbids."""
    noun = tree.head(word)
    if noun.form == "Inf" or noun.tag == "VERB":
        return False
    if word.position == 0:
        return True
    verb = carrier_of(tree)
    negated = any(child.word == "pas" for child in tree.children(verb))
    return negated and verb.lemma in ("devoir", "pouvoir")


def _tells_past(tree: Tree, match: Match) -> bool:
    """« lorsque la DREETS a signé »: a date in the past, not a condition."""
    verb = tree.head(match.first)
    main = carrier_of(tree)
    return any(child.tense == "Imp" for child in (verb, main, *tree.children(verb)))


def _is_once(tree: Tree, match: Match) -> bool:
    """« une fois l’accord obtenu »; not « une fois par an », « une seule fois »."""
    following = tree.after(match.last)
    if following is None or following.tag == "PUNCT":
        return False
    rest = tree.tokens[following.position : following.position + 8]
    return following.word not in ("que", "qu'") and any(token.form == "Part" for token in rest)


def exceptions_of(tree: Tree, vocabulary: Vocabulary) -> tuple[Span, ...]:
    """What a sentence sets apart, marker included."""
    words = vocabulary.conditions
    included = words.inclusion_phrases.find(tree)
    found = [
        _span(tree, match, words)
        for match in words.exception_phrases.find(tree)
        if not any(other.holds(match.first) for other in included)
        and not _is_case_of_en(tree, match)
    ]
    return _outermost([*found, *_after(tree, words)])


def _is_case_of_en(tree: Tree, match: Match) -> bool:
    before = tree.before(match.first)
    return match.phrase == "hors" and before is not None and before.word in ("en", "-")


def _after(tree: Tree, words: ConditionWords) -> Iterator[Span]:
    """« le SPSTI excepté »: what stands before the word, back to the comma."""
    for match in words.after_phrases.find(tree):
        before = tree.before(match.first)
        if before is None or before.tag == "PUNCT":
            continue
        first = before
        while first.position and tree.tokens[first.position - 1].text not in CLOSING:
            first = tree.tokens[first.position - 1]
        text = tree.text[first.start : match.last.end]
        yield Span(text=text, start=first.start, end=match.last.end)


def _span(tree: Tree, match: Match, words: ConditionWords) -> Span:
    """From the marker to the end of what it opens."""
    start, end = match.first.start, _end(tree, match, words)
    return Span(text=tree.text[start:end], start=start, end=end)


def _end(tree: Tree, match: Match, words: ConditionWords) -> int:
    """The end of the clause that the marker opens: a comma that leaves it, or its last word.

    A comma leaves the clause when the word after it does not depend on it.
    """
    opened = _word_introduced(tree, match)
    if match.phrase.endswith(" près"):
        return match.last.end
    inside = {token.position for token in tree.subtree(opened)}
    inside |= set(range(match.first.position, match.last.position + 1))
    end = match.last
    cuts = {cut.first.position for cut in words.cutting_phrases.find(tree)}
    for token in tree.tokens[match.last.position + 1 :]:
        if token.position in cuts:
            break
        if token.text in CLOSING and not _goes_on(tree, match, token, inside, opened):
            break
        end = token
    while end.text in CLOSING and end.position > match.last.position:
        end = tree.tokens[end.position - 1]
    return end.end


def _word_introduced(tree: Tree, match: Match) -> Token:
    """The word that the marker introduces."""
    current = match.last
    while current.role in HELD and not current.is_root:
        current = tree.head(current)
        if current.position > match.last.position:
            return current
    following = tree.after(match.last)
    return current if current.position > match.last.position or following is None else following


def _main_follows(tree: Tree, match: Match, comma: Token) -> bool:
    """Does the main clause begin after a comma: « Dès que l’avis est rendu, la DREETS signe »?"""
    following = tree.after(comma)
    if match.first.position > 0 or following is None or following.tag not in ("DET", "PRON"):
        return False
    within = tree.tokens[match.last.position : comma.position]
    return any(token.form == "Fin" for token in within)


CLAUSAL = ("que", "qu'", "si", "s'", "où", "quand", "lorsque", "lorsqu'")
JOINING = frozenset({"et", "ou", "de", "d'", "d’", "du", "des", "qui", "que", "dont", "ni"})


def _goes_on(tree: Tree, match: Match, comma: Token, inside: set[int], opened: Token) -> bool:
    if comma.text in (";", ":", ".", "!", "?"):
        return False
    following = tree.after(comma)
    clausal = match.phrase.endswith(CLAUSAL)
    if not clausal and comma.text == "," and following is not None:
        return following.word in JOINING
    if clausal and _main_follows(tree, match, comma):
        return False
    if following is None or following.position not in inside:
        return False
    if comma.text == ")":
        return True
    return following.position < opened.position or _depends(tree, following, opened)


def _depends(tree: Tree, token: Token, opened: Token) -> bool:
    """Does a word after a comma still belong to the clause?"""
    return any(above.position == opened.position for above in tree.ancestors(token))


def _outermost(spans: list[Span]) -> tuple[Span, ...]:
    """The spans that are within no other, in order."""
    kept = [
        span
        for span in spans
        if not any(
            other is not span and other.start <= span.start and span.end <= other.end
            for other in spans
        )
    ]
    return tuple(sorted(kept, key=lambda span: span.start))
