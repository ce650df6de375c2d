"""Files over HTTP and from the command line: what is asked for comes, what is forged does not."""

import io
import json
from pathlib import Path

import pytest
from docx import Document
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli.main import app
from assistant.exports.export import export_bytes
from assistant.exports.formats import EXPORTERS
from assistant.forms.fiche import FicheTms
from assistant.settings import Settings
from tests.assistant.samples import fiche, table

FORM = fiche(FicheTms)
BODY = json.loads(export_bytes(FORM, "json"))
HEADS = {"json": b"{", "md": b"# ", "docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}


@pytest.mark.parametrize("format", EXPORTERS)
def test_an_answer_and_a_form_come_as_files(client: TestClient, format: str) -> None:
    """With their media type and a name to save them under."""
    answer = client.post(
        f"/api/ask/export?format={format}",
        json={"question": "Qui est consulté avant la conclusion d’un CPOM ?"},
    )
    form = client.post(f"/api/forms/export?format={format}", json=BODY)
    for response, name in ((answer, "reponse"), (form, "fiche")):
        assert response.status_code == 200 and response.content.startswith(HEADS[format])
        assert (
            response.headers["content-type"] == EXPORTERS[format].media
            and f'{name}.{format}"' in response.headers["content-disposition"]
        )


def test_a_form_with_a_forged_quotation_is_no_file(client: TestClient) -> None:
    """Nothing leaves as the national model that the instruction does not say."""
    forged = json.loads(json.dumps(BODY))
    forged["pst4"]["objectif"]["text"] = "Le CPOM dure dix ans"
    response = client.post("/api/forms/export?format=pdf", json=forged)
    assert response.status_code == 422 and "pst4.objectif" in response.json()["detail"]
    assert client.post("/api/forms/export?format=odt", json=BODY).status_code == 422


def test_a_region_comes_as_a_workbook(client: TestClient) -> None:
    """Two services make one; the same twice is refused in a sentence."""
    tables = [json.loads(export_bytes(table(name), "json")) for name in ("AIST 03", "Santé Sud")]
    assert client.post("/api/forms/region", json=tables).content.startswith(b"PK")
    response = client.post("/api/forms/region", json=[tables[0], tables[0]])
    assert response.status_code == 422 and "AIST 03" in response.json()["detail"]


def test_an_edited_word_file_comes_back_as_a_form(client: TestClient) -> None:
    """One changed line, told with its key; a file of another origin is refused."""
    document = Document(io.BytesIO(export_bytes(FORM, "docx")))
    next(
        each for each in document.element.iter() if each.text == "Transport, logistique"
    ).text = "Transport routier"
    out = io.BytesIO()
    document.save(out)
    read = client.post("/api/forms/reread", files={"file": ("fiche.docx", out.getvalue())}).json()
    assert [(each["key"], each["after"]["origin"]) for each in read["changes"]] == [
        ("cibles.secteurs", "saisie")
    ]
    assert read["form"]["cibles"]["secteurs"]["text"] == "Transport routier"
    assert (
        client.post("/api/forms/reread", files={"file": ("x.docx", b"PK rien")}).status_code == 422
    )


def test_the_command_line_exports_rereads_and_consolidates(
    built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form to Word and back is the same form; two tables make a workbook; the format is that of
    the file's name.
    """
    monkeypatch.setenv("CPOM_DATA", str(built.data))
    run = CliRunner()
    source, word, back, region = (
        str(tmp_path / name) for name in ("fiche.json", "fiche.docx", "retour.json", "region.xlsx")
    )
    Path(source).write_bytes(export_bytes(FORM, "json"))
    assert run.invoke(app, ["export", source, "--out", word]).exit_code == 0
    told = run.invoke(app, ["reread", word, "--out", back])
    assert (
        told.exit_code == 0
        and "Lignes changées : 0." in told.output
        and Path(back).read_bytes() == Path(source).read_bytes()
    )
    tables = [str(tmp_path / f"{n}.json") for n in range(2)]
    for n, path in enumerate(tables):
        Path(path).write_bytes(export_bytes(table(f"Service {n}"), "json"))
    assert run.invoke(app, ["consolidate", *tables, "--out", region]).exit_code == 0 and Path(
        region
    ).read_bytes().startswith(b"PK")
    answer = tmp_path / "reponse.md"
    assert (
        run.invoke(
            app, ["ask", "Qui est consulté avant la conclusion d’un CPOM ?", "--out", str(answer)]
        ).exit_code
        == 0
    )
    assert "## Sources citées" in answer.read_text(encoding="utf-8")
