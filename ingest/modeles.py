"""The forms of `corpus/modeles`, checked against the passages: a quotation that its passage does
not hold stops the build.
"""

from itertools import chain
from pathlib import Path

from assistant.conformity.rules import read_rules
from assistant.drafting.templates import read_models, words_of
from assistant.errors import FormError
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.training.discovery import read_discovery

FOLDER = "modeles"
RULES = "modeles/conformite.yaml"
TAUGHT = "decouvrir"
# What a corpus may hold beside its templates without holding any form.
NOT_FORMS = frozenset({"conformite.yaml", "recommandations.yaml", "regions.yaml"})


def data_files(corpus: Path) -> tuple[Path, ...]:
    """The files of a corpus that quote its passages, beside the annotations; none for a corpus that
    has only texts.
    """
    files = ((corpus / folder).rglob("*.yaml") for folder in (FOLDER, TAUGHT))
    return tuple(sorted(chain.from_iterable(files)))


def check_data(corpus: Path, index: Index) -> None:
    """Read what quotes the passages: forms, rules of conformity, what a trainer shows.

    Raises FormError, RuleError or CorpusError, which name the file and the entry, when a quotation
    is not in its passage.
    """
    check_models(corpus, index)
    if (corpus / RULES).exists():
        read_rules(corpus / RULES, index)
    if (corpus / TAUGHT).is_dir():
        read_discovery(corpus, index)


def _has_forms(folder: Path) -> bool:
    """Does a folder of models hold those of forms, and not only templates, rules or lessons?"""
    names = {path.name for path in folder.glob("*.yaml")}
    return bool(names - NOT_FORMS)


def check_models(corpus: Path, index: Index) -> int:
    """The number of quotations checked; 0 for a corpus that has no forms.

    Raises FormError for a form that cannot be read, a passage that does not exist or words that it
    does not hold.
    """
    if not _has_forms(corpus / FOLDER):
        return 0
    quotations = tuple(words_of(read_models(corpus / FOLDER)))
    for words in quotations:
        citation_of(index, words.passage, words.text, where="corpus/modeles", error=FormError)
    return len(quotations)
