"""A question in French → a selection of facts, when it surely asks for one.

Cautious on purpose: the kind is named (or was, by the question before), every filter is one of the
vocabulary, and no word is left that nothing explains. Otherwise the next steps answer.
"""

from collections.abc import Sequence

from assistant.domain import Value
from assistant.records.calculate import FIGURES, NAMES, Calculation, Operation
from assistant.records.kinds import FilterModel, RecordKind, Vocabulary
from assistant.records.record import Record
from assistant.records.select import ActOnRows, Filter, Select, count_of, rows_selected
from assistant.records.stored import StoredRecords
from assistant.records.words import QuestionWords, plain_words, stems_of

LOOKED_BACK = 6
SHORT = 3  # words of a message that does not change the subject: « tu es sûr ? »
PLURALS = (["les"], ["des"], ["mes"], ["ses"], ["ces"], ["leurs"])
LONGEST = 40  # words: a letter is no question on facts

FactQuery = Select | Calculation


class Earlier(Value):
    """What the questions before left: the last selection, and their words, the latest first."""

    select: Select | None = None
    texts: tuple[str, ...] = ()


def read_question(records: StoredRecords, text: str, history: Sequence[str]) -> FactQuery | None:
    """What a question asks of the facts; `history` are the questions before it, the oldest first.
    None unless it is sure.
    """
    earlier = Earlier()
    for question in history[-LOOKED_BACK:]:
        earlier = _after(records, question, earlier)
    return _read(records, text, earlier)


def _after(records: StoredRecords, question: str, earlier: Earlier) -> Earlier:
    """What a question leaves to the next one: its selection, or the former one where it is too
    short to change the subject.
    """
    query = _read(records, question, earlier)
    texts = (question, *earlier.texts)
    if isinstance(query, Select):
        return Earlier(select=query, texts=texts)
    is_aside = _is_aside(records.vocabulary, question)
    return Earlier(select=earlier.select if is_aside else None, texts=texts)


def _is_aside(vocabulary: Vocabulary, text: str) -> bool:
    """Is a message too short to change the subject?"""
    return len(QuestionWords(text, vocabulary.empty, {}).stems) <= SHORT


def _read(records: StoredRecords, text: str, earlier: Earlier) -> FactQuery | None:
    if not records.vocabulary.kinds or len(stems_of(text)) > LONGEST:
        return None
    return (
        _read_calculation(records, text)
        or _read_named_kind(records, text, earlier)
        or _read_follow_up(records, text, earlier)
    )


# -- two figures -----------------------------------------------------------------------------------


def _read_calculation(records: StoredRecords, text: str) -> Calculation | None:
    """« additionne les CPOM V1 et V2 »: two figures that editors named, and the operation."""
    vocabulary = records.vocabulary
    words = QuestionWords(text, vocabulary.empty, {})
    adding = words.take_any(vocabulary.acts["additionner"])
    comparing = words.take_any(vocabulary.acts["comparer"])
    if not adding and not comparing:
        return None
    words.take_any([*vocabulary.acts["lister"], *vocabulary.acts["compter"]])
    rows = _figures_named(words, records.rows(FIGURES))
    if len(rows) != 2 or words.unexplained():
        return None
    first, second = _older_first(rows)
    return Calculation(first=first.id, second=second.id, operation=_operation(adding, comparing))


def _operation(adding: Sequence[str], comparing: Sequence[str]) -> Operation:
    if adding:
        return "somme"
    return "difference" if set(comparing) & {"écart", "différence"} else "evolution"


def _figures_named(words: QuestionWords, rows: Sequence[Record]) -> list[Record]:
    """The figures whose names the question holds, the longest names first."""
    names: list[tuple[str, Record]] = []
    for row in rows:
        names.extend((name, row) for name in _designations(row) if words.holds(name))
    names.sort(key=lambda pair: -len(stems_of(pair[0])))
    figures: dict[str, Record] = {}
    for name, row in names:
        if words.take(name):
            figures.setdefault(row.id, row)
    return list(figures.values())


def _designations(record: Record) -> tuple[str, ...]:
    names = record.cells.get(NAMES, ())
    return names if isinstance(names, tuple) else ()


def _older_first(rows: Sequence[Record]) -> list[Record]:
    """« V2 par rapport à V1 » starts from V1: the order of the names."""
    return sorted(rows, key=lambda record: _designations(record)[0])


# -- a kind that the question names ----------------------------------------------------------------


