"""A passage is made of pieces of its document, and leads back to every character."""

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.pieces import Piece, compose
from assistant.texts.quotes import locate
from assistant.texts.spaces import squeeze

SOURCES = st.text(alphabet="abcé -’\n\t\u00a0.12‐", min_size=1, max_size=80)


def _ink(text: str) -> str:
    return re.sub(r"\s", "", text)


@st.composite
def stretches(draw: st.DrawFn, size: int) -> list[tuple[int, int]]:
    """Stretches of a text of `size` characters, in order, that do not overlap."""
    marks = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    return list(zip(marks[::2], marks[1::2], strict=False))


@given(st.data())
def test_no_character_is_lost_but_those_of_the_holes(data: st.DataObject) -> None:
    """What is composed is what the pieces hold less the calls to notes, glue aside; runs lead back
    to it, in order.
    """
    source = data.draw(SOURCES)
    spans = data.draw(stretches(len(source)))
    holes = [
        hole
        for hole in data.draw(stretches(len(source)))
        if any(a <= hole[0] and hole[1] <= b for a, b in spans)
    ]
    pieces = [piece for a, b in spans for piece in (Piece(glue="§"), Piece(start=a, end=b))]
    composed = compose(source, pieces, holes)
    wanted = "".join(
        char
        for a, b in spans
        for i, char in enumerate(source[a:b], a)
        if not any(x <= i < y for x, y in holes)
    )
    assert _ink(composed.text.replace("§", "")) == _ink(wanted)
    position = 0
    for run in composed.runs:
        assert run.at >= position
        assert squeeze(source[run.start : run.end]) == composed.text[run.at : run.at + run.length]
        position = run.at + run.length
    assert _ink("".join(composed.text[r.at : r.at + r.length] for r in composed.runs)) == _ink(
        wanted
    )


@given(st.data())
def test_any_words_of_a_run_are_located_exactly(data: st.DataObject) -> None:
    """The stretch given for a part of a run holds that part, white space aside, and begins and ends
    with it.
    """
    source = data.draw(SOURCES)
    composed = compose(source, [Piece(start=0, end=len(source))])
    for run in composed.runs:
        at = data.draw(st.integers(0, run.length - 1))
        length = data.draw(st.integers(1, run.length - at))
        start, end = locate(source, run, at, length)
        assert run.start <= start < end <= run.end
        assert squeeze(source[start:end]) == composed.text[run.at + at : run.at + at + length]


def test_a_word_cut_at_the_end_of_a_line_is_made_whole() -> None:
    """A hyphen before a line break joins, before a space it does not."""
    source = "gagnant-\n\ngagnant, sub- optimal"
    assert (
        compose(source, [Piece(start=0, end=len(source))]).text == "gagnant-gagnant, sub- optimal"
    )


def test_a_call_to_a_note_is_left_out() -> None:
    """« certifiés108 » with the hole of its call."""
    composed = compose("sont certifiés108 et", [Piece(start=0, end=20)], [(14, 17)])
    assert composed.text == "sont certifiés et"
    assert [(run.start, run.end) for run in composed.runs] == [(0, 14), (17, 20)]


def test_glue_is_shown_and_leads_nowhere() -> None:
    """Words that join pieces belong to no run."""
    composed = compose("un deux", [Piece(start=0, end=2), Piece(glue=" – "), Piece(start=3, end=7)])
    assert composed.text == "un – deux"
    assert [(run.at, run.length) for run in composed.runs] == [(0, 2), (5, 4)]
