"""`catalogue.yaml` → documents, checked: each entry complete, each file there and unchanged, each
date possible.
"""

import hashlib
from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from assistant.domain import Dates, Document, Value, Weight
from assistant.errors import CatalogueError
from assistant.reading.files import FORMATS
from assistant.texts.datafile import read_yaml


class EntryDates(Value):
    """The dates of an entry, under their French names."""

    signature: date | None = None
    publication: date | None = None
    vigueur: date | None = None
    expiration: date | None = None
    source_expiration: str | None = None


class Entry(Value):
    """An entry as an editor writes it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    titre: str = Field(min_length=1)
    court: str = Field(min_length=1)
    nom: str = Field(min_length=1)
    verbe: str = "indique"
    nature: str
    emetteur: str
    poids: Weight
    dates: EntryDates = EntryDates()
    libelle_date: str = "non datée"
    territoire: str
    national: bool
    alias: tuple[str, ...] = ()
    url: str | None = None
    fichier: str
    profil: str = "generique"
    sha256: str | None = None


def read_catalogue(corpus: Path) -> tuple[Document, ...]:
    """Read and check the catalogue of a corpus folder.

    Raises CatalogueError with a sentence that names the entry at fault.
    """
    path = corpus / "catalogue.yaml"
    raw = read_yaml(path, error=CatalogueError)
    entries = raw.get("documents") if isinstance(raw, dict) else None
    if not isinstance(entries, list) or not entries:
        raise CatalogueError(f"Le catalogue {path} ne contient aucune entrée sous « documents ».")
    documents = tuple(_document(corpus, entry, n) for n, entry in enumerate(entries, 1))
    _refuse_duplicates(documents)
    return documents


def _document(corpus: Path, raw: object, n: int) -> Document:
    """The document of the `n`-th entry, once it was checked."""
    entry = _read_entry(raw, n)
    return Document(
        id=entry.id,
        title=entry.titre,
        short=entry.court,
        name=entry.nom,
        verb=entry.verbe,
        kind=entry.nature,
        issuer=entry.emetteur,
        weight=entry.poids,
        dates=_dates_of(entry),
        date_label=entry.libelle_date,
        territory=entry.territoire,
        national=entry.national,
        aliases=entry.alias,
        url=entry.url,
        file=entry.fichier,
        format=_format(entry),
        profile=entry.profil,
        sha256=_fingerprint(corpus, entry),
    )


def _read_entry(raw: object, n: int) -> Entry:
    """The `n`-th entry. Raises CatalogueError, which names at most four fields at fault."""
    try:
        return Entry.model_validate(raw)
    except ValidationError as error:
        number = f"n° {n}"
        name = raw.get("id", number) if isinstance(raw, dict) else number
        fields = ", ".join(map(_fault_of, error.errors()[:4]))
        raise CatalogueError(
            f"Catalogue, entrée « {name} » : champ manquant ou incorrect : {fields}."
        ) from error


def _fault_of(detail: ErrorDetails) -> str:
    field = ".".join(map(str, detail["loc"])) or "entrée"
    return f"{field} ({detail['msg']})"


def _dates_of(entry: Entry) -> Dates:
    """The dates of an entry. Raises CatalogueError when they contradict each other."""
    days = entry.dates
    dates = Dates(
        signed=days.signature,
        published=days.publication,
        in_force=days.vigueur,
        expired=days.expiration,
        expired_source=days.source_expiration,
    )
    if not dates.are_ordered():
        raise CatalogueError(
            f"Catalogue, entrée « {entry.id} » : les dates se contredisent "
            "(signature, publication, vigueur, expiration)."
        )
    return dates


def _format(entry: Entry) -> str:
    suffix = Path(entry.fichier).suffix.lower()
    if suffix not in FORMATS:
        raise CatalogueError(
            f"Catalogue, entrée « {entry.id} » : le format « {suffix} » n’est "
            f"pas lu ; formats admis : {', '.join(sorted(FORMATS))}."
        )
    return FORMATS[suffix]


def _fingerprint(corpus: Path, entry: Entry) -> str:
    path = corpus / "documents" / entry.fichier
    if path.resolve().parent != (corpus / "documents").resolve():
        raise CatalogueError(
            f"Catalogue, entrée « {entry.id} » : « {entry.fichier} » doit se "
            "trouver directement dans corpus/documents."
        )
    try:
        fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise CatalogueError(
            f"Catalogue, entrée « {entry.id} » : le fichier {path} est introuvable ou illisible."
        ) from error
    if entry.sha256 and entry.sha256 != fingerprint:
        raise CatalogueError(
            f"Catalogue, entrée « {entry.id} » : l’empreinte de {entry.fichier} "
            f"ne correspond pas (attendue {entry.sha256[:12]}…, trouvée {fingerprint[:12]}…). "
            "Remettez le fichier d’origine, ou, si le changement est voulu, "
            f"écrivez sha256: {fingerprint}"
        )
    return fingerprint


def _refuse_duplicates(documents: tuple[Document, ...]) -> None:
    """Raises CatalogueError when two entries have the same identifier or the same file."""
    keys: set[str] = set()
    for document in documents:
        for value, what in ((document.id, "l’identifiant"), (document.file, "le fichier")):
            key = f"{what} {value}"
            if key in keys:
                raise CatalogueError(
                    f"Catalogue, entrée « {document.id} » : {what} « {value} » "
                    "est déjà pris par une autre entrée."
                )
            keys.add(key)
