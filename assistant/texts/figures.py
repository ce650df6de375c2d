"""Figures that a text gives, in digits and in words."""

import re

from assistant.texts.french import NUMBERS, fold
from assistant.texts.references import without_references

# Three digits at the most begin a figure in thousands: « 1 2012 » is a number, then a year.
FIGURE = re.compile(r"(?<!\d)\d{1,3}(?:[ .\u00a0]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?")
THOUSANDS_MARK = re.compile(r"[ .]")
THOUSANDS_MARK_BEFORE_DIGITS = re.compile(r"[ .](?=\d{3})")


def figures_in(text: str) -> set[str]:
    """The figures in digits: « 86 100 » is `86100`, « 18,3 » is `18,3`; an article is none."""
    return {
        _without_thousands_marks(figure)
        for figure in FIGURE.findall(without_references(fold(text)))
    }


def figures_in_words(text: str) -> set[str]:
    """The figures in words: « cinq ans » gives `5`."""
    return {NUMBERS[word] for word in re.findall(r"[a-z]+", fold(text)) if word in NUMBERS}


def _without_thousands_marks(figure: str) -> str:
    """A figure without the marks between its thousands."""
    mark = THOUSANDS_MARK_BEFORE_DIGITS if "," in figure else THOUSANDS_MARK
    return mark.sub("", figure)
