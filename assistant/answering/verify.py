"""Statements and citations → findings. Pure: no model, no disk, no network. Whatever is shown has
passed here.

`error` findings forbid display, `warning` ones are told to the reader. See the table RULES.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.domain import Citation, Document, Finding, Severity, Statement, Weight
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten

BINDING = re.compile(
    (
        r"\b(?:doit|doivent|obligatoire|obligation|obligatoirement|est tenue?|sont "
        r"tenue?s|exige|impose|interdit)\b"
    ),
    re.I,
)
LEFT_OUT = "[…]"
QUOTED = re.compile(r"«\s(.+?)\s»(?=\s*[.,;:]|\s*$| \()", re.S)

Texts = Callable[[str], str]


def verify(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    documents: Mapping[str, Document],
    texts: Texts,
) -> tuple[Finding, ...]:
    """Everything that is wrong with an answer; `texts` gives the text of a document by
    identifier.
    """
    by_number = {citation.n: citation for citation in citations}
    found = [finding for citation in citations for finding in _citation(citation, texts)]
    for n, statement in enumerate(statements, 1):
        cited = [by_number[number] for number in statement.citations if number in by_number]
        for rule in RULES:
            found.extend(rule(f"phrase {n}", statement, cited, documents))
    return tuple(found)


def statements_shown(
    statements: Sequence[Statement], findings: Sequence[Finding]
) -> tuple[Statement, ...]:
    """The statements that no error forbids to show."""
    forbidden = {finding.where for finding in findings if finding.severity is Severity.ERROR}
    return tuple(
        s
        for n, s in enumerate(statements, 1)
        if f"phrase {n}" not in forbidden
        and not any(f"citation {c}" in forbidden for c in s.citations)
    )


def _citation(citation: Citation, texts: Texts) -> Iterator[Finding]:
    """The quote stands in its passage, and at its offsets in the document."""
    where = f"citation {citation.n}"
    if not citation.quote or flatten(citation.quote) not in flatten(citation.text):
        yield Finding(
            rule="mots exacts",
            severity=Severity.ERROR,
            message="Les mots cités ne sont pas dans le passage.",
            where=where,
        )
    if flatten(texts(citation.document_id)[citation.start : citation.end]) != flatten(
        citation.quote
    ):
        yield Finding(
            rule="position",
            severity=Severity.ERROR,
            message="Les mots cités ne sont pas à la position indiquée du document.",
            where=where,
        )


def _check_citations(
    where: str, statement: Statement, cited: list[Citation], documents: Mapping[str, Document]
) -> Iterator[Finding]:
    if not cited and statement.claim.strip():  # words of ours alone claim nothing
        yield Finding(
            rule="citation",
            severity=Severity.ERROR,
            message="La phrase n’a pas de citation.",
            where=where,
        )


def _verbatim(
    where: str, statement: Statement, cited: list[Citation], documents: Mapping[str, Document]
) -> Iterator[Finding]:
    """Words between guillemets stand in a cited passage; a title in an announcement is ours."""
    passages = [_plain(citation.text) for citation in cited]
    for words in quoted_words(statement.claim):
        if not any(_holds(text, _plain(words)) for text in passages):
            yield Finding(
                rule="mots exacts",
                severity=Severity.ERROR,
                message=f"« {words[:60]} » n’est dans aucun passage cité.",
                where=where,
            )


def _holds(text: str, words: str) -> bool:
    """Do words stand in a text? « […] » stands for words left out between its parts; a first
    letter may be capital or not.
    """
    place = 0
    for part in filter(None, (each.strip() for each in words.split(LEFT_OUT))):
        found = [
            at
            for spelling in (part, part[:1].upper() + part[1:], part[:1].lower() + part[1:])
            if (at := text.find(spelling, place)) >= 0
        ]
        if not found:
            return False
        place = min(found) + len(part)
    return True


def _plain(text: str) -> str:
    """A text on one line with plain apostrophes."""
    return flatten(text).replace("’", "'")


def quoted_words(text: str) -> tuple[str, ...]:
    """What stands between guillemets, the outer ones where a quotation holds another; where they
    do not pair, what stands between each opening and the closing that ends a clause.
    """
    depth, start, found = 0, 0, []
    for place, letter in enumerate(text):
        if letter == "«":
            start = place + 1 if depth == 0 else start
            depth += 1
        elif letter == "»":
            depth -= 1
            if depth == 0:
                found.append(text[start:place].strip())
            if depth < 0:
                break
    return tuple(found) if depth == 0 else tuple(QUOTED.findall(text))


def _numbers(
    where: str, statement: Statement, cited: list[Citation], documents: Mapping[str, Document]
) -> Iterator[Finding]:
    """Every figure, date and article that a sentence claims stands in a cited passage."""
    text, claim = " ".join(citation.text for citation in cited), statement.claim
    missing = (
        (figures_in(claim) - figures_in(text) - figures_in_words(text))
        | (dates_in(claim) - dates_in(text))
        | (references_in(claim) - references_in(text))
    )
    if missing:
        yield Finding(
            rule="chiffres",
            severity=Severity.ERROR,
            message=f"Absent des passages cités : {', '.join(sorted(missing))}.",
            where=where,
        )


def _binding(
    where: str, statement: Statement, cited: list[Citation], documents: Mapping[str, Document]
) -> Iterator[Finding]:
    """Words that bind rest on a text that binds, or are attributed to a source that is cited."""
    sources = {citation.document_id for citation in cited}
    weak = all(documents[source].weight is not Weight.OPPOSABLE for source in sources)
    attributed = statement.attribution and statement.attribution.document_id in sources
    if sources and weak and BINDING.search(statement.claim) and not attributed:
        yield Finding(
            rule="portée",
            severity=Severity.ERROR,
            message="Une obligation est affirmée sur la foi d’un texte qui n’oblige pas.",
            where=where,
        )


def _territory(
    where: str, statement: Statement, cited: list[Citation], documents: Mapping[str, Document]
) -> Iterator[Finding]:
    """A local source is named with its territory."""
    for citation in cited:
        document = documents[citation.document_id]
        if not document.national and fold(document.territory) not in fold(statement.text):
            yield Finding(
                rule="territoire",
                severity=Severity.WARNING,
                message=f"Information propre à : {document.territory}.",
                where=where,
            )


RULES: tuple[
    Callable[[str, Statement, list[Citation], Mapping[str, Document]], Iterator[Finding]], ...
] = (_check_citations, _verbatim, _numbers, _binding, _territory)
