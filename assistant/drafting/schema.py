"""The forms and the situation as JSON Schema, for people and programs that fill them in: French
titles, descriptions, units and bounds.
"""

from typing import Any, Literal

from pydantic import TypeAdapter

from assistant.drafting.situation import Situation
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import FicheAction
from assistant.forms.protocole import Protocole
from assistant.forms.suivi import TableauSuivi

SchemaKind = Literal["fiche", "contrat", "suivi", "protocole", "situation"]
KINDS: dict[str, tuple[Any, str, str]] = {
    "fiche": (
        FicheAction,
        "Fiche action",
        "annexe 3 de l’instruction : une forme par thème, et le cadre libre du volet 3",
    ),
    "contrat": (
        Contrat,
        "Contrat pluriannuel d’objectifs et de moyens",
        "annexe 1 de l’instruction, avec ses fiches et son tableau de suivi",
    ),
    "suivi": (
        TableauSuivi,
        "Tableau de suivi annuel",
        "annexe 4 de l’instruction ; des établissements, en nombre",
    ),
    "protocole": (Protocole, "Protocole de partenariat", "annexe 5 de l’instruction"),
    "situation": (
        Situation,
        "Situation d’un service",
        "ce qu’un service apporte à un brouillon, en YAML ou en JSON",
    ),
}
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


def schema_of(kind: SchemaKind) -> dict[str, Any]:
    """The JSON Schema of a form or of the situation."""
    form, title, description = KINDS[kind]
    schema = _french(TypeAdapter(form).json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": description,
    } | {name: value for name, value in schema.items() if name not in ("title", "description")}


def _french(node: Any) -> Any:
    """The schema without what was made from the code: names of classes, their docstrings, titles
    drawn from field names.
    """
    if isinstance(node, list):
        return [_french(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        name: _french(_shared(value) if name in ("items", "anyOf") else value)
        for name, value in node.items()
        if name not in ("$defs", "properties")
    }
    if "$defs" in node:
        kept["$defs"] = {name: _unnamed(_french(value)) for name, value in node["$defs"].items()}
    if "properties" in node:
        kept["properties"] = {
            name: _field(name, _french(value)) for name, value in node["properties"].items()
        }
    return kept


def _shared(node: Any) -> Any:
    """Bare references: pydantic may leave on them the title of a field of another form, once that
    form was described in the same process.
    """
    if isinstance(node, list):
        return [_shared(item) for item in node]
    return {"$ref": node["$ref"]} if isinstance(node, dict) and "$ref" in node else node


def _unnamed(definition: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in definition.items() if name not in ("title", "description")
    }


def _field(name: str, field: dict[str, Any]) -> dict[str, Any]:
    drawn = name.replace("_", " ").title()
    field = {
        key: value for key, value in field.items() if not (key == "title" and value in (drawn, ""))
    }
    return (
        field
        if "description" in field
        else field | {"description": NAMES.get(name, name.replace("_", " "))}
    )
