"""A message → what it asks for: a courtesy, help, a command on the last answer, a page to open, or
a question on the texts.

`corpus/actes.yaml` lists the acts with examples that an editor completes. A message is of an act
when nearly all its words are words of the examples and it looks like one of them; a page is opened
when the message holds a verb of action and a thing that the assistant makes.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from assistant.domain import Act, Value
from assistant.texts.datafile import read_datafile
from assistant.texts.french import fold, stem

COVERED = 0.8  # the share of the words of a message that are words of the examples
ALIKE = 0.5  # the share of words that it has in common with the nearest example
ASKING = re.compile(r"^(?:que|qu|quel\w*|qui|quand|ou|combien|pourquoi)\b|\bcontient\b")
ORDINALS = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme")
FAR = 8  # words from the verb of a request to the thing that it wants
RANK = re.compile(r"\b(\d{1,2})(?:e|er|ere|eme|nd|nde)?\b")


class ActModel(Value):
    """An act of `corpus/actes.yaml`."""

    id: str
    act: Literal["politesse", "aide", "commande", "renvoi"] = Field(alias="acte")
    alone: bool = Field(default=False, alias="seul")
    ranked: bool = Field(default=False, alias="rang")
    examples: tuple[str, ...] = Field(alias="exemples")
    verbs: tuple[str, ...] = Field((), alias="verbes")
    things: tuple[str, ...] = Field((), alias="objets")
    page: str = ""
    kind: str = Field("", alias="genre")

    @cached_property
    def bags(self) -> tuple[frozenset[str], ...]:
        """The words of each example."""
        return tuple(frozenset(words_of(example)) for example in self.examples)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the examples."""
        return frozenset().union(*self.bags)


class Acts(Value):
    """What the file of acts says."""

    courtesies: tuple[str, ...] = Field(alias="politesses")
    openers: tuple[str, ...] = Field((), alias="demandes")
    themes: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    sectors: tuple[str, ...] = Field((), alias="secteurs")
    counted: tuple[str, ...] = Field((), alias="comptes")
    fields: Mapping[str, tuple[str, ...]] = Field(default_factory=dict, alias="champs")
    detailing: tuple[str, ...] = Field((), alias="detailler")
    acts: tuple[ActModel, ...] = Field(alias="actes")

    @cached_property
    def opening(self) -> frozenset[str]:
        """The words that may stand before the verb of a request."""
        return frozenset(word for opener in self.openers for word in words_of(opener))

    @cached_property
    def detailed(self) -> re.Pattern[str]:
        """The verbs that ask for more on what is named after them."""
        longest = sorted(map(fold, self.detailing), key=len, reverse=True)
        return re.compile(rf"\s*(?:{'|'.join(map(re.escape, longest)) or '(?!)'})\s+(?=\w)")

    @cached_property
    def courtesy(self) -> re.Pattern[str]:
        """The polite words that a message may begin, end or be made of."""
        longest = sorted(map(fold, self.courtesies), key=len, reverse=True)
        words = "|".join(map(re.escape, longest))
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


class Request(Value):
    """What a message asks for. `name` is the act's of `corpus/actes.yaml`, empty for a question;
    `question` what is left once greetings are set aside; `rank` the place it names (« la 3e » is 3,
    the last is -1); `prefill` what the form of a page receives.
    """

    act: Act
    name: str = ""
    question: str
    rank: int | None = None
    page: str = ""
    prefill: Mapping[str, Any] = Field(default_factory=dict)


def read_acts(corpus: Path) -> Acts | None:
    """The acts of a corpus, None when it lists none. Raises CorpusError for a file that cannot be
    used.
    """
    path = corpus / "actes.yaml"
    return read_datafile(path, Acts) if path.exists() else None


