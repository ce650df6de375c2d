"""The five texts of the corpus, cut afresh for the tests of this folder."""

import re
from pathlib import Path

import pytest

from assistant.domain import Document, Passage, Value
from assistant.reading.files import read_file
from assistant.reading.profiles import read_profile
from assistant.reading.structure import passages_of
from assistant.settings import ROOT
from ingest.catalogue import read_catalogue

CORPUS = ROOT / "corpus"
GOLDEN = Path(__file__).parent.parent / "golden"


class Cut(Value):
    """A document of the corpus, its text and its passages."""

    document: Document
    text: str
    passages: tuple[Passage, ...]

    def __getitem__(self, id: str) -> Passage:
        return next(
            passage for passage in self.passages if passage.id == f"{self.document.id}/{id}"
        )

    @property
    def ids(self) -> list[str]:
        """Identifiers without the document's."""
        return [passage.id.split("/", 1)[1] for passage in self.passages]


def flat(text: str) -> str:
    """White space runs as one space."""
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="session")
def cuts() -> dict[str, Cut]:
    """Every document by identifier."""
    found = {}
    for document in read_catalogue(CORPUS):
        source = read_file(CORPUS / "documents" / document.file, document.format)
        profile = read_profile(CORPUS / "profils", document.profile)
        found[document.id] = Cut(
            document=document,
            text=source.text,
            passages=passages_of(document, source.text, profile, source.pages),
        )
    return found


@pytest.fixture(scope="session")
def report(cuts: dict[str, Cut]) -> Cut:
    return cuts["igas-2023-rapport"]


@pytest.fixture(scope="session")
def instruction(cuts: dict[str, Cut]) -> Cut:
    return cuts["instruction-2024-132"]


@pytest.fixture(scope="session")
def contract(cuts: dict[str, Cut]) -> Cut:
    return cuts["cpom-ciamt-2022"]


@pytest.fixture(scope="session")
def leaflet(cuts: dict[str, Cut]) -> Cut:
    return cuts["cpom-occitanie"]


@pytest.fixture(scope="session")
def page(cuts: dict[str, Cut]) -> Cut:
    return cuts["igas-2023-presentation"]
