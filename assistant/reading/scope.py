"""Where a sentence stands: what its headings and the text before it make of it."""

import re

from assistant.domain import Passage, Weight
from assistant.reading.sentence import Scope
from assistant.texts.french import fold

ARTICLE = re.compile(r"\barticle (?:\d+|[lrd]\.? ?\d[\d-]*)", re.IGNORECASE)
CLAUSE_HEADING = re.compile(r"\s*article \d+", re.IGNORECASE)
ANNEXE = re.compile(r"\bannexe (\d+)", re.IGNORECASE)


def scope_of(passage: Passage, weight: Weight | None) -> Scope:
    """The scope of the sentences of a passage, by its headings and its label."""
    above = " / ".join((*passage.path, passage.label))
    article, annexe = ARTICLE.search(above), ANNEXE.search(above)
    return Scope(
        document=passage.document_id,
        weight=weight,
        headings=passage.path,
        article=article.group() if article else "",
        annexe=annexe.group(1) if annexe else "",
        opening=_opening(passage.text),
    )


def _opening(text: str) -> str:
    """The place or subject that the first sentence sets for the paragraph: « Dans les
    Hauts-de-France », « En région Picardie »; empty when there is none.
    """
    match = re.match(r"\s*((?:Dans|En|Au|À|Pour) [^,.;:]{3,60}),", text)
    return match.group(1) if match else ""


def is_clause(scope: Scope, before: str) -> bool:
    """Is the sentence a clause of a contract, which commits those it names?"""
    headed = any(CLAUSE_HEADING.match(heading) for heading in (*scope.headings, before))
    return scope.weight is Weight.CONTRAT or headed


def setting_of(scope: Scope, before: str) -> str:
    """The folded headings and text above a sentence, where list openings are looked for."""
    return fold(" / ".join((*scope.headings, before)))
