"""The pages as HTML: templates and their stylesheet. Everything that enters a page is escaped; no page needs JavaScript."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

HERE = Path(__file__).parent
STATIC = HERE / "static"
TITLES = {
    404: "Page introuvable", 405: "Méthode refusée", 413: "Requête trop grosse", 422: "Demande incorrecte", 500: "Erreur imprévue", 503: "Service pas encore prêt",
}  # fmt: skip


def render(template: str, **values: Any) -> str:
    """A template filled in. Raises `jinja2.UndefinedError` when a value is missing."""
    return _templates.get_template(template).render(**values)


def error(status: int, sentence: str) -> str:
    """The page of an error."""
    return render("erreur.html", title=TITLES.get(status, "Erreur"), sentence=sentence)


def _broken_at_lines(text: str) -> Markup:
    """The text with a line break wherever it goes to the next line."""
    return Markup("").join(Markup("<br>") + escape(part) if n % 2 else escape(part) for n, part in enumerate(re.split(r"((?<=\S)\s*\n\s*(?=\S))", text)))


_templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_templates.filters["lignes"] = _broken_at_lines
