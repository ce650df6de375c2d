"""Lists that a source announces and lost, told from blanks that a form leaves to be filled in.

A lost list leaves its lead-in: words that end with a colon, and then neither an item nor a shorter
lead-in of a part of the list, but another heading or sentence. A blank says so itself:
« (à définir) », « XXX », « [À compléter ».
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
    if not rules.detect or _is_exempt(block, rules):
        return False
    if block.kind == "heading" and _matches_any(rules.leads, block.text):
        return not _has_items(blocks, index)
    if not block.text.endswith(":") or block.kind == "figure":
        return False
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return following is None or not (following.kind == "item" or _is_sub_lead(following, block))


def _is_exempt(block: Block, rules: GapRules) -> bool:
    """Is the block a blank of a form, or a lead-in known to announce no list?"""
    return bool(BLANK.search(block.text)) or _matches_any(rules.exceptions, block.text)


def _matches_any(patterns: Sequence[str], text: str) -> bool:
    return any(re.search(pattern, text) for pattern in patterns)


def _has_items(blocks: Sequence[Block], index: int) -> bool:
    """Does an item come before the next heading?"""
    for block in blocks[index + 1 :]:
        if block.kind in {"heading", "item"}:
            return block.kind == "item"
    return False


def _is_sub_lead(block: Block, lead: Block) -> bool:
    """Is the block the title of a part of the list that `lead` announces?"""
    announces_parts = re.search(r"suivante?s\s*:$", lead.text) is not None
    is_title = block.kind == "paragraph" and block.text.endswith(":")
    return announces_parts and is_title and len(block.text.split()) <= SUB_LEAD_WORDS
