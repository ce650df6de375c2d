"""Whose is whose: every route that names a saved object, by every actor, on an object of every
owner.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from api.app import create_app
from api.deps.access import LOCAL_ACTOR, Act, Actor, Own, is_allowed, owner_filter
from api.deps.database import DatabaseHolder
from api.deps.session import COOKIE, owner_of
from assistant.domain import Question
from assistant.forms.fiche import Commitments, FicheLibre
from assistant.forms.form import FORM
from assistant.forms.line import Rubric
from assistant.settings import Settings
from assistant.store import conversations, drafts, questions, ratings
from assistant.store.nouns import Owned
from tests.assistant import samples

# Addresses that name what everybody may read: the corpus, and what was written for all.
PUBLIC = (
    "/api/documents/{id}",
    "/api/passages/{id:path}",
    "/passages/",
    "/sources/",
    "/decouvrir/",
)


def _all(routes: Sequence[BaseRoute]) -> Iterator[APIRoute]:
    """The routes of an application, those of its rooms included."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif isinstance(room := getattr(route, "original_router", None), APIRouter):
            yield from _all(room.routes)


def _routes() -> Iterator[tuple[APIRoute, str]]:
    """Every route whose address holds a parameter, by method."""
    for route in _all(create_app(Settings(_env_file=None)).routes):
        if "{" in route.path:
            yield from ((route, method) for method in sorted(route.methods))


def _own(dependant: Dependant) -> Own | None:
    """The permission that a route asks for, itself or through what it depends on."""
    for each in dependant.dependencies:
        found = each.call if isinstance(each.call, Own) else _own(each)
        if isinstance(found, Own):
            return found
    return None


ROUTES = list(_routes())
OBJECT_ROUTES = [(route, method, own) for route, method in ROUTES if (own := _own(route.dependant))]


@pytest.mark.parametrize(("route", "method"), ROUTES, ids=lambda each: getattr(each, "path", each))
def test_every_route_with_a_name_in_its_address_asks_permission_or_is_public(
    route: APIRoute, method: str
) -> None:
    """A new route on a saved object that does not go through `Own` fails here; so does one that
    changes what it only asked to read.
    """
    own = _own(route.dependant)
    assert own or route.path.startswith(PUBLIC), (
        f"{method} {route.path}: whose is it? Take its id by ReadDraft, "
        "WriteDraft…, or name it in PUBLIC."
    )
    if own:
        assert "{id}" in route.path
        judged = own.kind == "pair" and method == "POST"  # a verdict is its rater's own
        assert method in {"GET", "HEAD"} or own.act is Act.WRITE or judged, (
            f"{method} {route.path} changes what it only asked to read"
        )


OWNERS = ("moi", "autre", "tiers")
RULE = [
    (actor, owned, shared, act, actor == owned or (shared and act is Act.READ))
    for actor, owned, shared, act in product(OWNERS, OWNERS, (False, True), Act)
]


@pytest.mark.parametrize(("actor", "owned", "shared", "act", "may"), RULE)
def test_the_rule(actor: str, owned: str, shared: bool, act: Act, may: bool) -> None:
    """One's own, or what is shared and only read; the command line all; nobody what does not
    exist.
    """
    thing = Owned(owner=owned, shared=shared)
    assert is_allowed(Actor(owner=actor), thing, act) is may
    assert (
        is_allowed(LOCAL_ACTOR, thing, act)
        and not is_allowed(LOCAL_ACTOR, None, act)
        and not is_allowed(Actor(owner=actor), None, act)
    )


def test_a_list_is_of_ones_own() -> None:
    """Everybody's is for the command line alone."""
    assert owner_filter(Actor(owner="moi")) == "moi" and owner_filter(LOCAL_ACTOR) is None


