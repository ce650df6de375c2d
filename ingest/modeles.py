"""The forms of `corpus/modeles`, checked against the passages: a quotation that its passage does not hold stops the build."""

from pathlib import Path

from assistant.errors import FormError, UnknownItem
from assistant.index import Index
from assistant.national import Words, read_models, words_of
from assistant.quote import cited

FOLDER = "modeles"


def check_models(corpus: Path, index: Index) -> int:
    """The number of quotations checked; 0 for a corpus that has no forms.

    Raises FormError for a form that cannot be read, a passage that does not exist or words that it does not hold.
    """
    if not (corpus / FOLDER).is_dir():
        return 0
    quoted = tuple(words_of(read_models(corpus / FOLDER)))
    for words in quoted:
        _check(words, index)
    return len(quoted)


def _check(words: Words, index: Index) -> None:
    try:
        passage = index.passage(words.passage)
    except UnknownItem as error:
        raise FormError(f"corpus/modeles cite le passage « {words.passage} », qui n’existe pas : corrigez son identifiant.") from error
    cited(passage, words.mots, index.text(passage.document_id))
