"""Territories and named services of a sentence."""

import re
from collections.abc import Iterator

from assistant.reading.sentence import Place
from assistant.reading.vocabulary import PlaceNames

KINDS = ("region", "departement", "lieu", "service")
NAMED = r"(?: ?\d{1,3}|(?: (?:[A-ZÀ-Ü][\w-]+))?(?: \d{1,3})?)"


def places_of(text: str, names: PlaceNames) -> tuple[Place, ...]:
    """The places named, in order; of two that overlap, the longer."""
    plain = text.replace("’", "'").replace("‑", "-")
    found = sorted(_find_places(plain, text, names), key=lambda place: place.start - place.end)
    kept: list[Place] = []
    for place in found:
        if not any(place.start < other.end and other.start < place.end for other in kept):
            kept.append(place)
    return tuple(sorted(kept, key=lambda place: place.start))


def _find_places(plain: str, text: str, names: PlaceNames) -> Iterator[Place]:
    tables = (names.regions, names.departments, names.others)
    for kind, table in zip(KINDS, tables, strict=False):
        for name in table:
            for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", plain):
                if _is_introduced(plain, match.start(), names.after.get(name, ())):
                    yield _place(text, match.start(), match.end(), kind)
    for name in names.services:
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?: ?\d{{1,3}})?(?![\w-])", plain):
            if name != "PST" or match.group()[-2:].isdigit():
                yield _place(text, match.start(), match.end(), "service")


def _is_introduced(plain: str, start: int, words: tuple[str, ...]) -> bool:
    """Is a name that is also a common word introduced as a place?"""
    before = plain[:start].rstrip(" ").lower()
    return not words or any(before.endswith(word) for word in words)


def _place(text: str, start: int, end: int, kind: str) -> Place:
    return Place(text=text[start:end], start=start, end=end, kind=kind)
