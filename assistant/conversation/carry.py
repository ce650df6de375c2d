"""Carry: what a question leaves out is taken from the question or the answer before it.

Il finit quand ?          → Le CPOM du CIAMT finit quand ?
À qui remet-il son avis ? → À qui le CRPST remet-il son avis ?
Qui l’a signée ?          → Qui a signé l’instruction ?
Pour combien de temps ?   → Pour combien de temps délivre-t-on l’agrément ?
"""

import re

from assistant.conversation.exchange import Antecedents
from assistant.conversation.interrogatives import capital, lower_first, parted
from assistant.conversation.noun_groups import (
    DETERMINING,
    Gender,
    after,
    definite,
)
from assistant.conversation.reading import Reading
from assistant.texts.french import fold, stem

PERSONAL: dict[str, tuple[Gender, bool]] = {
    "il": ("m", False),
    "elle": ("f", False),
    "ils": ("m", True),
    "elles": ("f", True),
}
CLITICS: dict[str, tuple[Gender, bool]] = {
    "le": ("m", False),
    "la": ("f", False),
    "les": ("", True),
    "l'": ("", False),
}
IMPERSONAL = re.compile(
    r"\bil (?:y (?:a|avait|en a)|faut|fallait|faudra|faudrait|s'agit|existe|est (?:possible|"
    r"obligatoire|prevu|question))\b|"
    r"\b(?:faut|fallait|s'agit|y a-t|y avait|existe-t|fait|fera-t)-il\b|"
    r"\bexiste-t-il\b|\b(?:est-il|il est) (?:possible|obligatoire|prevu|necessaire|question)\b"
)
FREE = frozenset(["an", "ans", "jour", "jours", "mois", "année", "années", "semaine", "fois"])
WITHOUT_ON = frozenset(["a", "ont", "avait", "avaient", "est", "sont"])
INTERROGATIVE_ENDS = frozenset(["combien", "quand", "où", "comment", "quoi"])
AUXILIARIES = frozenset(
    ["a", "ont", "avait", "avaient", "est", "sont", "doit", "doivent", "peut", "peuvent"]
)
PARTICIPLES = (
    (r"ées?$", "é"),
    (r"és$", "é"),
    (r"ises?$", "is"),
    (r"ites?$", "it"),
    (r"ies?$", "i"),
    (r"ues?$", "u"),
)
ALONE = frozenset(["pourquoi", "comment", "où", "quand", "qui", "que", "quoi"])
OWN = frozenset(("", "pour", "dans", "chez", "en"))
ON_THE_BASIS = re.compile(
    r"\s*(?:sur la base|au titre|en vertu|à partir|au bout|à hauteur)\s+d", re.IGNORECASE
)
THIS_IS = re.compile(r"^\s*(?:c['’]?\s?(?:est|était)\s+|est-ce\s+(?!qu))", re.IGNORECASE)


def carry(question: str, antecedents: Antecedents) -> str:
    """The question with what it leaves out; empty when it leaves nothing out."""
    reading = Reading(question, antecedents.words)
    return (
        _fragment(reading, antecedents)
        or _subject(reading, antecedents)
        or _object(reading, antecedents)
        or _among(reading, antecedents)
        or _this_is(reading, antecedents)
    )


# -- a subject pronoun -----------------------------------------------------------------------------


def _subject(reading: Reading, antecedents: Antecedents) -> str:
    """« il » or « -il » with nothing before it, in the question, that it takes up."""
    if IMPERSONAL.search(fold(reading.text)):
        return ""
    for place, token in enumerate(reading.tokens):
        pronoun = token.inverted or token.plain
        touching = place > 0 and any(
            group.end == reading.tokens[place - 1].end and group.head not in FREE
            for group in reading.named
            if not group.before
        )
        if token.inverted and touching:  # « l’ARS est-il … »: the subject stands there already
            continue
        if pronoun not in PERSONAL or _is_named_before(reading, token.start, pronoun):
            continue
        if _is_named_after(reading, pronoun):
            return ""
        gender, plural = PERSONAL[pronoun]
        named = antecedents.of_pronoun(gender, plural=plural)
        if not named:
            return ""
        if token.inverted:
            return _before_inversion(reading, place, named)
        return capital(reading.text[: token.start] + named + reading.text[token.end :])
    return ""


