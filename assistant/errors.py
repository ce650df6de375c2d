"""What can go wrong, as one tree. Each message is a French sentence that names the item and what to
do.

CpomError
├── BadInput            what the user sent cannot be used (exit 2, HTTP 4xx)
│   ├── BadQuestion         empty, too long, not text
│   ├── BadFilter           unknown document, weight, territory or date
│   ├── BadSituation        fields of a situation, all of them at once
│   ├── BadLine             a line of a form cannot be written so
│   ├── UnknownItem         no such passage or document (HTTP 404)
│   └── BadContract         the contract to be checked cannot be read
├── CorpusError         the corpus is not in order (exit 3)
│   ├── CatalogueError      an entry of catalogue.yaml, its file or its hash
│   ├── UnreadableDocument  a file that gives no usable text
│   ├── AnnotationError     an annotation that its passage does not bear out
│   ├── RuleError           a rule of conformity, or the words of its source
│   └── FormError           a form of corpus/modeles, or a quotation in it
├── IndexError_         the index cannot serve (exit 4, HTTP 503)
│   ├── IndexMissing        nothing built yet
│   ├── IndexStale          built by another version of the pipeline
│   └── IndexDamaged        a checksum or a file is wrong
├── MissingExtra        a library of an extra is not installed (exit 8, HTTP 503)
├── Busy                another process holds the data folder (exit 5, HTTP 409)
├── Conflict            the draft was changed since it was read (exit 5, HTTP 409)
├── StoreError          what is saved cannot be read or written (exit 7, HTTP 503)
└── ModelError          the language model gives nothing that can be used (exit 6, HTTP 502)
    ├── ModelUnreachable    no answer within the time, or no connection
    ├── ModelRefused        its server refuses: key, model, quota, breakdown
    └── ModelOutput         what it wrote is cut, empty, too long or in no known form
"""


class CpomError(Exception):
    """Base of the tree; `str(error)` is the French sentence shown."""

    exit_code = 1
    http_status = 500


class BadInput(CpomError):
    """What the user sent cannot be used."""

    exit_code = 2
    http_status = 422


class BadQuestion(BadInput):
    """The question is empty, too long or not text."""


class BadFilter(BadInput):
    """A filter names something that does not exist."""


class BadSituation(BadInput):
    """Fields of a situation cannot be used; `faults` gives every one of them as (field, French
    sentence).
    """

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__(" ; ".join(f"{field} : {sentence}" for field, sentence in faults))
        self.faults = faults


class BadLine(BadInput):
    """A line of a form cannot be written so, or is not in the form.

    `path` is the line's in its form, or the rubric's; `sentence` says in French what is wrong.
    """

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"Ligne « {path} » : {sentence}")
        self.path = path
        self.sentence = sentence


class UnknownItem(BadInput):
    """No passage or document bears that id."""

    http_status = 404


class BadContract(BadInput):
    """The contract to be checked cannot be read."""


class CorpusError(CpomError):
    """The corpus is not in order; nothing was published."""

    exit_code = 3


class CatalogueError(CorpusError):
    """An entry of the catalogue, its file or its hash is wrong."""


class UnreadableDocument(CorpusError):
    """A file gives no usable text."""

    http_status = 422


class AnnotationError(CorpusError):
    """An annotation is not borne out by its passage."""


class FormError(CorpusError):
    """A form of corpus/modeles cannot be read, or quotes words that its passage does not hold."""


class RuleError(CorpusError):
    """A rule of conformity is malformed, or its source does not bear it out."""


class IndexError_(CpomError):
    """The index cannot serve."""

    exit_code = 4
    http_status = 503


class IndexMissing(IndexError_):
    """Nothing has been built yet."""


class IndexStale(IndexError_):
    """The index was built by another version of the pipeline."""


class IndexDamaged(IndexError_):
    """A file of the index is missing or does not match its checksum."""


class MissingExtra(CpomError):
    """A command needs the libraries of an extra that is not installed."""

    exit_code = 8
    http_status = 503


class Busy(CpomError):
    """Another process is writing in the data folder."""

    exit_code = 5
    http_status = 409


class Conflict(CpomError):
    """What was read was changed since by another editor; nothing was written."""

    exit_code = 5
    http_status = 409


class StoreError(CpomError):
    """The database of drafts and conversations cannot be opened, read or written."""

    exit_code = 7
    http_status = 503


class ModelError(CpomError):
    """The language model gives nothing that can be used."""

    exit_code = 6
    http_status = 502


class ModelUnreachable(ModelError):
    """No connection to the model's server, or no answer within the time allowed."""


class ModelRefused(ModelError):
    """The model's server refuses: key, name of the model, quota, breakdown."""


class ModelOutput(ModelError):
    """What the model wrote is cut, empty, too long or in no known form."""
