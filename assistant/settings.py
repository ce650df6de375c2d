"""What can be set, from the environment (prefix CPOM_) or a `.env` file. No behaviour here."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings of one process; paths are resolved from the project's folder."""

    model_config = SettingsConfigDict(
        env_prefix="CPOM_", env_file=".env", extra="ignore", frozen=True
    )

    corpus: Path = Field(
        ROOT / "corpus",
        description="dossier du corpus (catalogue, documents, annotations, lexique)",
    )
    data: Path = Field(
        ROOT / ".cpom",
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
