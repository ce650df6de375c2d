"""The whole evaluation on the real corpus: the scores it must keep, the report it writes, the
command that runs it.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote

import pytest

from assistant.domain import Answer, Origin, Question
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from evaluation import expected, report
from evaluation.dataset import own_sets
from evaluation.outcome import EXTRACTS, PRODUCT, USEFUL, Outcome
from evaluation.plan import Plan, run_all
from evaluation.run import TODAY, extracts_alone
from evaluation.scores import Score
from evaluation.useful import Row, read_rows

ADDRESS = "http://127.0.0.1:8000"
WRITTEN_QUESTION = "durée max d'un cpom ?"
ONE_QUESTION = {
    "id": "x1",
    "kind": "answerable",
    "style": "direct",
    "question": "Quelle est la durée maximale d’un CPOM ?",
}
FACT_QUESTION = "Combien de recommandations dans le rapport de l’IGAS ?"


@pytest.fixture(scope="module")
def outcome(assistant: Assistant) -> Outcome:
    return run_all(assistant, Plan(files=tuple(own_sets()), split="report", quick=True))


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_no_score_of_the_quick_evaluation_has_fallen_and_it_takes_two_minutes_at_most(
    assistant: Assistant,
) -> None:
    begun = time.monotonic()
    plan = Plan(files=tuple(own_sets()), split="report", quick=True)
    outcome = run_all(assistant, plan)
    assert expected.falls(expected.read_expected(), outcome.tables()) == ()
    assert time.monotonic() - begun < 120


@pytest.mark.slow
def test_every_quotation_is_exact_every_figure_is_held_and_every_sentence_is_cited(
    outcome: Outcome,
) -> None:
    scores = outcome.scores()
    assert [scores[name].value for name in ("mots exacts", "chiffres tenus", "phrases citées")] == [
        1.0,
        1.0,
        1.0,
    ]


@pytest.mark.slow
def test_the_same_question_has_the_same_reply_five_times(outcome: Outcome) -> None:
    assert outcome.repeated is not None and outcome.repeated.value == 1.0


@pytest.mark.slow
def test_the_report_holds_every_miss_and_its_links_lead_to_passages(
    assistant: Assistant, outcome: Outcome, tmp_path: Path
) -> None:
    from selectolax.lexbor import LexborHTMLParser

    page, _ = report.write(outcome, assistant.index, tmp_path, ADDRESS)
    tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
    missed = [
        row
        for row in outcome.rows
        if not row.passed or (row.citation_recall is not None and row.citation_recall < 1)
    ]
    assert [title.text() for title in tree.css("article h3")] == [row.question for row in missed]
    for link in tree.css("article a"):
        place = re.fullmatch(rf"{ADDRESS}/sources/([^#/]+)#(.+)", link.attributes["href"] or "")
        assert place and f"{place[1]}/{unquote(place[2])}" in assistant.index.row


@pytest.mark.slow
def test_the_report_stands_alone(assistant: Assistant, outcome: Outcome) -> None:
    page = report.html(outcome, assistant.index, ADDRESS)
    assert not re.search(r"<script|<link|@import|\bsrc=|url\(", page)
    assert all(
        address.startswith((f'"{ADDRESS}/sources/', '"#'))
        for address in re.findall(r'href=("[^"]*)', page)
    )


@pytest.mark.slow
def test_the_file_of_scores_holds_no_text(
    assistant: Assistant, outcome: Outcome, tmp_path: Path
) -> None:
    _, record = report.write(outcome, assistant.index, tmp_path, ADDRESS)
    raw = record.read_text(encoding="utf-8")
    assert json.loads(raw)["scores"]["réussi"][3] == len(outcome.rows)
    assert not any(row.question in raw or row.answer in raw for row in outcome.rows)


@pytest.mark.slow
def test_the_refusal_separates_better_than_chance_and_its_curve_runs_from_corner_to_corner(
    outcome: Outcome,
) -> None:
    curve = outcome.curve
    assert curve is not None and curve.area > 0.6
    first, last = curve.points[0], curve.points[-1]
    assert (
        first.false_refusals,
        first.right_refusals,
        last.false_refusals,
        last.right_refusals,
    ) == (0, 0, 1, 1)


def tables(**values: float) -> dict[str, dict[str, Score]]:
    """One table with these scores."""
    return {"t": {name: Score(value=value, low=0, high=1, n=9) for name, value in values.items()}}


def test_a_fall_of_more_than_two_points_is_seen_and_a_rise_or_a_smaller_fall_is_not() -> None:
    floors = {"t": {"a": 0.9, "b": 0.9, "c": 0.9, "d": 0.9}}
    before = expected.Expected(command="", floors=floors, ceilings={})
    now = tables(a=0.87, b=0.89, c=1.0)
    assert [fall.name for fall in expected.falls(before, now)] == ["a", "d"]


def test_a_share_of_faults_that_grows_by_more_than_two_points_is_seen() -> None:
    ceilings = {"t": {"a": 0.1, "b": 0.1, "c": 0.1, "d": 0.1}}
    before = expected.Expected(command="", floors={}, ceilings=ceilings)
    now = tables(a=0.13, b=0.11, c=0.0)
    assert [fall.name for fall in expected.falls(before, now)] == ["a", "d"]


def test_a_table_that_is_measured_no_more_is_a_fall() -> None:
    before = expected.Expected(command="", floors={"extraits seuls": {"a": 0.9}}, ceilings={})
    assert [fall.table for fall in expected.falls(before, tables(a=1.0))] == ["extraits seuls"]


def test_expected_scores_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "e.yaml"
    found = tables(**{"réussi": 0.91234, "mots par réponse": 80, "faits : trompeuse": 0.1})
    assert expected.write_expected(found, path) == ()
    assert expected.read_expected(path) == expected.Expected(
        command="cpom evaluate --quick",
        floors={"t": {"réussi": 0.9123}},
        ceilings={"t": {"faits : trompeuse": 0.1}},
    )


def test_writing_expected_scores_again_never_wears_away_one_that_is_still_kept(
    tmp_path: Path,
) -> None:
    """A floor falls only with a score that broke it, and this fall is given back."""
    path = tmp_path / "e.yaml"
    expected.write_expected(tables(kept=0.90, broken=0.90, better=0.90), path)
    loosened = expected.write_expected(tables(kept=0.89, broken=0.80, better=0.95), path)
    assert [fall.name for fall in loosened] == ["broken"]
    floors = expected.read_expected(path).floors["t"]
    assert floors == {"kept": 0.90, "broken": 0.80, "better": 0.95}


def test_the_expected_scores_hold_the_product_its_extracts_and_the_useful_answers() -> None:
    bounds = expected.read_expected()
    assert set(bounds.floors) == {PRODUCT, EXTRACTS, USEFUL}
    assert set(bounds.floors[PRODUCT]) == set(bounds.floors[EXTRACTS]) != set()
    kinds = {name.split(" : ")[0] for name in bounds.floors[USEFUL]}
    assert kinds == {"faits", "sans réponse", "pièges", "trois tournures"}
    assert {"faits : trompeuse", "sans réponse : répondue à tort"} <= set(bounds.ceilings[USEFUL])


def test_the_extracts_alone_hold_no_written_answer_and_no_calculated_fact(
    assistant: Assistant,
) -> None:
    """And the assistant itself is left as it was."""
    alone = extracts_alone(assistant)
    for text, origin in ((WRITTEN_QUESTION, Origin.WRITTEN), (FACT_QUESTION, Origin.COMPUTED)):
        served = assistant.ask(Question(text=text), TODAY, "extractive")
        extracted = alone.ask(Question(text=text), TODAY, "extractive")
        assert isinstance(served, Answer) and served.origin is origin
        assert not isinstance(extracted, Answer) or extracted.origin is Origin.EXTRACTS


@pytest.mark.slow
def test_both_tables_and_the_useful_answers_are_published(
    assistant: Assistant, outcome: Outcome, tmp_path: Path
) -> None:
    """In the page, and in the file of scores."""
    page, record = report.write(outcome, assistant.index, tmp_path, ADDRESS)
    text = page.read_text(encoding="utf-8")
    for title in ("Toutes les questions", "Toutes les questions, extraits seuls", "faits (100)"):
        assert f"<caption>{title}</caption>" in text
    scores = json.loads(record.read_text(encoding="utf-8"))
    assert set(scores["extracts"]) == set(scores["scores"])
    assert scores["useful"]["faits"]["turns"] == 100


def command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, "CPOM_DATA": str(settings.data)}
    return subprocess.run(
        [sys.executable, "-m", "api.cli.main", "evaluate", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_outsider_s_question_is_measured_by_the_command(built: Settings, tmp_path: Path) -> None:
    lines = [
        {
            "id": "x1",
            "kind": "answerable",
            "style": "direct",
            "question": "Quelle est la durée maximale d’un CPOM ?",
            "facts": [["cinq ans"]],
            "gold": [
                [{"document_id": "instruction-2024-132", "quote": "période maximale de cinq ans"}]
            ],
        },
        {
            "id": "x2",
            "kind": "unanswerable",
            "style": "out_of_scope",
            "question": "Quelle est la recette de la tarte aux pommes ?",
            "expected": ["out_of_scope", "not_found"],
        },
    ]
    (tmp_path / "x.jsonl").write_text(
        "\n".join(json.dumps(line) for line in lines), encoding="utf-8"
    )
    done = command(built, "--questions", str(tmp_path / "x.jsonl"), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    (record,) = (tmp_path / "out").glob("*.json")
    assert json.loads(record.read_text(encoding="utf-8"))["scores"]["réussi"][0] == 1.0


def test_a_bad_file_is_one_french_sentence_and_exit_code_two(
    built: Settings, tmp_path: Path
) -> None:
    (tmp_path / "x.jsonl").write_text("{", encoding="utf-8")
    done = command(built, "--questions", str(tmp_path / "x.jsonl"), "--out", str(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "x.jsonl, ligne 1" in done.stderr


def test_checking_other_questions_against_our_scores_is_refused(
    built: Settings, tmp_path: Path
) -> None:
    done = command(built, "--check", "--questions", str(tmp_path / "x.jsonl"))
    assert done.returncode == 2 and "--check" in done.stderr


def test_the_misses_shown_are_those_of_the_half_that_may_be_looked_at(
    built: Settings, tmp_path: Path
) -> None:
    """No identifier of the half « report » is ever printed."""
    (tmp_path / "x.jsonl").write_text(json.dumps(ONE_QUESTION), encoding="utf-8")
    files = ("--questions", str(tmp_path / "x.jsonl"))
    done = command(built, *files, "--misses", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    rows = [row for name in ("facts", "near", "traps", "stability") for row in read_rows(name, Row)]
    printed = {row.split for row in rows if re.search(rf"\b{row.id}\b", done.stdout)}
    assert printed == {"tune"}
