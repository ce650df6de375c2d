"""A corpus of two short texts and five passages, for tests of one room at a time.

An order that binds (`arrete`: its duration, a consultation, a list that it lost) and a study that
does not (`etude`: a figure, an opinion; it is local). What the assistant says, the lexicon and the
patterns of questions are those of the real corpus.
"""

import shutil
from pathlib import Path

from assistant.settings import ROOT, Settings
from ingest.build import build

HERE = Path(__file__).parent
SHARED = ("formules.yaml", "questions.yaml", "lexique.yaml", "profils/generique.yaml")


def copy_five(folder: Path) -> Settings:
    """The settings of the five passages, copied in `folder` where a test may change them; no index
    is built.
    """
    corpus = folder / "corpus"
    shutil.copytree(HERE / "corpus", corpus)
    (corpus / "profils").mkdir()
    for name in SHARED:
        shutil.copy(ROOT / "corpus" / name, corpus / name)
    return Settings(_env_file=None, corpus=corpus, data=folder / "data")


def build_five(folder: Path) -> Settings:
    """The settings of an index of the five passages, built in `folder`: about a second."""
    settings = copy_five(folder)
    build(settings)
    return settings
