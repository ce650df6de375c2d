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
from collections.abc import Callable, Iterable, Iterator
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


class Expected(Value):
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
    """One comparison: a key, whether it is right, and what was read."""

    id: str
    phenomenon: str
    key: str
    right: bool
    expected: str
    read: str


def read_bank(path: Path) -> tuple[Expected, ...]:
    """The sentences of one half of the bank."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(Expected.model_validate(json.loads(line)) for line in lines if line.strip())


def checks_of(bank: Iterable[Expected], reader: SentenceReader) -> tuple[Check, ...]:
    """Every comparison of a bank with what is read."""
    rows = tuple(bank)
    readings = reader.read(row.input for row in rows)
    return tuple(
        check
        for row, reading in zip(rows, readings, strict=True)
        for check in _checks(row, reading)
    )


def _checks(row: Expected, reading: SentenceReading) -> Iterator[Check]:
    def check(key: str, right: bool, expected: object, read: object) -> Check:
        return Check(
            id=row.id,
            phenomenon=row.phenomenon,
            key=key,
            right=right,
            expected=str(expected),
            read=str(read),
        )

    if "not_read" in row.expect:
        yield check("not_read", bool(reading.not_read), True, reading.not_read)
        return
    yield check("read", not reading.not_read, True, reading.not_read)
    for key, expected in row.expect.items():
        if key == "acts":
            for act in expected:
                yield from (
                    check(name, right, act, _acts_text(reading))
                    for name, right in _act_checks(act, reading.acts)
                )
        else:
            right, read = COMPARISONS[key](expected, reading)
            yield check(key, right, expected, read)


def _acts_text(reading: SentenceReading) -> str:
    return " | ".join(
        f"{act.polarity[:3]} {act.predicate}({_text_of(act.actor)}, {_text_of(act.object)}, "
        f"{_text_of(act.beneficiary)})"
        for act in reading.acts
    )


def _text_of(one: Participant | None) -> str:
    return f"{one.text}{list(one.classes) or ''}" if one else "-"


def _act_checks(expected: dict[str, str], acts: tuple[Act, ...]) -> Iterator[tuple[str, bool]]:
    """The predicate, then each role of the act that has that predicate and fits best."""
    same = [act for act in acts if _same_verb(expected["predicate"], act.predicate)]
    yield "predicate", bool(same)
    roles = [role for role in ("actor", "object", "beneficiary") if role in expected]
    best = max(
        same,
        key=lambda act: sum(_same_part(expected[role], getattr(act, role)) for role in roles),
        default=None,
    )
    for role in roles:
        yield role, best is not None and _same_part(expected[role], getattr(best, role))
    if "polarity" in expected:
        yield "act polarity", best is not None and best.polarity.value == expected["polarity"]


def _same_verb(expected: str, read: str) -> bool:
    return fold(expected).split("'")[-1].split()[-1] == fold(read).split("'")[-1].split()[-1]


def _content(text: str) -> set[str]:
    cleaned = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return {word.rstrip("sx") for word in cleaned.split() if len(word) > 2 or word.isdigit()} - {
        "les",
        "le",
        "de",
        "la",
        "une",
        "un",
        "du",
        "cette",
    }


def _same_part(expected: str, read: Participant | None) -> bool:
    """The same trade class, or the same words, one side allowed to say more."""
    if read is None:
        return False
    parts = [part.strip() for part in expected.split(" et ") if part.strip()]
    if all(_is_class(part, read) for part in parts):
        return True
    wanted = _content(expected)
    return any(
        wanted <= found or (bool(found) and found <= wanted)
        for found in (_content(read.text), _content(read.antecedent or ""))
    )


def _is_class(part: str, read: Participant) -> bool:
    return part in read.classes or part in read.text


def _same_words(key: str) -> Callable[[Any, SentenceReading], tuple[bool, object]]:
    def compare(expected: Any, reading: SentenceReading) -> tuple[bool, object]:
        spans: tuple[Span, ...] = getattr(reading, key)
        texts = [span.text for span in spans]
        if not expected:
            return not spans, texts
        return all(any(_overlap(want, text) for text in texts) for want in expected), texts

    return compare


def _overlap(one: str, other: str) -> bool:
    """Do two stretches share most of their words?"""
    a, b = fold(one).split(), fold(other).split()
    shared = len([word for word in a if word in b])
    return shared >= OVERLAP * max(len(a), len(b))


def _same_value(key: str) -> Callable[[Any, SentenceReading], tuple[bool, object]]:
    def compare(expected: Any, reading: SentenceReading) -> tuple[bool, object]:
        read = getattr(reading, key)
        return (read.value if read else None) == expected, read.value if read else None

    return compare


def _dates(expected: list[str], reading: SentenceReading) -> tuple[bool, object]:
    read = [day.iso for day in reading.dates]
    return all(day in read for day in expected), read


def _durations(expected: list[dict[str, Any]], reading: SentenceReading) -> tuple[bool, object]:
    read = [(each.value, each.unit) for each in reading.durations]
    return all((each["value"], each["unit"]) in read for each in expected), read


def _numbers(expected: list[dict[str, Any]], reading: SentenceReading) -> tuple[bool, object]:
    read = [
        (
            each.value,
            each.counts,
            each.unit,
            *(n for n in ("ordinal", "share", "factor") if getattr(each, n)),
        )
        for each in reading.numbers
    ]
    right = all(any(_same_number(want, each) for each in reading.numbers) for want in expected)
    return right, read


def _same_number(want: dict[str, Any], read: Quantity) -> bool:
    same = abs(read.value - want["value"]) < 0.01 * max(1, want["value"])
    kinds = all(
        getattr(read, kind) == want.get(kind, False) for kind in ("ordinal", "share", "factor")
    )
    wanted, found = _content(want["counts"]), _content(read.counts)
    counted = bool(found) and (wanted <= found or found <= wanted)
    return same and kinds and read.unit == want.get("unit", "") and counted


def _deadline(expected: str, reading: SentenceReading) -> tuple[bool, object]:
    texts = [span.text for span in reading.deadlines]
    return any(_overlap(expected, text) for text in texts), texts


def _places(expected: list[str], reading: SentenceReading) -> tuple[bool, object]:
    read = [fold(place.text) for place in reading.places]
    return all(any(fold(want) in place for place in read) for want in expected), read


def _speaker(expected: str, reading: SentenceReading) -> tuple[bool, object]:
    return fold(expected) == fold(reading.speaker), reading.speaker


def _antecedent(expected: dict[str, Any], reading: SentenceReading) -> tuple[bool, object]:
    read = [(each.text, each.noun) for each in reading.antecedents]
    return any(_same_antecedent(expected, each) for each in reading.antecedents), read


def _same_antecedent(expected: dict[str, Any], read: Antecedent) -> bool:
    if fold(expected["word"]) != fold(read.text):
        return False
    if expected["noun"] is None or read.noun is None:
        return expected["noun"] is read.noun
    wanted, found = _content(expected["noun"]), _content(read.noun)
    return wanted <= found or (bool(found) and found <= wanted)


COMPARISONS: dict[str, Callable[[Any, SentenceReading], tuple[bool, object]]] = {
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
        sentences = {row.id: row for row in bank}
        for check in checks:
            if not check.right and options.errors in ("all", check.key):
                row = sentences[check.id]
                print(f"\n{check.id} {check.key} : {row.sentence}  [{row.context or ''}]")
                print(f"    attendu {check.expected}\n    lu      {check.read}")


if __name__ == "__main__":
    main()
