"""Parts of a document that are not running text, each cut by a reader of its own.

A profile says where a zone begins and ends, and which reader of the table `READERS` cuts it: a
notice of named fields, a list of acronyms, of people, a table of recommendations…
"""

import re
from collections.abc import Callable, Iterator

from assistant.domain import Kind, Recommendation, Value
from assistant.reading.groups import fill_template, slug_of
from assistant.reading.lines import Line
from assistant.reading.pieces import Piece
from assistant.reading.profiles import Zone

ACRONYM = re.compile(r"[A-ZÉ][A-ZÉ/-]+ :")
CAPITALS = re.compile(r"[A-ZÉ ]{10,}")
NUMBER = re.compile(r"\d{1,2}")
PRIORITY = re.compile(r"[123](?: [A-Z]|$)")
CELLS = re.compile(r"([123])\s+((?:[A-Z][A-Z-]+\s?)+)(.*)")
CUT_NAME = re.compile(r"(?<=[A-Z])- (?=[A-Z])")
LAST_RECOMMENDATION = 40


class Extract(Value):
    """A passage cut from a zone; `record` is the row of a table of recommendations."""

    id: str
    label: str
    kind: Kind
    pieces: tuple[Piece, ...]
    record: Recommendation | None = None


Reader = Callable[[list[Line], Zone], Iterator[Extract]]


def take_zones(
    lines: tuple[Line, ...], zones: tuple[Zone, ...]
) -> tuple[tuple[Line, ...], tuple[Extract, ...]]:
    """Part the zones, which come in their order, from the body: the lines that are left, and the
    passages cut from the zones.
    """
    body: list[Line] = []
    extracts: list[Extract] = []
    waiting, inside = list(zones), None
    zone_lines: list[Line] = []
    for line in lines:
        if inside and inside.end and re.search(inside.end, line.text):
            extracts.extend(READERS[inside.reader](zone_lines, inside))
            inside, zone_lines = None, []
        if not inside and waiting and re.search(waiting[0].start, line.text):
            inside = waiting.pop(0)
        (zone_lines if inside else body).append(line)
    if inside:
        extracts.extend(READERS[inside.reader](zone_lines, inside))
    return tuple(body), tuple(extracts)


def _cut_whole(lines: list[Line], zone: Zone, kind: Kind = Kind.PARAGRAPH) -> Iterator[Extract]:
    """The zone as one passage."""
    yield Extract(id=zone.id, label=zone.label, kind=kind, pieces=_stack(lines))


