"""What a question asks for: its kind (how many, who, when…), the noun it is about, the names and
figures it is tied to.
"""

import re

from assistant.conversation.patterns import NOTHING, QuestionPatterns
from assistant.texts.analyser import Analyser
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import NUMBERS, fold, stem
from assistant.texts.references import references_in

NOUN_ASKED = re.compile(
    r"\b(?:combien d[e']|quels?|quelles?|nombre d[e']|quelle est l[ea']|quel "
    r"est l[ea'])\s*(?:est |sont )?(?:l[ea]s? |l')?"
    r"([a-z-]{3,})(?:\s+(?:d[eu]s?|d')\s?([a-z-]{3,}))?"
)
COUNTED = re.compile(r"\b(?:combien|cb) d[e'] ?([a-z-]+)(?: ([a-z-]+))?")
PERSON = re.compile(
    r"\b[A-ZÉÈ][a-zéèëïüç]+(?:-[A-ZÉ][a-zéèë]+)? (?:de )?[A-ZÉÈ]{3,}\b|\b(?:M\.|Mme|Dr) [A-ZÉ]"
)
PROPER = re.compile(r"(?<![.?!:»] )(?<!^)\b([A-ZÉ][\w&/éèêàâîïôûç-]{2,}(?: \d+)?)")
CLOSED = "oui ou non"
PLAIN_FACT = "fait"
LINES = (("court", 3), ("moyen", 7))  # the most lines of each length
NEAR = 4  # words between a noun and its figure


def kind_of(text: str, patterns: QuestionPatterns) -> str:
    """The kind of a question, « rien » when it has none."""
    plain = fold(text)
    kinds = patterns.kind_patterns.items()
    return next((name for name, pattern in kinds if pattern.search(plain)), NOTHING)


def is_closed(text: str, patterns: QuestionPatterns) -> bool:
    """Is a question to be answered by yes or no? « Quels volets sont obligatoires ? » is not."""
    plain = fold(text)
    kinds = {name for name, pattern in patterns.kind_patterns.items() if pattern.search(plain)}
    return kinds == {CLOSED}


def form_asked(text: str, patterns: QuestionPatterns) -> str:
    """The form of answer that a question wants (a summary, steps, a comparison…), « fait » when it
    wants none of them.
    """
    plain = fold(text)
    forms = patterns.form_patterns.items()
    return next((name for name, pattern in forms if pattern.search(plain)), PLAIN_FACT)


def length_asked(text: str, patterns: QuestionPatterns, *, is_summary: bool) -> str:
    """How long an answer is wanted: `court`, `moyen` or `long`. A number of lines or of sentences
    counts first, then the words of `corpus/questions.yaml`; a summary is otherwise of middle
    length, any other answer short.
    """
    plain = fold(text)
    lines = patterns.lines_pattern.search(plain)
    if lines is not None and is_summary:
        number = int(NUMBERS.get(lines[1], lines[1]))
        return next((name for name, most in LINES if number <= most), "long")
    lengths = patterns.length_patterns.items()
    told = next((name for name, pattern in lengths if pattern.search(plain)), None)
    return told or ("moyen" if is_summary else "court")


def without_length(text: str, patterns: QuestionPatterns) -> str:
    """A question less the number of lines that it wants: « en deux phrases » is not looked for."""
    lines = patterns.lines_pattern.search(fold(text))
    if lines is None or len(fold(text)) != len(text):
        return text
    head, tail = text[: lines.start()], text[lines.end() :]
    head = head[: -len("en ")] if fold(head).endswith(" en ") else head
    return f"{head.rstrip()} {tail.lstrip()}".strip(" ,")


def is_current(text: str, patterns: QuestionPatterns) -> bool:
    """Does a question ask whether something still holds, or what is to be done?"""
    return patterns.currency_pattern.search(fold(text)) is not None


def noun_asked(text: str, analyser: Analyser) -> list[str]:
    """Stems of the noun asked for: « combien de membres » is about `membr`."""
    match = NOUN_ASKED.search(fold(text))
    nouns = match.groups() if match else ()
    return [stem(word) for word in nouns if word and word not in analyser.stop]


def names_in(text: str, patterns: QuestionPatterns) -> list[str]:
    """Proper names of a question, less the ones that every question holds."""
    names = [match[1] for match in PROPER.finditer(text)]
    return [name for name in names if fold(name) not in patterns.common_names]


def fills_slot(text: str, evidence: str, patterns: QuestionPatterns) -> bool | None:
    """Does the evidence hold the kind of thing asked for? None when nothing particular is asked."""
    plain, answer = fold(text), fold(evidence)
    for asked, answered, by_name in patterns.slot_patterns:
        if asked.search(plain):
            named = by_name and PERSON.search(evidence)
            return bool(named or answered.search(answer))
    return None


def lacks_count(text: str, stems: list[str], patterns: QuestionPatterns) -> bool:
    """« Combien de membres… » with no figure near « membres » in the stems of the evidence."""
    match = COUNTED.search(fold(text))
    if not match or re.fullmatch(f"{patterns.time_unit}|temps|fois", match[1]):
        return False
    nouns = {stem(noun) for noun in match.groups() if noun and len(noun) > 3}
    places = [place for place, word in enumerate(stems) if word in nouns]
    near = (word for place in places for word in stems[max(0, place - NEAR) : place + NEAR])
    return bool(nouns) and not any(re.match(r"\d", word) for word in near)


def lacks_region(text: str, context: str, patterns: QuestionPatterns) -> bool:
    """Does the question name a region that the (folded) context does not?"""
    plain = fold(text)
    return any(
        region.search(plain) and not any(name in context for name in names)
        for region, names in patterns.region_patterns
    )


def gives_figure(text: str) -> bool:
    """Does a text give a figure, in digits or in words, a date or a reference?"""
    readers = (figures_in, figures_in_words, dates_in, references_in)
    return any(reader(text) for reader in readers)
