"""Articles of a code that a text names, however they are written."""

import re

from assistant.texts.french import fold

ARTICLE = re.compile(r"\b([lrd])\s?\.?\s?(\d{4}(?:-\d+)*)\b")
ARTICLE_AS_TYPED = re.compile(ARTICLE.pattern, re.IGNORECASE)


def references_in(text: str) -> set[str]:
    """The articles of a code that a text names: « L. 4622-10 » is `l4622-10`."""
    return {letter + number for letter, number in ARTICLE.findall(fold(text))}


def without_references(plain: str) -> str:
    """A folded text where each article is a space, so that its number is not read as a figure."""
    return ARTICLE.sub(" ", plain)


def blank_references(text: str) -> str:
    """A text as it is written, each article in blanks: every other place stays the same."""
    return ARTICLE_AS_TYPED.sub(lambda article: " " * len(article[0]), text)
