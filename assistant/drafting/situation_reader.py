"""A YAML or JSON mapping → a situation, every fault found at once and named by its field, in
French; and what a situation says in words.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.domain import FrenchValue
from assistant.drafting.situation import Situation
from assistant.errors import BadSituation
from assistant.forms.line import Theme
from assistant.forms.suivi import PAIR_KEYS
from assistant.texts.calendar import read_day, write_day
from assistant.texts.french import fold
from assistant.texts.spaces import flatten

YEARS = 5
# A field and what is wrong with it.
Fault = tuple[str, str]
NOT_A_MAPPING = "décrivez la situation par des champs (service, region, themes…)"
OUTSIDE = "le {jour} est hors du CPOM : choisissez un jour entre son début et sa fin"
TOO_LONG = (
    "du {debut} au {fin}, le CPOM dure plus de cinq ans ; c’est le maximum (instruction, I.A.3) : "
    "avancez la fin"
)
MESSAGES = {
    "missing": "ce champ est obligatoire",
    "greater_than_equal": "un nombre ne peut pas être inférieur à {limite}",
    "less_than_equal": "un nombre ne peut pas dépasser {limite}",
    "int_parsing": "écrivez un nombre entier, en chiffres",
    "int_type": "écrivez un nombre entier, en chiffres",
    "int_from_float": "écrivez un nombre entier, sans décimales",
    "bool_parsing": "écrivez oui ou non (true ou false)",
    "bool_type": "écrivez oui ou non (true ou false)",
    "string_type": "écrivez un texte",
    "string_too_short": "ce texte est vide",
    "string_too_long": "ce texte est trop long",
    "date_type": "écrivez une date comme 2026-01-01 ou « 1er janvier 2026 »",
    "date_parsing": "écrivez une date comme 2026-01-01 ou « 1er janvier 2026 »",
    "date_from_datetime_parsing": "écrivez une date comme 2026-01-01 ou « 1er janvier 2026 »",
    "date_from_datetime_inexact": "écrivez une date sans heure, comme 2026-01-01",
    "literal_error": "choisissez parmi : {limite}",
    "tuple_type": "écrivez une liste",
    "model_type": "décrivez-le par ses champs",
    "model_attributes_type": "décrivez-le par ses champs",
    "too_long": "cette liste est trop longue",
}


def read_situation(data: object, regions: Collection[str]) -> Situation:
    """The situation that `data` (a mapping read from YAML or JSON) describes; its region is written
    as `regions` write it.

    Raises BadSituation with every fault at once, each under its field: unknown field, theme or
    region, number out of bounds, dates that do not follow each other, a contract of more than five
    years (instruction, I.A.3), a deadline outside the contract, a « dont » above its total.
    """
    if not isinstance(data, Mapping):
        raise BadSituation((("situation", NOT_A_MAPPING),))
    clean = dict(data) | _written_region(data.get("region"), regions)
    faults: list[Fault] = []
    read: Situation | None = None
    try:
        read = Situation.model_validate(clean)
    except ValidationError as error:
        faults = [_fault_of(detail) for detail in error.errors()]
    faults += _faults_between_fields(clean, regions)
    if faults or read is None:
        raise BadSituation(tuple(dict.fromkeys(faults)))
    return read


def _written_region(region: object, regions: Collection[str]) -> dict[str, str]:
    """The region as `regions` write it, whatever its accents and its apostrophes."""
    if not isinstance(region, str):
        return {}
    names = {fold(name): name for name in regions}
    return {"region": names.get(fold(flatten(region.replace("'", "’"))), region)}


def _fault_of(detail: ErrorDetails) -> Fault:
    """One fault of one field, in French; rows are numbered from 1."""
    field = ".".join(map(_step_of, detail["loc"])) or "situation"
    if detail["type"] == "extra_forbidden":
        return field, _unknown_field(str(detail["loc"][-1]))
    if detail["type"] == "enum":
        theme_names = ", ".join(Theme)
        return (
            field,
            f"thème inconnu « {str(detail['input'])[:40]} » ; les thèmes sont : {theme_names}",
        )
    limits = (detail.get("ctx") or {}).values()
    message = MESSAGES.get(detail["type"], "cette valeur ne convient pas")
    return field, message.format(limite=next(iter(limits), ""))


def _step_of(step: str | int) -> str:
    """A step of the path of a field; a row is numbered from 1."""
    return str(step + 1) if isinstance(step, int) else step


def _unknown_field(name: str) -> str:
    near = get_close_matches(name, Situation.names_by_key(), 1)
    advice = f" ; vouliez-vous « {near[0]} » ?" if near else " : retirez-le"
    return f"ce champ n’existe pas{advice}"


def _faults_between_fields(data: Mapping[str, object], regions: Collection[str]) -> Iterator[Fault]:
    """What is wrong between fields; read leniently, so that one fault does not hide another."""
    region = data.get("region")
    if isinstance(region, str) and region.strip() and region not in regions:
        yield "region", _unknown_region(region, regions)
    begins, ends = _day(data.get("debut")), _day(data.get("fin"))
    if begins and ends:
        yield from _term_faults(begins, ends)
    for n, goal in enumerate(_mappings(data.get("objectifs")), 1):
        due = _day(goal.get("echeance"))
        if due and ((begins and due < begins) or (ends and due > ends)):
            yield f"objectifs.{n}.echeance", OUTSIDE.format(jour=write_day(due))
    for n, counts in enumerate(_mappings(data.get("suivi")), 1):
        yield from _count_faults(counts, f"suivi.{n}")
    themes = data.get("themes")
    if isinstance(themes, list | tuple):
        theme_names = [fold(str(theme)).strip() for theme in themes]
        if len(set(theme_names)) < len(theme_names):
            yield "themes", "un thème est nommé deux fois"


def _unknown_region(region: str, regions: Collection[str]) -> str:
    near = get_close_matches(region, regions, 1)
    names = f"les régions sont : {', '.join(regions)}"
    advice = f"vouliez-vous « {near[0]} » ?" if near else names
    return f"région inconnue « {region[:40]} » ; {advice}"


def _term_faults(begins: date, ends: date) -> Iterator[Fault]:
    """Five years at most, and the end after the start (instruction, I.A.3)."""
    first, last = write_day(begins), write_day(ends)
    if ends <= begins:
        yield "fin", f"la fin ({last}) doit suivre le début ({first})"
    elif ends > _later(begins, YEARS):
        yield "fin", TOO_LONG.format(debut=first, fin=last)


def _count_faults(counts: Mapping[str, object], place: str) -> Iterator[Fault]:
    """A part is no greater than its whole (annexe 4)."""
    for whole, part in PAIR_KEYS:
        total, of_which = counts.get(whole), counts.get(part)
        if not isinstance(total, int) or not isinstance(of_which, int):
            continue
        if of_which > total:
            yield f"{place}.{part}", f"le « dont » ({of_which}) dépasse le total ({total})"


def _day(value: object) -> date | None:
    if isinstance(value, str):
        return read_day(value)
    return value if type(value) is date else None


def _later(start: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def _mappings(value: object) -> list[Mapping[str, object]]:
    """The mappings of a list; none for what is no list."""
    if not isinstance(value, list | tuple):
        return []
    return [item for item in value if isinstance(item, Mapping)]


def has_field(path: str) -> bool:
    """Does a situation have a field at that path (`region`, `avis.crpst`)? What stands within a
    list is not looked at.
    """
    name, _, rest = path.partition(".")
    names = Situation.names_by_key()
    if name not in names or not rest:
        return name in names
    kind = Situation.model_fields[names[name]].annotation
    if isinstance(kind, type) and issubclass(kind, FrenchValue):
        return rest in kind.names_by_key()
    return True


def text_of(situation: Situation) -> str:
    """All that the user wrote, days as a draft writes them too: where the figures of an unsourced
    line may come from.
    """
    days = (
        situation.start,
        situation.end,
        situation.signature,
        situation.protocole.in_force,
        situation.protocole.date,
        *(goal.deadline for goal in situation.objectives),
    )
    written_days = (write_day(day) for day in days if day)
    return " ".join((situation.model_dump_json(), *written_days))
