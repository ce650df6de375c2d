"""Each way to extend the corpus, gone through on the five passages: a thing is added as
CONTRIBUTING.md says, the index is built, and the thing is seen asked, shown and exported.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from starlette.testclient import TestClient

from api.app import create_app
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from evaluation.calibration import calibrate
from evaluation.dataset import own_sets, read_cases
from ingest.build import build
from tests.five import copy_five

# What a corpus may have or not, and that these doors edit.
FILES = ("actes.yaml", "conversation.yaml", "modeles/gabarits")
TALK = "Kenavo. À une autre fois."
WRITTEN = "Non, il faut d’abord l’avis du comité régional (arrêté de 2024, opposable)."
ADDED = """Article 1 – Cotisation

La cotisation annuelle du service est fixée à douze euros par salarié.
"""


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """The settings of a corpus that the test may write in, not built yet."""
    settings = copy_five(tmp_path)
    for name in FILES:
        source, target = ROOT / "corpus" / name, settings.corpus / name
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return settings.model_copy(update={"vectors": "exact"})


@dataclass(frozen=True)
class Faces:
    """What the reply to a question looks like on each face of the product."""

    reply: dict[str, Any]
    page: str
    markdown: str

    @property
    def documents(self) -> set[str]:
        """The documents that the reply cites."""
        return {citation["document_id"] for citation in self.reply["citations"]}

    def shows(self, words: str) -> bool:
        """Are these words in the reply, on its page and in its export?"""
        table = json.dumps(self.reply.get("table"), ensure_ascii=False)
        answer = " ".join([self.reply["answer"], *self.reply["notices"], table])
        return all(words in face for face in (answer, self.page, self.markdown))


def _ask(settings: Settings, question: str) -> Faces:
    """Build the corpus and ask, by the API, the page and an export."""
    build(settings)
    body = {"question": question}
    with TestClient(create_app(settings)) as client:
        return Faces(
            reply=client.post("/api/ask", json=body).json(),
            page=client.post("/conversations", data={"q": question}).text,
            markdown=client.post("/api/ask/export?format=md", json=body).text,
        )


def _edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change what a YAML file holds, nothing when it is not there yet."""
    data = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    change(data)
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def add_document(corpus: Path) -> None:
    """A text and its entry; the profile is the generic one."""
    path = corpus / "documents" / "avis.txt"
    path.write_text(ADDED, encoding="utf-8")
    entry = {
        "id": "avis",
        "titre": "Décision du 5 mai 2025 sur la cotisation",
        "court": "Décision de 2025",
        "nom": "la décision de 2025",
        "verbe": "prévoit",
        "nature": "instruction",
        "emetteur": "Ministère du travail",
        "poids": "opposable",
        "dates": {"signature": "2025-05-05"},
        "libelle_date": "signée le 5 mai 2025",
        "territoire": "France entière",
        "national": True,
        "fichier": "avis.txt",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "profil": "generique",
    }
    _edit(corpus / "catalogue.yaml", lambda data: data["documents"].append(entry))


def add_annotation(corpus: Path) -> None:
    """One more answer of a passage, with a question it answers."""
    answer = {
        "r": "Son avis est rendu sous deux mois",
        "q": ["Sous combien de temps le comité se prononce-t-il ?"],
    }
    _edit(
        corpus / "annotations" / "arrete.yaml",
        lambda data: data["art-2#1"]["reponses"].append(answer),
    )


def add_written_answer(corpus: Path) -> None:
    """A need, its sentence, and the words that hold it."""
    need = {
        "besoin": "signer-seul",
        "question": "Le contrat peut-il durer plus de trois ans ?",
        "forme": "oui_non",
        "sujets": ["contrat"],
        "formulations": ["durée du contrat au-delà de trois ans"],
        "fermees": [
            {"question": "Le contrat peut-il durer plus de trois ans ?", "verdict": "Non."}
        ],
        "court": [
            {
                "phrase": "Le contrat dure au plus trois ans.",
                "appuis": [
                    {
                        "passage": "arrete/art-1#1",
                        "mots": "Le contrat est conclu pour une durée maximale de trois ans",
                    }
                ],
            }
        ],
    }
    _edit(corpus / "reponses" / "essai.yaml", lambda data: data.update(besoins=[need]))


