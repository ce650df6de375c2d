"""Resolve: a demonstrative, a possessive, a place, a rank or « ça » says again what it stands for.

Cette instance existe encore ?        → Le GPRO existe encore ?
Sa composition est fixée où ?         → La composition de la cellule PDP est fixée où ?
Combien de services là-bas ?          → Combien de services en Occitanie ?
Le premier rend son avis à qui ?      → Le CRPST rend son avis à qui ?
"""

import re
from collections.abc import Iterator, Sequence

from assistant.conversation.exchange import Antecedents
from assistant.conversation.interrogatives import capital
from assistant.conversation.noun_groups import CONTRACTED, after, definite
from assistant.conversation.reading import Reading
from assistant.conversation.tokens import Token
from assistant.texts.french import fold

POSSESSIVES = {"son": "m", "sa": "f", "ses": "", "leur": "m", "leurs": ""}
DEMONSTRATIVES = frozenset(("ce", "cet", "cette", "ces"))
POINTED = re.compile(r"-(?:ci|l[àa])\b")
SUCH = re.compile(r"\b(?:une? tel(?:le)?|de tel(?:le)?s)\s+(?=\w)", re.IGNORECASE)
PERSONAL = frozenset(("il", "elle", "ils", "elles"))
AFTER_RANK = frozenset(("ne", "n'", "a", "de", "en", "dans"))
Edit = tuple[int, int, str]


def resolve(question: str, antecedents: Antecedents) -> str:
    """The question with what its words stand for; empty when there is nothing to resolve."""
    text = SUCH.sub("cette ", question)
    reading = Reading(text, antecedents.words)
    edits = sorted(_edits(reading, antecedents))
    if not edits:
        return ""
    for start, end, words in reversed(edits):
        text = text[:start] + words + text[end:]
    return capital(re.sub(r"\s+", " ", text).strip())


def _edits(reading: Reading, antecedents: Antecedents) -> Iterator[Edit]:
    yield from _places(reading, antecedents)
    for place, token in enumerate(reading.tokens):
        following = reading.tokens[place + 1 :]
        if token.plain in DEMONSTRATIVES and following:
            yield from _demonstrative(reading, place, antecedents)
        elif token.plain in POSSESSIVES and following:
            yield from _possessive(reading, place, antecedents)
        elif token.plain in antecedents.words.rank_of:
            yield from _rank(reading, place, antecedents)
        elif token.plain in ("ca", "ça", "cela"):
            yield from _neuter(reading, place, antecedents)


def _demonstrative(reading: Reading, place: int, antecedents: Antecedents) -> Iterator[Edit]:
    token, noun = reading.tokens[place], reading.tokens[place + 1]
    plain = POINTED.sub("", noun.plain)
    group = next((each for each in reading.groups if each.start == token.start), None)
    end = noun.end
    if plain in antecedents.words.free or reading.is_verb(place + 1) or not plain.isalpha():
        return
    if _is_said_before(reading, token, plain):
        return
    named = antecedents.of_demonstrative(plain)
    if not named and antecedents.topic:
        end = group.end if group else noun.end
        own = _own_article(token, POINTED.sub("", reading.text[noun.start : end]))
        named = f"{own} {after('de', _counted(antecedents))}"
    if named:
        yield _put_after(reading, place, end, named)


def _counted(antecedents: Antecedents) -> str:
    """The topic as what a change is of: « le nombre de CPOM V2 » where it was counted."""
    topic = antecedents.topic
    assert topic is not None
    is_count = topic.asked and topic.before == "de"
    return f"le nombre {after('de', topic.words)}" if is_count else definite(topic)


def _own_article(token: Token, noun: str) -> str:
    article = {"cette": "la", "ces": "les"}.get(token.plain, "le")
    elides = fold(noun[:1]) in tuple("aeiouh") and article != "les"
    return f"l’{noun}" if elides else f"{article} {noun}"


def _is_said_before(reading: Reading, token: Token, head: str) -> bool:
    """Does the question itself name the thing before it points at it?"""
    return any(group.end <= token.start and group.head == head for group in reading.groups)


