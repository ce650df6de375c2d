"""Weight, dates and territory of each source → which one answers first, and what the reader must be
told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from assistant.domain import Document, Evidence, Kind, Weight
from assistant.texts.calendar import write_day
from assistant.texts.french import fold
from assistant.texts.lexicon import Lexicon
from assistant.texts.wording import Wording

IN_FORCE_BONUS = 1.06
NAMED_BONUS = 1.15
NOT_YET_MALUS = 0.72
YEAR = re.compile(r"\b(?:en|fin|debut|courant|annee|des|jusqu'en|avant|mi-?)\s?(20[012]\d)\b")
DATED = re.compile(
    r"\b(?:en|fin|d[ée]but|courant|ann[ée]e|d[èe]s|jusqu['’]en|avant|mi-?)\s?20[012]\d\b,?", re.I
)
PAST = re.compile(
    r"\b(?:devai(?:t|ent)|fallait|etai(?:t|ent)|avai(?:t|ent)|pouvai(?:t|ent)|"
    r"consultait|a l'epoque|auparavant|a ete|ont ete)\b"
)


def as_of(text: str, given: date | None, today: date) -> date:
    """The day the question is about: the one given, or the end of a past year that it names in the
    past tense.
    """
    if given:
        return given
    plain = fold(text)
    year = YEAR.search(plain)
    if year and PAST.search(plain) and int(year[1]) < today.year:
        return date(int(year[1]), 12, 31)
    return today


def in_force(document: Document, day: date) -> bool:
    """Was the text in force, or simply published, on that day?"""
    dates = document.dates
    begins = dates.in_force or dates.published or dates.signed
    return (begins is None or begins <= day) and (dates.expired is None or day <= dates.expired)


def without_day_asked(text: str, given: date | None, day: date, today: date) -> str:
    """The question without the year that says on which day it is asked: « en 2022, » places it, and
    is not what is looked for.
    """
    return text if given or day == today else DATED.sub(" ", text).strip(" ,")


def names_year(text: str) -> bool:
    """Does a question name a year of this century?"""
    return re.search(r"\b20\d\d\b", text) is not None


def is_past(text: str) -> bool:
    """Is a question put in the past tense?"""
    return PAST.search(fold(text)) is not None


def documents_named(text: str, documents: Mapping[str, Document]) -> set[str]:
    """The documents that a question names."""
    plain = f" {_space_words(text)} "
    return {
        document_id
        for document_id, document in documents.items()
        if any(f" {_alias(alias)} " in plain for alias in document.aliases)
    }


def names_source(text: str, documents: Mapping[str, Document]) -> bool:
    """Does the question say which text it is about?"""
    return bool(documents_named(text, documents))


@lru_cache(maxsize=4096)
def _alias(alias: str) -> str:
    """The name of a document as `_space_words` writes it, read once for all questions."""
    return _space_words(alias)


def _space_words(text: str) -> str:
    return re.sub(r"[^a-z0-9-]+", " ", fold(text)).strip()


def factors(text: str, documents: Mapping[str, Document], day: date) -> dict[str, float]:
    """By how much each document's scores are multiplied: the one the question names, then the one
    that binds.
    """
    chosen = documents_named(text, documents)
    return {
        name: _factor(document, day, is_named=name in chosen, some_named=bool(chosen))
        for name, document in documents.items()
    }


def _factor(document: Document, day: date, *, is_named: bool, some_named: bool) -> float:
    begins = document.dates.in_force or document.dates.published
    if document.weight is Weight.OPPOSABLE and begins and day < begins:
        return NOT_YET_MALUS
    if is_named:
        return NAMED_BONUS
    return IN_FORCE_BONUS if document.weight is Weight.OPPOSABLE and not some_named else 1.0


def notices_of(
    pieces: Sequence[Evidence],
    question: str,
    *,
    documents: Mapping[str, Document],
    lexicon: Lexicon,
    wording: Wording,
    day: date,
    today: date,
) -> tuple[str, ...]:
    """What the reader must be told of the sources shown, in the order they appear."""
    found: list[str] = []
    for piece in pieces:
        found.extend(_of_document(documents[piece.passage.document_id], wording, day))
        if piece.passage.kind is Kind.FIGURE:
            found.append(
                wording.notices["figure"].format(court=documents[piece.passage.document_id].short)
            )
    found.extend(
        _notices_of_renaming(
            question + " " + " ".join(piece.words for piece in pieces), lexicon, wording
        )
    )
    if day != today:
        found.insert(0, wording.notices["as_of"].format(date=write_day(day)))
    return tuple(dict.fromkeys(found))


def _of_document(document: Document, wording: Wording, day: date) -> Iterator[str]:
    expired = document.dates.expired
    values = {"court": document.short, "territoire": document.territory}
    begins = document.dates.in_force
    if begins and day < begins and document.weight is Weight.OPPOSABLE:
        yield wording.notices["pas_encore"].format(**values, date=write_day(day))
    if document.weight is Weight.CONTRAT and expired and expired < day:
        source = f" ({document.dates.expired_source})" if document.dates.expired_source else ""
        yield wording.notices["expire"].format(**values, date=write_day(expired), source=source)
    elif document.weight is Weight.CONTRAT:
        yield wording.notices["contrat"].format(**values)
    elif document.weight is Weight.RECOMMANDATION:
        yield wording.notices["avis"].format(**values)
    elif not document.national:
        yield wording.notices["local"].format(**values)
    elif document.weight is Weight.COMMUNICATION:
        yield wording.notices["communication"].format(**values)


def _notices_of_renaming(text: str, lexicon: Lexicon, wording: Wording) -> Iterator[str]:
    """Institutions named by what they were called before."""
    names = set(re.findall(r"\b[A-ZÉ]{3,}\b", text.upper())) if text else set()
    for old, renamed in lexicon.renamed.items():
        if old in names and renamed.sentence:
            yield wording.notices["renomme"].format(phrase=renamed.sentence)
