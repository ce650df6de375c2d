"""A language model of one's own, and a way in which a model goes wrong: each is set up as
CONTRIBUTING.md says, then seen on every face.
"""

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import app as command_line
from assistant.settings import Settings
from tests.llm_behaviours import BEHAVIOURS, CHARACTERS, ODD, SLOW, Call, Said, answer, streamed
from tests.llm_server import serving

QUESTION = {"question": "Qui assure le secrétariat du comité de pilotage du CIAMT ?"}
MODEL = "maison/essai-7b"
STARS = "Les astres annoncent un CPOM de douze ans."


def test_a_model_is_set_by_its_address_and_its_name(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two variables: the check passes, and the command line, the API, the page and the export say
    which model wrote the answer.
    """
    with serving("honest") as server:
        for name, value in (("URL", server.url), ("MODEL", MODEL)):
            monkeypatch.setenv(f"CPOM_LLM_{name}", value)
        monkeypatch.setenv("CPOM_DATA", str(built.data))
        monkeypatch.setenv("CPOM_VECTORS", "exact")
        check = CliRunner().invoke(command_line, ["llm", "check"])
        told = CliRunner().invoke(command_line, ["ask", QUESTION["question"]])
        with TestClient(create_app(Settings(_env_file=None))) as client:
            reply = client.post("/api/ask", json=QUESTION).json()
            page = client.post("/conversations", data={"q": QUESTION["question"]}).text
            export = client.post("/api/ask/export?format=md", json=QUESTION).text
    assert check.exit_code == 0 and "Joignable, modèle connu : oui" in check.output
    assert reply["trace"]["writing"]["model"] == MODEL
    for face in (told.output, page, export):
        assert MODEL in face
    assert {call.body["model"] for call in server.seen} == {MODEL}


def _consult_the_stars(call: Call) -> Said:
    """A misbehaviour of this test: something else, on a quotation that stands."""
    passage = call.data["passages"][0]
    return streamed(answer((STARS, passage["numero"], passage["texte"][:80])))


def test_a_misbehaviour_is_played_and_nothing_of_it_is_shown(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of `tests/llm_behaviours.py`, named as the model asked for: the words of the texts
    answer, and a notice says so on each face.
    """
    monkeypatch.setitem(BEHAVIOURS, "astrologue", _consult_the_stars)
    with serving() as server:
        model = {"llm_url": server.url, "llm_model": "astrologue", "vectors": "exact"}
        with TestClient(create_app(built.model_copy(update=model))) as client:
            reply = client.post("/api/ask", json=QUESTION).json()
            page = client.post("/conversations", data={"q": QUESTION["question"]}).text
            export = client.post("/api/ask/export?format=md", json=QUESTION).text
    assert server.seen and reply["trace"]["mode"] == "extractive" and reply["statements"]
    for face in (reply["answer"], page, export):
        assert "astres" not in face and "douze ans" not in face
    for face in (" ".join(reply["notices"]), page, export):
        assert "n’a pas rédigé" in face


def test_every_row_of_the_behaviours_is_played() -> None:
    """The tests of the misbehaviours go through the three tables, which hold them all."""
    played = {*CHARACTERS, *ODD, *SLOW}
    assert len(played) == len(CHARACTERS) + len(ODD) + len(SLOW)
    assert set(BEHAVIOURS) - played == {"random"}  # tests/assistant/llm/test_tiny_model.py
