"""POST /api/ask and its stream: what they answer, and what they say of what they cannot read."""

import json
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from starlette.testclient import TestClient

from api.schemas.answers import CitationOut, ReplyOut
from assistant.domain import Question
from assistant.pipeline import Assistant
from assistant.settings import Settings

CONSULTED = "Qui doit être consulté avant la conclusion d’un CPOM ?"


def test_an_answer_cites_words_that_stand_in_the_document(client: TestClient) -> None:
    """Every citation of an answer gives back its quote from the text that the API itself serves."""
    reply = ReplyOut.model_validate(client.post("/api/ask", json={"question": CONSULTED}).json())
    assert reply.status == "answered" and reply.statements and len(reply.retrieved) == 20
    for citation in reply.citations:
        text = client.get(f"/api/documents/{citation.document_id}").json()["text"]
        assert text[citation.start : citation.end].split() == citation.quote.split()


def test_the_api_answers_as_the_assistant_does(client: TestClient, assistant: Assistant) -> None:
    """The HTTP face changes nothing of the statements."""
    reply = client.post("/api/ask", json={"question": CONSULTED}).json()
    own = assistant.ask(Question(text=CONSULTED))
    assert [s["text"] for s in reply["statements"]] == [s.text for s in own.statements]  # type: ignore[union-attr]


def test_history_and_filters_are_taken_into_account(client: TestClient) -> None:
    """A follow-up is completed from what came before, and a filter limits where the search
    looks.
    """
    asked = {
        "question": "Et pour le volet 3 ?",
        "history": [{"question": "Que contient le volet 2 du CPOM ?"}],
        "filters": {"documents": ["cpom-ciamt-2022"]},
    }
    reply = client.post("/api/ask", json=asked).json()
    assert "volet 3" in reply["standalone"] and reply["standalone"] != asked["question"]
    assert {hit["document_id"] for hit in reply["retrieved"]} == {"cpom-ciamt-2022"}


def test_an_off_topic_question_is_refused_with_status_200(client: TestClient) -> None:
    """A refusal is an answer of the service, not an error."""
    response = client.post(
        "/api/ask", json={"question": "Donne-moi la recette de la tarte aux pommes."}
    )
    assert (
        response.status_code == 200
        and response.json()["status"] == "out_of_scope"
        and not response.json()["statements"]
    )


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"{", 400, "JSON"),
        (b"\xff\xfe{}", 400, "JSON"),
        (b"{}", 422, "« question » manque"),
        (b'{"question": 3}', 422, "« question »"),
        (b'{"question": "x", "secret": 1}', 422, "« secret » est inconnu"),
        (b'{"question": "x", "\\ud800": 1}', 422, "corps de la requête"),
        (b'{"question": "CPOM \\ud800"}', 422, "« question »"),
        (
            b'{"question": "Et le volet 3 ?", "history": [{"question": "volet 2 \\ud800"}]}',
            422,
            "« history.0.question »",
        ),
        (b'{"question": "x", "as_of": "hier"}', 422, "« as_of »"),
        (b'{"question": "x", "history": [{}]}', 422, "« history.0.question » manque"),
        (b'{"question": "   "}', 422, "vide"),
        (b'{"question": "\\u0000"}', 422, "texte"),
        (b'{"question": "CPOM", "filters": {"documents": ["inconnu"]}}', 422, "inconnu"),
        (b"[]", 422, "corps de la requête"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_that_names_it(
    client: TestClient, body: bytes, status: int, told: str
) -> None:
    """A bad body gives 400 or 422 and one French sentence."""
    response = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert (
        response.status_code == status
        and list(response.json()) == ["detail"]
        and told in response.json()["detail"]
    )


def test_too_long_a_question_is_refused(client: TestClient, built: Settings) -> None:
    """A question over the limit gets 422 and the limit."""
    response = client.post("/api/ask", json={"question": "a" * (built.max_question + 1)})
    assert response.status_code == 422 and str(built.max_question) in response.json()["detail"]


def events(server: str, question: str) -> list[tuple[str, object]]:
    """The events of a stream, named, in the order in which they came."""
    with httpx2.stream(
        "POST", f"{server}/api/ask/stream", json={"question": question}, timeout=30
    ) as response:
        assert response.status_code == 200 and response.headers["content-type"].startswith(
            "text/event-stream"
        )
        blocks = "".join(response.iter_text()).strip().split("\n\n")
    fields = [
        dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        for block in blocks
    ]
    return [(field["event"], json.loads(field["data"])) for field in fields if field]


def test_a_stream_gives_candidates_then_statements_then_the_whole(server: str) -> None:
    """`retrieval` comes first, then a `statement` for each sentence with its citations, then `end`
    with the same answer as /api/ask.
    """
    got = events(server, CONSULTED)
    end = ReplyOut.model_validate(got[-1][1])
    assert [name for name, _ in got] == [
        "retrieval",
        *["statement"] * len(end.statements),
        "end",
    ] and end.statements
    assert got[0][1] == [hit.model_dump() for hit in end.retrieved]
    for (_, data), statement in zip(got[1:-1], end.statements, strict=True):
        assert isinstance(data, dict) and data["text"] == statement.text
        assert [
            CitationOut.model_validate(citation).n for citation in data["citations"]
        ] == statement.citations
    whole = httpx2.post(f"{server}/api/ask", json={"question": CONSULTED}, timeout=30).json()
    assert whole["statements"] == [statement.model_dump() for statement in end.statements]


def test_a_stream_says_its_error_as_an_event(server: str) -> None:
    """A question that cannot be answered once the stream is open ends in one `error` event with the
    sentence.
    """
    assert events(server, "  ") == [
        ("error", {"detail": "La question est vide : écrivez une phrase ou quelques mots."})
    ]


def test_forty_questions_at_once_are_all_answered(server: str) -> None:
    """Forty simultaneous questions get forty answers, each to its own question."""
    asked = [f"{CONSULTED} (demande {n})" for n in range(40)]
    with (
        httpx2.Client(
            base_url=server, timeout=120, limits=httpx2.Limits(max_connections=40)
        ) as many,
        ThreadPoolExecutor(40) as threads,
    ):
        replies = list(
            threads.map(lambda question: many.post("/api/ask", json={"question": question}), asked)
        )
    assert [reply.status_code for reply in replies] == [200] * 40
    assert [reply.json()["question"] for reply in replies] == asked
