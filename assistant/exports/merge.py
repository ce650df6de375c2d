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
    """Are they the same words? White space, and what no file can hold, do not count."""
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
        lines = (self._rewrite_line(rubric, each) for each in paragraphs if each.text)
        return rubric.model_copy(update={"lines": tuple(lines)})

    def _rewrite_line(self, rubric: Rubric, paragraph: ReadParagraph) -> Line:
        if not paragraph.key:
            new = Line(text="", origin=Origin.INPUT)
            return self._retype(new, paragraph.text, paragraph.text[:NAMED])
        line = rubric.lines[int(paragraph.key.rpartition(".")[2])]
        return self._retype(line, paragraph.text, paragraph.key)

    def merge(self, base: Form, sent: Form) -> Form:
        """`sent` where it differs, with the lines of `base` wherever their words are the same."""
        known = {part.path: part.value for part in walk(base)}

        def change(path: str, part: Any) -> Any:
            return self._merge_part(known.get(path), part, path)

        return rebuild(sent, change)

    def _merge_part(self, base: Any, sent: Any, key: str) -> Any:
        """What stands in the place of a part; itself when its parts are to be merged in turn."""
        if isinstance(base, Line) and isinstance(sent, Line):
            return self._take(base, sent, key)
        if isinstance(base, Rubric) and isinstance(sent, Rubric):
            return base.model_copy(update={"lines": self._align(base.lines, sent.lines, key)})
        if isinstance(base, tuple) and isinstance(sent, tuple):
            is_list = any(isinstance(item, Line) for item in (*base, *sent))
            return self._align(base, sent, key) if is_list else sent
        if type(base) is type(sent):
            return sent
        return _as_typed(sent)

    def _align(self, base: Sequence[Line], sent: Sequence[Line], key: str) -> tuple[Line, ...]:
        """The lines of a list: those whose words are found again are the first form's, the others
        are paired in order.
        """
        old_words = [_words(line.text) for line in base]
        new_words = [_words(line.text) for line in sent]
        lines: list[Line] = []
        matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
        for _, a, b, c, d in matcher.get_opcodes():
            paired = zip(base[a:b], sent[c:d], strict=False)
            lines += [self._take(old, new, f"{key}.{c + n}") for n, (old, new) in enumerate(paired)]
            lines += [_as_typed(line) for line in sent[c + (b - a) : d]]
        return tuple(lines)

    def _take(self, base: Line, sent: Line, key: str) -> Line:
        """A line with other sources than it had is another line; otherwise only its words count."""
        has_new_sources = bool(sent.citations) and sent.citations != base.citations
        if has_new_sources and not are_same_words(base.text, sent.text):
            return sent
        return self._retype(base, sent.text, key)

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
