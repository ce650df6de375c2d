"""Each way to extend what is shown and saved, gone through with a thing of its own: the words of
the evaluator, a question of the quiz, a page, a saved object, a document of `docs`.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from api.app import create_app
from api.web.rate import texts
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from assistant.store.tables import REVISION
from tests.own_packages import copy_packages, replace_once, run_python, run_script


@pytest.fixture
def own(built: Settings, tmp_path: Path) -> Settings:
    """Settings of a corpus that the test may write in, on the index of the real one."""
    shutil.copytree(built.corpus, tmp_path / "corpus")
    return built.model_copy(update={"corpus": tmp_path / "corpus", "vectors": "exact"})


def _edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change what a YAML file holds."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


SAMPLE = "Qui délivre l’agrément d’un SPSTI ?"
MEANING = "Les mots surlignés disent la phrase, et rien qu’elle."
MEASURE = "la part des sources attendues que l’on a citées"


@pytest.fixture
def rater_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the texts of the evaluator's pages, read in place of ours."""
    path = tmp_path / "textes.yaml"
    shutil.copy(texts.FILE, path)
    monkeypatch.setattr(texts, "FILE", path)
    texts.rate_texts.cache_clear()
    yield path
    texts.rate_texts.cache_clear()


def _reword(data: dict[str, Any]) -> None:
    """A sample question more, and other words for a verdict and for a measure."""
    data["essais"].append(SAMPLE)
    data["verdicts"]["soutient"] = MEANING
    data["mesures"]["citations : rappel"] = MEASURE


def test_the_words_of_the_evaluator_are_those_of_their_file(
    own: Settings, rater_texts: Path
) -> None:
    """A sample question is offered and answered, the meaning of a verdict stands beside it, and
    what a measure says stands in the report.
    """
    _edit(rater_texts, _reword)
    settings = own.model_copy(update={"data": _empty_store(own, rater_texts.parent)})
    with TestClient(create_app(settings)) as client:
        assert SAMPLE in client.get("/evaluer").text
        sent = {"source": "questions", "nombre": "50", "essais": SAMPLE, "nom": "Anne"}
        assert client.post("/evaluer/file", data=sent).status_code == 200
        page = client.get("/evaluer/juger?nom=Anne").text
        assert MEANING in page and SAMPLE in page.replace("\u00a0", " ").replace("\u202f", " ")
        assert MEASURE in client.get("/evaluer/rapport").text


def _empty_store(settings: Settings, folder: Path) -> Path:
    """A copy of the data of the settings in a folder, with an index and nothing saved."""
    data = folder / "data"
    shutil.copytree(settings.data, data, ignore=shutil.ignore_patterns("*.db*", "readings"))
    return data


def test_a_verdict_that_the_store_does_not_know_is_refused(rater_texts: Path) -> None:
    """What a verdict means is said in the file; which verdicts there are is the store's."""
    _edit(rater_texts, lambda data: data["verdicts"].update({"peut-être": "On ne sait pas."}))
    with pytest.raises(CorpusError, match="peut-être|verdicts"):
        texts.rate_texts()


NATURE = "De quelle nature est l'aide à l'évaluation des risques selon le dépliant occitan ?"
QUIZ = {
    "id": "appui-evrp",
    "passage": "cpom-occitanie/services#3.2",
    "question": NATURE,
    "mots": "un appui pluridisciplinaire",
    "reponse": "Un appui pluridisciplinaire",
}


def test_a_question_of_the_quiz_is_asked_and_marked(own: Settings) -> None:
    """Taken from an annotation, it is drawn, and its correction shows the reply and its words."""
    _edit(own.corpus / "decouvrir" / "quiz.yaml", lambda data: data["questions"].append(QUIZ))
    addresses = [f"/decouvrir/quiz?graine={n}&nombre=50&forme=paragraphe" for n in range(20)]
    words = "selon le dépliant occitan"
    with TestClient(create_app(own)) as client:
        drawn = next(each for each in addresses if words in client.get(each).text)
        marked = client.get(f"{drawn}&corrige=1").text
    assert QUIZ["reponse"] in marked and QUIZ["mots"] in marked