def _read_named_kind(records: StoredRecords, text: str, earlier: Earlier) -> Select | None:
    """The one kind whose words explain the whole question; None when two do."""
    kinds = [kind for kind in records.vocabulary.kinds if kind.words]
    readings = [_read_as(records, kind, text, earlier) for kind in kinds]
    selections = [select for select in readings if select is not None]
    return selections[0] if len(selections) == 1 else None


def _read_as(
    records: StoredRecords, kind: RecordKind, text: str, earlier: Earlier
) -> Select | None:
    vocabulary = records.vocabulary
    words = QuestionWords(text, vocabulary.empty, vocabulary.numbers)
    if _is_refused(kind, words) or not words.take_any(kind.words):
        return None
    if kind.context and not _has_context(kind, words, earlier):
        return None
    if not _asks_for_rows(vocabulary, text, words):
        return None
    named_filters = _selection(vocabulary, kind, words)
    select = _with_required(kind, named_filters, earlier)
    if select is None or not _is_whole(records, kind, words, select):
        return None
    return None if words.unexplained() else select


def _is_refused(kind: RecordKind, words: QuestionWords) -> bool:
    """Does the question hold words with which a kind does not answer?"""
    return any(words.holds(phrase) for phrase in kind.refusing_words)


def _asks_for_rows(vocabulary: Vocabulary, text: str, words: QuestionWords) -> bool:
    """Does the question list or count, or name rows in the plural (« les recommandations… »)?"""
    plain = plain_words(text)
    if set(vocabulary.singular) & set(plain) and not _holds_act(vocabulary, words, "part"):
        return False
    if any(_holds_act(vocabulary, words, name) for name in ("compter", "lister", "part")):
        return True
    opening = plain[1:2] if plain[:1] == ["et"] else plain[:1]
    return opening in PLURALS


def _holds_act(vocabulary: Vocabulary, words: QuestionWords, name: str) -> bool:
    return any(words.holds(phrase) for phrase in vocabulary.acts[name])


def _has_context(kind: RecordKind, words: QuestionWords, earlier: Earlier) -> bool:
    """Does the question, or the latest one that names a context, name that of the kind?"""
    if words.take_any(kind.context):
        return True
    return any(_holds_any(text, kind.context) for text in earlier.texts)


def _holds_any(text: str, phrases: Sequence[str]) -> bool:
    words = set(stems_of(text))
    return any(set(stems_of(phrase)) <= words for phrase in phrases)


def _with_required(kind: RecordKind, select: Select, earlier: Earlier) -> Select | None:
    """The selection with the filters that the kind requires, taken from earlier questions where
    these name one; None when one is missing.
    """
    filters = list(select.filters)
    for model in kind.filters:
        is_set = any(each.field == model.field for each in filters)
        if is_set or not (model.compulsory or model.from_question):
            continue
        inherited = None if model.from_question else _filter_of_history(model, earlier)
        if inherited is None:
            return None
        filters.append(inherited)
    fields = {each.field for each in filters}
    if kind.one_of and fields.isdisjoint(kind.one_of):
        return None
    if kind.counted_with and select.act == "compte" and fields.isdisjoint(kind.counted_with):
        return None
    return select.model_copy(update={"filters": tuple(filters)})


def _filter_of_history(model: FilterModel, earlier: Earlier) -> Filter | None:
    for text in earlier.texts:
        for value, names in model.values.items():
            if _holds_any(text, names):
                return _filter(model, (value,))
    return None


def _is_whole(
    records: StoredRecords, kind: RecordKind, words: QuestionWords, select: Select
) -> bool:
    """Is the number that the question gives (« les 21 recommandations ») that of the rows?"""
    words.take_any(kind.empty)
    number = words.take_number()
    return number is None or number == count_of(kind, rows_selected(records.rows(kind.id), select))


# -- a follow-up -----------------------------------------------------------------------------------


def _read_follow_up(records: StoredRecords, text: str, earlier: Earlier) -> Select | None:
    """« celles de priorité 2 », « et la deuxième ? », « donne les 21 en tableau »: the rows of the
    question before, filtered or shown otherwise.
    """
    vocabulary, before = records.vocabulary, earlier.select
    kind = vocabulary.kind(before.kind) if before else None
    if before is None or kind is None:
        return None
    words = QuestionWords(text, vocabulary.empty, vocabulary.numbers)
    if _is_refused(kind, words):
        return None
    is_within = bool(words.take_any(vocabulary.words_of_resumption))
    words.take_any(kind.words)
    rank = words.take_rank()
    fresh = _selection(vocabulary, kind, words)
    words.take_any(kind.empty)
    if rank is not None:
        return None if words.unexplained() else _row_of_rank(before, rank, fresh.columns)
    number = words.take_number()
    if words.unexplained() or not (number is not None or _says_something(fresh)):
        return None
    candidates = [_resume(before, fresh, is_within=is_within)]
    if number is not None:
        candidates.append(fresh)
    return _first_of_number(records, kind, candidates, number)