def _is_named_before(reading: Reading, start: int, pronoun: str) -> bool:
    gender, plural = PERSONAL[pronoun]
    return any(
        group.end <= start and group.plural == plural and group.gender in (gender, "")
        for group in reading.named
        if not group.head[:1].isdigit() and group.head not in FREE
    )


def _is_named_after(reading: Reading, pronoun: str) -> bool:
    """Is the thing said at the end: « il dure combien, le CPOM ? »?"""
    gender, plural = PERSONAL[pronoun]
    last = reading.named[-1] if reading.named else None
    if last is None or last.before or last.article not in ("le", "la", "l'", "les"):
        return False
    before = [token for token in reading.tokens if token.end <= last.start]
    if stem(last.head) in {stem(rank) for rank in reading.words.rank_of}:
        return False  # « ils représentent quelle part, les premiers ? »
    ends = not re.search(r"\w", reading.text[last.end :])
    apart = bool(before) and (before[-1].plain == "," or before[-1].plain in INTERROGATIVE_ENDS)
    return ends and apart and last.plural == plural and last.gender in (gender, "")


def _before_inversion(reading: Reading, place: int, named: str) -> str:
    """« À qui remet-il » gives « À qui le CRPST remet-il »; the small words before the verb
    (« s’ », « y », « en ») stay with it.
    """
    at = place
    while at and reading.tokens[at - 1].plain in (
        "s'",
        "se",
        "y",
        "en",
        "n'",
        "ne",
        "l'",
        "le",
        "la",
        "les",
    ):
        at -= 1
    start = reading.tokens[at].start
    text = f"{reading.text[:start]}{named} {lower_first(reading.text[start:])}"
    return capital(text)


# -- an object pronoun -----------------------------------------------------------------------------


def _object(reading: Reading, antecedents: Antecedents) -> str:
    """« Qui l’anime ? »: the thing stands after the verb."""
    for place, token in enumerate(reading.tokens):
        if not reading.is_clitic(place):
            continue
        gender, plural = CLITICS[token.plain]
        gender = gender or _gender_of_participle(reading, place)
        if any(group.end <= token.start and group.plural == plural for group in reading.named):
            continue
        named = antecedents.of_pronoun(gender, plural=plural)
        if named:
            return _after_verb(reading, place, named)
    return ""


def _after_verb(reading: Reading, place: int, named: str) -> str:
    """The clitic at a place taken out, the thing put after its verb and participle."""
    clitic, tokens = reading.tokens[place], reading.tokens
    last = place + 1
    followed = last + 1 < len(tokens) and tokens[last + 1].plain.isalpha()
    participle = followed and tokens[last].plain in AUXILIARIES
    verb = reading.text[tokens[last].start : tokens[last].end]
    end = tokens[last].end
    if participle:
        verb += f" {_masculine(tokens[last + 1].text)}"
        end = tokens[last + 1].end
    elif tokens[last].inverted:
        ending = re.match(r"[\w-]*", reading.text[end:])
        verb += ending.group() if ending else ""
        end += len(ending.group()) if ending else 0
    before, rest = reading.text[: clitic.start], reading.text[end:]
    return capital(f"{before}{verb} {named}{rest}")


def _gender_of_participle(reading: Reading, place: int) -> Gender:
    """« l’a signée » is of something feminine."""
    participle = reading.tokens[place + 2].text if place + 2 < len(reading.tokens) else ""
    return "f" if re.search(r"(?:ée|ie|ue|ise|ite)s?$", participle) else ""


def _masculine(participle: str) -> str:
    """A participle that agrees with nothing any more: « signée » gives « signé »."""
    for ending, single in PARTICIPLES:
        if re.search(ending, participle):
            return re.sub(ending, single, participle)
    return participle


# -- « en », « y », « parmi eux » -----------------------------------------------------------


def _among(reading: Reading, antecedents: Antecedents) -> str:
    """« On peut en ajouter d’autres ? », « parmi eux »: of what there was, the thing is said."""
    topic = antecedents.topic
    if topic is None:
        return ""
    text = reading.text
    partitive = re.search(
        r"(?<![\w-])(?:en|y)\s+(?=\w+(?:er|ir|oir|re)\b)|(?<=\w)['’](?:en|y)\b", text
    )
    group = re.search(
        r"\b(parmi|entre|avec|sans|pour|chez|sur|par)\s+(eux|elles|lui|elle)\b", text, re.IGNORECASE
    )
    if group:
        gender: Gender = "f" if group[2].startswith("elle") else "m"
        named = antecedents.of_pronoun(gender, plural=group[2] in ("eux", "elles"))
        return capital(text[: group.start(1)] + f"{group[1]} {named}" + text[group.end() :])
    if not partitive or any(each.end <= partitive.start() for each in reading.named):
        return ""
    shorter = text[: partitive.start()] + text[partitive.end() :]
    others = re.search(r"\bd['’]autres\b(?!\s+[^\W\d_]{3})", shorter)
    if others:
        return capital(f"{shorter[: others.end()]} {topic.words}{shorter[others.end() :]}")
    bare = shorter.rstrip(" ?")
    return capital(f"{bare} {after('de', definite(topic))} ?")


