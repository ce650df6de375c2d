"""Blocks gathered into groups: what one cites whole, with the items one cites alone.

A group is a numbered paragraph with its bullets, a box, a recommendation, a figure, a rubric of a
form,
or a plain paragraph with the list that follows it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from assistant.domain import Kind, Value
from assistant.reading.blocks import Block

KINDS = {
    "numbered": Kind.PARAGRAPH,
    "paragraph": Kind.PARAGRAPH,
    "item": Kind.PARAGRAPH,
    "box": Kind.BOX,
    "recommendation": Kind.RECOMMENDATION,
    "figure": Kind.FIGURE,
    "heading": Kind.SECTION,
}


class Group(Value):
    """Blocks cited whole; `headings` is the path above them, outermost first."""

    id: str
    label: str
    kind: Kind
    headings: tuple[Block, ...]
    blocks: tuple[Block, ...]
    first: bool = False

    @property
    def opening(self) -> str:
        """The kind of block that opened the group."""
        return self.blocks[0].kind


def slug(words: str) -> str:
    """Words as an identifier: « Préambule général » gives `preambule-general`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def filled(template: str, marks: tuple[str, ...]) -> str:
    """A template of the profile with what its pattern captured."""
    first = marks[0] if marks else ""
    return template.format(*marks, slug=slug(first), lower=first.lower()) if template else ""


def groups_of(blocks: Iterable[Block]) -> tuple[Group, ...]:
    """Gather blocks in reading order."""
    return tuple(_numbered(_gathered(blocks)))


def _gathered(blocks: Iterable[Block]) -> Iterator[Group]:
    """Groups without their number among those of their section."""
    path: tuple[Block, ...] = ()
    current: list[Block] = []
    fresh = True
    for block in blocks:
        if block.kind == "heading":
            yield from _closed(path, current, fresh)
            fresh = True
            path = (*(b for b in path if b.start.level < block.start.level), block)
            current = [block] if block.start.whole or block.text.endswith(":") else []
        elif _opens(block, current):
            yield from _closed(path, current, fresh)
            fresh = fresh and not current
            current = [block]
        else:
            current.append(block)
    yield from _closed(path, current, fresh)


def _opens(block: Block, current: list[Block]) -> bool:
    """Does the block open a group, rather than go on with the current one?"""
    if not current or block.kind in {"numbered", "box", "recommendation", "figure"}:
        return True
    if current[0].kind in {"recommendation", "figure"}:
        return True
    return not (
        block.kind == "item" or current[0].start.whole or current[0].kind in {"numbered", "box"}
    )


def _closed(path: tuple[Block, ...], blocks: list[Block], first: bool) -> Iterator[Group]:
    if not blocks or (
        len(blocks) == 1
        and blocks[0].kind == "heading"
        and not blocks[0].start.whole
        and not blocks[0].text.endswith(":")
    ):
        return
    opening = blocks[0]
    section, label = _section(path)
    if opening.kind in {"numbered", "box", "recommendation", "figure"}:
        section, label = (
            filled(opening.start.id, opening.marks),
            filled(opening.start.label, opening.marks),
        )
    kind = opening.start.passage or KINDS[opening.kind]
    yield Group(
        id=section, label=label, kind=kind, headings=path, blocks=tuple(blocks), first=first
    )


def _section(path: tuple[Block, ...]) -> tuple[str, str]:
    """Identifier and label of a section: `II.C.3`, `annexe-1.V.volet-2` and « annexe 1, V, volet 2
    ».
    """
    ids: list[str] = []
    labels: list[str] = []
    for block in path:
        own, words = filled(block.start.id, block.marks), filled(block.start.label, block.marks)
        if own.startswith("/"):
            ids, labels = [], []
        if not own:
            continue
        ids.append(own.lstrip("/"))
        if words:
            labels.append(words)
        elif (
            labels
            and len(ids) > 1
            and "." not in words
            and re.fullmatch(r"[IVX]+|[A-Z]|\d|[IVX]+(\.\w)+", labels[-1])
            and re.fullmatch(r"[A-Z]|\d", own)
        ):
            labels[-1] += f".{own}"
        else:
            labels.append(own.lstrip("/"))
    return ".".join(ids) or "introduction", ", ".join(labels) or "introduction"


def _numbered(groups: Iterable[Group]) -> Iterator[Group]:
    """Give the paragraphs of a section their number; identifiers met twice get a suffix."""
    listed = list(groups)
    totals: dict[str, int] = {}
    for group in listed:
        if _plain(group):
            totals[group.id] = totals.get(group.id, 0) + 1
    seen: dict[str, int] = {}
    for group in listed:
        key = group.id + ("#" if _plain(group) else "")
        seen[key] = seen.get(key, 0) + 1
        n = seen[key]
        if _plain(group):
            label = (
                group.label if totals[group.id] == 1 else f"{group.label}, alinéa {n}".lstrip(", ")
            )
            yield group.model_copy(update={"id": f"{group.id}#{n}", "label": label})
        else:
            yield (
                group
                if n == 1
                else group.model_copy(
                    update={"id": f"{group.id}.{n}", "label": f"{group.label} ({n})"}
                )
            )


def _plain(group: Group) -> bool:
    """Is the group a paragraph of a section, known only by its place?"""
    return group.opening in {"paragraph", "item"} or (
        group.opening == "heading" and not group.blocks[0].start.whole
    )
