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
from assistant.llm.gate import INSIDE, NAME, RULES, Claim, Gate, Refused, locate_quote
from assistant.llm.phrases import Phrase, Source
from assistant.proof.case import Outcome
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten

LONGEST, SHORTEST = 45, 3
ALIKE = 0.8


class Known:
    """What a line may rest on beside the passages: all that the service wrote, and what the fiche
    already says.
    """

    def __init__(self, user_text: str, lines: Sequence[str]) -> None:
        self.typed = user_text
        self.lines = lines
        self.names = set(re.findall(r"[a-z0-9]+", fold(" ".join((user_text, *lines)))))
        self.figures = figures_in(user_text) | figures_in_words(user_text)


def line_of(
    gate: Gate, phrase: Phrase, sources: Mapping[str, Source], ground: Known, n: int
) -> Line | Refused:
    """The line of a phrase, its citations numbered from `n`. Quotations that stand but do not bear
    it out leave it unsourced.
    """
    text = flatten(phrase.text)
    pieces: list[Evidence] = []
    for citation in phrase.citations:
        source = sources.get(citation.passage)
        span = locate_quote(source.text, source.passage.text, citation.words) if source else None
        if source is None or span is None:
            return Refused(rule="mots exacts", reason="les mots cités ne sont pas dans le passage")
        pieces.append(Evidence(passage=source.passage, start=span[0], end=span[1], score=0))
    refusal = _broken(gate, text, ground, " ".join(piece.words for piece in pieces))
    if refusal is not None:
        return refusal
    citations = tuple(cite(gate.index, piece, n + i) for i, piece in enumerate(pieces))
    whole = all(
        flatten(citation.quote) == flatten(piece.words)
        for citation, piece in zip(citations, pieces, strict=True)
    )
    if (
        pieces
        and whole
        and _borne_out(gate, text, pieces, ground)
        and _is_verified(gate, text, citations)
    ):
        return Line(text=text, origin=Origin.PROPOSAL, citations=citations)
    if gate.guard.says("threatens", text):
        return Refused(
            rule="portée",
            reason="une proposition non sourcée ne nomme ni sanction, ni somme, ni licenciement",
        )
    if figures_in(text) | figures_in_words(text) <= ground.figures:
        return Line(
            text=f"{text.rstrip('. ')} ({gate.wording.notices['proposition']})",
            origin=Origin.PROPOSAL,
        )
    return Refused(
        rule="chiffres",
        reason="un chiffre ne vient ni de la situation ni d’un passage qui tienne la ligne",
    )


def _broken(gate: Gate, text: str, ground: Known, quotation: str) -> Refused | None:
    """The first rule that a proposed text breaks, sourced or not."""
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
    if (figures_in(text) | figures_in_words(text)) - ground.figures - figures_in(
        quotation
    ) - figures_in_words(quotation) or dates_in(text) - dates_in(ground.typed) - dates_in(
        quotation
    ):
        return Refused(
            rule="chiffres", reason="un chiffre ne vient ni de la situation ni des mots cités"
        )
    foreign = [
        name
        for name in NAME.findall(text)
        if not set(re.findall(r"[a-z0-9]+", fold(name)))
        <= ground.names | set(re.findall(r"[a-z0-9]+", fold(quotation)))
    ]
    if foreign:
        return Refused(
            rule="noms",
            reason=(
                f"« {foreign[0]} » n’est ni dans la situation, ni dans la fiche, "
                "ni dans les mots cités"
            ),
        )
    return _said_already(gate, text, ground)


def _said_already(gate: Gate, text: str, ground: Known) -> Refused | None:
    """A line in French, about the field, that the fiche does not hold yet."""
    terms = set(gate.index.analyser.terms(text))
    vocabulary = gate.index.words["passages"].number
    if sum(term in vocabulary for term in terms) < 0.7 * max(1, len(terms)):
        return Refused(rule="appui", reason="trop de mots de la ligne sont étrangers aux textes")
    if any(
        len(terms & set(gate.index.analyser.terms(line))) > ALIKE * len(terms)
        for line in ground.lines
    ):
        return Refused(rule="répétition", reason="la ligne répète ce qui est déjà dans la fiche")
    return None


def _borne_out(gate: Gate, text: str, pieces: Sequence[Evidence], ground: Known) -> bool:
    """Do the words quoted hold the line, once what comes from the situation is set aside?"""
    documents = {piece.passage.document_id for piece in pieces}
    if len(documents) > 1:
        return False
    own = [
        re.escape(word)
        for word in sorted(
            {*ground.figures, *re.findall(r"[\wéèêàç-]{3,}", ground.typed)}, key=len, reverse=True
        )
    ]
    bare = re.sub(rf"\b(?:{'|'.join(own)})\b", " ", text) if own else text
    claim = Claim(
        text=flatten(bare) or text,
        pieces=tuple(pieces),
        document=gate.index.document(documents.pop()),
    )
    if any(next(RULES[rule](gate, claim), None) for rule in ("chiffres", "noms")):
        return False
    return gate.prove(claim, is_announced=True).outcome is Outcome.PROVED


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
