"""A build is a function of what it is given; it publishes all or nothing, and one at a time."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from filelock import FileLock

from assistant.domain import Question
from assistant.errors import Busy, CatalogueError, IndexDamaged, IndexMissing, IndexStale
from assistant.index import generation
from assistant.index.embedder import Embedder
from assistant.index.opening import make_embedder, open_index
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from assistant.texts.analyser import Analyser
from ingest.build import build
from tests.ingest.conftest import copy_corpus, entries_of, write_catalogue


def _cpom(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli.main", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _published(settings: Settings) -> Path:
    return generation.folder_of(settings.data, generation.published_id(settings.data))


def _sums(settings: Settings) -> dict[str, str]:
    """Fingerprints of everything that must be equal for equal inputs."""
    folder = _published(settings)
    paths = [
        *folder.glob("core/*"),
        *folder.glob("spare/*"),
        *folder.glob("derived/vectors/*"),
        *folder.glob("derived/lexical/*/*.*"),
    ]
    return {str(path.relative_to(folder)): generation.digest(path) for path in paths}


def test_five_builds_of_the_same_corpus_are_the_same(tmp_path: Path) -> None:
    """Fresh folders, other processes, other hash seeds, files copied anew: same manifest, passages
    and words.
    """
    found = []
    for seed in ("0", "1", "42", "1234", "random"):
        corpus = copy_corpus(tmp_path / seed)
        done = _cpom(
            "ingest",
            CPOM_DATA=str(tmp_path / seed / "data"),
            CPOM_CORPUS=str(corpus),
            PYTHONHASHSEED=seed,
        )
        assert done.returncode == 0, done.stderr
        settings = Settings(_env_file=None, data=tmp_path / seed / "data")
        found.append((generation.published_id(settings.data), _sums(settings)))
    assert all(other == found[0] for other in found)
    assert any("lexical" in name for name in found[0][1])


def test_another_process_builds_the_whole_corpus_alike(built: Settings, tmp_path: Path) -> None:
    """The five texts, their annotations and their vectors give the same index under another hash
    seed.
    """
    done = _cpom("ingest", CPOM_DATA=str(tmp_path), PYTHONHASHSEED="20240712")
    assert done.returncode == 0, done.stderr
    other = Settings(_env_file=None, data=tmp_path)
    assert generation.published_id(other.data) == generation.published_id(built.data)
    wanted = _sums(built)
    assert _sums(other) == wanted and any("vectors" in name for name in wanted)


def test_a_build_with_nothing_new_reads_no_document(built: Settings) -> None:
    """The published generation is checked and kept: only the catalogue is read."""
    steps: list[str] = []
    report = build(built, progress=steps.append)
    assert not report.is_new and report.generation == generation.published_id(built.data)
    assert steps == ["catalogue"]


def test_unchanged_documents_are_not_read_again(small: Settings, published: str) -> None:
    """One document changes: the other is taken from the published generation."""
    path = small.corpus / "documents" / "cpom-occitanie.txt"
    path.write_text(
        path.read_text(encoding="utf-8").replace("56 390 personnes", "56 391 personnes"),
        encoding="utf-8",
    )
    write_catalogue(
        small.corpus,
        [{k: v for k, v in entry.items() if k != "sha256"} for entry in entries_of(small.corpus)],
    )
    for name in ("cpom-occitanie", "igas-2023-presentation"):
        (small.corpus / "annotations" / f"{name}.yaml").unlink()
    report = build(small)
    assert report.unchanged_documents == ("igas-2023-presentation",) and report.is_new
    index = open_index(small)
    assert (
        index.manifest.id != published
        and "56 391 personnes" in index.passage("cpom-occitanie/routier").text
    )


def test_a_build_that_reuses_equals_a_build_from_nothing(tmp_path: Path) -> None:
    """After a change of lexicon, of annotation and of a document, the incremental index is the
    fresh one, vectors included.
    """
    corpus = copy_corpus(tmp_path, vectors=True)
    first = Settings(_env_file=None, corpus=corpus, data=tmp_path / "a")
    build(first)
    lexicon = yaml.safe_load((corpus / "lexique.yaml").read_text(encoding="utf-8"))
    lexicon["sigles"]["DUERP"] = [*lexicon["sigles"]["DUERP"], "plan d'action"]
    (corpus / "lexique.yaml").write_text(
        yaml.safe_dump(lexicon, allow_unicode=True), encoding="utf-8"
    )
    (corpus / "annotations" / "igas-2023-presentation.yaml").unlink()
    assert set(build(first).unchanged_documents) == {"igas-2023-presentation", "cpom-occitanie"}
    second = Settings(_env_file=None, corpus=corpus, data=tmp_path / "b")
    build(second)
    assert _sums(first) == _sums(second)


def test_notes_on_lost_lists_that_are_withdrawn_leave_the_index(tmp_path: Path) -> None:
    """A note taken out of lacunes.yaml is not kept by a reused passage."""
    corpus = copy_corpus(tmp_path, ("instruction-2024-132",))
    settings = Settings(_env_file=None, corpus=corpus, data=tmp_path / "data")
    (corpus / "lacunes.yaml").write_text(
        "lacunes: {instruction-2024-132/I.B#4: {manque: les finalités}}", encoding="utf-8"
    )
    build(settings)
    gap = open_index(settings).passage("instruction-2024-132/I.B#4").gap
    assert gap and gap.missing == "les finalités"
    (corpus / "lacunes.yaml").unlink()
    assert build(settings).unchanged_documents == ("instruction-2024-132",)
    gap = open_index(settings).passage("instruction-2024-132/I.B#4").gap
    assert gap and gap.missing == ""


def test_vectors_are_those_that_the_running_assistant_would_compute(built: Settings) -> None:
    """Texts are embedded at the build and at a question by the same terms, the acronyms of the
    corpus included.
    """
    index = open_index(built)
    embedder = make_embedder(built, Analyser(index.lexicon))
    assert isinstance(embedder, Embedder)
    again = embedder.encode([passage.text for passage in index.passages])
    assert np.array_equal(again, index.vectors["passages"].matrix)


def test_force_builds_from_the_sources_even_when_the_index_is_ruined(
    small: Settings, published: str
) -> None:
    """Both copies of a text lost, `cpom ingest` and `cpom ingest --force` still give a whole
    index.
    """
    for force in (False, True):
        for place in ("core", "spare"):
            (_published(small) / place / "text-cpom-occitanie.txt").write_bytes(b"?")
        build(small, force=force)
        index = open_index(small)
        assert index.text("cpom-occitanie").startswith(
            "Les contrats"
        ) or "DREETS Occitanie" in index.text("cpom-occitanie")
        assert generation.damaged_files(_published(small)) == []


def test_a_second_writer_is_refused_with_a_sentence(small: Settings, published: str) -> None:
    """While a process builds, another is told to wait; when the first is gone, it may build."""
    lock = FileLock(small.data / "lock")
    with lock:
        with pytest.raises(Busy, match="attendez qu’il ait fini"):
            build(small, force=True)
        done = _cpom("ingest", "--force", CPOM_DATA=str(small.data), CPOM_CORPUS=str(small.corpus))
        assert done.returncode == 5 and done.stderr.startswith(
            "Un autre « cpom ingest » écrit dans"
        )
        assert open_index(small).manifest.id == published
    assert build(small, force=True).is_new


def test_an_index_of_another_version_is_said_and_rebuilt(
    small: Settings, published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stale index is never read as if it were ours."""
    monkeypatch.setattr(generation, "PIPELINE", "0")
    with pytest.raises(IndexStale, match="autre version"):
        open_index(small)
    monkeypatch.undo()
    folder = _published(small)
    for place in ("core", "spare"):
        path = folder / place / "manifest.json"
        path.write_text(
            path.read_text(encoding="utf-8").replace(
                f'"pipeline": "{generation.PIPELINE}"', '"pipeline": "ancienne"'
            ),
            encoding="utf-8",
        )
    generation.write_checksums(folder)
    done = _cpom(
        "ask", "Que dit la plaquette ?", CPOM_DATA=str(small.data), CPOM_CORPUS=str(small.corpus)
    )
    assert done.returncode == 0 and done.stderr.startswith("Le programme a changé")
    assert open_index(small).manifest.pipeline == generation.PIPELINE
    assert _published(small) != folder


