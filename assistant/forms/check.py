"""A form → what verification has to say of it, line by line, then between lines. Pure. Every form
shown or exported passes here.

`error` findings are faults of the draft (a quotation that is not its source's, a figure from
nowhere, a date outside the contract);
`warning` ones are what a signatory should look at.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from assistant.answering.verify import Texts, verify
from assistant.domain import Citation, Document, Finding, Severity, Statement
from assistant.errors import BadInput
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import Fiche, Objective
from assistant.forms.line import Form, Line, Note, Origin, attribution_of
from assistant.forms.sheet import Entry, sheet_of
from assistant.forms.tree import walk
from assistant.index.index import Index
from assistant.texts.analyser import Analyser
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.spaces import flatten

YEARS = 5
NAMED = 5
SHARED = 0.2


def findings_of(
    form: Form, documents: Mapping[str, Document], texts: Texts, user_text: str | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong or missing in a form.

    `user_text` is all that the user wrote, when it is known: then no figure of an unsourced line,
    proposed or typed, may come from elsewhere.
    Rules: annexe 3 of the instruction (indicators of annexe 4, commitments of each party), I.A.3
    (five years), report of the IGAS, [220] (means estimated beforehand).
    """
    sheet = sheet_of(form)
    findings: list[Finding] = []
    for entry in sheet.entries():
        findings += _check_entry(entry, documents, texts, user_text)
    notes = chain.from_iterable(section.sources for section in sheet.sections)
    findings += verify([], tuple(notes), documents, texts)
    for path, fiche in fiches_of(form):
        for finding in _check_between_lines(fiche):
            where = f"{path}{finding.where}"
            findings.append(finding.model_copy(update={"where": where}))
    if isinstance(form, Contrat):
        findings += _check_term(form.term.start.value, form.term.end.value, "duree.end")
    return tuple(findings)


def fiches_of(form: Form) -> Iterator[tuple[str, Fiche]]:
    """The fiches of a form, and the path of each, as the keys of its lines begin."""
    for part in walk(form):
        if isinstance(part.value, Fiche):
            yield f"{part.path}.".lstrip("."), part.value


def _check_entry(
    entry: Entry, documents: Mapping[str, Document], texts: Texts, user_text: str | None
) -> Iterator[Finding]:
    """What is wrong with one line, by itself."""
    if entry.line.citations:
        yield from _check_sourced(entry, documents, texts)
    elif user_text is not None:
        yield from _check_figures(entry, user_text)


def _check_figures(entry: Entry, user_text: str) -> Iterator[Finding]:
    """A line without a source has no figure but those that the user wrote."""
    user_figures = figures_in(user_text) | figures_in_words(user_text)
    foreign = figures_in(entry.line.text) - user_figures
    if foreign:
        message = (
            "Chiffre qui ne vient ni d’une source ni de la situation : "
            f"{', '.join(sorted(foreign))}."
        )
        yield Finding(rule="chiffres", severity=Severity.ERROR, message=message, where=entry.key)


def _check_sourced(
    entry: Entry, documents: Mapping[str, Document], texts: Texts
) -> Iterator[Finding]:
    """The line as a statement on its citations, a proposition like any other; a line of the
    national model is nothing but its source's words.
    """
    line = entry.line
    statement = _statement_of(line, documents)
    for finding in verify([statement], line.citations, documents, texts):
        yield finding.model_copy(update={"where": entry.key})
    if line.origin is Origin.MODEL and flatten(line.text) not in flatten(line.citations[0].quote):
        yield Finding(
            rule="mots exacts",
            severity=Severity.ERROR,
            message="Une ligne du modèle national n’est pas mot pour mot celle de l’instruction.",
            where=entry.key,
        )


def _check_between_lines(fiche: Fiche) -> Iterator[Finding]:
    """What is wrong between the lines of a fiche: dates, indicators, means."""
    begins, ends = fiche.identification.start.value, fiche.identification.end.value
    yield from _check_term(begins, ends, "identification.fin")
    for n, objective in enumerate(fiche.objectives):
        yield from _check_objective(objective, begins, ends, f"objectifs.{n}")
    yield from _check_indicators(fiche)
    yield from _check_means(fiche)


def _check_indicators(fiche: Fiche) -> Iterator[Finding]:
    """Volets 2 and 3 have the national indicators of annexe 4."""
    has_national = any(map(_is_national_indicator, fiche.indicators.lines))
    if fiche.volet > 1 and not has_national:
        yield Finding(
            rule="indicateurs",
            severity=Severity.WARNING,
            message="Les indicateurs nationaux de l’annexe 4 manquent.",
            where="indicateurs",
        )


def _check_means(fiche: Fiche) -> Iterator[Finding]:
    """Each party names who leads for it, and some means are estimated (IGAS, [220])."""
    for n, means in enumerate(fiche.means):
        if means.lead.origin is Origin.MISSING:
            yield Finding(
                rule="pilote",
                severity=Severity.WARNING,
                message=f"{means.party} : pilote à désigner.",
                where=f"moyens.{n}.pilote",
            )
    lines = chain.from_iterable((means.days, means.people) for means in fiche.means)
    if all(line.origin is Origin.MISSING for line in lines):
        message = (
            "Aucun moyen n’est chiffré : l’IGAS conseille de les estimer avant de "
            "contracter (avis sans force obligatoire)."
        )
        yield Finding(rule="capacité", severity=Severity.WARNING, message=message, where="moyens")


