"""The instruction's forms as data: `corpus/modeles/*.yaml` → frozen values. Every `Words` is
checked at build against its passage.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import Field

from assistant.domain import FrenchValue, Value
from assistant.drafting.situation_reader import has_field
from assistant.errors import FormError
from assistant.forms.fiche import FICHES
from assistant.forms.kinds import FORMS
from assistant.forms.line import Line, Rubric, Theme
from assistant.texts.datafile import read_datafile

# A field of the page that fills in the establishments aimed at (`cibles`) with two others.
PAGE_ONLY = {"nombre"}
Form = TypeVar("Form", bound=Value)


class Words(FrenchValue):
    """Exact words (`mots`) of a passage."""

    passage: str
    text: str = Field(min_length=1, alias="mots")


class Example(Words):
    """Words that illustrate a rubric; `secteurs` and `tailles` (folded words) put it before others
    when the situation names them.
    """

    sectors: tuple[str, ...] = Field((), alias="secteurs")
    sizes: tuple[str, ...] = Field((), alias="tailles")


class Expectation(FrenchValue):
    """What is still to be written (`texte`), and by whom (`par`)."""

    text: str = Field(alias="texte")
    by: str = Field(alias="par")


class PlanActionModel(FrenchValue):
    """An action of the PST 4."""

    number: str = Field(alias="numero")
    title: Words = Field(alias="intitule")
    bullets: tuple[Words, ...] = Field((), alias="puces")


class PlanModel(FrenchValue):
    """The reference to the PST 4."""

    axis: Words = Field(alias="axe")
    aim: Words = Field(alias="objectif")
    actions: tuple[PlanActionModel, ...]


class CogModel(FrenchValue):
    """The reference to the COG AT/MP."""

    axis: Words = Field(alias="axe")
    fiche: Words
    commitment: Words = Field(alias="engagement")
    bullets: tuple[Words, ...] = Field(alias="puces")


class InstructionModel(FrenchValue):
    """An instruction of reference."""

    reference: Words
    excerpts: tuple[Words, ...] = Field((), alias="extraits")


class Plural(FrenchValue):
    """A unit after one, and after several (`{n}` is how many)."""

    one: str = Field(alias="un")
    several: str = Field(alias="plusieurs")


class FormTexts(FrenchValue):
    """What the file of a form says of its rubrics, by their name: hints, lost lists, empty rubrics,
    missing rubrics, examples, and what is still to be written there.
    """

    FILE: ClassVar[str]
    hints: dict[str, Words] = Field(default_factory=dict, alias="consignes")
    lost_lists: dict[str, Words] = Field(default_factory=dict, alias="perdues")
    empty: dict[str, Words] = Field(default_factory=dict, alias="vides")
    absent: dict[str, Words] = Field(default_factory=dict, alias="absentes")
    examples: dict[str, tuple[Example, ...]] = Field(default_factory=dict, alias="exemples")
    expectations: dict[str, Expectation] = Field(default_factory=dict, alias="attendus")

    def expectation_of(self, key: str) -> Expectation:
        """What is still to be written in a field, and by whom. Raises FormError when the file does
        not say it.
        """
        if key not in self.expectations:
            raise FormError(
                f"{self.FILE}, « attendus » : il manque « {key} » ; écrivez-y ce que l’on attend "
                "(texte) et de qui (par)."
            )
        return self.expectations[key]

    def lost_list_of(self, key: str) -> Words:
        """The words that announce a list that the source lost. Raises FormError when the file does
        not say them.
        """
        if key not in self.lost_lists:
            raise FormError(f"{self.FILE}, « perdues » : il manque « {key} ».")
        return self.lost_lists[key]

    def hint_of(self, key: str) -> Words:
        """What the instruction expects of a rubric. Raises FormError when the file does not say
        it.
        """
        if key not in self.hints:
            raise FormError(f"{self.FILE}, « consignes » : il manque « {key} ».")
        return self.hints[key]


class FicheModel(FormTexts):
    """One model of annexe 3; `libre` has a frame and no national part."""

    FILE: ClassVar[str] = "fiche-….yaml"
    theme: Theme
    number: int | None = Field(None, alias="numero")
    title: Words = Field(alias="titre")
    pst4: PlanModel | None = None
    cog: CogModel | None = None
    instructions: tuple[InstructionModel, ...] = ()
    plans: tuple[Words, ...] = ()
    data: tuple[Words, ...] = Field((), alias="donnees")
    main_actions: tuple[Words, ...] = Field((), alias="actions_principales")


class Common(FormTexts):
    """What all forms share: the indicators of annexe 4, advice, names of sources, phrases, and what
    is expected of whom.
    """

    FILE: ClassVar[str] = "commun.yaml"
    indicators: tuple[Words, ...] = Field(alias="indicateurs")
    objective_indicator: Words = Field(alias="indicateur_objectif")
    without_indicator: Words = Field(alias="sans_indicateur")
    advice: tuple[Words, ...] = Field(alias="conseils")
    contract_advice: tuple[Words, ...] = Field(alias="conseils_contrat")
    sources: dict[str, str]
    expiries: dict[str, Words] = Field(alias="echeances")
    phrases: dict[str, str]
    units: dict[str, Plural] = Field(alias="nombres")

    def phrase(self, key: str, **words: str) -> str:
        """A phrase with its words in place. Raises FormError when the file has not that phrase, or
        when the phrase asks for a word that it is not given.
        """
        try:
            return self.phrases[key].format(**words)
        except (KeyError, IndexError, ValueError) as error:
            raise FormError(
                f"{self.FILE}, « phrases » : « {key} » manque, ou n’est pas de la forme attendue "
                f"(mots à y mettre : {', '.join(words) or 'aucun'})."
            ) from error

    def count_text(self, n: int, unit: str) -> str:
        """A count with its unit: « 1 250 établissements ». Raises FormError for an unknown unit."""
        if unit not in self.units:
            raise FormError(f"{self.FILE}, « nombres » : il manque « {unit} ».")
        words = self.units[unit]
        figures = f"{n:,}".replace(",", "\u202f")
        return words.one if n == 1 else words.several.format(n=figures)


class ContratModel(FormTexts):
    """Annexe 1, with the contributions of annexe 2."""

    FILE: ClassVar[str] = "contrat.yaml"
    title: Words = Field(alias="titre")
    texts: dict[str, tuple[Words, ...]] = Field(alias="textes")
    btp: Words


class SuiviModel(FormTexts):
    """Annexe 4."""

    FILE: ClassVar[str] = "suivi.yaml"
    title: Words = Field(alias="titre")
    columns: dict[Theme, Words] = Field(alias="colonnes")
    legend: tuple[Words, ...] = Field(alias="legende")


class ProtocoleModel(FormTexts):
    """Annexe 5."""

    FILE: ClassVar[str] = "protocole.yaml"
    title: Words = Field(alias="titre")
    texts: dict[str, tuple[Words, ...]] = Field(alias="textes")
    renewal: Words = Field(alias="reconduction")


class RegionModel(FrenchValue):
    """The State's regional office, and the Caisses that may sign there."""

    office: str = Field(alias="direction")
    caisses: tuple[str, ...] = Field(min_length=1)


