"""Files that a browser sends: read where they are needed, under the name their sender gives them,
and kept nowhere.
"""

import tempfile
from pathlib import Path

from fastapi import UploadFile

from assistant.conformity.contract import ContractText
from assistant.errors import BadContract, BadInput
from assistant.exports.reimport import Reimported, read_back
from assistant.forms.line import Form
from assistant.pipeline import Assistant

LONGEST_NAME = 120


def read_contract(
    assistant: Assistant, file: UploadFile | None, document: str | None, field: str
) -> ContractText:
    """The contract that was sent, under the name its sender gives it, or the document named;
    `field` is where it was expected. Raises BadContract or UnknownItem.
    """
    if document:
        return assistant.conformity.contract_of_document(document)
    if file is None or not file.filename:
        raise BadContract(
            f"Il manque le contrat : joignez un fichier dans « {field} » ou "
            "nommez un document du catalogue."
        )
    name = name_of(file)
    with tempfile.TemporaryDirectory(prefix="cpom-") as folder:
        path = Path(folder) / f"contrat{Path(name).suffix.lower()[:10]}"
        path.write_bytes(file.file.read())
        return assistant.conformity.contract_of_file(path, name)


def name_of(file: UploadFile) -> str:
    """The last part of the name that the sender gives a file."""
    return Path((file.filename or "").replace("\\", "/")).name[-LONGEST_NAME:]


def read_form(assistant: Assistant, file: UploadFile, original: Form | None = None) -> Reimported:
    """An exported Word or JSON file as it comes back, compared with `original` or with what it was.
    Raises BadInput, which names the file.
    """
    try:
        return read_back(file.file.read(), assistant.index, original)
    except BadInput as error:
        raise BadInput(f"« {name_of(file)} » : {error}") from error
