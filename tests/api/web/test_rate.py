"""The desk of the evaluator over HTTP: blind, exact, and harmless whatever is typed in it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.deps.database import DatabaseHolder
from api.deps.session import COOKIE
from api.schemas.answers import ReplyOut
from api.web.rate.texts import rate_texts
from assistant.ratings.record import Status
from assistant.ratings.scorecard import read_scorecard, scorecard_names
from assistant.settings import Settings
from assistant.store import questions
from assistant.store.database import Database
from assistant.store.nouns import Rating
from evaluation.dataset import read_cases

ASKED = "Combien de temps dure un CPOM au maximum ?"
FORM = re.compile(r'id="verdict" action="/evaluer/phrases/(\w+)"')


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def client(built: Settings, data: Path) -> Iterator[TestClient]:
    """A client on the real index and a new database."""
    app = create_app(built.model_copy(update={"vectors": "exact"}))
    app.state.database = DatabaseHolder(built.model_copy(update={"data": data}))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    app.state.database.close()


def _database(client: TestClient) -> Database:
    found = client.app.state.database.current()  # type: ignore[attr-defined]
    assert isinstance(found, Database)
    return found


def _filled(client: TestClient, share: bool = False) -> None:
    asked = (
        f"{ASKED}\nQui doit être consulté avant la conclusion d’un CPOM ?\nLe CPOM "
        "du CIAMT est-il encore en vigueur ?"
    )
    sent = {
        "source": "questions",
        "nombre": "50",
        "essais": asked,
        "partager": "oui" if share else "",
    }
    assert client.post("/evaluer/file", data=sent).status_code == 200


def _judge_all(client: TestClient, name: str, verdict: str, reason: str = "") -> list[str]:
    """Judge the whole queue; the pairs in the order in which they came."""
    seen: list[str] = []
    while found := FORM.search(client.get("/evaluer/juger", params={"nom": name}).text):
        assert found[1] not in seen
        seen.append(found[1])
        client.post(
            f"/evaluer/phrases/{found[1]}", data={"nom": name, "verdict": verdict, "raison": reason}
        )
    return seen


def _table(client: TestClient, **params: str) -> list[dict[str, str]]:
    sent = client.get("/evaluer/verdicts.csv", params=params)
    return list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig")), delimiter=";"))


def test_two_raters_judge_the_same_pairs_without_seeing_each_other(client: TestClient) -> None:
    """The page of a pair is the same, name apart, before and after another's verdict; results hide
    what one has still to judge.
    """
    _filled(client)
    before = client.get("/evaluer/juger?nom=Zoe").text
    judged = _judge_all(client, "Anne", "partiellement", "Raison d’Anne")
    after = client.get("/evaluer/juger?nom=Zoe").text
    begun = re.compile(r'name="debut" value="[\d.]+"')
    assert len(judged) >= 4 and begun.sub("", before) == begun.sub("", after)
    shown = client.get("/evaluer/resultats?nom=Zoe").text
    assert (
        "Raison d’Anne" not in shown
        and f"{len(judged)} verdicts d’autres évaluateurs restent cachés" in shown
        and _table(client, nom="Zoe") == []
    )
    assert _judge_all(client, "Zoe", "soutient") == judged
    assert "Raison d’Anne" in client.get("/evaluer/resultats?nom=Zoe").text and len(
        _table(client, nom="Zoe")
    ) == 2 * len(judged)


def test_a_verdict_needs_its_reason(client: TestClient) -> None:
    """No verdict, a word that is none, or a fault without a reason: the page says so, keeps what
    was typed and records nothing.
    """
    _filled(client)
    found = FORM.search(client.get("/evaluer/juger?nom=Anne").text)
    assert found
    for sent in (
        {"raison": "gardée"},
        {"verdict": "parfait", "raison": "gardée"},
        {"verdict": "ne soutient pas", "raison": "  "},
    ):
        answer = client.post(f"/evaluer/phrases/{found[1]}", data={"nom": "Anne", **sent})
        assert (
            answer.status_code == 422
            and "verdict-erreur" in answer.text
            and sent["raison"] in answer.text
        )
    assert _table(client) == []
    assert (
        client.post(
            f"/evaluer/phrases/{found[1]}", data={"nom": " ", "verdict": "soutient"}
        ).status_code
        == 422
    )
    assert client.get("/evaluer/juger?nom=").status_code == 422


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        ({"secondes": "3.5", "debut": "1"}, 3.5),
        ({"debut": "1"}, 3600),
        ({"secondes": "1e9", "debut": "0"}, 0),
        ({"secondes": "99", "debut": "9e12"}, 0),
    ],
)
def test_the_time_of_a_verdict_is_counted_and_bounded(
    client: TestClient, sent: dict[str, str], seconds: float
) -> None:
    """Seconds in sight when the page counts them, else since it was opened; an hour at most,
    nothing that a clock could not say.
    """
    _filled(client)
    found = FORM.search(client.get("/evaluer/juger?nom=Anne").text)
    assert found
    client.post(f"/evaluer/phrases/{found[1]}", data={"nom": "Anne", "verdict": "soutient", **sent})
    assert float(_table(client)[0]["secondes"].replace(",", ".")) == seconds


def test_a_shared_pair_is_judged_from_another_browser_and_only_there(client: TestClient) -> None:
    """What is not shared is nobody else's; a shared pair cannot be taken away by another."""
    _filled(client)
    other = TestClient(client.app, raise_server_exceptions=False, cookies={COOKIE: "o" * 43})
    assert "La file est vide" in other.get("/evaluer").text
    client.cookies.clear()
    _filled(client, share=True)
    judged = _judge_all(other, "Bob", "soutient")
    assert judged and {row["evaluateur"] for row in _table(client)} == {"Bob"}
    assert other.post(f"/evaluer/phrases/{judged[0]}/retirer").status_code == 404


