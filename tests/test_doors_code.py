"""Each way to extend the product that is read when it is used: a rule, a lesson, an instruction, or
a row of a table. A thing of its own is added as CONTRIBUTING.md says, then seen on its faces.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import pytest
import yaml
from fastapi import APIRouter
from pydantic import Field
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api import app as application
from api.app import create_app
from api.cli import french
from api.cli.main import app as command_line
from api.deps.serving import OpenAssistant
from assistant.answering import retrieve
from assistant.domain import Answer, Query, Question
from assistant.errors import CorpusError
from assistant.index.index import Index
from assistant.llm import gate as gates
from assistant.llm.gate import Claim, Gate
from assistant.llm.prompts import read_prompt
from assistant.pipeline import Assistant
from assistant.settings import PROMPTS, Settings, settings_fault
from tests.llm_server import serving
from tests.own_packages import copy_packages, replace_once, run_script

CONTRACT = "Article 1 – Objet\n\nIl est conclu pour cinq ans. Sa mascotte est le hérisson.\n"
QUESTION = "Combien de temps le contrat dure-t-il ?"


@pytest.fixture
def own(built: Settings, tmp_path: Path) -> Settings:
    """Settings of a corpus that the test may write in, on the index of the real one."""
    shutil.copytree(built.corpus, tmp_path / "corpus")
    return built.model_copy(update={"corpus": tmp_path / "corpus", "vectors": "exact"})


@pytest.fixture
def five_exact(five_settings: Settings) -> Settings:
    """The settings of the five passages, without Chroma."""
    return five_settings.model_copy(update={"vectors": "exact"})


def _edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change what a YAML file of the copied corpus holds."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


SOURCE = {
    "passage": "instruction-2024-132/I.A.3#1",
    "mots": "le CPOM est conclu pour une période maximale de cinq ans",
}


def test_a_rule_of_conformity_is_checked_shown_and_exported(own: Settings) -> None:
    """Written in `conformite.yaml`, it has its verdict, the words of both texts, and its line in
    the page and in the file.
    """
    rule = {
        "id": "mascotte",
        "titre": "Une mascotte choisie",
        "theme": "duree",
        "portee": "règle",
        "obligation": "Le contrat dit quelle est sa mascotte.",
        "source": {"passage": "I.A.3#1", "mots": SOURCE["mots"]},
        "signes": [{"mots": ["mascotte"], "verdict": "conforme", "raison": "Elle est dite."}],
    }
    _edit(own.corpus / "modeles" / "conformite.yaml", lambda data: data["regles"].append(rule))
    with TestClient(create_app(own)) as client:
        files = {"file": ("contrat.txt", CONTRACT.encode(), "text/plain")}
        checks = client.post("/api/check", files=files).json()["checks"]
        sent = {"fichier": files["file"]}
        page = client.post("/controle", files=sent)
        export = client.get(f"/controle/resultat/export?{page.url.query.decode()}&format=md")
    (check,) = [each for each in checks if each["rule"]["id"] == "mascotte"]
    assert check["verdict"] == "conforme"
    assert check["instruction"]["quote"] == SOURCE["mots"]
    assert "Sa mascotte est le hérisson" in check["contract"]["quote"]
    for face in (page.text, export.text):
        assert "Une mascotte choisie" in face and "hérisson" in face


EXAMPLE = {
    "passage": "cpom-occitanie/chutes",
    "mots": "deuxième cause d'accidents du travail en France",
}


def test_an_example_is_offered_in_the_drafts_that_it_is_for(own: Settings) -> None:
    """Written in the model of a fiche, with its passage, it is in the draft and in its export."""
    _edit(
        own.corpus / "modeles" / "fiche-tms.yaml",
        lambda data: data["exemples"].update(diagnostic=[EXAMPLE]),
    )
    sent = {"formulaire": "fiche", "service": "Essai", "region": "Occitanie", "themes": "tms"}
    with TestClient(create_app(own)) as client:
        page = client.post("/redaction", data=sent)
        export = client.get(f"{page.url.path}/export/md")
    for face in (page.text, export.text):
        assert "deuxième cause d" in face and "accidents du travail en France" in face


POINT = {"id": "fete", "titre": "Fêter", "texte": "On se réunit.", "sources": [SOURCE]}
LESSONS: Mapping[str, tuple[str, str, dict[str, Any], str]] = {
    "étape": ("vie", "points", POINT | {"quand": "Étape 99"}, "vie"),
    "date": (
        "chronologie",
        "points",
        POINT | {"date": "2025-01", "quand": "Janvier 2025"},
        "chronologie",
    ),
    "sigle": (
        "glossaire",
        "ajouts",
        {"sigle": "CQA", "developpe": "Fêter", "source": SOURCE},
        "sigles",
    ),
    "acteur": (
        "acteurs",
        "acteurs",
        {"id": "fete", "sigle": "FDC", "nom": "Fêter", "niveau": "service", "colonne": 3.3}
        | {"source": SOURCE},
        "acteurs",
    ),
}


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_shown_with_its_words(own: Settings, name: str) -> None:
    """Added to its file, it is on the page of the trainer with the words that bear it out."""
    file, key, entry, page = LESSONS[name]
    _edit(own.corpus / "decouvrir" / f"{file}.yaml", lambda data: data[key].append(entry))
    with TestClient(create_app(own)) as client:
        shown = client.get(f"/decouvrir/{page}")
    assert shown.status_code == 200
    assert "Fêter" in shown.text and SOURCE["mots"] in shown.text


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_whose_words_are_not_in_the_text_is_refused(own: Settings, name: str) -> None:
    """The words at fault are named."""
    file, key, entry, _ = LESSONS[name]
    wrong = SOURCE | {"mots": "une période de sept siècles"}
    places = {"source": wrong} if "source" in entry else {"sources": [wrong]}
    _edit(own.corpus / "decouvrir" / f"{file}.yaml", lambda data: data[key].append(entry | places))
    with pytest.raises(CorpusError, match="sept siècles"):
        assert Assistant(own).discovery


def test_an_instruction_is_read_and_filled_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of the folder of instructions is rendered with its variables, and no others."""
    shutil.copytree(PROMPTS, tmp_path / "consignes")
    monkeypatch.setenv("CPOM_CORPUS", str(tmp_path))
    text = (PROMPTS / "essayer.md").read_text(encoding="utf-8").replace("{{ mot }}", "{{ mot }} ?")
    (tmp_path / "consignes" / "saluer.md").write_text(text, encoding="utf-8")
    prompt = read_prompt("saluer")
    assert prompt.render(mot="demat").request.endswith("demat ?")
    with pytest.raises(CorpusError, match="saluer"):
        prompt.render(nom="demat")


