"""A form → what verification has to say of it, line by line, then between lines. Pure. Every form
shown or exported passes here.

`error` findings are faults of the draft (a quotation that is not its source's, a figure from
nowhere, a date outside the contract);
`warning` ones are what a signatory should look at.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from assistant.answering.verify import Texts, verify
from assistant.domain import Document, Finding, Severity, Statement
from assistant.forms.contrat import Contrat
from assistant.forms.edit import Form
from assistant.forms.fiche import Fiche, FicheLibre, Objective
from assistant.forms.line import Entry, Line, Origin
from assistant.forms.sheet import sheet_of
from assistant.forms.theme import VOLET, Theme
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.spaces import flatten

YEARS = 5


def controls(
    form: Form, documents: Mapping[str, Document], texts: Texts, typed: str | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong or missing in a form.

    `typed` is all that the user wrote, when it is known: then no figure of an unsourced line,
    proposed or typed, may come from elsewhere.
    Rules: annexe 3 of the instruction (indicators of annexe 4, commitments of each party), I.A.3
    (five years), report of the IGAS, [220] (means estimated beforehand).
    """
    sheet = sheet_of(form)
    found = [
        finding for entry in sheet.entries() for finding in _entry(entry, documents, texts, typed)
    ]
    notes = [citation for section in sheet.sections for citation in section.sources]
    found += verify([], notes, documents, texts)
    for path, fiche in fiches_of(form):
        found += [
            finding.model_copy(update={"where": f"{path}{finding.where}"})
            for finding in _between(fiche)
        ]
    if isinstance(form, Contrat):
        found += _duration(form.duree.debut.value, form.duree.fin.value, "duree.fin")
    return tuple(found)


def fiches_of(form: Form) -> Iterator[tuple[str, Fiche]]:
    """The fiches of a form, and the path of each, as the keys of its lines begin."""
    if isinstance(form, Fiche):
        yield "", form
    if isinstance(form, Contrat):
        yield "fiche_pdp.", form.fiche_pdp
        yield from ((f"fiches_risques.{n}.", fiche) for n, fiche in enumerate(form.fiches_risques))
        yield from ((f"fiches_libres.{n}.", fiche) for n, fiche in enumerate(form.fiches_libres))


def _entry(
    entry: Entry, documents: Mapping[str, Document], texts: Texts, typed: str | None
) -> Iterator[Finding]:
    line = entry.line
    if line.citations:
        yield from _sourced(entry, documents, texts)
    elif typed is not None and (
        foreign := figures_in(line.text) - figures_in(typed) - figures_in_words(typed)
    ):
        message = (
            "Chiffre qui ne vient ni d’une source ni de la situation : "
            f"{', '.join(sorted(foreign))}."
        )
        yield Finding(rule="chiffres", severity=Severity.ERROR, message=message, where=entry.key)


def _sourced(entry: Entry, documents: Mapping[str, Document], texts: Texts) -> Iterator[Finding]:
    """The line as a statement on its citations, a proposition like any other; a line of the
    national model is nothing but its source's words.
    """
    line = entry.line
    statement = Statement(
        text=line.text,
        citations=tuple(citation.n for citation in line.citations),
        weight=documents[line.citations[0].document_id].weight,
    )
    for finding in verify([statement], line.citations, documents, texts):
        yield finding.model_copy(update={"where": entry.key})
    if line.origin is Origin.MODEL and flatten(line.text) not in flatten(line.citations[0].quote):
        yield Finding(
            rule="mots exacts",
            severity=Severity.ERROR,
            message="Une ligne du modèle national n’est pas mot pour mot celle de l’instruction.",
            where=entry.key,
        )


def _between(fiche: Fiche) -> Iterator[Finding]:
    begins, ends = fiche.identification.debut.value, fiche.identification.fin.value
    yield from _duration(begins, ends, "identification.fin")
    for n, objective in enumerate(fiche.objectifs):
        yield from _objective(objective, begins, ends, f"objectifs.{n}")
    if VOLET[_theme(fiche)] > 1 and not any(
        _is_national_indicator(line) for line in fiche.indicateurs.lines
    ):
        yield Finding(
            rule="indicateurs",
            severity=Severity.WARNING,
            message="Les indicateurs nationaux de l’annexe 4 manquent.",
            where="indicateurs",
        )
    for n, means in enumerate(fiche.moyens):
        if means.pilote.origin is Origin.MISSING:
            yield Finding(
                rule="pilote",
                severity=Severity.WARNING,
                message=f"{means.partie} : pilote à désigner.",
                where=f"moyens.{n}.pilote",
            )
    if all(
        means.jours.origin is Origin.MISSING and means.personnes.origin is Origin.MISSING
        for means in fiche.moyens
    ):
        message = (
            "Aucun moyen n’est chiffré : l’IGAS conseille de les estimer avant de "
            "contracter (avis sans force obligatoire)."
        )
        yield Finding(rule="capacité", severity=Severity.WARNING, message=message, where="moyens")


def _theme(fiche: Fiche) -> Theme:
    return (
        Theme.FREE if isinstance(fiche, FicheLibre) else Theme(getattr(fiche, "theme", Theme.FREE))
    )


def _is_national_indicator(line: Line) -> bool:
    return line.origin is Origin.MODEL or (
        line.former is not None and line.former.origin is Origin.MODEL
    )


def _objective(
    objective: Objective, begins: date | None, ends: date | None, where: str
) -> Iterator[Finding]:
    due = objective.echeance.value
    if due and ((begins and due < begins) or (ends and due > ends)):
        yield Finding(
            rule="échéance",
            severity=Severity.ERROR,
            message="L’échéance est hors du CPOM.",
            where=f"{where}.echeance",
        )
    if objective.cible.origin is Origin.MISSING:
        yield Finding(
            rule="cible",
            severity=Severity.WARNING,
            message="L’objectif n’a pas encore de cible.",
            where=f"{where}.cible",
        )


def _duration(begins: date | None, ends: date | None, where: str) -> Iterator[Finding]:
    """Five years at most, from one day to the next (instruction, I.A.3)."""
    if begins and ends and ends <= begins:
        yield Finding(
            rule="dates",
            severity=Severity.ERROR,
            message="La fin du CPOM doit suivre son début.",
            where=where,
        )
    if (
        begins
        and ends
        and (ends.year - begins.year, ends.month, ends.day) > (YEARS, begins.month, begins.day)
    ):
        yield Finding(
            rule="durée",
            severity=Severity.ERROR,
            message="Le CPOM dure plus de cinq ans.",
            where=where,
        )
