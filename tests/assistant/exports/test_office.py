"""LibreOffice opens what is exported, prints it whole, and gives back a Word file that can still be
read line by line.
"""

import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from assistant.exports.export import export_bytes, region_workbook
from assistant.exports.reimport import read_back
from assistant.forms.fiche import FicheTms
from assistant.forms.sheet import sheet_of
from assistant.pipeline import Assistant
from tests.assistant.exports.test_export import flat
from tests.assistant.samples import fiche, table

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None,
    reason=(
        "LibreOffice is not installed: apt-get install libreoffice-writer-nogui "
        "libreoffice-calc-nogui"
    ),
)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile of its own, so that tests may run side by side."""
    return tmp_path_factory.mktemp("profil")


def converted(path: Path, kind: str, folder: Path, profile: Path) -> Path:
    """The file as LibreOffice writes it in another format."""
    command = [
        str(OFFICE),
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    made = folder / f"{path.stem}.{kind.split(':')[0]}"
    assert done.returncode == 0 and made.is_file(), done.stderr
    return made


def text_of(path: Path) -> str:
    """The words of a PDF, white space aside."""
    return flat("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def test_word_files_and_workbooks_open(tmp_path: Path, profile: Path) -> None:
    """The fiche, its list of gaps and its sources; the region's totals, computed anew by
    LibreOffice.
    """
    document, book = tmp_path / "fiche.docx", tmp_path / "region.xlsx"
    form = fiche(FicheTms)
    document.write_bytes(export_bytes(form, "docx"))
    shown = text_of(converted(document, "pdf", tmp_path, profile))
    assert all(flat(section.title) in shown for section in sheet_of(form).sections)
    assert (
        flat("Ce qui reste à compléter") in shown
        and flat("Sources citées") in shown
        and "{{" not in shown
        and "{%" not in shown
    )
    book.write_bytes(region_workbook((table("AIST 03", 10), table("Santé Sud", 1000))))
    shown = text_of(converted(book, "pdf", tmp_path, profile))
    assert (
        flat("Suivi annuel consolidé") in shown
        and "Err:" not in shown
        and "#REF" not in shown
        and flat("3 036") in shown.replace("\u202f", "").replace(",", "")
    )


def test_a_word_file_saved_by_libreoffice_is_still_read(
    assistant: Assistant, tmp_path: Path, profile: Path
) -> None:
    """LibreOffice drops the tags of the controls; the bookmarks say the keys, and nothing looks
    changed.
    """
    form = fiche(FicheTms)
    before, folder = tmp_path / "brouillon.docx", tmp_path / "retour"
    folder.mkdir()
    before.write_bytes(export_bytes(form, "docx"))
    read = read_back(
        converted(before, "docx:MS Word 2007 XML", folder, profile).read_bytes(), assistant.index
    )
    assert read.form == form and read.changes == () and read.remarks == ()
