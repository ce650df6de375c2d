"""What a message says that the form of a page can receive: themes, region, service, sector,
numbers, years.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.conversation.request import Acts
from assistant.texts.french import fold

PERIOD = re.compile(r"\b(20\d\d)\s?(?:-|–|à|a|/)\s?(20\d\d)\b")
UNTIL = re.compile(r"\b(?:d'ici|d’ici|avant|en|jusqu'en|jusqu’en)\s(?:à\s|fin\s)?(20\d\d)\b")
NUMBER = r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)"
NAME = re.compile(
    r"\b(?:pour|pr|service|spsti|chez|à|du|de)\s+(?:le\s|la\s|l[’'])?"
    r"((?:[A-ZÉÈÀ0-9][\w’'&-]*)(?:\s(?:[A-ZÉÈÀ0-9][\w’'&-]*|de|du|des|et))*)"
)


def prefill_of(
    message: str, acts: Acts, regions: Sequence[str], known: frozenset[str]
) -> dict[str, Any]:
    """What the form of a page can receive of a message. `known` are the acronyms of the trade,
    which are no name of a service (folded).
    """
    return dict(_find_values(message, acts, regions, known))


def _find_values(
    message: str, acts: Acts, regions: Sequence[str], known: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    plain = fold(message)
    themes = [theme for theme, words in acts.themes.items() if _holds(plain, words)]
    if themes:
        yield "themes", themes
    region = next(
        (name for name in regions if re.search(rf"\b{re.escape(fold(name))}\b", plain)), ""
    )
    if region:
        yield "region", region
    service = _service(message, known | {fold(name) for name in regions})
    if service:
        yield "service", service
    sectors = [sector for sector in acts.sectors if _holds(plain, (sector,))]
    if sectors and fold(sectors[0]) not in fold(service):
        yield "secteur", sectors[0]
    yield from _numbers(plain, acts)
    period, until = PERIOD.search(message), UNTIL.search(message)
    if period:
        yield "periode", f"{period[1]}-{period[2]}"
    elif until:
        yield "fin", until[1]


def _holds(plain: str, words: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(fold(word))}\b", plain) for word in words)


def _numbers(plain: str, acts: Acts) -> Iterator[tuple[str, Any]]:
    """The first number and the thing that it counts, then each number by its field."""
    things = "|".join(re.escape(fold(thing)) for thing in acts.counted)
    counts = list(re.finditer(rf"\b{NUMBER}\s(?:\w+\s)?({things})\b", plain)) if things else []
    for place, found in enumerate(counts):
        number = int(re.sub(r"\D", "", found[1]))
        if place == 0:
            yield "nombre", number
            yield "unite", found[2]
        field = _field_of(found[2], acts)
        if field:
            yield field, number


def _field_of(thing: str, acts: Acts) -> str:
    """The field that a number of such things fills in; empty when none does."""
    return next((name for name, things in acts.fields.items() if _holds(thing, things)), "")


def _service(message: str, known: frozenset[str]) -> str:
    """The name of a service: words in capitals after « pour », less the acronyms of the trade."""
    for found in NAME.finditer(message):
        name = re.sub(r"\s(?:de|du|des|et)$", "", found[1]).strip()
        words = [word for word in name.split() if not word.isdigit()]
        if words and not all(fold(word) in known for word in words) and fold(name) not in known:
            return name
    return ""