def test_a_spreadsheet_runs_nothing(client: TestClient) -> None:
    """A name or a reason that begins as a formula is text; a semicolon or a line break stays in its
    cell.
    """
    _filled(client)
    judged = _judge_all(client, "=cmd|' /C calc'!A0", "partiellement", "@SUM(1);\n<b>x</b>")
    rows = _table(client)
    assert (
        len(rows) == len(judged)
        and {row["evaluateur"] for row in rows} == {"'=cmd|' /C calc'!A0"}
        and rows[0]["raison"].replace("\r", "") == "'@SUM(1);\n<b>x</b>"
    )
    assert not {"owner", "proprietaire"} & set(rows[0]) and client.get(
        "/evaluer/verdicts.json"
    ).json()[0]["evaluateur"].startswith("=cmd")


def test_a_failed_pair_becomes_a_question_or_an_annotation(
    client: TestClient, built: Settings, tmp_path: Path
) -> None:
    """Downloaded as a line that the evaluation reads, or as YAML marked as proposed; a fault is
    told in the page, what was typed kept.
    """
    _filled(client)
    (id, *_) = _judge_all(client, "Anne", "ne soutient pas", "hors sujet")
    words = {
        "question": ASKED,
        "document": "instruction-2024-132",
        "mots": "une période maximale de cinq ans",
        "issue": "answered",
    }
    line = client.post(f"/evaluer/phrases/{id}/question", data=words)
    path = tmp_path / "q.jsonl"
    path.write_text(line.text, encoding="utf-8")
    assert [case.turns[0].question for case in read_cases([path])] == [
        ASKED
    ] and "attachment" in line.headers["content-disposition"]
    proposed = client.post(
        f"/evaluer/phrases/{id}/annotation", data=words | {"resume": "Cinq ans au plus."}
    )
    assert "propose: true" in proposed.text and '"I.A.3#1":' in proposed.text
    for address, change in (
        ("question", {"mots": "dix ans et demi"}),
        ("annotation", {"mots": "dix ans et demi"}),
        ("annotation", {"resume": ""}),
    ):
        refused = client.post(f"/evaluer/phrases/{id}/{address}", data=words | change)
        assert (
            refused.status_code == 422 and 'role="alert"' in refused.text and ASKED in refused.text
        )


