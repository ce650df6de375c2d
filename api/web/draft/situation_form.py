"""The form of a situation as a browser sends it → the mapping that `Assistant.situation` reads, and
its faults back under the fields of the form.

A field bears the path of what it fills in: `region`, `avis.crpst`, `objectifs.1.cible` (rows are
numbered from 1), `moyens.spsti.jours`. How a field is read follows from its type in `Situation`; a
name that `Situation` does not know is kept, so that reading the situation refuses it by name.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any, get_args

from pydantic.fields import FieldInfo

from assistant.domain import FrenchValue, Value
from assistant.drafting.situation import Situation
from assistant.errors import BadSituation

PARTIES = ("spsti", "dreets", "caisse")
# How many empty rows the page shows of each list of rows.
ROWS = {"chiffres": 3, "objectifs": 2, "etapes": 3}
# What the form sends that describes no service: which form is wanted.
CONTROLS = {"formulaire"}
# Fields of the page that fill in, together, the establishments aimed at.
AIMED = "nombre"
AIM = ("secteurs", "tailles")
LONGEST_NUMBER = 12


class Typed(Value):
    """What was typed, field by field, and the themes that were ticked."""

    fields: dict[str, str] = {}
    themes: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        """What a field holds, empty when nothing was typed."""
        return self.fields.get(name, "")

    def names(self) -> tuple[str, ...]:
        """The fields of the situation that were sent, each once: `avis` for `avis.crpst`."""
        heads = dict.fromkeys(name.partition(".")[0] for name in self.fields)
        return tuple(name for name in heads if name not in CONTROLS)


def read_typed(sent: Iterable[tuple[str, Any]]) -> Typed:
    """What a form holds; files are left out."""
    fields: dict[str, str] = {}
    themes: list[str] = []
    for name, value in sent:
        if not isinstance(value, str):
            continue
        if name == "themes":
            themes.append(value)
        else:
            fields[name] = value.replace("\r\n", "\n")
    return Typed(fields=fields, themes=tuple(dict.fromkeys(themes)))


def situation_of(form: Typed) -> dict[str, Any]:
    """The mapping that describes the situation; what was left empty is not in it."""
    data: dict[str, Any] = {"themes": list(form.themes)}
    for name in form.names():
        value = _value_of(form, name)
        if name != AIMED and value not in (None, "", [], {}):
            data[name] = value
    aim = {name: data[name] for name in AIM if name in data}
    aim |= _scalar(AIMED, form.get(AIMED), is_number=True)
    return data | ({"cibles": [aim]} if aim and "cibles" not in data else {})


def _value_of(form: Typed, name: str) -> Any:
    """What was typed in a field of the situation, in the shape that its type asks for."""
    field = _field_of(name)
    if field is None:
        return form.get(name) or _block(form, name, None)
    if field.annotation is bool:
        return bool(form.get(name))
    if block := _value_class(field.annotation):
        return _block(form, name, block)
    item = _item_of(field)
    if item is None:
        return _scalar(name, form.get(name), is_number=_is_number(field)).get(name)
    row = _value_class(item)
    return _items(form, name, row) if row else _lines(form.get(name))


def _items(form: Typed, name: str, item: type[FrenchValue]) -> list[dict[str, Any]]:
    """The items of a list: rows, or blocks and lines of each party, or one item a line."""
    if "partie" in item.names_by_key():
        items = (_items_of_party(form, f"{name}.{party}", item) for party in PARTIES)
        return list(chain.from_iterable(items))
    if form.get(name):
        return [{"texte": line} for line in _lines(form.get(name))]
    rows = (_block(form, f"{name}.{n}", item) for n in _row_numbers(form, name))
    return [row for row in rows if row]


def _items_of_party(form: Typed, path: str, item: type[FrenchValue]) -> list[dict[str, Any]]:
    """The items typed under `moyens.spsti`: one a line, then the block of its fields."""
    party = path.rpartition(".")[2]
    items: list[dict[str, Any]] = [{"texte": line} for line in _lines(form.get(path))]
    if block := _block(form, path, item):
        items.append(block)
    return [{"partie": party, **each} for each in items]


def _row_numbers(form: Typed, name: str) -> list[int]:
    """The rows of a list that were sent, in order."""
    numbers = {
        key.split(".")[1]
        for key in form.fields
        if key.startswith(f"{name}.") and key.count(".") > 1
    }
    return sorted(int(number) for number in numbers if number.isascii() and number.isdigit())


def _block(form: Typed, path: str, kind: type[FrenchValue] | None) -> dict[str, Any]:
    """The fields under a path; nothing when only a theme was chosen, which says nothing alone."""
    fields = {} if kind is None else _fields_by_key(kind)
    block: dict[str, Any] = {}
    for key, text in form.fields.items():
        name = key.removeprefix(f"{path}.")
        if name != key and "." not in name:
            is_number = name in fields and _is_number(fields[name])
            block |= _scalar(name, text, is_number=is_number)
    return block if set(block) - {"theme"} else {}


def _field_of(name: str) -> FieldInfo | None:
    """A field of the situation by its French key."""
    return _fields_by_key(Situation).get(name)


def _fields_by_key(kind: type[FrenchValue]) -> dict[str, FieldInfo]:
    return {key: kind.model_fields[name] for key, name in kind.names_by_key().items()}


def _item_of(field: FieldInfo) -> Any:
    """The type of the items of a list; None for a field that is no list."""
    args = get_args(field.annotation)
    return args[0] if len(args) == 2 and args[1] is Ellipsis else None


def _value_class(kind: Any) -> type[FrenchValue] | None:
    """The class of a field that is itself made of fields; None for any other."""
    return kind if isinstance(kind, type) and issubclass(kind, FrenchValue) else None


def _is_number(field: FieldInfo) -> bool:
    return int in (field.annotation, *_flat_args(field.annotation))


def _flat_args(kind: Any) -> list[Any]:
    """The types that an annotation is made of: `Annotated[int, …] | None` holds `int`."""
    args = get_args(kind)
    return [*args, *chain.from_iterable(map(_flat_args, args))]


def _scalar(name: str, value: str, *, is_number: bool) -> dict[str, Any]:
    """A field with what was typed in it; numbers may be written « 1 250 »."""
    text = value.strip()
    if not text:
        return {}
    digits = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    has_digits = digits.isascii() and digits.isdigit() and len(digits) < LONGEST_NUMBER
    return {name: int(digits) if is_number and has_digits else text}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def faults_of(error: BadSituation, form: Typed) -> dict[str, str]:
    """Each fault under the field of the form where it was typed."""
    return {_place(field, form): sentence for field, sentence in reversed(error.faults)}


def _place(field: str, form: Typed) -> str:
    """The field of the form that a fault of the situation is about: rows left empty were not
    sent.
    """
    name, _, rest = field.partition(".")
    number, _, last = rest.partition(".")
    if name == "cibles":
        return next((each for each in AIM if each in rest), AIMED)
    if not number.isdigit():
        return field
    places = _places_of_items(form, name)
    if not 0 < int(number) <= len(places):
        return name
    place = places[int(number) - 1]
    return place if place in form.fields else f"{place}.{last}"


def _places_of_items(form: Typed, name: str) -> list[str]:
    """Where each item of a list was typed, in the order in which the items are sent."""
    field = _field_of(name)
    item = _value_class(_item_of(field)) if field is not None else None
    if item is None:
        return []
    if "partie" in item.names_by_key():
        paths = [f"{name}.{party}" for party in PARTIES]
        return list(
            chain.from_iterable([path] * len(_items_of_party(form, path, item)) for path in paths)
        )
    if form.get(name):
        return []
    return [f"{name}.{n}" for n in _row_numbers(form, name) if _block(form, f"{name}.{n}", item)]
