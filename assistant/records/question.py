"""A question in French → a selection of facts, when it surely asks for one.

Cautious on purpose: the kind is named (or was, by the question before), every filter is one of the
vocabulary, and no word is left that nothing explains. Otherwise the next steps answer.
"""

from collections.abc import Sequence

from assistant.domain import Value
from assistant.records.calculate import FIGURES, NAMES, Calculation, Operation
from assistant.records.kinds import FilterModel, RecordKind, Vocabulary
from assistant.records.record import Record
from assistant.records.select import ActOnRows, Filter, Select, count_of, matching
from assistant.records.stored import StoredRecords
from assistant.records.words import QuestionWords, plain_words, stems_of

LOOKED_BACK = 6
SHORT = 3  # words of a message that does not change the subject: « tu es sûr ? »
PLURALS = (["les"], ["des"], ["mes"], ["ses"], ["ces"], ["leurs"])
LONGEST = 40  # words: a letter is no question on facts

Asked = Select | Calculation


class Earlier(Value):
    """What the questions before left: the last selection, and their words, the latest first."""

    select: Select | None = None
    texts: tuple[str, ...] = ()


def read_question(stored: StoredRecords, text: str, history: Sequence[str]) -> Asked | None:
    """What a question asks of the facts; `history` are the questions before it, the oldest first.
    None unless it is sure.
    """
    earlier = Earlier()
    for before in history[-LOOKED_BACK:]:
        found = _read(stored, before, earlier)
        kept = earlier.select if _is_aside(stored.vocabulary, before) else None
        earlier = Earlier(
            select=found if isinstance(found, Select) else kept, texts=(before, *earlier.texts)
        )
    return _read(stored, text, earlier)


def _is_aside(vocabulary: Vocabulary, text: str) -> bool:
    """Is a message too short to change the subject?"""
    return len(QuestionWords(text, vocabulary.empty, {}).stems) <= SHORT


def _read(stored: StoredRecords, text: str, earlier: Earlier) -> Asked | None:
    if not stored.vocabulary.kinds or len(stems_of(text)) > LONGEST:
        return None
    return (
        _read_calculation(stored, text)
        or _read_named_kind(stored, text, earlier)
        or _read_follow_up(stored, text, earlier)
    )


# -- two figures -----------------------------------------------------------------------------------


def _read_calculation(stored: StoredRecords, text: str) -> Calculation | None:
    """« additionne les CPOM V1 et V2 »: two figures that editors named, and the operation."""
    vocabulary = stored.vocabulary
    words = QuestionWords(text, vocabulary.empty, {})
    adding = words.take_any(vocabulary.acts["additionner"])
    comparing = words.take_any(vocabulary.acts["comparer"])
    if not adding and not comparing:
        return None
    words.take_any([*vocabulary.acts["lister"], *vocabulary.acts["compter"]])
    rows = _named_figures(words, stored.rows(FIGURES))
    if len(rows) != 2 or words.left():
        return None
    first, second = _older_first(rows)
    return Calculation(first=first.id, second=second.id, operation=_operation(adding, comparing))


def _operation(adding: Sequence[str], comparing: Sequence[str]) -> Operation:
    if adding:
        return "somme"
    return "difference" if set(comparing) & {"écart", "différence"} else "evolution"


def _named_figures(words: QuestionWords, records: Sequence[Record]) -> list[Record]:
    """The figures whose names the question holds, the longest names first."""
    named = [
        (name, record) for record in records for name in _designations(record) if words.holds(name)
    ]
    named.sort(key=lambda pair: -len(stems_of(pair[0])))
    found: dict[str, Record] = {}
    for name, record in named:
        if words.take(name):
            found.setdefault(record.id, record)
    return list(found.values())


def _designations(record: Record) -> tuple[str, ...]:
    names = record.cells.get(NAMES, ())
    return names if isinstance(names, tuple) else ()


def _older_first(rows: Sequence[Record]) -> list[Record]:
    """« V2 par rapport à V1 » starts from V1: the order of the names."""
    return sorted(rows, key=lambda record: _designations(record)[0])


# -- a kind that the question names ----------------------------------------------------------------


def _read_named_kind(stored: StoredRecords, text: str, earlier: Earlier) -> Select | None:
    """The one kind whose words explain the whole question; None when two do."""
    found = [
        select
        for kind in stored.vocabulary.kinds
        if kind.words and (select := _read_as(stored, kind, text, earlier))
    ]
    return found[0] if len(found) == 1 else None


def _read_as(stored: StoredRecords, kind: RecordKind, text: str, earlier: Earlier) -> Select | None:
    vocabulary = stored.vocabulary
    words = QuestionWords(text, vocabulary.empty, vocabulary.numbers)
    if any(words.holds(refused) for refused in kind.refused) or not words.take_any(kind.words):
        return None
    if kind.context and not _has_context(kind, words, earlier):
        return None
    if not _asks_for_rows(vocabulary, text, words):
        return None
    select = _selection(vocabulary, kind, words, Select(kind=kind.id))
    completed = _with_required(kind, select, earlier)
    if completed is None or not _is_whole(stored, kind, words, completed):
        return None
    return None if words.left() else completed


