"""Parts of a document that are not running text, each cut by a reader of its own: see the table
READERS.
"""

import re
from collections.abc import Callable, Iterator

from assistant.domain import Kind, Recommendation, Value
from assistant.reading.groups import filled, slug
from assistant.reading.lines import Line
from assistant.reading.pieces import Piece
from assistant.reading.profiles import Zone


class Extract(Value):
    """A passage cut from a zone."""

    id: str
    label: str
    kind: Kind
    pieces: tuple[Piece, ...]
    record: Recommendation | None = None


def part(
    lines: tuple[Line, ...], zones: tuple[Zone, ...]
) -> tuple[tuple[Line, ...], tuple[Extract, ...]]:
    """Part the zones from the body: what remains, and what was cut from the zones."""
    body: list[Line] = []
    extracts: list[Extract] = []
    waiting, inside = list(zones), None
    held: list[Line] = []
    for line in lines:
        if inside and inside.end and re.search(inside.end, line.text):
            extracts.extend(READERS[inside.reader](held, inside))
            inside, held = None, []
        if not inside and waiting and re.search(waiting[0].start, line.text):
            inside = waiting.pop(0)
        (held if inside else body).append(line)
    if inside:
        extracts.extend(READERS[inside.reader](held, inside))
    return tuple(body), tuple(extracts)


def _whole(lines: list[Line], zone: Zone, kind: Kind = Kind.PARAGRAPH) -> Iterator[Extract]:
    yield Extract(id=zone.id, label=zone.label, kind=kind, pieces=_stacked(lines))


