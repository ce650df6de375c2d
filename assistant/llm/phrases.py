"""What a language model is asked to write, and how it is read: phrases that quote numbered
passages, one JSON object.

A phrase is a claim of the model. It becomes a `Statement` in the gate, or it is never shown.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field, ValidationError
from pydantic_core import from_json

from assistant.domain import Passage, Value

THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|\Z)", re.S)
ARRAY = "phrases"


class Source(Value):
    """A passage that a model may quote: its number in the request, and the text it is shown."""

    id: str
    passage: Passage
    text: str


class Quoted(Value):
    """Words that a model says it found in a passage."""

    passage: str
    words: str = Field(alias="mots")


class Phrase(Value):
    """A sentence of a model and what it says it rests on."""

    text: str = Field(alias="texte")
    citations: tuple[Quoted, ...]


def answer_schema(sources: Sequence[Source]) -> dict[str, Any]:
    """The JSON schema of an answer on a closed set of passages."""
    return list_schema(ARRAY, [source.id for source in sources])


def list_schema(
    name: str, ids: Sequence[str], more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The JSON schema of a list of phrases under a name, on passages of those numbers, with more
    fields first.
    """
    citation = _object(
        {"passage": {"type": "string", "enum": list(ids)}, "mots": {"type": "string"}}
    )
    phrase = _object(
        {
            **(more or {}),
            "texte": {"type": "string"},
            "citations": {"type": "array", "items": citation},
        }
    )
    return _object({name: {"type": "array", "items": phrase}})


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


class Reader:
    """Reads phrases out of a text that arrives in pieces; each is given once, when the one after it
    begins or when the text ends.
    """

    def __init__(self) -> None:
        self.text = ""
        self.malformed = 0
        self._given = 0

    def feed(self, piece: str) -> list[Phrase]:
        """The phrases that this piece completes."""
        self.text += piece
        if "}" not in piece and "{" not in piece:
            return []
        try:
            items = _items(from_json(_body(self.text), allow_partial="trailing-strings"))
        except ValueError:
            return []  # not yet, or not, JSON: `close` says which
        return self._new(items[:-1])

    def close(self) -> list[Phrase]:
        """The phrases left once the text has ended.

        Raises ValueError when the text is not the object that was asked for.
        """
        value = read_object(self.text)
        if not isinstance(value.get(ARRAY), list):
            raise ValueError("no list of phrases")
        return self._new(_items(value))

    def _new(self, items: Sequence[Any]) -> list[Phrase]:
        phrases = []
        for item in items[self._given :]:
            try:
                phrases.append(Phrase.model_validate(item))
            except ValidationError:
                self.malformed += 1
        self._given = max(self._given, len(items))
        return phrases


def read_object(text: str) -> dict[str, Any]:
    """The object that a text holds, whatever stands around it: thoughts, a fence, a word of
    politeness.

    Raises ValueError when it holds none.
    """
    try:
        value, _ = json.JSONDecoder().raw_decode(_body(text))
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _body(text: str) -> str:
    text = THOUGHT.sub("", text)
    return text[max(0, text.find("{")) :]


def _items(value: Any) -> list[Any]:
    items = value.get(ARRAY) if isinstance(value, dict) else None
    return items if isinstance(items, list) else []
