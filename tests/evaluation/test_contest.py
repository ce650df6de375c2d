"""The same questions asked of the texts alone and of a language model: what is counted, shown and
kept of it.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import Writing
from assistant.errors import BadInput
from assistant.llm.session import open_session
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from evaluation import console, labels, report
from evaluation.contest import account, contest, gains
from evaluation.metrics import Measured
from evaluation.plan import Plan, run_all
from tests.evaluation.test_metrics import REFUSED, answer, asked, measured
from tests.llm_server import LlmServer, serving

ADDRESS = "http://127.0.0.1:8000"
TERM = "période maximale de cinq ans"
LINES: tuple[dict[str, Any], ...] = (
    {
        "id": "durée",
        "kind": "answerable",
        "style": "direct",
        "question": "Quelle est la durée maximale d’un CPOM ?",
        "facts": [["cinq ans"]],
        "gold": [[{"document_id": "instruction-2024-132", "quote": TERM}]],
    },
    {
        "id": "secrétariat",
        "kind": "answerable",
        "style": "local",
        "question": "Qui assure le secrétariat du comité de pilotage du CIAMT ?",
    },
    {
        "id": "tarte",
        "kind": "unanswerable",
        "style": "out_of_scope",
        "question": "Quelle est la recette de la tarte aux pommes ?",
        "expected": ["out_of_scope"],
    },
    {
        "id": "suite",
        "kind": "dialogue",
        "style": "ellipsis",
        "turns": [
            {"question": "Quelle est la durée maximale d’un CPOM ?", "facts": [["cinq ans"]]},
            {"question": "Et qui est consulté avant ?"},
        ],
    },
)


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def own(built: Settings) -> Assistant:
    return Assistant(built)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("questions") / "x.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


def plugged(assistant: Assistant, server: LlmServer, name: str, **more: Any) -> Assistant:
    settings = assistant.settings.model_copy(
        update={"llm_url": server.url, "llm_model": name, "llm_seconds": 10, **more}
    )
    assistant.session = open_session(settings, assistant.index, assistant.wording)
    return assistant


def test_without_the_option_no_model_is_asked(
    own: Assistant, server: LlmServer, questions: Path
) -> None:
    """Even when one is set, and the scores are those that it would have without."""
    before = len(server.seen)
    outcome = run_all(plugged(own, server, "honest"), Plan(files=(questions,), split="report"))
    assert len(server.seen) == before
    assert (
        outcome.contest is None
        and outcome.mode == "extractive"
        and all(row.writing is None for row in outcome.rows)
    )


def test_the_same_questions_are_asked_both_ways_and_what_the_model_did_is_counted(
    own: Assistant, server: LlmServer, questions: Path
) -> None:
    """Every measure with its two scores; sentences, tokens and cost are the sums of the traces; the
    model is never called on a refusal.
    """
    outcome = run_all(
        plugged(own, server, "honest", llm_price="1/2"),
        Plan(files=(questions,), split="report", mode="model"),
    )
    found = outcome.contest
    assert found is not None and outcome.mode == "model"
    assert {gain.name: gain.model for gain in found.gains} == outcome.scores()
    works = {labels.place(row): row.writing for row in outcome.rows}
    assert works["tarte"] is None and all(
        work is not None for name, work in works.items() if name != "tarte"
    )
    told, done = found.account, [work for work in works.values() if work is not None]
    assert told.written >= 2 and told.written + told.fallen + told.unasked == len(outcome.rows) == 5
    assert (told.kept, told.calls, told.sent, told.received) == tuple(
        sum(getattr(work, name) for work in done) for name in ("kept", "calls", "sent", "received")
    )
    assert (
        told.cost == pytest.approx((told.sent + 2 * told.received) / 1e6)
        and "repondre" in told.prompts
    )
    assert (
        found.paces is not None
        and found.paces.turns == 4
        and found.paces.model.p95 >= found.paces.model.p50 > 0
    )


@pytest.mark.parametrize(("name", "rules"), [("liar", True), ("unauthorized", False)])
def test_a_model_that_fails_changes_no_score_and_the_reasons_are_told(
    own: Assistant, server: LlmServer, questions: Path, name: str, rules: bool
) -> None:
    """The sources' own words are measured in its place; broken rules are counted by name, a
    breakdown by its sentence.
    """
    outcome = run_all(
        plugged(own, server, name), Plan(files=(questions,), split="report", mode="model")
    )
    found = outcome.contest
    assert found is not None and found.swings == () and found.verdict == "even"
    assert all(gain.change == 0 and gain.overlap for gain in found.gains)
    assert (
        found.account.written == 0
        and found.account.fallen == 4
        and sum(reason.number for reason in found.account.reasons) == 4
    )
    assert bool(found.account.dropped) is rules
    page, said = report.html(outcome, own.index, ADDRESS), "\n".join(console.lines(found))
    for reason in found.account.reasons:
        assert reason.name in said and reason.name.replace("'", "&#39;") in page


WROTE = Writing(
    model="m", kept=1, dropped=("chiffres", "chiffres", "noms"), failure="", sent=10, received=2
)
FELL = Writing(model="m", dropped=("noms",), failure="Il est injoignable.")
RIGHT = measured(asked(), answer("Le contrat dure cinq ans."))
WRONG = measured(asked(), answer("Le contrat est signé."))


def by_hand(right: Measured, id: str, writing: Writing | None = None) -> Measured:
    return right.model_copy(update={"id": id, "writing": writing})


def test_a_turn_that_changes_sides_is_named_and_moves_the_mean() -> None:
    """Three turns, of which the model wins two and loses one: one third more, told turn by turn."""
    before = [by_hand(WRONG, "a"), by_hand(WRONG, "b"), by_hand(RIGHT, "c")]
    after = [by_hand(RIGHT, "a", WROTE), by_hand(RIGHT, "b", WROTE), by_hand(WRONG, "c", FELL)]
    found = contest(before, after, {})
    assert [(swing.model.id, swing.won) for swing in found.swings] == [
        ("a", True),
        ("b", True),
        ("c", False),
    ]
    passed = next(gain for gain in found.gains if gain.name == "réussi")
    assert (
        passed.change == pytest.approx(1 / 3)
        and passed.paired is not None
        and passed.paired.value == pytest.approx(1 / 3)
    )
    assert passed.overlap and passed.paired.low < 0 < passed.paired.high and passed.paired.n == 3


def test_intervals_that_share_no_value_are_told_apart() -> None:
    """Forty wrong answers against forty right ones."""
    found = {
        gain.name: gain
        for gain in gains(
            [by_hand(WRONG, str(n)) for n in range(40)], [by_hand(RIGHT, str(n)) for n in range(40)]
        )
    }
    assert (
        not found["réussi"].overlap and found["réussi"].change == 1 and found["mots exacts"].overlap
    )


def test_sentences_are_counted_by_rule_and_falls_by_reason() -> None:
    """The most frequent first; a turn where it had nothing to write is neither."""
    told = account(
        [
            by_hand(RIGHT, "a", WROTE),
            by_hand(WRONG, "b", FELL),
            by_hand(WRONG, "c", FELL),
            by_hand(RIGHT, "d"),
        ]
    )
    assert [(count.name, count.number) for count in told.dropped] == [("noms", 3), ("chiffres", 2)]
    assert [(count.name, count.number) for count in told.reasons] == [("Il est injoignable.", 2)]
    assert (told.written, told.fallen, told.unasked, told.kept, told.cost) == (1, 2, 1, 1, None)


def test_a_model_that_breaks_a_promise_is_out_whatever_it_gains() -> None:
    """Better answers do not buy one figure from nowhere, one refusal less, or a group that
    loses.
    """
    before, after = (
        [by_hand(WRONG, str(n)) for n in range(40)],
        [by_hand(RIGHT, str(n)) for n in range(40)],
    )
    refused = measured(asked(expected=["not_found"], gold=[], facts=[]), REFUSED)
    let = refused.model_copy(update={"status": "answered", "status_right": False, "passed": False})
    assert contest(before, after, {}).verdict == "model"
    assert contest(
        before, [*after[:-1], after[-1].model_copy(update={"locked": False})], {}
    ).broken == ("chiffres tenus",)
    lost = contest([*before, refused], [*after, let], {})
    assert lost.broken == ("refus justes",) and lost.verdict == "extractive"
    half = contest(
        [*before, *after],
        [*after, *before[:20], *after[20:]],
        {"Par moitié": lambda row: [row.style]},
    )
    assert half.verdict == "model" and not half.losing
    styled = [row.model_copy(update={"style": "autre"}) for row in after[:20]]
    fallen = [row.model_copy(update={"passed": False}) for row in styled]
    grouped = contest([*before, *styled], [*after, *fallen], {"Par style": lambda row: [row.style]})
    assert [(group.name, group.turns) for group in grouped.losing] == [
        ("autre", 20)
    ] and grouped.verdict == "extractive"


def command(
    settings: Settings, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "CPOM_DATA": str(settings.data), **environment}
    return subprocess.run(
        [sys.executable, "-m", "api.cli.main", "evaluate", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_writes_the_comparison_on_screen_in_the_page_and_in_the_scores(
    built: Settings, server: LlmServer, questions: Path, tmp_path: Path
) -> None:
    """The scores hold no text, the page stands alone, and both bear the mark of the mode."""
    done = command(
        built,
        "--mode",
        "model",
        "--questions",
        str(questions),
        "--out",
        str(tmp_path),
        CPOM_LLM_URL=server.url,
        CPOM_LLM_MODEL="honest",
    )
    assert done.returncode == 0, done.stderr
    assert (
        "Modèle honest" in done.stdout
        and "réussi" in done.stdout
        and re.search(r"Phrases montrées : \d", done.stdout)
    )
    (record,), (page,) = tmp_path.glob("*-model.json"), tmp_path.glob("*-model.html")
    raw, shown = record.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")
    told = json.loads(raw)
    assert (
        told["mode"] == "model"
        and "--mode model" in told["command"]
        and told["contest"]["account"]["model"] == "honest"
    )
    assert (
        set(told["contest"]["gains"]) == set(told["scores"]) and "?" not in raw and TERM not in raw
    )
    assert (
        "Gain ou perte par mesure" in shown
        and "Questions que l’un réussit" in shown
        and not re.search(r"<script|<link|\bsrc=", shown)
    )


def test_the_mode_model_without_a_model_is_refused_before_any_question(
    built: Settings, own: Assistant, questions: Path
) -> None:
    """One French sentence, exit code two."""
    done = command(built, "--mode", "model", "--questions", str(questions))
    assert (
        done.returncode == 2
        and "CPOM_LLM_URL" in done.stderr
        and len(done.stderr.strip().splitlines()) == 1
    )
    refused = command(built, "--mode", "model", "--check")
    assert refused.returncode == 2 and "--mode model" in refused.stderr
    own.session = None
    with pytest.raises(BadInput, match="CPOM_LLM_URL"):
        run_all(own, Plan(files=(questions,), split="report", mode="model"))
