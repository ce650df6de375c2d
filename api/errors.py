"""Errors as readers see them: one French sentence, in JSON for the API and in a page for the
rest.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import web
from api.schemas.answers import Problem
from api.texts import error_texts
from assistant.errors import CpomError

MACHINE = ("/api", "/healthz", "/readyz")
FAULTS: Mapping[str, str] = {"missing": "manque", "extra_forbidden": "est inconnu"}
NAMED = 5


def describe_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of the errors that a route may answer."""
    return {
        status: {"model": Problem, "description": error_texts().meanings[status]}
        for status in sorted({*statuses, 500})
    }


def documented_beside_a_stream(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same for a route that streams: its errors are JSON all the same, which FastAPI would
    describe as events.
    """
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"content": content, "description": error_texts().meanings[status]}
        for status in sorted({*statuses, 500})
    }


def sentence_for(status: int) -> str:
    """What is sentences of an error of that status when nothing more precise is known."""
    return error_texts().sentences[status]


def too_large(limit: int) -> str:
    """What is sentences of a body over the limit."""
    return f"La requête est trop grosse : {limit} octets au plus."


def response(
    path: str, status: int, sentence: str, headers: Mapping[str, str] | None = None
) -> Response:
    """An error in the form that fits the address."""
    sentence = _encodable(sentence)
    if path.startswith(MACHINE):
        return JSONResponse(Problem(detail=sentence).model_dump(), status, headers)
    return HTMLResponse(web.error(status, sentence), status, headers)


def install(app: FastAPI) -> None:
    """Make the application answer every error with one French sentence: the assistant's errors,
    malformed requests and those that HTTP defines.
    """
    app.add_exception_handler(CpomError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, CpomError)
    return response(request.url.path, error.http_status, str(error))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return response(request.url.path, 400, sentence_for(400))
    return response(request.url.path, 422, sentence_of(faults))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return response(
        request.url.path,
        error.status_code,
        error_texts().sentences.get(error.status_code, error.detail),
        error.headers,
    )


def sentence_of(faults: Sequence[Mapping[str, Any]]) -> str:
    """One sentence that names the fields at fault; `faults` are Pydantic's."""
    sentences = list(
        dict.fromkeys(
            f"« {_name(fault['loc'])} » {FAULTS.get(fault['type'], 'est mal formé')}"
            for fault in faults
        )
    )
    more = f" et {len(sentences) - NAMED} autres" if len(sentences) > NAMED else ""
    return f"Requête incorrecte : {', '.join(sentences[:NAMED])}{more}."


def _name(place: Sequence[str | int]) -> str:
    """A field as its sender wrote it: `history.0.question`."""
    return ".".join(str(part)[:40] for part in place[1:]) or "corps de la requête"


def _encodable(sentence: str) -> str:
    """A lone surrogate in what was sent must not break the answer that quotes it."""
    return sentence.encode("utf-8", errors="replace").decode("utf-8")
