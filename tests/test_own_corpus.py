"""CPOM_CORPUS governs all that an editor may change: templates, labels, prompts, evaluations."""

import shutil
from pathlib import Path

import pytest

from assistant.exports.export import export_bytes
from assistant.llm.prompts import read_prompt
from assistant.ratings.scorecard import scorecard_names
from assistant.settings import PROMPTS, Settings
from tests.assistant.samples import fiche

TITLE = "# Modèle d’un autre corpus"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a corpus that holds its own templates."""
    shutil.copytree(Settings().templates, tmp_path / "corpus" / "modeles" / "gabarits")
    monkeypatch.setenv("CPOM_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("CPOM_DATA", str(tmp_path / "donnees"))
    return Settings()


def test_the_templates_are_those_of_the_corpus(own: Settings) -> None:
    """What a template of that corpus says is what is exported."""
    template = own.templates / "document.md"
    template.write_text(TITLE, encoding="utf-8")
    assert export_bytes(fiche(), "md").decode().startswith(TITLE)


def test_the_prompts_are_those_of_the_corpus_when_it_has_some(own: Settings) -> None:
    """In its folder `consignes`; ours otherwise."""
    ours = read_prompt("essayer")
    assert own.prompts == PROMPTS
    shutil.copytree(PROMPTS, own.corpus / "consignes")
    path = own.corpus / "consignes" / "essayer.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nEn breton.\n", encoding="utf-8")
    assert read_prompt("essayer").fingerprint != ours.fingerprint


def test_the_evaluations_of_another_corpus_stand_in_its_data(own: Settings) -> None:
    """They are neither mixed with ours nor shown in their place."""
    assert scorecard_names() == ()
    own.results.mkdir(parents=True)
    (own.results / "2026-01-01-all.json").write_text("{}", encoding="utf-8")
    assert own.results.is_relative_to(own.data)
    assert scorecard_names() == ("2026-01-01-all",)
