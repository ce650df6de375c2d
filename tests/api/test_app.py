"""What stands around every request: headers, the limit on bodies, the last net, the contract."""

import logging
from collections.abc import Iterator

import httpx2
import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from api.app import create_app
from assistant.settings import Settings

ADDRESSES = (
    "/",
    "/?q=CPOM",
    "/sources",
    "/sources/cpom-occitanie",
    "/static/style.css",
    "/rien",
    "/api/rien",
    "/api/documents",
    "/healthz",
    "/api/openapi.json",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_carries_the_security_headers(client: TestClient, address: str) -> None:
    """Pages, files, data and errors alike forbid outside content, guessing types and telling where
    one comes from.
    """
    headers = client.get(address).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert (
        policy["default-src"] == policy["style-src"] == policy["script-src"] == "'self'"
        and policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    )
    assert (
        headers["x-content-type-options"] == "nosniff"
        and headers["referrer-policy"] == "no-referrer"
    )


def test_an_unforeseen_error_is_a_plain_sentence_and_a_log_entry(
    built: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The reader gets 500 and a sentence with the security headers, in JSON or in a page; the log
    gets the traceback.
    """
    app = create_app(built)
    for address in ("/api/casse", "/casse"):
        app.add_api_route(address, _broken)
    with (
        TestClient(app, raise_server_exceptions=False) as client,
        caplog.at_level(logging.ERROR, "cpom"),
    ):
        data, page = client.get("/api/casse"), client.get("/casse")
    assert data.status_code == page.status_code == 500
    assert (
        "imprévue" in data.json()["detail"]
        and "imprévue" in page.text
        and "secret" not in data.text + page.text
    )
    assert "content-security-policy" in data.headers and "content-security-policy" in page.headers
    assert sum("secret" in str(record.exc_info) for record in caplog.records) == 2


def _broken() -> None:
    raise RuntimeError("secret")


def test_an_announced_body_over_the_limit_is_refused(client: TestClient, built: Settings) -> None:
    """413 in French, for the API in JSON."""
    response = client.post(
        "/api/ask",
        content=b" " * (built.max_upload + 1),
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 413 and str(built.max_upload) in response.json()["detail"]


def test_a_body_at_the_limit_is_read(client: TestClient, built: Settings) -> None:
    """The limit itself is allowed: the body is read and found not to be JSON."""
    response = client.post(
        "/api/ask", content=b" " * built.max_upload, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400


@pytest.mark.parametrize("route", ["/api/ask", "/api/ask/stream"])
def test_a_chunked_body_is_counted_on_its_way(server: str, built: Settings, route: str) -> None:
    """Without an announced length, a body is refused as soon as it passes the limit."""
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        yield b'{"question": "'
        for _ in range(250):
            sent += 100_000
            yield b"a" * 100_000
        yield b'"}'

    try:
        response = httpx2.post(
            f"{server}{route}",
            content=chunks(),
            headers={"content-type": "application/json"},
            timeout=30,
        )
    except httpx2.WriteError:
        pytest.skip("the server closed before the client had read its answer")
    assert response.status_code == 413 and str(built.max_upload) in response.json()["detail"]
    assert "content-security-policy" in response.headers and sent > built.max_upload


def test_the_description_is_french_and_documents_its_errors(client: TestClient) -> None:
    """Each API route has a French summary, and every error it documents is a Problem."""
    described = client.get("/api/openapi.json").json()
    assert described["info"]["title"] == "Assistant CPOM" and described["info"]["version"]
    for address, methods in described["paths"].items():
        assert address.startswith(("/api/", "/healthz", "/readyz"))
        for operation in methods.values():
            assert (
                operation["summary"]
                and operation["description"]
                and "Successful" not in str(operation["responses"]["200"])
            )
            errors = {
                status: answer
                for status, answer in operation["responses"].items()
                if status != "200"
            }
            assert all("Problem" in str(answer["content"]) for answer in errors.values())
    assert {"400", "413", "422", "503"} <= set(described["paths"]["/api/ask"]["post"]["responses"])
    assert "404" in described["paths"]["/api/passages/{id}"]["get"]["responses"]


@pytest.fixture(scope="module")
def contract(server: str) -> schemathesis.BaseSchema:
    """The contract that a real server publishes, over its API routes."""
    return schemathesis.openapi.from_url(f"{server}/api/openapi.json").include(path_regex="^/api/")


EXAMPLES = 120
# What writes a file, drafts or reads a contract takes up to a second a request; what is saved is
# asked for by identifiers that mostly do not exist.
FEWER = {
    "/api/ask/export": 12,
    "/api/forms": 12,
    "/api/check": 12,
    "/api/compare": 12,
    "/api/drafts": 15,
    "/api/session": 2,
}
# Whatever these are sent, it has the right shape.
SHAPELESS = {
    ("GET", "/api/documents"),
    ("GET", "/api/documents/{id}"),
    ("GET", "/api/drafts"),
    ("DELETE", "/api/session"),
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_whatever_is_sent_the_contract_holds(
    contract: schemathesis.BaseSchema, client: TestClient, mode: schemathesis.GenerationMode
) -> None:
    """Good or bad, no request gets a 5xx, an undocumented status or content, or a body that its
    schema forbids.
    """
    operations = [result.ok() for result in contract.get_all_operations()]
    assert {(operation.method.upper(), operation.path) for operation in operations} == _described(
        client
    )
    for operation in operations:
        if (
            mode is schemathesis.GenerationMode.NEGATIVE
            and (operation.method.upper(), operation.path) in SHAPELESS
        ):
            continue
        examples = next(
            (n for path, n in FEWER.items() if operation.path.startswith(path)), EXAMPLES
        )

        @hypothesis.settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        holds()


def _described(client: TestClient) -> set[tuple[str, str]]:
    """Every operation of the API that the application describes: none may slip out of the test
    above.
    """
    paths = client.get("/api/openapi.json").json()["paths"]
    return {
        (method.upper(), path)
        for path, methods in paths.items()
        if path.startswith("/api/")
        for method in methods
    }
