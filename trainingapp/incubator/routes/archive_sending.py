"""An archive that is put together on the disk, sent, and gone with the answer."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack

from flask import Response
from werkzeug.wsgi import FileWrapper

from trainingapp.files.serving import disposition


def send_archive(fill: Callable[[zipfile.ZipFile], None], *, name: str) -> Response:
    """What `fill` puts into an archive, as a download. Papers are packed already, as PDF and pictures are."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            fill(archive)
        size = file.tell()
        file.seek(0)
        headers = {
            "Content-Disposition": disposition(name, is_shown=False),
            "Content-Length": str(size),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        answer = Response(
            FileWrapper(file), mimetype="application/zip", headers=headers, direct_passthrough=True
        )
        answer.call_on_close(stack.pop_all().close)
    return answer
