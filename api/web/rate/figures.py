"""Verdicts over time as a Vega-Lite specification; the same figures stand in a table of the
page.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.ratings.tally import RATINGS, Tally
from assistant.texts.calendar import write_day

HIGH, LOW = 180, 120
# The colours of the four verdicts, told apart in grey too; the page gives its own to the axes.
COLOURS = ("#2e7d54", "#c08a1e", "#b3402c", "#6f7682")


def day_word(iso: str) -> str:
    """A day as it is written: « 26 novembre 2026 »."""
    return write_day(date.fromisoformat(iso))


def over_time(days: Sequence[Tally], width: int) -> dict[str, Any]:
    """How many verdicts of each kind a day, above the share that the source bears out; `days` are
    named by their ISO date, `width` is in pixels.
    """
    import altair

    counts = [
        {"jour": day_word(day.name), "verdict": verdict.value, "nombre": count, "rang": n}
        for day in days
        for n, (verdict, count) in enumerate(zip(RATINGS, day.counts, strict=True))
    ]
    shares = [
        {
            "jour": day_word(day.name),
            "part": round(100 * day.share),
            "bas": round(100 * day.low),
            "haut": round(100 * day.high),
        }
        for day in days
    ]
    order = [day_word(day.name) for day in days]
    axis = altair.X(
        "jour:N", title=None, sort=order, axis=altair.Axis(labelAngle=0 if len(days) < 5 else -40)
    )
    scale = altair.Scale(domain=[verdict.value for verdict in RATINGS], range=list(COLOURS))
    bars = (
        altair.Chart(altair.InlineData(values=counts))
        .mark_bar(size=36 if len(days) < 10 else 12)
        .encode(
            x=axis,
            y=altair.Y("nombre:Q", title="verdicts", axis=altair.Axis(tickMinStep=1)),
            order="rang:O",
            color=altair.Color(
                "verdict:N", title=None, scale=scale, legend=altair.Legend(orient="top")
            ),
        )
    )
    base = altair.Chart(altair.InlineData(values=shares)).encode(x=axis)
    percent = altair.Scale(domain=[0, 100])
    span = base.mark_rule(strokeWidth=2, color=COLOURS[3]).encode(
        y=altair.Y("bas:Q", title="soutenues (%)", scale=percent), y2="haut:Q"
    )
    line = base.mark_line(
        point={"size": 60, "filled": True, "color": COLOURS[0]}, color=COLOURS[0]
    ).encode(y=altair.Y("part:Q", scale=percent))
    chart = altair.vconcat(
        bars.properties(width=width, height=HIGH),
        altair.layer(span, line).properties(width=width, height=LOW),
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec
