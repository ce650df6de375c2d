"""How well sentences are read, on a bank written by an editor who has not read the code.

    python -m evaluation.reading             the open half, with its mistakes (--errors)
    python -m evaluation.reading --report    the half kept for reports

Each key of an expected reading is one check: right or wrong. A list is right when each expected
element is found; what is read beyond it is not counted, but for conditions, exceptions and places,
where an expected empty list forbids any.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from assistant.domain import Value, Weight
from assistant.reading.reader import SentenceReader
from assistant.reading.sentence import (
    Act,
    Antecedent,
    Participant,
    Quantity,
    Scope,
    SentenceInput,
    SentenceReading,
    Span,
)
from assistant.reading.vocabulary import read_vocabulary
from assistant.settings import Settings
from assistant.texts.french import fold

BANK = Path(__file__).parent.parent / "tests" / "data" / "lecture"
OPEN, REPORT = BANK / "banc-ouvert.jsonl", BANK / "banc-rapport.jsonl"
WEIGHTS = {
    "instruction-2024-132": Weight.OPPOSABLE,
    "igas-2023-rapport": Weight.RECOMMANDATION,
    "igas-2023-presentation": Weight.RECOMMANDATION,
    "cpom-ciamt-2022": Weight.CONTRAT,
    "cpom-occitanie": Weight.COMMUNICATION,
}
OVERLAP = 0.6
ROLES = ("actor", "object", "beneficiary")
NUMBER_KINDS = ("ordinal", "share", "factor")
ARTICLES = frozenset(["les", "le", "de", "la", "une", "un", "du", "cette"])

Result = tuple[bool, object]  # whether a field is right, and what was read of it
Comparison = Callable[[Any, SentenceReading], Result]


class BankSentence(Value):
    """One sentence of the bank and what is expected of its reading."""

    id: str
    phenomenon: str
    sentence: str
    passage: str | None
    context: str | None
    expect: dict[str, Any]

    @property
    def input(self) -> SentenceInput:
        """The sentence as the reader is given it."""
        document = (self.passage or "").split("/")[0]
        scope = Scope(document=document, weight=WEIGHTS.get(document))
        return SentenceInput(text=self.sentence, before=self.context or "", scope=scope)


class Check(Value):
    """One comparison: a key, whether it is right, what was expected (`gold`) and what was read."""

    id: str
    phenomenon: str
    key: str
    right: bool
    gold: str
    read: str


def read_bank(path: Path) -> tuple[BankSentence, ...]:
    """The sentences of one half of the bank."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(BankSentence.model_validate(json.loads(line)) for line in lines if line.strip())


def checks_of(bank: Iterable[BankSentence], reader: SentenceReader) -> tuple[Check, ...]:
    """Every comparison of a bank with what is read."""
    rows = tuple(bank)
    readings = reader.read(row.input for row in rows)
    pairs = zip(rows, readings, strict=True)
    return tuple(chain.from_iterable(_checks(row, reading) for row, reading in pairs))


def _checks(row: BankSentence, reading: SentenceReading) -> Iterator[Check]:
    """The comparisons of one sentence; one that must not be read has no other."""
    if "not_read" in row.expect:
        yield _check(row, "not_read", bool(reading.not_read), (True, reading.not_read))
        return
    yield _check(row, "read", not reading.not_read, (True, reading.not_read))
    for key, gold in row.expect.items():
        if key == "acts":
            yield from _checks_of_acts(row, gold, reading)
        else:
            is_right, read = COMPARISONS[key](gold, reading)
            yield _check(row, key, is_right, (gold, read))


def _checks_of_acts(
    row: BankSentence, golds: Iterable[dict[str, str]], reading: SentenceReading
) -> Iterator[Check]:
    read = _acts_text(reading)
    for gold in golds:
        for name, is_right in _act_checks(gold, reading.acts):
            yield _check(row, name, is_right, (gold, read))


def _check(row: BankSentence, key: str, is_right: object, sides: tuple[object, object]) -> Check:
    """A comparison; `sides` are what was expected and what was read."""
    gold, read = sides
    return Check(
        id=row.id,
        phenomenon=row.phenomenon,
        key=key,
        right=bool(is_right),
        gold=str(gold),
        read=str(read),
    )


