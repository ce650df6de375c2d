"""A file as a response."""

from urllib.parse import quote

from starlette.responses import Response

from assistant.exports.formats import exporter_of


def download(content: bytes, fmt: str, name: str) -> Response:
    """The file, to be saved as `name` with the suffix of its format. Raises BadInput for an unknown
    format.
    """
    disposition = f'attachment; filename="{quote(name)}.{fmt}"'
    return Response(
        content,
        media_type=exporter_of(fmt).media,
        headers={"content-disposition": disposition},
    )
