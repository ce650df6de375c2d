"""The page where a service describes its situation: its fields, each with what the instruction says
of it, and what was typed.
"""

from collections.abc import Mapping
from datetime import date
from itertools import chain

from api.web.common import CitationView, citation_view
from api.web.draft.situation_form import ROWS, Typed
from api.web.draft.texts import draft_texts
from assistant.domain import Document, Value
from assistant.drafting.templates import IntakeField, IntakeGroup, Models
from assistant.forms.line import VOLET, Theme
from assistant.index.citations import citation_of
from assistant.index.index import Index


class FieldView(Value):
    """A field; `kinds` are the forms that need it, `hint` the words of the instruction and where
    they stand.
    """

    name: str
    shape: str
    label: str
    help: str
    kinds: tuple[str, ...]
    hint: CitationView | None


class GroupView(Value):
    """Fields read together; `open` when one of them has a fault or something typed."""

    key: str
    title: str
    kinds: tuple[str, ...]
    fields: tuple[FieldView, ...]
    open: bool


class ThemeView(Value):
    """A theme to be ticked."""

    value: str
    name: str
    volet: int
    ticked: bool


class SituationPage(Value):
    """The page: what may be drafted, the groups of fields, the choices, and what was typed."""

    kind: str
    kinds: dict[str, tuple[str, str]]
    groups: tuple[GroupView, ...]
    themes: tuple[ThemeView, ...]
    regions: tuple[str, ...]
    caisses: tuple[str, ...]
    parties: tuple[tuple[str, str], ...]
    rows: dict[str, int] = ROWS
    values: Typed
    faults: dict[str, str]


class FilledForm(Value):
    """What was typed for a form of that kind; `faults` holds a sentence by name of field."""

    kind: str
    typed: Typed
    faults: dict[str, str] = {}


def situation_page(index: Index, models: Models, filled: FilledForm, today: date) -> SituationPage:
    """The page as it stands. Raises FormError when the corpus no longer says what a field
    quotes.
    """
    names = models.intake.themes
    return SituationPage(
        kind=filled.kind,
        kinds={name: (each.name, each.help) for name, each in models.intake.forms.items()},
        values=filled.typed,
        faults=filled.faults,
        groups=tuple(_group(index, group, filled, today) for group in models.intake.groups),
        parties=tuple(draft_texts().parties.items()),
        regions=tuple(models.regions),
        caisses=_caisses(models, filled.typed.get("region")),
        themes=tuple(
            ThemeView(
                value=theme,
                name=names[theme],
                volet=VOLET[theme],
                ticked=theme in filled.typed.themes,
            )
            for theme in Theme
        ),
    )


def _caisses(models: Models, region: str) -> tuple[str, ...]:
    """The caisses of a region; those of all regions, each once, when it is not a known one."""
    if region in models.regions:
        return models.regions[region].caisses
    caisses = chain.from_iterable(each.caisses for each in models.regions.values())
    return tuple(dict.fromkeys(caisses))


def _group(index: Index, group: IntakeGroup, filled: FilledForm, today: date) -> GroupView:
    names = tuple(field.name for field in group.fields)
    typed = [name for name, text in filled.typed.fields.items() if text.strip()]
    is_used = any(_is_within(name, names) for name in (*filled.faults, *typed))
    return GroupView(
        key=group.key,
        title=group.title,
        kinds=group.kinds,
        fields=tuple(_field(index, field, index.documents, today) for field in group.fields),
        open=is_used,
    )


def _is_within(name: str, names: tuple[str, ...]) -> bool:
    """Is it one of those fields, or a part of one: `avis.crpst` is a part of `avis`?"""
    parts = tuple(f"{each}." for each in names)
    return name in names or name.startswith(parts)


def _field(
    index: Index, field: IntakeField, documents: Mapping[str, Document], today: date
) -> FieldView:
    hint = None
    if field.hint:
        citation = citation_of(
            index, field.hint.passage, field.hint.text, where="corpus/modeles/saisie.yaml"
        )
        hint = citation_view(citation, documents, today)
    return FieldView(
        name=field.name,
        shape=field.shape,
        label=field.label,
        help=field.help,
        kinds=field.kinds,
        hint=hint,
    )
