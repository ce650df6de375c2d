"""Two states of one form made into one: words that changed are typed, words that did not are the
first form's own lines.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from pydantic import ValidationError

from assistant.domain import Value
from assistant.exports.docx_reader import ReadParagraph
from assistant.exports.printable import printable_text
from assistant.forms.edit import MAX_TEXT
from assistant.forms.line import SOURCED, Count, Day, Line, Origin, Rubric, count_of
from assistant.texts.calendar import read_day

READ: Mapping[type[Line], Callable[[str], object]] = {Day: read_day, Count: count_of}


def same(one: str, other: str) -> bool:
    """Are they the same words? White space, and what no file can hold, do not count."""
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return " ".join(printable_text(text).split())


class Merge:
    """Goes through a form once; `faults` are the lines whose new words do not fit, each in French
    with its key.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []

    def rewritten(
        self,
        value: Any,
        key: str,
        texts: Mapping[str, str],
        lists: Mapping[str, Sequence[ReadParagraph]],
    ) -> Any:
        """`value` with new words for its lines (`texts`, by key) and, for each rubric of `lists`,
        the lines that it now has, in order.
        """
        if isinstance(value, Line):
            return self._typed(value, texts.get(key) or value.text, key)
        if isinstance(value, Rubric):
            lines = (
                self._rewritten_line(value, written)
                for written in lists.get(key, ())
                if written.text
            )
            return value.model_copy(update={"lines": tuple(lines)})
        if isinstance(value, tuple):
            return tuple(
                self.rewritten(item, f"{key}.{n}", texts, lists) for n, item in enumerate(value)
            )
        if isinstance(value, Value):
            return value.model_copy(
                update={
                    name: self.rewritten(
                        getattr(value, name), f"{key}.{name}".strip("."), texts, lists
                    )
                    for name in type(value).model_fields
                }
            )
        return value

    def _rewritten_line(self, rubric: Rubric, written: ReadParagraph) -> Line:
        if not written.key:
            return self._typed(Line(text="", origin=Origin.INPUT), written.text, written.text[:40])
        return self._typed(
            rubric.lines[int(written.key.rpartition(".")[2])], written.text, written.key
        )

    def merged(self, base: Any, sent: Any, key: str) -> Any:
        """`sent` where it differs, with the lines of `base` wherever their words are the same."""
        if isinstance(base, Line) and isinstance(sent, Line):
            return self._taken(base, sent, key)
        if isinstance(base, Rubric) and isinstance(sent, Rubric):
            return base.model_copy(update={"lines": self._aligned(base.lines, sent.lines, key)})
        if isinstance(base, tuple) and isinstance(sent, tuple):
            if any(isinstance(item, Line) for item in (*base, *sent)):
                return self._aligned(base, sent, key)
            return tuple(
                self.merged(base[n], item, f"{key}.{n}") if n < len(base) else self._new(item)
                for n, item in enumerate(sent)
            )
        if isinstance(sent, Value) and type(base) is type(sent):
            return sent.model_copy(
                update={
                    name: self.merged(
                        getattr(base, name), getattr(sent, name), f"{key}.{name}".strip(".")
                    )
                    for name in type(sent).model_fields
                }
            )
        return self._new(sent)

    def _aligned(self, base: Sequence[Line], sent: Sequence[Line], key: str) -> tuple[Line, ...]:
        """The lines of a list: those whose words are found again are the first form's, the others
        are paired in order.
        """
        lines: list[Line] = []
        opcodes = SequenceMatcher(
            None,
            [_words(line.text) for line in base],
            [_words(line.text) for line in sent],
            autojunk=False,
        ).get_opcodes()
        for _, a, b, c, d in opcodes:
            paired = zip(base[a:b], sent[c:d], strict=False)
            lines += [
                self._taken(old, new, f"{key}.{c + n}") for n, (old, new) in enumerate(paired)
            ]
            lines += [self._new(line) for line in sent[c + (b - a) : d]]
        return tuple(lines)

    def _taken(self, base: Line, sent: Line, key: str) -> Line:
        """A line with other sources than it had is another line; otherwise only its words count."""
        if sent.citations and sent.citations != base.citations and not same(base.text, sent.text):
            return sent
        return self._typed(base, sent.text, key)

    def _new(self, value: Any) -> Any:
        """Something that the first form had not: its lines are typed, unless they are sourced or
        still missing.
        """
        if isinstance(value, Line):
            known = value.origin in SOURCED or value.origin in {Origin.MISSING, Origin.PROPOSAL}
            return (
                value
                if known
                else value.model_copy(update={"origin": Origin.INPUT, "former": None})
            )
        if isinstance(value, tuple):
            return tuple(map(self._new, value))
        if isinstance(value, Value):
            return value.model_copy(
                update={name: self._new(getattr(value, name)) for name in type(value).model_fields}
            )
        return value

    def _typed(self, line: Line, text: str, key: str) -> Line:
        """The line with a person's words; itself when they are the same."""
        if same(line.text, text):
            return line
        words = text.strip()
        if len(words) > MAX_TEXT:
            self.faults.append(f"« {key} » : {MAX_TEXT} caractères au plus")
            return line
        former = line.former or (
            Line(**{name: getattr(line, name) for name in Line.model_fields}) if line.text else None
        )
        value = {"value": READ[type(line)](words)} if type(line) in READ else {}
        try:
            return type(line).model_validate(
                {"text": words, "origin": Origin.INPUT, "former": former, **value}
            )
        except ValidationError as error:
            self.faults.append(
                f"« {key} » : {str(error.errors()[0]['msg']).removeprefix('Value error, ')}"
            )
            return line