@pytest.fixture(scope="module")
def client(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application whose index is the real one and whose database is new."""
    app = create_app(built.model_copy(update={"vectors": "exact"}))
    app.state.database = DatabaseHolder(
        built.model_copy(update={"data": tmp_path_factory.mktemp("acces")})
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    app.state.database.close()


def _of(client: TestClient, session: str) -> str:
    """The owner that a session is."""
    from starlette.requests import Request

    return owner_of(
        Request({"type": "http", "headers": [(b"cookie", f"{COOKIE}={session}".encode())]})
    )


RUBRICS = [
    field.alias or name
    for name, field in FicheLibre.model_fields.items()
    if field.annotation is Rubric
]
MINE, THEIRS = "m" * 43, "t" * 43


def _cookie(session: str) -> dict[str, bytes]:
    return {"cookie": f"{COOKIE}={session}".encode()} if session else {}


def _made(client: TestClient, kind: str, session: str, shared: bool = False) -> str:
    """An object of that kind, of that session."""
    database, whose = client.app.state.database.current(), _of(client, session)  # type: ignore[attr-defined]
    if kind == "draft":
        return drafts.create_draft(database, whose, PLAIN).draft.id
    if kind == "conversation":
        id = conversations.start_conversation(database, whose, "Titre").id
        conversations.add_turn(database, id, "q", "r", "{}")
        return id
    if kind == "pair":
        return ratings.save_pair(
            database, whose, samples.pair(f"Phrase de {session}, {shared}"), shared=shared
        ).id
    return questions.save_question(database, whose, Question(text="q"), "{}", "g").id


# A form that cites nothing.
PLAIN = samples.fiche(
    FicheLibre,
    **{name: samples.rubric(samples.typed("Constat")) for name in RUBRICS},
    engagements=Commitments(),
    titre=samples.typed("Bruit"),
)

# What each route must be sent to do something; the others need nothing.
BODIES: dict[tuple[str, str], object] = {
    ("PUT", "/api/drafts/{id}"): {"version": 1, "form": FORM.dump_python(PLAIN, mode="json")},
    ("PATCH", "/api/drafts/{id}/lines"): {"version": 1, "key": "titre", "text": "Volé"},
    ("POST", "/api/drafts/{id}/lines"): {"version": 1, "key": "diagnostic", "text": "Volé"},
    ("POST", "/api/drafts/{id}/lines/remove"): {"version": 1, "key": "diagnostic.0"},
    ("PUT", "/api/drafts/{id}/versions/{number}/note"): {"note": "Volé"},
    ("POST", "/api/drafts/{id}/restore"): {"version": 1, "number": 1},
}
QUERIES = {
    "/api/drafts/{id}/compare": "?before=1&after=1",
    "/api/drafts/{id}/export": "?format=json",
}


def _sent(
    client: TestClient, route: APIRoute, method: str, id: str, session: str
) -> tuple[int, str]:
    """The status and the body that a session gets for an object; its name is taken out, so that
    only the words are compared.
    """
    path = route.path.replace("{id}", id).replace("{number}", "1").replace(
        "{format}", "md"
    ) + QUERIES.get(route.path, "")
    sent = client.request(
        method,
        path,
        json=BODIES.get((method, route.path)),
        headers=_cookie(session),
        follow_redirects=False,
    )
    client.cookies.clear()
    return sent.status_code, sent.text.replace(id, "X")


@pytest.mark.parametrize(
    ("route", "method", "own"),
    OBJECT_ROUTES,
    ids=[f"{method} {route.path}" for route, method, _ in OBJECT_ROUTES],
)
def test_what_is_anothers_answers_as_what_does_not_exist(
    client: TestClient, route: APIRoute, method: str, own: Own
) -> None:
    """On every object route: 404 and the same words for another session, for none, and for no
    object; the owner alone is served, and finds it unchanged.
    """
    id, absent = _made(client, own.kind, MINE), "0" * 12
    before = client.app.state.database.current()  # type: ignore[attr-defined]
    refused = {
        _sent(client, route, method, name, session)
        for name, session in product((id, absent), (THEIRS, "", "forgé"))
    } | {_sent(client, route, method, absent, MINE)}
    assert len(refused) == 1 and next(iter(refused))[0] == 404
    if own.kind == "draft":
        assert (
            drafts.read_draft(before, id).draft.head == 1
            and drafts.read_draft(before, id).form == PLAIN
        )
    status, _ = _sent(client, route, method, id, MINE)
    assert status != 404 and status < 500


@pytest.mark.parametrize(
    ("route", "method", "own"),
    [each for each in OBJECT_ROUTES if each[0].path.startswith("/api/drafts")],
    ids=lambda each: getattr(each, "path", each),
)
def test_the_owner_is_served(client: TestClient, route: APIRoute, method: str, own: Own) -> None:
    """Each route of the drafts does its work for whose they are."""
    assert _sent(client, route, method, _made(client, own.kind, MINE), MINE)[0] == 200


def test_the_matrix_is_not_empty() -> None:
    """Were the routes not found, the tests above would say nothing."""
    assert len([own for _, _, own in OBJECT_ROUTES if own.kind == "draft"]) >= 11 and {
        own.kind for *_, own in OBJECT_ROUTES
    } >= {"draft"}
    assert set(BODIES) <= {(method, route.path) for route, method in ROUTES}


def test_a_session_is_given_once_and_hidden_from_the_database(client: TestClient) -> None:
    """A cookie that scripts and other sites cannot use; the same session is not given another; the
    database knows only its fingerprint.
    """
    first = client.get("/api/drafts")
    name = first.cookies[COOKIE]
    written = first.headers["set-cookie"]
    assert (
        len(name) == 43
        and "HttpOnly" in written
        and "SameSite=Strict" in written
        and "Path=/" in written
        and "Secure" not in written
    )
    assert first.headers["cache-control"] == "no-store"
    client.cookies.clear()
    again = client.get("/api/drafts", headers=_cookie(name))
    assert "set-cookie" not in again.headers and again.headers["cache-control"] == "no-store"
    client.cookies.clear()
    created = client.post(
        "/api/drafts", json={"form": FORM.dump_python(PLAIN, mode="json")}, headers=_cookie(name)
    )
    client.cookies.clear()
    database = client.app.state.database.current()  # type: ignore[attr-defined]
    owners = {draft.owner for draft in drafts.list_drafts(database, None)}
    assert created.status_code == 200 and _of(client, name) in owners and name not in str(owners)


@pytest.mark.parametrize("sent", ["court", "é" * 43, "a" * 44, "a" * 42 + ";", ""])
def test_a_cookie_that_we_did_not_write_is_replaced(client: TestClient, sent: str) -> None:
    """Whatever it holds, the answer is an empty list and a new session."""
    answer = client.get("/api/drafts", headers={"cookie": f"{COOKIE}={sent}".encode()})
    client.cookies.clear()
    assert answer.status_code == 200 and answer.json() == [] and len(answer.cookies[COOKIE]) == 43


def test_over_https_the_cookie_is_for_https_alone(client: TestClient) -> None:
    """`Secure` is said."""
    assert "; Secure" in client.get("https://testserver/api/drafts").headers["set-cookie"]
    client.cookies.clear()


@pytest.mark.parametrize(
    "address", ["/healthz", "/api/documents", "/static/style.css", "/api/openapi.json"]
)
def test_what_belongs_to_nobody_gives_no_cookie(client: TestClient, address: str) -> None:
    """A session begins where something of it is shown or kept."""
    assert "set-cookie" not in client.get(address).headers