def test_a_question_of_the_quiz_that_no_annotation_holds_is_refused(own: Settings) -> None:
    """The question at fault is named."""
    wrong = QUIZ | {"question": "Quelle est la couleur du dépliant ?"}
    path = own.corpus / "decouvrir" / "quiz.yaml"
    _edit(path, lambda data: data["questions"].append(wrong))
    with pytest.raises(CorpusError, match="couleur du dépliant"):
        assert Assistant(own).discovery


ROUTES = '''"""The page of this test."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api import web
from api.deps.serving import OpenAssistant

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/saluer")
def greet(assistant: OpenAssistant) -> HTMLResponse:
    """Say how many passages there are."""
    return HTMLResponse(web.render("greet/saluer.html", count=len(assistant.index.passages)))
'''
TEMPLATE = """{% extends "base.html" %}
{% set section = "saluer" %}
{% block title %}Saluer{% endblock %}
{% block head %}<link rel="stylesheet" href="/static/saluer.css">{% endblock %}
{% block main %}<h1>Demat, {{ count }} passages</h1>{% endblock %}
"""
PAGE_SCRIPT = """
import tempfile
from pathlib import Path
from starlette.testclient import TestClient
from api.app import create_app
from tests.five import build_five

with TestClient(create_app(build_five(Path(tempfile.mkdtemp())))) as client:
    for address in ("/saluer", "/static/saluer.css", "/sources"):
        print(client.get(address).text)
"""


