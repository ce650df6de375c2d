"""Two states of one form made into one: words that changed are typed, words that did not are the
first form's own lines.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

from assistant.domain import Value
from assistant.errors import BadLine
from assistant.exports.docx_reader import ReadParagraph
from assistant.exports.printable import printable_text
from assistant.forms.edit import MAX_TEXT, retype_line
from assistant.forms.line import SOURCED, Form, Line, Origin, Rubric
from assistant.forms.tree import rebuild, walk

NAMED = 40
Part = TypeVar("Part", bound=Value)
# Lines of a file that a person had no reason to write: they keep their origin when they are new.
GIVEN = SOURCED | {Origin.MISSING, Origin.PROPOSAL}


def are_same_words(one: str, other: str) -> bool:
    """Are two texts the same words? White space, and what no file can hold, do not count."""
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return " ".join(printable_text(text).split())


class Merge:
    """Makes one form of two states; `faults` are the lines whose new words do not fit, each in
    French with its key.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []

    def rewrite(
        self, form: Form, texts: Mapping[str, str], lists: Mapping[str, Sequence[ReadParagraph]]
    ) -> Form:
        """`form` with new words for its lines (`texts`, by key) and, for each rubric of `lists`,
        the lines that it now has, in order.
        """

        def change(path: str, part: Any) -> Any:
            if isinstance(part, Rubric):
                return self._rewrite_rubric(part, lists.get(path, ()))
            if isinstance(part, Line):
                return self._retype(part, texts.get(path) or part.text, path)
            return part

        return rebuild(form, change)

    def _rewrite_rubric(self, rubric: Rubric, paragraphs: Sequence[ReadParagraph]) -> Rubric:
        full = (paragraph for paragraph in paragraphs if paragraph.text)
        lines = tuple(self._rewrite_line(rubric, paragraph) for paragraph in full)
        return rubric.model_copy(update={"lines": lines})

    def _rewrite_line(self, rubric: Rubric, paragraph: ReadParagraph) -> Line:
        if not paragraph.key:
            new = Line(text="", origin=Origin.INPUT)
            return self._retype(new, paragraph.text, paragraph.text[:NAMED])
        line = rubric.lines[int(paragraph.key.rpartition(".")[2])]
        return self._retype(line, paragraph.text, paragraph.key)

    def merge(self, base: Form, edited_form: Form) -> Form:
        """`sent` where it differs, with the lines of `base` wherever their words are the same."""
        base_parts = {part.path: part.value for part in walk(base)}

        def change(path: str, part: Any) -> Any:
            return self._merge_part(base_parts.get(path), part, path)

        return rebuild(edited_form, change)

    def _merge_part(self, base: Any, edit: Any, key: str) -> Any:
        """What stands in the place of a part; itself when its parts are to be merged in turn."""
        if isinstance(base, Line) and isinstance(edit, Line):
            return self._take(base, edit, key)
        if isinstance(base, Rubric) and isinstance(edit, Rubric):
            return base.model_copy(update={"lines": self._align(base.lines, edit.lines, key)})
        if isinstance(base, tuple) and isinstance(edit, tuple):
            is_list = any(isinstance(item, Line) for item in (*base, *edit))
            return self._align(base, edit, key) if is_list else edit
        if type(base) is type(edit):
            return edit
        return _as_typed(edit)

    def _align(self, base: Sequence[Line], edits: Sequence[Line], key: str) -> tuple[Line, ...]:
        """The lines of a list: those whose words are found again are the first form's, the others
        are paired in order.
        """
        old_words = [_words(line.text) for line in base]
        new_words = [_words(line.text) for line in edits]
        lines: list[Line] = []
        matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
        for _, a, b, c, d in matcher.get_opcodes():
            pairs = zip(base[a:b], edits[c:d], strict=False)
            for place, (old, new) in enumerate(pairs, c):
                lines.append(self._take(old, new, f"{key}.{place}"))
            first_without_pair = c + (b - a)
            lines += [_as_typed(line) for line in edits[first_without_pair:d]]
        return tuple(lines)

    def _take(self, base: Line, edit: Line, key: str) -> Line:
        """The line that stands: `edit` when it has other words and other sources, otherwise `base`
        with the words of `edit`.
        """
        has_new_sources = bool(edit.citations) and edit.citations != base.citations
        if has_new_sources and not are_same_words(base.text, edit.text):
            return edit
        return self._retype(base, edit.text, key)

    def _retype(self, line: Line, text: str, key: str) -> Line:
        """The line with a person's words; itself when they are the same or do not fit."""
        if are_same_words(line.text, text):
            return line
        words = text.strip()
        if len(words) > MAX_TEXT:
            self.faults.append(f"« {key} » : {MAX_TEXT} caractères au plus")
            return line
        try:
            return retype_line(line, words, key)
        except BadLine as error:
            self.faults.append(f"« {key} » : {error.sentence.rstrip('.')}")
            return line


def _as_typed(part: Any) -> Any:
    """Something that the first form had not: its lines are typed, unless they are sourced or still
    missing.
    """
    if not isinstance(part, Value | tuple):
        return part

    def change(_: str, each: Any) -> Any:
        if not isinstance(each, Line) or each.origin in GIVEN:
            return each
        return each.model_copy(update={"origin": Origin.INPUT, "former": None})

    return rebuild(part, change)