def _cut_contents(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    return _cut_whole(lines, zone, Kind.CONTENTS)


def _cut_table(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    return _cut_whole(lines, zone, Kind.TABLE)


def _skip(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    return iter(())


def _cut_fields(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """A notice: keys known in advance, each followed by its value on the same line and the next
    ones; a key without a value is left out.
    """
    fields: list[tuple[str, list[Piece]]] = []
    keys = _key_pattern(zone.keys)
    for line in lines:
        marks = [m for m in keys.finditer(line.text) if m.start() == 0 or ":" in m.group()]
        stop = marks[0].start() if marks else len(line.text)
        if fields and line.text[:stop].strip():
            fields[-1][1].extend([Piece(glue="\n"), _cut_line(line, 0, stop)])
        ends = [*(mark.start() for mark in marks[1:]), len(line.text)]
        fields.extend(_field(line, mark, end) for mark, end in zip(marks, ends, strict=False))
    for name, pieces in fields:
        is_bare_key = len(pieces) == 2 and pieces[1].glue
        if not is_bare_key:
            yield Extract(
                id=fill_template(zone.id, (name,)),
                label=fill_template(zone.label, (_without_capital(name),)),
                kind=Kind.FIELD,
                pieces=tuple(pieces),
            )


def _key_pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that captures any of the keys, the longest first, with its colon."""
    return re.compile(
        "|".join(
            rf"(?:^|(?<=\s))(?:•\s+)?({re.escape(key)})(?=\s*:|\s|$)\s*:?"
            for key in sorted(keys, key=len, reverse=True)
        )
    )


def _field(line: Line, mark: re.Match[str], end: int) -> tuple[str, list[Piece]]:
    """The name of a key and the pieces of `key : value`, which goes to `end` of the line."""
    name = next(group for group in mark.groups() if group)
    begin = mark.start() + mark.group().index(name)
    if line.text[mark.end() : end].strip():
        return name, [_cut_line(line, begin, end)]
    return name, [_cut_line(line, begin, begin + len(name)), Piece(glue=" :")]


def _without_capital(name: str) -> str:
    return name if name.isupper() else name[0].lower() + name[1:]


def _cut_acronyms(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """« CPOM :  Contrats pluriannuels… », one a line, the long ones on two lines."""
    entries: list[list[Line]] = []
    for line in lines[1:]:
        if ACRONYM.match(line.text):
            entries.append([line])
        elif entries:
            entries[-1].append(line)
    for entry in entries:
        name = entry[0].text.split(" :")[0]
        yield Extract(
            id=fill_template(zone.id, (name,)),
            label=fill_template(zone.label, (name,)),
            kind=Kind.ACRONYM,
            pieces=(Piece(start=entry[0].start, end=entry[-1].end),),
        )


def _cut_people(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """Lists of people met, one passage a body; a line that matches `zone.title` names the body."""
    for n, (titles, people) in enumerate(_people_by_title(lines, zone), 1):
        names = " – ".join(title.text for title in titles)
        label = names or "début de la liste"
        above = tuple(Piece(glue=f"{title.text}\n") for title in titles[:-1])
        yield Extract(
            id=f"{zone.id}/{slug_of(label)}" if names else f"{zone.id}/{n}",
            label=f"{zone.label}, {label}",
            kind=Kind.PEOPLE,
            pieces=(*above, *_stack([*titles[-1:], *people])),
        )


def _people_by_title(lines: list[Line], zone: Zone) -> list[tuple[tuple[Line, ...], list[Line]]]:
    """The titles above each list of people, outermost first, and the lines of the list."""
    titles: tuple[Line, ...] = ()
    entries: list[tuple[tuple[Line, ...], list[Line]]] = []
    for line in lines:
        has_people = bool(entries) and entries[-1][0] == titles
        if re.fullmatch(zone.title, line.text):
            titles = _titles_with(titles, line, zone, after_people=has_people)
        elif has_people:
            entries[-1][1].append(line)
        else:
            entries.append((titles, [line]))
    return entries


def _titles_with(
    titles: tuple[Line, ...], line: Line, zone: Zone, *, after_people: bool
) -> tuple[Line, ...]:
    """The titles that cover what follows a title: after people, it opens another body under the
    same outer title (`zone.outer_title`), or another outer title.
    """
    if not after_people:
        return (*titles, line)
    under_outer = bool(titles) and _is_outer(titles[0], zone) and not _is_outer(line, zone)
    return (titles[0], line) if under_outer else (line,)


def _is_outer(title: Line, zone: Zone) -> bool:
    return bool(zone.outer_title) and re.match(zone.outer_title, title.text) is not None


def _cut_recommendations(lines: list[Line], zone: Zone) -> Iterator[Extract]:
    """The summary table: number, text, priority, authority, deadline, on lines broken by the cells
    and the pages.
    """
    rows: list[list[Line]] = []
    for line in lines:
        if _opens_row(line, rows):
            rows.append([line])
        elif rows and not CAPITALS.fullmatch(line.text):
            rows[-1].append(line)
    for row in rows:
        yield _recommendation(row, zone)


def _opens_row(line: Line, rows: list[list[Line]]) -> bool:
    """Is the line the number of a row, once the cells of the row before are read?"""
    if not NUMBER.fullmatch(line.text) or int(line.text) > LAST_RECOMMENDATION:
        return False
    return not rows or any(PRIORITY.match(before.text) for before in rows[-1][1:])


def _recommendation(row: list[Line], zone: Zone) -> Extract:
    """One row: its number, the lines of its text, those of its cells, and the lines of its text
    that the next page holds.
    """
    at = next(i for i, line in enumerate(row) if i and PRIORITY.match(line.text))
    words, (cells, late) = row[1:at], _split_at_page(row[at:])
    record = _record(row[0].text, [*words, *late], cells)
    carried = [Piece(glue=" "), Piece(start=late[0].start, end=late[-1].end)] if late else []
    pieces = (
        Piece(glue=zone.lead.format(number=record.number)),
        Piece(start=words[0].start, end=words[-1].end),
        *carried,
        Piece(glue=" "),
        Piece(start=cells[0].start, end=cells[-1].end),
        Piece(glue="\n" + zone.summary.format(**record.model_dump())),
    )
    return Extract(
        id=fill_template(zone.id, (row[0].text,)),
        label=fill_template(zone.label, (row[0].text,)),
        kind=Kind.RECOMMENDATION,
        pieces=pieces,
        record=record,
    )


def _split_at_page(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of a page, and those of the next page."""
    cut = next((i for i, line in enumerate(lines) if i and line.new_page), len(lines))
    return lines[:cut], lines[cut:]


def _record(number: str, words: list[Line], cells: list[Line]) -> Recommendation:
    text = CUT_NAME.sub("-", " ".join(line.text for line in cells))
    match = CELLS.match(text)
    priority, authority, deadline = match.groups() if match else (text[:1], "", text[1:])
    return Recommendation(
        number=int(number),
        text=" ".join(line.text for line in words),
        priority=int(priority),
        authority=authority.strip(),
        deadline=deadline.strip(),
    )


def _stack(lines: list[Line]) -> tuple[Piece, ...]:
    """Lines one under the other."""
    pieces: list[Piece] = []
    for line in lines:
        if pieces:
            pieces.append(Piece(glue="\n"))
        pieces.append(Piece(start=line.start, end=line.end))
    return tuple(pieces)


def _cut_line(line: Line, begin: int, end: int) -> Piece:
    """A part of a line without its outer spaces."""
    raw = line.text[begin:end]
    lead = len(raw) - len(raw.lstrip())
    return Piece(start=line.start + begin + lead, end=line.start + begin + len(raw.rstrip()))


READERS: dict[str, Reader] = {
    "whole": _cut_whole,
    "contents": _cut_contents,
    "table": _cut_table,
    "skip": _skip,
    "fields": _cut_fields,
    "acronyms": _cut_acronyms,
    "people": _cut_people,
    "recommendations": _cut_recommendations,
}