def test_without_an_index_the_command_to_run_is_said(tmp_path: Path) -> None:
    """What does not build it on first use says « cpom ingest »."""
    with pytest.raises(IndexMissing, match="cpom ingest"):
        Assistant(Settings(_env_file=None, data=tmp_path))
    done = _cpom("verify", CPOM_DATA=str(tmp_path))
    assert done.returncode == 4 and "Traceback" not in done.stderr
    assert "cpom ingest" in done.stderr


def test_a_generation_that_fails_its_check_is_not_published(
    small: Settings, published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child that reopens the index finds it wrong: the former one serves on."""
    from assistant.index import lexical

    def spoil(index: lexical.LexicalIndex, folder: Path) -> None:
        save(index, folder)
        for passages in folder.parents[2].glob("*/passages.jsonl"):  # the whole one and its copy
            passages.write_bytes(b"{")

    save = lexical.save
    monkeypatch.setattr(lexical, "save", spoil)
    with pytest.raises(IndexDamaged, match="l’ancien continue de servir"):
        build(small, force=True)
    assert (
        open_index(small).manifest.id == published
        and generation.damaged_files(_published(small)) == []
    )


@pytest.mark.parametrize("step", ["core", "lexical", "place", "publish"])
def test_a_disk_that_fills_up_leaves_the_former_index(
    small: Settings, published: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """An error of the system at any step is before or after, never between; the next build is
    right.
    """

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    from assistant.index import lexical
    from ingest import build as module

    with monkeypatch.context() as patched:
        target = {
            "core": (Path, "write_bytes"),
            "lexical": (lexical, "save"),
            "place": (module, "place_generation"),
            "publish": (generation, "publish"),
        }[step]
        patched.setattr(*target, full)
        with pytest.raises(OSError, match="No space"):
            build(small, force=True)
    assert open_index(small).manifest.id == published
    assert build(small, force=True).is_new and generation.damaged_files(_published(small)) == []


def test_a_change_of_profile_cuts_the_document_again(small: Settings, published: str) -> None:
    """Only the documents of that profile."""
    path = small.corpus / "profils" / "cpom-occitanie.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nlead_words: 41\n", encoding="utf-8")
    assert build(small).unchanged_documents == ("igas-2023-presentation",)


def test_a_broken_catalogue_leaves_the_answers_as_they_were(
    small: Settings, published: str
) -> None:
    """A running assistant and a new one both answer from the former generation."""
    running = Assistant(small)
    (small.corpus / "catalogue.yaml").write_text("documents: []", encoding="utf-8")
    with pytest.raises(CatalogueError):
        build(small)
    question = Question(text="Quels services mènent une action contre la chaleur dans le BTP ?")
    assert running.ask(question).retrieved == Assistant(small).ask(question).retrieved != ()


def test_at_most_two_generations_are_kept(small: Settings, published: str) -> None:
    """The one that serves and the one before, which a reader may still hold; nothing half made."""
    for _ in range(3):
        build(small, force=True)
    kept = [folder.name for folder in (small.data / "generations").iterdir()]
    assert len(kept) == 2 and generation.published_id(small.data) in kept
    assert sorted(path.name for path in small.data.iterdir()) in (
        ["current", "generations"],
        ["current", "generations", "lock"],
    )
