"""Lists that a source announces and lost, told from blanks that a form leaves to be filled in.

A lost list leaves its lead-in: words that end with a colon, and then neither an item nor a shorter
lead-in
of a part of the list, but another heading or sentence. A blank says so itself: « (à définir) », «
XXX », « [À compléter ».
"""

import re
from collections.abc import Sequence

from assistant.reading.blocks import Block
from assistant.reading.profiles import GapRules

BLANK = re.compile(r"\(à définir|\[À compléter|X{3}\.?$|JJ/MM", re.I)
SUB_LEAD_WORDS = 12


def gap_after(blocks: Sequence[Block], index: int, rules: GapRules) -> bool:
    """Is the list that `blocks[index]` announces missing?"""
    block = blocks[index]
    text = block.text
    if (
        not rules.detect
        or BLANK.search(text)
        or any(re.search(pattern, text) for pattern in rules.exceptions)
    ):
        return False
    if block.kind == "heading" and any(re.search(pattern, text) for pattern in rules.leads):
        return not _has_items(blocks, index)
    if not text.endswith(":") or block.kind == "figure":
        return False
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return not (following and (following.kind == "item" or _sub_lead(following, block)))


def _has_items(blocks: Sequence[Block], index: int) -> bool:
    """Does an item come before the next heading?"""
    for block in blocks[index + 1 :]:
        if block.kind in {"heading", "item"}:
            return block.kind == "item"
    return False


def _sub_lead(block: Block, lead: Block) -> bool:
    """Is the block the title of a part of the list that `lead` announces?"""
    announces = re.search(r"suivante?s\s*:$", lead.text)
    return (
        bool(announces)
        and block.kind == "paragraph"
        and block.text.endswith(":")
        and len(block.text.split()) <= SUB_LEAD_WORDS
    )
