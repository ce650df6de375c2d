"""The shapes of documents and passages, as they cross a door."""

from pydantic import Field

from api.schemas.answers import Shape
from assistant.domain import Document, Passage, Weight


class PassageOut(Shape):
    """Un passage, sa place et ce qui l’entoure."""

    id: str
    document_id: str
    label: str
    path: list[str]
    kind: str
    text: str
    start: int
    end: int
    page: int | None
    parent: str | None
    notes: list[str]
    gap: str | None = Field(None, description="mots qui annoncent une liste que la source a perdue")
    before: list["PassageOut"] = Field(default_factory=list)
    after: list["PassageOut"] = Field(default_factory=list)


def passage_out(
    passage: Passage, before: tuple[Passage, ...] = (), after: tuple[Passage, ...] = ()
) -> PassageOut:
    """A passage in the form of the API."""
    return PassageOut(
        id=passage.id,
        document_id=passage.document_id,
        label=passage.label,
        path=list(passage.path),
        kind=passage.kind.value,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        page=passage.page,
        parent=passage.parent,
        notes=list(passage.notes),
        gap=passage.gap.lead if passage.gap else None,
        before=[passage_out(p) for p in before],
        after=[passage_out(p) for p in after],
    )


class DocumentOut(Shape):
    """Un document du catalogue."""

    id: str
    title: str
    label: str
    kind: str
    issuer: str
    weight: Weight
    dates: str
    territory: str
    national: bool
    url: str | None
    sha256: str
    passages: int
    gaps: int


class DocumentTextOut(DocumentOut):
    """Un document, son texte et ses passages."""

    text: str
    passage_ids: list[str]


def document_out(document: Document, passages: list[Passage]) -> DocumentOut:
    """A document in the form of the API."""
    return DocumentOut(
        id=document.id,
        title=document.title,
        label=document.short,
        kind=document.kind,
        issuer=document.issuer,
        weight=document.weight,
        dates=document.date_label,
        territory=document.territory,
        national=document.national,
        url=document.url,
        sha256=document.sha256,
        passages=len(passages),
        gaps=sum(1 for passage in passages if passage.gap),
    )
