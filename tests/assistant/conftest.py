"""A short index of its own, vectors and Chroma included, that a test may copy and damage."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.settings import Settings
from ingest.build import build
from tests.ingest.conftest import copy_corpus


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two short documents, built once. Read only."""
    folder = tmp_path_factory.mktemp("court-vecteurs")
    settings = Settings(
        _env_file=None, corpus=copy_corpus(folder, vectors=True), data=folder / "data"
    )
    build(settings)
    return settings


@pytest.fixture
def spare(short: Settings, tmp_path: Path) -> Callable[[str], Settings]:
    """Make a copy of the short index under a name."""

    def copy(name: str) -> Settings:
        shutil.copytree(short.data, tmp_path / name)
        return short.model_copy(update={"data": tmp_path / name})

    return copy
