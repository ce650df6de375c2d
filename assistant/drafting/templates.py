"""The instruction's forms as data: `corpus/modeles/*.yaml` → frozen values. Every `Words` is
checked at build against its passage.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import Field

from assistant.domain import Value
from assistant.drafting.situation import has_field
from assistant.errors import FormError
from assistant.forms.fiche import FICHES
from assistant.forms.kinds import FORMS
from assistant.forms.line import Line, Rubric, Theme
from assistant.texts.datafile import read_datafile

# A field of the page that fills in the establishments aimed at (`cibles`) with two others.
PAGE_ONLY = {"nombre"}
Form = TypeVar("Form", bound=Value)


class Words(Value):
    """Exact words (`mots`) of a passage."""

    passage: str
    mots: str = Field(min_length=1)


class Example(Words):
    """Words that illustrate a rubric; `secteurs` and `tailles` (folded words) put it before others
    when the situation names them.
    """

    secteurs: tuple[str, ...] = ()
    tailles: tuple[str, ...] = ()


class Expected(Value):
    """What is still to be written (`texte`), and by whom (`par`)."""

    texte: str
    par: str


class PlanActionModel(Value):
    """An action of the PST 4."""

    numero: str
    intitule: Words
    puces: tuple[Words, ...] = ()


class PlanModel(Value):
    """The reference to the PST 4."""

    axe: Words
    objectif: Words
    actions: tuple[PlanActionModel, ...]


class CogModel(Value):
    """The reference to the COG AT/MP."""

    axe: Words
    fiche: Words
    engagement: Words
    puces: tuple[Words, ...]


class InstructionModel(Value):
    """An instruction of reference."""

    reference: Words
    extraits: tuple[Words, ...] = ()


class Plural(Value):
    """A unit after one, and after several (`{n}` is how many)."""

    un: str
    plusieurs: str


class FormTexts(Value):
    """What the file of a form says of its rubrics, by their name: hints, lost lists, empty rubrics,
    missing rubrics, examples, and what is still to be written there.
    """

    FILE: ClassVar[str]
    consignes: dict[str, Words] = Field(default_factory=dict)
    perdues: dict[str, Words] = Field(default_factory=dict)
    vides: dict[str, Words] = Field(default_factory=dict)
    absentes: dict[str, Words] = Field(default_factory=dict)
    exemples: dict[str, tuple[Example, ...]] = Field(default_factory=dict)
    attendus: dict[str, Expected] = Field(default_factory=dict)

    def expected(self, key: str) -> Expected:
        """What is still to be written in a field, and by whom. Raises FormError when the file does
        not say it.
        """
        if key not in self.attendus:
            raise FormError(
                f"{self.FILE}, « attendus » : il manque « {key} » ; écrivez-y ce que l’on attend "
                "(texte) et de qui (par)."
            )
        return self.attendus[key]

    def lost(self, key: str) -> Words:
        """The words that announce a list that the source lost. Raises FormError when the file does
        not say them.
        """
        if key not in self.perdues:
            raise FormError(f"{self.FILE}, « perdues » : il manque « {key} ».")
        return self.perdues[key]

    def hint(self, key: str) -> Words:
        """What the instruction expects of a rubric. Raises FormError when the file does not say
        it.
        """
        if key not in self.consignes:
            raise FormError(f"{self.FILE}, « consignes » : il manque « {key} ».")
        return self.consignes[key]


class FicheModel(FormTexts):
    """One model of annexe 3; `libre` has a frame and no national part."""

    FILE: ClassVar[str] = "fiche-….yaml"
    theme: Theme
    numero: int | None = None
    titre: Words
    pst4: PlanModel | None = None
    cog: CogModel | None = None
    instructions: tuple[InstructionModel, ...] = ()
    plans: tuple[Words, ...] = ()
    donnees: tuple[Words, ...] = ()
    actions_principales: tuple[Words, ...] = ()


class Common(FormTexts):
    """What all forms share: the indicators of annexe 4, advice, names of sources, phrases, and what
    is expected of whom.
    """

    FILE: ClassVar[str] = "commun.yaml"
    indicateurs: tuple[Words, ...]
    indicateur_objectif: Words
    sans_indicateur: Words
    conseils: tuple[Words, ...]
    conseils_contrat: tuple[Words, ...]
    sources: dict[str, str]
    echeances: dict[str, Words]
    phrases: dict[str, str]
    nombres: dict[str, Plural]

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

    def counted(self, n: int, unit: str) -> str:
        """A count with its unit: « 1 250 établissements ». Raises FormError for an unknown unit."""
        if unit not in self.nombres:
            raise FormError(f"{self.FILE}, « nombres » : il manque « {unit} ».")
        words = self.nombres[unit]
        figures = f"{n:,}".replace(",", "\u202f")
        return words.un if n == 1 else words.plusieurs.format(n=figures)


class ContratModel(FormTexts):
    """Annexe 1, with the contributions of annexe 2."""

    FILE: ClassVar[str] = "contrat.yaml"
    titre: Words
    textes: dict[str, tuple[Words, ...]]
    btp: Words


class SuiviModel(FormTexts):
    """Annexe 4."""

    FILE: ClassVar[str] = "suivi.yaml"
    titre: Words
    colonnes: dict[Theme, Words]
    legende: tuple[Words, ...]


class ProtocoleModel(FormTexts):
    """Annexe 5."""

    FILE: ClassVar[str] = "protocole.yaml"
    titre: Words
    textes: dict[str, tuple[Words, ...]]
    reconduction: Words


class RegionModel(Value):
    """The State's regional office, and the Caisses that may sign there."""

    direction: str
    caisses: tuple[str, ...] = Field(min_length=1)


