"""The instructions given to a language model, read from `prompts/`: Markdown and Jinja, no code.

A file begins with its purpose and its variables, then holds two parts, `# Consigne` and `#
Demande`. What comes from a user or from a
document goes in as JSON, made by `to_data`, which no text can close.
"""

import hashlib
import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.domain import Value
from assistant.errors import CorpusError
from assistant.llm.client import Rendered
from assistant.settings import Settings
from assistant.texts.datafile import parse_yaml, value_of

SHAPE = re.compile(
    r"---\n(?P<head>.*?)\n---\n+# Consigne\n(?P<instruction>.*?)\n# Demande\n(?P<request>.*)", re.S
)
HIDDEN = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})
DOUBTFUL = re.compile(r"[^\t\n\x20-\x7e\xa0-\xac\xae-\u024f\u2010-\u2027\u2030-\u205e]")
CLOSING = re.compile(r"[<>&`]")


class Head(Value):
    """What a prompt is for, and the variables it is given."""

    purpose: str
    variables: tuple[str, ...]


class Prompt(Value):
    """A prompt ready to be rendered; `fingerprint` changes with any of its words."""

    name: str
    head: Head
    instruction: str
    request: str
    fingerprint: str

    def render(self, **values: str) -> Rendered:
        """What the model is sent. The variables given must be those declared.

        Raises CorpusError when they are not: the prompt and the code that uses it disagree.
        """
        if set(values) != set(self.head.variables):
            raise CorpusError(
                f"La consigne « {self.name} » attend "
                f"{', '.join(self.head.variables)} et reçoit "
                f"{', '.join(values) or 'rien'} : remettez le fichier "
                "d’origine."
            )
        return Rendered(
            instruction=_template(self.instruction).render(values).strip(),
            request=_template(self.request).render(values).strip(),
        )


def read_prompt(name: str, folder: Path | None = None) -> Prompt:
    """Read a prompt by its name, in `folder` or where the settings say.

    Raises CorpusError when it is missing or malformed, or uses other variables than it declares.
    """
    path = (folder or Settings().prompts) / f"{name}.md"
    text = _text_of(path)
    shape = SHAPE.fullmatch(text)
    if shape is None:
        raise CorpusError(
            f"La consigne {path} doit avoir un en-tête entre deux lignes « "
            "--- », puis « # Consigne » et « # Demande »."
        )
    head = _head_of(shape["head"], path)
    names_used = _variables(shape["instruction"] + shape["request"], path)
    if names_used != set(head.variables):
        raise CorpusError(
            f"La consigne {path} déclare {sorted(head.variables)} et emploie "
            f"{sorted(names_used)} : accordez les deux."
        )
    return Prompt(
        name=name,
        head=head,
        instruction=shape["instruction"],
        request=shape["request"],
        fingerprint=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def _text_of(path: Path) -> str:
    """The text of a prompt. Raises CorpusError when it is missing or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CorpusError(f"La consigne {path} est introuvable : remettez-la en place.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"La consigne {path} est illisible : enregistrez-la en UTF-8.") from error


def _head_of(text: str, path: Path) -> Head:
    """The head of a prompt. Raises CorpusError when it is not YAML of that form."""
    try:
        return value_of(parse_yaml(text, source=path.name), Head, source=path.name)
    except CorpusError as error:
        raise CorpusError(
            f"L’en-tête de la consigne {path} est illisible : il faut « purpose » et "
            f"« variables » ({error})"
        ) from error


def to_data(value: Any) -> str:
    """A value as JSON that cannot be taken for anything else: no mark can close it, no hidden
    character is left in it.
    """
    text = json.dumps(_without_hidden(value), ensure_ascii=False, indent=1)
    return CLOSING.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def visible_text(text: str) -> str:
    """A text without the characters that a reader does not see."""
    return DOUBTFUL.sub(_visible_or_nothing, text)


def _visible_or_nothing(match: re.Match[str]) -> str:
    character = match.group()
    return "" if unicodedata.category(character) in HIDDEN else character


def _without_hidden(value: Any) -> Any:
    """A value whose texts are without hidden characters; JSON would otherwise carry them
    escaped.
    """
    if isinstance(value, str):
        return visible_text(value)
    if isinstance(value, dict):
        return {visible_text(name): _without_hidden(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_hidden(each) for each in value]
    return value


def _variables(text: str, path: Path) -> set[str]:
    from jinja2 import TemplateSyntaxError, meta

    try:
        return set(meta.find_undeclared_variables(_environment().parse(text)))
    except TemplateSyntaxError as error:
        raise CorpusError(
            f"La consigne {path} est mal écrite à la ligne {error.lineno} : {error.message}"
        ) from error


@lru_cache(maxsize=64)
def _template(text: str) -> Any:
    """A part of a prompt, compiled once."""
    return _environment().from_string(text)


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
