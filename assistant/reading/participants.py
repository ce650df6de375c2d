"""A noun and what depends on it → who or what takes part in an act, by trade class."""

from collections.abc import Iterable, Iterator

from assistant.reading.sentence import Participant
from assistant.reading.token import Token, Tree
from assistant.reading.trade import Actors, singular
from assistant.texts.french import fold

NOUNS = frozenset({"NOUN", "PROPN", "NUM", "PRON", "ADJ", "X"})
CLAUSES = frozenset({"acl:relcl", "advcl", "punct", "parataxis", "conj", "cc", "appos"})
STOPS = frozenset({",", ";", ":", "(", ")"})


def participant_of(tree: Tree, noun: Token, actors: Actors) -> Participant:
    """The noun phrase headed by a noun, its coordinated nouns included, as a participant."""
    heads = tuple(coordinated_nouns(tree, noun))
    words = [token for head in heads for token in _phrase(tree, head, actors)]
    first = min(words, key=lambda token: token.start)
    last = max(words, key=lambda token: token.end)
    return Participant(
        text=tree.text[first.start : last.end],
        start=first.start,
        end=last.end,
        nouns=tuple(lemma_of(head) for head in heads),
        classes=tuple(dict.fromkeys(_classes(tree, heads, actors))),
    )


def coordinated_nouns(tree: Tree, noun: Token) -> Iterator[Token]:
    """A noun and the nouns joined to it by « et », « ou » or a comma."""
    yield noun
    for other in tree.children(noun, "conj"):
        if other.tag in NOUNS and not _is_contrasted(tree, other):
            yield from coordinated_nouns(tree, other)


def _is_contrasted(tree: Tree, noun: Token) -> bool:
    return any(token.word == "mais" for token in tree.children(noun, "cc"))


def lemma_of(token: Token) -> str:
    """The lemma of a noun; the word itself for an acronym or a name."""
    written_name = token.text[:1].isupper() and any(letter.isupper() for letter in token.text[1:])
    return token.text if written_name else token.lemma


def _phrase(tree: Tree, head: Token, actors: Actors) -> list[Token]:
    """The words of one noun phrase, without its clauses nor the preposition before it."""
    limit = _limit(tree, head)
    words = [
        token
        for token in tree.subtree(head, without=CLAUSES)
        if (token.role not in ("case", "mark", "cc") or token.position > head.position)
        and token.position < limit
    ]
    length = form_length(tree, head, actors)
    words += tree.tokens[head.position : head.position + length]
    return [token for token in words if token.end - token.start > 0] or [head]


def _limit(tree: Tree, head: Token) -> int:
    """Where a noun phrase must stop: at a comma, a bracket or an infinitive that it is asked of."""
    for token in tree.tokens[head.position + 1 :]:
        if (
            token.text in STOPS
            or token.word == "par"
            or (token.form == "Inf" and token.role in ("acl", "xcomp"))
        ):
            before = tree.before(token)
            marked = before is not None and before.role == "mark"
            return before.position if marked and before is not None else token.position
    return len(tree.tokens)


def _classes(tree: Tree, heads: Iterable[Token], actors: Actors) -> Iterator[str]:
    for head in heads:
        name = class_of(tree, head, actors)
        if name:
            yield name


def class_of(tree: Tree, noun: Token, actors: Actors) -> str | None:
    """The trade class of a noun, by the longest form of the lists that begins there."""
    found = _form_at(tree, noun, actors)
    if found:
        return found[1]
    named = tree.child(noun, "appos", "flat:name", "flat")
    return _acronym_class(named, actors) if named else None


def form_length(tree: Tree, noun: Token, actors: Actors) -> int:
    """How many words the form of a trade class takes there; 1 when there is none."""
    found = _form_at(tree, noun, actors)
    return len(found[0]) if found else 1


def _form_at(tree: Tree, noun: Token, actors: Actors) -> tuple[tuple[str, ...], str] | None:
    words = [
        singular(fold(token.text)) for token in tree.tokens[noun.position : noun.position + 12]
    ]
    for form, name in actors.forms.get(words[0], ()):
        if tuple(words[: len(form)]) == form:
            return form, name
    return None


def _acronym_class(token: Token, actors: Actors) -> str | None:
    entries = actors.forms.get(singular(fold(token.text)), ())
    return next((name for form, name in entries if len(form) == 1), None)