def _acts_text(reading: SentenceReading) -> str:
    return " | ".join(_act_text(act) for act in reading.acts)


def _act_text(act: Act) -> str:
    parts = ", ".join(_text_of(part) for part in (act.actor, act.object, act.beneficiary))
    return f"{act.polarity[:3]} {act.predicate}({parts})"


def _text_of(one: Participant | None) -> str:
    return f"{one.text}{list(one.classes) or ''}" if one else "-"


def _act_checks(gold: dict[str, str], acts: tuple[Act, ...]) -> Iterator[tuple[str, bool]]:
    """The predicate, then each role of the act that has that predicate and fits best."""
    same = [act for act in acts if _same_verb(gold["predicate"], act.predicate)]
    yield "predicate", bool(same)
    roles = {role: gold[role] for role in ROLES if role in gold}
    best = max(same, key=lambda act: _count_right_roles(act, roles), default=None)
    for role in roles:
        yield role, best is not None and _has_role(best, role, roles[role])
    if "polarity" in gold:
        yield "act polarity", best is not None and best.polarity.value == gold["polarity"]


def _count_right_roles(act: Act, roles: dict[str, str]) -> int:
    return sum(_has_role(act, role, gold) for role, gold in roles.items())


def _has_role(act: Act, role: str, gold: str) -> bool:
    return _same_part(gold, getattr(act, role))


def _same_verb(gold: str, read: str) -> bool:
    return _head_verb(gold) == _head_verb(read)


def _head_verb(predicate: str) -> str:
    """The last word of a predicate, without the pronoun that is elided before it."""
    return fold(predicate).split("'")[-1].split()[-1]


def _content(text: str) -> set[str]:
    """The words of a text that carry its meaning, without the mark of the plural."""
    letters = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    words = [word for word in letters.split() if len(word) > 2 or word.isdigit()]
    return {word.rstrip("sx") for word in words} - ARTICLES


def _same_part(gold: str, read: Participant | None) -> bool:
    """The same trade class, or the same words, one side allowed to say more."""
    if read is None:
        return False
    parts = [part.strip() for part in gold.split(" et ") if part.strip()]
    if all(_is_class(part, read) for part in parts):
        return True
    return _same_content(gold, read.text) or _same_content(gold, read.antecedent or "")


def _same_content(gold: str, read: str) -> bool:
    """Do two texts have the same words of meaning, one of them allowed to have more?"""
    gold_words, read_words = _content(gold), _content(read)
    if gold_words <= read_words:
        return True
    return bool(read_words) and read_words <= gold_words


def _is_class(part: str, read: Participant) -> bool:
    return part in read.classes or part in read.text


def _same_words(key: str) -> Comparison:
    """Compares the stretches of text of a field: all those expected are read, or none is."""

    def compare_words(gold: Any, reading: SentenceReading) -> Result:
        spans: tuple[Span, ...] = getattr(reading, key)
        texts = [span.text for span in spans]
        if not gold:
            return not spans, texts
        return all(_is_among(words, texts) for words in gold), texts

    return compare_words


def _is_among(words: str, texts: Sequence[str]) -> bool:
    return any(_overlap(words, text) for text in texts)


def _overlap(one: str, other: str) -> bool:
    """Do two stretches share most of their words?"""
    words, other_words = fold(one).split(), fold(other).split()
    in_both = [word for word in words if word in other_words]
    return len(in_both) >= OVERLAP * max(len(words), len(other_words))


def _same_value(key: str) -> Comparison:
    """Compares a field of one value."""

    def compare_values(gold: Any, reading: SentenceReading) -> Result:
        field = getattr(reading, key)
        value = field.value if field else None
        return value == gold, value

    return compare_values


def _dates(gold: list[str], reading: SentenceReading) -> Result:
    read = [day.iso for day in reading.dates]
    return all(day in read for day in gold), read


def _durations(gold: list[dict[str, Any]], reading: SentenceReading) -> Result:
    read = [(duration.value, duration.unit) for duration in reading.durations]
    durations = [(each["value"], each["unit"]) for each in gold]
    return all(duration in read for duration in durations), read


def _numbers(gold: list[dict[str, Any]], reading: SentenceReading) -> Result:
    read = [_number_text(number) for number in reading.numbers]
    return all(_is_read(number, reading.numbers) for number in gold), read


