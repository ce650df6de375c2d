"""Blocks and groups as pieces of their document, and what makes a part of a group read well alone.

An item is cited with the words that announce its list, a paragraph of a box with the title of the
box.
"""

import re
from collections.abc import Iterator

from assistant.domain import Kind
from assistant.reading.blocks import Block
from assistant.reading.groups import Group
from assistant.reading.pieces import Piece

LINE_GAP = 12
ANNOUNCES_ITEMS = re.compile(r"(?::|\bpar)$")


def pieces_of(block: Block, *, with_mark: bool) -> list[Piece]:
    """A block's stretches: one, or several where something that stands elsewhere (a note, a page)
    cuts it. `with_mark` keeps the bullet of an item.
    """
    first = block.lines[0]
    skip = 0 if with_mark and block.kind == "item" else block.skip
    pieces = [Piece(start=first.start + skip, end=first.end)]
    for before, line in zip(block.lines, block.lines[1:], strict=False):
        if line.start - before.end > LINE_GAP:
            pieces += [Piece(glue=" "), Piece(start=line.start, end=line.end)]
        else:
            pieces[-1] = pieces[-1].model_copy(update={"end": line.end})
    return pieces


def stack_blocks(blocks: tuple[Block, ...]) -> list[Piece]:
    """Blocks one under the other."""
    pieces: list[Piece] = []
    for block in blocks:
        if pieces:
            pieces.append(Piece(glue="\n"))
        pieces += pieces_of(block, with_mark=True)
    return pieces


def parts_of(group: Group) -> Iterator[tuple[Block, list[Piece]]]:
    """The parts of a group that are cited alone, each with the pieces to read before it."""
    if group.kind is Kind.BOX and len(group.blocks) > 2:
        yield from _parts_of_box(group)
    elif len(group.blocks) > 1 and any(block.kind == "item" for block in group.blocks):
        yield from _items_of(group)


def _parts_of_box(group: Group) -> Iterator[tuple[Block, list[Piece]]]:
    """Each block of a box after its title; an item also after the words that announce its list."""
    title = [*pieces_of(group.blocks[0], with_mark=True), Piece(glue=" – ")]
    lead: list[Piece] = []
    for block in group.blocks[1:]:
        yield block, [*title, *lead] if block.kind == "item" else title
        if block.text.endswith(":"):
            lead = [*pieces_of(block, with_mark=True), Piece(glue=" ")]


def _items_of(group: Group) -> Iterator[tuple[Block, list[Piece]]]:
    """Each item after the lead-in of its list, which is the item above for a list in a list."""
    leads: dict[int, list[Piece]] = {}
    for block in group.blocks:
        if block.kind != "item":
            leads = {0: _lead_after(group, block, leads.get(0, []))}
            continue
        level = block.start.level
        leads = {outer: lead for outer, lead in leads.items() if outer < level}
        yield block, leads.get(max(leads, default=0), [])
        if ANNOUNCES_ITEMS.search(block.text):
            leads[level] = [*pieces_of(block, with_mark=False), Piece(glue=" ")]


def _lead_after(group: Group, block: Block, current: list[Piece]) -> list[Piece]:
    """What reads before the items that follow a block: in a rubric its title and lead-in, elsewhere
    the nearest lead-in.
    """
    announces = block.text.endswith(":")
    in_rubric = group.opening == "heading"
    if in_rubric and announces and block.kind == "paragraph":
        return [*current, *_lead_of(block)]
    if announces or in_rubric or not current:
        return _lead_of(block)
    return current


def _lead_of(block: Block) -> list[Piece]:
    """A block as the words that announce a list: on the line of the first item after a colon or a
    title, on a line of its own otherwise.
    """
    same_line = block.kind == "heading" or block.text.endswith(":")
    return [*pieces_of(block, with_mark=False), Piece(glue=" " if same_line else "\n")]
