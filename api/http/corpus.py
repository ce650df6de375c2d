"""The corpus: its documents, its passages, and the search in it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.deps import filters
from api.deps.serving import OpenAssistant
from api.errors import describe_errors
from api.schemas.answers import RetrievedOut, retrieved_out
from api.schemas.sources import (
    DocumentOut,
    DocumentTextOut,
    PassageOut,
    document_out,
    passage_out,
)
from assistant.answering.steps import RETRIEVED
from assistant.answering.text_search import search_in_texts
from assistant.conversation import message
from assistant.domain import Filters, Passage, Question
from assistant.index.index import Index

router = APIRouter(prefix="/api", tags=["corpus"])


@router.get(
    "/documents",
    summary="Lister les documents",
    response_description="Le catalogue",
    responses=describe_errors(503),
)
def documents(assistant: OpenAssistant) -> list[DocumentOut]:
    """Les textes du corpus, avec leur poids, leurs dates et leur territoire."""
    index = assistant.index
    return [
        document_out(document, passages_of(index, document.id))
        for document in index.documents.values()
    ]


@router.get(
    "/documents/{id}",
    summary="Lire un document",
    response_description="Le document et son texte",
    responses=describe_errors(404, 422, 503),
)
def document(
    document_id: Annotated[
        str,
        Path(alias="id", description="identifiant du document", examples=["instruction-2024-132"]),
    ],
    assistant: OpenAssistant,
) -> DocumentTextOut:
    """Le texte entier d’un document et les identifiants de ses passages, dans l’ordre."""
    found = assistant.index.document(document_id)
    passages = passages_of(assistant.index, document_id)
    shown = document_out(found, passages)
    return DocumentTextOut(
        **shown.model_dump(),
        text=assistant.index.text(document_id),
        passage_ids=[passage.id for passage in passages],
    )


@router.get(
    "/passages/{id:path}",
    summary="Lire un passage",
    response_description="Le passage et ses voisins",
    responses=describe_errors(404, 422, 503),
)
def passage(
    passage_id: Annotated[
        str,
        Path(
            alias="id",
            description="identifiant du passage, encodé pour une URL",
            examples=["igas-2023-rapport/§45"],
        ),
    ],
    assistant: OpenAssistant,
    around: Annotated[int, Query(ge=0, le=5, description="nombre de voisins avant et après")] = 1,
) -> PassageOut:
    """Un passage, avec ceux qui le précèdent et le suivent dans son document."""
    return passage_out(
        assistant.index.passage(passage_id), *assistant.index.neighbours(passage_id, around)
    )


def filters_of_address(
    document: Annotated[
        list[str] | None, Query(description="identifiant de document ; répétable")
    ] = None,
    poids: Annotated[
        list[str] | None,
        Query(description="opposable, contrat, recommandation ou communication ; répétable"),
    ] = None,
    territoire: Annotated[
        str | None, Query(description="les textes nationaux et ceux de ce territoire")
    ] = None,
    date: Annotated[
        str | None, Query(description="textes en vigueur ce jour-là (AAAA-MM-JJ)")
    ] = None,
) -> Filters:
    """The filters of a search, as the address gives them. Raises BadFilter naming the one that is
    not understood.
    """
    single = (("territoire", territoire), ("date", date))
    items = [f"document={value}" for value in document or ()]
    items += [f"poids={value}" for value in poids or ()]
    items += [f"{key}={value}" for key, value in single if value is not None]
    return filters.parse(items)


@router.get(
    "/search",
    summary="Chercher des passages",
    response_description="Les passages, du meilleur au moins bon",
    responses=describe_errors(422, 503),
)
def search(
    assistant: OpenAssistant,
    q: Annotated[str, Query(description="mots ou question", examples=["avis du CRPST"])],
    chosen: Annotated[Filters, Depends(filters_of_address)],
    limit: Annotated[int, Query(ge=1, le=RETRIEVED, description="nombre de passages")] = 10,
) -> list[RetrievedOut]:
    """Les passages qui contiennent ces mots, du meilleur au moins bon ; entre guillemets, droits ou
    français, les mots exacts. Une liste vide quand aucun texte n’en contient.
    """
    text = message.check_text(q, assistant.settings.max_question)
    question = Question(text=text, filters=chosen)
    result = search_in_texts(assistant.index, question, assistant.search(question))
    return [retrieved_out(hit) for hit in result.found.hits[:limit]]


def passages_of(index: Index, document_id: str) -> list[Passage]:
    """The passages of a document, in its order."""
    return [passage for passage in index.passages if passage.document_id == document_id]
