"""The wheel, installed away from the checkout, is the whole assistant."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assistant.index import generation
from assistant.settings import ROOT, Settings
from tests.conftest import OFFLINE

LENGTH = "Quelle est la durée maximale d’un CPOM ?"
PACKAGES = ("assistant", "ingest", "api", "evaluation")
RESOURCES = ("corpus", "models", "prompts")
UNSHIPPED = {"__pycache__", "results"}
PAGES = """
from fastapi.testclient import TestClient
from api.app import create_app
from assistant.settings import Settings
with TestClient(create_app(Settings())) as client:
    for path in ("/", "/redaction", "/static/style.css"):
        print(path, client.get(path).status_code)
"""


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    return built


class Installed:
    """The wheel installed in a folder of its own; `run` is Python outside the checkout."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        self.target, self.home, self.elsewhere = (folder / n for n in ("target", "home", "cwd"))
        for each in (self.home, self.elsewhere):
            each.mkdir()
        _pip("install", "--no-deps", "--target", str(self.target), str(wheel))

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join((str(self.target), str(OFFLINE)))
        environment = {**os.environ, **settings, "PYTHONPATH": path, "HOME": str(self.home)}
        environment["XDG_DATA_HOME"] = str(self.home / "data")
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def cpom(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "api.cli.main", *arguments, **settings)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(wheel, tmp_path_factory.mktemp("installed"))


def _shipped(folder: Path) -> set[str]:
    """The files under a folder of the checkout that travel, relative to the checkout."""
    return {
        str(path.relative_to(ROOT))
        for path in folder.rglob("*")
        if path.is_file() and not UNSHIPPED & set(path.parts)
    }


def test_the_wheel_holds_everything_the_assistant_reads(wheel: Path) -> None:
    """Code, templates, styles and questions in the four packages; corpus, models and prompts in
    `assistant/resources`; nothing of the tests.
    """
    names = set(zipfile.ZipFile(wheel).namelist())
    code = set().union(*(_shipped(ROOT / package) for package in PACKAGES))
    data = set().union(*(_shipped(ROOT / folder) for folder in RESOURCES))
    assert len(code) > 250 and len(data) > 50
    assert code - names == set()
    assert {f"assistant/resources/{name}" for name in data} - names == set()
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]


def test_a_first_question_is_answered_outside_the_checkout(installed: Installed) -> None:
    """The index is built, with a sentence, in the user's data folder; the answer is the one of the
    checkout; nothing is written beside the code. Another version of the program builds it again.
    """
    where = installed.run("-c", "import assistant; print(assistant.__file__)").stdout
    assert where.startswith(str(installed.target))
    done = installed.cpom("ask", LENGTH)
    assert done.returncode == 0 and "cinq ans" in done.stdout, done.stderr
    data = installed.home / "data" / "cpom-assistant"
    assert str(data) in done.stderr and (data / "current").exists()
    again = installed.cpom("ask", LENGTH)
    assert again.stdout == done.stdout and again.stderr == ""
    _leave_as_by_another_version(data)
    updated = installed.cpom("ask", LENGTH)
    assert updated.stdout == done.stdout
    assert updated.stderr.startswith("Le programme a changé")
    assert not list(installed.target.rglob(".cpom")) and not list(installed.elsewhere.iterdir())


def _leave_as_by_another_version(data: Path) -> None:
    """Make the published index look like the one of an earlier wheel."""
    folder = generation.folder_of(data, generation.published_id(data))
    for place in ("core", "spare"):
        path = folder / place / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        assert manifest["program"]
        path.write_text(json.dumps({**manifest, "program": "0.0.1"}), encoding="utf-8")
    generation.write_checksums(folder)


def test_another_data_folder_is_used_when_it_is_set(installed: Installed, built: Settings) -> None:
    """With CPOM_DATA the index of that folder answers, commands and pages alike."""
    done = installed.cpom("sources", CPOM_DATA=str(built.data))
    assert done.returncode == 0 and "IGAS" in done.stdout and done.stderr == ""
    pages = installed.run("-c", PAGES, CPOM_DATA=str(built.data))
    lines = pages.stdout.split("\n")[:-1]
    assert len(lines) == 3 and all(line.endswith(" 200") for line in lines), pages.stderr[-2000:]
