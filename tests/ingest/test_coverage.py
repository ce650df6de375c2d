"""The report on the annotations tells an editor what is covered and what is wrong, on the real
corpus and on faulty copies of it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from ingest.coverage import Coverage, find_lost_questions, measure_coverage, repeated_questions

ANNOTATIONS = ROOT / "corpus" / "annotations"
LEAFLET = "cpom-occitanie"


@pytest.fixture(scope="module")
def report(assistant: Assistant) -> Coverage:
    return measure_coverage(assistant.index, ANNOTATIONS, search=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the annotations, to spoil."""
    return Path(shutil.copytree(ANNOTATIONS, tmp_path / "annotations"))


def _rewrite(folder: Path, change: dict[str, object]) -> None:
    """Give one passage of the leaflet another annotation."""
    path = folder / f"{LEAFLET}.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries.update(change)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


def test_the_shipped_annotations_are_without_fault_and_cover_every_passage(
    report: Coverage,
) -> None:
    """No error, no passage left bare, and the figures add up to those of the index."""
    assert report.errors == () and report.bare == () and not report.stale
    assert {share.document_id for share in report.shares} == {
        path.stem for path in ANNOTATIONS.glob("*.yaml")
    }
    assert all(share.annotations == share.passages for share in report.shares)


def test_the_figures_are_those_of_the_index(report: Coverage, assistant: Assistant) -> None:
    """As many questions and passages as the manifest counts."""
    manifest = assistant.index.manifest
    assert sum(share.questions for share in report.shares) == manifest.questions
    assert sum(share.passages for share in report.shares) == manifest.passages


def test_words_that_are_not_in_the_passage_are_an_error_that_names_them(
    folder: Path, assistant: Assistant
) -> None:
    """An invented quote is told with its file, its passage and its words, and the other files are
    still read.
    """
    _rewrite(
        folder,
        {"tms": {"resume": "TMS", "reponses": [{"r": "99 % des maladies", "q": ["Combien ?"]}]}},
    )
    report = measure_coverage(assistant.index, folder, search=False)
    assert len(report.errors) == 1
    assert (
        "cpom-occitanie.yaml" in report.errors[0]
        and "« tms »" in report.errors[0]
        and "99 % des maladies" in report.errors[0]
    )
    assert report.stale and sum(share.annotations for share in report.shares) > 900


def test_a_file_of_no_document_is_an_error(folder: Path, assistant: Assistant) -> None:
    """Annotations under a name that the catalogue does not know would never be read: it is said."""
    (folder / "cpom-bretagne.yaml").write_text("{}", encoding="utf-8")
    assert any(
        "cpom-bretagne.yaml" in error
        for error in measure_coverage(assistant.index, folder, search=False).errors
    )


def test_a_passage_without_annotation_and_a_proposed_one_are_listed(
    folder: Path, assistant: Assistant
) -> None:
    """Taking an annotation away leaves its passage bare; marking one as proposed puts it on the
    list to read again.
    """
    path = folder / f"{LEAFLET}.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    del entries["tms"]
    entries["rps"]["propose"] = True
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    report = measure_coverage(assistant.index, folder, search=False)
    assert report.bare == (f"{LEAFLET}/tms",) and report.proposals == (f"{LEAFLET}/rps",)
    assert report.stale and not report.errors


def test_a_question_asked_twice_is_seen_through_case_accents_and_punctuation() -> None:
    """« Qui signe ? » and « QUI SIGNÉ » are one question."""
    found = repeated_questions(
        [("a/1", "Qui signe ?"), ("a/2", "QUI SIGNÉ"), ("a/3", "Qui paie ?")]
    )
    assert [(r.question, r.passages) for r in found] == [("Qui signe ?", ("a/1", "a/2"))]


def test_a_question_of_another_passage_is_misled_and_its_own_is_not(assistant: Assistant) -> None:
    """The question on the length of a CPOM leads to the instruction, so it misleads when the
    leaflet's address claims it.
    """
    question = "Combien de temps dure un CPOM au maximum d'après l'instruction ?"
    found = find_lost_questions(assistant.index, [(f"{LEAFLET}/adresse", question)])
    assert [m.passage for m in found] == [f"{LEAFLET}/adresse"]
    assert find_lost_questions(assistant.index, [(found[0].first_passage, question)]) == ()


def test_nearly_every_annotated_question_finds_its_own_passage_first(assistant: Assistant) -> None:
    """One question in twenty of the real annotations is asked: 98 in 100 at least come home."""
    asked = [
        (assistant.index.passages[row].id, question.text)
        for row, question in assistant.index.questions
    ][::20]
    assert len(find_lost_questions(assistant.index, asked)) <= 0.02 * len(asked)


@pytest.mark.parametrize(("spoiled", "code"), [(False, 0), (True, 1)])
def test_the_command_reports_in_french_and_its_exit_code_tells_errors(
    spoiled: bool, code: int, folder: Path, built: Settings, tmp_path: Path
) -> None:
    """`cpom annotations check` exits 0 on the shipped corpus and 1 when a quote is not found."""
    if spoiled:
        _rewrite(
            folder,
            {
                "tms": {
                    "resume": "TMS",
                    "reponses": [{"r": "99 % des maladies", "q": ["Combien ?"]}],
                }
            },
        )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in (ROOT / "corpus").iterdir():
        (corpus / path.name).symlink_to(folder if path.name == "annotations" else path)
    command = [sys.executable, "-m", "api.cli.main", "annotations", "check", "--no-search"]
    environment = {
        "CPOM_CORPUS": str(corpus),
        "CPOM_DATA": str(built.data),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert done.returncode == code, done.stderr
    assert f"Erreurs (la construction de l’index s’arrêterait) : {code}" in done.stdout
    assert "cpom-occitanie : " in done.stdout and "passages annotés sur" in done.stdout