def request_of(message: str, acts: Acts) -> Request:
    """What a message asks for; a question on the texts unless it is surely something else."""
    left = _without_courtesy(message, acts)
    if not words_of(left):
        return _courtesy(message, acts)
    found = next(_recognise_acts(left, acts), None)
    if found is None:
        return Request(act=Act.QUESTION, question=left)
    return Request(
        act=Act(found.act),
        name=found.id,
        question=left,
        rank=_rank(left) if found.ranked or found.act == "commande" else None,
        page=found.page,
        prefill={"document": found.kind} if found.kind else {},
    )


def part_detailed(message: str, acts: Acts) -> str:
    """What « détaille l'étape de consultation » wants detailed; empty for any other message."""
    found = acts.detailed.match(fold(message))
    return message[found.end() :] if found and len(fold(message)) == len(message) else ""


def words_of(text: str) -> list[str]:
    """The words of a message, without accents nor endings; any number or rank is « # »."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return ["#" if RANK.fullmatch(word) else stem(word) for word in words]


def _without_courtesy(message: str, acts: Acts) -> str:
    """The message less the polite words at its head and at its end."""
    plain = fold(message)
    if len(plain) != len(message):  # a ligature: what is folded has another length
        return message.strip()
    start, end = 0, len(message)
    changed = True
    while changed:
        changed = False
        for found in acts.courtesy.finditer(plain, start, end):
            head = not re.search(r"\w", plain[start : found.start()])
            tail = not re.search(r"\w", plain[found.end() : end])
            if head:
                start, changed = found.end(), True
            elif tail:
                end, changed = found.start(), True
            if changed:
                break
    left = message[start:end].strip(" \t\n,;:.!-–")
    return f"{left} ?" if left and message.rstrip().endswith("?") and left[-1] != "?" else left


def _courtesy(message: str, acts: Acts) -> Request:
    """Which courtesy a message made of polite words is."""
    said = set(words_of(message))
    polite = [act for act in acts.acts if act.act == "politesse"]
    best = max(polite, key=lambda act: _closeness(said, act), default=None)
    return Request(act=Act.COURTESY, name=best.id if best else "", question=message)


def _recognise_acts(left: str, acts: Acts) -> Iterator[ActModel]:
    """The acts that a message surely is, the surest first."""
    said = set(words_of(left))
    near = sorted(
        (act for act in acts.acts if not act.verbs and _looks_like(said, act)),
        key=lambda act: -_closeness(said, act),
    )
    yield from near
    yield from (act for act in acts.acts if act.verbs and _hands_over(left, act, acts))


def _looks_like(said: set[str], act: ActModel) -> bool:
    covered = len(said & act.vocabulary) / max(1, len(said))
    least = 1.0 if act.alone else COVERED
    return covered >= least and _closeness(said, act) >= ALIKE


def _closeness(said: set[str], act: ActModel) -> float:
    """The share of words in common with the nearest example (Dice)."""
    return max((2 * len(said & bag) / max(1, len(said) + len(bag)) for bag in act.bags), default=0)


def _hands_over(left: str, act: ActModel, acts: Acts) -> bool:
    """Does the message open on a verb of action, and name soon after it a thing that the assistant
    makes? A noun alone (« un quiz ») is enough when the message opens on it.
    """
    plain = fold(left)
    thing = _first(plain, act.things)
    if thing is None or ASKING.search(plain):
        return False
    verb = _first(plain[:thing], act.verbs)
    opening = plain[: thing if verb is None else verb]
    if any(word not in acts.opening for word in words_of(opening)):
        return False
    between = plain[verb or 0 : thing].split()
    return verb is not None and len(between) <= FAR


def _first(plain: str, wanted: tuple[str, ...]) -> int | None:
    """Where the first of some words stands."""
    places = [
        found.start()
        for word in wanted
        if (found := re.search(rf"\b{re.escape(fold(word))}(?:s|z|r|er|ez|moi)?\b", plain))
    ]
    return min(places, default=None)


def _rank(text: str) -> int | None:
    plain = fold(text)
    for place, word in enumerate(ORDINALS, 1):
        if re.search(rf"\b{word}", plain):
            return place
    if re.search(r"\bderni", plain):
        return -1
    found = RANK.search(plain)
    return int(found[1]) if found else None