def _no_year(gate: Gate, claim: Claim) -> Iterator[str]:
    """A rule of this test: a sentence does not speak of years."""
    if "ans" in claim.text.split() or "ans." in claim.text:
        yield "elle parle d’années"


def test_a_rule_of_the_gate_stops_a_sentence_of_a_model(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of `RULES`: what it stops is not shown, the trace names it, and the words of the texts
    answer instead.
    """
    with serving("honest") as server:
        model = {"llm_url": server.url, "llm_model": "honest", "vectors": "exact"}
        settings = built.model_copy(update=model)
        question = Question(text="Quelle est la durée maximale d’un CPOM ?")
        before = Assistant(settings).ask(question, mode="model")
        monkeypatch.setitem(gates.RULES, "années", _no_year)
        after = Assistant(settings).ask(question, mode="model")
    assert isinstance(before, Answer) and before.trace.mode == "model"
    assert before.trace.writing is not None and "années" not in before.trace.writing.dropped
    assert isinstance(after, Answer) and after.statements
    assert after.trace.writing is not None and "années" in after.trace.writing.dropped


def _last_first(index: Index, query: Query, among: object) -> dict[int, float]:
    """A way to search of this test: the last passage, whatever is asked."""
    return {len(index.passages) - 1: 1.0}


def test_a_way_to_search_brings_its_passages(
    five_exact: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of `RETRIEVERS` and its weight."""
    question = Question(text=QUESTION)
    assistant = Assistant(five_exact)
    last = assistant.index.passages[-1].id
    assert assistant.search(question).hits[0].passage.id != last
    monkeypatch.setitem(retrieve.RETRIEVERS, "essai", _last_first)
    monkeypatch.setitem(retrieve.WEIGHTS, "essai", 50.0)
    assert assistant.search(question).hits[0].passage.id == last


def greet(name: str) -> None:
    """Salue quelqu’un."""
    import typer

    if name == "personne":
        raise CorpusError("Il n’y a personne à saluer : donnez un nom.")
    typer.echo(f"Demat, {name}")


def test_a_command_runs_and_is_in_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function registered on the command line; its errors are sentences with an exit code."""
    commands = list(command_line.registered_commands)
    monkeypatch.setattr(command_line, "registered_commands", commands)
    command_line.command("saluer", epilog="Exemple : cpom saluer Anna")(greet)
    runner = CliRunner()
    assert "saluer" in runner.invoke(command_line, ["--help"]).stdout
    assert "Salue quelqu’un" in runner.invoke(command_line, ["saluer", "--help"]).stdout
    assert "Demat, Anna" in runner.invoke(command_line, ["saluer", "Anna"]).stdout
    error = runner.invoke(command_line, ["saluer", "personne"]).exception
    assert isinstance(error, CorpusError)
    failure = french.failure_of(error)
    assert failure is not None and failure.exit_code and "personne à saluer" in failure.sentence


class SettingsWithMore(Settings):
    """Settings with one more."""

    patience: int = Field(3, ge=1, le=9, description="nombre d’essais")


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CPOM_` and its name; a value that does not fit is refused in a sentence that names it."""
    assert SettingsWithMore(_env_file=None).patience == 3
    monkeypatch.setenv("CPOM_PATIENCE", "5")
    assert SettingsWithMore(_env_file=None).patience == 5
    monkeypatch.setenv("CPOM_PATIENCE", "50")
    with pytest.raises(ValueError) as refused:
        SettingsWithMore(_env_file=None)
    assert "CPOM_PATIENCE" in settings_fault(refused.value)  # type: ignore[arg-type]


def test_an_address_and_a_page_are_served_and_described(
    five_exact: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module with a `router` in `ROOMS`: its address answers, is described, and its errors are
    ours.
    """
    room = ModuleType("room")
    router = APIRouter(prefix="/api", tags=["corpus"])

    @router.get("/longest", summary="Le plus long")
    def longest(assistant: OpenAssistant, words: Annotated[str, Field(max_length=5)]) -> str:
        return max(assistant.index.passages, key=lambda passage: len(passage.text)).id

    room.router = router  # type: ignore[attr-defined]
    monkeypatch.setattr(application, "ROOMS", (*application.ROOMS, room))
    with TestClient(create_app(five_exact)) as client:
        assert client.get("/api/longest?words=non").json().split("/")[0] in {"arrete", "etude"}
        assert "/api/longest" in client.get("/api/openapi.json").json()["paths"]
        refused = client.get("/api/longest")
        assert refused.status_code == 422 and "words" in refused.json()["detail"]


READER = """

def _read_reversed(path: Path) -> list[str]:
    return [path.read_text(encoding="utf-8")[::-1]]


READERS["reversed"] = Reader(_read_reversed, (".srev",))
FORMATS = _formats()
"""


def test_a_format_of_file_is_read_in_the_corpus_and_in_a_check(tmp_path: Path) -> None:
    """A row of `READERS`: a text of the catalogue and a contract that is sent may have it.

    In a copy of the packages, since a file is read in a process of its own.
    """
    copy_packages(tmp_path)
    path = tmp_path / "assistant" / "reading" / "files.py"
    replace_once(path, "\n\ndef _limit(", f"{READER}\n\ndef _limit(")
    read = run_script(tmp_path, SCRIPT)
    assert "douze euros par salarié" in read and "un contrat de cinq ans" in read


SCRIPT = """
import hashlib, shutil, tempfile, yaml
from pathlib import Path
from assistant.conformity.contract import contract_of_file
from assistant.index.opening import open_index
from ingest.build import build
from assistant.settings import ROOT
from tests.five import copy_five

settings = copy_five(Path(tempfile.mkdtemp())).model_copy(update={"vectors": "exact"})
for name in ("contrat", "generique"):
    profile = ROOT / "corpus" / "profils" / f"{name}.yaml"
    shutil.copy(profile, settings.corpus / "profils")
path = settings.corpus / "documents" / "avis.srev"
path.write_text("Article 1 – Prix\\n\\nLe prix est de douze euros par salarié.\\n"[::-1])
catalogue = settings.corpus / "catalogue.yaml"
data = yaml.safe_load(catalogue.read_text())
sha = hashlib.sha256(path.read_bytes()).hexdigest()
data["documents"].append(data["documents"][0] | {"id": "avis", "fichier": path.name, "sha256": sha})
catalogue.write_text(yaml.safe_dump(data, allow_unicode=True))
build(settings)
print(open_index(settings).text("avis"))
sent = Path(tempfile.mkdtemp()) / "contrat.srev"
sent.write_text("Voici un contrat de cinq ans."[::-1])
contract = contract_of_file(sent, settings, open_index(settings))
print(contract.text)
"""