def _number_text(number: Quantity) -> tuple[object, ...]:
    kinds = [kind for kind in NUMBER_KINDS if getattr(number, kind)]
    return (number.value, number.counts, number.unit, *kinds)


def _is_read(gold: dict[str, Any], numbers: Iterable[Quantity]) -> bool:
    return any(_same_number(gold, number) for number in numbers)


def _same_number(gold: dict[str, Any], read: Quantity) -> bool:
    """The same value, within a hundredth, of the same kind, counting the same things."""
    tolerance = 0.01 * max(1, gold["value"])
    if abs(read.value - gold["value"]) >= tolerance:
        return False
    if any(getattr(read, kind) != gold.get(kind, False) for kind in NUMBER_KINDS):
        return False
    if read.unit != gold.get("unit", ""):
        return False
    return bool(_content(read.counts)) and _same_content(gold["counts"], read.counts)


def _deadline(gold: str, reading: SentenceReading) -> Result:
    texts = [span.text for span in reading.deadlines]
    return _is_among(gold, texts), texts


def _places(gold: list[str], reading: SentenceReading) -> Result:
    read = [fold(place.text) for place in reading.places]
    return all(_is_part_of_one(fold(place), read) for place in gold), read


def _is_part_of_one(words: str, texts: Sequence[str]) -> bool:
    return any(words in text for text in texts)


def _speaker(gold: str, reading: SentenceReading) -> Result:
    return fold(gold) == fold(reading.speaker), reading.speaker


def _antecedent(gold: dict[str, Any], reading: SentenceReading) -> Result:
    antecedents = reading.antecedents
    read = [(each.text, each.noun) for each in antecedents]
    return any(_same_antecedent(gold, each) for each in antecedents), read


def _same_antecedent(gold: dict[str, Any], read: Antecedent) -> bool:
    if fold(gold["word"]) != fold(read.text):
        return False
    if gold["noun"] is None or read.noun is None:
        return gold["noun"] is read.noun
    return _same_content(gold["noun"], read.noun)


COMPARISONS: dict[str, Comparison] = {
    **{key: _same_value(key) for key in ("polarity", "force", "mood", "time")},
    **{key: _same_words(key) for key in ("conditions", "exceptions")},
    "dates": _dates,
    "durations": _durations,
    "numbers": _numbers,
    "deadline": _deadline,
    "places": _places,
    "speaker": _speaker,
    "antecedent": _antecedent,
}


def table_of(checks: Iterable[Check], by: Callable[[Check], str]) -> str:
    """A Markdown table of accuracy by key or by phenomenon."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for check in checks:
        groups[by(check)].append(check.right)
    lines = ["| quoi | justes | sur | part |", "| --- | ---: | ---: | ---: |"]
    for name, marks in groups.items():
        share = f"{sum(marks) / len(marks):.3f}".replace(".", ",")
        lines.append(f"| {name} | {sum(marks)} | {len(marks)} | {share} |")
    return "\n".join(lines)


def main() -> None:
    """Print the accuracy by key and by phenomenon."""
    parser = argparse.ArgumentParser(description="Justesse de la lecture des phrases.")
    parser.add_argument("--report", action="store_true", help="La moitié gardée pour le rapport.")
    parser.add_argument("--errors", default="", help="Montre les fautes d’une clé, ou « all ».")
    options = parser.parse_args()
    reader = SentenceReader(read_vocabulary(Settings().corpus))
    bank = read_bank(REPORT if options.report else OPEN)
    checks = checks_of(bank, reader)
    print(table_of(checks, lambda check: check.key))
    print()
    print(table_of(checks, lambda check: check.phenomenon))
    if options.errors and not options.report:
        _print_errors(bank, checks, options.errors)


def _print_errors(bank: Iterable[BankSentence], checks: Iterable[Check], key: str) -> None:
    """Print the mistakes of a key, or of « all »."""
    rows = {row.id: row for row in bank}
    for check in checks:
        if not check.right and key in ("all", check.key):
            row = rows[check.id]
            print(f"\n{check.id} {check.key} : {row.sentence}  [{row.context or ''}]")
            print(f"    attendu {check.gold}\n    lu      {check.read}")


if __name__ == "__main__":
    main()
