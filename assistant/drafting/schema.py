"""The forms and the situation as JSON Schema, for people and programs that fill them in: French
titles, descriptions, units and bounds.
"""

from typing import Any

from pydantic import TypeAdapter

from assistant.drafting.situation import Situation
from assistant.errors import BadInput
from assistant.forms.kinds import FORMS, FormKind

SITUATION = FormKind(
    Situation,
    "Situation d’un service",
    "situation",
    "ce qu’un service apporte à un brouillon, en YAML ou en JSON",
)


def described_kinds() -> dict[str, FormKind]:
    """What has a schema: the kinds of forms, and the situation."""
    return {**FORMS, "situation": SITUATION}


# Nouns of every room, whose fields carry no French of their own.
NAMES = {
    "kind": "sorte de formulaire",
    "theme": "thème",
    "volet": "volet du CPOM",
    "n": "numéro de la source",
    "passage_id": "identifiant du passage",
    "document_id": "identifiant du document",
    "label": "place dans le document",
    "quote": "mots exacts",
    "start": "premier caractère dans le document",
    "end": "caractère qui suit le dernier",
    "text": "texte",
    "citation": "source",
    "value": "valeur lue dans le texte",
}


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a form or of the situation. Raises BadInput for an unknown kind."""
    kinds = described_kinds()
    if kind not in kinds:
        raise BadInput(f"Formulaire inconnu : choisissez parmi {', '.join(kinds)}.")
    target = kinds[kind]
    schema = _french(TypeAdapter(target.form).json_schema())
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": target.title,
        "description": target.description,
    }
    return head | _without_names(schema)


def _french(node: Any) -> Any:
    """The schema without what was made from the code: names of classes, their docstrings, titles
    drawn from field names.
    """
    if isinstance(node, list):
        return [_french(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {
        name: _french(_share_references(value) if name in ("items", "anyOf") else value)
        for name, value in node.items()
        if name not in ("$defs", "properties")
    }
    if "$defs" in node:
        schema["$defs"] = {
            name: _without_names(_french(value)) for name, value in node["$defs"].items()
        }
    if "properties" in node:
        schema["properties"] = {
            name: _field(name, _french(value)) for name, value in node["properties"].items()
        }
    return schema


def _share_references(node: Any) -> Any:
    """Bare references: pydantic may leave on them the title of a field of another form, once that
    form was described in the same process.
    """
    if isinstance(node, list):
        return [_share_references(item) for item in node]
    return {"$ref": node["$ref"]} if isinstance(node, dict) and "$ref" in node else node


def _without_names(definition: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in definition.items() if name not in ("title", "description")
    }


def _field(name: str, field: dict[str, Any]) -> dict[str, Any]:
    """A field without the title that pydantic made, and with a description."""
    default_title = name.replace("_", " ").title()
    if field.get("title") in (default_title, ""):
        field = {key: value for key, value in field.items() if key != "title"}
    if "description" in field:
        return field
    return field | {"description": NAMES.get(name, name.replace("_", " "))}