def _possessive(reading: Reading, place: int, antecedents: Antecedents) -> Iterator[Edit]:
    token, noun = reading.tokens[place], reading.tokens[place + 1]
    if reading.is_verb(place + 1) and noun.plain not in ("date",):
        return
    owned = next((group for group in reading.groups if group.start == token.start), None)
    plural_owner = token.plain.startswith("leur")
    before = [group for group in reading.named if group.end <= token.start]
    if owned is None or any(group.plural == plural_owner for group in before):
        return
    if any(_is_personal(each) for each in reading.tokens):
        return
    owner = antecedents.of_pronoun("", plural=plural_owner)
    if not owner:
        return
    plural = token.plain in ("ses", "leurs")
    article = "les" if plural else {"f": "la"}.get(owned.gender or POSSESSIVES[token.plain], "le")
    elides = fold(owned.words[:1]) in tuple("aeiouh") and not plural
    whole = f"l’{owned.words}" if elides else f"{article} {owned.words}"
    yield _put_after(reading, place, owned.end, f"{whole} {after('de', owner)}")


def _is_personal(token: Token) -> bool:
    """Is it « il » or « -il » that stands for something? « faut-il » does not."""
    inverted = token.inverted in PERSONAL and token.plain not in ("faut", "fallait", "s'agit")
    return token.plain in PERSONAL or inverted


def _places(reading: Reading, antecedents: Antecedents) -> Iterator[Edit]:
    found = antecedents.words.place.search(reading.text)
    region = _region(antecedents)
    if found and region:
        yield found.start(), found.end(), region


def _region(antecedents: Antecedents) -> str:
    """The last place named, with its preposition: « en Occitanie »."""
    texts = (antecedents.exchange.question, *antecedents.exchange.earlier)
    for text in texts:
        for group in Reading(text, antecedents.words).groups:
            if group.before in ("en", "dans") and not group.head[:1].isdigit():
                return text[group.before_start : group.end]
    for text in texts:
        for group in Reading(text, antecedents.words).groups:
            if group.head in ("occitanie", "bretagne", "normandie", "lorraine", "alsace"):
                return f"en {group.words}"
    return ""


def _rank(reading: Reading, place: int, antecedents: Antecedents) -> Iterator[Edit]:
    """« le premier » alone; « le premier bilan » names its thing."""
    token = reading.tokens[place]
    article = reading.tokens[place - 1] if place else None
    following = reading.tokens[place + 1] if place + 1 < len(reading.tokens) else None
    if article is None or article.plain not in ("le", "la", "les", "du", "au"):
        return
    noun_follows = following and following.plain.isalnum() and not reading.is_verb(place + 1)
    if following and noun_follows and following.plain not in AFTER_RANK:
        return
    items = antecedents.items()
    chosen = _item(items, antecedents.words.rank_of[token.plain])
    if chosen:
        yield _put_after(reading, place - 1, token.end, chosen)


def _item(items: Sequence[str], place: int) -> str:
    number = len(items) - 1 if place == -1 else place - 1
    return items[number] if 0 <= number < len(items) else ""


def _neuter(reading: Reading, place: int, antecedents: Antecedents) -> Iterator[Edit]:
    """« ça »: the topic, unless the sentence named something itself that it takes up."""
    topic = antecedents.topic
    token = reading.tokens[place]
    subject = place + 1 < len(reading.tokens) and reading.is_verb(place + 1)
    taken_up = [group for group in reading.named if group.end <= token.start or not group.before]
    if topic is None or (subject and taken_up):  # « combien de temps ça dure, un CPOM ? »
        return
    yield _put_after(reading, place, token.end, definite(topic))


def _put_after(reading: Reading, place: int, end: int, named: str) -> Edit:
    """What is put from the word at a place up to `end`, contracted with the preposition that
    governs it: « de » and « le CRPST » give « du CRPST ».
    """
    token = reading.tokens[place]
    contracted = CONTRACTED.get(token.plain, "") if token.plain in ("du", "au") else ""
    if contracted:
        return token.start, end, after(contracted, named)
    before = reading.tokens[place - 1] if place else None
    if before is not None and before.plain in ("de", "d'", "à"):
        return before.start, end, after(before.plain.replace("d'", "de"), named)
    return token.start, end, named
