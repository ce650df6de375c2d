"""What can be set, from the environment (prefix CPOM_) or a `.env` file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
INSTALLED = (PACKAGE / "resources").is_dir()


def resources_folder() -> Path:
    """Where `corpus/`, `models/` and `prompts/` stand: in a checkout beside the packages; in an
    installed wheel in `assistant/resources`, where pyproject.toml puts them.
    """
    return PACKAGE / "resources" if INSTALLED else ROOT


def data_folder() -> Path:
    """Where indexes and drafts go when CPOM_DATA does not say: `.cpom` in a checkout; the user's
    data folder for an installed wheel (`~/.local/share/cpom-assistant` on Linux).
    """
    if not INSTALLED:
        return ROOT / ".cpom"
    from platformdirs import user_data_path

    return user_data_path("cpom-assistant", appauthor=False)


def program_version() -> str:
    """The version of an installed wheel, whose corpus comes with it; empty in a checkout, whose
    corpus changes between two versions.
    """
    from importlib.metadata import version

    return version("cpom-assistant") if INSTALLED else ""


def models_beside(fields: dict[str, Any]) -> Path:
    """The folder `models` beside the corpus of the settings, or the one that is shipped when there
    is none there.
    """
    beside = Path(fields["corpus"]).parent / "models"
    return beside if beside.is_dir() else RESOURCES / "models"


RESOURCES = resources_folder()
PROMPTS = RESOURCES / "prompts"


class Settings(BaseSettings):
    """Settings of one process; paths are resolved from the project's folder."""

    model_config = SettingsConfigDict(
        env_prefix="CPOM_", env_file=".env", extra="ignore", frozen=True
    )

    corpus: Path = Field(
        RESOURCES / "corpus",
        description="dossier du corpus (catalogue, documents, annotations, lexique)",
    )
    models: Path = Field(
        default_factory=models_beside,
        description="dossier de ce que des commandes apprennent : vecteurs, réglage du refus",
    )
    data: Path = Field(
        data_folder(),
        description="dossier des index construits et, par défaut, de ce qui est enregistré",
    )
    database: SecretStr = Field(
        SecretStr(""),
        description=(
            "adresse d’une base PostgreSQL ; vide : un fichier SQLite dans le dossier des données"
        ),
    )
    vectors: Literal["chroma", "exact"] = Field(
        "chroma", description="moteur des vecteurs ; « exact » parcourt tous les vecteurs"
    )
    embedder: str = Field(
        "", description="modèle sentence-transformers ; vide : le petit modèle français livré"
    )
    max_question: int = Field(
        4000, ge=10, le=50_000, description="longueur maximale d’une question, en caractères"
    )
    max_upload: int = Field(
        20_000_000, ge=1_000, description="taille maximale d’une requête HTTP, en octets"
    )
    host: str = Field("127.0.0.1", description="adresse d’écoute du serveur")
    port: int = Field(8000, ge=1, le=65535, description="port du serveur")
    reader_seconds: int = Field(
        30, ge=1, description="temps maximal de lecture d’un document, en secondes"
    )
    reader_memory_mb: int = Field(
        500, ge=50, description="mémoire maximale pour lire un document, en mégaoctets"
    )
    llm_url: str = Field(
        "",
        pattern=r"^(https?://[^\s@]+)?$",
        examples=["http://127.0.0.1:11434/v1"],
        description=(
            "adresse d’un serveur compatible OpenAI, jusqu’à /v1 ; vide : pas de modèle de langue"
        ),
    )
    llm_model: str = Field("", description="nom du modèle, tel que son serveur l’appelle")
    llm_key: SecretStr = Field(
        SecretStr(""), description="clé du serveur ; vide s’il n’en demande pas"
    )
    llm_seconds: int = Field(
        30, ge=1, le=600, description="temps maximal laissé au modèle pour une réponse, en secondes"
    )
    llm_price: str = Field(
        "",
        pattern=r"^(\d+([.,]\d+)?/\d+([.,]\d+)?)?$",
        examples=["0,4/1,2"],
        description="prix d’un million de jetons, « lus/écrits », pour le coût porté à la trace",
    )

    @property
    def templates(self) -> Path:
        """The folder of the templates of exports and of their fixed words."""
        return self.corpus / "modeles" / "gabarits"

    @property
    def prompts(self) -> Path:
        """The folder of the instructions for a language model: that of the corpus when it has one
        (`consignes/`), or else ours.
        """
        own = self.corpus / "consignes"
        return own if own.is_dir() else PROMPTS

    @property
    def results(self) -> Path:
        """The folder of the evaluations: ours in a checkout on our corpus, or else in the data."""
        ours = not INSTALLED and self.corpus.resolve() == RESOURCES / "corpus"
        return ROOT / "evaluation" / "results" if ours else self.data / "evaluations"


def concerns_settings(error: ValidationError) -> bool:
    """Is it a setting that is wrong, and not something else of ours?"""
    return error.title == Settings.__name__


def settings_fault(error: ValidationError) -> str:
    """Every setting that is wrong, in one French sentence, each with what it must be. Its value is
    never repeated: it may be a secret.
    """
    wrong = {str(detail["loc"][0]): detail for detail in error.errors() if detail["loc"]}
    return (
        "Réglage incorrect : "
        f"{' ; '.join(_describe_error(name, detail) for name, detail in wrong.items())}. "
        "Corrigez-le dans l’environnement ou dans le fichier .env."
    )


def _describe_error(name: str, detail: ErrorDetails) -> str:
    field = Settings.model_fields.get(name)
    variable = f"CPOM_{name.upper()}"
    if field is None:
        return f"{variable} n’est pas un réglage"
    return f"{variable} doit être {_form(field, detail)} ({field.description})"


def _form(field: FieldInfo, detail: ErrorDetails) -> str:
    """What is accepted: a number between its bounds, one of some words, or what the examples
    show.
    """
    if field.annotation is int:
        return f"un nombre entier{_bounds(field)}, en chiffres"
    if detail["type"] == "literal_error":
        return _choice(getattr(field.annotation, "__args__", ()))
    if field.examples:
        return f"de la forme {_choice(field.examples)}"
    return "un chemin" if detail["type"].startswith("path") else "un texte"


def _bounds(field: FieldInfo) -> str:
    """« entre 1 et 65535 », « d’au moins 1 », or nothing."""
    low, high = (
        next((getattr(rule, name) for rule in field.metadata if hasattr(rule, name)), None)
        for name in ("ge", "le")
    )
    if low is not None and high is not None:
        return f" entre {low} et {high}"
    if low is not None:
        return f" d’au moins {low}"
    return f" d’au plus {high}" if high is not None else ""


def _choice(words: Sequence[Any]) -> str:
    return " ou ".join(f"« {word} »" for word in words)
