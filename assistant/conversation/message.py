"""Is the question one to answer at all? Instructions smuggled in are set aside, foreign subjects
are refused.
"""

import re

from assistant.conversation.asked import names_in
from assistant.conversation.patterns import QuestionPatterns
from assistant.domain import Value
from assistant.errors import BadQuestion
from assistant.index.index import Index
from assistant.texts.french import stem, words_of
from assistant.texts.sentences import sentence_spans
from assistant.texts.wording import Wording


class Asked(Value):
    """What remains to be answered of a question, and whether an instruction was set aside."""

    text: str
    instructed: bool = False


def check_text(text: str, longest: int) -> str:
    """A question fit to be read.

    Raises BadQuestion when it is empty, too long or not text.
    """
    if "\x00" in text or "\ufffd" in text:
        raise BadQuestion("La question n’est pas du texte : vérifiez l’encodage (UTF-8).")
    clean = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text).strip()
    if len(clean) > longest:
        raise BadQuestion(
            f"La question est trop longue ({len(clean)} caractères, {longest} "
            "au plus) : résumez-la."
        )
    if not re.search(r"\w", clean):
        raise BadQuestion("La question est vide : écrivez une phrase ou quelques mots.")
    return clean


def without_instructions(text: str, wording: Wording) -> Asked:
    """The question without the sentences that give orders to the assistant."""
    if not wording.instruction.search(text):
        return Asked(text=text)
    parts = [text[start:end] for start, end in sentence_spans(text)]
    kept = [part for part in parts if not wording.instruction.search(part)]
    return Asked(text=" ".join(kept), instructed=True)


def is_foreign(text: str, index: Index, wording: Wording) -> bool:
    """Does the question name a subject that is none of the field's, and no acronym that is?"""
    return bool(wording.foreign_subject.search(text)) and not any(
        term.startswith("+") for term in index.analyser.terms(text)
    )


def is_situated(text: str, index: Index, patterns: QuestionPatterns) -> bool:
    """Does anything in the question belong to the field: an acronym, a word of the trade, a name
    that the texts hold?
    """
    analyser = index.analyser
    if any(term.startswith("+") or term in analyser.domain for term in analyser.terms(text)):
        return True
    return any(
        index.words["passages"].number.get(stem(word)) is not None
        for name in names_in(text, patterns)
        for word in words_of(name)
    )
