"""What can go wrong, as one tree. Each message is a French sentence that names the item and what to do.

    CpomError
    ├── BadInput            what the user sent cannot be used (exit 2, HTTP 4xx)
    │   ├── BadQuestion         empty, too long, not text
    │   ├── BadFilter           unknown document, weight, territory or date
    │   └── UnknownItem         no such passage or document (HTTP 404)
    ├── CorpusError         the corpus is not in order (exit 3)
    │   ├── CatalogueError      an entry of catalogue.yaml, its file or its hash
    │   ├── UnreadableDocument  a file that gives no usable text
    │   └── AnnotationError     an annotation that its passage does not bear out
    ├── IndexError_         the index cannot serve (exit 4, HTTP 503)
    │   ├── IndexMissing        nothing built yet
    │   ├── IndexStale          built by another version of the pipeline
    │   └── IndexDamaged        a checksum or a file is wrong
    └── Busy                another process holds the data folder (exit 5, HTTP 409)
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


class UnknownItem(BadInput):
    """No passage or document bears that id."""

    http_status = 404


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


class Busy(CpomError):
    """Another process is writing in the data folder."""

    exit_code = 5
    http_status = 409
