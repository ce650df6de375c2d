"""The catalogue is checked before anything is built; each mistake names its entry and leaves the
published index alone.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assistant.errors import CatalogueError, CorpusError
from assistant.index.opening import open_index
from assistant.settings import ROOT, Settings
from ingest.build import build
from ingest.catalogue import read_catalogue
from tests.ingest.conftest import entries_of, write_catalogue

Change = Callable[..., None]

MISTAKES = {
    "empreinte": ({"sha256": "0" * 64}, "empreinte"),
    "fichier absent": ({"fichier": "absent.txt"}, "introuvable"),
    "fichier hors du dossier": (
        {"fichier": "../catalogue.txt"},
        "directement dans corpus/documents",
    ),
    "champ vide": ({"titre": ""}, "titre"),
    "champ absent": ({"titre": None}, "titre"),
    "champ inconnu": ({"couleur": "rouge"}, "couleur"),
    "poids inconnu": ({"poids": "lourd"}, "poids"),
    "date impossible": ({"dates": {"signature": "2024-02-31"}}, "signature"),
    "dates contradictoires": (
        {"dates": {"signature": "2024-07-12", "vigueur": "2024-08-31", "expiration": "2024-01-01"}},
        "dates se contredisent",
    ),
    "publication avant signature": (
        {"dates": {"signature": "2024-07-12", "publication": "2023-01-01"}},
        "dates se contredisent",
    ),
    "format inconnu": ({"fichier": "texte.odt"}, "formats admis"),
    "profil inconnu": ({"profil": "nulle-part"}, "nulle-part"),
    "identifiant déjà pris": ({"id": "cpom-occitanie"}, "déjà pris"),
    "fichier déjà pris": ({"fichier": "cpom-occitanie.txt", "sha256": None}, "déjà pris"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_an_entry_is_a_sentence_that_names_it_and_the_index_goes_on(
    small: Settings, published: str, change: Change, name: str
) -> None:
    """Nothing is published, and the generation that served still serves."""
    fields, said = MISTAKES[name]
    change(**fields)
    with pytest.raises(CatalogueError) as caught:
        build(small)
    sentence = str(caught.value)
    assert said in sentence and sentence[0].isupper() and "\n" not in sentence.strip()
    entry = (
        "cpom-occitanie"
        if "déjà pris" in said
        else "nulle-part"
        if said == "nulle-part"
        else "igas-2023-presentation"
    )
    assert entry in sentence
    index = open_index(small)
    assert index.manifest.id == published and len(index.documents) == 2
    assert [folder.name for folder in (small.data / "generations").iterdir()] == [published]


@pytest.mark.parametrize(
    "content",
    ["", "documents: []", "documents: [1]", "- un", "documents: [{id: A B}]", "a: [", "\xff"],
)
def test_a_catalogue_that_is_not_one_is_said(small: Settings, content: str) -> None:
    """Empty, without entries or not YAML: one sentence that names the file or the entry."""
    (small.corpus / "catalogue.yaml").write_bytes(content.encode("latin-1"))
    with pytest.raises(CatalogueError, match="atalogue"):
        read_catalogue(small.corpus)


def test_a_corpus_without_catalogue_says_which_setting_to_mend(tmp_path: Path) -> None:
    """The sentence names CPOM_CORPUS."""
    with pytest.raises(CatalogueError, match="CPOM_CORPUS"):
        read_catalogue(tmp_path)


def test_a_wrong_hash_gives_the_right_one(small: Settings, change: Change) -> None:
    """The sentence holds the hash to write when the change is wanted, and writing it is enough."""
    change(sha256="0" * 64)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(small.corpus)
    change(sha256=str(caught.value).rsplit("sha256: ", 1)[1].strip())
    assert len(read_catalogue(small.corpus)) == 2


@pytest.mark.parametrize("text", ["width: large", "starts: [{kind: inconnu, pattern: a}]", "a: ["])
def test_a_malformed_profile_is_said(small: Settings, text: str) -> None:
    """A profile that cannot be read stops the build with a sentence that names its file."""
    (small.corpus / "profils" / "cpom-occitanie.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"cpom-occitanie\.yaml"):
        build(small)


def test_the_real_catalogue_gives_every_date_and_weight() -> None:
    """Five texts, whose files are the ones received, with the dates that decide of their
    authority.
    """
    documents = {document.id: document for document in read_catalogue(ROOT / "corpus")}
    assert len(documents) == 5
    assert all(entry["sha256"] for entry in entries_of(ROOT / "corpus"))
    assert [
        str(documents["instruction-2024-132"].dates.in_force),
        str(documents["cpom-ciamt-2022"].dates.expired),
    ] == ["2024-08-31", "2023-06-30"]
    assert {id: document.weight.value for id, document in documents.items()} == {
        "instruction-2024-132": "opposable",
        "igas-2023-rapport": "recommandation",
        "igas-2023-presentation": "communication",
        "cpom-ciamt-2022": "contrat",
        "cpom-occitanie": "communication",
    }


def test_a_new_document_needs_a_file_and_an_entry(small: Settings) -> None:
    """An entry without profile nor hash is cut by the generic profile and can be asked about."""
    (small.corpus / "documents" / "note.txt").write_text(
        "Article 1 – Objet\n \nLa cellule bleue se réunit chaque mardi à Guéret.\n",
        encoding="utf-8",
    )
    entry = {
        "id": "note",
        "titre": "Note",
        "court": "Note",
        "nom": "la note",
        "nature": "note",
        "emetteur": "X",
        "poids": "communication",
        "territoire": "Creuse",
    }
    write_catalogue(
        small.corpus,
        [*entries_of(small.corpus), {**entry, "national": False, "fichier": "note.txt"}],
    )
    build(small)
    index = open_index(small)
    assert index.passage("note/art-1#1").text.endswith(
        "La cellule bleue se réunit chaque mardi à Guéret."
    )
    assert (
        yaml.safe_load((small.corpus / "catalogue.yaml").read_text(encoding="utf-8"))["documents"][
            2
        ].get("profil")
        is None
    )