def add_acronym(corpus: Path) -> None:
    """An acronym and its long form."""
    _edit(corpus / "lexique.yaml", lambda data: data["sigles"].update(CREX=["comité régional"]))


def add_fact(corpus: Path) -> None:
    """A row of a kind that the vocabulary knows, with the words that hold it."""
    (corpus / "faits").mkdir()
    shutil.copy(ROOT / "corpus/faits/vocabulaire.yaml", corpus / "faits")
    row = {
        "id": "volet-avis",
        "numero": 1,
        "titre": "l’avis du comité",
        "obligation": "obligatoire",
        "passage": "arrete/art-2#1",
        "mots": "Le comité régional doit être consulté",
    }
    text = yaml.safe_dump([row], allow_unicode=True)
    (corpus / "faits" / "volets.yaml").write_text(text, encoding="utf-8")


def add_note_of_a_lost_list(corpus: Path) -> None:
    """What the list held, and a passage that says something of it."""
    note = {"manque": "les outils du service", "ailleurs": ["etude/§2"]}
    _edit(corpus / "lacunes.yaml", lambda data: data.update(lacunes={"arrete/art-3#1": note}))


def add_divergence(corpus: Path) -> None:
    """What two texts say otherwise, with their exact words."""
    sides = [
        {"passage": "arrete/art-1#1", "mots": "une durée maximale de trois ans"},
        {"passage": "etude/§2", "mots": "la durée de deux ans est trop courte"},
    ]
    matter = {"sujet": "la durée du contrat", "regle": "ouverte", "sources": sides}
    _edit(corpus / "divergences.yaml", lambda data: data.update(divergences=[matter]))


def add_courtesy(corpus: Path) -> None:
    """A message as people write it, and what is answered."""
    act = {"id": "kenavo", "acte": "politesse", "seul": True, "exemples": ["kenavo d'ar wech all"]}
    _edit(corpus / "actes.yaml", lambda data: data["actes"].append(act))
    _edit(corpus / "conversation.yaml", lambda data: data["reponses"].update(kenavo=TALK))


@dataclass(frozen=True)
class Door:
    """A thing to add, a question that only it answers, the words then shown, the texts cited."""

    add: Callable[[Path], None]
    question: str
    words: str
    documents: frozenset[str] = frozenset({"arrete"})


DOORS = {
    "annotations": Door(
        add_annotation,
        "Sous combien de temps le comité se prononce-t-il ?",
        "Son avis est rendu sous deux mois",
    ),
    "réponse rédigée": Door(
        add_written_answer,
        "Le contrat peut-il durer plus de trois ans ?",
        "Le contrat dure au plus trois ans.",
    ),
    "sigle": Door(
        add_acronym,
        "Le CREX doit-il être consulté avant la signature ?",
        "Le comité régional doit être consulté avant la signature du contrat",
    ),
    "fait": Door(add_fact, "Quels volets sont obligatoires ?", "l’avis du comité"),
    "liste perdue": Door(
        add_note_of_a_lost_list,
        "Quels moyens le service peut-il mobiliser ?",
        "une liste (les outils du service)",
        frozenset({"arrete", "etude"}),
    ),
    "divergence": Door(
        add_divergence,
        "Combien de temps le contrat dure-t-il ?",
        "la durée de deux ans est trop courte",
        frozenset({"arrete", "etude"}),
    ),
    "façon de demander": Door(add_courtesy, "Kenavo d’ar wech all !", TALK, frozenset()),
}


@pytest.mark.parametrize("name", DOORS)
def test_what_is_added_to_the_corpus_is_asked_shown_and_exported(own: Settings, name: str) -> None:
    """Without it the words are nowhere; with it they are in the reply, its page and its file."""
    door = DOORS[name]
    before = _ask(own, door.question)
    assert door.words not in before.reply["answer"]
    door.add(own.corpus)
    after = _ask(own, door.question)
    assert after.shows(door.words)
    assert after.documents == door.documents


def test_a_question_that_no_text_answers_is_refused_on_every_face(own: Settings) -> None:
    """Answered before; once in `sans-reponse.yaml`, refused with leads, and so is one like it."""
    question = "Combien de services bretons ont signé un contrat ?"
    assert _ask(own, question).reply["status"] == "answered"
    _edit(own.corpus / "sans-reponse.yaml", lambda data: data.update(Bretagne=[question]))
    for text in (question, "Combien de services bretons ont signé un contrat de service ?"):
        after = _ask(own, text)
        assert after.reply["status"] == "not_found" and after.reply["leads"]
        for face in (after.page, after.markdown):
            assert "ne le disent pas" in face and "douze services" not in after.reply["answer"]


