"""French spaces: a colon, a semicolon, a question mark or a quotation mark never starts a line
alone.

The templates' own words are set when they are read. Words that come from data are set by the filter
`fr`; the text of a source or of a form
is never touched, since its exact characters matter.
"""

import re
from collections.abc import Iterable

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

NARROW, WIDE = "\u202f", "\u00a0"
BEFORE = re.compile(r"(?<!\s)[ \u00a0]([;!?»])")
COLON = re.compile(r"(?<!\s) (?=:(?:\s|$))")
AFTER = re.compile(r"«[ \u00a0]")


def french(text: str) -> str:
    """The same words, with the narrow no-break space that French puts before « ; ! ? » and inside
    quotation marks, the wide one before a colon.
    """
    return COLON.sub(WIDE, AFTER.sub(f"«{NARROW}", BEFORE.sub(rf"{NARROW}\1", text)))


class Typography(Extension):
    """Sets the words written in the templates."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        for token in stream:
            yield (
                Token(token.lineno, token.type, french(token.value))
                if token.type == "data"
                else token
            )
