"""A line that a language model proposes for a fiche → a verified line marked `proposition`, or the
rule it breaks. Pure.

It is sourced when exact words of a passage bear it out, otherwise it says that it is not. Either
way its figures and names come from the
situation, from the fiche or from the words quoted, it obliges nobody, and it never mixes with the
words of the national model.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.answering.compose import cite
from assistant.answering.verify import verify
from assistant.domain import Citation, Evidence, Severity, Statement
from assistant.forms.line import Line, Origin
from assistant.llm.gate import INSIDE, NAME, RULES, Claim, Gate, Refused, plain_words_of
from assistant.llm.phrases import Phrase, Source
from assistant.llm.quotations import are_whole, locate_quote
from assistant.proof.case import Outcome
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten

LONGEST, SHORTEST = 45, 3
ALIKE = 0.8  # share of the terms of a line from which it repeats another
LEAST_KNOWN = 0.7  # share of the terms of a line that the corpus must know


class Basis:
    """What a line may rest on beside the passages: all that the service wrote (`user_text`), and
    the lines that the fiche already holds.
    """

    def __init__(self, user_text: str, lines: Sequence[str]) -> None:
        self.user_text = user_text
        self.lines = lines
        self.names = plain_words_of(" ".join((user_text, *lines)))
        self.figures = _all_figures_in(user_text)


def line_of(
    gate: Gate, phrase: Phrase, sources: Mapping[str, Source], basis: Basis, n: int
) -> Line | Refused:
    """The line of a phrase, its citations numbered from `n`. Quotations that stand but do not bear
    it out leave it unsourced.
    """
    text = flatten(phrase.text)
    pieces = _pieces_of(phrase, sources)
    if pieces is None:
        return Refused(rule="mots exacts", reason="les mots cités ne sont pas dans le passage")
    refusal = _refusal_of(gate, text, basis, " ".join(piece.words for piece in pieces))
    if refusal is not None:
        return refusal
    citations = tuple(cite(gate.index, piece, number) for number, piece in enumerate(pieces, n))
    if _is_sourced(gate, text, pieces, citations, basis):
        return Line(text=text, origin=Origin.PROPOSAL, citations=citations)
    return _unsourced_line(gate, text, basis)


def _pieces_of(phrase: Phrase, sources: Mapping[str, Source]) -> list[Evidence] | None:
    """The words that a phrase quotes, where they stand; None when some do not."""
    pieces: list[Evidence] = []
    for citation in phrase.citations:
        source = sources.get(citation.passage)
        if source is None:
            return None
        span = locate_quote(source.text, source.passage.text, citation.words)
        if span is None:
            return None
        start, end = span
        pieces.append(Evidence(passage=source.passage, start=start, end=end, score=0))
    return pieces


def _is_sourced(
    gate: Gate,
    text: str,
    pieces: Sequence[Evidence],
    citations: tuple[Citation, ...],
    basis: Basis,
) -> bool:
    """Do the words quoted, whole in their documents, bear the line out?"""
    if not pieces or not are_whole(citations, pieces):
        return False
    return _is_borne_out(gate, text, pieces, basis) and _is_verified(gate, text, citations)


def _unsourced_line(gate: Gate, text: str, basis: Basis) -> Line | Refused:
    """A line that says itself that it has no source, when it may do without."""
    if gate.guard.says("threatens", text):
        return Refused(
            rule="portée",
            reason="une proposition non sourcée ne nomme ni sanction, ni somme, ni licenciement",
        )
    if not _all_figures_in(text) <= basis.figures:
        return Refused(
            rule="chiffres",
            reason="un chiffre ne vient ni de la situation ni d’un passage qui tienne la ligne",
        )
    mention = gate.wording.notices["proposition"]
    return Line(text=f"{text.rstrip('. ')} ({mention})", origin=Origin.PROPOSAL)


def _all_figures_in(text: str) -> set[str]:
    """The figures of a text, in digits and in words."""
    return figures_in(text) | figures_in_words(text)


def _refusal_of(gate: Gate, text: str, basis: Basis, quotation: str) -> Refused | None:
    """The first rule that a proposed text breaks, sourced or not; None when it breaks none."""
    document = next(iter(gate.index.documents.values()))
    claim = Claim(text=text, pieces=(), document=document)
    for rule in ("texte simple", "consigne"):
        reason = next(RULES[rule](gate, claim), None)
        if reason is not None:
            return Refused(rule=rule, reason=reason)
    if not SHORTEST <= len(text.split()) <= LONGEST or INSIDE.search(text):
        return Refused(
            rule="entière", reason="la ligne est trop courte, trop longue ou entre guillemets"
        )
    if gate.guard.says("binds", text) or references_in(text):
        return Refused(
            rule="portée", reason="une proposition n’oblige pas et ne cite pas d’article"
        )
    figures = _all_figures_in(text) - basis.figures - _all_figures_in(quotation)
    days = dates_in(text) - dates_in(basis.user_text) - dates_in(quotation)
    if figures or days:
        return Refused(
            rule="chiffres", reason="un chiffre ne vient ni de la situation ni des mots cités"
        )
    known_names = basis.names | plain_words_of(quotation)
    foreign = [name for name in NAME.findall(text) if not plain_words_of(name) <= known_names]
    if foreign:
        return Refused(
            rule="noms",
            reason=(
                f"« {foreign[0]} » n’est ni dans la situation, ni dans la fiche, "
                "ni dans les mots cités"
            ),
        )
    return _refusal_of_content(gate, text, basis.lines)


def _refusal_of_content(gate: Gate, text: str, lines: Sequence[str]) -> Refused | None:
    """A line is in French, about the field, and says what the fiche does not hold yet."""
    terms_of = gate.index.analyser.terms
    terms = set(terms_of(text))
    vocabulary = gate.index.words["passages"].number
    known_terms = [term for term in terms if term in vocabulary]
    if len(known_terms) < LEAST_KNOWN * max(1, len(terms)):
        return Refused(rule="appui", reason="trop de mots de la ligne sont étrangers aux textes")
    for line in lines:
        if len(terms & set(terms_of(line))) > ALIKE * len(terms):
            reason = "la ligne répète ce qui est déjà dans la fiche"
            return Refused(rule="répétition", reason=reason)
    return None


def _is_borne_out(gate: Gate, text: str, pieces: Sequence[Evidence], basis: Basis) -> bool:
    """Do the words quoted hold the line, once what comes from the situation is set aside?"""
    documents = {piece.passage.document_id for piece in pieces}
    if len(documents) > 1:
        return False
    claim = Claim(
        text=_without_own_words(text, basis) or text,
        pieces=tuple(pieces),
        document=gate.index.document(documents.pop()),
    )
    for rule in ("chiffres", "noms"):
        if next(RULES[rule](gate, claim), None):
            return False
    return gate.prove(claim, is_announced=True).outcome is Outcome.PROVED


def _without_own_words(text: str, basis: Basis) -> str:
    """A text without the words and figures that the service wrote, the longest first."""
    own = {*basis.figures, *re.findall(r"[\wéèêàç-]{3,}", basis.user_text)}
    if not own:
        return flatten(text)
    choices = "|".join(map(re.escape, sorted(own, key=len, reverse=True)))
    return flatten(re.sub(rf"\b(?:{choices})\b", " ", text))


def _is_verified(gate: Gate, text: str, citations: tuple[Citation, ...]) -> bool:
    """Does the line stand as any sourced line must? One whose figures are the situation's does not:
    it says that it has no source.
    """
    statement = Statement(
        text=text,
        citations=tuple(citation.n for citation in citations),
        weight=gate.index.document(citations[0].document_id).weight,
    )
    findings = verify([statement], citations, gate.index.documents, gate.index.text)
    return all(finding.severity is not Severity.ERROR for finding in findings)
