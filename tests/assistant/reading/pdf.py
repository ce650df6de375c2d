"""PDF files written by hand, byte by byte, as a test needs them."""

import zlib
from pathlib import Path


def _text(lines: list[str]) -> bytes:
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    return f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}ET".encode("cp1252")


def stream(data: bytes, deflated: bool = False) -> bytes:
    """A stream object."""
    data = zlib.compress(data, 9) if deflated else data
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (
        len(data),
        b" /Filter /FlateDecode" if deflated else b"",
        data,
    )


def write_pdf(
    path: Path, contents: list[bytes], trailer: bytes = b"", more: tuple[bytes, ...] = ()
) -> Path:
    """One page a content stream; `more` are further objects, `trailer` further entries of the
    trailer.
    """
    pages = [4 + 2 * i for i in range(len(contents))]
    kids = b" ".join(b"%d 0 R" % n for n in pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, content in zip(pages, contents, strict=True):
        objects.append(
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources "
                b"<< /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            )
            % (n + 1)
        )
        objects.append(content)
    raw, places = b"%PDF-1.4\n", []
    for n, body in enumerate((*objects, *more), 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = len(raw)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    raw += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        trailer,
        table,
    )
    path.write_bytes(raw)
    return path


def pages_of_text(path: Path, pages: list[list[str]]) -> Path:
    """A PDF of some lines a page; a page without line is as blank as a scanned one."""
    return write_pdf(path, [stream(_text(lines) if lines else b"") for lines in pages])
