"""The command line: what it answers, and how it says that it cannot."""

import json
from pathlib import Path

import pytest


def test_a_question_is_answered_with_its_source(cpom) -> None:  # type: ignore[no-untyped-def]
    done = cpom("ask", "Quelle est la durée maximale d’un CPOM ?")
    assert done.returncode == 0
    assert "cinq ans" in done.stdout and "opposable" in done.stdout and "cpom show" in done.stdout


def test_json_is_the_common_form(cpom) -> None:  # type: ignore[no-untyped-def]
    reply = json.loads(cpom("ask", "Quelle est la durée maximale d’un CPOM ?", "--json").stdout)
    assert reply["status"] == "answered" and len(reply["retrieved"]) >= 20
    assert all(
        f"[{n}]" in reply["answer"]
        for statement in reply["statements"]
        for n in statement["citations"]
    )


def test_a_batch_keeps_going_after_a_bad_line_and_says_which(cpom, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    lines = [
        {"id": "q1", "question": "Qui est consulté avant la conclusion d’un CPOM ?"},
        {"id": "q2", "question": ""},
        {
            "id": "q3",
            "question": "Et l’ARS ?",
            "history": [
                {"question": "Qui est consulté avant la conclusion d’un CPOM ?", "answer": "…"}
            ],
            "as_of": "2025-01-01",
            "autre": 1,
        },
        {"id": "q4", "question": "xyzzy"},
    ]
    (tmp_path / "q.jsonl").write_text(
        "\n".join(
            [json.dumps(line) for line in lines[:2]]
            + ["{pas du json"]
            + [json.dumps(line) for line in lines[2:]]
        ),
        encoding="utf-8",
    )
    done = cpom("ask", "--batch", str(tmp_path / "q.jsonl"), "--out", str(tmp_path / "a.jsonl"))
    assert done.returncode == 1
    assert "Ligne 2" in done.stderr and "Ligne 3" in done.stderr
    replies = [
        json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [reply["id"] for reply in replies] == ["q1", "q3", "q4"]
    keys = [
        "id",
        "question",
        "standalone",
        "act",
        "status",
        "origin",
        "answer",
        "statements",
        "citations",
        "leads",
        "actions",
        "retrieved",
        "notices",
        "trace",
    ]
    shown = [[key for key in reply if key not in ("verdict", "table")] for reply in replies]
    assert shown == [keys] * 3 and all(len(reply["retrieved"]) >= 20 for reply in replies)
    assert set(replies[0]["citations"][0]) == {
        "n",
        "passage_id",
        "document_id",
        "label",
        "quote",
        "start",
        "end",
        "text",
    }
    assert replies[2]["status"] == "unclear" and replies[2]["statements"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ask", ""], 2, "vide"),
        (["ask", "a" * 100_000], 2, "trop longue"),
        (["ask", "x", "--inconnue"], 2, "Option inconnue"),
        (["ask", "x", "--filter", "couleur=rouge"], 2, "couleur=rouge"),
        (["ask", "x", "--filter", "document=absent-2030"], 2, "absent-2030"),
        (["ask", "x", "--filter", "date=demain"], 2, "demain"),
        (["ask", "--batch", "/nulle/part.jsonl", "--out", "/tmp/x.jsonl"], 2, "/nulle/part.jsonl"),
        (["ask", "--batch", "x.jsonl"], 2, "--out"),
        (["show", "instruction-2024-132/ZZ"], 2, "instruction-2024-132/ZZ"),
    ],
)
def test_bad_input_is_one_french_sentence_and_an_exit_code(
    cpom, arguments: list[str], code: int, words: str
) -> None:  # type: ignore[no-untyped-def]
    done = cpom(*arguments)
    assert done.returncode == code
    assert (
        words in done.stderr
        and "Traceback" not in done.stderr
        and len(done.stderr.strip().splitlines()) == 1
    )


def test_a_batch_never_overwrites_its_own_questions(cpom, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    questions = tmp_path / "q.jsonl"
    questions.write_text(
        '{"id": "q1", "question": "Quelle est la durée d’un CPOM ?"}\n', encoding="utf-8"
    )
    kept = questions.read_bytes()
    done = cpom("ask", "--batch", str(questions), "--out", str(questions))
    assert done.returncode == 2 and str(questions) in " ".join(done.stderr.split())
    assert questions.read_bytes() == kept


def test_a_binary_batch_is_refused(cpom, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "q.jsonl").write_bytes(bytes(range(256)) * 10)
    done = cpom("ask", "--batch", str(tmp_path / "q.jsonl"), "--out", str(tmp_path / "a.jsonl"))
    assert done.returncode == 2 and "UTF-8" in done.stderr


def test_without_an_index_the_first_question_builds_it_and_says_so(cpom, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """The announcement goes to the error stream, the answer alone to the output."""
    data = str(tmp_path / "rien")
    first = cpom("ask", "Quelle est la durée maximale d’un CPOM ?", CPOM_DATA=data)
    assert first.returncode == 0 and "cinq ans" in first.stdout
    assert data in first.stderr and "cpom ingest" in first.stderr
    assert "Premier lancement" not in first.stdout
    assert cpom("verify", CPOM_DATA=data).returncode == 0
    assert not cpom("show", "igas-2023-rapport/§45", CPOM_DATA=data).stderr


def test_a_wrong_setting_is_named(cpom) -> None:  # type: ignore[no-untyped-def]
    done = cpom("ask", "durée ?", CPOM_PORT="beaucoup")
    assert done.returncode == 2
    assert done.stderr == (
        "Réglage incorrect : CPOM_PORT doit être un nombre entier entre 1 et "
        "65535, en chiffres (port du serveur). "
        "Corrigez-le dans l’environnement ou dans le fichier .env.\n"
    )


def test_a_folder_that_cannot_be_written_is_said(cpom, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    done = cpom("ingest", CPOM_DATA=str(tmp_path / "fichier" / "donnees"))
    assert done.returncode == 1 and "fichier" in done.stderr and "Traceback" not in done.stderr


def test_sources_show_and_verify_speak_of_the_corpus(cpom) -> None:  # type: ignore[no-untyped-def]
    listed = cpom("sources", "--detail").stdout
    assert "instruction-2024-132/II.B#1" in listed and "[liste perdue]" in listed
    assert (
        "Instruction du 12 juillet 2024, II.B" in cpom("show", "instruction-2024-132/II.B#1").stdout
    )
    assert "clôt le passage" in cpom("show", "igas-2023-rapport/recommandation-1/encadré").stdout
    assert "intact" in cpom("verify").stdout


def test_a_quotation_is_whole_where_a_program_reads_it(cpom) -> None:  # type: ignore[no-untyped-def]
    """Piped, no line is folded: each citation of the reply is found as it is in the output."""
    question = "Combien de SPSTI agréés l’IGAS a-t-elle dénombrés ?"
    reply = json.loads(cpom("ask", question, "--json").stdout)
    shown = cpom("ask", question, COLUMNS="40").stdout
    assert reply["citations"]
    assert all(f"« {citation['quote']} »" in shown for citation in reply["citations"])


def test_a_check_piped_gives_whole_quotations(cpom) -> None:  # type: ignore[no-untyped-def]
    """Piped, a check is lines and not a table: both sources of each rule are whole."""
    words = ("check", "cpom-ciamt-2022", "--on", "2026-01-15")
    found = json.loads(cpom(*words, "--format", "json").stdout)
    shown = cpom(*words, COLUMNS="40").stdout
    assert found["checks"] and "│" not in shown
    assert all(f"« {check['instruction']['quote']} »" in shown for check in found["checks"])


def test_a_dash_is_the_standard_input(cpom, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """`cpom ask -` reads a question there, `--batch -` a file of questions; `--out -` writes to
    the standard output.
    """
    question = "Quelle est la durée maximale d’un CPOM ?"
    assert "cinq ans" in cpom("ask", "-", sent=question).stdout
    line = json.dumps({"id": "q1", "question": question})
    done = cpom("ask", "--batch", "-", "--out", "-", sent=f"{line}\n")
    assert done.returncode == 0 and json.loads(done.stdout)["id"] == "q1"


def test_sources_and_show_are_given_in_json(cpom) -> None:  # type: ignore[no-untyped-def]
    """In the forms of the API: documents, with their passages if asked; a passage."""
    listed = json.loads(cpom("sources", "--json").stdout)
    assert "instruction-2024-132" in [document["id"] for document in listed]
    whole = json.loads(cpom("sources", "--detail", "--json").stdout)
    assert [len(document["passages"]) for document in whole] == [
        document["passages"] for document in listed
    ]
    passage = json.loads(cpom("show", "igas-2023-rapport/§45", "--json").stdout)
    assert passage["id"] == "igas-2023-rapport/§45" and passage["before"] and passage["after"]
