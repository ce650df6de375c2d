"""White space: two texts are compared by their words, whatever their lines and their spaces."""

import re

RUN = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """The text with each run of white space as one plain space, at its two ends as well."""
    return RUN.sub(" ", text)


def flatten(text: str) -> str:
    """The words of a text on one line, one plain space between them and none at the two ends."""
    return RUN.sub(" ", text).strip()
