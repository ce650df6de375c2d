"""Swap: « et pour l’agrément ? » asks the same of something else: the question before is kept, the
new thing takes the place of the one of its class, or of the object.

    Quelle est la durée d’un CPOM ?  + Et celle de l’agrément ?
                                     → Quelle est la durée de l’agrément ?
    Que contient l’annexe 4 ?        + Et la 5 ?
                                     → Que contient l’annexe 5 ?
    Qui siège pour la CRAMIF ?       + Et côté DRIEETS ?
                                     → Qui siège pour la DRIEETS ?
    Quel est le préavis du COPIL ?   + Et en urgence ?
                                     → Quel est le préavis du COPIL, en urgence ?
"""

import re
from collections.abc import Callable, Sequence

from assistant.conversation.exchange import Antecedents, Exchange
from assistant.conversation.interrogatives import capital
from assistant.conversation.noun_groups import NounGroup, after, definite
from assistant.conversation.reading import Reading
from assistant.texts.french import fold, stem

POINTING = re.compile(
    r"^\s*(?:(?P<before>pour|à|de|sur|avec)\s+)?(?P<pronoun>celui|celle|ceux|celles)"
    r"(?:-ci|-là)?\s*",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"^\s*(?:pour\s+|de\s+)?(?:le|la|l['’]|du|au|n°)?\s*"
    r"(?P<number>\d{1,2}|v[123])(?:e|er|ère|ème)?\s*$",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"\b(?:volet|annexe|fiche(?: action)?|article|recommandation(?: n°)?|priorité|étape|axe|"
    r"objectif|partie)s?\s+(?P<number>\d{1,2})\b",
    re.IGNORECASE,
)
LOOSE = frozenset(("", "pour", "de"))


class Swap:
    """A fragment (« pour l’agrément ») and the question whose form it takes."""

    def __init__(self, fragment: str, antecedents: Antecedents) -> None:
        self.pointing = POINTING.match(fragment)
        self.fragment = (
            POINTING.sub(r"\g<before> ", fragment).strip() if self.pointing else fragment
        )
        self.reading = Reading(self.fragment, antecedents.words)
        self.antecedents = antecedents
        self.before = antecedents.exchange.question

    @property
    def new(self) -> NounGroup | None:
        """The thing that the fragment names."""
        return next(iter(self.reading.groups), None)


def swap(fragment: str, antecedents: Antecedents) -> str:
    """The question before, asked of what a fragment names; empty when it names nothing."""
    fragment = antecedents.words.ending.sub("", fragment).strip(" ?.!,")
    antecedents = _where_it_fits(fragment, antecedents)
    main, comma, besides = fragment.partition(",")
    if comma and main.strip() and not Reading(besides, antecedents.words).has_verb:
        text = swap(main, antecedents)
        return f"{text.rstrip(' ?.!')}, {besides.strip()} ?" if text else ""
    found = Swap(fragment, antecedents)
    for way in WAYS:
        text = way(found)
        if text:
            return capital(text)
    return ""


def _where_it_fits(fragment: str, antecedents: Antecedents) -> Antecedents:
    """The question before; the one before it, when its verb is said only of other things (nobody
    delivers a contract).
    """
    exchange, words = antecedents.exchange, antecedents.words
    plain = set(fold(exchange.question).split())
    new = {group.head for group in Reading(fragment, words).groups}
    for verb, things in words.proper_things.items():
        if verb in plain and exchange.earlier and new and not new & things:
            before = Exchange(question=exchange.earlier[0], earlier=exchange.earlier[1:])
            return Antecedents(before, words)
    return antecedents


def renumbered(fragment: str, before: str) -> str:
    """« la 5 » after « annexe 4 »: the question before with the other number; empty when either
    has none.
    """
    number, old = NUMBER.match(fragment), NUMBERED.search(before)
    if not number or not old:
        return ""
    return _put(before, old.start("number"), old.end("number"), number["number"])


def _by_number(found: Swap) -> str:
    return renumbered(found.fragment, found.before)


def _by_class(found: Swap) -> str:
    """A member of the same class, whatever the articles and prepositions around them."""
    new_text, before = fold(found.fragment), fold(found.before)
    if len(new_text) != len(found.fragment) or len(before) != len(found.before):
        return ""
    for pattern in found.antecedents.words.class_patterns:
        new = pattern.search(new_text)
        old = next(
            (each for each in pattern.finditer(before) if not new or each.group() != new.group()),
            None,
        )
        if new and old and _covers(found, new):
            name = found.fragment[new.start() : new.end()]
            return _exchange(found, old.start(), old.end(), name)
    return ""


def _by_same_head(found: Swap) -> str:
    """« la fiche routier » in the place of « la fiche TMS »."""
    new = found.new
    if new is None or new.before not in LOOSE or not new.article:
        return ""
    for group in found.antecedents.reading.groups:
        if group.head == new.head and not group.asked:
            return _replace(found, group, new)
    return ""


def _by_attribute(found: Swap) -> str:
    """« et la durée conseillée ? »: what is asked of the same thing, when it is said of things and
    the question before did not ask it.
    """
    new, words = found.new, found.antecedents.words
    groups = found.antecedents.reading.groups
    if new is None or new.complement >= 0 or stem(new.head) not in words.attribute_stems:
        return ""
    things = [group for group in groups if stem(group.head) not in words.attribute_stems]
    if not new.article or not things or any(group.head == new.head for group in groups):
        return ""
    asking = "Quelle" if new.gender == "f" else "Quel"
    verb = f"{asking}s sont" if new.plural else f"{asking} est"
    return f"{verb} {definite(new)} {after('de', definite(_owner(found, things)))} ?"


