"""Dates, durations and deadlines of a sentence."""

import re
from collections.abc import Iterator

from assistant.reading.phrases import Match
from assistant.reading.quantities import bound_at, value_of
from assistant.reading.sentence import Day, Duration, Span
from assistant.reading.token import Token, Tree
from assistant.reading.vocabulary import TimeWords, Vocabulary
from assistant.texts.french import fold

NUMERIC = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")
DAY = re.compile(r"(\d{1,2})(?:er)?$")
YEAR = re.compile(r"(?:19|20)\d\d$")
CENTURY = 2000


def dates_of(tree: Tree, vocabulary: Vocabulary) -> tuple[Day, ...]:
    """The dates written in full (with their year) in a sentence."""
    found = [*_numeric(tree.text), *_find_days_in_words(tree, vocabulary.times)]
    return tuple(sorted(found, key=lambda day: day.start))


def _numeric(text: str) -> Iterator[Day]:
    for match in NUMERIC.finditer(text):
        day, month, year = (int(part) for part in match.groups())
        full = year if year > 99 else CENTURY + year
        if 1 <= month <= 12 and 1 <= day <= 31:
            iso = f"{full}-{month:02}-{day:02}"
            yield Day(text=match.group(), start=match.start(), end=match.end(), iso=iso)


def _find_days_in_words(tree: Tree, words: TimeWords) -> Iterator[Day]:
    for token in tree.tokens:
        month = words.month_of.get(fold(token.text))
        year = tree.after(token)
        if month is None or year is None or not YEAR.match(year.text):
            continue
        first, iso = _with_day(tree, token, f"{year.text}-{month:02}")
        text = tree.text[first.start : year.end]
        yield Day(text=text, start=first.start, end=year.end, iso=iso)


def _with_day(tree: Tree, month: Token, iso: str) -> tuple[Token, str]:
    """The first word of a date and its day, when a day stands before the month."""
    before = tree.before(month)
    if before is not None and before.word == "er":
        before = tree.before(before)
    day = DAY.match(before.text) if before is not None else None
    if before is None or day is None:
        return month, iso
    return before, f"{iso}-{int(day.group(1)):02}"


def durations_of(tree: Tree, vocabulary: Vocabulary) -> tuple[Duration, ...]:
    """The lengths of time of a sentence, each in its own unit."""
    found = [*_find_durations(tree, vocabulary), *_adjectives(tree, vocabulary)]
    return tuple(sorted(found, key=lambda duration: duration.start))


def _find_durations(tree: Tree, vocabulary: Vocabulary) -> Iterator[Duration]:
    """« cinq ans », « 4 à 5 ans », « une quinzaine de jours »."""
    for token in tree.tokens:
        unit = vocabulary.times.unit_of.get(fold(token.text))
        if unit is None:
            continue
        for first, value in _values_before(tree, token, vocabulary):
            yield Duration(
                text=tree.text[first.start : token.end],
                start=first.start,
                end=token.end,
                value=value,
                unit=unit,
                bound=bound_at(tree, first, vocabulary.numbers),
            )


def _values_before(
    tree: Tree, unit: Token, vocabulary: Vocabulary
) -> Iterator[tuple[Token, float]]:
    before = tree.before(unit)
    if before is not None and before.word in ("de", "d'", "d’"):
        before = tree.before(before)
        collective = vocabulary.numbers.collectives.get(before.word) if before else None
        if before is not None and collective is not None:
            yield before, collective
        return
    if before is None:
        return
    value = value_of(before, vocabulary.numbers)
    if value is None and before.word in ("un", "une") and _is_length(tree, before):
        value = 1
    if value is None:
        return
    yield from _range_start(tree, before, vocabulary)
    yield before, value


def _is_length(tree: Tree, article: Token) -> bool:
    """Is « un mois » a length, as after « sous » or « pendant »?"""
    before = tree.before(article)
    return before is not None and before.word in ("sous", "pendant", "d'", "d’", "dans", "de", "à")


def _range_start(tree: Tree, last: Token, vocabulary: Vocabulary) -> Iterator[tuple[Token, float]]:
    """The first figure of « 4 à 5 ans »."""
    joint = tree.before(last)
    first = tree.before(joint) if joint is not None and joint.word in ("à", "ou") else None
    value = value_of(first, vocabulary.numbers) if first is not None else None
    if first is not None and value is not None:
        yield first, value


def _adjectives(tree: Tree, vocabulary: Vocabulary) -> Iterator[Duration]:
    """« triennal », « décennale »."""
    periods = {fold(name)[:-1]: each for name, each in vocabulary.times.periods.items()}
    for token in tree.tokens:
        stem = fold(token.text).removesuffix("s").removesuffix("e").removesuffix("aux")
        period = periods.get(stem.removesuffix("l").removesuffix("le"))
        if period is not None:
            value, unit = period
            span = {"text": token.text, "start": token.start, "end": token.end}
            yield Duration(**span, value=value, unit=unit)


def deadlines_of(tree: Tree, vocabulary: Vocabulary) -> tuple[Span, ...]:
    """What limits an act in time: « au plus tard le 30 juin », « sous huit jours »."""
    spans: list[Span] = []
    for match in vocabulary.times.deadline_phrases.find(tree):
        if match.phrase == "dès" and match.first.word != "dès":
            continue
        span = _deadline(tree, match, vocabulary)
        if span is not None and not any(span.start < other.end for other in spans):
            spans.append(span)
    return tuple(spans)


def _deadline(tree: Tree, match: Match, vocabulary: Vocabulary) -> Span | None:
    """The marker and the date, duration or event that follows it."""
    last = _time_end(tree, match.last, vocabulary.times)
    if last is None and match.phrase in ("dès",):
        last = _noun_end(tree, match.last)
    if last is None:
        return None
    following = tree.after(last)
    for after in vocabulary.times.after_phrases.find(tree):
        if following is not None and after.first.position == following.position:
            last = after.last
    start = match.first.start
    return Span(text=tree.text[start : last.end], start=start, end=last.end)


FILLERS = frozenset({"le", "la", "l'", "l’", "de", "du", "des", "d'", "d’"}) | frozenset(
    {"chaque", "fin", "er", "un", "une", "en", "au"}
)


def _time_end(tree: Tree, marker: Token, words: TimeWords) -> Token | None:
    """The last word of a date or duration that follows at once; None when none does."""
    last, current, has_time = None, tree.after(marker), False
    while current is not None:
        is_time = _tells_time(current, words)
        if not is_time and current.word not in FILLERS:
            break
        has_time = has_time or is_time
        last = current if is_time else last
        current = tree.after(current)
    return last if has_time else None


def _tells_time(token: Token, words: TimeWords) -> bool:
    folded = fold(token.text)
    if folded in words.month_of or folded in words.unit_of or NUMERIC.match(token.text):
        return True
    return token.tag == "NUM" or token.text[:1].isdigit()


def _noun_end(tree: Tree, marker: Token) -> Token | None:
    """The end of the noun phrase after « dès »: « dès réception de l’avis »."""
    noun = tree.after(marker)
    if noun is None or noun.tag not in ("NOUN", "DET"):
        return None
    head = noun if noun.tag == "NOUN" else tree.head(noun)
    held = tree.subtree(head, without=frozenset({"conj", "acl:relcl"}))
    run = noun
    positions = {token.position for token in held if token.tag != "PUNCT"}
    while (following := tree.after(run)) is not None and following.position in positions:
        run = following
    return run
