"""A draft as its page shows it: each line with its origin in a word, its sources, and what one may
do to it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from api.web.common import CitationView, citation_view
from assistant.domain import Document, Finding, Value
from assistant.drafting.examples import OfferedExample
from assistant.exports.labels import read_labels
from assistant.forms.line import Count, Day, Form, Line, Origin
from assistant.forms.sheet import Entry, Section, Sheet, Table, sheet_of
from assistant.forms.tree import rubrics_of
from assistant.store.nouns import OpenDraft

SHORT = 90
WITHIN = re.compile(r"fiche_pdp|fiches_\w+\.\d+|suivi")


class LineView(Value):
    """A line. `where` names it when it is read alone; `single` says that it is a date or a
    number.
    """

    key: str
    label: str
    where: str
    text: str
    origin: str
    meaning: str
    by: str
    sources: tuple[CitationView, ...]
    former: str
    single: bool
    removable: bool
    warnings: tuple[str, ...]

    @property
    def missing(self) -> bool:
        return self.origin == Origin.MISSING

    @property
    def is_proposed(self) -> bool:
        return self.origin == Origin.PROPOSAL


class SectionView(Value):
    """A rubric; `level` is that of its heading, `open` says that lines may be added to it."""

    key: str
    title: str
    level: int
    hint: str
    gap: str
    sources: tuple[CitationView, ...]
    lines: tuple[LineView, ...]
    headers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    rows: tuple[tuple[LineView, ...], ...] = ()
    open: bool
    warnings: tuple[str, ...]

    def all(self) -> tuple[LineView, ...]:
        """Its lines, those of its table included."""
        return (*self.lines, *chain.from_iterable(self.rows))


class Share(Value):
    """How many lines have an origin, and what it means."""

    origin: str
    meaning: str
    count: int


class Expected(Value):
    """Whom some lines are expected of, and these lines."""

    by: str
    lines: tuple[LineView, ...]


class SheetView(Value):
    """A draft on its page."""

    kind: str
    title: str
    subtitle: str
    sections: tuple[SectionView, ...]
    shares: tuple[Share, ...]
    expected: tuple[Expected, ...]
    warnings: tuple[LineView, ...]
    proposals: tuple[LineView, ...]

    def line(self, key: str) -> LineView | None:
        """The line of that key, if the draft has it."""
        lines = chain.from_iterable(section.all() for section in self.sections)
        return next((line for line in lines if line.key == key), None)

    @property
    def lacking(self) -> int:
        return sum(len(each.lines) for each in self.expected)

    @property
    def total(self) -> int:
        return sum(share.count for share in self.shares)


class OfferView(Value):
    """An example that may be added."""

    id: str
    text: str
    source: CitationView


def sheet_view(
    form: Form, documents: Mapping[str, Document], today: date, findings: tuple[Finding, ...] = ()
) -> SheetView:
    """What the page of a form shows: its rubrics and lines, with the messages of `findings` on
    the lines they are about. Dates of documents are compared with `today`.
    """
    return _Writer(form, documents, today, findings).view()


def offer_views(
    offers: tuple[OfferedExample, ...], documents: Mapping[str, Document], today: date
) -> tuple[OfferView, ...]:
    """Examples as the page offers them."""
    return tuple(
        OfferView(
            id=offer.id,
            text=offer.line.text,
            source=citation_view(offer.line.citations[0], documents, today),
        )
        for offer in offers
    )


def file_name(opened: OpenDraft) -> str:
    """A name for the exported file that says what it is:
    `fiche-prevention-des-tms-spsti-de-l-orbe`.
    """
    name = f"{opened.draft.kind} {opened.draft.title} {opened.draft.subtitle.split(' – ')[0]}"
    plain = (
        unicodedata.normalize("NFKD", name.lower().replace("’", "-"))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SHORT].rstrip("-")


class _Writer:
    """Holds what every line needs to be shown."""

    def __init__(
        self,
        form: Form,
        documents: Mapping[str, Document],
        today: date,
        findings: tuple[Finding, ...],
    ) -> None:
        self.form, self.documents, self.today = form, documents, today
        self.rubrics = rubrics_of(form)
        self.meanings = read_labels().origins
        self.messages: dict[str, tuple[str, ...]] = {}
        for finding in findings:
            self.messages[finding.where] = (*self.messages.get(finding.where, ()), finding.message)

    def view(self) -> SheetView:
        sheet = sheet_of(self.form)
        sections = tuple(
            self._section(section, where)
            for section, where in zip(sheet.sections, _places(sheet), strict=True)
        )
        lines = tuple(chain.from_iterable(section.all() for section in sections))
        return SheetView(
            kind=sheet.kind,
            title=sheet.title,
            subtitle=sheet.subtitle,
            sections=sections,
            shares=tuple(self._shares(lines)),
            expected=tuple(_missing_by_party(lines)),
            warnings=tuple(line for line in lines if line.warnings),
            proposals=tuple(line for line in lines if line.is_proposed),
        )

    def _section(self, section: Section, where: str) -> SectionView:
        table = section.table
        return SectionView(
            key=section.key,
            title=section.title,
            level=min(6, section.level + 1),
            hint=section.hint,
            gap=section.gap,
            open=section.key in self.rubrics,
            sources=tuple(
                citation_view(citation, self.documents, self.today) for citation in section.sources
            ),
            lines=tuple(self._line(entry, where, entry.label) for entry in section.entries),
            warnings=self.messages.get(section.key, ()),
            headers=table.headers if table else (),
            labels=table.labels if table else (),
            rows=tuple(self._row(table, n, where) for n in range(len(table.rows))) if table else (),
        )

    def _row(self, table: Table, n: int, where: str) -> tuple[LineView, ...]:
        """The lines of a row; where a row is a party's, the party is expected to fill it in. A
        column of annexe 4 is named after its theme.
        """
        themed = table.rows[0][0].key.endswith(".intitule") and bool(table.labels)
        columns = (
            tuple(entry.line.text for entry in table.rows[0])
            if themed
            else table.headers[bool(table.labels) :]
        )
        row = table.labels[n] if table.labels else f"n° {n + 1}"
        return tuple(
            self._line(entry, where, f"{row}, {column}", row if table.labels else "")
            for entry, column in zip(table.rows[n], columns, strict=True)
        )

    def _line(self, entry: Entry, where: str, name: str, by: str = "") -> LineView:
        line: Line = entry.line
        return LineView(
            key=entry.key,
            label=entry.label,
            where=f"{where}, {name}" if name else where,
            text=line.text,
            origin=line.origin.value,
            meaning=self.meanings[line.origin.value],
            by=line.by or by,
            sources=tuple(
                citation_view(citation, self.documents, self.today) for citation in line.citations
            ),
            single=isinstance(line, Day | Count),
            former=line.former.text
            if line.former and line.former.origin is not Origin.MISSING
            else "",
            removable=entry.key.rpartition(".")[0] in self.rubrics,
            warnings=self.messages.get(entry.key, ()),
        )

    def _shares(self, lines: tuple[LineView, ...]) -> Iterator[Share]:
        for origin, meaning in self.meanings.items():
            if count := sum(line.origin == origin for line in lines):
                yield Share(origin=origin, meaning=meaning, count=count)


def _places(sheet: Sheet) -> Iterator[str]:
    """Each section as it is named alone: its title under those above it, from the fiche or the
    table that holds it.
    """
    above: dict[int, tuple[str, str]] = {}
    for section in sheet.sections:
        above = {level: title for level, title in above.items() if level < section.level} | {
            section.level: (section.key, section.title)
        }
        path = list(above.values())
        start = next((n for n, (key, _) in enumerate(path) if WITHIN.fullmatch(key)), 0)
        yield " › ".join(title for _, title in path[start:])


def _missing_by_party(lines: tuple[LineView, ...]) -> Iterator[Expected]:
    """The lines to be filled in, by whom they are expected of; whoever has most comes first."""
    groups: dict[str, list[LineView]] = {}
    for line in lines:
        if line.missing:
            groups.setdefault(line.by, []).append(line)
    for by, found in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield Expected(by=by, lines=tuple(found))
