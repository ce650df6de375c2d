"""Ratings over time as a Vega-Lite specification; the same figures stand in a table of the
page.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

from assistant.ratings.tally import RATINGS, Tally
from assistant.texts.calendar import write_day

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HIGH, LOW = 180, 120
# The colours of the four ratings, told apart in grey too; the page gives its own to the axes.
COLOURS = ("#2e7d54", "#c08a1e", "#b3402c", "#6f7682")


def day_word(iso: str) -> str:
    """A day as it is written: « 26 novembre 2026 »."""
    return write_day(date.fromisoformat(iso))


def chart_over_time(days: Sequence[Tally], width: int) -> dict[str, Any]:
    """How many ratings of each kind a day, above the share that the source bears out; `days` are
    named by their ISO date, `width` is in pixels.
    """
    axis = _days_axis(days)
    return {
        "$schema": SCHEMA,
        "vconcat": [
            {"width": width, "height": HIGH, **_counts_chart(days, axis)},
            {"width": width, "height": LOW, **_shares_chart(days, axis)},
        ],
    }


def _days_axis(days: Sequence[Tally]) -> dict[str, Any]:
    """The days from left to right, their names aslant when there are many."""
    return {
        "field": "jour",
        "type": "nominal",
        "title": None,
        "sort": [day_word(day.name) for day in days],
        "axis": {"labelAngle": 0 if len(days) < 5 else -40},
    }


def _bars_of(day: Tally) -> Iterator[dict[str, Any]]:
    """A piece of bar for each verdict of a day, in the order of the verdicts."""
    for rank, (rating, count) in enumerate(zip(RATINGS, day.counts, strict=True)):
        yield {
            "jour": day_word(day.name),
            "verdict": rating.value,
            "nombre": count,
            "rang": rank,
        }


def _counts_chart(days: Sequence[Tally], axis: dict[str, Any]) -> dict[str, Any]:
    """One bar a day, a colour a verdict."""
    values = list(chain.from_iterable(map(_bars_of, days)))
    scale = {"domain": [rating.value for rating in RATINGS], "range": list(COLOURS)}
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "size": 36 if len(days) < 10 else 12},
        "encoding": {
            "x": axis,
            "y": {
                "field": "nombre",
                "type": "quantitative",
                "title": "verdicts",
                "axis": {"tickMinStep": 1},
            },
            "order": {"field": "rang", "type": "ordinal"},
            "color": {
                "field": "verdict",
                "type": "nominal",
                "title": None,
                "scale": scale,
                "legend": {"orient": "top"},
            },
        },
    }


def _shares_chart(days: Sequence[Tally], axis: dict[str, Any]) -> dict[str, Any]:
    """A line of the shares, each with its interval at 95 %."""
    values = [
        {
            "jour": day_word(day.name),
            "part": round(100 * day.share),
            "bas": round(100 * day.low),
            "haut": round(100 * day.high),
        }
        for day in days
    ]
    percent = {"type": "quantitative", "scale": {"domain": [0, 100]}}
    point = {"size": 60, "filled": True, "color": COLOURS[0]}
    span = {
        "mark": {"type": "rule", "color": COLOURS[3], "strokeWidth": 2},
        "encoding": {
            "x": axis,
            "y": {"field": "bas", "title": "soutenues (%)", **percent},
            "y2": {"field": "haut"},
        },
    }
    line = {
        "mark": {"type": "line", "color": COLOURS[0], "point": point},
        "encoding": {"x": axis, "y": {"field": "part", **percent}},
    }
    return {"data": {"values": values}, "layer": [span, line]}
