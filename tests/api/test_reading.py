"""What was read in a sentence is shown by a command and, folded, on the page of its passage."""

import json
import subprocess
import sys

import pytest
from starlette.testclient import TestClient

from assistant.settings import ROOT


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli.main", "reading", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_the_command_prints_a_table_or_json() -> None:
    """`cpom reading` shows each fact on a row; `--json` gives the whole value."""
    sentence = "La DREETS ne consulte pas le CRPST."
    table = _run(sentence)
    assert "Polarité" in table.stdout, table.stderr
    assert "consulter" in table.stdout
    found = json.loads(_run(sentence, "--json").stdout)
    assert found["polarity"] == "negative"
    assert found["acts"][0]["actor"]["classes"] == ["DREETS"]


@pytest.mark.parametrize("sentence", ["", "   "])
def test_an_empty_sentence_is_refused_in_french(sentence: str) -> None:
    """Nothing to read is a mistake of the user, said in one sentence."""
    done = _run(sentence)
    assert done.returncode == 2
    assert "phrase à lire" in done.stderr


def test_the_page_of_a_passage_shows_what_was_read_folded(client: TestClient) -> None:
    """Evaluators open a folded part that gives each sentence and what was read in it."""
    page = client.get("/passages/instruction-2024-132/I.A.1%231").text
    assert '<details class="plus lecture">' in page
    assert "se doter" in page
