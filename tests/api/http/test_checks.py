"""Checks and comparisons over HTTP: a file sent under its own name, and what is refused."""

import pytest
from starlette.testclient import TestClient

from assistant.settings import ROOT

GOOD = ROOT / "tests/data/contrats/conforme.txt"


def test_http_compares_a_file_and_a_document(client: TestClient) -> None:
    """One side may be sent, the other named."""
    sent = client.post(
        "/api/compare",
        data={"document_b": "cpom-ciamt-2022"},
        files={"a": ("conforme.txt", GOOD.read_bytes())},
    )
    assert sent.status_code == 200, sent.text
    found = sent.json()
    assert (found["a"]["name"], found["b"]["id"]) == ("conforme.txt", "cpom-ciamt-2022") and any(
        row["differs"] for row in found["rules"]
    )


@pytest.mark.parametrize(
    ("address", "sent", "status", "said"),
    [
        ("/api/check", {"data": {"document": "inconnu"}}, 404, "inconnu"),
        ("/api/check", {}, 422, "Il manque le contrat"),
        ("/api/check", {"files": {"file": ("image.png", b"\x89PNG")}}, 422, "format"),
        ("/api/check", {"files": {"file": ("../../vide.txt", b" ")}}, 422, "« vide.txt » est vide"),
        ("/api/check?on=demain", {"data": {"document": "cpom-ciamt-2022"}}, 422, "on"),
        ("/api/check", {"files": {"file": ("gros.txt", b"a" * 20_100_000)}}, 413, "trop grosse"),
        ("/api/compare", {"data": {"document_a": "cpom-ciamt-2022"}}, 422, "« b »"),
    ],
)
def test_http_refuses_in_one_sentence(
    client: TestClient, address: str, sent: dict[str, dict[str, object]], status: int, said: str
) -> None:
    """Whatever is wrong with what was sent, the status and one French sentence say it, with no path
    of the server.
    """
    refused = client.post(address, **sent)  # type: ignore[arg-type]  # the table gives the client's own arguments
    assert refused.status_code == status, refused.text
    detail = refused.json()["detail"]
    assert said in detail and "/tmp" not in detail
