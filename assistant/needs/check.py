"""Written answers against their sources: what stops the build, and what an editor is told."""

from collections.abc import Iterator, Sequence

from assistant.domain import Citation
from assistant.errors import CorpusError
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.needs.names import names_of
from assistant.needs.need import Need
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold
from assistant.texts.references import references_in


def check_needs(needs: Sequence[Need], index: Index) -> None:
    """Check that the words of every support stand in their passage, and that no figure, date or
    article of a sentence is missing from its supports.

    Raises CorpusError, which names the need, for the first that does not hold.
    """
    for need in needs:
        fault = next(faults_of(need, index), None)
        if fault is not None:
            raise CorpusError(f"corpus/reponses, besoin « {need.id} » : {fault}")


def faults_of(need: Need, index: Index) -> Iterator[str]:
    """What is wrong with a need, as French sentences. Its first words rest on all that it cites."""
    every: list[Citation] = []
    for text, supports in need.texts_and_supports():
        citations = []
        for support in supports:
            where = f"la phrase « {text[:60]} »"
            try:
                cited = citation_of(index, support.passage, support.words, where=where)
            except CorpusError as error:
                yield str(error)
                continue
            citations.append(cited)
        every += citations
        yield from _unsupported(text, citations, index)
    for text in (need.verdict, *(closed.verdict for closed in need.closed)):
        yield from _unsupported(text, every, index)


def _unsupported(text: str, citations: Sequence[Citation], index: Index) -> Iterator[str]:
    """What a sentence says that its citations do not, as a French sentence."""
    missing = missing_facts(text, citations, index)
    if missing:
        yield (
            f"« {text[:60]} » : {', '.join(sorted(missing))} n’est pas dans les mots cités ; "
            "citez les mots qui le disent, ou ôtez-le."
        )


def missing_facts(text: str, citations: Sequence[Citation], index: Index) -> set[str]:
    """Figures, dates and articles of a sentence that its citations do not hold. What names the
    document itself (its label, its dates, its aliases) is no claim.
    """
    named = [names_of(citation, index) for citation in citations]
    held = " ; ".join([citation.quote for citation in citations] + named)
    claim = _without_names(text, index)
    figures = figures_in(claim) - figures_in(held) - figures_in_words(held)
    dates = dates_in(claim) - dates_in(held)
    references = references_in(claim) - references_in(held)
    return figures | dates | references


def _without_names(text: str, index: Index) -> str:
    """The sentence less the names of documents: « l’instruction de 2024 » claims no figure."""
    folded = fold(text)
    for document in index.documents.values():
        for alias in sorted(document.aliases, key=len, reverse=True):
            folded = folded.replace(fold(alias), " ")
    return folded
