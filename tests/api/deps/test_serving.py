"""Starting without an index, taking up a new one, and keeping the old one when the new cannot be
opened.
"""

import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.deps.serving import AssistantHolder
from assistant.errors import IndexMissing
from assistant.index import generation
from assistant.settings import ROOT, Settings

SENTENCE = "Aucun index n’est construit : lancez « cpom ingest »."


def test_importing_the_application_loads_no_heavy_library() -> None:
    """`import api.app` loads neither torch nor chromadb, so that the server starts at once."""
    program = (
        "import sys, api.app; print([name for name in ('torch', 'chromadb', "
        "'sentence_transformers', 'langchain') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_without_an_index_it_starts_says_so_and_serves_once_built(
    built: Settings, tmp_path: Path
) -> None:
    """Before `cpom ingest`: alive, not ready, 503 with the sentence. After it: answers, without a
    restart.
    """
    settings = built.model_copy(update={"data": tmp_path / "cpom"})
    app = create_app(settings)
    app.state.assistant.every = 0.0
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 200
        asked = [
            client.post(address, json={"question": "CPOM"})
            for address in ("/api/ask", "/api/ask/stream")
        ]
        for response in (*asked, client.get("/readyz"), client.get("/api/documents")):
            assert (response.status_code, response.json()) == (503, {"detail": SENTENCE})
        for page in ("/", "/?q=CPOM", "/sources", "/sources/igas-2023-rapport"):
            response = client.get(page)
            read = re.sub("[\u00a0\u202f]", " ", response.text)  # a page is set with French spaces
            assert response.status_code == 503 and SENTENCE in read and "<h1>" in read
        shutil.copytree(
            built.data, settings.data, dirs_exist_ok=True
        )  # what is saved is kept in the same folder
        assert client.get("/readyz").status_code == 200
        assert (
            client.post("/api/ask", json={"question": "Qu’est-ce qu’un CPOM ?"}).status_code == 200
        )


def copied(built: Settings, folder: Path) -> Settings:
    """Settings of a private copy of the built index."""
    shutil.copytree(built.data, folder)
    return built.model_copy(update={"data": folder, "vectors": "exact"})


def republish(settings: Settings, name: str) -> Path:
    """Publish a copy of the present generation under another name."""
    now = generation.published_id(settings.data)
    other = shutil.copytree(
        generation.folder_of(settings.data, now), generation.folder_of(settings.data, name)
    )
    generation.publish(settings.data, name)
    return Path(other)


def test_a_new_generation_is_taken_up_without_restart(built: Settings, tmp_path: Path) -> None:
    """Once another generation is published, the next look opens it; nothing is opened again while
    it stays.
    """
    settings = copied(built, tmp_path / "cpom")
    serving = AssistantHolder(settings, every=0.0)
    before = serving.current()
    assert serving.current() is before
    republish(settings, "autre")
    after = serving.current()
    assert after is not before and serving.current() is after


def test_the_published_generation_is_looked_at_every_so_often_only(
    built: Settings, tmp_path: Path
) -> None:
    """Between two looks, the assistant is handed out without reading the disk."""
    settings = copied(built, tmp_path / "cpom")
    serving = AssistantHolder(settings, every=3600.0)
    before = serving.current()
    republish(settings, "autre")
    assert serving.current() is before


def test_a_generation_that_cannot_be_opened_leaves_the_old_one(
    built: Settings, tmp_path: Path
) -> None:
    """A damaged generation is told by the state, and the old one goes on answering."""
    settings = copied(built, tmp_path / "cpom")
    serving = AssistantHolder(settings, every=0.0)
    before = serving.current()
    bad = republish(settings, "abimee")
    for place in ("core", "spare"):
        (bad / place / "passages.jsonl").write_bytes(b"{}")
    assert serving.current() is before
    assert serving.problem is not None and "endommagé" in str(serving.problem)


def test_an_open_assistant_needs_its_folder_no_more(built: Settings, tmp_path: Path) -> None:
    """The folder of a generation may go while its assistant still serves: the texts are in
    memory.
    """
    settings = copied(built, tmp_path / "cpom")
    assistant = AssistantHolder(settings).current()
    shutil.rmtree(settings.data)
    assert all(assistant.index.text(id) for id in assistant.index.documents)


def test_files_keep_the_old_one_while_the_new_opens(
    built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one request opens the new generation, another gets the old one without waiting."""
    settings = copied(built, tmp_path / "cpom")
    serving = AssistantHolder(settings, every=0.0)
    before = serving.current()
    republish(settings, "autre")
    opening, go_on = threading.Event(), threading.Event()
    real = sys.modules["api.deps.serving"]._open  # type: ignore[attr-defined]

    def slow(given: Settings) -> object:
        opening.set()
        assert go_on.wait(30)
        return real(given)

    monkeypatch.setattr("api.deps.serving._open", slow)
    other = threading.Thread(target=serving.current)
    other.start()
    assert opening.wait(30) and serving.current() is before
    go_on.set()
    other.join(30)
    assert serving.current() is not before


def test_the_first_readers_all_wait_for_one_opening(built: Settings, tmp_path: Path) -> None:
    """Readers that come before anything is open get one and the same assistant, and without an
    index the same sentence.
    """
    serving, got = AssistantHolder(copied(built, tmp_path / "cpom")), []
    threads = [threading.Thread(target=lambda: got.append(serving.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == 8 and len({id(each) for each in got}) == 1
    with pytest.raises(IndexMissing, match="cpom ingest"):
        AssistantHolder(built.model_copy(update={"data": tmp_path / "rien"})).current()
