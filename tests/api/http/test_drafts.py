"""The drafts over HTTP, as a page or a program uses them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from api.app import create_app
from api.deps.database import DatabaseHolder
from assistant.exports.formats import EXPORTERS
from assistant.forms.form import FORM
from assistant.forms.line import Theme
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from assistant.store.database import FILE

SITUATION = yaml.safe_load(
    (ROOT / "tests/data/situations/tms-logistique.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def app_settings(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The real index, and a folder of its own for what is saved."""
    return built.model_copy(
        update={"vectors": "exact", "data": tmp_path_factory.mktemp("brouillons")}
    )


@pytest.fixture(scope="module")
def client(built: Settings, app_settings: Settings) -> Iterator[TestClient]:
    """A browser session."""
    app = create_app(built.model_copy(update={"vectors": "exact"}))
    app.state.database = DatabaseHolder(app_settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    app.state.database.close()


@pytest.fixture(scope="module")
def form(assistant: Assistant) -> dict[str, Any]:
    """A fiche as the assistant drafts it, in JSON."""
    drafted: dict[str, Any] = json.loads(
        FORM.dump_json(
            assistant.drafting.draft(
                assistant.drafting.situation(SITUATION), "fiche", Theme.MSD
            ).form
        )
    )
    return drafted


@pytest.fixture
def draft(client: TestClient, form: dict[str, Any]) -> str:
    """The identifier of a new draft of the session."""
    created = client.post("/api/drafts", json={"form": form, "note": "avant la CMT"})
    assert created.status_code == 200, created.text
    return str(created.json()["draft"]["id"])


def test_a_draft_is_saved_opened_edited_and_compared(
    client: TestClient, draft: str, form: dict[str, Any]
) -> None:
    """The whole path, each answer with the version to name next."""
    opened = client.get(f"/api/drafts/{draft}").json()
    assert (
        opened["form"] == form
        and opened["draft"]["version"] == 1
        and opened["version"]["note"] == "avant la CMT"
        and "moyens.1.jours" in opened["missing"]
    )
    edited = client.patch(
        f"/api/drafts/{draft}/lines",
        json={"version": 1, "key": "moyens.1.jours", "text": "6 jours par an"},
    ).json()
    assert (
        edited["draft"]["version"] == 2
        and "moyens.1.jours" not in edited["missing"]
        and edited["form"]["moyens"][1]["jours"]["origin"] == "saisie"
    )
    added = client.post(
        f"/api/drafts/{draft}/lines", json={"version": 2, "key": "diagnostic", "text": "Constat"}
    ).json()
    removed = client.post(
        f"/api/drafts/{draft}/lines/remove", json={"version": 3, "key": "diagnostic.0"}
    ).json()
    assert (added["draft"]["version"], removed["draft"]["version"]) == (3, 4)
    told = client.get(f"/api/drafts/{draft}/compare", params={"before": 1, "after": 4}).json()
    last = f"diagnostic.{len(form['diagnostic']['lines']) - 1}"
    assert [(each["key"], each["kind"]) for each in told] == [
        ("diagnostic.0", "supprimée"),
        (last, "ajoutée"),
        ("moyens.1.jours", "modifiée"),
    ]
    assert client.get(f"/api/drafts/{draft}", params={"version": 1}).json()["form"] == form
    restored = client.post(f"/api/drafts/{draft}/restore", json={"version": 4, "number": 1}).json()
    assert restored["form"] == form and restored["draft"]["version"] == 5
    named = client.put(f"/api/drafts/{draft}/versions/4/note", json={"note": "relue"}).json()
    assert [each["note"] for each in named] == ["", "relue", "", "", "avant la CMT"]
    assert [each["id"] for each in client.get("/api/drafts").json()][0] == draft


def test_two_windows_on_one_draft_get_409_and_nothing_is_overwritten(
    client: TestClient, draft: str
) -> None:
    """The sentence says which version is there."""
    line = {"version": 1, "key": "cibles.tailles", "text": "Le premier"}
    assert client.patch(f"/api/drafts/{draft}/lines", json=line).status_code == 200
    late = client.patch(f"/api/drafts/{draft}/lines", json=line | {"text": "Le second"})
    assert late.status_code == 409 and "version 2" in late.json()["detail"]
    assert (
        client.get(f"/api/drafts/{draft}").json()["form"]["cibles"]["tailles"]["text"]
        == "Le premier"
    )


def test_autosave_does_not_make_a_version_a_keystroke(client: TestClient, draft: str) -> None:
    """Ten saves, one version beside the first."""
    for n in range(1, 11):
        line = {"version": n, "key": "cibles.tailles", "text": f"frappe {n}", "autosave": True}
        assert client.patch(f"/api/drafts/{draft}/lines", json=line).status_code == 200
    assert [each["number"] for each in client.get(f"/api/drafts/{draft}/versions").json()] == [
        11,
        1,
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"version": 1, "key": "rien", "text": "x"}, "rien"),
        ({"version": 1, "key": "identification.debut", "text": "demain"}, "date"),
        ({"version": 1, "key": "cibles.tailles", "text": " "}, "1 à 10000"),
        ({"version": 0, "key": "cibles.tailles", "text": "x"}, "version"),
        ({"key": "cibles.tailles", "text": "x"}, "version"),
        ({"version": 1, "key": "cibles.tailles", "text": "\ud800"}, "text"),
    ],
    ids=["clé", "date", "vide", "zéro", "sans version", "demi-caractère"],
)
def test_a_line_that_does_not_fit_is_one_sentence(
    client: TestClient, draft: str, line: dict[str, Any], sentence: str
) -> None:
    """422, and the draft stays at its version."""
    sent = client.patch(
        f"/api/drafts/{draft}/lines",
        content=json.dumps(line),
        headers={"content-type": "application/json"},
    )
    assert sent.status_code == 422 and sentence in sent.json()["detail"]
    assert client.get(f"/api/drafts/{draft}").json()["draft"]["version"] == 1


