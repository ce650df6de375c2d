"""A language model seen from the doors: the stream, the API, the command line."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import app
from api.schemas.answers import ReplyOut
from assistant.settings import Settings
from tests.llm_behaviours import ODD, SLOW
from tests.llm_server import LlmServer, serving

SECRETARY = "Qui assure le secrétariat du comité de pilotage du CIAMT ?"
TERM = "Quelle est la durée maximale d’un CPOM ?"


@pytest.fixture(scope="module")
def llm() -> Iterator[LlmServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def written(built: Settings, llm: LlmServer) -> Iterator[TestClient]:
    """A client of an application whose model's conduct is that of the server, by default honest."""
    settings = built.model_copy(
        update={"vectors": "exact", "llm_url": llm.url, "llm_model": "un-modele", "llm_seconds": 2}
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def events(client: TestClient, question: str) -> list[tuple[str, dict[str, object]]]:
    with client.stream("POST", "/api/ask/stream", json={"question": question}) as response:
        assert response.status_code == 200
        blocks = response.read().decode().strip().split("\n\n")
    fields = [
        dict(line.split(": ", 1) for line in block.split("\n") if ": " in line) for block in blocks
    ]
    return [(each["event"], json.loads(each["data"])) for each in fields if "event" in each]


def test_the_stream_sends_each_sentence_once_with_its_sources(
    written: TestClient, llm: LlmServer
) -> None:
    """Candidates, verified sentences in the order of the reply, then the reply with its trace."""
    llm.default = "honest"
    found = events(written, SECRETARY)
    assert [name for name, _ in found] == ["retrieval", *["statement"] * (len(found) - 2), "end"]
    reply = ReplyOut.model_validate(found[-1][1])
    assert (
        reply.trace.mode == "model"
        and reply.trace.writing
        and reply.trace.writing.model == "un-modele"
    )
    assert [data["text"] for name, data in found if name == "statement"] == [
        statement.text for statement in reply.statements
    ]
    assert all(data["citations"] for name, data in found if name == "statement")


def test_the_stream_of_a_liar_holds_the_sources_words_only(
    written: TestClient, client: TestClient, llm: LlmServer
) -> None:
    """Nothing of what it said was sent before the fall-back: the stream is that of an application
    without a model, sentence by sentence.
    """
    llm.default = "liar"
    found = events(written, TERM)
    sentences = [data for name, data in found if name == "statement"]
    extractive = [data for name, data in events(client, TERM) if name == "statement"]
    assert sentences and sentences == extractive
    reply = ReplyOut.model_validate(found[-1][1])
    assert reply.origin in ("extraits", "rédigée")
    assert reply.trace.mode == "extractive" and any(
        "n’a pas rédigé" in notice for notice in reply.notices
    )


@pytest.mark.parametrize("name", [*ODD, "broken-500", "stalled"])
def test_whatever_the_model_does_the_api_answers(
    written: TestClient, llm: LlmServer, name: str
) -> None:
    """Never a 5xx, always a reply in the common form."""
    llm.default = name
    assert name in ODD or name in SLOW
    response = written.post("/api/ask", json={"question": TERM})
    assert response.status_code == 200 and ReplyOut.model_validate(response.json()).statements


def test_without_a_model_the_reply_has_no_trace_of_one(client: TestClient) -> None:
    """The JSON has the same keys as before there were models."""
    trace = client.post("/api/ask", json={"question": TERM}).json()["trace"]
    assert set(trace) == {"generation", "mode", "vectors", "timings_ms"}


@pytest.fixture
def set_up(built: Settings, llm: LlmServer, monkeypatch: pytest.MonkeyPatch) -> LlmServer:
    """The environment of a command that has a model."""
    llm.default = "honest"
    for name, value in (
        ("DATA", built.data),
        ("VECTORS", "exact"),
        ("LLM_URL", llm.url),
        ("LLM_MODEL", "un-modele"),
    ):
        monkeypatch.setenv(f"CPOM_{name}", str(value))
    return llm


def test_the_command_says_which_mode_and_which_model(set_up: LlmServer) -> None:
    """By the model when there is one; by the texts when that is asked."""
    shown = CliRunner().invoke(app, ["ask", SECRETARY])
    assert shown.exit_code == 0 and "Rédigé par le modèle « un-modele »" in shown.output
    bare = CliRunner().invoke(app, ["ask", SECRETARY, "--mode", "extractive"])
    assert bare.exit_code == 0 and "modèle" not in bare.output


def test_check_says_what_works(set_up: LlmServer) -> None:
    """Reach, stream, tokens, schema, each on its line."""
    shown = CliRunner().invoke(app, ["llm", "check"])
    assert shown.exit_code == 0, shown.output
    for said in (
        "Joignable, modèle connu : oui",
        "Flux : oui",
        "Jetons comptés par le serveur : 900 lus",
        "sans forme imposée : oui",
        "acceptée, et respectée : oui",
    ):
        assert said in shown.output
    set_up.default = "unschemed"
    assert "refusée par le serveur" in CliRunner().invoke(app, ["llm", "check"]).output


def test_check_fails_with_what_to_do(set_up: LlmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused key, then no model at all."""
    set_up.default = "unauthorized"
    failed = CliRunner().invoke(app, ["llm", "check"])
    assert failed.exit_code != 0 and "CPOM_LLM_KEY" in str(failed.exception)
    monkeypatch.delenv("CPOM_LLM_URL")
    monkeypatch.delenv("CPOM_LLM_MODEL")
    none = CliRunner().invoke(app, ["llm", "check"])
    assert "Aucun modèle de langue" in str(none.exception)
