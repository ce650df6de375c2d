"""A contract that was given: a file, a document of the catalogue or a draft → its text and its
passages.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from assistant.conformity.result import GivenContract
from assistant.conformity.unread import with_unread_lines
from assistant.domain import Dates, Document, Kind, Passage, Run, Value, Weight
from assistant.errors import BadContract, UnreadableDocument
from assistant.forms.contrat import Contrat
from assistant.forms.form import FORM
from assistant.forms.line import Form, Line, Origin
from assistant.forms.sheet import Entry, Section, sheet_of
from assistant.index.index import Index
from assistant.reading.files import FORMATS, read_file
from assistant.reading.profiles import read_profile
from assistant.reading.structure import passages_of
from assistant.settings import Settings
from assistant.texts.french import fold
from assistant.texts.spaces import flatten

LARGEST = 20_000_000
PROFILE = "contrat"
PAGE_WIDTH = 160
DRAFT = "projet"
# An example, an advice, a proposal or a blank is no part of a contract until somebody writes it
# there.
WRITTEN = frozenset({Origin.MODEL, Origin.INPUT})
# Rubrics of a fiche that quote other texts and promise nothing, and the keys of whole fiches, whose
# titles name their risks.
REFERENCES = re.compile(r"\.(?:pst4|cog|instructions|plans|donnees|conseils)$")
FICHE = re.compile(r"^(?:fiche_pdp|fiches_\w+\.\d+)$")


class ContractText(Value):
    """A contract as it was given; offsets of its citations are counted in `text`."""

    given: GivenContract
    text: str
    passages: tuple[Passage, ...]
    kind: str = "contrat"
    draft: bool = False
    warnings: tuple[str, ...] = ()


def contract_of_file(path: Path, settings: Settings, index: Index, name: str = "") -> ContractText:
    """Read a contract: txt, md, pdf, docx, html, or the JSON of a draft. `name` is shown in place
    of the file's own.

    A file of the catalogue keeps the passages that the catalogue gives it. Raises BadContract.
    """
    shown_name = name or path.name
    raw = _bytes(path, shown_name)
    sha256 = hashlib.sha256(raw).hexdigest()
    document_id = next(
        (document.id for document in index.documents.values() if document.sha256 == sha256), None
    )
    if document_id:
        return contract_of_document(document_id, index)
    if Path(shown_name).suffix.lower() == ".json":
        return _contract_of_json(raw, shown_name, sha256)
    fmt = FORMATS.get(Path(shown_name).suffix.lower())
    if fmt is None:
        raise BadContract(
            f"« {shown_name} » : ce format n’est pas lu. Donnez un contrat en "
            f"{', '.join(sorted({*FORMATS, '.json'}))}."
        )
    return _contract_of_text(path, shown_name, fmt, sha256, settings)


def contract_of_document(document_id: str, index: Index) -> ContractText:
    """The contract that a document of the catalogue is. Raises UnknownItem."""
    document = index.document(document_id)
    passages = tuple(each for each in index.passages if each.document_id == document_id)
    given = GivenContract(
        id=document_id, name=document.short, sha256=document.sha256, passages=len(passages)
    )
    return ContractText(
        given=given, text=index.text(document_id), passages=passages, kind=document.kind
    )


def contract_of_form(form: Form, name: str, sha256: str = "") -> ContractText:
    """The contract that a draft is: each line written in it is a passage, examples and blanks are
    left out. Raises BadContract when it is another form.
    """
    if not isinstance(form, Contrat):
        raise BadContract(
            f"« {name} » n’est pas un contrat (annexe 1) : c’est un formulaire "
            f"« {form.kind} ». Contrôlez le contrat qui le contient."
        )
    text = ""
    passages: list[Passage] = []
    for titles, entry in _written_lines(sheet_of(form).sections):
        label = f"{name}, {titles[-1]}"
        passages.append(_passage_of_line(entry, titles, label, start=len(text), n=len(passages)))
        text += entry.line.text + "\n"
    given = GivenContract(
        id=DRAFT,
        name=name,
        sha256=sha256 or hashlib.sha256(FORM.dump_json(form)).hexdigest(),
        passages=len(passages),
    )
    return ContractText(given=given, text=text, passages=tuple(passages), draft=True)


def _passage_of_line(
    entry: Entry, titles: tuple[str, ...], label: str, *, start: int, n: int
) -> Passage:
    """A line of a form as the n-th passage of its text, where it begins at `start`."""
    heading = f"{entry.label} : " if entry.label else ""
    length = len(entry.line.text)
    run = Run(at=len(heading), length=length, start=start, end=start + length)
    return Passage(
        id=f"{DRAFT}/{entry.key}",
        document_id=DRAFT,
        label=label,
        path=titles,
        text=heading + entry.line.text,
        runs=(run,),
        start=run.start,
        end=run.end,
        kind=Kind.FIELD,
        order=n,
    )


TitledEntry = tuple[tuple[str, ...], Entry]


def _written_lines(sections: tuple[Section, ...]) -> Iterator[TitledEntry]:
    """The lines that somebody wrote, each with the titles above it, the names of its row and of its
    column included.
    """
    above: dict[int, str] = {}
    for section in sections:
        if REFERENCES.search(section.key):
            continue
        above = {level: title for level, title in above.items() if level < section.level}
        above[section.level] = section.title
        titles = tuple(above.values())
        if FICHE.search(section.key):
            title = Line(text=section.title, origin=Origin.INPUT)
            yield titles, Entry(key=f"{section.key}.titre", line=title)
        for each_titles, entry in (*_entries_of(section, titles), *_cells_of(section, titles)):
            if entry.line.origin in WRITTEN and (words := flatten(entry.line.text)):
                line = entry.line.model_copy(update={"text": words})
                yield each_titles, entry.model_copy(update={"line": line})


def _entries_of(section: Section, titles: tuple[str, ...]) -> Iterator[TitledEntry]:
    for entry in section.entries:
        yield titles, entry


def _cells_of(section: Section, titles: tuple[str, ...]) -> Iterator[TitledEntry]:
    """The cells of the table of a section, each under the name of its row and of its column."""
    table = section.table
    if table is None:
        return
    for n, row in enumerate(table.rows):
        label = table.labels[n] if table.labels else ""
        headers = table.headers[-len(row) :]
        for header, entry in zip(headers, row, strict=True):
            yield (*titles, f"{label} {header}".strip()), entry


def _contract_of_json(raw: bytes, name: str, sha256: str) -> ContractText:
    try:
        return contract_of_form(FORM.validate_json(raw), name, sha256)
    except ValidationError as error:
        raise BadContract(
            f"« {name} » n’est pas le JSON d’un projet de contrat : donnez "
            "celui que « cpom draft contrat » écrit."
        ) from error


def _contract_of_text(
    path: Path, name: str, fmt: str, sha256: str, settings: Settings
) -> ContractText:
    try:
        source = read_file(
            path,
            fmt,
            seconds=settings.reader_seconds,
            memory_mb=settings.reader_memory_mb,
        )
    except UnreadableDocument as error:
        raise BadContract(str(error).replace(path.name, name)) from error
    read = contract_of_text(source.text, name, settings, fmt=fmt, sha256=sha256, pages=source.pages)
    warnings = tuple(warning.replace(path.name, name) for warning in source.warnings)
    return read.model_copy(update={"warnings": warnings})


def contract_of_text(
    text: str,
    name: str,
    settings: Settings,
    *,
    fmt: str = "txt",
    sha256: str = "",
    pages: tuple[tuple[int, int], ...] = (),
) -> ContractText:
    """The contract that a text is; `pages` are those of its file. Raises BadContract."""
    document = _document(name, fmt, sha256)
    try:
        profile = read_profile(settings.corpus / "profils", PROFILE).model_copy(
            update={"wrapped": _is_wrapped(text, fmt)}
        )
        passages = passages_of(document, text, profile, pages)
    except ValueError as error:
        raise BadContract(
            f"« {name} » : deux passages y porteraient le même nom ({error}) ; "
            "vérifiez la numérotation des articles."
        ) from error
    if not passages:
        raise BadContract(
            f"« {name} » ne contient aucun paragraphe : vérifiez que c’est le bon fichier."
        )
    passages = with_unread_lines(passages, text)
    return ContractText(
        given=GivenContract(id=document.id, name=name, sha256=sha256, passages=len(passages)),
        text=text,
        passages=passages,
    )


def _is_wrapped(text: str, fmt: str) -> bool:
    """Are paragraphs cut into lines, as on a page, or does a line hold a whole one?"""
    if fmt == "pdf":
        return True
    longest = max(map(len, text.splitlines()), default=0)
    return fmt == "txt" and longest <= PAGE_WIDTH


def _document(name: str, fmt: str, sha256: str) -> Document:
    """What a file is before anybody has described it: a contract that binds nobody but its
    parties.
    """
    document_id = re.sub(r"[^a-z0-9]+", "-", fold(Path(name).stem)).strip("-") or "contrat"
    return Document(
        id=document_id,
        title=name,
        short=Path(name).stem,
        name=name,
        verb="stipule",
        kind="contrat",
        issuer="",
        weight=Weight.CONTRAT,
        dates=Dates(),
        date_label="",
        territory="",
        national=False,
        file=name,
        format=fmt,
        profile=PROFILE,
        sha256=sha256,
    )


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise BadContract(f"« {name} » est un dossier : donnez un fichier.")
        if path.stat().st_size > LARGEST:
            raise BadContract(f"« {name} » est trop gros : {LARGEST // 1_000_000} Mo au plus.")
        raw = path.read_bytes()
    except OSError as error:
        raise BadContract(
            f"« {name} » ne peut pas être ouvert : vérifiez qu’il existe et "
            "que vous avez le droit de le lire."
        ) from error
    if not raw.strip():
        raise BadContract(f"« {name} » est vide.")
    return raw
