"""Plots of the report as inline SVG: by Altair when vl-convert is installed, else nothing, and the
page draws plain ones itself.
"""

from collections.abc import Sequence
from typing import Any

from evaluation.scores import Curve, Line

WIDTH, HEIGHT = 460, 260


def bars(lines: Sequence[Line], measure: str) -> str:
    """One bar a group, with its interval; empty without vl-convert."""
    values = [
        {
            "groupe": line.name,
            "valeur": score.value,
            "bas": score.low,
            "haut": score.high,
            "tours": line.turns,
        }
        for line in lines
        if (score := line.scores.get(measure))
    ]
    if not values or not _available():
        return ""
    import altair

    base = altair.Chart(altair.InlineData(values=values)).encode(
        y=altair.Y("groupe:N", title=None, sort=None)
    )
    scale = altair.Scale(domain=[0, 1])
    chart = base.mark_bar(color="#2f5d8a").encode(
        x=altair.X("valeur:Q", title=measure, scale=scale)
    )
    return _svg(
        altair.layer(
            chart, base.mark_rule(color="#1b1b1b", strokeWidth=2).encode(x="bas:Q", x2="haut:Q")
        ).properties(width=WIDTH)
    )


def roc(curve: Curve) -> str:
    """The ROC curve of the refusal and the point in use; empty without vl-convert."""
    if not _available():
        return ""
    import altair

    points = [
        {"tort": point.false_refusals, "raison": point.right_refusals, "ordre": n}
        for n, point in enumerate(curve.points)
    ]
    served = [{"tort": curve.served.false_refusals, "raison": curve.served.right_refusals}]
    x, y = altair.X("tort:Q", title="refus à tort"), altair.Y("raison:Q", title="refus justes")
    line = (
        altair.Chart(altair.InlineData(values=points))
        .mark_line(color="#2f5d8a")
        .encode(x=x, y=y, order="ordre:Q")
    )
    dot = (
        altair.Chart(altair.InlineData(values=served))
        .mark_point(color="#a4261d", size=120, filled=True)
        .encode(x=x, y=y)
    )
    return _svg(altair.layer(line, dot).properties(width=HEIGHT, height=HEIGHT))


def _available() -> bool:
    from importlib.util import find_spec

    return find_spec("vl_convert") is not None


def _svg(chart: Any) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart.to_json()))
