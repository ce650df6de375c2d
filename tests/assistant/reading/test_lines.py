"""Lines keep their words and their place."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.lines import Line, lines_of, split_at, without_furniture

TEXTS = st.text(alphabet="ab é’.:\t\n\f\u00a0•1", max_size=120)


def _ink(text: str) -> str:
    return "".join(text.split())


@given(TEXTS)
def test_lines_hold_every_character_but_space_and_stand_where_they_say(source: str) -> None:
    """Whatever the text, lines are its words in order, at their offsets, never empty."""
    lines = lines_of(source)
    assert _ink("".join(line.text for line in lines)) == _ink(source)
    assert all(source[line.start : line.end] == line.text and line.text.strip() for line in lines)
    assert [line.start for line in lines] == sorted(line.start for line in lines)


@given(TEXTS, st.sampled_from([r":\s", r"\.\s", r"a(?=b)", r"é "]))
def test_a_line_cut_where_a_block_was_glued_keeps_its_words(source: str, pattern: str) -> None:
    """Cutting lines neither loses nor moves a word."""
    cut = list(split_at(lines_of(source), (pattern,)))
    assert _ink("".join(line.text for line in cut)) == _ink(source)
    assert all(source[line.start : line.end] == line.text for line in cut)


def test_a_form_feed_or_a_lone_leading_space_opens_a_page() -> None:
    """Both marks of a page break are seen, a deeper indent is not one."""
    assert [line.new_page for line in lines_of("a\n\fb\n c\n   d")] == [False, True, True, False]


def test_a_line_of_spaces_parts_paragraphs_and_an_empty_line_does_not() -> None:
    """These texts put an empty line between any two lines, and one with a space between
    paragraphs.
    """
    assert [line.after_blank for line in lines_of("a\n\nb\n \nc")] == [False, False, True]


def test_running_heads_are_dropped_and_the_next_line_opens_a_page() -> None:
    """A page number is no text."""
    lines = lines_of("fin\n- 12 -\nsuite")
    kept = list(without_furniture(lines, (r"^- \d+ -$",)))
    assert [(line.text, line.new_page) for line in kept] == [("fin", False), ("suite", True)]
    assert list(without_furniture(lines, ())) == list(lines)


def test_lines_are_values() -> None:
    """A line cannot be changed in place."""
    assert Line(text="a", start=0, end=1).model_config["frozen"]
