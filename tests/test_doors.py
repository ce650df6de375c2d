"""Each way to extend the product, gone through with a thing of its own: it is added as
CONTRIBUTING.md says, then seen asked, shown and exported.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
import yaml
from pydantic import Field
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import app as command_line
from api.web.draft import situation_form
from assistant.drafting import situation, situation_reader
from assistant.drafting.situation import Situation, Text
from assistant.drafting.templates import read_models
from assistant.errors import FormError
from assistant.exports.export import export_bytes
from assistant.exports.formats import EXPORTERS, Exporter, Job
from assistant.forms import fiche as fiches
from assistant.forms.fiche import FicheTms
from assistant.forms.line import After, Rubric, Theme
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings

SITUATION = {"service": "SPSTI de l’Essai", "region": "Occitanie", "themes": ["tms"]}
SENT = {"formulaire": "fiche", "service": "SPSTI de l’Essai", "region": "Occitanie"}
SENT |= {"themes": "tms"}
TITLE = "Réunions du comité de pilotage"
TYPED = "Deux réunions par an"
EXPECTED = "À compléter : réunions prévues"


class FicheWithMeetings(FicheTms):
    """A fiche with a field more, read after the establishments aimed at."""

    reunions: Annotated[Rubric, After("targets")] = Field(title=TITLE, description="réunions")


class SituationWithMeetings(Situation):
    """A situation with a field more."""

    reunions: tuple[Text, ...] = Field((), title="Réunions", description="réunions prévues")


@pytest.fixture
def own(built: Settings, tmp_path: Path) -> Settings:
    """Settings of a corpus that the test may write in, on the index of the real one."""
    shutil.copytree(built.corpus, tmp_path / "corpus")
    return built.model_copy(update={"corpus": tmp_path / "corpus", "vectors": "exact"})


@pytest.fixture
def client(own: Settings) -> Iterator[TestClient]:
    """A client of the application on that corpus, opened once the test has added its thing."""
    with TestClient(create_app(own)) as client:
        yield client


def _rewrite(path: Path, change: object) -> None:
    """Change a YAML file of the copied corpus; `change` is called with what it holds."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert callable(change)
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture
def field_of_a_fiche(own: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A field of a fiche: its class, and what `commun.yaml` expects of it."""
    monkeypatch.setitem(fiches.FICHES, Theme.MSD, FicheWithMeetings)
    expected = {"texte": EXPECTED, "par": "SPSTI"}
    _rewrite(
        own.corpus / "modeles" / "commun.yaml",
        lambda data: data["attendus"].update(reunions=expected),
    )
    return own


@pytest.fixture
def field_of_the_page(own: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A field of the situation page: its class, and its entry in `saisie.yaml`."""
    for module in (situation, situation_reader, situation_form):
        monkeypatch.setattr(module, "Situation", SituationWithMeetings)
    entry = {"nom": "reunions", "forme": "lignes", "libelle": "Réunions prévues"}
    _rewrite(
        own.corpus / "modeles" / "saisie.yaml",
        lambda data: data["groupes"][0]["champs"].append(entry),
    )
    return own


def test_a_field_of_a_fiche_is_drafted_shown_and_exported(field_of_a_fiche: Settings) -> None:
    """Declared in one place of the code, it is in the preview, Word and Markdown, where it says."""
    desk = Assistant(field_of_a_fiche).drafting
    form = desk.draft(desk.situation(SITUATION), "fiche").form
    assert isinstance(form, FicheWithMeetings) and form.reunions.lines[0].text == EXPECTED
    markdown = export_bytes(form, "md").decode()
    assert markdown.index("Établissements cibles") < markdown.index(TITLE)
    assert markdown.index(TITLE) < markdown.index("Actions principales à mener")
    with zipfile.ZipFile(io.BytesIO(export_bytes(form, "docx"))) as archive:
        assert TITLE in archive.read("word/document.xml").decode()
    with TestClient(create_app(field_of_a_fiche)) as client:
        page = client.post("/redaction/apercu", data=SENT).text
    assert TITLE in page and EXPECTED in page


def test_a_field_of_a_fiche_that_the_file_forgets_is_said_in_french(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file and the key are named, when the models are read."""
    monkeypatch.setitem(fiches.FICHES, Theme.MSD, FicheWithMeetings)
    with pytest.raises(FormError, match="commun.yaml, « attendus » : il manque « reunions »"):
        read_models(own.corpus / "modeles")


def test_a_field_of_the_situation_page_is_asked_read_and_drafted(
    field_of_a_fiche: Settings, field_of_the_page: Settings
) -> None:
    """The page asks for it; what is typed there is in the fiche, in the field of the same name."""
    with TestClient(create_app(field_of_the_page)) as client:
        asked = client.get("/redaction/nouveau?formulaire=fiche").text
        page = client.post("/redaction/apercu", data=SENT | {"reunions": TYPED}).text
    assert 'name="reunions"' in asked and "Réunions prévues" in asked
    assert TYPED in page and EXPECTED not in page


def test_a_field_that_no_situation_has_is_refused_by_its_name(own: Settings) -> None:
    """Typed in the page, or asked for by the page: neither is dropped without a word."""
    sent = situation_form.read_typed([*SENT.items(), ("reunions", TYPED)])
    assert situation_form.situation_of(sent)["reunions"] == TYPED
    entry = {"nom": "reunions", "forme": "lignes", "libelle": "Réunions"}
    _rewrite(
        own.corpus / "modeles" / "saisie.yaml",
        lambda data: data["groupes"][0]["champs"].append(entry),
    )
    with pytest.raises(FormError, match="saisie.yaml, « reunions »"):
        read_models(own.corpus / "modeles")


def _write_list(job: Job) -> bytes:
    """A format of its own: the titles of the parts, one a line."""
    titles = [part.title for part in job.printable.parts]
    return "\n".join(["LISTE", job.printable.title, *titles]).encode()


@pytest.fixture
def export_format(own: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """An export format: its function and its row."""
    monkeypatch.setitem(EXPORTERS, "liste", Exporter(_write_list, "text/plain", "Liste de titres"))
    monkeypatch.setenv("CPOM_DATA", str(own.data))
    monkeypatch.setenv("CPOM_VECTORS", "exact")
    return "liste"


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "Quels sont les trois volets du CPOM ?"),
        ("check", str(ROOT / "tests/data/contrats/conforme.txt")),
        ("compare", str(ROOT / "tests/data/contrats/conforme.txt"), "cpom-ciamt-2022"),
        ("draft", "fiche", "--theme", "tms", "--situation", "situation.yaml"),
    ],
    ids=lambda command: command[0],
)
def test_an_export_format_is_taken_by_the_command_line(
    export_format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """`--format` takes it, and a file named so too."""
    monkeypatch.chdir(tmp_path)
    Path("situation.yaml").write_text(json.dumps(SITUATION), encoding="utf-8")
    done = CliRunner().invoke(command_line, [*command, "--format", export_format])
    assert done.exit_code == 0 and "LISTE" in done.stdout
    done = CliRunner().invoke(command_line, [*command, "--format", "txt"])
    assert done.exit_code != 0 and "liste" in str(done.exception)


def test_an_export_format_is_taken_by_the_api_and_the_pages(
    export_format: str, client: TestClient
) -> None:
    """A form, a reply, a saved draft: each may be taken away so, and the pages say it."""
    question = {"question": "Quels sont les trois volets du CPOM ?"}
    reply = client.post(f"/api/ask/export?format={export_format}", json=question)
    form = client.post("/api/drafts/preview", json={"kind": "fiche", "situation": SITUATION})
    body = form.json()["form"]
    sent = client.post(f"/api/forms/export?format={export_format}", json=body)
    draft = client.post("/redaction", data=SENT)
    saved = client.get(f"/api/drafts/{draft.url.path.rpartition('/')[2]}/export?format=liste")
    taken = client.get(f"{draft.url.path}/export/liste")
    for each in (reply, sent, saved, taken):
        assert each.status_code == 200 and each.text.startswith("LISTE")
        assert each.headers["content-type"].startswith("text/plain")
    talk = client.post("/conversations", data={"q": question["question"]})
    for page in (draft.text, talk.text):
        assert "Liste de titres</a>" in page


def test_a_kind_of_form_is_drafted_shown_and_exported(own: Settings) -> None:
    """Its class, its rows of `FORMS` and `DRAFTERS`, its name in `saisie.yaml`."""
    words = {"nom": "Un avenant", "aide": "Ce qui change."}
    _rewrite(
        own.corpus / "modeles" / "saisie.yaml",
        lambda data: data["formulaires"].update(avenant=words),
    )
    places = {"CPOM_CORPUS": str(own.corpus), "CPOM_DATA": str(own.data)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.own_form"],
        cwd=ROOT,
        env=os.environ | places | {"CPOM_VECTORS": "exact"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert "Un avenant" in seen["begin"]
    for face in ("preview", "page", "markdown", "api"):
        text = seen[face]
        assert text.index("Préambule de l’avenant") < text.index("Objet de l’avenant")
        assert "Ce que SPSTI de l’Essai change" in text
    assert "Avenant n° 1" in seen["list"] and "wordprocessingml" in seen["word"]
    assert json.loads(seen["schema"])["title"] == "Avenant au contrat"
