"""The chart of actors as a drawing: where boxes and lines stand, in units of the drawing (960
wide). Colours and words are the template's.
"""

from math import hypot, inf

from assistant.domain import Value
from assistant.training.actors import Actor, Chart, Tie

WIDTH, COLUMN, ROW = 960, 240, 148
BOX, TALL = 184, 62
TOP = 46
MARGIN = 5  # between a box and the end of a line


class Box(Value):
    """An actor: the middle of its box, and its corner."""

    id: str
    acronym: str
    x: float
    y: float
    left: float
    top: float


class Line(Value):
    """A tie, as the path of a quadratic curve; its number stands at `x`, `y`."""

    number: int
    kind: str
    path: str
    x: float
    y: float


class Row(Value):
    """A level, written at the left above its actors."""

    name: str
    y: float


class Diagram(Value):
    """The whole drawing."""

    width: int
    height: int
    box_width: int
    box_height: int
    rows: tuple[Row, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def diagram(chart: Chart) -> Diagram:
    """Where everything stands: a row a level, actors at their columns, lines from border to
    border.
    """
    rows = {level.id: TOP + n * ROW for n, level in enumerate(chart.levels)}
    boxes = {actor.id: _box(actor, rows[actor.level]) for actor in chart.actors}
    lines = tuple(
        _line(n, tie, boxes[tie.start], boxes[tie.end]) for n, tie in enumerate(chart.ties, 1)
    )
    height = TOP + (len(rows) - 1) * ROW + TALL + 16
    named = tuple(Row(name=level.name, y=rows[level.id] - 14) for level in chart.levels)
    return Diagram(
        width=WIDTH,
        height=height,
        box_width=BOX,
        box_height=TALL,
        rows=named,
        boxes=tuple(boxes.values()),
        lines=lines,
    )


def _box(actor: Actor, top: float) -> Box:
    x = (actor.column - 0.5) * COLUMN
    return Box(id=actor.id, acronym=actor.acronym, x=x, y=top + TALL / 2, left=x - BOX / 2, top=top)


def _line(number: int, tie: Tie, start: Box, end: Box) -> Line:
    """A curve whose middle leaves the straight line by `bend` columns, sideways."""
    bent_x, bent_y = (start.x + end.x) / 2 + tie.bend * COLUMN, (start.y + end.y) / 2
    x1, y1 = _border(start, bent_x, bent_y)
    x2, y2 = _border(end, bent_x, bent_y)
    x, y = _along(tie.mark, x1, bent_x, x2), _along(tie.mark, y1, bent_y, y2)
    return Line(
        number=number,
        kind=tie.kind,
        path=f"M{x1:.1f} {y1:.1f} Q{bent_x:.1f} {bent_y:.1f} {x2:.1f} {y2:.1f}",
        x=round(x, 1),
        y=round(y, 1),
    )


def _along(t: float, start: float, bent: float, end: float) -> float:
    """A coordinate of the curve, from 0 at its start to 1 at its end."""
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * bent + t**2 * end


def _border(box: Box, x: float, y: float) -> tuple[float, float]:
    """Where a line from the middle of a box towards a point leaves the box, a little outside."""
    dx, dy = x - box.x, y - box.y
    through_side = (BOX / 2) / abs(dx) if dx else inf
    through_top = (TALL / 2) / abs(dy) if dy else inf
    far = min(through_side, through_top) + MARGIN / hypot(dx, dy)
    return box.x + dx * far, box.y + dy * far
