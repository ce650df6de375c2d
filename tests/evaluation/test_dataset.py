"""Question files: what is refused is named, what ships is in order."""

from pathlib import Path

import pytest

from assistant.errors import BadInput
from assistant.pipeline import Assistant
from assistant.texts.spaces import flatten
from evaluation.dataset import own_sets, read_cases
from evaluation.plan import choose_cases
from evaluation.scores import quick

GOOD = '{"id": "q1", "kind": "answerable", "style": "direct", "question": "Quelle durée ?"}'


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '{"id": "q2"}',
        GOOD.replace("answerable", "autre"),
        GOOD.replace('"style"', '"genre"'),
        GOOD[:-1] + ', "expected": ["peut-être"]}',
        GOOD[:-1] + ', "as_of": "hier"}',
    ],
    ids=[
        "cut short",
        "not an object",
        "no question",
        "unknown kind",
        "unknown field",
        "unknown status",
        "not a date",
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_file(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "mien.jsonl"
    file.write_text(f"{GOOD}\n\n{bad}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"mien\.jsonl, ligne 3 "):
        list(read_cases([file]))


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "image.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.jsonl", "image.jsonl"):
        with pytest.raises(BadInput, match=name):
            list(read_cases([tmp_path / name]))


def test_a_single_question_is_a_dialogue_of_one_turn_kept_out_of_tuning(tmp_path: Path) -> None:
    file = tmp_path / "mien.jsonl"
    file.write_text(GOOD, encoding="utf-8")
    (case,) = read_cases([file])
    assert [turn.question for turn in case.turns] == ["Quelle durée ?"]
    assert case.split == "report"


def test_two_cases_of_one_identifier_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "mien.jsonl"
    file.write_text(f"{GOOD}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="q1"):
        choose_cases([file], "all")


def test_a_part_without_any_question_is_said(tmp_path: Path) -> None:
    file = tmp_path / "mien.jsonl"
    file.write_text(GOOD, encoding="utf-8")
    with pytest.raises(BadInput, match="tune"):
        choose_cases([file], "tune")


def test_our_sets_have_both_parts_and_unique_identifiers() -> None:
    cases = choose_cases(own_sets(), "all")
    assert {case.split for case in cases} == {"tune", "report"}
    assert {case.kind for case in cases} == {"answerable", "unanswerable", "trap", "dialogue"}


def test_the_quick_part_does_not_depend_on_the_order_of_the_cases() -> None:
    cases = choose_cases(own_sets(), "all")
    assert {case.id for case in quick(cases[::-1])} == {case.id for case in quick(cases)}
    assert len(quick(cases)) == 150


def test_every_expected_quote_stands_in_its_document(assistant: Assistant) -> None:
    texts = {id: flatten(assistant.index.text(id)) for id in assistant.index.documents}
    passages = {
        id: [flatten(p.text) for p in assistant.index.passages if p.document_id == id]
        for id in texts
    }
    lost = [
        (case.id, source.document_id)
        for case in read_cases(own_sets())
        for turn in case.turns
        for need in turn.gold
        for source in need
        if flatten(source.quote) not in texts[source.document_id]
        and not any(flatten(source.quote) in text for text in passages[source.document_id])
    ]
    assert lost == []