def _owner(found: Swap, things: Sequence[NounGroup]) -> NounGroup:
    """What the question before is about: the last complement of « la date de signature de
    l’instruction », else the first thing named.
    """
    topic = found.antecedents.topic
    inner = [group for group in things if topic and topic.start < group.start < topic.end]
    if topic and inner and stem(topic.head) in found.antecedents.words.attribute_stems:
        return inner[-1]
    named = [group for group in things if not group.asked] or things
    return named[0]


def _covers(found: Swap, new: re.Match[str]) -> bool:
    """Is the member all that the fragment names? « le CPOM du CIAMT » is more than « le CPOM »."""
    rest = found.fragment[: new.start()] + found.fragment[new.end() :]
    return not [
        group for group in Reading(rest, found.antecedents.words).groups if len(group.head) > 2
    ]


def _exchange(found: Swap, start: int, end: int, name: str) -> str:
    """A name in the place of another, with the article of the new one when the old one has one."""
    old = next(
        (
            each
            for each in found.antecedents.reading.groups
            if each.start <= start < each.end and (each.words.startswith(found.before[start:end]))
        ),
        None,
    )
    new = found.new
    if old is None or not old.article or new is None:
        return _put(found.before, start, end, name)
    return _replace(found, old, new)


def _by_preposition(found: Swap) -> str:
    """« à l’IUMM » in the place of « à la DREETS »."""
    new = found.new
    if new is None or not new.before or new.before in ("de", "pour"):
        return ""
    same = [group for group in found.antecedents.reading.named if group.before == new.before]
    if not same:
        return ""
    words = found.fragment[new.before_start :]
    return _put(found.before, same[-1].before_start, same[-1].end, words)


def _by_head(found: Swap) -> str:
    """« celle de l’agrément »: the complement of the thing that « celle » points at."""
    new = found.new
    if not found.pointing or new is None:
        return ""
    wanted = "f" if found.pointing["pronoun"].lower().startswith("celle") else "m"
    for group in found.antecedents.reading.groups:
        if group.complement < 0 or (group.gender and group.gender != wanted):
            continue
        return _put(found.before, group.complement, group.end, _with(found, new, "de"))
    return ""


def _by_name(found: Swap) -> str:
    """An acronym or a name in the place of another: « que veut dire OPPBTP »."""
    new = found.new
    if new is None or not new.words[:1].isupper() or new.before not in LOOSE:
        return ""
    for group in reversed(found.antecedents.reading.named):
        if group.words[:2].isupper() and new.words[:2].isupper():
            return _replace(found, group, new)
    return ""


def _by_circumstance(found: Swap) -> str:
    """« en urgence », « dans le médico-social »: said besides, where nothing makes way for it."""
    new = found.new
    vague = new is not None and new.before == "pour" and new.article in ("un", "une", "des")
    if new is None or (new.before in LOOSE and not vague):
        return ""
    return f"{found.before.rstrip(' ?.!')}, {found.fragment} ?"


def _by_object(found: Swap) -> str:
    """The thing in the place of the complement of the question, else of its subject."""
    new = found.new
    if new is None:
        return ""
    named = found.antecedents.reading.named
    if new.before == "de" and not new.article:
        return _by_bare_complement(found, new)
    inner = [group for group in named if group.before == "de"]
    same = [group for group in named if group.before == new.before == "pour"]
    target = next(iter([*same[-1:], *inner[-1:], *_objects(named)]), None)
    if target is None:
        return ""
    return _replace(found, target, new)


def _objects(named: Sequence[NounGroup]) -> Sequence[NounGroup]:
    """The groups that no preposition governs, then the others."""
    return sorted(named, key=lambda group: bool(group.before))[:1]


def _by_bare_complement(found: Swap, new: NounGroup) -> str:
    """« et de hauteur ? » after « chutes de plain-pied »; « et d’autonomes ? » after « combien de
    services ».
    """
    groups = found.antecedents.reading.groups
    inner = [group for group in groups if group.before == "de" and not group.asked]
    counted = next((group for group in groups if group.asked), None)
    bare = [group for group in inner if not group.article]
    nested = [group for group in inner if counted and group.end <= counted.end]
    if bare or nested:
        old = (bare or nested)[-1]
        return _put(found.before, old.before_start, old.end, found.fragment[new.before_start :])
    if counted is None:
        return ""
    return _put(found.before, counted.end, counted.end, f" {new.words}")


def _replace(found: Swap, old: NounGroup, new: NounGroup) -> str:
    """A thing in the place of another, under the preposition of the other."""
    start = old.before_start if old.before in ("de", "à") else old.start
    preposition = old.before if old.before in ("de", "à") else ""
    if not old.article and not new.article and not preposition:
        return _put(found.before, old.start, old.end, new.words)
    return _put(found.before, start, old.end, _with(found, new, preposition))


def _with(found: Swap, new: NounGroup, preposition: str) -> str:
    named = definite(new) if new.article else new.words
    return after(preposition, named) if preposition else named


def _put(text: str, start: int, end: int, words: str) -> str:
    return f"{text[:start]}{words}{text[end:]}"


WAYS: Sequence[Callable[[Swap], str]] = (
    _by_number,
    _by_attribute,
    _by_same_head,
    _by_class,
    _by_preposition,
    _by_head,
    _by_name,
    _by_circumstance,
    _by_object,
)
