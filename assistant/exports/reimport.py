"""A form that comes back after a person worked on it, in Word or in JSON: what was changed is a
`saisie`, the rest keeps its origin and its sources.

The file is not trusted: a citation that its source does not bear out is taken off.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.exports.docx_reader import ReadDocx, ReadParagraph, read_docx
from assistant.exports.labels import Labels, ReimportLabels, read_labels
from assistant.exports.merge import Merge
from assistant.exports.printable import Part, printable_sheet
from assistant.forms.check import is_borne_out
from assistant.forms.diff import Difference, differences
from assistant.forms.form import FORM, AnyForm
from assistant.forms.line import Form, Line, Note, Origin, Rubric
from assistant.forms.sheet import sheet_of
from assistant.forms.tree import rebuild, rubrics_of
from assistant.index.index import Index

NAMED = 5
SHOWN = 80


class Reimported(Value):
    """The form as it now is, line by line what changed in it, and in French what could not be taken
    over.
    """

    form: AnyForm
    changes: tuple[Difference, ...]
    remarks: tuple[str, ...]


def read_back(data: bytes, index: Index, original: Form | None = None) -> Reimported:
    """The form in an edited JSON or DOCX, compared with `original` or, for a DOCX, with the form
    that it carries.

    Raises BadInput when the file is neither, when it is another kind of form than `original`, or
    when lines do not fit (a date, a number,
    a text too long): they are named.
    """
    labels = read_labels()
    if data[:2] == b"PK":
        docx = read_docx(data)
        base = _form(docx.form)
        _check_same_kind(original or base, base)
        form, remarks = _from_word(base, docx, labels)
    else:
        file_form = _form(data)
        base = original or file_form
        _check_same_kind(base, file_form)
        merge = Merge()
        form, remarks = _check_form(merge.merge(base, file_form), merge.faults), []
    form, citation_remarks = _drop_false_citations(form, index, labels)
    return Reimported(
        form=form,
        changes=differences(original or base, form),
        remarks=(*remarks, *citation_remarks),
    )


def _form(data: bytes) -> Form:
    try:
        return FORM.validate_json(data)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))[:100] or "formulaire"
        raise BadInput(
            f"Ce fichier n’est pas un formulaire de l’assistant (à « {place} "
            "») : envoyez un export Word ou JSON d’un brouillon."
        ) from error


def _check_same_kind(draft: Form, file: Form) -> None:
    if draft.kind != file.kind:
        raise BadInput(
            f"Ce fichier est un formulaire « {file.kind} » et le brouillon un "
            f"formulaire « {draft.kind} » : choisissez le fichier du "
            "brouillon."
        )


def _from_word(base: Form, docx: ReadDocx, labels: Labels) -> tuple[Form, list[str]]:
    """The form that the file carries with what now stands in the file, and a remark for each text
    written where no line can be.
    """
    parts = printable_sheet(sheet_of(base), labels).parts
    rubrics = rubrics_of(base)
    lists: dict[str, list[ReadParagraph]] = {key: [] for key in rubrics}
    remarks = [labels.reread.lost_text.format(texte=text[:SHOWN]) for text in docx.stray_texts]
    for paragraph in docx.paragraphs:
        home = _rubric_of(paragraph, parts)
        if home in lists:
            lists[home].append(paragraph)
        elif not paragraph.key:
            remarks.append(labels.reread.stray_line.format(texte=paragraph.text[:SHOWN]))
    texts = {paragraph.key: paragraph.text for paragraph in docx.paragraphs if paragraph.key}
    merge = Merge()
    form = _check_form(merge.rewrite(base, texts, lists), merge.faults)
    return form, remarks + _remarks_on_kept_lines(parts, texts, rubrics, labels.reread)


def _rubric_of(paragraph: ReadParagraph, parts: tuple[Part, ...]) -> str:
    """The path of the rubric that a paragraph is a line of; that of the part where it stands when
    a person added it.
    """
    if paragraph.key:
        return paragraph.key.rpartition(".")[0]
    return parts[paragraph.part].key if paragraph.part < len(parts) else ""


def _remarks_on_kept_lines(
    parts: tuple[Part, ...],
    texts: dict[str, str],
    rubrics: Mapping[str, Rubric],
    words: ReimportLabels,
) -> list[str]:
    """The lines of the form's own that were taken out of the file, and stay."""
    names = _names_by_key(parts)
    fields = (key for key in names if key.rpartition(".")[0] not in rubrics)
    gone = (names[key] for key in fields if not texts.get(key))
    return [words.kept_line.format(champ=name) for name in gone]


def _names_by_key(parts: tuple[Part, ...]) -> dict[str, str]:
    """The name of each line by its key: the title of its part, then its own name there."""
    names: dict[str, str] = {}
    for part in parts:
        for name, item in part.lines():
            names[item.key] = " – ".join(filter(None, (part.title, name)))
    return names


def _check_form(form: Any, faults: list[str]) -> Form:
    """The form read anew, so that rules between lines hold. Raises BadInput with every line that
    does not fit.
    """
    try:
        valid_form = FORM.validate_python(form.model_dump())
    except ValidationError as error:
        faults = [*faults, *map(_fault_of, error.errors())]
    if faults:
        more = f" ; et {len(faults) - NAMED} autres" if len(faults) > NAMED else ""
        raise BadInput(
            f"Lignes à corriger avant de reprendre ce fichier : {' ; '.join(faults[:NAMED])}{more}."
        )
    return valid_form


def _fault_of(detail: ErrorDetails) -> str:
    """One fault of one line, in French, after the key of the line."""
    key = ".".join(map(str, detail["loc"][2:]))
    return f"« {key} » : {detail['msg'].removeprefix('Value error, ')}"


def _drop_false_citations(form: Form, index: Index, labels: Labels) -> tuple[Form, list[str]]:
    """The form without the citations that their source does not bear out, and the names of the
    lines that lost theirs.
    """
    remarks: list[str] = []
    names = _names_by_key(printable_sheet(sheet_of(form), labels).parts)

    def check_part(key: str, part: Any) -> Any:
        if isinstance(part, Note):
            return part if is_borne_out(part, index) else None
        if not isinstance(part, Line):
            return part
        line = _without_false_citations(part, index)
        if line.origin is not part.origin:
            remarks.append(labels.reread.false_citation.format(champ=names.get(key, key)))
        return line

    return rebuild(form, check_part), remarks


def _without_false_citations(line: Line, index: Index) -> Line:
    """The line, a `saisie` when its citations do not hold; what it was before is kept when that
    holds.
    """
    former = line.former
    if former is not None and not is_borne_out(former, index):
        former = None
    if not is_borne_out(line, index):
        return line.model_copy(update={"origin": Origin.INPUT, "citations": (), "former": former})
    if former is line.former:
        return line
    return line.model_copy(update={"former": former})
