"""Sentences and their quotations → decisions. The one way in: it parses, gathers what stands around
the quoted words, and proves.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from assistant.domain import Document, Kind, Passage, Value
from assistant.proof.build import graph_of
from assistant.proof.case import Case, Decision, Outcome, Premise, SourceSentence
from assistant.proof.concepts import Concepts
from assistant.proof.equivalences import read_equivalences
from assistant.proof.graph import Graph
from assistant.proof.prove import prove
from assistant.reading.mend import mend_tree
from assistant.reading.parse import parse_texts
from assistant.reading.readable import fault_of
from assistant.reading.scope import scope_of
from assistant.reading.vocabulary import read_vocabulary
from assistant.settings import RESOURCES
from assistant.texts.french import fold
from assistant.texts.lexicon import read_lexicon
from assistant.texts.sentences import sentence_spans

BEFORE = 400
REACH = 4
# A part of a document (« annexe 5 ») is where a sentence stands only when its heading says so.
NUMBERED = re.compile(r"\+[A-Z]+-\d")
COMMITMENTS = re.compile(r"(?:Article \d+\s*[–-]\s*)?Engagements?\b(?! \d)")
REMEMBERED = 512
LISTS = Path("lecture") / "preuve.yaml"
TITLE = re.compile(r"(?:Recommandation n°\s?\d+|Article \d+ ?[–-][^.:]{0,60}?)\s?:?\s+(?=[A-ZÉÀ])")


class Quotation(Value):
    """Words of a passage: `passage.text[start:end]`, and the document they come from."""

    passage: Passage
    document: Document
    start: int
    end: int


class Prover:
    """Proves sentences with the lists of one corpus; safe to share between threads."""

    def __init__(self, corpus: Path) -> None:
        self.concepts = read_concepts(corpus)
        self._graph = lru_cache(maxsize=REMEMBERED)(self._graph_of)

    def decide(
        self, claim: str, quotations: Sequence[Quotation], *, announced: bool = False
    ) -> Decision:
        """Does a sentence follow from its quotations? `announced`: is their source, and what it is
        worth, said before the sentence?
        """
        fault = fault_of(claim, self.concepts.vocabulary.readability)
        if fault:
            return Decision(outcome=Outcome.UNKNOWN, step="lecture", reason=fault)
        case = Case(
            claim=self._graph(self.concepts.equivalences.plainly(claim)),
            premises=tuple(self._premise(quotation) for quotation in quotations),
            concepts=self.concepts,
            announced=announced,
        )
        return prove(case)

    def _graph_of(self, text: str) -> Graph:
        (tree,) = parse_texts([text], self.concepts.vocabulary.actors.nouns)
        return graph_of(mend_tree(tree, self.concepts.vocabulary.governors.common), self.concepts)

    def _premise(self, quotation: Quotation) -> Premise:
        passage, text = quotation.passage, quotation.passage.text
        spans = [_without_title(text, span) for span in sentence_spans(text)]
        held = [span for span in spans if span[0] < quotation.end and span[1] > quotation.start]
        sentences = tuple(self._sentence(text, span, quotation) for span in held)
        quoted = [text[max(a, quotation.start) : min(b, quotation.end)] for a, b in held]
        plain = self._without_connectors(quoted)
        return Premise(
            graphs=(
                *(self._graph(words) for words in quoted if words.strip()),
                *(each.graph.within(each.start, each.end) for each in sentences),
                *plain,
            ),
            sentences=sentences,
            joined=(
                *(self._graph_of_quotation(text, span, quotation) for span in held),
                *plain,
            ),
            pairs=self._pairs(passage, quotation.document),
            document=self._document(quotation.document),
            headings=frozenset().union(*map(self._keys, (passage.label, *passage.path))),
            following=text[held[-1][1] :][:BEFORE].strip() if held else "",
            antecedents=self._antecedents(passage, spans, quotation),
            before=self._keys(text[max(0, quotation.start - BEFORE) : quotation.start]),
            around=self._around(passage, quotation.document),
            recommends=passage.kind is Kind.RECOMMENDATION,
            commits=any(COMMITMENTS.match(title) for title in (passage.label, *passage.path)),
            local=self._local(passage, quotation.document),
            is_document_local=not quotation.document.national,
        )

    def _without_connectors(self, quoted: Sequence[str]) -> tuple[Graph, ...]:
        """The quoted sentences read without « en effet », « en outre »…, which mislead the parser
        and say nothing; only those that hold one.
        """
        plain = [self.concepts.equivalences.without_connectors(words) for words in quoted]
        pairs = zip(quoted, plain, strict=True)
        return tuple(self._graph(after) for before, after in pairs if after != before)

    def _sentence(self, text: str, span: tuple[int, int], quotation: Quotation) -> SourceSentence:
        start, end = span
        return SourceSentence(
            graph=self._graph(text[start:end]),
            start=max(0, quotation.start - start),
            end=min(end, quotation.end) - start,
        )

    def _graph_of_quotation(self, text: str, span: tuple[int, int], quotation: Quotation) -> Graph:
        """The quoted words of a sentence, read in it and alone."""
        sentence = self._sentence(text, span, quotation)
        whole = sentence.graph.within(sentence.start, sentence.end)
        start, end = max(span[0], quotation.start), min(span[1], quotation.end)
        return whole.merge(self._graph(text[start:end]), start - span[0])

    def _antecedents(
        self, passage: Passage, spans: list[tuple[int, int]], quotation: Quotation
    ) -> frozenset[str]:
        """What « il » may stand for: the names and the nouns that are subjects in the sentences
        before the last one quoted; where there are none, those of the headings.
        """
        earlier = [span for span in spans if span[0] < quotation.end][-REACH:-1]
        graphs = [self._graph(passage.text[start:end]) for start, end in earlier]
        subjects = [n for g in graphs for n in g.nodes if "subj" in g.token(n).role]
        titles = [self._graph(each) for each in (passage.label, *passage.path) if each.strip()]
        headings = [n for g in titles for n in g.nodes if n.is_name or g.token(n).is_root]
        names = [n for n in subjects if n.is_name] or [n for n in headings if n.is_name]
        nouns = [n for n in subjects if not n.is_name] or ([] if names else headings)
        return frozenset().union(*(node.keys for node in (*names, *nouns)))

    def _pairs(self, passage: Passage, document: Document) -> frozenset[tuple[str, str]]:
        """The words that stand together in the headings and in the names of the document."""
        names = (passage.label, *passage.path, document.short, document.name, document.title)
        graphs = [self._graph(each) for each in names if each.strip()]
        return frozenset(
            (one, other)
            for graph in graphs
            for node, following in pairwise(graph.nodes)
            for one in node.keys
            for other in following.keys
        )

    def _document(self, document: Document) -> frozenset[str]:
        """The keys of the names by which a sentence may call the document."""
        words = self.concepts.equivalences.documents.get(document.id, ())
        return frozenset().union(*map(self._keys, words)) if words else frozenset()

    def _keys(self, text: str) -> frozenset[str]:
        return self._graph(text).keys if text.strip() else frozenset()

    def _around(self, passage: Passage, document: Document) -> frozenset[str]:
        """The keys of the headings and of the names of the document."""
        words = self.concepts.equivalences.documents.get(document.id, ())
        headings = (passage.label, *passage.path, scope_of(passage, None).opening)
        names = frozenset().union(*map(self._keys, (*_names_of(document), *words)))
        own = frozenset().union(*map(self._keys, headings))
        return own | {key for key in names if not NUMBERED.match(key)}

    def _local(self, passage: Passage, document: Document) -> tuple[frozenset[str], ...]:
        """What must say the scope of what is quoted."""
        above = fold(" / ".join((document.id, passage.label, *passage.path)))
        return tuple(
            frozenset().union(*(self._keys(word) for word in words))
            for place, words in self.concepts.equivalences.local.items()
            if fold(place) in above
        )


def _names_of(document: Document) -> tuple[str, ...]:
    """What a document is called, and by whom and where it was issued."""
    titles = (document.short, document.name, document.issuer)
    return (*titles, document.territory, *document.aliases)


def _without_title(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A sentence without the title written before it (« Recommandation n° 18 »)."""
    title = TITLE.match(text, *span)
    return (title.end(), span[1]) if title else span


def read_concepts(corpus: Path) -> Concepts:
    """The keys of words, from the lists of a corpus folder; raises CorpusError for a bad list."""
    equivalences = read_equivalences(corpus)
    acronyms = read_lexicon(corpus / "lexique.yaml").acronyms
    names = dict(_names(acronyms, equivalences.names))
    return Concepts(equivalences=equivalences, vocabulary=read_vocabulary(corpus), names=names)


def _names(
    acronyms: Mapping[str, tuple[str, ...]], others: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Each name and the class it stands for."""
    for acronym, forms in acronyms.items():
        for form in (acronym, *forms):
            yield form, others.get(acronym, acronym)
    yield from others.items()


@lru_cache(maxsize=2)
def prover_of(corpus: Path) -> Prover:
    """The prover of a corpus folder, made once a process; a corpus that has no lists of its own is
    read with ours.
    """
    own = (corpus / LISTS).is_file()
    return Prover(corpus if own else RESOURCES / "corpus")
