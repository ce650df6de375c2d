"""A phrase of a language model → a verified statement, or the rule it breaks. Pure: no model, no
disk, no network.

What a model wrote is shown only after it passed every rule of `RULES`, was proved from the words
that it quotes (`assistant/proof`), and passed `verify`. A rule that is in doubt refuses: the answer
in the sources' own words is always there to take over.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from assistant.answering.compose import cite
from assistant.answering.verify import verify
from assistant.domain import (
    Attribution,
    Citation,
    Document,
    Evidence,
    Severity,
    Span,
    Statement,
    Value,
    Weight,
)
from assistant.index.index import Index
from assistant.llm.guard import Guard
from assistant.llm.phrases import Phrase, Source
from assistant.llm.prompts import visible_text
from assistant.llm.quotations import are_whole, locate_quote
from assistant.proof.case import Decision, Outcome
from assistant.proof.prover import Prover, Quotation
from assistant.proof.spans import special_spans
from assistant.texts.calendar import dates_in, months_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold
from assistant.texts.quotes import plain_signs
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten
from assistant.texts.wording import Wording

LONGEST = 60
PROOF = "preuve"
# A link, a mark-up sign, or the number of a passage as the model was given it.
MARKED = re.compile(
    r"https?:|www\.|javascript:|data:|mailto:|\b[\w-]+\.(?:com|fr|org|net|test|io|eu)\b|"
    r"[<>{}`|\\]|!?\[[^\]]*\]|\]\(|\*\*|__|^\s*#|&\w+;|\bP\d+\b",
    re.I,
)
CALL = re.compile(r"\s*[\[(]\s*P\d+(?:\s*[,;]\s*P\d+)*\s*[\])]")
NAME = re.compile(
    r"\b[A-ZÀÂÉÈÊÎÔŒ][A-ZÀÂÉÈÊÎÔŒ0-9&-]{1,}\b|(?<=[a-zéèêà,’'] )[A-ZÀÂÉÈÊÎÔŒ][\wéèêàâîôûç-]{2,}"
)
INSIDE = re.compile(r"«\s*(.+?)\s*»|“(.+?)”|\"(.+?)\"", re.S)
UNSEEN = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})


class Passed(Value):
    """A phrase that the gate let through: the sentence as it is shown, its citations, and the words
    they quote.
    """

    statement: Statement
    citations: tuple[Citation, ...]
    pieces: tuple[Evidence, ...]


class Refused(Value):
    """A phrase that the gate stopped: the rule it breaks, and the reason that the model is given
    once.
    """

    rule: str
    reason: str


UNKNOWN_PASSAGE = Refused(rule="passage", reason="le passage cité n’est pas dans la liste donnée")
NOT_EXACT = Refused(
    rule="mots exacts", reason="les mots cités ne sont pas, d’un seul tenant, dans le passage"
)
NOT_ADJACENT = Refused(
    rule="mots exacts",
    reason="les mots cités ne se suivent pas dans le document : cites-en moins",
)
NO_CITATION = Refused(rule="citation", reason="la phrase ne cite aucun passage")
SEVERAL_DOCUMENTS = Refused(
    rule="un document", reason="la phrase cite plusieurs documents : une phrase par document"
)


class Claim(Value):
    """A phrase with the passages found for it, and the documents they come from."""

    text: str
    pieces: tuple[Evidence, ...]
    document: Document

    @property
    def quotation(self) -> str:
        """All the words that the phrase quotes."""
        return " … ".join(piece.words for piece in self.pieces)


class Gate:
    """Checks phrases against the index. `day` is the one that the question is about."""

    def __init__(
        self, index: Index, guard: Guard, prover: Prover, wording: Wording, day: date
    ) -> None:
        self.index = index
        self.guard = guard
        self.prover = prover
        self.wording = wording
        self.day = day

    def check(
        self, phrase: Phrase, sources: Sequence[Source], n: int, before: Sequence[Statement] = ()
    ) -> Passed | Refused:
        """The verified statement of a phrase, its citations numbered from `n`, or why it is not
        shown. `before`: what is already said.
        """
        claim = self._claim(phrase, {source.id: source for source in sources})
        if isinstance(claim, Refused):
            return claim
        for rule, broken in RULES.items():
            reason = next(broken(self, claim), None)
            if reason is not None:
                return Refused(rule=rule, reason=reason)
        decision = self.prove(claim, is_announced=self._needs_announcement(claim, before))
        if decision.outcome is not Outcome.PROVED:
            return Refused(rule=f"{PROOF} ({decision.step})", reason=decision.reason)
        return self._render(claim, n, before)

    def prove(self, claim: Claim, *, is_announced: bool = False) -> Decision:
        """Does what a phrase says follow from what it quotes?

        `announced`: is the source named, with what it is worth, before the phrase?
        """
        quotations = [
            Quotation(
                passage=piece.passage, document=claim.document, start=piece.start, end=piece.end
            )
            for piece in claim.pieces
        ]
        return self.prover.decide(claim.text, quotations, announced=is_announced)

    def _claim(self, phrase: Phrase, sources: Mapping[str, Source]) -> Claim | Refused:
        """The phrase with its words found in their passages."""
        pieces: list[Evidence] = []
        for citation in phrase.citations:
            source = sources.get(citation.passage)
            if source is None:
                return UNKNOWN_PASSAGE
            span = locate_quote(source.text, source.passage.text, citation.words)
            if span is None:
                return NOT_EXACT
            start, end = span
            pieces.append(Evidence(passage=source.passage, start=start, end=end, score=0))
        if not pieces:
            return NO_CITATION
        documents = {piece.passage.document_id for piece in pieces}
        if len(documents) > 1:
            return SEVERAL_DOCUMENTS
        return Claim(
            text=flatten(CALL.sub("", phrase.text)),
            pieces=tuple(dict.fromkeys(pieces)),
            document=self.index.document(documents.pop()),
        )

    def _render(self, claim: Claim, n: int, before: Sequence[Statement]) -> Passed | Refused:
        """The statement as it is shown, once `verify` has passed it: its source is announced when
        the sentence does not do it.
        """
        text = claim.text if claim.text[-1] in ".!?…" else claim.text + "."
        attribution, opening = self._attribution(claim), ""
        if self._needs_announcement(claim, before):
            announcement = self.wording.announce(
                claim.document, claim.pieces[0].passage, claim.quotation
            )
            attribution, opening = announcement.attribution, f"{announcement.text} : "
            text = f"{opening}{self._lower_first_word(text)}"
        citations = tuple(
            cite(self.index, piece, number) for number, piece in enumerate(claim.pieces, n)
        )
        statement = Statement(
            text=text,
            citations=tuple(citation.n for citation in citations),
            weight=claim.document.weight,
            attribution=attribution,
            ours=(Span(start=0, end=len(opening)),) if opening else (),
        )
        findings = verify([statement], citations, self.index.documents, self.index.text)
        wrong = next((finding for finding in findings if finding.severity is Severity.ERROR), None)
        if wrong is not None:
            return Refused(rule=wrong.rule, reason=wrong.message)
        if not are_whole(citations, claim.pieces):
            return NOT_ADJACENT
        return Passed(statement=statement, citations=citations, pieces=claim.pieces)

    def _attribution(self, claim: Claim) -> Attribution | None:
        """Whose words the sentence says that it gives, when the model names its source itself."""
        document = claim.document
        if not self.guard.names_weight(document, claim.text):
            return None
        return Attribution(document_id=document.id, weight=document.weight)

    def _needs_announcement(self, claim: Claim, before: Sequence[Statement]) -> bool:
        """Must the source be announced before the sentence? A national text that binds need not be
        when one stands before or when the sentence names it; another source, when the sentence says
        itself what it is worth.
        """
        document = claim.document
        has_expired = document.dates.expired is not None and document.dates.expired < self.day
        if document.weight is Weight.OPPOSABLE and document.national:
            plain = fold(claim.text)
            follows_one = any(each.weight is Weight.OPPOSABLE for each in before)
            is_named = any(fold(alias) in plain for alias in document.aliases)
            return not follows_one and not is_named
        return not self.guard.is_said(document, claim.text, has_expired=has_expired)

    def _lower_first_word(self, text: str) -> str:
        """A sentence put after a colon: its first word in lower case, unless it is a name."""
        match = re.match(r"\w+", text)
        first = match.group() if match else ""
        is_common = len(first) == 1 or fold(first) in self.index.analyser.stop
        if not first or not is_common:
            return text
        return text[0].lower() + text[1:]


def _plain(gate: Gate, claim: Claim) -> Iterator[str]:
    """Words and punctuation only: nothing that a page could follow, load, run or hide."""
    if any(unicodedata.category(character) in UNSEEN for character in claim.text):
        yield "la phrase contient des caractères invisibles"
    if MARKED.search(claim.text):
        yield "la phrase contient un lien, une balise ou une mise en forme"


def _readable(gate: Gate, claim: Claim) -> Iterator[str]:
    """A whole sentence, neither empty nor too long, that does not end on a word like « de »."""
    count = len(claim.text.split())
    if not 3 <= count <= LONGEST:
        yield "la phrase est vide ou trop longue"
        return
    *_, last = re.findall(r"\w+", claim.text) or [""]
    if fold(last) in gate.index.analyser.stop:
        yield "la phrase s’arrête au milieu"


def _find_orders(gate: Gate, claim: Claim) -> Iterator[str]:
    """An instruction found in a passage is neither repeated nor obeyed."""
    texts = (visible_text(claim.text), visible_text(claim.quotation))
    if any(map(gate.wording.instruction.search, texts)):
        yield "la phrase ou les mots cités donnent une consigne"


def _quotations(gate: Gate, claim: Claim) -> Iterator[str]:
    """Words between quotation marks are words of a passage cited."""
    texts = [flatten(plain_signs(piece.passage.text)) for piece in claim.pieces]
    for groups in INSIDE.findall(claim.text):
        words = flatten(plain_signs("".join(groups)))
        if not any(words in text for text in texts):
            yield "des mots entre guillemets ne sont pas dans les passages cités"


def _figures(gate: Gate, claim: Claim) -> Iterator[str]:
    """Figures in digits or in words, units, months, dates and articles stand in the words cited,
    not only in their passage.
    """
    text, quotation = _without_days(claim.text), claim.quotation
    quoted_figures = figures_in(quotation) | figures_in_words(quotation)
    missing = (figures_in(text) | figures_in_words(text)) - quoted_figures
    missing |= gate.guard.numbers_with_unit(text) - gate.guard.numbers_with_unit(quotation)
    missing |= dates_in(claim.text) - dates_in(quotation)
    missing |= references_in(text) - references_in(quotation)
    missing |= months_in(text) - months_in(quotation)
    if missing:
        yield f"absent des mots cités : {', '.join(sorted(missing))}"


def _without_days(text: str) -> str:
    """A text without its whole dates, which are compared as dates however they are written."""
    spans = special_spans(text)
    days = [(start, end) for start, end, key in spans if _is_whole_date(key)]
    for start, end in sorted(days, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _is_whole_date(key: str) -> bool:
    """Is the key of a special span that of a day, of a month and of a year?"""
    return key[0] == "@" and "/" in key


def _names(gate: Gate, claim: Claim) -> Iterator[str]:
    """Names and acronyms stand in the words cited, in the label of a passage or in the name of the
    document.
    """
    passages = [piece.passage for piece in claim.pieces]
    places = (f"{passage.label} {' '.join(passage.path)}" for passage in passages)
    where = " ".join((claim.quotation, *places, *_names_of(claim.document)))
    terms_of = gate.index.analyser.terms
    known_words, known_terms = plain_words_of(where), set(terms_of(where))
    for name in NAME.findall(claim.text):
        concepts = {term for term in terms_of(name) if term.startswith("+")}
        if not plain_words_of(name) <= known_words and not known_terms & concepts:
            yield f"« {name} » n’est pas dans les mots cités"


def plain_words_of(text: str) -> set[str]:
    """The words and numbers of a text, without accents nor capitals."""
    return set(re.findall(r"[a-z0-9]+", fold(text)))


def _names_of(document: Document) -> tuple[str, ...]:
    """The names that a sentence may give to a document, its issuer or its territory."""
    names = (document.title, document.short, document.territory, document.issuer)
    return (*names, *document.aliases)


Rule = Callable[[Gate, Claim], Iterator[str]]
RULES: Mapping[str, Rule] = {
    "texte simple": _plain,
    "entière": _readable,
    "consigne": _find_orders,
    "guillemets": _quotations,
    "chiffres": _figures,
    "noms": _names,
}
