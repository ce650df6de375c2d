"""How useful the answers are, by kind of question, on the sets of `evaluation.useful`."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from assistant.domain import Answer, Question, Refusal, Value
from assistant.pipeline import Assistant
from evaluation.dataset import Split
from evaluation.judging import JudgedReply, Judgement, judge_fact, judge_near, judge_trap
from evaluation.run import TODAY
from evaluation.scores import Line, Score, score
from evaluation.useful import (
    FactQuestion,
    NeedInWordings,
    TrapQuestion,
    UsefulQuestion,
    read_rows,
)

FACTS, NEAR, TRAPS, STABILITY = "faits", "sans réponse", "pièges", "trois tournures"
# What can be said of each kind of question.
POSSIBLE = {
    FACTS: (
        Judgement.RIGHT,
        Judgement.IRRELEVANT,
        Judgement.MISLEADING,
        Judgement.REFUSED_WRONGLY,
    ),
    NEAR: (Judgement.RIGHT, Judgement.ANSWERED_WRONGLY),
    TRAPS: (
        Judgement.RIGHT,
        Judgement.MISLEADING,
        Judgement.REFUSED_WRONGLY,
        Judgement.ANSWERED_WRONGLY,
    ),
}
# A share of these is better when it is lower.
FAULTS = tuple(judgement.value for judgement in Judgement if judgement is not Judgement.RIGHT)

LEAST = 5  # questions of a sub-kind that is published: fewer would tell on each of them

QuestionKind = TypeVar("QuestionKind", bound=UsefulQuestion)


class JudgedNeed(Value):
    """What became of one need in three wordings: whether all three were answered, or all refused;
    whether that was right each time; whether the first passage cited was the same, None unless all
    three were answered.
    """

    id: str
    wordings: tuple[str, ...]
    decisions: tuple[str, ...]
    has_same_decision: bool
    is_right: bool
    has_same_source: bool | None

    @property
    def is_stable(self) -> bool:
        """Do the three wordings get the same decision and the same source?"""
        return self.has_same_decision and self.has_same_source is not False


class UsefulReplies(Value):
    """The judgements over one half of the sets."""

    facts: tuple[JudgedReply, ...]
    near: tuple[JudgedReply, ...]
    traps: tuple[JudgedReply, ...]
    needs: tuple[JudgedNeed, ...]


def judge_useful(assistant: Assistant, split: Split) -> UsefulReplies:
    """Ask every question of a half of the sets, without a language model, and judge the replies."""
    judge = partial(_judge_rows, assistant)
    return UsefulReplies(
        facts=judge(read_rows("facts", FactQuestion, split), judge_fact),
        near=judge(read_rows("near", UsefulQuestion, split), judge_near),
        traps=judge(read_rows("traps", TrapQuestion, split), judge_trap),
        needs=tuple(
            judge_need(assistant, row) for row in read_rows("stability", NeedInWordings, split)
        ),
    )


def _judge_rows(
    assistant: Assistant,
    rows: Sequence[QuestionKind],
    judge: Callable[[QuestionKind, Answer | Refusal], JudgedReply],
) -> tuple[JudgedReply, ...]:
    return tuple(judge(row, _reply_to(assistant, row.question)) for row in rows)


def _reply_to(assistant: Assistant, question: str) -> Answer | Refusal:
    return assistant.ask(Question(text=question), TODAY, "extractive")


def judge_need(assistant: Assistant, row: NeedInWordings) -> JudgedNeed:
    """Ask a need in its three wordings and compare the replies."""
    replies = [_reply_to(assistant, wording) for wording in row.wordings]
    return compare_replies(row, replies, partial(_whole_passage, assistant))


def _whole_passage(assistant: Assistant, passage_id: str) -> str:
    """The identifier of the whole passage that a passage is a part of."""
    index = assistant.index
    family = index.family[index.row[passage_id]]
    return str(index.passages[family].id)


def compare_replies(
    row: NeedInWordings, replies: Sequence[Answer | Refusal], whole_passage: Callable[[str], str]
) -> JudgedNeed:
    """Compare the replies to the wordings of a need; `whole_passage` gives the passage that a cited
    one is a part of.
    """
    sources = [_first_source(reply, whole_passage) for reply in replies]
    answered = [source is not None for source in sources]
    return JudgedNeed(
        id=row.id,
        wordings=row.wordings,
        decisions=tuple(source or "refus" for source in sources),
        has_same_decision=len(set(answered)) == 1,
        is_right=all(is_answered == row.is_answerable for is_answered in answered),
        has_same_source=len(set(sources)) == 1 if all(answered) else None,
    )


def _first_source(reply: Answer | Refusal, whole_passage: Callable[[str], str]) -> str | None:
    """The passage that a reply cites first; None when it refuses or cites nothing."""
    if isinstance(reply, Refusal) or not reply.citations:
        return None
    return whole_passage(reply.citations[0].passage_id)


def lines_of_useful(assistant: Assistant, split: Split) -> tuple[Line, ...]:
    """The shares over a half of the sets, one line a kind of question, then a line a sub-kind."""
    return lines_of(judge_useful(assistant, split))


def lines_of(replies: UsefulReplies) -> tuple[Line, ...]:
    """The shares of some judgements, one line a kind of question, then a line a sub-kind
    of at least `LEAST` questions.
    """
    groups = {FACTS: replies.facts, NEAR: replies.near, TRAPS: replies.traps}
    lines = [_line(name, name, group) for name, group in groups.items() if group]
    if replies.needs:
        lines.append(_line_of_needs(replies.needs))
    for name in (FACTS, TRAPS):
        lines += _lines_of_sub_kinds(name, groups[name])
    return tuple(lines)


def _lines_of_sub_kinds(kind: str, rows: Sequence[JudgedReply]) -> Iterator[Line]:
    for sub_kind in sorted({row.group for row in rows}):
        group = [row for row in rows if row.group == sub_kind]
        if len(group) >= LEAST:
            yield _line(f"{kind}, {sub_kind}", kind, group)


def _line(name: str, kind: str, rows: Sequence[JudgedReply]) -> Line:
    scores = {
        judgement.value: score([float(row.judgement is judgement) for row in rows])
        for judgement in POSSIBLE[kind]
    }
    return Line(name=name, turns=len(rows), scores=scores | _scores_of_sources(rows))


def _scores_of_sources(rows: Sequence[JudgedReply]) -> dict[str, Score]:
    """The share of the answers given that cite an expected passage, and of the statements shown
    that are useful; empty where they have no meaning.
    """
    answers = [row for row in rows if row.useful_statements]
    if not answers:
        return {}
    statements = [is_useful for row in answers for is_useful in row.useful_statements]
    return {
        "source attendue": score([float(bool(row.cites_gold)) for row in answers]),
        "phrases utiles": score([float(is_useful) for is_useful in statements]),
    }


def _line_of_needs(needs: Sequence[JudgedNeed]) -> Line:
    same_sources = [
        float(need.has_same_source) for need in needs if need.has_same_source is not None
    ]
    shares = {
        "même décision": [float(need.has_same_decision) for need in needs],
        "même source": same_sources,
        "même décision et même source": [float(need.is_stable) for need in needs],
        "décision juste trois fois": [float(need.is_right) for need in needs],
    }
    scores = {name: score(values) for name, values in shares.items() if values}
    return Line(name=STABILITY, turns=len(needs), scores=scores)


def whole_kinds(lines: Sequence[Line]) -> dict[str, Score]:
    """The scores of the four kinds of questions, by names such as « faits : juste »."""
    kinds = (FACTS, NEAR, TRAPS, STABILITY)
    return {
        f"{line.name} : {name}": value
        for line in lines
        if line.name in kinds
        for name, value in line.scores.items()
    }


def lines_of_misses(replies: UsefulReplies) -> Iterator[str]:
    """What failed, one line a question. Meant for the half `tune`: the other is never looked at."""
    groups = {FACTS: replies.facts, NEAR: replies.near, TRAPS: replies.traps}
    for kind, rows in groups.items():
        for row in rows:
            if row.judgement is not Judgement.RIGHT:
                yield f"{kind} {row.id}, {row.judgement.value} | {row.question} | {row.text[:300]}"
    for need in replies.needs:
        if not (need.is_stable and need.is_right):
            yield f"{STABILITY} {need.id} | {' / '.join(need.wordings)} | {need.decisions}"
