"""The pages as HTML: templates, stylesheets and small modules. Everything that enters a page is
escaped; no page needs JavaScript.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.staticfiles import StaticFiles

from api.texts import error_texts
from api.web.typography import Typography, french
from assistant.exports.formats import EXPORTERS
from assistant.forms.kinds import FORMS
from assistant.texts.calendar import write_moment

HERE = Path(__file__).parent
# The subjects of the pages: each folder holds its routes, its views, its templates and its styles.
SUBJECTS = ("ask", "draft", "check", "learn", "rate", "sources")
# The sections of the application: the name that a page gives itself by `{% set section = … %}`, its
# address, its word.
NAVIGATION = (
    ("question", "/", "Question"),
    ("redaction", "/redaction", "Rédaction"),
    ("controle", "/controle", "Contrôle"),
    ("decouvrir", "/decouvrir", "Découvrir"),
    ("evaluer", "/evaluer", "Évaluer"),
    ("sources", "/sources", "Sources"),
)


def render(template: str, **values: Any) -> str:
    """A template filled in. Raises `jinja2.UndefinedError` when a value is missing."""
    return _templates.get_template(template).render(**values)


def static_files() -> StaticFiles:
    """Every stylesheet, script and picture, whatever folder of a subject holds it."""
    folders = [HERE, *(HERE / name for name in SUBJECTS)]
    files = StaticFiles(directory=HERE / "static")
    files.all_directories = [
        folder / "static" for folder in folders if (folder / "static").is_dir()
    ]
    return files


def error(status: int, sentence: str) -> str:
    """The page that shows an error: its French sentence, with the HTTP status given."""
    return render(
        "erreur.html", title=error_texts().titles.get(status, "Erreur"), sentence=sentence
    )


def _broken_at_lines(text: str) -> Markup:
    """The text with a line break wherever it goes to the next line."""
    return Markup("").join(
        Markup("<br>") + escape(part) if n % 2 else escape(part)
        for n, part in enumerate(re.split(r"((?<=\S)\s*\n\s*(?=\S))", text))
    )


def relief(text: str) -> Markup:
    """The text with its quotations set apart from the words that announce them."""
    return Markup("").join(
        Markup('<span class="cite">{}</span>').format(part) if n % 2 else escape(part)
        for n, part in enumerate(re.split(r"(«[^»]*»)", text))
    )


def css_class(words: str) -> str:
    """A word of the trade as the name of a class: « à compléter » gives `a-completer`."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


_templates = Environment(
    loader=ChoiceLoader(
        [
            FileSystemLoader(HERE / "templates"),
            PrefixLoader({name: FileSystemLoader(HERE / name / "templates") for name in SUBJECTS}),
        ]
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=[Typography],
)
_templates.globals["navigation"] = NAVIGATION
_templates.globals["formats"] = EXPORTERS
_templates.globals["forms"] = FORMS
_templates.filters["fr"] = french
_templates.filters["cite"] = relief
_templates.filters["jour"] = write_moment
_templates.filters["classe"] = css_class
_templates.filters["lignes"] = _broken_at_lines