def test_a_followed_question_tells_a_source_that_changed(client: TestClient) -> None:
    """The reply of a former corpus is « périmée », with the reason; taken up again it no longer
    is.
    """
    client.post("/evaluer/questions", data={"question": ASKED})
    database = _database(client)
    (saved,) = questions.list_questions(database, None)
    assert (
        "périmée</span>" not in client.get("/evaluer/questions?rejouer=oui").text
        and "1 × même réponse" in client.get("/evaluer/questions?rejouer=oui").text
    )
    out = ReplyOut.model_validate_json(saved.reply)
    cited = out.citations[0].model_copy(
        update={"text": "Le texte d’alors.", "quote": "texte d’alors"}
    )
    former = out.model_copy(
        update={
            "citations": [cited],
            "statements": [out.statements[0].model_copy(update={"text": "Dix ans."})],
        }
    )
    questions.update_reply(database, saved.id, former.model_dump_json(), "ancien")
    listed, shown = (
        client.get("/evaluer/questions?rejouer=oui").text,
        client.get(f"/evaluer/questions/{saved.id}").text,
    )
    assert (
        "périmée</span>" in listed
        and "les mots cités ont changé" in listed
        and "autres phrases</span>" in listed
    )
    assert re.search(r"<del>.*Dix ans\.</del>", shown) and "<ins>" in shown
    client.post(f"/evaluer/questions/{saved.id}/reprendre")
    assert "périmée</span>" not in client.get("/evaluer/questions").text


def test_a_reply_of_another_version_is_said_and_not_compared(client: TestClient) -> None:
    """Its page shows the reply of today; the list does not fail."""
    client.post("/evaluer/questions", data={"question": ASKED})
    (saved,) = questions.list_questions(_database(client), None)
    questions.update_reply(_database(client), saved.id, '{"autre": 1}', "ancien")
    assert "réponse d’une autre version" in client.get("/evaluer/questions?rejouer=oui").text
    assert "autre version de l’assistant" in client.get(f"/evaluer/questions/{saved.id}").text


def test_an_exchange_of_a_conversation_is_followed_with_what_came_before_it(
    client: TestClient,
) -> None:
    """The reply of then is kept as it was; another session's exchange does not exist."""
    first = client.post("/conversations", data={"q": ASKED})
    id = first.url.path.rsplit("/", 1)[1]
    client.post(f"/conversations/{id}", data={"q": "Et l’agrément ?"})
    client.post("/evaluer/questions", data={"echange": f"{id}:2"})
    (saved,) = questions.list_questions(_database(client), None)
    assert (
        saved.text == "Et l’agrément ?"
        and ASKED in saved.question
        and ReplyOut.model_validate_json(saved.reply).standalone != saved.text
    )
    other = TestClient(client.app, raise_server_exceptions=False, cookies={COOKIE: "o" * 43})
    assert other.post("/evaluer/questions", data={"echange": f"{id}:1"}).status_code == 404
    assert client.post("/evaluer/questions", data={"echange": f"{id}:9"}).status_code == 404


def test_a_queue_is_filled_from_conversations_and_never_twice(client: TestClient) -> None:
    """The sentences of the replies kept; the same ones again add nothing; nothing to judge is
    said.
    """
    assert client.post("/evaluer/file", data={"source": "brouillons"}).status_code == 422
    client.post("/conversations", data={"q": ASKED})
    sent = {"source": "conversations", "nombre": "50"}
    assert "ajoutée" in client.post("/evaluer/file", data=sent).text
    assert "déjà dans la file" in client.post("/evaluer/file", data=sent).text


def test_the_specification_of_the_plot_holds_the_figures_of_the_table(client: TestClient) -> None:
    """Counts by verdict and the share of the day; no name in it."""
    _filled(client)
    judged = _judge_all(client, "Anne", "soutient")
    spec = client.get("/evaluer/figures.json?largeur=300")
    values = [row for chart in spec.json()["vconcat"] for row in chart["data"]["values"]]
    assert (
        sum(row.get("nombre", 0) for row in values) == len(judged)
        and [row["part"] for row in values if "part" in row] == [100]
        and "Anne" not in spec.text
    )
    assert {sub["width"] for sub in spec.json()["vconcat"]} == {300}


def test_every_score_of_a_report_is_explained() -> None:
    """A measure that the evaluation writes has its sentence, an outcome its words, and each stretch
    of kappa its own.
    """
    texts = rate_texts()
    measured = {each.name for name in scorecard_names() for each in read_scorecard(name).measures}
    assert (
        measured
        and measured <= set(texts.measures)
        and set(texts.statuses) == set(get_args(Status))
        and set(texts.ratings) == set(Rating)
    )
    assert [texts.band(kappa).word for kappa in (-1.0, 0.1, 0.3, 0.5, 0.7, 1.0)] == [
        band.word for band in texts.bands
    ]
