"""A corpus of two short documents, in a folder of its own: builds take a second."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assistant.index import generation
from assistant.settings import ROOT, Settings
from ingest.build import build

SHORT = ("igas-2023-presentation", "cpom-occitanie")


def write_catalogue(corpus: Path, entries: list[dict[str, object]]) -> None:
    """Put entries in the catalogue of a corpus."""
    (corpus / "catalogue.yaml").write_text(
        yaml.safe_dump({"documents": entries}, allow_unicode=True), encoding="utf-8"
    )


def entries_of(corpus: Path) -> list[dict[str, object]]:
    """The entries of a catalogue, to be changed."""
    return list(
        yaml.safe_load((corpus / "catalogue.yaml").read_text(encoding="utf-8"))["documents"]
    )


def copy_corpus(folder: Path, documents: tuple[str, ...] = SHORT, vectors: bool = False) -> Path:
    """A corpus folder that holds some documents of the real one, beside models with the shipped
    vectors or none.
    """
    real, corpus = ROOT / "corpus", folder / "corpus"
    (corpus / "documents").mkdir(parents=True)
    entries = [entry for entry in entries_of(real) if entry["id"] in documents]
    for entry in entries:
        shutil.copy(real / "documents" / str(entry["fichier"]), corpus / "documents")
    for name in ("profils", "annotations"):
        shutil.copytree(real / name, corpus / name)
    for path in real.iterdir():
        if path.is_file() and path.name not in {
            "catalogue.yaml",
            "lacunes.yaml",
        }:  # lost lists are the instruction's
            shutil.copy(path, corpus)
    (folder / "models").mkdir()
    shutil.copy(ROOT / "models/refusal.json", folder / "models")
    if vectors:
        (folder / "models/vectors").symlink_to(ROOT / "models/vectors")
    write_catalogue(corpus, entries)
    return corpus


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """Two short documents, no vectors, nothing built yet."""
    return Settings(_env_file=None, corpus=copy_corpus(tmp_path), data=tmp_path / "data")


@pytest.fixture(scope="session")
def _once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the small corpus as it is, built once."""
    folder = tmp_path_factory.mktemp("court")
    build(Settings(_env_file=None, corpus=copy_corpus(folder), data=folder / "data"))
    return folder / "data"


@pytest.fixture
def published(small: Settings, _once: Path) -> str:
    """The small corpus already built: the identifier of the generation that serves."""
    shutil.copytree(_once, small.data)
    return generation.published_id(small.data)


@pytest.fixture
def change(small: Settings) -> Callable[..., None]:
    """Change the first entry of the small catalogue; None removes a field."""

    def apply(**fields: object) -> None:
        entries = entries_of(small.corpus)
        entries[0].update(fields)
        entries[0] = {name: value for name, value in entries[0].items() if value is not None}
        write_catalogue(small.corpus, entries)

    return apply