def _row_of_rank(before: Select, rank: int, columns: tuple[str, ...]) -> Select:
    """The row of a place among the rows before: « et la deuxième ? »."""
    return before.model_copy(update={"rank": rank, "act": "ligne", "columns": columns, "group": ""})


def _says_something(fresh: Select) -> bool:
    """Does a selection filter, choose columns, group, sort, or ask which ones?"""
    return bool(fresh.whole or fresh.filters or fresh.columns or fresh.group or fresh.order)


def _resume(before: Select, fresh: Select, *, is_within: bool) -> Select:
    """The new selection: within the rows before (« celles »), or beside them (« et les TMS ? »); a
    count with filters of its own starts again from all the rows.
    """
    starts_again = fresh.act == "compte" and not is_within and bool(fresh.filters)
    inherited = () if starts_again else before.filters
    filters = _replace_filters(inherited, fresh.filters)
    return fresh.model_copy(update={"filters": filters})


def _first_of_number(
    records: StoredRecords, kind: RecordKind, candidates: Sequence[Select], number: int | None
) -> Select | None:
    """The first selection with as many rows as the question says; the first one when it says no
    number.
    """
    if number is None:
        return candidates[0]
    rows = records.rows(kind.id)
    return next(
        (select for select in candidates if count_of(kind, rows_selected(rows, select)) == number),
        None,
    )


def _replace_filters(before: Sequence[Filter], fresh: Sequence[Filter]) -> tuple[Filter, ...]:
    """The filters before, those of the same fields replaced."""
    fields = {each.field for each in fresh}
    others = [each for each in before if each.field not in fields]
    return (*others, *fresh)


# -- what both share -------------------------------------------------------------------------------


def _selection(vocabulary: Vocabulary, kind: RecordKind, words: QuestionWords) -> Select:
    """The act, filters and columns that the words of a question name."""
    acts = vocabulary.acts
    asks_which = words.holds("lesquels") or words.holds("lesquelles")
    counts = bool(words.take_any(acts["compter"]))
    asks_share = bool(words.take_any(acts["part"]))
    words.take_any(acts["lister"])
    sorts = bool(words.take_any(acts["trier"]))
    filters = _filters(vocabulary, kind, words)
    fields = tuple(column.field for column in kind.columns if words.take_any(column.words))
    if counts and not asks_which and not filters and len(fields) == 1:
        order = fields[0] if sorts else ""
        return Select(kind=kind.id, act="groupe", order=order, group=fields[0])
    return Select(
        kind=kind.id,
        act=_act(counts=counts, asks_share=asks_share and bool(filters)),
        filters=() if counts and asks_which else filters,
        columns=() if sorts else fields,
        order=fields[0] if sorts and fields else "",
        whole=asks_which,
    )


def _act(*, counts: bool, asks_share: bool) -> ActOnRows:
    if asks_share:
        return "part"
    return "compte" if counts else "liste"


def _filters(vocabulary: Vocabulary, kind: RecordKind, words: QuestionWords) -> tuple[Filter, ...]:
    """The filters that the words of a question set, in the order of the kind."""
    alone = bool(words.take_any(vocabulary.alone))
    filters: list[Filter] = []
    for model in kind.filters:
        numbers = [words.take_shape(shape) for shape in model.shapes]
        from_shapes = [number for number in numbers if number]
        from_words = [value for value, names in model.values.items() if words.take_any(names)]
        values = tuple(dict.fromkeys((*from_shapes, *from_words)))
        if values:
            filters.append(_filter(model, values, alone=alone))
    return tuple(filters)


def _filter(model: FilterModel, values: tuple[str, ...], *, alone: bool = False) -> Filter:
    """The filter of some values; `alone` when a cell must hold nothing else."""
    label = model.alone if alone and model.alone else model.label
    return Filter(
        field=model.field,
        values=values,
        test="egal" if alone else model.test,
        label=label.format(valeur=" ou ".join(values)),
    )