FOREIGN = ["Où acheter un service en porcelaine ?", "La porcelaine va-t-elle au four ?"]


def test_a_foreign_subject_is_learnt_by_the_calibration(own: Settings, tmp_path: Path) -> None:
    """Its words, unknown before, weigh against a question once `hors-sujet.yaml` was learnt."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(ROOT / "models/refusal.json", models)
    settings = own.model_copy(update={"models": models})
    shutil.copy(ROOT / "corpus/hors-sujet.yaml", own.corpus)
    _edit(own.corpus / "hors-sujet.yaml", lambda data: data.update(Porcelaine=FOREIGN * 3))
    build(settings)
    cases = list(read_cases(own_sets()))[::20]
    before = Assistant(settings).calibration.field
    fitted = calibrate(Assistant(settings), cases, models / "refusal.json")
    after = Assistant(settings).calibration.field
    assert after == fitted.calibration.field
    assert before.subject.score("porcelaine") == before.subject.score("zorglub")
    assert after.subject.score("porcelaine") < after.subject.score("zorglub")


def test_a_synonym_brings_the_passages_of_what_it_stands_for(own: Settings) -> None:
    """An everyday word that no text has: the search of the sources finds by it, and only then."""
    assert _sources_found(own, "charivari") == []
    _edit(own.corpus / "lexique.yaml", lambda data: data["synonymes"].update(charivari=["allégé"]))
    assert _sources_found(own, "charivari")[0] == f"/passages/{quote('etude/§2')}"


def _sources_found(settings: Settings, words: str) -> list[str]:
    """The passages on the page of the sources for some words, once the corpus is built."""
    build(settings)
    with TestClient(create_app(settings)) as client:
        page = client.get("/sources", params={"mots": words}).text
    return re.findall(r'href="(/passages/[^"]+)"', page)


def test_a_document_is_shown_cited_and_exported(built: Settings, tmp_path: Path) -> None:
    """A text, its entry and the generic profile: no annotation is needed to answer from it."""
    shutil.copytree(built.corpus, tmp_path / "corpus")
    shutil.copytree(built.data / "readings", tmp_path / "data" / "readings")
    places = {"corpus": tmp_path / "corpus", "data": tmp_path / "data", "vectors": "exact"}
    settings = built.model_copy(update=places)
    add_document(settings.corpus)
    faces = _ask(settings, "Quelle est la cotisation annuelle du service ?")
    assert faces.shows("douze euros par salarié") and faces.documents == {"avis"}
    with TestClient(create_app(settings)) as client:
        assert "Décision du 5 mai 2025" in client.get("/sources").text
        assert "douze euros par salarié" in client.get("/sources/avis").text


def test_a_corpus_of_ones_own_answers_in_its_own_words(own: Settings) -> None:
    """`CPOM_CORPUS` alone says where the texts, the announcements, the captions of exports and the
    templates are.
    """
    captions = own.templates / "libelles.yaml"
    _edit(captions, lambda data: data["natures"].update(reponse="Respont"))
    _edit(own.corpus / "formules.yaml", _announce_in_breton)
    places = {"CPOM_CORPUS": str(own.corpus), "CPOM_DATA": str(own.data)}
    with (own.templates / "document.md").open("a", encoding="utf-8") as file:
        file.write("Patrom\n")
    question = "Combien de temps le contrat dure-t-il ?"
    _run(places, "ingest")
    answer = _run(places, "ask", question)
    assert "Setu ar pezh" in answer and "une durée maximale de trois ans" in answer
    export = _run(places, "ask", question, "--format", "md")
    assert "Respont" in export and "Patrom" in export


def _announce_in_breton(data: dict[str, Any]) -> None:
    """Change how a text that binds is announced."""
    (announcements,) = [each for each in data["annonces"].values() if "opposable" in each]
    announcements["opposable"] = "Setu ar pezh a lavar « {titre} »"


def _run(places: dict[str, str], *command: str) -> str:
    """What a command prints, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli.main", *command],
        cwd=ROOT,
        env=os.environ | places | {"CPOM_VECTORS": "exact"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