class IntakeField(FrenchValue):
    """A field of the page of a situation: its name there (`nom`), how it is filled in, and what the
    instruction says of it.
    """

    name: str = Field(alias="nom")
    shape: str = Field(alias="forme")
    label: str = Field(alias="libelle")
    help: str = Field("", alias="aide")
    kinds: tuple[str, ...] = Field((), alias="pour")
    hint: Words | None = Field(None, alias="consigne")


class IntakeGroup(FrenchValue):
    """Fields that are read together; `pour` names the forms that need them, all of them when it is
    empty.
    """

    key: str = Field(alias="cle")
    title: str = Field(alias="titre")
    kinds: tuple[str, ...] = Field((), alias="pour")
    fields: tuple[IntakeField, ...] = Field(alias="champs")


class IntakeForm(FrenchValue):
    """A form as one chooses it."""

    name: str = Field(alias="nom")
    help: str = Field(alias="aide")


class Intake(FrenchValue):
    """The page on which a service describes its situation."""

    groups: tuple[IntakeGroup, ...] = Field(alias="groupes")
    forms: dict[str, IntakeForm] = Field(alias="formulaires")
    themes: dict[Theme, str]


class Models(FrenchValue):
    """All the forms."""

    common: Common = Field(alias="commun")
    fiches: dict[Theme, FicheModel]
    contrat: ContratModel
    suivi: SuiviModel
    protocole: ProtocoleModel
    regions: dict[str, RegionModel]
    intake: Intake = Field(alias="saisie")


def read_models(folder: Path) -> Models:
    """The forms of `corpus/modeles`. Raises FormError for a file that is absent or that cannot be
    read.
    """
    fiches = {theme: _read(folder / f"fiche-{theme}.yaml", FicheModel) for theme in Theme}
    common = _read(folder / "commun.yaml", Common)
    for name in drafted_from_texts():
        common.expectation_of(name)
    intake = _read(folder / "saisie.yaml", Intake)
    check_intake(intake)
    return Models(
        common=common,
        fiches=fiches,
        contrat=_read(folder / "contrat.yaml", ContratModel),
        suivi=_read(folder / "suivi.yaml", SuiviModel),
        protocole=_read(folder / "protocole.yaml", ProtocoleModel),
        regions=read_regions(folder),
        intake=intake,
    )


def check_intake(intake: Intake) -> None:
    """Raises FormError when the page of a situation asks for a field that a situation has not, or
    does not name a kind of form or a theme.
    """
    for field in chain.from_iterable(group.fields for group in intake.groups):
        if field.name not in PAGE_ONLY and not has_field(field.name):
            raise FormError(
                f"saisie.yaml, « {field.name} » : une situation n’a pas ce champ ; corrigez-le, ou "
                "ajoutez-le à Situation (assistant/drafting/situation.py)."
            )
    for name in FORMS:
        if name not in intake.forms:
            raise FormError(f"saisie.yaml, « formulaires » : il manque « {name} ».")
    for theme in Theme:
        if theme not in intake.themes:
            raise FormError(f"saisie.yaml, « themes » : il manque « {theme} ».")


def drafted_from_texts() -> tuple[str, ...]:
    """The fields of the fiches that are drafted from what `commun.yaml` expects of them alone."""
    keys: dict[str, None] = {}
    for kind in FICHES.values():
        for name, field in kind.model_fields.items():
            if field.is_required() and field.annotation in (Rubric, Line):
                keys[field.alias or name] = None
    return tuple(keys)


def read_regions(folder: Path) -> dict[str, RegionModel]:
    """The regions. Raises FormError."""
    return _read(folder / "regions.yaml", _Regions).regions


def words_of(models: Models) -> Iterator[Words]:
    """Every quotation of the forms."""
    yield from _within(models)


class _Regions(FrenchValue):
    regions: dict[str, RegionModel]


def _read(path: Path, kind: type[Form]) -> Form:
    return read_datafile(path, kind, error=FormError)


def _within(value: object) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, Value):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _within(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _within(item)