# -- « c’est obligatoire ? » ---------------------------------------------------------------


def _this_is(reading: Reading, antecedents: Antecedents) -> str:
    """« C’est obligatoire ? »: of the topic. « C’est quoi RESANA ? » names its own."""
    opening = THIS_IS.match(reading.text)
    if not opening or antecedents.topic is None or reading.named:
        return ""
    return capital(f"{definite(antecedents.topic)} est {reading.text[opening.end() :]}")


# -- a bare interrogative --------------------------------------------------------------------------


def _fragment(reading: Reading, antecedents: Antecedents) -> str:
    """« À quel taux ? »: the interrogative takes the place of the one before."""
    text = THIS_IS.sub("", reading.text).strip(" ?.!,")
    bare = Reading(text, antecedents.words)
    if not is_bare_interrogative(bare):
        return ""
    chosen = _which_of(bare, antecedents)
    if chosen:
        return chosen
    return f"{capital(text)} {_clause(antecedents, asked=bool(bare.groups))} ?"


def is_bare_interrogative(reading: Reading) -> bool:
    """Does a message ask with an interrogative and name nothing of its own?"""
    if not reading.has_interrogative or reading.has_verb:
        return False
    if ON_THE_BASIS.match(reading.text):
        return True
    tokens = [token for token in reading.tokens if token.plain[:1].isalnum()]
    at = reading.interrogative
    if at < 0 or (at == 0 and tokens[0].plain in ALONE and len(tokens) > 1):
        return False
    own = [group for group in reading.named if group.before in OWN]
    return at == 1 or (not own and len(reading.groups) <= 2)


def _which_of(reading: Reading, antecedents: Antecedents) -> str:
    """« Lesquelles ? » after « combien de régions… »: which regions."""
    plain = reading.tokens[-1].plain if reading.tokens else ""
    parts = parted(antecedents.reading)
    if not plain.startswith(("lesquel", "laquel", "lequel")) or parts is None or not parts.noun:
        return ""
    article = {"lesquels": "Quels", "lesquelles": "Quelles", "laquelle": "Quelle"}.get(
        plain, "Quel"
    )
    return f"{article} {parts.noun.words} {parts.rest} ?"


def _clause(antecedents: Antecedents, *, asked: bool) -> str:
    """What the question before says, less what it asked with; `asked` when the new interrogative
    has its own noun, which stands for the one before.
    """
    reading = antecedents.reading
    parts = parted(reading)
    topic = antecedents.topic
    if parts is None:
        kept = definite(topic) if topic else reading.text.rstrip(" ?.!")
        return f"pour {kept}"
    if not parts.word:
        return lower_first(parts.rest) if reading.has_verb else f": {parts.rest}"
    verb, _, after_verb = parts.rest.partition(" ")
    if parts.word == "qui" and verb.isalpha() and after_verb and fold(verb) not in WITHOUT_ON:
        link = "-" if fold(verb)[-1] in "td" else "-t-"
        return f"{_singular(verb)}{link}on {after_verb}"
    if parts.word in DETERMINING and re.match(r"(?:est|sont|était|étaient)\s", parts.rest):
        return f"pour {re.sub(r'^(?:est|sont|étaient|était)', '', parts.rest).strip()}"
    if parts.noun is not None:
        inverted = re.match(r".*\w-(?:t-)?(?:il|elle|ils|elles|on)\b", parts.rest)
        noun = f"les {parts.noun.words}" if parts.noun.plural else definite(parts.noun)
        if inverted:
            return parts.rest if asked else f"{parts.rest} ({parts.noun.words})"
        return f"{noun} {parts.rest}"
    return parts.rest


def _singular(verb: str) -> str:
    return re.sub(r"ent$", "e", verb)
