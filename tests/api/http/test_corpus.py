"""The routes that read the corpus, and those that tell the state of the service."""

import time
from urllib.parse import quote

import httpx2
import pytest
from starlette.testclient import TestClient

from api.schemas.answers import RetrievedOut
from api.schemas.sources import DocumentOut, DocumentTextOut, PassageOut
from assistant.pipeline import Assistant


def test_the_catalogue_lists_every_document(client: TestClient, assistant: Assistant) -> None:
    """GET /api/documents counts every passage and every lost list once."""
    found = [DocumentOut.model_validate(each) for each in client.get("/api/documents").json()]
    assert [each.id for each in found] == list(assistant.index.documents)
    assert sum(each.passages for each in found) == len(assistant.index.passages)
    assert sum(each.gaps for each in found) == assistant.index.manifest.gaps > 0


def test_a_document_comes_with_its_whole_text(client: TestClient, assistant: Assistant) -> None:
    """The text served is the published one, character for character."""
    for id in assistant.index.documents:
        found = DocumentTextOut.model_validate(client.get(f"/api/documents/{id}").json())
        assert found.text == assistant.index.text(id) and len(found.passage_ids) == found.passages


def test_every_passage_can_be_read_by_its_address(client: TestClient, assistant: Assistant) -> None:
    """Each identifier, with its « § » and « # », gives its passage and neighbours of the same
    document.
    """
    for passage in assistant.index.passages[::7]:
        found = PassageOut.model_validate(
            client.get(f"/api/passages/{quote(passage.id, safe='')}", params={"around": 2}).json()
        )
        assert (found.id, found.text) == (passage.id, passage.text)
        assert len(found.before) <= 2 and len(found.after) <= 2
        assert all(
            each.document_id == passage.document_id and each.id != passage.id
            for each in found.before + found.after
        )


def test_around_zero_gives_the_passage_alone(client: TestClient) -> None:
    """`around` is obeyed at both ends of its range and refused outside."""
    address = "/api/passages/" + quote("igas-2023-rapport/§45", safe="")
    alone = client.get(address, params={"around": 0}).json()
    assert alone["before"] == alone["after"] == []
    assert len(client.get(address, params={"around": 5}).json()["after"]) == 5
    refused = client.get(address, params={"around": 6})
    assert refused.status_code == 422 and "« around »" in refused.json()["detail"]


def test_search_obeys_its_filters(client: TestClient) -> None:
    """`limit`, `document`, `poids`, `territoire` and `date` each narrow what is found."""
    found = [
        RetrievedOut.model_validate(hit)
        for hit in client.get("/api/search", params={"q": "durée du contrat", "limit": 7}).json()
    ]
    assert len(found) == 7 and [hit.score for hit in found] == sorted(
        (hit.score for hit in found), reverse=True
    )

    def documents(**filters: str | list[str]) -> set[str]:
        return {
            hit["document_id"]
            for hit in client.get(
                "/api/search", params={"q": "durée du contrat", "limit": 20, **filters}
            ).json()
        }

    assert documents(document=["cpom-occitanie", "cpom-ciamt-2022"]) <= {
        "cpom-occitanie",
        "cpom-ciamt-2022",
    }
    assert documents(poids="contrat") == {"cpom-ciamt-2022"}
    assert "cpom-ciamt-2022" not in documents(territoire="Occitanie")
    assert "cpom-ciamt-2022" not in documents(date="2025-01-01")


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/api/documents/rien", 404, "rien"),
        ("/api/passages/rien%2F1", 404, "rien/1"),
        ("/api/passages/", 404, "passage"),
        ("/api/search", 422, "« q » manque"),
        ("/api/search?q=", 422, "vide"),
        ("/api/search?q=%FF", 422, "UTF-8"),
        ("/api/search?q=cpom&limit=0", 422, "« limit »"),
        ("/api/search?q=cpom&limit=21", 422, "« limit »"),
        ("/api/search?q=cpom&poids=lourd", 422, "lourd"),
        ("/api/search?q=cpom&date=demain", 422, "demain"),
        ("/api/search?q=cpom&document=rien", 422, "rien"),
        ("/api/rien", 404, "adresse"),
        ("/docs", 404, "adresse"),
        ("/redoc", 404, "adresse"),
    ],
)
def test_a_bad_address_gets_its_status_and_a_sentence(
    client: TestClient, address: str, status: int, told: str
) -> None:
    """What is not there is 404, what is not understood 422; both name the thing."""
    response = client.get(address)
    assert response.status_code == status and told in response.text


def test_a_wrong_method_is_refused_in_french(client: TestClient) -> None:
    """405 keeps its Allow header."""
    response = client.get("/api/ask")
    assert (
        response.status_code == 405
        and response.headers["allow"] == "POST"
        and "méthode" in response.json()["detail"]
    )


def test_the_state_tells_generation_and_engine(client: TestClient, assistant: Assistant) -> None:
    """/healthz is alive, /readyz names the generation that serves and what serves the vectors."""
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["generation"] == assistant.index.manifest.id and ready["passages"] == len(
        assistant.index.passages
    )
    assert ready["vectors"] == "exact" and ready["warnings"] == []


def test_chroma_serves_the_vectors_after_a_moment(server: str) -> None:
    """The server answers at once by the exact scan, then by Chroma when it is open, and says
    which.
    """
    end = time.monotonic() + 60
    while (ready := httpx2.get(f"{server}/readyz").json())["vectors"] != "chroma":
        assert ready["vectors"] == "exact" and time.monotonic() < end, ready
        time.sleep(0.2)
    assert ready["warnings"] == []
    assert (
        httpx2.post(
            f"{server}/api/ask", json={"question": "Quelle est la durée d’un CPOM ?"}, timeout=30
        ).json()["trace"]["vectors"]
        == "chroma"
    )
