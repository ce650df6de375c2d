"""Sentences → what they say. One way in for the corpus, for a contract and for one sentence.

readable ─ parse ─ antecedents ─ conditions ─ acts ─ polarity, force, time ─ figures ─► reading
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from assistant.reading.acts import ActReader
from assistant.reading.antecedents import AntecedentReader
from assistant.reading.clauses import carrier_of
from assistant.reading.conditions import conditions_of, exceptions_of
from assistant.reading.dates import dates_of, deadlines_of, durations_of
from assistant.reading.force import ForceReader
from assistant.reading.holders import holder_of
from assistant.reading.mend import mend_tree
from assistant.reading.parse import parse_texts
from assistant.reading.places import places_of
from assistant.reading.polarity import polarity_of
from assistant.reading.quantities import QuantityReader
from assistant.reading.readable import fault_of, lacks_act
from assistant.reading.sentence import SentenceInput, SentenceReading, Word
from assistant.reading.speakers import speaker_of
from assistant.reading.times import mood_of, time_of
from assistant.reading.token import Tree
from assistant.reading.vocabulary import Vocabulary, read_vocabulary
from assistant.texts.sentences import sentence_spans

MEANING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM", "AUX", "X"})
BEFORE, NEAR = 600, 2


class SentenceReader:
    """Reads sentences with the lists of one corpus; safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def read(self, wanted: Iterable[SentenceInput]) -> tuple[SentenceReading, ...]:
        """The reading of each sentence, in order."""
        inputs = tuple(wanted)
        faults = [fault_of(each.text, self.vocabulary.readability) for each in inputs]
        trees = self._parse(inputs, faults)
        return tuple(
            self._not_read(each, fault) if fault else self._reading(each, trees)
            for each, fault in zip(inputs, faults, strict=True)
        )

    def _parse(self, inputs: tuple[SentenceInput, ...], faults: list[str]) -> dict[str, Tree]:
        """The tree of each sentence that can be read, and of the text just before it."""
        texts: dict[str, None] = {}
        for each, fault in zip(inputs, faults, strict=True):
            if not fault:
                texts.update(dict.fromkeys([each.text, *self._before(each)]))
        verbs = self.vocabulary.governors.common
        trees = parse_texts(texts, self.vocabulary.actors.nouns)
        return dict(zip(texts, (mend_tree(tree, verbs) for tree in trees), strict=True))

    def _before(self, sentence: SentenceInput) -> tuple[str, ...]:
        """The last heading and sentences before one, as far as an antecedent may stand."""
        text = sentence.before[-BEFORE:]
        cut = [*sentence.scope.headings[-1:]]
        cut += [text[start:end] for start, end in sentence_spans(text)][-NEAR:]
        heading = len(cut) == 1 and text.strip().isalpha()
        words = self.vocabulary.readability
        return tuple(each for each in cut if heading or not fault_of(each, words))

    @staticmethod
    def _not_read(sentence: SentenceInput, reason: str) -> SentenceReading:
        return SentenceReading(text=sentence.text, not_read=reason, scope=sentence.scope)

    def _reading(self, sentence: SentenceInput, trees: dict[str, Tree]) -> SentenceReading:
        tree, words = trees[sentence.text], self.vocabulary
        before = [trees[text] for text in self._before(sentence)]
        antecedents = AntecedentReader(tree, before, words).read()
        conditions = conditions_of(tree, words)
        holder = holder_of(before, words)
        acts = ActReader(tree, words, antecedents, holder).read(conditions)
        dates, durations = dates_of(tree, words), durations_of(tree, words)
        facts = bool(dates or durations)
        if lacks_act(tree, words, has_facts=facts, has_acts=bool(acts)):
            return self._not_read(sentence, words.readability.reasons["verbe"])
        speaker = speaker_of(tree, sentence.before, words.speakers)
        carrier = carrier_of(tree)
        return SentenceReading(
            text=sentence.text,
            acts=acts,
            polarity=polarity_of(tree, carrier, words),
            force=ForceReader(tree, sentence, speaker, words).read(),
            mood=mood_of(tree, carrier),
            time=time_of(tree, carrier, words),
            conditions=conditions,
            exceptions=exceptions_of(tree, words),
            dates=dates,
            durations=durations,
            deadlines=deadlines_of(tree, words),
            numbers=QuantityReader(tree, words).read(),
            places=places_of(tree.text, words.places),
            speaker=speaker,
            scope=sentence.scope,
            antecedents=antecedents,
            words=tuple(_words(tree)),
        )


def _words(tree: Tree) -> Iterator[Word]:
    for token in tree.tokens:
        if token.tag in MEANING:
            yield Word(
                text=token.text,
                start=token.start,
                end=token.end,
                lemma=token.lemma,
                tag=token.tag,
            )


@lru_cache(maxsize=4)
def reader_of(corpus: Path) -> SentenceReader:
    """The reader of a corpus folder, made once a process; raises CorpusError for a bad list."""
    return SentenceReader(read_vocabulary(corpus))


def read_sentences(
    wanted: Iterable[SentenceInput | str], corpus: Path
) -> tuple[SentenceReading, ...]:
    """The readings of some sentences, with the lists of a corpus folder.

    A bare string is a sentence without context. Raises CorpusError when a list is malformed.
    """
    inputs = [SentenceInput(text=each) if isinstance(each, str) else each for each in wanted]
    return reader_of(corpus).read(inputs)
