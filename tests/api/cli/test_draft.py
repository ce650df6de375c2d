"""Drafts at the command line and over HTTP, and the shapes that go with them."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.drafting.schema import described_kinds, schema_of
from assistant.forms.form import FORM
from assistant.settings import ROOT, Settings
from tests.assistant.drafting.form_examples import FOLDER, given

Run = Callable[..., subprocess.CompletedProcess[str]]
RICH = str(FOLDER / "tms-logistique.yaml")


def test_a_fiche_comes_out_as_json_and_what_is_left_is_said_apart(cpom: Run) -> None:
    """The standard output is the form and nothing else; the error output says how many lines are to
    be filled in.
    """
    done = cpom("draft", "fiche", "--theme", "tms", "--situation", RICH)
    assert done.returncode == 0, done.stderr
    form = FORM.validate_json(done.stdout)
    assert (
        form.kind == "fiche"
        and "à compléter" in done.stderr
        and "À regarder (moyens.1.pilote)" in done.stderr
    )


def test_several_fiches_go_to_a_folder_in_the_format_asked(cpom: Run, tmp_path: Path) -> None:
    """One file a theme; two formats would be no better than one."""
    done = cpom(
        "draft",
        "fiche",
        "--theme",
        "tms",
        "--theme",
        "pdp",
        "--situation",
        RICH,
        "--format",
        "md",
        "--out",
        str(tmp_path / "fiches"),
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "fiches").iterdir()) == [
        "fiche-pdp.md",
        "fiche-tms.md",
    ]
    refused = cpom(
        "draft", "fiche", "--theme", "tms", "--theme", "pdp", "--situation", RICH, "--format", "md"
    )
    assert refused.returncode == 2 and "--out" in refused.stderr


def test_a_bad_situation_is_refused_line_by_line(cpom: Run, tmp_path: Path) -> None:
    """One line a fault, each under its field; nothing on the standard output; exit code 2."""
    (tmp_path / "s.yaml").write_text(
        (
            "service: X\nregion: Ocitanie\nthemes: [tms]\nsalaries: -1\ndebut: "
            "2026-01-01\nfin: 2033-01-01\n"
        ),
        encoding="utf-8",
    )
    done = cpom("draft", "contrat", "--situation", str(tmp_path / "s.yaml"))
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(" : ")[0] for line in done.stderr.splitlines()] == [
        "salaries",
        "region",
        "fin",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "introuvable"), (b"\xff\xfe", "UTF-8"), (b"a: [", "YAML"), (b"- 1", "situation")],
)
def test_a_file_that_is_no_situation_is_refused_in_a_sentence(
    cpom: Run, tmp_path: Path, content: bytes | None, words: str
) -> None:
    """Absent, not UTF-8, broken, or a list."""
    if content is not None:
        (tmp_path / "s.yaml").write_bytes(content)
    done = cpom("draft", "suivi", "--situation", str(tmp_path / "s.yaml"))
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


def test_without_a_file_nor_a_terminal_the_file_is_asked_for(cpom: Run) -> None:
    """A program that forgets the situation does not hang."""
    done = cpom("draft", "protocole")
    assert done.returncode == 2 and "--situation" in done.stderr


def test_on_a_terminal_the_questions_are_asked_in_french(built: Settings, tmp_path: Path) -> None:
    """Service and region, the rest left empty: a fiche is written all the same."""
    keyboard, terminal = pty.openpty()
    out = tmp_path / "fiche.json"
    command = [
        sys.executable,
        "-m",
        "api.cli.main",
        "draft",
        "fiche",
        "--theme",
        "rps",
        "--out",
        str(out),
    ]
    env = {**os.environ, "CPOM_DATA": str(built.data)}
    with subprocess.Popen(
        command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=ROOT
    ) as process:
        os.write(
            keyboard,
            "SIST d’Essai\nmartinique\n\n1er mars 2026\n\nhôtellerie, commerce\n\n".encode(),
        )
        _, asked = process.communicate(timeout=60)
    os.close(keyboard)
    os.close(terminal)
    assert process.returncode == 0, asked.decode()
    form = json.loads(out.read_bytes())
    assert (
        form["identification"]["debut"]["value"] == "2026-03-01"
        and form["cibles"]["secteurs"]["text"] == "hôtellerie, commerce"
    )
    assert "Région (région du service ; Auvergne-Rhône-Alpes" in asked.decode()


@pytest.mark.parametrize("kind", sorted(described_kinds()))
def test_the_schema_is_french_and_describes_every_field(kind: str) -> None:
    """Each field has a description, and no English docstring of the code is left in it."""
    schema = schema_of(kind)  # type: ignore[arg-type]
    assert schema["title"] and schema["description"]
    definitions = [*schema.get("$defs", {}).values(), schema]
    fields = [
        (name, field)
        for definition in definitions
        for name, field in definition.get("properties", {}).items()
    ]
    assert len(fields) > 10 and all(field.get("description") for _, field in fields), [
        name for name, field in fields if not field.get("description")
    ]
    assert not any("description" in definition for definition in schema.get("$defs", {}).values())


def test_the_schema_is_given_at_the_command_line(cpom: Run) -> None:
    """The same, as JSON."""
    assert json.loads(cpom("schema", "suivi").stdout) == schema_of("suivi")


def test_drafts_and_situations_obey_their_schema(client: TestClient) -> None:
    """Every form of a rich situation validates against the schema given to other programs, and so
    does the situation; a bad one does not.
    """
    import jsonschema

    situation = json.loads(json.dumps(given("tms-logistique"), default=str)) | {
        "signature": "2025-12-15"
    }
    jsonschema.validate(situation, schema_of("situation"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(situation | {"salaries": -1}, schema_of("situation"))
    for kind in ("fiche", "contrat", "suivi", "protocole"):
        form = client.post(
            "/api/drafts/preview", json={"kind": kind, "theme": "tms", "situation": situation}
        ).json()["form"]
        jsonschema.validate(form, schema_of(kind))


def test_a_preview_is_a_form_its_sheet_and_what_to_look_at(client: TestClient) -> None:
    """Nothing is saved; the key of each finding is that of a line or a rubric of the sheet."""
    sent: dict[str, Any] = {
        "kind": "fiche",
        "situation": {"service": "SIST", "region": "Corse", "themes": ["chutes"]},
    }
    reply = client.post("/api/drafts/preview", json=sent)
    assert reply.status_code == 200
    got = reply.json()
    keys = {section["key"] for section in got["sheet"]["sections"]} | {
        row["key"]
        for s in got["sheet"]["sections"]
        if s["table"]
        for line in s["table"]["rows"]
        for row in line
    }
    assert got["findings"] and {finding["where"] for finding in got["findings"]} <= keys
    assert client.get("/api/drafts").json() == []


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (
            {
                "kind": "fiche",
                "situation": {
                    "service": "S",
                    "region": "Ocitanie",
                    "themes": ["tmss"],
                    "salaries": -1,
                },
            },
            ["region", "themes.1", "salaries"],
        ),
        ({"kind": "fiche", "situation": {"service": "S", "region": "Corse"}}, ["themes"]),
        (
            {
                "kind": "contrat",
                "situation": {"service": "S", "region": "Corse", "themes": ["pdp"]},
            },
            ["volet 2"],
        ),
        ({"kind": "lettre", "situation": {}}, ["kind"]),
        ({"kind": "fiche", "situation": "SIST"}, ["situation"]),
    ],
)
def test_a_bad_request_is_one_problem_that_names_every_field(
    client: TestClient, sent: dict[str, Any], words: list[str]
) -> None:
    """422, in French, all faults at once."""
    reply = client.post("/api/drafts/preview", json=sent)
    assert reply.status_code == 422
    assert all(word in reply.json()["detail"] for word in words)


def test_the_mode_asked_for_is_the_one_used(cpom: Run) -> None:
    """Without a model, `model` is refused in a sentence, before anything is written, and
    `extractive` changes nothing.
    """
    refused = cpom("draft", "fiche", "--theme", "tms", "--situation", RICH, "--mode", "model")
    assert (refused.returncode, refused.stdout) == (2, "") and "CPOM_LLM_URL" in refused.stderr
    done = cpom("draft", "fiche", "--theme", "tms", "--situation", RICH, "--mode", "extractive")
    assert (
        done.returncode == 0
        and done.stdout == cpom("draft", "fiche", "--theme", "tms", "--situation", RICH).stdout
    )