def test_a_page_is_served_with_its_style_and_in_the_navigation(tmp_path: Path) -> None:
    """A folder of `api/web` with its route, its template and its style; its lines of `SUBJECTS`,
    `NAVIGATION` and `ROOMS`.
    """
    copy_packages(tmp_path)
    folder = tmp_path / "api" / "web" / "greet"
    files = {"__init__.py": "", "routes.py": ROUTES, "templates/saluer.html": TEMPLATE}
    for name, text in (files | {"static/saluer.css": "h1 { color: teal }"}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    section = 'NAVIGATION = (\n    ("saluer", "/saluer", "Saluer"),'
    replace_once(tmp_path / "api/web/__init__.py", "NAVIGATION = (", section)
    replace_once(tmp_path / "api/web/__init__.py", "SUBJECTS = (", 'SUBJECTS = ("greet", ')
    replace_once(tmp_path / "api/app.py", "ROOMS = (", "ROOMS = (\n    greet_pages,")
    imported = "from api.web.greet import routes as greet_pages\n"
    first = "from api.web.sources import"
    replace_once(tmp_path / "api/app.py", first, f"{imported}{first}")
    shown = run_script(tmp_path, PAGE_SCRIPT)
    assert "Demat, 5 passages" in shown and "color: teal" in shown
    assert shown.count(">Saluer</a>") == 2 and 'href="/saluer" aria-current="page"' in shown


NOTE_STEP = '''"""Notes: the saved object of this test."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{last}"


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "notes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
'''
NOTE_TABLE = """
notes = Table(
    "notes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("text", Text, nullable=False),
)
"""
NOTE_ROOM = '''"""The addresses of notes."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import insert, select

from api.deps.access import Act, CurrentActor, Own
from api.deps.database import OpenDatabase
from assistant.store import tables

router = APIRouter(prefix="/api/notes")
ReadNote = Annotated[str, Depends(Own("note", Act.READ))]


@router.post("/{name}")
def save(name: str, actor: CurrentActor, database: OpenDatabase) -> str:
    values = {"id": name, "owner": actor.owner, "text": f"note {name}"}
    with database.writing() as connection:
        connection.execute(insert(tables.notes).values(**values))
    return name


@router.get("/{id}")
def read(note: ReadNote, database: OpenDatabase) -> str:
    with database.reading() as connection:
        query = select(tables.notes.c.text).where(tables.notes.c.id == note)
        return connection.execute(query).scalar_one()
'''
OPEN_SCRIPT = """
import sys
from pathlib import Path
from assistant.settings import Settings
from assistant.store.database import open_database

open_database(Settings(_env_file=None, data=Path(sys.argv[1]))).close()
"""
NOTE_SCRIPT = """
import sys
from pathlib import Path
from starlette.testclient import TestClient
from api.app import create_app
from api.deps.access import actor_of
from assistant.settings import Settings
from assistant.store import owners
from assistant.store.database import open_database

settings = Settings(_env_file=None, data=Path(sys.argv[1]))
app = create_app(settings)
mine, theirs = TestClient(app), TestClient(app)
assert mine.post("/api/notes/premiere").status_code == 200
print(mine.get("/api/notes/premiere").text, theirs.get("/api/notes/premiere").status_code)
database = open_database(settings)
owned = owners.owner_of(database, "note", "premiere")
print(owners.erase(database, owned.owner), owners.owner_of(database, "note", "premiere"))
print(mine.get("/api/notes/premiere").status_code)
"""


def test_a_kind_of_saved_object_is_saved_guarded_and_erased(tmp_path: Path) -> None:
    """Its table, its migration, its line of `TABLES` and its addresses: a base of before is brought
    up to date, another session is refused, and an erasure takes it.
    """
    data = tmp_path / "donnees"
    copy_packages(tmp_path)
    store = tmp_path / "assistant" / "store"
    assert run_python(tmp_path, "-c", OPEN_SCRIPT, str(data)).returncode == 0
    step = NOTE_STEP.format(last=REVISION)
    (store / "migrations/versions/v9999.py").write_text(step, encoding="utf-8")
    replace_once(store / "tables.py", f'REVISION = "{REVISION}"', 'REVISION = "9999"')
    with (store / "tables.py").open("a", encoding="utf-8") as file:
        file.write(NOTE_TABLE)
    last = '    "question": tables.questions,\n'
    replace_once(store / "owners.py", last, f'{last}    "note": tables.notes,\n')
    (tmp_path / "api/http/notes.py").write_text(NOTE_ROOM, encoding="utf-8")
    app = tmp_path / "api" / "app.py"
    replace_once(app, "exports, health\n", "exports, health, notes\n")
    replace_once(app, "ROOMS = (", "ROOMS = (\n    notes,")
    done = run_python(tmp_path, "-c", NOTE_SCRIPT, str(data))
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == ['"note premiere" 404', "1 None", "404"]


def test_a_document_of_docs_is_checked_like_the_others(tmp_path: Path) -> None:
    """A command that does not exist and a page that nothing leads to are refused; the same page put
    right and linked passes.
    """
    copy_packages(tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("captures"))
    (tmp_path / "docs" / "captures").symlink_to(ROOT / "docs" / "captures")
    for page in ROOT.glob("*.md"):
        shutil.copy(page, tmp_path)
    page = tmp_path / "docs" / "essai.md"
    page.write_text("# Essai\n\n`cpom danser --vite`\n", encoding="utf-8")
    refused = _check_documents(tmp_path)
    faults = [line for line in refused.stdout.splitlines() if line.startswith("FAILED")]
    assert len(faults) == 2 and "docs/essai.md" in faults[0] and "linked" in faults[1]
    page.write_text("# Essai\n\n`cpom ask --mode extractive`\n", encoding="utf-8")
    with (tmp_path / "docs" / "architecture.md").open("a", encoding="utf-8") as file:
        file.write("\n[Un essai](essai.md)\n")
    done = _check_documents(tmp_path)
    assert done.returncode == 0, done.stdout[-2000:]


def _check_documents(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the tests of the documents say of `docs/essai.md` in a copy."""
    chosen = "essai or every_document_is_linked"
    options = ("-p", "no:xdist", "-p", "no:cacheprovider", "-k", chosen)
    return run_python(folder, "-m", "pytest", *options, "tests/test_docs.py")
