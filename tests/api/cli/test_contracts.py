"""Checks and comparisons at the command line."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli.main import app
from assistant.settings import ROOT, Settings

GOOD = ROOT / "tests/data/contrats/conforme.txt"
BAD = ROOT / "tests/data/contrats/mauvais.txt"


@pytest.fixture
def cpom(built: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on the built index, on a wide terminal."""
    monkeypatch.setenv("CPOM_DATA", str(built.data))
    monkeypatch.setenv("COLUMNS", "160")
    return CliRunner()


def test_a_check_is_told_in_french_the_worst_first(cpom: CliRunner) -> None:
    """The count, then what is not conforme before what is, with both citations."""
    shown = cpom.invoke(app, ["check", str(BAD), "--on", "2026-01-15"])
    assert shown.exit_code == 0, shown.output
    assert (
        shown.output.index("Non conforme (")
        < shown.output.index("À vérifier (")
        < shown.output.index("Conforme (")
        < shown.output.index("Conseils de l’IGAS")
    )
    assert (
        "sept ans" in shown.output
        and "période maximale de cinq ans" in shown.output
        and "Cherché dans" in shown.output
    )


def test_a_check_is_written_in_json(cpom: CliRunner, tmp_path: Path) -> None:
    """The file holds what the API gives: each rule with its verdict, its reason and both
    citations.
    """
    out = tmp_path / "controle.json"
    assert (
        cpom.invoke(
            app,
            [
                "check",
                "cpom-ciamt-2022",
                "--format",
                "json",
                "--out",
                str(out),
                "--on",
                "2026-01-15",
            ],
        ).exit_code
        == 0
    )
    found = json.loads(out.read_text(encoding="utf-8"))
    expired = next(check for check in found["checks"] if check["rule"]["id"] == "contrat-en-cours")
    assert (expired["verdict"], expired["contract"]["passage_id"]) == (
        "non conforme",
        "cpom-ciamt-2022/art-17#3",
    )
    assert expired["instruction"]["document_id"] == "instruction-2024-132"


def test_a_comparison_is_written_as_text(cpom: CliRunner, tmp_path: Path) -> None:
    """The file is what the terminal shows: themes, then rules, « absent » where a contract is
    silent.
    """
    out = tmp_path / "comparaison.txt"
    assert (
        cpom.invoke(app, ["compare", "cpom-ciamt-2022", str(GOOD), "--out", str(out)]).exit_code
        == 0
    )
    text = out.read_text(encoding="utf-8")
    assert (
        text.index("Thème par thème")
        < text.index("Règles dont les verdicts diffèrent")
        < text.index("Règles de même verdict")
        and "absent" in text
    )


@pytest.mark.parametrize(
    ("format", "begins"), [("md", b"#"), ("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")]
)
def test_a_check_is_a_document(cpom: CliRunner, tmp_path: Path, format: str, begins: bytes) -> None:
    """Markdown, Word, PDF and a workbook go to a file; without a file, what cannot be shown is
    refused with a sentence.
    """
    out = tmp_path / f"controle.{format}"
    assert (
        cpom.invoke(app, ["check", str(BAD), "--format", format, "--out", str(out)]).exit_code == 0
    )
    assert out.read_bytes().startswith(begins)
    without = cpom.invoke(app, ["check", str(BAD), "--format", format])
    assert without.exit_code == 0 if format == "md" else "--out" in str(without.exception)


def test_http_gives_the_same_check(client: TestClient, cpom: CliRunner) -> None:
    """A file sent over HTTP gets, under its own name, the JSON that the command line writes."""
    sent = client.post(
        "/api/check",
        params={"on": "2026-01-15"},
        files={"file": ("dossier/mauvais.txt", BAD.read_bytes())},
    )
    assert sent.status_code == 200, sent.text
    assert sent.json() == json.loads(
        cpom.invoke(app, ["check", str(BAD), "--format", "json", "--on", "2026-01-15"]).output
    )