def _is_national_indicator(line: Line) -> bool:
    """Is a line of the national model, or was it before a person changed it?"""
    first = line.former or line
    return Origin.MODEL in {line.origin, first.origin}


def _check_objective(
    objective: Objective, begins: date | None, ends: date | None, where: str
) -> Iterator[Finding]:
    """The deadline of an objective is within the contract, and the objective has a target."""
    due = objective.deadline.value
    is_early = due and begins and due < begins
    is_late = due and ends and due > ends
    if is_early or is_late:
        yield Finding(
            rule="échéance",
            severity=Severity.ERROR,
            message="L’échéance est hors du CPOM.",
            where=f"{where}.echeance",
        )
    if objective.target.origin is Origin.MISSING:
        yield Finding(
            rule="cible",
            severity=Severity.WARNING,
            message="L’objectif n’a pas encore de cible.",
            where=f"{where}.cible",
        )


def _check_term(begins: date | None, ends: date | None, where: str) -> Iterator[Finding]:
    """Five years at most, from one day to the next (instruction, I.A.3)."""
    if not begins or not ends:
        return
    if ends <= begins:
        yield Finding(
            rule="dates",
            severity=Severity.ERROR,
            message="La fin du CPOM doit suivre son début.",
            where=where,
        )
    years = ends.year - begins.year
    if (years, ends.month, ends.day) > (YEARS, begins.month, begins.day):
        yield Finding(
            rule="durée",
            severity=Severity.ERROR,
            message="Le CPOM dure plus de cinq ans.",
            where=where,
        )


def verify_form(form: Form, index: Index) -> Form:
    """The form, when every citation is that of its passage and every line with a source says what
    its source says.

    Raises BadInput, naming the lines, when one does not.
    """
    wrong = [path for path, part in _sourced_parts(form) if not is_borne_out(part, index)]
    if wrong:
        more = f" et {len(wrong) - NAMED} autres" if len(wrong) > NAMED else ""
        raise BadInput(
            "Citations que leur source ne confirme pas : "
            f"{', '.join(wrong[:NAMED])}{more}. Reprenez ces lignes, ou "
            "enregistrez-les comme des saisies."
        )
    return form


def _sourced_parts(form: Form) -> Iterator[tuple[str, Line | Note]]:
    """What may cite in a form, with its path: lines, what they were before an edit, notes."""
    for part in walk(form):
        if isinstance(part.value, Line | Note):
            yield part.path, part.value
        if isinstance(part.value, Line) and part.value.former:
            yield f"{part.path}.former", part.value.former


def _citations_of(part: Line | Note) -> tuple[Citation, ...]:
    """The citations of a line, or of a note."""
    if isinstance(part, Line):
        return part.citations
    return (part.citation,) if part.citation else ()


def is_borne_out(part: Line | Note, index: Index) -> bool:
    """Are the citations of a line or note those of their passages, and does the line say what they
    say? True for what cites nothing.
    """
    citations = _citations_of(part)
    if not citations:
        return True
    if not all(_is_of_its_passage(citation, index) for citation in citations):
        return False
    line = part if isinstance(part, Line) else None
    statements = [_statement_of(line, index.documents)] if line else []
    findings = verify(statements, citations, index.documents, index.text)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return False
    return line is None or _uses_its_quotes(line, index.analyser)


def _is_of_its_passage(citation: Citation, index: Index) -> bool:
    """Are the document, the label and the text that would be shown those of the passage?"""
    if citation.passage_id not in index.row or not 0 <= citation.start < citation.end:
        return False
    passage = index.passages[index.row[citation.passage_id]]
    shown_parts = (citation.document_id, citation.label, citation.text)
    return shown_parts == (passage.document_id, passage.label, passage.text)


def _statement_of(line: Line, documents: Mapping[str, Document]) -> Statement:
    """A line as a statement on its citations."""
    return Statement(
        text=line.text,
        citations=tuple(citation.n for citation in line.citations),
        weight=documents[line.citations[0].document_id].weight,
        attribution=attribution_of(line, documents),
    )


def _uses_its_quotes(line: Line, analyser: Analyser) -> bool:
    """A line of the national model is its source's words and nothing else; an example or a finding
    of the report quotes them; a proposition uses some of them.
    """
    text = flatten(line.text)
    quotes = [flatten(citation.quote) for citation in line.citations]
    if line.origin is Origin.MODEL:
        return any(text in quote for quote in quotes)
    if line.origin is Origin.PROPOSAL:
        # The gate asked more of it, once the words of the service were set aside.
        terms = set(analyser.terms(text))
        quote_terms = set(analyser.terms(" ".join(quotes)))
        return len(terms & quote_terms) > SHARED * len(terms)
    return any(quote in text for quote in quotes)
