"""A document as a tagged PDF, set by typst from `document.typ`: no system library, no system font,
nothing fetched.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

from assistant.errors import CorpusError
from assistant.exports.printable import Printable

STANDARD: Final = "ua-1"
# Characters that the embedded fonts are known to have.
PLAIN = re.compile(
    r"[\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u2010-\u2015\u2018-\u201e"
    r"\u2020-\u2022\u2026\u202f\u20ac]"
)
ABSENT = "□"


def write_pdf(printable: Printable, folder: Path) -> bytes:
    """The document as PDF/UA-1 (tagged, titled, in French).

    A character that the embedded fonts lack is printed « □ » and named on the first page. Raises
    CorpusError when the template is missing or wrong.
    """
    text = json.dumps(_data(printable), ensure_ascii=False)
    unusual = sorted({char for char in text if not PLAIN.match(char)})
    missing_signs = "".join(char for char in unusual if not _has_glyph(char))
    if missing_signs:
        text = json.dumps(_data(printable) | {"lost": _codes_of(missing_signs)}, ensure_ascii=False)
        text = re.sub(f"[{re.escape(missing_signs)}]+", ABSENT, text)
    return _set(folder / "document.typ", text)


def _data(printable: Printable) -> dict[str, object]:
    """What the template reads; a part says whether its lines are fields and whether it stands on a
    landscape page.
    """
    data = printable.model_dump(mode="json")
    parts = zip(data["parts"], printable.parts, printable.landscape_parts, strict=True)
    data["parts"] = [
        part | {"named": each.is_field_table, "turned": is_landscape}
        for part, each, is_landscape in parts
    ]
    return data | {"lost": ""}


def _codes_of(chars: str) -> str:
    """Characters by their code, since they cannot be shown."""
    return ", ".join(f"U+{ord(char):04X}" for char in chars)


def _set(template: Path, data: str) -> bytes:
    import typst

    if not template.is_file():
        raise CorpusError(f"Le gabarit {template} est introuvable : remettez-le en place.")
    try:
        return typst.compile(
            str(template),
            root=str(template.parent),
            sys_inputs={"donnees": data},
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARD,
        )
    except typst.TypstError as error:
        raise CorpusError(f"Le gabarit {template} ne se compose pas : {error}") from error


@cache
def _has_glyph(char: str) -> bool:
    """Do the embedded fonts have that character? Asked of typst itself, once a character."""
    import typst

    source = (
        '#set document(title: "x")\n#set text(font: ("Libertinus Serif", "New '
        f'Computer Modern"))\n#"\\u{{{ord(char):x}}}"'
    )
    try:
        typst.compile(
            source.encode(), ignore_system_fonts=True, format="pdf", pdf_standards=STANDARD
        )
    except typst.TypstError:
        return False
    return True
