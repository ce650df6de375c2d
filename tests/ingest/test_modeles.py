"""The forms of the corpus are checked against its passages."""

import shutil
from pathlib import Path

import pytest

from assistant.drafting.templates import read_models, words_of
from assistant.errors import FormError
from assistant.forms.line import Theme
from assistant.pipeline import Assistant
from assistant.settings import ROOT
from ingest.modeles import check_models

REAL = ROOT / "corpus" / "modeles"
TMS = "fiche-tms.yaml"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with a copy of the real forms."""
    shutil.copytree(REAL, tmp_path / "modeles")
    return tmp_path


def _change(corpus: Path, name: str, old: str, new: str) -> None:
    path = corpus / "modeles" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_quotation_of_the_real_forms_stands_in_its_passage(assistant: Assistant) -> None:
    """All of them, in the eight fiches, the contract, the table and the protocol."""
    assert (
        check_models(ROOT / "corpus", assistant.index)
        == len(list(words_of(read_models(REAL))))
        > 250
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "Apporter des fonctionnalités nouvelles",
            "Apporter des fonctionnalités utiles",
            "mots exacts",
        ),
        ("annexe-3.fiche-5.plans", "annexe-3.fiche-9.plans", "n’existe pas"),
        ("theme: tms", "theme: amiante", "theme"),
        ("plans:", "plan:", "plan"),
        ("theme: tms", "theme: [", "illisible"),
    ],
)
def test_a_fault_in_a_form_stops_the_build_with_a_sentence(
    assistant: Assistant, corpus: Path, old: str, new: str, words: str
) -> None:
    """A word changed, a passage that does not exist, an unknown theme or field, a broken file."""
    _change(corpus, TMS, old, new)
    with pytest.raises(FormError, match=words):
        check_models(corpus, assistant.index)


def test_a_corpus_without_forms_is_built_all_the_same(assistant: Assistant, tmp_path: Path) -> None:
    """Forms are the instruction's; another corpus need not have them."""
    assert check_models(tmp_path, assistant.index) == 0


def test_each_theme_has_its_file(corpus: Path, assistant: Assistant) -> None:
    """A theme without its form is said by the name of the file that is missing."""
    for theme in Theme:
        assert (REAL / f"fiche-{theme}.yaml").is_file()
    (corpus / "modeles" / TMS).unlink()
    with pytest.raises(FormError, match=TMS):
        check_models(corpus, assistant.index)
