"""`cpom drafts`, as one types it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from api.cli.main import main
from assistant.forms.form import FORM
from assistant.forms.line import Theme
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings

SITUATION = yaml.safe_load(
    (ROOT / "tests/data/situations/tms-logistique.yaml").read_text(encoding="utf-8")
)


class Terminal:
    """Runs the program on one data folder, in this process, and gives what it says."""

    def __init__(
        self, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.patch, self.capsys = monkeypatch, capsys
        monkeypatch.setenv("CPOM_DATA", str(data))
        monkeypatch.setenv("COLUMNS", "200")

    def __call__(self, *words: str, code: int = 0, typed: str = "") -> str:
        self.patch.setattr(sys, "argv", ["cpom", "drafts", *words])
        self.patch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capsys.readouterr()
        assert ended.value.code == code, said
        return said.out if code == 0 else said.err


@pytest.fixture
def terminal(
    built: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """A folder with the real index, and nothing saved."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "generations").symlink_to(built.data / "generations")
    (data / "current").write_text(
        (built.data / "current").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return Terminal(data, monkeypatch, capsys)


@pytest.fixture(scope="module")
def file(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fiche as `cpom draft` writes it."""
    path = tmp_path_factory.mktemp("fiches") / "fiche à moi.json"
    path.write_bytes(
        FORM.dump_json(
            assistant.drafting.draft(
                assistant.drafting.situation(SITUATION), "fiche", Theme.MSD
            ).form
        )
    )
    return path


def test_a_draft_from_its_file_to_its_deletion(
    terminal: Terminal, file: Path, tmp_path: Path
) -> None:
    """Saved, listed, shown, edited, compared, taken up again, exported, deleted: each in French."""
    assert "Aucun brouillon" in terminal("list")
    id = terminal("new", str(file), "--note", "avant la CMT").split()[1]
    assert terminal("list").split()[0] == id
    assert "moyens.1.jours" in terminal("show", id, "--missing") and "attendu de : " in terminal(
        "show", id, "--missing"
    )
    assert "version 2" in terminal("edit", id, "moyens.1.jours", "6 jours par an")
    assert "a changé" in terminal("edit", id, "moyens.1.jours", "Autre", "--on", "1", code=5)
    told = terminal("diff", id)
    assert (
        "1 ligne changée" in told
        and "DREETS, Jours par an" in told
        and "[à compléter" in told
        and "6 jours par an  [saisie]" in told
    )
    assert "moyens.1.jours" not in terminal("show", id, "--missing")
    assert json.loads(terminal("show", id, "--json", "--version", "1")) == json.loads(
        file.read_bytes()
    )
    assert "version 3" in terminal("restore", id, "1") and "0 ligne changée" in terminal(
        "diff", id, "1", "3"
    )
    assert [line.split()[0] for line in terminal("versions", id).splitlines()] == [
        "3",
        "2",
        "1",
    ] and "avant la CMT" in terminal("versions", id)
    terminal("export", id, "--out", str(tmp_path / "fiche.docx"), "--version", "2")
    assert (tmp_path / "fiche.docx").read_bytes()[:2] == b"PK"
    assert "Interrompu" in terminal("delete", id, code=130, typed="n\n")
    assert "supprimé" in terminal("delete", id, typed="oui\n") and "Aucun brouillon" in terminal(
        "list"
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("show", "rien"), 2, "Brouillon inconnu : « rien »"),
        (("delete", "rien", "--yes"), 2, "Brouillon inconnu"),
        (("export", "rien", "--out", "x.docx"), 2, "Brouillon inconnu"),
        (("new", "absent.json"), 1, "absent.json"),
        (("new", "pyproject.toml"), 2, "n’est pas un formulaire"),
        (("edit", "rien"), 2, "Il manque"),
    ],
)
def test_a_mistake_is_one_french_sentence(
    terminal: Terminal, words: tuple[str, ...], code: int, sentence: str
) -> None:
    """With its exit code."""
    assert sentence in terminal(*words, code=code)


def test_help_and_questions_do_not_load_the_database() -> None:
    """What saves nothing starts without SQLAlchemy or alembic."""
    program = (
        "import sys; import api.cli.main, assistant.pipeline; print([name for name in "
        "('sqlalchemy', 'alembic') if name in sys.modules])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )
