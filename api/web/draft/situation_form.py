"""The form of a situation as a browser sends it → the mapping that `Assistant.situation` reads, and
its faults back under the fields of the form.

A field bears the path of what it fills in: `region`, `avis.crpst`, `objectifs.1.cible` (rows are
numbered from 1), `moyens.spsti.jours`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.domain import Value
from assistant.errors import BadSituation

PARTIES = ("spsti", "dreets", "caisse")
ROWS = {"chiffres": 3, "objectifs": 2, "etapes": 3}
LISTS = ("secteurs", "tailles", "actions_pps", "conventions", "cellule_pdp")
NUMBERS = ("etablissements", "salaries", "annee", "nombre", "personnes", "jours")
# Lists whose items are more than a text.
WORDED = ("actions_pps",)


class Typed(Value):
    """What was typed, field by field, and the themes that were ticked."""

    fields: dict[str, str] = {}
    themes: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        """What a field holds, empty when nothing was typed."""
        return self.fields.get(name, "")


def typed(sent: Iterable[tuple[str, Any]]) -> Typed:
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
    for name in (
        "service",
        "region",
        "risque",
        "caisse",
        "debut",
        "fin",
        "signature",
        "etablissements",
        "salaries",
        "annee",
    ):
        data |= _one(name, form.get(name))
    for name in LISTS:
        lines = _lines(form.get(name))
        data |= (
            {name: [{"texte": line} for line in lines] if name in WORDED else lines}
            if lines
            else {}
        )
    for name in ("avis", "protocole"):
        data |= _filled(name, _block(form, name))
    for name, count in ROWS.items():
        data |= _filled(
            name, [row for n in range(1, count + 1) if (row := _block(form, f"{name}.{n}"))]
        )
    data |= _filled(
        "moyens",
        [
            {"partie": party, **block}
            for party in PARTIES
            if (block := _block(form, f"moyens.{party}"))
        ],
    )
    data |= _filled(
        "offres",
        [
            {"partie": party, "texte": line}
            for party in PARTIES
            for line in _lines(form.get(f"offres.{party}"))
        ],
    )
    aim = _one("nombre", form.get("nombre")) | {
        name: data[name] for name in ("secteurs", "tailles") if name in data
    }
    data |= _filled("cibles", [aim] if aim else [])
    return data | ({"btp": True} if form.get("btp") else {})


def faults_of(error: BadSituation, form: Typed) -> dict[str, str]:
    """Each fault under the field of the form where it was typed."""
    return {_place(field, form): sentence for field, sentence in reversed(error.faults)}


def _place(field: str, form: Typed) -> str:
    """The field of the form that a fault of the situation is about: rows left empty were not
    sent.
    """
    name, _, rest = field.partition(".")
    n, _, last = rest.partition(".")
    if name in ROWS and n.isdigit():
        rows = [row for row in range(1, ROWS[name] + 1) if _block(form, f"{name}.{row}")]
        return f"{name}.{rows[int(n) - 1]}.{last}" if 0 < int(n) <= len(rows) else name
    if name == "moyens" and n.isdigit():
        parties = [party for party in PARTIES if _block(form, f"moyens.{party}")]
        return f"moyens.{parties[int(n) - 1]}.{last}" if 0 < int(n) <= len(parties) else name
    if name == "offres" and n.isdigit():
        parties = [party for party in PARTIES for _ in _lines(form.get(f"offres.{party}"))]
        return f"offres.{parties[int(n) - 1]}" if 0 < int(n) <= len(parties) else name
    if name == "cibles":
        return next((each for each in ("secteurs", "tailles") if each in rest), "nombre")
    return field if name in ("avis", "protocole") else name


def _block(form: Typed, path: str) -> dict[str, Any]:
    block: dict[str, Any] = {}
    for name, value in form.fields.items():
        if name.startswith(f"{path}.") and "." not in name[len(path) + 1 :]:
            block |= _one(name[len(path) + 1 :], value)
    # A theme alone says nothing: it is a choice beside the words.
    return block if set(block) - {"theme"} else {}


def _one(name: str, value: str) -> dict[str, Any]:
    """A field with what was typed in it; numbers may be written « 1 250 »."""
    text = value.strip()
    if not text:
        return {}
    digits = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    return {
        name: int(digits)
        if name in NUMBERS and digits.isascii() and digits.isdigit() and len(digits) < 12
        else text
    }


def _filled(name: str, value: Mapping[str, Any] | list[Any]) -> dict[str, Any]:
    return {name: value} if value else {}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