def _contents(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    yield from _whole(lines, zone, Kind.CONTENTS)


def _table(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    yield from _whole(lines, zone, Kind.TABLE)


def _skip(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    return iter(())


def _fields(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """A notice: keys known in advance, each followed by its value on the same line and the next
    ones.
    """
    keys = re.compile(
        "|".join(
            rf"(?:^|(?<=\s))(?:•\s+)?({re.escape(key)})(?=\s*:|\s|$)\s*:?"
            for key in sorted(zone.keys, key=len, reverse=True)
        )
    )
    found: list[tuple[str, list[Piece]]] = []
    for line in lines:
        marks = [m for m in keys.finditer(line.text) if m.start() == 0 or ":" in m.group()]
        if not marks or marks[0].start():
            stop = marks[0].start() if marks else len(line.text)
            if found and line.text[:stop].strip():
                found[-1][1].extend([Piece(glue="\n"), _cut(line, 0, stop)])
        for i, mark in enumerate(marks):
            stop = marks[i + 1].start() if i + 1 < len(marks) else len(line.text)
            name = next(group for group in mark.groups() if group)
            begin = mark.start() + mark.group().index(name)
            value = line.text[mark.end() : stop].strip()
            pieces = (
                [_cut(line, begin, stop)]
                if value
                else [_cut(line, begin, begin + len(name)), Piece(glue=" :")]
            )
            found.append((name, pieces))
    for name, pieces in found:
        if len(pieces) == 2 and pieces[1].glue:
            continue
        yield Extract(
            id=filled(zone.id, (name,)),
            label=filled(zone.label, (name[0].lower() + name[1:] if not name.isupper() else name,)),
            kind=Kind.FIELD,
            pieces=tuple(pieces),
        )


def _acronyms(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """« CPOM :  Contrats pluriannuels… », one a line, the long ones on two lines."""
    entries: list[list[Line]] = []
    for line in lines[1:]:
        if re.match(r"[A-ZÉ][A-ZÉ/-]+ :", line.text):
            entries.append([line])
        elif entries:
            entries[-1].append(line)
    for entry in entries:
        name = entry[0].text.split(" :")[0]
        yield Extract(
            id=filled(zone.id, (name,)),
            label=filled(zone.label, (name,)),
            kind=Kind.ACRONYM,
            pieces=(Piece(start=entry[0].start, end=entry[-1].end),),
        )


def _people(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """Lists of people met, one passage a body; a line in capitals names the body."""
    titles: list[Line] = []
    entries: list[tuple[tuple[Line, ...], list[Line]]] = []
    for line in lines:
        under = bool(entries) and entries[-1][0] == tuple(titles)
        if re.fullmatch(r"[A-ZÉÈ0-9 .’'-]+|IUMM .*", line.text):
            titles = _under(titles, line, closed=under)
        elif under:
            entries[-1][1].append(line)
        else:
            entries.append((tuple(titles), [line]))
    for n, (names, people) in enumerate(entries, 1):
        label = " – ".join(name.text for name in names) or "début de la liste"
        above = tuple(Piece(glue=f"{name.text}\n") for name in names[:-1])
        pieces = (*above, *_stacked([*names[-1:], *people]))
        yield Extract(
            id=f"{zone.id}/{slug(label)}" if names else f"{zone.id}/{n}",
            label=f"{zone.label}, {label}",
            kind=Kind.PEOPLE,
            pieces=pieces,
        )


def _under(titles: list[Line], line: Line, closed: bool) -> list[Line]:
    """The titles that cover what follows: a title after people opens a body of the same region, or
    another region.
    """
    if not closed:
        return [*titles, line]
    same_region = (
        titles and titles[0].text.startswith("REGION") and not line.text.startswith("REGION")
    )
    return [*(titles[:1] if same_region else []), line]


def _recommendations(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """The summary table: number, text, priority, authority, deadline, on lines broken by the cells
    and the pages.
    """
    rows: list[list[Line]] = []
    for line in lines:
        cells_done = rows and any(_priority(previous) for previous in rows[-1][1:])
        opens = (
            re.fullmatch(r"\d{1,2}", line.text)
            and (not rows or cells_done)
            and int(line.text) <= 40
        )
        if opens:
            rows.append([line])
        elif rows and not re.fullmatch(r"[A-ZÉ ]{10,}", line.text):
            rows[-1].append(line)
    for row in rows:
        yield _recommendation(row, zone)


def _priority(line: Line) -> bool:
    return bool(re.match(r"[123](?: [A-Z]|$)", line.text))


def _recommendation(row: list[Line], zone: Zone) -> Extract:
    at = next(i for i, line in enumerate(row) if i and _priority(line))
    words, cells, late = row[1:at], row[at:], []
    for i, line in enumerate(cells):
        if line.new_page and i:
            cells, late = cells[:i], cells[i:]
            break
    flat = re.sub(r"(?<=[A-Z])- (?=[A-Z])", "-", " ".join(line.text for line in cells))
    match = re.match(r"([123])\s+((?:[A-Z][A-Z-]+\s?)+)(.*)", flat)
    priority, authority, deadline = match.groups() if match else (cells[0].text[:1], "", flat[1:])
    text = " ".join(line.text for line in (*words, *late))
    record = Recommendation(
        number=int(row[0].text),
        text=text,
        priority=int(priority),
        authority=authority.strip(),
        deadline=deadline.strip(),
    )
    between = [Piece(glue=" "), Piece(start=late[0].start, end=late[-1].end)] if late else []
    pieces = (
        Piece(glue=f"Recommandation n° {record.number} : "),
        Piece(start=words[0].start, end=words[-1].end),
        *between,
        Piece(glue=" "),
        Piece(start=cells[0].start, end=cells[-1].end),
        Piece(
            glue=(
                f"\n(Priorité {record.priority} – Autorité responsable : "
                f"{record.authority} – Échéance : {record.deadline})"
            )
        ),
    )
    return Extract(
        id=filled(zone.id, (row[0].text,)),
        label=filled(zone.label, (row[0].text,)),
        kind=Kind.RECOMMENDATION,
        pieces=pieces,
        record=record,
    )


def _stacked(lines: list[Line]) -> tuple[Piece, ...]:
    """Lines kept one under the other."""
    pieces: list[Piece] = []
    for line in lines:
        pieces += [Piece(glue="\n")] * bool(pieces) + [Piece(start=line.start, end=line.end)]
    return tuple(pieces)


def _cut(line: Line, begin: int, end: int) -> Piece:
    """A part of a line without its outer spaces."""
    raw = line.text[begin:end]
    lead = len(raw) - len(raw.lstrip())
    return Piece(start=line.start + begin + lead, end=line.start + begin + len(raw.rstrip()))


READERS: dict[str, Callable[[list[Line], Zone], Iterator[Extract]]] = {
    "whole": _whole,
    "contents": _contents,
    "table": _table,
    "skip": _skip,
    "fields": _fields,
    "acronyms": _acronyms,
    "people": _people,
    "recommendations": _recommendations,
}