def _asks_for_rows(vocabulary: Vocabulary, text: str, words: QuestionWords) -> bool:
    """Does the question list or count, or name rows in the plural (« les recommandations… »)?"""
    plain = plain_words(text)
    a_share = any(words.holds(word) for word in vocabulary.acts["part"])
    if set(vocabulary.singular) & set(plain) and not a_share:
        return False
    acts = [word for name in ("compter", "lister", "part") for word in vocabulary.acts[name]]
    opening = plain[1:2] if plain[:1] == ["et"] else plain[:1]
    return any(words.holds(act) for act in acts) or opening[:1] in PLURALS


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
        given = any(one.field == model.field for one in filters)
        if given or not (model.required or model.demanded):
            continue
        found = None if model.demanded else _filter_of_history(model, earlier)
        if found is None:
            return None
        filters.append(found)
    fields = {one.field for one in filters}
    if kind.one_of and not fields & set(kind.one_of):
        return None
    if kind.counted_with and select.act == "compte" and not fields & set(kind.counted_with):
        return None
    return select.model_copy(update={"filters": tuple(filters)})


def _filter_of_history(model: FilterModel, earlier: Earlier) -> Filter | None:
    for text in earlier.texts:
        for value, names in model.values.items():
            if _holds_any(text, names):
                return _filter(model, (value,))
    return None


def _is_whole(
    stored: StoredRecords, kind: RecordKind, words: QuestionWords, select: Select
) -> bool:
    """Is the number that the question gives (« les 21 recommandations ») that of the rows?"""
    words.take_any(kind.empty)
    number = words.take_number()
    return number is None or number == count_of(kind, matching(stored.rows(kind.id), select))


# -- a follow-up -----------------------------------------------------------------------------------


def _read_follow_up(stored: StoredRecords, text: str, earlier: Earlier) -> Select | None:
    """« celles de priorité 2 », « et la deuxième ? », « donne les 21 en tableau »: the rows of the
    question before, filtered or shown otherwise.
    """
    vocabulary, before = stored.vocabulary, earlier.select
    kind = vocabulary.kind(before.kind) if before else None
    if before is None or kind is None:
        return None
    words = QuestionWords(text, vocabulary.empty, vocabulary.numbers)
    if any(words.holds(refused) for refused in kind.refused):
        return None
    within = bool(words.take_any(vocabulary.resumed))
    words.take_any(kind.words)
    rank = words.take_rank()
    fresh = _selection(vocabulary, kind, words, Select(kind=kind.id))
    words.take_any(kind.empty)
    if rank is not None:
        nth = before.model_copy(
            update={"rank": rank, "act": "ligne", "columns": fresh.columns, "group": ""}
        )
        return None if words.left() else nth
    number = words.take_number()
    select = _resumed(stored, kind, before, fresh, within=within, number=number)
    if select is None or words.left():
        return None
    changed = (
        fresh.whole
        or fresh.filters
        or fresh.columns
        or fresh.group
        or fresh.order
        or number is not None
    )
    return select if changed else None


def _resumed(
    stored: StoredRecords,
    kind: RecordKind,
    before: Select,
    fresh: Select,
    *,
    within: bool,
    number: int | None,
) -> Select | None:
    """The new selection: within the rows before (« celles »), beside them (« et les TMS ? »), or
    among all; the number said must be that of the rows.
    """
    counting = fresh.act == "compte"
    kept = () if counting and not within and fresh.filters else before.filters
    filters = _replaced(kept, fresh.filters)
    candidates = [fresh.model_copy(update={"filters": filters})]
    if number is not None:
        candidates.append(fresh.model_copy(update={"filters": fresh.filters}))
    rows = stored.rows(kind.id)
    for select in candidates:
        if number is None or number == count_of(kind, matching(rows, select)):
            return select
    return None


def _replaced(before: Sequence[Filter], fresh: Sequence[Filter]) -> tuple[Filter, ...]:
    """The filters before, those of the same fields replaced."""
    fields = {one.field for one in fresh}
    return (*(one for one in before if one.field not in fields), *fresh)


# -- what both share -------------------------------------------------------------------------------


def _selection(
    vocabulary: Vocabulary, kind: RecordKind, words: QuestionWords, select: Select
) -> Select:
    """The act, filters and columns that the words of a question name."""
    acts = vocabulary.acts
    which = words.holds("lesquels") or words.holds("lesquelles")
    counting = bool(words.take_any(acts["compter"]))
    sharing = bool(words.take_any(acts["part"]))
    words.take_any(acts["lister"])
    sorting = bool(words.take_any(acts["trier"]))
    filters = _filters(vocabulary, kind, words)
    fields = [column.field for column in kind.columns if words.take_any(column.words)]
    act: ActOnRows = "compte" if counting else "liste"
    if sharing and filters:
        act = "part"
    order = fields[0] if sorting and fields else ""
    grouped = counting and not filters and not which and len(fields) == 1
    return select.model_copy(
        update={
            "act": "groupe" if grouped else act,
            "filters": () if counting and which else filters,
            "columns": () if sorting or grouped else tuple(fields),
            "order": order,
            "group": fields[0] if grouped else "",
            "whole": which,
        }
    )


def _filters(vocabulary: Vocabulary, kind: RecordKind, words: QuestionWords) -> tuple[Filter, ...]:
    alone = bool(words.take_any(vocabulary.alone))
    found: list[Filter] = []
    for model in kind.filters:
        shaped = [number for shape in model.shapes if (number := words.take_shape(shape))]
        named = [value for value, names in model.values.items() if words.take_any(names)]
        values = tuple(dict.fromkeys((*shaped, *named)))
        if values:
            found.append(_filter(model, values, alone=alone))
    return tuple(found)


def _filter(model: FilterModel, values: tuple[str, ...], *, alone: bool = False) -> Filter:
    label = model.alone if alone and model.alone else model.label
    return Filter(
        field=model.field,
        values=values,
        test="egal" if alone else model.test,
        label=label.format(valeur=" ou ".join(values)),
    )