class IntakeField(Value):
    """A field of the page of a situation: its name there (`nom`), how it is filled in, and what the
    instruction says of it.
    """

    nom: str
    forme: str
    libelle: str
    aide: str = ""
    pour: tuple[str, ...] = ()
    consigne: Words | None = None


class IntakeGroup(Value):
    """Fields that are read together; `pour` names the forms that need them, all of them when it is
    empty.
    """

    cle: str
    titre: str
    pour: tuple[str, ...] = ()
    champs: tuple[IntakeField, ...]


class IntakeForm(Value):
    """A form as one chooses it."""

    nom: str
    aide: str


class Intake(Value):
    """The page on which a service describes its situation."""

    groupes: tuple[IntakeGroup, ...]
    formulaires: dict[str, IntakeForm]
    themes: dict[Theme, str]


class Models(Value):
    """All the forms."""

    commun: Common
    fiches: dict[Theme, FicheModel]
    contrat: ContratModel
    suivi: SuiviModel
    protocole: ProtocoleModel
    regions: dict[str, RegionModel]
    saisie: Intake


def read_models(folder: Path) -> Models:
    """The forms of `corpus/modeles`. Raises FormError for a file that is absent or that cannot be
    read.
    """
    fiches = {theme: _read(folder / f"fiche-{theme}.yaml", FicheModel) for theme in Theme}
    common = _read(folder / "commun.yaml", Common)
    for name in drafted_from_texts():
        common.expected(name)
    intake = _read(folder / "saisie.yaml", Intake)
    check_intake(intake)
    return Models(
        commun=common,
        fiches=fiches,
        contrat=_read(folder / "contrat.yaml", ContratModel),
        suivi=_read(folder / "suivi.yaml", SuiviModel),
        protocole=_read(folder / "protocole.yaml", ProtocoleModel),
        regions=read_regions(folder),
        saisie=intake,
    )


def check_intake(intake: Intake) -> None:
    """Raises FormError when the page of a situation asks for a field that a situation has not, or
    does not name a kind of form or a theme.
    """
    for field in (field for group in intake.groupes for field in group.champs):
        if field.nom not in PAGE_ONLY and not has_field(field.nom):
            raise FormError(
                f"saisie.yaml, « {field.nom} » : une situation n’a pas ce champ ; corrigez-le, ou "
                "ajoutez-le à Situation (assistant/drafting/situation.py)."
            )
    for name in FORMS:
        if name not in intake.formulaires:
            raise FormError(f"saisie.yaml, « formulaires » : il manque « {name} ».")
    for theme in Theme:
        if theme not in intake.themes:
            raise FormError(f"saisie.yaml, « themes » : il manque « {theme} ».")


def drafted_from_texts() -> tuple[str, ...]:
    """The fields of the fiches that are drafted from what `commun.yaml` expects of them alone."""
    fields = {name: field for kind in FICHES.values() for name, field in kind.model_fields.items()}
    return tuple(
        name
        for name, field in fields.items()
        if field.is_required() and field.annotation in (Rubric, Line)
    )


def read_regions(folder: Path) -> dict[str, RegionModel]:
    """The regions. Raises FormError."""
    return _read(folder / "regions.yaml", _Regions).regions


def words_of(models: Models) -> Iterator[Words]:
    """Every quotation of the forms."""
    yield from _within(models)


class _Regions(Value):
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
