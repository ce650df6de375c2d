"""A run of the evaluation → the dated file of its scores, without any text of the questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.contest import Change, Contest, Gain
from evaluation.follow_ups import FollowUps
from evaluation.labels import place
from evaluation.outcome import Outcome, Table
from evaluation.scores import Line, Score


def record_of(outcome: Outcome, tables: Sequence[Table]) -> dict[str, Any]:
    """The scores alone: no question, no answer, no passage. `tables` are the scores by group."""
    curve, repeated, contest = outcome.curve, outcome.repeated, outcome.contest
    refusal = {"area": round(curve.area, 4), **curve.served.model_dump()} if curve else None
    return {
        "when": outcome.when.isoformat(timespec="seconds"),
        "command": outcome.command,
        "generation": outcome.generation,
        "files": list(outcome.files),
        "split": outcome.split,
        "cases": len(outcome.cases),
        "turns": len(outcome.rows),
        "scores": _record_of_scores(outcome.scores()),
        "extracts": _record_of_scores(outcome.scores_of_extracts()),
        "useful": {line.name: _record_of_line(line) for line in outcome.useful},
        "groups": {table.title: _record_of_table(table) for table in tables},
        "refusal": refusal,
        "repeated": repeated.model_dump() if repeated else None,
        "follow_ups": _record_of_follow_ups(outcome.follow_ups()),
        "peers": [peer.model_dump() for peer in outcome.peers],
        "mode": outcome.mode,
        "contest": _record_of_contest(contest) if contest else None,
    }


def _record_of_follow_ups(found: FollowUps | None) -> dict[str, Any] | None:
    """The two shares, and the gap in points."""
    return {**found.model_dump(), "gap": round(found.gap, 1)} if found else None


def _record_of_table(table: Table) -> dict[str, Any]:
    """The scores of each group of a table, and how many turns it has."""
    return {line.name: _record_of_line(line) for line in table.lines}


def _record_of_line(line: Line) -> dict[str, Any]:
    return {"turns": line.turns, "scores": _record_of_scores(line.scores)}


def _record_of_contest(contest: Contest) -> dict[str, Any]:
    """What a model changes: turns by their identifiers only."""
    return {
        "gains": {gain.name: _record_of_gain(gain) for gain in contest.gains},
        "won": [place(swing.model) for swing in contest.swings if swing.won],
        "lost": [place(swing.model) for swing in contest.swings if not swing.won],
        "account": contest.account.model_dump(),
        "milliseconds": contest.paces.model_dump() if contest.paces else None,
        "rule": {
            "verdict": contest.verdict,
            "broken": list(contest.broken),
            "losing": [group.model_dump() for group in contest.losing],
        },
    }


def _record_of_gain(gain: Gain) -> dict[str, Any]:
    return {
        **_record_of_scores({"extractive": gain.extractive, "model": gain.model}),
        "change": round(gain.change, 4),
        "overlap": gain.overlap,
        "paired": _numbers_of(gain.paired) if gain.paired else None,
    }


def _record_of_scores(scores: Mapping[str, Score]) -> dict[str, list[float]]:
    return {name: _numbers_of(score) for name, score in scores.items()}


def _numbers_of(score: Score | Change) -> list[float]:
    """Value, low, high, and over how many."""
    return [round(score.value, 4), round(score.low, 4), round(score.high, 4), score.n]
