"""Blocks gathered into groups: what one cites whole, with the items one cites alone.

A group is a numbered paragraph with its bullets, a box, a recommendation, a figure, a rubric of a
form, or a plain paragraph with the list that follows it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.domain import Kind, Value
from assistant.reading.blocks import Block

KIND_OF_BLOCK = {
    "numbered": Kind.PARAGRAPH,
    "paragraph": Kind.PARAGRAPH,
    "item": Kind.PARAGRAPH,
    "box": Kind.BOX,
    "recommendation": Kind.RECOMMENDATION,
    "figure": Kind.FIGURE,
    "heading": Kind.SECTION,
}
ALONE = {"numbered", "box", "recommendation", "figure"}
DIVISION = re.compile(r"[IVX]+|[A-Z]|\d|[IVX]+(\.\w)+")
SUBDIVISION = re.compile(r"[A-Z]|\d")


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


def slug_of(words: str) -> str:
    """Words as an identifier: « Préambule général » gives `preambule-general`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def fill_template(template: str, marks: tuple[str, ...]) -> str:
    """A template of the profile (`art-{0}`, `{slug}`, `{lower}`) with what its pattern captured."""
    if not template:
        return ""
    first = marks[0] if marks else ""
    return template.format(*marks, slug=slug_of(first), lower=first.lower())


def groups_of(blocks: Iterable[Block]) -> tuple[Group, ...]:
    """Gather blocks in reading order."""
    return tuple(_number_paragraphs(_gather(blocks)))


def _gather(blocks: Iterable[Block]) -> Iterator[Group]:
    """Groups without their number among those of their section."""
    path: tuple[Block, ...] = ()
    current: list[Block] = []
    first = True
    for block in blocks:
        if block.kind == "heading":
            yield from _close(path, current, first=first)
            first = True
            path = (*(above for above in path if above.start.level < block.start.level), block)
            current = [block] if _is_shown(block) else []
        elif _opens_group(block, current):
            yield from _close(path, current, first=first)
            first = first and not current
            current = [block]
        else:
            current.append(block)
    yield from _close(path, current, first=first)


def _is_shown(heading: Block) -> bool:
    """Is the heading a part of what it covers, rather than a mere title?"""
    return heading.start.whole or heading.text.endswith(":")


def _opens_group(block: Block, current: list[Block]) -> bool:
    """Does the block open a group, rather than go on with the current one?"""
    if not current or block.kind in ALONE:
        return True
    opening = current[0]
    if opening.kind in {"recommendation", "figure"}:
        return True
    takes_all = opening.start.whole or opening.kind in {"numbered", "box"}
    return not (takes_all or block.kind == "item")


def _close(path: tuple[Block, ...], blocks: list[Block], *, first: bool) -> Iterator[Group]:
    """The group that these blocks make, or nothing for a mere title."""
    if not blocks:
        return
    opening = blocks[0]
    if len(blocks) == 1 and opening.kind == "heading" and not _is_shown(opening):
        return
    key, label = _name_section(path)
    if opening.kind in ALONE:
        key = fill_template(opening.start.id, opening.marks)
        label = fill_template(opening.start.label, opening.marks)
    yield Group(
        id=key,
        label=label,
        kind=opening.start.passage or KIND_OF_BLOCK[opening.kind],
        headings=path,
        blocks=tuple(blocks),
        first=first,
    )


def _name_section(path: tuple[Block, ...]) -> tuple[str, str]:
    """Identifier and label of a section: `II.C.3`, `annexe-1.V.volet-2` and « annexe 1, V,
    volet 2 ».
    """
    ids: list[str] = []
    labels: list[str] = []
    for block in path:
        own = fill_template(block.start.id, block.marks)
        words = fill_template(block.start.label, block.marks)
        if own.startswith("/"):
            ids, labels = [], []
        if not own:
            continue
        ids.append(own.lstrip("/"))
        if words:
            labels.append(words)
        elif len(ids) > 1 and labels and _divides(labels[-1], own):
            labels[-1] += f".{own}"
        else:
            labels.append(own.lstrip("/"))
    return ".".join(ids) or "introduction", ", ".join(labels) or "introduction"


def _divides(label: str, own: str) -> bool:
    """Is a mark (`B`, `3`) written after the one above with a point, as in « II.B »?"""
    return bool(DIVISION.fullmatch(label) and SUBDIVISION.fullmatch(own))


def _number_paragraphs(groups: Iterable[Group]) -> Iterator[Group]:
    """Give the paragraphs of a section their number; identifiers met twice get a suffix."""
    listed = list(groups)
    totals = Counter(group.id for group in listed if _is_paragraph(group))
    seen: Counter[str] = Counter()
    for group in listed:
        is_paragraph = _is_paragraph(group)
        key = f"{group.id}#" if is_paragraph else group.id
        seen[key] += 1
        n = seen[key]
        if is_paragraph:
            alone = totals[group.id] == 1
            label = group.label if alone else f"{group.label}, alinéa {n}".lstrip(", ")
            yield group.model_copy(update={"id": f"{group.id}#{n}", "label": label})
        elif n > 1:
            twin = {"id": f"{group.id}.{n}", "label": f"{group.label} ({n})"}
            yield group.model_copy(update=twin)
        else:
            yield group


def _is_paragraph(group: Group) -> bool:
    """Is the group a paragraph of a section, known only by its place?"""
    if group.opening == "heading":
        return not group.blocks[0].start.whole
    return group.opening in {"paragraph", "item"}
