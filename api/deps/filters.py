"""Filters as a person types them: `document=…`, `poids=…`, `territoire=…`, `date=AAAA-MM-JJ`."""

from collections.abc import Sequence
from datetime import date

from assistant.domain import Filters, Weight
from assistant.errors import BadFilter

KEYS = ("document", "poids", "territoire", "date")


def parse(items: Sequence[str]) -> Filters:
    """Filters from `key=value` words; `document` and `poids` may come several times.

    Raises BadFilter naming the item that is not understood.
    """
    documents: list[str] = []
    weights: list[Weight] = []
    territory, day = None, None
    for item in items:
        key, _, value = item.partition("=")
        if key not in KEYS or not value.strip():
            raise BadFilter(
                f"Filtre inconnu : « {item} ». Écrivez {', '.join(f'{k}=…' for k in KEYS)}."
            )
        value = value.strip()
        if key == "document":
            documents.append(value)
        elif key == "poids":
            weights.append(_weight(value))
        elif key == "territoire":
            territory = value
        else:
            day = _day(value)
    return Filters(
        documents=tuple(documents), weights=tuple(weights), territory=territory, in_force_on=day
    )


def _weight(value: str) -> Weight:
    try:
        return Weight(value)
    except ValueError as error:
        raise BadFilter(
            f"Poids inconnu : « {value} ». Poids admis : "
            f"{', '.join(weight.value for weight in Weight)}."
        ) from error


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise BadFilter(
            f"Date illisible : « {value} ». Écrivez AAAA-MM-JJ, par exemple 2024-08-31."
        ) from error
