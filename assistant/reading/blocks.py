"""Lines gathered into blocks: headings, numbered paragraphs, items, boxes, plain paragraphs."""

import re
from collections.abc import Iterable

from assistant.domain import Value
from assistant.reading.lines import Line
from assistant.reading.profiles import Profile, Start


class Block(Value):
    """Lines that belong together, the rule that opened them and what its pattern captured."""

    start: Start
    marks: tuple[str, ...] = ()
    lines: tuple[Line, ...]
    skip: int = 0

    @property
    def kind(self) -> str:
        return self.start.kind

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)[self.skip :].strip()


PLAIN = Start(kind="paragraph", pattern="")
ENDS = re.compile(r"[.!?…:;»)]\d{0,3}$")
OPENS = re.compile(r"[A-ZÀ-ÝŒ«“\"(0-9]")


def blocks_of(lines: Iterable[Line], profile: Profile) -> tuple[Block, ...]:
    """Gather lines into blocks, by the first start rule that matches a line."""
    blocks: list[Block] = []
    for line in lines:
        opened = _open_block(line, profile.starts, blocks)
        if opened:
            blocks.append(opened)
        elif blocks and _continues(blocks[-1], line, profile):
            blocks[-1] = blocks[-1].model_copy(update={"lines": (*blocks[-1].lines, line)})
        else:
            blocks.append(Block(start=PLAIN, lines=(line,)))
    return tuple(blocks)


def _open_block(line: Line, starts: tuple[Start, ...], blocks: list[Block]) -> Block | None:
    """The block that the first rule matching a line opens, or None."""
    for start in starts:
        match = re.match(start.pattern, line.text)
        if match and _is_within(start, blocks):
            return Block(
                start=start,
                marks=tuple(group or "" for group in match.groups()),
                lines=(line,),
                skip=match.end() if start.kind in {"numbered", "item"} else 0,
            )
    return None


def _is_within(start: Start, blocks: list[Block]) -> bool:
    """Does the rule hold under the headings that cover the next block?"""
    if not start.within:
        return True
    return any(
        start.within == heading.start.id.format(*heading.marks)
        for heading in _headings_above(blocks)
    )


def _headings_above(blocks: list[Block]) -> list[Block]:
    """The headings that cover the next block, innermost last."""
    path: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            outer = [above for above in path if above.start.level < block.start.level]
            path = [*outer, block]
    return path


def _continues(block: Block, line: Line, profile: Profile) -> bool:
    """Does the line go on with the block, rather than open a paragraph?"""
    if block.kind in {"heading", "box", "figure"}:
        return len(block.lines) <= block.start.extends and _extends(block, line, profile)
    if not profile.wrapped:
        return False
    last = block.lines[-1].text
    if line.after_blank and (OPENS.match(line.text) or ENDS.search(last)):
        return False
    first_word = line.text.split()[0]
    fits = len(last) + 1 + len(first_word) <= profile.width
    return not (fits and ENDS.search(last) and OPENS.match(line.text))


def _extends(block: Block, line: Line, profile: Profile) -> bool:
    """Does the line go on with a title? A caption always takes its source, a title the words that
    did not fit.
    """
    if block.kind == "figure" or block.start.forced or not profile.wrapped:
        return True
    return not line.after_blank and (
        not OPENS.match(line.text) or len(block.lines[-1].text) >= 1.1 * profile.width
    )
