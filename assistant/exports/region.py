"""The tables of annexe 4 of several services, added up theme by theme."""

from assistant.domain import Value
from assistant.forms.line import Theme
from assistant.forms.suivi import PAIRS, TableauSuivi

COUNTS = tuple(name for pair in PAIRS for name in pair)


class Total(Value):
    """A row: the establishments counted on each theme, and how many services have not answered yet
    for some of them.
    """

    name: str
    values: tuple[int, ...]
    unanswered: int


class Region(Value):
    """The sum of several tables: a column a theme, in the order in which they are first met."""

    services: tuple[str, ...]
    themes: tuple[Theme, ...]
    totals: tuple[Total, ...]


def add_up(tables: tuple[TableauSuivi, ...]) -> Region:
    """The counts of every service, added; a count that is still to be filled in adds nothing and is
    told.
    """
    themes = tuple(dict.fromkeys(column.theme for table in tables for column in table.colonnes))
    services = tuple(table.identification.service.text for table in tables)
    return Region(
        services=services,
        themes=themes,
        totals=tuple(_total(tables, themes, name) for name in COUNTS),
    )


def _total(tables: tuple[TableauSuivi, ...], themes: tuple[Theme, ...], name: str) -> Total:
    values = tuple(
        sum(
            getattr(column, name).value or 0
            for table in tables
            for column in table.colonnes
            if column.theme is theme
        )
        for theme in themes
    )
    unanswered = sum(
        any(getattr(column, name).value is None for column in table.colonnes) for table in tables
    )
    return Total(name=name, values=values, unanswered=unanswered)