def test_a_form_with_a_forged_citation_is_not_saved(
    client: TestClient, draft: str, form: dict[str, Any]
) -> None:
    """Neither as a new draft nor in the place of another: what is shown as the national model is
    the national model.
    """
    forged = json.loads(json.dumps(form))
    forged["pst4"]["axe"]["citations"][0]["label"] = "Code du travail, article L. 1"
    for sent in (
        client.post("/api/drafts", json={"form": forged}),
        client.put(f"/api/drafts/{draft}", json={"form": forged, "version": 1}),
    ):
        assert sent.status_code == 422 and "pst4.axe" in sent.json()["detail"]
    replaced = client.put(
        f"/api/drafts/{draft}", json={"form": form, "version": 1, "note": "relue"}
    ).json()
    assert replaced["version"]["cause"] == "remplacement" and replaced["draft"]["version"] == 2


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "poème"},
        {"kind": "fiche", "theme": "tms"},
        {"kind": "fiche", "theme": "yoga"},
        [],
        "x",
        None,
    ],
    ids=str,
)
def test_what_is_not_a_form_is_one_sentence(client: TestClient, given: object) -> None:
    """422 that names the fields, at most five."""
    sent = client.post("/api/drafts", json={"form": given})
    assert (
        sent.status_code == 422
        and sent.json()["detail"].startswith("Requête incorrecte")
        and len(sent.json()["detail"]) < 400
    )


@pytest.mark.parametrize("format", list(EXPORTERS))
def test_a_draft_is_exported_in_every_format(client: TestClient, draft: str, format: str) -> None:
    """With its media type and a file name of plain letters."""
    file = client.get(f"/api/drafts/{draft}/export", params={"format": format})
    assert (
        file.status_code == 200
        and file.headers["content-type"].startswith(EXPORTERS[format].media.split(";")[0])
        and len(file.content) > 500
    )
    assert (
        file.headers["content-disposition"]
        == f'attachment; filename="brouillon-{draft}-v1.{format}"'
    )


def test_a_deleted_draft_answers_as_one_that_never_was(client: TestClient, draft: str) -> None:
    """404 in the same words."""
    assert client.delete(f"/api/drafts/{draft}").json() == {"erased": 1}
    gone, never = client.get(f"/api/drafts/{draft}"), client.get("/api/drafts/" + "0" * 12)
    assert gone.status_code == never.status_code == 404 and gone.text.replace(
        draft, "X"
    ) == never.text.replace("0" * 12, "X")


def test_a_session_erases_all_that_it_left(
    client: TestClient, app_settings: Settings, form: dict[str, Any]
) -> None:
    """And no byte of it stays in the base, while the server runs."""
    client.cookies.clear()
    client.post("/api/drafts", json={"form": form, "note": "marque-9d41c7"})
    assert b"marque-9d41c7" in b"".join(
        path.read_bytes() for path in app_settings.data.glob(f"{FILE}*")
    )
    assert client.request("DELETE", "/api/session").json() == {"erased": 1}
    assert client.get("/api/drafts").json() == []
    assert b"marque-9d41c7" not in b"".join(
        path.read_bytes() for path in app_settings.data.glob(f"{FILE}*")
    )


def test_a_base_that_does_not_open_is_said_and_the_rest_serves(
    built: Settings, app_settings: Settings
) -> None:
    """503 and a sentence for what is saved; documents are served; once the base is back, so are the
    drafts.
    """
    bad = app_settings.data / "abimee"
    bad.mkdir()
    (bad / FILE).write_bytes(b"pas une base" * 500)
    app = create_app(built.model_copy(update={"vectors": "exact"}))
    app.state.database = DatabaseHolder(app_settings.model_copy(update={"data": bad}))
    with TestClient(app, raise_server_exceptions=False) as client:
        refused = client.get("/api/drafts")
        assert refused.status_code == 503 and "endommagée" in refused.json()["detail"]
        assert client.get("/api/documents").status_code == 200
        (bad / FILE).unlink()
        assert client.get("/api/drafts").json() == []
    app.state.database.close()
